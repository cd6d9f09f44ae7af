#include "tests/bench/publish.h"

#include "core/base/buf.h"
#include "core/note/topic.h"
#include "tests/bench/bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define IN_FLIGHT_MOST 2000  /* of a station: as a broker would ask of it (receive maximum) */
#define ROOM           65536 /* bytes encoded before they are written */
#define PACKET_ID_MOST 65535
#define PUBACK_LEN     4
#define ANSWER_MS      15000
#define PAUSE_NS \
	2000000 /* stations run elsewhere: what they would wake for is looked at together */

struct voice {
	int socket;
	char topic[TOPIC_TEXT];
	struct buf queued; /* encoded, not yet written */
	size_t written;    /* of queued */
	size_t *mine;      /* its places in `outgoing`, in order */
	size_t count, cap;
	size_t next;
	size_t acked_bytes;
	unsigned packet_id;
};

struct publisher {
	int port;
	struct voice *voices;
	struct pollfd *polls;
	size_t count;
};

struct publisher *publisher_open(int port, size_t stations)
{
	struct publisher *publisher = calloc(1, sizeof(*publisher));
	if (publisher) {
		publisher->port = port;
		publisher->count = stations;
		publisher->voices = calloc(stations, sizeof(*publisher->voices));
		publisher->polls = calloc(stations, sizeof(*publisher->polls));
	}
	if (!publisher || !publisher->voices || !publisher->polls) {
		(void)give_up("no memory for publishers", NULL);
		publisher_close(publisher);
		return NULL;
	}
	for (size_t i = 0; i < stations; i++)
		publisher->voices[i].socket = -1;
	return publisher;
}

void publisher_close(struct publisher *publisher)
{
	if (!publisher)
		return;
	for (size_t i = 0; publisher->voices && i < publisher->count; i++) {
		struct voice *voice = &publisher->voices[i];
		if (voice->socket >= 0)
			(void)close(voice->socket);
		buf_free(&voice->queued);
		free(voice->mine);
	}
	free(publisher->voices);
	free(publisher->polls);
	free(publisher);
}

/* ---- packets ---- */

static void put_length(struct buf *into, size_t len)
{
	do {
		buf_char(into, (char)((len & 0x7f) | (len > 0x7f ? 0x80 : 0)));
		len >>= 7;
	} while (len > 0);
}

static void put_field(struct buf *into, struct span text)
{
	buf_char(into, (char)(text.len >> 8));
	buf_char(into, (char)(text.len & 0xff));
	buf_span(into, text);
}

static void put_connect(struct buf *into, struct span name, struct span password)
{
	buf_char(into, 0x10);
	put_length(into, 10 + 6 + 2 * name.len + password.len);
	put_field(into, span_of("MQTT"));
	buf_char(into, 4);          /* 3.1.1 */
	buf_char(into, (char)0xc2); /* user name, password, clean session */
	buf_bytes(into, "\0\0", 2); /* no keepalive */
	put_field(into, name);
	put_field(into, name);
	put_field(into, password);
}

static void put_publish(struct voice *voice, struct span payload)
{
	struct span topic = span_of(voice->topic);
	voice->packet_id = voice->packet_id % PACKET_ID_MOST + 1;
	buf_char(&voice->queued, 0x32); /* PUBLISH, QoS 1 */
	put_length(&voice->queued, 4 + topic.len + payload.len);
	put_field(&voice->queued, topic);
	buf_char(&voice->queued, (char)(voice->packet_id >> 8));
	buf_char(&voice->queued, (char)(voice->packet_id & 0xff));
	buf_span(&voice->queued, payload);
}

/* ---- joining ---- */

static int reach(int port)
{
	struct sockaddr_in broker = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd >= 0 && (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0 ||
			       connect(fd, (struct sockaddr *)&broker, sizeof(broker)) != 0)) {
		(void)close(fd);
		fd = -1;
	}
	return fd;
}

int publisher_join(struct publisher *publisher, size_t n, const char *name, const char *password)
{
	struct voice *voice = &publisher->voices[n];
	char answer[4] = { 0 };
	topic_format(span_of(name), TOPIC_UP, voice->topic);
	voice->socket = reach(publisher->port);
	put_connect(&voice->queued, span_of(name), span_of(password));
	if (voice->socket < 0 || voice->queued.failed ||
		send(voice->socket, voice->queued.at, voice->queued.len, MSG_NOSIGNAL) !=
			(ssize_t)voice->queued.len ||
		recv(voice->socket, answer, sizeof(answer), MSG_WAITALL) != sizeof(answer) ||
		answer[0] != 0x20 || answer[3] != 0)
		return give_up("a station cannot connect", NULL);
	buf_clear(&voice->queued);
	return 0;
}

/* ---- publishing ---- */

static int deal_out(struct publisher *publisher, const struct outgoing *outgoing, size_t count)
{
	for (size_t i = 0; i < publisher->count; i++) {
		struct voice *voice = &publisher->voices[i];
		voice->count = voice->next = voice->acked_bytes = 0;
	}
	for (size_t i = 0; i < count; i++) {
		struct voice *voice = &publisher->voices[outgoing[i].station];
		if (!array_reserve(
			    &voice->mine, &voice->cap, voice->count + 1, sizeof(*voice->mine)))
			return give_up("no memory for publishers", NULL);
		voice->mine[voice->count++] = i;
	}
	return 0;
}

static bool may_say_more(const struct voice *voice)
{
	return voice->next < voice->count && voice->queued.len < ROOM &&
	       voice->next - voice->acked_bytes / PUBACK_LEN < IN_FLIGHT_MOST;
}

static bool is_done(const struct voice *voice)
{
	return voice->acked_bytes == voice->count * PUBACK_LEN;
}

static bool write_some(struct voice *voice, const struct outgoing *outgoing)
{
	while (may_say_more(voice))
		put_publish(voice, outgoing[voice->mine[voice->next++]].payload);
	ssize_t sent = send(voice->socket, voice->queued.at + voice->written,
		voice->queued.len - voice->written, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent < 0)
		return errno == EAGAIN || errno == EINTR;
	voice->written += (size_t)sent;
	if (voice->written == voice->queued.len) {
		buf_clear(&voice->queued);
		voice->written = 0;
	}
	return !voice->queued.failed;
}

/* Nothing is subscribed to: all that comes are PUBACKs of four bytes. */
static bool read_some(struct voice *voice)
{
	char acks[16384];
	ssize_t got = recv(voice->socket, acks, sizeof(acks), MSG_DONTWAIT);
	if (got > 0)
		voice->acked_bytes += (size_t)got;
	return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

static size_t wait_for_sockets(struct publisher *publisher)
{
	size_t busy = 0;
	for (size_t i = 0; i < publisher->count; i++) {
		const struct voice *voice = &publisher->voices[i];
		bool writes = voice->queued.len > 0 || may_say_more(voice);
		publisher->polls[i] = (struct pollfd){ .fd = is_done(voice) ? -1 : voice->socket,
			.events = (short)(POLLIN | (writes ? POLLOUT : 0)) };
		busy += !is_done(voice);
	}
	if (busy > 0 && poll(publisher->polls, publisher->count, ANSWER_MS) <= 0)
		return SIZE_MAX;
	return busy;
}

int publisher_say(struct publisher *publisher, const struct outgoing *outgoing, size_t count)
{
	if (deal_out(publisher, outgoing, count) != 0)
		return 1;
	for (;;) {
		size_t busy = wait_for_sockets(publisher);
		if (busy == SIZE_MAX)
			return give_up("the broker takes nothing any more", NULL);
		if (busy == 0)
			return 0;
		for (size_t i = 0; i < publisher->count; i++) {
			short happened = publisher->polls[i].revents;
			struct voice *voice = &publisher->voices[i];
			if (((happened & POLLOUT) && !write_some(voice, outgoing)) ||
				((happened & ~POLLOUT) && !read_some(voice)))
				return give_up("the broker hung up on a station", NULL);
		}
		(void)nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
	}
}
