/*
 * serve - the gateway's one loop:
 *
 *   receive -> prove ahead | take each in turn: verify, decode, judge, append -> commit
 *           -> receipts -> write (PUBACK)
 *
 * One thread does all of it, in the order of arrival. Beside it, provers (prover.h) check the signatures of what is
 * still to come in the batch: more than a third of a note's cost, and nothing else is worth a thread on two
 * cores (bench ingest prints each stage).
 */
#define _GNU_SOURCE /* ppoll, which POSIX has had since 2024 */
#include "gateway/collectd/serve.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/words.h"
#include "core/note/topic.h"
#include "gateway/collectd/broker.h"
#include "core/base/log.h"
#include "gateway/collectd/health.h"
#include "gateway/collectd/prover.h"
#include "gateway/collectd/signals.h"
#include "gateway/collectd/space.h"
#include "gateway/intake/intake.h"

#include <poll.h>
#include <sodium.h>
#include <sqlite3.h>

#define STORE_PAUSE_LEAST_MS 250
#define STORE_PAUSE_MOST_MS  30000
#define SQLITE_WHOLE         3051003 /* older ones can lose a commit to a foreign checkpoint */

struct collectd {
	const struct config *config;
	struct store *store;
	struct intake *intake;
	struct broker *broker;
	struct batch batch;
	struct prover *prover;
	struct health *health;
	struct space space;
	struct intake_tally tally;
	int64_t store_due_ms; /* after a failed commit: when to try the store again */
	int64_t store_pause_ms;
	bool store_failed; /* and nothing has been committed since */
	bool ending;
};

static void on_refused(void *context, struct span station, int64_t epoch, int64_t seq,
	const struct judgement *why, int64_t quarantine)
{
	struct collectd *self = context;
	struct log log;
	health_refused(self->health, why->rule);
	log_begin(&log, LOG_WARNING, "refused");
	log_word(&log, "station", station);
	log_number(&log, "epoch", epoch);
	log_number(&log, "seq", seq);
	log_text(&log, "rule", why->rule->id);
	log_text(&log, "key", why->key);
	log_number(&log, "at", (int64_t)why->at);
	log_number(&log, "quarantine", quarantine);
	log_text(&log, "text", words(why->rule->text));
	log_end(&log);
}

static void on_clock(void *context, struct span station, bool ahead, int64_t off_ms)
{
	struct log log;
	(void)context;
	log_begin(&log, off_ms ? LOG_WARNING : LOG_NOTICE, off_ms ? "clock_wrong" : "clock_again");
	log_word(&log, "station", station);
	log_text(&log, "direction", ahead ? "ahead" : "behind");
	if (off_ms)
		log_number(&log, "off_ms", off_ms);
	log_text(&log, "text",
		!off_ms ? _("as far as its newest word goes, its clock is right")
		: ahead ? _("what it dates came before that time: its clock runs ahead")
			: _("its time is before that of a receipt it has: its clock is behind"));
	log_end(&log);
}

/* ---- one batch ---- */

/* Give the provers what they can do before its turn. A message that changes the registry makes them work in vain
 * for those behind it: intake looks at the key again. */
static int prove_ahead(struct collectd *self, struct fault *fault)
{
	if (!prover_reserve(self->prover, self->batch.count))
		return 0; /* each is proved in its turn */
	for (size_t i = 0; i < self->batch.count; i++) {
		struct note_public key;
		struct span payload = batch_payload(&self->batch, i);
		bool provable;
		int code = intake_key(self->intake, batch_topic(&self->batch, i), payload,
			&provable, &key, fault);
		if (code != 0)
			return code;
		prover_add(self->prover, payload, provable ? &key : NULL);
	}
	prover_start(self->prover);
	return 0;
}

static int take_all(struct collectd *self, struct intake_tally *tally, struct fault *fault)
{
	int code = prove_ahead(self, fault);
	for (size_t i = 0; code == 0 && i < self->batch.count; i++)
		code = intake_take_proven(self->intake, batch_topic(&self->batch, i),
			batch_payload(&self->batch, i), self->batch.messages[i].got_ms,
			prover_proof(self->prover, i), tally, fault);
	prover_end(self->prover);
	if (code == 0)
		code = intake_summarize(self->intake, clock_now_ms(), self->ending, tally, fault);
	return code;
}

static void store_is_troubled(struct collectd *self, const struct fault *fault)
{
	struct log log;
	log_begin(&log, LOG_ERROR, "store_failed");
	log_text(&log, "text", fault->text);
	log_number(&log, "retry_ms", self->store_pause_ms);
	log_end(&log);
	health_trouble(self->health, TROUBLE_STORE, true);
	self->store_failed = true;
	self->store_due_ms = clock_steady_ms() + self->store_pause_ms;
	self->store_pause_ms = self->store_pause_ms * 2 < STORE_PAUSE_MOST_MS
	                               ? self->store_pause_ms * 2
	                               : STORE_PAUSE_MOST_MS;
}

static void store_is_well(struct collectd *self)
{
	self->store_failed = false;
	self->store_pause_ms = STORE_PAUSE_LEAST_MS;
	health_trouble(self->health, TROUBLE_STORE, false);
}

static void say_committed(const struct intake_tally *tally, size_t messages)
{
	struct log log;
	log_begin(&log, LOG_DEBUG, "committed");
	log_number(&log, "messages", (int64_t)messages);
	log_number(&log, "accepted", tally->accepted);
	log_number(&log, "refused", tally->refused);
	log_number(&log, "repeated", tally->repeated);
	log_end(&log);
}

/* The batch is durable, or nothing of it is and the broker is told nothing. */
static bool store_batch(struct collectd *self)
{
	struct fault fault;
	struct intake_tally tally = { 0 };
	size_t messages = self->batch.count;
	if (messages == 0 && !intake_summary_due(self->intake, clock_now_ms(), self->ending))
		return true;
	int64_t began_us = clock_steady_us();
	health_waiting(self->health, messages);
	int code = store_begin(self->store, &fault);
	if (code == 0) {
		code = take_all(self, &tally, &fault);
		if (code == 0)
			code = store_commit(self->store, &fault);
		if (code != 0)
			store_rollback(self->store);
	}
	batch_clear(&self->batch);
	if (code != 0) {
		intake_rollback(self->intake);
		health_rolled_back(self->health);
		store_is_troubled(self, &fault);
		return false;
	}
	intake_committed(self->intake);
	store_is_well(self);
	for (int ahead = 0; ahead < 2; ahead++)
		health_clocks(self->health, ahead, intake_clocks_wrong(self->intake, ahead));
	health_committed(self->health, messages, &tally, clock_steady_us() - began_us);
	say_committed(&tally, messages);
	self->tally.accepted += tally.accepted;
	self->tally.refused += tally.refused;
	self->tally.repeated += tally.repeated;
	self->tally.conflicts += tally.conflicts;
	return true;
}

/* What cannot go out now stays due; what cannot be made is asked for again by its station's next message. */
static void send_receipts(struct collectd *self)
{
	static char text[RECEIPT_MOST];
	char topic[TOPIC_TEXT];
	struct fault fault;
	bool due = true;
	while (due && broker_takes_receipts(self->broker)) {
		struct out note = out_into(text, sizeof(text));
		if (intake_receipt(self->intake, clock_now(), &due, topic, &note, &fault) != 0) {
			log_say(LOG_ERROR, "receipt_failed", fault.text);
			return;
		}
		if (due && !broker_publish(self->broker, topic, out_written(&note)))
			log_say(LOG_WARNING, "receipt_unsent", topic);
		else if (due && intake_receipt_answers(self->intake) != 0)
			health_receipt(self->health,
				clock_now_ms() - intake_receipt_answers(self->intake));
	}
}

static void tidy(struct collectd *self)
{
	struct fault fault;
	if (store_checkpoint(self->store, (int)self->config->checkpoint_pages, &fault) != 0)
		log_say(LOG_WARNING, "checkpoint_put_off", fault.text);
}

/* ---- when nothing is to be taken ---- */

static void say_space(const struct collectd *self, enum log_priority priority, const char *matter)
{
	struct log log;
	log_begin(&log, priority, matter);
	log_number(&log, "free_bytes", self->space.free_bytes);
	log_number(&log, "reserve_bytes", self->space.reserve_bytes);
	log_end(&log);
}

/* The broker keeps what comes, stations get no receipt and keep it, too. */
static bool has_space(struct collectd *self, int64_t now)
{
	bool was_low = self->space.low;
	bool low = space_is_low(&self->space, now);
	if (low && !was_low) {
		say_space(self, LOG_ERROR, "disk_low");
		broker_drop(self->broker);
		health_trouble(self->health, TROUBLE_BROKER, true);
	} else if (was_low && !low) {
		say_space(self, LOG_NOTICE, "disk_again");
	}
	health_trouble(self->health, TROUBLE_DISK, low);
	if (low)
		self->store_due_ms = now + SPACE_EVERY_MS;
	return !low;
}

/* A store that has failed is tried before anything is taken for it. */
static bool can_store(struct collectd *self)
{
	struct fault fault;
	if (!self->store_failed)
		return true;
	if (store_probe(self->store, clock_now_ms(), &fault) != 0) {
		store_is_troubled(self, &fault);
		return false;
	}
	store_is_well(self);
	log_say(LOG_NOTICE, "store_again", _("the store can be written again"));
	return true;
}

/* ---- the loop ---- */

static void wait_for_traffic(const struct collectd *self, int64_t most_ms)
{
	struct pollfd socket = { .fd = broker_socket(self->broker) };
	int64_t due_ms = broker_due_ms(self->broker);
	if (due_ms < self->store_due_ms)
		due_ms = self->store_due_ms; /* nothing is done before */
	int64_t ms = due_ms - clock_steady_ms();
	ms = ms < 0 ? 0 : ms < most_ms ? ms : most_ms;
	struct timespec timeout = { .tv_sec = (time_t)(ms / 1000),
		.tv_nsec = (long)(ms % 1000) * 1000000 };
	if (broker_wants_read(self->broker))
		socket.events |= POLLIN;
	if (broker_wants_write(self->broker))
		socket.events |= POLLOUT;
	(void)ppoll(&socket, 1, &timeout, signals_while_waiting());
}

static void run(struct collectd *self)
{
	bool more = false;
	for (;;) {
		wait_for_traffic(self, more ? 0 : 1000);
		if (signals_stopping())
			return;
		int64_t now = clock_steady_ms();
		health_turn(self->health);
		if (now < self->store_due_ms) /* the store is in trouble: let the broker keep it */
			continue;
		if (!has_space(self, now) || !can_store(self))
			continue;
		broker_tend(self->broker, now);
		more = broker_read(self->broker);
		health_trouble(self->health, TROUBLE_BROKER, !broker_is_here(self->broker));
		if (!store_batch(self)) {
			broker_drop(self->broker);
			health_trouble(self->health, TROUBLE_BROKER, true);
			more = false;
			continue;
		}
		send_receipts(self);
		broker_write(self->broker);
		tidy(self);
	}
}

/* ---- start and end ---- */

static int read_key(const char *path, struct note_secret *key, struct fault *fault)
{
	struct buf text = { 0 };
	int code = file_read(path, 1024, &text, fault);
	if (code == 0) {
		struct span line = buf_written(&text), first;
		if (span_cut(&line, '\n', &first))
			line = first;
		if (note_secret_parse(line, key) != NOTE_OK)
			code = fault_set(fault, FAULT_SETTING, "%s holds no private key", path);
	}
	if (text.at)
		sodium_memzero(text.at, text.len);
	buf_free(&text);
	return code;
}

static int read_keys(
	const struct config *config, struct intake_settings *settings, struct fault *fault)
{
	int code = read_key(config->gateway_key, &settings->gateway, fault);
	if (code != 0)
		return code;
	if (note_public_parse(span_of(config->admin_key), &settings->admin) != NOTE_OK)
		return fault_set(fault, FAULT_SETTING, "admin_key is not a public key");
	if (span_is(span_of(settings->admin.name), settings->gateway.pub.name))
		return fault_set(fault, FAULT_SETTING,
			"gateway_key and admin_key bear the same name, %s", settings->admin.name);
	return 0;
}

static int prepare(struct collectd *self, bool check_only, struct fault *fault)
{
	const struct config *config = self->config;
	struct intake_settings settings = { .held_per_minute = config->held_per_minute,
		.refused = on_refused,
		.clock = on_clock,
		.context = self };
	self->space = (struct space){ .path = config->store,
		.reserve_bytes = config->disk_reserve_mib * 1024 * 1024 };
	self->batch.messages_most = (size_t)config->batch_messages;
	self->batch.bytes_most = (size_t)config->batch_kib * 1024;
	self->store_pause_ms = STORE_PAUSE_LEAST_MS;
	int code = read_keys(config, &settings, fault);
	if (code == 0)
		code = broker_open(&self->broker, config, &self->batch, fault);
	if (code == 0)
		code = store_open(
			&self->store, config->store, check_only ? STORE_READ : STORE_WRITE, fault);
	if (code == 0 && !check_only)
		store_keep_hot(self->store, config->links_hot);
	if (code == 0)
		code = intake_open(&self->intake, self->store, &settings, fault);
	if (code == 0 && !check_only)
		code = prover_open(&self->prover, (int)config->provers, fault);
	if (code == 0)
		code = check_only ? health_check(config, fault)
		                  : health_open(&self->health, config, fault);
	sodium_memzero(&settings, sizeof(settings));
	return code;
}

static void finish(struct collectd *self)
{
	prover_close(self->prover);
	broker_close(self->broker);
	health_close(self->health);
	intake_close(self->intake);
	store_close(self->store);
	batch_free(&self->batch);
}

static void say_start(const struct collectd *self, const char *path)
{
	struct log log;
	log_begin(&log, LOG_NOTICE, "start");
	log_text(&log, "config", path);
	log_text(&log, "store", self->config->store);
	log_text(&log, "broker", self->config->host);
	log_number(&log, "port", self->config->port);
	log_end(&log);
	if (sqlite3_libversion_number() < SQLITE_WHOLE)
		log_say(LOG_INFO, "sqlite_version",
			_("this SQLite is older than 3.51.3: let no other program checkpoint the "
			  "store (open it with sqlite3 -readonly)"));
}

static void say_end(const struct collectd *self)
{
	struct log log;
	log_begin(&log, LOG_NOTICE, "end");
	log_number(&log, "accepted", self->tally.accepted);
	log_number(&log, "refused", self->tally.refused);
	log_number(&log, "repeated", self->tally.repeated);
	log_number(&log, "conflicts", self->tally.conflicts);
	log_end(&log);
}

int serve(const struct config *config, const char *path, bool check_only, struct fault *fault)
{
	struct collectd self = { .config = config };
	/* Its counts of memory, which nobody asks for, take a lock at every allocation. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	signals_catch();
	int code = prepare(&self, check_only, fault);
	if (code == 0 && check_only) {
		log_say(LOG_NOTICE, "checked", _("the configuration is good"));
	} else if (code == 0) {
		say_start(&self, path);
		run(&self);
		self.ending = true;
		if (!self.store_failed)
			(void)store_batch(&self); /* what was shed since the last summary */
		say_end(&self);
	}
	finish(&self);
	return code;
}
