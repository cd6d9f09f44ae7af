#include "core/trace/check_work.h"

#include "core/base/words.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- what predicates say ---- */

void check_applies(struct inquiry *inquiry)
{
	enum check_verdict *verdict = &inquiry->check->rules[inquiry->rule];
	if (*verdict < CHECK_PASS)
		*verdict = CHECK_PASS;
}

struct check_finding *check_find(
	struct inquiry *inquiry, enum check_verdict verdict, const char *reason, size_t item)
{
	struct check *check = inquiry->check;
	if (inquiry->code != 0)
		return NULL;
	if (!array_reserve(&check->findings, &check->finding_cap, check->finding_count + 1,
		    sizeof(*check->findings))) {
		inquiry->code = fault_set(inquiry->fault, FAULT_MEMORY, "no memory to check");
		return NULL;
	}
	struct check_finding *finding = &check->findings[check->finding_count++];
	*finding = (struct check_finding){
		.rule = inquiry->rule, .verdict = verdict, .reason = reason
	};
	const char *name = item == NO_NAME ? check->item : inquiry->names[item];
	(void)span_copy(span_of(name), finding->item, sizeof(finding->item));
	if (check->rules[inquiry->rule] < verdict)
		check->rules[inquiry->rule] = verdict;
	return finding;
}

void check_behind(struct check_finding *finding, const struct statement *statement)
{
	if (!finding || !statement)
		return;
	if (finding->event_count == CHECK_EVENTS_MOST) {
		finding->more_events++;
		return;
	}
	struct check_event *event = &finding->events[finding->event_count++];
	const struct trace_event *told = statement->told;
	*event = (struct check_event){ .kind = told->kind, .at = told->at };
	trace_event_name(span_of(told->station), told->epoch, told->seq,
		(struct span){ told->line, told->line_len }, event->name);
	(void)span_copy(span_of(told->station), event->station, sizeof(event->station));
	(void)span_copy(span_of(statement->said->by), event->by, sizeof(event->by));
}

void check_measure(
	struct check_finding *finding, const char *label, enum check_unit unit, int64_t value)
{
	if (!finding)
		return;
	assert(finding->measure_count < CHECK_MEASURES_MOST);
	finding->measures[finding->measure_count++] = (struct check_measure){ label, unit, value };
}

/* ---- one animal after the other ---- */

/* What the animal of inquiry->life is in: its own names, and all that was made of it. */
static void mark_mine(struct inquiry *inquiry)
{
	const struct trace *record = inquiry->record.trace, *life = inquiry->life.trace;
	bool changed = true;
	memset(inquiry->mine, 0, record->item_count * sizeof(*inquiry->mine));
	for (size_t i = 0; i < life->item_count; i++) {
		size_t name = inquiry_name(inquiry, span_of(life->items[i].name));
		if (life->items[i].depth == 0 && name < inquiry->place_count &&
			inquiry->place_of[name] != NO_NAME)
			inquiry->mine[inquiry->place_of[name]] = true;
	}
	while (changed) {
		changed = false;
		for (size_t i = 0; i < record->edge_count; i++) {
			const struct trace_edge *edge = &record->edges[i];
			if (inquiry->mine[edge->from] && !inquiry->mine[edge->item])
				changed = inquiry->mine[edge->item] = true;
		}
	}
}

static void judge_all(struct inquiry *inquiry, enum check_scope scope)
{
	for (size_t i = 0; inquiry->code == 0 && i < check_row_count; i++) {
		inquiry->rule = i;
		if (check_rows[i].scope == scope)
			check_rows[i].judge(inquiry);
	}
}

static void judge_animal(struct inquiry *inquiry, struct item item, size_t name, bool *seen)
{
	story_read(inquiry, item, &inquiry->life);
	if (inquiry->code == 0) {
		inquiry->animal = name;
		inquiry->check->animals++;
		mark_mine(inquiry);
		judge_all(inquiry, SCOPE_ANIMAL);
		/* Its other names stand in the record at depths of their own. */
		for (size_t i = 0; i < inquiry->life.trace->item_count; i++) {
			size_t other =
				inquiry_name(inquiry, span_of(inquiry->life.trace->items[i].name));
			if (inquiry->life.trace->items[i].depth == 0 &&
				other < inquiry->place_count && inquiry->place_of[other] != NO_NAME)
				seen[inquiry->place_of[other]] = true;
		}
	}
	story_free(&inquiry->life);
}

static void judge_animals(struct inquiry *inquiry)
{
	const struct trace *record = inquiry->record.trace;
	bool *seen = calloc(record->item_count + 1, sizeof(*seen));
	if (!seen) {
		inquiry->code = fault_set(inquiry->fault, FAULT_MEMORY, "no memory to check");
		return;
	}
	for (size_t i = 0; inquiry->code == 0 && i < record->item_count; i++) {
		const struct trace_item *at = &record->items[i];
		struct item item;
		if (!(ANIMALS >> at->kind & 1) || at->input || seen[i] ||
			item_parse(span_of(at->name), &item, NULL) != IDENT_OK)
			continue;
		judge_animal(inquiry, item, inquiry_name(inquiry, span_of(at->name)), seen);
	}
	free(seen);
}

/* ---- the answer in its order ---- */

static int compare_events(const struct check_finding *a, const struct check_finding *b)
{
	int by = a->event_count - b->event_count;
	for (int i = 0; by == 0 && i < a->event_count; i++)
		by = strcmp(a->events[i].name, b->events[i].name);
	return by != 0 ? by : (a->more_events > b->more_events) - (a->more_events < b->more_events);
}

/* All but the item. */
static int compare_alike(const struct check_finding *a, const struct check_finding *b)
{
	int by = (a->rule > b->rule) - (a->rule < b->rule);
	if (by == 0)
		by = (int)b->verdict - (int)a->verdict;
	if (by == 0)
		by = strcmp(a->reason, b->reason);
	if (by == 0)
		by = compare_events(a, b);
	for (int i = 0; by == 0 && i < a->measure_count && i < b->measure_count; i++)
		by = (a->measures[i].value > b->measures[i].value) -
		     (a->measures[i].value < b->measures[i].value);
	return by;
}

static int compare_before_merge(const void *left, const void *right)
{
	const struct check_finding *a = left, *b = right;
	int by = compare_alike(a, b);
	return by != 0 ? by : strcmp(a->item, b->item);
}

static int compare_findings(const void *left, const void *right)
{
	const struct check_finding *a = left, *b = right;
	int by = (a->rule > b->rule) - (a->rule < b->rule);
	if (by == 0)
		by = (int)b->verdict - (int)a->verdict;
	if (by == 0)
		by = strcmp(a->item, b->item);
	return by != 0 ? by : compare_before_merge(left, right);
}

/* What is true of many animals for the same events is said once. */
static void order_findings(struct check *check)
{
	size_t kept = 0;
	if (check->finding_count < 2)
		return;
	qsort(check->findings, check->finding_count, sizeof(*check->findings),
		compare_before_merge);
	for (size_t i = 0; i < check->finding_count; i++) {
		struct check_finding *last = kept > 0 ? &check->findings[kept - 1] : NULL;
		const struct check_finding *next = &check->findings[i];
		if (last && compare_alike(last, next) == 0) {
			last->others += strcmp(last->item, next->item) != 0;
			continue;
		}
		memmove(&check->findings[kept++], next, sizeof(*next));
	}
	check->finding_count = kept;
	qsort(check->findings, check->finding_count, sizeof(*check->findings), compare_findings);
}

static enum check_verdict overall(const struct check *check)
{
	enum check_verdict worst = CHECK_PASS;
	for (size_t i = 0; i < check_row_count; i++) {
		enum check_verdict verdict = check->rules[i];
		if (verdict == CHECK_UNKNOWN && check_rows[i].rule.severity == CHECK_SHOULD)
			verdict = CHECK_WARN;
		if (verdict > worst)
			worst = verdict;
	}
	return worst;
}

static void place_names(struct inquiry *inquiry)
{
	const struct trace *record = inquiry->record.trace;
	for (size_t i = 0; i < record->item_count; i++)
		(void)inquiry_name(inquiry, span_of(record->items[i].name));
	inquiry->place_of = calloc(inquiry->name_count + 1, sizeof(*inquiry->place_of));
	inquiry->mine = calloc(record->item_count + 1, sizeof(*inquiry->mine));
	if (inquiry->code == 0 && (!inquiry->place_of || !inquiry->mine))
		inquiry->code = fault_set(inquiry->fault, FAULT_MEMORY, "no memory to check");
	if (inquiry->code != 0)
		return;
	inquiry->place_count = inquiry->name_count;
	for (size_t i = 0; i < inquiry->place_count; i++)
		inquiry->place_of[i] = NO_NAME;
	for (size_t i = 0; i < record->item_count; i++) {
		inquiry->place_of[inquiry_name(inquiry, span_of(record->items[i].name))] = i;
		inquiry->mine[i] = true;
	}
}

static void run(struct inquiry *inquiry, struct item seed)
{
	struct check *check = inquiry->check;
	struct out out = out_into(check->item, sizeof(check->item));
	item_format(&out, seed);
	story_read(inquiry, seed, &inquiry->record);
	if (inquiry->code != 0)
		return;
	check->found = inquiry->record.trace->verdict;
	if (check->found != TRACE_FOUND) {
		check->verdict = CHECK_UNKNOWN;
		return;
	}
	place_names(inquiry);
	judge_all(inquiry, SCOPE_RECORD);
	if (inquiry->code == 0)
		judge_animals(inquiry);
	order_findings(check);
	check->verdict = overall(check);
}

static void finish(struct inquiry *inquiry)
{
	for (size_t i = 0; i < inquiry->certificate_count; i++) {
		story_free(&inquiry->certificates[i].story);
		story_free(&inquiry->certificates[i].uses);
		free(inquiry->certificates[i].heads);
	}
	free(inquiry->certificates);
	story_free(&inquiry->record);
	story_free(&inquiry->life);
	free(inquiry->place_of);
	free(inquiry->mine);
	inquiry_free(inquiry);
}

int check_record(struct store *store, struct item seed, const struct check_limits *limits,
	struct check **check, struct fault *fault)
{
	struct check *made = calloc(1, sizeof(*made));
	struct inquiry inquiry = {
		.store = store, .limits = limits, .fault = fault, .animal = NO_NAME, .check = made
	};
	inquiry.event = malloc(sizeof(*inquiry.event));
	if (made)
		made->rules = calloc(check_row_count, sizeof(*made->rules));
	if (!made || !made->rules || !inquiry.event) {
		inquiry.code = fault_set(fault, FAULT_MEMORY, "no memory to check");
		goto out;
	}
	inquiry.code = store_read_begin(store, fault);
	if (inquiry.code != 0)
		goto out;
	run(&inquiry, seed);
	store_read_end(store);
	if (inquiry.code != 0)
		goto out;
	*check = made;
	made = NULL;
out:
	finish(&inquiry);
	check_free(made);
	return inquiry.code;
}

void check_free(struct check *check)
{
	if (!check)
		return;
	free(check->rules);
	free(check->findings);
	free(check);
}

size_t check_rule_count(void)
{
	return check_row_count;
}

const struct record_rule *check_rule_at(size_t n)
{
	assert(n < check_row_count);
	return &check_rows[n].rule;
}

bool check_rule_of_record(size_t n)
{
	static const char *const subjects[] = { "W-EVD-", "W-STEP-", "W-TAG-", "W-TIME-" };
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
		if (span_starts(span_of(check_rule_at(n)->id), subjects[i]))
			return true;
	return false;
}

const char *check_verdict_name(enum check_verdict verdict)
{
	static const char *const verdicts[] = { [CHECK_APART] = N_("apart"),
		[CHECK_PASS] = N_("pass"),
		[CHECK_WARN] = N_("warn"),
		[CHECK_UNKNOWN] = N_("unknown"),
		[CHECK_FAIL] = N_("fail") };
	return verdicts[verdict];
}
