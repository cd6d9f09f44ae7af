#include "core/ident/item_syntax.h"

#include "core/base/moment.h"
#include "core/base/utf8.h"
#include "core/ident/check.h"
#include "core/ident/ear_tag.h"
#include "core/ident/electronic_tag.h"
#include "core/ident/item.h"
#include "core/ident/serial.h"

#define NAME_MOST    40 /* bytes */
#define WORD_MOST    20
#define STATION_MOST 32
#define DATE_DIGITS  8
#define CARCASS_MOST 99999

/*
 * What no name may hold: '/', control characters, white space, and what cannot be seen at all
 * (joiners, direction marks, tags), since two items must never look the same. Unicode 15.
 */
static bool hidden(uint32_t c)
{
	static const struct {
		uint32_t first;
		uint32_t last;
	} ranges[] = {
		{ 0x0000, 0x0020 },
		{ '/', '/' },
		{ 0x007f, 0x00a0 },
		{ 0x00ad, 0x00ad },
		{ 0x1680, 0x1680 },
		{ 0x180e, 0x180e },
		{ 0x2000, 0x200f },
		{ 0x2028, 0x202f },
		{ 0x205f, 0x206f },
		{ 0x3000, 0x3000 },
		{ 0xfeff, 0xfeff },
		{ 0xfff9, 0xfffb },
		{ 0xe0000, 0xe007f },
	};
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

/* The code point of a character that utf8_step found to be step bytes long. */
static uint32_t code_point(const char *text, size_t step)
{
	uint32_t c = (unsigned char)text[0];
	if (step > 1)
		c &= 0x7fU >> step;
	for (size_t i = 1; i < step; i++)
		c = c << 6 | ((unsigned char)text[i] & 0x3f);
	return c;
}

static enum ident_error syntax_name(struct span code, size_t *at)
{
	if (code.len == 0)
		return ident_refuse(IDENT_EMPTY, 0, at);
	for (size_t i = 0; i < code.len;) {
		size_t step = utf8_step(code.at + i, code.len - i);
		if (i + step > NAME_MOST || (step == 0 && i == NAME_MOST))
			return ident_refuse(IDENT_LENGTH, i, at);
		if (step == 0 || hidden(code_point(code.at + i, step)))
			return ident_refuse(IDENT_CHARACTER, i, at);
		i += step;
	}
	return IDENT_OK;
}

static bool in_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '.' || c == '_' || c == '-';
}

static bool in_station(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-';
}

static enum ident_error only(struct span code, bool (*allowed)(char), size_t most, size_t *at)
{
	if (code.len == 0)
		return ident_refuse(IDENT_EMPTY, 0, at);
	for (size_t i = 0; i < code.len && i < most; i++)
		if (!allowed(code.at[i]))
			return ident_refuse(IDENT_CHARACTER, i, at);
	if (code.len > most)
		return ident_refuse(IDENT_LENGTH, most, at);
	return IDENT_OK;
}

/* Plant, supplier, type of document: short names that stand in front of a '/'. */
static enum ident_error syntax_word(struct span code, size_t *at)
{
	return only(code, in_word, WORD_MOST, at);
}

/* 1..most as a person writes it: no leading zeros. */
static enum ident_error read_number(struct span code, int64_t most, int64_t *number, size_t *at)
{
	if (code.len == 0)
		return ident_refuse(IDENT_EMPTY, 0, at);
	for (size_t i = 0; i < code.len; i++)
		if (code.at[i] < '0' || code.at[i] > '9')
			return ident_refuse(IDENT_CHARACTER, i, at);
	if (code.at[0] == '0' || !span_number(code, most, number))
		return ident_refuse(IDENT_RANGE, 0, at);
	return IDENT_OK;
}

/* head '/' tail, cut at the first '/'. */
static enum ident_error pair(struct span code, enum ident_error (*head)(struct span, size_t *),
	enum ident_error (*tail)(struct span, size_t *), size_t *at)
{
	struct span first;
	struct span rest = code;
	bool cut = span_cut(&rest, '/', &first);
	enum ident_error error = head(cut ? first : code, at);
	if (error != IDENT_OK)
		return error;
	if (!cut)
		return ident_refuse(IDENT_FORM, code.len, at);
	return ident_shift(tail(rest, at), first.len + 1, at);
}

enum ident_error syntax_ear_tag(struct span code, size_t *at)
{
	struct ear_tag tag;
	return ear_tag_parse(code, &tag, at);
}

enum ident_error syntax_electronic_tag(struct span code, size_t *at)
{
	struct electronic_tag tag;
	return electronic_tag_parse(code, &tag, at);
}

static enum ident_error syntax_farm(struct span code, size_t *at)
{
	struct farm_number farm;
	return farm_number_parse(code, &farm, at);
}

enum ident_error syntax_farm_group(struct span code, size_t *at)
{
	return pair(code, syntax_farm, syntax_name, at);
}

static enum ident_error syntax_date(struct span code, size_t *at)
{
	struct day day;
	enum ident_error error = ident_digits(code, DATE_DIGITS, at);
	if (error != IDENT_OK)
		return error;
	return day_parse_compact(code, &day) ? IDENT_OK : ident_refuse(IDENT_DATE, 0, at);
}

static enum ident_error syntax_carcass_number(struct span code, size_t *at)
{
	int64_t number;
	return read_number(code, CARCASS_MOST, &number, at);
}

static enum ident_error syntax_carcass_of_day(struct span code, size_t *at)
{
	return pair(code, syntax_date, syntax_carcass_number, at);
}

enum ident_error syntax_carcass(struct span code, size_t *at)
{
	return pair(code, syntax_word, syntax_carcass_of_day, at);
}

static enum ident_error syntax_gtin(struct span code, size_t *at)
{
	return gs1_key_check(code, GTIN_LEN, at);
}

enum ident_error syntax_gtin_lot(struct span code, size_t *at)
{
	return pair(code, syntax_gtin, gs1_x_check, at);
}

enum ident_error syntax_gtin_serial(struct span code, size_t *at)
{
	return pair(code, syntax_gtin, gs1_x_check, at);
}

static enum ident_error syntax_range(struct span code, size_t *at)
{
	int64_t first, last;
	struct span head;
	struct span rest = code;
	if (!span_cut(&rest, '-', &head))
		return ident_refuse(IDENT_FORM, code.len, at);
	enum ident_error error = read_number(head, SERIAL_COUNT_MOST, &first, at);
	if (error != IDENT_OK)
		return error;
	error = read_number(rest, SERIAL_COUNT_MOST, &last, at);
	if (error == IDENT_OK && (last < first || last - first >= ITEM_RUN_MOST))
		error = ident_refuse(IDENT_RANGE, 0, at);
	return ident_shift(error, head.len + 1, at);
}

bool syntax_cut_last(struct span code, struct span *head, struct span *tail)
{
	size_t cut = code.len;
	while (cut > 0 && code.at[cut - 1] != '/')
		cut--;
	if (cut == 0)
		return false;
	*head = (struct span){ code.at, cut - 1 };
	*tail = (struct span){ code.at + cut, code.len - cut };
	return true;
}

static enum ident_error syntax_lot_and_range(struct span code, size_t *at)
{
	struct span lot, range;
	if (!syntax_cut_last(code, &lot, &range))
		return ident_refuse(IDENT_FORM, code.len, at);
	enum ident_error error = gs1_x_check(lot, at);
	if (error != IDENT_OK)
		return error;
	return ident_shift(syntax_range(range, at), lot.len + 1, at);
}

enum ident_error syntax_gtin_run(struct span code, size_t *at)
{
	return pair(code, syntax_gtin, syntax_lot_and_range, at);
}

enum ident_error syntax_sscc(struct span code, size_t *at)
{
	return gs1_key_check(code, SSCC_LEN, at);
}

enum ident_error syntax_supplier_lot(struct span code, size_t *at)
{
	return pair(code, syntax_word, syntax_name, at);
}

enum ident_error syntax_plate(struct span code, size_t *at)
{
	return syntax_name(code, at);
}

enum ident_error syntax_document(struct span code, size_t *at)
{
	return pair(code, syntax_word, syntax_name, at);
}

enum ident_error syntax_place(struct span code, size_t *at)
{
	return syntax_name(code, at);
}

enum ident_error syntax_station(struct span code, size_t *at)
{
	return only(code, in_station, STATION_MOST, at);
}
