/* Questions on a terminal for what an event still lacks. */
#include "tools/pigtrace/log_draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_question(const struct say_draft *draft, struct say_key key)
{
	struct buf about = { 0 };
	say_describe(draft->kind, key, &about);
	(void)fprintf(stderr, "%s [%s]: ", say_title(key), about.at ? about.at : "");
	(void)fflush(stderr);
	buf_free(&about);
}

/* A line of standard input on the heap; NULL at its end. */
static char *read_answer(void)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len = getline(&line, &size, stdin);
	if (len < 0 || len > SAY_VALUE_MOST || memchr(line, '\0', (size_t)len)) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

/* Ask until the answer can be used; false if there is none. */
static bool ask_one(struct say_draft *draft, const struct say_desk *desk, struct say_key key,
	struct log_answers *answers)
{
	while (answers->count < LOG_ANSWERS_MOST) {
		struct say_refusal refusal;
		put_question(draft, key);
		char *text = read_answer();
		struct say_entry entry = { .key = key,
			.name = span_of(say_key_name(key)),
			.value = say_trim(span_of(text)) };
		if (entry.value.len == 0) {
			free(text);
			return false;
		}
		answers->texts[answers->count++] = text;
		if (say_entry_good(draft, &entry, desk, &refusal))
			return say_draft_add(draft, &entry);
		(void)fprintf(stderr, "%s\n", refusal.text);
	}
	return false;
}

bool log_ask(struct say_draft *draft, const struct say_desk *desk, struct log_answers *answers)
{
	struct say_key key;
	int cursor = 0;
	while (say_draft_missing(draft, &cursor, &key))
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
