/*
 * Pages a second from pigtrace-webd over a large store: each page made anew, and the same page again; beside nginx
 * serving the very bytes of one page as a file. Clients keep their connections, as a proxy does.
 */
#include "core/ident/item.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file.h"
#include "tests/bench/keep.h"

#define CLIENTS     8
#define LARGE       100000
#define ANSWER_MOST ((size_t)1 << 20)
#define UP_TRIES    200

extern char **environ;

struct server {
	pid_t pid;
	int port;
};

/* What all clients of one measurement share. */
struct load {
	const struct kept *kept; /* NULL: one path, over and over */
	const char *path;
	int port;
	int64_t each; /* requests of one client */
	uint64_t first;
};

struct client {
	pthread_t thread;
	const struct load *load;
	uint64_t number;
	struct samples times;
	int64_t bytes;
	int64_t bad;
};

/* ---- one request ---- */

static int connect_to(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		(void)close(fd);
		return -1;
	}
	if (fd >= 0)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

/* How long the answer at `answer` is, head and body; 0 while its head is not complete. */
static size_t answer_len(const char *answer, size_t *head)
{
	const char *end = strstr(answer, "\r\n\r\n");
	const char *length = strstr(answer, "\r\nContent-Length: ");
	int64_t body = 0;
	if (!end || !length || length > end)
		return 0;
	length += strlen("\r\nContent-Length: ");
	size_t digits = strspn(length, "0123456789");
	if (!span_number((struct span){ length, digits }, (int64_t)ANSWER_MOST, &body))
		return 0;
	*head = (size_t)(end - answer) + 4;
	return *head + (size_t)body;
}

/* Its status, and the answer in buffer; -1 if there was none. */
static int get(int fd, const char *path, char *buffer, size_t *len, size_t *head)
{
	char request[1024];
	size_t got = 0, whole = 0;
	int used = snprintf(request, sizeof(request),
		"GET %s HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n", path);
	if (used < 0 || (size_t)used >= sizeof(request) ||
		write(fd, request, (size_t)used) != (ssize_t)used)
		return -1;
	while (whole == 0 || got < whole) {
		ssize_t more = read(fd, buffer + got, ANSWER_MOST - 1 - got);
		if (more <= 0)
			return -1;
		got += (size_t)more;
		buffer[got] = '\0';
		if (whole == 0)
			whole = answer_len(buffer, head);
	}
	*len = got;
	return (int)strtol(buffer + strlen("HTTP/1.1 "), NULL, 10);
}

static bool path_of(const struct kept *kept, uint64_t n, char *path, size_t size)
{
	struct item item;
	struct out out = out_into(path, size);
	return item_parse(span_of(keep_ask(kept, n)->package), &item, NULL) == IDENT_OK &&
	       item_to_link(item, (struct span){ NULL, 0 }, span_of(""), &out) && !out.full;
}

/* ---- many ---- */

static void *run_client(void *context)
{
	struct client *client = context;
	const struct load *load = client->load;
	char *buffer = malloc(ANSWER_MOST);
	int fd = buffer ? connect_to(load->port) : -1;
	for (int64_t i = 0; fd >= 0 && i < load->each; i++) {
		char path[512];
		size_t len = 0, head;
		uint64_t n = load->first + client->number * (uint64_t)load->each + (uint64_t)i;
		const char *wanted = load->path;
		if (load->kept)
			wanted = path_of(load->kept, n, path, sizeof(path)) ? path : "/";
		int64_t begun = bench_now_ns();
		int status = get(fd, wanted, buffer, &len, &head);
		samples_add(&client->times, bench_now_ns() - begun);
		client->bad += status != 200;
		client->bytes += (int64_t)len;
		if (status < 0)
			break;
	}
	client->bad += fd < 0;
	if (fd >= 0)
		(void)close(fd);
	free(buffer);
	return NULL;
}

/* Prints a line; pages a second, 0 if something went wrong. */
static double measure(const char *name, const struct load *load)
{
	struct client clients[CLIENTS] = { 0 };
	struct samples all = { 0 };
	int64_t bytes = 0, bad = 0, begun = bench_now_ns();
	for (uint64_t i = 0; i < CLIENTS; i++) {
		clients[i].load = load;
		clients[i].number = i;
		if (pthread_create(&clients[i].thread, NULL, run_client, &clients[i]) != 0)
			return 0;
	}
	for (size_t i = 0; i < CLIENTS; i++)
		(void)pthread_join(clients[i].thread, NULL);
	double seconds = (double)(bench_now_ns() - begun) / 1e9;
	for (size_t i = 0; i < CLIENTS; i++) {
		for (size_t s = 0; s < clients[i].times.count; s++)
			samples_add(&all, clients[i].times.at[s]);
		bytes += clients[i].bytes;
		bad += clients[i].bad;
		samples_free(&clients[i].times);
	}
	double rate = (double)all.count / seconds;
	(void)printf("web: %-24s %8.0f a second, p50 %.2f ms, p99 %.2f ms, %" PRId64
		     " bytes each%s\n",
		name, rate, (double)samples_permille(&all, 500) / 1e6,
		(double)samples_permille(&all, 990) / 1e6,
		all.count ? bytes / (int64_t)all.count : 0, bad ? ", NOT ALL 200" : "");
	samples_free(&all);
	return bad ? 0 : rate;
}

/* ---- servers ---- */

static int free_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, len) != 0 ||
		getsockname(fd, (struct sockaddr *)&address, &len) != 0)
		address.sin_port = 0;
	if (fd >= 0)
		(void)close(fd);
	return ntohs(address.sin_port);
}

static int begin(struct server *server, const char *program, char *const argv[])
{
	if (posix_spawnp(&server->pid, program, NULL, NULL, argv, environ) != 0)
		return -1;
	for (int i = 0; i < UP_TRIES; i++) {
		int fd = connect_to(server->port);
		if (fd >= 0) {
			(void)close(fd);
			return 0;
		}
		(void)usleep(50000);
	}
	return -1;
}

static void end(struct server *server)
{
	if (server->pid <= 0)
		return;
	(void)kill(server->pid, SIGTERM);
	(void)waitpid(server->pid, NULL, 0);
	server->pid = 0;
}

static int64_t peak_kib(pid_t pid)
{
	char path[64];
	struct buf text = { 0 };
	int64_t kib = 0;
	(void)snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	if (file_read(path, 1 << 16, &text, NULL) == 0) {
		const char *line = strstr(text.at, "VmHWM:");
		kib = line ? strtol(line + strlen("VmHWM:"), NULL, 10) : 0;
	}
	buf_free(&text);
	return kib;
}

static int start_webd(
	struct server *server, const struct bench_options *options, const struct kept *kept)
{
	char path[PATH_MAX], program[PATH_MAX], flag[] = "-c", name[] = "pigtrace-webd";
	struct buf text = { 0 };
	struct fault fault;
	(void)snprintf(path, sizeof(path), "%s/webd.conf", options->dir);
	(void)snprintf(program, sizeof(program), "%s/pigtrace-webd", options->bin);
	server->port = free_port();
	buf_format(&text, "store = %s\nport = %d\nsuspect_checks = 20\n", kept->path, server->port);
	int code = file_write(path, buf_written(&text), 0600, &fault);
	buf_free(&text);
	if (code != 0)
		return give_up("webd.conf", &fault);
	char *const argv[] = { name, flag, path, NULL };
	return begin(server, program, argv) == 0 ? 0
	                                         : give_up("pigtrace-webd does not answer", NULL);
}

/* 1: there is no nginx here. */
static int start_nginx(struct server *server, const struct bench_options *options, struct span page)
{
	char path[PATH_MAX], name[] = "nginx", flag[] = "-c", err[] = "-e", log[] = "/dev/null";
	struct buf text = { 0 };
	(void)snprintf(path, sizeof(path), "%s/page.html", options->dir);
	if (file_write(path, page, 0644, NULL) != 0)
		return 1;
	server->port = free_port();
	buf_format(&text,
		"daemon off; worker_processes 2; pid %s/nginx.pid; user root;\n"
		"events { worker_connections 512; }\n"
		"http { access_log off; sendfile on; keepalive_requests 100000000; default_type text/html;\n"
		"server { listen 127.0.0.1:%d; root %s; } }\n",
		options->dir, server->port, options->dir);
	(void)snprintf(path, sizeof(path), "%s/nginx.conf", options->dir);
	int code = file_write(path, buf_written(&text), 0600, NULL);
	buf_free(&text);
	char *const argv[] = { name, err, log, flag, path, NULL };
	return code == 0 && begin(server, "nginx", argv) == 0 ? 0 : 1;
}

/* One page's bytes as they go over the wire, for nginx to serve. */
static int fetch(int port, const char *path, struct buf *page)
{
	char *buffer = malloc(ANSWER_MOST);
	size_t len = 0, head = 0;
	int fd = connect_to(port);
	int status = buffer && fd >= 0 ? get(fd, path, buffer, &len, &head) : -1;
	if (status == 200)
		buf_bytes(page, buffer + head, len - head);
	if (fd >= 0)
		(void)close(fd);
	free(buffer);
	return status == 200 && !page->failed ? 0 : give_up("a page does not come", NULL);
}

static void beside_nginx(
	const struct bench_options *options, struct span page, int64_t each, double again)
{
	struct server nginx = { 0 };
	if (start_nginx(&nginx, options, page) != 0) {
		(void)printf("web: nginx is not installed: nothing to compare with\n");
		end(&nginx);
		return;
	}
	struct load load = { .path = "/page.html", .port = nginx.port, .each = each };
	double rate = measure("nginx, the same bytes", &load);
	if (rate > 0 && again > 0)
		(void)printf("web: the same page again is %.2f of nginx's pace\n", again / rate);
	end(&nginx);
}

static int ask(const struct bench_options *options, const struct kept *kept)
{
	struct server webd = { 0 };
	struct buf page = { 0 };
	char path[512];
	int64_t each = options->asks / CLIENTS > 0 ? options->asks / CLIENTS : 1;
	if (!path_of(kept, 0, path, sizeof(path)))
		return give_up("no package to ask for", NULL);
	int code = start_webd(&webd, options, kept);
	if (code == 0)
		code = fetch(webd.port, path, &page);
	if (code == 0) {
		struct load fresh = { .kept = kept, .port = webd.port, .each = each, .first = 1 };
		struct load same = { .path = path, .port = webd.port, .each = each * 20 };
		(void)measure("each page made", &fresh);
		double again = measure("the same page again", &same);
		(void)printf("web: pigtrace-webd took %.1f MiB at most\n",
			(double)peak_kib(webd.pid) / 1024);
		beside_nginx(options, buf_written(&page), each * 20, again);
	}
	buf_free(&page);
	end(&webd);
	return code;
}

int bench_web(const struct bench_options *options)
{
	struct kept kept = { 0 };
	int64_t pigs = options->pigs > 0 ? options->pigs : LARGE;
	int code = keep_store(options, KEEP_SEASON, pigs, &kept);
	(void)signal(SIGPIPE, SIG_IGN);
	if (code == 0)
		code = ask(options, &kept);
	keep_free(&kept);
	return code;
}
