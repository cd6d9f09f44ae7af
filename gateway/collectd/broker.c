#include "gateway/collectd/broker.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/words.h"
#include "core/note/topic.h"
#include "core/base/log.h"
#include "gateway/collectd/signals.h"
#include "gateway/intake/intake.h"

#include <errno.h>
#include <mosquitto.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKOFF_LEAST_MS      250
#define BACKOFF_MOST_MS       30000
#define CONNECT_WITHIN_S      15    /* for one address of the broker */
#define ANSWER_WITHIN_MS      15000 /* from connecting to the broker's CONNACK */
#define RECEIPTS_AT_ONCE      100   /* libmosquitto walks through all of them at every PUBACK */
#define RECEIPTS_UNACKED_MOST 10000
#define OWED_BATCHES          4 /* batches of PUBACKs that may wait for a broker that does not read */

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
	bool subscribed;
	bool poisoned;   /* a message could not be kept: its PUBACK must not leave */
	int up;          /* the subscription to what stations say */
	uint64_t heard;  /* packets that libmosquitto told of: messages, PUBACKs, answers */
	size_t owed;     /* messages since all PUBACKs had left */
	size_t receipts; /* published, and not yet acknowledged by the broker */
	int64_t due_ms;
	int64_t backoff_ms;
};

static void go_away(struct broker *broker, const char *why)
{
	struct log log;
	if (broker->state == BROKER_HERE || broker->state == BROKER_ASKING) {
		int fd = mosquitto_socket(broker->mosquitto);
		if (fd >= 0)
			(void)shutdown(fd, SHUT_RDWR); /* the next connect throws its queue away */
	}
	log_begin(&log, LOG_WARNING, "broker_away");
	log_text(&log, "why", why);
	log_number(&log, "retry_ms", broker->backoff_ms);
	log_end(&log);
	broker->state = BROKER_AWAY;
	broker->subscribed = false;
	broker->due_ms = clock_steady_ms() + broker->backoff_ms;
	broker->backoff_ms =
		broker->backoff_ms * 2 < BACKOFF_MOST_MS ? broker->backoff_ms * 2 : BACKOFF_MOST_MS;
}

/* ---- what libmosquitto tells; within mosquitto_loop_read ---- */

/* States are no claims: they come without a promise (QoS 0), so that a PUBACK always answers something durable.
 * What a station asks in one is retained, and comes again with every connection. */
static int subscribe(struct broker *broker)
{
	bool shared = broker->config->shared;
	int code = mosquitto_subscribe(
		broker->mosquitto, NULL, shared ? TOPIC_SHARED_STATE : TOPIC_ALL_STATE, 0);
	if (code == MOSQ_ERR_SUCCESS)
		code = mosquitto_subscribe(
			broker->mosquitto, &broker->up, shared ? TOPIC_SHARED_UP : TOPIC_ALL_UP, 1);
	return code;
}

static void on_connect(struct mosquitto *mosquitto, void *context, int answer)
{
	struct broker *broker = context;
	(void)mosquitto;
	broker->heard++;
	if (answer != 0) {
		go_away(broker, words(mosquitto_connack_string(answer)));
		return;
	}
	int code = subscribe(broker);
	if (code != MOSQ_ERR_SUCCESS) {
		go_away(broker, words(mosquitto_strerror(code)));
		return;
	}
	broker->state = BROKER_HERE;
}

/* A refused subscription would look like a quiet day: say it and try again. */
static void on_subscribe(
	struct mosquitto *mosquitto, void *context, int mid, int count, const int *granted)
{
	struct broker *broker = context;
	(void)mosquitto;
	broker->heard++;
	if (count < 1 || granted[0] >= 128) {
		go_away(broker, _("the broker refuses the subscription (access list?)"));
		return;
	}
	if (mid != broker->up)
		return;
	broker->backoff_ms = BACKOFF_LEAST_MS;
	broker->subscribed = true;
	log_say(LOG_NOTICE, "ready", _("subscribed at the broker"));
}

static void on_message(
	struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message)
{
	struct broker *broker = context;
	struct span payload = { message->payload ? message->payload : "",
		(size_t)message->payloadlen };
	(void)mosquitto;
	struct span station;
	enum topic_branch branch;
	broker->heard++;
	broker->owed++;
	if (topic_parse(span_of(message->topic), &station, &branch) && branch == TOPIC_STATE &&
		!intake_minds(payload))
		return;
	if (broker->state != BROKER_HERE || broker->poisoned ||
		!batch_add(broker->batch, span_of(message->topic), payload, clock_now_ms()))
		broker->poisoned = true;
	/* mosquitto_loop_read goes on by itself (with TLS for as long as more is there) until errno says
	 * that the socket is empty: this is how to make it stop. */
	if (broker->poisoned || batch_full(broker->batch))
		errno = EAGAIN;
}

/* The broker has a receipt. */
static void on_publish(struct mosquitto *mosquitto, void *context, int mid)
{
	struct broker *broker = context;
	(void)mosquitto;
	(void)mid;
	broker->heard++;
	if (broker->receipts > 0)
		broker->receipts--;
}

/* It says what TLS has to object, which its return values do not. */
static void on_log(struct mosquitto *mosquitto, void *context, int level, const char *text)
{
	(void)mosquitto;
	(void)context;
	if (level == MOSQ_LOG_ERR || level == MOSQ_LOG_WARNING)
		log_say(LOG_WARNING, "mqtt", text);
}

/* ---- settings -> libmosquitto ---- */

static int use_password(struct broker *broker, struct fault *fault)
{
	const struct config *config = broker->config;
	struct buf text = { 0 };
	char *password = NULL;
	if (config->password_file[0] && !config->username[0])
		return fault_set(fault, FAULT_SETTING, "password_file is set, but no username");
	if (config->password_file[0]) {
		int code = file_read(config->password_file, 1024, &text, fault);
		if (code != 0) {
			buf_free(&text);
			return code;
		}
		buf_text(&text, ""); /* an empty file, too, has a text */
		if (text.failed) {
			buf_free(&text);
			return fault_set(fault, FAULT_MEMORY, "no memory for the password");
		}
		password = text.at;
		password[strcspn(password, "\r\n")] = '\0';
	}
	int answer = mosquitto_username_pw_set(
		broker->mosquitto, config->username[0] ? config->username : NULL, password);
	buf_free(&text);
	return answer == MOSQ_ERR_SUCCESS ? 0
	                                  : fault_set(fault, FAULT_SETTING, "username: %s",
						    words(mosquitto_strerror(answer)));
}

static const char *or_null(const char *text)
{
	return text[0] ? text : NULL;
}

/* Half of the TLS settings must not mean a connection in the clear. */
static int check_tls(const struct config *config, struct fault *fault)
{
	const char *const files[][2] = { { "cafile", config->cafile }, { "capath", config->capath },
		{ "cert", config->cert }, { "key", config->key } };
	bool on = config->cafile[0] || config->capath[0];
	if (!on && (config->cert[0] || config->key[0] || config->tls_version[0] ||
			   config->ciphers[0] || config->insecure))
		return fault_set(fault, FAULT_SETTING,
			"cert, key, tls_version, ciphers and insecure need cafile or capath, which "
			"turn TLS on");
	if (!config->cert[0] != !config->key[0])
		return fault_set(fault, FAULT_SETTING, "cert and key go together");
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (files[i][1][0] && access(files[i][1], R_OK) != 0)
			return fault_set_errno(fault, FAULT_SETTING, "%s: cannot read %s",
				files[i][0], files[i][1]);
	}
	return 0;
}

static int use_tls(struct broker *broker, struct fault *fault)
{
	const struct config *config = broker->config;
	int code = check_tls(config, fault);
	if (code != 0 || (!config->cafile[0] && !config->capath[0]))
		return code;
	int answer = mosquitto_tls_set(broker->mosquitto, or_null(config->cafile),
		or_null(config->capath), or_null(config->cert), or_null(config->key), NULL);
	if (answer == MOSQ_ERR_SUCCESS)
		answer = mosquitto_tls_opts_set(broker->mosquitto, 1, or_null(config->tls_version),
			or_null(config->ciphers));
	if (answer == MOSQ_ERR_SUCCESS)
		answer = mosquitto_tls_insecure_set(broker->mosquitto, config->insecure);
	return answer == MOSQ_ERR_SUCCESS ? 0
	                                  : fault_set(fault, FAULT_SETTING, "TLS settings: %s",
						    words(mosquitto_strerror(answer)));
}

static void use_callbacks(struct mosquitto *mosquitto)
{
	mosquitto_connect_callback_set(mosquitto, on_connect);
	mosquitto_subscribe_callback_set(mosquitto, on_subscribe);
	mosquitto_message_callback_set(mosquitto, on_message);
	mosquitto_publish_callback_set(mosquitto, on_publish);
	mosquitto_log_callback_set(mosquitto, on_log);
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
	/* Looking up the broker's name blocks, and no signal ends it: a dead name server must not
	 * keep the gateway from ending. */
	(void)setenv("RES_OPTIONS", "timeout:1 attempts:2", 0);
	/* Not a clean session: the broker keeps what arrives while the gateway is away. */
	broker->mosquitto = mosquitto_new(config->client_id, false, broker);
	if (!broker->mosquitto) {
		free(broker);
		return fault_set_errno(fault, FAULT_SETTING, "client_id %s", config->client_id);
	}
	(void)mosquitto_threaded_set(broker->mosquitto, true);
	/* Receipts and PUBACKs are small and waited for: Nagle's delay would be most of their way. */
	(void)mosquitto_int_option(broker->mosquitto, MOSQ_OPT_TCP_NODELAY, 1);
	(void)mosquitto_max_inflight_messages_set(broker->mosquitto, RECEIPTS_AT_ONCE);
	use_callbacks(broker->mosquitto);
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

/* Connecting blocks: only so does libmosquitto try all addresses that a name has. */
static void try_connect(struct broker *broker)
{
	const struct config *config = broker->config;
	broker->poisoned = false;
	broker->owed = 0;
	errno = 0;
	signals_let_through(CONNECT_WITHIN_S);
	int code = mosquitto_connect(
		broker->mosquitto, config->host, (int)config->port, (int)config->keepalive_s);
	int error = errno;
	signals_hold_back();
	if (code != MOSQ_ERR_SUCCESS) {
		if (code == MOSQ_ERR_ERRNO && error == EINTR)
			error = ETIMEDOUT;
		go_away(broker,
			words(code == MOSQ_ERR_ERRNO ? strerror(error) : mosquitto_strerror(code)));
		return;
	}
	broker->state = BROKER_ASKING;
	broker->due_ms = clock_steady_ms() + ANSWER_WITHIN_MS;
}

void broker_tend(struct broker *broker, int64_t now_ms)
{
	if (broker->state == BROKER_AWAY) {
		if (now_ms >= broker->due_ms)
			try_connect(broker);
		return;
	}
	if (broker->state == BROKER_ASKING && now_ms >= broker->due_ms) {
		go_away(broker, _("no answer to the connection request"));
		return;
	}
	int code = mosquitto_loop_misc(broker->mosquitto);
	if (code != MOSQ_ERR_SUCCESS)
		go_away(broker, words(mosquitto_strerror(code)));
}

/* libmosquitto 2.0.11 takes a connection that is lost within the TLS handshake for one that goes on. */
static bool hung_up(const struct broker *broker)
{
	char byte;
	int fd = mosquitto_socket(broker->mosquitto);
	ssize_t got = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
	return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

/* One step; true if there may be more to read. */
static bool read_step(struct broker *broker)
{
	uint64_t heard = broker->heard;
	errno = 0;
	int code = mosquitto_loop_read(broker->mosquitto, 1);
	int error = errno;
	if (broker->state == BROKER_AWAY)
		return false;
	if (broker->poisoned) {
		go_away(broker, _("a message could not be kept"));
		return false;
	}
	if (code != MOSQ_ERR_SUCCESS) {
		go_away(broker,
			words(code == MOSQ_ERR_ERRNO ? strerror(error) : mosquitto_strerror(code)));
		return false;
	}
	if (broker->state == BROKER_ASKING) {
		if (hung_up(broker))
			go_away(broker, _("the broker closed the connection"));
		return false;
	}
	/* Queueing a packet leaves an EAGAIN of its own: only when nothing was heard does it say that the
	 * socket is empty. */
	return broker->heard != heard || (error != EAGAIN && error != EWOULDBLOCK);
}

bool broker_read(struct broker *broker)
{
	while (broker_wants_read(broker)) {
		if (batch_full(broker->batch))
			return true;
		if (!read_step(broker))
			break;
	}
	return false;
}

/* Each PUBACK is a write of four bytes. While the socket is corked they leave together, not as a segment and a wake-up
 * of the broker each; what is held back leaves with the uncorking. */
static void cork(const struct broker *broker, int on)
{
	if (broker->owed > 1)
		(void)setsockopt(mosquitto_socket(broker->mosquitto), IPPROTO_TCP, TCP_CORK, &on,
			sizeof(on));
}

void broker_write(struct broker *broker)
{
	if (broker->state == BROKER_AWAY)
		return;
	cork(broker, 1);
	int code = mosquitto_loop_write(broker->mosquitto, 1);
	cork(broker, 0);
	if (code != MOSQ_ERR_SUCCESS)
		go_away(broker, words(mosquitto_strerror(code)));
	else if (!mosquitto_want_write(broker->mosquitto))
		broker->owed = 0;
}

void broker_drop(struct broker *broker)
{
	if (broker->state != BROKER_AWAY)
		go_away(broker,
			_("the store cannot keep what came: the broker is to deliver it again"));
}

bool broker_is_here(const struct broker *broker)
{
	return broker->state == BROKER_HERE && broker->subscribed;
}

bool broker_takes_receipts(const struct broker *broker)
{
	return broker->state == BROKER_HERE && broker->receipts < RECEIPTS_UNACKED_MOST;
}

bool broker_publish(struct broker *broker, const char *topic, struct span payload)
{
	if (!broker_takes_receipts(broker) ||
		mosquitto_publish(broker->mosquitto, NULL, topic, (int)payload.len, payload.at, 1,
			true) != MOSQ_ERR_SUCCESS)
		return false;
	broker->receipts++;
	return true;
}

int broker_socket(const struct broker *broker)
{
	return broker->state == BROKER_AWAY ? -1 : mosquitto_socket(broker->mosquitto);
}

bool broker_wants_read(const struct broker *broker)
{
	return broker->state != BROKER_AWAY &&
	       broker->owed <= OWED_BATCHES * broker->batch->messages_most;
}

bool broker_wants_write(const struct broker *broker)
{
	return broker->state != BROKER_AWAY && mosquitto_want_write(broker->mosquitto);
}

int64_t broker_due_ms(const struct broker *broker)
{
	return broker->state == BROKER_HERE ? clock_steady_ms() + 1000 : broker->due_ms;
}
