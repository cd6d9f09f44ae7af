/* Formatting an outbox, and finding out what a device holds. */
#include "firmware/core/outbox_layout.h"

#include <string.h>

static bool geometry_good(const struct block_device *device)
{
	return device->page_size == OUTBOX_PAGE && device->block_count >= 2 &&
	       device->block_count <= OUTBOX_BLOCKS_MOST &&
	       device->erase_size >= OUTBOX_BLOCK_LEAST && device->erase_size % OUTBOX_PAGE == 0 &&
	       device->erase_size <= UINT32_MAX / device->block_count;
}

static uint32_t block_before(const struct block_device *device, uint32_t block)
{
	return block > 0 ? block - 1 : device->block_count - 1;
}

/* The valid header of the highest generation. OUTBOX_NEWER or OUTBOX_GEOMETRY only if no header is ours. */
static enum outbox_error find_head(
	const struct block_device *device, uint32_t *head, struct outbox_header *newest)
{
	enum outbox_error result = OUTBOX_BLANK;
	for (uint32_t block = 0; block < device->block_count; block++) {
		struct outbox_header header;
		enum outbox_error error = outbox_header_read(device, block, &header);
		if (error == OUTBOX_DEVICE)
			return error;
		if (error != OUTBOX_OK) {
			result = result == OUTBOX_BLANK ? error : result;
			continue;
		}
		if (result != OUTBOX_OK || header.generation > newest->generation) {
			*newest = header;
			*head = block;
		}
		result = OUTBOX_OK;
	}
	return result;
}

static bool header_is_blank(const struct block_device *device, uint32_t block)
{
	uint8_t bytes[OUTBOX_HEADER];
	if (device->read(device->context, block * device->erase_size, bytes, OUTBOX_HEADER) != 0)
		return false;
	for (size_t i = 0; i < OUTBOX_HEADER; i++)
		if (bytes[i] != 0xFF)
			return false;
	return true;
}

enum outbox_error outbox_format(const struct block_device *device, int64_t epoch)
{
	struct outbox_header newest;
	uint32_t head = device->block_count - 1;
	if (!geometry_good(device))
		return OUTBOX_GEOMETRY;
	enum outbox_error error = find_head(device, &head, &newest);
	if (error == OUTBOX_DEVICE)
		return error;
	if (epoch < 1 || epoch > OUTBOX_NUMBER_MOST ||
		(error == OUTBOX_OK && epoch <= newest.epoch))
		return OUTBOX_EPOCH;
	/* Oldest block first: a cut leaves the newest blocks, so the old epoch's numbers still only rise. */
	for (uint32_t i = 0, block = head; i < device->block_count; i++) {
		block = outbox_block_after(device, block);
		if (header_is_blank(device, block))
			continue;
		error = outbox_header_void(device, block);
		if (error != OUTBOX_OK || device->sync(device->context) != 0)
			return OUTBOX_DEVICE;
	}
	struct outbox_header header = { .generation = 1, .epoch = epoch, .first = 1 };
	if (device->erase(device->context, 0) != 0 || device->sync(device->context) != 0)
		return OUTBOX_DEVICE;
	error = outbox_header_write(device, 0, &header);
	if (error == OUTBOX_OK && device->sync(device->context) != 0)
		error = OUTBOX_DEVICE;
	return error;
}

/* Walk back from the head while the generations fit: *tail becomes the oldest block of the ring. */
static enum outbox_error find_oldest(struct outbox *outbox)
{
	const struct block_device *device = outbox->device;
	uint64_t generation = outbox->generation;
	int64_t first = outbox->block_first[outbox->head];
	for (uint32_t i = 1; i < device->block_count; i++) {
		struct outbox_header header;
		uint32_t block = block_before(device, outbox->tail);
		enum outbox_error error = outbox_header_read(device, block, &header);
		if (error == OUTBOX_DEVICE)
			return error;
		if (error != OUTBOX_OK || header.generation != generation - 1 ||
			header.epoch != outbox->epoch || header.first > first)
			break;
		generation = header.generation;
		first = header.first;
		outbox->block_first[block] = first;
		outbox->tail = block;
	}
	return OUTBOX_OK;
}

/* One step through a block: what stands at *at, which then moves on. False at the block's end. */
static bool step(struct outbox *outbox, uint32_t end, uint32_t *at, struct outbox_record *record,
	enum outbox_found *found, enum outbox_error *error)
{
	if (*error != OUTBOX_OK || *at >= end)
		return false;
	*error = outbox_record_check(
		outbox->device, outbox->epoch, *at, outbox->page, record, found);
	*at += *found == OUTBOX_WHOLE_RECORD ? outbox_record_size(record->len) : OUTBOX_PAGE;
	return *error == OUTBOX_OK;
}

static uint32_t first_record_at(const struct outbox *outbox, uint32_t block)
{
	return block * outbox->device->erase_size + OUTBOX_PAGE;
}

/* The newest block with a mark becomes the tail, and behind its last mark begins what waits. A record of a
 * number below its block's first is wreckage: its mark says nothing. */
static enum outbox_error find_marks(struct outbox *outbox)
{
	uint32_t oldest = outbox->tail;
	uint32_t block = outbox->head;
	enum outbox_error error = OUTBOX_OK;
	outbox->first = outbox->block_first[oldest];
	for (;;) {
		struct outbox_record record;
		enum outbox_found found;
		bool marked = false;
		uint32_t at = first_record_at(outbox, block);
		while (step(outbox, outbox_block_end(outbox->device, block), &at, &record, &found,
			&error)) {
			if (found != OUTBOX_WHOLE_RECORD || !record.marked ||
				record.seq < outbox->first ||
				record.seq < outbox->block_first[block])
				continue;
			marked = true;
			outbox->first = record.seq + 1;
		}
		if (error != OUTBOX_OK || marked || block == oldest)
			break;
		block = block_before(outbox->device, block);
	}
	outbox->tail = block;
	return error;
}

/* The highest number that anything on the device says was confirmed. */
static enum outbox_error find_confirmed(struct outbox *outbox)
{
	enum outbox_error error = OUTBOX_OK;
	outbox->synced = outbox->first - 1;
	for (uint32_t block = outbox->tail;; block = outbox_block_after(outbox->device, block)) {
		struct outbox_record record;
		enum outbox_found found;
		uint32_t at = first_record_at(outbox, block);
		if (outbox->block_first[block] - 1 > outbox->synced)
			outbox->synced = outbox->block_first[block] - 1;
		while (step(outbox, outbox_block_end(outbox->device, block), &at, &record, &found,
			&error)) {
			if (found == OUTBOX_WHOLE_RECORD &&
				record.seq - record.distance > outbox->synced)
				outbox->synced = record.seq - record.distance;
		}
		if (error != OUTBOX_OK || block == outbox->head)
			return error;
	}
}

static void count_damaged(struct outbox *outbox, int64_t upto)
{
	int64_t from = outbox->next > outbox->first ? outbox->next : outbox->first;
	if (upto > from)
		outbox->damaged += upto - from;
	outbox->next = upto;
}

/* What settling found of the numbers it passed over, and of what it must not keep. */
struct settling {
	int64_t needed; /* numbers were passed over because all up to here was confirmed */
	int64_t kept;   /* all up to here was confirmed, as the headers and records say that stay */
	uint32_t last_len;
	bool wreckage; /* whole records out of order: they must go, and what they say goes with them */
	bool voiding; /* let them go */
	bool keeping; /* let them be, and take those that may be taken */
};

static int64_t later(int64_t one, int64_t other)
{
	return one > other ? one : other;
}

/* Pass over the numbers before upto, which only what was confirmed allows. */
static void pass_over(struct outbox *outbox, struct settling *settling, int64_t upto)
{
	settling->needed = later(settling->needed, outbox->next);
	count_damaged(outbox, upto);
}

static void take(struct outbox *outbox, struct settling *settling, uint32_t at,
	const struct outbox_record *record)
{
	if (record->seq > outbox->next)
		pass_over(outbox, settling, record->seq);
	outbox->next = record->seq + 1;
	outbox->place = (struct outbox_place){ record->seq, at };
	settling->kept = later(settling->kept, record->seq - record->distance);
	if (record->marked)
		settling->kept = later(settling->kept, record->seq);
	settling->last_len = OUTBOX_RECORD_HEADER + record->len;
}

/* A page that is no part of a whole record: void what is on it, so that it stays so. */
static enum outbox_error settle_page(struct outbox *outbox, uint32_t at, bool *blank)
{
	const struct block_device *device = outbox->device;
	uint8_t both = 0xFF;
	if (device->read(device->context, at, outbox->page, OUTBOX_PAGE) != 0)
		return OUTBOX_DEVICE;
	for (size_t i = 0; i < OUTBOX_PAGE; i++)
		both &= outbox->page[i];
	*blank = both == 0xFF;
	if (*blank || (outbox->page[0] | outbox->page[1] | outbox->page[2] | outbox->page[3]) == 0)
		return OUTBOX_OK;
	return outbox_record_void(device, at);
}

/* Take the whole records of a block in order, void what does not read, and note where writing may go on. */
static enum outbox_error settle_block(
	struct outbox *outbox, uint32_t block, struct settling *settling)
{
	const struct block_device *device = outbox->device;
	uint32_t base = block * device->erase_size;
	uint32_t at = first_record_at(outbox, block);
	enum outbox_error error = OUTBOX_OK;
	outbox->fill = OUTBOX_PAGE;
	while (at < outbox_block_end(device, block)) {
		struct outbox_record record;
		enum outbox_found found;
		bool blank;
		error = outbox_record_check(
			device, outbox->epoch, at, outbox->page, &record, &found);
		if (error != OUTBOX_OK)
			return error;
		if (found == OUTBOX_WHOLE_RECORD && record.seq >= outbox->next &&
			(record.seq == outbox->next || outbox->next <= outbox->synced ||
				settling->keeping)) {
			take(outbox, settling, at, &record);
			at += outbox_record_size(record.len);
			outbox->fill = at - base;
			continue;
		}
		if (found == OUTBOX_WHOLE_RECORD && !settling->voiding) {
			settling->wreckage = true;
			at += outbox_record_size(record.len);
			outbox->fill = at - base;
			continue;
		}
		error = settle_page(outbox, at, &blank);
		if (error != OUTBOX_OK)
			return error;
		at += OUTBOX_PAGE;
		if (!blank)
			outbox->fill = at - base;
	}
	return OUTBOX_OK;
}

/* The block behind the head must hold no number that is yet to be given: its header would be lost. */
static enum outbox_error check_header_lost(struct outbox *outbox)
{
	uint32_t block = outbox_block_after(outbox->device, outbox->head);
	enum outbox_error error = OUTBOX_OK;
	struct outbox_record record;
	enum outbox_found found;
	uint32_t at = first_record_at(outbox, block);
	if (block == outbox->tail)
		return OUTBOX_OK;
	while (step(
		outbox, outbox_block_end(outbox->device, block), &at, &record, &found, &error)) {
		if (found == OUTBOX_WHOLE_RECORD && record.seq >= outbox->next)
			return OUTBOX_CORRUPT;
	}
	return error;
}

/* A header that a cut left half-written must not read as a whole one at the next start. */
static enum outbox_error settle_header(struct outbox *outbox)
{
	const struct block_device *device = outbox->device;
	uint32_t block = outbox_block_after(device, outbox->head);
	struct outbox_header header;
	enum outbox_error error = outbox_header_read(device, block, &header);
	if (error == OUTBOX_OK || error == OUTBOX_DEVICE)
		return error;
	return outbox_header_void(device, block);
}

static enum outbox_error settle_blocks(struct outbox *outbox, struct settling *settling)
{
	outbox->next = outbox->block_first[outbox->tail];
	outbox->damaged = 0;
	outbox->place = (struct outbox_place){ 0 };
	for (uint32_t block = outbox->tail;; block = outbox_block_after(outbox->device, block)) {
		int64_t first = outbox->block_first[block];
		/* Numbers only rise; more than the header knows were given would be numbers given twice. */
		if (outbox->next > first)
			return OUTBOX_CORRUPT;
		count_damaged(outbox, first);
		settling->kept = later(settling->kept, first - 1);
		enum outbox_error error = settle_block(outbox, block, settling);
		if (error != OUTBOX_OK)
			return error;
		if (block == outbox->head)
			break;
	}
	/* What was confirmed but no longer reads at the very end: its numbers stay taken. */
	if (outbox->next <= outbox->synced) {
		pass_over(outbox, settling, outbox->synced + 1);
		settling->needed = outbox->synced;
	}
	return check_header_lost(outbox);
}

/* All that the device says, from its blocks' headers to its last line. */
static enum outbox_error survey(struct outbox *outbox, struct settling *settling)
{
	struct outbox_header newest;
	uint32_t head = 0;
	enum outbox_error error = find_head(outbox->device, &head, &newest);
	if (error != OUTBOX_OK)
		return error;
	*settling = (struct settling){ 0 };
	outbox->epoch = newest.epoch;
	outbox->generation = newest.generation;
	outbox->head = head;
	outbox->tail = head;
	outbox->block_first[head] = newest.first;
	error = find_oldest(outbox);
	if (error == OUTBOX_OK)
		error = find_marks(outbox);
	if (error == OUTBOX_OK)
		error = find_confirmed(outbox);
	if (error == OUTBOX_OK)
		error = settle_blocks(outbox, settling);
	return error;
}

/* A new block, whose header says what was found. */
static enum outbox_error bear_witness(struct outbox *outbox)
{
	int64_t synced = outbox->synced;
	if (outbox->next > OUTBOX_NUMBER_MOST)
		return OUTBOX_FULL;
	outbox->broken = false;
	enum outbox_error error = outbox_start_block(outbox);
	outbox->broken = true;
	outbox->synced = synced; /* what was decided once is decided the same way */
	return error;
}

/* Void the whole records that are out of order. Where numbers stay taken only because one of them says so, a new
 * block says it first; in a full ring they stay, and those with higher numbers are taken, as they would be if the
 * numbers before them had been confirmed. */
static enum outbox_error clear_wreckage(struct outbox *outbox, struct settling *settling)
{
	struct settling voiding = { .voiding = true };
	enum outbox_error error = OUTBOX_OK;
	if (settling->needed > settling->kept)
		error = bear_witness(outbox);
	if (error == OUTBOX_FULL) {
		*settling = (struct settling){ .keeping = true };
		return settle_blocks(outbox, settling);
	}
	if (error == OUTBOX_OK)
		error = settle_blocks(outbox, &voiding);
	return error == OUTBOX_OK ? survey(outbox, settling) : error;
}

enum outbox_error outbox_open(struct outbox *outbox, const struct block_device *device)
{
	struct settling settling;
	memset(outbox, 0, sizeof(*outbox));
	outbox->device = device;
	outbox->broken = true;
	if (!geometry_good(device))
		return OUTBOX_GEOMETRY;
	enum outbox_error error = survey(outbox, &settling);
	/* Each round voids a page, or begins the block after which one will: this ends. Without wreckage the next
	 * start reads the same. */
	while (error == OUTBOX_OK && settling.wreckage && !settling.keeping)
		error = clear_wreckage(outbox, &settling);
	if (error == OUTBOX_OK)
		error = settle_header(outbox);
	if (error == OUTBOX_OK)
		error = outbox_firm_up(
			device, outbox->head * device->erase_size, OUTBOX_HEADER, outbox->page);
	if (error == OUTBOX_OK && settling.last_len)
		error = outbox_firm_up(device, outbox->place.at, settling.last_len, outbox->page);
	if (error != OUTBOX_OK)
		return error;
	outbox->broken = false;
	outbox_advance_tail(outbox);
	return outbox_sync(outbox);
}
