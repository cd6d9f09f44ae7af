/* keyring.h - every key that stations ever had, to verify notes long after. */
#ifndef PIGTRACE_STORE_KEYRING_H
#define PIGTRACE_STORE_KEYRING_H

#include "core/base/map.h"
#include "core/event/event.h"
#include "core/note/note.h"
#include "core/store/store.h"

/* A zeroed struct is an empty ring. */
struct keyring {
	struct note_public *keys;
	size_t count;
	size_t cap;
	struct map by_name;
};

int keyring_add(
	struct keyring *ring, const struct note_public *key, struct fault *fault) MUST_CHECK;
/* The key that a registry event gives its station, if this line is one. room: to decode into. */
int keyring_add_said(
	struct keyring *ring, struct span line, struct event *room, struct fault *fault) MUST_CHECK;
/* The administrator's key, unless it is NULL, and all that the store's registry events give. */
int keyring_load(struct keyring *ring, struct store *store, const struct note_public *admin,
	struct event *room, struct fault *fault) MUST_CHECK;
/* NOTE_OK as soon as one of the station's keys verifies it; else what the first of them said. */
enum note_error keyring_open(const struct keyring *ring, struct span station, struct span note);
void keyring_free(struct keyring *ring);

#endif
