#include "core/ident/item.h"

#include "core/ident/check.h"
#include "core/ident/ear_tag.h"
#include "core/ident/electronic_tag.h"

/* Bytes of white space at the beginning of text: ASCII, or the wide space of a Chinese keyboard. */
static size_t space_at(struct span text)
{
	static const char *const spaces[] = { " ", "\t", "\r", "\n", "\xe3\x80\x80" };
	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++)
		if (span_starts(text, spaces[i]))
			return span_of(spaces[i]).len;
	return 0;
}

static size_t space_behind(struct span text)
{
	size_t wide = 3;
	if (text.len == 0)
		return 0;
	if (space_at((struct span){ text.at + text.len - 1, 1 }) == 1)
		return 1;
	if (text.len >= wide && space_at((struct span){ text.at + text.len - wide, wide }) == wide)
		return wide;
	return 0;
}

/* The part of text without the white space around it. */
static struct span trim(struct span text)
{
	size_t step;
	while ((step = space_at(text)) > 0) {
		text.at += step;
		text.len -= step;
	}
	while ((step = space_behind(text)) > 0)
		text.len -= step;
	return text;
}

/* The most specific thing a link names, its code written to `code`; false for a product alone. */
static bool item_of_link(const struct digital_link *link, struct out *code, enum item_kind *kind)
{
	const char *part = link->serial[0] ? link->serial : link->lot;
	if (link->gtin[0]) {
		out_text(code, link->gtin);
		out_char(code, '/');
		out_text(code, part);
		*kind = link->serial[0] ? ITEM_PKG : ITEM_LOT;
		return part[0] != '\0';
	}
	out_text(code, link->sscc[0] ? link->sscc : link->gln);
	*kind = link->sscc[0] ? ITEM_SSCC : ITEM_PLACE;
	return true;
}

static enum ident_error from_link(struct span typed, struct out *out, size_t *at)
{
	struct digital_link link;
	enum item_kind kind;
	char code[ITEM_CODE_MOST + 1];
	struct out written = out_into(code, sizeof(code));
	enum ident_error error = digital_link_parse(typed, &link, at);
	if (error != IDENT_OK)
		return error;
	if (!item_of_link(&link, &written, &kind))
		return ident_refuse(IDENT_UNKNOWN, 0, at);
	item_format(out, (struct item){ kind, out_written(&written) });
	return IDENT_OK;
}

static enum ident_error from_item(struct span typed, struct out *out, size_t *at)
{
	struct item item;
	enum ident_error error = item_parse(typed, &item, at);
	if (error == IDENT_OK)
		item_format(out, item);
	return error;
}

/*
 * 15 digits are an ear tag or an electronic tag. Digits that begin like an ear tag (of a pig, head of
 * cattle or sheep: 1, 2, 3, then a province) are never taken for an electronic tag of some far
 * country: one wrong digit in an ear tag must be an error, not another animal. Who does have such
 * an electronic tag writes eid: in front of it.
 */
static enum ident_error from_tag(struct span typed, struct out *out, size_t *at)
{
	struct ear_tag ear_tag;
	struct electronic_tag electronic_tag;
	enum item_kind kind = ITEM_PIG;
	enum ident_error error = ear_tag_parse(typed, &ear_tag, at);
	bool like_ear_tag = typed.at[0] >= '1' && typed.at[0] <= '3' &&
	                    county_province_known((int32_t)ident_number(typed, 1, 6));
	if (error != IDENT_OK && !like_ear_tag) {
		kind = ITEM_EID;
		error = electronic_tag_parse(typed, &electronic_tag, at);
	}
	if (error == IDENT_OK)
		item_format(out, (struct item){ kind, typed });
	return error;
}

static enum ident_error from_sscc(struct span typed, struct out *out, size_t *at)
{
	enum ident_error error = gs1_key_check(typed, SSCC_LEN, at);
	if (error == IDENT_OK)
		item_format(out, (struct item){ ITEM_SSCC, typed });
	return error;
}

static enum ident_error from_gln(struct span typed, struct out *out, size_t *at)
{
	enum ident_error error = gs1_key_check(typed, GLN_LEN, at);
	if (error == IDENT_OK)
		item_format(out, (struct item){ ITEM_PLACE, typed });
	return error;
}

/* An SSCC as its bars say it, behind the scanner's own mark for GS1-128, and as it stands below them. */
static bool cut_bars(struct span *text)
{
	static const char *const heads[] = { "]C100", "(00)", "00" };
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		size_t len = span_of(heads[i]).len;
		if (!span_starts(*text, heads[i]))
			continue;
		struct span rest = trim((struct span){ text->at + len, text->len - len });
		if (ident_digits(rest, SSCC_LEN, NULL) != IDENT_OK)
			return false;
		*text = rest;
		return true;
	}
	return false;
}

static enum ident_error from_digits(struct span typed, struct out *out, size_t *at)
{
	static const struct {
		size_t len;
		enum ident_error (*read)(struct span typed, struct out *out, size_t *at);
	} codes[] = { { EAR_TAG_LEN, from_tag }, { SSCC_LEN, from_sscc }, { GLN_LEN, from_gln } };
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (ident_digits(typed, codes[i].len, NULL) == IDENT_OK)
			return codes[i].read(typed, out, at);
	return ident_refuse(IDENT_UNKNOWN, 0, at);
}

enum ident_error item_from_person(struct span typed, struct out *out, size_t *at)
{
	struct span head;
	size_t where = 0;
	struct span text = trim(typed);
	struct span rest = text;
	if (text.len == 0)
		return ident_refuse(IDENT_EMPTY, 0, at);
	if (cut_bars(&text))
		rest = text;
	enum ident_error error = from_link(text, out, &where);
	if (error == IDENT_FORM && where == 0) /* neither http nor https: no link at all */
		error = span_cut(&rest, ':', &head) ? from_item(text, out, &where)
		                                    : from_digits(text, out, &where);
	if (error == IDENT_OK)
		return IDENT_OK;
	return ident_refuse(error, where + (size_t)(text.at - typed.at), at);
}

bool item_to_link(struct item item, struct span lot, struct span base, struct out *out)
{
	struct digital_link link = { 0 };
	struct item_lot whole;
	struct item_pkg pkg;
	if (item_split_pkg(item, &pkg)) {
		if (lot.len > 0 && gs1_x_check(lot, NULL) != IDENT_OK)
			return false;
		(void)span_copy(pkg.gtin, link.gtin, sizeof(link.gtin));
		(void)span_copy(lot, link.lot, sizeof(link.lot));
		(void)span_copy(pkg.serial, link.serial, sizeof(link.serial));
	} else if (item_split_lot(item, &whole)) {
		(void)span_copy(whole.gtin, link.gtin, sizeof(link.gtin));
		(void)span_copy(whole.lot, link.lot, sizeof(link.lot));
	} else if (item.kind == ITEM_SSCC) {
		(void)span_copy(item.code, link.sscc, sizeof(link.sscc));
	} else if (item.kind == ITEM_PLACE && gs1_key_check(item.code, GLN_LEN, NULL) == IDENT_OK) {
		(void)span_copy(item.code, link.gln, sizeof(link.gln));
	} else {
		return false;
	}
	digital_link_format(out, base, &link);
	return true;
}
