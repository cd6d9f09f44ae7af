#include "core/ident/gs1.h"

#include <string.h>

#include "core/ident/check.h"

char gs1_check_digit(struct span digits)
{
	int sum = 0;
	for (size_t i = 0; i < digits.len; i++) {
		int weight =
			(digits.len - i) % 2 ? 3 : 1; /* 3 for the digit beside the check digit */
		sum += weight * (digits.at[i] - '0');
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

enum ident_error gs1_key_check(struct span text, size_t len, size_t *at)
{
	enum ident_error error = ident_digits(text, len, at);
	if (error != IDENT_OK)
		return error;
	if (gs1_check_digit((struct span){ text.at, len - 1 }) != text.at[len - 1])
		return ident_refuse(IDENT_CHECK_DIGIT, len - 1, at);
	return IDENT_OK;
}

enum ident_error gtin_parse(struct span text, char out[static GTIN_TEXT], size_t *at)
{
	static const size_t lengths[] = { 8, 12, 13 };
	size_t len = GTIN_LEN;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		if (text.len == lengths[i])
			len = lengths[i];
	enum ident_error error = gs1_key_check(text, len, at);
	if (error != IDENT_OK)
		return error;
	memset(out, '0', GTIN_LEN - len);
	memcpy(out + GTIN_LEN - len, text.at, len);
	out[GTIN_LEN] = '\0';
	return IDENT_OK;
}

static bool in_set_82(char c)
{
	static const char marks[] = "!\"%&'()*+,-./:;<=>?_";
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       memchr(marks, c, sizeof(marks) - 1);
}

enum ident_error gs1_x_check(struct span text, size_t *at)
{
	if (text.len == 0)
		return ident_refuse(IDENT_EMPTY, 0, at);
	for (size_t i = 0; i < text.len && i < GS1_X_MOST; i++)
		if (!in_set_82(text.at[i]))
			return ident_refuse(IDENT_CHARACTER, i, at);
	if (text.len > GS1_X_MOST)
		return ident_refuse(IDENT_LENGTH, GS1_X_MOST, at);
	return IDENT_OK;
}
