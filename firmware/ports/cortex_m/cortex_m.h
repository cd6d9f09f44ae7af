/*
 * cortex_m.h - what every Cortex-M3 board does alike: start, clock tick, sleep, restart, watchdog, stack paint.
 *
 * Source  ARM DDI 0403 (ARMv7-M Architecture Reference Manual): vector table B1.5.3, SysTick B3.3, AIRCR
 *         B3.2.6, NVIC B3.4, MPU B3.5.
 * Memory  static only.
 */
#ifndef PIGTRACE_FIRMWARE_CORTEX_M_H
#define PIGTRACE_FIRMWARE_CORTEX_M_H

#include "firmware/hal/hal.h"

#define CORTEX_INTERRUPTS 32 /* external interrupts in the vector table */

/* A 32-bit register at an address. */
#define CORTEX_REGISTER(address) (*(volatile uint32_t *)(address))

/*
 * Start the clock hal_now_ms reads. hz: the processor's, for the tick that ends hal_rest. down reads a timer of the
 * board that counts down through all 32 bits, down_hz times a second: ticks that a busy board misses do not
 * slow its clock. It is read at least every few seconds, so it must not come round faster.
 */
void cortex_clock(uint32_t hz, uint32_t (*down)(void), uint32_t down_hz);

/* From now on `handler` serves external interrupt `number` (below CORTEX_INTERRUPTS). */
void cortex_serve(unsigned number, void (*handler)(void));

/* For interrupt handlers: hal_rest must not sleep before the main loop has gone round once more. */
void cortex_wake(void);

/* For work that takes longer than the watchdog's patience: the board does not hang. hal_rest says so, too. */
void cortex_alive(void);

/* For a boot loader: start the image whose vector table stands there. It finds the processor as behind a reset, the
 * cause of this start, and this origin. */
_Noreturn void cortex_jump(const uint32_t *image, enum hal_origin from);

/* Code may run from 2^log2_size bytes at `at` (a multiple of that) until the next reset: above 0xA0000000 it may not,
 * unless it is told so (ARM DDI 0403, B3.1). */
void cortex_executable(uint32_t at, unsigned log2_size);

/* Run with interrupts off: a short copy that an interrupt must not cut in two. */
uint32_t cortex_lock(void);
void cortex_unlock(uint32_t before);

#endif
