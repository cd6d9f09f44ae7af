#include "firmware/device/tag.h"

#define STX            0x02
#define ETX            0x03
#define INDUSTRIAL     "LR"
#define ANIMAL         "LA"
#define COUNTRY_DIGITS 3

/* ---- what all three have in common ---- */

static enum device_result take(
	struct reading *reading, bool animal, uint32_t country, uint64_t national)
{
	struct electronic_tag tag;
	char text[ELECTRONIC_TAG_TEXT];
	struct out out = out_into(text, sizeof(text));
	if (!animal)
		return DEVICE_NOT_ANIMAL;
	if (country > 999 || national > ELECTRONIC_TAG_NATIONAL_MOST)
		return DEVICE_RANGE;
	out_digits(&out, country, COUNTRY_DIGITS);
	out_digits(&out, national, ELECTRONIC_TAG_LEN - COUNTRY_DIGITS);
	if (electronic_tag_parse(out_written(&out), &tag, NULL) != IDENT_OK)
		return DEVICE_RANGE;
	reading->kind = READING_TAG;
	reading->is.tag = tag;
	return DEVICE_READING;
}

/* ---- a line of text ---- */

static struct span word_of(struct span *rest)
{
	struct span word;
	while (rest->len && rest->at[0] == ' ') {
		rest->at++;
		rest->len--;
	}
	if (!span_cut(rest, ' ', &word)) {
		word = *rest;
		rest->len = 0;
	}
	return word;
}

/* The words behind LA: the last two are country and national code. */
static enum device_result take_words(struct span rest, struct reading *reading)
{
	struct span words[5] = { { NULL, 0 } };
	int64_t country, national, ignored;
	int count = 0;
	while (rest.len && count < 5) {
		words[count] = word_of(&rest);
		count += words[count].len > 0;
	}
	if (count == 4 && (!span_number(words[0], 99999, &ignored) || words[0].len != 5 ||
				  !span_number(words[1], 1, &ignored)))
		return DEVICE_FORM;
	if ((count != 2 && count != 4) || rest.len)
		return DEVICE_FORM;
	if (words[count - 2].len != COUNTRY_DIGITS ||
		words[count - 1].len != ELECTRONIC_TAG_LEN - COUNTRY_DIGITS ||
		!span_number(words[count - 2], 999, &country) ||
		!span_number(words[count - 1], INT64_C(999999999999), &national))
		return DEVICE_FORM;
	return take(reading, true, (uint32_t)country, (uint64_t)national);
}

static enum device_result take_line(struct span line, struct reading *reading)
{
	struct span rest = line, word = word_of(&rest);
	int64_t number;
	if (span_is(word, ANIMAL))
		return take_words(rest, reading);
	if (span_is(word, INDUSTRIAL))
		return DEVICE_NOT_ANIMAL;
	if (word.len == COUNTRY_DIGITS)
		return take_words(line, reading);
	if (word.len != ELECTRONIC_TAG_LEN || word_of(&rest).len ||
		!span_number(word, INT64_C(999999999999999), &number))
		return DEVICE_FORM;
	return take(reading, true, (uint32_t)(number / INT64_C(1000000000000)),
		(uint64_t)(number % INT64_C(1000000000000)));
}

enum device_result tag_ascii_silence(struct tag_ascii *parser, struct reading *reading)
{
	struct span line = { parser->line, parser->len };
	bool dropped = parser->dropping;
	parser->len = 0;
	parser->dropping = false;
	if (dropped)
		return DEVICE_LONG;
	return line.len ? take_line(line, reading) : DEVICE_NOTHING;
}

enum device_result tag_ascii_feed(struct tag_ascii *parser, uint8_t byte, struct reading *reading)
{
	if (byte == '\r' || byte == '\n')
		return tag_ascii_silence(parser, reading);
	if (parser->len == TAG_LINE_MOST)
		parser->dropping = true;
	else
		parser->line[parser->len++] = (char)byte;
	return DEVICE_NOTHING;
}

/* ---- a module's frame ---- */

/* len hexadecimal digits, the lowest first; false if one of them is none. */
static bool number_of(const uint8_t *digits, size_t len, uint64_t *number)
{
	uint64_t value = 0;
	for (size_t i = len; i-- > 0;) {
		int digit = frame_hex(digits[i]);
		if (digit < 0)
			return false;
		value = value << 4 | (uint64_t)digit;
	}
	*number = value;
	return true;
}

static enum device_result take_module(const uint8_t *frame, struct reading *reading)
{
	enum { NATIONAL = 1, COUNTRY = 11, ANIMAL_FLAG = 16, REST = 17, SUM = 27, LAST = 29 };
	uint64_t national, country, animal, rest;
	uint8_t sum = frame_xor(frame + NATIONAL, SUM - NATIONAL);
	if (frame[LAST] != ETX)
		return DEVICE_FORM;
	if (frame[SUM] != sum || (frame[SUM + 1] ^ sum) != 0xff)
		return DEVICE_CHECK;
	if (!number_of(frame + NATIONAL, COUNTRY - NATIONAL, &national) ||
		!number_of(frame + COUNTRY, 4, &country) ||
		!number_of(frame + ANIMAL_FLAG, 1, &animal) ||
		!number_of(frame + REST, SUM - REST, &rest))
		return DEVICE_FORM;
	return take(reading, animal == 1, (uint32_t)country, national);
}

enum device_result tag_module_feed(struct tag_module *parser, uint8_t byte, struct reading *reading)
{
	struct frame *frame = &parser->frame;
	if (!frame_feed(frame, byte, STX, TAG_MODULE_FRAME))
		return DEVICE_NOTHING;
	enum device_result result = take_module(frame->at, reading);
	if (result == DEVICE_FORM || result == DEVICE_CHECK)
		frame_skip(frame, STX);
	else
		frame->len = 0;
	return result;
}

/* ---- a telegram of bits ---- */

#define HEADER_BITS   11
#define BLOCK_BITS    9 /* 8 data bits and a 1 */
#define BLOCKS        13
#define ID_BYTES      8
#define TELEGRAM_BITS 128

uint16_t tag_crc(const uint8_t *bytes, size_t len)
{
	uint16_t crc = 0;
	for (size_t i = 0; i < len; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (uint16_t)(crc & 1 ? crc >> 1 ^ 0x8408 : crc >> 1);
	}
	return crc;
}

/* The n-th bit sent, from 0. */
static unsigned bit_at(const struct tag_telegram *parser, int n)
{
	uint64_t half = n < 64 ? parser->high : parser->low;
	return (unsigned)(half >> (63 - n % 64) & 1);
}

/* The bytes between the control bits; false if one of those is not 1. */
static bool blocks_of(const struct tag_telegram *parser, uint8_t bytes[static BLOCKS])
{
	for (int block = 0; block < BLOCKS; block++) {
		int at = HEADER_BITS + block * BLOCK_BITS;
		unsigned byte = 0;
		for (int bit = 0; bit < 8; bit++)
			byte |= bit_at(parser, at + bit) << bit;
		bytes[block] = (uint8_t)byte;
		if (!bit_at(parser, at + 8))
			return false;
	}
	return true;
}

static enum device_result take_telegram(struct tag_telegram *parser, struct reading *reading)
{
	uint8_t bytes[BLOCKS];
	uint64_t id = 0;
	if (parser->high >> (64 - HEADER_BITS) != 1 || !blocks_of(parser, bytes))
		return DEVICE_NOTHING;
	*parser = (struct tag_telegram){ 0 };
	if (tag_crc(bytes, ID_BYTES) != (bytes[ID_BYTES] | bytes[ID_BYTES + 1] << 8))
		return DEVICE_CHECK;
	for (int i = ID_BYTES; i-- > 0;)
		id = id << 8 | bytes[i];
	return take(reading, id >> 63, (uint32_t)(id >> 38 & 0x3ff),
		id & (uint64_t)ELECTRONIC_TAG_NATIONAL_MOST);
}

enum device_result tag_telegram_feed(
	struct tag_telegram *parser, uint8_t byte, struct reading *reading)
{
	enum device_result result = DEVICE_NOTHING;
	for (int bit = 7; bit >= 0; bit--) {
		parser->high = parser->high << 1 | parser->low >> 63;
		parser->low = parser->low << 1 | (byte >> bit & 1);
		enum device_result one = take_telegram(parser, reading);
		if (one != DEVICE_NOTHING)
			result = one;
	}
	return result;
}
