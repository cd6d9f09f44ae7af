#include "tools/pigtrace/station_files.h"

#include "core/base/file.h"
#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/broker_files.h"
#include "tools/pigtrace/home.h"

#include <dirent.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PASSWORD_FILE "password"

bool access_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool station_files_path(const char *home, const char *name, char *into, size_t size)
{
	int used = strchr(name, '/') ? snprintf(into, size, "%s", name)
	                             : snprintf(into, size, "%s/" HOME_STATIONS "/%s", home, name);
	return used >= 0 && (size_t)used < size;
}

bool station_files_there(const char *dir)
{
	char path[PATH_MAX];
	int used = snprintf(path, sizeof(path), "%s/station.conf", dir);
	return used >= 0 && (size_t)used < sizeof(path) && access_exists(path);
}

int station_files_list(const char *home, struct buf *list, char last[static NAME_MAX + 1])
{
	char path[PATH_MAX];
	int count = 0, used = snprintf(path, sizeof(path), "%s/" HOME_STATIONS, home);
	DIR *dir = used >= 0 && (size_t)used < sizeof(path) ? opendir(path) : NULL;
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		if (entry->d_name[0] == '.' || strcmp(entry->d_name, HOME_ADMIN) == 0 ||
			strcmp(entry->d_name, HOME_WEB) == 0)
			continue;
		(void)span_copy(span_of(entry->d_name), last, NAME_MAX + 1);
		buf_format(list, "%s%s", count++ ? ", " : "", entry->d_name);
	}
	if (dir)
		(void)closedir(dir);
	return count;
}

int station_files_find(const struct call *call, const char *name, char *dir, size_t size)
{
	struct buf list = { 0 };
	char last[NAME_MAX + 1];
	int code = EXIT_DONE;
	if (!station_files_path(call->home, name, dir, size))
		return complain(call, EXIT_FAILED, _("path too long: %s"), name);
	/* A directory says itself what it lacks. */
	if (strchr(name, '/') || station_files_there(dir))
		return EXIT_DONE;
	if (station_files_list(call->home, &list, last) > 0)
		code = complain(call, EXIT_NOT_FOUND,
			_("no station '%s' in this home, only %s (pigtrace station add makes one)"),
			name, list.at ? list.at : "");
	else
		code = complain(call, EXIT_NOT_FOUND,
			_("no station '%s' in this home: pigtrace station add makes it"), name);
	buf_free(&list);
	return code;
}

int station_files_gateway(const char *home, char text[static NOTE_KEY_TEXT], struct fault *fault)
{
	char path[PATH_MAX];
	struct buf file = { 0 };
	struct note_secret key;
	struct span line, rest;
	int used = snprintf(path, sizeof(path), "%s/" HOME_GATEWAY, home);
	if (used < 0 || (size_t)used >= sizeof(path))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", home);
	int code = file_read(path, 1024, &file, fault);
	rest = buf_written(&file);
	if (code == 0 &&
		(!span_cut(&rest, '\n', &line) || note_secret_parse(line, &key) != NOTE_OK))
		code = fault_set(fault, FAULT_SETTING, "%s holds no private key", path);
	if (code == 0)
		note_public_format(&key.pub, text);
	if (file.at)
		sodium_memzero(file.at, file.len);
	sodium_memzero(&key, sizeof(key));
	buf_free(&file);
	return code;
}

static int make_login(const char *home, const char *dir, const char *name, struct fault *fault)
{
	char password[BROKER_PASSWORD_TEXT], path[PATH_MAX];
	int used = snprintf(path, sizeof(path), "%s/" PASSWORD_FILE, dir);
	if (used < 0 || (size_t)used >= sizeof(path))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", dir);
	broker_password(password);
	int code = file_write(path, span_of(password), 0600, fault);
	if (code == 0)
		code = broker_user(home, name, password, fault);
	sodium_memzero(password, sizeof(password));
	return code;
}

int station_files_make(const char *home, const struct station_new *station,
	char key[static NOTE_KEY_TEXT], struct fault *fault)
{
	char dir[PATH_MAX], gateway[NOTE_KEY_TEXT];
	char name[NOTE_NAME_MOST + 1], host[256], place[256], cafile[PATH_MAX],
		password_file[] = PASSWORD_FILE;
	struct station_settings settings = { .station = name,
		.gateway_key = gateway,
		.host = host,
		.port = station->port,
		.password_file = password_file,
		.place = place,
		.cafile = cafile };
	if (!span_copy(span_of(station->name), name, sizeof(name)) ||
		!span_copy(span_of(station->host), host, sizeof(host)) ||
		!span_copy(span_of(station->place ? station->place : ""), place, sizeof(place)) ||
		!span_copy(
			span_of(station->cafile ? station->cafile : ""), cafile, sizeof(cafile)) ||
		!station_files_path(home, station->name, dir, sizeof(dir)))
		return fault_set(fault, FAULT_LIMIT, "a name, host or place is too long");
	int code = station_files_gateway(home, gateway, fault);
	if (code == 0)
		code = station_create(dir, &settings, key, fault);
	if (code == 0)
		code = make_login(home, dir, station->name, fault);
	return code;
}
