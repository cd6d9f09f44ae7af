#include "firmware/ports/cortex_m/lines.h"

size_t hal_read(enum hal_port port, uint8_t *into, size_t most)
{
	if (port >= lines_count)
		return 0;
	size_t len = ring_take(&lines[port].ring, into, most);
	uint32_t before = cortex_lock();
	lines_room(port);
	cortex_unlock(before);
	return len;
}

uint32_t hal_lost(enum hal_port port)
{
	return port < lines_count ? lines[port].lost : 0;
}

void hal_write(enum hal_port port, const void *bytes, size_t len)
{
	const uint8_t *byte = bytes;
	if (port >= lines_count)
		return;
	for (size_t i = 0; i < len; i++) {
		while (!lines_can_send(port))
			;
		lines_send(port, byte[i]);
	}
}
