/* The header of an image that anybody may hand to a board: what reads is within its limits, and signed. */
#include "firmware/core/update.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const uint8_t seed[32] = { 5 };
	struct note_secret maker;
	struct update_image image;
	char header[UPDATE_HEADER], again[UPDATE_HEADER];
	memset(header, 0xff, sizeof(header));
	memcpy(header, bytes, len < sizeof(header) ? len : sizeof(header));
	if (sodium_init() < 0 || note_key_make(span_of("maker"), seed, &maker) != NOTE_OK)
		abort();
	if (update_header_read(header, &maker.pub, &image) != UPDATE_OK)
		return 0;
	if (image.number < 1 || image.length < 1 || strlen(image.name) < 1)
		abort();
	/* Only what we wrote ourselves is signed, so it is written the same. */
	if (update_header_write(&image, &maker, again) != UPDATE_OK ||
		memcmp(header, again, sizeof(header)) != 0)
		abort();
	return 0;
}
