/*
 * kit_trace.h - a story told to a store in a few lines, for the tests of trace and view.
 *
 * A line is written with ' for ", times of 2026 as "MMDDThhmm" in +08:00. A story is told to as many
 * stores as wanted, in any order, and asked through STORE_READ as everybody does.
 */
#ifndef PIGTRACE_TESTS_UNIT_KIT_TRACE_H
#define PIGTRACE_TESTS_UNIT_KIT_TRACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

#include "core/ident/serial.h"
#include "core/trace/trace.h"

#define GTIN   "06901234000016"
#define SSCC_1 "sscc:069012340000000016"
#define PIG_1  "pig:114113000000001"
#define PIG_2  "pig:114113000000002"
#define PEN_1  "group:1411300001/F1"
#define PEN_2  "group:1411300001/F2"

#define KIT_EVENTS 16384

struct kit_event {
	char station[NOTE_NAME_MOST + 1];
	int64_t seq; /* 0: plain */
	char line[1024];
};

struct kit {
	struct kit_event events[KIT_EVENTS];
	size_t count;
	char directory[64];
	char path[96];
	struct store *store; /* reading; NULL while the story is told */
	struct event event;
};

static inline struct kit *kit_open(void)
{
	struct kit *kit = calloc(1, sizeof(*kit));
	assert_non_null(kit);
	(void)snprintf(kit->directory, sizeof(kit->directory), "/tmp/kit-trace-XXXXXX");
	assert_non_null(mkdtemp(kit->directory));
	(void)snprintf(kit->path, sizeof(kit->path), "%s/store.db", kit->directory);
	return kit;
}

static inline void kit_forget(struct kit *kit)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", ".lock" };
	store_close(kit->store);
	kit->store = NULL;
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char path[128];
		(void)snprintf(path, sizeof(path), "%s%s", kit->path, suffixes[i]);
		(void)unlink(path);
	}
}

static inline void kit_close(struct kit *kit)
{
	kit_forget(kit);
	(void)rmdir(kit->directory);
	free(kit);
}

/* Milliseconds of "MMDDThhmm" of 2026, as kit_say reads it. */
static inline int64_t kit_at(const char *when)
{
	char text[MOMENT_TEXT];
	struct moment moment;
	(void)snprintf(text, sizeof(text), "2026-%.2s-%.2sT%.2s:%.2s:00+08:00", when, when + 2,
		when + 5, when + 7);
	assert_true(moment_parse(span_of(text), &moment, NULL));
	return moment.at_ms;
}

static inline uint32_t kit_random(uint32_t *random)
{
	return *random = *random * 1664525u + 1013904223u;
}

/* One more event; returns its place in the story. */
static inline size_t kit_say_as(struct kit *kit, const char *station, bool plain, const char *kind,
	const char *when, const char *rest)
{
	struct kit_event *event = &kit->events[kit->count];
	assert_true(kit->count < KIT_EVENTS);
	(void)snprintf(event->station, sizeof(event->station), "%s", station);
	int used = snprintf(event->line, sizeof(event->line),
		"{'do':'%s','at':'2026-%.2s-%.2sT%.2s:%.2s:00+08:00'%s%s}", kind, when, when + 2,
		when + 5, when + 7, *rest ? "," : "", rest);
	assert_true(used > 0 && (size_t)used < sizeof(event->line));
	for (char *c = event->line; *c; c++)
		if (*c == '\'')
			*c = '"';
	event->seq = plain ? 0 : 1;
	for (size_t i = kit->count; event->seq == 1 && i-- > 0;)
		if (kit->events[i].seq != 0 && strcmp(kit->events[i].station, station) == 0)
			event->seq = kit->events[i].seq + 1;
	return kit->count++;
}

static inline size_t kit_say(
	struct kit *kit, const char *station, const char *kind, const char *when, const char *rest)
{
	return kit_say_as(kit, station, false, kind, when, rest);
}

/* The event's name as `correct` writes it. */
static inline const char *kit_name(const struct kit *kit, size_t nth, char name[static 80])
{
	(void)snprintf(
		name, 80, "%s/1/%lld", kit->events[nth].station, (long long)kit->events[nth].seq);
	return name;
}

static inline size_t kit_correct(
	struct kit *kit, const char *station, size_t wrong, const char *when)
{
	char name[80], rest[160];
	(void)snprintf(rest, sizeof(rest), "'event':'%s','reason':'wrong pen'",
		kit_name(kit, wrong, name));
	return kit_say(kit, station, "correct", when, rest);
}

static inline void kit_register(struct kit *kit, const char *station, const char *trade)
{
	char rest[160];
	(void)snprintf(rest, sizeof(rest),
		"'of':'station:%s','action':'add','trade':'%s','proof':'plain'", station, trade);
	(void)kit_say(kit, "admin", "station", "0101T0000", rest);
}

static inline void kit_put(struct kit *kit, struct store *writer, size_t nth)
{
	const struct kit_event *said = &kit->events[nth];
	struct span line = span_of(said->line);
	struct event_wrong wrong = { 0 };
	struct fault fault = { 0 };
	enum store_seen seen;
	int64_t no;
	struct store_claim claim = { .station = span_of(said->station),
		.epoch = said->seq ? 1 : 0,
		.seq = said->seq,
		.got_ms = 1800000000000,
		.assurance = said->seq ? STORE_SIGNED : STORE_BROKER,
		.line = line };
	if (event_decode(line, &kit->event, &wrong) != EVENT_OK)
		fail_msg("%s at %zu of %s", event_error_text(wrong.error), wrong.at, said->line);
	if (said->seq)
		assert_int_equal(store_seen(writer, claim.station, claim.epoch, claim.seq, line,
					 &seen, &fault),
			0);
	else
		assert_int_equal(store_seen_plain(writer, claim.station, kit->event.at.at_ms, line,
					 &seen, &fault),
			0);
	if (seen == STORE_SAME)
		return;
	assert_int_equal(seen, STORE_NEW);
	int code = store_put_event(writer, &claim, &kit->event, &no, &fault);
	if (code != 0)
		fail_msg("%s: %s", fault.text, said->line);
}

/* A new store is told the story in this order (NULL: as written); order may name an event twice. */
static inline void kit_tell(struct kit *kit, const size_t *order, size_t count)
{
	struct store *writer = NULL;
	struct fault fault = { 0 };
	kit_forget(kit);
	if (store_create(kit->path, &fault) != 0 ||
		store_open(&writer, kit->path, STORE_WRITE, &fault) != 0)
		fail_msg("%s", fault.text);
	assert_int_equal(store_begin(writer, &fault), 0);
	for (size_t i = 0; i < (order ? count : kit->count); i++)
		kit_put(kit, writer, order ? order[i] : i);
	assert_int_equal(store_commit(writer, &fault), 0);
	store_close(writer);
	assert_int_equal(store_open(&kit->store, kit->path, STORE_READ, &fault), 0);
}

/* The story in another order each time but the first, and one of its events twice. */
static inline void kit_tell_shuffled(struct kit *kit, uint32_t *random, bool first)
{
	size_t order[KIT_EVENTS + 1], count = kit->count;
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	for (size_t i = count; !first && i-- > 1;) {
		size_t other = kit_random(random) % (i + 1), kept = order[i];
		order[i] = order[other];
		order[other] = kept;
	}
	order[count] = order[0];
	kit_tell(kit, order, count + 1);
}

static inline struct trace *kit_ask_with(
	struct kit *kit, const char *seed, struct trace_settings settings)
{
	struct trace *trace = NULL;
	struct fault fault = { 0 };
	struct item item;
	if (item_parse(span_of(seed), &item, NULL) != IDENT_OK)
		fail_msg("%s is no item", seed);
	if (!kit->store)
		kit_tell(kit, NULL, 0);
	if (trace_back(kit->store, item, &settings, &trace, &fault) != 0)
		fail_msg("%s", fault.text);
	return trace;
}

static inline struct trace *kit_ask(struct kit *kit, const char *seed)
{
	return kit_ask_with(kit, seed, (struct trace_settings){ .raw = false });
}

/* The event of the answer, NULL if the answer does not tell it. */
static inline const struct trace_event *kit_told(
	const struct kit *kit, const struct trace *trace, size_t nth)
{
	for (size_t i = 0; i < trace->event_count; i++)
		if (strcmp(trace->events[i].station, kit->events[nth].station) == 0 &&
			trace->events[i].seq == kit->events[nth].seq &&
			strcmp(trace->events[i].line, kit->events[nth].line) == 0)
			return &trace->events[i];
	return NULL;
}

static inline const struct trace_item *kit_item(const struct trace *trace, const char *name)
{
	for (size_t i = 0; i < trace->item_count; i++)
		if (strcmp(trace->items[i].name, name) == 0)
			return &trace->items[i];
	return NULL;
}

/* Whether item was made of `from`, in the answer. */
static inline bool kit_made_of(const struct trace *trace, const char *item, const char *from)
{
	for (size_t i = 0; i < trace->edge_count; i++)
		if (strcmp(trace->items[trace->edges[i].item].name, item) == 0 &&
			strcmp(trace->items[trace->edges[i].from].name, from) == 0)
			return true;
	return false;
}

static inline void kit_serial(uint8_t fill, const char *lot, int64_t counter, char pkg[static 64])
{
	uint8_t key[SERIAL_KEY_LEN];
	char serial[SERIAL_TEXT];
	memset(key, fill, sizeof(key));
	serial_make(key, span_of(GTIN), span_of(lot), counter, serial);
	(void)snprintf(pkg, 64, "pkg:" GTIN "/%s", serial);
}

/* 'serial_key':'...' of kit_serial's key. */
static inline const char *kit_key(uint8_t fill, char text[static 96])
{
	uint8_t key[SERIAL_KEY_LEN];
	char hex[2 * SERIAL_KEY_LEN + 1];
	memset(key, fill, sizeof(key));
	(void)sodium_bin2hex(hex, sizeof(hex), key, sizeof(key));
	(void)snprintf(text, 96, "'serial_key':'%s'", hex);
	return text;
}

#endif
