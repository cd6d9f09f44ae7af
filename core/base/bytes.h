/*
 * bytes.h - spans of bytes that somebody else owns, and writing into a fixed buffer.
 *
 * Memory  no allocation, no global state, no stdio; safe in firmware.
 */
#ifndef PIGTRACE_BASE_BYTES_H
#define PIGTRACE_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* len bytes at `at`; not terminated; {NULL, 0} is "absent", {non-NULL, 0} is "empty". */
struct span {
	const char *at;
	size_t len;
};

static inline struct span span_of(const char *text)
{
	return (struct span){ text, text ? strlen(text) : 0 };
}

static inline bool span_equal(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool span_is(struct span a, const char *text)
{
	return span_equal(a, span_of(text));
}

int span_compare(struct span a, struct span b);
bool span_starts(struct span a, const char *prefix);

/* Up to the first `mark`, which is removed with it from *rest; false if there is no mark. */
bool span_cut(struct span *rest, char mark, struct span *head);

/* A whole span of ASCII digits as a number; false if empty, not digits, or above `most`. */
bool span_number(struct span text, int64_t most, int64_t *number);

/* Copy with a NUL into a buffer of size bytes; false (and "" in the buffer) if it does not fit. */
bool span_copy(struct span from, char *into, size_t size);

/*
 * Bytes being written into a buffer of fixed size. Once something did not fit, `full` stays true
 * and nothing more is written, so a chain of puts is checked once at its end.
 * The text is always NUL-terminated (size must be at least 1).
 */
struct out {
	char *at;
	size_t size;
	size_t len;
	bool full;
};

struct out out_into(char *buffer, size_t size);
void out_bytes(struct out *out, const char *bytes, size_t len);
void out_text(struct out *out, const char *text);
void out_span(struct out *out, struct span text);
void out_char(struct out *out, char c);
void out_number(struct out *out, int64_t number);
/* At least `width` digits, zero-padded; number must not be negative. */
void out_digits(struct out *out, uint64_t number, int width);
/* A JSON string with its quotes; text must be valid UTF-8. */
void out_json(struct out *out, struct span text);
/* The same without the quotes. */
void out_json_inside(struct out *out, struct span text);
struct span out_written(const struct out *out);

#endif
