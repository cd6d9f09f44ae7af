/*
 * metric.h - what a program counts of itself, told in the Prometheus text format. Host only.
 *
 * Table    struct metric rows are all there is to count: name, type, labels, unit. A row has one series for
 *          every combination of its labels' values, which are known at the start: nothing from outside can
 *          make a new one, so memory and answer are bounded by the table. At most two labels.
 * Names    as Prometheus wants them: [a-z_][a-z0-9_]*, the program first, the unit last in base units; a counter
 *          ends in _total. A row that breaks this is a programmer's error.
 * Units    values are integers, kept in the unit the caller measures in (microseconds, bytes) and written
 *          divided by `per` as an exact decimal: no floats.
 * Threads  any thread may count while another writes; a histogram's count is always the sum of its
 *          buckets.
 */
#ifndef PIGTRACE_BASE_METRIC_H
#define PIGTRACE_BASE_METRIC_H

#include "core/base/buf.h"

/* What an answer over HTTP calls itself. */
#define METRIC_MEDIA_TYPE   "text/plain; version=0.0.4; charset=utf-8"
#define METRIC_LABELS_MOST  2
#define METRIC_BUCKETS_MOST 24

enum metric_type {
	METRIC_COUNTER,  /* only grows */
	METRIC_GAUGE,    /* goes up and down */
	METRIC_HISTOGRAM /* how many were at most so much */
};

struct metric_label {
	const char *name;
	/* The n-th value; NULL behind the last. Any UTF-8: it is escaped. */
	const char *(*value)(size_t n);
};

struct metric {
	const char *name;
	enum metric_type type;
	int64_t per; /* 1, or how many of the kept unit make a base unit: a power of ten */
	const int64_t *bounds; /* METRIC_HISTOGRAM: rising, in the kept unit; a 0 ends them */
	struct metric_label labels[METRIC_LABELS_MOST];
	const char *help; /* msgid */
};

struct metrics;

/* All series begin at 0. The table must outlive *metrics. */
int metrics_open(struct metrics **metrics, const struct metric *table, size_t count,
	struct fault *fault) MUST_CHECK;
void metrics_close(struct metrics *metrics); /* NULL is allowed */

/* The series of a row's label values number a and b (0 where it has no such label). */
size_t metric_series(const struct metrics *metrics, size_t row, size_t a, size_t b);

/* `row` is a place in the table, `series` is 0 or what metric_series says. */
void metric_add(struct metrics *metrics, size_t row, size_t series, int64_t more);
void metric_set(struct metrics *metrics, size_t row, size_t series, int64_t value);
void metric_observe(struct metrics *metrics, size_t row, size_t series, int64_t value);
/* A counter's or gauge's value; how many a histogram has seen. */
int64_t metric_get(const struct metrics *metrics, size_t row, size_t series);

/* Everything, in the order of the table; into->failed when memory is out. */
void metrics_write(const struct metrics *metrics, struct buf *into);

#endif
