/*
 * loader: what the processor starts with. It runs the image that was confirmed, or one more try of the one that is to
 * be (firmware/core/update.h), or the factory's.
 *
 * It stands in the board's own flash, is never written again, knows no secret (of the passport it reads the maker's
 * key alone) and says nothing on the console but that it has nothing to run: what comes in there is the image's.
 * The image's name, its number and whether it is on trial are in the image's state.
 */
#include "firmware/core/passport.h"
#include "firmware/core/places.h"
#include "firmware/core/update.h"
#include "firmware/hal/hal.h"
#include "firmware/ports/cortex_m/cortex_m.h"
#include "firmware/ports/sf2/sf2.h"

#define IMAGE_MOST (256u * 1024 - UPDATE_HEADER) /* sf2-slot.ld */

/* What to run, and where the storage says so; the factory's image if it says nothing. */
static enum hal_origin choose(void)
{
	static char text[PASSPORT_TEXT_MOST];
	static struct update update;
	static struct update_choice choice;
	struct update_settings settings = { .device = hal_storage(),
		.name = NULL, /* the maker's, whatever it is: the image itself takes no other board's */
		.record_block = PLACE_RECORD,
		.slot_block = { PLACE_SLOT_0, PLACE_SLOT_1 },
		.slot_blocks = PLACE_SLOT_BLOCKS,
		.run_from = (uint8_t *)(uintptr_t)SF2_DDR,
		.run_most = IMAGE_MOST };
	if (passport_maker(settings.device, text, &settings.maker) != PASSPORT_OK)
		return HAL_ORIGIN_FACTORY;
	cortex_executable(SF2_DDR, SF2_DDR_LOG2);
	if (update_open(&update, &settings) != UPDATE_OK ||
		update_boot(&update, &choice) != UPDATE_OK || choice.slot == UPDATE_FACTORY)
		return HAL_ORIGIN_FACTORY;
	return choice.slot == 0 ? HAL_ORIGIN_SLOT_0 : HAL_ORIGIN_SLOT_1;
}

/* A vector table, and no blank flash: its stack is in RAM. */
static bool is_image(const uint32_t *image)
{
	return image[0] >= 0x20000000 && image[0] <= 0x20010000 && image[1] % 2 == 1;
}

int main(void)
{
	static const char nothing[] = "# no image\n";
	hal_open();
	enum hal_origin origin = choose();
	const uint32_t *image =
		(const uint32_t *)(uintptr_t)(origin == HAL_ORIGIN_FACTORY ? SF2_FACTORY : SF2_DDR);
	if (is_image(image))
		cortex_jump(image, origin);
	hal_write(HAL_CONSOLE, nothing, sizeof(nothing) - 1);
	for (;;)
		hal_rest();
}
