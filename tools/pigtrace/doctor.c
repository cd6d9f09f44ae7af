#include "tools/pigtrace/commands.h"

#include "core/base/words.h"
#include "core/store/doctor.h"
#include "tools/pigtrace/home.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>

static const struct command_option options[] = {
	{ "quick", 'q', NULL, N_("do not hold what is derived against a rebuild") },
	{ "scratch", 's', N_("DIR"), N_("where the rebuild may be made [beside the store]") },
	{ "archives", 'a', N_("DIR"), N_("where the files lie that `pigtrace archive` made") },
	{ "json", 'j', NULL, N_("as JSON (format pigtrace-doctor/1)") },
};

struct visit {
	bool json;
	bool first;
	struct buf out;
	struct buf findings; /* of the check that runs */
};

/* ---- telling ---- */

static void on_finding(void *context, const char *check, const char *text)
{
	struct visit *visit = context;
	if (visit->json) {
		buf_text(&visit->findings, visit->findings.len ? "," : "");
		buf_json(&visit->findings, span_of(text));
	} else {
		buf_format(&visit->findings, "  %s: %s\n", check, text);
	}
}

static void say_check(struct visit *visit, const struct doctor_check *check)
{
	const char *state = check->skipped ? _("skipped") : check->found ? _("WRONG") : _("ok");
	buf_padded(&visit->out, state, 8);
	buf_padded(&visit->out, words(check->text), 44);
	if (!check->skipped)
		buf_format(&visit->out, _(" %lld looked at"), (long long)check->looked);
	if (check->found)
		buf_format(&visit->out, _(", %lld wrong"), (long long)check->found);
	if (check->doubts)
		buf_format(&visit->out, _(", %lld of which a number has two contents: not decided"),
			(long long)check->doubts);
	buf_char(&visit->out, '\n');
}

static void on_done(void *context, const struct doctor_check *check)
{
	struct visit *visit = context;
	if (!visit->json) {
		say_check(visit, check);
		buf_span(&visit->out, buf_written(&visit->findings));
		buf_clear(&visit->findings);
		return;
	}
	buf_format(&visit->out,
		"%s\n {\"check\":\"%s\",\"skipped\":%s,\"looked\":%" PRId64 ",\"wrong\":%" PRId64
		",\"doubtful\":%" PRId64 ",\"findings\":[",
		visit->first ? "" : ",", check->id, check->skipped ? "true" : "false",
		check->looked, check->found, check->doubts);
	buf_span(&visit->out, buf_written(&visit->findings));
	buf_text(&visit->out, "]}");
	buf_clear(&visit->findings);
	visit->first = false;
}

static int scratch_path(const struct call *call, char *into, size_t size)
{
	const char *dir = call_value(call, "scratch");
	int used = snprintf(into, size, "%s/%s.doctor", dir ? dir : call->home, HOME_STORE);
	return used >= 0 && (size_t)used < size
	               ? EXIT_DONE
	               : complain(
				 call, EXIT_FAILED, _("path too long: %s"), dir ? dir : call->home);
}

static int visit_store(const struct call *call, struct store *store, struct visit *visit)
{
	char scratch[PATH_MAX];
	struct note_public admin;
	struct fault fault;
	int64_t found = 0;
	bool known = home_admin_key(call, &admin);
	int code = scratch_path(call, scratch, sizeof(scratch));
	if (code != EXIT_DONE)
		return code;
	if (!known)
		(void)complain(call, 0,
			_("%s does not say the administrator's key: its notes cannot be verified"),
			HOME_COLLECTD);
	struct doctor_settings settings = {
		.admin = known ? &admin : NULL,
		.scratch = call_has(call, "quick") ? NULL : scratch,
		.archives = call_value(call, "archives"),
		.finding = on_finding,
		.done = on_done,
		.context = visit,
	};
	if (visit->json)
		buf_text(&visit->out, "{\"format\":\"pigtrace-doctor/1\",\"checks\":[");
	if (doctor_run(store, &settings, &found, &fault) != 0)
		return complain_fault(call, &fault);
	if (visit->json)
		buf_format(&visit->out, "\n],\"wrong\":%" PRId64 "}\n", found);
	code = visit->out.failed || visit->findings.failed
	               ? complain(call, EXIT_FAILED, _("no memory"))
	               : print_out(call, buf_written(&visit->out));
	return code == EXIT_DONE && found > 0 ? EXIT_UNVERIFIED : code;
}

static int run(struct call *call)
{
	struct visit visit = { .json = call_has(call, "json"), .first = true };
	int code;
	if (call->argc != 0)
		return complain_usage(call, _("no argument expected"));
	struct store *store = home_store(call, &code);
	if (!store)
		return code;
	code = visit_store(call, store, &visit);
	store_close(store);
	buf_free(&visit.out);
	buf_free(&visit.findings);
	return code;
}

const struct command command_doctor = {
	.name = "doctor",
	.usage = "",
	.summary = N_("check that the store is still what it promises to be"),
	.about = N_(
		"Looks at one moment of the store, beside a gateway that runs, and changes nothing:\n"
		"  file        the database's own check of its file\n"
		"  log         events, notes and their columns belong together and can be read\n"
		"  numbers     no number twice; what was received is what is there\n"
		"  signatures  every note, made again from its lines, verifies with a key of its station\n"
		"  plain       messages without a number are known by their bytes, so that a resend is no new event\n"
		"  archives    every file in DIR is the one that was made, and verifies; skipped without --archives\n"
		"  derived     everything derived is, row by row, what a rebuild of a copy makes\n"
		"The last one needs as much room as the store has, beside it or in --scratch DIR; --quick leaves it out.\n"
		"Exit code 4 if something is wrong. What is derived wrongly is repaired by `pigtrace rebuild`; what was\n"
		"said is not: go back to a backup."),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
