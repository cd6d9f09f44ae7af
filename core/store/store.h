/*
 * store.h - the event log and what is derived from it.
 *
 * Truth    note, event, quarantine, station, plain, archive, archived, archived_item: written once, never changed (quarantine.settled_by
 *          excepted), never dropped.
 * Derived  item, link, run, received, stray, registry, correction, heard: a pure function of the truth;
 *          store_rebuild drops and makes them again, byte for byte the same.
 * Writer   exactly one: STORE_WRITE takes PATH.lock, or a lock of the database, and keeps it. Readers open read-only, never
 *          checkpoint, and see whole batches.
 * Where    a path names a file of SQLite; or a signpost, a file of one line with the address of a database of
 *          PostgreSQL (postgresql://...), in which the store is the tables of one schema. The address itself will do,
 *          too. The SQL under schema/query is one text for both engines (engine.h).
 * Errors   FAULT_BUSY (another writer, engine busy), FAULT_IO (disk full, device), FAULT_CORRUPT,
 *          FAULT_NEWER, FAULT_NOT_FOUND. After a failed write call the batch can only be rolled back; the
 *          next batch works.
 * Threads  one handle, one thread.
 * Spans handed to a callback or returned in a struct live until the next call on the same store.
 */
#ifndef PIGTRACE_STORE_STORE_H
#define PIGTRACE_STORE_STORE_H

#include "core/base/buf.h"
#include "core/event/event.h"
#include "core/note/bundle.h"

#define STORE_VERSION 7 /* of the schema; a newer store is refused */

struct store;

enum store_mode { STORE_READ, STORE_WRITE };

bool store_is_address(const char *text);

/* A new, empty store; an existing file, or a database that has one, is FAULT_SETTING. */
int store_create(const char *path, struct fault *fault) MUST_CHECK;
int store_open(struct store **store, const char *path, enum store_mode mode,
	struct fault *fault) MUST_CHECK;
/* A writer checkpoints and leaves one clean file. NULL is allowed. */
void store_close(struct store *store);

/* ---- writing: one batch = one transaction ---- */

int store_begin(struct store *store, struct fault *fault) MUST_CHECK;
int store_commit(
	struct store *store, struct fault *fault) MUST_CHECK; /* durable when it returns 0 */
void store_rollback(struct store *store);

enum store_seen {
	STORE_NEW,
	STORE_SAME,    /* this number with these bytes is already durable (event or quarantine) */
	STORE_CONFLICT /* this number with other bytes */
};

/* Has (station, epoch, seq) been received? Sees what this batch has put, too. For the writer. */
int store_seen(struct store *store, struct span station, int64_t epoch, int64_t seq,
	struct span line, enum store_seen *seen, struct fault *fault) MUST_CHECK;
/* For a station without numbers, and for whole messages that were refused: the same bytes are the same
 * thing. Putting an event or a quarantine row with seq 0 is what makes its bytes known. at_ms: of the
 * event that the bytes are, under which it is looked for; 0 if they are none. */
int store_seen_plain(struct store *store, struct span station, int64_t at_ms, struct span line,
	enum store_seen *seen, struct fault *fault) MUST_CHECK;

struct store_note {
	struct span station;
	int64_t epoch;
	int64_t first;
	int count;
	int64_t got_ms;
	struct span signatures; /* all signature lines */
};

/* Before its events. *no is what events and quarantine rows name. */
int store_put_note(struct store *store, const struct store_note *note, int64_t *no,
	struct fault *fault) MUST_CHECK;

enum store_assurance {
	STORE_BROKER, /* trusted as far as the broker's login */
	STORE_SIGNED
};

struct store_claim {
	struct span station;
	int64_t epoch; /* 0 with seq 0: a plain event */
	int64_t seq;
	int64_t got_ms;
	int64_t note; /* 0: none */
	enum store_assurance assurance;
	struct span line;
};

/* Append an event with its items, links and what else it means (registry, corrections, runs). */
int store_put_event(struct store *store, const struct store_claim *claim, const struct event *event,
	int64_t *no, struct fault *fault) MUST_CHECK;

/* Keep what was refused. claim.seq 0: a whole message (line holds all its bytes, any bytes). */
int store_put_quarantine(struct store *store, const struct store_claim *claim, struct span topic,
	const char *rule, const char *key, size_t at, int64_t *no, struct fault *fault) MUST_CHECK;

/* A held message has become event `event` (or was looked at again: event 0 leaves it open). */
int store_settle(
	struct store *store, int64_t quarantine, int64_t event, struct fault *fault) MUST_CHECK;

/* A batch that says nothing, to see whether a store that had failed can be written again. */
int store_probe(struct store *store, int64_t now_ms, struct fault *fault) MUST_CHECK;

/* Drop and make again everything derived. *unread: events this version's vocabulary cannot read. */
int store_rebuild(struct store *store, int64_t *unread, struct fault *fault) MUST_CHECK;

/* Move the write-ahead log into the store when it has grown past `pages`; between batches. */
int store_checkpoint(struct store *store, int pages, struct fault *fault) MUST_CHECK;

/* How many links the writer keeps apart before they come to their last place (settle.c): the more, the fewer pages are
 * written; whoever reads one has to look there, too. It begins with two million. */
void store_keep_hot(struct store *store, int64_t links);

/* ---- numbering ---- */

/* Everything at or below *upto is received; ranges missing between that and the highest. */
struct store_numbering {
	int64_t upto;
	int64_t highest;
	int64_t missing; /* how many numbers */
	int range_count;
	struct {
		int64_t first;
		int64_t last;
	} ranges[16]; /* the lowest */
};

int store_numbering(struct store *store, struct span station, int64_t epoch,
	struct store_numbering *numbering, struct fault *fault) MUST_CHECK;

/* ---- registry ---- */

struct store_station {
	char name[NOTE_NAME_MOST + 1];
	int trade; /* enum choice_trade; -1: not said */
	int proof; /* enum choice_proof; signed if not said */
	bool revoked;
	bool has_key;
	struct note_public key;
	char home[ITEM_TEXT]; /* "" if none */
	char title[96];
};

int store_station_find(struct store *store, struct span name, struct store_station *station,
	struct fault *fault) MUST_CHECK;
/* The name of a number, and whether any of the station's events has ever been corrected. */
int store_station_name(struct store *store, int64_t station, char name[static NOTE_NAME_MOST + 1],
	bool *corrected, struct fault *fault) MUST_CHECK;

/* ---- reading: a callback returns 0 to go on; anything else ends the walk and is returned ---- */

/* One consistent view until store_read_end; calls may nest. */
int store_read_begin(struct store *store, struct fault *fault) MUST_CHECK;
void store_read_end(struct store *store);

struct store_link {
	int64_t item;
	int64_t at_ms;
	int64_t event;
	enum role role;
	bool has_mass;
	bool has_count;
	int64_t mass_g;
	int64_t count;
};

/* What an event says of items, read without its line. */
struct store_gist {
	int64_t event;
	int64_t station; /* its number: store_station_name */
	int64_t epoch;
	int64_t seq;
	struct moment at;
	enum event_kind kind;
	bool has_heads; /* its count */
	bool has_mass;  /* its kg */
	bool has_net;   /* its net_kg */
	int64_t heads;
	int64_t mass_g;
	int64_t net_g;
	struct span parts;
};

/* One item of it, in the order said; places and items in fields, too. */
struct store_part {
	enum role role;
	enum item_kind kind;
	int64_t item;
	bool has_mass;
	bool has_count;
	int64_t mass_g;
	int64_t count;
};

struct store_event {
	int64_t no;
	struct span station;
	int64_t epoch;
	int64_t seq;
	int64_t at_ms;
	int64_t got_ms;
	int64_t note;
	enum store_assurance assurance;
	struct span line;
};

struct store_held {
	int64_t no;
	struct span station; /* as the topic or note said it */
	int64_t epoch;
	int64_t seq;
	int64_t got_ms;
	int64_t note; /* 0: none */
	struct span topic;
	struct span rule;
	struct span key;
	int64_t at;
	int64_t settled_by; /* 0: open */
	struct span raw;
};

/* A correction of (station, epoch, seq): the correct event's number; what replaces it, if anything. */
struct store_correction {
	int64_t event;
	struct span station; /* of the correcting station */
	struct span reason;
};

struct store_heard {
	struct store_station station; /* name only, if it is not in the registry */
	bool registered;
	int64_t epoch;   /* the newest */
	int64_t got_ms;  /* 0: never */
	int64_t skew_ms; /* got - at of the newest event: how far its clock may be behind */
	int64_t events;
	int64_t held;      /* open quarantine rows */
	int64_t conflicts; /* of them, numbers with two contents */
	struct store_numbering numbering;
};

/* What became of a message without a number. rule, key and at: why it is held. */
enum plain_fate { PLAIN_UNHEARD, PLAIN_KEPT, PLAIN_HELD };

struct store_plain_fate {
	enum plain_fate fate;
	char rule[24];
	char key[32];
	int64_t at;
};

typedef int store_link_fn(void *context, const struct store_link *link);
typedef int store_lasting_fn(void *context, int64_t event, int64_t until_ms);
typedef int store_gist_fn(void *context, const struct store_gist *gist);
typedef int store_event_fn(void *context, const struct store_event *event);
typedef int store_held_fn(void *context, const struct store_held *held);
typedef int store_heard_fn(void *context, const struct store_heard *heard);
typedef int store_item_fn(void *context, int64_t item, struct item what);
typedef int store_correction_fn(void *context, const struct store_correction *correction);

int store_item_find(
	struct store *store, struct item what, int64_t *item, struct fault *fault) MUST_CHECK;
int store_item_name(struct store *store, int64_t item, char text[static ITEM_TEXT],
	struct fault *fault) MUST_CHECK;

/* Links of an item with since_ms <= at_ms < until_ms, by time then event number. */
int store_links_of_item(struct store *store, int64_t item, int64_t since_ms, int64_t until_ms,
	store_link_fn *each, void *context, struct fault *fault) MUST_CHECK;
/* Of these the ones in one role. */
int store_links_of_item_as(struct store *store, int64_t item, enum role role, int64_t since_ms,
	int64_t until_ms, store_link_fn *each, void *context, struct fault *fault) MUST_CHECK;
/* Links of the items numbered first to last, by item, then as above. */
int store_links_between(struct store *store, int64_t first, int64_t last, store_link_fn *each,
	void *context, struct fault *fault) MUST_CHECK;

/* Events that say of a group what holds until some time (until_ms included), and held in [since_ms, until_ms). */
int store_lasting(struct store *store, int64_t item, int64_t since_ms, int64_t until_ms,
	store_lasting_fn *each, void *context, struct fault *fault) MUST_CHECK;

/* Gists of the events numbered first to last, by number; of each its parts one by one:
 * 1 and the next part, 0 at the end, -1 if it is no gist. *part and *rest carry over. */
int store_gists(struct store *store, int64_t first, int64_t last, store_gist_fn *each,
	void *context, struct fault *fault) MUST_CHECK;
int store_part_next(struct span *rest, struct store_part *part) MUST_CHECK;

int store_event_get(
	struct store *store, int64_t no, struct store_event *event, struct fault *fault) MUST_CHECK;
/* The name of what a station said: with a number, or without one (seq 0) by the bytes of its line. */
struct event_name store_event_name(
	struct span station, int64_t epoch, int64_t seq, struct span line);
/* By name; FAULT_NOT_FOUND. */
int store_event_find(
	struct store *store, struct event_name name, int64_t *no, struct fault *fault) MUST_CHECK;
/* Events with a number above `after`, at most `most`. */
int store_events_after(struct store *store, int64_t after, int most, store_event_fn *each,
	void *context, struct fault *fault) MUST_CHECK;

/* Packing runs of a GTIN that hold package number counter, in no particular order. */
int store_runs_with(struct store *store, struct span gtin, int64_t counter, store_item_fn *each,
	void *context, struct fault *fault) MUST_CHECK;
/* Packing runs of a lot. */
int store_runs_of_lot(struct store *store, struct span gtin, struct span lot, store_item_fn *each,
	void *context, struct fault *fault) MUST_CHECK;

/* The items numbered first to last, by number. */
int store_items_numbered(struct store *store, int64_t first, int64_t last, store_item_fn *each,
	void *context, struct fault *fault) MUST_CHECK;
/* Items of a kind whose code is at or behind `from` and before `until`, in order of bytes. */
int store_items_between(struct store *store, enum item_kind kind, struct span from,
	struct span until, store_item_fn *each, void *context, struct fault *fault) MUST_CHECK;

struct store_range {
	struct span from;
	struct span until;
};

/* The same of several ranges, which are in order of `from` and may overlap: each item once. Those that
 * hold nothing are passed over with the next row that was found. */
int store_items_within(struct store *store, enum item_kind kind, const struct store_range *ranges,
	size_t count, store_item_fn *each, void *context, struct fault *fault) MUST_CHECK;

int store_corrections_of(struct store *store, struct event_name name, store_correction_fn *each,
	void *context, struct fault *fault) MUST_CHECK;

int store_held_after(struct store *store, int64_t after, bool open_only, int most,
	store_held_fn *each, void *context, struct fault *fault) MUST_CHECK;
int store_held_get(
	struct store *store, int64_t no, struct store_held *held, struct fault *fault) MUST_CHECK;
/* The newest open ones of a station and epoch, newest first: what a receipt says. */
int store_held_of_station(struct store *store, struct span station, int64_t epoch, int most,
	store_held_fn *each, void *context, struct fault *fault) MUST_CHECK;

/* Of the message `line`, which says the time at_ms, as of now. PLAIN_KEPT: it is an event, or has become one. For
 * readers; walks what is held of the station if this is. */
int store_plain_fate(struct store *store, struct span station, int64_t at_ms, struct span line,
	struct store_plain_fate *fate, struct fault *fault) MUST_CHECK;

/* Every station of the registry or of the log, by name. */
int store_heard_each(
	struct store *store, store_heard_fn *each, void *context, struct fault *fault) MUST_CHECK;

/* The exact bytes of a stored note, so that anybody can verify it again. (Of a number with two contents
 * that came again in a later note, the event is taken.) */
int store_note_bytes(
	struct store *store, int64_t note, struct buf *into, struct fault *fault) MUST_CHECK;

/* Numbers of the newest event and quarantine row; where a tail begins. */
int store_newest(
	struct store *store, int64_t *event, int64_t *held, struct fault *fault) MUST_CHECK;

/* What an operator watches: highest numbers given, numbers that stations have skipped, held messages that are
 * open. Walks received and what is held: not for the writer's loop. */
struct store_census {
	int64_t events;
	int64_t notes;
	int64_t missing;
	int64_t held;
};

int store_census(struct store *store, struct store_census *census, struct fault *fault) MUST_CHECK;

struct store_copied {
	struct store_census census; /* of the moment that was copied */
	int64_t bytes;
};

/*
 * A copy at `path`, a file or the address of a database, where no store may be yet, of what is committed now, whoever writes meanwhile; checked by
 * reading all of it again. The original is only read, never checkpointed.
 */
int store_copy(struct store *store, const char *path, struct store_copied *copied,
	struct fault *fault) MUST_CHECK;

#endif
