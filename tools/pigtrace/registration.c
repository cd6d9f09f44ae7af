#include "tools/pigtrace/registration.h"

#include "core/base/clock.h"

#include <stdio.h>

static void text_if_set(struct event_writer *writer, const char *key, const char *text)
{
	if (text && text[0])
		event_write_text(writer, key, span_of(text));
}

static void begin(struct event_writer *writer, struct out *out, enum event_kind kind,
	const char *name, const char *action)
{
	char item[ITEM_TEXT];
	(void)snprintf(item, sizeof(item), "station:%s", name);
	event_write_begin(writer, out, kind, clock_now());
	event_write_role(writer, ROLE_OF);
	event_write_item(writer, span_of(item), -1, -1);
	event_write_text(writer, "action", span_of(action));
}

void registration_write(struct out *out, const struct registration *registration)
{
	struct event_writer writer;
	begin(&writer, out, KIND_STATION, registration->name, "add");
	event_write_text(&writer, "trade", span_of(registration->trade));
	event_write_text(&writer, "proof", span_of(registration->key ? "signed" : "plain"));
	text_if_set(&writer, "key", registration->key);
	text_if_set(&writer, "home", registration->home);
	text_if_set(&writer, "title", registration->title);
	text_if_set(&writer, "consent", registration->publish ? "name" : NULL);
	event_write_end(&writer);
}

void registration_revoke(struct out *out, const char *name, const char *reason)
{
	struct event_writer writer;
	begin(&writer, out, KIND_STATION, name, "revoke");
	text_if_set(&writer, "remark", reason);
	event_write_end(&writer);
}

void registration_label_key(
	struct out *out, const char *name, const char *action, const char *key, const char *reason)
{
	struct event_writer writer;
	begin(&writer, out, KIND_LABEL_KEY, name, action);
	event_write_text(&writer, "key", span_of(key));
	text_if_set(&writer, "reason", reason);
	event_write_end(&writer);
}
