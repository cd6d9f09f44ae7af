#include "gateway/collectd/signals.h"

#include <stddef.h>
#include <unistd.h>

static const int ending[] = { SIGTERM, SIGINT, SIGHUP };
#define ENDING (sizeof(ending) / sizeof(ending[0]))

static volatile sig_atomic_t stopping;
static sigset_t waiting; /* mask while waiting */
static sigset_t working;

static void on_end(int number)
{
	(void)number;
	stopping = 1;
	(void)alarm(1);
}

static void on_alarm(int number)
{
	(void)number;
	if (stopping)
		(void)alarm(1);
}

void signals_catch(void)
{
	struct sigaction action = { .sa_handler = on_end }, before;
	(void)sigemptyset(
		&action.sa_mask); /* no SA_RESTART: blocking calls are to be interrupted */
	(void)sigprocmask(SIG_SETMASK, NULL, &waiting);
	working = waiting;
	for (size_t i = 0; i < ENDING; i++) {
		(void)sigaddset(&working, ending[i]);
		if (ending[i] != SIGHUP ||
			(sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN))
			(void)sigaction(ending[i], &action, NULL);
	}
	(void)sigaddset(&working, SIGALRM);
	action.sa_handler = on_alarm;
	(void)sigaction(SIGALRM, &action, NULL);
	action.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &action, NULL);
	(void)sigprocmask(SIG_SETMASK, &working, NULL);
}

bool signals_stopping(void)
{
	return stopping != 0;
}

const sigset_t *signals_while_waiting(void)
{
	return &waiting;
}

void signals_let_through(unsigned seconds)
{
	(void)alarm(seconds); /* first: a signal that is waiting sets a nearer one */
	(void)sigprocmask(SIG_SETMASK, &waiting, NULL);
}

void signals_hold_back(void)
{
	(void)sigprocmask(SIG_SETMASK, &working, NULL);
	(void)alarm(0);
}
