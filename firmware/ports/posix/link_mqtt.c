#include "firmware/ports/posix/link_mqtt.h"

#include "core/base/words.h"
#include "core/note/topic.h"

#include <mosquitto.h>
#include <poll.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define RETRY_LEAST_MS 500
#define RETRY_MOST_MS  30000
#define KEEPALIVE_S    30
#define CONNECT_MS     15000 /* a broker that does not answer our CONNECT */
#define HOUSEKEEP_MS   1000
#define TLS_PORT       8883
#define QOS            1
#define READS_A_STEP   64

static const char offline[] = "{\"online\":false}";

enum link_state { LINK_WAITING, LINK_CONNECTING, LINK_UP };

struct link {
	struct link_settings settings;
	struct link_handlers handlers;
	struct mosquitto *mosquitto;
	enum link_state state;
	int64_t retry_ms;
	int64_t next_ms; /* LINK_WAITING: next try; LINK_CONNECTING: give up */
	const char *why; /* a callback ended the connection; acted on behind the loop */
	char up[TOPIC_TEXT];
	char receipt[TOPIC_TEXT];
	char presence[TOPIC_TEXT];
	char client[NOTE_NAME_MOST + 16];
};

static bool given(const char *text)
{
	return text && *text;
}

static const char *or_null(const char *text)
{
	return given(text) ? text : NULL;
}

static void on_connect(struct mosquitto *mosquitto, void *context, int code)
{
	struct link *link = context;
	if (code != 0)
		link->why = mosquitto_connack_string(code);
	else if (mosquitto_subscribe(mosquitto, NULL, link->receipt, QOS) != MOSQ_ERR_SUCCESS)
		link->why = N_("cannot subscribe");
}

static void on_subscribe(
	struct mosquitto *mosquitto, void *context, int id, int count, const int *granted)
{
	struct link *link = context;
	(void)mosquitto;
	(void)id;
	if (count < 1 || granted[0] > QOS) {
		link->why = N_("the broker refuses our receipt topic");
		return;
	}
	link->state = LINK_UP;
	link->retry_ms = RETRY_LEAST_MS;
	link->handlers.up(link->handlers.context);
}

static void on_message(
	struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message)
{
	struct link *link = context;
	(void)mosquitto;
	if (strcmp(message->topic, link->receipt) == 0 && message->payloadlen > 0)
		link->handlers.receipt(link->handlers.context,
			(struct span){ message->payload, (size_t)message->payloadlen },
			message->retain);
}

static void on_disconnect(struct mosquitto *mosquitto, void *context, int code)
{
	struct link *link = context;
	(void)mosquitto;
	if (!link->why)
		link->why = mosquitto_strerror(code);
}

int link_open(struct link **link, const struct link_settings *settings,
	const struct link_handlers *handlers, struct fault *fault)
{
	struct link *made = calloc(1, sizeof(*made));
	if (!made)
		return fault_set(fault, FAULT_MEMORY, "no memory for a connection");
	struct span station = span_of(settings->station);
	struct out client = out_into(made->client, sizeof(made->client));
	made->settings = *settings;
	made->handlers = *handlers;
	made->retry_ms = RETRY_LEAST_MS;
	topic_format(station, TOPIC_UP, made->up);
	topic_format(station, TOPIC_RECEIPT, made->receipt);
	topic_format(station, TOPIC_STATE, made->presence);
	out_text(&client, "pigtrace-");
	out_span(&client, station);
	*link = made;
	return 0;
}

static void drop(struct link *link, int64_t now_ms, const char *why)
{
	mosquitto_destroy(link->mosquitto);
	link->mosquitto = NULL;
	link->why = NULL;
	link->state = LINK_WAITING;
	link->next_ms = now_ms + link->retry_ms / 2 +
	                (int64_t)randombytes_uniform((uint32_t)link->retry_ms / 2);
	link->retry_ms = link->retry_ms * 2 < RETRY_MOST_MS ? link->retry_ms * 2 : RETRY_MOST_MS;
	link->handlers.down(link->handlers.context, why);
}

int link_set_tls(struct mosquitto *mosquitto, const struct link_settings *settings)
{
	if (!given(settings->cafile) && settings->port != TLS_PORT)
		return MOSQ_ERR_SUCCESS;
	return mosquitto_tls_set(mosquitto, or_null(settings->cafile),
		given(settings->cafile) ? NULL : "/etc/ssl/certs", or_null(settings->cert),
		or_null(settings->key_file), NULL);
}

static int try_connect(struct link *link)
{
	const struct link_settings *settings = &link->settings;
	link->mosquitto = mosquitto_new(link->client, true, link);
	if (!link->mosquitto)
		return MOSQ_ERR_NOMEM;
	/* Notes are waited for: Nagle's delay would be most of a receipt's way. */
	(void)mosquitto_int_option(link->mosquitto, MOSQ_OPT_TCP_NODELAY, 1);
	mosquitto_connect_callback_set(link->mosquitto, on_connect);
	mosquitto_subscribe_callback_set(link->mosquitto, on_subscribe);
	mosquitto_message_callback_set(link->mosquitto, on_message);
	mosquitto_disconnect_callback_set(link->mosquitto, on_disconnect);
	int code = link_set_tls(link->mosquitto, settings);
	if (code == MOSQ_ERR_SUCCESS && given(settings->username))
		code = mosquitto_username_pw_set(
			link->mosquitto, settings->username, or_null(settings->password));
	if (code == MOSQ_ERR_SUCCESS)
		code = mosquitto_will_set(
			link->mosquitto, link->presence, sizeof(offline) - 1, offline, QOS, true);
	if (code == MOSQ_ERR_SUCCESS)
		code = mosquitto_connect_async(
			link->mosquitto, settings->host, settings->port, KEEPALIVE_S);
	return code;
}

static void begin(struct link *link, int64_t now_ms)
{
	int code = try_connect(link);
	link->state = LINK_CONNECTING;
	link->next_ms = now_ms + CONNECT_MS;
	if (code != MOSQ_ERR_SUCCESS)
		drop(link, now_ms, link->mosquitto ? mosquitto_strerror(code) : N_("no memory"));
}

static bool readable(const struct link *link)
{
	struct pollfd ready = { .fd = mosquitto_socket(link->mosquitto), .events = POLLIN };
	return poll(&ready, 1, 0) > 0;
}

void link_step(struct link *link, int64_t now_ms)
{
	if (link->state == LINK_WAITING) {
		if (now_ms >= link->next_ms)
			begin(link, now_ms);
		return;
	}
	int code = MOSQ_ERR_SUCCESS;
	for (int i = 0; i < READS_A_STEP && code == MOSQ_ERR_SUCCESS && !link->why; i++) {
		if (!readable(link))
			break;
		code = mosquitto_loop_read(link->mosquitto, 1);
	}
	if (code == MOSQ_ERR_SUCCESS && !link->why && mosquitto_want_write(link->mosquitto))
		code = mosquitto_loop_write(link->mosquitto, 1);
	if (code == MOSQ_ERR_SUCCESS && !link->why)
		code = mosquitto_loop_misc(link->mosquitto);
	if (link->why)
		drop(link, now_ms, link->why);
	else if (code != MOSQ_ERR_SUCCESS)
		drop(link, now_ms, mosquitto_strerror(code));
	else if (link->state == LINK_CONNECTING && now_ms >= link->next_ms)
		drop(link, now_ms, N_("no answer from the broker"));
}

int link_fd(const struct link *link)
{
	return link->mosquitto ? mosquitto_socket(link->mosquitto) : -1;
}

bool link_wants_write(const struct link *link)
{
	return link->mosquitto && mosquitto_want_write(link->mosquitto);
}

int64_t link_wait_ms(const struct link *link, int64_t now_ms)
{
	int64_t wait = link->next_ms - now_ms;
	if (link->state != LINK_WAITING)
		return HOUSEKEEP_MS;
	return wait > 0 ? wait : 0;
}

bool link_is_up(const struct link *link)
{
	return link->state == LINK_UP;
}

static bool publish(struct link *link, const char *topic, struct span bytes, bool retain)
{
	return link->state == LINK_UP &&
	       mosquitto_publish(link->mosquitto, NULL, topic, (int)bytes.len, bytes.at, QOS,
		       retain) == MOSQ_ERR_SUCCESS;
}

bool link_publish_note(struct link *link, struct span note)
{
	return publish(link, link->up, note, false);
}

bool link_publish_state(struct link *link, struct span state)
{
	return publish(link, link->presence, state, true);
}

void link_close(struct link *link)
{
	if (!link)
		return;
	if (link->state == LINK_UP) {
		(void)link_publish_state(link, span_of(offline));
		(void)mosquitto_disconnect(link->mosquitto);
	}
	mosquitto_destroy(link->mosquitto);
	free(link);
}
