#include "gateway/collectd/health.h"

#include "core/base/clock.h"
#include "core/base/metric.h"
#include "core/base/words.h"
#include "gateway/lookout/lookout.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

/* ---- what is counted: one row each ---- */

static const int64_t commit_bounds_us[] = { 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000,
	250000, 500000, 1000000, 2500000, 5000000, 10000000, 0 };
static const int64_t receipt_bounds_ms[] = { 1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000,
	10000, 30000, 60000, 0 };
static const int64_t batch_bounds[] = { 1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000,
	0 };

static const struct {
	const char *name; /* the label's value */
	const char *text;
} troubles[TROUBLE_COUNT] = {
	[TROUBLE_BROKER] = { "broker", N_("not connected to the broker") },
	[TROUBLE_STORE] = { "store", N_("the store cannot keep what comes") },
	[TROUBLE_DISK] = { "disk", N_("the disk of the store is nearly full") },
};

static const char *rule_value(size_t n)
{
	return n < rule_count() ? rule_at(n)->id : NULL;
}

static const char *trouble_value(size_t n)
{
	return n < TROUBLE_COUNT ? troubles[n].name : NULL;
}

static const char *direction_value(size_t n)
{
	static const char *const directions[] = { "behind", "ahead", NULL };
	return directions[n];
}

static const char *part_value(size_t n)
{
	static const char *const parts[] = { "main", "wal", NULL };
	return parts[n];
}

enum {
	MESSAGES,
	ACCEPTED,
	REFUSED,
	REPEATED,
	CONFLICTS,
	SHED,
	CLOCK_WRONG,
	CLOCKS,
	BATCHES_FAILED,
	WAITING,
	BATCH,
	COMMIT,
	RECEIPT,
	TROUBLE,
	STORE_SIZE,
	DISK_FREE,
	STORE_EVENTS,
	STORE_NOTES,
	STORE_MISSING,
	STORE_HELD,
	CENSUS_AGE,
	TURN_AGE,
	ROWS
};

/* clang-format off */
static const struct metric table[ROWS] = {
	[MESSAGES] = { "pigtrace_collectd_messages_total", METRIC_COUNTER, 1, NULL, { { NULL, NULL } },
		N_("messages that were committed, whatever became of them") },
	[ACCEPTED] = { "pigtrace_collectd_events_accepted_total", METRIC_COUNTER, 1, NULL, { { NULL, NULL } },
		N_("events that entered the log") },
	[REFUSED] = { "pigtrace_collectd_lines_refused_total", METRIC_COUNTER, 1, NULL, { { "rule", rule_value } },
		N_("lines and messages that were put into quarantine, by rule") },
	[REPEATED] = { "pigtrace_collectd_lines_repeated_total", METRIC_COUNTER, 1, NULL, { { NULL, NULL } },
		N_("lines and messages that had come before") },
	[CONFLICTS] = { "pigtrace_collectd_conflicts_total", METRIC_COUNTER, 1, NULL, { { NULL, NULL } },
		N_("numbers that came again with other bytes") },
	[SHED] = { "pigtrace_collectd_messages_shed_total", METRIC_COUNTER, 1, NULL, { { NULL, NULL } },
		N_("wrong messages of stations of which too much is wrong: counted, or left in the outbox") },
	[CLOCK_WRONG] = { "pigtrace_collectd_clock_wrong_total", METRIC_COUNTER, 1, NULL, { { "direction", direction_value } },
		N_("events and states that prove their station's clock wrong") },
	[CLOCKS] = { "pigtrace_collectd_clocks_wrong", METRIC_GAUGE, 1, NULL, { { "direction", direction_value } },
		N_("stations whose clock is wrong, by what they said last") },
	[BATCHES_FAILED] = { "pigtrace_collectd_batches_failed_total", METRIC_COUNTER, 1, NULL, { { NULL, NULL } },
		N_("batches that could not be committed and were left to the broker") },
	[WAITING] = { "pigtrace_collectd_queue_messages", METRIC_GAUGE, 1, NULL, { { NULL, NULL } },
		N_("messages taken from the broker and not yet committed") },
	[BATCH] = { "pigtrace_collectd_batch_messages", METRIC_HISTOGRAM, 1, batch_bounds, { { NULL, NULL } },
		N_("messages in one commit") },
	[COMMIT] = { "pigtrace_collectd_commit_seconds", METRIC_HISTOGRAM, 1000000, commit_bounds_us, { { NULL, NULL } },
		N_("time to judge, append and commit one batch") },
	[RECEIPT] = { "pigtrace_collectd_receipt_seconds", METRIC_HISTOGRAM, 1000, receipt_bounds_ms, { { NULL, NULL } },
		N_("from a station's first message of a batch to its receipt") },
	[TROUBLE] = { "pigtrace_collectd_trouble", METRIC_GAUGE, 1, NULL, { { "what", trouble_value } },
		N_("1: why the gateway is not ready") },
	[STORE_SIZE] = { "pigtrace_store_size_bytes", METRIC_GAUGE, 1, NULL, { { "part", part_value } },
		N_("size of the store's files") },
	[DISK_FREE] = { "pigtrace_store_disk_free_bytes", METRIC_GAUGE, 1, NULL, { { NULL, NULL } },
		N_("space left where the store is") },
	[STORE_EVENTS] = { "pigtrace_store_events", METRIC_GAUGE, 1, NULL, { { NULL, NULL } },
		N_("events in the log") },
	[STORE_NOTES] = { "pigtrace_store_notes", METRIC_GAUGE, 1, NULL, { { NULL, NULL } },
		N_("signed notes in the store") },
	[STORE_MISSING] = { "pigtrace_store_missing_numbers", METRIC_GAUGE, 1, NULL, { { NULL, NULL } },
		N_("numbers that stations have skipped, over all epochs") },
	[STORE_HELD] = { "pigtrace_store_held_messages", METRIC_GAUGE, 1, NULL, { { NULL, NULL } },
		N_("messages in quarantine that nobody has settled") },
	[CENSUS_AGE] = { "pigtrace_store_census_age_seconds", METRIC_GAUGE, 1000, NULL, { { NULL, NULL } },
		N_("how old the counts of the store are; negative: never taken") },
	[TURN_AGE] = { "pigtrace_collectd_turn_age_seconds", METRIC_GAUGE, 1000, NULL, { { NULL, NULL } },
		N_("how long ago the loop came round") },
};
/* clang-format on */

struct health {
	const struct config *config;
	struct metrics *metrics;
	struct lookout *lookout;
	_Atomic int64_t turned_ms;
	atomic_uint troubles; /* a bit each */
	int64_t *refused;     /* of this batch, by rule */
	/* The lookout's thread alone: */
	struct store *reader;
	int64_t census_ms; /* when it was taken; 0: never */
	int64_t tried_ms;
};

/* ---- counting, in the loop ---- */

void health_turn(struct health *health)
{
	atomic_store(&health->turned_ms, clock_steady_ms());
}

void health_trouble(struct health *health, enum trouble trouble, bool there)
{
	if (there)
		(void)atomic_fetch_or(&health->troubles, 1u << trouble);
	else
		(void)atomic_fetch_and(&health->troubles, ~(1u << trouble));
	metric_set(health->metrics, TROUBLE, trouble, there);
}

void health_waiting(struct health *health, size_t messages)
{
	metric_set(health->metrics, WAITING, 0, (int64_t)messages);
}

void health_refused(struct health *health, const struct rule *rule)
{
	for (size_t i = 0; i < rule_count(); i++)
		if (rule_at(i) == rule)
			health->refused[i]++;
}

static void forget_refused(struct health *health)
{
	memset(health->refused, 0, rule_count() * sizeof(*health->refused));
}

void health_committed(
	struct health *health, size_t messages, const struct intake_tally *tally, int64_t took_us)
{
	metric_add(health->metrics, MESSAGES, 0, (int64_t)messages);
	metric_add(health->metrics, ACCEPTED, 0, tally->accepted);
	metric_add(health->metrics, REPEATED, 0, tally->repeated);
	metric_add(health->metrics, CONFLICTS, 0, tally->conflicts);
	metric_add(health->metrics, SHED, 0, tally->shed);
	for (size_t ahead = 0; ahead < 2; ahead++)
		metric_add(health->metrics, CLOCK_WRONG, ahead, tally->clock_wrong[ahead]);
	for (size_t i = 0; i < rule_count(); i++)
		if (health->refused[i] > 0)
			metric_add(health->metrics, REFUSED, i, health->refused[i]);
	metric_observe(health->metrics, BATCH, 0, (int64_t)messages);
	metric_observe(health->metrics, COMMIT, 0, took_us);
	forget_refused(health);
	health_waiting(health, 0);
}

void health_clocks(struct health *health, bool ahead, size_t stations)
{
	metric_set(health->metrics, CLOCKS, ahead, (int64_t)stations);
}

void health_rolled_back(struct health *health)
{
	metric_add(health->metrics, BATCHES_FAILED, 0, 1);
	forget_refused(health);
	health_waiting(health, 0);
}

void health_receipt(struct health *health, int64_t after_ms)
{
	metric_observe(health->metrics, RECEIPT, 0, after_ms > 0 ? after_ms : 0);
}

/* ---- telling, on the lookout's thread ---- */

static int64_t size_of(const char *path, const char *end)
{
	char name[PATH_MAX];
	struct stat status;
	int used = snprintf(name, sizeof(name), "%s%s", path, end);
	if (used < 0 || (size_t)used >= sizeof(name) || stat(name, &status) != 0)
		return 0;
	return (int64_t)status.st_size;
}

static void look_at_disk(struct health *health)
{
	struct statvfs disk;
	const char *path = health->config->store;
	metric_set(health->metrics, STORE_SIZE, 0, size_of(path, ""));
	metric_set(health->metrics, STORE_SIZE, 1, size_of(path, "-wal"));
	if (statvfs(path, &disk) == 0)
		metric_set(health->metrics, DISK_FREE, 0, (int64_t)(disk.f_bavail * disk.f_frsize));
}

static void take_census(struct health *health, int64_t now_ms)
{
	struct store_census census;
	if (health->tried_ms != 0 && now_ms - health->tried_ms < HEALTH_CENSUS_MS)
		return;
	health->tried_ms = now_ms;
	if (!health->reader &&
		store_open(&health->reader, health->config->store, STORE_READ, NULL) != 0)
		return;
	if (store_census(health->reader, &census, NULL) != 0) {
		store_close(health->reader);
		health->reader = NULL;
		return;
	}
	health->census_ms = clock_steady_ms();
	metric_set(health->metrics, STORE_EVENTS, 0, census.events);
	metric_set(health->metrics, STORE_NOTES, 0, census.notes);
	metric_set(health->metrics, STORE_MISSING, 0, census.missing);
	metric_set(health->metrics, STORE_HELD, 0, census.held);
}

static int64_t turn_age_ms(const struct health *health, int64_t now_ms)
{
	int64_t age_ms = now_ms - atomic_load(&health->turned_ms);
	return age_ms > 0 ? age_ms : 0;
}

static int write_metrics(void *context, struct buf *body)
{
	struct health *health = context;
	int64_t now_ms = clock_steady_ms();
	look_at_disk(health);
	take_census(health, now_ms);
	metric_set(health->metrics, TURN_AGE, 0, turn_age_ms(health, now_ms));
	metric_set(health->metrics, CENSUS_AGE, 0,
		health->census_ms ? clock_steady_ms() - health->census_ms : -1);
	metrics_write(health->metrics, body);
	return 200;
}

static int write_healthz(void *context, struct buf *body)
{
	const struct health *health = context;
	int64_t age_ms = turn_age_ms(health, clock_steady_ms());
	if (age_ms < HEALTH_STUCK_MS) {
		buf_text(body, "ok\n");
		return 200;
	}
	buf_format(body, _("the loop has not come round for %lld s\n"), (long long)(age_ms / 1000));
	return 503;
}

static int write_readyz(void *context, struct buf *body)
{
	struct health *health = context;
	unsigned there = atomic_load(&health->troubles);
	for (size_t i = 0; i < TROUBLE_COUNT; i++)
		if (there & 1u << i)
			buf_format(body, "%s: %s\n", troubles[i].name, words(troubles[i].text));
	if (there)
		return 503;
	buf_text(body, "ready\n");
	return 200;
}

static const struct lookout_page pages[] = {
	{ "/metrics", METRIC_MEDIA_TYPE, write_metrics },
	{ "/healthz", "text/plain; charset=utf-8", write_healthz },
	{ "/readyz", "text/plain; charset=utf-8", write_readyz },
};

/* ---- beginning and end ---- */

static struct lookout_settings places(const struct config *config, struct health *health)
{
	return (struct lookout_settings){
		.port = config->metrics_port,
		.socket = config->metrics_socket,
		.within_ms = LOOKOUT_WITHIN_MS,
		.pages = pages,
		.page_count = sizeof(pages) / sizeof(pages[0]),
		.context = health,
	};
}

int health_check(const struct config *config, struct fault *fault)
{
	struct lookout_settings settings = places(config, NULL);
	return lookout_check(&settings, fault);
}

int health_open(struct health **out, const struct config *config, struct fault *fault)
{
	struct health *health = calloc(1, sizeof(*health));
	if (!health)
		return fault_set(fault, FAULT_MEMORY, "no memory to count with");
	health->config = config;
	health->refused = calloc(rule_count(), sizeof(*health->refused));
	int code = health->refused ? metrics_open(&health->metrics, table, ROWS, fault)
	                           : fault_set(fault, FAULT_MEMORY, "no memory to count with");
	if (code == 0) {
		struct lookout_settings settings = places(config, health);
		health_turn(health);
		health_trouble(health, TROUBLE_BROKER, true);
		code = lookout_open(&health->lookout, &settings, fault);
	}
	if (code != 0) {
		health_close(health);
		return code;
	}
	*out = health;
	return 0;
}

void health_close(struct health *health)
{
	if (!health)
		return;
	lookout_close(health->lookout);
	store_close(health->reader);
	metrics_close(health->metrics);
	free(health->refused);
	free(health);
}
