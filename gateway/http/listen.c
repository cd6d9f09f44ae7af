#include "gateway/http/inner.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 512

/* Left behind by a program that was killed: nobody listens on it. */
static void remove_stale(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) != 0 &&
		errno == ECONNREFUSED)
		(void)unlink(address->sun_path);
	if (fd >= 0)
		(void)close(fd);
}

int listen_socket(const char *path, int64_t mode, int *fd, struct fault *fault)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (!span_copy(span_of(path), address.sun_path, sizeof(address.sun_path)))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", path);
	remove_stale(&address);
	int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (made < 0 || bind(made, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
		chmod(path, (mode_t)mode) != 0 || listen(made, BACKLOG) != 0) {
		int code = fault_set_errno(fault, errno == EADDRINUSE ? FAULT_BUSY : FAULT_IO,
			"cannot listen on %s", path);
		if (made >= 0)
			(void)close(made);
		return code;
	}
	*fd = made;
	return 0;
}

static bool read_address(
	const char *text, int64_t port, struct sockaddr_storage *address, socklen_t *len)
{
	struct sockaddr_in *four = (struct sockaddr_in *)address;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;
	if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons((uint16_t)port);
		*len = sizeof(*four);
		return true;
	}
	if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1) {
		six->sin6_family = AF_INET6;
		six->sin6_port = htons((uint16_t)port);
		*len = sizeof(*six);
		return true;
	}
	return false;
}

int listen_tcp(const char *address, int64_t port, int *fd, struct fault *fault)
{
	struct sockaddr_storage at = { 0 };
	socklen_t len = 0;
	const int on = 1;
	if (!read_address(address, port, &at, &len))
		return fault_set(fault, FAULT_SETTING, "%s is no IP address", address);
	int made = socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (made < 0 || setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
		bind(made, (const struct sockaddr *)&at, len) != 0 || listen(made, BACKLOG) != 0) {
		int code = fault_set_errno(fault, errno == EADDRINUSE ? FAULT_BUSY : FAULT_IO,
			"cannot listen on %s port %lld", address, (long long)port);
		if (made >= 0)
			(void)close(made);
		return code;
	}
	*fd = made;
	return 0;
}
