#include "tools/pigtrace/recall_call.h"
#include "tools/pigtrace/what.h"
#include "tools/pigtrace/window.h"

#include <stdio.h>
#include <string.h>

#define RECALL_KIND "recall:"

bool recall_word_read(const struct call *call, const char *word, struct recall_word *named)
{
	struct item item;
	struct span rest = span_of(word), station = span_of("");
	if (span_starts(rest, RECALL_KIND))
		(void)span_cut(&rest, ':', &station);
	if (!span_cut(&rest, '/', &station))
		station = span_of("");
	*named = (struct recall_word){ .name = "" };
	int len = snprintf(
		named->name, sizeof(named->name), RECALL_KIND "%.*s", (int)rest.len, rest.at);
	if (len > 0 && len < ITEM_TEXT && (station.len == 0 || note_name_good(station)) &&
		span_copy(station, named->station, sizeof(named->station)) &&
		item_parse(span_of(named->name), &item, NULL) == IDENT_OK)
		return true;
	(void)complain_usage(call, _("'%s' cannot be a recall's name"), word);
	return false;
}

/* A seed as a person types it: an item in any spelling, or as forward_seed_parse has it. */
static int read_seed(const struct call *call, const char *word, struct recall_seeds *seeds)
{
	char *text = seeds->texts[seeds->count];
	struct forward_seed *seed = &seeds->list[seeds->count];
	if (seeds->count == RECALL_SEEDS_MOST)
		return complain(call, EXIT_USAGE, _("more than %d seeds"), RECALL_SEEDS_MOST);
	if (!span_copy(span_of(word), text, ITEM_TEXT) ||
		!forward_seed_parse(span_of(text), seed)) {
		int code = what_is(call, word, text);
		if (code != EXIT_DONE)
			return code;
		if (!forward_seed_parse(span_of(text), seed))
			return complain(call, EXIT_USAGE, _("'%s' is not a seed"), word);
	}
	if (!window_moment(call, "since", &seed->since_ms) ||
		!window_moment(call, "before", &seed->until_ms))
		return EXIT_USAGE;
	seed->lot = call_has(call, "lot");
	seeds->names[seeds->count++] = text;
	return EXIT_DONE;
}

int recall_seeds_read(
	const struct call *call, char *const *words_, size_t count, struct recall_seeds *seeds)
{
	int code = EXIT_DONE;
	seeds->count = 0;
	if (count == 0)
		return complain_usage(call, _("name at least one seed"));
	for (size_t i = 0; code == EXIT_DONE && i < count; i++)
		code = read_seed(call, words_[i], seeds);
	return code;
}
