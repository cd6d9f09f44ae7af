/*
 * Any bytes as the record of which image is tried and which confirmed: reading it ends, nothing that nobody signed is
 * chosen, reading it again says the same, and an image that is taken then is tried and can be confirmed.
 * Input: the used part of the two blocks in turn; a page that looks like a record is made a whole one, or no byte of it
 * could be changed without its checksum. One whose three reserved bytes are not FF stays as it is.
 */
#define CHIP_BLOCK  4096
#define CHIP_BLOCKS 6
#define PART        1024 /* bytes of the input that go to the start of a block */

#include "../unit/kit_chip.h"

#include "core/base/crc32.h"
#include "firmware/core/block_put.h"
#include "firmware/core/update.h"

static const char content[] = "an image";

static void take(struct update *update, const struct note_secret *maker)
{
	struct update_image image = {
		.name = "gate-sf2", .number = INT32_MAX, .length = sizeof(content)
	};
	char header[UPDATE_HEADER];
	crypto_hash_sha256(image.sha256, (const unsigned char *)content, sizeof(content));
	chip_must(update_header_write(&image, maker, header) == UPDATE_OK);
	enum update_error error = update_begin(update, header);
	if (error == UPDATE_OLD) /* a record that has its CRC says so */
		return;
	chip_must(error == UPDATE_OK);
	chip_must(update_put(update, content, sizeof(content)) == UPDATE_OK);
	bool last = update->newest.sequence > INT32_MAX - 2;
	chip_must(update_end(update) == (last ? UPDATE_DEVICE : UPDATE_OK));
}

#define FIELDS 16 /* bytes of a page, in front of their CRC-32 */

static void make_whole(void)
{
	static const uint8_t magic[] = { 0xF7, 'P', 'U', 1 }, reserved[] = { 0xFF, 0xFF, 0xFF };
	for (uint32_t at = 0; at < 2 * CHIP_BLOCK; at += UPDATE_PAGE)
		if (memcmp(chip + at, magic, sizeof(magic)) == 0 &&
			memcmp(chip + at + FIELDS - sizeof(reserved), reserved, sizeof(reserved)) ==
				0)
			block_number_put(chip + at + FIELDS, crc32_more(0, chip + at, FIELDS), 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const uint8_t seed[32] = { 5 };
	struct note_secret maker;
	struct update update, again;
	struct update_choice choice;
	struct update_settings settings = { .device = &chip_device,
		.name = "gate-sf2",
		.record_block = 0,
		.slot_block = { 2, 4 },
		.slot_blocks = 2 };
	if (len > 2 * PART || sodium_init() < 0 ||
		note_key_make(span_of("maker"), seed, &maker) != NOTE_OK)
		return 0;
	settings.maker = maker.pub;
	chip_blank();
	memcpy(chip, bytes, len < PART ? len : PART);
	if (len > PART)
		memcpy(chip + CHIP_BLOCK, bytes + PART, len - PART);
	make_whole();
	chip_must(update_open(&update, &settings) == UPDATE_OK);
	chip_must(update_open(&again, &settings) == UPDATE_OK);
	chip_must(again.newest.sequence == update.newest.sequence &&
		  again.confirmed.sequence == update.confirmed.sequence &&
		  again.newest.tried == update.newest.tried);
	chip_must(update_boot(&update, &choice) == UPDATE_OK && choice.slot == UPDATE_FACTORY);
	take(&update, &maker);
	if (update.newest.number != INT32_MAX || update.newest.confirmed || update.newest.failed)
		return 0;
	chip_must(update_open(&update, &settings) == UPDATE_OK);
	chip_must(update_boot(&update, &choice) == UPDATE_OK && choice.trial);
	chip_must(update_confirm(&update) == UPDATE_OK);
	chip_must(update_boot(&update, &choice) == UPDATE_OK && choice.slot >= 0 && !choice.trial);
	return 0;
}
