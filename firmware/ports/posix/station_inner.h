/* station_inner.h - what the files behind station.h share. Nobody else includes this. */
#ifndef PIGTRACE_FIRMWARE_STATION_INNER_H
#define PIGTRACE_FIRMWARE_STATION_INNER_H

#include "firmware/ports/posix/file_device.h"
#include "firmware/ports/posix/link_mqtt.h"
#include "firmware/ports/posix/station.h"

#define STATION_CONF   "station.conf"
#define STATION_KEY    "station.key"
#define STATION_OUTBOX "outbox.nor"
#define STATION_LOCK   "lock"

#define STATION_CLOCK_LINE  512
#define STATION_CLOCK_BEGIN "{\"do\":\"clock\""

/* station_clock.c: the time of a machine that has none (station.conf: clock = none). */
struct station_clock {
	bool none;
	int64_t start_ms; /* station_now_ms when the station was opened: uptime 0 */
	struct chrono chrono;
	struct dating dating;
	char ask[17]; /* of the newest question, "" when it is answered */
	int64_t asked_ms;
	int64_t ask_at_ms;
	/* The newest receipt that was not retained: at seen_at_ms (station_now_ms) it was at least seen_ms. 0: none. */
	int64_t seen_ms;
	int64_t seen_at_ms;
	bool said_behind; /* as the state that was published last has it */
};

struct station {
	struct station_settings settings;
	struct sender_keys keys;
	struct file_device file;
	struct outbox outbox;
	struct courier courier;
	struct station_clock clock;
	struct link *link;
	bool logs;
	int lock_fd;
	bool renewed;
	char note[NOTE_MOST + 1];
};

/* DIR/NAME on the heap; NULL without memory. */
char *station_path(const char *dir, const char *name);

/* The settings of DIR/station.conf with the password read from its file, and both keys. */
int station_read_conf(struct station *station, const char *dir, struct fault *fault) MUST_CHECK;

/* An empty outbox.nor of a new epoch, in one step. */
int station_new_outbox(const char *dir, int64_t size_mb, struct fault *fault) MUST_CHECK;

/* The courier's way out. */
bool station_publish(void *context, enum topic_branch branch, struct span bytes);

enum outbox_error station_clock_open(struct station *station);
/* Whether this line may be kept: an undated one needs room to be dated, and room behind it for the time. */
enum outbox_error station_clock_takes(const struct station *station, struct span line);
int station_clock_receipt(struct station *station, const struct receipt *receipt, bool retained,
	struct fault *fault) MUST_CHECK;
void station_clock_state(struct station *station, struct out *extra);
int64_t station_clock_wait_ms(const struct station *station);
/* Whether a receipt shows the system's clock to be behind, or right again, and the gateway has not been told. */
bool station_clock_news(const struct station *station);

/* What an outbox_error other than OUTBOX_OK means to a program. */
int station_outbox_fault(enum outbox_error error, struct fault *fault);

#endif
