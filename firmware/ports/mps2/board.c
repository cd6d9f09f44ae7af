/* The board itself: MPS2 beside its lines and its EEPROM. */
#include "firmware/ports/mps2/mps2.h"

/* ARM DDI 0479, APB timer 0: counts down, from the reload value again behind zero. */
#define TIMER_CONTROL CORTEX_REGISTER(MPS2_TIMER + 0x00)
#define TIMER_VALUE   CORTEX_REGISTER(MPS2_TIMER + 0x04)
#define TIMER_RELOAD  CORTEX_REGISTER(MPS2_TIMER + 0x08)
#define TIMER_ON      1

static uint32_t timer(void)
{
	return TIMER_VALUE;
}

const char *hal_board(void)
{
	return "mps2";
}

void hal_open(void)
{
	TIMER_RELOAD = UINT32_MAX;
	TIMER_VALUE = UINT32_MAX;
	TIMER_CONTROL = TIMER_ON;
	cortex_clock(MPS2_CLOCK_HZ, timer, MPS2_CLOCK_HZ);
	mps2_uart_open();
	mps2_eeprom_open();
}
