/*
 * scanner.h - a bar or QR code scanner on a serial line, or a keyboard wedge behind one.
 *
 * Frame   the text of the code, ended by CR, LF, TAB, ETX, or by nothing: then silence ends it. Empty
 *         frames (CR LF) are passed over. Before the text a STX, an AIM symbology identifier (]Q3, ]C1: a
 *         bracket, a letter, a digit) and the prefix, behind it the suffix, that the scanner was told to
 *         send: they are taken off. A code without the prefix or suffix that was set is DEVICE_FORM: it
 *         came from another scanner, or was cut off.
 * Limits  SCANNER_CODE_MOST bytes of UTF-8 without control characters.
 * Source  Hangzhou Grow GM65 Bar Code Reader Module User Manual V1.3, "Data edit" (prefix, suffix, stop
 *         character, CODE ID); AIM identifiers: ISO/IEC 15424.
 */
#ifndef PIGTRACE_FIRMWARE_SCANNER_H
#define PIGTRACE_FIRMWARE_SCANNER_H

#include "firmware/device/reading.h"

#define SCANNER_CODE_MOST 256
#define SCANNER_AFFIX     16 /* the most a GM65 can send before or behind a code, and a NUL */

struct scanner_settings {
	char prefix[SCANNER_AFFIX]; /* "" none */
	char suffix[SCANNER_AFFIX];
};

struct scanner {
	char code[SCANNER_CODE_MOST];
	uint16_t len;
	bool dropping; /* inside a code that is too long */
	bool given;    /* `code` was handed out: the next byte begins another */
};

enum device_result scanner_feed(struct scanner *parser, const struct scanner_settings *settings,
	uint8_t byte, struct reading *reading);
enum device_result scanner_silence(
	struct scanner *parser, const struct scanner_settings *settings, struct reading *reading);

#endif
