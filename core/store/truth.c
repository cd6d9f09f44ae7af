#include "core/store/truth.h"

/* A table, its rows as they are put again, and of which type each column is: i(nteger), t(ext), b(lob). */
static const struct {
	enum sql_id each;
	enum sql_id put;
	const char *types;
} tables[] = {
	{ SQL_TRUTH_STATION, SQL_STATION_INSERT, "it" },
	{ SQL_TRUTH_NOTE, SQL_NOTE_INSERT, "iiiiiiit" },
	{ SQL_TRUTH_EVENT, SQL_EVENT_INSERT, "iiiiiitttit" },
	{ SQL_TRUTH_PLAIN, SQL_PLAIN_INSERT, "ibi" },
	{ SQL_TRUTH_HELD, SQL_HELD_INSERT, "itiiiitbttii" },
	{ SQL_ARCHIVE_EACH, SQL_ARCHIVE_PUT, "itiiiit" },
	{ SQL_TRUTH_ARCHIVED, SQL_TRUTH_ARCHIVED_PUT, "iiibii" },
	{ SQL_TRUTH_ARCHIVED_ITEM, SQL_TRUTH_ARCHIVED_ITEM_PUT, "tti" },
};

static void bind_column(struct statement *put, struct statement *row, int column, char type)
{
	if (row_is_null(row, column))
		bind_null(put, column + 1);
	else if (type == 'i')
		bind_int(put, column + 1, row_int(row, column));
	else if (type == 't')
		bind_text(put, column + 1, row_text(row, column));
	else
		bind_blob(put, column + 1, row_blob(row, column));
}

static int copy_row(struct engine *into, size_t table, struct statement *row, struct fault *fault)
{
	struct statement *put;
	int code = engine_take(into, tables[table].put, &put, fault);
	if (code != 0)
		return code;
	for (int i = 0; tables[table].types[i]; i++)
		bind_column(put, row, i, tables[table].types[i]);
	return engine_run(put, fault);
}

static int copy_table(struct engine *from, struct engine *into, size_t table, struct fault *fault)
{
	struct statement *row;
	int code = engine_take(from, tables[table].each, &row, fault);
	if (code != 0)
		return code;
	while (engine_next(row, &code, fault))
		code = copy_row(into, table, row, fault);
	return code;
}

int truth_copy(struct engine *from, struct engine *into, struct fault *fault)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < sizeof(tables) / sizeof(tables[0]); i++)
		code = copy_table(from, into, i, fault);
	return code;
}
