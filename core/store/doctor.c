#include "core/store/doctor_inner.h"

#include "core/base/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void doctor_find(struct doctor *doctor, const char *format, ...)
{
	char text[512];
	va_list args;
	if (doctor->check->found++ >= DOCTOR_FINDINGS_MOST)
		return;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	doctor->settings->finding(doctor->settings->context, doctor->check->id, text);
}

/* ---- the checks ---- */

/* What one statement finds: `text` has a %s for the name that every row gives. */
struct finder {
	enum sql_id sql;
	const char *text; /* msgid */
};

#define FINDERS_MOST 3

struct row {
	const char *id;
	const char *text;
	int (*run)(struct doctor *doctor);   /* NULL: the finders only */
	struct finder finders[FINDERS_MOST]; /* a text of NULL ends them */
};

static const struct row rows[] = {
	{ "file", N_("the file is whole"), doctor_file, { { 0, NULL } } },
	{ "log", N_("events and notes belong together"), doctor_bodies,
		{ { SQL_DOCTOR_ORPHAN, N_("event %s has no note that holds it") },
			{ SQL_DOCTOR_STRANGER, N_("%s is of a station without a name") },
			{ SQL_DOCTOR_SETTLED,
				N_("held message %s has become an event that is not there") } } },
	{ "numbers", N_("what was received is what is there"), NULL,
		{ { SQL_DOCTOR_TWICE, N_("two events have the number %s") },
			{ SQL_DOCTOR_RECEIVED,
				N_("the intervals of station no. and epoch %s are not the numbers "
				   "that are there") },
			{ SQL_DOCTOR_TOUCHING,
				N_("the interval %s touches the one before it") } } },
	{ "signatures", N_("every note still verifies"), doctor_signatures, { { 0, NULL } } },
	{ "plain", N_("what has no number is known by its bytes"), doctor_plain, { { 0, NULL } } },
	{ "archives", N_("the archive files are whole and verify"), doctor_archives,
		{ { 0, NULL } } },
	{ "derived", N_("everything derived follows from the log"), doctor_derived,
		{ { 0, NULL } } },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static int run_finder(struct doctor *doctor, const struct finder *finder)
{
	struct statement *found;
	int code = engine_take(doctor->store->engine, finder->sql, &found, doctor->fault);
	if (code != 0)
		return code;
	while (engine_next(found, &code, doctor->fault)) {
		char name[128];
		if (!span_copy(row_text(found, 0), name, sizeof(name)))
			(void)span_copy(span_of("..."), name, sizeof(name));
			/* A format of the table, chosen by what was found. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		doctor_find(doctor, words(finder->text), name);
#pragma GCC diagnostic pop
	}
	return code;
}

static int run_row(struct doctor *doctor, const struct row *row)
{
	int code = row->run ? row->run(doctor) : 0;
	for (size_t i = 0; code == 0 && i < FINDERS_MOST && row->finders[i].text; i++) {
		code = run_finder(doctor, &row->finders[i]);
		if (!row->run)
			doctor->check->looked++;
	}
	return code;
}

int doctor_run(struct store *store, const struct doctor_settings *settings, int64_t *found,
	struct fault *fault)
{
	struct doctor *doctor = calloc(1, sizeof(*doctor));
	if (!doctor)
		return fault_set(fault, FAULT_MEMORY, "no memory to check the store");
	doctor->store = store;
	doctor->settings = settings;
	doctor->fault = fault;
	*found = 0;
	int code = store->engine->ops->spill(store->engine, fault);
	if (code == 0)
		code = store_read_begin(store, fault);
	for (size_t i = 0; code == 0 && i < ROWS; i++) {
		struct doctor_check check = { .id = rows[i].id, .text = rows[i].text };
		doctor->check = &check;
		code = run_row(doctor, &rows[i]);
		*found += check.found;
		if (code == 0)
			settings->done(settings->context, &check);
	}
	if (store->read_depth > 0)
		store_read_end(store);
	free(doctor);
	return code;
}

/* ---- the file, and what an event's columns say of its body ---- */

static int complain_of_file(void *context, struct span text)
{
	struct doctor *doctor = context;
	doctor_find(doctor, "%.*s", (int)text.len, text.at);
	return 0;
}

int doctor_file(struct doctor *doctor)
{
	struct engine *engine = doctor->store->engine;
	doctor->check->skipped = !engine->ops->check;
	if (doctor->check->skipped)
		return 0;
	doctor->check->looked = 1;
	return engine->ops->check(engine, complain_of_file, doctor, doctor->fault);
}

static void check_body(struct doctor *doctor, struct statement *row)
{
	struct event_wrong wrong;
	struct span by = row_text(row, 3);
	long long no = (long long)row_int(row, 0);
	doctor->check->looked++;
	if (event_decode(row_text(row, 4), &doctor->event, &wrong) != EVENT_OK) {
		doctor_find(doctor, _("event %lld cannot be read"), no);
		return;
	}
	if (doctor->event.at.at_ms != row_int(row, 1) ||
		!span_is(row_text(row, 2), vocabulary_kinds[doctor->event.kind].name) ||
		!span_equal(doctor->event.by, by))
		doctor_find(doctor,
			_("event %lld says another time, kind or operator than its columns"), no);
}

int doctor_bodies(struct doctor *doctor)
{
	int64_t after = 0, before;
	do {
		struct statement *row;
		int code =
			engine_take(doctor->store->engine, SQL_DOCTOR_EVENTS, &row, doctor->fault);
		if (code != 0)
			return code;
		before = after;
		bind_int(row, 1, after);
		bind_int(row, 2, CHUNK_EVENTS);
		while (engine_next(row, &code, doctor->fault)) {
			after = row_int(row, 0);
			check_body(doctor, row);
		}
		if (code != 0)
			return code;
	} while (after != before);
	return 0;
}
