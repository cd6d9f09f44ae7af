/* pigtrace-station: events in on stdin or from a scanner, answers out, notes to the gateway. */
#include "firmware/ports/posix/station-main/rack.h"

#include "core/base/log.h"
#include "core/base/words.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define EXIT_USAGE 2
#define EXIT_BUSY  5
#define REOPEN_MS  1000

/* What is polled: the broker, the input, signals, then the devices. */
#define RACK  3
#define READY (RACK + PLUGS_MOST)

struct loop {
	struct options options;
	struct station *station;
	struct input input;
	struct answers answers;
	struct rack rack;
	int signal_fd;
	int64_t reopen_at_ms; /* a scanner that was unplugged; 0: it is there */
	int64_t give_up_ms;   /* --once, after the end of the input; 0: not yet */
};

static int signal_pipe[2];

static void on_signal(int number)
{
	int saved = errno;
	char byte = (char)number;
	ssize_t put = write(signal_pipe[1], &byte, 1);
	(void)put; /* a full pipe already says it */
	errno = saved;
}

static int watch_signals(struct loop *loop, struct fault *fault)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	if (pipe(signal_pipe) != 0 || fcntl(signal_pipe[0], F_SETFL, O_NONBLOCK) != 0 ||
		fcntl(signal_pipe[1], F_SETFL, O_NONBLOCK) != 0 ||
		sigaction(SIGTERM, &action, NULL) != 0 || sigaction(SIGINT, &action, NULL) != 0 ||
		sigaction(SIGPIPE, &ignore, NULL) != 0)
		return fault_set_errno(fault, FAULT_IO, "cannot watch signals");
	loop->signal_fd = signal_pipe[0];
	return 0;
}

static int take_input(struct loop *loop, struct fault *fault)
{
	struct input_line line;
	int code = input_fill(&loop->input, fault);
	bool unplugged =
		loop->options.scanner && !loop->options.once && (code != 0 || loop->input.ended);
	if (unplugged) {
		log_say(LOG_WARNING, "scanner_gone", loop->options.scanner);
		(void)close(loop->input.fd);
		loop->input.fd = -1;
		loop->reopen_at_ms = station_now_ms() + REOPEN_MS;
		code = 0;
	}
	while (code == 0 && input_next(&loop->input, &line))
		code = answer_line(&loop->answers, &line, fault);
	return code == 0 ? answer_all(&loop->answers, fault) : code;
}

static void reopen_scanner(struct loop *loop, int64_t now_ms)
{
	struct fault ignored;
	if (loop->reopen_at_ms == 0 || now_ms < loop->reopen_at_ms)
		return;
	loop->reopen_at_ms = now_ms + REOPEN_MS;
	if (input_open(&loop->input, loop->options.scanner, &ignored) == 0)
		loop->reopen_at_ms = 0;
}

static int wait_for_something(struct loop *loop, struct pollfd ready[static READY])
{
	int wait_ms = station_pollfd(loop->station, &ready[0]);
	bool listening = loop->input.fd >= 0 && !loop->input.ended;
	ready[1] = (struct pollfd){ .fd = listening ? loop->input.fd : -1, .events = POLLIN };
	ready[2] = (struct pollfd){ .fd = loop->signal_fd, .events = POLLIN };
	if (loop->reopen_at_ms && wait_ms > REOPEN_MS)
		wait_ms = REOPEN_MS;
	if (loop->rack.count) {
		int rack_ms = rack_poll(&loop->rack, ready + RACK);
		if (wait_ms > rack_ms)
			wait_ms = rack_ms;
	}
	return poll(ready, RACK + (nfds_t)loop->rack.count, wait_ms);
}

/* --once: whether it is time to end, and how. */
static bool is_over(struct loop *loop, int *status)
{
	int64_t now_ms = station_now_ms();
	if (!loop->options.once || !loop->input.ended)
		return false;
	if (loop->give_up_ms == 0)
		loop->give_up_ms = now_ms + (int64_t)loop->options.timeout_s * 1000;
	struct station_counts counts = station_count(loop->station);
	*status = counts.waiting ? EXIT_BUSY : EXIT_SUCCESS;
	if (counts.waiting && now_ms >= loop->give_up_ms)
		log_say(LOG_WARNING, "time_over", _("events wait for receipts; they are kept"));
	return counts.waiting == 0 || now_ms >= loop->give_up_ms;
}

static int run(struct loop *loop, int *status, struct fault *fault)
{
	struct pollfd ready[READY] = { 0 };
	int code = 0;
	*status = EXIT_SUCCESS;
	while (code == 0 && !is_over(loop, status)) {
		if (wait_for_something(loop, ready) < 0 && errno != EINTR)
			return fault_set_errno(fault, FAULT_IO, "cannot poll");
		if (ready[2].revents)
			break;
		if (ready[1].revents)
			code = take_input(loop, fault);
		if (code == 0)
			code = rack_step(&loop->rack, ready + RACK, fault);
		if (code == 0)
			code = answer_all(&loop->answers, fault);
		reopen_scanner(loop, station_now_ms());
		station_step(loop->station);
	}
	return code;
}

static int start(struct loop *loop, struct fault *fault)
{
	int code = watch_signals(loop, fault);
	if (code == 0)
		code = station_open(&loop->station, loop->options.dir, fault);
	if (code != 0)
		return code;
	loop->answers.station = loop->station;
	loop->answers.options = &loop->options;
	loop->input.fd = -1; /* devices are all there is to hear */
	code = loop->options.plug_count ? rack_open(&loop->rack, &loop->answers, fault)
	                                : input_open(&loop->input, loop->options.scanner, fault);
	if (code != 0)
		return code;
	struct station_counts counts = station_count(loop->station);
	struct log log;
	log_begin(&log, LOG_NOTICE, "start");
	log_text(&log, "station", station_name(loop->station));
	log_number(&log, "epoch", counts.epoch);
	log_number(&log, "next", counts.next);
	log_number(&log, "waiting", counts.waiting);
	log_number(&log, "damaged", counts.damaged);
	log_end(&log);
	if (station_is_renewed(loop->station))
		log_say(LOG_WARNING, "new_outbox", _("outbox.nor was missing"));
	station_linger(loop->station, loop->options.linger_ms);
	return station_go_online(loop->station, true, fault);
}

int main(int argc, char **argv)
{
	static struct loop loop;
	struct fault fault = { 0 };
	int status = EXIT_SUCCESS;
	words_open(NULL);
	int code = options_read(argc, argv, &loop.options, &fault);
	if (code != 0) {
		(void)fprintf(stderr, "pigtrace-station: %s\n", fault.text);
		return EXIT_USAGE;
	}
	if (loop.options.help) {
		options_help();
		return EXIT_SUCCESS;
	}
	code = start(&loop, &fault);
	if (code == 0)
		code = run(&loop, &status, &fault);
	if (code != 0) {
		log_say(LOG_ERROR, "failed", fault.text);
		status = code == FAULT_BUSY ? EXIT_BUSY : EXIT_FAILURE;
	}
	buf_free(&loop.answers.text);
	station_close(loop.station);
	return status;
}
