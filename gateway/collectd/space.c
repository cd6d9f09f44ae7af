#include "gateway/collectd/space.h"

#include <sys/statvfs.h>

bool space_is_low(struct space *space, int64_t now_ms)
{
	struct statvfs disk;
	if (space->reserve_bytes == 0 ||
		(space->looked_ms != 0 && now_ms - space->looked_ms < SPACE_EVERY_MS))
		return space->low;
	space->looked_ms = now_ms;
	if (statvfs(space->path, &disk) != 0) {
		space->low = false;
		return false;
	}
	space->free_bytes = (int64_t)(disk.f_bavail * disk.f_frsize);
	int64_t wanted =
		space->low ? space->reserve_bytes + space->reserve_bytes / 4 : space->reserve_bytes;
	space->low = space->free_bytes < wanted;
	return space->low;
}
