#include "core/trace/recall.h"
#include "core/trace/forward_work.h"

#include <stdlib.h>
#include <string.h>

#define HOUR_MS  INT64_C(3600000)
#define DAY_MS   (24 * HOUR_MS)
#define MIN_MS   INT64_C(60000)
#define THURSDAY 3 /* of a week that begins on Monday: the first day of 1970 */

const struct recall_clock recall_clocks[RECALL_CLASSES] = {
	[RECALL_CLASS_I] = { 24, 10 },
	[RECALL_CLASS_II] = { 48, 20 },
	[RECALL_CLASS_III] = { 72, 30 },
};

/* One recall of the name while the events are gone through. */
struct one {
	struct recall *recall;
	bool opened; /* so far */
	size_t notice_cap;
	size_t recovery_cap;
	size_t seed_cap;
	size_t text_cap;
};

struct reading {
	struct forward_work fw;
	struct one *list; /* one a station that opened */
	size_t count;
	size_t cap;
};

static int memory(struct reading *reading)
{
	return work_memory(&reading->fw.work);
}

static int set_text(struct reading *reading, char **text, struct span from)
{
	char *kept = malloc(from.len + 1);
	if (!kept)
		return memory(reading);
	(void)span_copy(from, kept, from.len + 1);
	free(*text);
	*text = kept;
	return 0;
}

static int set_item(struct reading *reading, char **text, struct item item)
{
	char name[ITEM_TEXT];
	struct out out = out_into(name, sizeof(name));
	item_format(&out, item);
	return set_text(reading, text, out_written(&out));
}

static struct span text_of(const struct event *event, enum field field)
{
	const struct event_value *value = event_find(event, field);
	return value ? value->text : span_of("");
}

/* ---- one event of each kind ---- */

static int add_seed(struct reading *reading, struct one *one, enum forward_seed_kind kind,
	char *text, const struct event *event)
{
	struct recall *recall = one->recall;
	const struct event_value *since = event_find(event, FIELD_SINCE);
	const struct event_value *before = event_find(event, FIELD_BEFORE);
	size_t need = recall->seed_count + 1;
	if (!work_room(&reading->fw.work, &recall->seeds, &one->seed_cap, need,
		    sizeof(*recall->seeds)) ||
		!work_room(&reading->fw.work, &recall->seed_texts, &one->text_cap, need,
			sizeof(*recall->seed_texts))) {
		free(text);
		return FAULT_MEMORY;
	}
	recall->seed_texts[recall->seed_count] = text;
	recall->seeds[recall->seed_count++] = (struct forward_seed){ .kind = kind,
		.text = span_of(text),
		.since_ms = since ? since->number : INT64_MIN,
		.until_ms = before ? before->number : INT64_MAX };
	return 0;
}

static int add_seeds(struct reading *reading, struct one *one, const struct event *event)
{
	struct span supplier = text_of(event, FIELD_SUPPLIER);
	char *text = NULL;
	int code = 0;
	for (int i = 0; code == 0 && i < event->item_count; i++) {
		if (event->items[i].role != ROLE_OF)
			continue;
		text = NULL;
		code = set_item(reading, &text, event->items[i].item);
		if (code == 0)
			code = add_seed(reading, one, FORWARD_ITEM, text, event);
	}
	if (code != 0 || supplier.len == 0)
		return code;
	struct buf name = { 0 };
	text = NULL;
	buf_text(&name, "input:");
	buf_span(&name, supplier);
	buf_char(&name, '/');
	code = name.failed ? memory(reading) : set_text(reading, &text, buf_written(&name));
	buf_free(&name);
	return code == 0 ? add_seed(reading, one, FORWARD_SUPPLIER, text, event) : code;
}

static void start_again(struct one *one, const struct event *event)
{
	if (!one->opened || one->recall->closed)
		one->recall->opened_at = event->at;
	one->opened = true;
	one->recall->closed = false;
}

static int take_open(struct reading *reading, struct one *one, const struct event *event)
{
	struct recall *recall = one->recall;
	const struct event_value *class_ = event_find(event, FIELD_CLASS);
	start_again(one, event);
	recall->class_ = class_ ? (int)class_->number : RECALL_CLASS_I;
	int code = set_text(reading, &recall->reason, text_of(event, FIELD_REASON));
	return code == 0 ? add_seeds(reading, one, event) : code;
}

static bool has_notice(const struct recall *recall, const char *to)
{
	for (size_t i = 0; i < recall->notice_count; i++)
		if (strcmp(recall->notices[i].to, to) == 0)
			return true;
	return false;
}

static int take_notice(
	struct reading *reading, struct one *one, const struct event *event, const char *station)
{
	struct recall *recall = one->recall;
	int code = 0;
	for (int i = 0; code == 0 && i < event->item_count; i++) {
		struct recall_notice notice = { .at = event->at };
		if (event->items[i].role != ROLE_TO)
			continue;
		if (!work_room(&reading->fw.work, &recall->notices, &one->notice_cap,
			    recall->notice_count + 1, sizeof(*recall->notices)))
			return FAULT_MEMORY;
		code = set_item(reading, &notice.to, event->items[i].item);
		if (code == 0 && has_notice(recall, notice.to)) {
			free(notice.to);
			continue;
		}
		if (code == 0)
			code = set_text(reading, &notice.by, span_of(station));
		recall->notices[recall->notice_count++] = notice;
	}
	return code;
}

/* Whether the station is the one that was told, itself or by its place. */
static int is_told(struct reading *reading, const char *station, const char *to, bool *yes)
{
	struct store_station known;
	*yes = span_starts(span_of(to), "station:") &&
	       strcmp(to + strlen("station:"), station) == 0;
	if (*yes)
		return 0;
	int code = store_station_find(
		reading->fw.work.store, span_of(station), &known, reading->fw.work.fault);
	*yes = code == 0 && strcmp(known.home, to) == 0;
	return code == FAULT_NOT_FOUND ? 0 : code;
}

static int take_ack(
	struct reading *reading, struct one *one, const struct event *event, const char *station)
{
	struct recall *recall = one->recall;
	int code = 0;
	for (size_t i = 0; code == 0 && i < recall->notice_count; i++) {
		struct recall_notice *notice = &recall->notices[i];
		bool yes;
		if (notice->acknowledged)
			continue;
		code = is_told(reading, station, notice->to, &yes);
		if (code != 0 || !yes)
			continue;
		notice->acknowledged = true;
		notice->ack_at = event->at;
		code = set_text(reading, &notice->ack_by, span_of(station));
	}
	return code;
}

static int take_recover(struct reading *reading, struct one *one, const struct event *event,
	const struct trace_event *told)
{
	struct recall *recall = one->recall;
	const struct event_value *fate = event_find(event, FIELD_FATE);
	char name[TRACE_NAME_TEXT];
	int code = 0;
	trace_event_name(span_of(told->station), told->epoch, told->seq,
		(struct span){ told->line, told->line_len }, name);
	for (int i = 0; code == 0 && i < event->item_count; i++) {
		const struct event_item *item = &event->items[i];
		if (item->role != ROLE_IN)
			continue;
		if (!work_room(&reading->fw.work, &recall->recoveries, &one->recovery_cap,
			    recall->recovery_count + 1, sizeof(*recall->recoveries)))
			return FAULT_MEMORY;
		struct recall_recovery *recovery = &recall->recoveries[recall->recovery_count++];
		*recovery = (struct recall_recovery){ .at = event->at,
			.fate = fate ? (int)fate->number : FATE_FOUND,
			.has_mass = item->has_mass,
			.has_count = item->has_count,
			.mass_g = item->mass_g,
			.count = item->count };
		code = set_item(reading, &recovery->item, item->item);
		if (code == 0)
			code = set_text(reading, &recovery->by, span_of(told->station));
		if (code == 0)
			code = set_text(reading, &recovery->event, span_of(name));
	}
	return code;
}

static int take_close(
	struct reading *reading, struct one *one, const struct event *event, const char *station)
{
	struct recall *recall = one->recall;
	if (!one->opened || recall->closed)
		return 0;
	recall->closed = true;
	recall->closed_at = event->at;
	int code = set_text(reading, &recall->closed_by, span_of(station));
	return code == 0 ? set_text(reading, &recall->close_reason, text_of(event, FIELD_REASON))
	                 : code;
}

/* ---- whose recall an event is of ---- */

static struct one *find_one(struct reading *reading, const char *station)
{
	for (size_t i = 0; i < reading->count; i++)
		if (strcmp(reading->list[i].recall->opened_by, station) == 0)
			return &reading->list[i];
	return NULL;
}

static int add_one(struct reading *reading, const char *name, const char *station)
{
	if (find_one(reading, station))
		return 0;
	if (!work_room(&reading->fw.work, &reading->list, &reading->cap, reading->count + 1,
		    sizeof(*reading->list)))
		return FAULT_MEMORY;
	struct recall *recall = calloc(1, sizeof(*recall));
	if (!recall)
		return memory(reading);
	reading->list[reading->count++] = (struct one){ .recall = recall };
	int code = set_text(reading, &recall->name, span_of(name));
	return code == 0 ? set_text(reading, &recall->opened_by, span_of(station)) : code;
}

static int is_admin(struct reading *reading, const char *station, bool *yes)
{
	struct known_station known;
	int code = work_station(&reading->fw.work, station, &known);
	*yes = code == 0 && known.trade == TRADE_ADMIN;
	return code;
}

static int take_for(
	struct reading *reading, struct one *one, const struct trace_event *told, bool own)
{
	const struct event *event = reading->fw.work.event;
	switch (told->kind) {
	case KIND_RECALL_OPEN:
		if (own)
			return take_open(reading, one, event);
		if (one->opened)
			start_again(one, event);
		return 0;
	case KIND_RECALL_NOTICE:
		return take_notice(reading, one, event, told->station);
	case KIND_RECALL_ACK:
		return take_ack(reading, one, event, told->station);
	case KIND_RECALL_RECOVER:
		return take_recover(reading, one, event, told);
	case KIND_RECALL_CLOSE:
		return take_close(reading, one, event, told->station);
	default:
		return 0;
	}
}

/* An administrator's word is of its own recall while that is open, else of all that have the name. */
static int take_event(struct reading *reading, const struct trace_event *told)
{
	struct work *work = &reading->fw.work;
	struct one *own = find_one(reading, told->station);
	struct event_wrong wrong;
	bool all = told->kind == KIND_RECALL_ACK || told->kind == KIND_RECALL_RECOVER;
	int code = 0;
	if (!all && (!own || !own->opened || own->recall->closed || told->kind == KIND_RECALL_OPEN))
		code = is_admin(reading, told->station, &all);
	if (code != 0)
		return code;
	if (event_decode((struct span){ told->line, told->line_len }, work->event, &wrong) !=
		EVENT_OK)
		return fault_set(work->fault, FAULT_CORRUPT,
			"an event of the recall does not read: %s", event_error_text(wrong.error));
	for (size_t i = 0; code == 0 && i < reading->count; i++) {
		struct one *one = &reading->list[i];
		if (all || one == own)
			code = take_for(reading, one, told, one == own);
		else if (!own)
			one->recall->not_entitled++;
	}
	return code;
}

/* ---- clocks ---- */

/* The midnight that ends the last of so many working days behind the day of `from`. */
static int64_t working_days_after(struct moment from, int days)
{
	int64_t day = day_number(moment_day(from));
	while (days > 0) {
		day++;
		if ((day + THURSDAY) % 7 < 5)
			days--;
	}
	return (day + 1) * DAY_MS - from.offset_min * MIN_MS;
}

static enum recall_due due(bool done, int64_t done_ms, int64_t due_ms, int64_t now_ms)
{
	if (done)
		return done_ms <= due_ms ? RECALL_DONE : RECALL_DONE_LATE;
	return now_ms <= due_ms ? RECALL_DUE : RECALL_OVERDUE;
}

static void read_clocks(struct recall *recall, const struct recall_settings *settings)
{
	const struct recall_clock *clocks =
		settings && settings->clocks ? settings->clocks : recall_clocks;
	int64_t now_ms = settings ? settings->now_ms : 0, first_ms = 0;
	bool told = false;
	for (size_t i = 0; i < recall->notice_count; i++) {
		int64_t at_ms = recall->notices[i].at.at_ms;
		if (at_ms < recall->opened_at.at_ms)
			continue; /* before it was opened again */
		first_ms = told && first_ms < at_ms ? first_ms : at_ms;
		told = true;
	}
	recall->start_due_ms =
		recall->opened_at.at_ms + clocks[recall->class_].start_hours * HOUR_MS;
	recall->finish_due_ms =
		working_days_after(recall->opened_at, clocks[recall->class_].finish_days);
	recall->start = due(told, first_ms, recall->start_due_ms, now_ms);
	recall->finish =
		due(recall->closed, recall->closed_at.at_ms, recall->finish_due_ms, now_ms);
}

/* ---- all of them, in order ---- */

static int compare_told(const void *left, const void *right)
{
	const struct trace_event *const *a = left, *const *b = right;
	return event_order(*a, *b);
}

/* The events that name the recall and stand, in order; *list points into the facts. */
static int list_events(
	struct reading *reading, size_t node, const struct trace_event ***list, size_t *count)
{
	struct work *work = &reading->fw.work;
	size_t first = work->nodes[node].first_link, links = work->nodes[node].link_count, at;
	int code = 0;
	for (size_t i = 0; code == 0 && i < links; i++)
		code = link_fact(work, first + i, &at);
	if (code != 0)
		return code;
	*list = malloc((links + 1) * sizeof(**list));
	if (!*list)
		return memory(reading);
	*count = 0;
	for (size_t i = 0; code == 0 && i < work->facts_count; i++) {
		if (!fact_counts(work, &work->facts[i]))
			continue;
		code = work_line(work, i);
		(*list)[(*count)++] = &work->facts[i].told;
	}
	if (code != 0)
		return code;
	qsort(*list, *count, sizeof(**list), compare_told);
	return 0;
}

static int compare_ones(const void *left, const void *right)
{
	const struct one *a = left, *b = right;
	return strcmp(a->recall->opened_by, b->recall->opened_by);
}

static int read_recalls(struct reading *reading, struct item item)
{
	struct work *work = &reading->fw.work;
	const struct trace_event **list = NULL;
	char name[ITEM_TEXT];
	struct out out = out_into(name, sizeof(name));
	size_t node, count = 0;
	item_format(&out, item);
	int code = work_node(work, item, &node);
	if (code == 0)
		code = work_own_links(work, node);
	if (code == 0)
		code = list_events(reading, node, &list, &count);
	for (size_t i = 0; code == 0 && i < count; i++)
		if (list[i]->kind == KIND_RECALL_OPEN)
			code = add_one(reading, name, list[i]->station);
	for (size_t i = 0; code == 0 && i < count; i++)
		code = take_event(reading, list[i]);
	free(list);
	if (code == 0 && reading->count > 1)
		qsort(reading->list, reading->count, sizeof(*reading->list), compare_ones);
	return code;
}

static int hand_over(
	struct reading *reading, const struct recall_settings *settings, struct recalls *recalls)
{
	struct recalls read = { .list = calloc(reading->count + 1, sizeof(struct recall *)),
		.count = reading->count };
	if (!read.list)
		return memory(reading);
	for (size_t i = 0; i < read.count; i++) {
		read.list[i] = reading->list[i].recall;
		read_clocks(read.list[i], settings);
	}
	reading->count = 0;
	*recalls = read;
	return 0;
}

int recall_read(struct store *store, struct item name, const struct recall_settings *settings,
	struct recalls *recalls, struct fault *fault)
{
	struct reading reading = { .fw = { .work = { .store = store,
						   .fault = fault,
						   .events_most = TRACE_EVENTS_MOST } } };
	int code;
	if (name.kind != ITEM_RECALL)
		return fault_set(fault, FAULT_SETTING, "%.*s is not a recall", (int)name.code.len,
			name.code.at);
	reading.fw.work.event = malloc(sizeof(*reading.fw.work.event));
	code = reading.fw.work.event ? store_read_begin(store, fault) : memory(&reading);
	if (code == 0) {
		code = read_recalls(&reading, name);
		store_read_end(store);
	}
	if (code == 0)
		code = hand_over(&reading, settings, recalls);
	for (size_t i = 0; i < reading.count; i++)
		recall_free(reading.list[i].recall);
	free(reading.list);
	forward_work_free(&reading.fw);
	return code;
}

void recalls_free(struct recalls *recalls)
{
	for (size_t i = 0; i < recalls->count; i++)
		recall_free(recalls->list[i]);
	free(recalls->list);
	*recalls = (struct recalls){ .count = 0 };
}

void recall_free(struct recall *recall)
{
	if (!recall)
		return;
	for (size_t i = 0; i < recall->seed_count; i++)
		free(recall->seed_texts[i]);
	for (size_t i = 0; i < recall->notice_count; i++) {
		free(recall->notices[i].to);
		free(recall->notices[i].by);
		free(recall->notices[i].ack_by);
	}
	for (size_t i = 0; i < recall->recovery_count; i++) {
		free(recall->recoveries[i].item);
		free(recall->recoveries[i].by);
		free(recall->recoveries[i].event);
	}
	free(recall->seed_texts);
	free(recall->seeds);
	free(recall->notices);
	free(recall->recoveries);
	free(recall->name);
	free(recall->reason);
	free(recall->opened_by);
	free(recall->closed_by);
	free(recall->close_reason);
	free(recall);
}
