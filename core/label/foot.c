/* A case's bars across the foot of its label: GS1 asks for them below all else. */
#include "core/label/draw.h"

#define UM_PER_INCH 25400
#define GAP_UM      1500 /* above the bars, and below their number */
#define DIGITS      (BARS_SSCC + sizeof("(00) "))

static int dots_of(int um, int dpi)
{
	return (int)((int64_t)um * dpi / UM_PER_INCH);
}

static int modules_across(void)
{
	return BARS_MODULES + 2 * BARS_QUIET;
}

static int least_bar_dots(int dpi)
{
	return (BARS_MODULE_UM * dpi + UM_PER_INCH - 1) / UM_PER_INCH;
}

/* As wide as the label takes them, or as narrow as is allowed; 0: it is too narrow. */
static int bar_dots(const struct label *label, int dpi)
{
	int least = least_bar_dots(dpi);
	int most = dots_of(BARS_MODULE_MOST_UM, dpi);
	if (label->width_um == 0)
		return least;
	int fit = dots_of(label->width_um, dpi) / modules_across();
	fit = fit > most ? most : fit;
	return fit < least ? 0 : fit;
}

/* The number below the bars. */
static int set_digits(
	const struct label *label, struct drawing *drawing, double unit, struct fault *fault)
{
	char text[DIGITS];
	struct out out = out_into(text, sizeof(text));
	struct label digits = { .line_count = 1 };
	struct type_size size = { drawing->dpi, modules_across() * drawing->bar_dots, 100, unit,
		true };
	out_text(&out, "(00) ");
	out_span(&out, label->sscc);
	digits.lines[0] = out_written(&out);
	return type_set(&digits, &size, &drawing->digits, fault);
}

int foot_refuse(const struct label *label, const struct drawing *drawing, struct fault *fault)
{
	int dots = drawing->bar_dots ? drawing->bar_dots : least_bar_dots(drawing->dpi);
	int um = (int)((int64_t)modules_across() * dots * UM_PER_INCH / drawing->dpi);
	return fault_set(fault, FAULT_LIMIT,
		"a label of %d by %d mm has no room for the QR code, the words and GS1-128 bars of %d by %d mm",
		label->width_um / 1000, label->height_um / 1000, um / 1000 + 1,
		BARS_HEIGHT_UM / 1000 + 1);
}

int foot_height(
	const struct label *label, struct drawing *drawing, int *height, struct fault *fault)
{
	*height = 0;
	if (!label->sscc.at)
		return 0;
	if (!bars_make(label->sscc, &drawing->bars))
		return fault_set(fault, FAULT_SETTING, "an SSCC has %d digits", BARS_SSCC);
	drawing->bar_dots = bar_dots(label, drawing->dpi);
	int code = drawing->bar_dots ? set_digits(label, drawing, 1, fault) : 0;
	*height = dots_of(BARS_HEIGHT_UM + 2 * GAP_UM, drawing->dpi) + 1 + drawing->digits.height;
	if (code == 0 &&
		(drawing->bar_dots == 0 ||
			(label->width_um && *height >= dots_of(label->height_um, drawing->dpi))))
		code = foot_refuse(label, drawing, fault);
	type_free(&drawing->digits);
	return code;
}

/* Wider by whole modules of the code on both sides, so that it stays where it can be drawn. */
static void widen(struct drawing *drawing, int across)
{
	int more = across - drawing->width;
	if (more <= 0)
		return;
	int step = (more + 2 * drawing->dots - 1) / (2 * drawing->dots) * drawing->dots;
	drawing->width += 2 * step;
	drawing->left += step;
	drawing->words_left += step;
}

int foot_lay(const struct label *label, struct drawing *drawing, int height, double unit,
	struct fault *fault)
{
	int across = modules_across() * drawing->bar_dots;
	if (!label->width_um)
		widen(drawing, across);
	drawing->bars_left = (drawing->width - across) / 2 + BARS_QUIET * drawing->bar_dots;
	drawing->bars_top = drawing->height + dots_of(GAP_UM, drawing->dpi);
	drawing->bars_height = dots_of(BARS_HEIGHT_UM, drawing->dpi) + 1;
	drawing->digits_top = drawing->bars_top + drawing->bars_height;
	drawing->height += height;
	if ((int64_t)drawing->width * drawing->height > LABEL_DOTS_TOTAL_MOST)
		return fault_set(fault, FAULT_LIMIT, "the label would be %d by %d dots",
			drawing->width, drawing->height);
	return set_digits(label, drawing, unit, fault);
}

int drawing_digits_left(const struct drawing *drawing, const struct type_row *row)
{
	return drawing->bars_left + (BARS_MODULES * drawing->bar_dots - row->width) / 2;
}
