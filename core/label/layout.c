/* Where code and words stand on a label. */
#include "core/label/draw.h"

#include <assert.h>

#define UM_PER_INCH 25400

/* Modules left white under the last row of words of a label without a given size. */
#define FOOT 2

/* On a label with a given size: what stays white beside and under the words. */
#define EDGE_UM 1000

static int ceiling(int number, int by)
{
	return (number + by - 1) / by;
}

static int dots_of(int um, int dpi)
{
	return (int)((int64_t)um * dpi / UM_PER_INCH);
}

static int um_of(int dots, int dpi)
{
	return (int)((int64_t)dots * UM_PER_INCH / dpi);
}

static int bare_modules(const struct drawing *drawing)
{
	return drawing->code->width + 2 * LABEL_QUIET;
}

/* The least dots of a module. */
static int least_dots(int dpi)
{
	return ceiling(LABEL_MODULE_UM * dpi, UM_PER_INCH);
}

static int scale_set(const struct label *label, struct drawing *drawing, struct fault *fault)
{
	int dpi = label->dpi ? label->dpi : LABEL_DPI;
	if (dpi < LABEL_DPI_LEAST || dpi > LABEL_DPI_MOST)
		return fault_set(fault, FAULT_SETTING, "%d dots per inch is not within %d..%d", dpi,
			LABEL_DPI_LEAST, LABEL_DPI_MOST);
	int least = least_dots(dpi);
	int dots = label->dots ? label->dots : least;
	if (dots < least || dots > LABEL_DOTS_MOST)
		return fault_set(fault, FAULT_SETTING,
			"%d dots per module is not within %d..%d at %d dots per inch", dots, least,
			LABEL_DOTS_MOST, dpi);
	drawing->dpi = dpi;
	drawing->dots = dots;
	return 0;
}

static bool bears_words(const struct label *label)
{
	for (int i = 0; i < label->line_count; i++)
		if (label->lines[i].len > 0)
			return true;
	return false;
}

static int size_check(const struct drawing *drawing, struct fault *fault)
{
	if ((int64_t)drawing->width * drawing->height > LABEL_DOTS_TOTAL_MOST)
		return fault_set(fault, FAULT_LIMIT, "the label would be %d by %d dots",
			drawing->width, drawing->height);
	return 0;
}

/* ---- as large as it must be ---- */

/* Wide enough for the code and, if there are words, for them; the code exactly in the middle. */
static int free_layout(
	const struct label *label, struct drawing *drawing, double unit, struct fault *fault)
{
	int bare = bare_modules(drawing), width = bare, height = bare;
	int words = ceiling(LABEL_WIDTH_UM * drawing->dpi / UM_PER_INCH, drawing->dots);
	if (bears_words(label) && words > bare)
		width = words + (words - bare) % 2;
	drawing->words_width = (width - 2 * LABEL_QUIET) * drawing->dots;
	struct type_size size = { drawing->dpi, drawing->words_width, 100, unit, false };
	int code = type_set(label, &size, &drawing->type, fault);
	if (code != 0)
		return code;
	if (drawing->type.row_count > 0)
		height += ceiling(drawing->type.height, drawing->dots) + FOOT;
	drawing->width = width * drawing->dots;
	drawing->height = height * drawing->dots;
	drawing->left = (width - drawing->code->width) / 2 * drawing->dots;
	drawing->top = LABEL_QUIET * drawing->dots;
	drawing->words_left = LABEL_QUIET * drawing->dots;
	drawing->words_top = bare * drawing->dots;
	return size_check(drawing, fault);
}

/* ---- on a label of a given size ---- */

/* Set the words beside or under a code of so many dots a module; *fits says whether all is on the label. */
static int try_layout(const struct label *label, struct drawing *drawing, int percent, double unit,
	bool *fits, struct fault *fault)
{
	int edge = dots_of(EDGE_UM, drawing->dpi);
	int bare = bare_modules(drawing) * drawing->dots;
	int left = drawing->beside ? bare : edge;
	struct type_size size = { drawing->dpi, drawing->width - left - edge, percent, unit,
		label->number };
	int room = drawing->height - (drawing->beside ? edge : bare) - edge;
	*fits = false;
	if (bare > drawing->width || bare > drawing->height)
		return 0;
	if (bears_words(label) && (size.width <= 0 || room <= 0))
		return 0;
	type_free(&drawing->type);
	int code = type_set(label, &size, &drawing->type, fault);
	if (code != 0)
		return code;
	*fits = drawing->type.row_count == 0 ||
	        (drawing->type.height <= room && drawing->type.width <= size.width);
	drawing->words_left = left;
	drawing->words_width = size.width;
	drawing->percent = percent;
	return 0;
}

/* What is left over lies half before and half behind; the code keeps to whole modules. */
static void centre(struct drawing *drawing)
{
	int dots = drawing->dots, bare = bare_modules(drawing) * dots;
	int words = drawing->type.height;
	int across = drawing->beside ? 0 : (drawing->width - bare) / 2;
	int down = (drawing->height - bare - (drawing->beside ? 0 : words)) / 2;
	if (!drawing->beside && words > 0) /* their own white is enough above them */
		down = down > bare / 8 ? bare / 8 : down;
	drawing->left = (LABEL_QUIET + across / dots) * dots;
	drawing->top = (LABEL_QUIET + down / dots) * dots;
	drawing->words_top = drawing->beside ? (drawing->height - words) / 2
	                                     : drawing->top - LABEL_QUIET * dots + bare;
}

static int no_room(const struct label *label, const struct drawing *drawing, struct fault *fault)
{
	int least = um_of(bare_modules(drawing) * least_dots(drawing->dpi), drawing->dpi);
	if (least > label->width_um || least > label->height_um)
		return fault_set(fault, FAULT_LIMIT,
			"the code alone takes %d.%d mm at %d dots per inch; the label is %d by %d mm",
			least / 1000, least / 100 % 10, drawing->dpi, label->width_um / 1000,
			label->height_um / 1000);
	return fault_set(fault, FAULT_LIMIT,
		"the words do not fit on a label of %d by %d mm beside the code",
		label->width_um / 1000, label->height_um / 1000);
}

/* Rows if every line is broken where it has two spaces, and nowhere else. */
static size_t part_count(const struct label *label)
{
	size_t count = 0;
	for (int i = 0; i < label->line_count; i++) {
		struct span line = label->lines[i];
		count += line.len > 0;
		for (size_t at = 1; at + 1 < line.len; at++)
			count += line.at[at] == ' ' && line.at[at + 1] == ' ' &&
			         line.at[at - 1] != ' ';
	}
	return count;
}

/* On a large label the words grow, too, as long as none has to be broken for that. */
static int grow(
	const struct label *label, struct drawing *drawing, double unit, struct fault *fault)
{
	static const int percents[] = { 220, 190, 160, 135, 115, 100 };
	size_t rows = drawing->type.row_count, parts = part_count(label);
	bool fits = false;
	int code = 0;
	for (size_t i = 0; code == 0 && !fits && i < sizeof(percents) / sizeof(percents[0]); i++) {
		code = try_layout(label, drawing, percents[i], unit, &fits, fault);
		fits = fits && drawing->type.row_count <= (parts > rows ? parts : rows);
	}
	return code;
}

/* The words as large as usual and the modules as wide as that leaves room for; else smaller words. */
static int given_layout(
	const struct label *label, struct drawing *drawing, double unit, struct fault *fault)
{
	static const int percents[] = { 100, 90, 80, 70, LABEL_WORDS_LEAST };
	int least = least_dots(drawing->dpi);
	int most = label->dots ? label->dots : dots_of(LABEL_MODULE_MOST_UM, drawing->dpi);
	bool wide = label->width_um >= label->height_um;
	drawing->width = dots_of(label->width_um, drawing->dpi);
	drawing->height = dots_of(label->height_um, drawing->dpi);
	int code = size_check(drawing, fault);
	if (most < least)
		most = least;
	for (size_t i = 0; code == 0 && i < sizeof(percents) / sizeof(percents[0]); i++) {
		for (int dots = most; code == 0 && dots >= (label->dots ? most : least); dots--) {
			for (int turn = 0; code == 0 && turn < 2; turn++) {
				bool fits = false;
				drawing->dots = dots;
				drawing->beside = wide == (turn == 0);
				code = try_layout(label, drawing, percents[i], unit, &fits, fault);
				if (code != 0 || !fits)
					continue;
				if (percents[i] == 100 && drawing->type.row_count > 0)
					code = grow(label, drawing, unit, fault);
				drawing->beside = drawing->beside && bears_words(label);
				centre(drawing);
				return code;
			}
		}
	}
	return code == 0 ? no_room(label, drawing, fault) : code;
}

/* ---- both ---- */

static int given_check(const struct label *label, struct fault *fault)
{
	bool one = label->width_um > 0 && label->height_um > 0;
	bool none = label->width_um == 0 && label->height_um == 0;
	if ((!one && !none) || label->width_um > LABEL_SIZE_MOST_UM ||
		label->height_um > LABEL_SIZE_MOST_UM)
		return fault_set(fault, FAULT_SETTING, "a label is at most %d mm wide and high",
			LABEL_SIZE_MOST_UM / 1000);
	if (label->copies < 0 || label->copies > LABEL_COPIES_MOST)
		return fault_set(fault, FAULT_SETTING, "%d copies are not within 1..%d",
			label->copies, LABEL_COPIES_MOST);
	return 0;
}

int drawing_make(
	struct drawing *drawing, const struct label *label, double unit, struct fault *fault)
{
	*drawing = (struct drawing){
		.uri = label->uri, .copies = label->copies ? label->copies : 1, .percent = 100
	};
	int code = label_check(label, fault);
	if (code == 0)
		code = given_check(label, fault);
	if (code == 0)
		code = scale_set(label, drawing, fault);
	if (code == 0)
		code = qr_make(label->uri, &drawing->code, fault);
	if (code != 0)
		return code;
	int foot = 0;
	code = foot_height(label, drawing, &foot, fault);
	if (code == 0 && label->width_um) {
		/* The code and the words have what the bars leave. */
		struct label upper = *label;
		upper.height_um -= um_of(foot, drawing->dpi);
		code = given_layout(&upper, drawing, unit, fault);
		if (code == FAULT_LIMIT && foot > 0)
			code = foot_refuse(label, drawing, fault);
	} else if (code == 0) {
		code = free_layout(label, drawing, unit, fault);
	}
	return code == 0 && foot > 0 ? foot_lay(label, drawing, foot, unit, fault) : code;
}

void drawing_free(struct drawing *drawing)
{
	type_free(&drawing->type);
	type_free(&drawing->digits);
	QRcode_free(drawing->code);
	drawing->code = NULL;
}

int drawing_row_left(const struct drawing *drawing, const struct type_row *row)
{
	if (drawing->beside)
		return drawing->words_left;
	return drawing->words_left + (drawing->words_width - row->width) / 2;
}

void drawing_size(const struct drawing *drawing, struct label_size *size)
{
	*size = (struct label_size){
		.width_um = um_of(drawing->width, drawing->dpi),
		.height_um = um_of(drawing->height, drawing->dpi),
		.module_um = um_of(drawing->dots, drawing->dpi),
		.modules = drawing->code->width,
		.percent = drawing->percent,
		.bar_um = um_of(drawing->bar_dots, drawing->dpi),
	};
}

int label_measure(const struct label *label, struct label_size *size, struct fault *fault)
{
	struct drawing drawing;
	int code = drawing_make(&drawing, label, 1, fault);
	if (code == 0)
		drawing_size(&drawing, size);
	drawing_free(&drawing);
	return code;
}
