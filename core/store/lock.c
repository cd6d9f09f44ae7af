#include "core/store/lock.h"

#include "core/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#define PID_MOST 99999999

static int busy(int fd, const char *path, struct fault *fault)
{
	char text[16];
	int64_t pid = 0;
	ssize_t got = pread(fd, text, sizeof(text), 0);
	struct span rest = { text, got > 0 ? (size_t)got : 0 }, line;
	if (span_cut(&rest, '\n', &line) && span_number(line, PID_MOST, &pid))
		return fault_set(fault, FAULT_BUSY, "%s is being written by process %lld", path,
			(long long)pid);
	return fault_set(fault, FAULT_BUSY, "%s is being written by another process", path);
}

static int sign(int fd, const char *name, struct fault *fault)
{
	char text[16];
	struct out out = out_into(text, sizeof(text));
	out_number(&out, (int64_t)getpid());
	out_char(&out, '\n');
	if (ftruncate(fd, 0) != 0)
		return fault_set_errno(fault, FAULT_IO, "cannot write %s", name);
	return file_write_all(fd, out.at, out.len, fault);
}

int lock_take(const char *path, int *lock, struct fault *fault)
{
	char name[PATH_MAX];
	int used = snprintf(name, sizeof(name), "%s.lock", path);
	if (used < 0 || (size_t)used >= sizeof(name))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", path);
	int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return fault_set_errno(fault, FAULT_IO, "cannot open %s", name);
	int code = 0;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		code = errno == EWOULDBLOCK
		               ? busy(fd, path, fault)
		               : fault_set_errno(fault, FAULT_IO, "cannot lock %s", name);
	if (code == 0)
		code = sign(fd, name, fault);
	if (code != 0) {
		(void)close(fd);
		return code;
	}
	*lock = fd;
	return 0;
}

void lock_release(int lock)
{
	if (lock >= 0)
		(void)close(lock);
}
