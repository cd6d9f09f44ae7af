#include "core/scan/scan.h"

#include "core/scan/ladder.h"
#include "core/scan/picture.h"

#include <stdlib.h>

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

/* What the codes say moves while there is more of it. */
static void codes_own(struct scan *scan)
{
	const char *at = buf_written(&scan->bytes).at;
	for (size_t i = 0; i < scan->count; i++) {
		scan->codes[i].data.at = at;
		at += scan->codes[i].data.len;
	}
}

int scan_add(struct scan *scan, const char *type, struct span data, struct fault *fault)
{
	struct scan_code *code = &scan->codes[scan->count];
	if (scan_has(scan, type, data))
		return 0;
	if (scan->count == SCAN_CODES_MOST)
		return fault_set(
			fault, FAULT_LIMIT, "the picture has more than %d codes", SCAN_CODES_MOST);
	buf_span(&scan->bytes, data);
	if (scan->bytes.failed)
		return fault_set(fault, FAULT_MEMORY, "no memory for what the codes say");
	(void)span_copy(span_of(type), code->type, sizeof(code->type));
	code->data.len = data.len;
	scan->count++;
	codes_own(scan);
	return 0;
}

int scan_gray(const uint8_t *gray, unsigned width, unsigned height,
	const struct scan_manner *manner, struct scan *scan, struct fault *fault)
{
	static const struct scan_manner ordinary;
	*scan = (struct scan){ 0 };
	int code = picture_size_check(width, height, SCAN_PIXELS_MOST, fault);
	if (code == 0) {
		/* Nothing writes to it: the views that a ladder makes are its own. */
		struct picture picture = { width, height, (uint8_t *)(uintptr_t)gray };
		code = ladder_climb(&picture, manner ? manner : &ordinary, scan, fault);
	}
	if (code != 0)
		scan->count = 0;
	return code;
}

int scan_picture(struct span picture, const struct scan_manner *manner, struct scan *scan,
	struct fault *fault)
{
	struct picture decoded = { 0 };
	*scan = (struct scan){ 0 };
	int code = picture_decode(picture, &decoded, fault);
	if (code == 0)
		code = scan_gray(decoded.gray, decoded.width, decoded.height, manner, scan, fault);
	free(decoded.gray);
	return code;
}

void scan_free(struct scan *scan)
{
	buf_free(&scan->bytes);
	scan->count = 0;
}
