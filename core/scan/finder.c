#include "core/scan/finder.h"

#include <zbar.h>

/* A run over the picture: `lines` lines, `step` apart, of `len` pixels, `pitch` apart. */
struct course {
	size_t lines;
	size_t step;
	size_t len;
	size_t pitch;
};

static void line_seen(zbar_decoder_t *decoder)
{
	size_t *count = zbar_decoder_get_userdata(decoder);
	if (zbar_decoder_get_type(decoder) == ZBAR_QRCODE)
		(*count)++;
}

static bool course_within(zbar_scanner_t *scanner, const uint8_t *gray, struct course course,
	const size_t *count, size_t most)
{
	for (size_t i = 0; i < course.lines && *count <= most; i++) {
		const uint8_t *at = gray + i * course.step;
		for (size_t j = 0; j < course.len; j++)
			(void)zbar_scan_y(scanner, at[j * course.pitch]);
		(void)zbar_scanner_new_scan(scanner);
	}
	return *count <= most;
}

int finder_check(const struct picture *picture, size_t most, struct fault *fault)
{
	const size_t width = picture->width, height = picture->height;
	const struct course courses[] = {
		{ height, width, width, 1 },
		{ width, 1, height, width },
	};
	int code = 0;
	size_t count = 0;
	zbar_decoder_t *decoder = zbar_decoder_create();
	zbar_scanner_t *scanner = decoder ? zbar_scanner_create(decoder) : NULL;
	if (!scanner) {
		code = fault_set(fault, FAULT_MEMORY, "no memory for zbar");
		goto out;
	}
	(void)zbar_decoder_set_config(decoder, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
	(void)zbar_decoder_set_config(decoder, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
	zbar_decoder_set_userdata(decoder, &count);
	(void)zbar_decoder_set_handler(decoder, line_seen);
	for (size_t i = 0; i < sizeof(courses) / sizeof(courses[0]) && code == 0; i++) {
		count = 0;
		if (!course_within(scanner, picture->gray, courses[i], &count, most))
			code = fault_set(fault, FAULT_LIMIT,
				"the picture has more than %zu lines like a QR code's corners",
				most);
	}
out:
	if (scanner)
		zbar_scanner_destroy(scanner);
	if (decoder)
		zbar_decoder_destroy(decoder);
	return code;
}
