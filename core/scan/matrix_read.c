#include "core/scan/matrix.h"

#include "core/scan/rs.h"

#include <math.h>
#include <string.h>

#define FORMAT_POLY 0x537
#define FORMAT_MASK 0x5412
#define FORMAT_BITS 15
#define FORMAT_OFF  3 /* bits that the BCH word can have wrong */

#define BLOCKS_MOST 25
#define BYTES_MOST  1085 /* of version 20 */

/* ISO/IEC 18004:2015 table 9, by level L, M, Q, H and version. */
static const uint8_t block_parity[4][MATRIX_VERSION_MOST] = {
	{ 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28 },
	{ 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26 },
	{ 13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30 },
	{ 17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28 },
};
static const uint8_t block_count[4][MATRIX_VERSION_MOST] = {
	{ 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8 },
	{ 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16 },
	{ 1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20 },
	{ 1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25 },
};

/* The two bits of the format word that name a level, as an index into the tables. */
static const uint8_t level_of[4] = { 1, 0, 3, 2 };

struct reading {
	int version;
	int side;
	const float *dark;
	int8_t fixed[MATRIX_SIDE_MOST * MATRIX_SIDE_MOST];
	int level, mask;
	size_t count;              /* bytes in the code */
	uint8_t bytes[BYTES_MOST]; /* as they stand in it, then the data alone */
	float sure[BYTES_MOST];    /* of the least sure bit */
};

static float at(const struct reading *reading, int x, int y)
{
	return reading->dark[y * reading->side + x];
}

static unsigned format_word(unsigned data)
{
	unsigned rest = data;
	for (int i = 0; i < 10; i++)
		rest = rest << 1 ^ (rest >> 9) * FORMAT_POLY;
	return (data << 10 | rest) ^ FORMAT_MASK;
}

/* How well both copies of the format word agree with bit i being dark. */
static float format_bit(const struct reading *reading, int i)
{
	int side = reading->side;
	float first, second;
	if (i < 6)
		first = at(reading, 8, i);
	else if (i < 8)
		first = at(reading, 8, i + 1);
	else if (i == 8)
		first = at(reading, 7, 8);
	else
		first = at(reading, 14 - i, 8);
	second = i < 8 ? at(reading, side - 1 - i, 8) : at(reading, 8, side - 15 + i);
	return first + second;
}

static bool format_read(struct reading *reading)
{
	float best = -1e9F;
	unsigned word = 0, data = 0;
	for (int i = 0; i < FORMAT_BITS; i++)
		word |= format_bit(reading, i) > 0 ? 1U << i : 0;
	for (unsigned each = 0; each < 32; each++) {
		float sum = 0;
		unsigned bits = format_word(each);
		for (int i = 0; i < FORMAT_BITS; i++)
			sum += format_bit(reading, i) * (bits >> i & 1 ? 1.0F : -1.0F);
		if (sum > best) {
			best = sum;
			data = each;
		}
	}
	reading->level = level_of[data >> 3];
	reading->mask = (int)(data & 7);
	return __builtin_popcount(word ^ format_word(data)) <= FORMAT_OFF;
}

static bool masked(int mask, int x, int y)
{
	switch (mask) {
	case 0:
		return (x + y) % 2 == 0;
	case 1:
		return y % 2 == 0;
	case 2:
		return x % 3 == 0;
	case 3:
		return (x + y) % 3 == 0;
	case 4:
		return (x / 3 + y / 2) % 2 == 0;
	case 5:
		return x * y % 2 + x * y % 3 == 0;
	case 6:
		return (x * y % 2 + x * y % 3) % 2 == 0;
	default:
		return ((x + y) % 2 + x * y % 3) % 2 == 0;
	}
}

static void bit_take(struct reading *reading, size_t bit, int x, int y)
{
	size_t byte = bit / 8;
	float dark = at(reading, x, y);
	if (byte >= BYTES_MOST)
		return;
	if (bit % 8 == 0) {
		reading->bytes[byte] = 0;
		reading->sure[byte] = 2;
	}
	if ((dark > 0) != masked(reading->mask, x, y))
		reading->bytes[byte] |= (uint8_t)(0x80 >> bit % 8);
	if (fabsf(dark) < reading->sure[byte])
		reading->sure[byte] = fabsf(dark);
}

/* Up and down in columns of two, from the right; the timing column is not one of them. */
static void bytes_take(struct reading *reading)
{
	size_t bit = 0;
	for (int right = reading->side - 1; right > 0; right -= 2) {
		if (right == 6)
			right = 5;
		bool up = ((right + 1) & 2) == 0;
		for (int i = 0; i < reading->side; i++) {
			int y = up ? reading->side - 1 - i : i;
			for (int x = right; x > right - 2; x--)
				if (reading->fixed[y * reading->side + x] == 0)
					bit_take(reading, bit++, x, y);
		}
	}
	reading->count = bit / 8 < BYTES_MOST ? bit / 8 : BYTES_MOST;
}

/*
 * Correct one block: as it is, then with ever more of its least sure bytes given up. Giving up costs half of
 * an error, so where doubt is well founded, twice as much damage is mended.
 */
static bool block_mend(uint8_t *block, const float *sure, size_t len, size_t parity)
{
	uint8_t order[RS_LEN_MOST];
	if (rs_correct(block, len, parity, NULL, 0, parity - MATRIX_SPARE_SURE) >= 0)
		return true;
	if (parity <= MATRIX_SPARE)
		return false;
	for (size_t i = 0; i < len; i++) {
		size_t j = i;
		for (; j > 0 && sure[order[j - 1]] > sure[i]; j--)
			order[j] = order[j - 1];
		order[j] = (uint8_t)i;
	}
	for (size_t lost = 2; lost <= parity - MATRIX_SPARE; lost += 2)
		if (rs_correct(block, len, parity, order, lost, parity - MATRIX_SPARE) >= 0)
			return true;
	return false;
}

/* Take the blocks apart, mend each, and put the data one behind the other into `data`. */
static bool blocks_mend(const struct reading *reading, uint8_t *data, size_t *data_len)
{
	size_t blocks = block_count[reading->level][reading->version - 1];
	size_t parity = block_parity[reading->level][reading->version - 1];
	size_t each = reading->count / blocks, longer = reading->count % blocks;
	size_t shorter = blocks - longer;
	*data_len = 0;
	for (size_t b = 0; b < blocks; b++) {
		uint8_t block[RS_LEN_MOST];
		float sure[RS_LEN_MOST];
		size_t len = each + (b >= shorter), kept = each - parity;
		if (len > RS_LEN_MOST)
			return false;
		for (size_t i = 0; i < len; i++) {
			size_t from = i * blocks + b;
			if (i == kept && len > each)
				from = kept * blocks + b - shorter;
			else if (i >= kept)
				from = kept * blocks + longer + (i - kept - (len > each)) * blocks +
				       b;
			block[i] = reading->bytes[from];
			sure[i] = reading->sure[from];
		}
		if (!block_mend(block, sure, len, parity))
			return false;
		memcpy(data + *data_len, block, len - parity);
		*data_len += len - parity;
	}
	return true;
}

/* ---- segments ---- */

enum mode { END = 0, NUMERIC = 1, ALPHANUMERIC = 2, BYTE = 4, ECI = 7 };

struct bits {
	const uint8_t *bytes;
	size_t len; /* bits */
	size_t at;
	bool ended;
};

static unsigned bits_take(struct bits *bits, unsigned count)
{
	unsigned value = 0;
	if (count > bits->len - bits->at) {
		bits->ended = true;
		return 0;
	}
	for (unsigned i = 0; i < count; i++, bits->at++)
		value = value << 1 |
		        ((unsigned)bits->bytes[bits->at / 8] >> (7 - bits->at % 8) & 1U);
	return value;
}

static bool numeric_take(struct bits *bits, unsigned count, struct out *out)
{
	static const unsigned widths[] = { 0, 4, 7, 10 }, limits[] = { 0, 10, 100, 1000 };
	while (count > 0 && !bits->ended) {
		unsigned digits = count < 3 ? count : 3, value = bits_take(bits, widths[digits]);
		if (value >= limits[digits])
			return false;
		out_digits(out, value, (int)digits);
		count -= digits;
	}
	return !bits->ended;
}

static bool alphanumeric_take(struct bits *bits, unsigned count, struct out *out)
{
	static const char set[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
	while (count > 0 && !bits->ended) {
		unsigned pair = count > 1 ? 2 : 1, value = bits_take(bits, pair == 2 ? 11 : 6);
		if (value >= (pair == 2 ? 45U * 45U : 45U))
			return false;
		if (pair == 2)
			out_char(out, set[value / 45]);
		out_char(out, set[value % 45]);
		count -= pair;
	}
	return !bits->ended;
}

static bool byte_take(struct bits *bits, unsigned count, struct out *out)
{
	for (unsigned i = 0; i < count && !bits->ended; i++) {
		char byte = (char)bits_take(bits, 8);
		out_bytes(out, &byte, 1);
	}
	return !bits->ended;
}

static bool eci_take(struct bits *bits)
{
	unsigned first = bits_take(bits, 8);
	if (first >= 0xc0)
		(void)bits_take(bits, 16);
	else if (first >= 0x80)
		(void)bits_take(bits, 8);
	return !bits->ended && first < 0xe0;
}

/* Behind the end: zeros to the byte, then 0xec and 0x11 in turn. */
static bool padding_good(struct bits *bits)
{
	while (bits->at % 8 != 0)
		if (bits_take(bits, 1) != 0)
			return false;
	for (unsigned i = 0; bits->at < bits->len; i++)
		if (bits_take(bits, 8) != (i % 2 ? 0x11U : 0xecU))
			return false;
	return true;
}

static bool segments_read(const uint8_t *data, size_t len, int version, struct out *out)
{
	struct bits bits = { data, len * 8, 0, false };
	bool wide = version >= 10;
	while (bits.len - bits.at >= 4) {
		unsigned mode = bits_take(&bits, 4);
		bool good = false;
		if (mode == END)
			return out->len > 0 && !out->full && padding_good(&bits);
		if (mode == NUMERIC)
			good = numeric_take(&bits, bits_take(&bits, wide ? 12 : 10), out);
		else if (mode == ALPHANUMERIC)
			good = alphanumeric_take(&bits, bits_take(&bits, wide ? 11 : 9), out);
		else if (mode == BYTE)
			good = byte_take(&bits, bits_take(&bits, wide ? 16 : 8), out);
		else if (mode == ECI)
			good = eci_take(&bits);
		if (!good || out->full)
			return false;
	}
	/* Filled to the last bits: what is left of the terminator is 0. */
	return out->len > 0 && bits_take(&bits, (unsigned)(bits.len - bits.at)) == 0;
}

bool matrix_read(int version, const float *dark, char text[static MATRIX_TEXT_MOST], size_t *len)
{
	struct reading reading = { .version = version, .side = MATRIX_SIDE(version), .dark = dark };
	uint8_t data[BYTES_MOST];
	char room[MATRIX_TEXT_MOST + 1];
	struct out out = out_into(room, sizeof(room));
	size_t data_len;
	if (version < 1 || version > MATRIX_VERSION_MOST)
		return false;
	matrix_fixed(version, reading.fixed);
	if (!format_read(&reading))
		return false;
	bytes_take(&reading);
	if (!blocks_mend(&reading, data, &data_len) ||
		!segments_read(data, data_len, version, &out))
		return false;
	memcpy(text, room, out.len);
	*len = out.len;
	return true;
}
