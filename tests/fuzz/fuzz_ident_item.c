/*
 * Any bytes as an item, and as what a person typed: an item has one spelling, what a person typed
 * becomes that spelling, and every link made of an item leads back to it.
 */
#include "core/ident/item.h"

#include <stdlib.h>

#include "core/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void demand(bool held)
{
	if (!held)
		abort();
}

static void check_split(struct item item)
{
	struct item_lot lot;
	struct item_pkg pkg;
	struct item_run run;
	demand(item_split_lot(item, &lot) == (item.kind == ITEM_LOT));
	demand(item_split_pkg(item, &pkg) == (item.kind == ITEM_PKG));
	demand(item_split_run(item, &run) == (item.kind == ITEM_RUN));
	if (item.kind != ITEM_RUN)
		return;
	char code[ITEM_CODE_MOST + 1];
	struct out out = out_into(code, sizeof(code));
	out_span(&out, run.gtin);
	out_char(&out, '/');
	out_span(&out, run.lot);
	out_char(&out, '/');
	out_number(&out, run.first);
	out_char(&out, '-');
	out_number(&out, run.last);
	demand(span_equal(out_written(&out), item.code));
	demand(run.first >= 1 && run.first <= run.last && run.last - run.first < ITEM_RUN_MOST);
}

static void check_link(struct item item)
{
	char link[DIGITAL_LINK_MOST], text[ITEM_TEXT];
	struct out out = out_into(link, sizeof(link));
	struct out back = out_into(text, sizeof(text));
	struct item again;
	if (!item_to_link(item, span_of("L/1"), span_of("https://id.example.cn/x"), &out))
		return;
	demand(!out.full);
	demand(item_from_person(out_written(&out), &back, NULL) == IDENT_OK);
	demand(item_parse(out_written(&back), &again, NULL) == IDENT_OK && item_equal(item, again));
}

static void check_item(struct span text, struct item item)
{
	char written[ITEM_TEXT], typed[ITEM_TEXT];
	struct out out = out_into(written, sizeof(written));
	struct out out_typed = out_into(typed, sizeof(typed));
	item_format(&out, item);
	demand(!out.full && span_equal(out_written(&out), text));
	demand(utf8_valid(text.at, text.len) == text.len);
	demand(item.code.len <= ITEM_CODE_MOST);
	demand(item_code_check(item.kind, item.code, NULL) == IDENT_OK);
	demand(item_from_person(text, &out_typed, NULL) == IDENT_OK);
	demand(span_equal(out_written(&out_typed), text));
	check_split(item);
	check_link(item);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct span text = { (const char *)bytes, len };
	struct item item = { .kind = ITEM_PIG, .code = { "untouched", 9 } };
	char written[ITEM_TEXT];
	struct out out = out_into(written, sizeof(written));
	size_t at = len + 1;
	if (item_parse(text, &item, &at) == IDENT_OK)
		check_item(text, item);
	else
		demand(at <= len && item.kind == ITEM_PIG && span_is(item.code, "untouched"));
	at = len + 1;
	if (item_from_person(text, &out, &at) == IDENT_OK) {
		demand(!out.full && item_parse(out_written(&out), &item, NULL) == IDENT_OK);
		check_item(out_written(&out), item);
	} else {
		demand(at <= len && out.len == 0);
	}
	return 0;
}
