#include "tools/pigtrace/commands.h"

#include "core/view/check.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/what.h"
#include "tools/pigtrace/window.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READ_AT_ONCE 1000

static const struct command_option options[] = {
	{ "all", 'a', NULL, N_("every packing run, and what was sold unpacked") },
	{ "since", 0, N_("TIME"),
		N_("of these, what was packed or sold at or after this day or moment") },
	{ "full", 0, NULL, N_("also the rules that pass or do not apply") },
	{ "json", 'j', NULL, N_("as JSON, one line a record (format pigtrace-check/1)") },
	{ "rules", 0, NULL, N_("list the rules and the limits, and check nothing") },
};

/* What reached buyers: what was packed; and carcasses and lots that were sold, or shipped to a buyer, as they are. */
#define AS_IT_IS (1u << ITEM_CARCASS | 1u << ITEM_LOT)
static const struct {
	enum event_kind kind;
	enum role role;
	uint32_t items;
	bool to_buyer; /* only if the event names one */
} leaving[] = {
	{ KIND_PACK, ROLE_OUT, 1u << ITEM_RUN | 1u << ITEM_PKG, false },
	{ KIND_SELL, ROLE_OF, AS_IT_IS, false },
	{ KIND_SHIP, ROLE_OF, AS_IT_IS, true },
};

/* Each once. */
struct packed {
	struct event *event;
	int64_t since_ms;
	int64_t last_no;
	char (*names)[ITEM_TEXT];
	size_t count;
	size_t cap;
	bool failed;
};

struct job {
	const struct call *call;
	struct store *store;
	struct check_limits limits;
	size_t verdicts[CHECK_FAIL + 1];
};

/* ---- which records ---- */

static bool leaves(const struct event *event, const struct event_item *item)
{
	for (size_t i = 0; i < sizeof(leaving) / sizeof(leaving[0]); i++)
		if (leaving[i].kind == event->kind && leaving[i].role == item->role &&
			(leaving[i].items >> item->item.kind & 1) &&
			(!leaving[i].to_buyer || event_find(event, FIELD_BUYER)))
			return true;
	return false;
}

static int take_packed(void *context, const struct store_event *stored)
{
	struct packed *packed = context;
	struct event_wrong wrong;
	packed->last_no = stored->no;
	if (stored->at_ms < packed->since_ms || packed->failed ||
		event_decode(stored->line, packed->event, &wrong) != EVENT_OK)
		return 0;
	for (int i = 0; i < packed->event->item_count; i++) {
		const struct event_item *item = &packed->event->items[i];
		if (!leaves(packed->event, item))
			continue;
		if (!array_reserve(&packed->names, &packed->cap, packed->count + 1,
			    sizeof(*packed->names))) {
			packed->failed = true;
			return 0;
		}
		struct out out = out_into(packed->names[packed->count++], ITEM_TEXT);
		item_format(&out, item->item);
	}
	return 0;
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(left, right);
}

static int find_packed(struct store *store, struct packed *packed, struct fault *fault)
{
	int64_t before;
	packed->event = malloc(sizeof(*packed->event));
	if (!packed->event)
		return fault_set(fault, FAULT_MEMORY, _("no memory"));
	do {
		before = packed->last_no;
		int code =
			store_events_after(store, before, READ_AT_ONCE, take_packed, packed, fault);
		if (code != 0)
			return code;
	} while (packed->last_no != before && !packed->failed);
	if (packed->failed)
		return fault_set(fault, FAULT_MEMORY, _("no memory"));
	if (packed->count > 1)
		qsort(packed->names, packed->count, ITEM_TEXT, compare_names);
	size_t kept = 0;
	for (size_t i = 0; i < packed->count; i++)
		if (kept == 0 || strcmp(packed->names[kept - 1], packed->names[i]) != 0)
			memmove(packed->names[kept++], packed->names[i], ITEM_TEXT);
	packed->count = kept;
	return 0;
}

/* ---- one record ---- */

static int exit_of(enum check_verdict verdict)
{
	return verdict >= CHECK_UNKNOWN ? EXIT_UNVERIFIED : EXIT_DONE;
}

static int print_check(struct job *job, const struct check *check)
{
	const struct check_look look = { .all = call_has(job->call, "full"),
		.colour = on_terminal(1) };
	struct buf text = { 0 };
	struct fault fault;
	int answer = 0;
	if (call_has(job->call, "json"))
		answer = check_view_json(check, &text, &fault);
	else
		check_view_text(check, &look, &text);
	if (answer == 0 && text.failed)
		answer = fault_set(&fault, FAULT_MEMORY, _("no memory"));
	int code = answer == 0 ? print_out(job->call, buf_written(&text))
	                       : complain_fault(job->call, &fault);
	buf_free(&text);
	return code;
}

static int check_one(struct job *job, const char *name)
{
	struct check *check = NULL;
	struct fault fault;
	struct item item;
	if (item_parse(span_of(name), &item, NULL) != IDENT_OK)
		return complain(job->call, EXIT_USAGE, _("%s is not an item"), name);
	if (check_record(job->store, item, &job->limits, &check, &fault) != 0)
		return complain_fault(job->call, &fault);
	int code = EXIT_DONE;
	if (check->found == TRACE_UNKNOWN)
		code = complain(job->call, EXIT_NOT_FOUND, _("nothing is recorded of %s"), name);
	else if (check->found == TRACE_NOT_GENUINE)
		code = complain(job->call, EXIT_UNVERIFIED,
			_("%s: this serial number was never issued for its packing run"), name);
	else
		code = print_check(job, check);
	if (code == EXIT_DONE)
		code = exit_of(check->verdict);
	job->verdicts[check->verdict]++;
	check_free(check);
	return code;
}

static int check_packed(struct job *job, int64_t since_ms)
{
	struct packed packed = { .since_ms = since_ms };
	struct fault fault;
	int code = EXIT_DONE;
	if (find_packed(job->store, &packed, &fault) != 0)
		code = complain_fault(job->call, &fault);
	for (size_t i = 0; (code == EXIT_DONE || code == EXIT_UNVERIFIED) && i < packed.count;
		i++) {
		int one = check_one(job, packed.names[i]);
		code = one == EXIT_DONE ? code : one;
	}
	if (!call_has(job->call, "json"))
		(void)fprintf(stderr,
			_("%zu records: %zu passed, %zu with warnings, %zu unknown, %zu failed\n"),
			packed.count, job->verdicts[CHECK_PASS], job->verdicts[CHECK_WARN],
			job->verdicts[CHECK_UNKNOWN], job->verdicts[CHECK_FAIL]);
	free(packed.names);
	free(packed.event);
	return code;
}

/* ---- the command ---- */

static int list_rules(const struct call *call)
{
	struct buf text = { 0 };
	for (size_t i = 0; i < check_rule_count(); i++) {
		const struct record_rule *rule = check_rule_at(i);
		buf_format(&text, "%-9s  %s  %s (%s)\n", rule->id,
			rule->severity == CHECK_MUST ? _("must") : _("should"), words(rule->text),
			words(rule->source));
	}
	buf_format(&text, _("\nLimits, as they stand in rules.conf by default:\n"));
	for (size_t i = 0; i < CHECK_LIMITS_COUNT; i++)
		buf_format(&text, "  %-21s %-5s %s\n", check_limits_table[i].key,
			check_limits_table[i].initial, words(check_limits_table[i].help));
	int code = print_out(call, buf_written(&text));
	buf_free(&text);
	return code;
}

static int read_limits(struct job *job)
{
	char path[PATH_MAX];
	struct fault fault;
	if (!home_path(job->call, HOME_RULES, path, sizeof(path)))
		return complain(job->call, EXIT_FAILED, _("path too long: %s"), job->call->home);
	if (check_limits_read(&job->limits, path, &fault) != 0)
		return complain_fault(job->call, &fault);
	return EXIT_DONE;
}

static int run(struct call *call)
{
	struct job job = { .call = call };
	char item[ITEM_TEXT];
	int64_t since_ms = INT64_MIN;
	bool many = call_has(call, "all") || call_has(call, "since");
	int code = EXIT_DONE;
	if (call_has(call, "rules"))
		return list_rules(call);
	if (call->argc != (many ? 0 : 1))
		return complain_usage(call,
			_("name one code, Digital Link or picture, or give --all or --since"));
	if (!window_moment(call, "since", &since_ms))
		return EXIT_USAGE;
	if (!many)
		code = what_is(call, call->argv[0], item);
	if (code == EXIT_DONE)
		code = read_limits(&job);
	if (code != EXIT_DONE)
		return code;
	job.store = home_store(call, &code);
	if (job.store)
		code = many ? check_packed(&job, since_ms) : check_one(&job, item);
	store_close(job.store);
	check_limits_free(&job.limits);
	return code;
}

const struct command command_check = {
	.name = "check",
	.usage = N_("[CODE]"),
	.summary = N_("hold a record against the rules: withdrawal, certificates, tests, cold"),
	.about =
		N_("Each rule that has an object in the record passes, warns, fails, or is unknown "
		   "where the\n"
		   "record does not decide it; an unknown is never a pass. Under it stand the "
		   "events behind\n"
		   "it: the station and operator of an event are responsible for it.\n"
		   "Limits that no law names are settings, in rules.conf of the home; --rules "
		   "lists them.\n"
		   "Exit code: 0 passed or warned, 3 nothing recorded, 4 failed or unknown.\n\n"
		   "  pigtrace check pkg:06901234000016/000000427HK3QW9ZB4TN\n"
		   "  pigtrace check --since 2026-11-20 --json"),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
