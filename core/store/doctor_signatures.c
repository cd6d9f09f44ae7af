/* Every note, made again from its lines, against every key its station ever had. */
#include "core/store/doctor_inner.h"

#include "core/base/words.h"
#include "core/store/keyring.h"

/* Has one of the note's numbers two contents? Then its bytes may not be the ones made again. */
static int is_doubtful(struct doctor *doctor, struct statement *note, bool *doubtful)
{
	struct statement *row;
	int code = engine_take(doctor->store->engine, SQL_DOCTOR_CONTENTS, &row, doctor->fault);
	if (code != 0)
		return code;
	bind_text(row, 1, row_text(note, 1));
	bind_int(row, 2, row_int(note, 2));
	bind_int(row, 3, row_int(note, 3));
	bind_int(row, 4, row_int(note, 3) + row_int(note, 4) - 1);
	code = engine_row(row, doctor->fault);
	if (code < 0)
		return code;
	*doubtful = row_int(row, 0) > 0;
	engine_release(row);
	return 0;
}

static int check_note(
	struct doctor *doctor, const struct keyring *ring, struct statement *row, struct buf *bytes)
{
	struct fault fault = { 0 };
	struct span station = row_text(row, 1);
	long long no = (long long)row_int(row, 0);
	bool doubtful = false;
	buf_clear(bytes);
	doctor->check->looked++;
	int code = store_note_bytes(doctor->store, no, bytes, &fault);
	if (code == FAULT_CORRUPT) {
		doctor_find(doctor, "%s", fault.text);
		return 0;
	}
	if (code != 0) {
		*doctor->fault = fault;
		return code;
	}
	enum note_error error = keyring_open(ring, station, buf_written(bytes));
	if (error == NOTE_OK)
		return 0;
	code = is_doubtful(doctor, row, &doubtful);
	if (doubtful)
		doctor->check->doubts++;
	else if (code == 0)
		doctor_find(doctor, _("note %lld of %.*s does not verify: %s"), no,
			(int)station.len, station.at, words(note_error_text(error)));
	return code;
}

static int check_notes(struct doctor *doctor, const struct keyring *ring, struct buf *bytes)
{
	int64_t after = 0, before;
	do {
		struct statement *row;
		int code = engine_take(doctor->store->engine, SQL_NOTES_AFTER, &row, doctor->fault);
		if (code != 0)
			return code;
		before = after;
		bind_int(row, 1, after);
		bind_int(row, 2, CHUNK_EVENTS);
		while (engine_next(row, &code, doctor->fault)) {
			after = row_int(row, 0);
			code = check_note(doctor, ring, row, bytes);
		}
		if (code != 0)
			return code;
	} while (after != before);
	return 0;
}

int doctor_signatures(struct doctor *doctor)
{
	struct keyring ring = { 0 };
	struct buf bytes = { 0 };
	int code = keyring_load(
		&ring, doctor->store, doctor->settings->admin, &doctor->event, doctor->fault);
	if (code == 0)
		code = check_notes(doctor, &ring, &bytes);
	buf_free(&bytes);
	keyring_free(&ring);
	return code;
}
