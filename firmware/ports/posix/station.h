/*
 * station.h - a station on a machine with files and sockets: its directory, its outbox, its link.
 *
 * Directory  station.conf  "key = value" lines, the table below (0600, it may hold a password)
 *            station.key   the private key, note_secret text (0600); never leaves the directory
 *            outbox.nor    the events without receipt (firmware/core/outbox.h in a file)
 *            lock          held with flock while a station is open: one program at a time
 * Promise    When station_accept (or station_append and then station_sync) returned 0 the line survives a kill
 *            and a loss of power, and is kept until the gateway's receipt.
 * Two ways to use it. A command: open, accept, deliver, close; it holds the lock only for that long. A
 *            program that stays: open, go_online, then poll with station_pollfd and call station_step.
 * Memory     heap; spans are copied. The text of getters lives as long as the station. Not for two threads.
 */
#ifndef PIGTRACE_FIRMWARE_STATION_H
#define PIGTRACE_FIRMWARE_STATION_H

#include "core/base/settings.h"
#include "firmware/core/courier.h"

#include <poll.h>

/* What station.conf says. Strings are never NULL once read; "" is unset. */
struct station_settings {
	char *station;
	char *gateway_key;
	char *host;
	int64_t port;
	char *username; /* "": the station's name, if there is a password */
	char *password;
	char *password_file;
	char *cafile;
	char *cert;
	char *key_file;
	char *place;
	char *operator_id;
	char *clock; /* "system" or "none" */
	int64_t outbox_mb;
};

#define STATION_SETTINGS 14

/* The one table behind the parser, --help and the file that station_create writes. */
extern const struct setting station_settings_table[STATION_SETTINGS];

struct station;

/*
 * FAULT_BUSY if another program keeps it open for longer than 2 seconds. FAULT_NOT_FOUND, FAULT_SETTING
 * with file and line, FAULT_CORRUPT. A missing outbox.nor is replaced by an empty one of a new epoch
 * (station_is_renewed says so): what it held is lost, its numbers are not given again.
 */
int station_open(struct station **station, const char *dir, struct fault *fault) MUST_CHECK;

/* Make directory, conf, a new key and an empty outbox. Members of settings that are NULL or 0 take their initial
 * value. Refuses (FAULT_SETTING) a directory that holds a station.conf. The epoch is the time in seconds. */
int station_create(const char *dir, const struct station_settings *settings,
	char public_key[static NOTE_KEY_TEXT], struct fault *fault) MUST_CHECK;

void station_close(struct station *station);

/* Keep one event line. Durable when it returns 0. FAULT_LIMIT: the outbox is full or the line cannot be
 * kept (too long, control characters); nothing was changed and the next call works. FAULT_IO: close it. */
int station_accept(struct station *station, struct span event_line, int64_t *seq,
	struct fault *fault) MUST_CHECK;

/* The same in two steps, for many lines at once: none is durable, and none is sent, before the sync. */
int station_append(struct station *station, struct span event_line, int64_t *seq,
	struct fault *fault) MUST_CHECK;
int station_sync(struct station *station, struct fault *fault) MUST_CHECK;

/*
 * How "at" of an event seen at at_ms (station_now_ms) is written, and how uncertain that is: the system's clock, or
 * with clock = none the date if somebody told it, else an uptime that is dated before it is sent (dating.h).
 */
void station_at(struct station *station, int64_t at_ms, struct out *at, int64_t *error_ms);

/* At at_ms it was utc_ms, give or take error_ms. Only a station with clock = none listens. */
int station_hear_time(struct station *station, enum chrono_source source, int64_t at_ms,
	int64_t utc_ms, int64_t error_ms, struct fault *fault) MUST_CHECK;

/* Whether `count` more lines of `bytes` bytes together surely fit into the outbox. */
bool station_has_room(const struct station *station, size_t count, size_t bytes);

/* Connect if need be and send until everything is receipted: 0. FAULT_PEER when timeout_ms are over; nothing
 * is lost then. Stays connected. */
int station_deliver(struct station *station, int timeout_ms, struct fault *fault) MUST_CHECK;

/* From here on station_step connects and sends. logs: say what happens on standard error (core/base/log.h). */
int station_go_online(struct station *station, bool logs, struct fault *fault) MUST_CHECK;
/* Lines that arrive within linger_ms after an idle time leave in one note. 0 (the start): send at once. */
void station_linger(struct station *station, int linger_ms);
/* What to poll (fd -1: nothing); returns after how many ms at most to call station_step. */
int station_pollfd(struct station *station, struct pollfd *pollfd);
void station_step(struct station *station);

struct station_counts {
	int64_t epoch;
	int64_t first;   /* lowest number without receipt */
	int64_t next;    /* the number the next event gets */
	int64_t waiting; /* events without receipt */
	int64_t damaged; /* events that no longer read */
	int fill_permille;
	bool connected;
};

struct station_counts station_count(const struct station *station);
bool station_is_renewed(const struct station *station);
/* The newest receipt believed since station_open, with its held events; NULL if there was none. */
const struct receipt *station_receipt(const struct station *station);
const struct station_settings *station_conf(const struct station *station);
const char *station_name(const struct station *station);
void station_public_key(const struct station *station, char text[static NOTE_KEY_TEXT]);

/* Milliseconds of a clock that does not go back, as station_step uses it. */
int64_t station_now_ms(void);

#endif
