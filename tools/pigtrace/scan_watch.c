/*
 * scan --watch: every picture that is put into a directory.
 */
#include "tools/pigtrace/scan_out.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT_MS    1000
#define WATCH_ROOM (16 * (sizeof(struct inotify_event) + NAME_MAX + 1))

/* A name that anybody may have given: told escaped, and only a regular file is opened. */
static int file_came(struct scan_run *run, const char *directory, const char *name)
{
	char path[PATH_MAX];
	struct stat about;
	int used = snprintf(path, sizeof(path), "%s/%s", directory, name);
	if (name[0] == '.' || used < 0 || (size_t)used >= sizeof(path) ||
		lstat(path, &about) != 0 || !S_ISREG(about.st_mode))
		return EXIT_DONE;
	return scan_file(run, path);
}

/* False: the directory is gone. */
static bool events_take(struct scan_run *run, const char *directory, const char *at, size_t len)
{
	for (size_t i = 0; i + sizeof(struct inotify_event) <= len;) {
		struct inotify_event event;
		memcpy(&event, at + i, sizeof(event));
		const char *name = at + i + sizeof(event);
		i += sizeof(event) + event.len;
		if (event.mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF))
			return false;
		if (event.mask & IN_Q_OVERFLOW)
			scan_worse(run, complain(run->call, EXIT_FAILED,
						_("pictures came too fast; some were missed")));
		else if (event.len > 0 && !scan_stopped())
			scan_worse(run, file_came(run, directory, name));
	}
	return true;
}

int scan_watch(struct scan_run *run, const char *directory)
{
	char room[WATCH_ROOM];
	bool there = true;
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (fd < 0 || inotify_add_watch(fd, directory,
			      IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF |
				      IN_ONLYDIR) < 0) {
		int why = errno;
		if (fd >= 0)
			(void)close(fd);
		return complain(run->call, why == ENOENT ? EXIT_NOT_FOUND : EXIT_FAILED,
			_("cannot watch %s: %s"), directory, strerror(why));
	}
	scan_until_signal();
	(void)fprintf(stderr, _("watching %s\n"), directory);
	for (bool readable; there && scan_wait(run, fd, WAIT_MS, &readable);) {
		ssize_t got = readable ? read(fd, room, sizeof(room)) : 0;
		if (got > 0)
			there = events_take(run, directory, room, (size_t)got);
	}
	(void)close(fd);
	return there ? EXIT_DONE
	             : complain(run->call, EXIT_FAILED, _("%s is no longer there"), directory);
}
