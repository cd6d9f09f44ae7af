/*
 * inner.h - what the files of gateway/intake share.
 */
#ifndef PIGTRACE_GATEWAY_INTAKE_INNER_H
#define PIGTRACE_GATEWAY_INTAKE_INNER_H

#include "core/note/topic.h"
#include "gateway/intake/intake.h"

#define INTAKE_CACHE 256

struct cached_station {
	bool used;
	struct store_station station;
};

struct due_receipt {
	char station[NOTE_NAME_MOST + 1];
	int64_t epoch;
};

struct intake {
	struct store *store;
	struct intake_settings settings;
	struct cached_station cache[INTAKE_CACHE]; /* by hash of the name; a clash is a miss */
	struct due_receipt *due;
	size_t due_count;
	size_t due_cap;
	struct event event;
};

/* One message on its way through. */
struct source {
	struct span topic;
	struct span payload;
	struct store_claim claim; /* what all its lines have in common */
	const struct store_station *station;
	int64_t settles; /* quarantine row this is a second reading of, or 0 */
	struct intake_tally *tally;
};

int intake_message(struct intake *intake, struct source *source, struct fault *fault) MUST_CHECK;
int intake_line(struct intake *intake, struct source *source, struct span line, int64_t seq,
	struct fault *fault) MUST_CHECK;

/* registry.c: the registry as of this batch; the administrator is known without it. */
int intake_station(struct intake *intake, struct span name, struct store_station *station,
	struct fault *fault) MUST_CHECK;
void intake_registry_changed(struct intake *intake);

/* retry.c: read a held message again, by order of the administrator. */
int intake_retry(struct intake *intake, const struct source *order, int64_t held,
	struct fault *fault) MUST_CHECK;

/* receipts.c */
int intake_receipt_due(
	struct intake *intake, struct span station, int64_t epoch, struct fault *fault) MUST_CHECK;

#endif
