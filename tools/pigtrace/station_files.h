/*
 * station_files.h - the directory of a station in a home: stations/NAME with its key, settings, outbox and
 * broker login. It can be carried to the station's own machine as it is.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_STATION_FILES_H
#define PIGTRACE_TOOLS_PIGTRACE_STATION_FILES_H

#include "core/note/note.h"
#include "tools/pigtrace/command.h"

#include <limits.h>

struct station_new {
	const char *name;
	const char *host; /* of the broker */
	int64_t port;
	const char *place;  /* "" or NULL: none */
	const char *cafile; /* whose certificates vouch for the broker; "" or NULL: no TLS */
};

/* Makes the directory and the broker login; the public key (text) goes to key. */
int station_files_make(const char *home, const struct station_new *station,
	char key[static NOTE_KEY_TEXT], struct fault *fault) MUST_CHECK;

/* The gateway's public key, from its private one. */
int station_files_gateway(
	const char *home, char text[static NOTE_KEY_TEXT], struct fault *fault) MUST_CHECK;

/* HOME/stations/NAME; a word with a '/' is a directory itself. False if it does not fit. */
bool station_files_path(const char *home, const char *name, char *into, size_t size);

/* The same of a station that is there; else it has complained, and says which there are. Exit code. */
int station_files_find(const struct call *call, const char *name, char *dir, size_t size);
/* The stations of a home that persons speak for: how many, their names with commas between, the last of them. */
int station_files_list(const char *home, struct buf *list, char last[static NAME_MAX + 1]);
/* Whether a directory is a whole station. */
bool station_files_there(const char *dir);

/* Whether a file is there. */
bool access_exists(const char *path);

#endif
