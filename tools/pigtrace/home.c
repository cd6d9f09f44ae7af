#include "tools/pigtrace/home.h"

#include "core/base/file.h"
#include "core/say/say.h"

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

bool home_setting(const struct call *call, const char *file, const char *name, struct buf *value)
{
	char path[PATH_MAX];
	struct buf text = { 0 };
	bool found = false;
	if (!home_path(call, file, path, sizeof(path)) ||
		file_read(path, CONFIG_MOST, &text, NULL) != 0)
		return false;
	struct span rest = buf_written(&text), line, said;
	while (!found && span_cut(&rest, '\n', &line)) {
		if (!span_cut(&line, '=', &said) || !span_is(say_trim(said), name))
			continue;
		buf_bytes(value, say_trim(line).at, say_trim(line).len);
		found = !value->failed;
	}
	buf_free(&text);
	return found;
}

bool home_admin_key(const struct call *call, struct note_public *key)
{
	struct buf text = { 0 };
	bool found = home_setting(call, HOME_COLLECTD, "admin_key", &text) &&
	             note_public_parse(buf_written(&text), key) == NOTE_OK;
	buf_free(&text);
	return found;
}
