#include "core/label/draw.h"

#include "core/base/words.h"
#include "core/label/png_guard.h"

struct png_writer {
	png_structp png;
	png_infop info;
	char message[PNG_GUARD_TEXT];
	const struct drawing *drawing;
	struct raster raster;
	struct buf *into;
};

static void bytes_write(png_structp png, png_bytep bytes, size_t len)
{
	struct png_writer *writer = png_get_io_ptr(png);
	buf_bytes(writer->into, bytes, len);
	if (writer->into->failed)
		png_error(png, N_("no memory"));
}

static void nothing_to_flush(png_structp png)
{
	(void)png;
}

/* False after an error of libpng, which jumps here. */
static bool png_make(struct png_writer *writer)
{
	const struct drawing *drawing = writer->drawing;
	uint32_t per_metre = ((uint32_t)drawing->dpi * 10000 + 127) / 254;
	if (setjmp(png_jmpbuf(writer->png)))
		return false;
	png_set_write_fn(writer->png, writer, bytes_write, nothing_to_flush);
	png_set_filter(writer->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
	png_set_IHDR(writer->png, writer->info, (uint32_t)drawing->width, (uint32_t)drawing->height,
		8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
		PNG_FILTER_TYPE_DEFAULT);
	png_set_pHYs(writer->png, writer->info, per_metre, per_metre, PNG_RESOLUTION_METER);
	png_write_info(writer->png, writer->info);
	for (int y = 0; y < drawing->height; y++)
		png_write_row(
			writer->png, writer->raster.gray + (size_t)y * (size_t)drawing->width);
	png_write_end(writer->png, writer->info);
	return true;
}

int draw_png(const struct drawing *drawing, struct buf *into, struct fault *fault)
{
	struct png_writer writer = { .drawing = drawing, .into = into };
	int code = raster_make(drawing, &writer.raster, fault);
	if (code != 0)
		return code;
	writer.png = png_create_write_struct(
		PNG_LIBPNG_VER_STRING, writer.message, png_guard_error, png_guard_warning);
	writer.info = writer.png ? png_create_info_struct(writer.png) : NULL;
	if (!writer.info)
		code = fault_set(fault, FAULT_MEMORY, "no memory to draw a label");
	else if (!png_make(&writer))
		code = fault_set(
			fault, FAULT_MEMORY, "cannot write a PNG: %s", words(writer.message));
	png_destroy_write_struct(&writer.png, &writer.info);
	raster_free(&writer.raster);
	return code;
}
