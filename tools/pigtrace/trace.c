#include "core/store/archive.h"
#include "core/trace/recall.h"
#include "core/view/check.h"
#include "tools/pigtrace/commands.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/trace_out.h"
#include "tools/pigtrace/what.h"

#include <limits.h>

#define DAY_MS INT64_C(86400000)

static const struct command_option options[] = {
	{ "json", 'j', NULL, N_("as JSON (format pigtrace-trace/1)") },
	{ "dot", 0, NULL, N_("as a Graphviz picture") },
	{ "full", 'f', NULL, N_("every fact on its own, with codes, operators and positions") },
	{ "raw", 0, NULL, N_("also what was corrected, by whom and why") },
};

/* Whatever has animals behind it is held against the rules about the record itself; *check stays NULL otherwise. */
static int look_at_record(const struct call *call, struct store *store, const struct trace *trace,
	struct item seed, struct check **check, struct fault *fault)
{
	const uint32_t alive = 1u << ITEM_PIG | 1u << ITEM_EID;
	const uint32_t meat = 1u << ITEM_CARCASS | 1u << ITEM_LOT | 1u << ITEM_RUN |
	                      1u << ITEM_PKG | 1u << ITEM_SSCC;
	struct check_limits limits = { 0 };
	char path[PATH_MAX];
	if (trace->verdict != TRACE_FOUND || ((alive | meat) >> seed.kind & 1) == 0)
		return 0;
	if (!home_path(call, HOME_RULES, path, sizeof(path)))
		return fault_set(fault, FAULT_SETTING, _("path too long: %s"), call->home);
	int code = check_limits_read(&limits, path, fault);
	if (code == 0)
		code = check_record(store, seed, &limits, check, fault);
	check_limits_free(&limits);
	return code;
}

/* The page, and what is wrong with the record. */
static int put_page(const struct trace *trace, const struct check *check,
	const struct view_settings *view, struct buf *into, struct fault *fault)
{
	struct buf record = { 0 };
	int code = view_text(trace, view, into, fault);
	if (check)
		check_view_record(check, view->colour, &record);
	if (record.len > 0)
		buf_char(into, '\n');
	buf_span(into, buf_written(&record));
	if (code == 0 && (record.failed || into->failed))
		code = fault_set(fault, FAULT_MEMORY, _("no memory"));
	buf_free(&record);
	return code;
}

struct archives {
	const struct call *call;
	const char *text; /* msgid */
	int count;
};

static int say_archive(void *context, const struct archive_entry *entry)
{
	struct archives *archives = context;
	struct day day = day_from_number((entry->before_ms + DAY_MS / 2) / DAY_MS);
	archives->count++;
	(void)complain(archives->call, 0, _("%s %.*s (older than %04d-%02d-%02d)"),
		words(archives->text), (int)entry->name.len, entry->name.at, day.year, day.month,
		day.mday);
	return 0;
}

/* What this answer lacks because it has left the store; what is not known at all may have left it, too. */
static int say_archives(const struct call *call, struct store *store, struct item item, bool known,
	struct fault *fault)
{
	struct archives archives = { call, N_("part of this record is in the archive"), 0 };
	int code = store_archives_of(store, item, say_archive, &archives, fault);
	archives.text = N_("it may be in the archive");
	if (code == 0 && archives.count == 0 && !known)
		code = store_archives(store, say_archive, &archives, fault);
	return code;
}

/* Above the page; beside what a program reads, for that stays JSON or a picture. */
static void say_recalls(const struct call *call, const struct recalls *recalls, struct buf *text)
{
	bool apart = call_has(call, "json") || call_has(call, "dot");
	for (size_t i = 0; i < recalls->count; i++) {
		const struct recall *recall = recalls->list[i];
		struct buf name = { 0 };
		buf_format(&name, "%s (%s)", recall->name, recall->opened_by);
		if (apart)
			(void)complain(
				call, EXIT_RECALLED, _("RECALLED: %s"), name.at ? name.at : "");
		else
			buf_format(text, _("RECALLED: %s"), name.at ? name.at : "");
		buf_text(text, apart ? "" : "\n");
		text->failed = text->failed || name.failed;
		buf_free(&name);
	}
	buf_text(text, text->len > 0 ? "\n" : "");
}

int trace_print(const struct call *call, struct store *store, struct span item)
{
	struct trace_settings settings = { .raw = call_has(call, "raw") };
	struct view_settings view = { .colour = on_terminal(1), .full = call_has(call, "full") };
	struct trace *trace = NULL;
	struct check *check = NULL;
	struct buf text = { 0 };
	struct fault fault;
	struct item seed;
	struct recalls recalls = { .count = 0 };
	int code = EXIT_DONE;
	if (item_parse(item, &seed, NULL) != IDENT_OK)
		return complain(call, EXIT_USAGE, _("%.*s is not an item"), (int)item.len, item.at);
	int answer = trace_back(store, seed, &settings, &trace, &fault);
	if (answer == 0)
		answer = recall_find_all(store, trace, &recalls, &fault);
	if (answer == 0 && !call_has(call, "dot"))
		answer = look_at_record(call, store, trace, seed, &check, &fault);
	say_recalls(call, &recalls, &text);
	if (answer == 0 && call_has(call, "json"))
		answer = view_json_checked(trace, check, &recalls, &text, &fault);
	else if (answer == 0 && call_has(call, "dot"))
		answer = view_dot(trace, &text, &fault);
	else if (answer == 0 && trace->verdict == TRACE_FOUND)
		answer = put_page(trace, check, &view, &text, &fault);
	if (answer != 0) {
		code = complain_fault(call, &fault);
		goto out;
	}
	code = print_out(call, buf_written(&text));
	if (say_archives(call, store, seed, trace->verdict != TRACE_UNKNOWN, &fault) != 0)
		(void)complain_fault(call, &fault);
	if (trace->verdict == TRACE_UNKNOWN)
		code = complain(call, EXIT_NOT_FOUND, _("nothing is recorded of %.*s"),
			(int)item.len, item.at);
	if (trace->verdict == TRACE_NOT_GENUINE)
		code = complain(call, EXIT_UNVERIFIED,
			_("%.*s: this serial number was never issued for its packing run"),
			(int)item.len, item.at);
	if (code == EXIT_DONE && recalls.count > 0)
		code = EXIT_RECALLED;
out:
	buf_free(&text);
	recalls_free(&recalls);
	check_free(check);
	trace_free(trace);
	return code;
}

static int run(struct call *call)
{
	char item[ITEM_TEXT];
	int code;
	if (call->argc != 1)
		return complain_usage(call, _("name one code, Digital Link or picture"));
	if (call_has(call, "json") + call_has(call, "dot") + call_has(call, "full") > 1)
		return complain_usage(call, _("--json, --dot or --full, not several"));
	code = what_is(call, call->argv[0], item);
	if (code != EXIT_DONE)
		return code;
	struct store *store = home_store(call, &code);
	if (!store)
		return code;
	code = trace_print(call, store, span_of(item));
	store_close(store);
	return code;
}

const struct command command_trace = {
	.name = "trace",
	.usage = N_("CODE"),
	.summary = N_("tell where something comes from and what happened to it"),
	.about = N_("CODE is an item (pig:114113000012345), a bare ear tag or SSCC, a GS1 Digital "
		    "Link URI, or\n"
		    "a PNG or JPEG picture of a label.\n\n"
		    "  pigtrace trace pkg:06901234000016/000000427HK3QW9ZB4TN\n"
		    "  pigtrace trace label.png --json"),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
