/*
 * scan --as: each code that is accepted is an event of a station, in its outbox before it is told.
 */
#include "core/base/clock.h"
#include "core/trace/recall.h"
#include "core/view/view.h"
#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/log_draft.h"
#include "tools/pigtrace/scan_out.h"
#include "tools/pigtrace/speak.h"
#include "tools/pigtrace/station_files.h"
#include "tools/pigtrace/what.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WAIT_MOST_S 86400
#define TRACE_MOST  20000 /* events looked at to learn of a recall, between two beeps */

struct scan_desk {
	const struct call *call;
	enum event_kind kind;
	struct say_key role;
	struct station *station;
	struct station_settings settings;
	struct say_desk desk;
	char path[PATH_MAX]; /* of the store */
	int64_t first, last; /* numbers given; first > last: none */
	int wait_ms;
};

enum outcome { ACCEPTED, REFUSED, RECALLED, OUTCOME_COUNT };

/* What a person at the line hears and sees. */
static const struct {
	const char *word;
	const char *colour;
	const char *beeps;
} outcomes[OUTCOME_COUNT] = {
	[ACCEPTED] = { N_("accepted"), "\033[1;32m", "\a" },
	[REFUSED] = { N_("refused"), "\033[1;33m", "\a\a" },
	[RECALLED] = { N_("RECALLED"), "\033[1;31m", "\a\a\a" },
};

static void tell(
	const struct scan_desk *desk, enum outcome outcome, struct span code, const char *more)
{
	struct buf line = { 0 };
	bool colour = on_terminal(STDOUT_FILENO);
	if (colour)
		buf_format(&line, "%s%s", outcomes[outcome].beeps, outcomes[outcome].colour);
	buf_text(&line, words(outcomes[outcome].word));
	buf_text(&line, colour ? "\033[0m " : " ");
	view_escape(&line, code);
	buf_format(&line, "%s%s\n", more[0] ? ": " : "", more);
	(void)print_out(desk->call, buf_written(&line));
	buf_free(&line);
}

/* The role that a scanned thing has in the event: what it is about, else what it uses up or makes. */
static bool role_find(enum event_kind kind, struct say_key *role)
{
	static const char *const names[] = { "of", "in", "out" };
	const struct vocabulary_kind *about = &vocabulary_kinds[kind];
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (int slot = 0; slot < about->slot_count; slot++) {
			int number = (int)about->slots[slot].role;
			*role = (struct say_key){ SAY_ROLE, number };
			if (span_is(span_of(names[i]), vocabulary_roles[number].name))
				return true;
		}
	return false;
}

struct scan_desk *scan_desk_open(const struct call *call, const char *event, int *code)
{
	char dir[PATH_MAX];
	struct fault fault;
	int64_t wait_s = SPEAK_WAIT_MS / 1000;
	struct scan_desk *desk = calloc(1, sizeof(*desk));
	*code = EXIT_FAILED;
	if (!desk) {
		*code = complain(call, EXIT_FAILED, _("no memory"));
		return NULL;
	}
	desk->call = call;
	desk->first = 1;
	if (!say_kind_find(span_of(event), &desk->kind))
		*code = complain_usage(call, _("there is no kind of event '%s'"), event);
	else if (!role_find(desk->kind, &desk->role))
		*code = complain_usage(
			call, _("'%s' is not about anything that can be scanned"), event);
	else if (!call_number(call, "wait", 0, WAIT_MOST_S, &wait_s))
		*code = EXIT_USAGE;
	else
		*code = log_station_find(call, dir);
	if (*code == EXIT_DONE)
		*code = log_desk_read(call, dir, &desk->settings, &desk->desk);
	if (*code == EXIT_DONE && !home_path(call, HOME_STORE, desk->path, sizeof(desk->path)))
		*code = complain(call, EXIT_FAILED, _("path too long: %s"), call->home);
	if (*code == EXIT_DONE && station_open(&desk->station, dir, &fault) != 0)
		*code = complain_fault(call, &fault);
	if (*code != EXIT_DONE) {
		settings_free(station_settings_table, STATION_SETTINGS, &desk->settings);
		free(desk);
		return NULL;
	}
	desk->wait_ms = (int)wait_s * 1000;
	if (call_has(call, "by"))
		desk->desk.by = call_value(call, "by");
	if (call_has(call, "place"))
		desk->desk.place = call_value(call, "place");
	return desk;
}

struct station *scan_desk_station(struct scan_desk *desk)
{
	return desk->station;
}

enum known { KNOWN_GOOD, KNOWN_RECALLED, NOT_KNOWN };

/* Asked anew each time: a recall may have been opened a minute ago. */
static enum known recall_known(
	const struct scan_desk *desk, struct span item, char recall[static ITEM_TEXT])
{
	struct trace_settings settings = { .events_most = TRACE_MOST };
	struct store *store = NULL;
	struct trace *trace = NULL;
	struct item seed;
	int recalled = -1;
	if (item_parse(item, &seed, NULL) == IDENT_OK && access(desk->path, R_OK) == 0 &&
		store_open(&store, desk->path, STORE_READ, NULL) == 0 &&
		trace_back(store, seed, &settings, &trace, NULL) == 0)
		recalled = recall_find(store, trace, recall, NULL);
	trace_free(trace);
	store_close(store);
	return recalled > 0 ? KNOWN_RECALLED : recalled == 0 ? KNOWN_GOOD : NOT_KNOWN;
}

/* The event line of one item; false with *refusal filled. */
static bool line_make(
	struct scan_desk *desk, struct span item, struct out *line, struct say_refusal *refusal)
{
	struct say_draft draft = { .kind = desk->kind };
	struct say_entry entry = { desk->role, span_of(say_key_name(desk->role)), item, 0 };
	struct say_key missing;
	int cursor = 0;
	desk->desk.now = clock_now();
	desk->desk.now.at_ms -= desk->desk.now.at_ms % 1000;
	if (!say_draft_add(&draft, &entry))
		return false;
	if (say_draft_missing(&draft, &cursor, &missing)) {
		(void)snprintf(refusal->text, sizeof(refusal->text),
			_("'%s' needs more than a code: %s is missing"),
			vocabulary_kinds[desk->kind].name, say_title(missing));
		return false;
	}
	return say_line_make(&draft, &desk->desk, line, refusal);
}

int scan_desk_take(struct scan_desk *desk, struct span data)
{
	char item[ITEM_TEXT], recall[ITEM_TEXT], room[EVENT_LINE_MOST + 1], more[ITEM_TEXT + 128];
	struct out line = out_into(room, sizeof(room));
	struct say_refusal refusal = { .text = "" };
	struct fault fault;
	int64_t seq;
	if (!what_scanned(data, item)) {
		tell(desk, REFUSED, data, _("not a code of ours"));
		return EXIT_FAILED;
	}
	enum known known = recall_known(desk, span_of(item), recall);
	if (known == KNOWN_RECALLED) {
		(void)snprintf(more, sizeof(more), _("%s; nothing was said of it"), recall);
		tell(desk, RECALLED, span_of(item), more);
		return EXIT_RECALLED;
	}
	if (!line_make(desk, span_of(item), &line, &refusal)) {
		tell(desk, REFUSED, span_of(item), refusal.text);
		return EXIT_FAILED;
	}
	if (station_accept(desk->station, out_written(&line), &seq, &fault) != 0) {
		tell(desk, REFUSED, span_of(item), fault.text);
		return fault.code == FAULT_LIMIT ? EXIT_FAILED : complain_fault(desk->call, &fault);
	}
	if (desk->first > desk->last)
		desk->first = seq;
	desk->last = seq;
	(void)snprintf(more, sizeof(more), "%s/%lld/%lld%s", station_name(desk->station),
		(long long)station_count(desk->station).epoch, (long long)seq,
		known == NOT_KNOWN ? _(" (whether it is recalled is not known here)") : "");
	tell(desk, ACCEPTED, span_of(item), more);
	return EXIT_DONE;
}

int scan_desk_close(struct scan_desk *desk)
{
	int code = EXIT_DONE;
	if (!desk)
		return EXIT_DONE;
	if (desk->first <= desk->last)
		code = speak_deliver(
			desk->call, desk->station, desk->first, desk->last, desk->wait_ms);
	station_close(desk->station);
	settings_free(station_settings_table, STATION_SETTINGS, &desk->settings);
	free(desk);
	return code;
}
