/*
 * kit_intake.h - an intake over a store in a directory of its own: an administrator, a gateway, stations with
 * keys, and the notes they sign. The store is read back with the sqlite3 program.
 */
#ifndef PIGTRACE_TESTS_KIT_INTAKE_H
#define PIGTRACE_TESTS_KIT_INTAKE_H

#include "store_fixture.h"

#include "gateway/intake/intake.h"

#include <sodium.h>

#define AT_NOON "\"at\":\"2026-11-20T12:00:00+08:00\""
#define EPOCH   3
#define FARM    "farm-01"

struct kit {
	struct fixture *f;
	struct intake *intake;
	struct intake_settings settings;
	struct intake_tally tally; /* of the last batch */
	int64_t admin_seq;         /* the administrator's next */
	struct buf note;
	char rule[16]; /* of the last refusal */
	int refusals;  /* told by the callback */
	int64_t quarantine;
};

static struct kit kit;

static inline struct note_secret key_of(const char *name, uint8_t salt)
{
	struct note_secret key;
	uint8_t seed[32] = { salt };
	assert_int_equal(note_key_make(span_of(name), seed, &key), NOTE_OK);
	return key;
}

static inline void hear_refusal(void *context, struct span station, int64_t epoch, int64_t seq,
	const struct judgement *why, int64_t quarantine)
{
	struct kit *k = context;
	(void)station;
	(void)epoch;
	(void)seq;
	(void)span_copy(span_of(why->rule->id), k->rule, sizeof(k->rule));
	k->quarantine = quarantine;
	k->refusals++;
}

static inline void open_intake(void)
{
	assert_ok(kit.f, intake_open(&kit.intake, kit.f->store, &kit.settings, &kit.f->fault));
}

static inline int kit_begin(void **state)
{
	assert_true(sodium_init() >= 0);
	memset(&kit, 0, sizeof(kit));
	if (begin(state) != 0)
		return -1;
	kit.f = *state;
	kit.admin_seq = 1;
	kit.settings.admin = key_of("admin", 'a').pub;
	kit.settings.gateway = key_of("gateway", 'g');
	kit.settings.refused = hear_refusal;
	kit.settings.context = &kit;
	open_intake();
	return 0;
}

static inline int kit_end(void **state)
{
	intake_close(kit.intake);
	buf_free(&kit.note);
	return end(state);
}

#define shows(test) cmocka_unit_test_setup_teardown(test, kit_begin, kit_end)

/* ---- what stations say ---- */

/* A signed note in kit.note; text behind the header as it is. */
static inline struct span sign_text(const struct note_secret *key, const char *text, size_t len)
{
	static char room[NOTE_MOST + NOTE_SIGNATURE_TEXT];
	struct out out = out_into(room, sizeof(room));
	out_bytes(&out, text, len);
	assert_int_equal(note_sign(&out, key), NOTE_OK);
	buf_clear(&kit.note);
	buf_span(&kit.note, out_written(&out));
	return buf_written(&kit.note);
}

static inline struct span sign_lines(const struct note_secret *key, const char *station,
	int64_t epoch, int64_t first, const char *const *lines, int count)
{
	static char room[NOTE_MOST];
	struct out out = out_into(room, sizeof(room));
	bundle_header(&out, span_of(station), epoch, first, count);
	for (int i = 0; i < count; i++) {
		out_text(&out, lines[i]);
		out_char(&out, '\n');
	}
	assert_false(out.full);
	return sign_text(key, room, out.len);
}

static inline struct span sign_line(
	const struct note_secret *key, const char *station, int64_t seq, const char *line)
{
	return sign_lines(key, station, EPOCH, seq, &line, 1);
}

/* Good line n of any station. */
static inline const char *good(int n)
{
	static char lines[8][256];
	return weigh(lines[n % 8], n);
}

/* A line that is refused: no such kind. */
static inline const char *bad(int n)
{
	static char lines[8][128];
	(void)snprintf(lines[n % 8], 128, "{\"do\":\"dance\"," AT_NOON ",\"n\":%d}", n);
	return lines[n % 8];
}

/* ---- batches ---- */

static inline void begin_taking(void)
{
	kit.tally = (struct intake_tally){ 0 };
	begin_batch(kit.f);
}

static inline int try_take(const char *station, struct span payload)
{
	char topic[TOPIC_TEXT];
	topic_format(span_of(station), TOPIC_UP, topic);
	return intake_take(kit.intake, span_of(topic), payload, NOON_MS, &kit.tally, &kit.f->fault);
}

static inline void take(const char *station, struct span payload)
{
	assert_ok(kit.f, try_take(station, payload));
}

/* A batch of one message. */
static inline void deliver(const char *station, struct span payload)
{
	begin_taking();
	take(station, payload);
	commit_batch(kit.f);
}

static inline void assert_tally(int accepted, int refused, int repeated)
{
	assert_int_equal(kit.tally.accepted, accepted);
	assert_int_equal(kit.tally.refused, refused);
	assert_int_equal(kit.tally.repeated, repeated);
}

/* ---- the administrator ---- */

static inline void administer(const char *line)
{
	struct note_secret admin = key_of("admin", 'a');
	deliver("admin", sign_line(&admin, "admin", kit.admin_seq++, line));
}

/* Minute n of the day, so that a later order is the newer one. */
static inline const char *station_line(
	const char *name, const char *action, const char *trade, const struct note_public *key)
{
	static char line[512];
	char text[NOTE_KEY_TEXT] = "";
	if (key)
		note_public_format(key, text);
	(void)snprintf(line, sizeof(line),
		"{\"do\":\"station\",\"at\":\"2026-11-19T%02d:%02d:00+08:00\",\"of\":\"station:%s\","
		"\"action\":\"%s\"%s%s%s%s%s%s%s%s}",
		(int)(kit.admin_seq / 60), (int)(kit.admin_seq % 60), name, action,
		trade ? ",\"trade\":\"" : "", trade ? trade : "", trade ? "\"" : "",
		trade ? ",\"proof\":\"" : "",
		!trade ? ""
		: key  ? "signed\""
		       : "plain\"",
		key ? ",\"key\":\"" : "", text, key ? "\"" : "");
	return line;
}

static inline void enroll(const char *name, const char *trade, const struct note_public *key)
{
	administer(station_line(name, "add", trade, key));
	assert_tally(1, 0, 0);
}

static inline struct note_secret enroll_farm(void)
{
	struct note_secret key = key_of(FARM, 'f');
	enroll(FARM, "farm", &key.pub);
	return key;
}

static inline void strike(const char *name)
{
	administer(station_line(name, "revoke", NULL, NULL));
	assert_tally(1, 0, 0);
}

static inline void retry(int64_t held)
{
	char line[128];
	(void)snprintf(line, sizeof(line), "{\"do\":\"retry\"," AT_NOON ",\"held\":%lld}",
		(long long)held);
	administer(line);
}

/* ---- what is in the store, by the sqlite3 program ---- */

static inline int number(const char *sql)
{
	return (int)strtol(look(kit.f, sql), NULL, 10);
}

/* Events of all but the administrator. */
static inline int events(void)
{
	return number("select count(*) from event where station not in "
		      "(select no from station where name = 'admin')");
}

static inline int held(void)
{
	return number("select count(*) from quarantine");
}

/* The last refusal was by this rule, and the newest row of the quarantine says so. */
static inline void assert_held_by(const char *rule)
{
	assert_string_equal(
		look(kit.f, "select rule from quarantine order by no desc limit 1"), rule);
	assert_string_equal(kit.rule, rule);
}

/* ---- receipts ---- */

static inline bool next_receipt(struct receipt *receipt, char topic[static TOPIC_TEXT])
{
	static char room[RECEIPT_MOST];
	struct out out = out_into(room, sizeof(room));
	struct moment now = { NOON_MS, 480 };
	struct span text;
	bool due = false;
	assert_ok(kit.f, intake_receipt(kit.intake, now, &due, topic, &out, &kit.f->fault));
	if (!due)
		return false;
	assert_int_equal(
		note_open(out_written(&out), &kit.settings.gateway.pub, &text, NULL), NOTE_OK);
	assert_int_equal(receipt_parse(text, receipt, NULL), NOTE_OK);
	return true;
}

static inline int drain_receipts(void)
{
	struct receipt receipt;
	char topic[TOPIC_TEXT];
	int count = 0;
	while (next_receipt(&receipt, topic))
		count++;
	return count;
}

#endif
