/* Statements of the PostgreSQL driver: what is bound goes, and what comes back is read, in binary. */
#include "core/store/postgres.h"

#include "core/base/buf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PARAMETERS_MOST 16
#define NAME_TEXT       32
#define SENT_MOST \
	256 /* what they answer fits into a socket's buffers, so that neither side waits for ever */
#define FETCH_ROWS "2000"

/* Of pg_type: these numbers are part of PostgreSQL's protocol. */
enum type { TYPE_BOOL = 16, TYPE_BYTEA = 17, TYPE_INT8 = 20, TYPE_INT4 = 23, TYPE_TEXT = 25 };

struct value {
	Oid type; /* 0: null, of whatever type is due */
	const char *at;
	int len;
	char room[8]; /* of a number */
};

struct pg_statement {
	struct statement statement;
	struct pg *pg;
	char name[NAME_TEXT]; /* of the prepared statement or the cursor */
	unsigned generation;  /* it was prepared in; 0: it was not */
	bool cursor;          /* one is open */
	int count;            /* of parameters */
	struct value values[PARAMETERS_MOST];
	PGresult *rows; /* NULL: nothing was asked yet */
	int row;        /* of them; -1: before the first */
	char digits[24];
};

static struct pg_statement *of(struct statement *statement)
{
	return (struct pg_statement *)(void *)statement;
}

static const struct sql_query *query_of(const struct pg_statement *self)
{
	return &sql_queries[self->statement.id];
}

int pg_prepare(
	struct engine *engine, enum sql_id id, struct statement **statement, struct fault *fault)
{
	struct pg_statement *self = calloc(1, sizeof(*self));
	if (!self)
		return fault_set(fault, FAULT_MEMORY, "no memory for %s", sql_queries[id].name);
	self->pg = (struct pg *)(void *)engine;
	*statement = &self->statement;
	return 0;
}

/* What is prepared goes with the connection, which is about to be closed. */
void pg_finalize(struct statement *statement)
{
	PQclear(of(statement)->rows);
	free(statement);
}

/* ---- binding ---- */

static struct value *bind(struct statement *statement, int n)
{
	struct pg_statement *self = of(statement);
	assert(n >= 1 && n <= PARAMETERS_MOST);
	if (n > self->count)
		self->count = n;
	return &self->values[n - 1];
}

void pg_bind_int(struct statement *statement, int n, int64_t number)
{
	struct value *value = bind(statement, n);
	uint64_t bits = (uint64_t)number;
	for (size_t i = 0; i < sizeof(value->room); i++)
		value->room[i] = (char)(unsigned char)(bits >> (56 - 8 * i) & 0xff);
	value->type = TYPE_INT8;
	value->at = value->room;
	value->len = (int)sizeof(value->room);
}

static void bind_span(struct statement *statement, int n, Oid type, struct span span)
{
	assert(span.len <= INT32_MAX);
	*bind(statement, n) = (struct value){ span.at ? type : 0, span.at, (int)span.len, { 0 } };
}

void pg_bind_text(struct statement *statement, int n, struct span value)
{
	bind_span(statement, n, TYPE_TEXT, value);
}

void pg_bind_blob(struct statement *statement, int n, struct span value)
{
	bind_span(statement, n, TYPE_BYTEA, value);
}

void pg_bind_null(struct statement *statement, int n)
{
	bind_span(statement, n, 0, (struct span){ NULL, 0 });
}

/* ---- asking ---- */

struct arguments {
	Oid types[PARAMETERS_MOST];
	const char *values[PARAMETERS_MOST];
	int lens[PARAMETERS_MOST];
	int formats[PARAMETERS_MOST];
};

static void arguments_of(const struct pg_statement *self, struct arguments *arguments)
{
	for (int i = 0; i < self->count; i++) {
		arguments->types[i] = self->values[i].type;
		arguments->values[i] = self->values[i].at;
		arguments->lens[i] = self->values[i].len;
		arguments->formats[i] = 1;
	}
}

static void name_anew(struct pg_statement *self)
{
	struct out out = out_into(self->name, sizeof(self->name));
	out_char(&out, 'p');
	out_number(&out, (int64_t)++self->pg->named);
}

static int fail_sending(struct pg_statement *self, struct fault *fault)
{
	return pg_fail(self->pg, NULL, query_of(self)->name, fault);
}

/* Its types are those of what is bound the first time; a null takes what is due. */
static int send_prepared(struct pg_statement *self, struct fault *fault)
{
	struct pg *pg = self->pg;
	struct arguments arguments;
	arguments_of(self, &arguments);
	if (self->generation != pg->generation) {
		name_anew(self);
		if (PQsendPrepare(pg->conn, self->name, query_of(self)->text, self->count,
			    arguments.types) != 1)
			return fail_sending(self, fault);
		self->generation = pg->generation;
	}
	if (PQsendQueryPrepared(pg->conn, self->name, self->count, arguments.values, arguments.lens,
		    arguments.formats, 1) != 1)
		return fail_sending(self, fault);
	pg->sent++;
	return 0;
}

static int fetch(struct pg_statement *self, struct fault *fault)
{
	char sql[NAME_TEXT + 32];
	struct out out = out_into(sql, sizeof(sql));
	out_text(&out, "fetch " FETCH_ROWS " from ");
	out_text(&out, self->name);
	PQclear(self->rows);
	self->rows = NULL;
	self->row = -1;
	if (PQsendQueryParams(self->pg->conn, sql, 0, NULL, NULL, NULL, NULL, 1) != 1)
		return fail_sending(self, fault);
	return pg_wait(self->pg, &self->rows, query_of(self)->name, fault);
}

/* Outside of a transaction the server has to keep all of it meanwhile. */
static int open_cursor(struct pg_statement *self, struct fault *fault)
{
	struct arguments arguments;
	struct buf sql = { 0 };
	arguments_of(self, &arguments);
	name_anew(self);
	buf_text(&sql, "declare ");
	buf_text(&sql, self->name);
	buf_text(&sql, self->pg->in_transaction ? " no scroll cursor for "
						: " no scroll cursor with hold for ");
	buf_text(&sql, query_of(self)->text);
	int code = 0;
	if (sql.failed)
		code = fault_set(fault, FAULT_MEMORY, "no memory for %s", query_of(self)->name);
	else if (PQsendQueryParams(self->pg->conn, sql.at, self->count, arguments.types,
			 arguments.values, arguments.lens, arguments.formats, 1) != 1)
		code = fail_sending(self, fault);
	buf_free(&sql);
	self->cursor = code == 0;
	return code == 0 ? fetch(self, fault) : code;
}

static void close_cursor(struct pg_statement *self)
{
	char sql[NAME_TEXT + 16];
	struct out out = out_into(sql, sizeof(sql));
	out_text(&out, "close ");
	out_text(&out, self->name);
	self->cursor = false;
	/* After a failure it ends with the transaction or the connection. */
	if (!self->pg->doubtful &&
		(PQsendQueryParams(self->pg->conn, sql, 0, NULL, NULL, NULL, NULL, 1) != 1 ||
			pg_wait(self->pg, NULL, query_of(self)->name, NULL) != 0))
		self->pg->doubtful = true;
}

static bool gives_rows(const struct pg_statement *self)
{
	return query_of(self)->gives[0] != '\0';
}

static int begin_rows(struct pg_statement *self, struct fault *fault)
{
	struct pg *pg = self->pg;
	int code = pg->in_transaction ? 0 : pg_awake(pg, fault);
	self->row = -1;
	if (code != 0)
		return code;
	if (query_of(self)->many)
		return open_cursor(self, fault);
	code = send_prepared(self, fault);
	if (code != 0)
		return code;
	if (!gives_rows(self) && pg->in_transaction)
		return pg->sent < SENT_MOST ? 0 : pg_wait(pg, NULL, query_of(self)->name, fault);
	return pg_wait(pg, &self->rows, query_of(self)->name, fault);
}

int pg_step(struct statement *statement, struct fault *fault)
{
	struct pg_statement *self = of(statement);
	int code = self->rows ? 0 : begin_rows(self, fault);
	if (code == 0 && self->rows && self->row + 1 == PQntuples(self->rows) && self->cursor &&
		self->row >= 0)
		code = fetch(self, fault);
	if (code != 0 || !self->rows)
		return code;
	self->row++;
	return self->row < PQntuples(self->rows) ? 1 : 0;
}

void pg_reset(struct statement *statement)
{
	struct pg_statement *self = of(statement);
	if (self->cursor)
		close_cursor(self);
	PQclear(self->rows);
	self->rows = NULL;
	self->row = -1;
}

/* ---- what a row says ---- */

bool pg_is_null(struct statement *statement, int column)
{
	return PQgetisnull(of(statement)->rows, of(statement)->row, column) != 0;
}

int64_t pg_get_int(struct statement *statement, int column)
{
	struct pg_statement *self = of(statement);
	if (pg_is_null(statement, column))
		return 0;
	const char *at = PQgetvalue(self->rows, self->row, column);
	int len = PQgetlength(self->rows, self->row, column);
	assert(PQftype(self->rows, column) != TYPE_TEXT);
	uint64_t bits =
		len == 4 && (at[0] & 0x80) != 0 ? ~UINT64_C(0) : 0; /* as long as its sign */
	for (int i = 0; i < len; i++)
		bits = bits << 8 | (unsigned char)at[i];
	return (int64_t)bits;
}

struct span pg_get_blob(struct statement *statement, int column)
{
	struct pg_statement *self = of(statement);
	if (pg_is_null(statement, column))
		return (struct span){ NULL, 0 };
	return (struct span){ PQgetvalue(self->rows, self->row, column),
		(size_t)PQgetlength(self->rows, self->row, column) };
}

/* A number as text lives until the next one of the same row. */
struct span pg_get_text(struct statement *statement, int column)
{
	struct pg_statement *self = of(statement);
	Oid type = PQftype(self->rows, column);
	if (pg_is_null(statement, column) || (type != TYPE_INT8 && type != TYPE_INT4))
		return pg_get_blob(statement, column);
	struct out out = out_into(self->digits, sizeof(self->digits));
	out_number(&out, pg_get_int(statement, column));
	return out_written(&out);
}
