/* options.h - the command line of pigtrace-station: one table behind the parser and --help. */
#ifndef PIGTRACE_STATION_OPTIONS_H
#define PIGTRACE_STATION_OPTIONS_H

#include "core/base/fault.h"
#include "core/event/event.h"

struct options {
	const char *dir;
	const char *scanner;  /* device, NULL: standard input */
	enum event_kind kind; /* of events made from scanned codes */
	bool has_kind;
	bool once;
	bool json;
	bool help;
	int timeout_s;
	int linger_ms;
};

/* FAULT_SETTING on anything that is not in the table. */
int options_read(int argc, char **argv, struct options *options, struct fault *fault) MUST_CHECK;
void options_help(void);

#endif
