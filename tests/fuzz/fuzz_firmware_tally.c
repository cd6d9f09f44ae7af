/* Any bytes as the block a tally stands on: what it then gives, it has not given, and does not give again. */
#define CHIP_BLOCK  1024
#define CHIP_BLOCKS 1

#include "../unit/kit_chip.h"

#include "firmware/core/tally.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct tally tally, again;
	uint32_t number;
	chip_blank();
	memcpy(chip, bytes, len < sizeof(chip) ? len : sizeof(chip));
	chip_must(tally_open(&tally, &chip_device) == TALLY_OK);
	int64_t day = tally.day ? tally.day : 1;
	uint32_t given = tally.day ? tally.given : 0;
	chip_must(given <= CHIP_BLOCK - 256 && tally.day >= 0 && tally.day <= UINT32_MAX);
	for (int i = 0; i < 3; i++) {
		enum tally_error error = tally_next(&tally, day, &number);
		if (error == TALLY_FULL)
			return 0;
		chip_must(error == TALLY_OK && number == given + 1);
		given = number;
		chip_must(tally_open(&again, &chip_device) == TALLY_OK);
		/* It counts on; strokes that stood behind a gap count, too. */
		chip_must(again.day == day && again.given >= given);
		given = again.given;
		tally = again;
	}
	chip_must(day == 1 || tally_next(&tally, day - 1, &number) == TALLY_BACK);
	chip_must(day == UINT32_MAX ||
		  (tally_next(&tally, day + 1, &number) == TALLY_OK && number == 1));
	return 0;
}
