#include "core/store/archive.h"

#include "core/store/archive_keep.h"
#include "core/store/draft.h"
#include "core/store/inner.h"

#include <sodium.h>
#include <string.h>

struct moving {
	struct store *store;
	const struct archive_settings *settings;
	struct archive_writer *writer;
	struct buf bytes;
	int64_t no; /* of the archive */
	struct fault *fault;
};

struct span archived_hash(struct span line, unsigned char hash[static ARCHIVED_HASH])
{
	(void)crypto_generichash(
		hash, ARCHIVED_HASH, (const unsigned char *)line.at, line.len, NULL, 0);
	return (struct span){ (const char *)hash, ARCHIVED_HASH };
}

static int run(struct store *store, enum sql_id id, const int64_t *number, struct fault *fault)
{
	struct statement *statement;
	int code = engine_take(store->engine, id, &statement, fault);
	if (code != 0)
		return code;
	if (number)
		bind_int(statement, 1, *number);
	return engine_run(statement, fault);
}

/* ---- into the file ---- */

static int write_keys(struct moving *moving)
{
	struct statement *row;
	int code = engine_take(moving->store->engine, SQL_REGISTRY_NOTES, &row, moving->fault);
	if (code != 0)
		return code;
	while (engine_next(row, &code, moving->fault)) {
		struct archive_record record = { .kind = ARCHIVE_KEY, .no = row_int(row, 0) };
		buf_clear(&moving->bytes);
		code = store_note_bytes(moving->store, record.no, &moving->bytes, moving->fault);
		record.bytes = buf_written(&moving->bytes);
		if (code == 0)
			code = archive_write(moving->writer, &record, moving->fault);
	}
	return code;
}

static int write_held(struct moving *moving, int64_t note)
{
	struct statement *row;
	int code = engine_take(moving->store->engine, SQL_MOVE_HELD, &row, moving->fault);
	if (code != 0)
		return code;
	bind_int(row, 1, note);
	while (engine_next(row, &code, moving->fault)) {
		struct archive_record record = { .kind = ARCHIVE_HELD,
			.no = note,
			.seq = row_int(row, 0),
			.rule = row_text(row, 1),
			.at = row_int(row, 3) };
		code = archive_write(moving->writer, &record, moving->fault);
	}
	return code;
}

/* Its numbers stay known here. */
static int remember_lines(struct moving *moving, int64_t got_ms)
{
	struct note_parts parts;
	struct bundle bundle;
	struct span line;
	size_t at;
	if (note_split(buf_written(&moving->bytes), &parts, &at) != NOTE_OK ||
		bundle_parse(parts.text, &bundle, &at) != NOTE_OK)
		return fault_set(moving->fault, FAULT_CORRUPT, "a note does not read back");
	for (int64_t seq = bundle.first; bundle_next(&bundle.lines, &line); seq++) {
		unsigned char hash[ARCHIVED_HASH];
		struct statement *statement;
		int code = engine_take(
			moving->store->engine, SQL_ARCHIVED_PUT, &statement, moving->fault);
		if (code != 0)
			return code;
		bind_text(statement, 1, bundle.station);
		bind_int(statement, 2, bundle.epoch);
		bind_int(statement, 3, seq);
		bind_blob(statement, 4, archived_hash(line, hash));
		bind_int(statement, 5, got_ms);
		bind_int(statement, 6, moving->no);
		code = engine_run(statement, moving->fault);
		if (code != 0)
			return code;
	}
	return 0;
}

static int write_note(struct moving *moving, int64_t no, int64_t got_ms)
{
	struct archive_record record = { .kind = ARCHIVE_NOTE, .no = no, .got_ms = got_ms };
	buf_clear(&moving->bytes);
	int code = store_note_bytes(moving->store, no, &moving->bytes, moving->fault);
	record.bytes = buf_written(&moving->bytes);
	if (code == 0)
		code = archive_write(moving->writer, &record, moving->fault);
	if (code == 0)
		code = write_held(moving, no);
	return code != 0 ? code : remember_lines(moving, got_ms);
}

static int write_plain(struct moving *moving, struct statement *row)
{
	struct archive_record record = { .kind = ARCHIVE_PLAIN,
		.no = row_int(row, 0),
		.station = row_text(row, 1),
		.got_ms = row_int(row, 2),
		.bytes = row_text(row, 3) };
	return archive_write(moving->writer, &record, moving->fault);
}

/* All rows of move_notes or move_plain. */
static int write_rows(struct moving *moving, enum sql_id id)
{
	int64_t after = 0, before;
	do {
		struct statement *row;
		int code = engine_take(moving->store->engine, id, &row, moving->fault);
		if (code != 0)
			return code;
		before = after;
		bind_int(row, 1, after);
		bind_int(row, 2, CHUNK_EVENTS);
		while (engine_next(row, &code, moving->fault)) {
			after = row_int(row, 0);
			code = id == SQL_MOVE_NOTES ? write_note(moving, after, row_int(row, 1))
			                            : write_plain(moving, row);
		}
		if (code != 0)
			return code;
	} while (after != before);
	return 0;
}

static int write_all(struct moving *moving, const char *draft, struct archive_done *done,
	char hash[static ARCHIVE_HASH_TEXT])
{
	int code = archive_create(&moving->writer, draft, moving->fault);
	if (code == 0)
		code = write_keys(moving);
	if (code == 0)
		code = write_rows(moving, SQL_MOVE_NOTES);
	if (code == 0)
		code = write_rows(moving, SQL_MOVE_PLAIN);
	if (code == 0)
		code = archive_finish(
			moving->writer, &done->notes, &done->plain, hash, moving->fault);
	archive_close(moving->writer);
	moving->writer = NULL;
	return code;
}

static int read_back(const char *draft, const struct note_public *admin,
	const struct archive_done *done, const char *hash, struct fault *fault)
{
	struct archive_report report;
	int code = archive_verify(draft, admin, &report, fault);
	if (code == 0 && (report.unverified != 0 || report.notes != done->notes ||
				 report.plain != done->plain || strcmp(report.hash, hash) != 0))
		code = fault_set(fault, FAULT_CORRUPT, "%s does not read back", draft);
	return code;
}

/* ---- out of the store ---- */

static int next_no(struct moving *moving)
{
	struct statement *row;
	int code = engine_take(moving->store->engine, SQL_ARCHIVE_EACH, &row, moving->fault);
	moving->no = 1;
	if (code != 0)
		return code;
	while (engine_next(row, &code, moving->fault))
		moving->no = row_int(row, 0) + 1;
	return code;
}

static int put_entry(struct moving *moving, const struct archive_done *done, const char *hash)
{
	struct statement *put;
	const char *slash = strrchr(moving->settings->path, '/');
	int code = engine_take(moving->store->engine, SQL_ARCHIVE_PUT, &put, moving->fault);
	if (code != 0)
		return code;
	bind_int(put, 1, moving->no);
	bind_text(put, 2, span_of(slash ? slash + 1 : moving->settings->path));
	bind_int(put, 3, moving->settings->now_ms);
	bind_int(put, 4, moving->settings->before_ms);
	bind_int(put, 5, done->notes);
	bind_int(put, 6, done->plain);
	bind_text(put, 7, span_of(hash));
	return engine_run(put, moving->fault);
}

static int drop_all(struct moving *moving, const struct archive_done *done, const char *hash)
{
	static const enum sql_id drops[] = { SQL_MOVE_DROP_EVENT, SQL_MOVE_DROP_HELD,
		SQL_MOVE_DROP_NOTE };
	int64_t unread = 0;
	int code = put_entry(moving, done, hash);
	if (code == 0)
		code = run(moving->store, SQL_ARCHIVED_ITEM_PUT, &moving->no, moving->fault);
	if (code == 0)
		code = run(moving->store, SQL_LINKS_INDEX_DROP, NULL, moving->fault);
	for (size_t i = 0; code == 0 && i < sizeof(drops) / sizeof(drops[0]); i++)
		code = run(moving->store, drops[i], NULL, moving->fault);
	if (code == 0)
		code = keep_clear(moving->store, moving->fault);
	return code != 0 ? code : rebuild_derived(moving->store, &unread, moving->fault);
}

/* In one batch. */
static int move(struct moving *moving, const char *draft, struct archive_done *done)
{
	char hash[ARCHIVE_HASH_TEXT];
	int code = next_no(moving);
	if (code == 0)
		code = links_settle_all(moving->store, moving->fault);
	if (code == 0)
		code = run(moving->store, SQL_LINKS_INDEX, NULL, moving->fault);
	if (code == 0)
		code = keep_choose(
			moving->store, moving->settings, &done->unverified, moving->fault);
	if (code == 0)
		code = write_all(moving, draft, done, hash);
	if (code != 0 || done->notes + done->plain == 0)
		return code;
	code = read_back(draft, moving->settings->admin, done, hash, moving->fault);
	if (code == 0)
		code = drop_all(moving, done, hash);
	if (code == 0)
		code = draft_publish(draft, moving->settings->path, moving->fault);
	/* From here on the file stays, whatever becomes of the commit. */
	return code != 0 ? code : store_commit(moving->store, moving->fault);
}

int store_archive(struct store *store, const struct archive_settings *settings,
	struct archive_done *done, struct fault *fault)
{
	char draft[DRAFT_TEXT];
	struct moving moving = { .store = store, .settings = settings, .fault = fault };
	*done = (struct archive_done){ 0 };
	int code = draft_name(settings->path, draft, fault);
	if (code == 0)
		code = store->engine->ops->spill(store->engine, fault);
	if (code == 0)
		code = store_begin(store, fault);
	if (code != 0)
		return code;
	code = move(&moving, draft, done);
	store_rollback(store); /* nothing to do after a commit */
	draft_remove(draft);
	buf_free(&moving.bytes);
	return code;
}

/* ---- asking ---- */

static int walk(struct statement *row, archive_entry_fn *each, void *context, struct fault *fault)
{
	int code = 0;
	while (engine_next(row, &code, fault)) {
		struct archive_entry entry = { row_int(row, 0), row_text(row, 1), row_int(row, 2),
			row_int(row, 3), row_int(row, 4), row_int(row, 5), row_text(row, 6) };
		code = each(context, &entry);
	}
	return code;
}

int store_archives(struct store *store, archive_entry_fn *each, void *context, struct fault *fault)
{
	struct statement *row;
	int code = engine_take(store->engine, SQL_ARCHIVE_EACH, &row, fault);
	return code != 0 ? code : walk(row, each, context, fault);
}

int store_archives_of(struct store *store, struct item item, archive_entry_fn *each, void *context,
	struct fault *fault)
{
	struct statement *row;
	int code = engine_take(store->engine, SQL_ARCHIVE_OF_ITEM, &row, fault);
	if (code != 0)
		return code;
	bind_text(row, 1, span_of(item_kind_name(item.kind)));
	bind_text(row, 2, item.code);
	return walk(row, each, context, fault);
}
