/*
 * kit_passport.h - the text of a passport, for unit tests and fuzzers.
 */
#ifndef PIGTRACE_TESTS_KIT_PASSPORT_H
#define PIGTRACE_TESTS_KIT_PASSPORT_H

#include "firmware/core/passport.h"

/* All lines that must be, then `more`. */
static inline void passport_lines(struct out *out, const struct note_secret *station,
	const struct note_public *gateway, const char *more)
{
	char key[NOTE_KEY_TEXT];
	note_secret_format(station, key);
	out_text(out, "station-key ");
	out_text(out, key);
	note_public_format(gateway, key);
	out_text(out, "\ngateway-key ");
	out_text(out, key);
	out_text(out, "\nepoch 1790000000\nbroker 10.0.2.2:1883\n");
	out_text(out, more);
}

#endif
