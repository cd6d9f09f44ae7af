#include "core/view/digest.h"

#include <stdlib.h>
#include <string.h>

#define DAY_MS   INT64_C(86400000)
#define KEY_HEAD 16 /* line and slot in front of a value's text */

static int no_memory(struct fault *fault)
{
	return fault_set(fault, FAULT_MEMORY, "no memory to tell the trace");
}

size_t digest_place(const struct digest *digest, struct item item)
{
	char text[ITEM_TEXT];
	struct out out = out_into(text, sizeof(text));
	item_format(&out, item);
	uint64_t hash = map_hash_text(out_written(&out));
	size_t cursor = 0, place;
	while (map_next(&digest->items.by_text, hash, &cursor, &place))
		if (span_is(out_written(&out), digest->trace->items[place].name))
			return place;
	return DIGEST_NONE;
}

static size_t root_of(const struct digest *digest, size_t place)
{
	while (digest->roots[place] != place)
		place = digest->roots[place];
	return place;
}

static bool is_animal(enum item_kind kind)
{
	return kind == ITEM_PIG || kind == ITEM_EID;
}

/* Items by name, and the codes of one animal joined: what was made of an animal and is one, is the same. */
static bool know_items(struct digest *digest)
{
	const struct trace *trace = digest->trace;
	size_t number;
	bool is_new;
	for (size_t i = 0; i < trace->item_count; i++) {
		if (!names_number(&digest->items, span_of(trace->items[i].name), &number, &is_new))
			return false;
		digest->roots[i] = i;
	}
	for (size_t i = 0; i < trace->edge_count; i++) {
		const struct trace_edge *edge = &trace->edges[i];
		if (is_animal(trace->items[edge->item].kind) &&
			is_animal(trace->items[edge->from].kind))
			digest->roots[root_of(digest, edge->item)] = root_of(digest, edge->from);
	}
	return true;
}

/* ---- what makes lines differ ---- */

/* What a field is unless the table below says otherwise. */
static const struct digest_rule by_type[] = {
	[FIELD_IS_TEXT] = { TELL_LIST, APART_WHILE_FEW },
	[FIELD_IS_DECIMAL] = { TELL_RANGE, APART_NEVER },
	[FIELD_IS_INTEGER] = { TELL_RANGE, APART_NEVER },
	[FIELD_IS_DATE] = { TELL_LIST, APART_WHILE_FEW },
	[FIELD_IS_TIME] = { TELL_LIST, APART_NEVER },
	[FIELD_IS_CHOICE] = { TELL_LIST, APART_ALWAYS },
	[FIELD_IS_ITEM] = { TELL_LIST, APART_NEVER },
	[FIELD_IS_EVENT] = { TELL_LIST, APART_NEVER },
	[FIELD_IS_HEX] = { TELL_NOT, APART_NEVER },
	[FIELD_IS_SERIES] = { TELL_RANGE, APART_NEVER },
};

/* kind KIND_COUNT: of any. */
static const struct {
	enum event_kind kind;
	enum field field;
	struct digest_rule rule;
} by_field[] = {
	{ KIND_VACCINATE, FIELD_DOSE, { TELL_NOT, APART_NEVER } },
	{ KIND_MEDICATE, FIELD_UNTIL, { TELL_NOT, APART_NEVER } }, /* the withdrawal says it */
	{ KIND_FEED, FIELD_KG, { TELL_SUM, APART_NEVER } },
	{ KIND_COUNT, FIELD_COUNT_, { TELL_SUM, APART_NEVER } },
	{ KIND_COUNT, FIELD_WITHDRAWAL_DAYS, { TELL_WITHDRAWAL, APART_ALWAYS } },
	{ KIND_COUNT, FIELD_NET_KG, { TELL_RANGE, APART_WHILE_FEW } },
	{ KIND_COUNT, FIELD_SEX, { TELL_LIST, APART_NEVER } },
	{ KIND_COUNT, FIELD_DOSE, { TELL_LIST, APART_NEVER } },
	{ KIND_COUNT, FIELD_REPORT, { TELL_LIST, APART_NEVER } },
	{ KIND_COUNT, FIELD_DESTINATION, { TELL_LIST, APART_NEVER } },
	{ KIND_COUNT, FIELD_SUPPLIER, { TELL_LIST, APART_NEVER } },
	{ KIND_COUNT, FIELD_BUYER, { TELL_LIST, APART_NEVER } },
	{ KIND_COUNT, FIELD_REMARK, { TELL_LIST, APART_NEVER } },
	{ KIND_COUNT, FIELD_EXPIRES, { TELL_NOT, APART_NEVER } },
	{ KIND_COUNT, FIELD_HOOK, { TELL_NOT, APART_NEVER } },
	{ KIND_COUNT, FIELD_LAT, { TELL_NOT, APART_NEVER } },
	{ KIND_COUNT, FIELD_LON, { TELL_NOT, APART_NEVER } },
};

struct digest_rule digest_rule_of(enum event_kind kind, enum field field)
{
	for (size_t i = 0; i < sizeof(by_field) / sizeof(by_field[0]); i++)
		if (by_field[i].field == field &&
			(by_field[i].kind == kind || by_field[i].kind == KIND_COUNT))
			return by_field[i].rule;
	return by_type[vocabulary_fields[field].type];
}

bool digest_attention(const struct event *event)
{
	static const struct {
		enum field field;
		int value;
	} bad[] = { { FIELD_FINDING, FINDING_POSITIVE }, { FIELD_FINDING, FINDING_PENDING },
		{ FIELD_VERDICT, VERDICT_REJECT }, { FIELD_VERDICT, VERDICT_HOLD } };
	if (event->kind == KIND_DIE || event->kind == KIND_RETURN)
		return true;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct event_value *value = event_find(event, bad[i].field);
		if (value && value->number == bad[i].value)
			return true;
	}
	return false;
}

/* Things that share a story: animals, what is cut from a carcass, what is packed. */
static char sort_of(enum item_kind kind)
{
	static const char sorts[ITEM_KIND_COUNT] = { [ITEM_PIG] = 'a',
		[ITEM_EID] = 'a',
		[ITEM_CARCASS] = 'c',
		[ITEM_LOT] = 'm',
		[ITEM_RUN] = 'p',
		[ITEM_PKG] = 'p',
		[ITEM_SSCC] = 'p' };
	return sorts[kind] ? sorts[kind] : 'o';
}

enum step digest_step(
	const struct trace *trace, const struct trace_event *told, const struct event *event)
{
	char sort = sort_of(trace->items[told->item].kind);
	enum step step = vocabulary_kinds[told->kind].step;
	const struct event_item *of = event_item_at(event, ROLE_OF, 0);
	if (step == STEP_BREED && strchr("cmp", sort))
		return STEP_SLAUGHTER;
	if (told->kind == KIND_TRACK && of && of->item.kind == ITEM_PLACE)
		return sort == 'a' ? STEP_BREED : sort == 'p' ? STEP_SELL : STEP_SLAUGHTER;
	return step;
}

static void key_items(struct buf *key, const struct event *event, bool few)
{
	bool drug = vocabulary_kinds[event->kind].allowed >> FIELD_WITHDRAWAL_DAYS & 1;
	uint32_t kinds = 0;
	for (int i = 0; i < event->item_count; i++) {
		const struct event_item *said = &event->items[i];
		enum role_flow flow = vocabulary_roles[said->role].flow;
		bool pen =
			said->item.kind == ITEM_GROUP && (flow == FLOW_JOINED || flow == FLOW_LEFT);
		struct span name = said->item.code, farm;
		if (flow == FLOW_OBSERVED)
			kinds |= 1u << said->item.kind;
		if (!few || !(pen || (drug && flow == FLOW_CONSUMED)))
			continue;
		if (pen)
			(void)span_cut(&name, '/', &farm);
		buf_format(key, "|%d:", (int)said->role);
		buf_span(key, name);
	}
	buf_format(key, "|%x", (unsigned)kinds);
}

static void key_of(
	struct buf *key, const struct trace *trace, size_t nth, const struct event *event, bool few)
{
	const struct trace_event *told = &trace->events[nth];
	buf_clear(key);
	buf_format(key, "%d|%c|%d|%d", (int)told->kind, sort_of(trace->items[told->item].kind),
		(int)told->assurance, few);
	bool renamed = told->kind == KIND_TAG && event_item_at(event, ROLE_IN, 0);
	if (told->corrected_by || renamed || digest_attention(event))
		buf_format(key, "|alone %zu", nth);
	key_items(key, event, few);
	for (int i = 0; i < event->value_count; i++) {
		const struct event_value *value = &event->values[i];
		enum digest_apart apart = digest_rule_of(told->kind, value->field).apart;
		if (apart == APART_NEVER || (apart == APART_WHILE_FEW && !few))
			continue;
		buf_format(key, "|%d=", (int)value->field);
		buf_json(key, value->text.at ? value->text : (struct span){ "", 0 });
		buf_format(key, "%lld", (long long)value->number);
	}
}

static int decode(const struct trace *trace, size_t nth, struct event *event, struct fault *fault)
{
	struct event_wrong wrong;
	struct span line = { trace->events[nth].line, trace->events[nth].line_len };
	if (event_decode(line, event, &wrong) != EVENT_OK)
		return fault_set(fault, FAULT_CORRUPT, "an event of the trace does not read");
	return 0;
}

/* The two keys of every event, and how many fuller ones each of the others has. */
static int find_keys(struct digest *digest, struct event *event, struct fault *fault)
{
	struct buf key = { 0 };
	bool good = true, is_new = false, known;
	int code = 0;
	for (size_t i = 0; code == 0 && good && i < digest->trace->event_count; i++) {
		code = decode(digest->trace, i, event, fault);
		if (code != 0)
			break;
		key_of(&key, digest->trace, i, event, false);
		good = !key.failed &&
		       names_number(&digest->keys, buf_written(&key), &digest->always[i], &known);
		key_of(&key, digest->trace, i, event, true);
		good = good && !key.failed &&
		       names_number(&digest->keys, buf_written(&key), &digest->apart[i], &is_new);
		if (good && is_new)
			digest->variants[digest->always[i]]++;
	}
	buf_free(&key);
	return code == 0 && !good ? no_memory(fault) : code;
}

/* ---- what a line says ---- */

/* A value of the line, unless it has been said; identity tells values of one slot apart. */
static bool add_value(struct digest *digest, size_t line, struct digest_value value,
	struct span identity, struct span text)
{
	struct buf key = { 0 };
	size_t number;
	bool is_new = false;
	buf_format(&key, "%zu %d %d ", line, value.slot, value.other);
	buf_span(&key, identity);
	bool good = !key.failed &&
	            names_number(&digest->value_keys, buf_written(&key), &number, &is_new);
	buf_free(&key);
	if (!good || !is_new)
		return good;
	if (!array_reserve(
		    &digest->values, &digest->value_cap, number + 1, sizeof(*digest->values)))
		return false;
	value.text_at = digest->texts.len;
	value.text_len = text.len;
	value.next = DIGEST_NONE;
	buf_span(&digest->texts, text);
	digest->values[number] = value;
	struct digest_line *told = &digest->lines[line];
	if (told->first_value == DIGEST_NONE)
		told->first_value = number;
	else
		digest->values[told->last_value].next = number;
	told->last_value = number;
	return !digest->texts.failed;
}

static bool add_item(struct digest *digest, size_t line, int slot, struct item item, bool other)
{
	char text[ITEM_TEXT];
	struct out out = out_into(text, sizeof(text));
	struct digest_value value = { .slot = slot, .is_item = true, .other = other };
	size_t place = digest_place(digest, item);
	item_format(&out, item);
	struct span identity = out_written(&out);
	/* A retagged animal is one animal; where a code becomes another, roles keep them apart. */
	if (place != DIGEST_NONE)
		identity = span_of(digest->trace->items[root_of(digest, place)].name);
	return add_value(digest, line, value, identity, out_written(&out));
}

/* Whether the answer is about it: one of its items, or the one container a single item of it was in. */
static bool of_answer(
	const struct digest *digest, const struct trace_event *told, const struct event_item *said)
{
	char text[ITEM_TEXT];
	struct out out = out_into(text, sizeof(text));
	item_format(&out, said->item);
	return digest_place(digest, said->item) != DIGEST_NONE ||
	       (told->via && told->reached == 1 && span_is(out_written(&out), told->via));
}

/* Beside items of the answer, others are only counted; where there are none of it, all are told. */
static bool take_items(struct digest *digest, size_t line, const struct trace_event *told,
	const struct event *event)
{
	struct digest_amount *amounts = digest->lines[line].amounts;
	bool good = true, some[ROLE_COUNT] = { false };
	for (int i = 0; i < event->item_count; i++)
		if (of_answer(digest, told, &event->items[i]))
			some[event->items[i].role] = true;
	for (int i = 0; good && i < event->item_count; i++) {
		const struct event_item *said = &event->items[i];
		struct digest_amount *amount = &amounts[said->role];
		bool other = some[said->role] && !of_answer(digest, told, said);
		if (vocabulary_roles[said->role].flow == FLOW_MENTIONED)
			continue;
		good = add_item(digest, line, (int)said->role, said->item, other);
		if (other)
			continue;
		amount->told++;
		amount->weighed += said->has_mass;
		amount->mass_g += said->has_mass ? said->mass_g : 0;
		amount->count += said->has_count ? said->count : 0;
	}
	return good;
}

static void take_withdrawal(struct digest_line *told, const struct event *event, int64_t days)
{
	const struct event_value *until = event_find(event, FIELD_UNTIL);
	struct moment edible = event->at;
	if (until)
		(void)moment_parse(until->text, &edible, NULL);
	edible.at_ms += days * DAY_MS;
	told->withdrawal_days = days;
	if (edible.at_ms > told->edible.at_ms)
		told->edible = edible;
}

static bool take_value(struct digest *digest, size_t line, const struct event *event,
	const struct event_value *value)
{
	struct digest_line *told = &digest->lines[line];
	enum digest_telling telling = digest_rule_of(event->kind, value->field).telling;
	int slot = DIGEST_FIELDS + (int)value->field;
	struct buf text = { 0 };
	struct item item;
	if (telling == TELL_WITHDRAWAL)
		take_withdrawal(told, event, value->number);
	if (telling == TELL_RANGE || telling == TELL_SUM)
		part_measure(&told->ranges, event, value);
	if (telling != TELL_LIST)
		return true;
	if (vocabulary_fields[value->field].type == FIELD_IS_ITEM &&
		item_parse(value->text, &item, NULL) == IDENT_OK)
		return add_item(digest, line, slot, item, false);
	part_value(&text, value, &digest->trace->events[0].at);
	bool good = !text.failed && add_value(digest, line, (struct digest_value){ .slot = slot },
					    buf_written(&text), buf_written(&text));
	buf_free(&text);
	return good;
}

static bool begin_line(struct digest *digest, size_t nth, const struct event *event)
{
	const struct trace_event *told = &digest->trace->events[nth];
	if (!array_reserve(&digest->lines, &digest->line_cap, digest->line_count + 1,
		    sizeof(*digest->lines)))
		return false;
	digest->lines[digest->line_count++] = (struct digest_line){
		.step = digest_step(digest->trace, told, event),
		.first = nth,
		.attention = digest_attention(event),
		.withdrawal_days = -1,
		.reached_least = told->reached,
		.first_value = DIGEST_NONE,
	};
	return true;
}

/* Lines that are apart only because it reads better are one when they are many. */
static size_t key_told(const struct digest *digest, size_t nth)
{
	bool few = digest->variants[digest->always[nth]] <= DIGEST_VARIANTS_MOST;
	return few ? digest->apart[nth] : digest->always[nth];
}

const struct digest_line *digest_line_of(const struct digest *digest, size_t nth)
{
	return &digest->lines[digest->line_of[key_told(digest, nth)]];
}

static bool take_event(struct digest *digest, size_t nth, const struct event *event)
{
	const struct trace_event *told = &digest->trace->events[nth];
	size_t key = key_told(digest, nth);
	if (digest->line_of[key] == DIGEST_NONE) {
		digest->line_of[key] = digest->line_count;
		if (!begin_line(digest, nth, event))
			return false;
	}
	size_t line = digest->line_of[key];
	struct digest_line *said = &digest->lines[line];
	said->last = nth;
	said->count++;
	if (told->reached < said->reached_least)
		said->reached_least = told->reached;
	if (told->reached > said->reached_most)
		said->reached_most = told->reached;
	bool good = take_items(digest, line, told, event);
	for (int i = 0; good && i < event->value_count; i++)
		good = take_value(digest, line, event, &event->values[i]);
	return good && add_value(digest, line, (struct digest_value){ .slot = DIGEST_STATIONS },
			       span_of(told->station), span_of(told->station));
}

int digest_make(
	struct digest *digest, const struct trace *trace, struct event *event, struct fault *fault)
{
	size_t events = trace->event_count + 1, keys = 2 * events;
	int code = 0;
	*digest = (struct digest){ .trace = trace };
	digest->roots = calloc(trace->item_count + 1, sizeof(*digest->roots));
	digest->apart = calloc(events, sizeof(*digest->apart));
	digest->always = calloc(events, sizeof(*digest->always));
	digest->variants = calloc(keys, sizeof(*digest->variants));
	digest->line_of = calloc(keys, sizeof(*digest->line_of));
	if (!digest->roots || !digest->apart || !digest->always || !digest->variants ||
		!digest->line_of || !know_items(digest))
		return no_memory(fault);
	for (size_t i = 0; i < keys; i++)
		digest->line_of[i] = DIGEST_NONE;
	code = find_keys(digest, event, fault);
	for (size_t i = 0; code == 0 && i < trace->event_count; i++) {
		code = decode(trace, i, event, fault);
		if (code == 0 && !take_event(digest, i, event))
			code = no_memory(fault);
	}
	return code;
}

void digest_free(struct digest *digest)
{
	names_free(&digest->items);
	names_free(&digest->keys);
	names_free(&digest->value_keys);
	free(digest->roots);
	free(digest->apart);
	free(digest->always);
	free(digest->variants);
	free(digest->line_of);
	free(digest->lines);
	free(digest->values);
	buf_free(&digest->texts);
}
