#include "tools/pigtrace/scan_out.h"

/* FNV-1a, 64 bits: two codes in sight at once that collide would be one; with 256 of them that is not seen. */
static uint64_t hash_of(struct span data)
{
	uint64_t hash = 14695981039346656037U;
	for (size_t i = 0; i < data.len; i++)
		hash = (hash ^ (unsigned char)data.at[i]) * 1099511628211U;
	return hash;
}

bool scan_seen_again(struct scan_seen *seen, struct span data, int64_t now_ms, int64_t window_ms)
{
	uint64_t hash = hash_of(data);
	struct scan_seen_one *oldest = NULL;
	for (size_t i = 0; i < seen->count; i++) {
		struct scan_seen_one *one = &seen->at[i];
		if (one->hash == hash) {
			bool again = now_ms - one->last_ms < window_ms;
			one->last_ms = now_ms;
			return again;
		}
		if (!oldest || one->last_ms < oldest->last_ms)
			oldest = one;
	}
	if (seen->count < SCAN_SEEN_MOST)
		oldest = &seen->at[seen->count++];
	*oldest = (struct scan_seen_one){ hash, now_ms };
	return false;
}
