/*
 * Any bytes into any kind of device: what comes out as a reading is within the limits its header promises, and
 * after anything at all a frame that is right is read.
 * Input: the kind, then bytes; EE 00 is silence, EE 01 a question, EE and another byte is that byte.
 */
#include "core/base/moment.h"
#include "core/base/utf8.h"
#include "firmware/device/device.h"

#include <stdlib.h>

#define ESCAPE 0xee

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check_code(struct span code)
{
	if (code.len == 0 || code.len > SCANNER_CODE_MOST ||
		utf8_valid(code.at, code.len) != code.len)
		abort();
	for (size_t i = 0; i < code.len; i++)
		if ((unsigned char)code.at[i] < 0x20)
			abort();
}

static void check_fix(const struct reading *reading)
{
	if (reading->is.fix.lat_e6 < -90000000 || reading->is.fix.lat_e6 > 90000000 ||
		reading->is.fix.lon_e6 < -180000000 || reading->is.fix.lon_e6 > 180000000)
		abort();
	if (reading->is.fix.has_time) {
		char text[MOMENT_TEXT];
		struct out out = out_into(text, sizeof(text));
		struct moment again;
		moment_format(&out, (struct moment){ reading->is.fix.at_ms, 0 });
		if (!moment_parse(out_written(&out), &again, NULL))
			abort();
	}
}

static void check(const struct device *device, enum device_result result, struct reading *reading)
{
	struct electronic_tag tag;
	char text[ELECTRONIC_TAG_TEXT];
	if ((unsigned)result >= DEVICE_RESULT_COUNT || !device_result_word(result))
		abort();
	if (result != DEVICE_READING)
		return;
	if (reading->kind != device->kind->gives)
		abort();
	switch (reading->kind) {
	case READING_TAG:
		electronic_tag_format(reading->is.tag, text);
		if (electronic_tag_parse(span_of(text), &tag, NULL) != IDENT_OK)
			abort();
		break;
	case READING_CODE:
		check_code(reading->is.code);
		break;
	case READING_MASS:
		if (reading->is.mass.mass_g > 50000000 || reading->is.mass.mass_g < -50000000)
			abort();
		break;
	case READING_FIX:
		check_fix(reading);
		break;
	case READING_TEMPERATURE:
		if (reading->is.temp_c100 < -6000 || reading->is.temp_c100 > 15000)
			abort();
		break;
	default:
		abort();
	}
}

/* A frame of each kind that is right; NULL where there is none without a question. */
static const struct {
	const char *bytes;
	size_t len;
} right[] = {
#define FRAME(text)                    \
	{                              \
		text, sizeof(text) - 1 \
	}
	FRAME("LA 156 000000012345\r\n"),
	FRAME("\x02"
	      "9303000000C900010000000000\x72\x8d\x03"),
	{ NULL, 0 },
	FRAME("114113000012345\r"),
	FRAME("\x02+00112511D\x03"),
	FRAME("WG004.139kg3D\r\n"),
	FRAME("\x02\x2b\x30\x20  1125000000\r"),
	FRAME("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n"),
	{ NULL, 0 },
};

/* Three times: the first two may be lost with what came before. */
static void still_reads(struct device *device, size_t kind)
{
	struct reading reading;
	enum device_result last = DEVICE_NOTHING;
	for (int i = 0; right[kind].bytes && i < 3; i++)
		for (size_t at = 0; at < right[kind].len; at++) {
			enum device_result result =
				device_feed(device, (uint8_t)right[kind].bytes[at], &reading);
			if (result != DEVICE_NOTHING)
				last = result;
		}
	/* A Toledo that once sent checksums wants them: this one does not. */
	bool checked = device->kind == device_find(span_of("scale-toledo")) &&
	               device->parser.scale.checked;
	if (right[kind].bytes && last != DEVICE_READING && !checked)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct device_settings settings = device_defaults();
	struct device device;
	struct reading reading = { 0 };
	uint8_t request[DEVICE_REQUEST_MOST];
	if (len == 0 || device_kind_count != sizeof(right) / sizeof(right[0]))
		return 0;
	size_t kind = bytes[0] % device_kind_count;
	settings.scale.steady_count = 1;
	device_start(&device, &device_kinds[kind], &settings);
	for (size_t i = 1; i < len; i++) {
		enum device_result result;
		if (bytes[i] == ESCAPE && i + 1 < len && bytes[++i] <= 1) {
			result = bytes[i] ? DEVICE_NOTHING : device_silence(&device, &reading);
			if (bytes[i] && device_ask(&device, request) > sizeof(request))
				abort();
		} else {
			result = device_feed(&device, bytes[i], &reading);
		}
		check(&device, result, &reading);
	}
	still_reads(&device, kind);
	return 0;
}
