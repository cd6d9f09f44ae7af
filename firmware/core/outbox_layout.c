#include "firmware/core/outbox_layout.h"

#include "core/base/crc32.h"
#include "firmware/core/block_put.h"

#include <string.h>

#define MAGIC_LEN 4

static const uint8_t header_magic[MAGIC_LEN] = { 0xF7, 'P', 'B', 1 };
static const uint8_t record_magic[MAGIC_LEN] = { 0xF7, 'P', 'R', 1 };

uint32_t outbox_record_size(uint32_t len)
{
	return (OUTBOX_RECORD_HEADER + len + OUTBOX_PAGE - 1) / OUTBOX_PAGE * OUTBOX_PAGE;
}

uint32_t outbox_block_end(const struct block_device *device, uint32_t block)
{
	return (block + 1) * device->erase_size;
}

uint32_t outbox_block_after(const struct block_device *device, uint32_t block)
{
	return block + 1 < device->block_count ? block + 1 : 0;
}

static void header_encode(const struct block_device *device, const struct outbox_header *header,
	uint8_t bytes[static OUTBOX_HEADER])
{
	memcpy(bytes, header_magic, MAGIC_LEN);
	block_number_put(bytes + 4, OUTBOX_PAGE, 2);
	block_number_put(bytes + 6, 0, 2);
	block_number_put(bytes + 8, device->erase_size, 4);
	block_number_put(bytes + 12, device->block_count, 4);
	block_number_put(bytes + 16, header->generation, 8);
	block_number_put(bytes + 24, (uint64_t)header->epoch, 8);
	block_number_put(bytes + 32, (uint64_t)header->first, 8);
	block_number_put(bytes + 40, crc32_more(0, bytes, 40), 4);
}

static bool number_good(uint64_t number)
{
	return number >= 1 && number <= (uint64_t)OUTBOX_NUMBER_MOST;
}

enum outbox_error outbox_header_read(
	const struct block_device *device, uint32_t block, struct outbox_header *header)
{
	uint8_t bytes[OUTBOX_HEADER];
	if (device->read(device->context, block * device->erase_size, bytes, OUTBOX_HEADER) != 0)
		return OUTBOX_DEVICE;
	if (memcmp(bytes, header_magic, MAGIC_LEN - 1) != 0 ||
		block_number_get(bytes + 40, 4) != crc32_more(0, bytes, 40))
		return OUTBOX_BLANK;
	if (bytes[MAGIC_LEN - 1] != header_magic[MAGIC_LEN - 1])
		return OUTBOX_NEWER;
	if (block_number_get(bytes + 4, 2) != OUTBOX_PAGE ||
		block_number_get(bytes + 8, 4) != device->erase_size ||
		block_number_get(bytes + 12, 4) != device->block_count)
		return OUTBOX_GEOMETRY;
	if (!number_good(block_number_get(bytes + 24, 8)) ||
		!number_good(block_number_get(bytes + 32, 8)))
		return OUTBOX_BLANK;
	header->generation = block_number_get(bytes + 16, 8);
	header->epoch = (int64_t)block_number_get(bytes + 24, 8);
	header->first = (int64_t)block_number_get(bytes + 32, 8);
	return OUTBOX_OK;
}

static enum outbox_error put(
	const struct block_device *device, uint32_t at, const uint8_t *bytes, uint32_t len)
{
	return block_put(device, at, bytes, len) ? OUTBOX_OK : OUTBOX_DEVICE;
}

enum outbox_error outbox_header_write(
	const struct block_device *device, uint32_t block, const struct outbox_header *header)
{
	uint8_t bytes[OUTBOX_HEADER];
	header_encode(device, header, bytes);
	return put(device, block * device->erase_size, bytes, OUTBOX_HEADER);
}

enum outbox_error outbox_header_void(const struct block_device *device, uint32_t block)
{
	static const uint8_t zero[OUTBOX_HEADER];
	return put(device, block * device->erase_size, zero, OUTBOX_HEADER);
}

enum outbox_error outbox_record_void(const struct block_device *device, uint32_t at)
{
	static const uint8_t zero[MAGIC_LEN];
	return put(device, at, zero, MAGIC_LEN);
}

enum outbox_error outbox_record_peek(const struct block_device *device, uint32_t at,
	struct outbox_record *record, enum outbox_found *found)
{
	uint8_t bytes[OUTBOX_RECORD_HEADER];
	if (device->read(device->context, at, bytes, OUTBOX_RECORD_HEADER) != 0)
		return OUTBOX_DEVICE;
	*found = OUTBOX_NO_RECORD;
	if (memcmp(bytes, record_magic, MAGIC_LEN) != 0)
		return OUTBOX_OK;
	*found = OUTBOX_TORN_RECORD;
	uint64_t seq = block_number_get(bytes + 8, 8);
	record->len = (uint32_t)block_number_get(bytes + 4, 2);
	record->marked = bytes[OUTBOX_MARK_AT] == 0;
	record->distance = (uint32_t)block_number_get(bytes + 16, 4);
	record->crc = (uint32_t)block_number_get(bytes + 20, 4);
	if (!number_good(seq) || record->len < 1 || record->len > OUTBOX_LINE_MOST)
		return OUTBOX_OK;
	record->seq = (int64_t)seq;
	if (outbox_record_size(record->len) > device->erase_size - at % device->erase_size)
		return OUTBOX_OK;
	*found = OUTBOX_WHOLE_RECORD;
	return OUTBOX_OK;
}

uint32_t outbox_record_crc(int64_t epoch, const struct outbox_record *record)
{
	uint8_t bytes[22];
	block_number_put(bytes, (uint64_t)epoch, 8);
	block_number_put(bytes + 8, record->len, 2);
	block_number_put(bytes + 10, (uint64_t)record->seq, 8);
	block_number_put(bytes + 18, record->distance, 4);
	return crc32_more(0, bytes, sizeof(bytes));
}

enum outbox_error outbox_record_check(const struct block_device *device, int64_t epoch, uint32_t at,
	uint8_t page[static OUTBOX_PAGE], struct outbox_record *record, enum outbox_found *found)
{
	enum outbox_error error = outbox_record_peek(device, at, record, found);
	if (error != OUTBOX_OK || *found != OUTBOX_WHOLE_RECORD)
		return error;
	uint32_t crc = outbox_record_crc(epoch, record);
	uint32_t from = at + OUTBOX_RECORD_HEADER;
	uint32_t left = record->len;
	while (left > 0) {
		uint32_t part = left < OUTBOX_PAGE ? left : OUTBOX_PAGE;
		if (device->read(device->context, from, page, part) != 0)
			return OUTBOX_DEVICE;
		crc = crc32_more(crc, page, part);
		from += part;
		left -= part;
	}
	if (crc != record->crc)
		*found = OUTBOX_TORN_RECORD;
	return OUTBOX_OK;
}

void outbox_record_encode(
	const struct outbox_record *record, uint8_t bytes[static OUTBOX_RECORD_HEADER])
{
	memcpy(bytes, record_magic, MAGIC_LEN);
	block_number_put(bytes + 4, record->len, 2);
	bytes[OUTBOX_MARK_AT] = 0xFF;
	bytes[OUTBOX_MARK_AT + 1] = 0xFF;
	block_number_put(bytes + 8, (uint64_t)record->seq, 8);
	block_number_put(bytes + 16, record->distance, 4);
	block_number_put(bytes + 20, record->crc, 4);
}

enum outbox_error outbox_firm_up(const struct block_device *device, uint32_t at, uint32_t len,
	uint8_t page[static OUTBOX_PAGE])
{
	while (len > 0) {
		uint32_t part = OUTBOX_PAGE - at % OUTBOX_PAGE;
		part = part < len ? part : len;
		if (device->read(device->context, at, page, part) != 0 ||
			device->prog(device->context, at, page, part) != 0)
			return OUTBOX_DEVICE;
		at += part;
		len -= part;
	}
	return OUTBOX_OK;
}
