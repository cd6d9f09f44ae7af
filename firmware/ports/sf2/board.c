/* The board itself: SmartFusion2 beside its lines, its flash and its network. */
#include "firmware/ports/sf2/sf2.h"

void hal_open(void)
{
	cortex_clock(SF2_CLOCK_HZ);
	sf2_uart_open();
	sf2_nor_open();
}
