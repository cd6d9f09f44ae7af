#include "core/base/decimal.h"

#include <assert.h>

static bool digit_at(struct span text, size_t at)
{
	return at < text.len && text.at[at] >= '0' && text.at[at] <= '9';
}

static bool add_digit(int64_t *value, char c)
{
	if (*value > DECIMAL_MOST / 10)
		return false;
	*value = *value * 10 + (c - '0');
	return *value <= DECIMAL_MOST;
}

static bool read_at(struct span text, int scale, size_t *at, int64_t *value)
{
	size_t first = *at;
	int left = scale;
	while (digit_at(text, *at)) {
		if (*at == first + 1 && text.at[first] == '0')
			return false;
		if (!add_digit(value, text.at[*at]))
			return false;
		(*at)++;
	}
	if (*at == first)
		return false;
	if (*at < text.len) {
		if (text.at[*at] != '.' || !digit_at(text, *at + 1))
			return false;
		for ((*at)++; digit_at(text, *at); (*at)++)
			if (left-- == 0 || !add_digit(value, text.at[*at]))
				return false;
	}
	while (left-- > 0)
		if (!add_digit(value, '0'))
			return false;
	return *at == text.len;
}

bool decimal_parse(struct span text, int scale, int64_t *number, size_t *at)
{
	size_t pos = 0;
	int64_t value = 0;
	assert(scale >= 0 && scale <= 9);
	bool negative = text.len > 0 && text.at[0] == '-';
	if (negative)
		pos++;
	if (!read_at(text, scale, &pos, &value)) {
		if (at)
			*at = pos < text.len ? pos : text.len;
		return false;
	}
	*number = negative ? -value : value;
	return true;
}

void decimal_format(struct out *out, int64_t number, int scale)
{
	uint64_t unit = 1;
	for (int i = 0; i < scale; i++)
		unit *= 10;
	uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	if (number < 0)
		out_char(out, '-');
	out_digits(out, size / unit, 1);
	uint64_t rest = size % unit;
	if (rest == 0)
		return;
	while (rest % 10 == 0) {
		rest /= 10;
		scale--;
	}
	out_char(out, '.');
	out_digits(out, rest, scale);
}
