/*
 * reading.h - what a device said, whatever its protocol. Units are those of device.h.
 */
#ifndef PIGTRACE_FIRMWARE_READING_H
#define PIGTRACE_FIRMWARE_READING_H

#include "core/base/bytes.h"
#include "core/ident/electronic_tag.h"

#define DEVICE_REQUEST_MOST 16

enum reading_kind {
	READING_TAG,         /* an animal's transponder */
	READING_CODE,        /* what a scanner read */
	READING_MASS,        /* a scale's weight, steady or not */
	READING_FIX,         /* position, and the time if the sentence has a date */
	READING_TEMPERATURE, /* a probe's */
	READING_KIND_COUNT
};

struct reading {
	enum reading_kind kind;
	union {
		struct electronic_tag tag;
		struct span code;
		struct {
			int64_t mass_g;
			bool steady;
		} mass;
		struct {
			bool has_time;
			int64_t at_ms;
			int32_t lat_e6;
			int32_t lon_e6;
		} fix;
		int32_t temp_c100;
	} is;
};

enum device_result {
	DEVICE_NOTHING, /* not yet */
	DEVICE_READING,
	/* A frame that gave no reading, and why: */
	DEVICE_FORM,       /* not of the protocol's shape, or cut off */
	DEVICE_CHECK,      /* its checksum does not agree */
	DEVICE_RANGE,      /* a value outside of what the protocol or the vocabulary allows */
	DEVICE_LONG,       /* longer than any frame of this protocol */
	DEVICE_NOT_ANIMAL, /* a transponder that is not an animal's */
	DEVICE_OVERLOAD,   /* more than the scale can weigh */
	DEVICE_UNDERLOAD,  /* less than its zero */
	DEVICE_NOT_READY,  /* the scale has not found its zero since it was switched on */
	DEVICE_UNIT,       /* a unit that is no mass */
	DEVICE_NO_FIX,     /* the receiver has no position */
	DEVICE_EXCEPTION,  /* the probe answered with a Modbus exception */
	DEVICE_BROKEN,     /* the probe's sensor is open, shorted or was never read */
	DEVICE_SILENT,     /* no answer */
	DEVICE_RESULT_COUNT
};

/* A word for a log line and for answers; a sentence for a person (gettext msgid). */
const char *device_result_word(enum device_result result);
const char *device_result_text(enum device_result result);

#endif
