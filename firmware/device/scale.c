#include "firmware/device/scale.h"

#include "core/base/decimal.h"

#define STX         0x02
#define ETX         0x03
#define DIGITS      6
#define GRAM_DIGITS 3 /* of a kilogram */
#define MASS_G_MOST INT64_C(50000000)
#define POUND_G_E5  INT64_C(45359237) /* 453.59237 g */

static enum device_result refuse(struct scale *parser, enum device_result why)
{
	parser->agree = 0;
	return why;
}

static enum device_result take(struct reading *reading, int64_t mass_g, bool steady)
{
	if (mass_g > MASS_G_MOST || mass_g < -MASS_G_MOST)
		return DEVICE_RANGE;
	reading->kind = READING_MASS;
	reading->is.mass.mass_g = mass_g;
	reading->is.mass.steady = steady;
	return DEVICE_READING;
}

/* A weight of an indicator that does not say whether it is steady. */
static enum device_result take_repeated(struct scale *parser, const struct scale_settings *settings,
	int64_t mass_g, struct reading *reading)
{
	if (parser->agree == 0 || mass_g != parser->last_g)
		parser->agree = 0;
	if (parser->agree < UINT8_MAX)
		parser->agree++;
	parser->last_g = mass_g;
	return take(reading, mass_g, parser->agree >= settings->steady_count);
}

/* Digits with blanks before them; -1 if they are none. */
static int64_t digits_of(const uint8_t *text, size_t len)
{
	int64_t value = 0;
	size_t i = 0;
	while (i + 1 < len && text[i] == ' ')
		i++;
	for (; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

/* number * 10^power / divided, rounded half away from zero. */
static int64_t scaled(int64_t number, int power)
{
	for (; power > 0; power--)
		number *= 10;
	for (; power < -1; power++)
		number /= 10;
	return power == -1 ? (number + (number < 0 ? -5 : 5)) / 10 : number;
}

static bool sum_is(const uint8_t *digits, uint8_t sum)
{
	int high = frame_hex(digits[0]), low = frame_hex(digits[1]);
	return high >= 0 && low >= 0 && (high << 4 | low) == sum;
}

/* ---- Yaohua, continuous format 0 ---- */

static enum device_result take_yaohua(struct scale *parser, const struct scale_settings *settings,
	const uint8_t *frame, struct reading *reading)
{
	enum { SIGN = 1, WEIGHT = 2, PLACES = 8, SUM = 9, LAST = 11 };
	if (frame[LAST] != ETX)
		return DEVICE_FORM;
	if (!sum_is(frame + SUM, frame_xor(frame + SIGN, SUM - SIGN)))
		return DEVICE_CHECK;
	int64_t weight = digits_of(frame + WEIGHT, DIGITS);
	int places = frame[PLACES] - '0';
	if (weight < 0 || (frame[SIGN] != '+' && frame[SIGN] != '-') || places < 0 || places > 4)
		return DEVICE_FORM;
	if (frame[SIGN] == '-')
		weight = -weight;
	int power = (settings->tonnes ? 2 * GRAM_DIGITS : GRAM_DIGITS) - places;
	return take_repeated(parser, settings, scaled(weight, power), reading);
}

enum device_result scale_yaohua_feed(struct scale *parser, const struct scale_settings *settings,
	uint8_t byte, struct reading *reading)
{
	struct frame *frame = &parser->frame;
	if (!frame_feed(frame, byte, STX, 12))
		return DEVICE_NOTHING;
	enum device_result result = take_yaohua(parser, settings, frame->at, reading);
	if (result == DEVICE_READING) {
		frame->len = 0;
		return result;
	}
	frame_skip(frame, STX);
	return refuse(parser, result);
}

/* ---- Yaohua XK3190-A12(E) ---- */

#define A12_FRAME 15

static enum device_result take_a12(struct scale *parser, const struct scale_settings *settings,
	const uint8_t *frame, struct reading *reading)
{
	enum { NET = 1, WEIGHT = 2, UNIT = 9, SUM = 11, CR = 13, WEIGHT_LEN = 7 };
	char text[WEIGHT_LEN + 1];
	struct out out = out_into(text, sizeof(text));
	int64_t mass_g;
	size_t i = WEIGHT;
	if (frame[CR] != '\r')
		return DEVICE_FORM;
	if (!sum_is(frame + SUM, frame_xor(frame, SUM)))
		return DEVICE_CHECK;
	if (frame[0] == ' ' && frame[UNIT] == 'O' && frame[UNIT + 1] == 'L')
		return DEVICE_OVERLOAD;
	if (frame[0] == ' ' && frame[UNIT] == 'L' && frame[UNIT + 1] == 'O')
		return DEVICE_UNDERLOAD;
	if (frame[0] != 'W' || (frame[NET] != 'G' && frame[NET] != 'N'))
		return DEVICE_FORM;
	if (frame[UNIT] != 'k' || frame[UNIT + 1] != 'g')
		return DEVICE_UNIT;
	/* Leading zeros are the indicator's, not a decimal's; so is a blank behind a whole number. */
	if (frame[i] == '-')
		out_char(&out, (char)frame[i++]);
	while (i + 1 < UNIT && (frame[i] == '0' || frame[i] == ' ') && frame[i + 1] != '.' &&
		frame[i + 1] != ' ')
		i++;
	for (; i < UNIT && frame[i] != ' '; i++)
		out_char(&out, (char)frame[i]);
	if (i + 1 < UNIT)
		return DEVICE_FORM;
	if (!decimal_parse(out_written(&out), GRAM_DIGITS, &mass_g, NULL))
		return DEVICE_FORM;
	return take_repeated(parser, settings, mass_g, reading);
}

/* It has no mark to begin with: a frame is what stands before a LF. */
enum device_result scale_a12_feed(struct scale *parser, const struct scale_settings *settings,
	uint8_t byte, struct reading *reading)
{
	struct frame *frame = &parser->frame;
	if (frame->len == A12_FRAME) {
		for (size_t i = 1; i < A12_FRAME; i++)
			frame->at[i - 1] = frame->at[i];
		frame->len--;
	}
	frame->at[frame->len++] = byte;
	if (byte != '\n')
		return DEVICE_NOTHING;
	enum device_result result = frame->len == A12_FRAME
	                                    ? take_a12(parser, settings, frame->at, reading)
	                                    : DEVICE_FORM;
	frame->len = 0;
	return result == DEVICE_READING ? result : refuse(parser, result);
}

/* ---- Mettler Toledo, continuous ---- */

#define TOLEDO_FRAME 17

enum {
	TOLEDO_A = 1,
	TOLEDO_B = 2,
	TOLEDO_C = 3,
	TOLEDO_WEIGHT = 4,
	TOLEDO_TARE = 10,
	TOLEDO_CR = 16
};

static bool in_grams(const uint8_t *frame, int64_t weight, int power, int64_t *mass_g)
{
	bool kilograms = frame[TOLEDO_B] & 0x10;
	switch (frame[TOLEDO_C] & 0x07) {
	case 0: /* kg or lb */
		*mass_g = kilograms ? scaled(weight, power + GRAM_DIGITS)
		                    : scaled(weight * POUND_G_E5, power - 5);
		return true;
	case 1:
		*mass_g = scaled(weight, power);
		return true;
	case 2:
		*mass_g = scaled(weight, power + 2 * GRAM_DIGITS);
		return true;
	default: /* ounces of three kinds, short tons, or whatever somebody made up */
		return false;
	}
}

static enum device_result take_toledo(const uint8_t *frame, struct reading *reading)
{
	int point = frame[TOLEDO_A] & 0x07; /* 0 is hundreds, 2 is ones, 7 is hundred-thousandths */
	int power = 2 - point - (frame[TOLEDO_C] & 0x10 ? 1 : 0);
	int64_t weight = digits_of(frame + TOLEDO_WEIGHT, DIGITS), mass_g;
	if (!(frame[TOLEDO_A] & 0x20) || !(frame[TOLEDO_B] & 0x20) || !(frame[TOLEDO_C] & 0x20) ||
		digits_of(frame + TOLEDO_TARE, DIGITS) < 0)
		return DEVICE_FORM;
	if (frame[TOLEDO_B] & 0x04) /* the digits may be dashes then */
		return frame[TOLEDO_B] & 0x02 ? DEVICE_UNDERLOAD : DEVICE_OVERLOAD;
	if (frame[TOLEDO_B] & 0x40)
		return DEVICE_NOT_READY;
	if (weight < 0)
		return DEVICE_FORM;
	if (frame[TOLEDO_B] & 0x02)
		weight = -weight;
	if (!in_grams(frame, weight, power, &mass_g))
		return DEVICE_UNIT;
	return take(reading, mass_g, !(frame[TOLEDO_B] & 0x08));
}

static uint8_t toledo_sum(const uint8_t *frame)
{
	unsigned sum = 0;
	for (size_t i = 0; i < TOLEDO_FRAME; i++)
		sum += frame[i];
	return (uint8_t)(-sum & 0x7f);
}

static bool is_toledo(const struct frame *frame)
{
	return frame->len == TOLEDO_FRAME && frame->at[TOLEDO_CR] == '\r';
}

static enum device_result end_toledo(struct scale *parser, struct reading *reading)
{
	enum device_result result = take_toledo(parser->frame.at, reading);
	if (result == DEVICE_FORM)
		frame_skip(&parser->frame, STX);
	else
		parser->frame.len = 0;
	return result;
}

/* One more byte of a frame; false if it made one of the right length that has no CR at its end. */
static bool gather_toledo(struct frame *frame, uint8_t byte)
{
	if (!frame_feed(frame, byte, STX, TOLEDO_FRAME) || is_toledo(frame))
		return true;
	frame_skip(frame, STX);
	return false;
}

/* The byte behind a whole frame: its checksum, or the next frame's begin where there are none. */
static enum device_result behind_toledo(struct scale *parser, uint8_t byte, struct reading *reading)
{
	enum device_result result = DEVICE_CHECK;
	bool right = byte == toledo_sum(parser->frame.at);
	if (right || (byte == STX && !parser->checked))
		result = end_toledo(parser, reading);
	else
		frame_skip(&parser->frame, STX);
	if (right && result == DEVICE_READING)
		parser->checked = true;
	if (!right)
		(void)gather_toledo(&parser->frame, byte);
	return result;
}

enum device_result scale_toledo_feed(struct scale *parser, uint8_t byte, struct reading *reading)
{
	byte &= 0x7f; /* a line set to 8 data bits lets the parity bit through */
	if (is_toledo(&parser->frame))
		return behind_toledo(parser, byte, reading);
	return gather_toledo(&parser->frame, byte) ? DEVICE_NOTHING : DEVICE_FORM;
}

enum device_result scale_toledo_silence(struct scale *parser, struct reading *reading)
{
	if (is_toledo(&parser->frame) && !parser->checked)
		return end_toledo(parser, reading);
	bool begun = parser->frame.len > 0;
	parser->frame.len = 0;
	return begun ? DEVICE_FORM : DEVICE_NOTHING;
}
