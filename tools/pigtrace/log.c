/*
 * log - a person's event, or a whole table of them, into a station's outbox.
 */
#include "tools/pigtrace/commands.h"

#include "core/base/clock.h"
#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/log_draft.h"
#include "tools/pigtrace/speak.h"
#include "tools/pigtrace/station_files.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WAIT_MOST_S 86400

static const struct command_option options[] = {
	{ "station", 's', N_("STATION"),
		N_("who says it: a name or a directory [$PIGTRACE_STATION, else the only one]") },
	{ "at", 0, N_("TIME"), N_("when: 2026-11-20 07:30, 07:30 for today, or RFC 3339 [now]") },
	{ "by", 0, N_("NAME"), N_("operator pseudonym [as station.conf says]") },
	{ "place", 0, N_("PLACE"), N_("where [as station.conf says]") },
	{ "csv", 0, N_("FILE"), N_("a row each of a table; - is standard input") },
	{ "all-or-nothing", 0, NULL, N_("with --csv: keep nothing if a row is bad") },
	{ "dry-run", 'n', NULL, N_("print the events instead of keeping them") },
	{ "wait", 'w', N_("S"), N_("wait at most S seconds for the gateway's receipt [5]") },
	{ "help", 'h', NULL, N_("print help; with KIND: what that kind takes") },
};

/* ---- words ---- */

/* A word of the command line that begins with "--", with its value; false without one. *i stands on it and
 * moves to the last word used. */
static bool take_word(const struct call *call, int *i, struct say_entry *entry)
{
	struct span rest = span_of(call->argv[*i] + 2);
	if (span_cut(&rest, '=', &entry->name)) {
		entry->value = rest;
		return true;
	}
	entry->name = rest;
	if (*i + 1 == call->argc)
		return false;
	entry->value = span_of(call->argv[++*i]);
	return true;
}

static bool is_word(const char *argument)
{
	return strncmp(argument, "--", 2) == 0;
}

/* The first argument that is neither a word nor a word's value. */
static int read_kind(const struct call *call, struct say_draft *draft)
{
	const char *found = NULL;
	struct say_entry ignored;
	for (int i = 0; i < call->argc; i++) {
		if (is_word(call->argv[i]))
			(void)take_word(call, &i, &ignored);
		else if (found)
			return complain_usage(call, _("unexpected word '%s'"), call->argv[i]);
		else
			found = call->argv[i];
	}
	draft->kind = SAY_NO_KIND;
	if (found && !say_kind_find(span_of(found), &draft->kind)) {
		enum event_kind near;
		if (say_kind_near(span_of(found), &near))
			return complain_usage(call,
				_("there is no kind of event '%s'; is '%s' meant?"), found,
				words_of("kind", vocabulary_kinds[near].title));
		return complain_usage(call, _("there is no kind of event '%s'"), found);
	}
	return EXIT_DONE;
}

static int read_words(const struct call *call, struct say_draft *draft)
{
	static const enum say_part parts[] = { SAY_AT, SAY_BY, SAY_PLACE };
	bool room = true;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct say_key key = { parts[i], 0 };
		const char *value = call_value(call, say_key_name(key));
		struct say_entry entry = { key, span_of(say_key_name(key)), span_of(value), 0 };
		room = room && (!value || say_draft_add(draft, &entry));
	}
	for (int i = 0; i < call->argc; i++) {
		struct say_entry entry = { 0 };
		if (!is_word(call->argv[i]))
			continue;
		if (!take_word(call, &i, &entry))
			return complain_usage(call, _("%s needs a value"), call->argv[i]);
		entry.key = say_key_find(draft->kind, entry.name);
		room = room && say_draft_add(draft, &entry);
	}
	return room ? EXIT_DONE : complain_usage(call, _("too much is said at once"));
}

/* ---- the station that says it ---- */

int log_station_find(const struct call *call, char dir[static PATH_MAX])
{
	struct buf list = { 0 };
	char only[NAME_MAX + 1];
	const char *name = call_value(call, "station");
	int code = EXIT_DONE;
	dir[0] = '\0';
	if (!name)
		name = getenv("PIGTRACE_STATION");
	if (!name || !name[0]) {
		int count = station_files_list(call->home, &list, only);
		name = count == 1 ? only : NULL;
		if (count != 1 && !call_has(call, "dry-run"))
			code = count ? complain_usage(call, _("which station? -s is one of: %s"),
					       list.at ? list.at : "")
			             : complain_usage(call,
					       _("no station in %s; pigtrace station add makes "
						 "one"),
					       call->home);
	}
	if (name)
		code = station_files_find(call, name, dir, PATH_MAX);
	buf_free(&list);
	return code;
}

int log_desk_read(const struct call *call, const char *dir, struct station_settings *settings,
	struct say_desk *desk)
{
	struct buf path = { 0 };
	struct fault fault;
	desk->now = clock_now();
	desk->now.at_ms -= desk->now.at_ms % 1000; /* a person's clock has seconds */
	desk->place = desk->by = "";
	if (!dir[0])
		return EXIT_DONE;
	buf_format(&path, "%s/station.conf", dir);
	int code = path.failed ? fault_set(&fault, FAULT_MEMORY, "no memory")
	                       : settings_start(station_settings_table, STATION_SETTINGS, settings,
					 &fault);
	if (code == 0)
		code = settings_read(
			path.at, station_settings_table, STATION_SETTINGS, settings, &fault);
	if (code == 0) {
		desk->place = settings->place;
		desk->by = settings->operator_id;
	}
	buf_free(&path);
	return code == 0 ? EXIT_DONE : complain_fault(call, &fault);
}

/* ---- one event, or many ---- */

static int print_lines(const struct call *call, const struct span *lines, size_t count)
{
	struct buf text = { 0 };
	for (size_t i = 0; i < count; i++) {
		buf_span(&text, lines[i]);
		buf_char(&text, '\n');
	}
	int code = text.failed ? complain(call, EXIT_FAILED, _("no memory"))
	                       : print_out(call, buf_written(&text));
	buf_free(&text);
	return code;
}

static int say_lines(
	const struct call *call, const char *dir, const struct span *lines, size_t count)
{
	int64_t wait_s = SPEAK_WAIT_MS / 1000;
	if (!call_number(call, "wait", 0, WAIT_MOST_S, &wait_s))
		return EXIT_USAGE;
	if (call_has(call, "dry-run"))
		return print_lines(call, lines, count);
	return count ? speak(call, dir, lines, count, (int)wait_s * 1000) : EXIT_DONE;
}

static int tell_missing(const struct call *call, const struct say_draft *draft)
{
	struct buf list = { 0 };
	log_missing(draft, true, &list);
	int code = complain(call, EXIT_USAGE, _("missing: %s\nTry: pigtrace log %s --help"),
		list.at ? list.at : "", vocabulary_kinds[draft->kind].name);
	buf_free(&list);
	return code;
}

/* A word that does not belong there: what would? */
static int tell_refusal(
	const struct call *call, const struct say_draft *draft, const struct say_refusal *refusal)
{
	char name[SAY_SHOWN_TEXT];
	struct span said = refusal->entry ? refusal->entry->name : span_of(refusal->key);
	(void)complain(call, EXIT_USAGE, "%s%s%s%s (%s)", said.len ? "--" : "",
		say_shown(said, name), said.len ? ": " : "", refusal->text, refusal->rule);
	if (refusal->entry && !say_key_fits(draft->kind, refusal->entry->key))
		(void)fprintf(stderr, _("Try: pigtrace log %s --help\n"),
			vocabulary_kinds[draft->kind].name);
	return EXIT_USAGE;
}

static int log_one(
	const struct call *call, const char *dir, struct say_draft *draft, struct say_desk *desk)
{
	char room[EVENT_LINE_MOST + 1];
	struct out line = out_into(room, sizeof(room));
	struct log_answers answers = { .count = 0 };
	struct say_refusal refusal;
	struct say_key key;
	int cursor = 0, code;
	bool ask = on_terminal(STDIN_FILENO) && on_terminal(STDERR_FILENO);
	if (draft->kind == SAY_NO_KIND)
		return complain_usage(call, _("say what was done: pigtrace log KIND"));
	if (!say_words_good(draft, &refusal))
		return tell_refusal(call, draft, &refusal);
	if (ask)
		(void)log_ask(draft, desk, &answers);
	if (say_draft_missing(draft, &cursor, &key)) {
		code = tell_missing(call, draft);
	} else if (!say_line_make(draft, desk, &line, &refusal)) {
		code = tell_refusal(call, draft, &refusal);
	} else {
		struct span made = out_written(&line);
		code = say_lines(call, dir, &made, 1);
	}
	log_answers_free(&answers);
	return code;
}

static int log_many(const struct call *call, const char *dir, const struct say_draft *draft,
	struct say_desk *desk)
{
	struct log_batch batch = { 0 };
	int code = log_csv(call, call_value(call, "csv"), draft, desk, &batch);
	if (code != EXIT_DONE)
		goto out;
	(void)fprintf(stderr, _("rows: %zu good, %zu bad\n"), batch.count, batch.bad);
	if (batch.bad && call_has(call, "all-or-nothing"))
		code = complain(call, EXIT_FAILED, _("nothing is kept"));
	else
		code = say_lines(call, dir, batch.spans, batch.count);
	if (code == EXIT_DONE && batch.bad)
		code = EXIT_FAILED;
out:
	log_batch_free(&batch);
	return code;
}

static int show_help(const struct call *call, const struct say_draft *draft)
{
	struct buf text = { 0 };
	if (draft->kind == SAY_NO_KIND) {
		help_print(call->command, &text);
		log_help_kinds(&text);
	} else {
		log_help_kind(draft->kind, &text);
	}
	int code = text.failed ? complain(call, EXIT_FAILED, _("no memory"))
	                       : print_out(call, buf_written(&text));
	buf_free(&text);
	return code;
}

static int run(struct call *call)
{
	char dir[PATH_MAX];
	struct station_settings settings = { 0 };
	struct say_draft draft = { .count = 0 };
	struct say_desk desk;
	int code = read_kind(call, &draft);
	if (code == EXIT_DONE && call_has(call, "help"))
		return show_help(call, &draft);
	if (code == EXIT_DONE && call_has(call, "all-or-nothing") && !call_has(call, "csv"))
		code = complain_usage(call, _("--all-or-nothing goes with --csv"));
	if (code == EXIT_DONE)
		code = read_words(call, &draft);
	if (code == EXIT_DONE)
		code = log_station_find(call, dir);
	if (code == EXIT_DONE)
		code = log_desk_read(call, dir, &settings, &desk);
	if (code == EXIT_DONE)
		code = call_has(call, "csv") ? log_many(call, dir, &draft, &desk)
		                             : log_one(call, dir, &draft, &desk);
	settings_free(station_settings_table, STATION_SETTINGS, &settings);
	return code;
}

const struct command command_log = {
	.name = "log",
	.usage = N_("KIND --WORD VALUE..."),
	.summary = N_("say what was done to pigs or pork"),
	.about = N_(
		"KIND and WORD are the vocabulary's, in English or Chinese; a KIND with --help "
		"explains "
		"itself.\n"
		"Items may be bare codes, links or kind:code, several with commas between them, "
		"and with\n"
		"a quantity behind them: lot:06901234000016/L1=12.5kg. What is missing is asked "
		"for on a\n"
		"terminal. What was said is kept in the station's outbox, without network, too.\n\n"
		"  pigtrace log weigh --of pig:114113000012345 --kg 112.5\n"
		"  pigtrace log 称重 --耳标 114113000012345 --重量 112.5\n"
		"  pigtrace log weigh --csv weights.csv --by op-07\n\n"
		"A table has a heading and a row for each event; a heading is a WORD, time, date, "
		"operator,\n"
		"place, or event for the KIND. Commas, semicolons or tabs; UTF-8, UTF-16 or "
		"GB18030. A\n"
		"column whose heading begins with # is left out. Bad rows are told as\n"
		"FILE:LINE:COLUMN: HEADING: WHY, and exit code 1 says that there were some."),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.own_words = true,
	.run = run,
};
