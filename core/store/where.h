/*
 * where.h - where a store is. A path names a file of SQLite, or a signpost: a file with one line, the address of
 * a database of PostgreSQL. The address itself will do, too.
 */
#ifndef PIGTRACE_STORE_WHERE_H
#define PIGTRACE_STORE_WHERE_H

#include "core/store/engine.h"

#include <limits.h>

#define ADDRESS_MOST 1023 /* bytes; a file of SQLite is never that small */

struct where {
	const struct engine_ops *ops;
	bool is_file; /* which this process opens, and locks */
	char text
		[PATH_MAX]; /* what the driver opens: a file under its one real name, or the address */
};

/* Of what is there: FAULT_NOT_FOUND, FAULT_IO; FAULT_CORRUPT if a signpost does not read. */
int where_find(const char *path, struct where *where, struct fault *fault) MUST_CHECK;
/* Of what is not there yet: FAULT_SETTING if it is. */
int where_new(const char *path, struct where *where, struct fault *fault) MUST_CHECK;

#endif
