#include "core/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int file_read(const char *path, size_t most, struct buf *into, struct fault *fault)
{
	char chunk[16384];
	size_t before = into->len;
	size_t total = 0;
	int code = 0;
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fault_set_errno(fault, errno == ENOENT ? FAULT_NOT_FOUND : FAULT_IO,
			"cannot read %s", path);
	for (;;) {
		ssize_t got = read(fd, chunk, sizeof(chunk));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			code = fault_set_errno(fault, FAULT_IO, "cannot read %s", path);
			break;
		}
		if (got == 0)
			break;
		total += (size_t)got;
		if (total > most) {
			code = fault_set(
				fault, FAULT_LIMIT, "%s is larger than %zu bytes", path, most);
			break;
		}
		buf_bytes(into, chunk, (size_t)got);
	}
	if (!is_stdin)
		(void)close(fd);
	if (code == 0 && into->failed)
		code = fault_set(fault, FAULT_MEMORY, "no memory to read %s", path);
	if (code != 0 && into->at) {
		into->len = before;
		into->at[before] = '\0';
	}
	return code;
}

int file_write_all(int fd, const void *bytes, size_t len, struct fault *fault)
{
	const char *at = bytes;
	while (len > 0) {
		ssize_t put = write(fd, at, len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return fault_set_errno(fault, FAULT_IO, "cannot write");
		at += put;
		len -= (size_t)put;
	}
	return 0;
}

int file_sync_directory(const char *path, struct fault *fault)
{
	char directory[PATH_MAX];
	const char *slash = strrchr(path, '/');
	struct span name = slash ? (struct span){ path, (size_t)(slash - path) } : span_of(".");
	if (slash == path)
		name = span_of("/");
	if (!span_copy(name, directory, sizeof(directory)))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", path);
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fault_set_errno(fault, FAULT_IO, "cannot open directory %s", directory);
	int code =
		fsync(fd) != 0 ? fault_set_errno(fault, FAULT_IO, "cannot sync %s", directory) : 0;
	(void)close(fd);
	return code;
}

int file_write(const char *path, struct span bytes, unsigned mode, struct fault *fault)
{
	char beside[PATH_MAX];
	int used = snprintf(beside, sizeof(beside), "%s.%ld.new", path, (long)getpid());
	if (used < 0 || (size_t)used >= sizeof(beside))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", path);
	(void)unlink(beside); /* left by a crash, and perhaps with a wider mode than this one */
	int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return fault_set_errno(fault, FAULT_IO, "cannot write %s", beside);
	int code = file_write_all(fd, bytes.at, bytes.len, fault);
	if (code == 0 && fsync(fd) != 0)
		code = fault_set_errno(fault, FAULT_IO, "cannot sync %s", beside);
	if (close(fd) != 0 && code == 0)
		code = fault_set_errno(fault, FAULT_IO, "cannot close %s", beside);
	if (code == 0 && rename(beside, path) != 0)
		code = fault_set_errno(fault, FAULT_IO, "cannot rename to %s", path);
	if (code != 0) {
		(void)unlink(beside);
		return code;
	}
	return file_sync_directory(path, fault);
}
