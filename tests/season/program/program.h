/*
 * program.h - the program `season`: what its subcommands share.
 */
#ifndef PIGTRACE_SEASON_PROGRAM_H
#define PIGTRACE_SEASON_PROGRAM_H

#include <stdio.h>

#include "core/base/buf.h"
#include "tests/season/season.h"

struct request {
	struct season_settings season;
	const char *into;    /* directory */
	const char *keys;    /* directory of DIR/STATION/station.key; NULL if not given */
	const char *station; /* that speaks for the broken input */
	int64_t bundle;      /* lines a note */
	int64_t shuffle;     /* seed of the delivery's order; -1: as it came */
	int64_t duplicate;   /* percent of notes that are delivered again */
};

int season_events(const struct request *request, struct fault *fault) MUST_CHECK;
int season_notes(const struct request *request, struct fault *fault) MUST_CHECK;
int season_broken(const struct request *request, struct fault *fault) MUST_CHECK;

/* Make the directory if it is not there. */
int program_directory(const char *path, struct fault *fault) MUST_CHECK;
/* directory/name + ending, opened for writing; program_close reports what writing met. */
int program_create(FILE **file, const char *directory, const char *name, const char *ending,
	struct fault *fault) MUST_CHECK;
int program_close(FILE *file, struct fault *fault) MUST_CHECK;
void program_span(FILE *file, struct span text);
/* DIR/STATION/station.key */
int program_key(const char *keys, const char *station, struct note_secret *key,
	struct fault *fault) MUST_CHECK;

#endif
