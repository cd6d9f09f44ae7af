/*
 * picture.h - a picture decoded to what zbar reads. Inside core/scan only.
 */
#ifndef PIGTRACE_SCAN_PICTURE_H
#define PIGTRACE_SCAN_PICTURE_H

#include "core/base/bytes.h"
#include "core/base/fault.h"

/* width * height bytes of luminance, 0 black, rows from the top without gaps; free(gray). */
struct picture {
	unsigned width;
	unsigned height;
	uint8_t *gray;
};

/* Whether the bytes begin as such a file does. */
bool picture_is_png(struct span bytes);
bool picture_is_jpeg(struct span bytes);

/* *picture is written only on success. Errors as of scan_picture. */
int picture_png(struct span bytes, struct picture *picture, struct fault *fault) MUST_CHECK;
int picture_jpeg(struct span bytes, struct picture *picture, struct fault *fault) MUST_CHECK;

/* The limits of scan.h on a size that a header claims; `most` pixels in all. */
int picture_size_check(
	uint64_t width, uint64_t height, size_t most, struct fault *fault) MUST_CHECK;

#endif
