#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <string.h>

#include "core/base/metric.h"

static const char *rule_value(size_t n)
{
	static const char *const values[] = { "R-TAG-03", "say \"no\"", "back\\slash\nline", NULL };
	return values[n];
}

static const char *side_value(size_t n)
{
	static const char *const values[] = { "in", "out", NULL };
	return values[n];
}

static const int64_t wait_bounds_us[] = { 500, 1000, 2500000, 0 };

enum { TAKEN, REFUSED, MOVED, DEPTH, SIZE, WAIT, SPLIT, ROWS };

static const struct metric table[ROWS] = {
	[TAKEN] = { "t_taken_total", METRIC_COUNTER, 1, NULL, { { NULL, NULL } }, "taken" },
	[REFUSED] = { "t_refused_total", METRIC_COUNTER, 1, NULL, { { "rule", rule_value } },
		"by rule" },
	[MOVED] = { "t_moved_total", METRIC_COUNTER, 1, NULL,
		{ { "rule", rule_value }, { "side", side_value } }, "by both" },
	[DEPTH] = { "t_depth", METRIC_GAUGE, 1, NULL, { { NULL, NULL } },
		"a back\\slash\nand a \"quote\"" },
	[SIZE] = { "t_age_seconds", METRIC_GAUGE, 1000, NULL, { { NULL, NULL } }, "age" },
	[WAIT] = { "t_wait_seconds", METRIC_HISTOGRAM, 1000000, wait_bounds_us, { { NULL, NULL } },
		"wait" },
	[SPLIT] = { "t_split_seconds", METRIC_HISTOGRAM, 1000000, wait_bounds_us,
		{ { "side", side_value } }, "split" },
};

static struct metrics *opened(void)
{
	struct metrics *metrics = NULL;
	struct fault fault;
	assert_int_equal(metrics_open(&metrics, table, ROWS, &fault), 0);
	return metrics;
}

/* The text holds this whole line. */
static void assert_line(const struct metrics *metrics, const char *line)
{
	struct buf text = { 0 }, wanted = { 0 };
	buf_char(&text, '\n');
	metrics_write(metrics, &text);
	buf_format(&wanted, "\n%s\n", line);
	assert_false(text.failed || wanted.failed);
	if (!strstr(text.at, wanted.at))
		fail_msg("no line %s in %s", line, text.at);
	buf_free(&text);
	buf_free(&wanted);
}

static void every_series_is_told_before_anything_was_counted(void **state)
{
	struct metrics *metrics = opened();
	(void)state;
	assert_line(metrics, "# HELP t_taken_total taken\n# TYPE t_taken_total counter\n"
			     "t_taken_total 0");
	assert_line(metrics, "t_moved_total{rule=\"R-TAG-03\",side=\"out\"} 0");
	assert_line(metrics, "# TYPE t_depth gauge\nt_depth 0");
	assert_line(metrics, "t_split_seconds_bucket{side=\"in\",le=\"+Inf\"} 0");
	metrics_close(metrics);
}

static void counts_of_different_series_do_not_mix(void **state)
{
	struct metrics *metrics = opened();
	(void)state;
	metric_add(metrics, MOVED, metric_series(metrics, MOVED, 0, 1), 5);
	metric_add(metrics, MOVED, metric_series(metrics, MOVED, 2, 0), 7);
	metric_add(metrics, REFUSED, 0, 1);
	metric_add(metrics, REFUSED, 0, 1);
	assert_line(metrics, "t_moved_total{rule=\"R-TAG-03\",side=\"in\"} 0");
	assert_line(metrics, "t_moved_total{rule=\"R-TAG-03\",side=\"out\"} 5");
	assert_line(metrics, "t_moved_total{rule=\"back\\\\slash\\nline\",side=\"in\"} 7");
	assert_line(metrics, "t_refused_total{rule=\"R-TAG-03\"} 2");
	assert_line(metrics, "t_taken_total 0");
	assert_int_equal(metric_get(metrics, MOVED, metric_series(metrics, MOVED, 0, 1)), 5);
	assert_int_equal(metric_get(metrics, REFUSED, 0), 2);
	metrics_close(metrics);
}

static void label_values_and_help_are_escaped(void **state)
{
	struct metrics *metrics = opened();
	(void)state;
	assert_line(metrics, "t_refused_total{rule=\"say \\\"no\\\"\"} 0");
	assert_line(metrics, "t_refused_total{rule=\"back\\\\slash\\nline\"} 0");
	/* A quote needs no escape in help. */
	assert_line(metrics, "# HELP t_depth a back\\\\slash\\nand a \"quote\"");
	metrics_close(metrics);
}

static void values_are_exact_decimals_of_the_base_unit(void **state)
{
	static const struct {
		int64_t ms;
		const char *line;
	} cases[] = { { 0, "t_age_seconds 0" }, { 1, "t_age_seconds 0.001" },
		{ -1, "t_age_seconds -0.001" }, { 1500, "t_age_seconds 1.5" },
		{ -2000, "t_age_seconds -2" }, { INT64_MAX, "t_age_seconds 9223372036854775.807" },
		{ INT64_MIN, "t_age_seconds -9223372036854775.808" } };
	struct metrics *metrics = opened();
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		metric_set(metrics, SIZE, 0, cases[i].ms);
		assert_line(metrics, cases[i].line);
	}
	metrics_close(metrics);
}

static void a_histogram_counts_at_or_below_each_bound(void **state)
{
	struct metrics *metrics = opened();
	(void)state;
	metric_observe(metrics, WAIT, 0, 500); /* on the bound belongs to it */
	metric_observe(metrics, WAIT, 0, 501);
	metric_observe(metrics, WAIT, 0, 2500000);
	metric_observe(metrics, WAIT, 0, 2500001);
	metric_observe(metrics, WAIT, 0, 0);
	assert_line(metrics, "# TYPE t_wait_seconds histogram\n"
			     "t_wait_seconds_bucket{le=\"0.0005\"} 2\n"
			     "t_wait_seconds_bucket{le=\"0.001\"} 3\n"
			     "t_wait_seconds_bucket{le=\"2.5\"} 4\n"
			     "t_wait_seconds_bucket{le=\"+Inf\"} 5\n"
			     "t_wait_seconds_sum 5.001002\n"
			     "t_wait_seconds_count 5");
	assert_int_equal(metric_get(metrics, WAIT, 0), 5);
	metric_observe(metrics, SPLIT, 1, 7);
	assert_line(metrics, "t_split_seconds_bucket{side=\"in\",le=\"0.0005\"} 0");
	assert_line(metrics, "t_split_seconds_bucket{side=\"out\",le=\"0.0005\"} 1");
	assert_line(metrics, "t_split_seconds_sum{side=\"out\"} 0.000007");
	metrics_close(metrics);
}

static void *count_a_lot(void *metrics)
{
	for (int i = 0; i < 20000; i++) {
		metric_add(metrics, TAKEN, 0, 1);
		metric_observe(metrics, WAIT, 0, i);
	}
	return NULL;
}

static void nothing_is_lost_between_threads_and_a_reader(void **state)
{
	struct metrics *metrics = opened();
	pthread_t threads[3];
	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, count_a_lot, metrics), 0);
	for (int i = 0; i < 50; i++) {
		struct buf text = { 0 };
		metrics_write(metrics, &text);
		assert_false(text.failed);
		buf_free(&text);
	}
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(metric_get(metrics, TAKEN, 0), 60000);
	assert_int_equal(metric_get(metrics, WAIT, 0), 60000);
	metrics_close(metrics);
}

static void closing_nothing_is_allowed(void **state)
{
	struct metrics *metrics = NULL;
	struct fault fault;
	struct buf text = { 0 };
	(void)state;
	metrics_close(NULL);
	assert_int_equal(metrics_open(&metrics, table, 0, &fault), 0);
	metrics_write(metrics, &text);
	assert_int_equal(text.len, 0);
	metrics_close(metrics);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_series_is_told_before_anything_was_counted),
		cmocka_unit_test(counts_of_different_series_do_not_mix),
		cmocka_unit_test(label_values_and_help_are_escaped),
		cmocka_unit_test(values_are_exact_decimals_of_the_base_unit),
		cmocka_unit_test(a_histogram_counts_at_or_below_each_bound),
		cmocka_unit_test(nothing_is_lost_between_threads_and_a_reader),
		cmocka_unit_test(closing_nothing_is_allowed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
