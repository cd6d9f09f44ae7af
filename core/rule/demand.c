#include "core/rule/demand.h"

#include "core/note/note.h"

#define BIT(n) (UINT32_C(1) << (n))

static const char *role_name(enum role role)
{
	return vocabulary_roles[role].name;
}

static bool missing(const struct event *event, enum field field, const char **key)
{
	*key = vocabulary_fields[field].name;
	return event_find(event, field) == NULL;
}

static bool choice_is(const struct event *event, enum field field, int index)
{
	const struct event_value *value = event_find(event, field);
	return value && value->number == index;
}

/* Whether a role holds an item of one of these kinds. */
static bool role_holds(const struct event *event, enum role role, uint32_t kinds)
{
	for (int i = 0; i < event->item_count; i++)
		if (event->items[i].role == role && kinds & BIT(event->items[i].item.kind))
			return true;
	return false;
}

/* Whether some item that is one thing by its kind is said to be another number of them. */
static bool piece_multiplied(const struct event *event, uint32_t kinds, const char **key)
{
	for (int i = 0; i < event->item_count; i++) {
		const struct event_item *item = &event->items[i];
		if (item->has_count && item->count != 1 && kinds & BIT(item->item.kind)) {
			*key = role_name(item->role);
			return true;
		}
	}
	return false;
}

/* The role on the far side in which an item of the near side stands too, ROLE_COUNT if none. */
static enum role far_side(const struct event *event, uint32_t near, uint32_t far)
{
	for (int i = 0; i < event->item_count; i++) {
		if (!(near & BIT(event->items[i].role)))
			continue;
		for (int j = 0; j < event->item_count; j++)
			if (far & BIT(event->items[j].role) &&
				item_equal(event->items[i].item, event->items[j].item))
				return event->items[j].role;
	}
	return ROLE_COUNT;
}

bool demand_certificate_validity(const struct event *event, const char **key)
{
	return missing(event, FIELD_EXPIRES, key);
}

bool demand_arrival_certificate(const struct event *event, const char **key)
{
	return missing(event, FIELD_CERT, key);
}

bool demand_other_event(const struct event *event, const char **key)
{
	const struct event_value *wrong = event_find(event, FIELD_EVENT);
	const struct event_value *better = event_find(event, FIELD_WITH);
	*key = vocabulary_fields[FIELD_WITH].name;
	return wrong && better && span_equal(wrong->name.station, better->name.station) &&
	       wrong->name.epoch == better->name.epoch && wrong->name.seq == better->name.seq;
}

bool demand_event_named(const struct event *event, const char **key)
{
	static const enum field names[] = { FIELD_EVENT, FIELD_WITH };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct event_value *value = event_find(event, names[i]);
		*key = vocabulary_fields[names[i]].name;
		if (value && value->name.epoch != EVENT_NAME_PLAIN && value->name.seq == 0)
			return true;
	}
	return false;
}

bool demand_two_sides(const struct event *event, const char **key)
{
	enum role role = far_side(event, BIT(ROLE_OF) | BIT(ROLE_IN), BIT(ROLE_OUT) | BIT(ROLE_TO));
	if (role == ROLE_COUNT)
		return false;
	*key = role_name(role);
	return true;
}

bool demand_drug(const struct event *event, const char **key)
{
	*key = role_name(ROLE_IN);
	return event_item_at(event, ROLE_IN, 0) == NULL;
}

bool demand_withdrawal(const struct event *event, const char **key)
{
	return missing(event, FIELD_WITHDRAWAL_DAYS, key);
}

bool demand_packages_of_weight(const struct event *event, const char **key)
{
	*key = vocabulary_fields[FIELD_NET_KG].name;
	return event_find(event, FIELD_NET_KG) &&
	       !role_holds(event, ROLE_OUT, BIT(ITEM_RUN) | BIT(ITEM_PKG));
}

bool demand_one_piece(const struct event *event, const char **key)
{
	return piece_multiplied(event, BIT(ITEM_CARCASS) | BIT(ITEM_PKG), key);
}

bool demand_fields(const struct event *event, const char **key)
{
	uint64_t required = vocabulary_kinds[event->kind].required;
	for (int field = 0; field < FIELD_COUNT; field++)
		if (required >> field & 1 && missing(event, (enum field)field, key))
			return true;
	return false;
}

bool demand_roles(const struct event *event, const char **key)
{
	const struct vocabulary_kind *kind = &vocabulary_kinds[event->kind];
	for (int i = 0; i < kind->slot_count; i++) {
		*key = role_name(kind->slots[i].role);
		if (kind->slots[i].least > 0 && !event_item_at(event, kind->slots[i].role, 0))
			return true;
	}
	return false;
}

bool demand_run_of_serials(const struct event *event, const char **key)
{
	*key = vocabulary_fields[FIELD_SERIAL_KEY].name;
	return event_find(event, FIELD_SERIAL_KEY) && !role_holds(event, ROLE_OUT, BIT(ITEM_RUN));
}

bool demand_station_terms(const struct event *event, const char **key)
{
	return choice_is(event, FIELD_ACTION, ACTION_ADD) &&
	       (missing(event, FIELD_TRADE, key) || missing(event, FIELD_PROOF, key));
}

bool demand_station_key(const struct event *event, const char **key)
{
	return choice_is(event, FIELD_ACTION, ACTION_ADD) &&
	       choice_is(event, FIELD_PROOF, PROOF_SIGNED) && missing(event, FIELD_KEY, key);
}

bool demand_station_key_form(const struct event *event, const char **key)
{
	const struct event_value *value = event_find(event, FIELD_KEY);
	struct note_public public;
	*key = vocabulary_fields[FIELD_KEY].name;
	return value && note_public_parse(value->text, &public) != NOTE_OK;
}

bool demand_station_key_name(const struct event *event, const char **key)
{
	const struct event_value *value = event_find(event, FIELD_KEY);
	const struct event_item *station = event_item_at(event, ROLE_OF, 0);
	struct note_public public;
	*key = vocabulary_fields[FIELD_KEY].name;
	return value && station && note_public_parse(value->text, &public) == NOTE_OK &&
	       !span_is(station->item.code, public.name);
}

bool demand_new_tag(const struct event *event, const char **key)
{
	*key = role_name(ROLE_OUT);
	return far_side(event, BIT(ROLE_IN), BIT(ROLE_OUT)) != ROLE_COUNT;
}

bool demand_one_animal(const struct event *event, const char **key)
{
	return piece_multiplied(event, BIT(ITEM_PIG) | BIT(ITEM_EID), key);
}

bool demand_best_before(const struct event *event, const char **key)
{
	const struct event_value *value = event_find(event, FIELD_BEST_BEFORE);
	*key = vocabulary_fields[FIELD_BEST_BEFORE].name;
	return value && value->number < day_number(moment_day(event->at));
}

static bool time_passed(const struct event *event, enum field field, const char **key)
{
	return !missing(event, field, key) && event_find(event, field)->number < event->at.at_ms;
}

bool demand_end(const struct event *event, const char **key)
{
	return time_passed(event, FIELD_UNTIL, key);
}

bool demand_expiry(const struct event *event, const char **key)
{
	return time_passed(event, FIELD_EXPIRES, key);
}
