#include "tools/pigtrace/home.h"

#include <limits.h>
#include <stdio.h>

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
