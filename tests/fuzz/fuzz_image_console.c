/*
 * Any bytes at a board's console: without a passport, with one, and as the lines of a newer image. Every line gets its one
 * answer, what is refused changes nothing, a passport that was there stays, and the board starts again behind it all.
 */
#include "../unit/kit_passport.h"
#include "board.h"

#include "core/base/crc32.h"
#include "firmware/core/places.h"
#include "firmware/image/unit.h"

#include <sodium.h>

static struct unit unit;

static struct note_secret key_of(const char *name, uint8_t salt)
{
	struct note_secret key;
	uint8_t seed[32] = { salt };
	chip_must(note_key_make(span_of(name), seed, &key) == NOTE_OK);
	return key;
}

/* A passport that takes images of a maker. */
static void provision(void)
{
	struct note_secret station = key_of("farm-01", 1), gateway = key_of("gateway", 2),
			   maker = key_of("maker", 3);
	char text[PASSPORT_TEXT_MOST], key[NOTE_KEY_TEXT];
	struct out out = out_into(text, sizeof(text));
	struct passport passport;
	int line;
	passport_lines(&out, &station, &gateway.pub, "maker-key ");
	note_public_format(&maker.pub, key);
	out_text(&out, key);
	out_char(&out, '\n');
	chip_must(passport_write(&chip_device, out_written(&out), &passport, &line) == PASSPORT_OK);
}

/* Lines that are answered: those with anything in them. */
static size_t lines_of(const uint8_t *bytes, size_t len)
{
	size_t lines = 0, in_line = 0;
	for (size_t i = 0; i < len; i++) {
		bool end = bytes[i] == '\n' || bytes[i] == '\r';
		lines += end && in_line > 0;
		in_line = end ? 0 : in_line + 1;
	}
	return lines;
}

/* The board is switched on and hears these bytes; true if it heard all of them before a command restarted it. */
static bool run(const uint8_t *bytes, size_t len)
{
	volatile bool whole = false;
	board.input = bytes;
	board.input_len = len;
	board.line_len = 0;
	memset(&unit, 0, sizeof(unit));
	if (setjmp(board.restarted) == 0) {
		unit_open(&unit);
		board.answers = 0;
		while (board.input_len > 0)
			unit_step(&unit, board.now_ms);
		unit_step(&unit, board.now_ms);
		whole = true;
	}
	return whole;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static uint8_t before[CHIP_BLOCK];
	if (len < 1 || len > 8192 || sodium_init() < 0)
		return 0;
	uint8_t first = bytes[0];
	bytes++;
	len--;
	chip_blank();
	board.now_ms = 0;
	board.origin = first & 1 ? HAL_ORIGIN_SLOT_1 : HAL_ORIGIN_NONE;
	if (first & 2)
		provision();
	memcpy(before, chip, sizeof(before));
	if (run(bytes, len))
		chip_must(board.answers == lines_of(bytes, len));
	/* Who it is, is written once. */
	if (first & 2)
		chip_must(memcmp(before, chip, sizeof(before)) == 0);
	/* It starts again, and takes a line. */
	static const uint8_t hello[] = "?state\n{\"do\":\"move\"}\n";
	chip_must(run(hello, sizeof(hello) - 1) && board.answers == 2);
	chip_must(!(first & 2) || unit.state == UNIT_WORKING);
	return 0;
}
