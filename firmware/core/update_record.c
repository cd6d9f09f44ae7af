#include "firmware/core/update_record.h"

#include "core/base/crc32.h"
#include "firmware/core/block_put.h"

#include <string.h>

#define PAGE_FIELDS   16
#define PAGE_CRC      16
#define PAGE_HEADER   20
#define MARK_FAILED   32
#define MARK_CONFIRM  33
#define MARK_TRIED    34
#define RECORD_BLOCKS 2
#define TURN_PAGES    2 /* written at most for one new page */
#define NO_PAGE       UINT32_MAX

static const uint8_t magic[4] = { 0xf7, 'P', 'U', 1 };

/* Programmed, read back, confirmed. */
static bool put(const struct update *update, uint32_t at, const void *bytes, uint32_t len)
{
	const struct block_device *device = update->settings.device;
	return block_put(device, at, bytes, len) && device->sync(device->context) == 0;
}

static uint32_t begin_of(const struct update *update)
{
	return update->settings.record_block * update->settings.device->erase_size;
}

static uint32_t pages_of(const struct update *update)
{
	return RECORD_BLOCKS * update->settings.device->erase_size / UPDATE_PAGE;
}

/* A mark that is begun is set: finish it, so that it reads the same tomorrow. */
static bool mark_read(const struct update *update, uint32_t at, uint8_t byte, bool *set)
{
	static const uint8_t done = 0;
	*set = byte != 0xff;
	return byte == 0xff || byte == 0 || put(update, at, &done, 1);
}

/* What a cut left of a page must not read as one tomorrow. */
static bool void_page(const struct update *update, uint32_t at, const uint8_t *page)
{
	static const uint8_t blank[4] = { 0xff, 0xff, 0xff, 0xff }, none[4] = { 0 };
	return memcmp(page, blank, sizeof(blank)) == 0 || memcmp(page, none, sizeof(none)) == 0 ||
	       put(update, at, none, sizeof(none));
}

/* Sequences and numbers as they are written. */
static bool number_good(const uint8_t *bytes)
{
	uint64_t number = block_number_get(bytes, 4);
	return number >= 1 && number <= INT32_MAX;
}

/* *record's sequence is 0 if the page holds no record. */
static bool page_read(const struct update *update, uint32_t at, struct update_record *record)
{
	const struct block_device *device = update->settings.device;
	uint8_t page[MARK_TRIED + UPDATE_TRIES];
	*record = (struct update_record){ .at = at };
	if (device->read(device->context, at, page, sizeof(page)) != 0)
		return false;
	if (memcmp(page, magic, sizeof(magic)) != 0 ||
		crc32_more(0, page, PAGE_FIELDS) != block_number_get(page + PAGE_CRC, 4) ||
		page[12] >= UPDATE_SLOTS || !number_good(page + 4) || !number_good(page + 8))
		return void_page(update, at, page);
	record->sequence = (uint32_t)block_number_get(page + 4, 4);
	record->number = (int64_t)block_number_get(page + 8, 4);
	record->slot = page[12];
	if (!mark_read(update, at + MARK_FAILED, page[MARK_FAILED], &record->failed) ||
		!mark_read(update, at + MARK_CONFIRM, page[MARK_CONFIRM], &record->confirmed))
		return false;
	for (int i = 0; i < UPDATE_TRIES; i++) {
		bool tried;
		if (!mark_read(update, at + MARK_TRIED + (uint32_t)i, page[MARK_TRIED + i], &tried))
			return false;
		record->tried += tried;
	}
	return true;
}

bool update_record_read(struct update *update)
{
	struct update_record record;
	update->newest = update->confirmed = (struct update_record){ 0 };
	for (uint32_t i = 0; i < pages_of(update); i++) {
		if (!page_read(update, begin_of(update) + i * UPDATE_PAGE, &record))
			return false;
		if (record.sequence > update->newest.sequence)
			update->newest = record;
		if (record.confirmed && record.sequence > update->confirmed.sequence)
			update->confirmed = record;
	}
	return true;
}

static bool set_mark(struct update *update, struct update_record *record, uint32_t mark)
{
	static const uint8_t done = 0;
	return put(update, record->at + mark, &done, 1);
}

bool update_record_try(struct update *update, struct update_record *record)
{
	bool good = set_mark(update, record, MARK_TRIED + (uint32_t)record->tried);
	record->tried += good;
	return good;
}

bool update_record_fail(struct update *update, struct update_record *record)
{
	record->failed = set_mark(update, record, MARK_FAILED);
	return record->failed;
}

bool update_record_confirm(struct update *update, struct update_record *record)
{
	record->confirmed = set_mark(update, record, MARK_CONFIRM);
	return record->confirmed;
}

/* ---- a new page ---- */

static bool is_blank(const struct update *update, uint32_t at, bool *blank)
{
	const struct block_device *device = update->settings.device;
	uint8_t page[UPDATE_PAGE];
	if (device->read(device->context, at, page, sizeof(page)) != 0)
		return false;
	*blank = true;
	for (size_t i = 0; i < sizeof(page); i++)
		*blank = *blank && page[i] == 0xff;
	return true;
}

static bool put_page(struct update *update, uint32_t at, const struct update_record *record)
{
	uint8_t page[PAGE_HEADER];
	memcpy(page, magic, sizeof(magic));
	block_number_put(page + 4, record->sequence, 4);
	block_number_put(page + 8, (uint64_t)record->number, 4);
	page[12] = (uint8_t)record->slot;
	memset(page + 13, 0xff, 3);
	block_number_put(page + PAGE_CRC, crc32_more(0, page, PAGE_FIELDS), 4);
	/* Marks first: a copy of a confirmed page is never seen unconfirmed. */
	static const uint8_t done = 0;
	if (record->confirmed && !put(update, at + MARK_CONFIRM, &done, 1))
		return false;
	return put(update, at, page, sizeof(page));
}

static uint32_t block_at(const struct update *update, uint32_t block)
{
	return begin_of(update) + block * update->settings.device->erase_size;
}

/* The first blank page from `from` to the end of a block; NO_PAGE if it has none. */
static bool blank_page(const struct update *update, uint32_t from, uint32_t block, uint32_t *at)
{
	bool blank = false;
	uint32_t end = block_at(update, block) + update->settings.device->erase_size;
	for (*at = from; *at < end; *at += UPDATE_PAGE) {
		if (!is_blank(update, *at, &blank))
			return false;
		if (blank)
			return true;
	}
	*at = NO_PAGE;
	return true;
}

static bool put_next(struct update *update, uint32_t at, struct update_record record)
{
	record.at = at;
	record.sequence = update->newest.sequence + 1;
	if (!put_page(update, at, &record))
		return false;
	update->newest = record;
	if (record.confirmed)
		update->confirmed = record;
	return true;
}

/* The other block, erased; the confirmed page is its first, so the full block is needed no more. */
static bool turn_over(struct update *update, uint32_t block, uint32_t *at)
{
	const struct block_device *device = update->settings.device;
	uint32_t other = block_at(update, 1 - block);
	*at = other;
	if (device->erase(device->context, other) != 0)
		return false;
	if (!update->confirmed.sequence)
		return true;
	*at = other + UPDATE_PAGE;
	return put_next(update, other, update->confirmed);
}

bool update_record_add(struct update *update, int slot, int64_t number)
{
	struct update_record record = { .slot = slot, .number = number };
	uint32_t block = 0, from = begin_of(update), at;
	/* Behind the last number that reads there is none: better no newer image than one that is not found again. */
	if (update->newest.sequence > INT32_MAX - TURN_PAGES)
		return false;
	if (update->newest.sequence) {
		block = (update->newest.at - begin_of(update)) /
		        update->settings.device->erase_size;
		from = update->newest.at + UPDATE_PAGE;
	}
	if (!blank_page(update, from, block, &at))
		return false;
	return (at != NO_PAGE || turn_over(update, block, &at)) && put_next(update, at, record);
}
