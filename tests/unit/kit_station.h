/*
 * kit_station.h - an outbox on a chip (kit_chip.h), and the keys of a station and its gateway.
 */
#ifndef PIGTRACE_TESTS_KIT_STATION_H
#define PIGTRACE_TESTS_KIT_STATION_H

#define CHIP_BLOCK  65536
#define CHIP_BLOCKS 4

#include "kit_chip.h"

#include "firmware/core/sender.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <sodium.h>

#define EPOCH INT64_C(1790000000)
#define LINE  "{\"do\":\"weigh\",\"at\":\"2026-11-20T07:30:12+08:00\"}"

static inline struct note_secret key_of(const char *name, uint8_t salt)
{
	struct note_secret key;
	uint8_t seed[32];
	memset(seed, salt, sizeof(seed));
	assert_int_equal(note_key_make(span_of(name), seed, &key), NOTE_OK);
	return key;
}

static inline void open_outbox(struct outbox *outbox)
{
	assert_int_equal(outbox_open(outbox, &chip_device), OUTBOX_OK);
}

/* A new chip with an empty outbox. */
static inline void blank_outbox(void)
{
	chip_blank();
	assert_int_equal(outbox_format(&chip_device, EPOCH), OUTBOX_OK);
}

/* So many lines, confirmed. */
static inline void append_lines(struct outbox *outbox, int count)
{
	int64_t seq;
	for (int i = 0; i < count; i++)
		assert_int_equal(outbox_append(outbox, span_of(LINE), &seq), OUTBOX_OK);
	assert_int_equal(outbox_sync(outbox), OUTBOX_OK);
}

#endif
