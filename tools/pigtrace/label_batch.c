/* A table of labels: what to label, and perhaps the words and how many. */
#include "tools/pigtrace/label_job.h"

#include "core/base/csv.h"
#include "tools/pigtrace/text_file.h"
#include "tools/pigtrace/what.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum column { COLUMN_ITEM, COLUMN_TEXT, COLUMN_COUNT, COLUMNS };

/* What a heading may be called, in either language. */
static const char *const headings[COLUMNS][4] = {
	[COLUMN_ITEM] = { "item", "code", "对象", "编码" },
	[COLUMN_TEXT] = { "text", "words", "文字", "内容" },
	[COLUMN_COUNT] = { "count", "copies", "数量", "份数" },
};

struct batch {
	struct label_job *job;
	const char *path;
	struct csv csv;
	struct csv_row row;
	int at[COLUMNS]; /* -1: not in the table */
	int64_t refused;
};

static void tell(struct batch *batch, int64_t line, const char *why)
{
	(void)fprintf(stderr, "%s:%lld: %s\n", batch->path, (long long)line, why);
	batch->refused++;
}

static int read_heads(struct batch *batch)
{
	if (csv_next(&batch->csv, &batch->row) != CSV_OK)
		return complain(batch->job->call, EXIT_USAGE, _("%s: no heading"), batch->path);
	for (int column = 0; column < COLUMNS; column++) {
		batch->at[column] = -1;
		for (int i = 0; i < batch->row.count; i++)
			for (size_t j = 0; j < 4; j++)
				if (span_is(batch->row.cells[i].text, headings[column][j]))
					batch->at[column] = i;
	}
	if (batch->at[COLUMN_ITEM] >= 0)
		return EXIT_DONE;
	return complain(batch->job->call, EXIT_USAGE,
		_("%s: the heading needs a column item (or 对象); text (文字) and count (数量) may "
		  "stand beside it"),
		batch->path);
}

/* A cell of the row at hand; "" if there is none, or it is too long for any answer. */
static const char *cell(const struct batch *batch, enum column column, char *room, size_t size)
{
	int at = batch->at[column];
	if (at < 0 || at >= batch->row.count || !span_copy(batch->row.cells[at].text, room, size))
		return "";
	return room;
}

static int take_row(struct batch *batch)
{
	char typed[ITEM_TEXT], text[ITEM_TEXT], number[16];
	struct out out = out_into(text, sizeof(text));
	struct item item;
	int64_t count = 0;
	const char *what = cell(batch, COLUMN_ITEM, typed, sizeof(typed));
	const char *copies = cell(batch, COLUMN_COUNT, number, sizeof(number));
	int at = batch->at[COLUMN_TEXT];
	/* It lives as long as the table: rows on their way point to it. */
	struct span said = at >= 0 && at < batch->row.count && batch->row.cells[at].text.len > 0
	                           ? batch->row.cells[at].text
	                           : (struct span){ NULL, 0 };
	enum ident_error error = item_from_person(span_of(what), &out, NULL);
	if (error != IDENT_OK || out.full ||
		item_parse(out_written(&out), &item, NULL) != IDENT_OK) {
		tell(batch, batch->row.line, words(ident_error_text(error)));
		return EXIT_DONE;
	}
	if (copies[0] && (!span_number(span_of(copies), LABEL_COPIES_MOST, &count) || count < 1)) {
		tell(batch, batch->row.line, _("not a number of copies"));
		return EXIT_DONE;
	}
	int code = label_item(batch->job, item, said, (int)count);
	if (code != EXIT_DONE && !batch->job->broken) {
		tell(batch, batch->row.line, _("not printed"));
		return EXIT_DONE;
	}
	return code;
}

static int64_t count_rows(struct span text)
{
	int64_t rows = 0;
	for (size_t i = 0; i < text.len; i++)
		rows += text.at[i] == '\n';
	return rows;
}

static int read_rows(struct batch *batch)
{
	int code = EXIT_DONE;
	while (code == EXIT_DONE) {
		enum csv_error error = csv_next(&batch->csv, &batch->row);
		if (error == CSV_END)
			break;
		if (error == CSV_OK) {
			code = take_row(batch);
			continue;
		}
		tell(batch, batch->row.wrong_line, words(csv_error_text(error)));
		if (error == CSV_ROWS_MANY)
			break;
	}
	if (code == EXIT_DONE)
		code = label_strip_flush(batch->job);
	if (code == EXIT_DONE && batch->refused > 0)
		code = complain(batch->job->call, EXIT_FAILED, _("%lld rows were not printed"),
			(long long)batch->refused);
	return code;
}

int label_batch(struct label_job *job, const char *path)
{
	struct buf text = { 0 };
	struct batch *batch = calloc(1, sizeof(*batch));
	int code = batch ? text_file_read(job->call, path, CSV_TEXT_MOST, &text)
	                 : complain(job->call, EXIT_FAILED, _("no memory"));
	if (code == EXIT_DONE) {
		batch->job = job;
		batch->path = path;
		job->total = count_rows(buf_written(&text));
		csv_open(&batch->csv, text.at, text.len);
		code = read_heads(batch);
		if (code == EXIT_DONE)
			code = read_rows(batch);
	}
	buf_free(&text);
	free(batch);
	return code;
}
