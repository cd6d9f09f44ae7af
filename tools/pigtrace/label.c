#include "tools/pigtrace/commands.h"

#include "core/base/clock.h"
#include "core/base/decimal.h"
#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/label_job.h"
#include "tools/pigtrace/release.h"
#include "tools/pigtrace/station_files.h"
#include "tools/pigtrace/station_label.h"
#include "tools/pigtrace/what.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LABEL_BASE "https://id.gs1.org" /* the canonical host of GS1 Digital Link */

#define BAR_WIDTH    30
#define BAR_EVERY_MS 100
#define BAR_LEAST    20 /* labels worth a bar */

static const struct command_option options[] = {
	{ "format", 'f', N_("FORMAT"),
		N_("png, svg, pdf or zpl [png, or what FILE ends in; zpl for a printer]") },
	{ "output", 'o', N_("FILE|DIR|-"),
		N_("where to; a directory for several [named after the code]") },
	{ "printer", 'p', N_("HOST[:PORT]|DEVICE"),
		N_("to a label printer that speaks ZPL: TCP port 9100, or a device such as "
		   "/dev/usb/lp0") },
	{ "size", 0, N_("WxH"), N_("size of a label in mm, e.g. 60x40 [as it comes]") },
	{ "sheet", 0, N_("WxH"), N_("A4 pages full of labels of this size, as PDF") },
	{ "count", 'n', N_("N"), N_("copies of each label of a lot, case or place [1]") },
	{ "batch", 0, N_("FILE"), N_("what to label from a table: item, text, count") },
	{ "proof", 0, NULL,
		N_("print nothing: grade the picture as ISO/IEC 15415 does, one label of each") },
	{ "no-bars", 0, NULL, N_("a case's label without the GS1-128 bars of its SSCC") },
	{ "base", 0, N_("URL"),
		N_("web address in front [$PIGTRACE_BASE, else https://id.gs1.org]") },
	{ "text", 0, N_("LINES"),
		N_("words under the code instead of the record's; | ends a line") },
	{ "dpi", 0, N_("N"), N_("dots per inch of the printer, e.g. 203, 300, 600 [300]") },
	{ "station", 's', N_("STATION"),
		N_("who prints: recorded as an event, and signed if it has a label key "
		   "[$PIGTRACE_STATION]") },
	{ "reprint", 0, N_("REASON"),
		N_("print numbers that were printed before; recorded with the reason") },
	{ "override", 0, N_("REASON"),
		N_("print although the record fails a rule or the best-before day is past; "
		   "recorded as an event") },
};

/* ---- progress ---- */

void label_progress(struct label_job *job, bool last)
{
	int64_t now_ms = clock_steady_ms(), took_ms = now_ms - job->started_ms;
	int64_t total = job->total > job->done ? job->total : job->done;
	char bar[BAR_WIDTH + 1];
	if (!on_terminal(STDERR_FILENO) || job->total < BAR_LEAST ||
		(!last && now_ms - job->shown_ms < BAR_EVERY_MS))
		return;
	job->shown_ms = now_ms;
	for (int i = 0; i < BAR_WIDTH; i++)
		bar[i] = i * total < job->done * BAR_WIDTH ? '#' : ' ';
	bar[BAR_WIDTH] = '\0';
	(void)fprintf(stderr, "\r[%s] ", bar);
	(void)fprintf(stderr, _("%lld of %lld labels, %lld a second "), (long long)job->done,
		(long long)total, (long long)(took_ms > 0 ? job->done * 1000 / took_ms : 0));
	if (last)
		(void)fputc('\n', stderr);
}

/* ---- one label ---- */

/* What the code says: a Digital Link, signed if there is a key; of a carcass its name alone. */
static int put_uri(struct label_job *job, struct item item, struct span lot, struct out *out)
{
	if (item.kind == ITEM_CARCASS) {
		item_format(out, item);
		return EXIT_DONE;
	}
	bool linked = item_to_link(item, lot, span_of(job->base), out);
	if (out->full)
		return complain(job->call, EXIT_USAGE, _("the address is too long for a code"));
	if (!linked)
		return complain(job->call, EXIT_USAGE,
			_("%s: has no GS1 Digital Link, so no label can carry it"),
			item_kind_name(item.kind));
	if (job->has_key && !label_sign(out, &job->key))
		return complain(job->call, EXIT_FAILED, _("the address is too long to be signed"));
	return EXIT_DONE;
}

/* A row as a label whose spans point into the rooms. */
struct drawn {
	char uri[LABEL_URI_MOST];
	char room[LABEL_ROOM];
	struct item item;
	struct label label;
};

static int compose(struct label_job *job, const struct label_row *row, struct drawn *drawn)
{
	struct out out = out_into(drawn->uri, sizeof(drawn->uri));
	drawn->label = (struct label){ .dpi = job->dpi,
		.width_um = job->width_um,
		.height_um = job->height_um,
		.copies = row->copies };
	if (item_parse(span_of(row->item), &drawn->item, NULL) != IDENT_OK)
		return complain(job->call, EXIT_FAILED, _("%s is not an item"), row->item);
	int code = put_uri(job, drawn->item, span_of(row->facts.lot), &out);
	drawn->label.uri = out_written(&out);
	if (code == EXIT_DONE && !label_words(row, drawn->item, drawn->room, &drawn->label))
		code = complain(
			job->call, EXIT_USAGE, _("at most %d lines of text"), LABEL_LINES_MOST);
	if (drawn->item.kind == ITEM_SSCC && !call_has(job->call, "no-bars")) {
		drawn->label.sscc = drawn->item.code;
		/* The number stands below the bars. */
		if (!row->text.at && code == EXIT_DONE)
			drawn->label.line_count--;
		drawn->label.number = false;
	}
	return code;
}

/* Smaller words than GB 7718 asks for are told once, whatever is printed. */
static void tell_size(struct label_job *job, int percent)
{
	if (percent >= 100 || job->percent)
		return;
	job->percent = percent;
	(void)fprintf(stderr,
		_("note: to fit, words are set at %d %% of their size; GB 7718 asks for 1.8 mm on "
		  "packages above 35 cm2\n"),
		percent);
}

int label_row_check(struct label_job *job, const struct label_row *row)
{
	struct drawn drawn;
	struct label_size size;
	struct fault fault;
	int code = compose(job, row, &drawn);
	if (code == EXIT_DONE && label_measure(&drawn.label, &size, &fault) != 0) {
		code = complain_fault(job->call, &fault);
		if (fault.code == FAULT_LIMIT && drawn.label.sscc.at)
			(void)fputs(_("--no-bars leaves the bars out\n"), stderr);
	}
	if (code == EXIT_DONE)
		tell_size(job, size.percent);
	return code;
}

int label_row_draw(struct label_job *job, struct label_row *row)
{
	char file[ITEM_TEXT];
	struct out name = out_into(file, sizeof(file));
	struct drawn drawn;
	int code = compose(job, row, &drawn);
	if (code != EXIT_DONE)
		return code;
	if (call_has(job->call, "proof"))
		return label_proof_print(job, &drawn.label, row->item);
	label_file_name(drawn.item, &name);
	code = label_out_put(job, out_written(&name), &drawn.label);
	row->end = job->out.bytes;
	return code;
}

/* ---- items ---- */

/* Every package of a run: the serials are made with the run's own key. */
static int add_run(struct label_job *job, const struct item_run *run, struct span text)
{
	char serial[SERIAL_TEXT], name[ITEM_TEXT];
	int code = EXIT_DONE;
	int64_t last = call_has(job->call, "proof") ? run->first : run->last;
	if (!job->facts.keyed)
		return complain(job->call, EXIT_NOT_FOUND,
			_("no packing event with a serial key is recorded for this run"));
	for (int64_t counter = run->first; counter <= last && code == EXIT_DONE; counter++) {
		struct out out = out_into(name, sizeof(name));
		struct item item;
		serial_make(job->facts.key, run->gtin, run->lot, counter, serial);
		out_text(&out, "pkg:");
		out_span(&out, run->gtin);
		out_char(&out, '/');
		out_text(&out, serial);
		if (item_parse(out_written(&out), &item, NULL) != IDENT_OK)
			return complain(job->call, EXIT_FAILED, _("%s is not an item"), name);
		code = label_strip_add(job, item, text, 1);
	}
	return code;
}

static int look_up(struct label_job *job, struct item item)
{
	if (label_facts_hold(job, item)) /* of a run that was looked up and released */
		return EXIT_DONE;
	job->facts = (struct label_facts){ 0 };
	if (!job->store)
		return EXIT_DONE;
	int code = label_facts_find(job, item);
	if (code == EXIT_DONE && !call_has(job->call, "proof"))
		code = release_label(job->call, job->store, item, job->facts.best_before);
	if (code != EXIT_DONE)
		job->facts = (struct label_facts){ 0 };
	return code;
}

int label_item(struct label_job *job, struct item item, struct span text, int copies)
{
	struct item_run run;
	bool numbered = item.kind == ITEM_PKG || item.kind == ITEM_RUN;
	if (numbered && (copies ? copies : job->copies) > 1)
		return complain(job->call, EXIT_USAGE,
			_("the number of a package stands on one label; --count is for lots, cases "
			  "and places"));
	int code = look_up(job, item);
	if (code != EXIT_DONE)
		return code;
	return item_split_run(item, &run) ? add_run(job, &run, text)
	                                  : label_strip_add(job, item, text, copies);
}

static int label_word(struct label_job *job, const char *word)
{
	char text[ITEM_TEXT];
	struct item item;
	struct item_run run;
	int code = what_is(job->call, word, text);
	if (code != EXIT_DONE)
		return code;
	if (item_parse(span_of(text), &item, NULL) != IDENT_OK)
		return complain(job->call, EXIT_USAGE, _("%s is not an item"), text);
	if (item_split_run(item, &run) && run.last > run.first && job->out.each && job->out.path &&
		!label_out_many(job))
		return complain(job->call, EXIT_USAGE,
			_("several labels: --output must be a directory that exists"));
	job->total += item_split_run(item, &run) ? run.last - run.first + 1 : 1;
	code = label_item(job, item, (struct span){ NULL, 0 }, 0);
	return code == EXIT_DONE ? label_strip_flush(job) : code;
}

/* ---- options ---- */

/* "60x40", with or without mm; also 60×40 and 60*40, and parts of a millimetre. */
static bool read_size(const char *word, int *width_um, int *height_um)
{
	static const char *const marks[] = { "x", "X", "*", "×" };
	struct span text = span_of(word);
	int64_t sides[2];
	if (text.len > 2 && strcmp(word + text.len - 2, "mm") == 0)
		text.len -= 2;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *mark = strstr(word, marks[i]);
		if (!mark || mark >= text.at + text.len)
			continue;
		struct span width = { text.at, (size_t)(mark - text.at) };
		struct span height = { mark + strlen(marks[i]), 0 };
		height.len = text.len - width.len - strlen(marks[i]);
		if (width.len > 2 && memcmp(width.at + width.len - 2, "mm", 2) == 0)
			width.len -= 2;
		if (!decimal_parse(width, 3, &sides[0], NULL) ||
			!decimal_parse(height, 3, &sides[1], NULL) || sides[0] <= 0 ||
			sides[1] <= 0 || sides[0] > LABEL_SIZE_MOST_UM ||
			sides[1] > LABEL_SIZE_MOST_UM)
			return false;
		*width_um = (int)sides[0];
		*height_um = (int)sides[1];
		return true;
	}
	return false;
}

static int read_format(struct label_job *job)
{
	const struct call *call = job->call;
	const char *format = call_value(call, "format");
	struct label_out *out = &job->out;
	if (!format && out->printer)
		format = "zpl";
	if (!format && job->sheet)
		format = "pdf";
	if (!format && out->path) {
		const char *dot = strrchr(out->path, '.');
		format = dot && label_format_find(span_of(dot + 1), &out->format) ? dot + 1 : NULL;
	}
	if (format && !label_format_find(span_of(format), &out->format))
		return complain_usage(call, _("--format must be png, svg, pdf or zpl"));
	if (job->sheet && out->format != LABEL_PDF)
		return complain_usage(call, _("--sheet makes a PDF"));
	if (out->printer && out->format != LABEL_ZPL)
		return complain_usage(call, _("a label printer is sent ZPL"));
	if (job->copies > 1 && out->format != LABEL_PDF && out->format != LABEL_ZPL)
		return complain_usage(call, _("--count needs a PDF, ZPL or a printer"));
	return EXIT_DONE;
}

static int read_options(struct label_job *job)
{
	const struct call *call = job->call;
	const char *base =
		call_has(call, "base") ? call_value(call, "base") : getenv("PIGTRACE_BASE");
	const char *size = call_value(call, call_has(call, "sheet") ? "sheet" : "size");
	int64_t dpi = LABEL_DPI, copies = 1;
	job->out.path = call_value(call, "output");
	job->out.printer = call_value(call, "printer");
	job->base = base && base[0] ? base : LABEL_BASE;
	job->sheet = call_has(call, "sheet");
	if (call_has(call, "text"))
		job->text = span_of(call_value(call, "text"));
	if (size && !read_size(size, &job->width_um, &job->height_um))
		return complain_usage(
			call, _("'%s' is not a size in millimetres such as 60x40"), size);
	if (!call_number(call, "dpi", LABEL_DPI_LEAST, LABEL_DPI_MOST, &dpi) ||
		!call_number(call, "count", 1, LABEL_COPIES_MOST, &copies))
		return EXIT_USAGE;
	job->dpi = (int)dpi;
	job->copies = (int)copies;
	if (job->out.path && job->out.printer)
		return complain_usage(call, _("either --output or --printer"));
	return read_format(job);
}

/* Who prints, its operator, and its label key if it has one. */
static int read_station(struct label_job *job)
{
	const char *name = call_value(job->call, "station");
	char path[PATH_MAX];
	struct station_settings settings = { 0 };
	struct fault fault;
	if (!name)
		name = getenv("PIGTRACE_STATION");
	if (!name || !name[0])
		return EXIT_DONE;
	int code = station_files_find(job->call, name, job->dir, sizeof(job->dir));
	if (code != EXIT_DONE)
		return code;
	int used = snprintf(path, sizeof(path), "%s/station.conf", job->dir);
	code = used < 0 || (size_t)used >= sizeof(path)
	               ? fault_set(&fault, FAULT_LIMIT, "path too long: %s", job->dir)
	               : settings_start(
				 station_settings_table, STATION_SETTINGS, &settings, &fault);
	if (code == 0)
		code = settings_read(
			path, station_settings_table, STATION_SETTINGS, &settings, &fault);
	if (code == 0 &&
		!span_copy(span_of(settings.station), job->station_name, sizeof(job->station_name)))
		code = fault_set(&fault, FAULT_SETTING, "%s: the name is too long", path);
	if (code == 0) {
		/* A proof is of what would be printed, its signature included, but registers nothing. */
		job->station = call_has(job->call, "proof") ? NULL : job->station_name;
		(void)span_copy(
			span_of(settings.operator_id), job->operator_id, sizeof(job->operator_id));
		code = station_label_secret(job->dir, &job->key, &fault);
		job->has_key = code == 0;
		code = code == FAULT_NOT_FOUND ? 0 : code;
	}
	settings_free(station_settings_table, STATION_SETTINGS, &settings);
	return code == 0 ? EXIT_DONE : complain_fault(job->call, &fault);
}

/* ---- the whole of it ---- */

static int check_options(struct label_job *job)
{
	const struct call *call = job->call;
	if (call->argc == 0 && !call_has(call, "batch"))
		return complain_usage(call, _("name what to label"));
	int code = read_options(job);
	if (code == EXIT_DONE)
		code = read_station(job);
	if (code != EXIT_DONE)
		return code;
	if (job->out.printer && !job->station && !call_has(call, "proof"))
		return complain_usage(
			call, _("--printer needs --station: what is printed is recorded"));
	if (call_has(call, "reprint") && !job->station)
		return complain_usage(call, _("--reprint needs --station: who prints it"));
	return EXIT_DONE;
}

/* The name of a document that has none of its own. */
static void name_document(const struct label_job *job, char name[static ITEM_TEXT])
{
	struct out out = out_into(name, ITEM_TEXT);
	char text[ITEM_TEXT];
	struct out read = out_into(text, sizeof(text));
	struct item item;
	if (job->call->argc == 1 &&
		item_from_person(span_of(job->call->argv[0]), &read, NULL) == IDENT_OK &&
		item_parse(out_written(&read), &item, NULL) == IDENT_OK)
		label_file_name(item, &out);
	else
		out_text(&out, "labels");
}

static int print_all(struct label_job *job)
{
	const struct call *call = job->call;
	char name[ITEM_TEXT];
	bool proof = call_has(call, "proof");
	name_document(job, name);
	int code = proof ? EXIT_DONE : label_out_open(job, name);
	if (code != EXIT_DONE)
		return code;
	if ((call->argc > 1 || call_has(call, "batch")) && !proof && job->out.each &&
		job->out.path && !label_out_many(job))
		return complain_usage(
			call, _("several labels: --output must be a directory that exists"));
	job->started_ms = clock_steady_ms();
	for (int i = 0; i < call->argc && code == EXIT_DONE; i++)
		code = label_word(job, call->argv[i]);
	if (code == EXIT_DONE && call_has(call, "batch"))
		code = label_batch(job, call_value(call, "batch"));
	label_progress(job, true);
	/* A table's bad rows do not spoil its good ones. */
	bool good = code == EXIT_DONE || (call_has(call, "batch") && !job->broken && job->done > 0);
	int closed = proof ? EXIT_DONE : label_out_close(job, good);
	if (!proof && !job->out.each && !job->out.printer && (!good || closed != EXIT_DONE))
		(void)label_print_correct(job, 0, 0);
	int told = label_print_end(job);
	if (code == EXIT_DONE)
		code = closed;
	return code == EXIT_DONE ? told : code;
}

static int run(struct call *call)
{
	struct label_job job = { .call = call, .out = { .call = call, .fd = -1 } };
	char path[PATH_MAX];
	int code = check_options(&job);
	if (code == EXIT_DONE && home_path(call, HOME_STORE, path, sizeof(path)) &&
		access_exists(path))
		job.store = home_store(call, &code);
	if (code == EXIT_DONE)
		code = print_all(&job);
	store_close(job.store);
	free(job.strip.rows);
	free(job.said);
	map_free(&job.seen);
	sodium_memzero(&job.key, sizeof(job.key));
	return code;
}

const struct command command_label = {
	.name = "label",
	.usage = N_("ITEM... | --batch FILE"),
	.summary =
		N_("print the label of a package, lot, case or carcass: a QR code and its words"),
	.about = N_(
		"ITEM is a package, a packing run (a label for each of its packages), a lot, an "
		"SSCC, a GLN or a\n"
		"carcass. The QR code is a GS1 Digital Link; a case bears its SSCC as GS1-128 "
		"bars, too. The words come\n"
		"from the record if this home has it. Without a store (a packer's own machine) "
		"the code and --text are\n"
		"printed. Where the record fails a rule (pigtrace check) or the best-before day is "
		"past, no label is\n"
		"printed, unless --override says why.\n\n"
		"With --station every label is recorded as printed before it is, as a range of "
		"numbers, and signed\n"
		"with the station's label key. A number that was printed before is refused, "
		"unless --reprint says\n"
		"why. A printer on the network is asked how it is (~HS) before and while it "
		"prints: without paper, paused\n"
		"or open it is sent nothing more. When it fails, what it has, what it may have "
		"and what it has not is\n"
		"told, and the record is corrected to that.\n\n"
		"  pigtrace label run:06901234000016/L1121/1-60 -s packer-01 --size 60x40 -p "
		"192.168.1.50\n"
		"  pigtrace label lot:06901234000016/L1121 --sheet 40x30mm --count 50 -o lot.pdf\n"
		"  pigtrace label --batch packages.csv -s packer-01 -o packages.zpl --dpi 203\n"
		"  pigtrace label sscc:069012340000000016 --size 105x74 -o case.svg\n"
		"  pigtrace label carcass:plant-01/20261121/1 --proof"),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
