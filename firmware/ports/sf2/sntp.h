/*
 * sntp.h - what time it is, asked of a time server over UDP.
 *
 * Source  RFC 4330 (SNTPv4): 48 bytes, the server's transmit timestamp in seconds since 1900 and 2^-32 of one.
 *         An answer counts if it repeats our own timestamp and the server says that it is synchronised. Half the
 *         way there and back is added. Seconds of the era that began in 2036 are understood.
 * Memory  static, one UDP block of lwIP. Used between uplink_open and for ever.
 */
#ifndef PIGTRACE_FIRMWARE_SNTP_H
#define PIGTRACE_FIRMWARE_SNTP_H

#include <stdbool.h>
#include <stdint.h>

/* host: dotted IPv4, "" for no server. */
void sntp_open(const char *host, uint16_t port);

/* Ask if it is time to; true, once for each good answer, and *at_ms is now (ms since 1970 UTC). */
bool sntp_step(int64_t now_ms, int64_t *at_ms);

#endif
