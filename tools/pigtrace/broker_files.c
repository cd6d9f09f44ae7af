#include "tools/pigtrace/broker_files.h"

#include "core/base/file.h"
#include "core/base/words.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <sodium.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define PASSWD_FILE_MOST ((size_t)16 << 20)

static const char access_list[] = "user " BROKER_GATEWAY "\n"
				  "topic read pigtrace/v1/+/up\n"
				  "topic read pigtrace/v1/+/state\n"
				  "topic write pigtrace/v1/+/receipt\n"
				  "\n"
				  "pattern write pigtrace/v1/%u/up\n"
				  "pattern write pigtrace/v1/%u/state\n"
				  "pattern read pigtrace/v1/%u/receipt\n";

static int broker_path(const char *home, const char *name, char *path, struct fault *fault)
{
	int used = snprintf(path, PATH_MAX, "%s/mosquitto/%s", home, name);
	if (used < 0 || used >= PATH_MAX)
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", home);
	return 0;
}

static int write_named(
	const char *home, const char *name, struct span text, unsigned mode, struct fault *fault)
{
	char path[PATH_MAX];
	int code = broker_path(home, name, path, fault);
	return code == 0 ? file_write(path, text, mode, fault) : code;
}

static void configuration(const struct broker_files *files, struct buf *text)
{
	const struct passwd *user = getpwuid(geteuid());
	buf_format(text, "# %s\n#   mosquitto -c %s/mosquitto/mosquitto.conf\n",
		_("mosquitto for pigtrace. Made by pigtrace init."), files->home);
	buf_format(text, "listener %lld %s\n", (long long)files->port, files->listen);
	buf_format(text, "# %s\n#   cafile, certfile, keyfile (require_certificate)\n",
		_("On any network that is not yours alone, add TLS, and certificates of the stations' "
		  "own if they have them:"));
	buf_format(text,
		"allow_anonymous false\n"
		"password_file %s/mosquitto/passwd\n"
		"acl_file %s/mosquitto/acl\n\n",
		files->home, files->home);
	buf_format(text, "# %s\nmax_queued_messages 0\nmax_inflight_messages 0\n",
		_("The defaults (1000 queued, 20 in flight) drop messages silently: 0 is no "
		  "limit."));
	buf_format(text, "# %s\nmessage_size_limit 1048576\n",
		_("Notes are at most 64 KiB; what is larger still reaches the gateway and is held "
		  "there."));
	buf_format(text,
		"set_tcp_nodelay true\n"
		"persistence true\n"
		"persistence_location %s/mosquitto/data/\n"
		"autosave_interval 60\n"
		"\n"
		"pid_file %s/mosquitto/mosquitto.pid\n"
		"log_dest stderr\n"
		"log_type error\n"
		"log_type warning\n"
		"log_type notice\n",
		files->home, files->home);
	if (user)
		buf_format(text, "user %s\n", user->pw_name);
}

static int write_access(const char *home, struct fault *fault)
{
	struct buf text = { 0 };
	buf_format(&text, "# %s\n%s",
		_("Who may say and hear what. Made by pigtrace init; the user name is the station's "
		  "name."),
		access_list);
	int code = text.failed ? fault_set(fault, FAULT_MEMORY, "no memory")
	                       : write_named(home, "acl", buf_written(&text), 0600, fault);
	buf_free(&text);
	return code;
}

int broker_files_make(const struct broker_files *files, struct fault *fault)
{
	char path[PATH_MAX];
	struct buf text = { 0 };
	int code = broker_path(files->home, "data", path, fault);
	if (code != 0)
		return code;
	*strrchr(path, '/') = '\0';
	if (mkdir(path, 0700) != 0)
		return fault_set_errno(fault, FAULT_IO, "cannot make %s", path);
	path[strlen(path)] = '/';
	if (mkdir(path, 0700) != 0)
		return fault_set_errno(fault, FAULT_IO, "cannot make %s", path);
	configuration(files, &text);
	code = text.failed ? fault_set(fault, FAULT_MEMORY, "no memory")
	                   : write_named(files->home, "mosquitto.conf", buf_written(&text), 0600,
				     fault);
	buf_free(&text);
	if (code == 0)
		code = write_access(files->home, fault);
	if (code == 0)
		code = write_named(files->home, "passwd", span_of(""), 0600, fault);
	return code;
}

void broker_password(char password[static BROKER_PASSWORD_TEXT])
{
	unsigned char bytes[24];
	randombytes_buf(bytes, sizeof(bytes));
	(void)sodium_bin2base64(password, BROKER_PASSWORD_TEXT, bytes, sizeof(bytes),
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* Turn "user:password" in the file at path into mosquitto's hash. */
static int hash_in_place(char *path, struct fault *fault)
{
	char program[] = "mosquitto_passwd", option[] = "-U";
	char *const argv[] = { program, option, path, NULL };
	pid_t child;
	int status = 0;
	int error = posix_spawnp(&child, program, NULL, NULL, argv, environ);
	if (error != 0) {
		errno = error;
		return fault_set_errno(fault, FAULT_SETTING,
			"cannot run mosquitto_passwd (Debian package mosquitto)");
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return fault_set_errno(fault, FAULT_IO, "waiting for mosquitto_passwd");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return fault_set(fault, FAULT_IO, "mosquitto_passwd failed");
	return 0;
}

static int hash_password(const char *home, const char *user, const char *password, struct buf *line,
	struct fault *fault)
{
	char path[PATH_MAX];
	char plain[160];
	struct out out = out_into(plain, sizeof(plain));
	out_text(&out, user);
	out_char(&out, ':');
	out_text(&out, password);
	out_char(&out, '\n');
	if (out.full)
		return fault_set(fault, FAULT_LIMIT, "user name or password too long");
	int code = broker_path(home, "passwd.one", path, fault);
	if (code == 0)
		code = file_write(path, out_written(&out), 0600, fault);
	sodium_memzero(plain, sizeof(plain));
	if (code != 0)
		return code;
	code = hash_in_place(path, fault);
	if (code == 0)
		code = file_read(path, 4096, line, fault);
	(void)unlink(path);
	return code;
}

static bool is_users_line(struct span line, const char *user)
{
	struct span name;
	return span_cut(&line, ':', &name) && span_is(name, user);
}

int broker_user(const char *home, const char *user, const char *password, struct fault *fault)
{
	char path[PATH_MAX];
	struct buf old = { 0 }, text = { 0 };
	struct span rest, line;
	int code = broker_path(home, "passwd", path, fault);
	if (code == 0)
		code = file_read(path, PASSWD_FILE_MOST, &old, fault);
	rest = buf_written(&old);
	while (code == 0 && span_cut(&rest, '\n', &line)) {
		if (is_users_line(line, user))
			continue;
		buf_span(&text, line);
		buf_char(&text, '\n');
	}
	if (code == 0 && password)
		code = hash_password(home, user, password, &text, fault);
	if (code == 0 && text.failed)
		code = fault_set(fault, FAULT_MEMORY, "no memory for the password file");
	if (code == 0)
		code = file_write(path, buf_written(&text), 0600, fault);
	buf_free(&old);
	buf_free(&text);
	return code;
}

bool broker_reload(const char *home)
{
	char path[PATH_MAX];
	struct buf text = { 0 };
	struct span line, rest;
	int64_t pid = 0;
	bool told = false;
	if (broker_path(home, "mosquitto.pid", path, NULL) == 0 &&
		file_read(path, 64, &text, NULL) == 0) {
		rest = buf_written(&text);
		line = rest;
		(void)span_cut(&rest, '\n', &line);
		told = span_number(line, INT_MAX, &pid) && pid > 1 && kill((pid_t)pid, SIGHUP) == 0;
	}
	buf_free(&text);
	return told;
}
