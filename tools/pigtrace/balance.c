#include "core/base/clock.h"
#include "core/view/balance.h"
#include "tools/pigtrace/commands.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/what.h"
#include "tools/pigtrace/window.h"

#include <limits.h>

#define HOME_YIELDS "balance.conf"

static const struct command_option options[] = {
	{ "from", 0, N_("TIME"),
		N_("begin, 2026-11-20 or 2026-11-20T07:30:00+08:00 (everything)") },
	{ "to", 0, N_("TIME"), N_("end (now)") },
	{ "yields", 0, N_("FILE"),
		N_("yields to expect (balance.conf of the home directory, if it is there)") },
	{ "defaults", 0, NULL, N_("print the yields as a file to begin with, and no balance") },
	{ "json", 'j', NULL, N_("as JSON (format pigtrace-balance/1)") },
};

static int print_defaults(const struct call *call)
{
	struct buf text = { 0 };
	settings_sample(balance_yields_table, BALANCE_YIELDS_COUNT, &text);
	int code = print_out(call, buf_written(&text));
	buf_free(&text);
	return code;
}

static int read_yields(const struct call *call, struct balance_yields *yields, struct fault *fault)
{
	char path[PATH_MAX];
	const char *file = call_value(call, "yields");
	int code = settings_start(balance_yields_table, BALANCE_YIELDS_COUNT, yields, fault);
	if (code != 0)
		return code;
	if (!file && !home_path(call, HOME_YIELDS, path, sizeof(path)))
		return 0;
	code = settings_read(
		file ? file : path, balance_yields_table, BALANCE_YIELDS_COUNT, yields, fault);
	return code == FAULT_NOT_FOUND && !file ? 0 : code;
}

static int print_balance(const struct call *call, struct store *store, struct item scope,
	const struct balance_settings *settings)
{
	struct balance *balance = NULL;
	struct buf text = { 0 };
	struct fault fault;
	int exit_code = EXIT_DONE;
	int answer = balance_find(store, scope, settings, &balance, &fault);
	if (answer == 0 && call_has(call, "json"))
		answer = balance_view_json(balance, &text, &fault);
	else if (answer == 0 && balance->verdict == TRACE_FOUND)
		answer = balance_view_text(balance, &text, &fault);
	if (answer != 0) {
		exit_code = complain_fault(call, &fault);
		goto out;
	}
	exit_code = print_out(call, buf_written(&text));
	if (balance->verdict == TRACE_UNKNOWN)
		exit_code = complain(
			call, EXIT_NOT_FOUND, _("nothing is recorded of %s"), balance->scope);
	else if (balance->alarm_count > 0)
		exit_code = complain(call, EXIT_UNVERIFIED,
			_("more leaves than entered: %zu findings"), balance->alarm_count);
out:
	buf_free(&text);
	balance_free(balance);
	return exit_code;
}

static int run(struct call *call)
{
	struct balance_settings settings = { .from_ms = INT64_MIN, .to_ms = clock_now_ms() };
	struct fault fault;
	struct item scope;
	char item[ITEM_TEXT];
	int code;
	if (call_has(call, "defaults"))
		return print_defaults(call);
	if (call->argc != 1)
		return complain_usage(
			call, _("name one group, place, station, lot or packing run"));
	if (!window_moment(call, "from", &settings.from_ms) ||
		!window_moment(call, "to", &settings.to_ms))
		return EXIT_USAGE;
	if (read_yields(call, &settings.yields, &fault) != 0)
		return complain_fault(call, &fault);
	code = what_is(call, call->argv[0], item);
	if (code != EXIT_DONE)
		return code;
	if (item_parse(span_of(item), &scope, NULL) != IDENT_OK)
		return complain(call, EXIT_USAGE, _("%s is not an item"), item);
	struct store *store = home_store(call, &code);
	if (!store)
		return code;
	code = print_balance(call, store, scope, &settings);
	store_close(store);
	return code;
}

const struct command command_balance = {
	.name = "balance",
	.usage = N_("SCOPE"),
	.summary = N_("does what went in come out again: heads and kilograms"),
	.about = N_(
		"SCOPE is a group, place, station, lot or packing run. Heads: in + born - dead - out =\n"
		"present. Kilograms: live weight -> carcass -> cuts -> packages, against yields that are\n"
		"configuration. What has no weight is told as unknown. When more leaves than entered the exit\n"
		"code is 4: that is what relabelling fraud looks like.\n\n"
		"  pigtrace balance group:1411300001/F3 --from 2026-11-01 --to 2026-12-01\n"
		"  pigtrace balance lot:06901234000016/L20261120\n"
		"  pigtrace balance station:plant-01 --json\n"
		"  pigtrace balance --defaults >balance.conf"),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
