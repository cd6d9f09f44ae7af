/*
 * electronic_tag.h - the code of an ISO 11784 transponder as 15 digits.
 *
 * Shape   country or manufacturer 3 digits, national code 12 digits.
 * Range   country 001..998 (000 and 999 refused; 156 is China, 900..998 manufacturers);
 *         national 0..274877906943 (38 bits).
 * Source  ISO 11784; ICAR registration rules for 000 and 999.
 * Memory  no allocation, no global state; safe in firmware.
 */
#ifndef PIGTRACE_IDENT_ELECTRONIC_TAG_H
#define PIGTRACE_IDENT_ELECTRONIC_TAG_H

#include "core/ident/ident.h"

#define ELECTRONIC_TAG_LEN           15
#define ELECTRONIC_TAG_TEXT          (ELECTRONIC_TAG_LEN + 1)
#define ELECTRONIC_TAG_NATIONAL_MOST INT64_C(274877906943)

struct electronic_tag {
	int country;
	int64_t national;
};

enum ident_error electronic_tag_parse(struct span text, struct electronic_tag *tag, size_t *at);
void electronic_tag_format(struct electronic_tag tag, char out[static ELECTRONIC_TAG_TEXT]);

#endif
