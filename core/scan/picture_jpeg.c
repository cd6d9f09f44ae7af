#include "core/scan/picture.h"

#include "core/base/words.h"
#include "core/scan/scan.h"

#include <stdlib.h>
#include <turbojpeg.h>

/* Markers (ITU-T T.81 table B.1): each is 0xff and one of these; a length follows most of them. */
enum {
	MARK = 0xff,
	SOF_FIRST = 0xc0,       /* start of frame, baseline */
	SOF_PROGRESSIVE = 0xc2, /* and every SOF behind the sequential ones 0xc0, 0xc1 */
	DHT = 0xc4,             /* these three stand among the SOF numbers */
	JPG = 0xc8,
	DAC = 0xcc,
	SOF_LAST = 0xcf,
	SOI = 0xd8,
	SOS = 0xda /* start of scan */
};

static uint8_t byte_at(struct span bytes, size_t at)
{
	return at < bytes.len ? (uint8_t)bytes.at[at] : 0;
}

bool picture_is_jpeg(struct span bytes)
{
	return byte_at(bytes, 0) == MARK && byte_at(bytes, 1) == SOI && byte_at(bytes, 2) == MARK;
}

static bool is_frame(uint8_t mark)
{
	return mark >= SOF_FIRST && mark <= SOF_LAST && mark != DHT && mark != JPG && mark != DAC;
}

/*
 * Whether the picture has to be held whole: its frame is progressive, or its first scan has not all of
 * its components. Anything that is no chain of segments counts as whole: the decoder will refuse it.
 */
static bool held_whole(struct span bytes)
{
	unsigned components = 0;
	for (size_t at = 2; byte_at(bytes, at) == MARK;) {
		uint8_t mark = byte_at(bytes, at + 1);
		size_t len = (size_t)byte_at(bytes, at + 2) << 8 | byte_at(bytes, at + 3);
		if (mark == MARK) { /* fill byte */
			at++;
			continue;
		}
		if (is_frame(mark) && mark >= SOF_PROGRESSIVE)
			return true;
		if (is_frame(mark))
			components = byte_at(bytes, at + 9);
		if (mark == SOS)
			return byte_at(bytes, at + 4) < components;
		at += 2 + len;
	}
	return true;
}

/* In the coded data 0xff is only followed by 0 or a restart, so no scan can hide from this count. */
static size_t scans_at_most(struct span bytes)
{
	size_t count = 0;
	for (size_t i = 0; i + 1 < bytes.len; i++)
		count += byte_at(bytes, i) == MARK && byte_at(bytes, i + 1) == SOS;
	return count;
}

static int work_check(struct span bytes, int width, int height, struct fault *fault)
{
	int code = picture_size_check((uint64_t)width, (uint64_t)height,
		held_whole(bytes) ? SCAN_WHOLE_MOST : SCAN_PIXELS_MOST, fault);
	if (code != 0)
		return code;
	size_t scans = scans_at_most(bytes);
	if (scans > SCAN_PASSES_MOST / ((size_t)width * (size_t)height))
		return fault_set(fault, FAULT_LIMIT, "the JPEG of %d by %d pixels has %zu scans",
			width, height, scans);
	return 0;
}

int picture_jpeg(struct span bytes, struct picture *picture, struct fault *fault)
{
	int width = 0, height = 0, sampling, space;
	int code = 0;
	const unsigned char *jpeg = (const unsigned char *)bytes.at;
	uint8_t *gray = NULL;
	tjhandle handle = tjInitDecompress();
	if (!handle)
		return fault_set(fault, FAULT_MEMORY, "no memory to read a JPEG");
	if (tjDecompressHeader3(handle, jpeg, bytes.len, &width, &height, &sampling, &space) != 0) {
		code = fault_set(fault, FAULT_SETTING, "the JPEG is damaged: %s",
			words(tjGetErrorStr2(handle)));
		goto out;
	}
	code = work_check(bytes, width, height, fault);
	if (code != 0)
		goto out;
	gray = malloc((size_t)width * (size_t)height);
	if (!gray) {
		code = fault_set(fault, FAULT_MEMORY, "no memory to read a JPEG");
		goto out;
	}
	if (tjDecompress2(handle, jpeg, bytes.len, gray, width, 0, height, TJPF_GRAY,
		    TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS) != 0) {
		code = fault_set(fault, FAULT_SETTING, "the JPEG is damaged: %s",
			words(tjGetErrorStr2(handle)));
		goto out;
	}
	*picture = (struct picture){ (unsigned)width, (unsigned)height, gray };
	gray = NULL;
out:
	free(gray);
	(void)tjDestroy(handle);
	return code;
}
