#include "tools/pigtrace/station_link.h"

#include "core/base/file.h"
#include "core/label/label.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/station_files.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PASSWORD_MOST 256

/* Where no phone finds the page. */
static bool is_here_alone(struct span base)
{
	static const char *const hosts[] = { "//localhost", "//127.", "//[::1]" };
	struct span scheme;
	(void)span_cut(&base, ':', &scheme);
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (span_starts(base, hosts[i]))
			return true;
	return false;
}

/* One part behind '#': what is not unreserved in a URI is escaped (RFC 3986, 2.3). */
static void put_part(struct buf *link, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		             (c >= 'a' && c <= 'z') || strchr("-._~", c);
		if (plain)
			buf_format(link, "%c", c);
		else
			buf_format(link, "%%%02X", c);
	}
}

static int read_password(const struct call *call, const char *name, struct buf *password)
{
	char dir[PATH_MAX], path[PATH_MAX];
	struct fault fault;
	int code = station_files_find(call, name, dir, sizeof(dir));
	if (code != EXIT_DONE)
		return code;
	int used = snprintf(path, sizeof(path), "%s/password", dir);
	if (used < 0 || (size_t)used >= sizeof(path))
		return complain(call, EXIT_FAILED, _("path too long: %s"), dir);
	code = file_read(path, PASSWORD_MOST, password, &fault);
	while (code == 0 && password->len > 0 && password->at[password->len - 1] == '\n')
		password->at[--password->len] = '\0';
	return code == 0 ? EXIT_DONE : complain_fault(call, &fault);
}

static int print_link(const struct call *call, struct span link)
{
	struct buf text = { 0 };
	struct fault fault;
	int code = 0;
	buf_format(&text, "%.*s\n", (int)link.len, link.at);
	if (call_has(call, "qr") || on_terminal(STDOUT_FILENO))
		code = label_blocks(link, &text, &fault);
	code = code == 0 ? print_out(call, buf_written(&text)) : complain_fault(call, &fault);
	buf_free(&text);
	return code;
}

int station_link(const struct call *call, const struct store_station *station)
{
	struct buf link = { 0 }, password = { 0 }, own = { 0 };
	const char *base = call_value(call, "base"), *by = call_value(call, "by");
	int code;
	if (station->revoked)
		return complain(call, EXIT_USAGE, _("the station %s is revoked"), station->name);
	if (station->has_key)
		return complain(call, EXIT_USAGE,
			_("%s signs what it says, which the form does not; a phone is a station of its own "
			  "(station add NAME --plain)"),
			station->name);
	if (!base && !home_setting(call, HOME_WEBD, "base", &own))
		return complain_usage(call, _("--base: where is the form? (https://...)"));
	code = read_password(call, station->name, &password);
	if (code == EXIT_DONE) {
		buf_format(&link, "%s/record#", base ? base : own.at);
		put_part(&link, span_of(station->name));
		buf_text(&link, ":");
		put_part(&link, buf_written(&password));
		if (by) {
			buf_text(&link, ":");
			put_part(&link, span_of(by));
		}
		if (is_here_alone(buf_written(&link)))
			(void)fputs(
				_("note: only this machine finds the page there; base in webd.conf, or "
				  "--base, is where phones find it\n"),
				stderr);
		code = link.failed ? complain(call, EXIT_FAILED, _("no memory"))
		                   : print_link(call, buf_written(&link));
	}
	if (password.at)
		sodium_memzero(password.at, password.len);
	if (link.at)
		sodium_memzero(link.at, link.len);
	buf_free(&password);
	buf_free(&link);
	buf_free(&own);
	return code;
}
