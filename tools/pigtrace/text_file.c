#include "tools/pigtrace/text_file.h"

#include "core/base/file.h"
#include "core/base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>

#define CONVERT_STEP 4096

static int convert(struct buf *text, const char *from)
{
	struct buf made = { 0 };
	char room[CONVERT_STEP];
	char *in = text->at;
	size_t left = text->len, done = 0;
	iconv_t iconv_state = iconv_open("UTF-8", from);
	if (iconv_state == (iconv_t)-1)
		return -1;
	while (left > 0 && done != (size_t)-1) {
		char *out = room;
		size_t free_len = sizeof(room);
		done = iconv(iconv_state, &in, &left, &out, &free_len);
		if (done == (size_t)-1 && errno == E2BIG)
			done = 0;
		buf_bytes(&made, room, sizeof(room) - free_len);
	}
	(void)iconv_close(iconv_state);
	if (done == (size_t)-1 || made.failed) {
		buf_free(&made);
		return -1;
	}
	buf_free(text);
	*text = made;
	return 0;
}

static int as_utf8(const struct call *call, const char *path, struct buf *text)
{
	struct span all = buf_written(text);
	bool wide = span_starts(all, "\xff\xfe") || span_starts(all, "\xfe\xff");
	const char *from = wide ? "UTF-16" : "GB18030";
	if (!wide && utf8_valid(all.at, all.len) == all.len)
		return EXIT_DONE;
	if (convert(text, from) != 0)
		return complain(
			call, EXIT_FAILED, _("%s: this is neither UTF-8 nor GB18030 text"), path);
	(void)fprintf(stderr, _("%s: read as %s\n"), path, from);
	return EXIT_DONE;
}

int text_file_read(const struct call *call, const char *path, size_t most, struct buf *text)
{
	struct fault fault;
	if (file_read(path, most, text, &fault) != 0)
		return complain_fault(call, &fault);
	return as_utf8(call, path, text);
}
