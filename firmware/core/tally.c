#include "firmware/core/tally.h"

#define HEAD_LEN   8
#define STROKES_AT 256
#define CHUNK      64

static uint32_t get(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

static void put(uint8_t *bytes, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(number >> (8 * i));
}

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
	if (get(head) != ~get(head + 4))
		return TALLY_OK;
	tally->day = get(head);
	return count(tally);
}

static enum tally_error begin(struct tally *tally, int64_t day)
{
	const struct block_device *device = tally->device;
	uint8_t head[HEAD_LEN], back[HEAD_LEN];
	put(head, (uint32_t)day);
	put(head + 4, ~(uint32_t)day);
	tally->day = 0;
	tally->given = 0;
	if (device->erase(device->context, 0) != 0 ||
		device->prog(device->context, 0, head, HEAD_LEN) != 0 ||
		device->read(device->context, 0, back, HEAD_LEN) != 0 || get(back) != get(head) ||
		get(back + 4) != get(head + 4))
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
