/*
 * contact.h - contacts as people and programs read them.
 *
 * Text   in the language of words_open(), times at the offset of the animal's latest event. JSON: format
 *        "pigtrace-contacts/1", stable: names and meanings are only ever added.
 * Both are functions of the value (and language) alone. FAULT_MEMORY is the only fault.
 */
#ifndef PIGTRACE_VIEW_CONTACT_H
#define PIGTRACE_VIEW_CONTACT_H

#include "core/base/buf.h"
#include "core/trace/contact.h"

int contact_view_text(
	const struct contacts *contacts, struct buf *into, struct fault *fault) MUST_CHECK;
int contact_view_json(
	const struct contacts *contacts, struct buf *into, struct fault *fault) MUST_CHECK;

#endif
