/* The Chinese catalogue: the titles of the vocabulary, each under the table it comes from. */
#include "tools/generate/generate.h"

#include "tools/generate/output.h"

#include <stdlib.h>

struct word {
	const struct source *source;
	const char *context;
	struct span en, zh;
};

struct words {
	struct word *list;
	size_t count, cap;
};

static int add(struct words *words, const struct source *source, const char *context,
	struct span en, struct span zh, struct fault *fault)
{
	for (size_t i = 0; i < words->count; i++) {
		const struct word *word = &words->list[i];
		if (!span_is(span_of(word->context), context) || !span_equal(word->en, en))
			continue;
		return span_equal(word->zh, zh)
		               ? 0
		               : source_wrong(source, zh.at, fault, "`%.*s` is `%.*s` elsewhere",
					 SPAN(en), SPAN(word->zh));
	}
	if (!array_reserve(&words->list, &words->cap, words->count + 1, sizeof(*words->list)))
		return fault_set(fault, FAULT_MEMORY, "no memory");
	words->list[words->count++] = (struct word){ source, context, en, zh };
	return 0;
}

static int collect(const struct vocabulary *v, struct words *words, struct fault *fault)
{
	const struct source *source = v->sources;
	int code = 0;
	for (int i = 0; code == 0 && i < v->step_count; i++)
		code = add(
			words, &source[TABLE_STEP], "step", v->steps[i].en, v->steps[i].zh, fault);
	for (int i = 0; code == 0 && i < v->item_count; i++)
		code = add(
			words, &source[TABLE_ITEM], "item", v->items[i].en, v->items[i].zh, fault);
	for (int i = 0; code == 0 && i < v->role_count; i++)
		code = add(
			words, &source[TABLE_ROLE], "role", v->roles[i].en, v->roles[i].zh, fault);
	for (int i = 0; i < v->choice_count; i++)
		for (int j = 0; code == 0 && j < v->choices[i].count; j++)
			code = add(words, &source[TABLE_CHOICE], "choice", v->choices[i].en[j],
				v->choices[i].zh[j], fault);
	for (int i = 0; code == 0 && i < v->field_count; i++)
		code = add(words, &source[TABLE_FIELD], "field", v->fields[i].en, v->fields[i].zh,
			fault);
	for (int i = 0; code == 0 && i < v->kind_count; i++)
		code = add(
			words, &source[TABLE_KIND], "kind", v->kinds[i].en, v->kinds[i].zh, fault);
	return code;
}

int write_words(const struct vocabulary *vocabulary, struct buf *buf, struct fault *fault)
{
	struct words words = { 0 };
	int code = collect(vocabulary, &words, fault);
	if (code != 0)
		goto out;
	buf_text(buf, "# The vocabulary in Chinese, generated from schema/vocabulary.\n"
		      "msgid \"\"\nmsgstr \"\"\n"
		      "\"Project-Id-Version: pigtrace\\n\"\n"
		      "\"Language: zh_CN\\n\"\n"
		      "\"MIME-Version: 1.0\\n\"\n"
		      "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
		      "\"Content-Transfer-Encoding: 8bit\\n\"\n");
	for (size_t i = 0; i < words.count; i++) {
		buf_format(buf, "\nmsgctxt \"%s\"\nmsgid ", words.list[i].context);
		output_quoted(buf, words.list[i].en);
		buf_text(buf, "\nmsgstr ");
		output_quoted(buf, words.list[i].zh);
		buf_char(buf, '\n');
	}
out:
	free(words.list);
	return code;
}
