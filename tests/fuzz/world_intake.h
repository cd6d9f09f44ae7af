/*
 * world_intake.h - a small gateway that fuzz targets throw messages at: a store, an administrator, a farm that
 * signs, a scale that does not.
 *
 * The store lives in /dev/shm (or /tmp).
 */
#ifndef PIGTRACE_TESTS_FUZZ_WORLD_INTAKE_H
#define PIGTRACE_TESTS_FUZZ_WORLD_INTAKE_H

#include "core/note/topic.h"
#include "gateway/intake/intake.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOON_MS INT64_C(1795147200000)
#define LINES   8

enum kind {
	RAW_OF_STATION, /* the bytes are the message */
	RAW_OF_STRANGER,
	RAW_TOPIC,    /* up to the first newline the topic, then the message */
	PLAIN_EVENT,  /* the message of a station without a key */
	NOTE,         /* the bytes are lines, in a note of the farm */
	NOTE_OF_TEXT, /* the bytes are the whole text of the note, header and all */
	ADMIN_NOTE,   /* the bytes are lines of the administrator: registry, second readings */
	RETRY,        /* an order to read row n again */
	KIND_OF_MESSAGE_COUNT
};

static struct {
	char dir[64];
	char path[96];
	struct store *store;
	struct intake *intake;
	struct note_secret admin, gateway, farm;
	int64_t admin_seq;
	unsigned runs;
} world;

static struct fault fault;

static inline void must(int code)
{
	if (code == 0)
		return;
	(void)fprintf(stderr, "%d: %s\n", code, fault.text);
	abort();
}

/* ---- the world ---- */

static inline struct note_secret key_of(const char *name, uint8_t salt)
{
	uint8_t seed[32] = { salt };
	struct note_secret key;
	if (sodium_init() < 0 || note_key_make(span_of(name), seed, &key) != NOTE_OK)
		abort();
	return key;
}

static inline void end_world(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
	char name[112];
	if (!world.store)
		return;
	intake_close(world.intake);
	store_close(world.store);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		(void)snprintf(name, sizeof(name), "%s%s", world.path, ends[i]);
		(void)unlink(name);
	}
	(void)rmdir(world.dir);
	world.store = NULL;
}

/* Lines in a note signed with key. */
static inline struct span signed_lines(
	const struct note_secret *key, int64_t first, struct span lines, char *room, size_t size)
{
	static char text[NOTE_MOST];
	struct out out = out_into(text, sizeof(text)), note = out_into(room, size);
	int count = 1;
	for (size_t i = 0; i < lines.len; i++)
		count += lines.at[i] == '\n';
	bundle_header(&out, span_of(key->pub.name), 3, first, count);
	out_span(&out, lines);
	out_char(&out, '\n');
	out_span(&note, out_written(&out));
	if (out.full || note.full || note_sign(&note, key) != NOTE_OK)
		return (struct span){ 0 };
	return out_written(&note);
}

static inline void take(struct span topic, struct span payload, struct intake_tally *tally)
{
	must(intake_take(world.intake, topic, payload, NOON_MS, tally, &fault));
}

static inline void enroll(const char *name, const char *terms)
{
	static char room[NOTE_MOST];
	char line[512];
	struct intake_tally tally = { 0 };
	(void)snprintf(line, sizeof(line),
		"{\"do\":\"station\",\"at\":\"2026-11-19T12:00:00+08:00\",\"of\":\"station:%s\","
		"\"action\":\"add\",\"trade\":\"farm\",%s}",
		name, terms);
	take(span_of("pigtrace/v1/admin/up"),
		signed_lines(&world.admin, world.admin_seq++, span_of(line), room, sizeof(room)),
		&tally);
	if (tally.accepted != 1)
		abort();
}

static inline void begin_world(void)
{
	char key[NOTE_KEY_TEXT], terms[256];
	struct intake_settings settings = { 0 };
	world.admin = key_of("admin", 'a');
	world.gateway = key_of("gateway", 'g');
	world.farm = key_of("farm-01", 'f');
	world.admin_seq = 1;
	world.runs = 0;
	(void)snprintf(world.dir, sizeof(world.dir), "%s/pigtrace-fuzz-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(world.dir))
		abort();
	(void)snprintf(world.path, sizeof(world.path), "%s/pig.store", world.dir);
	must(store_create(world.path, &fault));
	must(store_open(&world.store, world.path, STORE_WRITE, &fault));
	settings.admin = world.admin.pub;
	settings.gateway = world.gateway;
	must(intake_open(&world.intake, world.store, &settings, &fault));
	must(store_begin(world.store, &fault));
	note_public_format(&world.farm.pub, key);
	(void)snprintf(terms, sizeof(terms), "\"proof\":\"signed\",\"key\":\"%s\"", key);
	enroll("farm-01", terms);
	enroll("scale-1", "\"proof\":\"plain\"");
	must(store_commit(world.store, &fault));
	(void)atexit(end_world);
}

/* ---- an input becomes a message ---- */

struct message {
	struct span topic;
	struct span payload;
	bool orders; /* what it orders is counted, too */
};

static inline struct message signed_message(
	const struct note_secret *key, int64_t first, struct span lines, bool orders)
{
	static char room[NOTE_MOST + NOTE_SIGNATURE_TEXT], topic[TOPIC_TEXT];
	topic_format(span_of(key->pub.name), TOPIC_UP, topic);
	struct message message = { .topic = span_of(topic), .orders = orders };
	message.payload = signed_lines(key, first, lines, room, sizeof(room));
	if (!message.payload.at)
		message.payload = lines;
	return message;
}

static inline struct message signed_text(struct span text)
{
	static char room[NOTE_MOST + NOTE_SIGNATURE_TEXT];
	struct out out = out_into(room, sizeof(room));
	out_span(&out, text);
	struct message message = { span_of("pigtrace/v1/farm-01/up"), text, false };
	if (!out.full && note_sign(&out, &world.farm) == NOTE_OK)
		message.payload = out_written(&out);
	return message;
}

static inline struct message retry(unsigned row)
{
	static char line[96];
	(void)snprintf(line, sizeof(line),
		"{\"do\":\"retry\",\"at\":\"2026-11-20T12:00:00+08:00\",\"held\":%u}", row);
	return signed_message(&world.admin, world.admin_seq++, span_of(line), true);
}

static inline struct message message_of(enum kind kind, unsigned first, struct span rest)
{
	struct message message = { span_of("pigtrace/v1/farm-01/up"), rest, false };
	switch (kind) {
	case RAW_OF_STRANGER:
		message.topic = span_of("pigtrace/v1/nobody/up");
		return message;
	case RAW_TOPIC:
		if (!span_cut(&message.payload, '\n', &message.topic))
			message.topic = rest;
		return message;
	case PLAIN_EVENT:
		message.topic = span_of("pigtrace/v1/scale-1/up");
		return message;
	case NOTE:
		return signed_message(&world.farm, 1 + (int64_t)(first % 64), rest, false);
	case NOTE_OF_TEXT:
		return signed_text(rest);
	case ADMIN_NOTE:
		return signed_message(&world.admin, 1000 + (int64_t)first, rest, true);
	case RETRY:
		return retry(first);
	default:
		return message;
	}
}

#endif
