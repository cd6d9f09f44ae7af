#include "tools/generate/output.h"

#include "core/base/file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define OUTPUT_BYTES_MOST ((size_t)1 << 24)

void output_c(struct buf *buf, struct span text)
{
	buf_char(buf, '"');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		bool last = i + 1 == text.len;
		if (c == '\n')
			buf_text(buf, last ? "\\n" : "\\n\"\n\t\"");
		else if (c == '"' || c == '\\' || c == '?') /* ?: no trigraphs */
			buf_format(buf, "\\%c", c);
		else if (c < 0x20 || c > 0x7e)
			buf_format(buf, "\\%03o", (unsigned)c);
		else
			buf_char(buf, (char)c);
	}
	buf_char(buf, '"');
}

void output_quoted(struct buf *buf, struct span text)
{
	char room[4096];
	struct out out = out_into(room, sizeof(room));
	out_json(&out, text);
	buf->failed = buf->failed || out.full;
	buf_span(buf, out_written(&out));
}

static int make_directories(const char *path, struct fault *fault)
{
	char part[PATH_MAX];
	for (size_t i = 1; path[i] != '\0'; i++) {
		if (path[i] != '/')
			continue;
		if (!span_copy((struct span){ path, i }, part, sizeof(part)))
			return fault_set(fault, FAULT_LIMIT, "path too long: %s", path);
		if (mkdir(part, 0777) != 0 && errno != EEXIST)
			return fault_set_errno(fault, FAULT_IO, "cannot make directory %s", part);
	}
	return 0;
}

int output_save(const char *root, const char *path, const struct buf *buf, struct fault *fault)
{
	char whole[PATH_MAX];
	struct buf there = { 0 };
	struct fault absent;
	if (buf->failed)
		return fault_set(fault, FAULT_MEMORY, "no memory to write %s", path);
	int used = snprintf(whole, sizeof(whole), "%s/%s", root, path);
	if (used < 0 || (size_t)used >= sizeof(whole))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s/%s", root, path);
	bool same = file_read(whole, OUTPUT_BYTES_MOST, &there, &absent) == 0 &&
	            span_equal(buf_written(&there), buf_written(buf));
	buf_free(&there);
	if (same)
		return 0;
	int code = make_directories(whole, fault);
	return code != 0 ? code : file_write(whole, buf_written(buf), 0644, fault);
}
