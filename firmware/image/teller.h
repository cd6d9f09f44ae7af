/*
 * teller.h - what the devices of a board say becomes events of its outbox.
 *
 * The console's reader or scanner and the scale on HAL_DEVICE_1 go into one gather (firmware/device/gather.h);
 * each event it makes is dated, kept and answered. What gives no event is said once, until it changes: an
 * indicator repeats its trouble ten times a second.
 * Memory  one struct teller, about 5 KB; no allocation.
 */
#ifndef PIGTRACE_FIRMWARE_TELLER_H
#define PIGTRACE_FIRMWARE_TELLER_H

#include "firmware/device/gather.h"
#include "firmware/image/plug.h"
#include "firmware/image/unit.h"

#define TELLER_PLUGS 3

struct teller {
	struct unit *unit;
	struct gather gather;
	int plugs; /* the first is the console's */
	struct plug plug[TELLER_PLUGS];
	enum device_result
		trouble[TELLER_PLUGS]; /* what was said last of each; DEVICE_READING: it works */
	int current;                   /* whose reading is being taken */
	bool crowd;                    /* said already */
	bool outside;                  /* the cold chain's alarm is on */
	bool used;                     /* the load on the scale was given to `mass` */
	/* NULL, or what an image does with an event instead of keeping it. */
	void (*made)(struct teller *teller, int64_t now_ms);
	/* NULL, or who takes each steady load, once, instead of the gather. */
	void (*mass)(int64_t mass_g, int64_t now_ms);
};

/* Whether the passport names a scale, or leaves it at the one an image expects. */
bool teller_has_scale(const struct unit *unit);

/* Its kind (firmware/device). */
const char *teller_scale(const struct unit *unit);

/* reader: on the console unless the passport names another; settings: of the image, place comes from the passport. Plugs the console's reader, and the scale if there is one. */
void teller_open(struct teller *teller, struct unit *unit, const char *reader,
	const struct gather_settings *settings);

/* One more device. */
void teller_plug(struct teller *teller, enum hal_port port, const char *kind,
	const struct device_settings *settings);

/* A line of the console: the reader's. */
void teller_line(struct teller *teller, struct span line);
void teller_step(struct teller *teller, int64_t now_ms);

/* Keep what gather made. */
void teller_keep(struct teller *teller);

/* A line of one's own: begin with the writer, then teller_end. text: the caller's buffer. */
void teller_begin(struct teller *teller, struct event_writer *writer, struct out *line,
	enum event_kind kind, int64_t up_ms);
void teller_end(struct teller *teller, struct event_writer *writer);

#endif
