/*
 * Any bytes as a phone's form: what becomes a line is an event that the gateway would take, and the same line again; what
 * does not has a rule and a sentence. The first line of the input is the login.
 */
#include "gateway/webd/record.h"

#include "core/event/decode.h"
#include "core/rule/rule.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void demand(bool held)
{
	if (!held)
		abort();
}

static void check_login(struct span header)
{
	static struct record record;
	char text[1024];
	record.message = (struct carried_message){ 0 };
	if (!span_copy(header, text, sizeof(text)) || strlen(text) != header.len ||
		!record_login(&record, text))
		return;
	const struct carried_message *message = &record.message;
	demand(note_name_good(message->station));
	demand(message->password.len > 0 && message->password.len <= CARRIER_PASSWORD_MOST);
}

static void check_form(struct span form)
{
	static struct record record, again;
	static struct event event;
	struct event_wrong wrong;
	record.draft.count = again.draft.count = 0;
	if (!record_read(&record, form)) {
		demand(rule_find(span_of(record.refusal.rule)) && record.refusal.text[0]);
		return;
	}
	demand(event_decode(record.message.line, &event, &wrong) == EVENT_OK);
	demand(!rule_judge_event(&event).rule);
	demand(event.at.at_ms == record.desk.event.at.at_ms);
	demand(record_read(&again, form) && span_equal(record.message.line, again.message.line));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct span form = { (const char *)bytes, len }, login;
	if (span_cut(&form, '\n', &login))
		check_login(login);
	if (form.len <= RECORD_FORM_MOST)
		check_form(form);
	return 0;
}
