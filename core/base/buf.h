/*
 * buf.h - a byte buffer that grows. Host only (uses the heap).
 *
 * A failed allocation sets `failed` and later puts do nothing, so a chain of puts is checked once
 * at its end. buf_free on a zeroed or freed buffer is allowed. The bytes are NUL-terminated.
 */
#ifndef PIGTRACE_BASE_BUF_H
#define PIGTRACE_BASE_BUF_H

#include "core/base/bytes.h"
#include "core/base/fault.h"

struct buf {
	char *at;
	size_t len;
	size_t cap;
	bool failed;
};

void buf_bytes(struct buf *buf, const void *bytes, size_t len);
void buf_text(struct buf *buf, const char *text);
void buf_span(struct buf *buf, struct span text);
void buf_char(struct buf *buf, char c);
void buf_format(struct buf *buf, const char *format, ...) FORMAT_LIKE(2, 3);
/* A text and spaces behind it up to so many columns of a terminal. */
void buf_padded(struct buf *buf, const char *text, size_t columns);
/* A JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void buf_json(struct buf *buf, struct span text);
void buf_clear(struct buf *buf);
void buf_free(struct buf *buf);
struct span buf_written(const struct buf *buf);

/*
 * Make room in an array for one more element: at least `need` elements of `size` bytes at *array,
 * *cap their present number. False (and nothing changed) when memory is out.
 */
bool array_reserve(void *array, size_t *cap, size_t need, size_t size) MUST_CHECK;

#endif
