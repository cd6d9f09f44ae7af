#include "firmware/ports/posix/station-main/plug.h"

#include "core/base/words.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* ---- the line ---- */

static const struct {
	uint32_t baud;
	speed_t speed;
} speeds[] = {
	{ 1200, B1200 },
	{ 2400, B2400 },
	{ 4800, B4800 },
	{ 9600, B9600 },
	{ 19200, B19200 },
	{ 38400, B38400 },
	{ 57600, B57600 },
	{ 115200, B115200 },
};

static bool speed_of(uint32_t baud, speed_t *speed)
{
	for (size_t i = 0; i < sizeof(speeds) / sizeof(speeds[0]); i++)
		if (speeds[i].baud == baud) {
			*speed = speeds[i].speed;
			return true;
		}
	return false;
}

int plug_open(const struct plug *plug, struct fault *fault)
{
	struct termios line;
	speed_t speed = B9600;
	int mode = plug->kind->ask ? O_RDWR : O_RDONLY;
	int fd = open(plug->path, mode | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		(void)fault_set_errno(fault, FAULT_IO, "cannot open %s", plug->path);
		return -1;
	}
	if (tcgetattr(fd, &line) != 0) /* a pipe or a file: a recording */
		return fd;
	cfmakeraw(&line);
	(void)speed_of(plug->line.baud, &speed);
	line.c_cflag &= (tcflag_t) ~(CSIZE | PARENB | PARODD | CSTOPB | CRTSCTS);
	line.c_cflag |= (tcflag_t)(CREAD | CLOCAL | (plug->line.data_bits == 7 ? CS7 : CS8));
	line.c_cflag |= (tcflag_t)(plug->line.stop_bits == 2 ? CSTOPB : 0);
	line.c_cflag |= (tcflag_t)(plug->line.parity == 'N' ? 0 : PARENB);
	line.c_cflag |= (tcflag_t)(plug->line.parity == 'O' ? PARODD : 0);
	if (cfsetspeed(&line, speed) != 0 || tcsetattr(fd, TCSANOW, &line) != 0) {
		(void)fault_set_errno(fault, FAULT_IO, "cannot set up %s", plug->path);
		(void)close(fd);
		return -1;
	}
	return fd;
}

/* ---- the options ---- */

static bool set_unit(struct plug *plug, struct span value)
{
	int64_t number;
	bool good = span_number(value, 247, &number) && number >= 1;
	plug->settings.probe.unit = good ? (uint8_t)number : 0;
	return good;
}

static bool set_register(struct plug *plug, struct span value)
{
	int64_t number;
	bool good = span_number(value, UINT16_MAX, &number);
	plug->settings.probe.reg = good ? (uint16_t)number : 0;
	return good;
}

static bool set_holding(struct plug *plug, struct span value)
{
	plug->settings.probe.holding = true;
	return value.len == 0;
}

static bool set_hundredths(struct plug *plug, struct span value)
{
	plug->settings.probe.digits = 2;
	return value.len == 0;
}

static bool set_every(struct plug *plug, struct span value)
{
	int64_t number;
	bool good = span_number(value, 3600, &number) && number >= 1;
	plug->ask_ms = good ? number * 1000 : 0;
	return good;
}

static bool set_prefix(struct plug *plug, struct span value)
{
	return span_copy(value, plug->settings.scanner.prefix, SCANNER_AFFIX);
}

static bool set_suffix(struct plug *plug, struct span value)
{
	return span_copy(value, plug->settings.scanner.suffix, SCANNER_AFFIX);
}

static bool set_steady(struct plug *plug, struct span value)
{
	int64_t number;
	bool good = span_number(value, 100, &number) && number >= 1;
	plug->settings.scale.steady_count = good ? (uint8_t)number : 1;
	return good;
}

static bool set_tonnes(struct plug *plug, struct span value)
{
	plug->settings.scale.tonnes = true;
	return value.len == 0;
}

static const struct {
	const char *name;
	const char *value; /* NULL: takes none */
	enum reading_kind of;
	bool (*set)(struct plug *plug, struct span value);
	const char *help;
} options[] = {
	{ "prefix", N_("TEXT"), READING_CODE, set_prefix,
		N_("what the scanner sends before a code") },
	{ "suffix", N_("TEXT"), READING_CODE, set_suffix,
		N_("what the scanner sends behind a code") },
	{ "steady", "N", READING_MASS, set_steady,
		N_("Yaohua: so many equal frames are a steady weight [5]") },
	{ "tonnes", NULL, READING_MASS, set_tonnes, N_("Yaohua: it shows t, not kg") },
	{ "unit", "N", READING_TEMPERATURE, set_unit, N_("Modbus address of the probe [1]") },
	{ "register", "N", READING_TEMPERATURE, set_register,
		N_("register of the temperature, as it is sent, from 0 [0]") },
	{ "holding", NULL, READING_TEMPERATURE, set_holding,
		N_("it is a holding register, not an input register") },
	{ "hundredths", NULL, READING_TEMPERATURE, set_hundredths,
		N_("the register counts hundredths of a degree, not tenths") },
	{ "every", "S", READING_TEMPERATURE, set_every, N_("seconds between two questions [60]") },
};

/* BAUD or BAUD-8N1 */
static bool set_line(struct plug *plug, struct span text)
{
	struct span rest = text, baud = text;
	int64_t number;
	speed_t speed;
	bool shaped = span_cut(&rest, '-', &baud);
	if (!span_number(baud, 115200, &number) || !speed_of((uint32_t)number, &speed))
		return false;
	plug->line.baud = (uint32_t)number;
	if (!shaped)
		return true;
	if (rest.len != 3 || (rest.at[0] != '7' && rest.at[0] != '8') ||
		!memchr("NEO", rest.at[1], 3) || (rest.at[2] != '1' && rest.at[2] != '2'))
		return false;
	plug->line.data_bits = (uint8_t)(rest.at[0] - '0');
	plug->line.parity = rest.at[1];
	plug->line.stop_bits = (uint8_t)(rest.at[2] - '0');
	return true;
}

static bool set_option(struct plug *plug, struct span text)
{
	struct span value = text, name = text;
	bool has_value = span_cut(&value, '=', &name);
	if (!has_value)
		value = (struct span){ text.at, 0 };
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (span_is(name, options[i].name) && options[i].of == plug->kind->gives &&
			has_value == (options[i].value != NULL))
			return options[i].set(plug, value);
	return !has_value && set_line(plug, text);
}

/* Up to the next comma, or all. */
static struct span part_of(struct span *rest)
{
	struct span part = *rest;
	if (!span_cut(rest, ',', &part))
		rest->len = 0;
	return part;
}

int plug_parse(const char *text, struct plug *plug, struct fault *fault)
{
	struct span rest = span_of(text), name;
	*plug = (struct plug){ .settings = device_defaults() };
	if (!span_cut(&rest, ':', &name))
		return fault_set(fault, FAULT_SETTING, "--device wants KIND:PATH, not '%s'", text);
	plug->kind = device_find(name);
	if (!plug->kind)
		return fault_set(
			fault, FAULT_SETTING, "no kind of device '%.*s'", (int)name.len, name.at);
	plug->line = plug->kind->line;
	plug->ask_ms = plug->kind->ask_ms;
	struct span path = part_of(&rest);
	if (path.len == 0 || !span_copy(path, plug->path, sizeof(plug->path)))
		return fault_set(fault, FAULT_SETTING, "--device wants KIND:PATH, not '%s'", text);
	while (rest.len) {
		struct span option = part_of(&rest);
		if (!set_option(plug, option))
			return fault_set(fault, FAULT_SETTING, "%s cannot have the option '%.*s'",
				plug->kind->name, (int)option.len, option.at);
	}
	return 0;
}

void plug_help(struct buf *text)
{
	for (size_t i = 0; i < device_kind_count; i++) {
		buf_text(text, "  ");
		buf_padded(text, device_kinds[i].name, 14);
		buf_format(text, " %u-%u%c%u  %s\n", (unsigned)device_kinds[i].line.baud,
			device_kinds[i].line.data_bits, device_kinds[i].line.parity,
			device_kinds[i].line.stop_bits, words(device_kinds[i].title));
	}
	buf_text(text, _("  and behind the path, with commas: another line, e.g. 4800-7E1, or\n"));
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		char name[32];
		struct out out = out_into(name, sizeof(name));
		out_text(&out, options[i].name);
		if (options[i].value) {
			out_char(&out, '=');
			out_text(&out, words(options[i].value));
		}
		buf_text(text, "  ");
		buf_padded(text, name, 14);
		buf_format(text, " %s\n", words(options[i].help));
	}
}
