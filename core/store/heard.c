/* How every station stands: for `pigtrace status`. */
#include "core/store/inner.h"

#include "core/rule/rule.h"

static int read_heard(
	struct store *store, struct statement *row, struct store_heard *heard, struct fault *fault)
{
	int code = registry_row(row, 0, &heard->station, fault);
	if (code != 0)
		return code;
	heard->registered = !row_is_null(row, 1);
	heard->epoch = row_int(row, 7);
	heard->got_ms = row_int(row, 8);
	heard->skew_ms = row_int(row, 9);
	heard->events = row_int(row, 10);
	heard->held = row_int(row, 11);
	heard->conflicts = row_int(row, 12);
	return numbering_of(store, row_text(row, 0), heard->epoch, &heard->numbering, fault);
}

int store_heard_each(struct store *store, store_heard_fn *each, void *context, struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_HEARD_EACH, &rows, fault);
	if (code != 0)
		return code;
	bind_text(rows, 1, span_of(rule_judge_envelope(RULE_SEQ_CONFLICT).rule->id));
	while (engine_next(rows, &code, fault)) {
		struct store_heard heard;
		code = read_heard(store, rows, &heard, fault);
		if (code == 0)
			code = each(context, &heard);
	}
	return code;
}
