#include "firmware/ports/posix/station-main/rack.h"

#include "core/base/log.h"
#include "core/base/words.h"

#include <errno.h>
#include <unistd.h>

#define REOPEN_MS  1000
#define TICK_MS    1000
#define READ_MOST  512
#define READS_MOST 16 /* of one device in one step: the others want their turn */

static void report(const struct plugged *plugged, enum log_priority priority, const char *matter,
	const char *why)
{
	struct log log;
	log_begin(&log, priority, matter);
	log_text(&log, "device", plugged->plug->kind->name);
	log_text(&log, "path", plugged->plug->path);
	if (why)
		log_text(&log, "why", why);
	log_end(&log);
}

/* ---- what a reading becomes ---- */

static int put_event(struct rack *rack, struct fault *fault)
{
	char text[EVENT_LINE_MOST + 1], when[DATING_AT_TEXT];
	struct out line = out_into(text, sizeof(text)), at = out_into(when, sizeof(when));
	int64_t error_ms;
	station_at(rack->answers->station, rack->gather.made.at_ms, &at, &error_ms);
	gather_write(&rack->gather, out_written(&at), error_ms, &line);
	return answer_event(rack->answers, out_written(&line), fault);
}

static int put_result(struct rack *rack, enum gather_result result, struct fault *fault)
{
	switch (result) {
	case GATHER_EVENT:
		rack->state = result;
		return put_event(rack, fault);
	case GATHER_CODE:
		rack->state = result;
		answer_refuse(rack->answers, words(ident_error_text(rack->gather.why)));
		return 0;
	case GATHER_CROWD:
	case GATHER_UNWEIGHED:
		if (rack->state != result || result == GATHER_UNWEIGHED)
			answer_refuse(rack->answers, words(gather_result_text(result)));
		rack->state = result;
		return 0;
	case GATHER_WAITS:
		rack->state = result;
		return 0;
	default:
		return 0;
	}
}

/* What is for a person to act on; the rest is noise of the line. */
static bool is_for_people(enum device_result result)
{
	return result >= DEVICE_NOT_ANIMAL;
}

static int take(
	struct rack *rack, const struct reading *reading, int64_t now_ms, struct fault *fault)
{
	int code = 0;
	if (reading->kind == READING_FIX && reading->is.fix.has_time)
		code = station_hear_time(rack->answers->station, CHRONO_GNSS, now_ms,
			reading->is.fix.at_ms, CHRONO_GNSS_MS, fault);
	return code == 0 ? put_result(rack, gather_take(&rack->gather, reading, now_ms), fault)
	                 : code;
}

static int put(struct rack *rack, struct plugged *plugged, enum device_result result,
	const struct reading *reading, int64_t now_ms, struct fault *fault)
{
	if (result == DEVICE_NOTHING)
		return 0;
	bool news = plugged->state != result;
	plugged->state = result;
	if (result == DEVICE_READING)
		return take(rack, reading, now_ms, fault);
	if (plugged->plug->kind->gives == READING_TEMPERATURE)
		gather_without(&rack->gather, result, now_ms);
	if (!news)
		return 0;
	report(plugged, LOG_WARNING, "no_reading", device_result_word(result));
	if (is_for_people(result))
		answer_refuse(rack->answers, words(device_result_text(result)));
	return 0;
}

/* ---- the lines ---- */

static void go_away(struct plugged *plugged, int64_t now_ms)
{
	report(plugged, LOG_WARNING, "device_gone", NULL);
	(void)close(plugged->fd);
	plugged->fd = -1;
	plugged->reopen_at_ms = now_ms + REOPEN_MS;
}

static void come_back(struct plugged *plugged, int64_t now_ms)
{
	struct fault fault;
	plugged->reopen_at_ms = now_ms + REOPEN_MS;
	plugged->fd = plug_open(plugged->plug, &fault);
	if (plugged->fd < 0)
		return;
	device_start(&plugged->device, plugged->plug->kind, &plugged->plug->settings);
	plugged->begun = false;
	report(plugged, LOG_NOTICE, "device_back", NULL);
}

static int hear(struct rack *rack, struct plugged *plugged, int64_t now_ms, struct fault *fault)
{
	uint8_t bytes[READ_MOST];
	struct reading reading;
	int code = 0;
	for (int turn = 0; turn < READS_MOST && code == 0; turn++) {
		ssize_t got = read(plugged->fd, bytes, sizeof(bytes));
		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			return 0;
		if (got <= 0) {
			go_away(plugged, now_ms);
			return 0;
		}
		plugged->heard_ms = now_ms;
		plugged->begun = true;
		for (ssize_t i = 0; i < got && code == 0; i++) {
			enum device_result result =
				device_feed(&plugged->device, bytes[i], &reading);
			code = put(rack, plugged, result, &reading, now_ms, fault);
		}
	}
	return code;
}

static int be_silent(
	struct rack *rack, struct plugged *plugged, int64_t now_ms, struct fault *fault)
{
	struct reading reading;
	uint32_t silence_ms = plugged->plug->kind->silence_ms;
	if (!plugged->begun || silence_ms == 0 || now_ms - plugged->heard_ms < silence_ms)
		return 0;
	plugged->begun = false;
	return put(
		rack, plugged, device_silence(&plugged->device, &reading), &reading, now_ms, fault);
}

static void ask(struct plugged *plugged, int64_t now_ms)
{
	uint8_t request[DEVICE_REQUEST_MOST];
	if (plugged->plug->ask_ms == 0 || now_ms < plugged->ask_at_ms)
		return;
	size_t len = device_ask(&plugged->device, request);
	plugged->ask_at_ms = now_ms + plugged->plug->ask_ms;
	plugged->heard_ms = now_ms;
	plugged->begun = true;
	if (write(plugged->fd, request, len) != (ssize_t)len)
		report(plugged, LOG_WARNING, "device_busy", NULL); /* silence will be the answer */
}

static int tend(struct rack *rack, struct plugged *plugged, const struct pollfd *ready,
	int64_t now_ms, struct fault *fault)
{
	int code = 0;
	if (plugged->fd < 0) {
		if (now_ms >= plugged->reopen_at_ms)
			come_back(plugged, now_ms);
		return 0;
	}
	if (ready->fd == plugged->fd && ready->revents)
		code = hear(rack, plugged, now_ms, fault);
	if (code == 0 && plugged->fd >= 0)
		code = be_silent(rack, plugged, now_ms, fault);
	if (plugged->fd >= 0)
		ask(plugged, now_ms);
	return code;
}

int rack_step(struct rack *rack, const struct pollfd ready[static PLUGS_MOST], struct fault *fault)
{
	int64_t now_ms = station_now_ms();
	int code = 0;
	for (int i = 0; i < rack->count && code == 0; i++)
		code = tend(rack, &rack->at[i], &ready[i], now_ms, fault);
	if (code == 0 && rack->count)
		code = put_result(rack, gather_tick(&rack->gather, now_ms), fault);
	return code;
}

int rack_poll(struct rack *rack, struct pollfd ready[static PLUGS_MOST])
{
	int64_t now_ms = station_now_ms(), wait_ms = TICK_MS;
	for (int i = 0; i < rack->count; i++) {
		const struct plugged *plugged = &rack->at[i];
		int64_t left_ms = TICK_MS;
		ready[i] = (struct pollfd){ .fd = plugged->fd, .events = POLLIN };
		if (plugged->fd >= 0 && plugged->begun && plugged->plug->kind->silence_ms)
			left_ms = plugged->heard_ms + plugged->plug->kind->silence_ms - now_ms;
		if (left_ms < wait_ms)
			wait_ms = left_ms < 0 ? 0 : left_ms;
	}
	return (int)wait_ms;
}

/* ---- the start ---- */

static struct gather_settings gather_of(const struct answers *answers)
{
	const struct options *options = answers->options;
	const struct station_settings *conf = station_conf(answers->station);
	struct gather_settings settings = gather_defaults();
	settings.kind = options->kind;
	settings.track = span_of(options->track ? options->track : "");
	settings.has_limits = options->has_limits;
	settings.least_c100 = options->least_c100;
	settings.most_c100 = options->most_c100;
	settings.place = span_of(conf->place);
	settings.by = span_of(conf->operator_id);
	for (int i = 0; i < options->plug_count; i++)
		settings.weighs = settings.weighs || options->plugs[i].kind->gives == READING_MASS;
	return settings;
}

int rack_open(struct rack *rack, struct answers *answers, struct fault *fault)
{
	const struct options *options = answers->options;
	struct gather_settings settings = gather_of(answers);
	rack->answers = answers;
	gather_start(&rack->gather, &settings);
	for (rack->count = 0; rack->count < options->plug_count; rack->count++) {
		struct plugged *plugged = &rack->at[rack->count];
		plugged->plug = &options->plugs[rack->count];
		plugged->ask_at_ms = 0;
		plugged->fd = plug_open(plugged->plug, fault);
		if (plugged->fd < 0)
			return FAULT_IO;
		device_start(&plugged->device, plugged->plug->kind, &plugged->plug->settings);
	}
	return 0;
}
