/*
 * tag.h - readers of animal transponders: three ways in which they say what they read.
 *
 * tag_ascii     a line of text, as stick and panel readers send it, ended by CR, LF or both:
 *                 LA 982 000001088420            "line mode, animal": country or maker, national code
 *                 LA 00000 0 982 000001088420    the same with reserved field and data block flag
 *                 982000001088420                15 digits, with or without a space behind the third
 *               Half and full duplex tags give the same text. LR ... is an industrial tag: no animal's.
 *               Source: Allflex RS320 and panel reader user manuals ("Interpreting Tag ID Code
 *               Information"), the format of TI's TIRIS S2000 reader.
 * tag_module    30 bytes of 134.2 kHz modules (WL-134A, RDM134): 02 · national code 10 hexadecimal digits,
 *               lowest digit first · country 4, lowest first · data block flag · animal flag ·
 *               reserved 4 · user 6 · XOR of the 26 digits · its complement · 03.
 *               Source: module data sheet "ISO11784/5 134.2K module, output data format".
 * tag_telegram  the 128 bits of an FDX-B transponder, bytes filled from the highest bit, at any bit
 *               offset: 00000000001, then 13 times 8 data bits (lowest first) and a 1: 64 identification
 *               bits, 16 CRC bits, 24 trailer bits. CRC-CCITT (x^16+x^12+x^5+1), initial 0, over the
 *               64 bits in the order sent. Source: ISO 11785 6.1; ISO 11784 table 1 for the fields:
 *               bit 1 animal · 2-15 reserved · 16 data block · 17-26 country · 27-64 national code.
 *
 * Limits  country 001..998, so test tags (999) and what no country is (000) are DEVICE_RANGE.
 */
#ifndef PIGTRACE_FIRMWARE_TAG_H
#define PIGTRACE_FIRMWARE_TAG_H

#include "firmware/device/frame.h"
#include "firmware/device/reading.h"

#define TAG_LINE_MOST    48
#define TAG_MODULE_FRAME 30

struct tag_ascii {
	char line[TAG_LINE_MOST];
	uint8_t len;
	bool dropping; /* inside a line that is too long */
};

struct tag_module {
	struct frame frame;
};

struct tag_telegram {
	uint64_t high; /* the newest 128 bits, oldest on top */
	uint64_t low;
};

enum device_result tag_ascii_feed(struct tag_ascii *parser, uint8_t byte, struct reading *reading);
/* A reader that ends its lines with nothing. */
enum device_result tag_ascii_silence(struct tag_ascii *parser, struct reading *reading);

enum device_result tag_module_feed(
	struct tag_module *parser, uint8_t byte, struct reading *reading);

/* At most one telegram can end within a byte. */
enum device_result tag_telegram_feed(
	struct tag_telegram *parser, uint8_t byte, struct reading *reading);

/* CRC of a telegram's identification bytes, in the order sent. */
uint16_t tag_crc(const uint8_t *bytes, size_t len);

#endif
