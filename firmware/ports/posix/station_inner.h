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

struct station {
	struct station_settings settings;
	struct sender_keys keys;
	struct file_device file;
	struct outbox outbox;
	struct courier courier;
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

/* What an outbox_error other than OUTBOX_OK means to a program. */
int station_outbox_fault(enum outbox_error error, struct fault *fault);

#endif
