#include "core/label/type.h"

#include <stdlib.h>

/*
 * Sizes in micrometres. GB 7718 asks for characters of at least 1.8 mm on a food label; a figure or
 * capital is 0.73 of its size high in the families we name, so 2.5 mm keeps even those.
 */
#define SIZE_TITLE_UM 3200
#define SIZE_WORDS_UM 2500

/* Row pitch and baseline in percent of the size: ideographs stand 0.88 above and 0.12 below it. */
#define ROW_PITCH    135
#define ROW_BASELINE 105

#define NUMBER_LEAST 60

static int size_dots(int size_um, int dpi)
{
	return (size_um * dpi + 12700) / 25400;
}

static bool is_space(char c)
{
	return c == ' ';
}

static struct span trimmed(struct span text)
{
	while (text.len > 0 && is_space(text.at[0])) {
		text.at++;
		text.len--;
	}
	while (text.len > 0 && is_space(text.at[text.len - 1]))
		text.len--;
	return text;
}

/* No hinting and gray smoothing, whatever this machine's desktop prefers: same label, same bytes. */
static PangoContext *context_make(double unit)
{
	const PangoMatrix matrix = { .xx = unit, .yy = unit };
	PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, options);
	cairo_font_options_destroy(options);
	pango_context_set_matrix(context, &matrix);
	pango_context_set_language(context, pango_language_from_string(TYPE_LANGUAGE));
	pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
	return context;
}

static PangoLayout *layout_make(PangoContext *context, struct span text, int size, int width)
{
	PangoLayout *layout = pango_layout_new(context);
	PangoFontDescription *font = pango_font_description_from_string(TYPE_FAMILIES);
	pango_font_description_set_absolute_size(font, (double)size * PANGO_SCALE);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	/* A serial broken over two rows must not gain a hyphen. */
	PangoAttrList *attributes = pango_attr_list_new();
	pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
	pango_layout_set_text(layout, text.at, (int)text.len);
	pango_layout_set_width(layout, width * PANGO_SCALE);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	return layout;
}

static int rows_add(struct type *type, PangoLayout *layout, int size, struct fault *fault)
{
	int count = pango_layout_get_line_count(layout);
	const char *text = pango_layout_get_text(layout);
	if (!array_reserve(&type->rows, &type->row_cap, type->row_count + (size_t)count,
		    sizeof(type->rows[0])))
		return fault_set(fault, FAULT_MEMORY, "no memory for the words of a label");
	for (int i = 0; i < count; i++) {
		PangoRectangle logical;
		PangoLayoutLine *line = pango_layout_get_line_readonly(layout, i);
		pango_layout_line_get_pixel_extents(line, NULL, &logical);
		type->rows[type->row_count++] = (struct type_row){
			.layout = g_object_ref(layout),
			.line = line,
			.text = trimmed(
				(struct span){ text + line->start_index, (size_t)line->length }),
			.size = size,
			.baseline = type->height + size * ROW_BASELINE / 100,
			.width = logical.width,
		};
		type->height += size * ROW_PITCH / 100;
		if (logical.width > type->width)
			type->width = logical.width;
	}
	return 0;
}

/* The part of *rest up to the next run of two or more spaces, which says where to break first. */
static struct span part_cut(struct span *rest)
{
	size_t len = 0;
	while (len < rest->len &&
		!(is_space(rest->at[len]) && len + 1 < rest->len && is_space(rest->at[len + 1])))
		len++;
	struct span part = { rest->at, len };
	*rest = trimmed((struct span){ rest->at + len, rest->len - len });
	return part;
}

/* A line on one row if it fits, else each of its parts on as many rows as it needs. */
static int line_set(struct type *type, struct span text, int size, int width, struct fault *fault)
{
	int code = 0;
	if (text.len == 0)
		return 0;
	PangoLayout *layout = layout_make(type->context, text, size, width);
	bool fits = pango_layout_get_line_count(layout) == 1;
	if (pango_layout_get_unknown_glyphs_count(layout) > 0)
		type->strange = true;
	if (fits)
		code = rows_add(type, layout, size, fault);
	g_object_unref(layout);
	while (!fits && code == 0 && text.len > 0) {
		layout = layout_make(type->context, part_cut(&text), size, width);
		code = rows_add(type, layout, size, fault);
		g_object_unref(layout);
	}
	return code;
}

/* The size at which a number stays on one row, if that is not below NUMBER_LEAST percent of its own. */
static int number_size(struct type *type, struct span text, int size, int width)
{
	PangoLayout *layout = layout_make(type->context, text, size, width);
	int wide;
	pango_layout_set_width(layout, -1);
	pango_layout_get_pixel_size(layout, &wide, NULL);
	g_object_unref(layout);
	int fitting = wide > width ? size * width / wide : size;
	return fitting * 100 >= size * NUMBER_LEAST ? fitting : size;
}

int type_set(const struct label *label, const struct type_size *size, struct type *type,
	struct fault *fault)
{
	int code = 0;
	*type = (struct type){ .context = context_make(size->unit) };
	for (int i = 0; i < label->line_count && code == 0; i++) {
		int um = (i == 0 ? SIZE_TITLE_UM : SIZE_WORDS_UM) * size->percent / 100;
		int dots = size_dots(um, size->dpi);
		struct span text = trimmed(label->lines[i]);
		if (size->number && i == label->line_count - 1 && text.len > 0)
			dots = number_size(type, text, dots, size->width);
		code = line_set(type, text, dots, size->width, fault);
	}
	return code;
}

void type_free(struct type *type)
{
	for (size_t i = 0; i < type->row_count; i++)
		g_object_unref(type->rows[i].layout);
	g_clear_object(&type->context);
	free(type->rows);
	*type = (struct type){ 0 };
}

/*
 * For the leak check of AddressSanitizer only: fontconfig keeps its patterns by offset instead of
 * pointer, so its caches, which live as long as the process, look lost. They do not grow: valgrind
 * counts the same bytes after 20 and after 200 labels. Here, and not in a file of its own, so that
 * whoever draws links it.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LEAKS_ARE_CHECKED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define LEAKS_ARE_CHECKED
#endif

#ifdef LEAKS_ARE_CHECKED
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig.so\n";
}
#endif
