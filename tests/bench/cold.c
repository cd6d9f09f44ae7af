#include "tests/bench/cold.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define AT_ONCE ((size_t)1 << 20)

static int forget(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 1;
	/* Only clean pages can be forgotten. */
	int code = fdatasync(fd) == 0 && posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) == 0 ? 0 : 1;
	(void)close(fd);
	return code;
}

int cold_undo(const char *store)
{
	char *room = malloc(AT_ONCE);
	int fd = open(store, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd >= 0 && room ? 1 : -1;
	while (got > 0)
		got = read(fd, room, AT_ONCE);
	free(room);
	if (fd >= 0)
		(void)close(fd);
	return got == 0 ? 0 : give_up("the store cannot be read", NULL);
}

static int64_t resident_kib(void)
{
	struct rusage usage;
	return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : 0;
}

static int ask(const char *path, cold_question *question, const void *context, int into)
{
	struct store *store = NULL;
	struct fault fault;
	struct cold_answer answer = { .before_kib = resident_kib() };
	int64_t begun = bench_now_ns();
	if (store_open(&store, path, STORE_READ, &fault) != 0)
		return give_up("opening", &fault);
	int code = question(store, context);
	answer.took_ns = bench_now_ns() - begun;
	answer.after_kib = resident_kib();
	store_close(store);
	if (code == 0 && write(into, &answer, sizeof(answer)) != (ssize_t)sizeof(answer))
		code = give_up("an answer cannot be told", NULL);
	return code;
}

int cold_ask(const char *store, bool drop, cold_question *question, const void *context,
	struct cold_answer *answer)
{
	int pipes[2], status = -1;
	if (drop && forget(store) != 0)
		return give_up("the store cannot be forgotten", NULL);
	if (pipe(pipes) != 0)
		return give_up("no pipe", NULL);
	(void)fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		(void)close(pipes[0]);
		_exit(ask(store, question, context, pipes[1]));
	}
	(void)close(pipes[1]);
	bool told =
		child > 0 && read(pipes[0], answer, sizeof(*answer)) == (ssize_t)sizeof(*answer);
	(void)close(pipes[0]);
	if (child > 0 && waitpid(child, &status, 0) != child)
		status = -1;
	return told && status == 0 ? 0 : give_up("no answer", NULL);
}
