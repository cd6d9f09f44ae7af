#include "firmware/device/device.h"

#include "core/base/words.h" /* only N_, which is nothing */

#include <string.h>

/* ---- one row's functions: the parser out of the union, its settings beside it ---- */

static enum device_result feed_tag_ascii(
	struct device *device, uint8_t byte, struct reading *reading)
{
	return tag_ascii_feed(&device->parser.tag_ascii, byte, reading);
}

static enum device_result silence_tag_ascii(struct device *device, struct reading *reading)
{
	return tag_ascii_silence(&device->parser.tag_ascii, reading);
}

static enum device_result feed_tag_module(
	struct device *device, uint8_t byte, struct reading *reading)
{
	return tag_module_feed(&device->parser.tag_module, byte, reading);
}

static enum device_result feed_tag_telegram(
	struct device *device, uint8_t byte, struct reading *reading)
{
	return tag_telegram_feed(&device->parser.tag_telegram, byte, reading);
}

static enum device_result feed_scanner(struct device *device, uint8_t byte, struct reading *reading)
{
	return scanner_feed(&device->parser.scanner, &device->settings.scanner, byte, reading);
}

static enum device_result silence_scanner(struct device *device, struct reading *reading)
{
	return scanner_silence(&device->parser.scanner, &device->settings.scanner, reading);
}

static enum device_result feed_yaohua(struct device *device, uint8_t byte, struct reading *reading)
{
	return scale_yaohua_feed(&device->parser.scale, &device->settings.scale, byte, reading);
}

static enum device_result feed_a12(struct device *device, uint8_t byte, struct reading *reading)
{
	return scale_a12_feed(&device->parser.scale, &device->settings.scale, byte, reading);
}

static enum device_result feed_toledo(struct device *device, uint8_t byte, struct reading *reading)
{
	return scale_toledo_feed(&device->parser.scale, byte, reading);
}

static enum device_result silence_toledo(struct device *device, struct reading *reading)
{
	return scale_toledo_silence(&device->parser.scale, reading);
}

static enum device_result feed_gnss(struct device *device, uint8_t byte, struct reading *reading)
{
	return gnss_feed(&device->parser.gnss, &device->settings.gnss, byte, reading);
}

static enum device_result feed_probe(struct device *device, uint8_t byte, struct reading *reading)
{
	return probe_feed(&device->parser.probe, &device->settings.probe, byte, reading);
}

static enum device_result silence_probe(struct device *device, struct reading *reading)
{
	(void)reading;
	return probe_silence(&device->parser.probe);
}

static size_t ask_probe(struct device *device, uint8_t request[static DEVICE_REQUEST_MOST])
{
	return probe_ask(&device->parser.probe, &device->settings.probe, request);
}

/* ---- the table ---- */

const struct device_kind device_kinds[] = {
	{ "tag-ascii", N_("tag reader, lines of text (LA 156 ..., 15 digits)"), { 9600, 8, 'N', 1 },
		READING_TAG, 200, 0, feed_tag_ascii, silence_tag_ascii, NULL },
	{ "tag-module", N_("tag reader module, 30-byte frames (WL-134A)"), { 9600, 8, 'N', 2 },
		READING_TAG, 0, 0, feed_tag_module, NULL, NULL },
	{ "tag-telegram", N_("tag receiver, raw FDX-B telegrams of 128 bits"), { 9600, 8, 'N', 1 },
		READING_TAG, 0, 0, feed_tag_telegram, NULL, NULL },
	{ "scanner", N_("code scanner (GM65 and alike)"), { 9600, 8, 'N', 1 }, READING_CODE, 100, 0,
		feed_scanner, silence_scanner, NULL },
	{ "scale-yaohua", N_("weighing indicator Yaohua XK3190, continuous format 0"),
		{ 9600, 8, 'N', 1 }, READING_MASS, 0, 0, feed_yaohua, NULL, NULL },
	{ "scale-a12", N_("weighing indicator Yaohua XK3190-A12(E)"), { 9600, 8, 'N', 1 },
		READING_MASS, 0, 0, feed_a12, NULL, NULL },
	{ "scale-toledo", N_("weighing indicator Mettler Toledo, continuous"), { 9600, 8, 'N', 1 },
		READING_MASS, 300, 0, feed_toledo, silence_toledo, NULL },
	{ "gnss", N_("satellite receiver, NMEA 0183"), { 9600, 8, 'N', 1 }, READING_FIX, 0, 0,
		feed_gnss, NULL, NULL },
	{ "probe", N_("temperature probe, Modbus RTU"), { 9600, 8, 'N', 1 }, READING_TEMPERATURE,
		500, 60000, feed_probe, silence_probe, ask_probe },
};
const size_t device_kind_count = sizeof(device_kinds) / sizeof(device_kinds[0]);

const struct device_kind *device_find(struct span name)
{
	for (size_t i = 0; i < device_kind_count; i++)
		if (span_is(name, device_kinds[i].name))
			return &device_kinds[i];
	return NULL;
}

struct device_settings device_defaults(void)
{
	return (struct device_settings){
		.scale = { .steady_count = 5 },
		.probe = { .unit = 1, .digits = 1, .least_c100 = -6000, .most_c100 = 15000 },
	};
}

void device_start(struct device *device, const struct device_kind *kind,
	const struct device_settings *settings)
{
	memset(device, 0, sizeof(*device));
	device->kind = kind;
	device->settings = *settings;
}

enum device_result device_feed(struct device *device, uint8_t byte, struct reading *reading)
{
	return device->kind->feed(device, byte, reading);
}

enum device_result device_silence(struct device *device, struct reading *reading)
{
	return device->kind->silence ? device->kind->silence(device, reading) : DEVICE_NOTHING;
}

size_t device_ask(struct device *device, uint8_t request[static DEVICE_REQUEST_MOST])
{
	return device->kind->ask ? device->kind->ask(device, request) : 0;
}

static const struct {
	const char *word;
	const char *text;
} results[DEVICE_RESULT_COUNT] = {
	[DEVICE_NOTHING] = { "nothing", N_("nothing yet") },
	[DEVICE_READING] = { "reading", N_("a reading") },
	[DEVICE_FORM] = { "form", N_("not of the protocol's shape, or cut off") },
	[DEVICE_CHECK] = { "checksum", N_("the checksum does not agree") },
	[DEVICE_RANGE] = { "range", N_("a value outside of the allowed range") },
	[DEVICE_LONG] = { "too-long", N_("longer than any frame of this protocol") },
	[DEVICE_NOT_ANIMAL] = { "not-an-animal", N_("the transponder is not an animal's") },
	[DEVICE_OVERLOAD] = { "overload", N_("more than the scale can weigh") },
	[DEVICE_UNDERLOAD] = { "underload", N_("below the scale's zero") },
	[DEVICE_NOT_READY] = { "not-ready", N_("the scale has not found its zero yet") },
	[DEVICE_UNIT] = { "unit", N_("the scale shows a unit that is no mass") },
	[DEVICE_NO_FIX] = { "no-fix", N_("the receiver has no position") },
	[DEVICE_EXCEPTION] = { "exception", N_("the probe answered with an exception") },
	[DEVICE_BROKEN] = { "sensor-broken", N_("the sensor is broken: there is no temperature") },
	[DEVICE_SILENT] = { "silent", N_("no answer") },
};

const char *device_result_word(enum device_result result)
{
	return results[result].word;
}

const char *device_result_text(enum device_result result)
{
	return results[result].text;
}
