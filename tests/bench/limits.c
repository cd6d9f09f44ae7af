#include "tests/bench/limits.h"

#include "core/base/file.h"
#include "core/note/topic.h"
#include "core/rule/rule.h"
#include "tests/bench/lab.h"

#include <limits.h>
#include <mosquitto.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LAB_EACH 5000 /* messages a commit, as the gateway's default */
#define QUIET_MS 10000

/* ---- libmosquitto in the gateway's place ---- */

struct listener {
	struct mosquitto *mosquitto;
	size_t expected, heard;
	bool ready;
};

static void on_connect(struct mosquitto *mosquitto, void *context, int answer)
{
	(void)context;
	if (answer == 0)
		(void)mosquitto_subscribe(mosquitto, NULL, TOPIC_SHARED_UP, 1);
}

static void on_subscribe(
	struct mosquitto *mosquitto, void *context, int mid, int count, const int *granted)
{
	struct listener *listener = context;
	(void)mosquitto;
	(void)mid;
	listener->ready = count == 1 && granted[0] < 128;
}

static void on_message(
	struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message)
{
	struct listener *listener = context;
	(void)message;
	if (++listener->heard == listener->expected)
		(void)mosquitto_disconnect(mosquitto);
}

static int listen_as_gateway(struct listener *listener, struct fleet *fleet)
{
	char password[64];
	if (home_gateway_password(&fleet->home, password, sizeof(password)) != 0)
		return 1;
	/* The gateway's client id and a clean session: what the broker keeps for it is forgotten. */
	listener->mosquitto = mosquitto_new("pigtrace-collectd", true, listener);
	if (!listener->mosquitto)
		return give_up("no memory for a listener", NULL);
	mosquitto_connect_callback_set(listener->mosquitto, on_connect);
	mosquitto_subscribe_callback_set(listener->mosquitto, on_subscribe);
	mosquitto_message_callback_set(listener->mosquitto, on_message);
	if (mosquitto_username_pw_set(listener->mosquitto, "gateway", password) != 0 ||
		mosquitto_int_option(listener->mosquitto, MOSQ_OPT_TCP_NODELAY, 1) != 0 ||
		mosquitto_connect(listener->mosquitto, "localhost", fleet->home.port, 60) != 0)
		return give_up("the listener cannot connect", NULL);
	for (int i = 0; i < 1000 && !listener->ready; i++)
		if (mosquitto_loop(listener->mosquitto, 10, 1) != MOSQ_ERR_SUCCESS)
			break;
	return listener->ready ? 0 : give_up("the listener cannot subscribe", NULL);
}

static void *say_all(void *context)
{
	struct fleet *fleet = context;
	return publisher_say(fleet->publisher, fleet->messages, fleet->message_count) == 0 ? NULL
	                                                                                   : fleet;
}

int limit_receive(struct fleet *fleet, double *per_second, double *cpu_us)
{
	struct listener listener = { .expected = fleet->message_count };
	pthread_t speaking;
	void *failed = NULL;
	int code = listen_as_gateway(&listener, fleet);
	if (code == 0 && pthread_create(&speaking, NULL, say_all, fleet) != 0)
		code = give_up("no thread for the publisher", NULL);
	if (code == 0) {
		int64_t begun = bench_now_ns(), cpu = lab_cpu_ns();
		while (mosquitto_loop(listener.mosquitto, QUIET_MS, 1) == MOSQ_ERR_SUCCESS)
			continue;
		*cpu_us = (double)(lab_cpu_ns() - cpu) / 1e3 / (double)listener.expected;
		*per_second = (double)listener.expected * 1e9 / (double)(bench_now_ns() - begun);
		(void)pthread_join(speaking, &failed);
		if (failed || listener.heard != listener.expected)
			code = give_up("the listener did not hear everything", NULL);
	}
	if (listener.mosquitto)
		mosquitto_destroy(listener.mosquitto);
	return code;
}

/* ---- the stages, one after the other ---- */

static struct span lines_of(const struct outgoing *message, const struct traffic *traffic)
{
	struct note_parts parts;
	struct bundle bundle;
	if (!traffic->is_signed)
		return message->payload;
	if (note_split(message->payload, &parts, NULL) != NOTE_OK ||
		bundle_parse(parts.text, &bundle, NULL) != NOTE_OK)
		return (struct span){ NULL, 0 };
	return bundle.lines;
}

static bool verify_all(const struct fleet *fleet)
{
	struct span text;
	bool good = true;
	for (size_t i = 0; good && i < fleet->message_count; i++) {
		const struct outgoing *message = &fleet->messages[i];
		good = note_open(message->payload, &fleet->speakers[message->station].key.pub,
			       &text, NULL) == NOTE_OK;
	}
	return good;
}

static bool decode_all(const struct fleet *fleet, const struct traffic *traffic)
{
	static struct event event;
	struct event_wrong wrong;
	struct span line;
	for (size_t i = 0; i < fleet->message_count; i++) {
		struct span lines = lines_of(&fleet->messages[i], traffic);
		while (traffic->is_signed ? bundle_next(&lines, &line) : lines.len > 0) {
			if (!traffic->is_signed) {
				line = lines;
				lines.len = 0;
			}
			if (event_decode(line, &event, &wrong) != EVENT_OK ||
				rule_judge_event(&event).rule)
				return false;
		}
	}
	return true;
}

struct spent {
	int64_t take_ns, commit_ns, wall_ns;
};

static int take_all(struct lab *lab, const struct fleet *fleet, struct spent *spent)
{
	int code = 0;
	int64_t begun = bench_now_ns();
	for (size_t i = 0; code == 0 && i < fleet->message_count;) {
		int64_t cpu = lab_cpu_ns();
		code = lab_begin(lab);
		for (size_t n = 0; code == 0 && n < LAB_EACH && i < fleet->message_count;
			n++, i++) {
			const struct outgoing *message = &fleet->messages[i];
			code = lab_take(
				lab, fleet->speakers[message->station].name, message->payload);
		}
		spent->take_ns += lab_cpu_ns() - cpu;
		cpu = lab_cpu_ns();
		if (code == 0)
			code = lab_commit(lab);
		spent->commit_ns += lab_cpu_ns() - cpu;
		if (code == 0)
			code = lab_receipts(lab);
	}
	spent->wall_ns = bench_now_ns() - begun;
	return code;
}

static int enroll_all(struct lab *lab, const struct fleet *fleet,
	const struct season_station *stations, const struct traffic *traffic)
{
	int code = lab_begin(lab);
	for (size_t i = 0; code == 0 && i < fleet->count; i++)
		code = lab_enroll(lab, stations[i].name, stations[i].trade,
			traffic->is_signed ? &fleet->speakers[i].key.pub : NULL);
	return code == 0 ? lab_commit(lab) : code;
}

int limit_stages(const struct fleet *fleet, const struct bench_options *options,
	const struct season_station *stations, const struct traffic *traffic, int64_t events,
	struct stages *stages)
{
	char path[PATH_MAX];
	struct lab lab;
	struct spent spent = { 0 };
	(void)snprintf(path, sizeof(path), "%s/lab.db", options->dir);
	(void)remove(path);
	int64_t begun = lab_cpu_ns();
	bool good = !traffic->is_signed || verify_all(fleet);
	int64_t verified = lab_cpu_ns();
	good = good && decode_all(fleet, traffic);
	int64_t decoded = lab_cpu_ns();
	int code = lab_open(&lab, path, NULL);
	if (code == 0)
		code = enroll_all(&lab, fleet, stations, traffic);
	lab.tally = (struct intake_tally){ 0 };
	if (code == 0)
		code = take_all(&lab, fleet, &spent);
	good = good && lab.tally.accepted == events && lab.tally.refused == 0;
	lab_close(&lab);
	if (code != 0 || !good)
		return give_up("the stages do not take what the gateway took", NULL);
	double each = 1e3 * (double)events;
	*stages = (struct stages){
		.verify_us = traffic->is_signed ? (double)(verified - begun) / each : 0,
		.decode_us = (double)(decoded - verified) / each,
		.append_us = (double)(spent.take_ns - (decoded - begun)) / each,
		.commit_us = (double)spent.commit_ns / each,
		.wall_us = (double)spent.wall_ns / each,
	};
	return 0;
}
