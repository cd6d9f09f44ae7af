/*
 * utf8.h - strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
 *
 * Source  RFC 3629, Unicode 15 table 3-7.
 * Memory  no allocation, no global state; safe in firmware.
 */
#ifndef PIGTRACE_BASE_UTF8_H
#define PIGTRACE_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the character at text (1..4), or 0 if it is not a valid one within len bytes. */
size_t utf8_step(const char *text, size_t len);

/* Offset of the first invalid byte, or len if all is valid. */
size_t utf8_valid(const char *text, size_t len);

/* Columns of valid UTF-8 on a terminal: Chinese characters take two. */
size_t utf8_columns(const char *text, size_t len);

/* Write code point c (a scalar value) to into; returns 1..4. */
size_t utf8_put(uint32_t c, char into[static 4]);

#endif
