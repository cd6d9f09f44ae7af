/*
 * What a phone sends goes to the broker under the phone's own login: it is trusted as far as that, and the page adds
 * nothing to it. One thread carries message after message. None is kept here: whoever sent it keeps it until the store
 * has it, and sends it again.
 */
#include "gateway/webd/web.h"

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/note/topic.h"
#include "firmware/ports/posix/link_mqtt.h"
#include "firmware/ports/posix/station.h"

#include <mosquitto.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS       512 /* many phones with a few messages each on their way */
#define KEEPALIVE_S 30
#define TURN_MS     1000
#define REACH_MS    4000  /* a broker that cannot be reached */
#define CARRY_MS    10000 /* one that does not answer */
#define STORED_MS   5000  /* the gateway has had the time to store what the broker took */
#define QOS         1

enum stage { FREE, WAITING, UNDER_WAY, TAKEN, REFUSED, FAILED };

struct load {
	enum stage stage;
	uint64_t ticket; /* in the order they came */
	int64_t since_ms;
	unsigned char hash[crypto_generichash_BYTES];
	char station[NOTE_NAME_MOST + 1];
	char password[CARRIER_PASSWORD_MOST + 1];
	size_t len;
	char line[EVENT_LINE_MOST];
};

struct carrier {
	const struct station_settings *broker;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool running;
	bool ending;
	bool away; /* the broker could not be reached, the last time it was tried */
	uint64_t tickets;
	struct load loads[SLOTS];
};

/* ---- one message to the broker ---- */

struct trip {
	const struct load *load;
	enum stage end; /* UNDER_WAY: not there yet */
	bool reached;
	const char *why;
};

static void on_connect(struct mosquitto *mosquitto, void *context, int code)
{
	struct trip *trip = context;
	char topic[TOPIC_TEXT];
	trip->reached = true;
	topic_format(span_of(trip->load->station), TOPIC_UP, topic);
	if (code != 0) {
		/* 4 and 5: not with this login; the others say that the broker is not well. */
		trip->end = code == 4 || code == 5 ? REFUSED : FAILED;
		trip->why = mosquitto_connack_string(code);
	} else if (mosquitto_publish(mosquitto, NULL, topic, (int)trip->load->len, trip->load->line,
			   QOS, false) != MOSQ_ERR_SUCCESS) {
		trip->end = FAILED;
		trip->why = "cannot publish";
	}
}

static void on_publish(struct mosquitto *mosquitto, void *context, int id)
{
	struct trip *trip = context;
	(void)mosquitto;
	(void)id;
	trip->end = TAKEN;
}

static int set_up(
	struct mosquitto *mosquitto, const struct station_settings *broker, const struct load *load)
{
	const struct link_settings tls = { .port = (int)broker->port, .cafile = broker->cafile };
	int code = mosquitto_username_pw_set(mosquitto, load->station, load->password);
	(void)mosquitto_int_option(mosquitto, MOSQ_OPT_TCP_NODELAY, 1);
	mosquitto_connect_callback_set(mosquitto, on_connect);
	mosquitto_publish_callback_set(mosquitto, on_publish);
	if (code == MOSQ_ERR_SUCCESS)
		code = link_set_tls(mosquitto, &tls);
	if (code == MOSQ_ERR_SUCCESS)
		code = mosquitto_connect_async(
			mosquitto, broker->host, (int)broker->port, KEEPALIVE_S);
	return code;
}

static bool is_ending(struct carrier *carrier)
{
	(void)pthread_mutex_lock(&carrier->lock);
	bool ending = carrier->ending;
	(void)pthread_mutex_unlock(&carrier->lock);
	return ending;
}

static bool goes_on(struct carrier *carrier, const struct trip *trip, int64_t begun_ms)
{
	return trip->end == UNDER_WAY &&
	       clock_steady_ms() - begun_ms < (trip->reached ? CARRY_MS : REACH_MS) &&
	       !is_ending(carrier);
}

static void carry(struct carrier *carrier, struct trip *trip)
{
	int64_t begun_ms = clock_steady_ms();
	struct mosquitto *mosquitto = mosquitto_new(NULL, true, trip);
	int code = mosquitto ? set_up(mosquitto, carrier->broker, trip->load) : MOSQ_ERR_NOMEM;
	while (code == MOSQ_ERR_SUCCESS && goes_on(carrier, trip, begun_ms))
		code = mosquitto_loop(mosquitto, TURN_MS, 1);
	if (code == MOSQ_ERR_SUCCESS && !trip->why)
		trip->why = "no answer from the broker";
	if (trip->end == TAKEN)
		(void)mosquitto_disconnect(mosquitto);
	else if (trip->end != REFUSED)
		log_say(LOG_WARNING, "not_carried",
			trip->why ? trip->why : mosquitto_strerror(code));
	mosquitto_destroy(mosquitto);
	if (trip->end == UNDER_WAY)
		trip->end = FAILED;
}

/* ---- those that wait ---- */

static struct load *next_load(struct carrier *carrier)
{
	struct load *next = NULL;
	for (size_t i = 0; i < SLOTS; i++) {
		struct load *load = &carrier->loads[i];
		if (load->stage == WAITING && (!next || load->ticket < next->ticket))
			next = load;
	}
	return next;
}

/* A load under way is not touched by others: it is carried outside the lock. */
static void *work(void *context)
{
	struct carrier *carrier = context;
	(void)pthread_mutex_lock(&carrier->lock);
	while (!carrier->ending) {
		struct load *load = next_load(carrier);
		if (!load) {
			(void)pthread_cond_wait(&carrier->changed, &carrier->lock);
			continue;
		}
		load->stage = UNDER_WAY;
		(void)pthread_mutex_unlock(&carrier->lock);
		struct trip trip = { .load = load, .end = UNDER_WAY };
		carry(carrier, &trip);
		(void)pthread_mutex_lock(&carrier->lock);
		sodium_memzero(load->password, sizeof(load->password));
		carrier->away = !trip.reached;
		load->stage = trip.end;
		load->since_ms = clock_steady_ms();
	}
	(void)pthread_mutex_unlock(&carrier->lock);
	return NULL;
}

int carrier_open(struct carrier **out, const struct station_settings *broker, struct fault *fault)
{
	struct carrier *carrier = calloc(1, sizeof(*carrier));
	if (!carrier)
		return fault_set(fault, FAULT_MEMORY, "no memory to carry messages");
	carrier->broker = broker;
	(void)pthread_mutex_init(&carrier->lock, NULL);
	(void)pthread_cond_init(&carrier->changed, NULL);
	carrier->running = pthread_create(&carrier->thread, NULL, work, carrier) == 0;
	if (!carrier->running) {
		carrier_close(carrier);
		return fault_set(fault, FAULT_MEMORY, "no thread to carry messages");
	}
	*out = carrier;
	return 0;
}

void carrier_close(struct carrier *carrier)
{
	if (!carrier)
		return;
	(void)pthread_mutex_lock(&carrier->lock);
	carrier->ending = true;
	(void)pthread_cond_signal(&carrier->changed);
	(void)pthread_mutex_unlock(&carrier->lock);
	if (carrier->running)
		(void)pthread_join(carrier->thread, NULL);
	(void)pthread_cond_destroy(&carrier->changed);
	(void)pthread_mutex_destroy(&carrier->lock);
	sodium_memzero(carrier->loads, sizeof(carrier->loads));
	free(carrier);
}

static void hash_of(
	const struct carried_message *message, unsigned char hash[static crypto_generichash_BYTES])
{
	const struct span parts[] = { message->station, message->password, message->line };
	crypto_generichash_state state;
	(void)crypto_generichash_init(&state, NULL, 0, crypto_generichash_BYTES);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		uint64_t len = parts[i].len;
		(void)crypto_generichash_update(&state, (const unsigned char *)&len, sizeof(len));
		(void)crypto_generichash_update(
			&state, (const unsigned char *)parts[i].at, parts[i].len);
	}
	(void)crypto_generichash_final(&state, hash, crypto_generichash_BYTES);
}

static struct load *find(struct carrier *carrier, const unsigned char *hash)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (carrier->loads[i].stage != FREE &&
			sodium_memcmp(carrier->loads[i].hash, hash, crypto_generichash_BYTES) == 0)
			return &carrier->loads[i];
	return NULL;
}

/* A free place, or that of the oldest that has come to its end. */
static struct load *room(struct carrier *carrier)
{
	struct load *oldest = NULL;
	for (size_t i = 0; i < SLOTS; i++) {
		struct load *load = &carrier->loads[i];
		if (load->stage == FREE)
			return load;
		if (load->stage > UNDER_WAY && (!oldest || load->ticket < oldest->ticket))
			oldest = load;
	}
	return oldest;
}

static enum carried take(
	struct carrier *carrier, const struct carried_message *message, const unsigned char *hash)
{
	struct load *load = room(carrier);
	if (!load)
		return CARRIED_FULL;
	(void)span_copy(message->station, load->station, sizeof(load->station));
	(void)span_copy(message->password, load->password, sizeof(load->password));
	memcpy(load->line, message->line.at, message->line.len);
	load->len = message->line.len;
	memcpy(load->hash, hash, sizeof(load->hash));
	load->ticket = ++carrier->tickets;
	load->stage = WAITING;
	(void)pthread_cond_signal(&carrier->changed);
	return CARRIED_WAITING;
}

enum carried carrier_take(struct carrier *carrier, const struct carried_message *message)
{
	unsigned char hash[crypto_generichash_BYTES];
	enum carried carried = CARRIED_WAITING;
	if (message->station.len > NOTE_NAME_MOST || message->line.len > EVENT_LINE_MOST ||
		message->password.len > CARRIER_PASSWORD_MOST)
		return CARRIED_REFUSED;
	hash_of(message, hash);
	(void)pthread_mutex_lock(&carrier->lock);
	struct load *load = find(carrier, hash);
	if (!load) {
		carried = take(carrier, message, hash);
	} else if (load->stage == TAKEN) {
		carried = CARRIED_TAKEN;
	} else if (load->stage == REFUSED || load->stage == FAILED) {
		carried = load->stage == REFUSED ? CARRIED_REFUSED : CARRIED_FAILED;
		load->stage = FREE;
	}
	/* It is tried none the less. */
	if (carried == CARRIED_WAITING && carrier->away)
		carried = CARRIED_FAILED;
	(void)pthread_mutex_unlock(&carrier->lock);
	return carried;
}

void carrier_missed(struct carrier *carrier, const struct carried_message *message)
{
	unsigned char hash[crypto_generichash_BYTES];
	hash_of(message, hash);
	(void)pthread_mutex_lock(&carrier->lock);
	struct load *load = find(carrier, hash);
	if (load && load->stage == TAKEN && clock_steady_ms() - load->since_ms > STORED_MS) {
		load->stage = FREE;
		(void)take(carrier, message, hash);
	}
	(void)pthread_mutex_unlock(&carrier->lock);
}
