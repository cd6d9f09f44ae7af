/*
 * passport.h - who a board is: its station, keys, epoch, broker. Written once over the console, then kept.
 *
 * Text    lines KEY VALUE, LF behind each; a key once, unknown keys are an error:
 *           station-key  PRIVATE+KEY+...   (core/note/note.h; its name is the station's)
 *           gateway-key  NAME+ID+BASE64
 *           maker-key    NAME+ID+BASE64: whose images the board takes (update.h); absent: nobody's
 *           epoch        1..2^53-1, above every epoch this station ever had
 *           broker       host:port         (dotted IPv4 on Ethernet)
 *           password     the broker login, station's name is the user; may be absent
 *           address      a.b.c.d/netmask/router: Ethernet only
 *           time         host:port of a time server (SNTP), the same kind of host; may be absent
 *           place        place of the station's events, place:...; may be absent
 *           reader       the console's device (firmware/device), e.g. tag-ascii; absent: the image's own
 *           scale        the scale on HAL_DEVICE_1, or none; absent: scale-yaohua
 *           truck        truck:PLATE, for the truck image
 *           limits       LEAST/MOST in hundredths of a degree Celsius, e.g. 0/400: outside is an alarm
 *           sample       seconds between two temperatures, 1..3600; absent: 60
 *           track        seconds a track event covers, 1..86400; absent: 900
 *           zone         minutes east of UTC that times are written in; absent: 480
 *           blocks       2..256 erase blocks for the outbox; absent: all the board gives
 * Stored  in the passport's erase block: magic, length, CRC-32, text. A cut while it is written leaves none: the
 *         board is a blank one and is told again. Only a new flash, or none, makes a board blank again.
 * Secret  no function and no command gives the private key back.
 * Memory  one struct passport, about 800 bytes; no allocation.
 */
#ifndef PIGTRACE_FIRMWARE_PASSPORT_H
#define PIGTRACE_FIRMWARE_PASSPORT_H

#include "firmware/core/sender.h"

#define PASSPORT_TEXT_MOST 1024
#define PASSPORT_WORD_MOST 64
#define PASSPORT_KIND_MOST 16

struct passport {
	struct sender_keys keys;
	struct note_public maker; /* name "": none */
	int64_t epoch;
	char host[PASSPORT_WORD_MOST];
	uint16_t port;
	char time_host[PASSPORT_WORD_MOST];
	uint16_t time_port;
	char password[PASSPORT_WORD_MOST];
	char address[3][16]; /* own address, netmask, router */
	char place[PASSPORT_WORD_MOST];
	char reader[PASSPORT_KIND_MOST];
	char scale[PASSPORT_KIND_MOST];
	char truck[PASSPORT_WORD_MOST];
	bool has_limits;
	int32_t least_c100;
	int32_t most_c100;
	int64_t sample_ms; /* 0: as usual */
	int64_t track_ms;
	int zone_min;
	uint32_t blocks; /* 0: all */
};

enum passport_error {
	PASSPORT_OK,
	PASSPORT_BLANK,   /* the block holds none */
	PASSPORT_THERE,   /* the block holds one already: written once */
	PASSPORT_TEXT,    /* a line that is not as above; *line says which, from 1 */
	PASSPORT_MISSING, /* station-key, gateway-key, epoch or broker is not there */
	PASSPORT_DEVICE,  /* the storage failed, or does not read back */
	PASSPORT_ERROR_COUNT
};

enum passport_error passport_parse(struct span text, struct passport *passport, int *line);

/* The passport in the first block of a device. text is room for PASSPORT_TEXT_MOST bytes; it is cleared. */
enum passport_error passport_read(const struct block_device *device,
	char text[static PASSPORT_TEXT_MOST], struct passport *passport);

/* The maker's key alone, for a boot loader: PASSPORT_MISSING if the passport names none. text as above. */
enum passport_error passport_maker(const struct block_device *device,
	char text[static PASSPORT_TEXT_MOST], struct note_public *maker);

/* Check it, then write it there; never over another one. */
enum passport_error passport_write(
	const struct block_device *device, struct span text, struct passport *passport, int *line);

/* A word for the console. */
const char *passport_error_word(enum passport_error error);

#endif
