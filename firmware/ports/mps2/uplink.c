/*
 * MQTT in a 4G modem on HAL_MODEM: Quectel's commands, one after the other.
 *
 * Source  Quectel EC2x/EG9x/EG2x-G MQTT Application Note V1.1 (QMTCFG, QMTOPEN, QMTCONN, QMTSUB, QMTPUBEX, QMTRECV,
 *         QMTSTAT); EC2x/EG9x AT Commands Manual (QLTS: network time).
 */
#include "firmware/hal/uplink.h"

#include "firmware/hal/hal.h"

#include "core/base/moment.h"

#include <string.h>

#define RETRY_LEAST_MS 500
#define RETRY_MOST_MS  30000
#define ANSWER_MS      15000 /* a command's whole answer; the network's way is in it */
#define CONNECT_MS     60000
#define TIME_MS        21600000
#define LINE_MOST      256
#define COMMAND_MOST   384
#define CHUNK          64
#define CHUNKS_MOST    32 /* in one step */
#define RECEIVED       "+QMTRECV: 0,"

/* What is being waited for. Each step of the way up sends its command when the one before was answered. */
enum step {
	DOWN, /* until next_ms */
	ECHO,
	CLOSE,
	CONFIG_WILL,
	CONFIG_ALIVE,
	CONFIG_RECEIVE,
	OPEN,
	CONNECT,
	SUBSCRIBE,
	UP,
	PROMPT, /* of a publish: then the bytes */
	SENT,   /* they went; its receipt by the broker is awaited */
	TIME
};

static struct {
	struct uplink_settings settings;
	struct uplink_handlers handlers;
	enum step step;
	bool told;
	bool said; /* a note went out on this connection: what comes now is no longer what the broker kept */
	int64_t now_ms;
	int64_t next_ms; /* DOWN: next try; else: give up */
	int64_t retry_ms;
	int64_t time_ms; /* when to ask for the time */
	uint32_t random;
	struct span publish; /* note, in our copy */
	char topics[TOPIC_STATE + 1][TOPIC_TEXT];
	char line[LINE_MOST];
	uint32_t len;
	uint32_t raw_left; /* bytes of a message that are still to come */
	uint32_t message_len;
	bool dropping;
	bool whole;
	char message[UPLINK_MESSAGE_MOST];
	char note[UPLINK_NOTE_MOST];
} uplink;

static void command(const char *text)
{
	hal_write(HAL_MODEM, text, strlen(text));
	hal_write(HAL_MODEM, "\r", 1);
}

static void go(enum step step, int64_t most_ms)
{
	uplink.step = step;
	uplink.next_ms = uplink.now_ms + most_ms;
}

static void drop(void)
{
	uplink.random = uplink.random * 1664525 + 1013904223;
	go(DOWN, uplink.retry_ms / 2 + uplink.random % (uint32_t)(uplink.retry_ms / 2));
	uplink.retry_ms = uplink.retry_ms * 2 < RETRY_MOST_MS ? uplink.retry_ms * 2 : RETRY_MOST_MS;
	uplink.raw_left = 0;
	uplink.len = 0;
	uplink.whole = false;
	if (uplink.told)
		uplink.handlers.down(uplink.handlers.context);
	uplink.told = false;
}

/* ---- commands ---- */

static void send_open(void)
{
	char text[COMMAND_MOST];
	struct out out = out_into(text, sizeof(text));
	out_text(&out, "AT+QMTOPEN=0,\"");
	out_text(&out, uplink.settings.host);
	out_text(&out, "\",");
	out_number(&out, uplink.settings.port);
	command(text);
}

static void send_connect(void)
{
	char text[COMMAND_MOST];
	struct out out = out_into(text, sizeof(text));
	out_text(&out, "AT+QMTCONN=0,\"pigtrace-");
	out_text(&out, uplink.settings.station);
	out_text(&out, "\"");
	if (uplink.settings.password[0]) {
		out_text(&out, ",\"");
		out_text(&out, uplink.settings.station);
		out_text(&out, "\",\"");
		out_text(&out, uplink.settings.password);
		out_text(&out, "\"");
	}
	command(text);
}

static void send_will(void)
{
	char text[COMMAND_MOST];
	struct out out = out_into(text, sizeof(text));
	out_text(&out, "AT+QMTCFG=\"will\",0,1,1,1,\"");
	out_text(&out, uplink.topics[TOPIC_STATE]);
	out_text(&out, "\",\"{\\\"online\\\":false}\"");
	command(text);
}

static void send_subscribe(void)
{
	char text[COMMAND_MOST];
	struct out out = out_into(text, sizeof(text));
	out_text(&out, "AT+QMTSUB=0,1,\"");
	out_text(&out, uplink.topics[TOPIC_RECEIPT]);
	out_text(&out, "\",1");
	command(text);
}

static void send_step(enum step step)
{
	go(step, step == OPEN || step == CONNECT ? CONNECT_MS : ANSWER_MS);
	switch (step) {
	case ECHO:
		command("ATE0");
		break;
	case CLOSE:
		command("AT+QMTCLOSE=0");
		break;
	case CONFIG_WILL:
		send_will();
		break;
	case CONFIG_ALIVE:
		command("AT+QMTCFG=\"keepalive\",0,10");
		break;
	case CONFIG_RECEIVE:
		command("AT+QMTCFG=\"recv/mode\",0,0,1");
		break;
	case OPEN:
		send_open();
		break;
	case CONNECT:
		send_connect();
		break;
	case SUBSCRIBE:
		send_subscribe();
		break;
	case TIME:
		command("AT+QLTS=1");
		break;
	default:
		break;
	}
}

/* ---- answers ---- */

/* +QLTS: "2026/11/26,09:31:20+32,0": UTC, then the zone in quarters of an hour. */
static void take_time(struct span text)
{
	char moment[MOMENT_TEXT];
	struct out out = out_into(moment, sizeof(moment));
	struct moment at;
	if (text.len < 19)
		return;
	for (size_t i = 0; i < 19; i++)
		out_char(&out, text.at[i] == '/' ? '-' : text.at[i] == ',' ? 'T' : text.at[i]);
	out_text(&out, "+00:00");
	if (moment_parse(out_written(&out), &at, NULL))
		uplink.handlers.time(uplink.handlers.context, at.at_ms);
}

static void became_up(void)
{
	go(UP, 0);
	uplink.told = true;
	uplink.said = false;
	uplink.retry_ms = RETRY_LEAST_MS;
	uplink.handlers.up(uplink.handlers.context);
}

/* What ends each step well, and what comes then. A line that starts with what stands in `bad` ends the connection. */
static const struct {
	enum step step;
	const char *good;
	enum step then;
} ways[] = {
	{ ECHO, "OK", CLOSE },
	{ CLOSE, "OK", CONFIG_WILL }, /* nothing was open: ERROR, as well */
	{ CLOSE, "ERROR", CONFIG_WILL },
	{ CONFIG_WILL, "OK", CONFIG_ALIVE },
	{ CONFIG_ALIVE, "OK", CONFIG_RECEIVE },
	{ CONFIG_RECEIVE, "OK", OPEN },
	{ OPEN, "+QMTOPEN: 0,0", CONNECT },
	{ CONNECT, "+QMTCONN: 0,0,0", SUBSCRIBE },
	{ SUBSCRIBE, "+QMTSUB: 0,1,0,1", UP },
	{ SENT, "+QMTPUBEX: 0,1,0", UP },
	{ SENT, "+QMTPUBEX: 0,1,1", SENT }, /* the modem sends it once more */
	{ TIME, "OK", UP },
	{ TIME, "ERROR", UP },
};

static const char *const bad[] = { "ERROR", "+CME ERROR",
	"+QMTSTAT: ", "+QMTOPEN: ", "+QMTCONN: ", "+QMTSUB: ", "+QMTPUBEX: " };

static void take_line(struct span line)
{
	if (span_starts(line, "+QLTS: \"")) {
		take_time((struct span){ line.at + 8, line.len - 8 });
		return;
	}
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (ways[i].step != uplink.step || !span_starts(line, ways[i].good))
			continue;
		if (ways[i].then != UP)
			send_step(ways[i].then);
		else if (uplink.step == SUBSCRIBE)
			became_up();
		else
			go(UP, 0);
		return;
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]) && uplink.step != DOWN; i++)
		if (span_starts(line, bad[i]) && !(uplink.step == CLOSE && i > 1)) {
			drop();
			return;
		}
}

/* "+QMTRECV: 0,ID,"TOPIC",LEN,"": the payload's bytes follow. True if this is such a head. */
static bool take_head(struct span line)
{
	struct span id, topic;
	int64_t len;
	if (!span_starts(line, RECEIVED) || line.at[line.len - 1] != '"')
		return false;
	line = (struct span){ line.at + sizeof(RECEIVED) - 1, line.len - sizeof(RECEIVED) };
	if (!span_cut(&line, ',', &id) || !span_cut(&line, ',', &topic) || line.len < 1 ||
		line.at[line.len - 1] != ',' ||
		!span_number((struct span){ line.at, line.len - 1 }, NOTE_MOST, &len) || len < 1)
		return false;
	uplink.raw_left = (uint32_t)len;
	uplink.message_len = 0;
	uplink.whole = false;
	uplink.dropping = len > UPLINK_MESSAGE_MOST || topic.len < 2 ||
	                  !span_is((struct span){ topic.at + 1, topic.len - 2 },
				  uplink.topics[TOPIC_RECEIPT]);
	return true;
}

static void take_raw(char byte)
{
	if (!uplink.dropping)
		uplink.message[uplink.message_len++] = byte;
	uplink.whole = --uplink.raw_left == 0 && !uplink.dropping;
}

static void take_byte(char byte)
{
	if (uplink.raw_left > 0) {
		take_raw(byte);
		return;
	}
	if (byte == '\r' || byte == '\n') {
		if (uplink.len > 0)
			take_line((struct span){ uplink.line, uplink.len });
		uplink.len = 0;
		return;
	}
	if (uplink.len < sizeof(uplink.line))
		uplink.line[uplink.len++] = byte;
	if (byte == '"' && take_head((struct span){ uplink.line, uplink.len }))
		uplink.len = 0;
	if (uplink.step == PROMPT && uplink.len == 1 && byte == '>') {
		uplink.len = 0;
		hal_write(HAL_MODEM, uplink.publish.at, uplink.publish.len);
		go(SENT, ANSWER_MS);
	}
}

/* ---- what uplink.h promises ---- */

void uplink_open(const struct uplink_settings *settings, const struct uplink_handlers *handlers)
{
	uplink.settings = *settings;
	uplink.handlers = *handlers;
	uplink.random = settings->salt;
	uplink.retry_ms = RETRY_LEAST_MS;
	for (enum topic_branch i = TOPIC_UP; i <= TOPIC_STATE; i++)
		topic_format(span_of(settings->station), i, uplink.topics[i]);
}

static bool listening(void)
{
	uint8_t bytes[CHUNK];
	size_t len = hal_read(HAL_MODEM, bytes, sizeof(bytes));
	for (size_t i = 0; i < len; i++)
		take_byte((char)bytes[i]);
	return len == sizeof(bytes) && !uplink.whole;
}

void uplink_step(int64_t now_ms)
{
	uplink.now_ms = now_ms;
	for (int i = 0; i < CHUNKS_MOST && listening(); i++)
		;
	if (uplink.whole && uplink.told) {
		uplink.whole = false;
		uplink.handlers.receipt(uplink.handlers.context,
			(struct span){ uplink.message, uplink.message_len }, !uplink.said);
	}
	if (uplink.step == UP && now_ms >= uplink.time_ms) {
		uplink.time_ms = now_ms + TIME_MS;
		send_step(TIME);
	} else if (uplink.step == DOWN && now_ms >= uplink.next_ms) {
		send_step(ECHO);
	} else if (uplink.step != DOWN && uplink.step != UP && now_ms >= uplink.next_ms) {
		drop();
	}
}

bool uplink_ready(void)
{
	return uplink.step == UP;
}

bool uplink_publish(enum topic_branch branch, struct span bytes)
{
	char text[COMMAND_MOST];
	struct out out = out_into(text, sizeof(text));
	if (uplink.step != UP || bytes.len > UPLINK_NOTE_MOST)
		return false;
	memcpy(uplink.note, bytes.at, bytes.len);
	uplink.publish = (struct span){ uplink.note, bytes.len };
	out_text(&out, branch == TOPIC_STATE ? "AT+QMTPUBEX=0,1,1,1,\"" : "AT+QMTPUBEX=0,1,1,0,\"");
	out_text(&out, uplink.topics[branch]);
	out_text(&out, "\",");
	out_number(&out, (int64_t)bytes.len);
	command(text);
	uplink.said = uplink.said || branch == TOPIC_UP;
	go(PROMPT, ANSWER_MS);
	return true;
}
