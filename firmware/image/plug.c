#include "firmware/image/plug.h"

#define CHUNK 64

void plug_open(struct plug *plug, enum hal_port port, const struct device_kind *kind,
	const struct device_settings *settings)
{
	const struct device_line *line = &kind->line;
	*plug = (struct plug){ .port = port, .every_ms = kind->ask_ms };
	device_start(&plug->device, kind, settings);
	if (port != HAL_CONSOLE)
		hal_set_line(port, line->baud, line->data_bits, line->parity, line->stop_bits);
}

static void feed(struct plug *plug, uint8_t byte, int64_t now_ms, plug_take *take, void *context)
{
	struct reading reading;
	enum device_result result = device_feed(&plug->device, byte, &reading);
	if (result != DEVICE_NOTHING)
		take(context, result, &reading, now_ms);
}

static void ask(struct plug *plug, int64_t now_ms)
{
	uint8_t request[DEVICE_REQUEST_MOST];
	if (!plug->every_ms || now_ms < plug->ask_ms)
		return;
	plug->ask_ms = now_ms + plug->every_ms;
	plug->heard_ms = now_ms;
	plug->listening = true;
	hal_write(plug->port, request, device_ask(&plug->device, request));
}

void plug_step(struct plug *plug, int64_t now_ms, plug_take *take, void *context)
{
	uint8_t bytes[CHUNK];
	struct reading reading;
	size_t len = hal_read(plug->port, bytes, sizeof(bytes));
	uint32_t silence_ms = plug->device.kind->silence_ms;
	if (len > 0) {
		plug->heard_ms = now_ms;
		plug->listening = true;
	}
	for (size_t i = 0; i < len; i++)
		feed(plug, bytes[i], now_ms, take, context);
	if (plug->listening && silence_ms && now_ms - plug->heard_ms >= silence_ms) {
		plug->listening = false;
		enum device_result result = device_silence(&plug->device, &reading);
		if (result != DEVICE_NOTHING)
			take(context, result, &reading, now_ms);
	}
	ask(plug, now_ms);
}

void plug_line(struct plug *plug, struct span line, int64_t now_ms, plug_take *take, void *context)
{
	for (size_t i = 0; i < line.len; i++)
		feed(plug, (uint8_t)line.at[i], now_ms, take, context);
	feed(plug, '\r', now_ms, take, context);
}
