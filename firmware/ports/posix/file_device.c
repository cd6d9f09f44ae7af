#include "firmware/ports/posix/file_device.h"

#include "firmware/core/outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEGABYTE   (INT64_C(1) << 20)
#define BLOCK_SIZE (INT64_C(1) << 16)
#define CHUNK      4096

static void complement(uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)~bytes[i];
}

static int device_read(void *context, uint32_t at, void *into, uint32_t len)
{
	const struct file_device *file = context;
	uint8_t *bytes = into;
	for (uint32_t done = 0; done < len;) {
		ssize_t got = pread(file->fd, bytes + done, len - done, (off_t)at + done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return BLOCK_FAILED;
		done += (uint32_t)got;
	}
	complement(bytes, len);
	return 0;
}

static int write_at(int fd, const uint8_t *bytes, uint32_t len, off_t at)
{
	while (len > 0) {
		ssize_t put = pwrite(fd, bytes, len, at);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return BLOCK_FAILED;
		bytes += put;
		at += put;
		len -= (uint32_t)put;
	}
	return 0;
}

static int device_prog(void *context, uint32_t at, const void *from, uint32_t len)
{
	const struct file_device *file = context;
	const uint8_t *bytes = from;
	uint8_t page[OUTBOX_PAGE];
	if (len > sizeof(page) || device_read(context, at, page, len) != 0)
		return BLOCK_FAILED;
	for (uint32_t i = 0; i < len; i++)
		page[i] = (uint8_t) ~(page[i] & bytes[i]);
	return write_at(file->fd, page, len, (off_t)at);
}

static int device_erase(void *context, uint32_t at)
{
	static const uint8_t hole[CHUNK];
	const struct file_device *file = context;
	for (uint32_t done = 0; done < file->device.erase_size; done += CHUNK)
		if (write_at(file->fd, hole, CHUNK, (off_t)at + done) != 0)
			return BLOCK_FAILED;
	return 0;
}

static int device_sync(void *context)
{
	const struct file_device *file = context;
	return fdatasync(file->fd) == 0 ? 0 : BLOCK_FAILED;
}

/* Bytes of an erase block for a file of this size; 0 if it is not one of ours. */
static int64_t erase_size_for(int64_t size)
{
	int64_t erase = size / OUTBOX_BLOCKS_MOST;
	if (erase < BLOCK_SIZE)
		erase = BLOCK_SIZE;
	if (size < 2 * erase || size > FILE_DEVICE_MOST_MB * MEGABYTE || size % erase != 0 ||
		erase % BLOCK_SIZE != 0)
		return 0;
	return erase;
}

int file_device_create(const char *path, int64_t size_mb, struct fault *fault)
{
	if (size_mb > 16)
		size_mb = (size_mb + 15) / 16 * 16;
	if (erase_size_for(size_mb * MEGABYTE) == 0)
		return fault_set(
			fault, FAULT_SETTING, "an outbox has 1 to %d MiB", FILE_DEVICE_MOST_MB);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return fault_set_errno(fault, FAULT_IO, "cannot make %s", path);
	int code = 0;
	if (ftruncate(fd, (off_t)(size_mb * MEGABYTE)) != 0 || fsync(fd) != 0)
		code = fault_set_errno(fault, FAULT_IO, "cannot size %s", path);
	if (close(fd) != 0 && code == 0)
		code = fault_set_errno(fault, FAULT_IO, "cannot close %s", path);
	return code;
}

int file_device_open(struct file_device *file, const char *path, struct fault *fault)
{
	struct stat info;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return fault_set_errno(fault, errno == ENOENT ? FAULT_NOT_FOUND : FAULT_IO,
			"cannot open %s", path);
	int64_t erase = fstat(fd, &info) == 0 ? erase_size_for((int64_t)info.st_size) : 0;
	if (erase == 0) {
		(void)close(fd);
		return fault_set(
			fault, FAULT_CORRUPT, "%s does not have the size of an outbox", path);
	}
	file->fd = fd;
	file->device = (struct block_device){ .context = file,
		.page_size = OUTBOX_PAGE,
		.erase_size = (uint32_t)erase,
		.block_count = (uint32_t)(info.st_size / erase),
		.read = device_read,
		.prog = device_prog,
		.erase = device_erase,
		.sync = device_sync };
	return 0;
}

void file_device_close(struct file_device *file)
{
	if (file->fd >= 0)
		(void)close(file->fd);
	file->fd = -1;
}
