/*
 * contact.h - whom an animal met: swine-fever contact tracing.
 *
 * The answer is a function of the set of events and of the settings alone.
 *
 * Meeting  two animals were in one container (pen, vehicle, lairage place), or in containers within it, at
 *          the same time; or one came in after the other had left, while the container was still suspect.
 *          Stays are half-open, as trace.h says: out and in at one instant is no sharing at the same time.
 * Suspect  a container is suspect from when an infectious animal enters it until the first disinfection at or
 *          after it left (of the container, or of a container it stood in then), or until persist_days after
 *          it left. What comes in at the very instant of the disinfection comes in clean. A disinfection
 *          while the animal is inside cleans nothing, and that of a pen does not clean the barn around it.
 * Degree   the seed is infectious in the whole window. An animal met passes on from the moment it was
 *          first met, not before: degree 2 is whom it met from then on. Degree and path are of the fewest meetings,
 *          among these of the earliest.
 * Animals  all codes of one animal (`tag` events) are one animal.
 * Limits   what the record does not know is counted and told: heads known only by number, times at which
 *          the seed was nowhere, stays without an end (taken as going on), stations with missing numbers.
 */
#ifndef PIGTRACE_TRACE_CONTACT_H
#define PIGTRACE_TRACE_CONTACT_H

#include "core/trace/trace.h"

#define CONTACT_DAYS         21 /* configuration: default window */
#define CONTACT_PERSIST_DAYS 30 /* configuration: how long a container stays suspect by default */
#define CONTACT_DEGREE_MOST  9
#define CONTACT_UNSAID       INT64_MIN

struct contact_settings {
	int64_t from_ms; /* CONTACT_UNSAID: `days` before the last moment recorded of the animal */
	int64_t to_ms;   /* the window's end, not in it */
	int64_t days;    /* 0: CONTACT_DAYS */
	int64_t persist_days; /* negative: CONTACT_PERSIST_DAYS */
	int degree;           /* 0: 1 */
	size_t events_most;   /* 0: TRACE_EVENTS_MOST */
};

/* The contact was in holder from since_ms to before until_ms with, or after, the animal `with`. */
struct contact_meeting {
	char *holder;
	char *with;
	int64_t since_ms;
	int64_t until_ms;
	bool after; /* not at the same time: `with` had left after_ms before */
	int64_t after_ms;
	bool open; /* the end of this stay is not recorded */
	bool maybe; /* one of the two came with a group that moved by number: which animals is not recorded */
	char *event; /* what brought the contact into the container */
};

/* One step of the path from the seed. */
struct contact_hop {
	char *from;
	char *to;
	char *holder;
	int64_t at_ms;
	bool after;
};

struct contact {
	char **codes; /* the present one first, the others by name */
	size_t code_count;
	int degree;
	int64_t first_ms;
	char *now_in;             /* where it is at the end of the window; NULL: nowhere recorded */
	struct contact_hop *hops; /* as many as degree */
	size_t hop_count;
	struct contact_meeting
		*meetings; /* with the animal of the path's last step; by time, holder */
	size_t meeting_count;
};

/* A container that was suspect, or that stood in one and holds heads without tags. */
struct contact_holder {
	char *name;
	bool suspect;
	int64_t since_ms;
	int64_t until_ms;
	char *cleaned_by; /* the disinfection that ended it; NULL: the persist limit or the window's end */
	int64_t untagged; /* most heads known only by number in it in that time */
};

/* Numbers of a station that are missing, and the moments of the events around them. */
struct contact_gap {
	char *station;
	int64_t epoch;
	int64_t first;
	int64_t last;
	int64_t since_ms; /* CONTACT_UNSAID: nothing before */
};

struct contact_time {
	int64_t since_ms;
	int64_t until_ms;
};

struct contacts {
	enum trace_verdict verdict; /* never TRACE_NOT_GENUINE */
	char **codes;               /* of the seed, the one asked for first */
	size_t code_count;
	int64_t from_ms;
	int64_t to_ms;
	int64_t persist_days;
	int degree;
	int offset_min;       /* of the seed's latest event: how a person may be told the times */
	struct contact *list; /* by degree, first moment, first code */
	size_t count;
	struct contact_holder *holders; /* by name */
	size_t holder_count;
	struct contact_gap *gaps; /* that may hide an event of the window; by station, first */
	size_t gap_count;
	struct contact_time *blind; /* when the seed was in no container; by time */
	size_t blind_count;
	size_t open_stays; /* meetings whose end is not recorded */
	int64_t untagged;  /* sum over the holders */
};

/* seed must be an animal (FAULT_SETTING). 0 and *contacts, or a fault. contacts_free(NULL) is allowed. */
int contacts_find(struct store *store, struct item seed, const struct contact_settings *settings,
	struct contacts **contacts, struct fault *fault) MUST_CHECK;
void contacts_free(struct contacts *contacts);

#endif
