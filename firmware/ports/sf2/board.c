/* The board itself: what SmartFusion2 has beside its lines, its flash and its network. */
#include "firmware/ports/sf2/sf2.h"

void hal_open(void)
{
	cortex_clock(SF2_CLOCK_HZ);
	sf2_uart_open();
	sf2_nor_open();
}

/* The emulated machine has no pins: signals are said on the console and buttons come from it
 * (firmware/image/console.c). A board with pins drives its lights and its buzzer here. */
void hal_signal(enum hal_signal signal)
{
	static const char *const words[HAL_SIGNAL_COUNT] = {
		[HAL_ACCEPTED] = "accepted",
		[HAL_REFUSED] = "refused",
		[HAL_NEARLY_FULL] = "nearly-full",
		[HAL_ALARM] = "alarm",
		[HAL_QUIET] = "quiet",
	};
	size_t len = 0;
	while (words[signal][len])
		len++;
	hal_write(HAL_CONSOLE, "# signal ", 9);
	hal_write(HAL_CONSOLE, words[signal], len);
	hal_write(HAL_CONSOLE, "\n", 1);
}

unsigned hal_buttons(void)
{
	return 0;
}
