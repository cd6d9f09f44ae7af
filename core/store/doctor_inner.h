/* doctor_inner.h - what the files of the doctor share. */
#ifndef PIGTRACE_STORE_DOCTOR_INNER_H
#define PIGTRACE_STORE_DOCTOR_INNER_H

#include "core/store/doctor.h"
#include "core/store/inner.h"

struct doctor {
	struct store *store;
	const struct doctor_settings *settings;
	struct doctor_check *check; /* the one that runs */
	struct event event;         /* room to decode into */
	struct fault *fault;
};

void doctor_find(struct doctor *doctor, const char *format, ...) FORMAT_LIKE(2, 3);

/* The checks that are more than a statement. */
int doctor_file(struct doctor *doctor);
int doctor_bodies(struct doctor *doctor);
int doctor_signatures(struct doctor *doctor);
int doctor_plain(struct doctor *doctor);
int doctor_archives(struct doctor *doctor);
int doctor_derived(struct doctor *doctor);

#endif
