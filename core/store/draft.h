/* draft.h - a store that is made beside its place, then given its name in one step. */
#ifndef PIGTRACE_STORE_DRAFT_H
#define PIGTRACE_STORE_DRAFT_H

#include "core/base/fault.h"

#define DRAFT_TEXT 4096

/* FAULT_SETTING if path is there already. */
int draft_name(const char *path, char draft[static DRAFT_TEXT], struct fault *fault) MUST_CHECK;
/* Never takes the place of a file that is there. */
int draft_publish(const char *draft, const char *path, struct fault *fault) MUST_CHECK;
/* With what an engine leaves beside it; of a draft that was published, only its first name goes. */
void draft_remove(const char *draft);

#endif
