/*
 * record.h - a form as it comes from a phone, read: who says it, and the event line it stands for.
 *
 * Login   "Basic " and the Base64 of STATION:PASSWORD (RFC 7617), the station's at the broker.
 * Form    "do" the kind (one that form.h offers), "at" RFC 3339, any other key of the kind; a key without a value says
 *         nothing. Any other key is refused: it would be lost.
 * Line    a function of the form alone, so that a form that is sent again is the same message: no clock and no time zone
 *         of this machine is in it.
 * Memory  a record holds what its spans point into; some 90 KiB, not for a stack. No global state.
 */
#ifndef PIGTRACE_GATEWAY_WEBD_RECORD_H
#define PIGTRACE_GATEWAY_WEBD_RECORD_H

#include "core/say/say.h"
#include "gateway/webd/web.h"

struct record {
	char login[NOTE_NAME_MOST + 1 + CARRIER_PASSWORD_MOST + 1];
	char said[RECORD_FORM_MOST + 1]; /* keys and values, decoded */
	char line[EVENT_LINE_MOST + 1];
	struct say_draft draft;
	struct say_desk desk; /* its event is the line's */
	struct say_refusal refusal;
	struct carried_message message;
};

/* Station and password of *record, zeroed before, from the header's value; false if they do not read. */
bool record_login(struct record *record, const char *header);
/* The line; false with record->refusal. */
bool record_read(struct record *record, struct span form);

#endif
