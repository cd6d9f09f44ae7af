/*
 * ident.h - what can be wrong with an identifier. All parsers of core/ident answer with one of
 * these and the byte offset; outputs are written only on IDENT_OK.
 */
#ifndef PIGTRACE_IDENT_IDENT_H
#define PIGTRACE_IDENT_IDENT_H

#include "core/base/bytes.h"

enum ident_error {
	IDENT_OK,
	IDENT_EMPTY,       /* nothing there */
	IDENT_LENGTH,      /* too short or too long */
	IDENT_CHARACTER,   /* a character that may not stand there */
	IDENT_CHECK_DIGIT, /* the GS1 check digit does not fit */
	IDENT_RANGE,       /* a number outside its range (serial 0, country 999, last < first) */
	IDENT_DATE,        /* not a day of the calendar */
	IDENT_SPECIES,     /* ear tag of another species */
	IDENT_COUNTY,      /* no such province in GB/T 2260 */
	IDENT_KIND,        /* unknown item kind */
	IDENT_FORM,        /* a part or separator is missing, or there is one too many */
	IDENT_ESCAPE,      /* broken percent-encoding */
	IDENT_UNKNOWN,     /* nothing a person may type is written like this */
	IDENT_ERROR_COUNT
};

/* One English sentence for a person; a gettext msgid. */
const char *ident_error_text(enum ident_error error);

#endif
