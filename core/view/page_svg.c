/*
 * Two small pictures: temperatures with the limit, weights of animals. Points that would fall on the same
 * column are told by their lowest and highest, so that no peak is lost. What the picture says is said in words,
 * too, for who does not see it.
 */
#include "core/view/page_work.h"

#include "core/base/words.h"

#define WIDTH   360
#define HEIGHT  150
#define LEFT    34
#define RIGHT   352
#define TOP     10
#define BOTTOM  128
#define COLUMNS 106                    /* of three units */
#define GAP_MS  (6 * INT64_C(3600000)) /* nobody looked: the line is broken */
#define CURVES  6                      /* more are one band */
#define LINES   12                     /* more animals are dots */
#define DOTS    240

struct scale {
	int64_t first_ms, last_ms;
	int64_t low, high;
};

static int x_of(const struct scale *scale, int64_t at_ms)
{
	int64_t span = scale->last_ms > scale->first_ms ? scale->last_ms - scale->first_ms : 1;
	return LEFT + (int)((at_ms - scale->first_ms) * (RIGHT - LEFT) / span);
}

static int y_of(const struct scale *scale, int64_t value)
{
	int64_t span = scale->high > scale->low ? scale->high - scale->low : 1;
	return BOTTOM - (int)((value - scale->low) * (BOTTOM - TOP) / span);
}

static void put_number(struct buf *into, int64_t value, int digits)
{
	part_number(into, value, digits);
}

static void put_level(struct buf *into, const struct scale *scale, int64_t value, int digits)
{
	int y = y_of(scale, value);
	buf_format(into, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">", LEFT - 5, y + 4);
	put_number(into, value, digits);
	buf_format(into, "</text><path class=\"ax\" d=\"M%d %dH%d\"/>", LEFT, y, RIGHT);
}

static void put_dates(struct buf *into, const struct scale *scale, int offset_min)
{
	buf_format(into, "<text x=\"%d\" y=\"%d\">", LEFT, HEIGHT - 4);
	page_day(into, (struct moment){ scale->first_ms, offset_min });
	buf_format(into, "</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">", RIGHT, HEIGHT - 4);
	page_day(into, (struct moment){ scale->last_ms, offset_min });
	buf_text(into, "</text>");
}

static void begin(struct buf *into, const char *title)
{
	buf_format(into, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, HEIGHT);
	html_say(into, title);
	buf_text(into, "\">");
}

static int64_t down(int64_t value, int64_t step)
{
	int64_t rest = value % step;
	return value - (rest < 0 ? rest + step : rest);
}

/* The lowest and highest of one column, in the order in which they came. */
struct column {
	int x;
	int first, low, high, last;
};

static void put_column(struct buf *into, const struct column *column, bool moves)
{
	buf_format(into, "%c%d %d", moves ? 'M' : 'L', column->x, column->first);
	if (column->low != column->high)
		buf_format(into, "V%dV%d", column->low, column->high);
	else if (moves)
		buf_text(into, "h3"); /* nothing is drawn of a point alone */
	if (column->last != column->high)
		buf_format(into, "V%d", column->last);
}

/* The curve of one series; `band`: of all of them only how low and high they went. */
static void put_curve(struct buf *into, const struct page *page, const struct scale *scale,
	size_t series, bool band)
{
	struct column column = { .x = -1 };
	int64_t before_ms = 0;
	bool moves = true;
	buf_text(into, "<path class=\"cur\" d=\"");
	for (size_t i = 0; i < page->reading_count; i++) {
		const struct page_reading *at = &page->readings[i];
		if (!band && at->series != series)
			continue;
		int x = x_of(scale, at->at_ms) / 3 * 3, y = y_of(scale, at->centi_c);
		bool gap = band || at->at_ms - before_ms > GAP_MS;
		if (column.x >= 0 && (x != column.x || (gap && !band))) {
			put_column(into, &column, moves);
			moves = gap;
			column.x = -1;
		}
		if (column.x < 0)
			column = (struct column){ x, y, y, y, y };
		column.low = y > column.low ? y : column.low;
		column.high = y < column.high ? y : column.high;
		column.last = y;
		before_ms = at->at_ms;
	}
	if (column.x >= 0)
		put_column(into, &column, moves);
	buf_text(into, "\"/>");
}

static void put_curves(struct buf *into, const struct page *page, const struct scale *scale)
{
	size_t series[CURVES], count = 0;
	for (size_t i = 0; i < page->reading_count && count <= CURVES; i++) {
		size_t nth = 0;
		while (nth < count && series[nth] != page->readings[i].series)
			nth++;
		if (nth == count && count++ < CURVES)
			series[nth] = page->readings[i].series;
	}
	if (count > CURVES)
		put_curve(into, page, scale, 0, true);
	for (size_t i = 0; count <= CURVES && i < count; i++)
		put_curve(into, page, scale, series[i], false);
}

void page_svg_cold(struct buf *into, const struct page *page)
{
	const struct page_reading *all = page->readings;
	size_t count = page->reading_count;
	struct scale scale = { all[0].at_ms, all[count - 1].at_ms, page->limit_centi_c,
		page->limit_centi_c };
	for (size_t i = 0; i < count; i++) {
		scale.low = all[i].centi_c < scale.low ? all[i].centi_c : scale.low;
		scale.high = all[i].centi_c > scale.high ? all[i].centi_c : scale.high;
	}
	scale.low = down(scale.low, 200);
	scale.high = down(scale.high, 200) + 200;
	begin(into, _("temperature over time, with the limit"));
	put_level(into, &scale, scale.low, 2);
	put_level(into, &scale, scale.high, 2);
	int y = y_of(&scale, page->limit_centi_c);
	buf_format(into,
		"<path class=\"lim\" d=\"M%d %dH%d\"/><text class=\"limt\" x=\"%d\" y=\"%d\" text-anchor=\"end\">",
		LEFT, y, RIGHT, LEFT - 5, y + 4);
	put_number(into, page->limit_centi_c, 2);
	buf_text(into, "</text>");
	put_curves(into, page, &scale);
	put_dates(into, &scale, page->trace->events[0].at.offset_min);
	buf_text(into, "</svg>");
}

static void put_growth(struct buf *into, const struct page *page, const struct scale *scale)
{
	size_t animals = page->weights[page->weight_count - 1].animal + 1;
	if (animals > LINES) {
		size_t stride = page->weight_count / DOTS + 1;
		for (size_t i = 0; i < page->weight_count; i += stride)
			buf_format(into, "<circle class=\"dot\" r=\"1.6\" cx=\"%d\" cy=\"%d\"/>",
				x_of(scale, page->weights[i].at_ms),
				y_of(scale, page->weights[i].mass_g));
		return;
	}
	for (size_t i = 0; i < page->weight_count; i++) {
		const struct page_weight *at = &page->weights[i];
		bool starts = i == 0 || page->weights[i - 1].animal != at->animal;
		bool ends = i + 1 == page->weight_count || at[1].animal != at->animal;
		int x = x_of(scale, at->at_ms), y = y_of(scale, at->mass_g);
		if (starts && ends) {
			buf_format(
				into, "<circle class=\"dot\" r=\"2\" cx=\"%d\" cy=\"%d\"/>", x, y);
			continue;
		}
		buf_format(into, "%s%d %d%s", starts ? "<path class=\"gro\" d=\"M" : "L", x, y,
			ends ? "\"/>" : "");
	}
}

void page_svg_weight(struct buf *into, const struct page *page)
{
	const struct page_weight *all = page->weights;
	struct scale scale = { all[0].at_ms, all[0].at_ms, 0, 0 };
	for (size_t i = 0; i < page->weight_count; i++) {
		scale.first_ms = all[i].at_ms < scale.first_ms ? all[i].at_ms : scale.first_ms;
		scale.last_ms = all[i].at_ms > scale.last_ms ? all[i].at_ms : scale.last_ms;
		scale.high = all[i].mass_g > scale.high ? all[i].mass_g : scale.high;
	}
	scale.high = down(scale.high, 20000) + 20000;
	begin(into, _("weight of the animals over time"));
	put_level(into, &scale, 0, 3);
	put_level(into, &scale, scale.high / 2, 3);
	put_level(into, &scale, scale.high, 3);
	put_growth(into, page, &scale);
	put_dates(into, &scale, page->trace->events[0].at.offset_min);
	buf_text(into, "</svg>");
}
