#include "core/scan/rs.h"

#include <string.h>

#define FIELD 0x11d
#define ORDER 255

/* 2^power for 0..509, and the power of 1..255. */
struct field {
	uint8_t exp[2 * ORDER];
	uint8_t log[ORDER + 1];
};

static void field_make(struct field *field)
{
	unsigned value = 1;
	field->log[0] = 0;
	for (unsigned i = 0; i < ORDER; i++) {
		field->exp[i] = field->exp[i + ORDER] = (uint8_t)value;
		field->log[value] = (uint8_t)i;
		value = value << 1;
		if (value > ORDER)
			value ^= FIELD;
	}
}

static uint8_t times(const struct field *field, uint8_t a, uint8_t b)
{
	return a && b ? field->exp[field->log[a] + field->log[b]] : 0;
}

static uint8_t over(const struct field *field, uint8_t a, uint8_t b)
{
	return a ? field->exp[field->log[a] + ORDER - field->log[b]] : 0;
}

/* The block as a polynomial, highest power first, at each root; false if all are 0. */
static bool syndromes(
	const struct field *field, const uint8_t *block, size_t len, size_t parity, uint8_t *into)
{
	bool any = false;
	for (size_t i = 0; i < parity; i++) {
		uint8_t sum = 0;
		for (size_t j = 0; j < len; j++)
			sum = times(field, sum, field->exp[i]) ^ block[j];
		into[i] = sum;
		any = any || sum;
	}
	return any;
}

/*
 * The polynomial whose roots are the places of errors, lowest power first, begun with the lost places
 * (Berlekamp and Massey, erasures first). Returns its degree.
 */
static size_t locator_find(const struct field *field, const uint8_t *syndrome, size_t parity,
	size_t len, const uint8_t *lost, size_t lost_count,
	uint8_t lambda[static RS_PARITY_MOST + 1])
{
	uint8_t before[RS_PARITY_MOST + 1], next[RS_PARITY_MOST + 1];
	size_t degree = lost_count;
	memset(lambda, 0, RS_PARITY_MOST + 1);
	lambda[0] = 1;
	for (size_t i = 0; i < lost_count; i++) {
		uint8_t root = field->exp[len - 1 - lost[i]];
		for (size_t j = i + 1; j > 0; j--)
			lambda[j] ^= times(field, lambda[j - 1], root);
	}
	memcpy(before, lambda, sizeof(before));
	for (size_t step = lost_count + 1; step <= parity; step++) {
		uint8_t wrong = 0;
		for (size_t i = 0; i < step; i++)
			wrong ^= times(field, lambda[i], syndrome[step - 1 - i]);
		memmove(before + 1, before, parity);
		before[0] = 0;
		if (!wrong)
			continue;
		for (size_t i = 0; i <= parity; i++)
			next[i] = lambda[i] ^ times(field, wrong, before[i]);
		if (2 * degree <= step + lost_count - 1) {
			degree = step + lost_count - degree;
			for (size_t i = 0; i <= parity; i++)
				before[i] = over(field, lambda[i], wrong);
		}
		memcpy(lambda, next, parity + 1);
	}
	size_t highest = parity;
	while (highest > 0 && !lambda[highest])
		highest--;
	return highest;
}

static uint8_t value_at(const struct field *field, const uint8_t *poly, size_t degree, uint8_t x)
{
	uint8_t sum = 0;
	for (size_t i = degree + 1; i > 0; i--)
		sum = times(field, sum, x) ^ poly[i - 1];
	return sum;
}

/* The error at the place whose inverse locator is x (Forney). */
static uint8_t error_at(const struct field *field, const uint8_t *omega, size_t parity,
	const uint8_t *lambda, size_t degree, uint8_t x)
{
	uint8_t slope = 0, square = times(field, x, x), power = 1;
	for (size_t i = 1; i <= degree; i += 2) {
		slope ^= times(field, lambda[i], power);
		power = times(field, power, square);
	}
	if (!slope)
		return 0;
	/* The first root is 2^0, so the value is times the locator once. */
	return over(field, value_at(field, omega, parity - 1, x), times(field, slope, x));
}

int rs_correct(uint8_t *block, size_t len, size_t parity, const uint8_t *lost, size_t lost_count,
	size_t spend)
{
	struct field field;
	uint8_t syndrome[RS_PARITY_MOST], lambda[RS_PARITY_MOST + 1], omega[RS_PARITY_MOST];
	uint8_t fixed[RS_LEN_MOST];
	size_t roots = 0;
	int changed = 0;
	if (len > RS_LEN_MOST || parity > RS_PARITY_MOST || parity >= len || lost_count > spend ||
		spend > parity)
		return -1;
	field_make(&field);
	if (!syndromes(&field, block, len, parity, syndrome))
		return 0;
	size_t degree = locator_find(&field, syndrome, parity, len, lost, lost_count, lambda);
	if (degree < lost_count || 2 * (degree - lost_count) + lost_count > spend)
		return -1;
	for (size_t i = 0; i < parity; i++) {
		omega[i] = 0;
		for (size_t j = 0; j <= i && j <= degree; j++)
			omega[i] ^= times(&field, lambda[j], syndrome[i - j]);
	}
	memcpy(fixed, block, len);
	for (size_t at = 0; at < len; at++) {
		uint8_t x = field.exp[(ORDER - (len - 1 - at)) % ORDER];
		if (value_at(&field, lambda, degree, x) != 0)
			continue;
		roots++;
		uint8_t error = error_at(&field, omega, parity, lambda, degree, x);
		changed += error != 0;
		fixed[at] ^= error;
	}
	if (roots != degree || syndromes(&field, fixed, len, parity, syndrome))
		return -1;
	memcpy(block, fixed, len);
	return changed;
}
