/*
 * device.h - what is plugged into a station: bytes of a serial line in, readings out.
 *
 * Every kind of device is a row of a table and a parser of its own, all of one shape: feed it a byte, tell it
 * when the line was silent, and it answers with nothing yet, a reading, or what was wrong. A parser finds its
 * frame again behind noise, and what does not check never becomes a reading. A sensor that is broken gives
 * no reading: absent is not zero.
 *
 * Units   mass_g grams, temp_c100 hundredths of a degree Celsius, lat_e6 and lon_e6 millionths of a degree,
 *         at_ms milliseconds since 1970 UTC, silence_ms and ask_ms milliseconds.
 * Memory  one struct device of the caller's, below 512 bytes; no allocation, no global state. The span of a
 *         code lives until the next call.
 */
#ifndef PIGTRACE_FIRMWARE_DEVICE_H
#define PIGTRACE_FIRMWARE_DEVICE_H

#include "firmware/device/gnss.h"
#include "firmware/device/probe.h"
#include "firmware/device/scale.h"
#include "firmware/device/scanner.h"
#include "firmware/device/tag.h"

/* The line as the maker's manual has it when the device is new. */
struct device_line {
	uint32_t baud;
	uint8_t data_bits; /* 7 or 8 */
	char parity;       /* N, E, O */
	uint8_t stop_bits; /* 1 or 2 */
};

/* What a person may set; a kind uses what concerns it. */
struct device_settings {
	struct scanner_settings scanner;
	struct scale_settings scale;
	struct gnss_settings gnss;
	struct probe_settings probe;
};

struct device;

struct device_kind {
	const char *name;  /* "tag-ascii" */
	const char *title; /* gettext msgid */
	struct device_line line;
	enum reading_kind gives;
	uint32_t silence_ms; /* a gap this long ends a frame; 0: gaps mean nothing */
	uint32_t ask_ms;     /* it is to be asked this often; 0: it speaks by itself */
	enum device_result (*feed)(struct device *device, uint8_t byte, struct reading *reading);
	enum device_result (*silence)(struct device *device, struct reading *reading);
	size_t (*ask)(struct device *device, uint8_t request[static DEVICE_REQUEST_MOST]);
};

extern const struct device_kind device_kinds[];
extern const size_t device_kind_count;

struct device {
	const struct device_kind *kind;
	struct device_settings settings;
	union {
		struct tag_ascii tag_ascii;
		struct tag_module tag_module;
		struct tag_telegram tag_telegram;
		struct scanner scanner;
		struct scale scale;
		struct gnss gnss;
		struct probe probe;
	} parser;
};

/* NULL if there is no such kind. */
const struct device_kind *device_find(struct span name);
struct device_settings device_defaults(void);
void device_start(struct device *device, const struct device_kind *kind,
	const struct device_settings *settings);

enum device_result device_feed(struct device *device, uint8_t byte, struct reading *reading);

/* The line has been silent for silence_ms of the kind: what had begun is ended. For a device that was asked:
 * its answer did not come, or not whole. */
enum device_result device_silence(struct device *device, struct reading *reading);

/* The bytes to send, 0 if this kind is not asked. */
size_t device_ask(struct device *device, uint8_t request[static DEVICE_REQUEST_MOST]);

#endif
