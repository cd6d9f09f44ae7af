/* options.h - the command line of pigtrace-station: one table behind the parser and --help. */
#ifndef PIGTRACE_STATION_OPTIONS_H
#define PIGTRACE_STATION_OPTIONS_H

#include "core/base/fault.h"
#include "core/event/event.h"
#include "firmware/ports/posix/station-main/plug.h"

struct options {
	const char *dir;
	const char *scanner;  /* device, NULL: standard input */
	enum event_kind kind; /* of events made from scanned codes */
	bool has_kind;
	int plug_count;
	struct plug plugs[PLUGS_MOST];
	const char *track; /* item of `track` events, NULL: none */
	bool has_limits;   /* of temperature */
	int32_t least_c100;
	int32_t most_c100;
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
