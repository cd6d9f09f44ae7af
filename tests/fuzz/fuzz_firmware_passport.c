/* Any text as a passport, and any bytes as the flash it stands in: it is read or refused, within its room. */
#include "firmware/core/passport.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK 8192

static uint8_t flash[BLOCK];

static int flash_read(void *context, uint32_t at, void *into, uint32_t len)
{
	(void)context;
	if (at > sizeof(flash) || len > sizeof(flash) - at)
		abort();
	memcpy(into, flash + at, len);
	return 0;
}

static int flash_prog(void *context, uint32_t at, const void *from, uint32_t len)
{
	const uint8_t *bytes = from;
	(void)context;
	if (at > sizeof(flash) || len > sizeof(flash) - at || at % 256 + len > 256)
		abort();
	for (uint32_t i = 0; i < len; i++)
		flash[at + i] &= bytes[i];
	return 0;
}

static int flash_erase(void *context, uint32_t at)
{
	(void)context;
	if (at != 0)
		abort();
	memset(flash, 0xFF, sizeof(flash));
	return 0;
}

static int flash_sync(void *context)
{
	(void)context;
	return 0;
}

static const struct block_device device = { NULL, 256, BLOCK, 1, flash_read, flash_prog,
	flash_erase, flash_sync };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char room[PASSPORT_TEXT_MOST];
	struct passport passport, again;
	struct span text = { (const char *)data, size };
	int line;
	memset(flash, 0xFF, sizeof(flash));
	memcpy(flash, data, size < sizeof(flash) ? size : sizeof(flash));
	(void)passport_read(&device, room, &passport);
	memset(flash, 0xFF, sizeof(flash));
	if (passport_parse(text, &passport, &line) != PASSPORT_OK || size > PASSPORT_TEXT_MOST)
		return 0;
	/* What was read can be written, and is the same then. */
	if (passport_write(&device, text, &again, &line) != PASSPORT_OK ||
		passport_read(&device, room, &again) != PASSPORT_OK ||
		passport.epoch != again.epoch || passport.port != again.port ||
		strcmp(passport.host, again.host) != 0 || passport.blocks != again.blocks ||
		memcmp(passport.keys.station.key, again.keys.station.key, 64) != 0)
		abort();
	return 0;
}
