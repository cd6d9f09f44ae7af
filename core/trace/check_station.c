/*
 * Who says so: whether the station may, whether it names the operator, how well it proves who it is, and
 * whether it has said everything.
 */
#include "core/trace/check_work.h"

#include "core/base/words.h"

/* The first statement of this station (and kind, if that matters) stands here. */
static bool is_first(const struct story *record, size_t nth, bool by_kind)
{
	for (size_t i = 0; i < nth; i++)
		if (record->list[i].station == record->list[nth].station &&
			(!by_kind || record->list[i].told->kind == record->list[nth].told->kind))
			return false;
	return true;
}

static size_t station_item(struct inquiry *inquiry, const char *station)
{
	char text[ITEM_TEXT];
	struct out out = out_into(text, sizeof(text));
	item_format(&out, (struct item){ ITEM_STATION, span_of(station) });
	return inquiry_name(inquiry, out_written(&out));
}

void judge_entitled(struct inquiry *inquiry)
{
	const struct story *record = &inquiry->record;
	for (size_t i = 0; inquiry->code == 0 && i < record->count; i++) {
		const struct statement *at = &record->list[i];
		const char *name = at->told->station;
		struct store_station station = { .trade = -1 };
		if (!is_first(record, i, true))
			continue;
		check_applies(inquiry);
		if (!inquiry_station(inquiry, name, &station) || station.trade < 0) {
			check_behind(check_find(inquiry, CHECK_UNKNOWN,
					     N_("this station's trade is not registered"),
					     station_item(inquiry, name)),
				at);
			continue;
		}
		if (!(vocabulary_kinds[at->told->kind].trades >> station.trade & 1))
			check_behind(check_find(inquiry, CHECK_FAIL,
					     N_("a station of this trade may not state this"),
					     station_item(inquiry, name)),
				at);
	}
}

/* One finding for all of a station's statements of which `is` holds. */
static void gather(struct inquiry *inquiry, bool (*is)(const struct statement *),
	enum check_verdict verdict, const char *reason)
{
	const struct story *record = &inquiry->record;
	for (size_t i = 0; inquiry->code == 0 && i < record->count; i++) {
		struct check_finding *finding = NULL;
		int64_t count = 0;
		check_applies(inquiry);
		if (!is_first(record, i, false))
			continue;
		for (size_t j = i; j < record->count; j++) {
			const struct statement *at = &record->list[j];
			if (at->station != record->list[i].station || !is(at))
				continue;
			if (!finding)
				finding = check_find(inquiry, verdict, reason,
					station_item(inquiry, at->told->station));
			check_behind(finding, at);
			count++;
		}
		if (finding)
			check_measure(finding, N_("statements"), CHECK_COUNT, count);
	}
}

static bool lacks_operator(const struct statement *at)
{
	return at->said->by[0] == '\0';
}

void judge_operator(struct inquiry *inquiry)
{
	gather(inquiry, lacks_operator, CHECK_WARN,
		N_("the person who did it is not named, only the station"));
}

static bool is_unsigned(const struct statement *at)
{
	return at->told->assurance != STORE_SIGNED;
}

void judge_signed(struct inquiry *inquiry)
{
	gather(inquiry, is_unsigned, CHECK_WARN,
		N_("these statements are not signed; they rest on the broker's login alone"));
}

/* ---- numbering ---- */

/* The time in which a statement of this station could matter to the record. */
struct window {
	const struct statement *first;
	const struct statement *last;
	int64_t until_ms;
};

static struct window window_of(const struct inquiry *inquiry, size_t nth)
{
	const struct story *record = &inquiry->record;
	struct window window = { &record->list[nth], &record->list[nth], 0 };
	const struct statement *slaughter = story_last(record, KINDS(SLAUGHTER), INT64_MAX);
	bool early = true;
	for (size_t i = nth; i < record->count; i++) {
		const struct statement *at = &record->list[i];
		if (at->station != window.first->station ||
			at->told->epoch != window.first->told->epoch)
			continue;
		early = early && vocabulary_kinds[at->told->kind].step <= STEP_TRANSPORT;
		window.last = at;
	}
	/* What a farm or a carrier of animals says after slaughter changes nothing. */
	window.until_ms =
		early && slaughter ? slaughter->at_ms : record->list[record->count - 1].at_ms;
	return window;
}

/* When the station said this number; false if that is not in the log. */
static bool said_at(
	struct inquiry *inquiry, const struct trace_event *told, int64_t seq, int64_t *at_ms)
{
	struct event_name name = { span_of(told->station), told->epoch, seq };
	struct store_event event;
	struct fault fault;
	int64_t no;
	int code = store_event_find(inquiry->store, name, &no, &fault);
	if (code == 0)
		code = store_event_get(inquiry->store, no, &event, &fault);
	if (code != 0 && code != FAULT_NOT_FOUND && inquiry->code == 0)
		inquiry->code = fault_set(inquiry->fault, code, "%s", fault.text);
	if (code == 0)
		*at_ms = event.at_ms;
	return code == 0;
}

/* How many of a range of missing numbers could be about the window: all, or none. */
static int64_t could_matter(
	struct inquiry *inquiry, const struct window *window, int64_t first, int64_t last)
{
	int64_t before_ms, after_ms;
	const struct trace_event *told = window->first->told;
	if (first > 1 && said_at(inquiry, told, first - 1, &before_ms) &&
		before_ms > window->until_ms)
		return 0;
	if (said_at(inquiry, told, last + 1, &after_ms) && after_ms < window->first->at_ms)
		return 0;
	return last - first + 1;
}

static void judge_station_numbers(struct inquiry *inquiry, size_t nth)
{
	struct window window = window_of(inquiry, nth);
	const struct trace_event *told = window.first->told;
	struct store_numbering numbering;
	int64_t missing = 0, counted = 0;
	int code = store_numbering(
		inquiry->store, span_of(told->station), told->epoch, &numbering, inquiry->fault);
	if (code != 0) {
		inquiry->code = code;
		return;
	}
	check_applies(inquiry);
	for (int i = 0; inquiry->code == 0 && i < numbering.range_count; i++) {
		counted += numbering.ranges[i].last - numbering.ranges[i].first + 1;
		missing += could_matter(
			inquiry, &window, numbering.ranges[i].first, numbering.ranges[i].last);
	}
	missing += numbering.missing - counted;
	if (missing == 0)
		return;
	struct check_finding *finding = check_find(inquiry, CHECK_UNKNOWN,
		N_("numbers of this station are missing; what they say is not known"),
		station_item(inquiry, told->station));
	check_measure(finding, N_("missing"), CHECK_COUNT, missing);
	check_behind(finding, window.first);
	if (window.last != window.first)
		check_behind(finding, window.last);
}

void judge_numbering(struct inquiry *inquiry)
{
	const struct story *record = &inquiry->record;
	for (size_t i = 0; inquiry->limits->gaps_matter && inquiry->code == 0 && i < record->count;
		i++) {
		const struct trace_event *told = record->list[i].told;
		bool first = told->seq != 0;
		for (size_t j = 0; first && j < i; j++)
			first = record->list[j].station != record->list[i].station ||
			        record->list[j].told->epoch != told->epoch ||
			        record->list[j].told->seq == 0;
		if (first)
			judge_station_numbers(inquiry, i);
	}
}
