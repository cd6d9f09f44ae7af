/*
 * Any bytes as the flash of an outbox: opening it ends, keeps its own promises, and what it then takes
 * is there at the next start. The input is the used part of each block; the rest of the flash is erased. What looks
 * like a header or a record is made a whole one, or no byte of it could be changed without its checksum; one whose
 * reserved bytes are not as they should be stays as it is.
 */
#include "core/base/crc32.h"
#include "firmware/core/block_put.h"
#include "firmware/core/outbox_layout.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK  8192
#define BLOCKS 3
#define PART   1024 /* bytes of the input that go to the start of each block in turn */

static uint8_t flash[BLOCK * BLOCKS];

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
	if (at % OUTBOX_PAGE + len > OUTBOX_PAGE || at > sizeof(flash) - len)
		abort();
	for (uint32_t i = 0; i < len; i++)
		flash[at + i] &= bytes[i];
	return 0;
}

static int flash_erase(void *context, uint32_t at)
{
	(void)context;
	if (at % BLOCK || at >= sizeof(flash))
		abort();
	memset(flash + at, 0xFF, BLOCK);
	return 0;
}

static int flash_sync(void *context)
{
	(void)context;
	return 0;
}

static const struct block_device device = { NULL, OUTBOX_PAGE, BLOCK, BLOCKS, flash_read,
	flash_prog, flash_erase, flash_sync };

#define HEADER_CRC_AT 40
#define RECORD_CRC_AT 20

/* The epoch of the first header there is; 1 without one. */
static int64_t make_headers_whole(void)
{
	int64_t epoch = 1;
	for (uint32_t block = BLOCKS; block > 0; block--) {
		uint8_t *header = flash + (block - 1) * BLOCK;
		if (memcmp(header, "\xF7PB", 3) != 0 || block_number_get(header + 6, 2) != 0)
			continue;
		block_number_put(header + HEADER_CRC_AT, crc32_more(0, header, HEADER_CRC_AT), 4);
		epoch = (int64_t)block_number_get(header + 24, 8);
	}
	return epoch;
}

static void make_records_whole(int64_t epoch)
{
	for (uint32_t at = 0; at < sizeof(flash); at += OUTBOX_PAGE) {
		struct outbox_record record;
		enum outbox_found found;
		if (at % BLOCK == 0 || flash[at + 7] != 0xFF ||
			outbox_record_peek(&device, at, &record, &found) != OUTBOX_OK ||
			found != OUTBOX_WHOLE_RECORD)
			continue;
		uint32_t crc = crc32_more(outbox_record_crc(epoch, &record),
			flash + at + OUTBOX_RECORD_HEADER, record.len);
		block_number_put(flash + at + RECORD_CRC_AT, crc, 4);
	}
}

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_readable(struct outbox *outbox)
{
	char line[OUTBOX_LINE_MOST];
	size_t len;
	check(outbox->first >= 1 && outbox->first <= outbox->next);
	check(outbox->synced == outbox->next - 1);
	int64_t damaged = 0;
	int64_t from = outbox->next - outbox->first > 200 ? outbox->next - 200 : outbox->first;
	for (int64_t seq = from; seq < outbox->next; seq++) {
		enum outbox_error error = outbox_read(outbox, seq, line, sizeof(line), &len);
		check(error == OUTBOX_OK || error == OUTBOX_DAMAGED);
		damaged += error == OUTBOX_DAMAGED;
	}
	check(damaged <= outbox->damaged);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct outbox outbox;
	char back[16];
	size_t back_len;
	int64_t seq = 0;
	memset(flash, 0xFF, sizeof(flash));
	for (size_t block = 0; block < BLOCKS && len > 0; block++) {
		size_t part = len < PART ? len : PART;
		memcpy(flash + block * BLOCK, bytes, part);
		bytes += part;
		len -= part;
	}
	make_records_whole(make_headers_whole());
	if (outbox_open(&outbox, &device) != OUTBOX_OK) {
		check(outbox_append(&outbox, span_of("x"), &seq) == OUTBOX_DEVICE);
		return 0;
	}
	check_readable(&outbox);
	int64_t first = outbox.first, next = outbox.next;
	check(outbox_open(&outbox, &device) == OUTBOX_OK);
	check(outbox.first == first && outbox.next == next);
	for (int i = 0; i < 40; i++) {
		enum outbox_error error = outbox_append(&outbox, span_of("after"), &seq);
		if (error == OUTBOX_FULL)
			break;
		check(error == OUTBOX_OK && seq == next);
		next++;
	}
	check(outbox_sync(&outbox) == OUTBOX_OK);
	/* Wreckage of a later block may come to stand behind the head: said, never a lower number. */
	enum outbox_error again = outbox_open(&outbox, &device);
	if (again == OUTBOX_CORRUPT)
		return 0;
	check(again == OUTBOX_OK && outbox.next == next);
	if (seq)
		check(outbox_read(&outbox, seq, back, sizeof(back), &back_len) == OUTBOX_OK &&
			back_len == 5 && memcmp(back, "after", 5) == 0);
	check(outbox_receipt(&outbox, outbox.synced) == OUTBOX_OK && outbox.first == outbox.next);
	return 0;
}
