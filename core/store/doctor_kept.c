/* What is known by its bytes alone: messages without a number, and what has gone into archive files. */
#include "core/store/doctor_inner.h"

#include "core/base/words.h"
#include "core/store/archive.h"

#include <stdio.h>
#include <string.h>

/* ---- messages without a number ---- */

struct plain_walk {
	struct doctor *doctor;
	int64_t after;
};

static int check_known(struct doctor *doctor, struct span station, int64_t at_ms, struct span bytes,
	const char *text, long long no)
{
	enum store_seen seen;
	int code = store_seen_plain(doctor->store, station, at_ms, bytes, &seen, doctor->fault);
	doctor->check->looked++;
	if (code != 0 || seen == STORE_SAME)
		return code;
		/* A format of ours, chosen by the caller. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	doctor_find(doctor, text, no);
#pragma GCC diagnostic pop
	return 0;
}

static int check_event(void *context, const struct store_event *event)
{
	struct plain_walk *walk = context;
	walk->after = event->no;
	return event->seq != 0
	               ? 0
	               : check_known(walk->doctor, event->station, event->at_ms, event->line,
				 _("event %lld would be taken again: its bytes are not known"),
				 (long long)event->no);
}

static int check_held(void *context, const struct store_held *held)
{
	struct plain_walk *walk = context;
	walk->after = held->no;
	return held->seq != 0
	               ? 0
	               : check_known(walk->doctor, held->station, 0, held->raw,
				 _("held message %lld would be held again: its bytes are not known"),
				 (long long)held->no);
}

int doctor_plain(struct doctor *doctor)
{
	struct plain_walk events = { doctor, 0 }, held = { doctor, 0 };
	int64_t before;
	int code;
	do {
		before = events.after;
		code = store_events_after(
			doctor->store, before, CHUNK_EVENTS, check_event, &events, doctor->fault);
	} while (code == 0 && events.after != before);
	if (code != 0)
		return code;
	do {
		before = held.after;
		code = store_held_after(doctor->store, before, false, CHUNK_EVENTS, check_held,
			&held, doctor->fault);
	} while (code == 0 && held.after != before);
	return code;
}

/* ---- archive files ---- */

static int check_file(struct doctor *doctor, const char *path, const struct archive_entry *entry)
{
	struct archive_report report;
	struct fault fault = { 0 };
	int code = archive_verify(path, doctor->settings->admin, &report, &fault);
	if (code == FAULT_MEMORY) {
		*doctor->fault = fault;
		return code;
	}
	if (code != 0)
		doctor_find(doctor, "%s", fault.text);
	else if (!span_is(entry->sha256, report.hash) || report.notes != entry->notes ||
		 report.plain != entry->plain)
		doctor_find(doctor, _("%s is not the file that was made of this store"), path);
	else if (report.unverified > 0)
		doctor_find(doctor, _("%s: %lld notes do not verify; the first is %lld"), path,
			(long long)report.unverified, (long long)report.first_bad);
	return 0;
}

static int check_entry(void *context, const struct archive_entry *entry)
{
	struct doctor *doctor = context;
	char path[1024];
	int used = snprintf(path, sizeof(path), "%s/%.*s", doctor->settings->archives,
		(int)entry->name.len, entry->name.at);
	doctor->check->looked++;
	if (used < 0 || (size_t)used >= sizeof(path))
		return fault_set(doctor->fault, FAULT_LIMIT, "path too long: %s",
			doctor->settings->archives);
	return check_file(doctor, path, entry);
}

static int note_entry(void *context, const struct archive_entry *entry)
{
	struct doctor *doctor = context;
	(void)entry;
	doctor->check->skipped = true;
	return 0;
}

/* Skipped where there are files and nobody says where; a store of which none was made is sound. */
int doctor_archives(struct doctor *doctor)
{
	bool known = doctor->settings->archives && doctor->settings->admin;
	return store_archives(
		doctor->store, known ? check_entry : note_entry, doctor, doctor->fault);
}
