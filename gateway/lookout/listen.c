#include "gateway/lookout/listen.h"

#include "core/base/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 16

/* A socket that is polled and not handed to children. */
static int make(int family, int *fd)
{
	int made = socket(family, SOCK_STREAM, 0);
	if (made < 0)
		return -1;
	if (fcntl(made, F_SETFD, FD_CLOEXEC) != 0 || fcntl(made, F_SETFL, O_NONBLOCK) != 0) {
		(void)close(made);
		return -1;
	}
	*fd = made;
	return 0;
}

int listen_port(int64_t port, int *fd, struct fault *fault)
{
	const int yes = 1;
	struct sockaddr_in place = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int made = -1;
	if (make(AF_INET, &made) != 0)
		return fault_set_errno(fault, FAULT_IO, "cannot listen");
	if (setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
		bind(made, (const struct sockaddr *)&place, sizeof(place)) != 0 ||
		listen(made, BACKLOG) != 0) {
		int code = fault_set_errno(fault, FAULT_SETTING,
			"cannot listen on port %lld of 127.0.0.1", (long long)port);
		(void)close(made);
		return code;
	}
	*fd = made;
	return 0;
}

static int name_place(const char *path, struct sockaddr_un *place, struct fault *fault)
{
	*place = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (!span_copy(span_of(path), place->sun_path, sizeof(place->sun_path)))
		return fault_set(fault, FAULT_SETTING,
			"a unix socket's path has at most %d bytes: %s",
			(int)sizeof(place->sun_path) - 1, path);
	return 0;
}

int listen_check_path(const char *path, struct fault *fault)
{
	struct sockaddr_un place;
	return name_place(path, &place, fault);
}

/* A socket of a program that is gone: nobody takes a connection. Anything else at this path stays. */
static bool is_left_over(const struct sockaddr_un *place)
{
	struct stat status;
	int fd = -1;
	if (lstat(place->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode) ||
		make(AF_UNIX, &fd) != 0)
		return false;
	bool refused = connect(fd, (const struct sockaddr *)place, sizeof(*place)) != 0 &&
	               errno == ECONNREFUSED;
	(void)close(fd);
	return refused;
}

static int bind_to(int fd, const struct sockaddr_un *place)
{
	if (bind(fd, (const struct sockaddr *)place, sizeof(*place)) == 0)
		return 0;
	int error = errno;
	if (error != EADDRINUSE || !is_left_over(place) || unlink(place->sun_path) != 0) {
		errno = error;
		return -1;
	}
	return bind(fd, (const struct sockaddr *)place, sizeof(*place));
}

int listen_socket(const char *path, int *fd, struct fault *fault)
{
	struct sockaddr_un place;
	int made = -1;
	int code = name_place(path, &place, fault);
	if (code != 0)
		return code;
	if (make(AF_UNIX, &made) != 0)
		return fault_set_errno(fault, FAULT_IO, "cannot listen");
	if (bind_to(made, &place) != 0 || chmod(path, 0660) != 0 || listen(made, BACKLOG) != 0) {
		code = fault_set_errno(fault, FAULT_SETTING, "cannot listen on %s", path);
		(void)close(made);
		return code;
	}
	*fd = made;
	return 0;
}
