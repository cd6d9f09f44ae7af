#include "tests/bench/home.h"

#include "core/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

pid_t home_program(const char *log, char *const argv[])
{
	posix_spawn_file_actions_t actions;
	pid_t child = 0;
	if (posix_spawn_file_actions_init(&actions) != 0)
		return 0;
	(void)posix_spawn_file_actions_addopen(
		&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	(void)posix_spawn_file_actions_adddup2(&actions, 1, 2);
	if (posix_spawnp(&child, argv[0], &actions, NULL, argv, environ) != 0)
		child = 0;
	(void)posix_spawn_file_actions_destroy(&actions);
	return child;
}

int home_finish(pid_t child)
{
	int status = -1;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void path_in(const char *dir, const char *name, char *path, size_t size)
{
	int used = snprintf(path, size, "%s/%s", dir, name);
	if (used < 0 || (size_t)used >= size) {
		(void)fprintf(stderr, "bench: path too long\n");
		exit(1);
	}
}

int home_wait_for_word(const char *log, const char *word)
{
	for (int i = 0; i < 200; i++) {
		struct buf text = { 0 };
		bool found = file_read(log, (size_t)1 << 24, &text, NULL) == 0 && text.at &&
		             strstr(text.at, word);
		buf_free(&text);
		if (found)
			return 0;
		(void)nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	}
	return give_up("a program did not get ready", NULL);
}

int home_make(struct bench_home *home, const struct bench_options *options)
{
	char pigtrace[4096], log[4200], port[16], init[] = "init", flag[] = "--port";
	home->bin = options->bin;
	home->port = 21000 + (int)(getpid() % 20000);
	path_in(options->dir, "home", home->dir, sizeof(home->dir));
	path_in(options->bin, "pigtrace", pigtrace, sizeof(pigtrace));
	path_in(options->dir, "log", log, sizeof(log));
	(void)snprintf(port, sizeof(port), "%d", home->port);
	char *const make[] = { pigtrace, init, flag, port, home->dir, NULL };
	return home_finish(home_program(log, make)) == 0 ? 0
	                                                 : give_up("pigtrace init failed", NULL);
}

int home_start(struct bench_home *home, const struct bench_options *options)
{
	char collectd[4096], conf[4200], log[4200], config[4200];
	char minus_c[] = "-c", mosquitto[] = "mosquitto";
	path_in(options->bin, "pigtrace-collectd", collectd, sizeof(collectd));
	path_in(options->dir, "log", log, sizeof(log));
	path_in(home->dir, "mosquitto/mosquitto.conf", conf, sizeof(conf));
	path_in(home->dir, "collectd.conf", config, sizeof(config));
	char *const broker[] = { mosquitto, minus_c, conf, NULL };
	char *const gateway[] = { collectd, minus_c, config, NULL };
	home->broker = home_program(log, broker);
	home->collectd = home_program(log, gateway);
	if (!home->broker || !home->collectd)
		return give_up("cannot start mosquitto or pigtrace-collectd", NULL);
	return home_wait_for_word(log, "matter=ready");
}

int home_add_station(
	const struct bench_home *home, const struct season_station *station, bool is_signed)
{
	char pigtrace[4096], log[4200], name[64], trade[32];
	char dash_home[] = "--home", word[] = "station", add[] = "add", dash_trade[] = "--trade";
	char plain[] = "--plain";
	path_in(home->bin, "pigtrace", pigtrace, sizeof(pigtrace));
	path_in(home->dir, "stations.log", log, sizeof(log));
	(void)snprintf(name, sizeof(name), "%s", station->name);
	(void)snprintf(trade, sizeof(trade), "%s", station->trade);
	char dir[4096];
	memcpy(dir, home->dir, sizeof(dir));
	char *const argv[] = { pigtrace, dash_home, dir, word, add, name, dash_trade, trade,
		is_signed ? NULL : plain, NULL };
	return home_finish(home_program(log, argv)) == 0
	               ? 0
	               : give_up("pigtrace station add failed", NULL);
}

static int first_line(const char *path, char *into, size_t size)
{
	struct buf text = { 0 };
	struct fault fault;
	int code = file_read(path, 4096, &text, &fault);
	struct span rest = buf_written(&text), line = rest;
	(void)span_cut(&rest, '\n', &line);
	bool good = code == 0 && span_copy(line, into, size);
	buf_free(&text);
	return good ? 0 : give_up("cannot read a station's files", NULL);
}

int home_key(const struct bench_home *home, const char *name, struct note_secret *key)
{
	char path[4300], text[NOTE_KEY_TEXT];
	(void)snprintf(path, sizeof(path), "%s/stations/%s/station.key", home->dir, name);
	if (first_line(path, text, sizeof(text)) != 0)
		return 1;
	return note_secret_parse(span_of(text), key) == NOTE_OK
	               ? 0
	               : give_up("a station's key cannot be read", NULL);
}

int home_password(const struct bench_home *home, const char *name, char *password, size_t size)
{
	char path[4300];
	(void)snprintf(path, sizeof(path), "%s/stations/%s/password", home->dir, name);
	return first_line(path, password, size);
}

int home_gateway_password(const struct bench_home *home, char *password, size_t size)
{
	char path[4300];
	(void)snprintf(path, sizeof(path), "%s/gateway.password", home->dir);
	return first_line(path, password, size);
}

int64_t home_peak_kib(const struct bench_home *home)
{
	char path[64];
	struct buf text = { 0 };
	long long peak = 0;
	(void)snprintf(path, sizeof(path), "/proc/%ld/status", (long)home->collectd);
	if (file_read(path, 65536, &text, NULL) == 0 && text.at) {
		const char *at = strstr(text.at, "VmHWM:");
		if (at)
			peak = strtoll(at + 6, NULL, 10);
	}
	buf_free(&text);
	return peak;
}

double home_cpu_s(const struct bench_home *home)
{
	char path[64];
	struct buf text = { 0 };
	unsigned long long user = 0, system = 0;
	(void)snprintf(path, sizeof(path), "/proc/%ld/stat", (long)home->collectd);
	if (file_read(path, 4096, &text, NULL) == 0 && text.at) {
		const char *at =
			strrchr(text.at, ')'); /* then state and numbers; 14 and 15 are times */
		if (at)
			(void)sscanf(at + 1,
				" %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user,
				&system);
	}
	buf_free(&text);
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static void stop(pid_t *child)
{
	if (*child > 0 && kill(*child, SIGTERM) == 0)
		(void)home_finish(*child);
	*child = 0;
}

void home_stop_gateway(struct bench_home *home)
{
	stop(&home->collectd);
}

void home_stop(struct bench_home *home)
{
	stop(&home->collectd);
	stop(&home->broker);
}
