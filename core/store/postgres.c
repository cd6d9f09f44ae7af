/*
 * The PostgreSQL driver: a store on a server, for those whom one machine is not enough. A store is the tables of
 * one schema of one database; `where` is the address of it, as libpq takes it.
 */
#include "core/store/postgres.h"

#include "core/base/words.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SERVER_LEAST 130000 /* of PostgreSQL; tried with 15 */
#define VERSION_MOST 9999

#define SETTINGS                                \
	"set standard_conforming_strings = on;" \
	"set client_min_messages = warning;"    \
	"set jit = off;" /* each of ours is short; compiling it is not */

static const char settings_of_reader[] = SETTINGS "set default_transaction_read_only = on;";
/* A commit is on the disk; and the server notices a writer whose machine has vanished, and lets its lock go. */
static const char settings_of_writer[] = SETTINGS "set synchronous_commit = on;"
						  "set tcp_keepalives_idle = 30;"
						  "set tcp_keepalives_interval = 10;"
						  "set tcp_keepalives_count = 3;"
						  "set lock_timeout = '2s';";

/* At most one writer of a schema, from whatever machine; it is let go with the connection, which may take the server
 * a moment: so it is waited for. The number is "PigT". */
static const char take_lock[] = "select 1 from (select pg_advisory_lock(1349080916,"
				" cast(cast(oid as bigint) % 2147483647 as integer))"
				" from pg_namespace where nspname = current_schema()) as taken";

/* By the beginning of its SQLSTATE; the longer ones first. */
static const struct {
	const char *state;
	int fault;
} codes[] = {
	{ "25006", FAULT_IO }, /* read only: a standby */
	{ "55P03", FAULT_BUSY },
	{ "57014", FAULT_BUSY }, /* asked to stop */
	{ "3D000", FAULT_NOT_FOUND },
	{ "3F000", FAULT_NOT_FOUND },
	{ "42501", FAULT_SETTING }, /* not allowed */
	{ "53200", FAULT_MEMORY },
	{ "08", FAULT_IO },
	{ "28", FAULT_SETTING }, /* who are you? */
	{ "40", FAULT_BUSY },
	{ "53", FAULT_IO }, /* disk full, too many connections */
	{ "54", FAULT_LIMIT },
	{ "57", FAULT_IO }, /* going down, coming up */
	{ "58", FAULT_IO },
};

static struct pg *pg_of(struct engine *engine)
{
	return (struct pg *)(void *)engine;
}

static void ignore_notice(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

int pg_fail(struct pg *pg, const PGresult *result, const char *doing, struct fault *fault)
{
	const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	const char *said = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	int code = result && PQstatus(pg->conn) == CONNECTION_OK ? FAULT_CORRUPT : FAULT_IO;
	pg->doubtful = true;
	for (size_t i = 0; state && i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (strncmp(state, codes[i].state, strlen(codes[i].state)) == 0) {
			code = codes[i].fault;
			break;
		}
	}
	if (!said)
		said = PQerrorMessage(pg->conn);
	int len = (int)strcspn(said, "\n");
	return fault_set(fault, code, "store: %s: %.*s", words(doing), len, said);
}

/* ---- waiting ---- */

static int lose(struct pg *pg, const char *doing, struct fault *fault)
{
	pg->ready = false; /* whatever libpq thinks of it */
	return pg_fail(pg, NULL, doing, fault);
}

/* Results end with that of the sync; each is followed by a NULL but that one. Two in a row come of a connection that
 * is gone, even where libpq has not noticed. */
int pg_wait(struct pg *pg, PGresult **rows, const char *doing, struct fault *fault)
{
	int code = 0;
	PGresult *kept = NULL;
	bool gone = false, ended = false, after_null = false;
	pg->sent = 0;
	if (PQpipelineSync(pg->conn) != 1)
		return lose(pg, doing, fault);
	while (!ended && !gone) {
		PGresult *result = PQgetResult(pg->conn);
		ExecStatusType status = result ? PQresultStatus(result) : PGRES_EMPTY_QUERY;
		if (status == PGRES_FATAL_ERROR && code == 0)
			code = pg_fail(pg, result, doing, fault);
		gone = PQstatus(pg->conn) == CONNECTION_BAD || (!result && after_null);
		ended = status == PGRES_PIPELINE_SYNC;
		after_null = !result;
		if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
			PQclear(kept);
			kept = result;
		} else {
			PQclear(result);
		}
	}
	if (gone)
		code = lose(pg, doing, code == 0 ? fault : NULL);
	if (code == 0 && rows && !kept)
		code = fault_set(fault, FAULT_IO, "store: %s: no answer", words(doing));
	if (code != 0 || !rows) {
		PQclear(kept);
		return code;
	}
	*rows = kept;
	return 0;
}

static int say(
	struct pg *pg, const char *sql, PGresult **rows, const char *doing, struct fault *fault)
{
	if (PQsendQueryParams(pg->conn, sql, 0, NULL, NULL, NULL, NULL, 0) != 1)
		return pg_fail(pg, NULL, doing, fault);
	return pg_wait(pg, rows, doing, fault);
}

/* One value as text; "" if there is none. */
static int ask(struct pg *pg, const char *sql, char *into, size_t size, struct fault *fault)
{
	PGresult *rows = NULL;
	int code = say(pg, sql, &rows, N_("cannot open"), fault);
	if (code != 0)
		return code;
	bool there = PQntuples(rows) == 1 && PQgetisnull(rows, 0, 0) == 0;
	(void)span_copy(span_of(there ? PQgetvalue(rows, 0, 0) : ""), into, size);
	PQclear(rows);
	return 0;
}

static int run_script(struct pg *pg, const char *sql, const char *doing, struct fault *fault)
{
	int code = 0;
	PGresult *result = PQexec(pg->conn, sql);
	ExecStatusType status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		code = pg_fail(pg, result, doing, fault);
	PQclear(result);
	return code;
}

/* Several statements at once are not for a pipeline. */
static int pg_script(struct engine *engine, const char *sql, struct fault *fault)
{
	static const char doing[] = N_("cannot run a script");
	struct pg *pg = pg_of(engine);
	int code = pg_wait(pg, NULL, doing, fault);
	if (code != 0)
		return code;
	if (PQexitPipelineMode(pg->conn) != 1)
		return pg_fail(pg, NULL, doing, fault);
	code = run_script(pg, sql, doing, fault);
	if (PQenterPipelineMode(pg->conn) != 1 && code == 0)
		code = pg_fail(pg, NULL, doing, fault);
	return code;
}

/* ---- coming and going ---- */

static int lock_schema(struct pg *pg, struct fault *fault)
{
	char got[8];
	int code = ask(pg, take_lock, got, sizeof(got), fault);
	if (code == FAULT_BUSY)
		return fault_set(
			fault, FAULT_BUSY, "the database is being written by another process");
	if (code == 0 && got[0] == '\0')
		return fault_set(fault, FAULT_NOT_FOUND,
			"the address names a schema that the database does not have");
	return code;
}

static int check_server(struct pg *pg, struct fault *fault)
{
	int version = PQserverVersion(pg->conn);
	const char *encoding = PQparameterStatus(pg->conn, "server_encoding");
	if (version < SERVER_LEAST)
		return fault_set(fault, FAULT_SETTING, "PostgreSQL %d is too old: it has to be %d",
			version / 10000, SERVER_LEAST / 10000);
	if (!encoding || strcmp(encoding, "UTF8") != 0)
		return fault_set(fault, FAULT_SETTING,
			"the database keeps %s: a store needs one that keeps UTF8",
			encoding ? encoding : "?");
	return 0;
}

/* What a fresh connection needs. */
static int set_up(struct pg *pg, struct fault *fault)
{
	static const char doing[] = N_("cannot connect");
	pg->generation++;
	pg->doubtful = false;
	pg->in_transaction = false;
	pg->sent = 0;
	if (PQstatus(pg->conn) != CONNECTION_OK)
		return pg_fail(pg, NULL, doing, fault);
	(void)PQsetNoticeReceiver(pg->conn, ignore_notice, NULL);
	int code = check_server(pg, fault);
	if (code == 0)
		code = run_script(pg,
			pg->mode == ENGINE_READ ? settings_of_reader : settings_of_writer, doing,
			fault);
	if (code == 0 && PQenterPipelineMode(pg->conn) != 1)
		code = pg_fail(pg, NULL, doing, fault);
	if (code == 0 && pg->mode != ENGINE_READ)
		code = lock_schema(pg, fault);
	pg->ready = code == 0;
	return code;
}

int pg_awake(struct pg *pg, struct fault *fault)
{
	assert(!pg->in_transaction);
	if (!pg->ready || PQstatus(pg->conn) != CONNECTION_OK) {
		pg->ready = false;
		PQreset(pg->conn);
		return set_up(pg, fault);
	}
	if (!pg->doubtful)
		return 0;
	pg->doubtful = false;
	pg->generation++;
	return say(pg, "deallocate all", NULL, N_("cannot go on"), fault);
}

static void pg_close(struct engine *engine)
{
	struct pg *pg = pg_of(engine);
	PQfinish(pg->conn);
	free(pg);
}

/* What an address does not say has these values: a server that has vanished is noticed. */
static PGconn *connect_to(const char *where)
{
	static const char *const names[] = { "connect_timeout", "keepalives_idle",
		"tcp_user_timeout", "fallback_application_name", "dbname", "client_encoding",
		NULL };
	const char *const values[] = { "10", "30", "30000", "pigtrace", where, "UTF8", NULL };
	return PQconnectdbParams(names, values, 1);
}

static int check_empty(struct pg *pg, struct fault *fault)
{
	char name[64];
	int code = ask(pg, "select cast(to_regclass('meta') as text)", name, sizeof(name), fault);
	if (code == 0 && name[0] != '\0')
		code = fault_set(fault, FAULT_SETTING, "there is a store in the database already");
	return code;
}

static int pg_open(
	const char *where, enum engine_mode mode, struct engine **engine, struct fault *fault)
{
	struct pg *pg = calloc(1, sizeof(*pg));
	if (!pg)
		return fault_set(fault, FAULT_MEMORY, "no memory to open a store");
	pg->engine.ops = &engine_postgres;
	pg->mode = mode;
	pg->conn = connect_to(where);
	int code = pg->conn ? set_up(pg, fault)
	                    : fault_set(fault, FAULT_MEMORY, "no memory to open a store");
	if (code == 0 && mode == ENGINE_CREATE)
		code = check_empty(pg, fault);
	if (code != 0) {
		pg_close(&pg->engine);
		return code;
	}
	*engine = &pg->engine;
	return 0;
}

static int pg_version(struct engine *engine, int *version, struct fault *fault)
{
	char name[64], digits[16] = "";
	int64_t number = 0;
	struct pg *pg = pg_of(engine);
	int code = ask(pg, "select cast(to_regclass('meta') as text)", name, sizeof(name), fault);
	if (code == 0 && name[0] != '\0')
		code = ask(pg,
			"select value from meta where key = 'schema' and exists"
			" (select 1 from meta where key = 'application' and value = 'pigtrace')",
			digits, sizeof(digits), fault);
	if (code == 0 && !span_number(span_of(digits), VERSION_MOST, &number))
		code = fault_set(fault, FAULT_SETTING, "there is no store in the database");
	*version = (int)number;
	return code;
}

/* ---- transactions ---- */

static int pg_begin(struct engine *engine, bool writing, struct fault *fault)
{
	struct pg *pg = pg_of(engine);
	int code = pg_awake(pg, fault);
	if (code == 0)
		code = say(pg,
			writing ? "begin" : "begin isolation level repeatable read read only", NULL,
			N_("cannot begin"), fault);
	pg->in_transaction = code == 0;
	return code;
}

/* A transaction in which something failed is answered, too: with what came of it. */
static int pg_commit(struct engine *engine, struct fault *fault)
{
	struct pg *pg = pg_of(engine);
	PGresult *result = NULL;
	int code = say(pg, "commit", &result, N_("cannot commit"), fault);
	if (code != 0)
		return code;
	pg->in_transaction = false;
	if (strcmp(PQcmdStatus(result), "COMMIT") != 0)
		code = fault_set(fault, FAULT_IO, "store: cannot commit: it was rolled back");
	PQclear(result);
	return code;
}

static void pg_rollback(struct engine *engine)
{
	struct pg *pg = pg_of(engine);
	if (!pg->in_transaction)
		return;
	/* If this fails, the connection is gone, and the transaction with it. */
	(void)say(pg, "rollback", NULL, N_("cannot go on"), NULL);
	pg->in_transaction = false;
}

/* ---- what a server does by itself ---- */

static int pg_checkpoint(struct engine *engine, int pages, struct fault *fault)
{
	(void)engine;
	(void)pages;
	(void)fault;
	return 0;
}

static int pg_spill(struct engine *engine, struct fault *fault)
{
	(void)engine;
	(void)fault;
	return 0;
}

const struct engine_ops engine_postgres = {
	.open = pg_open,
	.close = pg_close,
	.version = pg_version,
	.script = pg_script,
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.checkpoint = pg_checkpoint,
	.spill = pg_spill,
	.check =
		NULL, /* its files are not ours to read: pg_amcheck and data checksums look after them */
	.prepare = pg_prepare,
	.finalize = pg_finalize,
	.bind_int = pg_bind_int,
	.bind_text = pg_bind_text,
	.bind_blob = pg_bind_blob,
	.bind_null = pg_bind_null,
	.step = pg_step,
	.reset = pg_reset,
	.is_null = pg_is_null,
	.get_int = pg_get_int,
	.get_text = pg_get_text,
	.get_blob = pg_get_blob,
	.migrations = sql_migrations_postgresql,
};
