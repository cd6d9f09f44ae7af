/* What webd keeps between requests: how often somebody asked, and pages that were made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/webd/web.h"

#define MINUTE_MS 60000

static bool allows(struct limiter *limiter, const char *who, int64_t now_ms)
{
	return limiter_allows(limiter, span_of(who), now_ms);
}

static void one_address_has_its_share_of_a_minute(void **state)
{
	struct limiter *limiter = limiter_new(100, 3);
	(void)state;
	for (int minute = 5; minute < 8; minute++) {
		int64_t now_ms = minute * MINUTE_MS;
		for (int i = 0; i < 3; i++)
			assert_true(allows(limiter, "10.0.0.1", now_ms + i));
		for (int i = 0; i < 20; i++)
			assert_false(allows(limiter, "10.0.0.1", now_ms + MINUTE_MS - 1));
		/* What was refused is not counted against the others. */
		assert_true(allows(limiter, "10.0.0.2", now_ms + MINUTE_MS - 1));
	}
	limiter_free(limiter);
}

static void all_of_them_together_have_theirs(void **state)
{
	struct limiter *limiter = limiter_new(50, 3);
	int allowed = 0;
	(void)state;
	for (int i = 0; i < 500; i++) {
		char who[32];
		(void)snprintf(who, sizeof(who), "10.0.%d.%d", i / 200, i % 200);
		allowed += allows(limiter, who, 1000);
	}
	assert_int_equal(allowed, 50);
	assert_false(allows(limiter, "10.9.9.9", MINUTE_MS - 1));
	assert_true(allows(limiter, "10.9.9.9", MINUTE_MS));
	limiter_free(limiter);
}

/* An address is the bytes of IPv4 or a network of IPv6: bytes of nothing are one, too. */
static void bytes_that_are_no_text_are_an_address_like_others(void **state)
{
	static const char v6[8] = { 0x20, 0x01, 0x0d, (char)0xb8, 0, 0, 0, 1 };
	struct limiter *limiter = limiter_new(100, 1);
	(void)state;
	assert_true(limiter_allows(limiter, (struct span){ v6, sizeof(v6) }, 0));
	assert_false(limiter_allows(limiter, (struct span){ v6, sizeof(v6) }, 1));
	assert_true(allows(limiter, "", 2));
	assert_false(allows(limiter, "", 3));
	limiter_free(limiter);
	limiter_free(NULL);
}

/* ---- pages ---- */

static struct cache_key key_of(const char *text, int64_t event, int64_t held, int64_t day)
{
	struct cache_key key = { .event = event, .held = held, .day = day };
	(void)snprintf(key.text, sizeof(key.text), "%s", text);
	return key;
}

static bool has(struct cache *cache, struct cache_key key, const char *wanted)
{
	struct buf into = { 0 };
	struct coded coded = { .status = 0 };
	bool found = cache_get(cache, &key, &into, &coded);
	if (found) {
		assert_true(span_is(buf_written(&into), wanted));
		assert_int_equal(coded.status, 200);
		assert_string_equal(coded.tag, "tag");
		assert_true(coded.gzip);
	} else {
		assert_int_equal(into.len, 0);
	}
	buf_free(&into);
	return found;
}

static void put(struct cache *cache, struct cache_key key, const char *bytes)
{
	const struct coded coded = { .tag = "tag", .gzip = true, .status = 200 };
	cache_put(cache, &key, span_of(bytes), &coded);
}

static void a_page_is_kept_until_the_store_or_the_day_changes(void **state)
{
	struct cache *cache = cache_new();
	struct cache_key key = key_of("/01/x 0 1 zh_CN", 7, 3, 20000);
	(void)state;
	assert_false(has(cache, key, ""));
	put(cache, key, "page");
	assert_true(has(cache, key, "page"));
	assert_false(has(cache, key_of(key.text, 8, 3, 20000), ""));
	assert_false(has(cache, key_of(key.text, 7, 4, 20000), ""));
	assert_false(has(cache, key_of(key.text, 7, 3, 20001), ""));
	assert_false(has(cache, key_of("/01/x 0 1 en", 7, 3, 20000), ""));
	put(cache, key_of(key.text, 8, 3, 20000), "recalled");
	assert_true(has(cache, key_of(key.text, 8, 3, 20000), "recalled"));
	assert_false(has(cache, key, ""));
	cache_free(cache);
	cache_free(NULL);
}

static void its_memory_is_bounded_and_a_page_too_large_is_not_kept(void **state)
{
	struct cache *cache = cache_new();
	size_t len = (size_t)300 * 1024;
	char *large = malloc(len + 1);
	(void)state;
	assert_non_null(large);
	memset(large, 'a', len);
	large[len] = '\0';
	put(cache, key_of("large", 1, 1, 1), large);
	assert_false(has(cache, key_of("large", 1, 1, 1), ""));
	free(large);
	/* Many: each finds itself or nothing, never another; the last is there. */
	int kept = 0;
	for (int i = 0; i < 5000; i++) {
		char text[32];
		(void)snprintf(text, sizeof(text), "page %d", i);
		put(cache, key_of(text, 1, 1, 1), text);
		assert_true(has(cache, key_of(text, 1, 1, 1), text));
	}
	for (int i = 0; i < 5000; i++) {
		char text[32];
		(void)snprintf(text, sizeof(text), "page %d", i);
		kept += has(cache, key_of(text, 1, 1, 1), text);
	}
	assert_in_range(kept, 100, 512);
	cache_free(cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_address_has_its_share_of_a_minute),
		cmocka_unit_test(all_of_them_together_have_theirs),
		cmocka_unit_test(bytes_that_are_no_text_are_an_address_like_others),
		cmocka_unit_test(a_page_is_kept_until_the_store_or_the_day_changes),
		cmocka_unit_test(its_memory_is_bounded_and_a_page_too_large_is_not_kept),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
