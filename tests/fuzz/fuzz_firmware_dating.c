/*
 * Any lines as what an outbox holds, dated and undated, clocks of all starts: opening it ends, each number has one
 * content however often it is read, and a line that is undated becomes one that is not, and no longer than was promised.
 */
#define CHIP_BLOCK  8192
#define CHIP_BLOCKS 4

#include "../unit/kit_chip.h"

#include "firmware/core/dating.h"

static char scratch[OUTBOX_LINE_MOST + 1], line[OUTBOX_LINE_MOST + 1], twice[OUTBOX_LINE_MOST + 1];

/* The lines, into an outbox that was just made. */
static void keep(struct outbox *outbox, struct span rest)
{
	struct span one;
	int64_t seq;
	chip_blank();
	chip_must(outbox_format(&chip_device, 1) == OUTBOX_OK);
	chip_must(outbox_open(outbox, &chip_device) == OUTBOX_OK);
	while (span_cut(&rest, '\n', &one))
		if (outbox_append(outbox, one, &seq) == OUTBOX_FULL)
			break;
	chip_must(outbox_sync(outbox) == OUTBOX_OK);
}

static void check_resolve(struct span text)
{
	struct dating_anchor anchor = {
		.boot = 1, .utc_ms = INT64_C(1795000000000), .error_ms = 1500, .offset_min = 480
	};
	int64_t boot, up_ms;
	size_t len = text.len;
	if (!dating_parse(text, &boot, &up_ms))
		return;
	chip_must(boot >= 0 && boot <= DATING_BOOT_MOST && up_ms >= 0 && up_ms <= DATING_UP_MOST);
	if (len > OUTBOX_LINE_MOST - DATING_GROWS)
		return;
	memcpy(line, text.at, len);
	if (dating_resolve(line, sizeof(line), &len, &anchor))
		chip_must(len <= text.len + DATING_GROWS &&
			  !dating_parse((struct span){ line, len }, &boot, &up_ms));
	else
		chip_must(len == text.len && memcmp(line, text.at, len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct outbox outbox;
	struct dating dating;
	size_t one, two;
	check_resolve((struct span){ (const char *)bytes, len });
	keep(&outbox, (struct span){ (const char *)bytes, len });
	enum outbox_error opened = dating_open(&dating, &outbox, 480, scratch);
	if (opened != OUTBOX_OK)
		return 0;
	chip_must(dating.count >= 0 && dating.count <= DATING_BOOTS);
	for (int64_t seq = outbox.first; seq <= outbox.synced; seq++) {
		enum outbox_error error = dating_read(&dating, seq, line, sizeof(line), &one);
		chip_must(error == OUTBOX_OK || error == OUTBOX_UNDATED || error == OUTBOX_ROOM);
		chip_must(dating_read(&dating, seq, twice, sizeof(twice), &two) == error);
		chip_must(error != OUTBOX_OK || (one == two && memcmp(line, twice, one) == 0));
	}
	return 0;
}
