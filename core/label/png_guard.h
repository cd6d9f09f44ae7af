/*
 * png_guard.h - libpng's complaints kept in a fault instead of on stderr.
 */
#ifndef PIGTRACE_LABEL_PNG_GUARD_H
#define PIGTRACE_LABEL_PNG_GUARD_H

#include <png.h>

/* Give the address of a char[PNG_GUARD_TEXT] as libpng's error_ptr. */
#define PNG_GUARD_TEXT 128

/* png_error_ptr: copies the message and jumps to png_jmpbuf. */
PNG_FUNCTION(void, png_guard_error, (png_structp png, png_const_charp message), PNG_NORETURN);

/* png_error_ptr for warnings: says nothing. */
void png_guard_warning(png_structp png, png_const_charp message);

#endif
