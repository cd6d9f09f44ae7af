#include "tests/bench/peer.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define QUIET_MOST 6000 /* looks, 5 ms apart, without anything new */
#define EACH_MOST  5000 /* messages for a script that commits each: it takes long enough */

static const struct {
	const char *name;
	const char *runner;
	const char *script;
	const char *mode;
	size_t most;       /* messages it is given */
	const char *check; /* what a shell must be able to do first */
} peers[] = {
	{ "node, better-sqlite3, a commit each", "node", "peer.js", "each", EACH_MOST,
		"node -e \"require('better-sqlite3');require('mqtt')\"" },
	{ "node, better-sqlite3, batched (acknowledged before stored)", "node", "peer.js",
		"batched", SIZE_MAX, "node -e \"require('better-sqlite3');require('mqtt')\"" },
	{ "python, sqlite3, a commit each", "python3", "peer.py", "each", EACH_MOST,
		"python3 -c 'import paho.mqtt.client'" },
	{ "python, sqlite3, batched (acknowledged before stored)", "python3", "peer.py", "batched",
		SIZE_MAX, "python3 -c 'import paho.mqtt.client'" },
};

static bool is_installed(const char *check)
{
	char command[PATH_MAX + 256];
	int used = snprintf(
		command, sizeof(command), "cd '%s' && %s >/dev/null 2>&1", PEERS_DIR, check);
	return used > 0 && (size_t)used < sizeof(command) && system(command) == 0;
}

static int64_t count_events(sqlite3 *db)
{
	sqlite3_stmt *statement = NULL;
	int64_t count = 0;
	if (sqlite3_prepare_v2(db, "select coalesce(max(no), 0) from event", -1, &statement,
		    NULL) == SQLITE_OK &&
		sqlite3_step(statement) == SQLITE_ROW)
		count = sqlite3_column_int64(statement, 0);
	(void)sqlite3_finalize(statement);
	return count;
}

static int wait_for_events(const char *path, int64_t events)
{
	sqlite3 *db = NULL;
	int64_t seen = 0;
	int quiet = 0;
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		return give_up("a script made no store", NULL);
	(void)sqlite3_busy_timeout(db, 5000);
	while (seen < events && quiet++ < QUIET_MOST) {
		(void)nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
		int64_t now = count_events(db);
		quiet = now > seen ? 0 : quiet;
		seen = now;
	}
	(void)sqlite3_close(db);
	return seen >= events ? 0 : give_up("a script does not store any more", NULL);
}

struct speech {
	struct fleet *fleet;
	size_t count;
};

static void *speak(void *context)
{
	struct speech *speech = context;
	(void)publisher_say(speech->fleet->publisher, speech->fleet->messages, speech->count);
	return NULL;
}

static pid_t start(const struct fleet *fleet, size_t n, const char *store, const char *log)
{
	char script[PATH_MAX], port[16], password[64], runner[16], mode[16], path[PATH_MAX + 32];
	(void)snprintf(script, sizeof(script), "%s/%s", PEERS_DIR, peers[n].script);
	(void)snprintf(port, sizeof(port), "%d", fleet->home.port);
	(void)snprintf(runner, sizeof(runner), "%s", peers[n].runner);
	(void)snprintf(mode, sizeof(mode), "%s", peers[n].mode);
	(void)snprintf(path, sizeof(path), "%s", store);
	if (home_gateway_password(&fleet->home, password, sizeof(password)) != 0)
		return 0;
	char *const argv[] = { runner, script, port, password, path, mode, NULL };
	return home_program(log, argv);
}

static int run(struct fleet *fleet, const struct bench_options *options, size_t n,
	double gateway_per_second)
{
	char store[PATH_MAX + 32], log[PATH_MAX + 32];
	pthread_t speaking;
	struct speech speech = { fleet, fleet->message_count };
	if (speech.count > peers[n].most)
		speech.count = peers[n].most;
	(void)snprintf(store, sizeof(store), "%s/peer-%zu.db", options->dir, n);
	(void)snprintf(log, sizeof(log), "%s/peer-%zu.log", options->dir, n);
	pid_t script = start(fleet, n, store, log);
	if (!script)
		return give_up("a script does not start", NULL);
	int code = home_wait_for_word(log, "ready");
	int64_t begun = bench_now_ns();
	if (code == 0 && pthread_create(&speaking, NULL, speak, &speech) != 0)
		code = give_up("no thread for the publisher", NULL);
	else if (code == 0) {
		code = wait_for_events(store, (int64_t)speech.count);
		double rate = (double)speech.count * 1e9 / (double)(bench_now_ns() - begun);
		(void)pthread_join(speaking, NULL);
		(void)printf("  %-60s %7.0f events/s; pigtrace-collectd is %.1f times as fast\n",
			peers[n].name, rate, gateway_per_second / rate);
	}
	(void)kill(script, SIGTERM);
	(void)home_finish(script);
	return code;
}

int peers_run(struct fleet *fleet, const struct bench_options *options, double gateway_per_second)
{
	int code = 0;
	for (size_t n = 0; code == 0 && n < sizeof(peers) / sizeof(peers[0]); n++) {
		if (is_installed(peers[n].check))
			code = run(fleet, options, n, gateway_per_second);
		else
			(void)printf("  %-60s not installed (tests/bench/peers/README.md)\n",
				peers[n].name);
		(void)fflush(stdout);
	}
	return code;
}
