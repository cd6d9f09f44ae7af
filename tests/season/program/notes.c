/* notes.c - a season as signed notes, in the order they reach the broker. */
#include "tests/season/program/program.h"

#include <stdlib.h>

#include "core/note/bundle.h"
#include "tests/season/dice.h"

#define ROOM_FOR_LINES (NOTE_MOST - BUNDLE_HEADER_MOST - NOTE_SIGNATURE_TEXT - 2)
#define NUMBER_DIGITS  6

/* All a station says. */
struct reel {
	struct buf text;
	size_t *ends; /* behind each line's newline */
	size_t ends_cap;
	size_t lines;
	size_t sent; /* lines already in a note */
	struct note_secret key;
};

/* One note to be made: lines first.. (from 0) of a station. */
struct note {
	uint64_t key; /* its place in the order of delivery */
	size_t made;
	size_t station;
	size_t first;
	int count;
};

struct posting {
	const struct request *request;
	const struct season_station *stations;
	size_t station_count;
	struct reel *reels;
	struct note *notes;
	size_t note_count;
	size_t note_cap;
	struct dice dice;
};

static size_t line_start(const struct reel *reel, size_t line)
{
	return line ? reel->ends[line - 1] : 0;
}

/* How many of count lines from first a note can hold. */
static int fitting(const struct reel *reel, size_t first, int count)
{
	while (count > 1 &&
		reel->ends[first + (size_t)count - 1] - line_start(reel, first) > ROOM_FOR_LINES)
		count--;
	return count;
}

static int note_add(struct posting *posting, size_t station, size_t first, int count, uint64_t key,
	struct fault *fault)
{
	if (!array_reserve(&posting->notes, &posting->note_cap, posting->note_count + 1,
		    sizeof(posting->notes[0])))
		return fault_set(
			fault, FAULT_MEMORY, "no memory for %zu notes", posting->note_count);
	posting->notes[posting->note_count] = (struct note){ .key = key,
		.made = posting->note_count,
		.station = station,
		.first = first,
		.count = count };
	posting->note_count++;
	return 0;
}

/* Lines that wait and are at least `least` become notes. */
static int bundle_up(struct posting *posting, size_t station, int64_t least, struct fault *fault)
{
	struct reel *reel = &posting->reels[station];
	int code = 0;
	while (code == 0 && reel->lines > reel->sent &&
		(int64_t)(reel->lines - reel->sent) >= least) {
		size_t waiting = reel->lines - reel->sent;
		int count = waiting > (size_t)posting->request->bundle
		                    ? (int)posting->request->bundle
		                    : (int)waiting;
		count = fitting(reel, reel->sent, count);
		code = note_add(posting, station, reel->sent, count, posting->note_count, fault);
		reel->sent += (size_t)count;
	}
	return code;
}

static int collect(struct posting *posting, struct season *season, struct fault *fault)
{
	struct season_line line;
	int code;
	while ((code = season_next(season, &line, fault)) == 1) {
		struct reel *reel = &posting->reels[line.station];
		buf_span(&reel->text, line.text);
		buf_char(&reel->text, '\n');
		if (reel->text.failed || !array_reserve(&reel->ends, &reel->ends_cap,
						 reel->lines + 1, sizeof(reel->ends[0])))
			return fault_set(fault, FAULT_MEMORY, "no memory for a season's lines");
		reel->ends[reel->lines++] = reel->text.len;
		code = bundle_up(posting, line.station, posting->request->bundle, fault);
		if (code != 0)
			return code;
	}
	for (size_t i = 0; code == 0 && i < posting->station_count; i++)
		code = bundle_up(posting, i, 1, fault);
	return code;
}

/* Again as it was, or the same lines cut in another place. */
static int deliver_again(struct posting *posting, size_t which, size_t notes, struct fault *fault)
{
	struct note note = posting->notes[which];
	const struct reel *reel = &posting->reels[note.station];
	uint64_t key = (uint64_t)dice_between(&posting->dice, (int32_t)which, (int32_t)notes);
	if (dice_chance(&posting->dice, 500)) {
		size_t left;
		note.first += (size_t)dice_between(&posting->dice, 0, note.count - 1);
		left = reel->lines - note.first;
		note.count = dice_between(&posting->dice, 1, (int32_t)posting->request->bundle);
		if ((size_t)note.count > left)
			note.count = (int)left;
		note.count = fitting(reel, note.first, note.count);
	}
	return note_add(posting, note.station, note.first, note.count, key, fault);
}

static int note_order(const void *a, const void *b)
{
	const struct note *one = a, *two = b;
	if (one->key != two->key)
		return one->key < two->key ? -1 : 1;
	return (one->made > two->made) - (one->made < two->made);
}

static int arrange(struct posting *posting, struct fault *fault)
{
	size_t notes = posting->note_count;
	int code = 0;
	for (size_t i = 0; code == 0 && i < notes; i++)
		if (dice_chance(&posting->dice, (int)posting->request->duplicate * 10))
			code = deliver_again(posting, i, notes, fault);
	if (posting->request->shuffle >= 0)
		for (size_t i = 0; i < posting->note_count; i++)
			posting->notes[i].key = dice_throw(&posting->dice);
	if (posting->note_count)
		qsort(posting->notes, posting->note_count, sizeof(posting->notes[0]), note_order);
	return code;
}

static int write_note(
	const struct posting *posting, const struct note *note, size_t number, struct fault *fault)
{
	char bytes[NOTE_MOST + 1], name[NOTE_NAME_MOST + 32];
	struct out out = out_into(bytes, sizeof(bytes));
	struct out title = out_into(name, sizeof(name));
	const struct reel *reel = &posting->reels[note->station];
	const char *station = posting->stations[note->station].name;
	size_t start = line_start(reel, note->first);
	FILE *file;
	bundle_header(&out, span_of(station), posting->request->season.epoch,
		(int64_t)note->first + 1, note->count);
	out_bytes(&out, reel->text.at + start,
		reel->ends[note->first + (size_t)note->count - 1] - start);
	if (out.full || note_sign(&out, &reel->key) != NOTE_OK)
		return fault_set(
			fault, FAULT_LIMIT, "a line of %s does not fit into a note", station);
	out_digits(&title, number, NUMBER_DIGITS);
	out_char(&title, '-');
	out_text(&title, station);
	int code = program_create(&file, posting->request->into, name, ".note", fault);
	if (code != 0)
		return code;
	program_span(file, out_written(&out));
	return program_close(file, fault);
}

static int read_keys(struct posting *posting, struct fault *fault)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < posting->station_count; i++)
		code = program_key(posting->request->keys, posting->stations[i].name,
			&posting->reels[i].key, fault);
	return code;
}

static void posting_free(struct posting *posting)
{
	for (size_t i = 0; posting->reels && i < posting->station_count; i++) {
		buf_free(&posting->reels[i].text);
		free(posting->reels[i].ends);
	}
	free(posting->reels);
	free(posting->notes);
}

int season_notes(const struct request *request, struct fault *fault)
{
	struct posting posting = { .request = request };
	struct season *season = NULL;
	if (!request->keys)
		return fault_set(fault, FAULT_SETTING, "notes need --keys DIR");
	int code = season_open(&season, &request->season, fault);
	if (code != 0)
		return code;
	posting.dice = dice_of(request->season.seed,
		UINT64_C(1) << 32 | (request->shuffle >= 0 ? (uint64_t)request->shuffle : 0));
	posting.stations = season_stations(season, &posting.station_count);
	posting.reels = calloc(posting.station_count, sizeof(posting.reels[0]));
	if (!posting.reels)
		code = fault_set(
			fault, FAULT_MEMORY, "no memory for %zu stations", posting.station_count);
	if (code == 0)
		code = read_keys(&posting, fault);
	if (code == 0)
		code = collect(&posting, season, fault);
	if (code == 0)
		code = arrange(&posting, fault);
	for (size_t i = 0; code == 0 && i < posting.note_count; i++)
		code = write_note(&posting, &posting.notes[i], i + 1, fault);
	if (code == 0)
		fprintf(stderr, "%zu notes\n", posting.note_count);
	posting_free(&posting);
	season_close(season);
	return code;
}
