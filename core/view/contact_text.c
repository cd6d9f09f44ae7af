#include "core/base/words.h"
#include "core/view/contact.h"
#include "core/view/part.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS  (24 * HOUR_MS)

static void put_moment(struct buf *into, const struct contacts *contacts, int64_t at_ms)
{
	part_time(into, (struct moment){ at_ms, contacts->offset_min });
}

static void put_times(
	struct buf *into, const struct contacts *contacts, int64_t since_ms, int64_t until_ms)
{
	put_moment(into, contacts, since_ms);
	buf_text(into, " → ");
	put_moment(into, contacts, until_ms);
}

/* The largest unit in which it is at least two, whole. */
static void put_span(struct buf *into, int64_t ms)
{
	if (ms >= 2 * DAY_MS)
		buf_format(into, _("%lld d"), (long long)(ms / DAY_MS));
	else if (ms >= 2 * HOUR_MS)
		buf_format(into, _("%lld h"), (long long)(ms / HOUR_MS));
	else
		buf_format(into, _("%lld min"), (long long)(ms / 60000));
}

static void put_codes(struct buf *into, char *const *codes, size_t count)
{
	view_escape(into, span_of(codes[0]));
	for (size_t i = 1; i < count; i++) {
		buf_text(into, i == 1 ? " (" : ", ");
		view_escape(into, span_of(codes[i]));
	}
	buf_text(into, count > 1 ? ")" : "");
}

static void put_meeting(
	struct buf *into, const struct contacts *contacts, const struct contact_meeting *meeting)
{
	buf_text(into, "    ");
	put_times(into, contacts, meeting->since_ms, meeting->until_ms);
	buf_text(into, "  ");
	view_escape(into, span_of(meeting->holder));
	buf_text(into, " · ");
	if (meeting->after) {
		put_span(into, meeting->after_ms);
		buf_text(into, _(" after it had left"));
	} else {
		buf_text(into, _("at the same time"));
	}
	if (meeting->open)
		buf_text(into, _(" · no end recorded"));
	if (meeting->maybe)
		buf_text(into, _(" · perhaps: its group moved by number"));
	buf_text(into, " · ");
	view_escape(into, span_of(meeting->event));
	buf_char(into, '\n');
}

static void put_path(
	struct buf *into, const struct contacts *contacts, const struct contact *contact)
{
	buf_text(into, "    ");
	buf_text(into, _("by way of "));
	for (size_t i = 0; i < contact->hop_count; i++) {
		const struct contact_hop *hop = &contact->hops[i];
		view_escape(into, span_of(hop->from));
		buf_text(into, " → ");
		view_escape(into, span_of(hop->holder));
		buf_text(into, ", ");
		put_moment(into, contacts, hop->at_ms);
		buf_text(into, " → ");
	}
	view_escape(into, span_of(contact->codes[0]));
	buf_char(into, '\n');
}

static void put_contact(
	struct buf *into, const struct contacts *contacts, const struct contact *contact)
{
	buf_text(into, "  ");
	put_codes(into, contact->codes, contact->code_count);
	if (contact->now_in) {
		buf_text(into, " · ");
		buf_text(into, _("now in "));
		view_escape(into, span_of(contact->now_in));
	}
	buf_char(into, '\n');
	if (contact->degree > 1)
		put_path(into, contacts, contact);
	for (size_t i = 0; i < contact->meeting_count; i++)
		put_meeting(into, contacts, &contact->meetings[i]);
}

static void put_degree(struct buf *into, const struct contacts *contacts, int degree)
{
	unsigned long count = 0;
	for (size_t i = 0; i < contacts->count; i++)
		count += contacts->list[i].degree == degree;
	buf_char(into, '\n');
	buf_format(into, words_plural("Degree %d: %lu animal\n", "Degree %d: %lu animals\n", count),
		degree, count);
	for (size_t i = 0; i < contacts->count; i++)
		if (contacts->list[i].degree == degree)
			put_contact(into, contacts, &contacts->list[i]);
}

static void put_untagged(struct buf *into, int64_t heads)
{
	unsigned long count = (unsigned long)heads;
	buf_format(into, words_plural("%lu head without a tag", "%lu heads without a tag", count),
		count);
}

static void put_holders(struct buf *into, const struct contacts *contacts)
{
	if (contacts->holder_count == 0)
		return;
	buf_char(into, '\n');
	buf_text(into, _("Containers\n"));
	for (size_t i = 0; i < contacts->holder_count; i++) {
		const struct contact_holder *holder = &contacts->holders[i];
		buf_text(into, "  ");
		view_escape(into, span_of(holder->name));
		buf_text(into, "  ");
		put_times(into, contacts, holder->since_ms, holder->until_ms);
		buf_text(into, " · ");
		if (holder->cleaned_by) {
			buf_text(into, _("suspect until its disinfection "));
			view_escape(into, span_of(holder->cleaned_by));
		} else {
			buf_text(into, holder->suspect ? _("suspect; no disinfection ended it")
						       : _("stood in a suspect one"));
		}
		if (holder->untagged > 0) {
			buf_text(into, " · ");
			put_untagged(into, holder->untagged);
		}
		buf_char(into, '\n');
	}
}

static void put_gap(
	struct buf *into, const struct contacts *contacts, const struct contact_gap *gap)
{
	buf_text(into, "  ");
	view_escape(into, span_of(gap->station));
	buf_text(into, ": ");
	buf_format(into, _("numbers %lld-%lld are missing"), (long long)gap->first,
		(long long)gap->last);
	if (gap->since_ms != CONTACT_UNSAID) {
		buf_text(into, _(", the one before is of "));
		put_moment(into, contacts, gap->since_ms);
	}
	buf_char(into, '\n');
}

static void put_limits(struct buf *into, const struct contacts *contacts)
{
	unsigned long open = contacts->open_stays;
	buf_char(into, '\n');
	if (contacts->untagged == 0 && open == 0 && contacts->blind_count == 0 &&
		contacts->gap_count == 0) {
		buf_text(into, _("Nothing in the record shows that this answer lacks anything.\n"));
		return;
	}
	buf_text(into, _("What this answer does not cover\n"));
	if (contacts->untagged > 0) {
		buf_text(into, "  ");
		put_untagged(into, contacts->untagged);
		buf_text(into, _(": which of them were met is not recorded\n"));
	}
	for (size_t i = 0; i < contacts->blind_count; i++) {
		buf_text(into, "  ");
		put_times(into, contacts, contacts->blind[i].since_ms, contacts->blind[i].until_ms);
		buf_text(into, _(": where the animal was is not recorded\n"));
	}
	if (open > 0) {
		buf_text(into, "  ");
		buf_format(into,
			words_plural("%lu stay has no recorded end and is taken as going on\n",
				"%lu stays have no recorded end and are taken as going on\n", open),
			open);
	}
	for (size_t i = 0; i < contacts->gap_count; i++)
		put_gap(into, contacts, &contacts->gaps[i]);
}

int contact_view_text(const struct contacts *contacts, struct buf *into, struct fault *fault)
{
	put_codes(into, contacts->codes, contacts->code_count);
	buf_char(into, '\n');
	if (contacts->verdict != TRACE_FOUND) {
		buf_text(into, _("Nothing is recorded of it.\n"));
	} else {
		put_times(into, contacts, contacts->from_ms, contacts->to_ms);
		buf_text(into, " · ");
		buf_format(into,
			_("a container stays suspect for %lld days at most (configuration)\n"),
			(long long)contacts->persist_days);
		for (int degree = 1; degree <= contacts->degree; degree++)
			put_degree(into, contacts, degree);
		put_holders(into, contacts);
		put_limits(into, contacts);
	}
	return into->failed ? fault_set(fault, FAULT_MEMORY, "no memory to tell the contacts") : 0;
}
