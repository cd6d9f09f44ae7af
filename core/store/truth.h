/* truth.h - everything that is not derived, from one engine into another, whichever they are. */
#ifndef PIGTRACE_STORE_TRUTH_H
#define PIGTRACE_STORE_TRUTH_H

#include "core/store/engine.h"

/* `from` is within a transaction, and so is `into`, whose tables are empty. */
int truth_copy(struct engine *from, struct engine *into, struct fault *fault) MUST_CHECK;

#endif
