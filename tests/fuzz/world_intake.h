/*
 * world_intake.h - a small gateway that fuzz targets throw messages at: an administrator, a farm that signs, a
 * scale that does not; and how an input becomes messages.
 *
 * The store is the target's: a real one (world_store.h) or one that only remembers (model_store.h).
 * Signing and proving are the product's own. What they made of the same bytes before is remembered, because they
 * are a hundred times as slow as all the rest of a message.
 */
#ifndef PIGTRACE_TESTS_FUZZ_WORLD_INTAKE_H
#define PIGTRACE_TESTS_FUZZ_WORLD_INTAKE_H

#include "core/base/map.h"
#include "core/note/topic.h"
#include "gateway/intake/intake.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOON_MS    INT64_C(1795147200000)
#define REMEMBERED 16384 /* signatures, and proofs */

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

#define check(holds) check_said((holds), __FILE__, __LINE__, #holds)

static inline void check_said(bool holds, const char *file, int line, const char *what)
{
	if (holds)
		return;
	(void)fprintf(stderr, "%s:%d: %s\n", file, line, what);
	abort();
}

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
	struct note_secret key = { 0 };
	check(sodium_init() >= 0 && note_key_make(span_of(name), seed, &key) == NOTE_OK);
	return key;
}

static inline void make_keys(void)
{
	world.admin = key_of("admin", 'a');
	world.gateway = key_of("gateway", 'g');
	world.farm = key_of("farm-01", 'f');
}

static inline size_t place_of(const uint8_t hash[static 2])
{
	return ((size_t)hash[0] | (size_t)hash[1] << 8) % REMEMBERED;
}

/* ---- signing ---- */

struct signature_kept {
	uint8_t text_hash[16];
	const struct note_secret *key;
	char line[NOTE_SIGNATURE_TEXT + 2];
	size_t len;
};

/* note_sign, which would write the same behind the same text. */
static inline bool sign(struct out *note, const struct note_secret *key)
{
	static struct signature_kept kept[REMEMBERED];
	uint8_t hash[16];
	size_t before = note->len;
	crypto_generichash(hash, sizeof(hash), (const unsigned char *)note->at, note->len, NULL, 0);
	struct signature_kept *place = &kept[place_of(hash)];
	if (place->key == key && memcmp(place->text_hash, hash, sizeof(hash)) == 0) {
		out_bytes(note, place->line, place->len);
		return !note->full;
	}
	if (note_sign(note, key) != NOTE_OK)
		return false;
	place->len = note->len - before;
	check(place->len <= sizeof(place->line));
	memcpy(place->line, note->at + before, place->len);
	memcpy(place->text_hash, hash, sizeof(hash));
	place->key = key;
	return true;
}

/* Lines in a note signed with key; nothing if a note cannot have as many. */
static inline struct span signed_lines(
	const struct note_secret *key, int64_t first, struct span lines, char *room, size_t size)
{
	struct out note = out_into(room, size);
	int count = 1;
	for (size_t i = 0; i < lines.len; i++)
		count += lines.at[i] == '\n';
	if (count > BUNDLE_EVENTS_MOST)
		return (struct span){ 0 };
	bundle_header(&note, span_of(key->pub.name), 3, first, count);
	out_span(&note, lines);
	out_char(&note, '\n');
	if (note.full || !sign(&note, key))
		return (struct span){ 0 };
	return out_written(&note);
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
	if (!out.full && sign(&out, &world.farm))
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

/* ---- proofs ---- */

struct proof_kept {
	uint8_t hash[16]; /* of the message */
	struct note_public key;
	struct intake_proof proof;
	size_t text_at, signatures_at; /* where its parts lie in the message */
};

/* intake_prove, which is a function of the two. */
static inline void prove(
	struct span payload, const struct note_public *key, struct intake_proof *proof)
{
	static struct proof_kept kept[REMEMBERED];
	uint8_t hash[16];
	crypto_generichash(
		hash, sizeof(hash), (const unsigned char *)payload.at, payload.len, NULL, 0);
	struct proof_kept *place = &kept[place_of(hash)];
	if (!place->proof.is_note || memcmp(place->hash, hash, sizeof(hash)) != 0 ||
		!note_public_equal(&place->key, key)) {
		intake_prove(payload, key, &place->proof);
		memcpy(place->hash, hash, sizeof(hash));
		place->key = *key;
		if (place->proof.split == NOTE_OK) {
			place->text_at = (size_t)(place->proof.parts.text.at - payload.at);
			place->signatures_at =
				(size_t)(place->proof.parts.signatures.at - payload.at);
		}
	}
	*proof = place->proof;
	if (proof->split == NOTE_OK) {
		proof->parts.text.at = payload.at + place->text_at;
		proof->parts.signatures.at = payload.at + place->signatures_at;
	}
}

#endif
