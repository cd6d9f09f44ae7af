/* A stored note, byte for byte as it was signed: its header, its lines from the log and the quarantine. */
#include "core/store/inner.h"

#define LINE_SEQ 3 /* $3 of event_named and held_named */

/*
 * Append the line that the rows give: the one that came with this note, else the first. A line that
 * had come before (STORE_SAME) belongs to an earlier note. Returns whether it was the note's own, and
 * sets *found if there was any.
 */
static int pick(struct statement *rows, int64_t note, struct buf *line, bool *own, bool *found,
	struct fault *fault)
{
	int code;
	while ((code = engine_row(rows, fault)) > 0) {
		*own = row_int(rows, 1) == note;
		if (*own || !*found) {
			buf_clear(line);
			buf_span(line, row_blob(rows, 2));
			*found = true;
		}
		if (*own) {
			engine_release(rows);
			return 0;
		}
	}
	return code;
}

static int append_line(struct store *store, int64_t note, struct event_name name, struct buf *line,
	struct buf *into, struct fault *fault)
{
	static const enum sql_id sources[] = { SQL_EVENT_NAMED, SQL_HELD_NAMED };
	bool own = false, found = false;
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]) && !own; i++) {
		struct statement *rows;
		int code = engine_take(store->engine, sources[i], &rows, fault);
		if (code != 0)
			return code;
		bind_text(rows, 1, name.station);
		bind_int(rows, 2, name.epoch);
		bind_int(rows, LINE_SEQ, name.seq);
		if (sources[i] == SQL_EVENT_NAMED)
			bind_int(rows, 4, name.seq - BUNDLE_EVENTS_MOST);
		code = pick(rows, note, line, &own, &found, fault);
		if (code != 0)
			return code;
	}
	if (!found)
		return fault_set(fault, FAULT_CORRUPT, "%.*s/%lld/%lld of note %lld is not there",
			(int)name.station.len, name.station.at, (long long)name.epoch,
			(long long)name.seq, (long long)note);
	buf_span(into, buf_written(line));
	buf_char(into, '\n');
	return 0;
}

static int append_note(struct store *store, int64_t no, struct statement *row, struct buf *into,
	struct fault *fault)
{
	char header[BUNDLE_HEADER_MOST + 1];
	struct out out = out_into(header, sizeof(header));
	struct buf line = { 0 };
	struct event_name name = { row_text(row, 0), row_int(row, 1), row_int(row, 2) };
	int64_t count = row_int(row, 3);
	int code = 0;
	bundle_header(&out, name.station, name.epoch, name.seq, (int)count);
	if (out.full)
		return fault_set(
			fault, FAULT_CORRUPT, "the header of note %lld is too long", (long long)no);
	buf_span(into, out_written(&out));
	for (int64_t i = 0; code == 0 && i < count; i++, name.seq++)
		code = append_line(store, no, name, &line, into, fault);
	buf_char(into, '\n');
	buf_span(into, row_text(row, 4));
	if (code == 0 && (into->failed || line.failed))
		code = fault_set(fault, FAULT_MEMORY, "no memory for note %lld", (long long)no);
	buf_free(&line);
	return code;
}

int store_note_bytes(struct store *store, int64_t note, struct buf *into, struct fault *fault)
{
	struct statement *row;
	int code = engine_take(store->engine, SQL_NOTE_GET, &row, fault);
	if (code != 0)
		return code;
	bind_int(row, 1, note);
	code = engine_row(row, fault);
	if (code == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "no note %lld", (long long)note);
	if (code < 0)
		return code;
	code = append_note(store, note, row, into, fault);
	engine_release(row);
	return code;
}
