/*
 * renewal.h - a newer image for a board, over its console, and the end of its trial (firmware/core/update.h).
 *
 * Lines     in base64, each with the CRC-32 (8 hexadecimal digits) of all that stands behind it in the line. Whoever
 *           sends waits for each answer: `? at N`, N the bytes of the image that are kept, where the next line begins;
 *           or a word that refuses it.
 *             ?image CRC HEADER      an image is offered, by its header (without what fills it up)
 *             ?bytes CRC N BYTES     the image's bytes from N on, RENEWAL_BYTES at most; from elsewhere than `at` said
 *                                    they are not taken, and `? at` is said again
 *             ?end                   all of it is there: `? ok`, and the next start tries it
 *           What was refused may be said again; readings are kept meanwhile.
 * Trial     an image on trial is confirmed by the first receipt that is of this start: one for numbers it sent, or the
 *           answer to its question for the time. After RENEWAL_TRIAL_MS without one it restarts.
 * Refused   `no-loader`: nothing could start another image. `no-maker`: the passport names none.
 * Memory    one struct renewal, below 500 bytes, in struct unit; the note buffer takes what a line said.
 */
#ifndef PIGTRACE_FIRMWARE_RENEWAL_H
#define PIGTRACE_FIRMWARE_RENEWAL_H

#include "core/base/bytes.h"
#include "firmware/core/update.h"

#define RENEWAL_BYTES    512
#define RENEWAL_TRIAL_MS 1800000

struct unit;

struct renewal {
	const char *cannot; /* NULL: images are taken */
	int slot;           /* this image's; UPDATE_FACTORY */
	char name[UPDATE_NAME_MOST + 1];
	struct update update;
};

void renewal_open(struct unit *unit);

/* The three commands; rest: what stands behind the command's name. */
void renewal_image(struct unit *unit, struct span rest);
void renewal_bytes(struct unit *unit, struct span rest);
void renewal_end(struct unit *unit, struct span rest);

/* A receipt of this start came. */
void renewal_receipt(struct unit *unit);

void renewal_step(struct unit *unit, int64_t now_ms);

/* Members of the state: what runs, and whether on trial; nothing without a boot loader. */
void renewal_state(const struct unit *unit, struct out *extra);

#endif
