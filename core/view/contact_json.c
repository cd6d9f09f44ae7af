#include "core/view/contact.h"

#include <jansson.h>

/* What cannot be made is NULL, which fails everything it is put into. */
static json_t *moment(const struct contacts *contacts, int64_t at_ms)
{
	char text[MOMENT_TEXT];
	struct out out = out_into(text, sizeof(text));
	moment_format(&out, (struct moment){ at_ms, contacts->offset_min });
	return json_string(text);
}

static void add(json_t *list, json_t *value, bool *good)
{
	if (json_array_append_new(list, value) != 0)
		*good = false;
}

static json_t *texts(char *const *list, size_t count, bool *good)
{
	json_t *array = json_array();
	for (size_t i = 0; i < count; i++)
		add(array, json_string(list[i]), good);
	return array;
}

static json_t *hops(const struct contacts *contacts, const struct contact *contact, bool *good)
{
	json_t *list = json_array();
	for (size_t i = 0; i < contact->hop_count; i++) {
		const struct contact_hop *hop = &contact->hops[i];
		add(list,
			json_pack("{s:s,s:s,s:s,s:o,s:b}", "from", hop->from, "to", hop->to,
				"container", hop->holder, "at", moment(contacts, hop->at_ms),
				"after", hop->after),
			good);
	}
	return list;
}

static json_t *meetings(const struct contacts *contacts, const struct contact *contact, bool *good)
{
	json_t *list = json_array();
	for (size_t i = 0; i < contact->meeting_count; i++) {
		const struct contact_meeting *met = &contact->meetings[i];
		json_t *object = json_pack("{s:s,s:s,s:o,s:o,s:b,s:b,s:b,s:s}", "container",
			met->holder, "with", met->with, "since", moment(contacts, met->since_ms),
			"until", moment(contacts, met->until_ms), "after", met->after, "open_end",
			met->open, "perhaps", met->maybe, "event", met->event);
		if (met->after &&
			json_object_set_new(object, "after_ms", json_integer(met->after_ms)) != 0)
			*good = false;
		add(list, object, good);
	}
	return list;
}

static json_t *people(const struct contacts *contacts, bool *good)
{
	json_t *list = json_array();
	for (size_t i = 0; i < contacts->count; i++) {
		const struct contact *contact = &contacts->list[i];
		add(list,
			json_pack("{s:o,s:i,s:o,s:s?,s:o,s:o}", "codes",
				texts(contact->codes, contact->code_count, good), "degree",
				contact->degree, "first", moment(contacts, contact->first_ms),
				"now_in", contact->now_in, "path", hops(contacts, contact, good),
				"meetings", meetings(contacts, contact, good)),
			good);
	}
	return list;
}

static json_t *holders(const struct contacts *contacts, bool *good)
{
	json_t *list = json_array();
	for (size_t i = 0; i < contacts->holder_count; i++) {
		const struct contact_holder *holder = &contacts->holders[i];
		add(list,
			json_pack("{s:s,s:b,s:o,s:o,s:s?,s:I}", "container", holder->name,
				"suspect", holder->suspect, "since",
				moment(contacts, holder->since_ms), "until",
				moment(contacts, holder->until_ms), "disinfected_by",
				holder->cleaned_by, "untagged", (json_int_t)holder->untagged),
			good);
	}
	return list;
}

static json_t *gaps(const struct contacts *contacts, bool *good)
{
	json_t *list = json_array();
	for (size_t i = 0; i < contacts->gap_count; i++) {
		const struct contact_gap *gap = &contacts->gaps[i];
		json_t *since = gap->since_ms == CONTACT_UNSAID ? json_null()
		                                                : moment(contacts, gap->since_ms);
		add(list,
			json_pack("{s:s,s:I,s:I,s:I,s:o}", "station", gap->station, "epoch",
				(json_int_t)gap->epoch, "first", (json_int_t)gap->first, "last",
				(json_int_t)gap->last, "since", since),
			good);
	}
	return list;
}

static json_t *limits(const struct contacts *contacts, bool *good)
{
	json_t *blind = json_array();
	for (size_t i = 0; i < contacts->blind_count; i++)
		add(blind,
			json_pack("{s:o,s:o}", "since",
				moment(contacts, contacts->blind[i].since_ms), "until",
				moment(contacts, contacts->blind[i].until_ms)),
			good);
	return json_pack("{s:I,s:I,s:o,s:o}", "untagged", (json_int_t)contacts->untagged,
		"open_ends", (json_int_t)contacts->open_stays, "whereabouts_unknown", blind,
		"missing_numbers", gaps(contacts, good));
}

static int dump(const char *bytes, size_t len, void *into)
{
	buf_bytes(into, bytes, len);
	return 0;
}

int contact_view_json(const struct contacts *contacts, struct buf *into, struct fault *fault)
{
	bool good = true, found = contacts->verdict == TRACE_FOUND;
	json_t *top = json_pack("{s:s,s:o,s:s}", "format", "pigtrace-contacts/1", "animal",
		texts(contacts->codes, contacts->code_count, &good), "verdict",
		found ? "found" : "unknown");
	json_t *rest =
		found ? json_pack("{s:o,s:o,s:I,s:i,s:o,s:o,s:o}", "from",
				moment(contacts, contacts->from_ms), "to",
				moment(contacts, contacts->to_ms), "persist_days",
				(json_int_t)contacts->persist_days, "degree", contacts->degree,
				"contacts", people(contacts, &good), "containers",
				holders(contacts, &good), "limits", limits(contacts, &good))
		      : json_object();
	good = good && top && rest && json_object_update(top, rest) == 0 &&
	       json_dump_callback(top, dump, into, JSON_INDENT(1)) == 0;
	json_decref(rest);
	json_decref(top);
	buf_char(into, '\n');
	return good && !into->failed ? 0 : fault_set(fault, FAULT_MEMORY, "no memory for JSON");
}
