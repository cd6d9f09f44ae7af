#include "tools/pigtrace/commands.h"
#include "tools/pigtrace/recall_call.h"

#include <string.h>

static const struct command_option options[] = {
	{ "format", 0, N_("FORMAT"), N_("plan, drill, report: text, json, csv or html (text)") },
	{ "since", 0, N_("TIME"),
		N_("a pen, lorry, case or place as seed: only from then on, 2026-11-20 or "
		   "2026-11-20T07:30:00+08:00") },
	{ "before", 0, N_("TIME"), N_("and only until then") },
	{ "lot", 0, NULL, N_("a package as seed stands for its whole lot") },
	{ "class", 'c', N_("CLASS"), N_("open: I, II or III") },
	{ "reason", 'r', N_("TEXT"), N_("open, close: why") },
	{ "fate", 0, N_("FATE"), N_("recover: found, destroyed or returned") },
	{ "station", 's', N_("NAME"), N_("who says it: a station of this home (admin)") },
};

static const struct {
	const char *name;
	int (*run)(const struct call *call);
} verbs[] = {
	{ "plan", recall_run_plan },
	{ "explain", recall_run_explain },
	{ "drill", recall_run_drill },
	{ "open", recall_run_open },
	{ "notice", recall_run_notice },
	{ "ack", recall_run_ack },
	{ "recover", recall_run_recover },
	{ "close", recall_run_close },
	{ "list", recall_run_list },
	{ "show", recall_run_report },
	{ "report", recall_run_report },
};

static int run(struct call *call)
{
	for (size_t i = 0; call->argc > 0 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(call->argv[0], verbs[i].name) == 0)
			return verbs[i].run(call);
	return complain_usage(call, _("expected plan, explain, drill, open, notice, ack, recover, "
				      "close, list, show or report"));
}

const struct command command_recall = {
	.name = "recall",
	.usage = N_("plan SEED... | explain ITEM SEED... | open NAME SEED... | report NAME | ..."),
	.summary = N_("find what a seed went into, call it back, see how far that is"),
	.about = N_(
		"A seed is an animal, pen, feed or drug lot, lorry, place, carcass, lot, run, "
		"package or case;\n"
		"input:SUPPLIER/* for all lots of a supplier; a certificate; the name of an "
		"event (a test result);\n"
		"or recall:NAME for what that recall was opened with.\n\n"
		"plan SEED...           what is affected, where it is, whom to tell\n"
		"explain ITEM SEED...   why the item is in, or is not\n"
		"drill SEED...          plan, timed; nobody is told\n"
		"open NAME SEED...      start the recall NAME (--class, --reason)\n"
		"notice NAME [WHOM...]  tell stations or places; without WHOM, everybody not "
		"yet told\n"
		"ack NAME               acknowledge a notice (--station)\n"
		"recover NAME ITEM=KG.. goods that came back (--fate); ITEM alone is all of it\n"
		"                       (=12.5 and =12.5kg are kilograms)\n"
		"close NAME             end it\n"
		"list                   all recalls, their clocks\n"
		"show, report NAME      scope, sums, notices, what came back\n"
		"STATION/NAME is that of one station, where several have opened one of the name.\n\n"
		"  pigtrace recall plan input:nongda/F2611-03\n"
		"  pigtrace recall plan group:1411300001/F3 --since 2026-11-01 --before "
		"2026-11-08\n"
		"  pigtrace recall open 2026-001 input:nongda/F2611-03 --class I --reason "
		"\"residue above limit\"\n"
		"  pigtrace recall report 2026-001 --format html >report.html"),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
