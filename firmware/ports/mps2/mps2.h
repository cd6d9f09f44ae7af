/*
 * mps2.h - addresses and interrupts of MPS2 with AN385, for the files of this port.
 *
 * Source  ARM DAI 0385 (Application Note AN385), memory map and interrupts.
 */
#ifndef PIGTRACE_FIRMWARE_MPS2_H
#define PIGTRACE_FIRMWARE_MPS2_H

#include "firmware/ports/cortex_m/cortex_m.h"

#define MPS2_CLOCK_HZ 25000000

#define MPS2_TIMER 0x40000000
#define MPS2_UART0 0x40004000
#define MPS2_UART1 0x40005000
#define MPS2_UART2 0x40006000
#define MPS2_UART3 0x40007000
#define MPS2_I2C   0x4002A000 /* shield 1 */

#define MPS2_IRQ_UART0_RX 0
#define MPS2_IRQ_UART1_RX 2
#define MPS2_IRQ_UART2_RX 4
#define MPS2_IRQ_UART3_RX 18

void mps2_uart_open(void);
void mps2_eeprom_open(void);

#endif
