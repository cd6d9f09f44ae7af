#include "firmware/device/probe.h"

#include <string.h>

#define FUNCTION_HOLDING 3
#define FUNCTION_INPUT   4
#define EXCEPTION        0x80
#define ANSWER_LEN       7
#define EXCEPTION_LEN    5
#define NEVER_MEASURED   8500 /* hundredths of a degree */

uint16_t probe_crc(const uint8_t *bytes, size_t len)
{
	uint16_t crc = 0xffff;
	for (size_t i = 0; i < len; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (uint16_t)(crc & 1 ? crc >> 1 ^ 0xa001 : crc >> 1);
	}
	return crc;
}

static void question(const struct probe_settings *settings, uint8_t bytes[static PROBE_REQUEST])
{
	bytes[0] = settings->unit;
	bytes[1] = settings->holding ? FUNCTION_HOLDING : FUNCTION_INPUT;
	bytes[2] = (uint8_t)(settings->reg >> 8);
	bytes[3] = (uint8_t)settings->reg;
	bytes[4] = 0;
	bytes[5] = 1;
	uint16_t crc = probe_crc(bytes, PROBE_REQUEST - 2);
	bytes[6] = (uint8_t)crc;
	bytes[7] = (uint8_t)(crc >> 8);
}

size_t probe_ask(struct probe *parser, const struct probe_settings *settings,
	uint8_t request[static DEVICE_REQUEST_MOST])
{
	question(settings, request);
	parser->len = 0;
	parser->asked = true;
	return PROBE_REQUEST;
}

static enum device_result take_value(
	const struct probe_settings *settings, uint16_t raw, struct reading *reading)
{
	int32_t value = raw < 0x8000 ? raw : raw - 0x10000;
	int32_t temp_c100 = settings->digits == 1 ? value * 10 : value;
	if (raw == 0x8000 || raw == 0x7fff || temp_c100 == NEVER_MEASURED ||
		temp_c100 < settings->least_c100 || temp_c100 > settings->most_c100)
		return DEVICE_BROKEN;
	reading->kind = READING_TEMPERATURE;
	reading->is.temp_c100 = temp_c100;
	return DEVICE_READING;
}

static bool checks(const struct probe *parser)
{
	uint16_t crc = probe_crc(parser->at, (size_t)parser->len - 2);
	return parser->at[parser->len - 2] == (uint8_t)crc &&
	       parser->at[parser->len - 1] == (uint8_t)(crc >> 8);
}

static enum device_result ended(struct probe *parser, enum device_result result)
{
	parser->len = 0;
	parser->asked = false;
	return result;
}

static bool is_echo(const struct probe *parser, const struct probe_settings *settings)
{
	uint8_t request[PROBE_REQUEST];
	question(settings, request);
	return memcmp(parser->at, request, PROBE_REQUEST) == 0;
}

enum device_result probe_feed(struct probe *parser, const struct probe_settings *settings,
	uint8_t byte, struct reading *reading)
{
	const uint8_t function = settings->holding ? FUNCTION_HOLDING : FUNCTION_INPUT;
	const uint8_t *at = parser->at;
	if (!parser->asked)
		return DEVICE_NOTHING;
	parser->at[parser->len++] = byte;
	bool ours = at[0] == settings->unit;
	if (parser->len == EXCEPTION_LEN && ours && at[1] == (function | EXCEPTION) &&
		checks(parser))
		return ended(parser, DEVICE_EXCEPTION);
	if (parser->len == ANSWER_LEN && ours && at[1] == function && at[2] == 2 &&
		checks(parser)) {
		uint16_t raw = (uint16_t)(at[3] << 8 | at[4]);
		return ended(parser, take_value(settings, raw, reading));
	}
	if (parser->len < PROBE_REQUEST)
		return DEVICE_NOTHING;
	if (!is_echo(parser, settings))
		return ended(parser, DEVICE_CHECK);
	parser->len = 0;
	return DEVICE_NOTHING;
}

enum device_result probe_silence(struct probe *parser)
{
	if (!parser->asked)
		return DEVICE_NOTHING;
	return ended(parser, parser->len ? DEVICE_FORM : DEVICE_SILENT);
}
