/*
 * gnss.h - position and time of a satellite receiver (GPS, BeiDou ...): NMEA 0183 sentences RMC and GGA.
 *
 * Frame   $ · talker (GP, GN, BD, GB, any two letters) · RMC or GGA · fields behind commas · * · XOR of what stands
 *         between $ and * as two hexadecimal digits · CR LF; at most 82 characters. Other sentences are
 *         passed over; a sentence without checksum is refused.
 * RMC     hhmmss.sss, status A valid / V warning, ddmm.mmmm, N/S, dddmm.mmmm, E/W, .., .., ddmmyy: time and position.
 * GGA     hhmmss.sss, position as above, quality 0 no fix: position alone, it has no date.
 *         A sentence without fix is DEVICE_NO_FIX: the receiver's clock may be a guess then, too.
 * Dates   yy is 2000 + yy. A receiver that lost count of the 1024-week cycle of GPS (IS-GPS-200, 20.3.3.3.1.1)
 *         tells a day 7168 days or a multiple of it early: a day before floor_day is moved by that cycle.
 * Limits  latitude -90..90, longitude -180..180 degrees, in millionths, rounded; second 60 is DEVICE_RANGE.
 * Source  NMEA 0183 (IEC 61162-1) sentences RMC and GGA.
 */
#ifndef PIGTRACE_FIRMWARE_GNSS_H
#define PIGTRACE_FIRMWARE_GNSS_H

#include "firmware/device/reading.h"

#define GNSS_SENTENCE_MOST 80 /* between $ and CR */

struct gnss_settings {
	int64_t floor_day; /* days since 1970: it is not earlier than this; 0: not known */
};

struct gnss {
	char sentence[GNSS_SENTENCE_MOST];
	uint8_t len;
	bool inside;
};

enum device_result gnss_feed(struct gnss *parser, const struct gnss_settings *settings,
	uint8_t byte, struct reading *reading);

#endif
