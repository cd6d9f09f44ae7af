#include "tools/pigtrace/commands.h"

#include "core/base/clock.h"
#include "core/rule/clock.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/presence.h"
#include "tools/pigtrace/table.h"
#include "tools/pigtrace/when.h"

#include <inttypes.h>
#include <stdio.h>

static const struct command_option options[] = {
	{ "json", 'j', NULL, N_("as JSON (format pigtrace-status/1)") },
	{ "live", 0, NULL, N_("ask the broker what the stations say of themselves") },
};

struct status {
	struct table table;
	struct buf gaps; /* the ranges that are missing, below the table */
	struct buf json;
	bool first;
};

static void add_gaps(struct status *status, const struct store_heard *heard)
{
	const struct store_numbering *numbering = &heard->numbering;
	if (numbering->missing == 0)
		return;
	buf_format(&status->gaps, _("%s: missing"), heard->station.name);
	for (int i = 0; i < numbering->range_count; i++) {
		buf_format(&status->gaps, " %" PRId64, numbering->ranges[i].first);
		if (numbering->ranges[i].last != numbering->ranges[i].first)
			buf_format(&status->gaps, "-%" PRId64, numbering->ranges[i].last);
	}
	buf_char(&status->gaps, '\n');
}

static const char *state_of(const struct store_heard *heard)
{
	if (!heard->registered)
		return _("not registered");
	return heard->station.revoked ? _("revoked") : _("active");
}

/* The newest event, if it says that the clock is wrong. */
static void add_clock(struct status *status, const struct store_heard *heard)
{
	char ahead[WHEN_TEXT];
	int64_t off_ms = clock_off_event(heard->got_ms - heard->skew_ms, 0, heard->got_ms);
	if (heard->got_ms == 0 || off_ms == 0)
		return;
	when_span(off_ms, ahead);
	buf_format(&status->gaps, _("%s: its clock is wrong, it runs ahead by %s\n"),
		heard->station.name, ahead);
}

static int add_row(void *context, const struct store_heard *heard)
{
	struct status *status = context;
	char when[WHEN_TEXT], delay[WHEN_TEXT];
	when_local(heard->got_ms, when);
	when_span(heard->skew_ms, delay);
	table_text(&status->table, heard->station.name);
	table_text(&status->table, heard->station.title);
	table_text(&status->table, state_of(heard));
	table_text(&status->table, when);
	table_number(&status->table, heard->events);
	table_number(&status->table, heard->numbering.highest);
	table_number(&status->table, heard->numbering.missing);
	table_number(&status->table, heard->held);
	table_number(&status->table, heard->conflicts);
	table_text(&status->table, heard->got_ms ? delay : "-");
	add_gaps(status, heard);
	add_clock(status, heard);
	return 0;
}

static int add_object(void *context, const struct store_heard *heard)
{
	struct status *status = context;
	const struct store_numbering *numbering = &heard->numbering;
	struct buf *json = &status->json;
	buf_text(json, status->first ? "\n" : ",\n");
	status->first = false;
	buf_text(json, " {\"station\":");
	buf_json(json, span_of(heard->station.name));
	buf_text(json, ",\"title\":");
	buf_json(json, span_of(heard->station.title));
	buf_format(json,
		",\"registered\":%s,\"revoked\":%s,\"epoch\":%" PRId64 ",\"heard_ms\":%" PRId64
		",\"events\":%" PRId64 ",\"upto\":%" PRId64 ",\"highest\":%" PRId64
		",\"missing\":%" PRId64 ",\"held\":%" PRId64 ",\"conflicts\":%" PRId64
		",\"skew_ms\":%" PRId64 ",\"gaps\":[",
		heard->registered ? "true" : "false", heard->station.revoked ? "true" : "false",
		heard->epoch, heard->got_ms, heard->events, numbering->upto, numbering->highest,
		numbering->missing, heard->held, heard->conflicts, heard->skew_ms);
	for (int i = 0; i < numbering->range_count; i++)
		buf_format(json, "%s[%" PRId64 ",%" PRId64 "]", i ? "," : "",
			numbering->ranges[i].first, numbering->ranges[i].last);
	buf_text(json, "]}");
	return 0;
}

static int print_status(const struct call *call, struct store *store, struct status *status)
{
	struct buf text = { 0 };
	struct fault fault;
	bool json = call_has(call, "json");
	static const char *const heads[] = { N_("station"), N_("name"), N_("state"),
		N_("last heard"), N_("events"), N_("highest"), N_("missing"), N_("held"),
		N_("conflicts"), N_("delay") };
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		table_text(&status->table, words(heads[i]));
	int code = store_read_begin(store, &fault);
	if (code == 0) {
		code = store_heard_each(store, json ? add_object : add_row, status, &fault);
		store_read_end(store);
	}
	if (code != 0)
		return complain_fault(call, &fault);
	if (json) {
		buf_text(&text, "{\"format\":\"pigtrace-status/1\",\"stations\":[");
		buf_span(&text, buf_written(&status->json));
		buf_text(&text, "\n]}\n");
	} else {
		(void)table_finish(&status->table, &text);
		buf_span(&text, buf_written(&status->gaps));
	}
	code = text.failed ? complain(call, EXIT_FAILED, _("no memory"))
	                   : print_out(call, buf_written(&text));
	buf_free(&text);
	return code;
}

/* ---- what stations say of themselves ---- */

/* Members of a state message, as columns. */
static const struct {
	const char *head;
	const char *member;
} said[] = {
	{ N_("online"), "online" },
	{ N_("version"), "version" },
	{ N_("image"), "image" },
	{ N_("waiting"), "waiting" },
	{ N_("fill, thousandths"), "fill_permille" },
	{ N_("damaged"), "damaged" },
	{ N_("reset"), "reset" },
	{ N_("clock"), "clock" },
	{ N_("clock error, ms"), "clock_error_ms" },
};
#define SAID (sizeof(said) / sizeof(said[0]))

static int64_t said_number(struct span state, const char *name)
{
	char text[64];
	int64_t number = 0;
	presence_member(state, name, text, sizeof(text));
	return span_number(span_of(text), INT64_MAX, &number) ? number : 0;
}

/* A state is retained, so it came now at the latest: what it proves, it proves still. */
static void add_off(struct table *table, struct span state)
{
	char off[WHEN_TEXT], text[WHEN_TEXT + 32];
	const struct clock_said times = { said_number(state, "now_ms"),
		said_number(state, "clock_error_ms"), said_number(state, "seen_ms") };
	int64_t off_ms = clock_off_state(&times, clock_now_ms());
	when_span(off_ms < 0 ? -off_ms : off_ms, off);
	(void)snprintf(text, sizeof(text), off_ms < 0 ? _("%s behind") : _("%s ahead"), off);
	table_text(table, off_ms ? text : "-");
}

static void add_said(void *context, struct span station, struct span state)
{
	struct table *table = context;
	table_cell(table, station);
	for (size_t i = 0; i < SAID; i++) {
		char text[64];
		presence_member(state, said[i].member, text, sizeof(text));
		table_text(table, text);
	}
	add_off(table, state);
}

static int live(const struct call *call)
{
	struct table table;
	struct buf text = { 0 };
	table_start(&table, 2 + (int)SAID);
	table_text(&table, _("station"));
	for (size_t i = 0; i < SAID; i++)
		table_text(&table, words(said[i].head));
	table_text(&table, _("clock is wrong"));
	int code = presence_each(call, add_said, &table);
	if (code == EXIT_DONE)
		code = table_finish(&table, &text) ? print_out(call, buf_written(&text))
		                                   : complain(call, EXIT_FAILED, _("no memory"));
	table_free(&table);
	buf_free(&text);
	return code;
}

static int run(struct call *call)
{
	struct status status = { .first = true };
	int code;
	if (call->argc != 0)
		return complain_usage(call, _("no argument expected"));
	if (call_has(call, "live"))
		return live(call);
	struct store *store = home_store(call, &code);
	if (!store)
		return code;
	table_start(&status.table, 10);
	code = print_status(call, store, &status);
	table_free(&status.table);
	buf_free(&status.gaps);
	buf_free(&status.json);
	store_close(store);
	return code;
}

const struct command command_status = {
	.name = "status",
	.usage = "",
	.summary = N_("show the stations: last heard, gaps, held messages, delays"),
	.about = N_(
		"One row a station. `missing` counts numbers between the first and the highest that have not\n"
		"arrived (listed below the table); `held` are messages in quarantine; `conflicts` are numbers\n"
		"that arrived with two contents; `delay` is how long after its own time the newest event came: a\n"
		"negative one means that the station's clock runs ahead; by more than two minutes it is told below the\n"
		"table. (An event that comes late says nothing of the clock: it may have waited.) --live shows what each\n"
		"station last told the broker: whether it is there, its version, how much waits, why it started, who\n"
		"told it the time, how wrong that may be, and how wrong it surely is: ahead of the time at which it was\n"
		"heard, or behind a receipt that it already had."),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
