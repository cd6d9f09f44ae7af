#include "firmware/ports/posix/station_inner.h"

#include "core/base/words.h"

#include <errno.h>
#include <fcntl.h>
#include <mosquitto.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define LOCK_TRY_MS  20
#define LOCK_MOST_MS 2000

int64_t station_now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int station_outbox_fault(enum outbox_error error, struct fault *fault)
{
	static const int codes[OUTBOX_ERROR_COUNT] = {
		[OUTBOX_FULL] = FAULT_LIMIT,
		[OUTBOX_LINE] = FAULT_LIMIT,
		[OUTBOX_ABSENT] = FAULT_NOT_FOUND,
		[OUTBOX_DAMAGED] = FAULT_CORRUPT,
		[OUTBOX_ROOM] = FAULT_LIMIT,
		[OUTBOX_BEYOND] = FAULT_CORRUPT,
		[OUTBOX_BLANK] = FAULT_CORRUPT,
		[OUTBOX_NEWER] = FAULT_NEWER,
		[OUTBOX_CORRUPT] = FAULT_CORRUPT,
		[OUTBOX_EPOCH] = FAULT_SETTING,
		[OUTBOX_GEOMETRY] = FAULT_CORRUPT,
		[OUTBOX_DEVICE] = FAULT_IO,
		[OUTBOX_UNDATED] = FAULT_LIMIT,
	};
	return fault_set(fault, codes[error], "%s", words(outbox_error_text(error)));
}

static int take_lock(struct station *station, const char *dir, struct fault *fault)
{
	static const struct timespec pause = { .tv_nsec = LOCK_TRY_MS * 1000000L };
	char *path = station_path(dir, STATION_LOCK);
	if (!path)
		return fault_set(fault, FAULT_MEMORY, "no memory to lock %s", dir);
	int code = 0;
	station->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (station->lock_fd < 0)
		code = fault_set_errno(fault, errno == ENOENT ? FAULT_NOT_FOUND : FAULT_IO,
			"cannot open %s", path);
	for (int waited = 0; code == 0; waited += LOCK_TRY_MS) {
		if (flock(station->lock_fd, LOCK_EX | LOCK_NB) == 0)
			break;
		if (errno != EWOULDBLOCK && errno != EINTR)
			code = fault_set_errno(fault, FAULT_IO, "cannot lock %s", path);
		else if (waited >= LOCK_MOST_MS)
			code = fault_set(fault, FAULT_BUSY, "another program works with %s", dir);
		else
			(void)nanosleep(&pause, NULL);
	}
	free(path);
	return code;
}

static int open_outbox(struct station *station, const char *dir, struct fault *fault)
{
	char *path = station_path(dir, STATION_OUTBOX);
	if (!path)
		return fault_set(fault, FAULT_MEMORY, "no memory to open an outbox");
	int code = file_device_open(&station->file, path, fault);
	if (code == FAULT_NOT_FOUND) {
		station->renewed = true;
		code = station_new_outbox(dir, station->settings.outbox_mb, fault);
		if (code == 0)
			code = file_device_open(&station->file, path, fault);
	}
	if (code == 0) {
		enum outbox_error error = outbox_open(&station->outbox, &station->file.device);
		if (error != OUTBOX_OK) {
			struct fault inner;
			code = station_outbox_fault(error, &inner);
			(void)fault_set(fault, code, "%s: %s", path, inner.text);
		}
	}
	free(path);
	return code;
}

int station_open(struct station **station, const char *dir, struct fault *fault)
{
	struct station *made = calloc(1, sizeof(*made));
	if (!made)
		return fault_set(fault, FAULT_MEMORY, "no memory for a station");
	made->lock_fd = -1;
	made->file.fd = -1;
	int code = 0;
	if (sodium_init() < 0 || mosquitto_lib_init() != MOSQ_ERR_SUCCESS)
		code = fault_set(fault, FAULT_IO, "libsodium or libmosquitto does not start");
	if (code == 0)
		code = station_read_conf(made, dir, fault);
	if (code == 0)
		code = take_lock(made, dir, fault);
	if (code == 0)
		code = open_outbox(made, dir, fault);
	if (code != 0) {
		station_close(made);
		return code;
	}
	const struct courier_link link = { .context = made, .publish = station_publish };
	courier_start(
		&made->courier, &made->outbox, &made->keys, &link, made->note, sizeof(made->note));
	enum outbox_error error = station_clock_open(made);
	if (error != OUTBOX_OK) {
		code = station_outbox_fault(error, fault);
		station_close(made);
		return code;
	}
	*station = made;
	return 0;
}

void station_close(struct station *station)
{
	if (!station)
		return;
	link_close(station->link);
	file_device_close(&station->file);
	if (station->lock_fd >= 0)
		(void)close(station->lock_fd);
	if (station->settings.password)
		sodium_memzero(station->settings.password, strlen(station->settings.password));
	settings_free(station_settings_table, STATION_SETTINGS, &station->settings);
	sodium_memzero(&station->keys, sizeof(station->keys));
	(void)mosquitto_lib_cleanup();
	free(station);
}

int station_append(
	struct station *station, struct span event_line, int64_t *seq, struct fault *fault)
{
	enum outbox_error error = station_clock_takes(station, event_line);
	if (error == OUTBOX_OK)
		error = outbox_append(&station->outbox, event_line, seq);
	if (error != OUTBOX_OK)
		return station_outbox_fault(error, fault);
	/* An anchor counts when it is confirmed: station_clock.c tells of that itself. */
	if (station->clock.none && !span_starts(event_line, STATION_CLOCK_BEGIN))
		(void)dating_took(&station->clock.dating, event_line);
	return 0;
}

int station_sync(struct station *station, struct fault *fault)
{
	courier_held(&station->courier, station_now_ms());
	enum outbox_error error = outbox_sync(&station->outbox);
	return error == OUTBOX_OK ? 0 : station_outbox_fault(error, fault);
}

int station_accept(
	struct station *station, struct span event_line, int64_t *seq, struct fault *fault)
{
	int code = station_append(station, event_line, seq, fault);
	return code == 0 ? station_sync(station, fault) : code;
}

bool station_has_room(const struct station *station, size_t count, size_t bytes)
{
	return outbox_has_room(&station->outbox, count, bytes);
}

struct station_counts station_count(const struct station *station)
{
	const struct outbox *outbox = &station->outbox;
	return (struct station_counts){ .epoch = outbox->epoch,
		.first = outbox->first,
		.next = outbox->next,
		.waiting = outbox->next - outbox->first,
		.damaged = outbox->damaged,
		.fill_permille = outbox_fill_permille(outbox),
		.connected = station->link && link_is_up(station->link) };
}

bool station_is_renewed(const struct station *station)
{
	return station->renewed;
}

const struct receipt *station_receipt(const struct station *station)
{
	return station->courier.sender.has_receipt ? &station->courier.sender.receipt : NULL;
}

const struct station_settings *station_conf(const struct station *station)
{
	return &station->settings;
}

const char *station_name(const struct station *station)
{
	return station->settings.station;
}

void station_public_key(const struct station *station, char text[static NOTE_KEY_TEXT])
{
	note_public_format(&station->keys.station.pub, text);
}
