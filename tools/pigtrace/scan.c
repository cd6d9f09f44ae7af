#include "tools/pigtrace/commands.h"

#include "core/base/file.h"
#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/scan_out.h"
#include "tools/pigtrace/scan_verify.h"
#include "tools/pigtrace/trace_out.h"
#include "tools/pigtrace/what.h"

#include <signal.h>
#include <time.h>

static const struct command_option options[] = {
	{ "raw", 0, NULL, N_("only what the codes say, without their type") },
	{ "json", 'j', NULL, N_("one JSON object a code: file, type, data, item") },
	{ "bars", 0, NULL,
		N_("bar codes too: EAN, Code 128 and others; QR codes only without this") },
	{ "trace", 't', NULL, N_("go on to the trace of what was scanned") },
	{ "dot", 0, NULL, N_("with --trace: as a Graphviz picture") },
	{ "as", 0, N_("EVENT"),
		N_("say an event of each code, as a station: receive, sell and others") },
	{ "station", 's', N_("STATION"),
		N_("with --as: who says it [$PIGTRACE_STATION, else the only one]") },
	{ "by", 0, N_("NAME"), N_("with --as: operator pseudonym [as station.conf says]") },
	{ "place", 0, N_("PLACE"), N_("with --as: where [as station.conf says]") },
	{ "window", 0, N_("S"), N_("a code that is seen again within S seconds is the same [10]") },
	{ "wait", 'w', N_("S"), N_("wait at most S seconds for the gateway's receipt [5]") },
	{ "watch", 0, N_("DIR"), N_("every picture that is put into a directory") },
	{ "camera", 0, N_("DEVICE"), N_("frames of a camera, as /dev/video0") },
	{ "raw-frames", 0, N_("WxH"),
		N_("gray frames of that size, a byte a pixel, on standard input") },
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

/* ---- what becomes of codes ---- */

void scan_worse(struct scan_run *run, int code)
{
	if (code != EXIT_DONE && run->worst != EXIT_RECALLED)
		run->worst = code;
}

static int64_t now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Each code once as long as it is in sight, and a while after. */
static int codes_say(struct scan_run *run, const char *from, const struct scan *scan)
{
	struct buf text = { 0 };
	int code = EXIT_DONE;
	for (size_t i = 0; i < scan->count; i++) {
		struct span data = scan->codes[i].data;
		if ((run->stays || run->desk) &&
			scan_seen_again(run->seen, data, now_ms(), run->window_ms))
			continue;
		run->codes++;
		if (!run->desk) {
			print_code(run->call, from, &scan->codes[i], &text);
			continue;
		}
		int taken = scan_desk_take(run->desk, data);
		if (taken != EXIT_DONE && code != EXIT_RECALLED)
			code = taken;
	}
	if (text.failed)
		code = complain(run->call, EXIT_FAILED, _("no memory"));
	else if (text.len > 0)
		code = print_out(run->call, buf_written(&text));
	buf_free(&text);
	return code;
}

int scan_told(struct scan_run *run, const char *from, const struct scan *scan)
{
	if (scan->count > 0 && call_has(run->call, "verify"))
		return scan_verify(run->call, from, scan);
	if (scan->count > 0 && call_has(run->call, "trace"))
		return trace_codes(run->call, scan);
	return codes_say(run, from, scan);
}

int scan_file(struct scan_run *run, const char *file)
{
	struct buf picture = { 0 }, name = { 0 };
	struct scan scan = { .count = 0 };
	struct fault fault;
	int code = EXIT_DONE;
	view_escape(&name, span_of(file)); /* who put it there chose it */
	const char *from = name.failed ? "?" : name.at;
	if (file_read(file, SCAN_FILE_MOST, &picture, &fault) != 0 ||
		apart_picture(&run->cell, buf_written(&picture), &run->manner, &scan, &fault) != 0)
		code = complain(run->call,
			fault.code == FAULT_NOT_FOUND ? EXIT_NOT_FOUND : EXIT_FAILED, "%s: %s",
			from, fault.text);
	else if (scan.count == 0)
		code = complain(
			run->call, EXIT_NOT_FOUND, _("%s: no code found in this picture"), from);
	else
		code = scan_told(run, from, &scan);
	scan_free(&scan);
	buf_free(&picture);
	buf_free(&name);
	return code;
}

/* ---- waiting ---- */

static volatile sig_atomic_t stopping;

static void on_signal(int number)
{
	(void)number;
	stopping = 1;
}

void scan_until_signal(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
}

bool scan_stopped(void)
{
	return stopping != 0;
}

bool scan_wait(struct scan_run *run, int fd, int wait_ms, bool *readable)
{
	struct station *station = run->desk ? scan_desk_station(run->desk) : NULL;
	int64_t until_ms = now_ms() + wait_ms;
	*readable = false;
	while (!stopping && !*readable) {
		struct pollfd fds[2] = { { fd, POLLIN, 0 }, { -1, 0, 0 } };
		int64_t left = until_ms - now_ms();
		if (station) {
			int next_ms = station_pollfd(station, &fds[1]);
			left = next_ms < left ? next_ms : left;
		}
		int count = poll(fds, 2, left > 0 ? (int)left : 0);
		if (station)
			station_step(station);
		*readable = count > 0 && fds[0].revents != 0;
		if (now_ms() >= until_ms)
			break;
	}
	return !stopping;
}

/* ---- the command ---- */

#define WINDOW_S      10
#define WINDOW_MOST_S 86400

/* Pictures that come by themselves: one row each. */
static const struct {
	const char *option;
	int (*run)(struct scan_run *run, const char *value);
	bool frames; /* the next one is on its way */
} sources[] = {
	{ "raw-frames", scan_raw_frames, true },
	{ "camera", scan_camera, true },
	{ "watch", scan_watch, false },
};

#define SOURCE_COUNT (sizeof(sources) / sizeof(sources[0]))

static int files(struct scan_run *run)
{
	const struct call *call = run->call;
	for (int i = 0; i < call->argc; i++)
		scan_worse(run, scan_verify_wants(call, call->argv[i])
					? scan_verify_text(call, call->argv[i])
					: scan_file(run, call->argv[i]));
	return run->worst;
}

static int options_check(const struct call *call, int *source)
{
	int count = 0;
	for (size_t i = 0; i < SOURCE_COUNT; i++)
		if (call_has(call, sources[i].option)) {
			*source = (int)i;
			count++;
		}
	if (count > 1 || (count == 1 && call->argc > 0))
		return complain_usage(
			call, _("files, --watch, --camera or --raw-frames, not several"));
	if (count == 0 && call->argc == 0)
		return complain_usage(call, _("name a picture, or - for standard input"));
	if (call_has(call, "as") && (call_has(call, "trace") || call_has(call, "verify")))
		return complain_usage(call, _("--as goes neither with --trace nor with --verify"));
	return EXIT_DONE;
}

static int run(struct call *call)
{
	struct scan_seen seen = { .count = 0 };
	struct scan_run run = { .call = call,
		.cell = apart_cell(),
		.manner = { .bars = call_has(call, "bars") },
		.seen = &seen };
	struct fault fault;
	int64_t window_s = WINDOW_S;
	int source = -1, code = options_check(call, &source);
	if (code != EXIT_DONE)
		return code;
	if (!call_number(call, "window", 0, WINDOW_MOST_S, &window_s))
		return EXIT_USAGE;
	run.window_ms = window_s * 1000;
	run.stays = source >= 0;
	/* Before there is a key in memory that a reader should not inherit. */
	if (cell_start(&run.cell, &fault) != 0)
		return complain_fault(call, &fault);
	if (call_has(call, "as")) {
		run.desk = scan_desk_open(call, call_value(call, "as"), &code);
		if (!run.desk)
			goto out;
	}
	if (source >= 0 && sources[source].frames)
		run.manner.budget_ms = SCAN_FRAME_MS;
	code = source >= 0 ? sources[source].run(&run, call_value(call, sources[source].option))
	                   : files(&run);
	scan_worse(&run, code);
	scan_worse(&run, scan_desk_close(run.desk));
	code = run.worst;
out:
	cell_close(&run.cell);
	return code;
}

const struct command command_scan = {
	.name = "scan",
	.usage = N_("FILE...|-|--watch DIR|--camera DEVICE|--raw-frames WxH"),
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
		"a hand scanner read.\n"
		"With --as each code becomes an event in the station's outbox, as pigtrace log makes "
		"one, and is told\n"
		"as accepted, refused or RECALLED. Nothing is said of what is recalled (exit code 6); "
		"where the\n"
		"store cannot be read, that is told too. Pictures are read by a process that can "
		"neither open\n"
		"files nor use the network.\n\n"
		"  pigtrace scan label.png\n"
		"  pigtrace scan photo.jpg --trace\n"
		"  pigtrace scan photo.jpg --verify label-keys.txt\n"
		"  pigtrace scan --camera /dev/video0 --as sell -s shop-01\n"
		"  pigtrace scan --watch /srv/inbox --as receive -s packer-01"),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
