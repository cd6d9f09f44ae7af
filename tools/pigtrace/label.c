#include "tools/pigtrace/commands.h"

#include "core/base/file.h"
#include "core/ident/serial.h"
#include "core/label/label.h"
#include "core/trace/trace.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/release.h"
#include "tools/pigtrace/station_files.h"
#include "tools/pigtrace/station_label.h"
#include "tools/pigtrace/what.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LABEL_BASE "https://id.gs1.org" /* the canonical host of GS1 Digital Link */

static const struct command_option options[] = {
	{ "format", 'f', N_("FORMAT"), N_("png or svg [png, or what FILE ends in]") },
	{ "output", 'o', N_("FILE|DIR|-"),
		N_("where to; a directory for several [named after the code]") },
	{ "base", 0, N_("URL"),
		N_("web address in front [$PIGTRACE_BASE, else https://id.gs1.org]") },
	{ "text", 0, N_("LINES"),
		N_("words under the code instead of the record's; | ends a line") },
	{ "dpi", 0, N_("N"), N_("dots per inch of the printer [300]") },
	{ "override", 0, N_("REASON"),
		N_("print although the record fails a rule; recorded as an event") },
	{ "station", 's', N_("STATION"),
		N_("who prints: signs the labels if it has a label key [$PIGTRACE_STATION]") },
};

/* What the record says of what is to be labelled. */
struct facts {
	char product[256];
	char lot[GS1_X_TEXT];
	char packed[16];
	char best_before[16];
	bool keyed;
	uint8_t key[SERIAL_KEY_LEN];
};

struct job {
	const struct call *call;
	const char *base;
	const char *output;
	enum label_format format;
	int dpi;
	struct store *store;
	struct facts facts;
	bool has_key;
	struct note_secret key; /* signs the labels */
};

/* ---- facts from the packing event ---- */

static void take_text(const struct event *event, enum field field, char *into, size_t size)
{
	const struct event_value *value = event_find(event, field);
	if (value)
		(void)span_copy(value->text, into, size);
}

static void take_facts(const struct event *event, struct facts *facts)
{
	const struct event_item *run = event_item_at(event, ROLE_OUT, 0);
	const struct event_value *key = event_find(event, FIELD_SERIAL_KEY);
	struct item_run parts;
	size_t len = 0;
	struct day day = moment_day(event->at);
	struct out packed = out_into(facts->packed, sizeof(facts->packed));
	take_text(event, FIELD_PRODUCT, facts->product, sizeof(facts->product));
	take_text(event, FIELD_BEST_BEFORE, facts->best_before, sizeof(facts->best_before));
	out_digits(&packed, (uint64_t)day.year, 4);
	out_char(&packed, '-');
	out_digits(&packed, (uint64_t)day.month, 2);
	out_char(&packed, '-');
	out_digits(&packed, (uint64_t)day.mday, 2);
	if (run && item_split_run(run->item, &parts))
		(void)span_copy(parts.lot, facts->lot, sizeof(facts->lot));
	facts->keyed = key &&
	               sodium_hex2bin(facts->key, sizeof(facts->key), key->text.at, key->text.len,
			       NULL, &len, NULL) == 0 &&
	               len == sizeof(facts->key);
}

static int find_facts(struct job *job, struct item item)
{
	struct trace_settings settings = { 0 };
	struct trace *trace = NULL;
	struct event *event = malloc(sizeof(*event));
	struct event_wrong wrong;
	struct fault fault;
	int code = EXIT_DONE;
	job->facts = (struct facts){ 0 };
	if (!event)
		return complain(job->call, EXIT_FAILED, _("no memory"));
	if (trace_back(job->store, item, &settings, &trace, &fault) != 0)
		code = complain_fault(job->call, &fault);
	else if (trace->verdict == TRACE_NOT_GENUINE)
		code = complain(job->call, EXIT_UNVERIFIED,
			_("%.*s: this serial number was never issued for its packing run"),
			(int)item.code.len, item.code.at);
	/* The last packing event at the least depth: the one that made this package. */
	int depth = INT_MAX;
	for (size_t i = 0; code == EXIT_DONE && i < trace->event_count; i++) {
		const struct trace_event *told = &trace->events[i];
		if (told->kind != KIND_PACK || told->depth > depth ||
			event_decode((struct span){ told->line, told->line_len }, event, &wrong) !=
				EVENT_OK)
			continue;
		depth = told->depth;
		take_facts(event, &job->facts);
	}
	trace_free(trace);
	free(event);
	return code;
}

/* ---- words ---- */

static int own_lines(const char *text, struct label *label)
{
	struct span rest = span_of(text), line;
	while (label->line_count < LABEL_LINES_MOST) {
		bool more = span_cut(&rest, '|', &line);
		label->lines[label->line_count++] = more ? line : rest;
		if (!more)
			return 0;
	}
	return -1;
}

static void record_lines(
	const struct facts *facts, struct item item, char *room, size_t size, struct label *label)
{
	struct out out = out_into(room, size);
	struct item_pkg pkg;
	if (facts->product[0])
		label->lines[label->line_count++] = span_of(facts->product);
	if (facts->lot[0]) {
		size_t from = out.len;
		out_text(&out, _("Lot"));
		out_char(&out, ' ');
		out_text(&out, facts->lot);
		label->lines[label->line_count++] = (struct span){ room + from, out.len - from };
	}
	if (facts->packed[0]) {
		size_t from = out.len;
		out_text(&out, _("Packed"));
		out_char(&out, ' ');
		out_text(&out, facts->packed);
		if (facts->best_before[0]) {
			out_text(&out, "  ");
			out_text(&out, _("Best before"));
			out_char(&out, ' ');
			out_text(&out, facts->best_before);
		}
		label->lines[label->line_count++] = (struct span){ room + from, out.len - from };
	}
	label->lines[label->line_count++] = item_split_pkg(item, &pkg) ? pkg.serial : item.code;
}

/* ---- one label ---- */

/* A file name of the code: what is not a letter, digit, dot or dash becomes '_'. */
static void file_name(const struct job *job, struct item item, struct out *path)
{
	struct item_pkg pkg;
	struct span name = item_split_pkg(item, &pkg) ? pkg.serial : item.code;
	if (job->output) {
		out_text(path, job->output);
		out_char(path, '/');
	}
	for (size_t i = 0; i < name.len; i++) {
		bool good = strchr("/\\:*?\"<>|%&' ", name.at[i]) == NULL;
		out_char(path, good ? name.at[i] : '_');
	}
	out_text(path, job->format == LABEL_SVG ? ".svg" : ".png");
}

static bool is_directory(const char *path)
{
	struct stat about;
	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static int write_label(const struct job *job, struct item item, struct span bytes)
{
	char path[PATH_MAX];
	struct out out = out_into(path, sizeof(path));
	struct fault fault;
	if (job->output && strcmp(job->output, "-") == 0)
		return print_out(job->call, bytes);
	if (job->output && !is_directory(job->output))
		out_text(&out, job->output);
	else
		file_name(job, item, &out);
	if (out.full)
		return complain(job->call, EXIT_USAGE, _("path too long: %s"), job->output);
	if (file_write(path, bytes, 0644, &fault) != 0)
		return complain_fault(job->call, &fault);
	(void)printf("%s\n", path);
	return EXIT_DONE;
}

static int draw(const struct job *job, struct item item)
{
	char uri[LABEL_URI_MOST], room[512];
	struct out out = out_into(uri, sizeof(uri));
	struct label label = { .dpi = job->dpi };
	struct buf bytes = { 0 };
	struct fault fault;
	const char *text = call_value(job->call, "text");
	if (!item_to_link(item, span_of(job->facts.lot), span_of(job->base), &out) || out.full)
		return complain(job->call, EXIT_USAGE,
			_("%s: has no GS1 Digital Link, so no label can carry it"),
			item_kind_name(item.kind));
	if (job->has_key && !label_sign(&out, &job->key))
		return complain(job->call, EXIT_FAILED, _("the address is too long to be signed"));
	label.uri = out_written(&out);
	if (!text)
		record_lines(&job->facts, item, room, sizeof(room), &label);
	else if (own_lines(text, &label) != 0)
		return complain(
			job->call, EXIT_USAGE, _("at most %d lines of text"), LABEL_LINES_MOST);
	int code = label_draw(&label, job->format, &bytes, &fault) == 0
	                   ? write_label(job, item, buf_written(&bytes))
	                   : complain_fault(job->call, &fault);
	buf_free(&bytes);
	return code;
}

/* Every package of a run: the serials are made with the run's own key. */
static int draw_run(struct job *job, const struct item_run *run)
{
	char serial[SERIAL_TEXT], name[ITEM_TEXT];
	int code = EXIT_DONE;
	if (!job->facts.keyed)
		return complain(job->call, EXIT_NOT_FOUND,
			_("no packing event with a serial key is recorded for this run"));
	for (int64_t counter = run->first; counter <= run->last && code == EXIT_DONE; counter++) {
		struct out out = out_into(name, sizeof(name));
		struct item item;
		serial_make(job->facts.key, run->gtin, run->lot, counter, serial);
		out_text(&out, "pkg:");
		out_span(&out, run->gtin);
		out_char(&out, '/');
		out_text(&out, serial);
		if (item_parse(out_written(&out), &item, NULL) != IDENT_OK)
			return complain(job->call, EXIT_FAILED, _("%s is not an item"), name);
		code = draw(job, item);
	}
	return code;
}

static int label_item(struct job *job, const char *word)
{
	char text[ITEM_TEXT];
	struct item item;
	struct item_run run;
	struct item_lot lot;
	int code = what_is(job->call, word, text);
	if (code != EXIT_DONE)
		return code;
	if (item_parse(span_of(text), &item, NULL) != IDENT_OK)
		return complain(job->call, EXIT_USAGE, _("%s is not an item"), text);
	bool is_run = item_split_run(item, &run);
	if (is_run && run.last > run.first && job->output && !is_directory(job->output))
		return complain(job->call, EXIT_USAGE,
			_("several labels: --output must be a directory that exists"));
	job->facts = (struct facts){ 0 };
	if (job->store)
		code = find_facts(job, item);
	if (job->store && code == EXIT_DONE)
		code = release_label(job->call, job->store, item);
	if (code == EXIT_DONE && item_split_lot(item, &lot))
		job->facts.lot[0] = '\0'; /* its own code says it */
	if (code != EXIT_DONE)
		return code;
	return is_run ? draw_run(job, &run) : draw(job, item);
}

static int read_options(struct job *job)
{
	const struct call *call = job->call;
	const char *format = call_value(call, "format");
	const char *base =
		call_has(call, "base") ? call_value(call, "base") : getenv("PIGTRACE_BASE");
	int64_t dpi = LABEL_DPI;
	job->output = call_value(call, "output");
	job->base = base && base[0] ? base : LABEL_BASE;
	if (!format && job->output) {
		const char *dot = strrchr(job->output, '.');
		format = dot && strcmp(dot, ".svg") == 0 ? "svg" : NULL;
	}
	if (format && !label_format_find(span_of(format), &job->format))
		return complain_usage(call, _("--format must be png or svg"));
	if (!call_number(call, "dpi", LABEL_DPI_LEAST, LABEL_DPI_MOST, &dpi))
		return EXIT_USAGE;
	job->dpi = (int)dpi;
	if (call->argc > 1 && job->output && !is_directory(job->output))
		return complain_usage(
			call, _("several labels: --output must be a directory that exists"));
	return EXIT_DONE;
}

/* The label key of the station that prints, if one is named and has one. */
static int read_key(struct job *job)
{
	const char *name = call_value(job->call, "station");
	char dir[PATH_MAX];
	struct fault fault;
	if (!name)
		name = getenv("PIGTRACE_STATION");
	if (!name || !name[0])
		return EXIT_DONE;
	if (!station_files_path(job->call->home, name, dir, sizeof(dir)))
		return complain(job->call, EXIT_FAILED, _("path too long: %s"), name);
	int code = station_label_secret(dir, &job->key, &fault);
	job->has_key = code == 0;
	return code == 0 || code == FAULT_NOT_FOUND ? EXIT_DONE : complain_fault(job->call, &fault);
}

static int run(struct call *call)
{
	struct job job = { .call = call, .format = LABEL_PNG };
	char path[PATH_MAX];
	if (call->argc == 0)
		return complain_usage(call, _("name what to label"));
	int code = read_options(&job);
	if (code == EXIT_DONE)
		code = read_key(&job);
	if (code != EXIT_DONE)
		return code;
	if (home_path(call, HOME_STORE, path, sizeof(path)) && access_exists(path)) {
		job.store = home_store(call, &code);
		if (!job.store)
			return code;
	}
	for (int i = 0; i < call->argc && code == EXIT_DONE; i++)
		code = label_item(&job, call->argv[i]);
	store_close(job.store);
	sodium_memzero(&job.key, sizeof(job.key));
	return code;
}

const struct command command_label = {
	.name = "label",
	.usage = N_("ITEM..."),
	.summary = N_("print the label of a package, lot or case: a QR code and its words"),
	.about = N_("ITEM is a package, a packing run (a label for each of its packages), a lot, "
		    "an SSCC or a GLN. The\n"
		    "QR code is a GS1 Digital Link; the words come from the record if this home "
		    "has it. Without a store\n"
		    "(a packer's own machine) the code and --text are printed. Where the record "
		    "fails a rule (pigtrace\n"
		    "check), no label is printed, unless --override says why.\n\n"
		    "  pigtrace label run:06901234000016/L1121/1-60 -o labels/\n"
		    "  pigtrace label sscc:069012340000000018 --format svg -o case.svg"),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
