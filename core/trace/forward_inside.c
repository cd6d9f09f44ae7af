/*
 * The packages and smaller runs of runs. Each run is a range of the codes of its packages, and of those of its lot's
 * runs; many ranges are asked for together, most of which hold nothing.
 */
#include "core/trace/forward_work.h"

#include "core/base/sort.h"

#include <stdlib.h>
#include <string.h>

#define BEHIND_ALL "~"  /* sorts behind every character of a serial */
#define TOGETHER   1024 /* runs; bounds the memory that asking takes */

static const enum item_kind inside_kinds[] = { ITEM_PKG, ITEM_RUN };
#define KINDS (sizeof(inside_kinds) / sizeof(inside_kinds[0]))

/* A run, and between which codes of each kind its insides stand. */
struct asked {
	size_t run;
	struct {
		char from[ITEM_TEXT];
		char until[ITEM_TEXT];
	} codes[KINDS];
	struct {
		size_t first; /* of what was found */
		size_t end;
	} stretch[KINDS];
};

/* What one question found, in order of codes. */
struct found {
	struct forward_work *fw;
	size_t *nodes;
	size_t count;
	size_t cap;
};

static void set_codes(struct asked *asked, struct item_run run)
{
	struct out low = out_into(asked->codes[0].from, ITEM_TEXT);
	struct out high = out_into(asked->codes[0].until, ITEM_TEXT);
	out_span(&low, run.gtin);
	out_char(&low, '/');
	out_span(&high, out_written(&low));
	out_digits(&low, (uint64_t)run.first, 8);
	out_digits(&high, (uint64_t)run.last, 8);
	out_text(&high, BEHIND_ALL);
	low = out_into(asked->codes[1].from, ITEM_TEXT);
	high = out_into(asked->codes[1].until, ITEM_TEXT);
	out_span(&low, run.gtin);
	out_char(&low, '/');
	out_span(&low, run.lot);
	out_span(&high, out_written(&low));
	out_char(&low, '/');
	out_char(&high, '/' + 1);
}

/* The codes of one kind of one run, to be put in order. */
struct place {
	const char *from;
	struct asked *asked;
};

static int compare_places(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	return strcmp(a->from, b->from);
}

static int keep_found(void *context, int64_t number, struct item what)
{
	struct found *found = context;
	size_t node;
	int code = work_named_item(&found->fw->work, number, what, &node);
	if (code != 0)
		return code;
	if (!work_room(&found->fw->work, &found->nodes, &found->cap, found->count + 1,
		    sizeof(*found->nodes)))
		return FAULT_MEMORY;
	found->nodes[found->count++] = node;
	return 0;
}

static bool is_before(struct found *found, size_t at, const char *code)
{
	return at < found->count &&
	       span_compare(work_item_of(&found->fw->work, found->nodes[at]).code, span_of(code)) <
	               0;
}

/* Which of what was found each run has; runs and what was found are in order of codes. */
static void hand_out(struct found *found, const struct place *places, size_t count, size_t nth)
{
	size_t first = 0;
	for (size_t i = 0; i < count; i++) {
		struct asked *asked = places[i].asked;
		while (is_before(found, first, places[i].from))
			first++;
		size_t end = first;
		while (is_before(found, end, asked->codes[nth].until))
			end++;
		asked->stretch[nth].first = first;
		asked->stretch[nth].end = end;
	}
}

/* What stands between the codes of kind `nth` of all that are asked for. */
static int find(struct found *found, struct asked *asked, size_t count, size_t nth)
{
	struct place *places = malloc(count * sizeof(*places));
	struct store_range *ranges = malloc(count * sizeof(*ranges));
	int code = places && ranges ? 0 : work_memory(&found->fw->work);
	for (size_t i = 0; code == 0 && i < count; i++)
		places[i] = (struct place){ asked[i].codes[nth].from, &asked[i] };
	if (code == 0)
		sort_list(places, count, sizeof(*places), compare_places);
	for (size_t i = 0; code == 0 && i < count; i++)
		ranges[i] = (struct store_range){ span_of(places[i].from),
			span_of(places[i].asked->codes[nth].until) };
	if (code == 0)
		code = store_items_within(found->fw->work.store, inside_kinds[nth], ranges, count,
			keep_found, found, found->fw->work.fault);
	if (code == 0)
		hand_out(found, places, count, nth);
	free(places);
	free(ranges);
	return code;
}

/* Does the package or run really stand in `run`, under this or another range of its lot? */
static int belongs(struct forward_work *fw, size_t node, size_t run, bool *yes)
{
	struct item_run whole, parts;
	*yes = false;
	if (node == run || !item_split_run(work_item_of(&fw->work, run), &whole))
		return 0;
	if (item_split_run(work_item_of(&fw->work, node), &parts)) {
		*yes = span_equal(parts.lot, whole.lot) && parts.first >= whole.first &&
		       parts.last <= whole.last;
		return 0;
	}
	int code = forward_stands(fw, node);
	const struct mark *mark = &fw->marks[node];
	for (size_t i = 0; code == 0 && i < mark->stand_count; i++) {
		size_t in = fw->work.stands[mark->first_stand + i].run;
		if (item_split_run(work_item_of(&fw->work, in), &parts) &&
			span_equal(parts.lot, whole.lot))
			*yes = true;
	}
	return code;
}

/* A strip of labels is part of a run, too, but no goods: all that is said of it is that it was printed. */
static int is_strip(struct forward_work *fw, size_t node, bool *yes)
{
	struct work *work = &fw->work;
	*yes = false;
	if (work->nodes[node].kind != ITEM_RUN)
		return 0;
	int code = work_own_links(work, node);
	*yes = code == 0 && work->nodes[node].link_count > 0;
	for (size_t i = 0; code == 0 && *yes && i < work->nodes[node].link_count; i++) {
		size_t at;
		code = link_fact(work, work->nodes[node].first_link + i, &at);
		*yes = code == 0 && work->facts[at].told.kind == KIND_PRINT;
	}
	return code;
}

static int keep_inside(struct forward_work *fw, size_t node, size_t run)
{
	bool yes, strip = false;
	int code = belongs(fw, node, run, &yes);
	if (code == 0 && yes)
		code = is_strip(fw, node, &strip);
	if (code != 0 || !yes || strip)
		return code;
	if (!FORWARD_ROOM(fw, insides))
		return FAULT_MEMORY;
	fw->insides[fw->insides_count++] = node;
	return 0;
}

static int list_run(
	struct forward_work *fw, const struct asked *asked, const struct found found[static KINDS])
{
	size_t first = fw->insides_count;
	int code = 0;
	for (size_t nth = 0; nth < KINDS; nth++) {
		size_t end = asked->stretch[nth].end;
		for (size_t i = asked->stretch[nth].first; code == 0 && i < end; i++)
			code = keep_inside(fw, found[nth].nodes[i], asked->run);
	}
	if (code != 0)
		return code;
	struct mark *mark = &fw->marks[asked->run];
	mark->first_inside = first;
	mark->inside_count = fw->insides_count - first;
	return 0;
}

static int list_runs(struct forward_work *fw, struct asked *asked, size_t count)
{
	struct found found[KINDS] = { { .fw = fw }, { .fw = fw } };
	int code = 0;
	for (size_t nth = 0; code == 0 && nth < KINDS; nth++)
		code = find(&found[nth], asked, count, nth);
	for (size_t i = 0; code == 0 && i < count; i++)
		code = list_run(fw, &asked[i], found);
	for (size_t nth = 0; nth < KINDS; nth++)
		free(found[nth].nodes);
	return code;
}

/* Those of the nodes that are runs and have not been listed yet, with their names. */
static int unlisted(
	struct forward_work *fw, const size_t *nodes, size_t count, size_t *runs, size_t *run_count)
{
	*run_count = 0;
	for (size_t i = 0; i < count; i++) {
		struct mark *mark = mark_of(fw, nodes[i]);
		if (!mark)
			return FAULT_MEMORY;
		if (mark->listed || fw->work.nodes[nodes[i]].kind != ITEM_RUN)
			continue;
		mark->listed = true; /* one that is named twice is asked for once */
		runs[(*run_count)++] = nodes[i];
	}
	return *run_count > 0 ? work_names_of(&fw->work, runs, *run_count) : 0;
}

static int list_unlisted(struct forward_work *fw, const size_t *runs, size_t count)
{
	struct asked *asked = malloc((count < TOGETHER ? count : TOGETHER) * sizeof(*asked));
	int code = asked ? 0 : work_memory(&fw->work);
	for (size_t at = 0; code == 0 && at < count;) {
		size_t many = 0;
		for (; at < count && many < TOGETHER; at++) {
			struct item_run run;
			if (!item_split_run(work_item_of(&fw->work, runs[at]), &run))
				continue;
			asked[many].run = runs[at];
			set_codes(&asked[many++], run);
		}
		if (many > 0)
			code = list_runs(fw, asked, many);
	}
	free(asked);
	return code;
}

int forward_insides(struct forward_work *fw, const size_t *nodes, size_t count)
{
	size_t *runs = malloc((count + 1) * sizeof(*runs));
	size_t many = 0;
	int code = runs ? unlisted(fw, nodes, count, runs, &many) : work_memory(&fw->work);
	if (code == 0 && many > 0)
		code = list_unlisted(fw, runs, many);
	free(runs);
	return code;
}
