#include "gateway/webd/web.h"

#include "core/base/words.h"

static const char *class_value(size_t n)
{
	static const char *const values[] = { "1xx", "2xx", "3xx", "4xx", "5xx", NULL };
	return values[n];
}

static const char *verdict_value(size_t n)
{
	return n < PAGE_VERDICTS ? page_verdict_name((enum page_verdict)n) : NULL;
}

/* Microseconds. */
static const int64_t bounds[] = { 100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000,
	250000, 1000000, 5000000, 0 };

const struct metric counts_table[COUNT_COUNT] = {
	[COUNT_REQUESTS] = { "pigtrace_webd_answers_total", METRIC_COUNTER, 1, NULL,
		{ { "class", class_value } }, N_("answers by the class of their status") },
	[COUNT_REFUSED] = { "pigtrace_webd_malformed_total", METRIC_COUNTER, 1, NULL, { { 0 } },
		N_("requests refused before they were looked at") },
	[COUNT_CONNECTIONS] = { "pigtrace_webd_connections", METRIC_GAUGE, 1, NULL, { { 0 } },
		N_("open connections") },
	[COUNT_DROPPED] = { "pigtrace_webd_dropped_total", METRIC_COUNTER, 1, NULL, { { 0 } },
		N_("connections closed because no request came in time") },
	[COUNT_TIME] = { "pigtrace_webd_answer_seconds", METRIC_HISTOGRAM, 1000000, bounds,
		{ { 0 } }, N_("time to make an answer") },
	[COUNT_PAGES] = { "pigtrace_webd_pages_total", METRIC_COUNTER, 1, NULL,
		{ { "verdict", verdict_value } }, N_("pages made, by what they say") },
	[COUNT_CACHED] = { "pigtrace_webd_cached_total", METRIC_COUNTER, 1, NULL, { { 0 } },
		N_("pages that had been made already") },
	[COUNT_CHECKS] = { "pigtrace_webd_checks_total", METRIC_COUNTER, 1, NULL, { { 0 } },
		N_("checks taken") },
	[COUNT_COMPLAINTS] = { "pigtrace_webd_complaints_total", METRIC_COUNTER, 1, NULL, { { 0 } },
		N_("complaints taken") },
	[COUNT_LIMITED] = { "pigtrace_webd_limited_total", METRIC_COUNTER, 1, NULL, { { 0 } },
		N_("checks, complaints and records refused because there were too many") },
	[COUNT_RECORDS] = { "pigtrace_webd_records_total", METRIC_COUNTER, 1, NULL,
		{ { "state", record_state_name } },
		N_("answers to phones' forms, by what became of them") },
	[COUNT_STORE_FAULTS] = { "pigtrace_webd_store_faults_total", METRIC_COUNTER, 1, NULL,
		{ { 0 } }, N_("times the store could not be read") },
	[COUNT_WAITING] = { "pigtrace_webd_waiting_events", METRIC_GAUGE, 1, NULL, { { 0 } },
		N_("checks and complaints without the gateway's receipt") },
};

/* Counters the server keeps itself are brought up to what it says. */
static void bring_up(struct metrics *metrics, enum count row, size_t series, int64_t value)
{
	metric_add(metrics, row, series, value - metric_get(metrics, row, series));
}

void counts_write(struct web *web, struct buf *into)
{
	struct http_counts counts = http_count(web->http);
	for (size_t i = 1; i <= 5; i++)
		bring_up(web->metrics, COUNT_REQUESTS,
			metric_series(web->metrics, COUNT_REQUESTS, i - 1, 0), counts.by_class[i]);
	bring_up(web->metrics, COUNT_REFUSED, 0, counts.refused);
	bring_up(web->metrics, COUNT_DROPPED, 0, counts.dropped);
	metric_set(web->metrics, COUNT_CONNECTIONS, 0, counts.connections);
	if (web->voice)
		metric_set(web->metrics, COUNT_WAITING, 0, voice_waiting(web->voice));
	metrics_write(web->metrics, into);
}
