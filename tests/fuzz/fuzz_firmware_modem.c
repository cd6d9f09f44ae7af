/*
 * Any bytes from a modem: the uplink stays within its buffers, and still works its way up with one that behaves. The
 * port's source is taken in whole: it needs nothing of its board but a line to read and one to write.
 */
#include "firmware/ports/mps2/uplink.c" /* NOLINT */

#include <stdlib.h>

static const uint8_t *input = (const uint8_t *)"";
static size_t input_len;
static char asked[512]; /* the newest command */
static size_t asked_len;

size_t hal_read(enum hal_port port, uint8_t *into, size_t most)
{
	size_t len = input_len < most ? input_len : most;
	if (port != HAL_MODEM)
		abort();
	memcpy(into, input, len);
	input += len;
	input_len -= len;
	return len;
}

void hal_write(enum hal_port port, const void *bytes, size_t len)
{
	if (port != HAL_MODEM || len > NOTE_MOST)
		abort();
	if (len == 1 && *(const char *)bytes == '\r')
		return;
	asked_len = len < sizeof(asked) ? len : sizeof(asked) - 1;
	memcpy(asked, bytes, asked_len);
	asked[asked_len] = '\0';
}

static int ups, receipts;

static void on_up(void *context)
{
	(void)context;
	ups++;
	if (!uplink_publish(TOPIC_UP, span_of("a note")))
		abort();
}

static void on_down(void *context)
{
	(void)context;
}

static void on_time(void *context, int64_t at_ms)
{
	(void)context;
	if (at_ms < 0)
		abort();
}

static void on_receipt(void *context, struct span message, bool retained)
{
	(void)context;
	(void)retained;
	if (message.len < 1 || message.len > UPLINK_MESSAGE_MOST)
		abort();
	receipts++;
}

static void hear(int64_t now_ms, const char *text)
{
	input = (const uint8_t *)text;
	input_len = strlen(text);
	uplink_step(now_ms);
	if (input_len != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct uplink_settings settings = { .station = "truck-01",
		.host = "broker",
		.port = 1883,
		.password = "secret",
		.salt = 7 };
	static const struct uplink_handlers handlers = { NULL, on_up, on_down, on_time,
		on_receipt };
	int64_t now_ms = 1000;
	memset(&uplink, 0, sizeof(uplink));
	uplink_open(&settings, &handlers);
	uplink_step(now_ms);
	for (input = data, input_len = size; input_len > 0; now_ms += 10)
		uplink_step(now_ms);
	/* Whatever that was: once the modem says that it lost the network, the way up is the usual one. */
	static const char *const way[] = { "OK\r\n", "ERROR\r\n", "OK\r\n", "OK\r\n", "OK\r\n",
		"OK\r\n\r\n+QMTOPEN: 0,0\r\n", "OK\r\n\r\n+QMTCONN: 0,0,0\r\n",
		"OK\r\n\r\n+QMTSUB: 0,1,0,1\r\n" };
	uplink.raw_left = 0;
	hear(now_ms, "\r\n+QMTSTAT: 0,1\r\n");
	for (int i = 0; i < 4 && uplink.step != ECHO; i++)
		hear(now_ms += CONNECT_MS, "");
	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++)
		hear(now_ms, way[i]);
	if (uplink.step != PROMPT || strncmp(asked, "AT+QMTPUBEX=0,1,1,0,", 20) != 0)
		abort();
	return 0;
}
