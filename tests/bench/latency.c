/* How long a station waits for its receipt: on an idle gateway, and while all others speak. */
#include "core/note/receipt.h"
#include "core/note/topic.h"
#include "tests/bench/limits.h"

#include <mosquitto.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS      300
#define WAIT_S      30
#define PAUSE_MS    10    /* so that it is no load of its own */
#define PROBES_MOST 20000 /* 40 s */
#define RETAINED_MS 500   /* the receipt that the broker retains comes within */

struct waiting {
	pthread_mutex_t lock;
	pthread_cond_t came;
	int64_t receipts;
};

static void on_receipt(
	struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message)
{
	struct waiting *waiting = context;
	(void)mosquitto;
	(void)message;
	(void)pthread_mutex_lock(&waiting->lock);
	waiting->receipts++;
	(void)pthread_cond_signal(&waiting->came);
	(void)pthread_mutex_unlock(&waiting->lock);
}

static int weigh(struct speaker *speaker, struct out *note)
{
	bundle_header(note, span_of(speaker->name), 1, ++speaker->seq, 1);
	out_text(note, "{\"do\":\"weigh\",\"at\":\"2026-11-20T07:30:12+08:00\",\"of\":"
		       "[\"pig:114113000000001\"],\"kg\":\"112.5\"}\n");
	return note_sign(note, &speaker->key) == NOTE_OK ? 0 : give_up("a note does not fit", NULL);
}

/* Within waiting->lock. */
static bool wait_for_receipt(struct waiting *waiting, int64_t before)
{
	struct timespec until;
	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_S;
	while (waiting->receipts == before)
		if (pthread_cond_timedwait(&waiting->came, &waiting->lock, &until) != 0)
			return false;
	return true;
}

static int one_round(struct mosquitto *mosquitto, struct speaker *speaker, struct waiting *waiting,
	struct samples *times)
{
	char up[TOPIC_TEXT], text[512];
	struct out note = out_into(text, sizeof(text));
	topic_format(span_of(speaker->name), TOPIC_UP, up);
	if (weigh(speaker, &note) != 0)
		return 1;
	(void)pthread_mutex_lock(&waiting->lock);
	int64_t before = waiting->receipts, begun = bench_now_ns();
	bool came = mosquitto_publish(mosquitto, NULL, up, (int)note.len, text, 1, false) ==
	                    MOSQ_ERR_SUCCESS &&
	            wait_for_receipt(waiting, before);
	samples_add(times, bench_now_ns() - begun);
	(void)pthread_mutex_unlock(&waiting->lock);
	return came ? 0 : give_up("no receipt came", NULL);
}

/* ---- a station at the broker ---- */

typedef void message_fn(
	struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message);

static struct mosquitto *join(const struct fleet *fleet, void *context, message_fn *on_message)
{
	const struct speaker *speaker = &fleet->probe;
	char receipts[TOPIC_TEXT];
	topic_format(span_of(speaker->name), TOPIC_RECEIPT, receipts);
	struct mosquitto *mosquitto = mosquitto_new("bench-latency", true, context);
	if (!mosquitto) {
		(void)give_up("no memory for a station", NULL);
		return NULL;
	}
	mosquitto_message_callback_set(mosquitto, on_message);
	if (mosquitto_username_pw_set(mosquitto, speaker->name, speaker->password) != 0 ||
		mosquitto_int_option(mosquitto, MOSQ_OPT_TCP_NODELAY, 1) != 0 ||
		mosquitto_connect(mosquitto, "localhost", fleet->home.port, 60) != 0 ||
		mosquitto_subscribe(mosquitto, NULL, receipts, 1) != 0 ||
		mosquitto_loop_start(mosquitto) != 0) {
		(void)give_up("a station cannot connect", NULL);
		mosquitto_destroy(mosquitto);
		return NULL;
	}
	(void)nanosleep(&(struct timespec){ .tv_nsec = RETAINED_MS * 1000000L }, NULL);
	return mosquitto;
}

static void leave(struct mosquitto *mosquitto)
{
	(void)mosquitto_disconnect(mosquitto);
	(void)mosquitto_loop_stop(mosquitto, false);
	mosquitto_destroy(mosquitto);
}

int idle_latency(struct fleet *fleet, struct samples *times)
{
	struct waiting waiting = { .lock = PTHREAD_MUTEX_INITIALIZER,
		.came = PTHREAD_COND_INITIALIZER };
	struct mosquitto *mosquitto = join(fleet, &waiting, on_receipt);
	int code = mosquitto ? 0 : 1;
	for (int i = 0; code == 0 && i < ROUNDS; i++)
		code = one_round(mosquitto, &fleet->probe, &waiting, times);
	if (mosquitto)
		leave(mosquitto);
	return code;
}

/* ---- beside all others: one note every PAUSE_MS, whether the last has its receipt or not ---- */

struct probing {
	struct fleet *fleet;
	struct mosquitto *mosquitto;
	pthread_t thread;
	pthread_mutex_t lock;
	struct samples times;
	int64_t sent_ns[PROBES_MOST];
	int64_t first;    /* number of the first event */
	int64_t answered; /* up to this one */
	atomic_int events;
	atomic_bool ends;
	int code;
};

static bool read_upto(struct span payload, int64_t *upto)
{
	struct note_parts parts;
	struct receipt receipt;
	if (note_split(payload, &parts, NULL) != NOTE_OK ||
		receipt_parse(parts.text, &receipt, NULL) != NOTE_OK)
		return false;
	*upto = receipt.upto;
	return true;
}

/* A receipt is for all that it covers. */
static void on_answer(
	struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message)
{
	struct probing *probing = context;
	int64_t now = bench_now_ns(), upto = 0;
	(void)mosquitto;
	struct span payload = { message->payload, (size_t)message->payloadlen };
	if (message->retain || !read_upto(payload, &upto))
		return;
	(void)pthread_mutex_lock(&probing->lock);
	while (probing->answered < upto &&
		probing->answered < probing->first + atomic_load(&probing->events) - 1)
		samples_add(&probing->times,
			now - probing->sent_ns[++probing->answered - probing->first]);
	(void)pthread_mutex_unlock(&probing->lock);
}

static int publish_one(struct probing *probing)
{
	struct speaker *speaker = &probing->fleet->probe;
	char up[TOPIC_TEXT], text[512];
	struct out note = out_into(text, sizeof(text));
	topic_format(span_of(speaker->name), TOPIC_UP, up);
	if (weigh(speaker, &note) != 0)
		return 1;
	(void)pthread_mutex_lock(&probing->lock);
	probing->sent_ns[atomic_fetch_add(&probing->events, 1)] = bench_now_ns();
	(void)pthread_mutex_unlock(&probing->lock);
	return mosquitto_publish(probing->mosquitto, NULL, up, (int)note.len, text, 1, false) ==
	                       MOSQ_ERR_SUCCESS
	               ? 0
	               : give_up("a note cannot be published", NULL);
}

static int64_t unanswered(struct probing *probing)
{
	(void)pthread_mutex_lock(&probing->lock);
	int64_t left = probing->first + atomic_load(&probing->events) - 1 - probing->answered;
	(void)pthread_mutex_unlock(&probing->lock);
	return left;
}

static void *ask_on(void *context)
{
	struct probing *probing = context;
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000L };
	while (probing->code == 0 && !atomic_load(&probing->ends)) {
		if (atomic_load(&probing->events) < PROBES_MOST)
			probing->code = publish_one(probing);
		(void)nanosleep(&pause, NULL);
	}
	for (int i = 0; probing->code == 0 && unanswered(probing) > 0; i++) {
		if (i == WAIT_S * 1000 / PAUSE_MS)
			probing->code = give_up("no receipt came", NULL);
		(void)nanosleep(&pause, NULL);
	}
	return NULL;
}

struct probing *probe_start(struct fleet *fleet)
{
	struct probing *probing = calloc(1, sizeof(*probing));
	if (!probing)
		return NULL;
	probing->fleet = fleet;
	probing->first = fleet->probe.seq + 1;
	probing->answered = fleet->probe.seq;
	(void)pthread_mutex_init(&probing->lock, NULL);
	probing->mosquitto = join(fleet, probing, on_answer);
	if (!probing->mosquitto || pthread_create(&probing->thread, NULL, ask_on, probing) != 0) {
		if (probing->mosquitto)
			leave(probing->mosquitto);
		free(probing);
		return NULL;
	}
	return probing;
}

int64_t probe_events(const struct probing *probing)
{
	return atomic_load(&probing->events);
}

int probe_stop(struct probing *probing, struct samples *times)
{
	if (!probing)
		return 1;
	atomic_store(&probing->ends, true);
	(void)pthread_join(probing->thread, NULL);
	leave(probing->mosquitto);
	int code = probing->code;
	*times = probing->times;
	free(probing);
	return code;
}
