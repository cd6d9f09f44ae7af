/* kit_device.h - feeding a device in tests: what it said, byte by byte, as one list. */
#ifndef PIGTRACE_TESTS_KIT_DEVICE_H
#define PIGTRACE_TESTS_KIT_DEVICE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "firmware/device/device.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SAID_MOST    32

struct said {
	int count;
	enum device_result result[SAID_MOST];
	struct reading reading[SAID_MOST];
};

static inline struct device device_of(const char *kind)
{
	struct device device;
	struct device_settings settings = device_defaults();
	assert_non_null(device_find(span_of(kind)));
	device_start(&device, device_find(span_of(kind)), &settings);
	return device;
}

static inline void say(struct said *said, enum device_result result, struct reading reading)
{
	if (result == DEVICE_NOTHING)
		return;
	assert_true(said->count < SAID_MOST);
	said->result[said->count] = result;
	said->reading[said->count++] = reading;
}

static inline void hear_bytes(
	struct device *device, const void *bytes, size_t len, struct said *said)
{
	const uint8_t *at = bytes;
	for (size_t i = 0; i < len; i++) {
		struct reading reading = { 0 };
		say(said, device_feed(device, at[i], &reading), reading);
	}
}

static inline void hear(struct device *device, const char *text, struct said *said)
{
	hear_bytes(device, text, strlen(text), said);
}

static inline void hear_silence(struct device *device, struct said *said)
{
	struct reading reading = { 0 };
	say(said, device_silence(device, &reading), reading);
}

#endif
