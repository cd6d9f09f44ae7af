#include "core/scan/cell.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHILD_FD  0
#define CHILD_BYE 3 /* exit status: it could not lock itself in */

/* ---- in the child ---- */

/* False: the parent is gone. */
static bool child_read(void *into, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t got = read(CHILD_FD, (char *)into + at, len - at);
		if (got == 0 || (got < 0 && errno != EINTR))
			return false;
		at += got > 0 ? (size_t)got : 0;
	}
	return true;
}

static bool child_write(const void *bytes, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t put = write(CHILD_FD, (const char *)bytes + at, len - at);
		if (put < 0 && errno != EINTR)
			return false;
		at += put > 0 ? (size_t)put : 0;
	}
	return true;
}

static void child_answer(cell_work *work)
{
	size_t len;
	if (!child_read(&len, sizeof(len)) || len > CELL_ASKED_MOST)
		_exit(0);
	/* An exact allocation, so that a sanitizer sees a read past the end. */
	char *asked = malloc(len ? len : 1);
	struct buf answer = { 0 };
	if (!asked || !child_read(asked, len))
		_exit(0);
	work((struct span){ asked, len }, &answer);
	free(asked);
	if (answer.failed || !child_write(&answer.len, sizeof(answer.len)) ||
		!child_write(answer.at, answer.len))
		_exit(0);
	buf_free(&answer);
}

/* Beyond what it has from its parent; a sanitizer needs more than all there is. */
static bool child_memory(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(PIGTRACE_SANITIZED)
	return true;
#else
	struct rlimit now;
	if (getrlimit(RLIMIT_AS, &now) != 0)
		return false;
	if (now.rlim_cur > CELL_MEMORY_MOST)
		now.rlim_cur = now.rlim_max = CELL_MEMORY_MOST;
	return setrlimit(RLIMIT_AS, &now) == 0;
#endif
}

/* Whatever its parent has installed, a child dies of what kills it. */
static void child_signals(void)
{
	static const int deadly[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTERM,
		SIGPIPE };
	for (size_t i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++)
		(void)signal(deadly[i], SIG_DFL);
}

static _Noreturn void child_live(int fd, pid_t parent, cell_work *work)
{
	struct fault fault;
	child_signals();
	int silent = open("/dev/null", O_WRONLY | O_CLOEXEC);
	bool good = silent >= 0 && dup2(fd, CHILD_FD) >= 0 && dup2(silent, STDOUT_FILENO) >= 0 &&
	            dup2(silent, STDERR_FILENO) >= 0 &&
	            syscall(SYS_close_range, 3U, ~0U, 0U) == 0 &&
	            prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == parent &&
	            child_memory();
	if (!good || cell_lock(&fault) != 0)
		_exit(CHILD_BYE);
	for (;;)
		child_answer(work);
}

/* ---- in the parent ---- */

static int64_t now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int cell_start(struct cell *cell, struct fault *fault)
{
	int fds[2];
	pid_t parent = getpid();
	if (cell->pid > 0)
		return 0;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
		return fault_set_errno(fault, FAULT_IO, "no socket to the reader");
	cell->pid = fork();
	if (cell->pid == 0)
		child_live(fds[1], parent, cell->work);
	(void)close(fds[1]);
	if (cell->pid < 0) {
		cell->pid = 0;
		(void)close(fds[0]);
		return fault_set_errno(fault, FAULT_MEMORY, "no process for the reader");
	}
	cell->fd = fds[0];
	return 0;
}

/* Its wait status. */
static int cell_end(struct cell *cell)
{
	int status = 0;
	(void)close(cell->fd);
	(void)kill(cell->pid, SIGKILL);
	while (waitpid(cell->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	cell->pid = 0;
	return status;
}

void cell_close(struct cell *cell)
{
	if (cell->pid > 0)
		(void)cell_end(cell);
}

/* Until the socket is ready for `events`; false when the time is over. */
static bool ready(const struct cell *cell, short events, int64_t until_ms)
{
	for (;;) {
		int64_t left = until_ms - now_ms();
		struct pollfd one = { cell->fd, events, 0 };
		int count = left > 0 ? poll(&one, 1, left > 1000 ? 1000 : (int)left) : 0;
		if (count > 0)
			return true;
		if (left <= 0)
			return false;
	}
}

enum { SENT, GONE, LATE };

static int put(const struct cell *cell, const char *bytes, size_t len, int64_t until_ms)
{
	for (size_t at = 0; at < len;) {
		ssize_t sent = send(cell->fd, bytes + at, len - at, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && errno != EAGAIN && errno != EINTR)
			return GONE;
		at += sent > 0 ? (size_t)sent : 0;
		if (sent <= 0 && !ready(cell, POLLOUT, until_ms))
			return LATE;
	}
	return SENT;
}

static int take(const struct cell *cell, char *into, size_t len, int64_t until_ms)
{
	for (size_t at = 0; at < len;) {
		ssize_t got = recv(cell->fd, into + at, len - at, MSG_DONTWAIT);
		if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
			return GONE;
		at += got > 0 ? (size_t)got : 0;
		if (got < 0 && !ready(cell, POLLIN, until_ms))
			return LATE;
	}
	return SENT;
}

/* What became of the child, which is gone or has to go. */
static int cell_failed(struct cell *cell, int how, int timeout_ms, struct fault *fault)
{
	if (how == LATE) {
		(void)cell_end(cell);
		return fault_set(fault, FAULT_PEER,
			"the reader was stopped: it took longer than %d s",
			(timeout_ms + 999) / 1000);
	}
	/* It closed the socket by dying: give it the moment that takes, so that its status is its own. */
	int status = 0;
	pid_t pid = waitpid(cell->pid, &status, 0);
	(void)close(cell->fd);
	cell->pid = 0;
	if (pid > 0 && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		return fault_set(fault, FAULT_PEER,
			"the reader was stopped: it tried what a reader has no need to do");
	if (pid > 0 && WIFSIGNALED(status))
		return fault_set(
			fault, FAULT_PEER, "the reader crashed (signal %d)", WTERMSIG(status));
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == CHILD_BYE)
		return fault_set(fault, FAULT_PEER,
			"the reader cannot be locked in: this system has no seccomp filters");
	return fault_set(fault, FAULT_PEER, "the reader ended without an answer");
}

int cell_ask(struct cell *cell, const struct span *parts, size_t part_count, int timeout_ms,
	struct buf *answer, struct fault *fault)
{
	size_t len = 0, answer_len = 0, was = answer->len;
	int64_t until_ms = now_ms() + timeout_ms;
	for (size_t i = 0; i < part_count; i++)
		len += parts[i].len;
	if (len > CELL_ASKED_MOST)
		return fault_set(fault, FAULT_LIMIT, "the picture is larger than %zu bytes",
			CELL_ASKED_MOST);
	int code = cell_start(cell, fault);
	if (code != 0)
		return code;
	int how = put(cell, (const char *)&len, sizeof(len), until_ms);
	for (size_t i = 0; i < part_count && how == SENT; i++)
		how = put(cell, parts[i].at, parts[i].len, until_ms);
	if (how == SENT)
		how = take(cell, (char *)&answer_len, sizeof(answer_len), until_ms);
	if (how == SENT && answer_len > cell->answer_most) {
		(void)cell_end(cell);
		return fault_set(fault, FAULT_PEER, "the reader's answer is none");
	}
	while (how == SENT && answer->len - was < answer_len) {
		char piece[4096];
		size_t left = answer_len - (answer->len - was);
		size_t each = left < sizeof(piece) ? left : sizeof(piece);
		how = take(cell, piece, each, until_ms);
		if (how == SENT)
			buf_bytes(answer, piece, each);
		if (answer->failed) {
			(void)cell_end(cell);
			return fault_set(fault, FAULT_MEMORY, "no memory for what the codes say");
		}
	}
	if (how == SENT)
		return 0;
	answer->len = was;
	return cell_failed(cell, how, timeout_ms, fault);
}
