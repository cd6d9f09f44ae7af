/*
 * sf2.h - addresses and interrupts of the SmartFusion2 microcontroller subsystem, for the files of this port.
 *
 * Source  Microchip UG0331 (SmartFusion2 MSS User Guide), memory map and interrupt table.
 */
#ifndef PIGTRACE_FIRMWARE_SF2_H
#define PIGTRACE_FIRMWARE_SF2_H

#include "firmware/ports/cortex_m/cortex_m.h"

#define SF2_CLOCK_HZ 142000000
#define SF2_TIMER_HZ \
	100000000 /* APB 0 as the emulated board has it; a real one divides SF2_CLOCK_HZ */

#define SF2_FACTORY  0x00010000 /* behind the loader: sf2.ld */
#define SF2_DDR      0xA0000000
#define SF2_DDR_LOG2 26 /* 64 MB on the SF2-SOM */

#define SF2_UART0 0x40000000
#define SF2_UART1 0x40010000
#define SF2_SPI0  0x40001000
#define SF2_TIMER 0x40004000
#define SF2_EMAC  0x40041000

#define SF2_IRQ_UART0 10
#define SF2_IRQ_UART1 11
#define SF2_IRQ_EMAC  12

void sf2_uart_open(void);
void sf2_nor_open(void);

#endif
