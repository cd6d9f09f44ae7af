#include "core/ident/electronic_tag.h"

#include <assert.h>

#include "core/ident/check.h"

#define COUNTRY_DIGITS  3
#define COUNTRY_MOST    998 /* 999 marks a tag made for tests */
#define NATIONAL_DIGITS (ELECTRONIC_TAG_LEN - COUNTRY_DIGITS)

enum ident_error electronic_tag_parse(struct span text, struct electronic_tag *tag, size_t *at)
{
	enum ident_error error = ident_digits(text, ELECTRONIC_TAG_LEN, at);
	if (error != IDENT_OK)
		return error;
	struct electronic_tag read = {
		.country = (int)ident_number(text, 0, COUNTRY_DIGITS),
		.national = ident_number(text, COUNTRY_DIGITS, NATIONAL_DIGITS),
	};
	if (read.country == 0 || read.country > COUNTRY_MOST)
		return ident_refuse(IDENT_RANGE, 0, at);
	if (read.national > ELECTRONIC_TAG_NATIONAL_MOST)
		return ident_refuse(IDENT_RANGE, COUNTRY_DIGITS, at);
	*tag = read;
	return IDENT_OK;
}

void electronic_tag_format(struct electronic_tag tag, char out[static ELECTRONIC_TAG_TEXT])
{
	struct out text = out_into(out, ELECTRONIC_TAG_TEXT);
	out_digits(&text, (uint64_t)tag.country, COUNTRY_DIGITS);
	out_digits(&text, (uint64_t)tag.national, NATIONAL_DIGITS);
	assert(text.len == ELECTRONIC_TAG_LEN);
}
