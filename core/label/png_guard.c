#include "core/label/png_guard.h"

#include "core/base/bytes.h"

void png_guard_error(png_structp png, png_const_charp message)
{
	char *text = png_get_error_ptr(png);
	struct out out = out_into(text, PNG_GUARD_TEXT);
	out_text(&out, message);
	png_longjmp(png, 1);
}

void png_guard_warning(png_structp png, png_const_charp message)
{
	(void)png;
	(void)message;
}
