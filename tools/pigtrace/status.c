#include "tools/pigtrace/commands.h"

#include "tools/pigtrace/home.h"
#include "tools/pigtrace/table.h"
#include "tools/pigtrace/when.h"

#include <inttypes.h>

static const struct command_option options[] = {
	{ "json", 'j', NULL, N_("as JSON (format pigtrace-status/1)") },
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

static int run(struct call *call)
{
	struct status status = { .first = true };
	int code;
	if (call->argc != 0)
		return complain_usage(call, _("no argument expected"));
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
		"negative one means that the station's clock runs ahead."),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
