#include "firmware/core/passport.h"

#include "core/base/crc32.h"
#include "firmware/core/block_put.h"

#include <sodium.h>
#include <string.h>

#define MAGIC          "pigpass1"
#define MAGIC_LEN      8
#define ZONE_CHINA_MIN 480
#define HEADER_LEN     16 /* magic, length and CRC as 4 bytes each, lowest first */

static bool set_station_key(struct passport *passport, struct span value)
{
	return note_secret_parse(value, &passport->keys.station) == NOTE_OK;
}

static bool set_gateway_key(struct passport *passport, struct span value)
{
	return note_public_parse(value, &passport->keys.gateway) == NOTE_OK;
}

static bool set_maker_key(struct passport *passport, struct span value)
{
	return note_public_parse(value, &passport->maker) == NOTE_OK;
}

static bool set_epoch(struct passport *passport, struct span value)
{
	return span_number(value, OUTBOX_NUMBER_MOST, &passport->epoch) && passport->epoch >= 1;
}

static bool set_host(struct span value, char host[static PASSPORT_WORD_MOST], uint16_t *port)
{
	struct span name;
	int64_t number;
	if (!span_cut(&value, ':', &name) || name.len == 0 || !span_number(value, 65535, &number) ||
		number < 1)
		return false;
	*port = (uint16_t)number;
	return span_copy(name, host, PASSPORT_WORD_MOST);
}

static bool set_broker(struct passport *passport, struct span value)
{
	return set_host(value, passport->host, &passport->port);
}

static bool set_time(struct passport *passport, struct span value)
{
	return set_host(value, passport->time_host, &passport->time_port);
}

static bool set_password(struct passport *passport, struct span value)
{
	return span_copy(value, passport->password, sizeof(passport->password));
}

static bool set_address(struct passport *passport, struct span value)
{
	struct span part;
	for (size_t i = 0; i < 2; i++)
		if (!span_cut(&value, '/', &part) ||
			!span_copy(part, passport->address[i], sizeof(passport->address[i])))
			return false;
	return span_copy(value, passport->address[2], sizeof(passport->address[2]));
}

static bool set_place(struct passport *passport, struct span value)
{
	return span_copy(value, passport->place, sizeof(passport->place));
}

static bool set_reader(struct passport *passport, struct span value)
{
	return span_copy(value, passport->reader, sizeof(passport->reader));
}

static bool set_scale(struct passport *passport, struct span value)
{
	return span_copy(value, passport->scale, sizeof(passport->scale));
}

static bool set_truck(struct passport *passport, struct span value)
{
	return span_starts(value, "truck:") &&
	       span_copy(value, passport->truck, sizeof(passport->truck));
}

static bool read_signed(struct span text, int64_t most, int64_t *number)
{
	bool minus = span_starts(text, "-");
	if (minus)
		text = (struct span){ text.at + 1, text.len - 1 };
	if (!span_number(text, most, number))
		return false;
	*number = minus ? -*number : *number;
	return true;
}

static bool set_limits(struct passport *passport, struct span value)
{
	struct span least;
	int64_t from, to;
	if (!span_cut(&value, '/', &least) || !read_signed(least, 15000, &from) ||
		!read_signed(value, 15000, &to) || from > to)
		return false;
	passport->has_limits = true;
	passport->least_c100 = (int32_t)from;
	passport->most_c100 = (int32_t)to;
	return true;
}

static bool set_seconds(struct span value, int64_t most, int64_t *ms)
{
	int64_t seconds;
	if (!span_number(value, most, &seconds) || seconds < 1)
		return false;
	*ms = seconds * 1000;
	return true;
}

static bool set_sample(struct passport *passport, struct span value)
{
	return set_seconds(value, 3600, &passport->sample_ms);
}

static bool set_track(struct passport *passport, struct span value)
{
	return set_seconds(value, 86400, &passport->track_ms);
}

static bool set_zone(struct passport *passport, struct span value)
{
	int64_t minutes;
	if (!read_signed(value, 840, &minutes))
		return false;
	passport->zone_min = (int)minutes;
	return true;
}

static bool set_blocks(struct passport *passport, struct span value)
{
	int64_t blocks;
	if (!span_number(value, OUTBOX_BLOCKS_MOST, &blocks) || blocks < 2)
		return false;
	passport->blocks = (uint32_t)blocks;
	return true;
}

static const struct {
	const char *key;
	bool (*set)(struct passport *passport, struct span value);
	bool required;
} table[] = {
	{ "station-key", set_station_key, true },
	{ "gateway-key", set_gateway_key, true },
	{ "maker-key", set_maker_key, false },
	{ "epoch", set_epoch, true },
	{ "broker", set_broker, true },
	{ "time", set_time, false },
	{ "password", set_password, false },
	{ "address", set_address, false },
	{ "place", set_place, false },
	{ "reader", set_reader, false },
	{ "scale", set_scale, false },
	{ "truck", set_truck, false },
	{ "limits", set_limits, false },
	{ "sample", set_sample, false },
	{ "track", set_track, false },
	{ "zone", set_zone, false },
	{ "blocks", set_blocks, false },
};

#define KEYS (sizeof(table) / sizeof(table[0]))

static bool line_read(struct span line, struct passport *passport, uint32_t *seen)
{
	struct span key;
	if (!span_cut(&line, ' ', &key))
		return false;
	for (size_t i = 0; i < KEYS; i++) {
		if (!span_is(key, table[i].key))
			continue;
		if (*seen & UINT32_C(1) << i)
			return false;
		*seen |= UINT32_C(1) << i;
		return table[i].set(passport, line);
	}
	return false;
}

enum passport_error passport_parse(struct span text, struct passport *passport, int *line)
{
	struct span one;
	uint32_t seen = 0;
	memset(passport, 0, sizeof(*passport));
	passport->zone_min = ZONE_CHINA_MIN;
	for (*line = 1; text.len > 0; ++*line)
		if (!span_cut(&text, '\n', &one) || !line_read(one, passport, &seen))
			return PASSPORT_TEXT;
	for (size_t i = 0; i < KEYS; i++)
		if (table[i].required && !(seen & UINT32_C(1) << i))
			return PASSPORT_MISSING;
	return PASSPORT_OK;
}

/* The text as it was written; anything else is a blank block. */
static enum passport_error load(
	const struct block_device *device, char text[static PASSPORT_TEXT_MOST], struct span *found)
{
	uint8_t header[HEADER_LEN];
	if (device->read(device->context, 0, header, HEADER_LEN) != 0)
		return PASSPORT_DEVICE;
	uint32_t len = (uint32_t)block_number_get(header + MAGIC_LEN, 4);
	if (memcmp(header, MAGIC, MAGIC_LEN) != 0 || len > PASSPORT_TEXT_MOST)
		return PASSPORT_BLANK;
	if (device->read(device->context, HEADER_LEN, text, len) != 0)
		return PASSPORT_DEVICE;
	*found = (struct span){ text, len };
	return crc32_more(0, text, len) == block_number_get(header + MAGIC_LEN + 4, 4)
	               ? PASSPORT_OK
	               : PASSPORT_BLANK;
}

enum passport_error passport_read(const struct block_device *device,
	char text[static PASSPORT_TEXT_MOST], struct passport *passport)
{
	struct span found;
	int line;
	enum passport_error error = load(device, text, &found);
	if (error == PASSPORT_OK)
		error = passport_parse(found, passport, &line);
	sodium_memzero(text, PASSPORT_TEXT_MOST);
	return error;
}

enum passport_error passport_maker(const struct block_device *device,
	char text[static PASSPORT_TEXT_MOST], struct note_public *maker)
{
	struct span rest, line, key;
	enum passport_error error = load(device, text, &rest);
	bool found = false;
	while (error == PASSPORT_OK && !found && span_cut(&rest, '\n', &line))
		found = span_cut(&line, ' ', &key) && span_is(key, "maker-key") &&
		        note_public_parse(line, maker) == NOTE_OK;
	sodium_memzero(text, PASSPORT_TEXT_MOST);
	return error == PASSPORT_OK && !found ? PASSPORT_MISSING : error;
}

enum passport_error passport_write(
	const struct block_device *device, struct span text, struct passport *passport, int *line)
{
	uint8_t header[HEADER_LEN] = MAGIC;
	char old[MAGIC_LEN];
	enum passport_error error = passport_parse(text, passport, line);
	if (error != PASSPORT_OK)
		return error;
	if (text.len > PASSPORT_TEXT_MOST || device->read(device->context, 0, old, MAGIC_LEN) != 0)
		return PASSPORT_DEVICE;
	if (memcmp(old, MAGIC, MAGIC_LEN) == 0)
		return PASSPORT_THERE;
	block_number_put(header + MAGIC_LEN, text.len, 4);
	block_number_put(header + MAGIC_LEN + 4, crc32_more(0, text.at, text.len), 4);
	/* The magic goes last: before it stands, there is no passport. */
	if (device->erase(device->context, 0) != 0 ||
		!block_put(device, HEADER_LEN, text.at, (uint32_t)text.len) ||
		!block_put(device, MAGIC_LEN, header + MAGIC_LEN, HEADER_LEN - MAGIC_LEN) ||
		!block_put(device, 0, MAGIC, MAGIC_LEN) || device->sync(device->context) != 0)
		return PASSPORT_DEVICE;
	return PASSPORT_OK;
}

const char *passport_error_word(enum passport_error error)
{
	static const char *const words[PASSPORT_ERROR_COUNT] = {
		[PASSPORT_OK] = "ok",
		[PASSPORT_BLANK] = "no-passport",
		[PASSPORT_THERE] = "has-a-passport",
		[PASSPORT_TEXT] = "passport-line",
		[PASSPORT_MISSING] = "passport-incomplete",
		[PASSPORT_DEVICE] = "storage",
	};
	return words[error];
}
