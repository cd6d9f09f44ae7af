#include "gateway/webd/serve.h"

#include "core/base/log.h"
#include "core/base/words.h"
#include "core/view/form.h"
#include "gateway/webd/web.h"

#include <assert.h>
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

/* " 'sha256-...'": what is written between the tags, and nothing else, applies. */
static void allow(struct out *policy, const char *text)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char base64[sodium_base64_ENCODED_LEN(sizeof(hash), sodium_base64_VARIANT_ORIGINAL)];
	(void)crypto_hash_sha256(hash, (const unsigned char *)text, strlen(text));
	(void)sodium_bin2base64(
		base64, sizeof(base64), hash, sizeof(hash), sodium_base64_VARIANT_ORIGINAL);
	out_text(policy, " 'sha256-");
	out_text(policy, base64);
	out_char(policy, '\'');
}

/* Nothing may be loaded from anywhere; the form alone has a script, which talks to us alone. */
static void make_policies(struct web *web)
{
	struct out page = out_into(web->policy, sizeof(web->policy));
	struct out form = out_into(web->form_policy, sizeof(web->form_policy));
	out_text(&page, "default-src 'none'; style-src");
	allow(&page, page_style());
	out_text(&page,
		"; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
	out_text(&form, "default-src 'none'; style-src");
	allow(&form, form_style());
	out_text(&form, "; script-src");
	allow(&form, form_script());
	out_text(&form, "; connect-src 'self'; worker-src 'self'; form-action 'none'; "
			"base-uri 'none'; frame-ancestors 'none'");
	assert(!page.full && !form.full);
}

/* Records of phones go to the broker that our own station knows. */
static int open_carrier(struct web *web, struct fault *fault)
{
	const struct web_config *config = web->config;
	if (!web->voice || config->records_per_minute == 0)
		return 0;
	web->form_limiter = limiter_new(config->records_per_minute, config->records_per_address);
	if (!web->form_limiter)
		return fault_set(fault, FAULT_MEMORY, "no memory for the form");
	return carrier_open(&web->carrier, voice_settings(web->voice), fault);
}

static int open_all(struct web *web, struct fault *fault)
{
	const struct web_config *config = web->config;
	int code = check_limits_read(&web->limits, config->rules, fault);
	if (code == 0)
		code = metrics_open(&web->metrics, counts_table, COUNT_COUNT, fault);
	if (code != 0)
		return code;
	make_policies(web);
	web->cache = cache_new();
	web->limiter = limiter_new(config->checks_per_minute, config->checks_per_address);
	if (!web->cache || !web->limiter)
		return fault_set(fault, FAULT_MEMORY, "no memory for the cache");
	if (config->station[0])
		code = voice_open(&web->voice, config->station, fault);
	return code == 0 ? open_carrier(web, fault) : code;
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
		.body_most = route_body_most,
		.context = web };
	return http_start(&web->http, &settings, fault);
}

static void close_all(struct web *web)
{
	http_stop(web->http);
	carrier_close(web->carrier);
	voice_close(web->voice);
	cache_free(web->cache);
	limiter_free(web->limiter);
	limiter_free(web->form_limiter);
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
