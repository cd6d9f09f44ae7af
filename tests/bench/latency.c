/* How long a station waits for its receipt on an idle gateway. */
#include "core/note/topic.h"
#include "tests/bench/limits.h"

#include <mosquitto.h>
#include <pthread.h>
#include <time.h>

#define ROUNDS      300
#define WAIT_S      30
#define RETAINED_MS 500 /* the receipt that the broker retains comes within */

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

int idle_latency(struct fleet *fleet, struct samples *times)
{
	struct waiting waiting = { .lock = PTHREAD_MUTEX_INITIALIZER,
		.came = PTHREAD_COND_INITIALIZER };
	struct speaker *speaker = &fleet->speakers[0];
	char receipts[TOPIC_TEXT];
	int code = 0;
	topic_format(span_of(speaker->name), TOPIC_RECEIPT, receipts);
	struct mosquitto *mosquitto = mosquitto_new("bench-latency", true, &waiting);
	if (!mosquitto)
		return give_up("no memory for a station", NULL);
	mosquitto_message_callback_set(mosquitto, on_receipt);
	if (mosquitto_username_pw_set(mosquitto, speaker->name, speaker->password) != 0 ||
		mosquitto_int_option(mosquitto, MOSQ_OPT_TCP_NODELAY, 1) != 0 ||
		mosquitto_connect(mosquitto, "localhost", fleet->home.port, 60) != 0 ||
		mosquitto_subscribe(mosquitto, NULL, receipts, 1) != 0 ||
		mosquitto_loop_start(mosquitto) != 0)
		code = give_up("a station cannot connect", NULL);
	(void)nanosleep(&(struct timespec){ .tv_nsec = RETAINED_MS * 1000000L }, NULL);
	for (int i = 0; code == 0 && i < ROUNDS; i++)
		code = one_round(mosquitto, speaker, &waiting, times);
	(void)mosquitto_disconnect(mosquitto);
	(void)mosquitto_loop_stop(mosquitto, false);
	mosquitto_destroy(mosquitto);
	return code;
}
