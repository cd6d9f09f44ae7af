#include "gateway/lookout/lookout.h"

#include "core/base/clock.h"
#include "core/base/thread.h"
#include "gateway/lookout/listen.h"
#include "gateway/lookout/request.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define PLACES     2
#define REST_MS    200 /* after an accept that failed for want of something */
#define DRAIN_MOST 65536

enum client_state {
	CLIENT_FREE,
	CLIENT_ASKING,
	CLIENT_ANSWERED, /* what is left of the answer is being sent */
	CLIENT_LEAVING   /* all is sent; closing before the peer does could take it back */
};

struct client {
	enum client_state state;
	int fd;
	int64_t until_ms;
	size_t got;
	size_t sent;
	size_t drained;
	struct buf answer;
	char request[REQUEST_MOST];
};

struct lookout {
	struct lookout_settings settings;
	int places[PLACES]; /* -1: none */
	int wake[2];        /* closing the writing end ends the thread */
	int64_t rest_until_ms;
	pthread_t thread;
	bool running;
	struct client clients[LOOKOUT_CLIENTS];
};

/* ---- one client ---- */

static void let_go(struct client *client)
{
	if (client->state == CLIENT_FREE)
		return;
	(void)close(client->fd);
	buf_free(&client->answer);
	client->state = CLIENT_FREE;
}

static const char *reason_of(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = { { 200, "OK" }, { 400, "Bad Request" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 431, "Request Header Fields Too Large" },
		{ 503, "Service Unavailable" }, { 505, "HTTP Version Not Supported" } };
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Internal Server Error";
}

static const struct lookout_page *find_page(
	const struct lookout_settings *settings, struct span path)
{
	for (size_t i = 0; i < settings->page_count; i++)
		if (span_is(path, settings->pages[i].path))
			return &settings->pages[i];
	return NULL;
}

static void put_head(struct buf *into, int status, const char *media_type, size_t len)
{
	buf_format(into,
		"HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
		"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n%s"
		"Connection: close\r\n\r\n",
		status, reason_of(status), media_type, len,
		status == 405 ? "Allow: GET, HEAD\r\n" : "");
}

static void answer(
	const struct lookout *lookout, struct client *client, int status, struct request request)
{
	const struct lookout_page *page = NULL;
	struct buf body = { 0 };
	if (status == 200) {
		page = find_page(&lookout->settings, request.path);
		status = page ? page->write(lookout->settings.context, &body) : 404;
	}
	if (body.failed) {
		buf_free(&body);
		status = 500;
	}
	if (!page || body.len == 0)
		buf_format(&body, "%d %s\n", status, reason_of(status));
	put_head(&client->answer, status, page ? page->media_type : "text/plain; charset=utf-8",
		body.len);
	if (!request.head)
		buf_span(&client->answer, buf_written(&body));
	buf_free(&body);
	client->state = CLIENT_ANSWERED;
	if (client->answer.failed)
		let_go(client);
}

static void take_request(struct lookout *lookout, struct client *client)
{
	struct request request = { 0 };
	ssize_t got = recv(client->fd, client->request + client->got,
		sizeof(client->request) - client->got, MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return;
	if (got <= 0) {
		let_go(client);
		return;
	}
	client->got += (size_t)got;
	int status = request_parse((struct span){ client->request, client->got }, &request);
	if (status != 0)
		answer(lookout, client, status, request);
}

static void send_answer(struct client *client)
{
	ssize_t sent = send(client->fd, client->answer.at + client->sent,
		client->answer.len - client->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return;
	if (sent < 0) {
		let_go(client);
		return;
	}
	client->sent += (size_t)sent;
	if (client->sent < client->answer.len)
		return;
	(void)shutdown(client->fd, SHUT_WR);
	client->state = CLIENT_LEAVING;
}

static void see_off(struct client *client)
{
	char waste[1024];
	ssize_t got = recv(client->fd, waste, sizeof(waste), MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return;
	client->drained += got > 0 ? (size_t)got : 0;
	if (got <= 0 || client->drained > DRAIN_MOST)
		let_go(client);
}

static void serve_client(struct lookout *lookout, struct client *client, short events)
{
	if (events == 0)
		return;
	if (client->state == CLIENT_ASKING)
		take_request(lookout, client);
	else if (client->state == CLIENT_ANSWERED)
		send_answer(client);
	else
		see_off(client);
}

/* ---- all of them ---- */

static struct client *free_client(struct lookout *lookout)
{
	for (size_t i = 0; i < LOOKOUT_CLIENTS; i++)
		if (lookout->clients[i].state == CLIENT_FREE)
			return &lookout->clients[i];
	return NULL;
}

static void welcome(struct lookout *lookout, int place, int64_t now_ms)
{
	struct client *client = free_client(lookout);
	if (!client)
		return;
	int fd = accept(place, NULL, NULL);
	if (fd < 0) {
		if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR &&
			errno != ECONNABORTED)
			lookout->rest_until_ms = now_ms + REST_MS;
		return;
	}
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
		(void)close(fd);
		return;
	}
	client->state = CLIENT_ASKING;
	client->fd = fd;
	client->until_ms = now_ms + lookout->settings.within_ms;
	client->got = client->sent = client->drained = 0;
}

/* Lets go of clients whose time is over; how long the others have at most, -1: for ever. */
static int64_t tend_clients(struct lookout *lookout, int64_t now_ms)
{
	int64_t least = -1;
	for (size_t i = 0; i < LOOKOUT_CLIENTS; i++) {
		struct client *client = &lookout->clients[i];
		if (client->state == CLIENT_FREE)
			continue;
		int64_t left = client->until_ms - now_ms;
		if (left <= 0)
			let_go(client);
		else if (least < 0 || left < least)
			least = left;
	}
	return least;
}

/* What to wait for: the wake pipe, the places, the clients, always in these slots. */
#define SLOTS (1 + PLACES + LOOKOUT_CLIENTS)

static void fill_slots(struct lookout *lookout, struct pollfd slots[static SLOTS], bool resting)
{
	slots[0] = (struct pollfd){ .fd = lookout->wake[0], .events = POLLIN };
	for (size_t i = 0; i < PLACES; i++) {
		bool open = !resting && free_client(lookout);
		slots[1 + i] =
			(struct pollfd){ .fd = open ? lookout->places[i] : -1, .events = POLLIN };
	}
	for (size_t i = 0; i < LOOKOUT_CLIENTS; i++) {
		const struct client *client = &lookout->clients[i];
		slots[1 + PLACES + i] =
			(struct pollfd){ .fd = client->state == CLIENT_FREE ? -1 : client->fd,
				.events = client->state == CLIENT_ANSWERED ? POLLOUT : POLLIN };
	}
}

static void *watch(void *context)
{
	struct lookout *lookout = context;
	struct pollfd slots[SLOTS];
	for (;;) {
		int64_t now_ms = clock_steady_ms();
		int64_t wait_ms = tend_clients(lookout, now_ms);
		bool resting = now_ms < lookout->rest_until_ms;
		if (resting && (wait_ms < 0 || wait_ms > REST_MS))
			wait_ms = REST_MS;
		fill_slots(lookout, slots, resting);
		if (poll(slots, SLOTS, (int)wait_ms) <= 0)
			continue;
		if (slots[0].revents != 0)
			return NULL;
		for (size_t i = 0; i < LOOKOUT_CLIENTS; i++)
			serve_client(lookout, &lookout->clients[i], slots[1 + PLACES + i].revents);
		for (size_t i = 0; i < PLACES; i++)
			if (slots[1 + i].revents != 0)
				welcome(lookout, lookout->places[i], clock_steady_ms());
	}
}

/* ---- beginning and end ---- */

static int start_thread(struct lookout *lookout, struct fault *fault)
{
	if (pipe(lookout->wake) != 0) {
		lookout->wake[0] = lookout->wake[1] = -1;
		return fault_set_errno(fault, FAULT_IO, "cannot listen");
	}
	(void)fcntl(lookout->wake[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(lookout->wake[1], F_SETFD, FD_CLOEXEC);
	int code = thread_start(&lookout->thread, watch, lookout, fault);
	lookout->running = code == 0;
	return code;
}

int lookout_check(const struct lookout_settings *settings, struct fault *fault)
{
	return settings->socket[0] ? listen_check_path(settings->socket, fault) : 0;
}

int lookout_open(struct lookout **out, const struct lookout_settings *settings, struct fault *fault)
{
	if (settings->port == 0 && !settings->socket[0]) {
		*out = NULL;
		return 0;
	}
	struct lookout *lookout = calloc(1, sizeof(*lookout));
	if (!lookout)
		return fault_set(fault, FAULT_MEMORY, "no memory for the lookout");
	lookout->settings = *settings;
	lookout->places[0] = lookout->places[1] = lookout->wake[0] = lookout->wake[1] = -1;
	int code = 0;
	if (settings->port != 0)
		code = listen_port(settings->port, &lookout->places[0], fault);
	if (code == 0 && settings->socket[0])
		code = listen_socket(settings->socket, &lookout->places[1], fault);
	if (code == 0)
		code = start_thread(lookout, fault);
	if (code == 0) {
		*out = lookout;
		lookout = NULL;
	}
	lookout_close(lookout);
	return code;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

void lookout_close(struct lookout *lookout)
{
	if (!lookout)
		return;
	close_if_open(lookout->wake[1]);
	if (lookout->running)
		(void)pthread_join(lookout->thread, NULL);
	close_if_open(lookout->wake[0]);
	if (lookout->places[1] >= 0)
		(void)unlink(lookout->settings.socket);
	for (size_t i = 0; i < PLACES; i++)
		close_if_open(lookout->places[i]);
	for (size_t i = 0; i < LOOKOUT_CLIENTS; i++)
		let_go(&lookout->clients[i]);
	free(lookout);
}
