/* inner.h - what the files of core/store share. */
#ifndef PIGTRACE_STORE_INNER_H
#define PIGTRACE_STORE_INNER_H

#include "core/base/map.h"
#include "core/store/engine.h"
#include "core/store/store.h"
#include "core/store/where.h"

#define EPOCHS_KEPT  4    /* a station's epochs of which the writer remembers what was received */
#define ITEMS_KEPT   8192 /* item numbers the writer remembers; a power of two */
#define CHUNK_EVENTS 1000 /* rows asked for at once where all are walked */
#define LINKS_HOT    INT64_C(2000000) /* about 60 MB */

/* ---- what the writer remembers of the store (ledger.c, numbering.c) ---- */

struct interval {
	int64_t first;
	int64_t last;
	bool stored;  /* there is a row that begins with first */
	bool changed; /* and it does not yet say last */
};

/* What has been received of one epoch: intervals in order that neither touch nor overlap. */
struct received {
	int64_t epoch; /* 0: not in use */
	uint64_t used; /* when it was asked for last */
	struct interval *list;
	size_t count;
	size_t cap;
	bool changed;
};

struct heard {
	int64_t epoch;
	int64_t got_ms;
	int64_t events;
	int64_t newest_epoch;
	int64_t newest_seq;
	int64_t skew_ms;
};

struct known {
	char name[NOTE_NAME_MOST + 1];
	int64_t no;
	struct {
		bool asked;
		bool undated;      /* some stand at time 0 */
		int64_t newest_ms; /* none stands behind it */
	} plain;                   /* its messages without a number */
	bool heard_loaded;
	bool changed; /* heard or received: on the ledger's list of what a commit writes */
	struct heard heard;
	struct received received[EPOCHS_KEPT];
	struct known *next_changed;
};

/* The highest numbers given. */
struct numbers {
	bool loaded;
	int64_t station;
	int64_t note;
	int64_t event;
	int64_t held;
	int64_t item;
};

/* The note whose lines are being put. */
struct note_kept {
	int64_t no; /* 0: none */
	int64_t station;
	int64_t epoch;
	int64_t first;
	int64_t count;
	int64_t event_from;
};

struct item_kept {
	int64_t no; /* 0: empty */
	enum item_kind kind;
	size_t len;
	char code[ITEM_CODE_MOST];
};

struct ledger {
	struct known **known;
	size_t known_count;
	size_t known_cap;
	struct map by_name; /* to an index of known */
	bool no_strangers;  /* the station without a name is not there */
	struct known *changed;
	uint64_t clock; /* counts the uses of received sets */
	struct numbers numbers;
	struct note_kept note;
	struct item_kept *items; /* ITEMS_KEPT; where two fall together the newer one stays */
};

/* Before it, in the order of links, all of an item's links up to an event. */
struct link_place {
	int64_t item;
	int64_t at_ms;
	int64_t event;
};

/* Links that have not come to their last place (settle.c). */
struct hot {
	int64_t most;  /* how many may stay */
	int64_t count; /* there are about so many */
	bool counted;  /* else count means nothing */
	int64_t fresh; /* put since */
	bool around;   /* settled says how far it has come; else it begins anew */
	struct link_place settled;
	struct store_link *waiting; /* put in this batch, and in no table yet */
	size_t waiting_count;
	size_t waiting_cap;
};

struct store {
	struct engine *engine;
	enum store_mode mode;
	int lock; /* -1: none */
	bool in_batch;
	int failed; /* why the batch can only be rolled back */
	int read_depth;
	struct buf kept; /* of the row last handed out */
	struct ledger ledger;
	struct hot hot;
};

/* A new store there, with what `from`, within a transaction, holds, unless it is NULL. What failed leaves no tables. */
int store_make(const struct where *where, struct engine *from, struct fault *fault) MUST_CHECK;
/* What the store's transaction sees, as a new store there. */
int store_copy_into(struct store *store, const struct where *where, struct fault *fault) MUST_CHECK;

/* Begin a write call: 0, or the reason why the batch cannot go on. */
int batch_check(struct store *store, struct fault *fault) MUST_CHECK;
/* End it: a failure is remembered. */
int batch_done(struct store *store, int code);

/* The station of this name; *known is NULL if there is none and it is not to be made. */
int ledger_find(struct store *store, struct span name, bool make, struct known **known,
	struct fault *fault) MUST_CHECK;
int ledger_numbers(struct store *store, struct numbers **numbers, struct fault *fault) MUST_CHECK;
void ledger_changed(struct store *store, struct known *known);
/* Write what has changed; part of a commit. */
int ledger_flush(struct store *store, struct fault *fault) MUST_CHECK;
/* Remember nothing (rollback, rebuild). */
void ledger_forget(struct store *store);

/* A message without a number is known from now on (plain.c). at_ms 0: it has no time. */
int plain_put(struct store *store, struct span name, int64_t at_ms, struct span line,
	struct fault *fault) MUST_CHECK;

/* The link waits for the end of the batch, or for somebody who asks for links (links_flush). */
int links_put(struct store *store, const struct store_link *link, struct fault *fault) MUST_CHECK;
int links_flush(struct store *store, struct fault *fault) MUST_CHECK;
/* Part of a commit: so many links as were put move to their last place, if there are too many. */
int links_settle(struct store *store, struct fault *fault) MUST_CHECK;
int links_settle_all(struct store *store, struct fault *fault) MUST_CHECK;

int received_find(struct store *store, struct known *known, int64_t epoch,
	struct received **received, struct fault *fault) MUST_CHECK;
bool received_has(const struct received *received, int64_t seq);
int received_add(struct store *store, struct known *known, int64_t epoch, int64_t seq,
	struct fault *fault) MUST_CHECK;
int received_flush(struct store *store, struct known *known, struct received *received,
	struct fault *fault) MUST_CHECK;

/* ---- from truth to what is derived (derive.c, registry.c) ---- */

/* An event or a held line as its row names it; seq 0 has no number. */
struct said {
	int64_t no;
	int64_t epoch;
	int64_t seq;
	int64_t at_ms; /* of an event */
	int64_t got_ms;
	int64_t note;
};

/* What a row says of its station's numbering and clock. */
int derive_event_heard(struct store *store, struct known *station, const struct said *said,
	struct fault *fault) MUST_CHECK;
int derive_held_heard(struct store *store, struct known *station, const struct said *said,
	struct fault *fault) MUST_CHECK;
/* What an event says: items, links, gist, runs, corrections, the registry. */
int derive_meaning(struct store *store, const struct known *station, const struct said *said,
	const struct event *event, struct fault *fault) MUST_CHECK;
/* numbers: of its items, in their order. */
int gist_put(struct store *store, const struct event *event, const struct said *said,
	int64_t station, const int64_t *numbers, struct fault *fault) MUST_CHECK;
int derive_registry(
	struct store *store, const struct event *event, int64_t no, struct fault *fault) MUST_CHECK;

/* Within a batch: drop and make again everything derived. */
int rebuild_derived(struct store *store, int64_t *unread, struct fault *fault) MUST_CHECK;

/* The bytes of a line that has gone into an archive, as they are known there. */
#define ARCHIVED_HASH 16
struct span archived_hash(struct span line, unsigned char hash[static ARCHIVED_HASH]);

/* ---- shared by readers ---- */

/* Columns from `column` on: station, state, trade, proof, key, home, title. */
int registry_row(struct statement *statement, int column, struct store_station *station,
	struct fault *fault) MUST_CHECK;
int numbering_of(struct store *store, struct span station, int64_t epoch,
	struct store_numbering *numbering, struct fault *fault) MUST_CHECK;
/* Copies into store->kept, from which the given spans are then set. */
int keep_spans(
	struct store *store, struct span **spans, size_t count, struct fault *fault) MUST_CHECK;
/* Roles that a field or the place gives have names, too. */
bool find_role(struct span name, enum role *role);
void event_row(struct statement *statement, struct store_event *event);
/* A stored event of this name, whose bytes are *line unless line is NULL: 1, 0 or a fault. */
int find_event(struct store *store, struct event_name name, const struct span *line, int64_t *no,
	struct fault *fault) MUST_CHECK;

/* The number of an item: 1, 0 (no such item) or a fault. */
int find_item(struct store *store, struct item item, int64_t *no, struct fault *fault) MUST_CHECK;

const char *assurance_name(enum store_assurance assurance);

#endif
