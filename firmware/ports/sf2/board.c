/* The board itself: SmartFusion2 beside its lines, its flash and its network. */
#include "firmware/ports/sf2/sf2.h"

/* UG0331, MSS timer 1: counts down, from the top again behind zero. */
#define TIMER_VALUE   CORTEX_REGISTER(SF2_TIMER + 0x00)
#define TIMER_LOAD    CORTEX_REGISTER(SF2_TIMER + 0x04)
#define TIMER_CONTROL CORTEX_REGISTER(SF2_TIMER + 0x0C)
#define TIMER_ON      1

static uint32_t timer(void)
{
	return TIMER_VALUE;
}

const char *hal_board(void)
{
	return "sf2";
}

void hal_open(void)
{
	TIMER_LOAD = UINT32_MAX;
	TIMER_CONTROL = TIMER_ON;
	cortex_clock(SF2_CLOCK_HZ, timer, SF2_TIMER_HZ);
	sf2_uart_open();
	sf2_nor_open();
}
