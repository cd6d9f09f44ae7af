/* A table of events: a heading, then a row each. */
#include "tools/pigtrace/log_draft.h"

#include "core/base/csv.h"
#include "tools/pigtrace/text_file.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT_MARK '\'' /* what makes a spreadsheet leave a cell alone */
#define LEFT_OUT  '#'  /* in front of a heading: not for us */

struct table {
	const struct call *call;
	const char *path;
	const struct say_draft *common;
	struct say_desk *desk;
	struct log_batch *batch;
	struct csv csv;
	struct csv_row heads;
	struct csv_row row;
	struct say_draft draft; /* of the row */
	/* What a heading means depends on the kind of the row; looked up once. */
	bool known[KIND_COUNT + 1];
	struct say_key keys[KIND_COUNT + 1][CSV_COLUMNS_MOST];
};

/* ---- complaints ---- */

/* "file:line:column: heading: why (rule)"; column 0: the whole row. */
static void tell(const struct table *table, int64_t line, int column, const char *rule,
	const char *name, const char *why)
{
	char shown[SAY_SHOWN_TEXT];
	struct span head = span_of(name);
	if (column > 0 && column <= table->heads.count)
		head = say_trim(table->heads.cells[column - 1].text);
	(void)fprintf(stderr, "%s:%lld:", table->path, (long long)line);
	if (column > 0)
		(void)fprintf(stderr, "%d:", column);
	if (head.len)
		(void)fprintf(stderr, " %s:", say_shown(head, shown));
	(void)fprintf(stderr, " %s", why);
	(void)fprintf(stderr, rule[0] ? " (%s)\n" : "%s\n", rule);
}

static bool tell_cell(const struct table *table, int column, const char *why)
{
	tell(table, table->row.cells[column - 1].line, column, "", "", why);
	return false;
}

static bool tell_row(const struct table *table, const char *why)
{
	tell(table, table->row.line, 0, "", "", why);
	return false;
}

static bool tell_refusal(const struct table *table, const struct say_refusal *refusal)
{
	char name[SAY_SHOWN_TEXT] = "";
	int column = refusal->entry ? refusal->entry->column : 0;
	if (refusal->entry)
		(void)span_copy(refusal->entry->name, name, sizeof(name));
	tell(table, column ? table->row.cells[column - 1].line : table->row.line, column,
		refusal->rule, refusal->entry ? name : refusal->key, refusal->text);
	return false;
}

static bool tell_missing(const struct table *table)
{
	struct buf list = { 0 };
	char why[512];
	log_missing(&table->draft, false, &list);
	(void)snprintf(why, sizeof(why), _("missing: %s"), list.at ? list.at : "");
	buf_free(&list);
	return tell_row(table, why);
}

/* ---- rows ---- */

static struct span cell_value(const struct csv_cell *cell)
{
	struct span value = say_trim(cell->text);
	if (value.len && value.at[0] == TEXT_MARK)
		value = say_trim((struct span){ value.at + 1, value.len - 1 });
	return value;
}

static struct span heading(const struct table *table, int i)
{
	return i < table->heads.count ? say_trim(table->heads.cells[i].text) : (struct span){ 0 };
}

static bool left_out(const struct table *table, int i)
{
	struct span head = heading(table, i);
	return head.len && head.at[0] == LEFT_OUT;
}

static const struct say_key *keys_of(struct table *table, enum event_kind kind)
{
	if (!table->known[kind])
		for (int i = 0; i < table->heads.count; i++)
			table->keys[kind][i] = say_key_find(kind, heading(table, i));
	table->known[kind] = true;
	return table->keys[kind];
}

static bool tell_no_kind(const struct table *table, int column, struct span value)
{
	enum event_kind near;
	char why[256];
	if (!say_kind_near(value, &near))
		return tell_cell(table, column,
			_("there is no such kind of event; pigtrace log "
			  "--help lists them"));
	(void)snprintf(why, sizeof(why), _("there is no such kind of event; is '%s' meant?"),
		words_of("kind", vocabulary_kinds[near].title));
	return tell_cell(table, column, why);
}

static bool row_kind(struct table *table)
{
	const struct say_key *keys = keys_of(table, SAY_NO_KIND);
	table->draft.kind = table->common->kind;
	for (int i = 0; table->common->kind == SAY_NO_KIND && i < table->heads.count; i++) {
		if (keys[i].part != SAY_DO || i >= table->row.count)
			continue;
		struct span value = cell_value(&table->row.cells[i]);
		if (value.len && !say_kind_find(value, &table->draft.kind))
			return tell_no_kind(table, i + 1, value);
	}
	return table->draft.kind != SAY_NO_KIND ||
	       tell_row(table, _("what was done is not said (do)"));
}

/* A column of kinds beside a KIND on the command line must agree with it. */
static bool agrees(struct table *table, int i, struct span value)
{
	enum event_kind kind;
	return (say_kind_find(value, &kind) && kind == table->draft.kind) ||
	       tell_cell(table, i + 1, _("the command line names another kind"));
}

static bool take_cells(struct table *table)
{
	const struct say_key *keys = keys_of(table, table->draft.kind);
	for (int i = 0; i < table->row.count; i++) {
		struct say_entry entry = { .value = cell_value(&table->row.cells[i]),
			.name = heading(table, i),
			.column = i + 1 };
		if (entry.value.len == 0 || left_out(table, i))
			continue;
		if (entry.name.len == 0)
			return tell_cell(table, i + 1, _("there is no heading above this cell"));
		entry.key = keys[i];
		if (entry.key.part == SAY_DO) {
			if (!agrees(table, i, entry.value))
				return false;
		} else if (!say_draft_add(&table->draft, &entry)) {
			return tell_row(table, _("too much is said at once"));
		}
	}
	return true;
}

/* What the command line says for all rows that do not say it themselves. */
static bool take_common(struct table *table)
{
	int own = table->draft.count;
	struct say_draft *draft = &table->draft;
	for (int i = 0; i < table->common->count; i++) {
		const struct say_entry *entry = &table->common->entries[i];
		const struct say_entry *said = say_draft_find(draft, entry->key);
		if (said && said < draft->entries + own)
			continue;
		if (!say_draft_add(draft, entry))
			return tell_row(table, _("too much is said at once"));
	}
	return true;
}

static bool keep_line(struct log_batch *batch, struct span line)
{
	if (!array_reserve(&batch->spans, &batch->cap, batch->count + 1, sizeof(*batch->spans)))
		return false;
	buf_span(&batch->lines, line);
	batch->spans[batch->count++].len = line.len;
	return !batch->lines.failed;
}

/* False: the row is bad, and that was told. */
static bool take_row(struct table *table, bool *kept)
{
	char room[EVENT_LINE_MOST + 1];
	struct out line = out_into(room, sizeof(room));
	struct say_refusal refusal;
	struct say_key key;
	int cursor = 0;
	table->draft.count = 0;
	if (!row_kind(table) || !take_cells(table) || !take_common(table))
		return false;
	if (!say_words_good(&table->draft, &refusal))
		return tell_refusal(table, &refusal);
	if (say_draft_missing(&table->draft, &cursor, &key))
		return tell_missing(table);
	if (!say_line_make(&table->draft, table->desk, &line, &refusal))
		return tell_refusal(table, &refusal);
	*kept = keep_line(table->batch, out_written(&line));
	return true;
}

static bool empty_row(const struct csv_row *row)
{
	for (int i = 0; i < row->count; i++)
		if (cell_value(&row->cells[i]).len)
			return false;
	return true;
}

/* ---- the whole table ---- */

/* The headings; where all rows are of one kind, each must mean something in it. */
static int read_heads(struct table *table)
{
	enum event_kind kind = table->common->kind;
	int code = EXIT_DONE;
	enum csv_error error = csv_next(&table->csv, &table->heads);
	if (error != CSV_OK)
		return complain(table->call, EXIT_FAILED, "%s:%lld: %s", table->path,
			(long long)table->heads.wrong_line,
			error == CSV_END ? _("the table is empty") : words(csv_error_text(error)));
	const struct say_key *keys = keys_of(table, kind);
	for (int i = 0; kind != SAY_NO_KIND && i < table->heads.count; i++) {
		if (heading(table, i).len == 0 || left_out(table, i) || keys[i].part != SAY_NONE)
			continue;
		tell(table, table->heads.line, i + 1, "", "",
			_("this heading means nothing here; # in front of it leaves the column "
			  "out"));
		code = EXIT_FAILED;
	}
	return code;
}

static int read_rows(struct table *table)
{
	enum csv_error error;
	while ((error = csv_next(&table->csv, &table->row)) != CSV_END) {
		bool kept = true;
		if (error == CSV_TOO_LONG || error == CSV_ROWS_MANY)
			return complain(table->call, EXIT_FAILED, "%s: %s", table->path,
				words(csv_error_text(error)));
		if (error != CSV_OK) {
			tell(table, table->row.wrong_line, table->row.wrong_column, "", "",
				words(csv_error_text(error)));
			table->batch->bad++;
		} else if (!empty_row(&table->row)) {
			table->batch->bad += !take_row(table, &kept);
		}
		if (!kept)
			return complain(table->call, EXIT_FAILED, _("no memory"));
	}
	return EXIT_DONE;
}

static void place_spans(struct log_batch *batch)
{
	size_t at = 0;
	for (size_t i = 0; i < batch->count; i++) {
		batch->spans[i].at = batch->lines.at + at;
		at += batch->spans[i].len;
	}
}

int log_csv(const struct call *call, const char *path, const struct say_draft *common,
	struct say_desk *desk, struct log_batch *batch)
{
	struct buf text = { 0 };
	struct table *table = calloc(1, sizeof(*table));
	int code = EXIT_DONE;
	if (!table) {
		code = complain(call, EXIT_FAILED, _("no memory"));
		goto out;
	}
	code = text_file_read(call, path, CSV_TEXT_MOST, &text);
	if (code != EXIT_DONE)
		goto out;
	table->call = call;
	table->path = path;
	table->common = common;
	table->desk = desk;
	table->batch = batch;
	csv_open(&table->csv, text.at, text.len);
	code = read_heads(table);
	if (code == EXIT_DONE)
		code = read_rows(table);
	place_spans(batch);
out:
	free(table);
	buf_free(&text);
	return code;
}

void log_batch_free(struct log_batch *batch)
{
	free(batch->spans);
	buf_free(&batch->lines);
}
