#include "gateway/webd/serve.h"

#include "core/base/log.h"
#include "core/base/words.h"
#include "gateway/webd/web.h"

#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>

#define TURN_MS 1000

static volatile sig_atomic_t stopping;

static void on_signal(int signal)
{
	(void)signal;
	stopping = 1;
}

/* Signals reach the main thread only, and only where it waits; *waiting is the mask to wait with. */
static void catch_signals(sigset_t *waiting)
{
	static const int all[] = { SIGTERM, SIGINT, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t held;
	(void)sigemptyset(&held);
	(void)sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		(void)sigaddset(&held, all[i]);
		(void)sigaction(all[i], &action, NULL);
	}
	(void)signal(SIGPIPE, SIG_IGN);
	(void)pthread_sigmask(SIG_BLOCK, &held, waiting);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		(void)sigdelset(waiting, all[i]);
}

/* Nothing may be loaded from anywhere, and only this style sheet applies. */
static void make_policy(struct web *web)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char text[sodium_base64_ENCODED_LEN(sizeof(hash), sodium_base64_VARIANT_ORIGINAL)];
	struct out policy = out_into(web->policy, sizeof(web->policy));
	const char *style = page_style();
	(void)crypto_hash_sha256(hash, (const unsigned char *)style, strlen(style));
	(void)sodium_bin2base64(
		text, sizeof(text), hash, sizeof(hash), sodium_base64_VARIANT_ORIGINAL);
	out_text(&policy, "default-src 'none'; style-src 'sha256-");
	out_text(&policy, text);
	out_text(&policy,
		"'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
}

static int open_all(struct web *web, struct fault *fault)
{
	const struct web_config *config = web->config;
	int code = check_limits_read(&web->limits, config->rules, fault);
	if (code == 0)
		code = metrics_open(&web->metrics, counts_table, COUNT_COUNT, fault);
	if (code != 0)
		return code;
	make_policy(web);
	web->cache = cache_new();
	web->limiter = limiter_new(config->checks_per_minute, config->checks_per_address);
	if (!web->cache || !web->limiter)
		return fault_set(fault, FAULT_MEMORY, "no memory for the cache");
	return config->station[0] ? voice_open(&web->voice, config->station, fault) : 0;
}

static int listen_all(struct web *web, struct fault *fault)
{
	const struct web_config *config = web->config;
	const struct http_settings settings = { .socket = config->socket,
		.socket_mode = 0660,
		.address = config->address,
		.port = config->port,
		.threads = config->threads,
		.connections_most = config->connections,
		.idle_s = config->idle_s,
		.deadline_s = config->deadline_s,
		.handler = route,
		.refuse = route_refuse,
		.context = web };
	return http_start(&web->http, &settings, fault);
}

static void close_all(struct web *web)
{
	http_stop(web->http);
	voice_close(web->voice);
	cache_free(web->cache);
	limiter_free(web->limiter);
	metrics_close(web->metrics);
	check_limits_free(&web->limits);
	reader_drop();
}

int web_serve(const struct web_config *config, bool check_only, struct fault *fault)
{
	struct web web = { .config = config };
	struct log log;
	sigset_t waiting;
	catch_signals(&waiting);
	int code = open_all(&web, fault);
	if (code == 0 && !check_only)
		code = listen_all(&web, fault);
	if (code == 0 && !check_only) {
		log_begin(&log, LOG_INFO, "ready");
		log_text(&log, "socket", config->socket);
		log_text(&log, "address", config->address);
		log_number(&log, "port", config->port);
		log_end(&log);
		while (!stopping)
			voice_turn(web.voice, TURN_MS, &waiting);
		log_say(LOG_INFO, "ended", "");
	}
	close_all(&web);
	return code;
}
