#include "tools/pigtrace/commands.h"

#include "core/base/clock.h"
#include "core/base/settings.h"
#include "core/base/words.h"
#include "core/note/bundle.h"
#include "core/say/say.h"
#include "core/store/archive.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/when.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define DAY_MS INT64_C(86400000)

static const struct command_option options[] = {
	{ "before", 'b', N_("DATE"),
		N_("move what is older than this day, and no longer needed, to FILE") },
	{ "verify", 0, NULL, N_("read all of FILE and verify every signature") },
	{ "list", 'l', NULL, N_("what FILE holds: one line a note") },
	{ "find", 'f', N_("ITEM"),
		N_("print what notes of FILE say of ITEM, once all of FILE is verified") },
	{ "note", 'n', N_("NUMBER"), N_("print one note of FILE as it was signed") },
};

/* How long what must be kept: law where it is known (see the man page), else what the operator says. */
struct retention {
	int64_t keep_days;
	int64_t best_before_days;
};

#define AT(member) offsetof(struct retention, member)

static const struct setting retention_table[] = {
	{ "keep_days", SETTING_NUMBER, AT(keep_days), "730", 0, 36500,
		N_("nothing younger than so many days is moved") },
	{ "best_before_days", SETTING_NUMBER, AT(best_before_days), "183", 0, 3650,
		N_("goods are kept so many days after their best-before date") },
};
#define RETENTION_COUNT (sizeof(retention_table) / sizeof(retention_table[0]))

static int read_retention(const struct call *call, struct retention *retention, struct fault *fault)
{
	char path[PATH_MAX];
	if (!home_path(call, HOME_RETENTION, path, sizeof(path)))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", call->home);
	int code = settings_start(retention_table, RETENTION_COUNT, retention, fault);
	if (code == 0 && access(path, F_OK) == 0)
		code = settings_read(path, retention_table, RETENTION_COUNT, retention, fault);
	return code;
}

/* ---- making one ---- */

static int say_done(const struct call *call, const char *file, const struct archive_done *done)
{
	char text[512];
	if (done->unverified > 0)
		(void)complain(call, 0,
			_("%lld notes stay, because they do not verify (pigtrace doctor says more)"),
			(long long)done->unverified);
	if (done->notes + done->plain == 0)
		return complain(call, EXIT_DONE, _("nothing to move; no file was made"));
	(void)snprintf(text, sizeof(text),
		_("%s: %lld notes and %lld unsigned events moved, read back and verified\n"), file,
		(long long)done->notes, (long long)done->plain);
	return print_out(call, span_of(text));
}

static int make(const struct call *call, const char *file, struct archive_settings *settings)
{
	char path[PATH_MAX];
	struct store *store = NULL;
	struct archive_done done;
	struct fault fault;
	if (!home_path(call, HOME_STORE, path, sizeof(path)))
		return complain(call, EXIT_FAILED, _("path too long: %s"), call->home);
	settings->path = file;
	int code = store_open(&store, path, STORE_WRITE, &fault);
	if (code == 0)
		code = store_archive(store, settings, &done, &fault);
	store_close(store);
	return code != 0 ? complain_fault(call, &fault) : say_done(call, file, &done);
}

static int move(const struct call *call, const char *file)
{
	struct retention retention = { 0 };
	struct note_public admin;
	struct fault fault;
	struct day day;
	char latest[16], text[SAY_SHOWN_TEXT];
	int64_t now_ms = clock_now_ms();
	if (!say_fold(span_of(call_value(call, "before")), text, sizeof(text)) ||
		!say_day_read(span_of(text), &day))
		return complain_usage(call, _("--before takes a day, as 2026-11-20"));
	if (read_retention(call, &retention, &fault) != 0)
		return complain_fault(call, &fault);
	if (!home_admin_key(call, &admin))
		return complain(call, EXIT_USAGE,
			_("%s does not say the administrator's key: its notes cannot be verified"),
			HOME_COLLECTD);
	int64_t last = now_ms / DAY_MS - retention.keep_days;
	if (day_number(day) > last) {
		struct day least = day_from_number(last);
		(void)snprintf(latest, sizeof(latest), "%04d-%02d-%02d", least.year % 10000,
			least.month % 100, least.mday % 100);
		return complain(call, EXIT_USAGE,
			_("what is younger than %lld days has to be kept (keep_days in %s): --before "
			  "%s at the latest"),
			(long long)retention.keep_days, HOME_RETENTION, latest);
	}
	struct archive_settings settings = {
		.admin = &admin,
		.now_ms = now_ms,
		.before_ms = day_number(day) * DAY_MS - clock_now().offset_min * INT64_C(60000),
		.best_before_days = retention.best_before_days,
	};
	return make(call, file, &settings);
}

/* ---- reading one ---- */

/* What must be before anything of it is believed. into: may be NULL. */
static int check_file(const struct call *call, const char *file, struct archive_report *into)
{
	struct archive_report report;
	struct note_public admin;
	struct fault fault;
	if (!home_admin_key(call, &admin))
		return complain(call, EXIT_USAGE,
			_("%s does not say the administrator's key: its notes cannot be verified"),
			HOME_COLLECTD);
	int code = archive_verify(file, &admin, &report, &fault);
	if (code == FAULT_CORRUPT)
		return complain(call, EXIT_UNVERIFIED, "%s", fault.text);
	if (code != 0)
		return complain_fault(call, &fault);
	if (report.unverified > 0)
		return complain(call, EXIT_UNVERIFIED,
			_("%s: %lld notes do not verify; the first is %lld"), file,
			(long long)report.unverified, (long long)report.first_bad);
	if (into)
		*into = report;
	return EXIT_DONE;
}

static int verify(const struct call *call, const char *file)
{
	struct archive_report report;
	char text[512];
	int code = check_file(call, file, &report);
	if (code != EXIT_DONE)
		return code;
	(void)snprintf(text, sizeof(text),
		_("%s: %lld notes and %lld unsigned events; all signatures verify\n"), file,
		(long long)report.notes, (long long)report.plain);
	return print_out(call, span_of(text));
}

struct reading {
	int64_t wanted; /* 0: a list */
	bool found;
	struct buf out;
};

static int read_record(void *context, const struct archive_record *record)
{
	struct reading *reading = context;
	char when[WHEN_TEXT];
	if (record->kind != ARCHIVE_NOTE && record->kind != ARCHIVE_PLAIN)
		return 0;
	if (reading->wanted != 0) {
		if (record->kind != ARCHIVE_NOTE || record->no != reading->wanted)
			return 0;
		reading->found = true;
		buf_span(&reading->out, record->bytes);
		return 0;
	}
	struct span rest = record->bytes, line = record->bytes;
	(void)span_cut(&rest, '\n', &line);
	when_local(record->got_ms, when);
	buf_format(&reading->out, "%lld\t%s\t%.*s\n", (long long)record->no, when, (int)line.len,
		line.at);
	return 0;
}

static int read_file(const struct call *call, const char *file)
{
	struct reading reading = { .wanted = 0 };
	struct fault fault;
	if (!call_number(call, "note", 1, INT64_MAX, &reading.wanted))
		return EXIT_USAGE;
	int code = archive_read(file, read_record, &reading, &fault);
	if (code != 0)
		code = complain(call, code == FAULT_NOT_FOUND ? EXIT_NOT_FOUND : EXIT_UNVERIFIED,
			"%s", fault.text);
	else if (reading.out.failed)
		code = complain(call, EXIT_FAILED, _("no memory"));
	else if (reading.wanted != 0 && !reading.found)
		code = complain(call, EXIT_NOT_FOUND, _("%s holds no note %lld"), file,
			(long long)reading.wanted);
	else
		code = print_out(call, buf_written(&reading.out));
	buf_free(&reading.out);
	return code;
}

/* ---- an item's events ---- */

struct finding {
	struct item item;
	struct event event; /* room to decode into */
	int64_t events;
	struct buf out;
};

static bool says_item(const struct event *event, struct item item)
{
	for (int i = 0; i < event->item_count; i++)
		if (event->items[i].item.kind == item.kind &&
			span_equal(event->items[i].item.code, item.code))
			return true;
	return false;
}

static int find_in_line(struct finding *finding, const struct archive_record *record,
	struct span station, struct span line)
{
	struct event_wrong wrong;
	char when[WHEN_TEXT];
	if (event_decode(line, &finding->event, &wrong) != EVENT_OK ||
		!says_item(&finding->event, finding->item))
		return 0;
	when_local(finding->event.at.at_ms, when);
	buf_format(&finding->out, "%lld\t%s\t%.*s\t%.*s\n", (long long)record->no, when,
		(int)station.len, station.at, (int)line.len, line.at);
	finding->events++;
	return 0;
}

static int find_in_record(void *context, const struct archive_record *record)
{
	struct finding *finding = context;
	struct note_parts parts;
	struct bundle bundle;
	struct span line;
	int code = 0;
	if (record->kind == ARCHIVE_PLAIN)
		return find_in_line(finding, record, record->station, record->bytes);
	if (record->kind != ARCHIVE_NOTE || note_split(record->bytes, &parts, NULL) != NOTE_OK ||
		bundle_parse(parts.text, &bundle, NULL) != NOTE_OK)
		return 0;
	while (code == 0 && bundle_next(&bundle.lines, &line))
		code = find_in_line(finding, record, bundle.station, line);
	return code;
}

static int find_item(const struct call *call, const char *file, struct finding *finding)
{
	struct fault fault;
	int code = check_file(call, file, NULL);
	if (code != EXIT_DONE)
		return code;
	if (archive_read(file, find_in_record, finding, &fault) != 0)
		return complain(call, EXIT_UNVERIFIED, "%s", fault.text);
	if (finding->out.failed)
		return complain(call, EXIT_FAILED, _("no memory"));
	if (finding->events == 0)
		return complain(call, EXIT_NOT_FOUND, _("%s says nothing of %s"), file,
			call_value(call, "find"));
	return print_out(call, buf_written(&finding->out));
}

static int find(const struct call *call, const char *file)
{
	struct finding *finding = calloc(1, sizeof(*finding));
	int code;
	if (!finding)
		return complain(call, EXIT_FAILED, _("no memory"));
	if (item_parse(span_of(call_value(call, "find")), &finding->item, NULL) != IDENT_OK)
		code = complain_usage(call, _("--find takes an item, as pig:114113000012345"));
	else
		code = find_item(call, file, finding);
	buf_free(&finding->out);
	free(finding);
	return code;
}

/* ---- those that were made ---- */

static int add_entry(void *context, const struct archive_entry *entry)
{
	struct buf *text = context;
	struct day day = day_from_number((entry->before_ms + DAY_MS / 2) / DAY_MS);
	buf_format(text, "%lld\t%04d-%02d-%02d\t%lld\t%lld\t%.*s\t%.*s\n", (long long)entry->no,
		day.year, day.month, day.mday, (long long)entry->notes, (long long)entry->plain,
		(int)entry->name.len, entry->name.at, (int)entry->sha256.len, entry->sha256.at);
	return 0;
}

static int list_made(const struct call *call)
{
	struct buf text = { 0 };
	struct fault fault;
	int code;
	struct store *store = home_store(call, &code);
	if (!store)
		return code;
	if (store_archives(store, add_entry, &text, &fault) != 0)
		code = complain_fault(call, &fault);
	else
		code = text.failed ? complain(call, EXIT_FAILED, _("no memory"))
		                   : print_out(call, buf_written(&text));
	store_close(store);
	buf_free(&text);
	return code;
}

static int run(struct call *call)
{
	int wishes = call_has(call, "before") + call_has(call, "verify") + call_has(call, "list") +
	             call_has(call, "note") + call_has(call, "find");
	if (wishes == 0 && call->argc == 0)
		return list_made(call);
	if (wishes != 1)
		return complain_usage(
			call, _("--before, --verify, --list, --find or --note, one of them"));
	if (call->argc != 1)
		return complain_usage(call, _("one file expected"));
	if (call_has(call, "before"))
		return move(call, call->argv[0]);
	if (call_has(call, "find"))
		return find(call, call->argv[0]);
	return call_has(call, "verify") ? verify(call, call->argv[0])
	                                : read_file(call, call->argv[0]);
}

const struct command command_archive = {
	.name = "archive",
	.usage = N_("[FILE]"),
	.summary = N_("move what is past its time into a file that can still be verified"),
	.about = N_(
		"  pigtrace archive --before 2024-11-01 pigs-2024.archive\n"
		"  pigtrace archive --verify pigs-2024.archive\n"
		"  pigtrace archive --find pig:114113000012345 pigs-2024.archive\n"
		"  pigtrace archive                       those that were made of this store, with their sums\n\n"
		"Needs the store for itself: stop pigtrace-collectd first (exit code 5 otherwise). Whole notes leave the\n"
		"store, when all they say is older than the day and nothing of it is needed: kept are animals and goods of\n"
		"which anything is newer, with all that went into them; goods until best_before_days after their best-before\n"
		"date; animals whose end is not recorded; breeding stock for ever; registry, corrections and recalls; and\n"
		"whatever is still held in quarantine. Numbers stay known, so that a resend is no new event.\n"
		"keep_days and best_before_days stand in retention.conf [730 and 183: two years for commercial pigs, meat\n"
		"inspection and sale; shelf life and six months for food]. FILE is gzip of text; it gets its name when it has\n"
		"been read back and verified. A trace says when part of its record is in an archive. What is sorted on the\n"
		"way takes up to the store's own size in /var/tmp, or where SQLITE_TMPDIR says."),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
