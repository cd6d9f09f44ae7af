/*
 * sntp_packet.h - the question to a time server and its answer, as bytes.
 *
 * Source  RFC 4330 (SNTP version 4), section 4: 48 bytes. Of an answer only this counts: a server's (mode 4) that is
 *         synchronised (leap indicator not 3), of stratum 1 to 15, that repeats our question's timestamp, and names a time.
 *         Seconds since 1900; what is below 2^31 is of the era that begins in 2036.
 * Memory  no allocation, no global state.
 */
#ifndef PIGTRACE_FIRMWARE_SNTP_PACKET_H
#define PIGTRACE_FIRMWARE_SNTP_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SNTP_PACKET 48

/* cookie: our "time", which an answer repeats: no two questions have the same. */
void sntp_question(uint8_t packet[static SNTP_PACKET], uint32_t cookie);

/* What follows the first SNTP_PACKET bytes (a key, a digest) is not looked at. *utc_ms: milliseconds since 1970; between
 * 1968 and 2104. */
bool sntp_answer(const uint8_t *bytes, size_t len, uint32_t cookie, int64_t *utc_ms);

#endif
