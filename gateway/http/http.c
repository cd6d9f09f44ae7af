#include "gateway/http/inner.h"

#include "core/base/clock.h"
#include "core/base/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define LISTENERS     2
#define MEMORY_EACH   16384 /* of a connection, headers included: enough for any browser's cookies */
#define SWEEP_EVERY_S 1
#define OTHER_FILES   64 /* the store for each thread, logs, the library's own */

struct http {
	struct http_settings settings;
	struct listener {
		struct http *http;
		struct MHD_Daemon *daemon;
		bool is_socket;
	} listeners[LISTENERS];
	int listener_count;
	struct guests guests;
	pthread_t sweeper;
	bool sweeping;
	pthread_mutex_t lock;
	pthread_cond_t end;
	bool ending;
	atomic_llong requests;
	atomic_llong refused;
	atomic_llong by_class[6];
};

/* One request and its answer. */
struct exchange {
	char *text; /* the target, as it came */
	bool begun;
	size_t most; /* of the body */
	struct buf body;
	bool answered;
};

/* ---- what a handler asks and says ---- */

const char *http_header(const struct http_request *request, const char *name)
{
	return MHD_lookup_connection_value(request->inner, MHD_HEADER_KIND, name);
}

bool http_peer(const struct http_request *request, uint8_t address[static 16])
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(request->inner, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (request->by_socket || !info || !info->client_addr)
		return false;
	memset(address, 0, 16);
	if (info->client_addr->sa_family == AF_INET) {
		const struct sockaddr_in *four = (const struct sockaddr_in *)info->client_addr;
		address[10] = address[11] = 0xff;
		memcpy(address + 12, &four->sin_addr, 4);
		return true;
	}
	if (info->client_addr->sa_family != AF_INET6)
		return false;
	memcpy(address, &((const struct sockaddr_in6 *)info->client_addr)->sin6_addr, 16);
	return true;
}

void http_say(struct http_answer *answer, const char *name, const char *format, ...)
{
	va_list arguments, again;
	va_start(arguments, format);
	va_copy(again, arguments);
	int len = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	bool fits = len >= 0 && answer->field_count < HTTP_FIELDS_MOST;
	char *value = fits ? malloc((size_t)len + 1) : NULL;
	if (value)
		(void)vsnprintf(value, (size_t)len + 1, format, again);
	va_end(again);
	if (!value) {
		answer->failed = true;
		return;
	}
	for (char *c = value; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	answer->fields[answer->field_count++] = (struct http_field){ name, value };
}

static void answer_free(struct http_answer *answer)
{
	for (int i = 0; i < answer->field_count; i++)
		free(answer->fields[i].value);
	buf_free(&answer->body);
}

/* ---- one answer leaves ---- */

static enum MHD_Result send_answer(struct http *http, struct MHD_Connection *connection,
	struct http_answer *answer, bool closing)
{
	bool failed = answer->failed || answer->body.failed;
	unsigned status = failed ? 500 : (unsigned)answer->status;
	struct MHD_Response *response =
		failed ? MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT)
		       : MHD_create_response_from_buffer(
				 answer->body.len, answer->body.at, MHD_RESPMEM_MUST_FREE);
	if (response && !failed)
		answer->body = (struct buf){ 0 }; /* the response frees it */
	bool good = response != NULL;
	for (int i = 0; good && !failed && i < answer->field_count; i++)
		good = MHD_add_response_header(response, answer->fields[i].name,
			       answer->fields[i].value) == MHD_YES;
	if (good && closing)
		good = MHD_add_response_header(response, "Connection", "close") == MHD_YES;
	if (good) {
		atomic_fetch_add(&http->by_class[status / 100 % 6], 1);
		good = MHD_queue_response(connection, status, response) == MHD_YES;
	}
	if (response)
		MHD_destroy_response(response);
	return good ? MHD_YES : MHD_NO;
}

static enum MHD_Result refuse(struct listener *listener, struct MHD_Connection *connection,
	struct http_request *request, int status)
{
	struct http_answer answer = { .status = status };
	atomic_fetch_add(&listener->http->refused, 1);
	listener->http->settings.refuse(listener->http->settings.context, request, &answer);
	answer.status = status;
	enum MHD_Result result = send_answer(listener->http, connection, &answer, true);
	answer_free(&answer);
	return result;
}

/* ---- what is asked ---- */

/* How a body is told, as the request's headers have it. */
struct framing {
	int lengths;
	int encodings;
	int hosts;
	int64_t length;
	bool bad;
};

static enum MHD_Result look_at_header(
	void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct framing *framing = context;
	(void)kind;
	if (strcasecmp(name, "Content-Length") == 0) {
		framing->lengths++;
		if (!value || !span_number(span_of(value), INT64_MAX, &framing->length))
			framing->bad = true;
	}
	if (strcasecmp(name, "Transfer-Encoding") == 0)
		framing->encodings++;
	if (strcasecmp(name, "Host") == 0)
		framing->hosts++;
	return MHD_YES;
}

/* 0, or the status to refuse it with: whatever two programs could read in two ways. */
static int judge_framing(struct MHD_Connection *connection, enum http_method method,
	const char *version, size_t body_most)
{
	struct framing framing = { 0 };
	(void)MHD_get_connection_values(connection, MHD_HEADER_KIND, look_at_header, &framing);
	if (framing.lengths > 1 || framing.encodings > 0 || framing.hosts > 1 || framing.bad)
		return 400;
	if (framing.hosts == 0 && strcmp(version, MHD_HTTP_VERSION_1_0) != 0)
		return 400;
	if (framing.length > 0 && method != HTTP_POST)
		return 400;
	return framing.length > (int64_t)body_most ? 413 : 0;
}

static size_t body_most(
	const struct http *http, const struct http_target *target, enum http_wrong wrong)
{
	http_most *most = http->settings.body_most;
	return most && wrong == HTTP_FINE ? most(target) : HTTP_BODY_MOST;
}

static enum http_method method_of(const char *name)
{
	static const struct {
		const char *name;
		enum http_method method;
	} methods[] = { { "GET", HTTP_GET }, { "HEAD", HTTP_HEAD }, { "POST", HTTP_POST },
		{ "OPTIONS", HTTP_OPTIONS } };
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (strcmp(methods[i].name, name) == 0)
			return methods[i].method;
	return HTTP_OTHER;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload, size_t *upload_len,
	void **kept)
{
	struct listener *listener = context;
	struct exchange *exchange = *kept;
	struct http_answer answer = { .status = 200 };
	(void)url;
	if (!exchange || !exchange->text)
		return MHD_NO;
	struct http_request request = {
		.method = method_of(method), .by_socket = listener->is_socket, .inner = connection
	};
	enum http_wrong wrong = http_target_read(span_of(exchange->text), &request.target);
	if (!exchange->begun) {
		exchange->begun = true;
		exchange->most = body_most(listener->http, &request.target, wrong);
		atomic_fetch_add(&listener->http->requests, 1);
		int status = wrong == HTTP_TOO_LONG    ? 414
		             : wrong == HTTP_MALFORMED ? 400
		                                       : judge_framing(connection, request.method,
								 version, exchange->most);
		return status == 0 ? MHD_YES : refuse(listener, connection, &request, status);
	}
	if (*upload_len > 0) {
		if (exchange->body.len + *upload_len > exchange->most)
			return MHD_NO;
		buf_bytes(&exchange->body, upload, *upload_len);
		*upload_len = 0;
		return exchange->body.failed ? MHD_NO : MHD_YES;
	}
	request.body = buf_written(&exchange->body);
	listener->http->settings.handler(listener->http->settings.context, &request, &answer);
	enum MHD_Result result = send_answer(listener->http, connection, &answer, false);
	answer_free(&answer);
	return result;
}

/* ---- the library's callbacks ---- */

static void *on_target(void *context, const char *uri, struct MHD_Connection *connection)
{
	struct exchange *exchange = calloc(1, sizeof(*exchange));
	(void)context;
	(void)connection;
	if (exchange)
		exchange->text = strdup(uri);
	return exchange;
}

static void on_finished(void *context, struct MHD_Connection *connection, void **kept,
	enum MHD_RequestTerminationCode why)
{
	struct listener *listener = context;
	struct exchange *exchange = *kept;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	(void)why;
	if (info && info->socket_context)
		guests_renew(&listener->http->guests, info->socket_context);
	if (exchange) {
		free(exchange->text);
		buf_free(&exchange->body);
		free(exchange);
	}
	*kept = NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **kept,
	enum MHD_ConnectionNotificationCode code)
{
	struct listener *listener = context;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (code == MHD_CONNECTION_NOTIFY_STARTED && info)
		*kept = guests_enter(&listener->http->guests, info->connect_fd);
	if (code == MHD_CONNECTION_NOTIFY_CLOSED && *kept) {
		guests_leave(&listener->http->guests, *kept);
		*kept = NULL;
	}
}

static size_t leave_escapes(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context;
	(void)connection;
	return strlen(text);
}

static void on_trouble(void *context, const char *format, va_list arguments) FORMAT_LIKE(2, 0);

static void on_trouble(void *context, const char *format, va_list arguments)
{
	char text[256];
	(void)context;
	int len = vsnprintf(text, sizeof(text), format, arguments);
	if (len <= 0)
		return;
	text[strcspn(text, "\r\n")] = '\0';
	log_say(LOG_DEBUG, "http", text);
}

/* ---- start and end ---- */

static void *sweep(void *context)
{
	struct http *http = context;
	struct timespec until;
	(void)pthread_mutex_lock(&http->lock);
	while (!http->ending) {
		(void)clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += SWEEP_EVERY_S;
		(void)pthread_cond_timedwait(&http->end, &http->lock, &until);
		guests_sweep(&http->guests, http->settings.deadline_s * 1000);
	}
	(void)pthread_mutex_unlock(&http->lock);
	return NULL;
}

static int add_listener(struct http *http, int fd, bool is_socket, struct fault *fault)
{
	const struct http_settings *settings = &http->settings;
	struct listener *listener = &http->listeners[http->listener_count];
	unsigned threads = settings->threads > 1 ? (unsigned)settings->threads : 0;
	listener->http = http;
	listener->is_socket = is_socket;
	listener->daemon =
		MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | MHD_USE_ITC, 0,
			NULL, NULL, on_request, listener, MHD_OPTION_EXTERNAL_LOGGER, on_trouble,
			NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE, threads,
			MHD_OPTION_CONNECTION_LIMIT, (unsigned)settings->connections_most,
			MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)settings->idle_s,
			MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_EACH,
			MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK,
			leave_escapes, NULL, MHD_OPTION_URI_LOG_CALLBACK, on_target, NULL,
			MHD_OPTION_NOTIFY_COMPLETED, on_finished, listener,
			MHD_OPTION_NOTIFY_CONNECTION, on_connection, listener, MHD_OPTION_END);
	if (!listener->daemon) {
		(void)close(fd);
		return fault_set_errno(fault, FAULT_IO, "cannot start the HTTP server");
	}
	http->listener_count++;
	return 0;
}

static int add_listeners(struct http *http, struct fault *fault)
{
	const struct http_settings *settings = &http->settings;
	int fd = -1, code = 0;
	if (settings->socket[0]) {
		code = listen_socket(settings->socket, settings->socket_mode, &fd, fault);
		if (code == 0)
			code = add_listener(http, fd, true, fault);
	}
	if (code == 0 && settings->address[0]) {
		code = listen_tcp(settings->address, settings->port, &fd, fault);
		if (code == 0)
			code = add_listener(http, fd, false, fault);
	}
	if (code == 0 && http->listener_count == 0)
		code = fault_set(
			fault, FAULT_SETTING, "neither a socket nor an address to listen on");
	return code;
}

/* A connection is a file: as many as are allowed, and no more connections than there are files for. */
static void fit_to_files(struct http_settings *settings)
{
	struct rlimit limit;
	rlim_t listeners =
		(rlim_t)(settings->socket[0] != '\0') + (rlim_t)(settings->address[0] != '\0');
	rlim_t wanted = listeners * (rlim_t)settings->connections_most + OTHER_FILES;
	if (listeners == 0 || getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
		return;
	rlim_t before = limit.rlim_cur;
	limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		limit.rlim_cur = before;
	rlim_t room = limit.rlim_cur > OTHER_FILES ? (limit.rlim_cur - OTHER_FILES) / listeners : 1;
	if (room < (rlim_t)settings->connections_most) {
		struct log log;
		settings->connections_most = room > 0 ? (int64_t)room : 1;
		log_begin(&log, LOG_WARNING, "few_files");
		log_number(&log, "connections", settings->connections_most);
		log_end(&log);
	}
}

int http_start(struct http **out, const struct http_settings *settings, struct fault *fault)
{
	struct http *http = calloc(1, sizeof(*http));
	if (!http)
		return fault_set(fault, FAULT_MEMORY, "no memory for the HTTP server");
	http->settings = *settings;
	fit_to_files(&http->settings);
	guests_begin(&http->guests, http->settings.connections_most);
	(void)pthread_mutex_init(&http->lock, NULL);
	(void)pthread_cond_init(&http->end, NULL);
	int code = add_listeners(http, fault);
	if (code == 0) {
		http->sweeping = pthread_create(&http->sweeper, NULL, sweep, http) == 0;
		if (!http->sweeping)
			code = fault_set_errno(fault, FAULT_IO, "cannot start a thread");
	}
	if (code != 0) {
		http_stop(http);
		return code;
	}
	*out = http;
	return 0;
}

void http_stop(struct http *http)
{
	if (!http)
		return;
	for (int i = 0; i < http->listener_count; i++)
		MHD_stop_daemon(http->listeners[i].daemon);
	if (http->sweeping) {
		(void)pthread_mutex_lock(&http->lock);
		http->ending = true;
		(void)pthread_cond_signal(&http->end);
		(void)pthread_mutex_unlock(&http->lock);
		(void)pthread_join(http->sweeper, NULL);
	}
	if (http->listener_count > 0 && http->listeners[0].is_socket)
		(void)unlink(http->settings.socket);
	guests_end(&http->guests);
	(void)pthread_cond_destroy(&http->end);
	(void)pthread_mutex_destroy(&http->lock);
	free(http);
}

struct http_counts http_count(struct http *http)
{
	struct http_counts counts = { .requests = atomic_load(&http->requests),
		.refused = atomic_load(&http->refused) };
	for (int i = 0; i < 6; i++)
		counts.by_class[i] = atomic_load(&http->by_class[i]);
	(void)pthread_mutex_lock(&http->guests.lock);
	counts.connections = http->guests.count;
	counts.dropped = http->guests.dropped;
	(void)pthread_mutex_unlock(&http->guests.lock);
	return counts;
}
