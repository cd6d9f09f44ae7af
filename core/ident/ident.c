#include "core/ident/ident.h"

#include <assert.h>

#include "core/base/words.h"
#include "core/ident/check.h"

const char *ident_error_text(enum ident_error error)
{
	static const char *const texts[IDENT_ERROR_COUNT] = {
		[IDENT_OK] = N_("nothing is wrong"),
		[IDENT_EMPTY] = N_("nothing stands here"),
		[IDENT_LENGTH] = N_("too short or too long"),
		[IDENT_CHARACTER] = N_("a character that may not stand here"),
		[IDENT_CHECK_DIGIT] = N_("the check digit does not fit: a digit is wrong"),
		[IDENT_RANGE] = N_("a number outside its range"),
		[IDENT_DATE] = N_("not a day of the calendar"),
		[IDENT_SPECIES] = N_("the ear tag of another species than pig"),
		[IDENT_COUNTY] = N_("no county has this number"),
		[IDENT_KIND] = N_("no such kind of item"),
		[IDENT_FORM] = N_("a part is missing, or there is one too many"),
		/* xgettext:no-c-format */
		[IDENT_ESCAPE] = N_("a % must be followed by two hexadecimal digits"),
		[IDENT_UNKNOWN] = N_("not the code of anything that can be traced"),
	};
	assert(error >= IDENT_OK && error < IDENT_ERROR_COUNT);
	return texts[error];
}

enum ident_error ident_refuse(enum ident_error error, size_t offset, size_t *at)
{
	if (at)
		*at = offset;
	return error;
}

enum ident_error ident_digits(struct span text, size_t len, size_t *at)
{
	if (text.len == 0)
		return ident_refuse(IDENT_EMPTY, 0, at);
	for (size_t i = 0; i < text.len && i < len; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return ident_refuse(IDENT_CHARACTER, i, at);
	if (text.len != len)
		return ident_refuse(IDENT_LENGTH, text.len < len ? text.len : len, at);
	return IDENT_OK;
}

int64_t ident_number(struct span text, size_t from, size_t len)
{
	int64_t number = 0;
	assert(from + len <= text.len && len <= 18);
	for (size_t i = from; i < from + len; i++)
		number = number * 10 + (text.at[i] - '0');
	return number;
}

enum ident_error ident_shift(enum ident_error error, size_t by, size_t *at)
{
	if (error != IDENT_OK && at)
		*at += by;
	return error;
}
