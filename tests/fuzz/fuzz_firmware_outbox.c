/*
 * Any bytes as the flash of an outbox: opening it ends, keeps its own promises, and what it then takes
 * is there at the next start. The input is the used part of each block; the rest of the flash is erased.
 */
#include "firmware/core/outbox.h"

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
