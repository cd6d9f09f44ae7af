#include "gateway/webd/record.h"

#include "core/base/words.h"
#include "core/view/form.h"

#include <sodium.h>
#include <string.h>

bool record_login(struct record *record, const char *header)
{
	static const char scheme[] = "Basic ";
	struct span rest, station;
	size_t len = 0;
	if (strncmp(header, scheme, sizeof(scheme) - 1) != 0)
		return false;
	header += sizeof(scheme) - 1;
	if (sodium_base642bin((unsigned char *)record->login, sizeof(record->login), header,
		    strlen(header), NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	rest = (struct span){ record->login, len };
	if (memchr(record->login, '\0', len) || !span_cut(&rest, ':', &station) ||
		!note_name_good(station) || rest.len == 0 || rest.len > CARRIER_PASSWORD_MOST)
		return false;
	record->message.station = station;
	record->message.password = rest;
	return true;
}

/* ---- what is said ---- */

static bool add(struct record *record, struct span key, struct span value)
{
	struct say_draft *draft = &record->draft;
	struct say_entry entry = { .name = key, .value = say_trim(value) };
	if (span_is(key, "do") || entry.value.len == 0)
		return true;
	entry.key = say_key_find(draft->kind, key);
	return say_draft_add(draft, &entry);
}

/* False: it does not read, or is too much. The kind comes first: it says what the keys mean. */
static bool read_draft(struct span form, struct record *record)
{
	char kind[32];
	struct out kind_out = out_into(kind, sizeof(kind));
	struct out room = out_into(record->said, sizeof(record->said));
	struct span key, value;
	bool good = true;
	int more = 0;
	if (!http_form_value(form, "do", &kind_out) ||
		!say_kind_find(out_written(&kind_out), &record->draft.kind) ||
		!form_offers(record->draft.kind))
		return false;
	while (good && (more = http_form_next(&form, &room, &key, &value)) > 0)
		good = add(record, key, value);
	return good && more == 0;
}

/* The phone says when it was, to the second and with its offset: the line may not depend on when it gets here. */
static bool read_time(struct record *record)
{
	const struct say_entry *at = say_draft_find(&record->draft, (struct say_key){ SAY_AT, 0 });
	record->desk.place = record->desk.by = "";
	if (at && moment_parse(at->value, &record->desk.now, NULL))
		return true;
	return say_refuse(&record->refusal, at, at ? EVENT_TIME : EVENT_TIME_MISSING, NULL);
}

bool record_read(struct record *record, struct span form)
{
	struct out line = out_into(record->line, sizeof(record->line));
	if (!read_draft(form, record))
		return say_refuse(&record->refusal, NULL, EVENT_KIND_UNKNOWN,
			_("This form is not known here. Please load the page again."));
	if (!read_time(record) ||
		!say_line_make(&record->draft, &record->desk, &line, &record->refusal))
		return false;
	record->message.line = out_written(&line);
	return true;
}
