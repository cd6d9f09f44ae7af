#include "firmware/image/console.h"

#include "core/base/crc32.h"

#include <sodium.h>
#include <string.h>

#define STATE_TEXT     512
#define CONSOLE_ROUNDS 8 /* of 64 bytes, before the network has its turn again */

void console_answer(const char *word)
{
	hal_write(HAL_CONSOLE, "? ", 2);
	unit_say(span_of(word));
}

void console_state(struct unit *unit)
{
	char text[STATE_TEXT];
	struct out state = out_into(text, sizeof(text));
	unit_state(unit, &state);
	unit_say(out_written(&state));
}

static void do_state(struct unit *unit, struct span rest)
{
	(void)rest;
	console_state(unit);
	console_answer("ok");
}

static void do_list(struct unit *unit, struct span rest)
{
	char number[24];
	(void)rest;
	/* The note buffer is free between two rounds of the main loop. */
	for (int64_t seq = unit->outbox.first; seq <= unit->outbox.synced; seq++) {
		struct out out = out_into(number, sizeof(number));
		size_t len;
		if (outbox_read(&unit->outbox, seq, unit->note, sizeof(unit->note), &len) !=
			OUTBOX_OK)
			continue;
		out_number(&out, seq);
		out_char(&out, ' ');
		hal_write(HAL_CONSOLE, number, out.len);
		unit_say((struct span){ unit->note, len });
	}
	console_answer("ok");
}

static void do_passport(struct unit *unit, struct span rest)
{
	if (unit->state != UNIT_BLANK) { /* its room is the notes' */
		console_answer(passport_error_word(PASSPORT_THERE));
		return;
	}
	if (rest.len == 0) {
		unit->told_len = 0;
	} else if (rest.len + 1 > PASSPORT_TEXT_MOST - unit->told_len) {
		console_answer("too-long");
		return;
	} else {
		memcpy(unit->note + unit->told_len, rest.at, rest.len);
		unit->note[unit->told_len + rest.len] = '\n';
		unit->told_len += (uint32_t)rest.len + 1;
	}
	console_answer("ok");
}

bool console_crc(struct span digits, uint32_t *crc)
{
	static const char hex[] = "0123456789abcdef";
	*crc = 0;
	for (size_t i = 0; i < digits.len; i++) {
		const char *digit = memchr(hex, digits.at[i], sizeof(hex) - 1);
		if (!digit)
			return false;
		*crc = *crc << 4 | (uint32_t)(digit - hex);
	}
	return digits.len == 8;
}

/* The CRC-32 of all lines as they were meant, each with its LF. */
static bool heard_right(const struct unit *unit, struct span digits)
{
	uint32_t meant;
	return console_crc(digits, &meant) && meant == crc32_more(0, unit->note, unit->told_len);
}

static void do_keep(struct unit *unit, struct span rest)
{
	int line;
	if (unit->state != UNIT_BLANK) {
		console_answer(passport_error_word(PASSPORT_THERE));
		return;
	}
	if (rest.len && !heard_right(unit, rest)) {
		sodium_memzero(unit->note, PASSPORT_TEXT_MOST);
		unit->told_len = 0;
		console_answer("checksum");
		return;
	}
	enum passport_error error = passport_write(
		hal_storage(), (struct span){ unit->note, unit->told_len }, &unit->passport, &line);
	sodium_memzero(unit->note, PASSPORT_TEXT_MOST);
	unit->told_len = 0;
	console_answer(passport_error_word(error));
	if (error == PASSPORT_OK)
		hal_restart();
}

static void do_press(struct unit *unit, struct span rest)
{
	int64_t button;
	if (!span_number(rest, 2, &button) || button < 1) {
		console_answer("which");
		return;
	}
	unit->pressed |= 1u << (button - 1);
	console_answer("ok");
}

static void do_restart(struct unit *unit, struct span rest)
{
	(void)unit;
	(void)rest;
	console_answer("ok");
	hal_restart();
}

static const struct {
	const char *name;
	bool blank; /* also without a passport */
	void (*run)(struct unit *unit, struct span rest);
} commands[] = {
	{ "?state", true, do_state },
	{ "?list", false, do_list },
	{ "?passport", true, do_passport },
	{ "?keep", true, do_keep },
	{ "?image", false, renewal_image },
	{ "?bytes", false, renewal_bytes },
	{ "?end", false, renewal_end },
	{ "?press", false, do_press },
	{ "?restart", true, do_restart },
};

static void command(struct unit *unit, struct span line)
{
	struct span rest = line, name = line;
	if (span_cut(&rest, ' ', &name))
		line = rest;
	else
		line.len = 0;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (!span_is(name, commands[i].name))
			continue;
		if (!commands[i].blank && unit->state != UNIT_WORKING)
			break;
		commands[i].run(unit, line);
		return;
	}
	console_answer("unknown");
}

static void take_line(struct unit *unit, struct span line)
{
	if (line.at[0] == '?')
		command(unit, line);
	else if (unit->state == UNIT_WORKING)
		image.line(unit, line);
	else
		unit_refuse(unit->state == UNIT_BLANK ? "no-passport" : "outbox");
}

static void take(struct unit *unit, char byte)
{
	bool end = byte == '\n' || byte == '\r';
	if (!end && unit->line_len == sizeof(unit->line))
		unit->dropping = true;
	else if (!end)
		unit->line[unit->line_len++] = byte;
	if (!end)
		return;
	if (unit->dropping)
		unit_refuse("too-long");
	else if (unit->line_len > 0)
		take_line(unit, (struct span){ unit->line, unit->line_len });
	unit->line_len = 0;
	unit->dropping = false;
}

void console_step(struct unit *unit)
{
	uint8_t bytes[64];
	size_t len = sizeof(bytes);
	for (int round = 0; len == sizeof(bytes) && round < CONSOLE_ROUNDS; round++) {
		len = hal_read(HAL_CONSOLE, bytes, sizeof(bytes));
		for (size_t i = 0; i < len; i++)
			take(unit, (char)bytes[i]);
	}
}
