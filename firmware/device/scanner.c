#include "firmware/device/scanner.h"

#include "core/base/utf8.h"

#include <string.h>

#define AIM_LEN 3

static bool take_off(struct span *code, struct span front, struct span back)
{
	if (code->len < front.len + back.len ||
		!span_equal((struct span){ code->at, front.len }, front) ||
		!span_equal((struct span){ code->at + code->len - back.len, back.len }, back))
		return false;
	code->at += front.len;
	code->len -= front.len + back.len;
	return true;
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool has_identifier(struct span code)
{
	return code.len >= AIM_LEN && code.at[0] == ']' && is_letter(code.at[1]) &&
	       ((code.at[2] >= '0' && code.at[2] <= '9') || is_letter(code.at[2]));
}

static bool has_control(struct span code)
{
	for (size_t i = 0; i < code.len; i++)
		if ((unsigned char)code.at[i] < 0x20 || code.at[i] == 0x7f)
			return true;
	return false;
}

enum device_result scanner_silence(
	struct scanner *parser, const struct scanner_settings *settings, struct reading *reading)
{
	struct span code = { parser->code, parser->given ? 0 : parser->len };
	bool dropped = parser->dropping;
	parser->dropping = false;
	parser->given = true;
	if (dropped)
		return DEVICE_LONG;
	if (code.len == 0)
		return DEVICE_NOTHING;
	if (!take_off(&code, span_of(settings->prefix), span_of(settings->suffix)))
		return DEVICE_FORM;
	if (has_identifier(code)) {
		code.at += AIM_LEN;
		code.len -= AIM_LEN;
	}
	if (code.len == 0 || has_control(code) || utf8_valid(code.at, code.len) != code.len)
		return DEVICE_FORM;
	reading->kind = READING_CODE;
	reading->is.code = code;
	return DEVICE_READING;
}

enum device_result scanner_feed(struct scanner *parser, const struct scanner_settings *settings,
	uint8_t byte, struct reading *reading)
{
	static const char ends[] = { '\r', '\n', '\t', 0x03 };
	if (memchr(ends, byte, sizeof(ends)))
		return scanner_silence(parser, settings, reading);
	if (parser->given) {
		parser->given = false;
		parser->len = 0;
	}
	if (byte == 0x02 && parser->len == 0)
		return DEVICE_NOTHING;
	if (parser->len == SCANNER_CODE_MOST)
		parser->dropping = true;
	else
		parser->code[parser->len++] = (char)byte;
	return DEVICE_NOTHING;
}
