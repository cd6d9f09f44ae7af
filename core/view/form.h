/*
 * form.h - what a farmer writes down, on a phone: one page with a form for each kind of event.
 *
 * Way      The page's script keeps what was written on the phone, sends it (POST, application/x-www-form-urlencoded: "do"
 *          the kind, "at" RFC 3339, "by", and the kind's roles and fields by their names), and forgets it when it is
 *          told that the store has it. A service worker keeps the page itself, so that it opens without network.
 * Kinds    what farms and drivers state of animals; what needs a plant's machine is not here.
 * Memory   heap; the text of style and scripts is constant.
 */
#ifndef PIGTRACE_VIEW_FORM_H
#define PIGTRACE_VIEW_FORM_H

#include "core/base/buf.h"
#include "core/base/fault.h"
#include "core/event/vocabulary.h"

bool form_offers(enum event_kind kind);

/* The page in the thread's language, appended; FAULT_MEMORY. */
int form_html(struct buf *into, struct fault *fault) MUST_CHECK;

/* As they stand between their tags: their hashes go into the security policy. */
const char *form_style(void);
const char *form_script(void);
/* The service worker, a file of its own. */
const char *form_worker(void);

#endif
