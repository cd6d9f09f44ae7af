#include "core/ident/item.h"

#include <assert.h>

#include "core/ident/check.h"
#include "core/ident/item_syntax.h"

static const struct {
	const char *name;
	enum ident_error (*check)(struct span code, size_t *at);
	const char *title;
} kinds[ITEM_KIND_COUNT] = {
#define ROW(NAME, name, syntax, title, example) [ITEM_##NAME] = { name, syntax_##syntax, title },
	ITEM_KIND_TABLE(ROW)
#undef ROW
};

static bool is_kind(enum item_kind kind)
{
	return (unsigned)kind < ITEM_KIND_COUNT;
}

bool item_kind_find(struct span name, enum item_kind *kind)
{
	for (int i = 0; i < ITEM_KIND_COUNT; i++) {
		if (span_is(name, kinds[i].name)) {
			*kind = (enum item_kind)i;
			return true;
		}
	}
	return false;
}

const char *item_kind_name(enum item_kind kind)
{
	assert(is_kind(kind));
	return kinds[kind].name;
}

const char *item_kind_title(enum item_kind kind)
{
	assert(is_kind(kind));
	return kinds[kind].title;
}

enum ident_error item_code_check(enum item_kind kind, struct span code, size_t *at)
{
	size_t where;
	assert(is_kind(kind));
	if (code.len > ITEM_CODE_MOST)
		return ident_refuse(IDENT_LENGTH, ITEM_CODE_MOST, at);
	enum ident_error error = kinds[kind].check(code, &where);
	return error == IDENT_OK ? IDENT_OK : ident_refuse(error, where, at);
}

enum ident_error item_parse(struct span text, struct item *item, size_t *at)
{
	struct span name;
	struct item read = { .code = text };
	if (text.len == 0)
		return ident_refuse(IDENT_EMPTY, 0, at);
	if (!span_cut(&read.code, ':', &name))
		return ident_refuse(IDENT_FORM, text.len, at);
	if (!item_kind_find(name, &read.kind))
		return ident_refuse(IDENT_KIND, 0, at);
	enum ident_error error = item_code_check(read.kind, read.code, at);
	if (error != IDENT_OK)
		return ident_shift(error, name.len + 1, at);
	*item = read;
	return IDENT_OK;
}

void item_format(struct out *out, struct item item)
{
	out_text(out, item_kind_name(item.kind));
	out_char(out, ':');
	out_span(out, item.code);
}

bool item_equal(struct item a, struct item b)
{
	return a.kind == b.kind && span_equal(a.code, b.code);
}

bool item_split_lot(struct item item, struct item_lot *lot)
{
	struct item_lot read = { .lot = item.code };
	if (item.kind != ITEM_LOT || !span_cut(&read.lot, '/', &read.gtin))
		return false;
	*lot = read;
	return true;
}

bool item_split_pkg(struct item item, struct item_pkg *pkg)
{
	struct item_pkg read = { .serial = item.code };
	if (item.kind != ITEM_PKG || !span_cut(&read.serial, '/', &read.gtin))
		return false;
	*pkg = read;
	return true;
}

bool item_split_run(struct item item, struct item_run *run)
{
	struct item_run read;
	struct span head, first;
	struct span last;
	if (item.kind != ITEM_RUN || !syntax_cut_last(item.code, &head, &last) ||
		!span_cut(&head, '/', &read.gtin) || !span_cut(&last, '-', &first) ||
		!span_number(first, INT64_MAX, &read.first) ||
		!span_number(last, INT64_MAX, &read.last))
		return false;
	read.lot = head;
	*run = read;
	return true;
}
