/*
 * rule.h - what is demanded of a message and of an event before it enters the log (admission).
 *
 * A rule is a row of core/rule/admission.c: a stable id that is never reused, what it covers, its
 * source of law ("pigtrace" for our own contracts), an English sentence (gettext msgid), and either the
 * decoder's or note's error it names or a predicate over a decoded event. Ids:
 *   R-NOTE-nn the envelope · R-STA-nn who speaks · R-SEQ-nn numbering · R-EVT-nn shape of an
 *   event · R-TAG-nn ear tags · R-MED-nn medicines · R-CER-nn certificates · ...
 * Nothing here refuses a thing for being unusual: what is merely suspect is a finding on the
 * record (record rules), not a refusal.
 *
 * Memory  no allocation, no global state.
 */
#ifndef PIGTRACE_RULE_RULE_H
#define PIGTRACE_RULE_RULE_H

#include "core/event/event.h"
#include "core/note/note.h"

struct rule {
	const char *id;
	const char *source;
	const char *text; /* msgid */
};

/* Why something was refused: which rule, under which key, at which byte of the line (or note). */
struct judgement {
	const struct rule *rule; /* NULL: nothing to object */
	char key[32];
	size_t at;
};

/* Envelope rules the gateway finds itself. */
enum rule_envelope {
	RULE_TOPIC_STATION,   /* topic names one station, the note another */
	RULE_STATION_UNKNOWN, /* not in the registry */
	RULE_STATION_REVOKED, /* its key was revoked */
	RULE_STATION_PROOF,   /* registered as signed, but the message is not a note */
	RULE_SEQ_CONFLICT,    /* this number was received with other bytes */
	RULE_STATION_FLOOD,   /* so much of it is refused that it is no longer kept one by one */
	RULE_ADMIN_ONLY,      /* registry events come from the administrator alone */
	RULE_ENVELOPE_COUNT
};

struct judgement rule_judge_envelope(enum rule_envelope which);
struct judgement rule_judge_note(enum note_error error, size_t at);
struct judgement rule_judge_wrong(const struct event_wrong *wrong);

/* All admission predicates over a decoded event; the first that objects, in table order. */
struct judgement rule_judge_event(const struct event *event);

/* By id, NULL if there is none; and all of them, in order of id. */
const struct rule *rule_find(struct span id);
size_t rule_count(void);
const struct rule *rule_at(size_t n);

#endif
