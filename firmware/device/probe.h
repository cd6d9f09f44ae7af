/*
 * probe.h - a temperature probe on a Modbus RTU line, asked for one register.
 *
 * Request   unit · function 03 (holding) or 04 (input registers) · register, count 1, both high byte first ·
 *           CRC-16 low byte first. Answer: unit · function · 02 · value high, low · CRC. Exception: unit ·
 *           function with its highest bit · code · CRC. Adapters that echo the request are understood.
 * Value     signed 16 bits, tenths or hundredths of a degree Celsius (probe_settings.digits).
 * Broken    A sensor that is open or shorted never gives a reading: 0x8000 and 0x7FFF (what transmitters send
 *           for it), 85.00 (a DS18B20 that was switched on but never measured: data sheet 19-7487, "power-on
 *           reset value"), and whatever is outside of least_c100 .. most_c100.
 * Limits    one question at a time; what comes unasked is not looked at.
 * Source    MODBUS over Serial Line V1.02, 2.5.1 (RTU framing, CRC: 0xA001 reflected, initial 0xFFFF);
 *           MODBUS Application Protocol V1.1b3, 6.3, 6.4, 7.
 */
#ifndef PIGTRACE_FIRMWARE_PROBE_H
#define PIGTRACE_FIRMWARE_PROBE_H

#include "firmware/device/reading.h"

#define PROBE_REQUEST 8

struct probe_settings {
	uint8_t unit;   /* 1..247 */
	bool holding;   /* function 03, else 04 */
	uint16_t reg;   /* address as sent, from 0 */
	uint8_t digits; /* of the value behind the point: 1 or 2 */
	int32_t least_c100;
	int32_t most_c100;
};

struct probe {
	uint8_t at[PROBE_REQUEST];
	uint8_t len;
	bool asked;
};

/* The question, PROBE_REQUEST bytes; what was heard before it is forgotten. */
size_t probe_ask(struct probe *parser, const struct probe_settings *settings,
	uint8_t request[static DEVICE_REQUEST_MOST]);
enum device_result probe_feed(struct probe *parser, const struct probe_settings *settings,
	uint8_t byte, struct reading *reading);
/* The answer is overdue: DEVICE_SILENT, or DEVICE_FORM for one that was cut off. */
enum device_result probe_silence(struct probe *parser);

uint16_t probe_crc(const uint8_t *bytes, size_t len);

#endif
