#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/scan/matrix.h"
#include "core/scan/rs.h"

#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MOST 900
#ifdef __SANITIZE_ADDRESS__
#define CHANCES 300
#else
#define CHANCES 3000
#endif

static uint32_t throw_dice(uint32_t *state)
{
	*state = *state * 1664525U + 1013904223U;
	return *state >> 8;
}

/* A text of one of the three modes, so that each is written. */
static void text_make(char *text, size_t len, int mode)
{
	static const char *const sets[] = { "0123456789",
		"AZ09 $%*+-./:", "https://id.example/?s=_aZ9" };
	const char *set = sets[mode];
	for (size_t i = 0; i < len; i++)
		text[i] = set[(i * 7 + len) % strlen(set)];
	text[len] = '\0';
}

/* The modules of a code of libqrencode's, which is not ours; false if the text does not fit the version. */
static bool code_make(const char *text, int version, QRecLevel level, int mode, float *dark)
{
	QRcode *code = mode == 2 ? QRcode_encodeData((int)strlen(text), (const unsigned char *)text,
					   version, level)
	                         : QRcode_encodeString(text, version, level, QR_MODE_8, 1);
	bool fits = code && code->version == version;
	if (fits)
		for (int i = 0; i < code->width * code->width; i++)
			dark[i] = code->data[i] & 1 ? 1 : -1;
	QRcode_free(code);
	return fits;
}

static void read_back(int version, const float *dark, const char *text)
{
	char read[MATRIX_TEXT_MOST];
	size_t len = 0;
	assert_true(matrix_read(version, dark, read, &len));
	assert_int_equal(len, strlen(text));
	assert_memory_equal(read, text, len);
}

static void what_libqrencode_writes_is_read_in_every_version_level_and_mode(void **state)
{
	static float dark[MATRIX_SIDE_MOST * MATRIX_SIDE_MOST];
	int count = 0;
	(void)state;
	for (int version = 1; version <= MATRIX_VERSION_MOST; version++)
		for (int level = QR_ECLEVEL_L; level <= QR_ECLEVEL_H; level++)
			for (int mode = 0; mode < 3; mode++)
				for (size_t len = 1; len < TEXT_MOST; len += 1 + len / 3) {
					char text[TEXT_MOST + 1];
					text_make(text, len, mode);
					if (!code_make(text, version, (QRecLevel)level, mode, dark))
						break;
					read_back(version, dark, text);
					count++;
				}
	assert_true(count > 1500);
}

static void fixed_patterns_are_libqrencodes(void **state)
{
	(void)state;
	for (int version = 1; version <= MATRIX_VERSION_MOST; version++) {
		int8_t fixed[MATRIX_SIDE_MOST * MATRIX_SIDE_MOST];
		QRcode *code =
			QRcode_encodeData(3, (const unsigned char *)"abc", version, QR_ECLEVEL_L);
		assert_non_null(code);
		matrix_fixed(version, fixed);
		for (int i = 0; i < code->width * code->width; i++) {
			assert_int_equal(fixed[i] != 0, (code->data[i] & 0x80) != 0);
			if (fixed[i] == 1 || fixed[i] == -1)
				assert_int_equal(fixed[i] > 0, code->data[i] & 1);
		}
		QRcode_free(code);
	}
}

static void damage_is_mended_up_to_the_limit_and_refused_beyond_it(void **state)
{
	static float dark[MATRIX_SIDE_MOST * MATRIX_SIDE_MOST];
	const char *text = "https://id.example.cn/01/06901234567892/21/00000017K3F9A7QW2M4T";
	int read = 0, refused = 0;
	uint32_t dice = 7;
	(void)state;
	/* Version 5-M: two blocks of 24 check bytes; wrong modules from none to a fifth. */
	for (int wrong = 0; wrong < 270; wrong += 3) {
		char answer[MATRIX_TEXT_MOST];
		size_t len;
		assert_true(code_make(text, 5, QR_ECLEVEL_M, 2, dark));
		for (int i = 0; i < wrong; i++) {
			size_t at = throw_dice(&dice) % (37 * 37);
			dark[at] = -dark[at];
		}
		if (!matrix_read(5, dark, answer, &len)) {
			refused++;
			continue;
		}
		read++;
		assert_int_equal(len, strlen(text));
		assert_memory_equal(answer, text, len);
	}
	assert_true(read >= 5);
	assert_true(refused >= 50);
}

static void doubt_is_worth_twice_as_much_damage(void **state)
{
	static float dark[MATRIX_SIDE_MOST * MATRIX_SIDE_MOST];
	const char *text = "https://id.example.cn/01/06901234567892/21/00000017K3F9A7QW2M4T";
	char answer[MATRIX_TEXT_MOST];
	size_t len;
	(void)state;
	/* The right half of the lower part is gone: 10 rows of 18 modules, about 30 bytes of 134. */
	for (int doubtful = 0; doubtful < 2; doubtful++) {
		assert_true(code_make(text, 5, QR_ECLEVEL_M, 2, dark));
		for (int y = 14; y < 24; y++)
			for (int x = 19; x < 37; x++)
				dark[y * 37 + x] = doubtful ? -0.1F : -1;
		assert_int_equal(matrix_read(5, dark, answer, &len), doubtful);
	}
	assert_int_equal(len, strlen(text));
}

static void chance_is_never_read(void **state)
{
	static float dark[MATRIX_SIDE_MOST * MATRIX_SIDE_MOST];
	char answer[MATRIX_TEXT_MOST];
	size_t len;
	uint32_t dice = 99;
	(void)state;
	for (int round = 0; round < CHANCES; round++) {
		int version = 1 + round % 8, side = MATRIX_SIDE(version);
		for (int i = 0; i < side * side; i++)
			dark[i] = (float)(throw_dice(&dice) % 2001) / 1000 - 1;
		assert_false(matrix_read(version, dark, answer, &len));
	}
	assert_false(matrix_read(0, dark, answer, &len));
	assert_false(matrix_read(MATRIX_VERSION_MOST + 1, dark, answer, &len));
}

static void a_block_is_corrected_within_what_may_be_spent(void **state)
{
	uint8_t block[60], made[60];
	uint8_t lost[] = { 3, 9, 20, 31 };
	(void)state;
	/* All zero is a code word of every Reed-Solomon code. */
	memset(made, 0, sizeof(made));
	memcpy(block, made, sizeof(block));
	assert_int_equal(rs_correct(block, 60, 20, NULL, 0, 20), 0);
	for (size_t i = 0; i < 10; i++)
		block[i * 6] = (uint8_t)(i + 1);
	assert_int_equal(rs_correct(block, 60, 20, NULL, 0, 18), -1); /* ten errors cost 20 */
	assert_int_equal(block[6], 2);
	assert_int_equal(rs_correct(block, 60, 20, NULL, 0, 20), 10);
	assert_memory_equal(block, made, 60);
	for (size_t i = 0; i < 4; i++)
		block[lost[i]] = 0x55;
	assert_int_equal(rs_correct(block, 60, 20, lost, 4, 4), 4);
	assert_memory_equal(block, made, 60);
	/* Named as lost and right after all. */
	block[3] = 1;
	assert_int_equal(rs_correct(block, 60, 20, lost, 4, 4), 1);
	assert_memory_equal(block, made, 60);
	assert_int_equal(rs_correct(block, 60, 20, lost, 4, 3), -1);
	assert_int_equal(rs_correct(block, 20, 20, NULL, 0, 20), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_libqrencode_writes_is_read_in_every_version_level_and_mode),
		cmocka_unit_test(fixed_patterns_are_libqrencodes),
		cmocka_unit_test(damage_is_mended_up_to_the_limit_and_refused_beyond_it),
		cmocka_unit_test(doubt_is_worth_twice_as_much_damage),
		cmocka_unit_test(chance_is_never_read),
		cmocka_unit_test(a_block_is_corrected_within_what_may_be_spent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
