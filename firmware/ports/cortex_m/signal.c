/* Signals of boards without pins, as the emulated ones are: said on the console. A board with pins drives its lights
 * and its buzzer instead; buttons come from the console, too (firmware/image/console.c). */
#include "firmware/hal/hal.h"

#include <string.h>

void hal_signal(enum hal_signal signal)
{
	static const char *const words[HAL_SIGNAL_COUNT] = {
		[HAL_ACCEPTED] = "# signal accepted\n",
		[HAL_REFUSED] = "# signal refused\n",
		[HAL_NEARLY_FULL] = "# signal nearly-full\n",
		[HAL_ALARM] = "# signal alarm\n",
		[HAL_QUIET] = "# signal quiet\n",
	};
	hal_write(HAL_CONSOLE, words[signal], strlen(words[signal]));
}

unsigned hal_buttons(void)
{
	return 0;
}
