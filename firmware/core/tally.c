#include "firmware/core/tally.h"

#include "firmware/core/block_put.h"

#define HEAD_LEN   8
#define STROKES_AT 256
#define CHUNK      64

static uint32_t room(const struct tally *tally)
{
	return tally->device->erase_size - STROKES_AT;
}

/* Strokes stand without a gap: count up to the last that is not blank. */
static enum tally_error count(struct tally *tally)
{
	uint8_t bytes[CHUNK];
	tally->given = 0;
	for (uint32_t at = 0; at < room(tally); at += CHUNK) {
		bool any = false;
		if (tally->device->read(tally->device->context, STROKES_AT + at, bytes, CHUNK) != 0)
			return TALLY_DEVICE;
		for (uint32_t i = 0; i < CHUNK; i++) {
			if (bytes[i] == 0xFF)
				continue;
			any = true;
			tally->given = at + i + 1;
		}
		if (!any)
			break;
	}
	return TALLY_OK;
}

enum tally_error tally_open(struct tally *tally, const struct block_device *device)
{
	uint8_t head[HEAD_LEN];
	*tally = (struct tally){ .device = device };
	if (device->read(device->context, 0, head, HEAD_LEN) != 0)
		return TALLY_DEVICE;
	uint32_t day = (uint32_t)block_number_get(head, 4);
	if (day != ~(uint32_t)block_number_get(head + 4, 4))
		return TALLY_OK;
	tally->day = day;
	return count(tally);
}

static enum tally_error begin(struct tally *tally, int64_t day)
{
	const struct block_device *device = tally->device;
	uint8_t head[HEAD_LEN];
	block_number_put(head, (uint32_t)day, 4);
	block_number_put(head + 4, ~(uint32_t)day, 4);
	tally->day = 0;
	tally->given = 0;
	if (device->erase(device->context, 0) != 0 || !block_put(device, 0, head, HEAD_LEN))
		return TALLY_DEVICE;
	tally->day = day;
	return TALLY_OK;
}

enum tally_error tally_next(struct tally *tally, int64_t day, uint32_t *number)
{
	static const uint8_t stroke = 0;
	const struct block_device *device = tally->device;
	uint8_t back;
	if (day < tally->day)
		return TALLY_BACK;
	if (day > tally->day) {
		enum tally_error error = begin(tally, day);
		if (error != TALLY_OK)
			return error;
	}
	if (tally->given == room(tally))
		return TALLY_FULL;
	uint32_t at = STROKES_AT + tally->given++;
	if (device->prog(device->context, at, &stroke, 1) != 0 ||
		device->read(device->context, at, &back, 1) != 0 || back == 0xFF ||
		device->sync(device->context) != 0)
		return TALLY_DEVICE;
	*number = tally->given;
	return TALLY_OK;
}
