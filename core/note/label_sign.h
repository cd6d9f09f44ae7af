/*
 * label_sign.h - the signature on a label, and the list of keys it is held against without a network.
 *
 * Signed  "pigtrace-label/v1\n" and the canonical GS1 Digital Link URI: https://id.gs1.org and the path of GTIN,
 *         lot and serial (or SSCC, GLN), without query. So a label stays good when the brand moves to
 *         another web address, and says nothing about the address that is printed.
 * On it   ?s=SIGNATURE&k=KEYID behind the printed URI, base64url without padding: 64 bytes Ed25519 and the
 *         4 bytes of the key's id (note.h). k only says which key to try: without it all are tried.
 *         Other parameters, before or behind, are passed over.
 * Keys    of packers, each registered by a `label_key` event under its station's name. The key that signs
 *         a station's events never signs labels.
 * List    a signed note (note.h), so that damage shows:
 *           pigtrace-label-keys/v1 SIGNER COUNT
 *           SIGNER'S PUBLIC KEY TIME
 *           active|revoked PUBLIC KEY TITLE        (COUNT lines)
 *         Whoever carries the list vouches for it: the signer's key stands in it to be compared.
 * Limits  LABEL_KEYS_MOST keys, NOTE_MOST bytes.
 * Memory  no allocation, no global state; safe in firmware. struct label_keys is ~50 KiB.
 */
#ifndef PIGTRACE_NOTE_LABEL_SIGN_H
#define PIGTRACE_NOTE_LABEL_SIGN_H

#include "core/base/moment.h"
#include "core/note/note.h"

#define LABEL_KEYS_MOST  256
#define LABEL_TITLE_MOST 80
#define LABEL_SIGN_TEXT  128 /* room the signature takes behind a URI at most */

struct label_key {
	struct note_public key; /* its name is the station's */
	bool revoked;
	char title[LABEL_TITLE_MOST + 1]; /* of the station, for people; "" if none */
};

struct label_keys {
	struct note_public signer;
	struct moment made;
	int count;
	struct label_key list[LABEL_KEYS_MOST];
};

enum label_verdict {
	LABEL_VALID,
	LABEL_INVALID, /* the signature is not of this key over this number: it was invented or changed */
	LABEL_UNKNOWN_KEY, /* the list does not have the key that the label names */
	LABEL_REVOKED,     /* signed by a key that was revoked since */
	LABEL_UNSIGNED,    /* our kind of code, but no signature on it */
	LABEL_FOREIGN,     /* not a Digital Link at all */
	LABEL_VERDICT_COUNT
};

/* "valid", "unknown_key"...: for programs. And one English sentence, a gettext msgid. */
const char *label_verdict_name(enum label_verdict verdict);
const char *label_verdict_text(enum label_verdict verdict);

/* *uri holds a whole Digital Link without query: append the signature. False, and *uri as it was, if it
 * is not one or would be longer than a Digital Link may be. */
bool label_sign(struct out *uri, const struct note_secret *key);

/* *by: the key, for LABEL_VALID and LABEL_REVOKED; else NULL. */
enum label_verdict label_verify(
	struct span uri, const struct label_keys *keys, const struct label_key **by);

/* The whole list as a signed note. keys->signer is taken from the signer. */
enum note_error label_keys_write(
	struct out *out, const struct label_keys *keys, const struct note_secret *signer);
enum note_error label_keys_parse(struct span note, struct label_keys *keys, size_t *at);

#endif
