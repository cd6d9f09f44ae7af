#include "firmware/ports/posix/station-main/options.h"

#include "core/base/buf.h"
#include "core/base/decimal.h"
#include "core/base/words.h"
#include "firmware/ports/posix/station.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static bool set_scanner(struct options *options, const char *value)
{
	options->scanner = value;
	return true;
}

static bool set_track(struct options *options, const char *value)
{
	struct item item;
	options->track = value;
	return item_parse(span_of(value), &item, NULL) == IDENT_OK &&
	       (item.kind == ITEM_TRUCK || item.kind == ITEM_PLACE);
}

/* LEAST..MOST in degrees */
static bool set_limits(struct options *options, const char *value)
{
	struct span rest = span_of(value), least;
	int64_t low, high;
	if (!span_cut(&rest, '.', &least) || rest.len == 0 || rest.at[0] != '.')
		return false;
	rest.at++;
	rest.len--;
	if (!decimal_parse(least, 2, &low, NULL) || !decimal_parse(rest, 2, &high, NULL) ||
		low < -6000 || high > 15000 || low > high)
		return false;
	options->has_limits = true;
	options->least_c100 = (int32_t)low;
	options->most_c100 = (int32_t)high;
	return true;
}

static bool set_kind(struct options *options, const char *value)
{
	options->has_kind = true;
	return vocabulary_find_kind(span_of(value), &options->kind);
}

static bool set_once(struct options *options, const char *value)
{
	(void)value;
	options->once = true;
	return true;
}

static bool set_lang(struct options *options, const char *value)
{
	(void)options;
	if (words_speak(value))
		words_open(value);
	return words_speak(value);
}

static bool set_help(struct options *options, const char *value)
{
	(void)value;
	options->help = true;
	return true;
}

static bool set_small(const char *value, int most, int *into)
{
	int64_t number;
	if (!span_number(span_of(value), most, &number))
		return false;
	*into = (int)number;
	return true;
}

static bool set_timeout(struct options *options, const char *value)
{
	return set_small(value, INT_MAX / 1000, &options->timeout_s);
}

static bool set_linger(struct options *options, const char *value)
{
	return set_small(value, 60000, &options->linger_ms);
}

static bool set_format(struct options *options, const char *value)
{
	options->json = strcmp(value, "json") == 0;
	return options->json || strcmp(value, "text") == 0;
}

static const struct {
	const char *name;
	const char *value; /* NULL: takes none */
	bool (*set)(struct options *options, const char *value);
	const char *help;
} table[] = {
	{ "--scanner", N_("DEVICE"), set_scanner,
		N_("read codes from a scanner instead of events from stdin") },
	{ "--device", N_("KIND:PATH"), NULL, /* add_plug: it says more than yes or no */
		N_("something plugged in; may be said several times, see below") },
	{ "--track", N_("ITEM"), set_track,
		N_("truck or place that positions and temperatures are of, e.g. truck:B12345") },
	{ "--limits", "C..C", set_limits,
		N_("temperatures outside of these are told at once, e.g. 0..4") },
	{ "--as", N_("KIND"), set_kind,
		N_("the kind of event a scanned code makes, e.g. receive") },
	{ "--once", NULL, set_once,
		N_("end when the input has ended and all is receipted (0), or time is over (5)") },
	{ "--timeout", N_("SECONDS"), set_timeout,
		N_("for --once: how long to wait for receipts [60]") },
	{ "--linger", "MS", set_linger, N_("lines that come within MS leave in one note [20]") },
	{ "--format", "text|json", set_format, N_("how answers are written [text]") },
	{ "--lang", "zh|en", set_lang,
		N_("language of words [$PIGTRACE_LANG, else the system's]") },
	{ "--help", NULL, set_help, N_("print help") },
};

static void option_line(const char *name, const char *value, const char *help, struct buf *into)
{
	buf_text(into, "  ");
	buf_padded(into, name, 10);
	buf_char(into, ' ');
	buf_padded(into, value ? words(value) : "", 10);
	buf_format(into, " %s\n", words(help));
}

void options_help(void)
{
	struct buf text = { 0 };
	buf_text(&text,
		_("Usage: pigtrace-station [OPTION...] DIR\n\n"
		  "Reads events from stdin, one JSON object a line, keeps them in "
		  "DIR/outbox.nor and sends\n"
		  "them to the gateway. Each line is answered on stdout: `ok NUMBER` once it "
		  "is safe on disk,\n"
		  "or `refused WHY` if it was not kept. Lines of the log go to stderr.\n"
		  "Without --once it stays and sends, also after its input has ended, until SIGTERM.\n\n"));
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		option_line(table[i].name, table[i].value, table[i].help, &text);
	buf_text(&text,
		_("\nDevices, KIND:PATH[,OPTION...], with a scale each tag or code is weighed; "
		  "without one it\nbecomes an event of --as KIND:\n\n"));
	plug_help(&text);
	buf_text(&text, _("\nDIR/station.conf holds, as `key = value` lines:\n\n"));
	settings_help(station_settings_table, STATION_SETTINGS, &text);
	buf_text(&text,
		_("\nExit codes: 0 done, 1 failed, 2 usage, 5 busy or receipts still missing.\n"));
	if (!text.failed)
		(void)fputs(text.at, stdout);
	buf_free(&text);
}

static int add_plug(struct options *options, const char *value, struct fault *fault)
{
	if (options->plug_count == PLUGS_MOST)
		return fault_set(fault, FAULT_SETTING, "at most %d devices", PLUGS_MOST);
	int code = plug_parse(value, &options->plugs[options->plug_count], fault);
	if (code == 0)
		options->plug_count++;
	return code;
}

static int read_one(int argc, char **argv, int *at, struct options *options, struct fault *fault)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(argv[*at], table[i].name) != 0)
			continue;
		const char *value = NULL;
		if (table[i].value && *at + 1 < argc)
			value = argv[++*at];
		if (table[i].value && !value)
			return fault_set(fault, FAULT_SETTING, "%s wants %s", table[i].name,
				words(table[i].value));
		if (table[i].set == NULL)
			return add_plug(options, value, fault);
		if (!table[i].set(options, value))
			return fault_set(
				fault, FAULT_SETTING, "%s cannot be '%s'", table[i].name, value);
		return 0;
	}
	return fault_set(fault, FAULT_SETTING, "unknown option %s", argv[*at]);
}

static bool has_device(const struct options *options, enum reading_kind gives)
{
	for (int i = 0; i < options->plug_count; i++)
		if (options->plugs[i].kind->gives == gives)
			return true;
	return false;
}

/* What the devices are for has to be said. */
static int check_together(const struct options *options, struct fault *fault)
{
	bool reads = has_device(options, READING_TAG) || has_device(options, READING_CODE);
	bool weighs = has_device(options, READING_MASS);
	bool probes = has_device(options, READING_TEMPERATURE);
	bool tracks = probes || has_device(options, READING_FIX);
	bool events = options->scanner || (reads && !weighs);
	if (options->plug_count && (options->scanner || options->once))
		return fault_set(fault, FAULT_SETTING,
			"--device does not go together with --scanner and --once");
	if (weighs && !reads)
		return fault_set(
			fault, FAULT_SETTING, "a scale needs a tag reader or a scanner beside it");
	if ((probes && !options->track) || (options->track && !tracks))
		return fault_set(fault, FAULT_SETTING,
			"a probe and --track ITEM go together; a receiver alone may be there for the time");
	if (events != options->has_kind)
		return fault_set(fault, FAULT_SETTING,
			events ? N_("which kind of event? --as KIND")
			       : N_("--as KIND is for codes without a scale"));
	return 0;
}

int options_read(int argc, char **argv, struct options *options, struct fault *fault)
{
	*options = (struct options){ .timeout_s = 60, .linger_ms = 20 };
	for (int i = 1; i < argc; i++) {
		int code = 0;
		if (argv[i][0] == '-' && argv[i][1] != '\0')
			code = read_one(argc, argv, &i, options, fault);
		else if (options->dir)
			code = fault_set(
				fault, FAULT_SETTING, "one directory only, not also %s", argv[i]);
		else
			options->dir = argv[i];
		if (code != 0)
			return code;
	}
	if (!options->help && !options->dir)
		return fault_set(
			fault, FAULT_SETTING, "which station? usage: pigtrace-station DIR");
	return options->help ? 0 : check_together(options, fault);
}
