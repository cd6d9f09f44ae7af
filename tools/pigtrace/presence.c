#include "tools/pigtrace/presence.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/note/topic.h"
#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/broker_files.h"
#include "tools/pigtrace/home.h"

#include <limits.h>
#include <mosquitto.h>
#include <sodium.h>
#include <string.h>

#define WAIT_MS    5000
#define STATE_MOST 4096
#define MARKER \
	"pigtrace/v1/none/up" /* the answer to leaving it comes behind all that was retained */

struct listening {
	presence_fn *each;
	void *context;
	bool refused;
	int answers;
};

/* ---- within the loop ---- */

static void on_connect(struct mosquitto *mosquitto, void *context, int answer)
{
	struct listening *listening = context;
	if (answer != 0 || mosquitto_subscribe(mosquitto, NULL, TOPIC_ALL_STATE, 0) != 0 ||
		mosquitto_unsubscribe(mosquitto, NULL, MARKER) != 0)
		listening->refused = true;
}

static void on_unsubscribe(struct mosquitto *mosquitto, void *context, int mid)
{
	struct listening *listening = context;
	(void)mosquitto;
	(void)mid;
	listening->answers++;
}

static void on_message(
	struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message)
{
	struct listening *listening = context;
	struct span station;
	enum topic_branch branch;
	(void)mosquitto;
	if (topic_parse(span_of(message->topic), &station, &branch) && branch == TOPIC_STATE &&
		message->payloadlen > 0 && message->payloadlen <= STATE_MOST)
		listening->each(listening->context, station,
			(struct span){ message->payload, (size_t)message->payloadlen });
}

/* ---- the connection ---- */

static int read_password(const struct call *call, char *text, size_t size, struct fault *fault)
{
	char path[PATH_MAX];
	struct buf file = { 0 };
	struct span rest, line;
	if (!home_path(call, "gateway.password", path, sizeof(path)))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", call->home);
	int code = file_read(path, 1024, &file, fault);
	rest = buf_written(&file);
	line = rest;
	(void)span_cut(&rest, '\n', &line);
	if (code == 0 && !span_copy(line, text, size))
		code = fault_set(fault, FAULT_SETTING, "%s is not a password", path);
	buf_free(&file);
	return code;
}

static int hear(struct mosquitto *mosquitto, struct listening *listening,
	const struct station_settings *broker, struct fault *fault)
{
	int64_t end_ms = clock_steady_ms() + WAIT_MS;
	int error = MOSQ_ERR_SUCCESS;
	if (broker->cafile[0])
		error = mosquitto_tls_set(mosquitto, broker->cafile, NULL, NULL, NULL, NULL);
	if (error == MOSQ_ERR_SUCCESS)
		error = mosquitto_connect(mosquitto, broker->host, (int)broker->port, 30);
	while (error == MOSQ_ERR_SUCCESS && !listening->refused && listening->answers == 0 &&
		clock_steady_ms() < end_ms)
		error = mosquitto_loop(mosquitto, 100, 1);
	if (error == MOSQ_ERR_SUCCESS && listening->answers > 0)
		return 0;
	return fault_set(fault, FAULT_PEER, "the broker at %s does not tell what stations say",
		broker->host);
}

static int listen_there(const struct call *call, struct listening *listening,
	const struct station_settings *broker, struct fault *fault)
{
	char password[128];
	int code = read_password(call, password, sizeof(password), fault);
	if (code != 0)
		return code;
	struct mosquitto *mosquitto = mosquitto_new(NULL, true, listening);
	if (!mosquitto) {
		code = fault_set(fault, FAULT_MEMORY, "no memory to ask the broker");
	} else {
		mosquitto_connect_callback_set(mosquitto, on_connect);
		mosquitto_unsubscribe_callback_set(mosquitto, on_unsubscribe);
		mosquitto_message_callback_set(mosquitto, on_message);
		(void)mosquitto_username_pw_set(mosquitto, BROKER_GATEWAY, password);
		code = hear(mosquitto, listening, broker, fault);
		(void)mosquitto_disconnect(mosquitto);
		mosquitto_destroy(mosquitto);
	}
	sodium_memzero(password, sizeof(password));
	return code;
}

int presence_each(const struct call *call, presence_fn *each, void *context)
{
	struct listening listening = { .each = each, .context = context };
	struct station_settings broker = { 0 };
	struct fault fault;
	char path[PATH_MAX];
	int code = 0;
	if (!home_path(call, HOME_STATIONS "/" HOME_ADMIN "/station.conf", path, sizeof(path)))
		code = fault_set(&fault, FAULT_LIMIT, "path too long: %s", call->home);
	if (code == 0)
		code = settings_start(station_settings_table, STATION_SETTINGS, &broker, &fault);
	if (code == 0)
		code = settings_read(
			path, station_settings_table, STATION_SETTINGS, &broker, &fault);
	if (code == 0 && mosquitto_lib_init() == MOSQ_ERR_SUCCESS) {
		code = listen_there(call, &listening, &broker, &fault);
		(void)mosquitto_lib_cleanup();
	}
	settings_free(station_settings_table, STATION_SETTINGS, &broker);
	return code == 0 ? EXIT_DONE : complain_fault(call, &fault);
}

/* ---- what a state says ---- */

static bool is_plain(struct json_token token, struct span *value)
{
	*value = token.kind == JSON_TRUE    ? span_of("true")
	         : token.kind == JSON_FALSE ? span_of("false")
	                                    : token.text;
	return token.kind == JSON_TRUE || token.kind == JSON_FALSE || token.kind == JSON_STRING ||
	       token.kind == JSON_NUMBER;
}

void presence_member(struct span state, const char *name, char *text, size_t size)
{
	char unescaped[STATE_MOST + 1];
	struct out arena = out_into(unescaped, sizeof(unescaped));
	struct json json;
	struct json_token token;
	struct span value;
	(void)span_copy(span_of("-"), text, size);
	if (state.len > STATE_MOST)
		return;
	json_open(&json, state, &arena);
	if (json_next(&json).kind != JSON_OBJECT)
		return;
	for (token = json_next(&json); token.kind == JSON_KEY; token = json_next(&json)) {
		bool found = span_is(token.text, name);
		token = json_next(&json);
		if (found) {
			if (!is_plain(token, &value) || !span_copy(value, text, size))
				(void)span_copy(span_of("-"), text, size);
			return;
		}
		if (!json_skip(&json, token))
			return;
	}
}
