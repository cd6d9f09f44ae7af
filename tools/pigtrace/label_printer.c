/*
 * A label printer: a TCP port that takes ZPL, or a device. On the network it is asked how it is (~HS), before
 * anything is sent, then every few labels, and at the end until nothing waits in it any more: a printer without
 * paper takes labels and acknowledges them as long as its memory lasts.
 */
#include "tools/pigtrace/label_job.h"

#include "core/base/clock.h"
#include "core/label/zpl_status.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define PRINTER_PORT  "9100" /* raw printing ("JetDirect") */
#define CONNECT_MS    5000
#define STANDSTILL_MS 30000 /* a printer that takes nothing for so long is away */
#define DRAIN_LOOK_MS 20
#define FIRST_ASK_MS  2000  /* for its first answer: print servers pass nothing back */
#define ASK_MS        15000 /* for a later one: it may be at its memory's end */
#define ASK_AGAIN_MS  200
#define GO_ON_MS \
	300000 /* without a label printed and nothing wrong: somebody takes them one by one */
#define ASK_LABELS 20 /* sent between two questions: fewer than printers keep */

static int printer_fault(struct label_out *out, const char *why)
{
	return fault_set(&out->fault, FAULT_PEER, "the printer %s: %s", out->printer, why);
}

/* Connected, refused, or neither within CONNECT_MS; 0 or an errno. */
static int connect_within(int fd, const struct addrinfo *to)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };
	int error = 0;
	socklen_t len = sizeof(error);
	if (connect(fd, to->ai_addr, to->ai_addrlen) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return errno;
	if (poll(&wait, 1, CONNECT_MS) != 1)
		return ETIMEDOUT;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 ? error : errno;
}

static int dial(struct label_out *out, const char *host, const char *port)
{
	struct addrinfo want = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM }, *list;
	int error = getaddrinfo(host, port, &want, &list);
	if (error != 0)
		return printer_fault(out, gai_strerror(error));
	for (struct addrinfo *at = list; at && out->fd < 0; at = at->ai_next) {
		int fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
			at->ai_protocol);
		error = fd < 0 ? errno : connect_within(fd, at);
		if (error == 0)
			out->fd = fd;
		else if (fd >= 0)
			(void)close(fd);
	}
	freeaddrinfo(list);
	return out->fd >= 0 ? 0 : printer_fault(out, strerror(error));
}

/* Bytes the printer has not acknowledged. */
static int64_t unsent(const struct label_out *out)
{
	int queued = 0;
	return out->socket && ioctl(out->fd, SIOCOUTQ, &queued) == 0 ? queued : 0;
}

static int send_all(struct label_out *out, struct span bytes)
{
	while (bytes.len > 0) {
		struct pollfd wait = { .fd = out->fd, .events = POLLOUT };
		ssize_t step = out->socket ? send(out->fd, bytes.at, bytes.len, MSG_NOSIGNAL)
		                           : write(out->fd, bytes.at, bytes.len);
		if (step > 0) {
			out->bytes += step;
			bytes = (struct span){ bytes.at + step, bytes.len - (size_t)step };
			continue;
		}
		int error = step < 0 ? errno : EIO;
		if (error == EINTR)
			continue;
		if (error == EAGAIN && poll(&wait, 1, STANDSTILL_MS) > 0)
			continue;
		out->unsent = unsent(out);
		return printer_fault(out,
			error == EAGAIN ? _("it takes no more (paper, cover?)") : strerror(error));
	}
	return 0;
}

/* Wait while the printer goes on acknowledging. */
static int acknowledge_all(struct label_out *out)
{
	int64_t left = unsent(out);
	for (int still_ms = 0; left > 0 && still_ms < STANDSTILL_MS;) {
		struct pollfd wait = { .fd = out->fd, .events = 0 };
		int error = 0;
		socklen_t len = sizeof(error);
		if (poll(&wait, 1, DRAIN_LOOK_MS) > 0 && (wait.revents & (POLLERR | POLLHUP))) {
			(void)getsockopt(out->fd, SOL_SOCKET, SO_ERROR, &error, &len);
			out->unsent = left;
			return printer_fault(out, strerror(error ? error : EPIPE));
		}
		int64_t now = unsent(out);
		still_ms = now < left ? 0 : still_ms + DRAIN_LOOK_MS;
		left = now;
	}
	out->unsent = left;
	return left == 0 ? 0 : printer_fault(out, _("it takes no more (paper, cover?)"));
}

/* ---- how it is ---- */

/* Whatever it said before nobody asked for. False if it has hung up. */
static bool forget_input(const struct label_out *out)
{
	char room[ZPL_STATUS_MOST];
	ssize_t got;
	do {
		got = recv(out->fd, room, sizeof(room), MSG_DONTWAIT);
	} while (got > 0 || (got < 0 && errno == EINTR));
	return got < 0;
}

/* 0 and its answer, 1 if none came that can be read, or a fault. */
static int ask(struct label_out *out, int most_ms, struct zpl_status *status)
{
	char room[ZPL_STATUS_MOST + 1];
	size_t len = 0;
	int64_t until_ms = clock_steady_ms() + most_ms;
	enum zpl_answer answer = ZPL_MORE;
	if (!forget_input(out))
		return 1;
	int code = send_all(out, span_of(ZPL_STATUS_ASK));
	if (code != 0)
		return code;
	out->bytes -= (int64_t)span_of(ZPL_STATUS_ASK).len; /* of no label */
	while (answer == ZPL_MORE) {
		struct pollfd wait = { .fd = out->fd, .events = POLLIN };
		int64_t left_ms = until_ms - clock_steady_ms();
		if (left_ms <= 0 || poll(&wait, 1, (int)left_ms) == 0)
			return 1;
		ssize_t got = recv(out->fd, room + len, sizeof(room) - len, MSG_DONTWAIT);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (got <= 0)
			return 1;
		len += (size_t)got;
		answer = zpl_status_read((struct span){ room, len }, status);
	}
	return answer == ZPL_WHOLE ? 0 : 1;
}

/* What stands between it and printing, if anything does. */
static int look(struct label_out *out, const struct zpl_status *status)
{
	const char *trouble = zpl_status_trouble(status);
	out->waiting = status->waiting + (status->left > 0);
	out->since_asked = 0;
	if (!trouble)
		return 0;
	out->waiting++; /* the one it was at may be spoilt */
	return printer_fault(out, words(trouble));
}

/* Before anything is sent, so that nothing is registered for a printer that will not print. */
static int first_ask(struct label_out *out)
{
	struct zpl_status status;
	int code = ask(out, FIRST_ASK_MS, &status);
	out->answers = code == 0;
	if (code == 0)
		code = look(out, &status);
	if (code <= 0)
		return code;
	(void)fprintf(stderr,
		_("note: the printer %s does not say how it is (~HS): paper and cover are not watched\n"),
		out->printer);
	return 0;
}

static int ask_again(struct label_out *out)
{
	struct zpl_status status;
	int code = ask(out, ASK_MS, &status);
	if (code == 0)
		return look(out, &status);
	return code < 0 ? code : printer_fault(out, _("it does not answer any more"));
}

/* HOST, HOST:PORT, [ADDRESS]:PORT, or the path of a device or pipe. */
int label_printer_open(struct label_out *out)
{
	char host[256];
	const char *colon = strrchr(out->printer, ':'), *bracket = strrchr(out->printer, ']');
	size_t len = strlen(out->printer);
	if (strchr(out->printer, '/')) {
		out->fd = open(out->printer, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
		return out->fd >= 0 ? 0 : printer_fault(out, strerror(errno));
	}
	if (colon && (!bracket || colon > bracket))
		len = (size_t)(colon - out->printer);
	else
		colon = NULL;
	struct span name = { out->printer, len };
	if (bracket && name.len > 2 && name.at[0] == '[')
		name = (struct span){ name.at + 1, (size_t)(bracket - name.at) - 1 };
	if (!span_copy(name, host, sizeof(host)) || !host[0])
		return fault_set(&out->fault, FAULT_SETTING,
			"'%s' is not a printer: HOST, HOST:PORT or /dev/...", out->printer);
	out->socket = true;
	int code = dial(out, host, colon ? colon + 1 : PRINTER_PORT);
	return code == 0 ? first_ask(out) : code;
}

int label_printer_write(struct label_out *out, struct span bytes)
{
	int code = 0;
	if (out->answers && out->since_asked >= ASK_LABELS)
		code = ask_again(out);
	if (code != 0)
		return code;
	out->since_asked++;
	return send_all(out, bytes);
}

/* Until it has all, and says that it has printed all. */
int label_printer_drain(struct label_out *out)
{
	int64_t waiting = -1, since_ms = clock_steady_ms();
	int code = acknowledge_all(out);
	while (code == 0 && out->answers) {
		code = ask_again(out);
		if (code != 0 || out->waiting == 0)
			break;
		if (out->waiting != waiting)
			since_ms = clock_steady_ms();
		else if (clock_steady_ms() - since_ms > GO_ON_MS)
			return printer_fault(out, _("it has labels and does not print them"));
		waiting = out->waiting;
		(void)poll(NULL, 0, ASK_AGAIN_MS);
	}
	return code;
}

int64_t label_printer_unprinted(const struct label_out *out)
{
	return out->answers ? out->waiting + out->since_asked : 0;
}
