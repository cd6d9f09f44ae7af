#include "tools/pigtrace/commands.h"

#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/speak.h"
#include "tools/pigtrace/station_files.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>

static const struct command_option options[] = {
	{ "wait", 'w', N_("S"), N_("wait at most S seconds for each station's receipt [10]") },
};

/* Whoever works with a station delivers what waits in it: pigtrace-webd, pigtrace-station, another pigtrace. */
static int leave_it(const char *name)
{
	(void)fprintf(
		stderr, _("%s: another program works with this station, and delivers\n"), name);
	return EXIT_DONE;
}

static int send_from(const struct call *call, const char *name, const char *dir, int wait_ms)
{
	struct station *station = NULL;
	struct fault fault;
	int code = station_open(&station, dir, &fault);
	if (code != 0)
		return code == FAULT_BUSY ? leave_it(name) : complain_fault(call, &fault);
	code = EXIT_DONE;
	if (station_count(station).waiting > 0)
		code = speak_deliver(call, station, station_count(station).first,
			station_count(station).next - 1, wait_ms);
	if (code == EXIT_DONE && station_count(station).waiting > 0)
		code = EXIT_BUSY;
	station_close(station);
	return code;
}

static int send_one(const struct call *call, const char *name, int wait_ms)
{
	char dir[PATH_MAX];
	int code = station_files_find(call, name, dir, sizeof(dir));
	return code == EXIT_DONE ? send_from(call, name, dir, wait_ms) : code;
}

static int send_all(const struct call *call, int wait_ms)
{
	char path[PATH_MAX];
	int worst = EXIT_DONE;
	if (!home_path(call, HOME_STATIONS, path, sizeof(path)))
		return complain(call, EXIT_FAILED, _("path too long: %s"), call->home);
	DIR *dir = opendir(path);
	if (!dir)
		return complain(call, EXIT_FAILED, _("no stations in %s"), call->home);
	for (struct dirent *entry; (entry = readdir(dir));) {
		if (entry->d_name[0] == '.')
			continue;
		int code = send_one(call, entry->d_name, wait_ms);
		if (code != EXIT_DONE)
			worst = code;
	}
	(void)closedir(dir);
	return worst;
}

static int run(struct call *call)
{
	int64_t wait_s = 10;
	int worst = EXIT_DONE;
	if (!call_number(call, "wait", 1, 86400, &wait_s))
		return EXIT_USAGE;
	if (call->argc == 0)
		return send_all(call, (int)wait_s * 1000);
	for (int i = 0; i < call->argc; i++) {
		int code = send_one(call, call->argv[i], (int)wait_s * 1000);
		if (code != EXIT_DONE)
			worst = code;
	}
	return worst;
}

const struct command command_send = {
	.name = "send",
	.usage = N_("[STATION...]"),
	.summary = N_("deliver what waits in the outboxes of stations"),
	.about = N_("Without a name, every station of this home. Exit code 5: something is still "
		    "waiting, nothing is\n"
		    "lost."),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
