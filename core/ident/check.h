/*
 * check.h - what every parser of core/ident does first. Private to core/ident.
 */
#ifndef PIGTRACE_IDENT_CHECK_H
#define PIGTRACE_IDENT_CHECK_H

#include "core/ident/ident.h"

/* Give error back, with offset in *at if at is not NULL. */
enum ident_error ident_refuse(enum ident_error error, size_t offset, size_t *at);

/* Exactly len ASCII digits. A wrong length is reported where the text ends or the excess begins. */
enum ident_error ident_digits(struct span text, size_t len, size_t *at);

/* The number in len digits from offset `from`, already known to be digits (at most 18). */
int64_t ident_number(struct span text, size_t from, size_t len);

/* The same error further back: the offset of a part moved to the whole it stands in. */
enum ident_error ident_shift(enum ident_error error, size_t by, size_t *at);

#endif
