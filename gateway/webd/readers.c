/* A store handle belongs to one thread: each thread of the server opens its own, and closes it at its end. */
#include "gateway/webd/web.h"

#include <pthread.h>

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void close_reader(void *store)
{
	store_close(store);
}

static void make_key(void)
{
	(void)pthread_key_create(&key, close_reader);
}

struct store *reader_open(const struct web *web, struct fault *fault)
{
	(void)pthread_once(&once, make_key);
	struct store *store = pthread_getspecific(key);
	if (store)
		return store;
	if (store_open(&store, web->config->store, STORE_READ, fault) != 0)
		return NULL;
	if (pthread_setspecific(key, store) != 0) {
		store_close(store);
		(void)fault_set(fault, FAULT_MEMORY, "no memory to open %s", web->config->store);
		return NULL;
	}
	return store;
}

void reader_drop(void)
{
	(void)pthread_once(&once, make_key);
	store_close(pthread_getspecific(key));
	(void)pthread_setspecific(key, NULL);
}
