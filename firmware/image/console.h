/*
 * console.h - lines from the console: commands, and the image's input.
 *
 * Commands, each answered by its last line `? WORD`:
 *   ?state            the station's state as JSON
 *   ?list             `SEQ LINE` of every event without receipt: what a dead network keeps here can be carried off
 *   ?passport TEXT    one more line of a passport; ?passport alone begins anew
 *   ?keep [CRC]       write the passport and start again; not if it was heard wrong (CRC-32 of its lines, 8 digits)
 *   ?image, ?bytes, ?end   a newer image (renewal.h)
 *   ?press N          as if button N (1, 2) were pressed: boards without pins, and tests
 *   ?restart
 * Memory  in struct unit.
 */
#ifndef PIGTRACE_FIRMWARE_CONSOLE_H
#define PIGTRACE_FIRMWARE_CONSOLE_H

#include "firmware/image/unit.h"

void console_step(struct unit *unit);

/* The last line of a command's answer: `? WORD`. */
void console_answer(const char *word);

/* Eight hexadecimal digits. */
bool console_crc(struct span digits, uint32_t *crc);

/* Say the state, as ?state does. */
void console_state(struct unit *unit);

#endif
