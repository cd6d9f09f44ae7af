/*
 * Any bytes as a picture: an answer is one of those the header names, a code found once is found
 * again, and what is refused carries no codes. Check sums would keep most changed bytes from zbar, so
 * an input that begins with 'm' is a drawing instead: its width in modules, then a bit for each
 * module, made into a PNG here.
 */
#include "core/scan/scan.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

#define DOTS       3 /* per module */
#define ZBAR_ALONE 1 /* rung: a file is fuzzed for its decoder, and the other rungs take long */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void demand(bool held)
{
	if (!held)
		abort();
}

static void codes_check(const struct scan *scan)
{
	demand(scan->count <= SCAN_CODES_MOST);
	for (size_t i = 0; i < scan->count; i++) {
		const struct scan_code *code = &scan->codes[i];
		demand(code->type[0] != '\0' && strlen(code->type) < sizeof(code->type));
		demand(code->data.at >= scan->bytes.at);
		demand(code->data.at + code->data.len <= scan->bytes.at + scan->bytes.len);
		for (size_t j = 0; j < i; j++)
			demand(!span_equal(code->data, scan->codes[j].data) ||
				strcmp(code->type, scan->codes[j].type) != 0);
	}
}

static void scan_check(struct span picture, uint32_t rungs)
{
	struct scan first, second;
	struct fault fault = { 0 };
	/* Time would make an answer depend on the machine. */
	const struct scan_manner manner = { .bars = true, .rungs = rungs, .budget_ms = 1000000 };
	int code = scan_picture(picture, &manner, &first, &fault);
	demand(code == 0 || code == FAULT_SETTING || code == FAULT_LIMIT);
	demand(code == 0 || (first.count == 0 && fault.code == code && fault.text[0] != '\0'));
	codes_check(&first);
	demand(scan_picture(picture, &manner, &second, &fault) == code);
	demand(second.count == first.count);
	demand(span_equal(buf_written(&first.bytes), buf_written(&second.bytes)));
	scan_free(&first);
	scan_free(&second);
}

static void drawing_check(const uint8_t *bits, size_t count, size_t width)
{
	size_t height = count / width;
	png_image image = { .version = PNG_IMAGE_VERSION,
		.width = (uint32_t)(width * DOTS),
		.height = (uint32_t)(height * DOTS),
		.format = PNG_FORMAT_GRAY,
		.flags = PNG_IMAGE_FLAG_FAST };
	uint8_t *gray = malloc(width * height * DOTS * DOTS);
	demand(gray != NULL);
	for (size_t y = 0; y < height * DOTS; y++) {
		for (size_t x = 0; x < width * DOTS; x++) {
			size_t bit = y / DOTS * width + x / DOTS;
			bool dark = bits[bit / 8] >> (7 - bit % 8) & 1;
			gray[y * width * DOTS + x] = dark ? 0 : 255;
		}
	}
	png_alloc_size_t len = PNG_IMAGE_PNG_SIZE_MAX(image);
	char *png = malloc(len);
	demand(png != NULL);
	demand(png_image_write_to_memory(&image, png, &len, 0, gray, 0, NULL));
	scan_check((struct span){ png, len }, 0);
	free(png);
	free(gray);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	scan_check((struct span){ (const char *)bytes, len }, ZBAR_ALONE);
	if (len > 2 && bytes[0] == 'm' && bytes[1] > 0 && (len - 2) * 8 >= bytes[1])
		drawing_check(bytes + 2, (len - 2) * 8, bytes[1]);
	return 0;
}
