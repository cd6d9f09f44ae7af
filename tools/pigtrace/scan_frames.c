/*
 * scan --raw-frames: gray pictures of one size, one behind the other on standard input.
 */
#include "tools/pigtrace/scan_out.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FRAME_MOST ((size_t)16 << 20)
#define WAIT_MS    1000

static bool size_read(const char *text, unsigned *width, unsigned *height)
{
	struct span rest = span_of(text), head;
	int64_t wide, tall;
	if (!span_cut(&rest, 'x', &head) || !span_number(head, SCAN_SIDE_MOST, &wide) ||
		!span_number(rest, SCAN_SIDE_MOST, &tall) || wide == 0 || tall == 0 ||
		(size_t)wide * (size_t)tall > FRAME_MOST)
		return false;
	*width = (unsigned)wide;
	*height = (unsigned)tall;
	return true;
}

/* Bytes of one frame, fewer at the end of the input; negative: it cannot be read. */
static ssize_t frame_read(struct scan_run *run, uint8_t *gray, size_t len)
{
	size_t at = 0;
	while (at < len && !scan_stopped()) {
		bool readable;
		if (!scan_wait(run, STDIN_FILENO, WAIT_MS, &readable))
			break;
		if (!readable)
			continue;
		ssize_t got = read(STDIN_FILENO, gray + at, len - at);
		if (got == 0)
			break;
		if (got < 0 && errno != EINTR && errno != EAGAIN)
			return -1;
		at += got > 0 ? (size_t)got : 0;
	}
	return (ssize_t)at;
}

int scan_raw_frames(struct scan_run *run, const char *size)
{
	unsigned width, height;
	char name[32];
	if (!size_read(size, &width, &height))
		return complain_usage(run->call,
			_("--raw-frames takes WIDTHxHEIGHT, as 640x480, of at most %zu pixels"),
			FRAME_MOST);
	size_t len = (size_t)width * height;
	uint8_t *gray = malloc(len);
	if (!gray)
		return complain(run->call, EXIT_FAILED, _("no memory"));
	scan_until_signal();
	ssize_t got = 0;
	for (int64_t frame = 1; (got = frame_read(run, gray, len)) == (ssize_t)len; frame++) {
		struct scan scan;
		struct fault fault;
		(void)snprintf(name, sizeof(name), "%lld", (long long)frame);
		if (apart_gray(&run->cell, gray, width, height, &run->manner, &scan, &fault) != 0)
			scan_worse(
				run, complain(run->call, EXIT_FAILED, "%s: %s", name, fault.text));
		else
			scan_worse(run, scan_told(run, name, &scan));
		scan_free(&scan);
	}
	free(gray);
	if (got < 0)
		return complain(run->call, EXIT_FAILED, _("cannot read standard input"));
	if (got > 0 && !scan_stopped())
		return complain(run->call, EXIT_FAILED,
			_("the last frame is cut off: %zd of %zu bytes"), got, len);
	return run->codes || scan_stopped()
	               ? EXIT_DONE
	               : complain(run->call, EXIT_NOT_FOUND, _("no code found in any frame"));
}
