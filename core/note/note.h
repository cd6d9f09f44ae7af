/*
 * note.h - signed notes: everything signed in pigtrace has this form.
 *
 * Shape   text that ends with a newline, an empty line, then 1..NOTE_SIGNATURES_MOST lines
 *         "— NAME BASE64\n" with BASE64 of 4 bytes key id and 64 bytes Ed25519 signature over the text
 *         (its last newline included, the empty line not). Lines of unknown names, key ids or
 *         signature types are passed over; at least one must verify. The text has no control
 *         characters but LF and is UTF-8. The empty line that ends the text is the last one.
 * Key id  first 4 bytes of SHA-256(NAME 0x0A 0x01 PUBLIC KEY).
 * Limits  NOTE_MOST bytes in all.
 * Source  C2SP signed-note; RFC 8032 (Ed25519, libsodium crypto_sign).
 * Memory  no allocation, no global state; safe in firmware. sodium_init() is the program's duty.
 */
#ifndef PIGTRACE_NOTE_NOTE_H
#define PIGTRACE_NOTE_NOTE_H

#include "core/base/bytes.h"

#define NOTE_MOST            65536
#define NOTE_SIGNATURES_MOST 8
#define NOTE_NAME_MOST       32
#define NOTE_KEY_TEXT        128 /* buffer for a key as text, NUL included */
#define NOTE_SIGNATURE_TEXT  160 /* room one signature line takes at most */

/* A public key and whose it is. Text form: NAME+8 hex digits of key id+BASE64(0x01 PUBLIC KEY). */
struct note_public {
	char name[NOTE_NAME_MOST + 1];
	uint8_t id[4];
	uint8_t key[32];
};

/* A private key. Text form: PRIVATE+KEY+NAME+8 hex digits+BASE64(0x01 SEED). */
struct note_secret {
	struct note_public pub;
	uint8_t key[64]; /* seed and public key, as libsodium keeps it */
};

enum note_error {
	NOTE_OK,
	NOTE_TOO_LONG,   /* above NOTE_MOST */
	NOTE_UTF8,       /* not UTF-8, or a control character in the text */
	NOTE_FORM,       /* no empty line, no signature, a signature line of another shape */
	NOTE_SIGNATURES, /* more than NOTE_SIGNATURES_MOST */
	NOTE_STRANGER,   /* no signature by this name and key id */
	NOTE_FORGED,     /* a signature by this name and key id that does not verify */
	NOTE_ROOM,       /* the caller's buffer is too small */
	NOTE_KEY,        /* not a key in text form */
	NOTE_HEADER,     /* the first line is not what it should be (bundle.h, receipt.h) */
	NOTE_COUNT,      /* the number of lines is not the one in the header */
	NOTE_ERROR_COUNT
};

/* One English sentence for a person, a gettext msgid. */
const char *note_error_text(enum note_error error);

/* A name that may stand in a note: [a-z0-9-]{1,32}, as a station's. */
bool note_name_good(struct span name);

/* New key from seed (32 random bytes from the caller: firmware has its own source). */
enum note_error note_key_make(
	struct span name, const uint8_t seed[static 32], struct note_secret *secret);
enum note_error note_public_parse(struct span text, struct note_public *key);
bool note_public_equal(const struct note_public *a, const struct note_public *b);
void note_public_format(const struct note_public *key, char out[static NOTE_KEY_TEXT]);
enum note_error note_secret_parse(struct span text, struct note_secret *key);
void note_secret_format(const struct note_secret *key, char out[static NOTE_KEY_TEXT]);

/* note holds the text, ending in a newline: append the empty line and the signature.
 * A second call on a signed note adds a second signature line. */
enum note_error note_sign(struct out *note, const struct note_secret *key);

/* The parts of a note, unverified. */
struct note_parts {
	struct span text;       /* what is signed */
	struct span signatures; /* all signature lines */
};

enum note_error note_split(struct span note, struct note_parts *parts, size_t *at);

/* Verify what was split against one key: NOTE_OK, or an error and the offset of the line at fault. */
enum note_error note_verify(
	const struct note_parts *parts, const struct note_public *key, size_t *at);

/* Split and verify against one key. NOTE_OK and *text = the signed text, or an error and the
 * offset of the line at fault. */
enum note_error note_open(
	struct span note, const struct note_public *key, struct span *text, size_t *at);

#endif
