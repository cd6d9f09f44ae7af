#include "core/event/event.h"

#include "core/base/words.h"

#include <assert.h>

/* What these are called in a sentence for a person; gettext msgids. */
static const char *const error_texts[EVENT_ERROR_COUNT] = {
	[EVENT_OK] = N_("nothing is wrong"),
	[EVENT_TOO_LONG] = N_("the event is longer than 4096 bytes"),
	[EVENT_UTF8] = N_("the event is not UTF-8 text"),
	[EVENT_JSON] = N_("the event is not well-formed JSON"),
	[EVENT_DEEP] = N_("the event is nested too deep"),
	[EVENT_NOT_OBJECT] = N_("the event is not a JSON object"),
	[EVENT_KEY_TWICE] = N_("the same key stands twice"),
	[EVENT_KEY_UNKNOWN] = N_("no event has such a key"),
	[EVENT_KEY_MISPLACED] = N_("this kind of event does not have such a key"),
	[EVENT_KIND_MISSING] = N_("the event does not say what was done (do)"),
	[EVENT_KIND_UNKNOWN] = N_("there is no such kind of event"),
	[EVENT_TIME_MISSING] = N_("the event does not say when it was (at)"),
	[EVENT_TIME] = N_("this is not a time with its offset, as in 2026-11-20T07:30:12+08:00"),
	[EVENT_OPERATOR] =
		N_("an operator is 1 to 32 letters, digits, points, lines or underscores"),
	[EVENT_TYPE] = N_("the value is not written as its field demands"),
	[EVENT_RANGE] = N_("the value is outside the range of its field"),
	[EVENT_CHOICE] = N_("the value is not one of those its field may have"),
	[EVENT_ITEM] = N_("this is not the code of an item"),
	[EVENT_ITEM_KIND] = N_("an item of this kind cannot stand here"),
	[EVENT_ITEM_TWICE] = N_("the same item stands twice in one role"),
	[EVENT_ITEMS_MANY] = N_("there are more items than may stand here"),
};

const char *event_error_text(enum event_error error)
{
	assert((unsigned)error < EVENT_ERROR_COUNT);
	return error_texts[error];
}

const struct event_value *event_find(const struct event *event, enum field field)
{
	assert((unsigned)field < FIELD_COUNT); /* the field `count` is FIELD_COUNT_ */
	for (int i = 0; i < event->value_count; i++)
		if (event->values[i].field == field)
			return &event->values[i];
	return NULL;
}

const struct event_item *event_item_at(const struct event *event, enum role role, int n)
{
	for (int i = 0; i < event->item_count; i++)
		if (event->items[i].role == role && n-- == 0)
			return &event->items[i];
	return NULL;
}
