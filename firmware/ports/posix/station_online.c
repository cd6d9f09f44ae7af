/* A station's connection: what leaves, what a receipt does, and what is said about it. */
#include "firmware/ports/posix/station_inner.h"

#include "core/base/log.h"
#include "core/base/words.h"

#define STATE_TEXT 512
#define EXTRA_TEXT 256
#define IDLE_MS    60000

static void say(const struct station *station, enum log_priority priority, const char *matter,
	const char *key, const char *value)
{
	struct log log;
	if (!station->logs)
		return;
	log_begin(&log, priority, matter);
	log_text(&log, "station", station->settings.station);
	log_number(&log, "waiting", station->outbox.next - station->outbox.first);
	if (key)
		log_text(&log, key, value);
	log_end(&log);
}

static void write_state(struct station *station, struct out *state)
{
	char text[EXTRA_TEXT];
	struct out extra = out_into(text, sizeof(text));
	station_clock_state(station, &extra);
	courier_state(state, &station->outbox, text);
}

static void on_up(void *context)
{
	struct station *station = context;
	char text[STATE_TEXT];
	struct out state = out_into(text, sizeof(text));
	write_state(station, &state);
	courier_up(&station->courier, station_now_ms(), out_written(&state));
	say(station, LOG_INFO, "connected", NULL, NULL);
}

static void on_down(void *context, const char *why)
{
	struct station *station = context;
	courier_down(&station->courier);
	say(station, LOG_WARNING, "disconnected", "why", words(why));
}

static void on_receipt(void *context, struct span message, bool retained)
{
	struct station *station = context;
	enum sender_verdict verdict =
		courier_receipt(&station->courier, station_now_ms(), message, retained);
	const struct receipt *receipt = &station->courier.sender.receipt;
	if (verdict != SENDER_MOVED_ON && verdict != SENDER_NOTHING_NEW) {
		say(station, LOG_WARNING, "receipt_refused", "why", sender_verdict_word(verdict));
		return;
	}
	struct fault fault;
	if (station_clock_receipt(station, receipt, retained, &fault) != 0)
		say(station, LOG_WARNING, "time_not_kept", "why", fault.text);
	for (int i = 0; verdict == SENDER_MOVED_ON && i < receipt->held_count; i++)
		say(station, LOG_WARNING, "held", receipt->held[i].rule, receipt->held[i].words);
	if (verdict == SENDER_MOVED_ON)
		say(station, LOG_INFO, "receipted", NULL, NULL);
}

int station_go_online(struct station *station, bool logs, struct fault *fault)
{
	const struct station_settings *settings = &station->settings;
	const struct link_handlers handlers = { station, on_up, on_down, on_receipt };
	bool named = settings->username[0] || !settings->password[0];
	const struct link_settings link = { .station = settings->station,
		.host = settings->host,
		.port = (int)settings->port,
		.username = named ? settings->username : settings->station,
		.password = settings->password,
		.cafile = settings->cafile,
		.cert = settings->cert,
		.key_file = settings->key_file };
	station->logs = logs;
	return station->link ? 0 : link_open(&station->link, &link, &handlers, fault);
}

bool station_publish(void *context, enum topic_branch branch, struct span bytes)
{
	struct station *station = context;
	return branch == TOPIC_UP ? link_publish_note(station->link, bytes)
	                          : link_publish_state(station->link, bytes);
}

void station_linger(struct station *station, int linger_ms)
{
	station->courier.linger_ms = linger_ms;
}

void station_step(struct station *station)
{
	int64_t now_ms = station_now_ms();
	if (!station->link)
		return;
	link_step(station->link, now_ms);
	if (!link_is_up(station->link))
		return;
	if (station_clock_wait_ms(station) == 0 || station_clock_news(station)) {
		char text[STATE_TEXT];
		struct out state = out_into(text, sizeof(text));
		write_state(station, &state);
		(void)station_publish(station, TOPIC_STATE, out_written(&state));
	}
	courier_pump(&station->courier, now_ms);
	if (station->courier.unreadable)
		say(station, LOG_WARNING, "outbox_unreadable", NULL, NULL);
}

int station_pollfd(struct station *station, struct pollfd *pollfd)
{
	int64_t wait = IDLE_MS;
	pollfd->fd = -1;
	pollfd->events = POLLIN;
	pollfd->revents = 0;
	if (!station->link)
		return IDLE_MS;
	pollfd->fd = link_fd(station->link);
	if (link_wants_write(station->link))
		pollfd->events |= POLLOUT;
	wait = link_wait_ms(station->link, station_now_ms());
	if (link_is_up(station->link) && station->courier.wait_ms >= 0 &&
		station->courier.wait_ms < wait)
		wait = station->courier.wait_ms;
	int64_t ask_ms = station_clock_wait_ms(station);
	if (link_is_up(station->link) && ask_ms >= 0 && ask_ms < wait)
		wait = ask_ms;
	return (int)wait;
}

int station_deliver(struct station *station, int timeout_ms, struct fault *fault)
{
	int64_t end_ms = station_now_ms() + timeout_ms;
	int code = station_go_online(station, station->logs, fault);
	while (code == 0 && station->outbox.first < station->outbox.next) {
		struct pollfd pollfd;
		int64_t left_ms = end_ms - station_now_ms();
		if (left_ms <= 0)
			return fault_set(
				fault, FAULT_PEER, "no receipt of the gateway came in time");
		station_step(station);
		if (station->outbox.first == station->outbox.next)
			break;
		int wait_ms = station_pollfd(station, &pollfd);
		(void)poll(&pollfd, 1, wait_ms < left_ms ? wait_ms : (int)left_ms);
	}
	return code;
}
