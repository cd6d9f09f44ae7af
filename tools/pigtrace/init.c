#include "tools/pigtrace/commands.h"

#include "core/base/file.h"
#include "core/note/note.h"
#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/broker_files.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/registration.h"
#include "tools/pigtrace/station_files.h"

#include <errno.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct command_option options[] = {
	{ "port", 'p', N_("N"), N_("port the broker listens on [1883]") },
	{ "listen", 0, N_("ADDRESS"), N_("address the broker listens on [127.0.0.1]") },
	{ "host", 0, N_("NAME"), N_("name by which stations reach the broker [localhost]") },
	{ "web-port", 0, N_("N"), N_("port of the consumer page on this machine [8080]") },
	{ "web-base", 0, N_("URI"),
		N_("what labels carry in front of /01/... [http://localhost:8080]") },
	{ "store", 's', N_("ADDRESS"),
		N_("an empty PostgreSQL database for the store: postgresql://... [a file]") },
};

struct init {
	const struct call *call;
	char home[PATH_MAX]; /* absolute */
	const char *listen;
	const char *host;
	const char *store; /* address of a database; NULL: a file */
	int64_t port;
	int64_t web_port;
	const char *web_base; /* NULL: this machine */
};

static int in_home(const struct init *init, const char *name, char *path, struct fault *fault)
{
	int used = snprintf(path, PATH_MAX, "%s/%s", init->home, name);
	if (used < 0 || used >= PATH_MAX)
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", init->home);
	return 0;
}

static int make_gateway_key(const struct init *init, struct fault *fault)
{
	uint8_t seed[32];
	char path[PATH_MAX], text[NOTE_KEY_TEXT + 1];
	struct note_secret key;
	randombytes_buf(seed, sizeof(seed));
	if (note_key_make(span_of(BROKER_GATEWAY), seed, &key) != NOTE_OK)
		return fault_set(fault, FAULT_SETTING, "cannot make the gateway's key");
	note_secret_format(&key, text);
	text[strlen(text) + 1] = '\0';
	text[strlen(text)] = '\n';
	int code = in_home(init, HOME_GATEWAY, path, fault);
	if (code == 0)
		code = file_write(path, span_of(text), 0600, fault);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(text, sizeof(text));
	sodium_memzero(&key, sizeof(key));
	return code;
}

static int make_gateway_login(const struct init *init, struct fault *fault)
{
	char password[BROKER_PASSWORD_TEXT + 1], path[PATH_MAX];
	broker_password(password);
	int code = broker_user(init->home, BROKER_GATEWAY, password, fault);
	if (code == 0)
		code = in_home(init, "gateway.password", path, fault);
	if (code == 0)
		code = file_write(path, span_of(password), 0600, fault);
	sodium_memzero(password, sizeof(password));
	return code;
}

static int make_collectd(const struct init *init, const char *admin_key, struct fault *fault)
{
	char path[PATH_MAX];
	struct buf text = { 0 };
	buf_format(&text, "# %s\n",
		_("pigtrace-collectd. Made by pigtrace init; pigtrace-collectd --sample shows every "
		  "setting."));
	buf_format(&text,
		"store = " HOME_STORE "\n"
		"gateway_key = " HOME_GATEWAY "\n"
		"admin_key = %s\n"
		"host = %s\n"
		"port = %lld\n"
		"username = " BROKER_GATEWAY "\n"
		"password_file = gateway.password\n",
		admin_key, init->host, (long long)init->port);
	int code = text.failed ? fault_set(fault, FAULT_MEMORY, "no memory") : 0;
	if (code == 0)
		code = in_home(init, HOME_COLLECTD, path, fault);
	if (code == 0)
		code = file_write(path, buf_written(&text), 0600, fault);
	buf_free(&text);
	return code;
}

/* Where the page's own files are, and what it listens on. */
static int make_webd(const struct init *init, struct fault *fault)
{
	char path[PATH_MAX];
	struct buf text = { 0 };
	buf_format(&text, "# %s\n",
		_("pigtrace-webd. Made by pigtrace init; pigtrace-webd --sample shows every setting."));
	buf_format(&text,
		"store = " HOME_STORE "\n"
		"rules = " HOME_RULES "\n"
		"station = " HOME_STATIONS "/" HOME_WEB "\n"
		"socket = webd.sock\n"
		"address = 127.0.0.1\n"
		"port = %lld\n",
		(long long)init->web_port);
	if (init->web_base)
		buf_format(&text, "base = %s\n", init->web_base);
	else
		buf_format(&text, "base = http://localhost:%lld\n", (long long)init->web_port);
	int code = text.failed ? fault_set(fault, FAULT_MEMORY, "no memory") : 0;
	if (code == 0)
		code = in_home(init, HOME_WEBD, path, fault);
	if (code == 0)
		code = file_write(path, buf_written(&text), 0600, fault);
	buf_free(&text);
	return code;
}

static void nginx_site(const struct init *init, struct buf *text)
{
	buf_format(text, "# %s\n",
		_("nginx in front of pigtrace-webd; include it in http { }. Made by pigtrace init."));
	buf_format(text,
		"# %s\n"
		"upstream pigtrace_webd {\n"
		"\tserver unix:%s/webd.sock;\n"
		"\tkeepalive 16;\n"
		"}\n"
		"limit_req_zone $binary_remote_addr zone=pigtrace:4m rate=20r/s;\n"
		"server {\n"
		"\tlisten 80;\n"
		"\t# %s\n"
		"\t# listen 443 ssl; ssl_certificate ...; ssl_certificate_key ...;\n"
		"\tserver_tokens off;\n"
		"\tclient_max_body_size 4k;\n"
		"\tclient_header_timeout 10s;\n"
		"\tclient_body_timeout 10s;\n"
		"\tlocation / {\n"
		"\t\tlimit_req zone=pigtrace burst=40 nodelay;\n"
		"\t\tproxy_pass http://pigtrace_webd;\n"
		"\t\tproxy_http_version 1.1;\n"
		"\t\tproxy_set_header Connection \"\";\n"
		"\t\tproxy_set_header Host $host;\n"
		"\t\tproxy_set_header X-Real-IP $remote_addr;\n"
		"\t\tproxy_set_header X-Region \"\";\n"
		"\t}\n"
		"}\n",
		_("nginx's user must get to the socket, which this directory does not allow: set "
		  "socket = /run/pigtrace/webd.sock in webd.conf and here, and make that user (www-data) "
		  "a member of the group that pigtrace-webd runs as."),
		init->home, _("For the public: TLS, and a redirection from port 80."));
}

static int make_nginx(const struct init *init, struct fault *fault)
{
	char path[PATH_MAX];
	struct buf text = { 0 };
	nginx_site(init, &text);
	int code = text.failed ? fault_set(fault, FAULT_MEMORY, "no memory")
	                       : in_home(init, HOME_NGINX, path, fault);
	if (code == 0)
		code = file_write(path, buf_written(&text), 0600, fault);
	buf_free(&text);
	return code;
}

/* The directory: new, or there and empty. */
static int make_home(struct init *init, const char *dir, struct fault *fault)
{
	char path[PATH_MAX];
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return fault_set_errno(fault, FAULT_IO, "cannot make %s", dir);
	if (!realpath(dir, init->home))
		return fault_set_errno(fault, FAULT_IO, "cannot find %s", dir);
	int code = in_home(init, HOME_STORE, path, fault);
	if (code == 0 && access_exists(path))
		code = fault_set(
			fault, FAULT_SETTING, "%s is a pigtrace directory already", init->home);
	if (code == 0)
		code = in_home(init, HOME_STATIONS, path, fault);
	if (code == 0 && mkdir(path, 0700) != 0)
		code = fault_set_errno(fault, FAULT_IO, "cannot make %s", path);
	return code;
}

/* The administrator is a station like the others: its own first events register it, and the page's. */
static int register_own(
	const struct init *init, const char *admin_key, const char *web_key, struct fault *fault)
{
	char dir[PATH_MAX], line[EVENT_LINE_MOST];
	const struct registration registrations[] = {
		{ .name = HOME_ADMIN, .trade = "admin", .key = admin_key },
		{ .name = HOME_WEB, .trade = "web", .key = web_key },
	};
	struct station *station = NULL;
	int64_t seq;
	if (!station_files_path(init->home, HOME_ADMIN, dir, sizeof(dir)))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", init->home);
	int code = station_open(&station, dir, fault);
	for (size_t i = 0; code == 0 && i < sizeof(registrations) / sizeof(registrations[0]); i++) {
		struct out out = out_into(line, sizeof(line));
		registration_write(&out, &registrations[i]);
		code = station_accept(station, out_written(&out), &seq, fault);
	}
	station_close(station);
	return code;
}

/* A file; or one that says where the database is. */
static int make_store(const struct init *init, const char *path, struct fault *fault)
{
	struct buf line = { 0 };
	int code = store_create(init->store ? init->store : path, fault);
	if (code != 0 || !init->store)
		return code;
	buf_format(&line, "%s\n", init->store);
	code = line.failed ? fault_set(fault, FAULT_MEMORY, "no memory")
	                   : file_write(path, buf_written(&line), 0600, fault);
	buf_free(&line);
	return code;
}

static int make_all(struct init *init, const char *dir, struct fault *fault)
{
	char path[PATH_MAX], admin_key[NOTE_KEY_TEXT], web_key[NOTE_KEY_TEXT];
	int code = make_home(init, dir, fault);
	struct broker_files files = {
		.home = init->home, .listen = init->listen, .port = init->port
	};
	struct station_new admin = { .name = HOME_ADMIN, .host = init->host, .port = init->port };
	struct station_new web = { .name = HOME_WEB, .host = init->host, .port = init->port };
	if (code == 0)
		code = make_gateway_key(init, fault);
	if (code == 0)
		code = broker_files_make(&files, fault);
	if (code == 0)
		code = make_gateway_login(init, fault);
	if (code == 0)
		code = station_files_make(init->home, &admin, admin_key, fault);
	if (code == 0)
		code = station_files_make(init->home, &web, web_key, fault);
	if (code == 0)
		code = make_collectd(init, admin_key, fault);
	if (code == 0)
		code = make_webd(init, fault);
	if (code == 0)
		code = make_nginx(init, fault);
	if (code == 0)
		code = register_own(init, admin_key, web_key, fault);
	/* The store last: its presence says that all is there. */
	if (code == 0)
		code = in_home(init, HOME_STORE, path, fault);
	return code == 0 ? make_store(init, path, fault) : code;
}

static int run(struct call *call)
{
	struct init init = {
		.call = call,
		.listen = "127.0.0.1",
		.host = "localhost",
		.port = 1883,
		.web_port = 8080,
	};
	struct fault fault;
	if (call->argc != 1)
		return complain_usage(call, _("name the directory to make"));
	if (!call_number(call, "port", 1, 65535, &init.port) ||
		!call_number(call, "web-port", 1, 65535, &init.web_port))
		return EXIT_USAGE;
	init.web_base = call_value(call, "web-base");
	init.store = call_value(call, "store");
	if (init.store && !store_is_address(init.store))
		return complain_usage(
			call, _("--store is the address of a database, postgresql://..."));
	if (call_has(call, "listen"))
		init.listen = call_value(call, "listen");
	if (call_has(call, "host"))
		init.host = call_value(call, "host");
	if (make_all(&init, call->argv[0], &fault) != 0)
		return complain_fault(call, &fault);
	(void)printf(_("Made %s. Next:\n"
		       "  mosquitto -c %s/mosquitto/mosquitto.conf &\n"
		       "  pigtrace-collectd -c %s/collectd.conf &\n"
		       "  export PIGTRACE_HOME=%s\n"
		       "  pigtrace station add farm-01 --trade farm\n"),
		init.home, init.home, init.home, init.home);
	(void)printf("  pigtrace-webd -c %s/" HOME_WEBD " &\n", init.home);
	return EXIT_DONE;
}

const struct command command_init = {
	.name = "init",
	.usage = N_("DIR"),
	.summary = N_("make a directory with store, keys and broker configuration"),
	.about = N_("DIR will hold the store, the gateway's and the administrator's keys, "
		    "collectd.conf, and a mosquitto\n"
		    "configuration with password file and access list. The administrator is the "
		    "station that registers\n"
		    "all others; keep stations/admin safe."),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
