/* Questions on a terminal for what an event still lacks. */
#include "tools/pigtrace/log_draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_question(const struct log_draft *draft, struct log_key key)
{
	struct buf about = { 0 };
	log_describe(draft->kind, key, &about);
	(void)fprintf(stderr, "%s [%s]: ", log_title(key), about.at ? about.at : "");
	(void)fflush(stderr);
	buf_free(&about);
}

/* A line of standard input on the heap; NULL at its end. */
static char *read_answer(void)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len = getline(&line, &size, stdin);
	if (len < 0 || len > LOG_VALUE_MOST || memchr(line, '\0', (size_t)len)) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

/* Ask until the answer can be used; false if there is none. */
static bool ask_one(struct log_draft *draft, const struct log_desk *desk, struct log_key key,
	struct log_answers *answers)
{
	while (answers->count < LOG_ANSWERS_MOST) {
		struct log_refusal refusal;
		put_question(draft, key);
		char *text = read_answer();
		struct log_entry entry = { .key = key,
			.name = span_of(log_key_name(key)),
			.value = log_trim(span_of(text)) };
		if (entry.value.len == 0) {
			free(text);
			return false;
		}
		answers->texts[answers->count++] = text;
		if (log_entry_good(draft, &entry, desk, &refusal))
			return log_draft_add(draft, &entry);
		(void)fprintf(stderr, "%s\n", refusal.text);
	}
	return false;
}

bool log_ask(struct log_draft *draft, const struct log_desk *desk, struct log_answers *answers)
{
	struct log_key key;
	int cursor = 0;
	while (log_draft_missing(draft, &cursor, &key))
		if (!ask_one(draft, desk, key, answers))
			return false;
	return true;
}

void log_answers_free(struct log_answers *answers)
{
	for (int i = 0; i < answers->count; i++)
		free(answers->texts[i]);
	answers->count = 0;
}
