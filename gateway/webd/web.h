/*
 * web.h - what the parts of pigtrace-webd share. A request runs on any thread of the server; what is shared is
 * either constant after the start or guarded by the part that owns it.
 */
#ifndef PIGTRACE_GATEWAY_WEBD_WEB_H
#define PIGTRACE_GATEWAY_WEBD_WEB_H

#include "core/base/metric.h"
#include "core/trace/check_limits.h"
#include "core/view/page.h"
#include "gateway/http/http.h"
#include "gateway/webd/config.h"

#define WEB_CHINA_MIN 480 /* what is said by the page is said in China's time */
#define WEB_PATH_TEXT 512

struct cache;
struct carrier;
struct station_settings;
struct voice;
struct limiter;

struct web {
	const struct web_config *config;
	struct check_limits limits;
	struct http *http;
	struct cache *cache;
	struct voice *voice; /* NULL: no checks are taken */
	struct limiter *limiter;
	struct carrier *carrier;      /* NULL: no records of phones are taken */
	struct limiter *form_limiter; /* with it */
	struct metrics *metrics;
	char policy[256];      /* Content-Security-Policy */
	char form_policy[384]; /* of the one page with a script */
};

/* ---- counts.c ---- */
enum count {
	COUNT_REQUESTS,
	COUNT_REFUSED,
	COUNT_CONNECTIONS,
	COUNT_DROPPED,
	COUNT_TIME,
	COUNT_PAGES,
	COUNT_CACHED,
	COUNT_CHECKS,
	COUNT_COMPLAINTS,
	COUNT_LIMITED,
	COUNT_RECORDS,
	COUNT_STORE_FAULTS,
	COUNT_WAITING,
	COUNT_COUNT
};
extern const struct metric counts_table[COUNT_COUNT];
void counts_write(struct web *web, struct buf *into);

/* ---- readers.c: one store for each thread ---- */
/* NULL and *fault when it cannot be opened now; the next call tries again. */
struct store *reader_open(const struct web *web, struct fault *fault);
/* Something failed: begin anew next time. */
void reader_drop(void);

/* ---- address.c: what is asked for ---- */
enum address_wrong {
	ADDRESS_FINE,
	ADDRESS_NONE, /* no Digital Link at all */
	ADDRESS_BAD   /* one that is wrong */
};

struct address {
	struct digital_link link; /* of what we know: unknown qualifiers are left out */
	char path[WEB_PATH_TEXT]; /* its canonical path, "/01/..." */
	char item[ITEM_TEXT];     /* "" for a product alone */
};

enum address_wrong address_read(struct span path, struct address *address);
/* One level up: serial, lot, product. False at the top. */
bool address_up(const struct address *address, struct address *up);
/* Of a query the label's signature as it came, "s=...&k=..."; nothing if it bears none. */
void address_signature(struct span query, struct out *signature);

/* ---- accept.c: how it is wanted ---- */
enum form { FORM_HTML, FORM_JSON, FORM_LINKSET };

enum form accept_form(const struct http_request *request);
/* "zh" or "en": ?lang=, then Accept-Language, then what the configuration says. */
const char *accept_language(const struct web *web, const struct http_request *request);
bool accept_gzip(const struct http_request *request);
/* From a page of ours, as far as the browser says. */
bool accept_own(const struct http_request *request);

/* ---- reply.c: what every answer says ---- */
void reply_headers(const struct web *web, struct http_answer *answer, const char *type);
/* Under another policy than a page's. */
void reply_headers_under(const char *policy, struct http_answer *answer, const char *type);
/* Content-Language: the thread's. */
void reply_language(struct http_answer *answer);
void reply_notice(const struct web *web, struct http_answer *answer, int status, const char *title,
	const char *text);
/* Say so in the log, and begin anew. */
void reply_store_failed(struct web *web, const struct fault *fault);
/* The store, or memory, failed: 503. */
void reply_fault(struct web *web, struct http_answer *answer, const struct fault *fault);
/* 404 and so on in the reader's language; for what never came to a handler, too. */
void reply_status(const struct web *web, struct http_answer *answer, int status);
/* A body as it goes out. */
struct coded {
	char tag[40]; /* of what it says, whether compressed or not */
	bool gzip;
	int status;
};

/* Compress the body if the reader takes that, and name it. */
void reply_encode(
	const struct http_request *request, struct http_answer *answer, struct coded *coded);
/* The headers that go with an encoded body; 304 if the reader has it. */
void reply_coded(
	const struct http_request *request, struct http_answer *answer, const struct coded *coded);
/* Both. */
void reply_body(const struct http_request *request, struct http_answer *answer);

/* ---- routes ---- */
void route(void *web, const struct http_request *request, struct http_answer *answer);
void route_refuse(void *web, const struct http_request *request, struct http_answer *answer);
size_t route_body_most(const struct http_target *target);

void show_page(struct web *web, const struct http_request *request, const struct address *address,
	struct http_answer *answer);
void resolve(struct web *web, const struct http_request *request, const struct address *address,
	struct http_answer *answer);
void resolve_description(
	struct web *web, const struct http_request *request, struct http_answer *answer);
void take_post(struct web *web, const struct http_request *request, const struct address *address,
	struct http_answer *answer);

/* ---- record.c: a farmer's form, and what comes of it ---- */
#define RECORD_FORM_MOST (3 * EVENT_LINE_MOST) /* a line of Chinese, percent-encoded */

/* As an answer names it; NULL behind the last. */
const char *record_state_name(size_t state);
void record_form(struct web *web, const struct http_request *request, struct http_answer *answer);
void record_worker(struct web *web, const struct http_request *request, struct http_answer *answer);
void record_post(struct web *web, const struct http_request *request, struct http_answer *answer);
void record_too_long(const struct web *web, struct http_answer *answer);

/* Whether a product or lot is in any record; negative is a fault. */
int known_product(struct store *store, const struct address *address, struct fault *fault);
int known_lot(struct store *store, const struct address *address, struct fault *fault);

/* ---- cache.c: pages that were made while the store did not change ---- */
struct cache_key {
	char text[ITEM_TEXT + WEB_PATH_TEXT + LABEL_SIGN_TEXT + 16];
	int64_t event; /* the store's newest rows, and the day in China */
	int64_t held;
	int64_t day;
};

struct cache *cache_new(void);
void cache_free(struct cache *cache);
/* A copy of what was kept, as it goes out; false if there is none. */
bool cache_get(
	struct cache *cache, const struct cache_key *key, struct buf *into, struct coded *coded);
void cache_put(struct cache *cache, const struct cache_key *key, struct span bytes,
	const struct coded *coded);

/* ---- limiter.c ---- */
struct limiter *limiter_new(int64_t per_minute, int64_t per_address);
void limiter_free(struct limiter *limiter);
/* False: too many in this minute. Addresses are kept for a minute, hashed under a key of this run. */
bool limiter_allows(struct limiter *limiter, struct span address, int64_t now_ms);
/* The same of who sends this: a TCP client, or whom the proxy speaks for. A neighbourhood of IPv6 is one. */
bool limiter_allows_sender(struct limiter *limiter, const struct http_request *request);

/* ---- carrier.c: messages of phones, to the broker under their own login ---- */
#define CARRIER_PASSWORD_MOST 128

struct carried_message {
	struct span station;
	struct span password;
	struct span line;
};

enum carried {
	CARRIED_WAITING, /* on its way: ask again */
	CARRIED_TAKEN, /* the broker has it, under this login: the store tells whether it is there */
	CARRIED_REFUSED, /* not with this login */
	CARRIED_FAILED,  /* the broker is away */
	CARRIED_FULL     /* too many at once */
};

/* The broker's settings must outlive it; their login is not used. */
int carrier_open(struct carrier **carrier, const struct station_settings *broker,
	struct fault *fault) MUST_CHECK;
void carrier_close(struct carrier *carrier);
/* What has become of a message since it was taken; one that is new, or was told to have failed, is taken. */
enum carried carrier_take(struct carrier *carrier, const struct carried_message *message);
/* The store has not got what the broker took: if that is long ago, it is lost, and carried again. */
void carrier_missed(struct carrier *carrier, const struct carried_message *message);

/* ---- voice.c: the station that reports checks ---- */
int voice_open(struct voice **voice, const char *dir, struct fault *fault) MUST_CHECK;
void voice_close(struct voice *voice);
/* Kept on disk when it returns 0. */
int voice_say(struct voice *voice, struct span line, int64_t *epoch, int64_t *seq,
	struct fault *fault) MUST_CHECK;
/* One turn of its connection; waits at most most_ms, or until a signal let through by `mask`. */
void voice_turn(struct voice *voice, int most_ms, const void *mask);
int64_t voice_waiting(struct voice *voice);
const char *voice_name(const struct voice *voice);
const struct station_settings *voice_settings(const struct voice *voice);

#endif
