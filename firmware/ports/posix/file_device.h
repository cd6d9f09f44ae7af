/*
 * file_device.h - a file that behaves like NOR flash (firmware/core/block_device.h).
 *
 * Shape   The file holds the complement of the flash's bytes, so that a hole is erased flash and a new
 *         device takes no room on disk.
 * Sizes   erase blocks of 64 KiB up to 16 MiB; above that 256 blocks, so a multiple of 16 MiB.
 * Memory  one struct file_device of the caller's; the file stays open until file_device_close.
 */
#ifndef PIGTRACE_FIRMWARE_FILE_DEVICE_H
#define PIGTRACE_FIRMWARE_FILE_DEVICE_H

#include "core/base/fault.h"
#include "firmware/core/block_device.h"

#define FILE_DEVICE_MOST_MB 1024

struct file_device {
	struct block_device device;
	int fd;
};

/* Make an erased device of size_mb (1..FILE_DEVICE_MOST_MB; above 16 rounded up to a multiple of 16). It must
 * not exist yet. It is synced, its directory entry is not. */
int file_device_create(const char *path, int64_t size_mb, struct fault *fault) MUST_CHECK;

/* FAULT_NOT_FOUND if there is no such file, FAULT_CORRUPT if its size is not one of ours. */
int file_device_open(struct file_device *file, const char *path, struct fault *fault) MUST_CHECK;
void file_device_close(struct file_device *file);

#endif
