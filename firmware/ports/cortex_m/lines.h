/*
 * lines.h - what the serial lines of every board have in common: a ring for each, filled by its interrupt.
 *
 * A port says how many lines it has and how its UART takes and gives a byte; HAL_CONSOLE is its first line, the others
 * stand in the order of enum hal_port.
 */
#ifndef PIGTRACE_FIRMWARE_LINES_H
#define PIGTRACE_FIRMWARE_LINES_H

#include "firmware/ports/cortex_m/cortex_m.h"
#include "firmware/ports/cortex_m/ring.h"

struct line {
	struct ring ring;
	volatile uint32_t lost;
};

/* Of the port: */
extern struct line lines[];
extern const unsigned lines_count; /* 1..HAL_PORT_COUNT */
void lines_room(unsigned line);    /* hal_read has made room: interrupts may come again */
bool lines_can_send(unsigned line);
void lines_send(unsigned line, uint8_t byte);

/* A byte was lost (no room, framing, overrun). */
static inline void line_lost(struct line *line)
{
	line->lost += line->lost < UINT32_MAX;
}

#endif
