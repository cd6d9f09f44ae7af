#include "firmware/core/block_put.h"

#include <string.h>

bool block_holds(const struct block_device *device, uint32_t at, const void *bytes, uint32_t len)
{
	const uint8_t *meant = bytes;
	uint8_t back[64];
	while (len > 0) {
		uint32_t part = len < sizeof(back) ? len : (uint32_t)sizeof(back);
		if (device->read(device->context, at, back, part) != 0 ||
			memcmp(back, meant, part) != 0)
			return false;
		at += part;
		meant += part;
		len -= part;
	}
	return true;
}

bool block_put(const struct block_device *device, uint32_t at, const void *bytes, uint32_t len)
{
	const uint8_t *from = bytes;
	while (len > 0) {
		uint32_t part = device->page_size - at % device->page_size;
		part = part < len ? part : len;
		if (device->prog(device->context, at, from, part) != 0 ||
			!block_holds(device, at, from, part))
			return false;
		at += part;
		from += part;
		len -= part;
	}
	return true;
}

void block_number_put(uint8_t *into, uint64_t number, int bytes)
{
	for (int i = 0; i < bytes; i++)
		into[i] = (uint8_t)(number >> (8 * i));
}

uint64_t block_number_get(const uint8_t *from, int bytes)
{
	uint64_t number = 0;
	for (int i = bytes - 1; i >= 0; i--)
		number = number << 8 | from[i];
	return number;
}
