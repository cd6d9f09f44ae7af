#include "tools/pigtrace/commands.h"

#include "tools/pigtrace/home.h"

#include <limits.h>
#include <stdio.h>

static int run(struct call *call)
{
	char path[PATH_MAX];
	struct store *store = NULL;
	struct fault fault;
	int64_t unread = 0;
	if (call->argc != 0)
		return complain_usage(call, _("no argument expected"));
	if (!home_path(call, HOME_STORE, path, sizeof(path)))
		return complain(call, EXIT_FAILED, _("path too long: %s"), call->home);
	int code = store_open(&store, path, STORE_WRITE, &fault);
	if (code == 0)
		code = store_rebuild(store, &unread, &fault);
	store_close(store);
	if (code != 0)
		return complain_fault(call, &fault);
	if (unread > 0)
		return complain(call, EXIT_FAILED,
			_("%lld events cannot be read by this version; they are kept, but lead "
			  "nowhere"),
			(long long)unread);
	return EXIT_DONE;
}

const struct command command_rebuild = {
	.name = "rebuild",
	.usage = "",
	.summary = N_("make everything derived again from the event log"),
	.about = N_("Needs the store for itself: stop pigtrace-collectd first (exit code 5 "
		    "otherwise). The event log\n"
		    "itself is never changed."),
	.run = run,
};
