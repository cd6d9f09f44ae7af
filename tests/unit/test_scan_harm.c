/* Pictures that are too large, cut off, damaged or none. */
#include "tests/unit/kit_picture.h"

static void put_number(char *at, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (char)(number >> (24 - 8 * i));
}

/* Let the header claim another size; its check sum fits again. */
static void png_claim(struct buf *png, uint32_t width, uint32_t height)
{
	put_number(png->at + 16, width);
	put_number(png->at + 20, height);
	put_number(png->at + 29, crc32_more(0, png->at + 12, 17));
}

/* Offset of the 2-byte height in the frame header. */
static size_t jpeg_frame(const struct buf *jpeg)
{
	for (size_t i = 0; i + 9 < jpeg->len; i++)
		if (memcmp(jpeg->at + i, "\xff\xc0", 2) == 0 ||
			memcmp(jpeg->at + i, "\xff\xc2", 2) == 0)
			return i + 5;
	fail_msg("no frame");
	return 0;
}

static void jpeg_claim(struct buf *jpeg, unsigned width, unsigned height)
{
	char *at = jpeg->at + jpeg_frame(jpeg);
	at[0] = (char)(height >> 8);
	at[1] = (char)height;
	at[2] = (char)(width >> 8);
	at[3] = (char)width;
}

static void a_header_that_claims_too_much_is_a_limit_and_costs_nothing(void **state)
{
	static const unsigned sides[][2] = { { 65500, 65500 }, { SCAN_SIDE_MOST, SCAN_SIDE_MOST },
		{ SCAN_SIDE_MOST + 1, 1 }, { 1, SCAN_SIDE_MOST + 1 }, { 8193, 8192 } };
	struct buf png = png_of_code(), jpeg = jpeg_of_code(0), good = png_of_code();
	(void)state;
	for (size_t i = 0; i < COUNT(sides); i++) {
		png_claim(&png, sides[i][0], sides[i][1]);
		refused(buf_written(&png), FAULT_LIMIT);
		jpeg_claim(&jpeg, sides[i][0], sides[i][1]);
		refused(buf_written(&jpeg), FAULT_LIMIT);
		reads(buf_written(&good), URI);
	}
	png_claim(&png, 0xffffffff, 0xffffffff);
	refused(buf_written(&png), FAULT_LIMIT);
	png_claim(&png, 0, 100);
	refused(buf_written(&png), FAULT_SETTING);
	png_claim(&png, 137, 136); /* a little more than is there */
	refused(buf_written(&png), FAULT_SETTING);
	buf_free(&png);
	buf_free(&jpeg);
	buf_free(&good);
}

static void a_jpeg_that_must_be_held_whole_has_a_smaller_limit(void **state)
{
	struct buf whole = jpeg_of_code(TJFLAG_PROGRESSIVE), rows = jpeg_of_code(0);
	(void)state;
	jpeg_claim(&whole, 4097, 4096);
	refused(buf_written(&whole), FAULT_LIMIT);
	jpeg_claim(&rows, 4097, 4096); /* within the limit, so it is decoded until it ends */
	refused(buf_written(&rows), FAULT_SETTING);
	/* Its one scan header made one of a single component: not interleaved. */
	for (size_t i = 0; i + 10 < rows.len; i++) {
		if (memcmp(rows.at + i, "\xff\xda", 2) != 0)
			continue;
		memcpy(rows.at + i + 2, "\x00\x08\x01", 3);
		memcpy(rows.at + i + 7, "\x00\x3f\x00", 3);
		break;
	}
	refused(buf_written(&rows), FAULT_LIMIT);
	buf_free(&whole);
	buf_free(&rows);
}

static void a_jpeg_of_many_scans_is_a_limit(void **state)
{
	struct buf jpeg = jpeg_of_code(0), many = { 0 };
	(void)state;
	/* A comment of 70 scan markers, behind the start of image, in a picture of 15 million pixels. */
	buf_bytes(&many, jpeg.at, 2);
	buf_bytes(&many, "\xff\xfe\x00\x8e", 4);
	for (int i = 0; i < 70; i++)
		buf_bytes(&many, "\xff\xda", 2);
	buf_bytes(&many, jpeg.at + 2, jpeg.len - 2);
	reads(buf_written(&many), URI); /* no harm in a small one */
	jpeg_claim(&many, 4000, 4000);
	refused(buf_written(&many), FAULT_LIMIT);
	buf_free(&jpeg);
	buf_free(&many);
}

static void a_picture_of_nothing_but_code_corners_is_a_limit(void **state)
{
	/* 1200 by 1200 of 8 by 8: 150 by 150 corners, three lines across each. */
	struct canvas canvas = canvas_new(1200, 1200);
	(void)state;
	for (unsigned y = 0; y < 150; y++) {
		for (unsigned x = 0; x < 150; x++) {
			black(&canvas, x * 8, y * 8, 7, 7);
			for (unsigned i = 0; i < 25; i++)
				if (i / 5 % 4 == 0 || i % 5 % 4 == 0)
					canvas.gray[(y * 8 + 1 + i / 5) * 1200 + x * 8 + 1 +
						    i % 5] = 255;
		}
	}
	struct buf png = png_of(&canvas, plain);
	refused(buf_written(&png), FAULT_LIMIT);
	buf_free(&png);
	free(canvas.gray);
}

static void a_truncated_picture_is_refused_and_the_next_one_is_read(void **state)
{
	struct canvas canvas = one_code();
	struct buf pictures[] = {
		png_of(&canvas, plain),
		png_of(&canvas, (struct kind){ PNG_COLOR_TYPE_RGB_ALPHA, 16, PNG_INTERLACE_ADAM7 }),
		jpeg_of(&canvas, TJSAMP_420, 0),
		jpeg_of(&canvas, TJSAMP_444, TJFLAG_PROGRESSIVE),
	};
	(void)state;
	for (size_t i = 0; i < COUNT(pictures); i++) {
		struct span all = buf_written(&pictures[i]);
		for (size_t len = 0; len < all.len;
			len += len + 97 < all.len ? 97 : all.len - len - 1) {
			struct span cut = copy_of((struct span){ all.at, len });
			refused(cut, FAULT_SETTING);
			free_copy(cut);
			if (len == all.len - 1)
				break;
		}
		reads(all, URI);
		buf_free(&pictures[i]);
	}
	free(canvas.gray);
}

static void a_damaged_picture_is_read_or_refused_and_libraries_keep_quiet(void **state)
{
	struct canvas canvas = one_code();
	struct buf pictures[] = {
		png_of(&canvas, (struct kind){ PNG_COLOR_TYPE_PALETTE, 8, PNG_INTERLACE_ADAM7 }),
		jpeg_of(&canvas, TJSAMP_420, 0),
		jpeg_of(&canvas, TJSAMP_444, TJFLAG_PROGRESSIVE),
	};
	FILE *heard = tmpfile();
	int before = dup(STDERR_FILENO);
	size_t bad = 0;
	(void)state;
	assert_non_null(heard);
	assert_true(dup2(fileno(heard), STDERR_FILENO) >= 0);
	for (size_t i = 0; i < COUNT(pictures); i++) {
		for (size_t at = 2; at < pictures[i].len; at += 13) {
			struct scan scan;
			pictures[i].at[at] = (char)~pictures[i].at[at];
			int code =
				scan_picture(buf_written(&pictures[i]), &everything, &scan, NULL);
			bad += code != 0 && code != FAULT_SETTING && code != FAULT_LIMIT;
			scan_free(&scan);
			pictures[i].at[at] = (char)~pictures[i].at[at];
		}
	}
	off_t said = lseek(STDERR_FILENO, 0, SEEK_END);
	assert_true(dup2(before, STDERR_FILENO) >= 0);
	(void)close(before);
	(void)fclose(heard);
	assert_int_equal(said, 0);
	assert_int_equal(bad, 0);
	for (size_t i = 0; i < COUNT(pictures); i++) {
		reads(buf_written(&pictures[i]), URI);
		buf_free(&pictures[i]);
	}
	free(canvas.gray);
}

static void what_is_no_picture_is_refused(void **state)
{
	static const struct span cases[] = {
		{ NULL, 0 },
		{ "", 0 },
		{ "\x89", 1 },
		{ "\x89PNG\r\n\x1a\n", 8 },
		{ "\x89PNG\r\n\x1a\n\0\0\0\x0dIDAT\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\0\0\0\0", 33 },
		{ "\xff\xd8", 2 },
		{ "\xff\xd8\xff", 3 },
		{ "\xff\xd8\xff\xd9", 4 },
		{ "\xff\xd8\xff\xff\xff\xff\xff", 7 },
		{ "\xff\xd8\xff\xc0\0\x0b", 6 },
		{ "GIF89a\1\0\1\0", 10 },
		{ "https://id.example.cn/", 22 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span copy = copy_of(cases[i]);
		refused(copy, FAULT_SETTING);
		free_copy(copy);
	}
	refused((struct span){ NULL, 0 }, FAULT_SETTING);
	refused((struct span){ "", SCAN_FILE_MOST + 1 }, FAULT_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_that_claims_too_much_is_a_limit_and_costs_nothing),
		cmocka_unit_test(a_jpeg_that_must_be_held_whole_has_a_smaller_limit),
		cmocka_unit_test(a_jpeg_of_many_scans_is_a_limit),
		cmocka_unit_test(a_picture_of_nothing_but_code_corners_is_a_limit),
		cmocka_unit_test(a_truncated_picture_is_refused_and_the_next_one_is_read),
		cmocka_unit_test(a_damaged_picture_is_read_or_refused_and_libraries_keep_quiet),
		cmocka_unit_test(what_is_no_picture_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
