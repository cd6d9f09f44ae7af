#include "tools/pigtrace/commands.h"

#include "core/base/clock.h"
#include "core/rule/rule.h"
#include "core/view/view.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/speak.h"
#include "tools/pigtrace/table.h"
#include "tools/pigtrace/when.h"

#include <stdlib.h>
#include <string.h>

static const struct command_option options[] = {
	{ "all", 'a', NULL, N_("list: settled ones too; retry: every open one") },
	{ "raw", 0, NULL, N_("show: only the bytes as they came") },
};

static const char *rule_words(struct span id)
{
	const struct rule *rule = rule_find(id);
	return rule ? words(rule->text) : "";
}

/* ---- list ---- */

static int add_row(void *context, const struct store_held *held)
{
	struct table *table = context;
	char when[WHEN_TEXT];
	when_local(held->got_ms, when);
	table_number(table, held->no);
	table_text(table, when);
	table_cell(table, held->station);
	table_number(table, held->seq);
	table_cell(table, held->rule);
	table_cell(table, held->key);
	table_text(table, held->settled_by ? _("settled") : _("open"));
	table_text(table, rule_words(held->rule));
	return 0;
}

static int list(const struct call *call, struct store *store)
{
	static const char *const heads[] = { N_("no."), N_("received"), N_("station"), N_("seq"),
		N_("rule"), N_("key"), N_("state"), N_("why") };
	struct table table;
	struct buf text = { 0 };
	struct fault fault;
	table_start(&table, (int)(sizeof(heads) / sizeof(heads[0])));
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		table_text(&table, words(heads[i]));
	int code = store_held_after(
		store, 0, !call_has(call, "all"), 1000000, add_row, &table, &fault);
	if (code != 0)
		code = complain_fault(call, &fault);
	else if (!table_finish(&table, &text))
		code = complain(call, EXIT_FAILED, _("no memory"));
	else
		code = print_out(call, buf_written(&text));
	buf_free(&text);
	table_free(&table);
	return code;
}

/* ---- show ---- */

static void describe(const struct store_held *held, struct buf *text)
{
	char when[WHEN_TEXT];
	when_local(held->got_ms, when);
	buf_format(text, _("held message %lld, received %s\n"), (long long)held->no, when);
	buf_text(text, _("topic    "));
	view_escape(text, held->topic);
	buf_format(text, _("\nstation  %.*s, epoch %lld, number %lld\n"), (int)held->station.len,
		held->station.at, (long long)held->epoch, (long long)held->seq);
	buf_format(text, _("rule     %.*s: %s\n"), (int)held->rule.len, held->rule.at,
		rule_words(held->rule));
	if (held->key.len)
		buf_format(text, _("key      %.*s\n"), (int)held->key.len, held->key.at);
	buf_format(text, _("at byte  %lld\n"), (long long)held->at);
	if (held->settled_by)
		buf_format(text, _("settled  by event %lld\n"), (long long)held->settled_by);
	buf_text(text, _("message  "));
	view_escape(text, held->raw);
	buf_char(text, '\n');
}

static int show(const struct call *call, struct store *store, int64_t no)
{
	struct store_held held;
	struct buf text = { 0 };
	struct fault fault;
	int code = store_held_get(store, no, &held, &fault);
	if (code == FAULT_NOT_FOUND)
		return complain(call, EXIT_NOT_FOUND, _("no held message %lld"), (long long)no);
	if (code != 0)
		return complain_fault(call, &fault);
	if (call_has(call, "raw"))
		return print_out(call, held.raw);
	describe(&held, &text);
	code = text.failed ? complain(call, EXIT_FAILED, _("no memory"))
	                   : print_out(call, buf_written(&text));
	buf_free(&text);
	return code;
}

/* ---- retry: an order of the administrator, carried out by the gateway ---- */

static int order(const struct call *call, int64_t no)
{
	char line[256];
	struct out out = out_into(line, sizeof(line));
	struct event_writer writer;
	event_write_begin(&writer, &out, KIND_RETRY, clock_now());
	event_write_integer(&writer, "held", no);
	event_write_end(&writer);
	return speak_admin(call, out_written(&out));
}

struct numbers {
	int64_t *at;
	size_t count;
	size_t cap;
};

static int add_number(void *context, const struct store_held *held)
{
	struct numbers *numbers = context;
	if (!array_reserve(&numbers->at, &numbers->cap, numbers->count + 1, sizeof(*numbers->at)))
		return FAULT_MEMORY;
	numbers->at[numbers->count++] = held->no;
	return 0;
}

static int retry(const struct call *call, struct store *store)
{
	struct numbers numbers = { 0 };
	struct fault fault;
	(void)fault_set(&fault, FAULT_MEMORY, "no memory");
	int64_t no;
	int worst = EXIT_DONE, code = 0;
	if (call_has(call, "all"))
		code = store_held_after(store, 0, true, 1000000, add_number, &numbers, &fault);
	for (int i = 1; i < call->argc && code == 0; i++) {
		struct store_held held = { 0 };
		if (!span_number(span_of(call->argv[i]), 1000000000, &no)) {
			free(numbers.at);
			return complain_usage(call, _("'%s' is not a number"), call->argv[i]);
		}
		held.no = no;
		code = add_number(&numbers, &held);
	}
	if (code != 0)
		worst = complain_fault(call, &fault);
	for (size_t i = 0; i < numbers.count && code == 0; i++) {
		int done = order(call, numbers.at[i]);
		if (done != EXIT_DONE)
			worst = done;
	}
	free(numbers.at);
	return worst;
}

static int run(struct call *call)
{
	const char *what = call->argc > 0 ? call->argv[0] : "list";
	int64_t no = 0;
	int code;
	struct store *store = home_store(call, &code);
	if (!store)
		return code;
	if (strcmp(what, "list") == 0 && call->argc <= 1)
		code = list(call, store);
	else if (strcmp(what, "show") == 0 && call->argc == 2 &&
		 span_number(span_of(call->argv[1]), INT64_MAX / 16, &no))
		code = show(call, store, no);
	else if (strcmp(what, "retry") == 0 && (call->argc > 1 || call_has(call, "all")))
		code = retry(call, store);
	else
		code = complain_usage(call, _("expected list, show NUMBER, or retry NUMBER..."));
	store_close(store);
	return code;
}

const struct command command_quarantine = {
	.name = "quarantine",
	.usage = N_("[list] | show NUMBER | retry NUMBER..."),
	.summary = N_("look at what was refused, and have it read again"),
	.about = N_("What the gateway cannot accept is kept with the rule it breaks and the place. "
		    "When the cause is\n"
		    "gone (a station was registered, a newer version knows the event kind), retry "
		    "orders the gateway, by a\n"
		    "signed event of the administrator, to read it again."),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
