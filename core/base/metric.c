#include "core/base/metric.h"

#include "core/base/words.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* One cell a series; of a histogram one a bound, one for what is above all, one for the sum. */
struct place {
	size_t first;
	size_t width;
	size_t bounds;
	size_t values[METRIC_LABELS_MOST]; /* of each label; 1 where there is none */
};

struct metrics {
	const struct metric *table;
	size_t count;
	struct place *places;
	_Atomic int64_t *cells;
};

/* ---- the table ---- */

static bool name_is_good(const char *name)
{
	size_t len = strlen(name);
	return len > 0 && strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789") == len &&
	       !(name[0] >= '0' && name[0] <= '9');
}

static bool ends_in(const char *name, const char *tail)
{
	size_t len = strlen(name), most = strlen(tail);
	return len > most && strcmp(name + len - most, tail) == 0;
}

static bool row_is_good(const struct metric *row)
{
	int64_t per = row->per;
	while (per > 1 && per % 10 == 0)
		per /= 10;
	return name_is_good(row->name) && per == 1 &&
	       ends_in(row->name, "_total") == (row->type == METRIC_COUNTER) &&
	       (row->bounds != NULL) == (row->type == METRIC_HISTOGRAM) &&
	       (row->labels[0].name || !row->labels[1].name);
}

static size_t count_values(const struct metric_label *label)
{
	size_t count = 0;
	if (!label->name)
		return 1;
	assert(name_is_good(label->name) && strcmp(label->name, "le") != 0);
	while (label->value(count))
		count++;
	return count;
}

static size_t count_bounds(const struct metric *row)
{
	size_t count = 0;
	if (!row->bounds)
		return 0;
	for (; row->bounds[count] != 0; count++)
		assert(count < METRIC_BUCKETS_MOST &&
			(count == 0 || row->bounds[count] > row->bounds[count - 1]));
	return count;
}

/* Where each row's cells stand; returns how many there are. */
static size_t lay_out(struct metrics *metrics)
{
	size_t cells = 0;
	for (size_t i = 0; i < metrics->count; i++) {
		const struct metric *row = &metrics->table[i];
		struct place *place = &metrics->places[i];
		assert(row_is_good(row));
		place->first = cells;
		place->bounds = count_bounds(row);
		place->width = row->type == METRIC_HISTOGRAM ? place->bounds + 2 : 1;
		for (size_t label = 0; label < METRIC_LABELS_MOST; label++)
			place->values[label] = count_values(&row->labels[label]);
		cells += place->width * place->values[0] * place->values[1];
	}
	return cells;
}

int metrics_open(
	struct metrics **metrics, const struct metric *table, size_t count, struct fault *fault)
{
	struct metrics *made = calloc(1, sizeof(*made));
	if (!made)
		goto out;
	made->table = table;
	made->count = count;
	made->places = calloc(count + 1, sizeof(*made->places));
	if (!made->places)
		goto out;
	made->cells = calloc(lay_out(made) + 1, sizeof(*made->cells));
	if (!made->cells)
		goto out;
	*metrics = made;
	return 0;
out:
	metrics_close(made);
	return fault_set(fault, FAULT_MEMORY, "no memory to count with");
}

void metrics_close(struct metrics *metrics)
{
	if (!metrics)
		return;
	free(metrics->cells);
	free(metrics->places);
	free(metrics);
}

/* ---- counting ---- */

size_t metric_series(const struct metrics *metrics, size_t row, size_t a, size_t b)
{
	assert(row < metrics->count);
	const struct place *place = &metrics->places[row];
	assert(a < place->values[0] && b < place->values[1]);
	return a * place->values[1] + b;
}

static _Atomic int64_t *cells_of(
	const struct metrics *metrics, size_t row, size_t series, enum metric_type type)
{
	assert(row < metrics->count && metrics->table[row].type == type);
	const struct place *place = &metrics->places[row];
	assert(series < place->values[0] * place->values[1]);
	return &metrics->cells[place->first + series * place->width];
}

static void add(_Atomic int64_t *cell, int64_t more)
{
	(void)atomic_fetch_add_explicit(cell, more, memory_order_relaxed);
}

static int64_t get(_Atomic int64_t *cell)
{
	return atomic_load_explicit(cell, memory_order_relaxed);
}

void metric_add(struct metrics *metrics, size_t row, size_t series, int64_t more)
{
	assert(more >= 0);
	add(cells_of(metrics, row, series, METRIC_COUNTER), more);
}

void metric_set(struct metrics *metrics, size_t row, size_t series, int64_t value)
{
	atomic_store_explicit(
		cells_of(metrics, row, series, METRIC_GAUGE), value, memory_order_relaxed);
}

void metric_observe(struct metrics *metrics, size_t row, size_t series, int64_t value)
{
	_Atomic int64_t *cells = cells_of(metrics, row, series, METRIC_HISTOGRAM);
	const struct place *place = &metrics->places[row];
	size_t bucket = 0;
	while (bucket < place->bounds && value > metrics->table[row].bounds[bucket])
		bucket++;
	add(&cells[bucket], 1);
	add(&cells[place->bounds + 1], value);
}

int64_t metric_get(const struct metrics *metrics, size_t row, size_t series)
{
	assert(row < metrics->count);
	_Atomic int64_t *cells = cells_of(metrics, row, series, metrics->table[row].type);
	int64_t sum = 0;
	if (metrics->table[row].type != METRIC_HISTOGRAM)
		return get(cells);
	for (size_t i = 0; i <= metrics->places[row].bounds; i++)
		sum += get(&cells[i]);
	return sum;
}

/* ---- telling ---- */

static void put_escaped(struct buf *into, const char *text, bool quoted)
{
	for (; *text; text++) {
		if (*text == '\\' || (*text == '"' && quoted))
			buf_char(into, '\\');
		if (*text == '\n')
			buf_text(into, "\\n");
		else
			buf_char(into, *text);
	}
}

/* value / per, exactly, without zeros at the end. */
static void put_number(struct buf *into, int64_t value, int64_t per)
{
	uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	uint64_t rest = size % (uint64_t)per;
	buf_format(
		into, "%s%llu", value < 0 ? "-" : "", (unsigned long long)(size / (uint64_t)per));
	if (rest == 0)
		return;
	buf_char(into, '.');
	while (rest != 0) {
		per /= 10;
		buf_char(into, (char)('0' + rest / (uint64_t)per));
		rest %= (uint64_t)per;
	}
}

/* {label="value",le="bound"}; bound NULL: none. */
static void put_labels(
	struct buf *into, const struct metric *row, const size_t values[], const char *bound)
{
	char before = '{';
	for (size_t i = 0; i < METRIC_LABELS_MOST && row->labels[i].name; i++) {
		buf_format(into, "%c%s=\"", before, row->labels[i].name);
		put_escaped(into, row->labels[i].value(values[i]), true);
		buf_char(into, '"');
		before = ',';
	}
	if (bound)
		buf_format(into, "%cle=\"%s\"", before, bound);
	if (bound || before == ',')
		buf_char(into, '}');
}

static void put_line(struct buf *into, const struct metric *row, const char *tail,
	const size_t values[], const char *bound, int64_t value, int64_t per)
{
	buf_text(into, row->name);
	buf_text(into, tail);
	put_labels(into, row, values, bound);
	buf_char(into, ' ');
	put_number(into, value, per);
	buf_char(into, '\n');
}

static void put_histogram(struct buf *into, const struct metric *row, const struct place *place,
	_Atomic int64_t *cells, const size_t values[])
{
	int64_t below = 0;
	for (size_t i = 0; i < place->bounds; i++) {
		struct buf bound = { 0 };
		below += get(&cells[i]);
		put_number(&bound, row->bounds[i], row->per);
		into->failed |= bound.failed;
		put_line(into, row, "_bucket", values, bound.at ? bound.at : "", below, 1);
		buf_free(&bound);
	}
	below += get(&cells[place->bounds]);
	put_line(into, row, "_bucket", values, "+Inf", below, 1);
	put_line(into, row, "_sum", values, NULL, get(&cells[place->bounds + 1]), row->per);
	put_line(into, row, "_count", values, NULL, below, 1);
}

static void put_row(struct buf *into, const struct metric *row, const struct place *place,
	_Atomic int64_t *cells)
{
	static const char *const types[] = { "counter", "gauge", "histogram" };
	size_t values[METRIC_LABELS_MOST];
	buf_format(into, "# HELP %s ", row->name);
	put_escaped(into, words(row->help), false);
	buf_format(into, "\n# TYPE %s %s\n", row->name, types[row->type]);
	for (values[0] = 0; values[0] < place->values[0]; values[0]++)
		for (values[1] = 0; values[1] < place->values[1]; values[1]++) {
			if (row->type == METRIC_HISTOGRAM)
				put_histogram(into, row, place, cells, values);
			else
				put_line(into, row, "", values, NULL, get(cells), row->per);
			cells += place->width;
		}
}

void metrics_write(const struct metrics *metrics, struct buf *into)
{
	for (size_t i = 0; i < metrics->count; i++)
		put_row(into, &metrics->table[i], &metrics->places[i],
			&metrics->cells[metrics->places[i].first]);
}
