/*
 * hal.h - what a board must give a station: a clock, serial lines, a signal for people, storage, a restart.
 *
 * One board is linked into an image, so these are plain functions; firmware/hal/uplink.h is the network.
 * Use     main calls hal_open first and once. All but hal_open may be called in any order, none from an
 *         interrupt, none of them twice at once.
 * Memory  static only. Nothing here may call malloc; the build fails if it is linked.
 * Proof   firmware/README.md says how to try each of them on a new board.
 */
#ifndef PIGTRACE_FIRMWARE_HAL_H
#define PIGTRACE_FIRMWARE_HAL_H

#include "firmware/core/block_device.h"

#include <stdbool.h>
#include <stddef.h>

/* Clocks, interrupts, pins, storage. Returns in any case; storage that does not answer shows in its calls. */
void hal_open(void);

/* What images for this board have behind their name: "sf2". */
const char *hal_board(void);

/* Milliseconds since hal_open: 0 or more, never back, no step above 10 ms while it is asked often. It
 * counts on while hal_rest sleeps. 2^63 ms do not pass. */
int64_t hal_now_ms(void);

/* Sleep until an interrupt came (also one that came since the last call, so nothing is slept through), but
 * 10 ms at most. It may return at once. Without a call for 10 s the board restarts (HAL_RESET_WATCHDOG). */
void hal_rest(void);

/* Serial lines; which plug is which port is the board's table in firmware/README.md. */
enum hal_port {
	HAL_CONSOLE, /* answers and commands; a reader's or scanner's input too: it only listens */
	HAL_DEVICE_1,
	HAL_DEVICE_2,
	HAL_MODEM,
	HAL_PORT_COUNT
};

/* How a line is set: 300..115200 baud, 7 or 8 data bits, parity N, E or O, 1 or 2 stop bits. All lines are 115200 8N1
 * from hal_open on. What the board cannot set exactly it sets as near as it can. */
void hal_set_line(
	enum hal_port port, uint32_t baud, uint8_t data_bits, char parity, uint8_t stop_bits);

/* At most `most` bytes that arrived on a port, in order, without waiting: 0..most. 0 for a port the board
 * does not have. At least 256 bytes are kept between calls. */
size_t hal_read(enum hal_port port, uint8_t *into, size_t most);

/* How often a byte of a port was lost (no room, framing, overrun) since hal_open; stays at UINT32_MAX. */
uint32_t hal_lost(enum hal_port port);

/* Send len bytes; returns when the last has been handed to the line's own buffer. Bytes for a port the
 * board does not have are dropped. */
void hal_write(enum hal_port port, const void *bytes, size_t len);

/* What a person at the station hears and sees: told apart with closed eyes on a slaughter line. */
enum hal_signal {
	HAL_ACCEPTED,    /* one short high beep, green for half a second */
	HAL_REFUSED,     /* three low beeps, red for two seconds */
	HAL_NEARLY_FULL, /* long-short, amber until told otherwise */
	HAL_ALARM,       /* until told otherwise: a limit is crossed (cold chain) */
	HAL_QUIET,       /* ends amber and alarm */
	HAL_SIGNAL_COUNT
};

/* Begins the signal and returns at once; a newer one replaces the one under way. */
void hal_signal(enum hal_signal signal);

/* Two buttons, bit 0 and bit 1: pressed since the last call (debounced, at least 30 ms, one press once). */
unsigned hal_buttons(void);

/* The storage, whole, for as long as the program runs. Its promises are block_device.h's: prog only clears
 * bits; what a call did not name keeps its value when power fails inside it. */
const struct block_device *hal_storage(void);

/* Why the processor started. */
enum hal_reset {
	HAL_RESET_POWER,    /* power came back, or the board cannot tell */
	HAL_RESET_SOFTWARE, /* hal_restart */
	HAL_RESET_FAULT,    /* a fault handler, e.g. stack overflow */
	HAL_RESET_WATCHDOG, /* hal_rest was not called for 10 s */
	HAL_RESET_COUNT
};
enum hal_reset hal_reset_cause(void);

/* What the boot loader started (firmware/core/update.h). */
enum hal_origin {
	HAL_ORIGIN_NONE, /* no boot loader: no other image can be started */
	HAL_ORIGIN_FACTORY,
	HAL_ORIGIN_SLOT_0,
	HAL_ORIGIN_SLOT_1,
	HAL_ORIGIN_COUNT
};
enum hal_origin hal_origin(void);

/* Start again from the beginning, at once. RAM is lost; storage is as after a power cut between two calls. */
_Noreturn void hal_restart(void);

/* Bytes of stack that were never used since the start: 0..size. */
size_t hal_stack_left(void);

#endif
