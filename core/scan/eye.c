#include "core/scan/eye.h"

#include "core/scan/finder.h"
#include "core/scan/ladder.h"

#include <zbar.h>

/* Below this zbar's work is bounded by the size itself: the worst picture takes it less than a second. */
#define TRUSTED_MOST ((size_t)640 * 480)

static int symbols_add(zbar_image_t *image, struct scan *scan, struct fault *fault)
{
	int code = 0;
	for (const zbar_symbol_t *symbol = zbar_image_first_symbol(image); symbol && code == 0;
		symbol = zbar_symbol_next(symbol))
		code = scan_add(scan, zbar_get_symbol_name(zbar_symbol_get_type(symbol)),
			(struct span){
				zbar_symbol_get_data(symbol), zbar_symbol_get_data_length(symbol) },
			fault);
	return code;
}

static void scanner_set(zbar_image_scanner_t *scanner, enum eye eye)
{
	if (eye != EYE_BARS) {
		(void)zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
		(void)zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
	}
	if (eye == EYE_SPARSE) {
		(void)zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY, 2);
		(void)zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, 2);
	}
	/* The bytes as coded: without this zbar guesses an encoding and rewrites what is not ASCII. */
	(void)zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
	/* zbar 0.23.92 leaks memory on squares that are nearly an SQ code, and no trade prints them. */
	(void)zbar_image_scanner_set_config(scanner, ZBAR_SQCODE, ZBAR_CFG_ENABLE, 0);
}

int eye_look(const struct picture *picture, enum eye eye, struct scan *scan, struct fault *fault)
{
	size_t pixels = (size_t)picture->width * picture->height;
	int code = pixels > TRUSTED_MOST ? finder_check(picture, SCAN_FINDERS_MOST, fault) : 0;
	if (code != 0)
		return code;
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();
	zbar_image_t *image = zbar_image_create();
	if (!scanner || !image) {
		code = fault_set(fault, FAULT_MEMORY, "no memory for zbar");
		goto out;
	}
	scanner_set(scanner, eye);
	zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(image, picture->width, picture->height);
	zbar_image_set_data(image, picture->gray, (unsigned long)pixels, NULL);
	if (zbar_scan_image(scanner, image) < 0)
		code = fault_set(fault, FAULT_MEMORY, "zbar cannot read the picture");
	else
		code = symbols_add(image, scan, fault);
out:
	if (image)
		zbar_image_destroy(image);
	if (scanner)
		zbar_image_scanner_destroy(scanner);
	return code;
}
