/*
 * balance.h - a balance as people and programs read it.
 *
 * Text   in the language of words_open(), times at the offset of the latest event; long lists of events are
 *        cut. JSON: format "pigtrace-balance/1", stable: names and meanings are only ever added; all events.
 * Both are functions of the value (and language) alone. FAULT_MEMORY is the only fault.
 */
#ifndef PIGTRACE_VIEW_BALANCE_H
#define PIGTRACE_VIEW_BALANCE_H

#include "core/base/buf.h"
#include "core/trace/balance.h"

int balance_view_text(
	const struct balance *balance, struct buf *into, struct fault *fault) MUST_CHECK;
int balance_view_json(
	const struct balance *balance, struct buf *into, struct fault *fault) MUST_CHECK;

#endif
