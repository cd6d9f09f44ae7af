/*
 * Messages without a number, as they are known: by their station, their time and their bytes. What cannot be read has no
 * time: it stands at 0, and so does all of strangers. Nearly every message is new, and later than all that its station
 * said before: what is known of a station as a whole is asked once and says so.
 */
#include "core/store/inner.h"

#include <limits.h>
#include <sodium.h>

#define PLAIN_HASH 16
#define UNDATED    0

#define PLAIN_NAME_HASH 32 /* of BLAKE2b; its first 8 bytes name the event */

struct event_name store_event_name(
	struct span station, int64_t epoch, int64_t seq, struct span line)
{
	unsigned char hash[PLAIN_NAME_HASH];
	uint64_t bits = 0;
	if (seq != 0)
		return (struct event_name){ station, epoch, seq };
	(void)crypto_generichash(
		hash, sizeof(hash), (const unsigned char *)line.at, line.len, NULL, 0);
	for (int i = 0; i < 8; i++)
		bits = bits << 8 | hash[i];
	return (struct event_name){ station, EVENT_NAME_PLAIN, (int64_t)bits };
}

/*
 * Of a station whose name is in the store, the hash of the message; of a stranger, the hash of its name and the
 * message, under no name: whoever may publish can make up names without end, and each would stay in the
 * store for ever.
 */
static struct span plain_hash(
	struct span stranger, struct span line, unsigned char hash[static PLAIN_HASH])
{
	crypto_generichash_state state;
	(void)crypto_generichash_init(&state, NULL, 0, PLAIN_HASH);
	if (stranger.len > 0) {
		(void)crypto_generichash_update(
			&state, (const unsigned char *)stranger.at, stranger.len);
		(void)crypto_generichash_update(&state, (const unsigned char *)"\n", 1);
	}
	if (line.len > 0)
		(void)crypto_generichash_update(&state, (const unsigned char *)line.at, line.len);
	(void)crypto_generichash_final(&state, hash, PLAIN_HASH);
	return (struct span){ (const char *)hash, PLAIN_HASH };
}

/* The station, or the one without a name and the stranger's. */
static int plain_owner(
	struct store *store, struct span *stranger, struct known **station, struct fault *fault)
{
	int code = 0;
	*station = NULL;
	if (stranger->len <= NOTE_NAME_MOST)
		code = ledger_find(store, *stranger, false, station, fault);
	if (code != 0)
		return code;
	if (!*station)
		return ledger_find(store, span_of(""), true, station, fault);
	*stranger = span_of("");
	return 0;
}

/* The station, or the one without a name; NULL if it is not there. */
static int find_owner(
	struct store *store, struct span name, struct known **station, struct fault *fault)
{
	struct ledger *ledger = &store->ledger;
	*station = NULL;
	if (name.len == 0 && ledger->no_strangers)
		return 0;
	int code = ledger_find(store, name, false, station, fault);
	ledger->no_strangers = ledger->no_strangers || (code == 0 && name.len == 0 && !*station);
	return code;
}

int plain_put(
	struct store *store, struct span name, int64_t at_ms, struct span line, struct fault *fault)
{
	unsigned char hash[PLAIN_HASH];
	struct known *station;
	struct statement *put;
	int code = plain_owner(store, &name, &station, fault);
	if (code == 0)
		code = engine_take(store->engine, SQL_PLAIN_INSERT, &put, fault);
	if (code != 0)
		return code;
	station->plain.undated = station->plain.undated || at_ms == UNDATED;
	if (at_ms > station->plain.newest_ms)
		station->plain.newest_ms = at_ms;
	bind_int(put, 1, station->no);
	bind_blob(put, 2, plain_hash(name, line, hash));
	bind_int(put, 3, at_ms);
	return engine_run(put, fault);
}

/* 1, 0 or a fault */
static int has_row(struct statement *find, struct fault *fault)
{
	int code = engine_row(find, fault);
	if (code > 0)
		engine_release(find);
	return code;
}

/* The newest of all stations' is not before the newest of this one. */
static int ask_station(struct store *store, struct known *station, struct fault *fault)
{
	struct statement *row;
	if (station->plain.asked)
		return 0;
	int code = engine_take(store->engine, SQL_PLAIN_OF_STATION, &row, fault);
	if (code != 0)
		return code;
	bind_int(row, 1, station->no);
	code = engine_row(row, fault);
	if (code < 0)
		return code;
	station->plain.undated = row_int(row, 0) != 0;
	station->plain.newest_ms = row_int(row, 1);
	station->plain.asked = true;
	engine_release(row);
	return 0;
}

static int find_at(struct store *store, const struct known *station, int64_t at_ms,
	struct span hash, struct fault *fault)
{
	struct statement *find;
	int code = engine_take(store->engine, SQL_PLAIN_FIND, &find, fault);
	if (code != 0)
		return code;
	bind_int(find, 1, station->no);
	bind_blob(find, 2, hash);
	bind_int(find, 3, at_ms);
	return has_row(find, fault);
}

/* Of a station, or of a stranger under the station without a name: 1, 0 or a fault. */
static int find_plain(struct store *store, struct span name, struct span stranger, int64_t at_ms,
	struct span line, struct fault *fault)
{
	unsigned char room[PLAIN_HASH];
	struct known *station;
	int code = find_owner(store, name, &station, fault);
	if (code == 0 && station)
		code = ask_station(store, station, fault);
	if (code != 0 || !station)
		return code;
	bool dated = at_ms != UNDATED && at_ms <= station->plain.newest_ms;
	if (!station->plain.undated && !dated)
		return 0;
	struct span hash = plain_hash(stranger, line, room);
	code = station->plain.undated ? find_at(store, station, UNDATED, hash, fault) : 0;
	return code == 0 && dated ? find_at(store, station, at_ms, hash, fault) : code;
}

int store_seen_plain(struct store *store, struct span station, int64_t at_ms, struct span line,
	enum store_seen *seen, struct fault *fault)
{
	struct span none = span_of("");
	int code = 0;
	if (station.len <= NOTE_NAME_MOST)
		code = find_plain(store, station.at ? station : none, none, at_ms, line, fault);
	if (code == 0 &&
		station.len > 0) /* it may have been a stranger then, which is always held */
		code = find_plain(store, none, station, 0, line, fault);
	if (code < 0)
		return code;
	*seen = code > 0 ? STORE_SAME : STORE_NEW;
	return 0;
}

/* ---- for readers ---- */

struct looking {
	struct span line;
	struct store_plain_fate *fate;
};

static int look_at_held(void *context, const struct store_held *held)
{
	struct looking *looking = context;
	struct store_plain_fate *fate = looking->fate;
	if (!span_equal(held->raw, looking->line))
		return 0;
	fate->at = held->at;
	if (!span_copy(held->rule, fate->rule, sizeof(fate->rule)))
		fate->rule[0] = '\0';
	if (!span_copy(held->key, fate->key, sizeof(fate->key)))
		fate->key[0] = '\0';
	return 0;
}

/* What the writer remembers of stations is not asked: a reader's memory is soon old. 1, 0 or a fault. */
static int has_come(struct store *store, struct span name, struct span stranger, int64_t at_ms,
	struct span line, struct fault *fault)
{
	unsigned char room[PLAIN_HASH];
	struct known *station;
	int code = ledger_find(store, name, false, &station, fault);
	if (code != 0 || !station)
		return code;
	return find_at(store, station, at_ms, plain_hash(stranger, line, room), fault);
}

/* An event stands under its time; what is held under none, and a stranger's under no station. */
static int find_fate(struct store *store, struct span station, int64_t at_ms, struct span line,
	struct store_plain_fate *fate, struct fault *fault)
{
	const struct span none = span_of("");
	int come = has_come(store, station, none, at_ms, line, fault);
	if (come != 0) {
		fate->fate = PLAIN_KEPT;
		return come < 0 ? come : 0;
	}
	come = has_come(store, station, none, UNDATED, line, fault);
	if (come == 0)
		come = has_come(store, none, station, UNDATED, line, fault);
	if (come <= 0)
		return come;
	fate->fate = PLAIN_HELD;
	return store_held_of_station(
		store, station, 0, INT_MAX, look_at_held, &(struct looking){ line, fate }, fault);
}

int store_plain_fate(struct store *store, struct span station, int64_t at_ms, struct span line,
	struct store_plain_fate *fate, struct fault *fault)
{
	*fate = (struct store_plain_fate){ .fate = PLAIN_UNHEARD };
	int code = store_read_begin(store, fault);
	if (code != 0)
		return code;
	code = find_fate(store, station, at_ms, line, fate, fault);
	store_read_end(store);
	return code;
}
