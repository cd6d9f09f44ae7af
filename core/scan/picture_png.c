#include "core/scan/picture.h"

#include "core/base/words.h"
#include "core/label/png_guard.h"
#include "core/scan/scan.h"

#include <stdlib.h>
#include <string.h>

/* Signature, then the IHDR chunk: length 13, name, width, height and five more bytes, CRC. */
#define SIGNATURE     "\x89PNG\r\n\x1a\n"
#define SIGNATURE_LEN 8
#define IHDR          "\0\0\0\x0dIHDR"
#define IHDR_LEN      8
#define IHDR_END      33

/* No chunk but the pixels themselves has a reason to be longer. */
#define CHUNK_MOST ((size_t)8 << 20)

struct png_reader {
	png_structp png;
	png_infop info;
	char message[PNG_GUARD_TEXT];
	struct span left;
	size_t width;
	size_t height;
	uint8_t *gray;
	uint8_t **rows;
};

bool picture_is_png(struct span bytes)
{
	return bytes.len >= SIGNATURE_LEN && memcmp(bytes.at, SIGNATURE, SIGNATURE_LEN) == 0;
}

static uint32_t big_endian(const char *at)
{
	const unsigned char *c = (const unsigned char *)at;
	return (uint32_t)c[0] << 24 | (uint32_t)c[1] << 16 | (uint32_t)c[2] << 8 | c[3];
}

/* The size that the header claims, read before libpng sees a byte. */
static int header_check(struct span bytes, struct png_reader *reader, struct fault *fault)
{
	const char *ihdr = bytes.at + SIGNATURE_LEN;
	if (bytes.len < IHDR_END || memcmp(ihdr, IHDR, IHDR_LEN) != 0)
		return fault_set(fault, FAULT_SETTING, "the PNG has no header");
	reader->width = big_endian(ihdr + IHDR_LEN);
	reader->height = big_endian(ihdr + IHDR_LEN + 4);
	return picture_size_check(reader->width, reader->height, SCAN_PIXELS_MOST, fault);
}

static void bytes_read(png_structp png, png_bytep into, size_t len)
{
	struct png_reader *reader = png_get_io_ptr(png);
	if (len > reader->left.len)
		png_error(png, N_("it ends too early"));
	memcpy(into, reader->left.at, len);
	reader->left.at += len;
	reader->left.len -= len;
}

/* Ask libpng for one byte a pixel: palettes and small depths expanded, colours weighed to gray,
 * what is transparent laid on white. */
static void transforms_set(struct png_reader *reader)
{
	/* In the depth that is asked for, not the file's. */
	png_color_16 white = { .red = 0xff, .green = 0xff, .blue = 0xff, .gray = 0xff };
	png_set_expand(reader->png);
	if (png_get_color_type(reader->png, reader->info) & PNG_COLOR_MASK_COLOR)
		png_set_rgb_to_gray_fixed(reader->png, PNG_ERROR_ACTION_NONE,
			PNG_RGB_TO_GRAY_DEFAULT, PNG_RGB_TO_GRAY_DEFAULT);
	png_set_background_fixed(reader->png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 0);
	png_set_scale_16(reader->png);
	(void)png_set_interlace_handling(reader->png);
	png_read_update_info(reader->png, reader->info);
}

/* False after an error of libpng, which jumps here. */
static bool png_decode(struct png_reader *reader)
{
	if (setjmp(png_jmpbuf(reader->png)))
		return false;
	png_set_read_fn(reader->png, reader, bytes_read);
	png_set_user_limits(reader->png, SCAN_SIDE_MOST, SCAN_SIDE_MOST);
	png_set_chunk_cache_max(reader->png, 1);
	png_set_chunk_malloc_max(reader->png, CHUNK_MOST);
	/* Texts, profiles and their bombs: skipped, only palette, transparency and pixels are read. */
	png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
	png_read_info(reader->png, reader->info);
	transforms_set(reader);
	if (png_get_rowbytes(reader->png, reader->info) != reader->width)
		png_error(reader->png, N_("its rows have another length than its header says"));
	reader->gray = malloc(reader->width * reader->height);
	reader->rows = malloc(reader->height * sizeof(reader->rows[0]));
	if (!reader->gray || !reader->rows)
		png_error(reader->png, N_("no memory"));
	for (size_t y = 0; y < reader->height; y++)
		reader->rows[y] = reader->gray + y * reader->width;
	png_read_image(reader->png, reader->rows);
	png_read_end(reader->png, NULL);
	return true;
}

int picture_png(struct span bytes, struct picture *picture, struct fault *fault)
{
	struct png_reader reader = { .left = bytes };
	int code = header_check(bytes, &reader, fault);
	if (code != 0)
		return code;
	reader.png = png_create_read_struct(
		PNG_LIBPNG_VER_STRING, reader.message, png_guard_error, png_guard_warning);
	reader.info = reader.png ? png_create_info_struct(reader.png) : NULL;
	if (!reader.info)
		code = fault_set(fault, FAULT_MEMORY, "no memory to read a PNG");
	else if (!png_decode(&reader))
		code = fault_set(
			fault, FAULT_SETTING, "the PNG is damaged: %s", words(reader.message));
	if (code == 0) {
		*picture = (struct picture){ (unsigned)reader.width, (unsigned)reader.height,
			reader.gray };
		reader.gray = NULL;
	}
	png_destroy_read_struct(&reader.png, &reader.info, NULL);
	free(reader.rows);
	free(reader.gray);
	return code;
}
