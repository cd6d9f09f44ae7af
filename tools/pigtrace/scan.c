#include "tools/pigtrace/commands.h"

#include "core/base/file.h"
#include "core/scan/apart.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/scan_verify.h"
#include "tools/pigtrace/trace_out.h"
#include "tools/pigtrace/what.h"

#include <stdio.h>

static const struct command_option options[] = {
	{ "raw", 0, NULL, N_("only what the codes say, without their type") },
	{ "json", 'j', NULL, N_("one JSON object a code: file, type, data, item") },
	{ "bars", 0, NULL,
		N_("bar codes too: EAN, Code 128 and others; QR codes only without this") },
	{ "trace", 't', NULL, N_("go on to the trace of what was scanned") },
	{ "dot", 0, NULL, N_("with --trace: as a Graphviz picture") },
	{ "verify", 0, N_("KEYFILE"),
		N_("hold the signature against a list made by pigtrace station label-keys") },
};

static void json_text(struct buf *into, const char *key, struct span text)
{
	buf_format(into, "\"%s\":", key);
	buf_json(into, text);
}

static void print_code(
	const struct call *call, const char *file, const struct scan_code *code, struct buf *into)
{
	char item[ITEM_TEXT];
	bool ours = what_scanned(code->data, item);
	if (call_has(call, "json")) {
		buf_char(into, '{');
		json_text(into, "file", span_of(file));
		buf_char(into, ',');
		json_text(into, "type", span_of(code->type));
		buf_char(into, ',');
		json_text(into, "data", code->data);
		if (ours) {
			buf_char(into, ',');
			json_text(into, "item", span_of(item));
		}
		buf_text(into, "}\n");
		return;
	}
	if (!call_has(call, "raw"))
		buf_format(into, "%s:", code->type);
	view_escape(into, code->data);
	buf_char(into, '\n');
}

static int trace_codes(const struct call *call, const struct scan *scan)
{
	char item[ITEM_TEXT];
	int code = EXIT_NOT_FOUND;
	bool any = false;
	struct store *store = home_store(call, &code);
	if (!store)
		return code;
	for (size_t i = 0; i < scan->count; i++) {
		if (!what_scanned(scan->codes[i].data, item))
			continue;
		code = trace_print(call, store, span_of(item));
		any = true;
	}
	store_close(store);
	return any ? code : complain(call, EXIT_NOT_FOUND, _("no code of ours in this picture"));
}

static int scan_file(const struct call *call, struct cell *cell, const char *file)
{
	struct buf picture = { 0 }, text = { 0 };
	struct scan scan = { .count = 0 };
	struct scan_manner manner = { .bars = call_has(call, "bars") };
	struct fault fault;
	int code = EXIT_DONE;
	if (file_read(file, SCAN_FILE_MOST, &picture, &fault) != 0 ||
		apart_picture(cell, buf_written(&picture), &manner, &scan, &fault) != 0) {
		code = complain(call, fault.code == FAULT_NOT_FOUND ? EXIT_NOT_FOUND : EXIT_FAILED,
			"%s: %s", file, fault.text);
		goto out;
	}
	if (scan.count == 0) {
		code = complain(call, EXIT_NOT_FOUND, _("%s: no code found in this picture"), file);
		goto out;
	}
	if (call_has(call, "verify")) {
		code = scan_verify(call, file, &scan);
		goto out;
	}
	if (call_has(call, "trace")) {
		code = trace_codes(call, &scan);
		goto out;
	}
	for (size_t i = 0; i < scan.count; i++)
		print_code(call, file, &scan.codes[i], &text);
	code = text.failed ? complain(call, EXIT_FAILED, _("no memory"))
	                   : print_out(call, buf_written(&text));
out:
	scan_free(&scan);
	buf_free(&picture);
	buf_free(&text);
	return code;
}

static int run(struct call *call)
{
	int worst = EXIT_DONE;
	struct cell cell = apart_cell();
	if (call->argc == 0)
		return complain_usage(call, _("name a picture, or - for standard input"));
	for (int i = 0; i < call->argc; i++) {
		int code = scan_verify_wants(call, call->argv[i])
		                   ? scan_verify_text(call, call->argv[i])
		                   : scan_file(call, &cell, call->argv[i]);
		if (code != EXIT_DONE)
			worst = code;
	}
	cell_close(&cell);
	return worst;
}

const struct command command_scan = {
	.name = "scan",
	.usage = N_("FILE...|-"),
	.summary = N_("read the codes in pictures"),
	.about = N_(
		"FILE is a PNG or JPEG picture; - is standard input. Each code is printed as "
		"TYPE:DATA. What a\n"
		"code says is shown escaped and never followed. Exit code 3: no code found.\n"
		"--verify needs neither network nor store: it tells a label that the packer "
		"signed from one that\n"
		"was invented (exit code 4: invalid, unknown key, revoked or unsigned). A copied "
		"label stays valid:\n"
		"only the record knows how often it was seen. Instead of a picture it takes what "
		"a hand scanner read.\n\n"
		"  pigtrace scan label.png\n"
		"  pigtrace scan photo.jpg --trace\n"
		"  pigtrace scan photo.jpg --verify label-keys.txt"),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
