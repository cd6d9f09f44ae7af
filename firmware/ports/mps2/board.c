/* The board itself: MPS2 beside its lines and its EEPROM. */
#include "firmware/ports/mps2/mps2.h"

void hal_open(void)
{
	cortex_clock(MPS2_CLOCK_HZ);
	mps2_uart_open();
	mps2_eeprom_open();
}
