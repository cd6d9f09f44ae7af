#include "tools/pigtrace/speak.h"

#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/station_files.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* The held lines among first..last: the gateway has them, but not in the log. */
static int tell_held(
	const struct call *call, const struct receipt *receipt, int64_t first, int64_t last)
{
	int code = EXIT_DONE;
	for (int i = 0; receipt && i < receipt->held_count; i++) {
		const struct receipt_held *held = &receipt->held[i];
		if (held->seq >= first && held->seq <= last)
			code = complain(call, EXIT_FAILED,
				_("no. %lld is held by the gateway: %s %s"), (long long)held->seq,
				held->rule, held->words);
	}
	return code;
}

/* A station whose login is gone hears from nobody why: the registry of this home knows, if it is here. */
static void tell_revoked(const struct call *call, const char *name)
{
	char path[PATH_MAX];
	struct store *store = NULL;
	struct store_station known;
	struct fault fault;
	if (!home_path(call, HOME_STORE, path, sizeof(path)) || !access_exists(path) ||
		store_open(&store, path, STORE_READ, &fault) != 0)
		return;
	if (store_station_find(store, span_of(name), &known, &fault) == 0 && known.revoked)
		(void)fprintf(stderr,
			_("%s is revoked: the gateway takes nothing of it any more\n"), name);
	store_close(store);
}

int speak_deliver(
	const struct call *call, struct station *station, int64_t first, int64_t last, int wait_ms)
{
	struct fault fault = { 0 };
	int code = wait_ms > 0 ? station_deliver(station, wait_ms, &fault) : FAULT_PEER;
	struct station_counts counts = station_count(station);
	if (code != 0 && code != FAULT_PEER)
		return complain_fault(call, &fault);
	if (code == FAULT_PEER) {
		(void)fprintf(stderr,
			_("kept in the outbox of %s: %lld waiting for the gateway%s%s\n"),
			station_name(station), (long long)counts.waiting, fault.text[0] ? ": " : "",
			fault.text);
		tell_revoked(call, station_name(station));
		return EXIT_DONE;
	}
	code = tell_held(call, station_receipt(station), first, last);
	if (code == EXIT_DONE && last >= first)
		(void)fprintf(stderr, _("receipted: %s/%lld/%lld\n"), station_name(station),
			(long long)counts.epoch, (long long)last);
	return code;
}

/* All of them or, if they may not all fit, none. */
static int keep(struct station *station, const struct span *lines, size_t count, int64_t *first,
	int64_t *last, struct fault *fault)
{
	size_t bytes = 0;
	int code = 0;
	for (size_t i = 0; i < count; i++)
		bytes += lines[i].len;
	if (count > 1 && !station_has_room(station, count, bytes))
		return fault_set(fault, FAULT_LIMIT,
			"the outbox has no room for %zu events; none was kept. Send what "
			"waits (pigtrace send), or take fewer at once",
			count);
	for (size_t i = 0; i < count && code == 0; i++) {
		code = station_append(station, lines[i], last, fault);
		if (i == 0)
			*first = *last;
	}
	return code == 0 ? station_sync(station, fault) : code;
}

int speak(const struct call *call, const char *dir, const struct span *lines, size_t count,
	int wait_ms)
{
	struct station *station = NULL;
	struct fault fault;
	int64_t first = 1, last = 0;
	int code = station_open(&station, dir, &fault);
	if (code == 0)
		code = keep(station, lines, count, &first, &last, &fault);
	code = code == 0 ? speak_deliver(call, station, first, last, wait_ms)
	                 : complain_fault(call, &fault);
	station_close(station);
	return code;
}

int speak_admin(const struct call *call, struct span line)
{
	char dir[PATH_MAX];
	if (!station_files_path(call->home, HOME_ADMIN, dir, sizeof(dir)))
		return complain(call, EXIT_FAILED, _("path too long: %s"), call->home);
	return speak(call, dir, &line, 1, SPEAK_WAIT_MS);
}
