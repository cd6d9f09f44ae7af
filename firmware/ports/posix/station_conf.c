/* The directory of a station: reading it, and making one. */
#include "firmware/ports/posix/station_inner.h"

#include "core/base/file.h"
#include "core/base/words.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define KEY_FILE_MOST  4096
#define DEFAULT_OUTBOX "16"

#define TEXT(key, member, initial, help)                                                          \
	{                                                                                         \
		key, SETTING_TEXT, offsetof(struct station_settings, member), initial, 0, 0, help \
	}
#define PATH(key, member, help)                                                              \
	{                                                                                    \
		key, SETTING_PATH, offsetof(struct station_settings, member), "", 0, 0, help \
	}
#define NUMBER(key, member, initial, least, most, help)                                         \
	{                                                                                       \
		key, SETTING_NUMBER, offsetof(struct station_settings, member), initial, least, \
			most, help                                                              \
	}

const struct setting station_settings_table[STATION_SETTINGS] = {
	TEXT("station", station, "",
		N_("name of this station, [a-z0-9-]{1,32}; its key bears the same name")),
	TEXT("gateway_key", gateway_key, "",
		N_("public key receipts must be signed with, NAME+ID+BASE64")),
	TEXT("host", host, "localhost", N_("the broker's name or address")),
	NUMBER("port", port, "1883", 1, 65535, N_("the broker's port; 8883 means TLS")),
	TEXT("username", username, "",
		N_("login at the broker; empty: the station's name, if there is a password")),
	TEXT("password", password, "", N_("password at the broker")),
	PATH("password_file", password_file, N_("file whose first line is the password")),
	PATH("cafile", cafile, N_("certificates the broker's must come from; switches TLS on")),
	PATH("cert", cert, N_("our own TLS certificate, if the broker asks for one")),
	PATH("key_file", key_file, N_("the private key of cert")),
	TEXT("place", place, "",
		N_("place a scanned event names; empty: the gateway knows where we are")),
	TEXT("operator", operator_id, "",
		N_("operator pseudonym a scanned event names, [A-Za-z0-9._-]{1,32}")),
	TEXT("clock", clock, "system",
		N_("system, or none: no clock here survives a loss of power, the gateway or satellites tell")),
	NUMBER("outbox_mb", outbox_mb, DEFAULT_OUTBOX, 1, FILE_DEVICE_MOST_MB,
		N_("MiB of a new outbox; used when outbox.nor is made")),
};

char *station_path(const char *dir, const char *name)
{
	struct buf path = { 0 };
	buf_format(&path, "%s/%s", dir, name);
	if (path.failed) {
		buf_free(&path);
		return NULL;
	}
	return path.at;
}

/* The first line of a small file, on the heap. */
static int read_first_line(const char *path, char **line, struct fault *fault)
{
	struct buf text = { 0 };
	int code = file_read(path, KEY_FILE_MOST, &text, fault);
	if (code == 0 && text.at)
		text.at[strcspn(text.at, "\r\n")] = '\0';
	if (code == 0 && !text.at)
		code = fault_set(fault, FAULT_SETTING, "%s is empty", path);
	if (code == 0) {
		*line = text.at;
		text = (struct buf){ 0 };
	}
	buf_free(&text);
	return code;
}

static int read_station_key(struct station *station, const char *dir, struct fault *fault)
{
	char *path = station_path(dir, STATION_KEY);
	char *text = NULL;
	if (!path)
		return fault_set(fault, FAULT_MEMORY, "no memory to read a key");
	int code = read_first_line(path, &text, fault);
	if (code == 0 && note_secret_parse(span_of(text), &station->keys.station) != NOTE_OK)
		code = fault_set(
			fault, FAULT_SETTING, "%s is not a private key in text form", path);
	if (code == 0 && strcmp(station->keys.station.pub.name, station->settings.station) != 0)
		code = fault_set(fault, FAULT_SETTING, "%s is the key of %s, but the station is %s",
			path, station->keys.station.pub.name, station->settings.station);
	if (text)
		sodium_memzero(text, strlen(text));
	free(text);
	free(path);
	return code;
}

static int check_names(const struct station_settings *settings, const char *where,
	struct note_public *gateway, struct fault *fault)
{
	if (!note_name_good(span_of(settings->station)))
		return fault_set(fault, FAULT_SETTING,
			"%s: station must be 1 to 32 letters a-z, digits or hyphens", where);
	if (note_public_parse(span_of(settings->gateway_key), gateway) != NOTE_OK)
		return fault_set(fault, FAULT_SETTING,
			"%s: gateway_key is not a public key in text form", where);
	if (settings->clock && strcmp(settings->clock, "system") != 0 &&
		strcmp(settings->clock, "none") != 0)
		return fault_set(fault, FAULT_SETTING, "%s: clock must be system or none", where);
	return 0;
}

int station_read_conf(struct station *station, const char *dir, struct fault *fault)
{
	struct station_settings *settings = &station->settings;
	char *path = station_path(dir, STATION_CONF);
	if (!path)
		return fault_set(fault, FAULT_MEMORY, "no memory to read %s", STATION_CONF);
	int code = settings_start(station_settings_table, STATION_SETTINGS, settings, fault);
	if (code == 0)
		code = settings_read(
			path, station_settings_table, STATION_SETTINGS, settings, fault);
	if (code == 0)
		code = check_names(settings, path, &station->keys.gateway, fault);
	if (code == 0 && settings->password_file[0]) {
		free(settings->password);
		settings->password = NULL;
		code = read_first_line(settings->password_file, &settings->password, fault);
	}
	free(path);
	return code == 0 ? read_station_key(station, dir, fault) : code;
}

static int sync_directory(const char *dir, struct fault *fault)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fault_set_errno(fault, FAULT_IO, "cannot open %s", dir);
	int code = fsync(fd) == 0 ? 0 : fault_set_errno(fault, FAULT_IO, "cannot sync %s", dir);
	(void)close(fd);
	return code;
}

int station_new_outbox(const char *dir, int64_t size_mb, struct fault *fault)
{
	struct file_device file = { .fd = -1 };
	char *path = station_path(dir, STATION_OUTBOX);
	char *beside = station_path(dir, STATION_OUTBOX ".new");
	int code = path && beside ? 0 : fault_set(fault, FAULT_MEMORY, "no memory for an outbox");
	if (code == 0) {
		(void)unlink(beside); /* half-made by one that was killed; we hold the lock */
		code = file_device_create(beside, size_mb, fault);
	}
	if (code == 0)
		code = file_device_open(&file, beside, fault);
	if (code == 0) {
		enum outbox_error error = outbox_format(&file.device, (int64_t)time(NULL));
		code = error == OUTBOX_OK ? 0 : station_outbox_fault(error, fault);
	}
	file_device_close(&file);
	if (code == 0 && rename(beside, path) != 0)
		code = fault_set_errno(fault, FAULT_IO, "cannot rename to %s", path);
	if (code == 0)
		code = sync_directory(dir, fault);
	free(path);
	free(beside);
	return code;
}

/* The value of one row as it is written in the file; "" where the caller left it out. */
static void put_value(
	struct buf *text, const struct setting *setting, const struct station_settings *settings)
{
	const char *member = (const char *)settings + setting->offset;
	if (setting->type == SETTING_NUMBER) {
		int64_t number;
		memcpy(&number, member, sizeof(number));
		if (number)
			buf_format(text, "%lld", (long long)number);
		else
			buf_text(text, setting->initial);
		return;
	}
	const char *value;
	memcpy(&value, member, sizeof(value));
	buf_text(text, value && *value ? value : setting->initial);
}

static int write_conf(const char *dir, const struct station_settings *settings, struct fault *fault)
{
	struct buf text = { 0 };
	char *path = station_path(dir, STATION_CONF);
	for (int i = 0; i < STATION_SETTINGS; i++) {
		const struct setting *setting = &station_settings_table[i];
		buf_format(&text, "# %s\n%s = ", words(setting->help), setting->key);
		put_value(&text, setting, settings);
		buf_text(&text, "\n\n");
	}
	int code = !path || text.failed
	                   ? fault_set(fault, FAULT_MEMORY, "no memory to write %s", STATION_CONF)
	                   : file_write(path, buf_written(&text), 0600, fault);
	buf_free(&text);
	free(path);
	return code;
}

static int write_key(const char *dir, const char *name, char public_key[static NOTE_KEY_TEXT],
	struct fault *fault)
{
	struct note_secret secret;
	char text[NOTE_KEY_TEXT + 1];
	uint8_t seed[32];
	char *path = station_path(dir, STATION_KEY);
	if (!path)
		return fault_set(fault, FAULT_MEMORY, "no memory to write a key");
	randombytes_buf(seed, sizeof(seed));
	int code = note_key_make(span_of(name), seed, &secret) == NOTE_OK
	                   ? 0
	                   : fault_set(fault, FAULT_SETTING, "cannot make a key for %s", name);
	if (code == 0) {
		note_secret_format(&secret, text);
		size_t len = strlen(text);
		text[len] = '\n';
		code = file_write(path, (struct span){ text, len + 1 }, 0600, fault);
		note_public_format(&secret.pub, public_key);
	}
	sodium_memzero(&secret, sizeof(secret));
	sodium_memzero(text, sizeof(text));
	sodium_memzero(seed, sizeof(seed));
	free(path);
	return code;
}

static int check_new(const char *dir, const struct station_settings *settings, struct fault *fault)
{
	struct note_public gateway;
	char *path = station_path(dir, STATION_CONF);
	if (!path)
		return fault_set(fault, FAULT_MEMORY, "no memory to make a station");
	int code = check_names(settings, _("new station"), &gateway, fault);
	if (code == 0 && access(path, F_OK) == 0)
		code = fault_set(fault, FAULT_SETTING, "%s is already there", path);
	if (code == 0 && mkdir(dir, 0700) != 0 && errno != EEXIST)
		code = fault_set_errno(fault, FAULT_IO, "cannot make %s", dir);
	free(path);
	return code;
}

int station_create(const char *dir, const struct station_settings *settings,
	char public_key[static NOTE_KEY_TEXT], struct fault *fault)
{
	if (!settings->station || !settings->gateway_key)
		return fault_set(
			fault, FAULT_SETTING, "a station needs a name and its gateway's key");
	if (sodium_init() < 0)
		return fault_set(fault, FAULT_IO, "no source of random numbers");
	int64_t size_mb =
		settings->outbox_mb ? settings->outbox_mb : strtoll(DEFAULT_OUTBOX, NULL, 10);
	int code = check_new(dir, settings, fault);
	if (code == 0)
		code = write_key(dir, settings->station, public_key, fault);
	if (code == 0)
		code = station_new_outbox(dir, size_mb, fault);
	/* Last, so that a directory with a station.conf is a whole station. */
	return code == 0 ? write_conf(dir, settings, fault) : code;
}
