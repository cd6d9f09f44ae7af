#include "core/store/where.h"

#include "core/base/file.h"
#include "core/store/draft.h"
#include "core/store/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool store_is_address(const char *text)
{
	struct span span = span_of(text);
	return span_starts(span, "postgresql://") || span_starts(span, "postgres://");
}

static int address(const char *text, struct where *where, struct fault *fault)
{
	where->ops = &engine_postgres;
	where->is_file = false;
	if (strlen(text) > ADDRESS_MOST)
		return fault_set(fault, FAULT_LIMIT, "the address of a store has at most %d bytes",
			ADDRESS_MOST);
	(void)span_copy(span_of(text), where->text, sizeof(where->text));
	return 0;
}

static int read_signpost(const char *path, struct where *where, struct fault *fault)
{
	struct buf text = { 0 };
	struct span rest, line;
	char room[ADDRESS_MOST + 1];
	int code = file_read(path, ADDRESS_MOST, &text, fault);
	if (code == 0) {
		rest = buf_written(&text);
		if (!span_cut(&rest, '\n', &line)) {
			line = rest;
			rest.len = 0;
		}
		if (rest.len > 0 || !span_copy(line, room, sizeof(room)) || !store_is_address(room))
			code = fault_set(fault, FAULT_CORRUPT,
				"%s is neither a store nor one line with the address of one", path);
	}
	buf_free(&text);
	return code == 0 ? address(room, where, fault) : code;
}

/* By its size alone: a file of SQLite must not be opened and closed beside the connections this process may
 * have to it, for that takes their locks away. */
int where_find(const char *path, struct where *where, struct fault *fault)
{
	struct stat status;
	if (store_is_address(path))
		return address(path, where, fault);
	if (!realpath(path, where->text) || stat(where->text, &status) != 0)
		return fault_set_errno(fault, errno == ENOENT ? FAULT_NOT_FOUND : FAULT_IO,
			"cannot open the store %s", path);
	if (status.st_size > 0 && status.st_size <= ADDRESS_MOST && S_ISREG(status.st_mode))
		return read_signpost(path, where, fault);
	where->ops = &engine_sqlite;
	where->is_file = true;
	return 0;
}

int where_new(const char *path, struct where *where, struct fault *fault)
{
	if (store_is_address(path))
		return address(path, where, fault);
	where->ops = &engine_sqlite;
	where->is_file = true;
	return draft_name(path, where->text, fault);
}
