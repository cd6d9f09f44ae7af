#include "tools/pigtrace/station_label.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/trace/label_keys.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/registration.h"
#include "tools/pigtrace/speak.h"
#include "tools/pigtrace/station_files.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_FILE_MOST 1024
#define KEY_ID_DIGITS 8

static int secret_read(const char *path, struct note_secret *key, struct fault *fault)
{
	struct buf file = { 0 };
	struct span line, rest;
	int code = file_read(path, KEY_FILE_MOST, &file, fault);
	rest = buf_written(&file);
	if (code == 0 && (!span_cut(&rest, '\n', &line) || note_secret_parse(line, key) != NOTE_OK))
		code = fault_set(fault, FAULT_SETTING, "%s holds no private key", path);
	if (file.at)
		sodium_memzero(file.at, file.len);
	buf_free(&file);
	return code;
}

static bool key_path(const char *dir, char path[static PATH_MAX])
{
	int used = snprintf(path, PATH_MAX, "%s/" STATION_LABEL_KEY, dir);
	return used >= 0 && used < PATH_MAX;
}

int station_label_secret(const char *dir, struct note_secret *key, struct fault *fault)
{
	char path[PATH_MAX];
	if (!key_path(dir, path))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", dir);
	return secret_read(path, key, fault);
}

/* ---- made and registered ---- */

static int secret_write(const char *path, const struct note_secret *key, struct fault *fault)
{
	char text[NOTE_KEY_TEXT + 1];
	note_secret_format(key, text);
	size_t len = strlen(text);
	text[len] = '\n';
	int code = file_write(path, (struct span){ text, len + 1 }, 0600, fault);
	sodium_memzero(text, sizeof(text));
	return code;
}

/* An older key stays beside the new one: its labels are on the market. */
static int set_aside(const char *path, struct fault *fault)
{
	char aside[PATH_MAX], id[KEY_ID_DIGITS + 1];
	struct note_secret old;
	int code = secret_read(path, &old, fault);
	if (code == FAULT_NOT_FOUND)
		return 0;
	if (code != 0)
		return code;
	(void)sodium_bin2hex(id, sizeof(id), old.pub.id, sizeof(old.pub.id));
	sodium_memzero(&old, sizeof(old));
	int used = snprintf(aside, sizeof(aside), "%s.%s", path, id);
	if (used < 0 || (size_t)used >= sizeof(aside))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", path);
	return rename(path, aside) == 0
	               ? 0
	               : fault_set_errno(fault, FAULT_IO, "cannot rename %s", path);
}

static int make_key(
	const char *dir, const char *name, char public[static NOTE_KEY_TEXT], struct fault *fault)
{
	char path[PATH_MAX];
	uint8_t seed[32];
	struct note_secret key;
	if (!key_path(dir, path))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", dir);
	int code = set_aside(path, fault);
	if (code != 0)
		return code;
	randombytes_buf(seed, sizeof(seed));
	(void)note_key_make(span_of(name), seed, &key);
	code = secret_write(path, &key, fault);
	note_public_format(&key.pub, public);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(&key, sizeof(key));
	return code;
}

int station_label_add(const struct call *call, const char *name)
{
	char dir[PATH_MAX], public[NOTE_KEY_TEXT], line[EVENT_LINE_MOST];
	struct out out = out_into(line, sizeof(line));
	struct fault fault;
	if (!note_name_good(span_of(name)))
		return complain_usage(call, _("'%s' is not a station's name"), name);
	if (!station_files_path(call->home, name, dir, sizeof(dir)))
		return complain(call, EXIT_FAILED, _("path too long: %s"), name);
	if (!access_exists(dir))
		return complain(call, EXIT_NOT_FOUND,
			_("no station '%s' in this home: pigtrace station add makes it"), name);
	if (make_key(dir, name, public, &fault) != 0)
		return complain_fault(call, &fault);
	registration_label_key(&out, name, "add", public, NULL);
	int code = speak_admin(call, out_written(&out));
	if (code == EXIT_DONE)
		(void)printf("%s\n", public);
	return code;
}

/* ---- taken back ---- */

/* The list of all keys, from the store of this home. */
static struct label_keys *gather(const struct call *call, int *code)
{
	struct fault fault;
	struct store *store = home_store(call, code);
	struct label_keys *keys = store ? calloc(1, sizeof(*keys)) : NULL;
	if (!store)
		return NULL;
	if (!keys)
		*code = complain(call, EXIT_FAILED, _("no memory"));
	else if (label_keys_gather(store, keys, &fault) != 0) {
		*code = complain_fault(call, &fault);
		free(keys);
		keys = NULL;
	}
	store_close(store);
	return keys;
}

static bool is_called(const struct note_public *key, const char *word)
{
	char text[NOTE_KEY_TEXT], id[KEY_ID_DIGITS + 1];
	note_public_format(key, text);
	(void)sodium_bin2hex(id, sizeof(id), key->id, sizeof(key->id));
	return strcmp(word, text) == 0 || strcmp(word, id) == 0;
}

int station_label_revoke(const struct call *call, const char *word)
{
	char line[EVENT_LINE_MOST], text[NOTE_KEY_TEXT];
	struct out out = out_into(line, sizeof(line));
	int code = EXIT_DONE;
	struct note_public key;
	bool found = note_public_parse(span_of(word), &key) == NOTE_OK;
	struct label_keys *keys = found ? NULL : gather(call, &code);
	if (!found && !keys)
		return code;
	for (int i = 0; !found && i < keys->count; i++)
		if (is_called(&keys->list[i].key, word)) {
			key = keys->list[i].key;
			found = true;
		}
	free(keys);
	if (!found)
		return complain(call, EXIT_NOT_FOUND, _("no label key '%s' is registered"), word);
	note_public_format(&key, text);
	registration_label_key(&out, key.name, "revoke", text, call_value(call, "reason"));
	if (out.full)
		return complain(call, EXIT_USAGE, _("the reason is too long"));
	return speak_admin(call, out_written(&out));
}

/* ---- the list ---- */

static int list_write(const struct call *call, struct label_keys *keys, const char *file)
{
	char path[PATH_MAX];
	char *room = malloc(NOTE_MOST + NOTE_SIGNATURE_TEXT);
	struct note_secret admin;
	struct fault fault;
	if (!room)
		return complain(call, EXIT_FAILED, _("no memory"));
	struct out out = out_into(room, NOTE_MOST);
	int code = EXIT_DONE;
	keys->made = clock_now();
	if (!home_path(call, HOME_STATIONS "/" HOME_ADMIN "/station.key", path, sizeof(path)))
		code = complain(call, EXIT_FAILED, _("path too long: %s"), call->home);
	else if (secret_read(path, &admin, &fault) != 0)
		code = complain_fault(call, &fault);
	else if (label_keys_write(&out, keys, &admin) != NOTE_OK || out.full)
		code = complain(call, EXIT_FAILED, _("the list of keys is too long"));
	else if (strcmp(file, "-") == 0)
		code = print_out(call, out_written(&out));
	else if (file_write(file, out_written(&out), 0644, &fault) != 0)
		code = complain_fault(call, &fault);
	sodium_memzero(&admin, sizeof(admin));
	free(room);
	return code;
}

int station_label_export(const struct call *call, const char *file)
{
	int code = EXIT_DONE;
	struct label_keys *keys = gather(call, &code);
	if (keys)
		code = list_write(call, keys, file);
	free(keys);
	return code;
}

int station_label_read(const char *file, struct label_keys **keys, struct fault *fault)
{
	struct buf bytes = { 0 };
	size_t at = 0;
	struct label_keys *read = calloc(1, sizeof(*read));
	int code = read ? file_read(file, NOTE_MOST, &bytes, fault)
	                : fault_set(fault, FAULT_MEMORY, "no memory for the list of keys");
	enum note_error error =
		code == 0 ? label_keys_parse(buf_written(&bytes), read, &at) : NOTE_OK;
	if (error != NOTE_OK)
		code = fault_set(fault, FAULT_CORRUPT,
			"%s is no list of label keys, or damaged, at byte %zu: %s", file, at,
			words(note_error_text(error)));
	buf_free(&bytes);
	if (code != 0)
		free(read);
	else
		*keys = read;
	return code;
}
