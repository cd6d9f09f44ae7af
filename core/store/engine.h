/*
 * engine.h - what the store asks of a database, and no more: a driver is one struct engine_ops.
 *
 * SQL     one text for all engines (schema/query), named by enum sql_id; parameters are $1, $2 ... and
 *         are bound by that number. Each is prepared once and kept; where one is still giving rows
 *         and is asked for again, a second one is prepared.
 * Checks  a failed bind is remembered and comes out of the next engine_row or engine_run. A span {NULL, 0}
 *         is bound as null, and null is read as {NULL, 0} or 0.
 * Late    what gives no rows may be under way still when its call returns: how it went comes out of a later call
 *         of the same transaction, at the latest its commit.
 * Life    bound bytes must live until the statement has given its last row or was released; spans
 *         of a row until its next one.
 */
#ifndef PIGTRACE_STORE_ENGINE_H
#define PIGTRACE_STORE_ENGINE_H

#include "core/base/bytes.h"
#include "core/base/fault.h"
#include "core/store/sql.gen.h"

enum engine_mode {
	ENGINE_READ,
	ENGINE_WRITE,
	ENGINE_CREATE /* the file is not there yet */
};

struct engine;

struct statement {
	struct engine *engine;
	struct statement *next; /* another of the same SQL */
	enum sql_id id;
	bool busy;
};

typedef int engine_text_fn(void *context, struct span text);

struct engine_ops {
	int (*open)(const char *where, enum engine_mode mode, struct engine **engine,
		struct fault *fault);
	void (*close)(struct engine *engine);
	/* Its schema version; a fault if it is no store of ours. */
	int (*version)(struct engine *engine, int *version, struct fault *fault);
	/* Several statements, without parameters. */
	int (*script)(struct engine *engine, const char *sql, struct fault *fault);
	int (*begin)(struct engine *engine, bool writing, struct fault *fault);
	int (*commit)(struct engine *engine, struct fault *fault);
	void (*rollback)(struct engine *engine); /* nothing to do outside of a transaction */
	/* Tidy up if more than `pages` of it wait; 0: all of it, now. */
	int (*checkpoint)(struct engine *engine, int pages, struct fault *fault);

	/* From now on, what a statement sorts or keeps in passing goes to temporary files when it is much; before, it
	 * stays in memory. Not within a transaction. */
	int (*spill)(struct engine *engine, struct fault *fault);

	/* The engine's own check of its file: a text for every complaint; a call that does not return 0 ends it. NULL: it
	 * has no file that could be read here. */
	int (*check)(
		struct engine *engine, engine_text_fn *each, void *context, struct fault *fault);
	/* What this transaction sees, into a new store of this engine at `path`, durable, faster than by reading it; NULL if
	 * there is no such way. The original is only read. */
	int (*copy)(struct engine *engine, const char *path, struct fault *fault);

	int (*prepare)(struct engine *engine, enum sql_id id, struct statement **statement,
		struct fault *fault);
	void (*finalize)(struct statement *statement);
	void (*bind_int)(struct statement *statement, int n, int64_t value);
	void (*bind_text)(struct statement *statement, int n, struct span value);
	void (*bind_blob)(struct statement *statement, int n, struct span value);
	void (*bind_null)(struct statement *statement, int n);
	/* 1: a row. 0: no more. Or a fault. */
	int (*step)(struct statement *statement, struct fault *fault);
	void (*reset)(struct statement *statement);
	/* Columns are counted from 0. */
	bool (*is_null)(struct statement *statement, int column);
	int64_t (*get_int)(struct statement *statement, int column);
	struct span (*get_text)(struct statement *statement, int column);
	struct span (*get_blob)(struct statement *statement, int column);

	const struct sql_migration *migrations; /* a number of 0 ends them */
};

struct engine {
	const struct engine_ops *ops;
	struct statement *kept[SQL_COUNT];
};

extern const struct engine_ops engine_sqlite;
extern const struct engine_ops engine_postgres;

/* Kept statements are finalized, too. NULL is allowed. */
void engine_close(struct engine *engine);

/* A statement that is not in use. Give it back with engine_release or engine_run. */
int engine_take(struct engine *engine, enum sql_id id, struct statement **statement,
	struct fault *fault) MUST_CHECK;
void engine_release(struct statement *statement);

/* The next row: 1, or 0 or a fault with the statement released. */
int engine_row(struct statement *statement, struct fault *fault) MUST_CHECK;
/* Rows one by one, as long as *code, which begins at 0, stays 0. At the end the statement is released, and *code is the
 * fault of the row or of whoever took the last one. */
bool engine_next(struct statement *statement, int *code, struct fault *fault) MUST_CHECK;
/* To the end, rows or not; released in any case. */
int engine_run(struct statement *statement, struct fault *fault) MUST_CHECK;

static inline void bind_int(struct statement *statement, int n, int64_t value)
{
	statement->engine->ops->bind_int(statement, n, value);
}

static inline void bind_text(struct statement *statement, int n, struct span value)
{
	statement->engine->ops->bind_text(statement, n, value);
}

static inline void bind_blob(struct statement *statement, int n, struct span value)
{
	statement->engine->ops->bind_blob(statement, n, value);
}

static inline void bind_null(struct statement *statement, int n)
{
	statement->engine->ops->bind_null(statement, n);
}

static inline bool row_is_null(struct statement *statement, int column)
{
	return statement->engine->ops->is_null(statement, column);
}

static inline int64_t row_int(struct statement *statement, int column)
{
	return statement->engine->ops->get_int(statement, column);
}

static inline struct span row_text(struct statement *statement, int column)
{
	return statement->engine->ops->get_text(statement, column);
}

static inline struct span row_blob(struct statement *statement, int column)
{
	return statement->engine->ops->get_blob(statement, column);
}

#endif
