/* Pictures that are read: every kind of PNG and JPEG, several codes, bar codes. */
#include "tests/unit/kit_picture.h"

static void every_kind_of_png_is_read(void **state)
{
	static const struct {
		int color;
		int depth;
	} kinds[] = {
		{ PNG_COLOR_TYPE_GRAY, 1 },
		{ PNG_COLOR_TYPE_GRAY, 2 },
		{ PNG_COLOR_TYPE_GRAY, 4 },
		{ PNG_COLOR_TYPE_GRAY, 8 },
		{ PNG_COLOR_TYPE_GRAY, 16 },
		{ PNG_COLOR_TYPE_GRAY_ALPHA, 8 },
		{ PNG_COLOR_TYPE_GRAY_ALPHA, 16 },
		{ PNG_COLOR_TYPE_RGB, 8 },
		{ PNG_COLOR_TYPE_RGB, 16 },
		{ PNG_COLOR_TYPE_RGB_ALPHA, 8 },
		{ PNG_COLOR_TYPE_RGB_ALPHA, 16 },
		{ PNG_COLOR_TYPE_PALETTE, 1 },
		{ PNG_COLOR_TYPE_PALETTE, 4 },
		{ PNG_COLOR_TYPE_PALETTE, 8 },
	};
	struct canvas canvas = one_code();
	(void)state;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		for (int interlace = 0; interlace < PNG_INTERLACE_LAST; interlace++) {
			struct kind kind = { kinds[i].color, kinds[i].depth, interlace };
			struct buf png = png_of(&canvas, kind);
			decodes_to(buf_written(&png), &canvas);
			reads(buf_written(&png), URI);
			buf_free(&png);
		}
	}
	free(canvas.gray);
}

static void every_kind_of_jpeg_is_read(void **state)
{
	static const int samplings[] = { TJSAMP_GRAY, TJSAMP_444, TJSAMP_422, TJSAMP_420 };
	struct canvas canvas = one_code();
	(void)state;
	for (size_t i = 0; i < COUNT(samplings); i++) {
		for (int flags = 0; flags <= TJFLAG_PROGRESSIVE; flags += TJFLAG_PROGRESSIVE) {
			struct buf jpeg = jpeg_of(&canvas, samplings[i], flags);
			reads(buf_written(&jpeg), URI);
			buf_free(&jpeg);
		}
	}
	free(canvas.gray);
}

static void a_picture_without_a_code_is_read_as_none(void **state)
{
	static const unsigned sides[][2] = { { 1, 1 }, { 1, 300 }, { 300, 1 }, { 7, 9 },
		{ 640, 480 }, { SCAN_SIDE_MOST, 1 }, { 1, SCAN_SIDE_MOST } };
	(void)state;
	for (size_t i = 0; i < COUNT(sides); i++) {
		struct canvas canvas = canvas_new(sides[i][0], sides[i][1]);
		struct buf png = png_of(&canvas, plain);
		struct scan scan = scanned(buf_written(&png));
		assert_int_equal(scan.count, 0);
		scan_free(&scan);
		buf_free(&png);
		free(canvas.gray);
	}
}

static void several_codes_are_all_found_and_each_once(void **state)
{
	static const char *const texts[] = { URI "a", URI "b", URI "a", URI "c" };
	struct canvas canvas = canvas_new(280, 280);
	unsigned seen[3] = { 0 };
	(void)state;
	for (unsigned i = 0; i < COUNT(texts); i++)
		qr_draw(&canvas, i % 2 * 140, i / 2 * 140, texts[i]);
	struct buf png = png_of(&canvas, plain);
	struct scan scan = scanned(buf_written(&png));
	assert_int_equal(scan.count, 3);
	for (size_t i = 0; i < scan.count; i++) {
		struct span data = scan.codes[i].data;
		assert_true(span_starts(data, URI));
		assert_int_equal(data.len, strlen(URI) + 1);
		assert_in_range(data.at[data.len - 1], 'a', 'c');
		seen[data.at[data.len - 1] - 'a']++;
	}
	assert_int_equal(seen[0] * seen[1] * seen[2], 1);
	scan_free(&scan);
	buf_free(&png);
	free(canvas.gray);
}

/* EAN-13 of GS1 General Specifications 5.2: bars of the digits in sets A, B and C. */
static void ean13_draw(struct canvas *canvas, const char *digits)
{
	static const char *const a[] = { "0001101", "0011001", "0010011", "0111101", "0100011",
		"0110001", "0101111", "0111011", "0110111", "0001011" };
	static const char *const parity[] = { "AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB",
		"ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA" };
	char bars[96] = "101";
	size_t at = 3;
	for (unsigned i = 1; i < 13; i++) {
		const char *set = a[digits[i] - '0'];
		bool b = i < 7 && parity[digits[0] - '0'][i - 1] == 'B';
		if (i == 7) {
			memcpy(bars + at, "01010", 5);
			at += 5;
		}
		for (unsigned j = 0; j < 7; j++) /* B is C mirrored, C is A inverted */
			bars[at++] =
				(b ? set[6 - j] == '0' : (set[j] == '1') != (i >= 7)) ? '1' : '0';
	}
	memcpy(bars + at, "101", 3);
	for (unsigned i = 0; i < 95; i++)
		if (bars[i] == '1')
			black(canvas, 20 + i * 2, 10, 2, 60);
}

static void a_bar_code_is_named_as_zbarimg_names_it(void **state)
{
	struct canvas canvas = canvas_new(240, 80);
	(void)state;
	ean13_draw(&canvas, "6901234567892");
	struct buf png = png_of(&canvas, plain);
	struct scan scan = scanned(buf_written(&png));
	assert_int_equal(scan.count, 1);
	assert_string_equal(scan.codes[0].type, "EAN-13");
	assert_true(span_is(scan.codes[0].data, "6901234567892"));
	scan_free(&scan);
	buf_free(&png);
	free(canvas.gray);
}

static void the_bytes_of_a_code_are_not_rewritten(void **state)
{
	/* UTF-8, GB 18030 and bytes that are no text: a guess at the encoding would change some. */
	static const char *const texts[] = { "吕梁山猪", "\xc2\xc0\xc1\xba\xc9\xbd\xd6\xed",
		"\xe9\x80\xff\x01\x7f", "caf\xe9" };
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct canvas canvas = canvas_new(140, 140);
		qr_draw(&canvas, 0, 0, texts[i]);
		struct buf png = png_of(&canvas, plain);
		reads(buf_written(&png), texts[i]);
		buf_free(&png);
		free(canvas.gray);
	}
}

static void what_follows_the_picture_does_not_matter(void **state)
{
	struct buf png = png_of_code(), jpeg = jpeg_of_code(0);
	(void)state;
	buf_text(&png, "trailer of a telephone");
	buf_text(&jpeg, "trailer of a telephone");
	reads(buf_written(&png), URI);
	reads(buf_written(&jpeg), URI);
	buf_free(&png);
	buf_free(&jpeg);
}

static void more_codes_than_the_limit_are_refused(void **state)
{
	struct canvas canvas = canvas_new(9 * 100, 8 * 100);
	(void)state;
	for (unsigned i = 0; i <= SCAN_CODES_MOST; i++) {
		char text[8];
		(void)snprintf(text, sizeof(text), "code%02u", i);
		qr_draw(&canvas, i % 9 * 100, i / 9 * 100, text);
	}
	struct buf png = png_of(&canvas, plain);
	refused(buf_written(&png), FAULT_LIMIT);
	buf_free(&png);
	for (unsigned y = 700; y < 800; y++) /* without code 63 */
		memset(canvas.gray + (size_t)y * 900, 255, 100);
	png = png_of(&canvas, plain);
	struct scan scan = scanned(buf_written(&png));
	assert_int_equal(scan.count, SCAN_CODES_MOST);
	scan_free(&scan);
	buf_free(&png);
	free(canvas.gray);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_png_is_read),
		cmocka_unit_test(every_kind_of_jpeg_is_read),
		cmocka_unit_test(a_picture_without_a_code_is_read_as_none),
		cmocka_unit_test(several_codes_are_all_found_and_each_once),
		cmocka_unit_test(a_bar_code_is_named_as_zbarimg_names_it),
		cmocka_unit_test(the_bytes_of_a_code_are_not_rewritten),
		cmocka_unit_test(what_follows_the_picture_does_not_matter),
		cmocka_unit_test(more_codes_than_the_limit_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
