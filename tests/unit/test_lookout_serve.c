/* A lookout through real sockets, with clients that mean well and clients that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "gateway/lookout/lookout.h"

#define LONG_BODY (4 * 1024 * 1024)

static char dir[64];
static char path[80];

static int write_short(void *context, struct buf *body)
{
	(void)context;
	buf_text(body, "fine\n");
	return 200;
}

static int write_ill(void *context, struct buf *body)
{
	buf_text(body, context);
	return 503;
}

static int write_long(void *context, struct buf *body)
{
	(void)context;
	for (int i = 0; i < LONG_BODY / 64; i++)
		buf_text(body, "0123456789012345678901234567890123456789012345678901234567890ab\n");
	return 200;
}

static const struct lookout_page pages[] = {
	{ "/short", "text/plain", write_short },
	{ "/ill", "text/plain", write_ill },
	{ "/long", "text/plain", write_long },
};

#define PATIENT_MS 60000 /* for a machine that is slow */

static struct lookout *opened_within(int64_t port, const char *socket, int64_t within_ms)
{
	static char why[] = "ill, because\n";
	struct lookout_settings settings = { port, socket, within_ms, pages, 3, why };
	struct lookout *lookout = NULL;
	struct fault fault = { 0 };
	if (lookout_open(&lookout, &settings, &fault) != 0)
		fail_msg("%s", fault.text);
	return lookout;
}

static struct lookout *opened(int64_t port, const char *socket)
{
	return opened_within(port, socket, PATIENT_MS);
}

static int dialled(void)
{
	const struct timeval patience = { .tv_sec = 20 };
	struct sockaddr_un place = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_true(fd >= 0);
	assert_true(span_copy(span_of(path), place.sun_path, sizeof(place.sun_path)));
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&place, sizeof(place)), 0);
	return fd;
}

static void say(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* Everything until the other end closes. */
static struct buf heard(int fd)
{
	struct buf all = { 0 };
	char some[4096];
	ssize_t got;
	while ((got = recv(fd, some, sizeof(some), 0)) > 0)
		buf_bytes(&all, some, (size_t)got);
	assert_false(all.failed);
	buf_text(&all, "");
	(void)close(fd);
	return all;
}

static void assert_answer(const char *request, const char *begins, const char *holds)
{
	int fd = dialled();
	say(fd, request);
	struct buf all = heard(fd);
	if (strncmp(all.at, begins, strlen(begins)) != 0 || !strstr(all.at, holds))
		fail_msg("%s is answered with %s", request, all.at);
	buf_free(&all);
}

static void pages_are_answered_with_their_status_and_length(void **state)
{
	struct lookout *lookout = opened(0, path);
	(void)state;
	assert_answer(
		"GET /short HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n", "Content-Length: 5\r\n");
	assert_answer("GET /short?a HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n", "\r\n\r\nfine\n");
	assert_answer("GET /ill HTTP/1.1\r\n\r\n", "HTTP/1.1 503 Service Unavailable\r\n",
		"\r\n\r\nill, because\n");
	assert_answer("GET /none HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found\r\n", "404");
	assert_answer("PUT /short HTTP/1.1\r\n\r\nbody", "HTTP/1.1 405 ", "Allow: GET, HEAD\r\n");
	assert_answer("\r\n\r\n", "HTTP/1.1 400 ", "close");
	lookout_close(lookout);
}

static void a_head_request_gets_no_body(void **state)
{
	struct lookout *lookout = opened(0, path);
	(void)state;
	int fd = dialled();
	say(fd, "HEAD /short HTTP/1.1\r\n\r\n");
	struct buf all = heard(fd);
	assert_non_null(strstr(all.at, "Content-Length: 5\r\n"));
	assert_null(strstr(all.at, "fine"));
	buf_free(&all);
	lookout_close(lookout);
}

static void a_long_page_arrives_whole_at_a_slow_reader(void **state)
{
	struct lookout *lookout = opened(0, path);
	(void)state;
	int fd = dialled();
	say(fd, "GET /long HTTP/1.1\r\n\r\n");
	assert_answer("GET /short HTTP/1.1\r\n\r\n", "HTTP/1.1 200", "fine"); /* meanwhile */
	struct buf all = heard(fd);
	char *body = strstr(all.at, "\r\n\r\n");
	assert_non_null(body);
	assert_int_equal(strlen(body + 4), LONG_BODY);
	buf_free(&all);
	lookout_close(lookout);
}

/* More than it takes at once: all are let go of in time, and the next one is answered. */
static void clients_that_say_nothing_keep_nobody_out_for_long(void **state)
{
	struct lookout *lookout = opened_within(0, path, 300);
	int mute[LOOKOUT_CLIENTS + 8];
	bool answered = false;
	(void)state;
	for (size_t i = 0; i < sizeof(mute) / sizeof(mute[0]); i++) {
		mute[i] = dialled();
		if (i % 2)
			(void)send(mute[i], "GET /sh", 7, MSG_NOSIGNAL);
	}
	for (int tries = 0; !answered && tries < 50;
		tries++) { /* 300 ms may pass in one step here */
		int fd = dialled();
		(void)send(fd, "GET /short HTTP/1.1\r\n\r\n", 23, MSG_NOSIGNAL);
		struct buf all = heard(fd);
		answered = strstr(all.at, "fine") != NULL;
		buf_free(&all);
	}
	assert_true(answered);
	for (size_t i = 0; i < sizeof(mute) / sizeof(mute[0]); i++)
		(void)close(mute[i]);
	lookout_close(lookout);
}

static void a_flood_of_bytes_is_cut_off(void **state)
{
	struct lookout *lookout = opened(0, path);
	char flood[8192];
	(void)state;
	memset(flood, 'x', sizeof(flood));
	int fd = dialled();
	/* As much as it takes; the end comes from the other side. */
	for (int i = 0; i < 10000 && send(fd, flood, sizeof(flood), MSG_NOSIGNAL) > 0; i++)
		continue;
	(void)close(fd);
	assert_answer("GET /short HTTP/1.1\r\n\r\n", "HTTP/1.1 200", "fine");
	lookout_close(lookout);
}

static void clients_that_hang_up_hurt_nobody(void **state)
{
	struct lookout *lookout = opened(0, path);
	(void)state;
	for (int i = 0; i < 200; i++) {
		int fd = dialled();
		if (i % 2)
			say(fd, "GET /long HTTP/1.1\r\n\r\n");
		(void)close(fd);
	}
	assert_answer("GET /short HTTP/1.1\r\n\r\n", "HTTP/1.1 200", "fine");
	lookout_close(lookout);
}

static void only_a_socket_that_nobody_answers_on_is_replaced(void **state)
{
	struct lookout_settings settings = { 0, path, PATIENT_MS, pages, 3, NULL };
	struct lookout *first = opened(0, path), *second = NULL;
	struct fault fault = { 0 };
	struct stat status;
	(void)state;
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0660);
	assert_int_equal(lookout_open(&second, &settings, &fault), FAULT_SETTING);
	assert_non_null(strstr(fault.text, path));
	assert_answer("GET /short HTTP/1.1\r\n\r\n", "HTTP/1.1 200", "fine"); /* of the first */
	lookout_close(first);
	assert_int_equal(stat(path, &status), -1);

	struct sockaddr_un place = { .sun_family = AF_UNIX }; /* as after a kill -9 */
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_true(span_copy(span_of(path), place.sun_path, sizeof(place.sun_path)));
	assert_int_equal(bind(fd, (struct sockaddr *)&place, sizeof(place)), 0);
	(void)close(fd);
	second = opened(0, path);
	assert_answer("GET /short HTTP/1.1\r\n\r\n", "HTTP/1.1 200", "fine");
	lookout_close(second);

	fd = open(path, O_CREAT | O_WRONLY, 0600); /* somebody's file */
	(void)close(fd);
	assert_int_equal(lookout_open(&second, &settings, &fault), FAULT_SETTING);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(unlink(path), 0);
}

static void a_port_listens_on_the_loopback_only_and_is_refused_when_taken(void **state)
{
	struct sockaddr_in place = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(place);
	struct fault fault = { 0 };
	struct lookout *lookout = NULL;
	(void)state;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&place, sizeof(place)), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&place, &len), 0);
	struct lookout_settings settings = { ntohs(place.sin_port), "", PATIENT_MS, pages, 3,
		NULL };
	assert_int_equal(lookout_open(&lookout, &settings, &fault), FAULT_SETTING);
	(void)close(fd);
	lookout = opened(settings.port, "");
	fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&place, sizeof(place)), 0);
	say(fd, "GET /short HTTP/1.1\r\n\r\n");
	struct buf all = heard(fd);
	assert_non_null(strstr(all.at, "fine"));
	buf_free(&all);
	lookout_close(lookout);
}

static void without_a_place_there_is_no_lookout(void **state)
{
	static char far[200];
	struct lookout_settings settings = { 0, "", PATIENT_MS, pages, 3, NULL };
	struct lookout *lookout = (struct lookout *)far;
	struct fault fault = { 0 };
	(void)state;
	assert_int_equal(lookout_open(&lookout, &settings, &fault), 0);
	assert_null(lookout);
	lookout_close(lookout);
	memset(far, 'x', sizeof(far) - 1);
	settings.socket = far;
	assert_int_equal(lookout_check(&settings, &fault), FAULT_SETTING);
	assert_int_equal(lookout_open(&lookout, &settings, &fault), FAULT_SETTING);
}

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/pigtrace-lookout-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/s", dir);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_answered_with_their_status_and_length),
		cmocka_unit_test(a_head_request_gets_no_body),
		cmocka_unit_test(a_long_page_arrives_whole_at_a_slow_reader),
		cmocka_unit_test(clients_that_say_nothing_keep_nobody_out_for_long),
		cmocka_unit_test(a_flood_of_bytes_is_cut_off),
		cmocka_unit_test(clients_that_hang_up_hurt_nobody),
		cmocka_unit_test(only_a_socket_that_nobody_answers_on_is_replaced),
		cmocka_unit_test(a_port_listens_on_the_loopback_only_and_is_refused_when_taken),
		cmocka_unit_test(without_a_place_there_is_no_lookout),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
