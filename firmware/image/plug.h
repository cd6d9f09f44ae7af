/*
 * plug.h - a device (firmware/device) on one of the board's lines: bytes, silences and questions at their time.
 *
 * Memory  one struct plug, below 600 bytes.
 */
#ifndef PIGTRACE_FIRMWARE_PLUG_H
#define PIGTRACE_FIRMWARE_PLUG_H

#include "firmware/device/device.h"
#include "firmware/hal/hal.h"

struct plug {
	enum hal_port port;
	struct device device;
	int64_t heard_ms; /* the last byte */
	int64_t every_ms; /* between two questions; 0: it is not asked */
	int64_t ask_ms;   /* the next question */
	bool listening;   /* bytes came since the last silence, or a question was asked */
};

/* What a device said; result is never DEVICE_NOTHING. */
typedef void plug_take(
	void *context, enum device_result result, const struct reading *reading, int64_t now_ms);

/* Sets the line as the device is delivered; the console is left as it is. */
void plug_open(struct plug *plug, enum hal_port port, const struct device_kind *kind,
	const struct device_settings *settings);

/* Look at the line. Not for the console: its bytes come by plug_line. */
void plug_step(struct plug *plug, int64_t now_ms, plug_take *take, void *context);

/* One line of the console as the device's bytes, with the CR behind it. */
void plug_line(struct plug *plug, struct span line, int64_t now_ms, plug_take *take, void *context);

#endif
