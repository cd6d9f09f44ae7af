/*
 * postgres.h - what the two files of the PostgreSQL driver share: postgres.c, the connection and transactions, and
 * postgres_rows.c, statements and their rows.
 *
 * A connection is in pipeline mode for all its life: what gives no rows is only sent, and how it went is known with
 * the next thing that is waited for, at the latest the commit. So a batch of ten thousand inserts waits for the network a few
 * hundred times, and a failure still fails the batch it belongs to.
 */
#ifndef PIGTRACE_STORE_POSTGRES_H
#define PIGTRACE_STORE_POSTGRES_H

#include "core/store/engine.h"

#include <libpq-fe.h>

struct pg {
	struct engine engine;
	PGconn *conn;
	enum engine_mode mode;
	bool ready; /* connected, and set up as it has to be */
	bool in_transaction;
	bool doubtful; /* something failed: what was prepared may not be there */
	unsigned
		generation; /* of prepared statements: a new connection has none, and so has one after a failure */
	unsigned named; /* names given so far */
	size_t sent;    /* and not waited for */
};

/* A fault, as what PostgreSQL says of a result; NULL: of the connection. */
int pg_fail(struct pg *pg, const PGresult *result, const char *doing, struct fault *fault);

/* Before anything outside of a transaction: the connection, made again if it is gone, with nothing doubtful. */
int pg_awake(struct pg *pg, struct fault *fault) MUST_CHECK;

/* How all that was sent went. *rows, unless NULL, is what the last of it gave; whoever asked frees it. */
int pg_wait(struct pg *pg, PGresult **rows, const char *doing, struct fault *fault) MUST_CHECK;

/* postgres_rows.c, as engine.h says */
int pg_prepare(struct engine *engine, enum sql_id id, struct statement **statement,
	struct fault *fault) MUST_CHECK;
void pg_finalize(struct statement *statement);
void pg_bind_int(struct statement *statement, int n, int64_t value);
void pg_bind_text(struct statement *statement, int n, struct span value);
void pg_bind_blob(struct statement *statement, int n, struct span value);
void pg_bind_null(struct statement *statement, int n);
int pg_step(struct statement *statement, struct fault *fault) MUST_CHECK;
void pg_reset(struct statement *statement);
bool pg_is_null(struct statement *statement, int column);
int64_t pg_get_int(struct statement *statement, int column);
struct span pg_get_text(struct statement *statement, int column);
struct span pg_get_blob(struct statement *statement, int column);

#endif
