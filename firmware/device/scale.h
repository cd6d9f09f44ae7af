/*
 * scale.h - weighing indicators that repeat their display for ever ("continuous output").
 *
 * scale_yaohua  Yaohua XK3190 (A9, A23, A26 ...), continuous format 0, 12 bytes: 02 · + or - · six digits,
 *               highest first · decimal places '0'..'4' · XOR of bytes 2..9 as two hexadecimal digits · 03.
 *               In the unit the indicator shows: kg, or t if it was so set up (scale_settings).
 *               Source: XK3190-A26 and XK3190-A23p user manuals, "Continuous communication format 0".
 * scale_a12     Yaohua XK3190-A12(E), 15 bytes: W · G gross or N net · seven characters of the weight with
 *               its sign and point · kg · XOR of bytes 1..11 as two hexadecimal digits · CR LF. Nine blanks and
 *               OL: overload; LO: below zero. Source: XK3190-A12(E) user manual, "Communication mode".
 * scale_toledo  Mettler Toledo continuous, 17 or 18 bytes: 02 · status words A, B, C · six digits of the
 *               weight · six of the tare, blanks for leading zeros · CR · checksum if switched on: two's
 *               complement of the low 7 bits of the sum of all before. A: decimal point. B: 2 minus, 4 out
 *               of range, 8 in motion, 16 kg (else lb), 64 no zero yet. C: unit, 16 tenfold resolution.
 *               Once a checksum was right, one is demanded. Source: METTLER TOLEDO Wildcat technical
 *               manual, tables 6-8 to 6-11; the format of the IND series.
 *
 * Steady  Toledo says it. Yaohua does not: a weight is steady when steady_count frames in a row agree.
 * Limits  -999 999 .. 99 999 999 units of the display; reported in grams. Pounds and ounces are turned into
 *         grams (1 lb = 453.59237 g exactly, International Yard and Pound Agreement 1959).
 */
#ifndef PIGTRACE_FIRMWARE_SCALE_H
#define PIGTRACE_FIRMWARE_SCALE_H

#include "firmware/device/frame.h"
#include "firmware/device/reading.h"

struct scale_settings {
	uint8_t steady_count; /* frames in a row that must agree; at least 1 */
	bool tonnes;          /* a Yaohua that shows t */
};

struct scale {
	struct frame frame;
	bool checked; /* this line sends checksums */
	uint8_t agree;
	int64_t last_g;
};

enum device_result scale_yaohua_feed(struct scale *parser, const struct scale_settings *settings,
	uint8_t byte, struct reading *reading);
enum device_result scale_a12_feed(struct scale *parser, const struct scale_settings *settings,
	uint8_t byte, struct reading *reading);
enum device_result scale_toledo_feed(struct scale *parser, uint8_t byte, struct reading *reading);
/* A Toledo without checksum whose frame is whole, or a frame that was cut off. */
enum device_result scale_toledo_silence(struct scale *parser, struct reading *reading);

#endif
