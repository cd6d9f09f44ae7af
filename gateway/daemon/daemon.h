/*
 * daemon.h - the command line of a program that runs in the background by a file of settings.
 *
 * Options  -c FILE, --check, --verbose, --sample, --help, --version, and --KEY VALUE for each setting of the
 *          program's table, over what the file says.
 * Exits    0 done · 1 failed · 2 usage, or settings that are wrong · 5 busy, try again.
 */
#ifndef PIGTRACE_GATEWAY_DAEMON_DAEMON_H
#define PIGTRACE_GATEWAY_DAEMON_DAEMON_H

#include "core/base/settings.h"

#define DAEMON_OVERRIDES_MOST 32

struct daemon_overrides {
	struct span key[DAEMON_OVERRIDES_MOST];
	struct span value[DAEMON_OVERRIDES_MOST];
	size_t count;
};

struct daemon_program {
	const char *name; /* "pigtrace-webd" */
	const char *help; /* msgid: usage and what it does, two lines */
	const struct setting *table;
	size_t count;
	/* Read the file, apply the overrides (daemon_override), run to the end. check_only: open all, and end. */
	int (*run)(const char *path, bool check_only, const struct daemon_overrides *overrides,
		struct fault *fault);
};

/* The program's main. */
int daemon_main(const struct daemon_program *program, int argc, char **argv);

/* What the command line said, over what stands in *into. */
int daemon_override(const struct daemon_overrides *overrides, const struct setting *table,
	size_t count, void *into, struct fault *fault) MUST_CHECK;

#endif
