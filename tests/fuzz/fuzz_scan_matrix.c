/*
 * Any modules as a code: version, then a byte each. What is read has a length within the promise, and is
 * read again. The lowest bit of a byte is the colour, the others how sure it is.
 */
#include "core/scan/matrix.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void demand(bool held)
{
	if (!held)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static float dark[MATRIX_SIDE_MOST * MATRIX_SIDE_MOST];
	char text[MATRIX_TEXT_MOST], again[MATRIX_TEXT_MOST];
	size_t text_len = 0, again_len = 0;
	if (len < 2)
		return 0;
	int version = 1 + bytes[0] % MATRIX_VERSION_MOST;
	size_t modules = (size_t)MATRIX_SIDE(version) * (size_t)MATRIX_SIDE(version);
	for (size_t i = 0; i < modules; i++) {
		uint8_t byte = bytes[1 + i % (len - 1)];
		dark[i] = (float)((byte >> 1) + 1) / 128 * (byte & 1 ? 1.0F : -1.0F);
	}
	if (!matrix_read(version, dark, text, &text_len))
		return 0;
	demand(text_len > 0 && text_len <= sizeof(text));
	demand(matrix_read(version, dark, again, &again_len));
	demand(again_len == text_len && memcmp(text, again, text_len) == 0);
	return 0;
}
