/* The SQLite driver. */
#include "core/store/engine.h"

#include "core/base/words.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define APPLICATION_ID  0x50696754 /* "PigT"; the first migration sets it */
#define BUSY_MS         5000
#define PARAMETERS_MOST 16
#define COPY_PAGES      4096 /* at a step */

struct lite {
	struct engine engine;
	sqlite3 *db;
	int wal_pages; /* as of the last commit; a leftover log is at least one */
};

struct lite_statement {
	struct statement statement;
	sqlite3_stmt *stmt;
	int failed;                 /* the first bind that failed, as SQLite's code */
	unsigned bound;             /* bit n-1: $n has a value */
	unsigned all;               /* the bits of all parameters */
	int index[PARAMETERS_MOST]; /* of $1, $2 ...: SQLite numbers them by first appearance */
};

static const char settings_of_all[] = "pragma temp_store = memory;"
				      "pragma trusted_schema = off;"
				      "pragma cache_size = -32768;"; /* KiB */
static const char settings_of_large[] = "pragma temp_store = file;";
static const char settings_of_writer[] = "pragma synchronous = full;"
					 "pragma wal_autocheckpoint = 0;";
static const char settings_of_new[] = "pragma page_size = 8192;"
				      "pragma journal_mode = wal;";

static const struct {
	int sqlite;
	int fault;
} codes[] = {
	{ SQLITE_NOMEM, FAULT_MEMORY },
	{ SQLITE_BUSY, FAULT_BUSY },
	{ SQLITE_LOCKED, FAULT_BUSY },
	{ SQLITE_IOERR, FAULT_IO },
	{ SQLITE_FULL, FAULT_IO },
	{ SQLITE_CANTOPEN, FAULT_IO },
	{ SQLITE_READONLY, FAULT_IO },
	{ SQLITE_PERM, FAULT_IO },
	{ SQLITE_AUTH, FAULT_IO },
	{ SQLITE_PROTOCOL, FAULT_BUSY },
	{ SQLITE_TOOBIG, FAULT_LIMIT },
};

/* What SQLite says went wrong; whatever is not in the table means that the store is not as we made it. */
static int fail(sqlite3 *db, int result, const char *doing, struct fault *fault)
{
	if ((result & 0xff) == SQLITE_NOTADB)
		return fault_set(fault, FAULT_CORRUPT, "%s is not a pigtrace store, or is damaged",
			sqlite3_db_filename(db, "main"));
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (codes[i].sqlite == (result & 0xff))
			return fault_set(fault, codes[i].fault, "store: %s: %s", words(doing),
				words(db ? sqlite3_errmsg(db) : sqlite3_errstr(result)));
	}
	return fault_set(fault, FAULT_CORRUPT, "store: %s: %s", words(doing),
		words(db ? sqlite3_errmsg(db) : sqlite3_errstr(result)));
}

static struct lite *lite_of(struct engine *engine)
{
	return (struct lite *)(void *)engine;
}

static struct lite_statement *of(struct statement *statement)
{
	return (struct lite_statement *)(void *)statement;
}

static int run(struct lite *lite, const char *sql, const char *doing, struct fault *fault)
{
	int result = sqlite3_exec(lite->db, sql, NULL, NULL, NULL);
	return result == SQLITE_OK ? 0 : fail(lite->db, result, doing, fault);
}

static int remember_log(void *context, sqlite3 *db, const char *name, int pages)
{
	struct lite *lite = context;
	(void)db;
	(void)name;
	lite->wal_pages = pages;
	return SQLITE_OK;
}

static int set_up(struct lite *lite, enum engine_mode mode, struct fault *fault)
{
	int result = sqlite3_busy_timeout(lite->db, BUSY_MS);
	if (result == SQLITE_OK && mode == ENGINE_READ)
		result = sqlite3_db_config(lite->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	if (result != SQLITE_OK)
		return fail(lite->db, result, N_("cannot open"), fault);
	int code = run(lite, settings_of_all, N_("cannot open"), fault);
	if (code == 0 && mode == ENGINE_CREATE)
		code = run(lite, settings_of_new, N_("cannot create"), fault);
	if (code == 0 && mode != ENGINE_READ) {
		code = run(lite, settings_of_writer, N_("cannot open"), fault);
		(void)sqlite3_wal_hook(
			lite->db, remember_log, lite); /* after the pragma, which takes the hook */
	}
	return code;
}

static int lite_spill(struct engine *engine, struct fault *fault)
{
	return run(lite_of(engine), settings_of_large, N_("cannot open"), fault);
}

static void lite_close(struct engine *engine)
{
	struct lite *lite = lite_of(engine);
	int result =
		sqlite3_close(lite->db); /* a writer's is checkpointed here if it is the last */
	assert(result == SQLITE_OK);
	(void)result;
	free(lite);
}

static int lite_open(
	const char *where, enum engine_mode mode, struct engine **engine, struct fault *fault)
{
	static const int flags[] = {
		[ENGINE_READ] = SQLITE_OPEN_READONLY,
		[ENGINE_WRITE] = SQLITE_OPEN_READWRITE,
		[ENGINE_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
	};
	struct lite *lite = calloc(1, sizeof(*lite));
	if (!lite)
		return fault_set(fault, FAULT_MEMORY, "no memory to open %s", where);
	lite->engine.ops = &engine_sqlite;
	lite->wal_pages = 1;
	int result = sqlite3_open_v2(where, &lite->db, flags[mode] | SQLITE_OPEN_NOMUTEX, NULL);
	int code = result == SQLITE_OK ? set_up(lite, mode, fault)
	                               : fail(lite->db, result, where, fault);
	if (code != 0) {
		lite_close(&lite->engine);
		return code;
	}
	*engine = &lite->engine;
	return 0;
}

static int lite_pragma(struct lite *lite, const char *sql, int *value, struct fault *fault)
{
	sqlite3_stmt *stmt = NULL;
	int result = sqlite3_prepare_v2(lite->db, sql, -1, &stmt, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_step(stmt);
	if (result == SQLITE_ROW)
		*value = sqlite3_column_int(stmt, 0);
	int code = result == SQLITE_ROW ? 0 : fail(lite->db, result, N_("cannot open"), fault);
	(void)sqlite3_finalize(stmt);
	return code;
}

static int lite_version(struct engine *engine, int *version, struct fault *fault)
{
	struct lite *lite = lite_of(engine);
	int application = 0;
	int code = lite_pragma(lite, "pragma application_id", &application, fault);
	if (code != 0)
		return code;
	if (application != APPLICATION_ID)
		return fault_set(fault, FAULT_SETTING, "%s is not a pigtrace store",
			sqlite3_db_filename(lite->db, "main"));
	return lite_pragma(lite, "pragma user_version", version, fault);
}

static int lite_script(struct engine *engine, const char *sql, struct fault *fault)
{
	return run(lite_of(engine), sql, N_("cannot run a script"), fault);
}

static int lite_begin(struct engine *engine, bool writing, struct fault *fault)
{
	return run(
		lite_of(engine), writing ? "begin immediate" : "begin", N_("cannot begin"), fault);
}

static int lite_commit(struct engine *engine, struct fault *fault)
{
	return run(lite_of(engine), "commit", N_("cannot commit"), fault);
}

static void lite_rollback(struct engine *engine)
{
	struct lite *lite = lite_of(engine);
	/* SQLite may have rolled back itself (disk full, I/O error). A rollback that fails leaves nothing
	 * durable either: the log has no commit record. */
	if (!sqlite3_get_autocommit(lite->db))
		(void)sqlite3_exec(lite->db, "rollback", NULL, NULL, NULL);
}

static int lite_checkpoint(struct engine *engine, int pages, struct fault *fault)
{
	struct lite *lite = lite_of(engine);
	if (lite->wal_pages <= pages)
		return 0;
	/* Passive waits for nobody: what a reader still needs is moved the next time. */
	int mode = pages == 0 ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
	int left = 0, moved = 0;
	int result = sqlite3_wal_checkpoint_v2(lite->db, NULL, mode, &left, &moved);
	if (result != SQLITE_OK)
		return fail(lite->db, result, N_("cannot checkpoint"), fault);
	if (left == moved)
		lite->wal_pages = 0;
	return 0;
}

/* ---- looking after it ---- */

static int lite_check(
	struct engine *engine, engine_text_fn *each, void *context, struct fault *fault)
{
	struct lite *lite = lite_of(engine);
	sqlite3_stmt *stmt = NULL;
	int code = 0;
	int result = sqlite3_prepare_v2(lite->db, "pragma integrity_check", -1, &stmt, NULL);
	while (result == SQLITE_OK && (result = sqlite3_step(stmt)) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(stmt, 0);
		struct span said = span_of(text ? text : "");
		if (!span_is(said, "ok"))
			code = each(context, said);
		if (code != 0)
			break;
		result = SQLITE_OK;
	}
	if (code == 0 && result != SQLITE_DONE)
		code = fail(lite->db, result, N_("cannot check"), fault);
	(void)sqlite3_finalize(stmt);
	return code;
}

static int copy_pages(struct lite *from, sqlite3 *to, struct fault *fault)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from->db, "main");
	if (!backup)
		return fail(to, sqlite3_errcode(to), N_("cannot copy"), fault);
	int result;
	do
		result = sqlite3_backup_step(backup, COPY_PAGES);
	while (result == SQLITE_OK);
	int end = sqlite3_backup_finish(backup);
	return result == SQLITE_DONE && end == SQLITE_OK
	               ? 0
	               : fail(to, result == SQLITE_DONE ? end : result, N_("cannot copy"), fault);
}

/* The source is within a transaction of its own: its pages stand still, whoever writes meanwhile. */
static int lite_copy(struct engine *engine, const char *path, struct fault *fault)
{
	sqlite3 *to = NULL;
	int result = sqlite3_open_v2(
		path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	int code = result == SQLITE_OK ? copy_pages(lite_of(engine), to, fault)
	                               : fail(to, result, N_("cannot copy"), fault);
	result = sqlite3_close(to);
	return code == 0 && result != SQLITE_OK ? fail(NULL, result, N_("cannot copy"), fault)
	                                        : code;
}

/* ---- statements ---- */

static int find_parameters(struct lite_statement *self)
{
	char name[] = "$00";
	int count = sqlite3_bind_parameter_count(self->stmt);
	if (count > PARAMETERS_MOST)
		return SQLITE_RANGE;
	for (int n = 1; n <= count; n++) {
		struct out out = out_into(name, sizeof(name));
		out_char(&out, '$');
		out_number(&out, n);
		self->index[n - 1] = sqlite3_bind_parameter_index(self->stmt, name);
		if (self->index[n - 1] == 0)
			return SQLITE_RANGE;
		self->all |= 1u << (n - 1);
	}
	return SQLITE_OK;
}

static void lite_finalize(struct statement *statement)
{
	(void)sqlite3_finalize(of(statement)->stmt);
	free(statement);
}

static int lite_prepare(
	struct engine *engine, enum sql_id id, struct statement **statement, struct fault *fault)
{
	struct lite *lite = lite_of(engine);
	struct lite_statement *self = calloc(1, sizeof(*self));
	if (!self)
		return fault_set(fault, FAULT_MEMORY, "no memory for %s", sql_queries[id].name);
	int result = sqlite3_prepare_v3(
		lite->db, sql_queries[id].text, -1, SQLITE_PREPARE_PERSISTENT, &self->stmt, NULL);
	if (result == SQLITE_OK)
		result = find_parameters(self);
	if (result != SQLITE_OK) {
		int code = fail(lite->db, result, sql_queries[id].name, fault);
		lite_finalize(&self->statement);
		return code;
	}
	*statement = &self->statement;
	return 0;
}

/* Where $n is; the caller's next sqlite3_bind_ says so if there is none. */
static int place_of(struct lite_statement *self, int n)
{
	assert(n >= 1 && n <= PARAMETERS_MOST);
	self->bound |= 1u << (n - 1);
	return self->index[n - 1];
}

static void note_result(struct lite_statement *self, int result)
{
	if (result != SQLITE_OK && self->failed == SQLITE_OK)
		self->failed = result;
}

static void lite_bind_int(struct statement *statement, int n, int64_t value)
{
	struct lite_statement *self = of(statement);
	note_result(self, sqlite3_bind_int64(self->stmt, place_of(self, n), value));
}

static void lite_bind_null(struct statement *statement, int n)
{
	struct lite_statement *self = of(statement);
	note_result(self, sqlite3_bind_null(self->stmt, place_of(self, n)));
}

static void lite_bind_text(struct statement *statement, int n, struct span value)
{
	struct lite_statement *self = of(statement);
	note_result(self, sqlite3_bind_text64(self->stmt, place_of(self, n), value.at, value.len,
				  SQLITE_STATIC, SQLITE_UTF8));
}

static void lite_bind_blob(struct statement *statement, int n, struct span value)
{
	struct lite_statement *self = of(statement);
	note_result(self, sqlite3_bind_blob64(self->stmt, place_of(self, n), value.at, value.len,
				  SQLITE_STATIC));
}

static int lite_step(struct statement *statement, struct fault *fault)
{
	struct lite_statement *self = of(statement);
	assert(self->bound == self->all);
	int result = self->failed != SQLITE_OK ? self->failed : sqlite3_step(self->stmt);
	if (result == SQLITE_ROW)
		return 1;
	if (result == SQLITE_DONE)
		return 0;
	return fail(sqlite3_db_handle(self->stmt), result, sql_queries[statement->id].name, fault);
}

static void lite_reset(struct statement *statement)
{
	struct lite_statement *self = of(statement);
	(void)sqlite3_reset(self->stmt); /* says again what step said */
	self->failed = SQLITE_OK;
	self->bound = 0;
}

static bool lite_is_null(struct statement *statement, int column)
{
	return sqlite3_column_type(of(statement)->stmt, column) == SQLITE_NULL;
}

static int64_t lite_get_int(struct statement *statement, int column)
{
	return sqlite3_column_int64(of(statement)->stmt, column);
}

static struct span lite_get_blob(struct statement *statement, int column)
{
	sqlite3_stmt *stmt = of(statement)->stmt;
	if (lite_is_null(statement, column))
		return (struct span){ NULL, 0 };
	const char *bytes = sqlite3_column_blob(stmt, column);
	return (struct span){ bytes ? bytes : "", (size_t)sqlite3_column_bytes(stmt, column) };
}

const struct engine_ops engine_sqlite = {
	.open = lite_open,
	.close = lite_close,
	.version = lite_version,
	.script = lite_script,
	.begin = lite_begin,
	.commit = lite_commit,
	.rollback = lite_rollback,
	.checkpoint = lite_checkpoint,
	.spill = lite_spill,
	.check = lite_check,
	.copy = lite_copy,
	.prepare = lite_prepare,
	.finalize = lite_finalize,
	.bind_int = lite_bind_int,
	.bind_text = lite_bind_text,
	.bind_blob = lite_bind_blob,
	.bind_null = lite_bind_null,
	.step = lite_step,
	.reset = lite_reset,
	.is_null = lite_is_null,
	.get_int = lite_get_int,
	.get_text = lite_get_blob, /* the bytes of a text in UTF-8 are its blob */
	.get_blob = lite_get_blob,
	.migrations = sql_migrations_sqlite,
};
