/* Everything derived, against a rebuild of a copy. */
#include "core/store/doctor_inner.h"

#include "core/base/words.h"
#include "core/store/draft.h"

#include <stdio.h>

static const struct {
	const char *table;
	enum sql_id all;
} tables[] = {
	{ "item", SQL_DERIVED_ITEM },
	{ "link", SQL_DERIVED_LINK },
	{ "gist", SQL_DERIVED_GIST },
	{ "lasting", SQL_DERIVED_LASTING },
	{ "run", SQL_DERIVED_RUN },
	{ "received", SQL_DERIVED_RECEIVED },
	{ "stray", SQL_DERIVED_STRAY },
	{ "registry", SQL_DERIVED_REGISTRY },
	{ "correction", SQL_DERIVED_CORRECTION },
	{ "heard", SQL_DERIVED_HEARD },
};

static int columns_of(enum sql_id id)
{
	int count = 1;
	for (const char *at = sql_queries[id].gives; *at; at++)
		count += *at == ',';
	return count;
}

static bool rows_are_equal(struct statement *a, struct statement *b, int columns)
{
	for (int i = 0; i < columns; i++) {
		struct span left = row_text(a, i), right = row_text(b, i);
		if (!left.at != !right.at || !span_equal(left, right))
			return false;
	}
	return true;
}

static void write_row(struct statement *row, int columns, bool there, char *into, size_t size)
{
	struct out out = out_into(into, size);
	if (!there) {
		(void)span_copy(span_of(_("nothing")), into, size);
		return;
	}
	for (int i = 0; i < columns; i++) {
		struct span text = row_text(row, i);
		out_text(&out, i ? "|" : "");
		out_span(&out, text.at ? text : span_of("-"));
	}
}

/* Row by row until they differ: what follows a missing row would differ, too. */
static int compare_rows(
	struct doctor *doctor, size_t n, struct statement *here, struct statement *again)
{
	int columns = columns_of(tables[n].all);
	char stored[160], derived[160];
	for (;;) {
		int left = engine_row(here, doctor->fault);
		int right = left < 0 ? 0 : engine_row(again, doctor->fault);
		if (left > 0)
			doctor->check->looked++;
		bool differ =
			left >= 0 && right >= 0 &&
			(left != right || (left > 0 && !rows_are_equal(here, again, columns)));
		if (differ) {
			write_row(here, columns, left > 0, stored, sizeof(stored));
			write_row(again, columns, right > 0, derived, sizeof(derived));
			doctor_find(doctor, _("table %s has %s where the log says %s"),
				tables[n].table, stored, derived);
		}
		if (!differ && left > 0 && right > 0)
			continue;
		if (left > 0)
			engine_release(here);
		if (right > 0)
			engine_release(again);
		return left < 0 ? left : right < 0 ? right : 0;
	}
}

static int compare_table(struct doctor *doctor, size_t n, struct store *copy)
{
	struct statement *here, *again;
	int code = engine_take(doctor->store->engine, tables[n].all, &here, doctor->fault);
	if (code != 0)
		return code;
	code = engine_take(copy->engine, tables[n].all, &again, doctor->fault);
	if (code != 0) {
		engine_release(here);
		return code;
	}
	return compare_rows(doctor, n, here, again);
}

static int compare_all(struct doctor *doctor, const char *path)
{
	struct store *copy = NULL;
	int64_t unread = 0;
	int code = store_open(&copy, path, STORE_WRITE, doctor->fault);
	if (code == 0)
		code = store_rebuild(copy, &unread, doctor->fault);
	for (size_t i = 0; code == 0 && i < sizeof(tables) / sizeof(tables[0]); i++)
		code = compare_table(doctor, i, copy);
	store_close(copy);
	return code;
}

int doctor_derived(struct doctor *doctor)
{
	struct where where;
	if (!doctor->settings->scratch) {
		doctor->check->skipped = true;
		return 0;
	}
	int code = where_new(doctor->settings->scratch, &where, doctor->fault);
	if (code != 0)
		return code;
	code = store_copy_into(doctor->store, &where, doctor->fault);
	if (code == 0)
		code = compare_all(doctor, where.text);
	draft_remove(where.text);
	return code;
}
