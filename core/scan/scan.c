#include "core/scan/scan.h"

#include "core/scan/finder.h"
#include "core/scan/picture.h"

#include <stdlib.h>
#include <zbar.h>

static const struct {
	bool (*is)(struct span bytes);
	int (*decode)(struct span bytes, struct picture *picture, struct fault *fault);
} decoders[] = {
	{ picture_is_png, picture_png },
	{ picture_is_jpeg, picture_jpeg },
};

#define DECODER_COUNT (sizeof(decoders) / sizeof(decoders[0]))

int picture_size_check(uint64_t width, uint64_t height, size_t most, struct fault *fault)
{
	if (width == 0 || height == 0)
		return fault_set(fault, FAULT_SETTING, "the picture has no pixels");
	if (width > SCAN_SIDE_MOST || height > SCAN_SIDE_MOST || width * height > most)
		return fault_set(fault, FAULT_LIMIT,
			"the picture of %llu by %llu pixels is larger than %d a side or %zu in all",
			(unsigned long long)width, (unsigned long long)height, SCAN_SIDE_MOST,
			most);
	return 0;
}

static int picture_decode(struct span bytes, struct picture *picture, struct fault *fault)
{
	if (bytes.len > SCAN_FILE_MOST)
		return fault_set(
			fault, FAULT_LIMIT, "the picture is larger than %zu bytes", SCAN_FILE_MOST);
	for (size_t i = 0; i < DECODER_COUNT; i++)
		if (decoders[i].is(bytes))
			return decoders[i].decode(bytes, picture, fault);
	return fault_set(fault, FAULT_SETTING, "the picture is neither a PNG nor a JPEG");
}

static bool scan_has(const struct scan *scan, const char *type, struct span data)
{
	for (size_t i = 0; i < scan->count; i++)
		if (span_is(span_of(scan->codes[i].type), type) &&
			span_equal(scan->codes[i].data, data))
			return true;
	return false;
}

/* The bytes are zbar's until they are all known, since scan->bytes moves while it grows. */
static int code_add(struct scan *scan, const zbar_symbol_t *symbol, struct fault *fault)
{
	const char *type = zbar_get_symbol_name(zbar_symbol_get_type(symbol));
	struct span data = { zbar_symbol_get_data(symbol), zbar_symbol_get_data_length(symbol) };
	struct scan_code *code = &scan->codes[scan->count];
	if (scan_has(scan, type, data))
		return 0;
	if (scan->count == SCAN_CODES_MOST)
		return fault_set(
			fault, FAULT_LIMIT, "the picture has more than %d codes", SCAN_CODES_MOST);
	(void)span_copy(span_of(type), code->type, sizeof(code->type));
	code->data = data;
	buf_span(&scan->bytes, data);
	scan->count++;
	return 0;
}

static void codes_own(struct scan *scan)
{
	const char *at = buf_written(&scan->bytes).at;
	for (size_t i = 0; i < scan->count; i++) {
		scan->codes[i].data.at = at;
		at += scan->codes[i].data.len;
	}
}

static int codes_find(
	zbar_image_scanner_t *scanner, zbar_image_t *image, struct scan *scan, struct fault *fault)
{
	int code = 0;
	if (zbar_scan_image(scanner, image) < 0)
		return fault_set(fault, FAULT_MEMORY, "zbar cannot read the picture");
	for (const zbar_symbol_t *symbol = zbar_image_first_symbol(image); symbol && code == 0;
		symbol = zbar_symbol_next(symbol))
		code = code_add(scan, symbol, fault);
	if (code == 0 && scan->bytes.failed)
		code = fault_set(fault, FAULT_MEMORY, "no memory for what the codes say");
	if (code == 0)
		codes_own(scan);
	else
		scan->count = 0;
	return code;
}

static int picture_scan(const struct picture *picture, struct scan *scan, struct fault *fault)
{
	int code = FAULT_MEMORY;
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();
	zbar_image_t *image = zbar_image_create();
	if (!scanner || !image) {
		(void)fault_set(fault, code, "no memory for zbar");
		goto out;
	}
	/* The bytes as coded: without this zbar guesses an encoding and rewrites what is not ASCII. */
	(void)zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
	/* zbar 0.23.92 leaks memory on squares that are nearly an SQ code, and no trade prints them. */
	(void)zbar_image_scanner_set_config(scanner, ZBAR_SQCODE, ZBAR_CFG_ENABLE, 0);
	zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(image, picture->width, picture->height);
	zbar_image_set_data(
		image, picture->gray, (unsigned long)picture->width * picture->height, NULL);
	code = codes_find(scanner, image, scan, fault);
out:
	if (image)
		zbar_image_destroy(image);
	if (scanner)
		zbar_image_scanner_destroy(scanner);
	return code;
}

int scan_picture(struct span picture, struct scan *scan, struct fault *fault)
{
	struct picture decoded = { 0 };
	*scan = (struct scan){ 0 };
	int code = picture_decode(picture, &decoded, fault);
	if (code == 0)
		code = finder_check(&decoded, SCAN_FINDERS_MOST, fault);
	if (code == 0)
		code = picture_scan(&decoded, scan, fault);
	free(decoded.gray);
	return code;
}

void scan_free(struct scan *scan)
{
	buf_free(&scan->bytes);
	scan->count = 0;
}
