#include "gateway/collectd/broker.h"

#include "core/base/file.h"
#include "core/note/topic.h"
#include "core/base/clock.h"
#include "gateway/collectd/log.h"

#include <errno.h>
#include <mosquitto.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define BACKOFF_LEAST_MS 250
#define BACKOFF_MOST_MS	 30000
#define ANSWER_WITHIN_MS 15000 /* from connecting to the broker's CONNACK */

enum broker_state {
	BROKER_AWAY,   /* due_ms: when to try again */
	BROKER_ASKING, /* connected, CONNACK not yet here; due_ms: when to give up */
	BROKER_HERE
};

struct broker {
	struct mosquitto *mosquitto;
	const struct config *config;
	struct batch *batch;
	enum broker_state state;
	bool poisoned; /* a message could not be kept: its PUBACK must not leave */
	bool begun;    /* mosquitto_connect was called once */
	int64_t due_ms;
	int64_t backoff_ms;
};

static void go_away(struct broker *broker, const char *why)
{
	struct log log;
	int64_t now = clock_steady_ms();
	int socket = mosquitto_socket(broker->mosquitto);
	if (socket >= 0)
		(void)shutdown(socket, SHUT_RDWR); /* the next connect throws its queue away */
	log_begin(&log, LOG_WARNING, "broker_away");
	log_text(&log, "why", why);
	log_number(&log, "retry_ms", broker->backoff_ms);
	log_end(&log);
	broker->state = BROKER_AWAY;
	broker->due_ms = now + broker->backoff_ms;
	broker->backoff_ms =
		broker->backoff_ms * 2 < BACKOFF_MOST_MS ? broker->backoff_ms * 2 : BACKOFF_MOST_MS;
}

static void on_connect(struct mosquitto *mosquitto, void *context, int answer)
{
	struct broker *broker = context;
	if (answer != 0) {
		go_away(broker, mosquitto_connack_string(answer));
		return;
	}
	int code = mosquitto_subscribe(
		mosquitto, NULL, broker->config->shared ? TOPIC_SHARED_UP : TOPIC_ALL_UP, 1);
	if (code != MOSQ_ERR_SUCCESS) {
		go_away(broker, mosquitto_strerror(code));
		return;
	}
	broker->state = BROKER_HERE;
	broker->backoff_ms = BACKOFF_LEAST_MS;
}

/* A refused subscription would look like a quiet day: say it and try again. */
static void on_subscribe(
	struct mosquitto *mosquitto, void *context, int mid, int count, const int *granted)
{
	struct broker *broker = context;
	(void)mosquitto;
	(void)mid;
	if (count < 1 || granted[0] >= 128)
		go_away(broker, "the broker refuses the subscription (access list?)");
	else
		log_say(LOG_NOTICE, "ready", "subscribed at the broker");
}

static void on_message(
	struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message)
{
	struct broker *broker = context;
	struct span payload = { message->payload ? message->payload : "",
		(size_t)message->payloadlen };
	(void)mosquitto;
	if (broker->poisoned ||
		!batch_add(broker->batch, span_of(message->topic), payload, clock_now_ms()))
		broker->poisoned = true;
}

/* ---- settings -> libmosquitto ---- */

static int use_password(struct broker *broker, struct fault *fault)
{
	const struct config *config = broker->config;
	struct buf text = { 0 };
	char *password = NULL;
	if (config->password_file[0]) {
		int code = file_read(config->password_file, 1024, &text, fault);
		if (code != 0) {
			buf_free(&text);
			return code;
		}
		password = text.at ? text.at : "";
		password[strcspn(password, "\r\n")] = '\0';
	}
	int answer = mosquitto_username_pw_set(
		broker->mosquitto, config->username[0] ? config->username : NULL, password);
	buf_free(&text);
	return answer == MOSQ_ERR_SUCCESS ? 0
					  : fault_set(fault, FAULT_SETTING, "username: %s",
						    mosquitto_strerror(answer));
}

static const char *or_null(const char *text)
{
	return text[0] ? text : NULL;
}

static int use_tls(struct broker *broker, struct fault *fault)
{
	const struct config *config = broker->config;
	if (!config->cafile[0] && !config->capath[0])
		return 0;
	int answer = mosquitto_tls_set(broker->mosquitto, or_null(config->cafile),
		or_null(config->capath), or_null(config->cert), or_null(config->key), NULL);
	if (answer == MOSQ_ERR_SUCCESS)
		answer = mosquitto_tls_opts_set(broker->mosquitto, 1, or_null(config->tls_version),
			or_null(config->ciphers));
	if (answer == MOSQ_ERR_SUCCESS)
		answer = mosquitto_tls_insecure_set(broker->mosquitto, config->insecure);
	return answer == MOSQ_ERR_SUCCESS ? 0
					  : fault_set(fault, FAULT_SETTING, "TLS settings: %s",
						    mosquitto_strerror(answer));
}

int broker_open(
	struct broker **out, const struct config *config, struct batch *batch, struct fault *fault)
{
	struct broker *broker = calloc(1, sizeof(*broker));
	if (!broker)
		return fault_set(fault, FAULT_MEMORY, "no memory for the broker connection");
	broker->config = config;
	broker->batch = batch;
	broker->backoff_ms = BACKOFF_LEAST_MS;
	(void)mosquitto_lib_init();
	/* Not a clean session: the broker keeps what arrives while the gateway is away. */
	broker->mosquitto = mosquitto_new(config->client_id, false, broker);
	if (!broker->mosquitto) {
		free(broker);
		return fault_set_errno(fault, FAULT_SETTING, "client_id %s", config->client_id);
	}
	(void)mosquitto_threaded_set(broker->mosquitto, true);
	/* Receipts and PUBACKs are small and waited for: Nagle's delay would be most of their way. */
	(void)mosquitto_int_option(broker->mosquitto, MOSQ_OPT_TCP_NODELAY, 1);
	mosquitto_connect_callback_set(broker->mosquitto, on_connect);
	mosquitto_subscribe_callback_set(broker->mosquitto, on_subscribe);
	mosquitto_message_callback_set(broker->mosquitto, on_message);
	int code = use_password(broker, fault);
	if (code == 0)
		code = use_tls(broker, fault);
	if (code != 0) {
		broker_close(broker);
		return code;
	}
	*out = broker;
	return 0;
}

void broker_close(struct broker *broker)
{
	if (!broker)
		return;
	if (broker->state == BROKER_HERE) {
		(void)mosquitto_disconnect(broker->mosquitto);
		broker_write(broker);
	}
	mosquitto_destroy(broker->mosquitto);
	(void)mosquitto_lib_cleanup();
	free(broker);
}

/* ---- the steps ---- */

static void try_connect(struct broker *broker, int64_t now_ms)
{
	const struct config *config = broker->config;
	broker->poisoned = false;
	int code = broker->begun ? mosquitto_reconnect(broker->mosquitto)
				 : mosquitto_connect(broker->mosquitto, config->host,
					   (int)config->port, (int)config->keepalive_s);
	broker->begun = true;
	if (code != MOSQ_ERR_SUCCESS) {
		go_away(broker,
			code == MOSQ_ERR_ERRNO ? strerror(errno) : mosquitto_strerror(code));
		return;
	}
	broker->state = BROKER_ASKING;
	broker->due_ms = now_ms + ANSWER_WITHIN_MS;
}

void broker_tend(struct broker *broker, int64_t now_ms)
{
	if (broker->state == BROKER_AWAY) {
		if (now_ms >= broker->due_ms)
			try_connect(broker, now_ms);
		return;
	}
	if (broker->state == BROKER_ASKING && now_ms >= broker->due_ms) {
		go_away(broker, "no answer to the connection request");
		return;
	}
	int code = mosquitto_loop_misc(broker->mosquitto);
	if (code != MOSQ_ERR_SUCCESS)
		go_away(broker, mosquitto_strerror(code));
}

bool broker_read(struct broker *broker)
{
	while (broker->state != BROKER_AWAY) {
		if (batch_full(broker->batch))
			return true;
		size_t before = broker->batch->count;
		errno = 0;
		int code = mosquitto_loop_read(broker->mosquitto, 1);
		if (broker->state == BROKER_AWAY)
			break;
		if (broker->poisoned) {
			go_away(broker, "no memory to keep a message");
			break;
		}
		if (code != MOSQ_ERR_SUCCESS) {
			go_away(broker, mosquitto_strerror(code));
			break;
		}
		/* Queueing a PUBACK leaves an EAGAIN of its own: only without a new message does it
		 * say that the socket is empty. */
		if (broker->batch->count == before && (errno == EAGAIN || errno == EWOULDBLOCK))
			break;
	}
	return false;
}

void broker_write(struct broker *broker)
{
	if (broker->state == BROKER_AWAY)
		return;
	int code = mosquitto_loop_write(broker->mosquitto, 1);
	if (code != MOSQ_ERR_SUCCESS && code != MOSQ_ERR_NO_CONN)
		go_away(broker, mosquitto_strerror(code));
}

void broker_drop(struct broker *broker)
{
	if (broker->state != BROKER_AWAY)
		go_away(broker,
			"the store cannot keep what came: the broker is to deliver it again");
}

bool broker_publish(struct broker *broker, const char *topic, struct span payload)
{
	return broker->state == BROKER_HERE &&
	       mosquitto_publish(broker->mosquitto, NULL, topic, (int)payload.len, payload.at, 1,
		       true) == MOSQ_ERR_SUCCESS;
}

int broker_socket(const struct broker *broker)
{
	return broker->state == BROKER_AWAY ? -1 : mosquitto_socket(broker->mosquitto);
}

bool broker_wants_write(const struct broker *broker)
{
	return broker->state != BROKER_AWAY && mosquitto_want_write(broker->mosquitto);
}

int64_t broker_due_ms(const struct broker *broker)
{
	return broker->state == BROKER_HERE ? clock_steady_ms() + 1000 : broker->due_ms;
}
