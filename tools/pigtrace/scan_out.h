/*
 * scan_out.h - the parts of `pigtrace scan`: where pictures come from, and what becomes of the codes in them.
 *
 * Private to scan.c and scan_*.c.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_SCAN_OUT_H
#define PIGTRACE_TOOLS_PIGTRACE_SCAN_OUT_H

#include "core/scan/apart.h"
#include "tools/pigtrace/command.h"

#include <poll.h>

struct scan_desk;

/* One run of the command. */
struct scan_run {
	const struct call *call;
	struct cell cell;
	struct scan_manner manner;
	struct scan_desk *desk; /* --as; NULL: codes are printed */
	bool stays;             /* frame after frame: what is still in sight is told once */
	int64_t window_ms;
	struct scan_seen *seen;
	size_t codes; /* that were told */
	int worst;    /* exit code so far */
};

/* What to do with the codes of one picture; `from` names it. Exit code. */
int scan_told(struct scan_run *run, const char *from, const struct scan *scan);

/* Worse of two: a failure stays, and a recall is more than a code that is not found. */
void scan_worse(struct scan_run *run, int code);

/* Wait until fd can be read (-1: nothing), at most wait_ms, and let the station work meanwhile. False: a signal to
 * end has come. */
bool scan_wait(struct scan_run *run, int fd, int wait_ms, bool *readable);

/* Catch SIGINT and SIGTERM, for scan_wait. */
void scan_until_signal(void);
bool scan_stopped(void);

/* ---- what was seen a short while ago (scan_seen.c) ---- */

#define SCAN_SEEN_MOST 256

struct scan_seen {
	size_t count;
	struct scan_seen_one {
		uint64_t hash;
		int64_t last_ms;
	} at[SCAN_SEEN_MOST];
};

/* Whether these bytes were seen less than window_ms before now_ms; either way they are now. */
bool scan_seen_again(struct scan_seen *seen, struct span data, int64_t now_ms, int64_t window_ms);

/* ---- pictures that come by themselves; exit code ---- */

int scan_raw_frames(struct scan_run *run, const char *size); /* Y800 on standard input */
int scan_camera(struct scan_run *run, const char *device);   /* V4L2 */
int scan_watch(struct scan_run *run, const char *directory); /* inotify */

/* Reads and tells one file. */
int scan_file(struct scan_run *run, const char *file);

/* ---- --as (scan_as.c) ---- */

/* Open the station that says it. NULL after a complaint, with *code. */
struct scan_desk *scan_desk_open(const struct call *call, const char *event, int *code);
/* One code; exit code. */
int scan_desk_take(struct scan_desk *desk, struct span data);
struct station *scan_desk_station(struct scan_desk *desk);
/* Deliver what was said, and close. Exit code. */
int scan_desk_close(struct scan_desk *desk);

#endif
