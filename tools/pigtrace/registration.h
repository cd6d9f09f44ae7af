/*
 * registration.h - the administrator's event that puts a station into the registry.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_REGISTRATION_H
#define PIGTRACE_TOOLS_PIGTRACE_REGISTRATION_H

#include "core/event/event.h"

struct registration {
	const char *name;
	const char *trade;
	const char *key;   /* public key as text; NULL: cannot sign (plain) */
	const char *home;  /* item, "" or NULL: none */
	const char *title; /* for people, "" or NULL: none */
	bool publish;      /* the title may be shown to consumers */
};

/* The event line; out->full if it does not fit. */
void registration_write(struct out *out, const struct registration *registration);

/* The event line that takes a station out again; reason may be NULL. */
void registration_revoke(struct out *out, const char *name, const char *reason);

/* The event line that adds a key for labels, or revokes one; reason may be NULL. */
void registration_label_key(
	struct out *out, const char *name, const char *action, const char *key, const char *reason);

#endif
