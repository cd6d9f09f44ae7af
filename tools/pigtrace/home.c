#include "tools/pigtrace/home.h"

#include "core/base/file.h"

#include <limits.h>
#include <stdio.h>

#define CONFIG_MOST ((size_t)64 * 1024)

bool home_path(const struct call *call, const char *name, char *into, size_t size)
{
	int used = snprintf(into, size, "%s/%s", call->home, name);
	return used >= 0 && (size_t)used < size;
}

struct store *home_store(const struct call *call, int *code)
{
	char path[PATH_MAX];
	struct store *store = NULL;
	struct fault fault;
	if (!home_path(call, HOME_STORE, path, sizeof(path))) {
		*code = complain(call, EXIT_FAILED, _("path too long: %s"), call->home);
		return NULL;
	}
	int answer = store_open(&store, path, STORE_READ, &fault);
	if (answer == FAULT_NOT_FOUND)
		*code = complain(call, EXIT_FAILED,
			_("no store in %s (pigtrace init makes one; --home names another "
			  "directory)"),
			call->home);
	else if (answer != 0)
		*code = complain_fault(call, &fault);
	return store;
}

bool home_admin_key(const struct call *call, struct note_public *key)
{
	char path[PATH_MAX];
	struct buf text = { 0 };
	bool found = false;
	if (!home_path(call, HOME_COLLECTD, path, sizeof(path)) ||
		file_read(path, CONFIG_MOST, &text, NULL) != 0)
		return false;
	struct span rest = buf_written(&text), line, name;
	while (!found && span_cut(&rest, '\n', &line)) {
		if (!span_starts(line, "admin_key") || !span_cut(&line, '=', &name))
			continue;
		while (line.len > 0 && (line.at[0] == ' ' || line.at[0] == '\t'))
			line = (struct span){ line.at + 1, line.len - 1 };
		found = note_public_parse(line, key) == NOTE_OK;
	}
	buf_free(&text);
	return found;
}
