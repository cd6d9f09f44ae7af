/*
 * label_keys.h - the keys that sign labels, as the log has them.
 *
 * A key is known from a `label_key` event of the administrator that adds it, under the name of its station. It is
 * revoked by any that revokes it, whenever that was said (a key never comes back: make another), and
 * while its station is revoked in the registry: whoever holds a stolen station holds its keys.
 */
#ifndef PIGTRACE_TRACE_LABEL_KEYS_H
#define PIGTRACE_TRACE_LABEL_KEYS_H

#include "core/note/label_sign.h"
#include "core/store/store.h"

/* By station name, then key id; keys->signer and made are left alone. FAULT_LIMIT: more than LABEL_KEYS_MOST. */
int label_keys_gather(struct store *store, struct label_keys *keys, struct fault *fault) MUST_CHECK;
/* Those of one station, added to what stands there; none if it is not registered. */
int label_keys_of(struct store *store, struct span station, struct label_keys *keys,
	struct fault *fault) MUST_CHECK;

#endif
