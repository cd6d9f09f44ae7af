#include "gateway/webd/web.h"

#include "core/base/clock.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS     4096
#define MINUTE_MS INT64_C(60000)

struct limiter {
	pthread_mutex_t lock;
	unsigned char key[crypto_shorthash_KEYBYTES];
	int64_t per_minute;
	int64_t per_address;
	int64_t minute;
	int64_t all;
	int32_t counts[SLOTS]; /* by hash: two addresses that share a slot share its limit */
};

struct limiter *limiter_new(int64_t per_minute, int64_t per_address)
{
	struct limiter *limiter = calloc(1, sizeof(*limiter));
	if (!limiter)
		return NULL;
	randombytes_buf(limiter->key, sizeof(limiter->key));
	limiter->per_minute = per_minute;
	limiter->per_address = per_address;
	(void)pthread_mutex_init(&limiter->lock, NULL);
	return limiter;
}

void limiter_free(struct limiter *limiter)
{
	if (!limiter)
		return;
	(void)pthread_mutex_destroy(&limiter->lock);
	free(limiter);
}

bool limiter_allows(struct limiter *limiter, struct span address, int64_t now_ms)
{
	unsigned char hash[crypto_shorthash_BYTES];
	uint64_t number;
	(void)crypto_shorthash(hash, (const unsigned char *)address.at, address.len, limiter->key);
	memcpy(&number, hash, sizeof(number));
	(void)pthread_mutex_lock(&limiter->lock);
	if (now_ms / MINUTE_MS != limiter->minute) {
		limiter->minute = now_ms / MINUTE_MS;
		limiter->all = 0;
		memset(limiter->counts, 0, sizeof(limiter->counts));
	}
	int32_t *count = &limiter->counts[number % SLOTS];
	bool allowed = limiter->all < limiter->per_minute && *count < limiter->per_address;
	if (allowed) {
		limiter->all++;
		(*count)++;
	}
	(void)pthread_mutex_unlock(&limiter->lock);
	return allowed;
}

bool limiter_allows_sender(struct limiter *limiter, const struct http_request *request)
{
	uint8_t peer[16];
	const char *forwarded = request->by_socket ? http_header(request, "X-Real-IP") : NULL;
	struct span address = span_of(forwarded ? forwarded : "");
	if (http_peer(request, peer)) {
		bool four = peer[10] == 0xff && peer[11] == 0xff;
		address = (struct span){ (const char *)peer, four ? 16 : 8 };
	}
	return limiter_allows(limiter, address, clock_steady_ms());
}
