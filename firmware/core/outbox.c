#include "firmware/core/outbox_layout.h"

#include "core/base/crc32.h"
#include "core/base/words.h" /* only N_, which is nothing */
#include "firmware/core/block_put.h"

#include <string.h>

#define APPEND_TRIES 4 /* worn pages one line may skip */

static bool line_good(struct span line)
{
	if (line.len < 1 || line.len > OUTBOX_LINE_MOST)
		return false;
	for (size_t i = 0; i < line.len; i++) {
		unsigned char c = (unsigned char)line.at[i];
		if (c < 0x20 || c > 0xF4)
			return false;
	}
	return true;
}

static enum outbox_error fail(struct outbox *outbox)
{
	outbox->broken = true;
	return OUTBOX_DEVICE;
}

/* Begin the next block of the ring. The order of the steps is what makes a cut between any two harmless:
 * all before is confirmed, the old header can no longer be taken for a valid one, then erase. */
enum outbox_error outbox_start_block(struct outbox *outbox)
{
	const struct block_device *device = outbox->device;
	uint32_t block = outbox_block_after(outbox->device, outbox->head);
	struct outbox_header header = {
		.generation = outbox->generation + 1, .epoch = outbox->epoch, .first = outbox->next
	};
	if (block == outbox->tail)
		return OUTBOX_FULL;
	if (outbox_header_void(device, block) != OUTBOX_OK || outbox_sync(outbox) != OUTBOX_OK)
		return fail(outbox);
	if (device->erase(device->context, block * device->erase_size) != 0 ||
		device->sync(device->context) != 0)
		return fail(outbox);
	if (outbox_header_write(device, block, &header) != OUTBOX_OK ||
		device->sync(device->context) != 0)
		return fail(outbox);
	outbox->place = (struct outbox_place){ 0 };
	outbox->generation = header.generation;
	outbox->head = block;
	outbox->fill = OUTBOX_PAGE;
	outbox->block_first[block] = header.first;
	if (outbox->first == outbox->next)
		outbox->tail = block;
	return OUTBOX_OK;
}

/* Program a record page by page and read every page back; false if the device does not hold it. */
static bool write_record(
	struct outbox *outbox, uint32_t at, const struct outbox_record *record, const char *line)
{
	const struct block_device *device = outbox->device;
	uint32_t left = record->len;
	uint32_t used = OUTBOX_RECORD_HEADER;
	outbox_record_encode(record, outbox->page);
	for (;;) {
		uint32_t part = OUTBOX_PAGE - used < left ? OUTBOX_PAGE - used : left;
		memcpy(outbox->page + used, line, part);
		used += part;
		if (!block_put(device, at, outbox->page, used))
			return false;
		line += part;
		left -= part;
		if (left == 0)
			return true;
		at += OUTBOX_PAGE;
		used = 0;
	}
}

enum outbox_error outbox_append(struct outbox *outbox, struct span line, int64_t *seq)
{
	if (!line_good(line))
		return OUTBOX_LINE;
	if (outbox->broken)
		return OUTBOX_DEVICE;
	if (outbox->next > OUTBOX_NUMBER_MOST)
		return OUTBOX_FULL;
	struct outbox_record record = { .seq = outbox->next, .len = (uint32_t)line.len };
	uint32_t size = outbox_record_size(record.len);
	for (int i = 0; i < APPEND_TRIES; i++) {
		if (outbox->fill + size > outbox->device->erase_size) {
			enum outbox_error error = outbox_start_block(outbox);
			if (error != OUTBOX_OK)
				return error;
		}
		int64_t distance = outbox->next - outbox->synced;
		record.distance = distance > UINT32_MAX ? UINT32_MAX : (uint32_t)distance;
		record.crc =
			crc32_more(outbox_record_crc(outbox->epoch, &record), line.at, line.len);
		uint32_t at = outbox->head * outbox->device->erase_size + outbox->fill;
		outbox->fill += size;
		if (write_record(outbox, at, &record, line.at)) {
			*seq = outbox->next++;
			return OUTBOX_OK;
		}
		if (outbox_record_void(outbox->device, at) != OUTBOX_OK)
			break;
	}
	return fail(outbox);
}

enum outbox_error outbox_sync(struct outbox *outbox)
{
	if (outbox->broken || outbox->device->sync(outbox->device->context) != 0)
		return fail(outbox);
	outbox->synced = outbox->next - 1;
	return OUTBOX_OK;
}

/* The block of tail..head whose numbers include seq. */
static uint32_t block_of(const struct outbox *outbox, int64_t seq)
{
	uint32_t block = outbox->tail;
	while (block != outbox->head) {
		uint32_t after = outbox_block_after(outbox->device, block);
		if (outbox->block_first[after] > seq)
			break;
		block = after;
	}
	return block;
}

/* Walk to the record of seq from the remembered place or its block's start. */
static enum outbox_error locate(
	struct outbox *outbox, int64_t seq, struct outbox_record *record, uint32_t *at)
{
	const struct block_device *device = outbox->device;
	uint32_t block = block_of(outbox, seq);
	uint32_t from = block * device->erase_size + OUTBOX_PAGE;
	uint32_t end = block == outbox->head ? block * device->erase_size + outbox->fill
	                                     : outbox_block_end(device, block);
	if (outbox->place.seq && outbox->place.seq <= seq && outbox->place.at > from &&
		outbox->place.at < end)
		from = outbox->place.at;
	while (from < end) {
		enum outbox_found found;
		enum outbox_error error = outbox_record_peek(device, from, record, &found);
		if (error != OUTBOX_OK)
			return error;
		if (found == OUTBOX_WHOLE_RECORD && record->seq >= seq) {
			*at = from;
			outbox->place = (struct outbox_place){ record->seq, from };
			return record->seq == seq ? OUTBOX_OK : OUTBOX_DAMAGED;
		}
		from += found == OUTBOX_WHOLE_RECORD ? outbox_record_size(record->len)
		                                     : OUTBOX_PAGE;
	}
	return OUTBOX_DAMAGED;
}

enum outbox_error outbox_read(
	struct outbox *outbox, int64_t seq, char *into, size_t size, size_t *len)
{
	const struct block_device *device = outbox->device;
	struct outbox_record record;
	uint32_t at;
	if (seq < outbox->first || seq > outbox->synced)
		return OUTBOX_ABSENT;
	enum outbox_error error = locate(outbox, seq, &record, &at);
	if (error != OUTBOX_OK)
		return error;
	*len = record.len;
	if (record.len > size)
		return OUTBOX_ROOM;
	if (device->read(device->context, at + OUTBOX_RECORD_HEADER, into, record.len) != 0)
		return OUTBOX_DEVICE;
	uint32_t crc = crc32_more(outbox_record_crc(outbox->epoch, &record), into, record.len);
	return crc == record.crc ? OUTBOX_OK : OUTBOX_DAMAGED;
}

void outbox_advance_tail(struct outbox *outbox)
{
	while (outbox->tail != outbox->head) {
		uint32_t after = outbox_block_after(outbox->device, outbox->tail);
		if (outbox->block_first[after] > outbox->first)
			return;
		outbox->tail = after;
	}
}

enum outbox_error outbox_receipt(struct outbox *outbox, int64_t upto)
{
	const struct block_device *device = outbox->device;
	static const uint8_t receipted = 0;
	struct outbox_record record;
	uint32_t at;
	if (upto > outbox->synced)
		return OUTBOX_BEYOND;
	if (upto < outbox->first)
		return OUTBOX_OK;
	/* A mark that cannot be made costs a resend after the next start, no more. */
	if (locate(outbox, upto, &record, &at) == OUTBOX_OK)
		(void)device->prog(device->context, at + OUTBOX_MARK_AT, &receipted, 1);
	outbox->first = upto + 1;
	outbox_advance_tail(outbox);
	return OUTBOX_OK;
}

static uint32_t blocks_in_use(const struct outbox *outbox)
{
	return outbox->head >= outbox->tail
	               ? outbox->head - outbox->tail
	               : outbox->head + outbox->device->block_count - outbox->tail;
}

int outbox_fill_permille(const struct outbox *outbox)
{
	if (outbox->first ==
		outbox->next) /* also one that was never opened: a blank board tells its state */
		return 0;
	uint32_t count = outbox->device->block_count;
	uint64_t pages_a_block = outbox->device->erase_size / OUTBOX_PAGE;
	uint64_t pages = blocks_in_use(outbox) * pages_a_block + outbox->fill / OUTBOX_PAGE;
	return (int)(pages * 1000 / (count * pages_a_block));
}

bool outbox_has_room(const struct outbox *outbox, uint64_t count, uint64_t bytes)
{
	/* Of each block the header takes a page, and the longest line that does not fit any more
	 * leaves at most its own size unused. The block being written is not counted. */
	uint64_t longest = outbox_record_size(OUTBOX_LINE_MOST) / OUTBOX_PAGE;
	uint64_t pages_a_block = outbox->device->erase_size / OUTBOX_PAGE - 1 - longest;
	uint64_t blocks = outbox->device->block_count - 1 - blocks_in_use(outbox);
	uint64_t pages = bytes / OUTBOX_PAGE + 2 * count;
	return pages <= blocks * pages_a_block;
}

const char *outbox_error_text(enum outbox_error error)
{
	static const char *const texts[OUTBOX_ERROR_COUNT] = {
		[OUTBOX_OK] = N_("no error"),
		[OUTBOX_FULL] = N_("the outbox is full of lines the gateway has not receipted"),
		[OUTBOX_LINE] =
			N_("not a line: empty, longer than 4096 bytes, or with control characters"),
		[OUTBOX_ABSENT] = N_("no such number in the outbox"),
		[OUTBOX_DAMAGED] = N_("the record of this number no longer reads"),
		[OUTBOX_ROOM] = N_("the buffer is too small for the line"),
		[OUTBOX_BEYOND] = N_("the gateway holds numbers this outbox never gave: was it "
				     "restored from a copy?"),
		[OUTBOX_BLANK] = N_("the device holds no outbox"),
		[OUTBOX_NEWER] = N_("the outbox was written by a newer version"),
		[OUTBOX_CORRUPT] = N_("the outbox is damaged where numbers could be given twice: a "
				      "new epoch is needed"),
		[OUTBOX_EPOCH] = N_("the epoch is out of range or not above the one on the device"),
		[OUTBOX_GEOMETRY] = N_("the sizes of the device do not fit the outbox"),
		[OUTBOX_DEVICE] = N_("the storage device failed"),
		[OUTBOX_UNDATED] = N_("the time of this line is not known yet"),
	};
	return texts[error];
}
