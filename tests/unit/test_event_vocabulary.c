#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/event/event.h"

#include <string.h>

static const char *const examples[ITEM_KIND_COUNT] = {
#define ROW(NAME, name, syntax, title, example) [ITEM_##NAME] = (example),
	ITEM_KIND_TABLE(ROW)
#undef ROW
};

static const struct moment when = { INT64_C(1795131012000), 480 };

static struct event event;
static struct event_wrong wrong;
static char room[EVENT_LINE_MOST + 1];

static void every_name_is_found_and_no_other(void **state)
{
	static const char *const strangers[] = { "", "d", "weig", "weighs", "Weigh", "kgs", "k",
		"o", "off", "abcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrstuvwxy",
		"abcdefghijklmnopqrstuvwxyabcdefghijklmnopqrstuvwxy" };
	enum event_kind kind;
	enum role role;
	enum field field;
	(void)state;
	for (int i = 0; i < KIND_COUNT; i++) {
		assert_true(vocabulary_find_kind(span_of(vocabulary_kinds[i].name), &kind));
		assert_int_equal(kind, i);
	}
	for (int i = 0; i < FIELD_COUNT; i++) {
		assert_true(vocabulary_find_field(span_of(vocabulary_fields[i].name), &field));
		assert_int_equal(field, i);
	}
	for (int i = 0; i < ROLE_COUNT; i++) {
		bool found = vocabulary_find_role(span_of(vocabulary_roles[i].name), &role);
		assert_int_equal(found, vocabulary_roles[i].spoken);
		assert_true(!found || (int)role == i);
	}
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		assert_false(vocabulary_find_kind(span_of(strangers[i]), &kind));
		assert_false(vocabulary_find_field(span_of(strangers[i]), &field));
		assert_false(vocabulary_find_role(span_of(strangers[i]), &role));
	}
}

static void every_choice_is_found_by_its_value(void **state)
{
	(void)state;
	for (int i = 0; i < CHOICE_COUNT; i++) {
		int index = -1;
		for (int j = 0; j < vocabulary_choices[i].count; j++) {
			assert_true(vocabulary_find_choice(
				(enum choice)i, span_of(vocabulary_choices[i].values[j]), &index));
			assert_int_equal(index, j);
		}
		assert_false(vocabulary_find_choice((enum choice)i, span_of(""), &index));
		assert_false(vocabulary_find_choice((enum choice)i, span_of("nonsuch"), &index));
	}
}

/* Spot checks against the tables as people read them, so that a wrong generator is seen. */
static void the_tables_say_what_the_source_says(void **state)
{
	const struct vocabulary_kind *weigh = &vocabulary_kinds[KIND_WEIGH];
	const struct vocabulary_kind *pack = &vocabulary_kinds[KIND_PACK];
	const struct vocabulary_field *temp = &vocabulary_fields[FIELD_TEMP_C];
	(void)state;
	assert_string_equal(weigh->title, "weighing");
	assert_int_equal(weigh->step, STEP_BREED);
	assert_string_equal(vocabulary_steps[STEP_BREED].title, "breeding");
	assert_int_equal(weigh->slot_count, 1);
	assert_int_equal(weigh->slots[0].role, ROLE_OF);
	assert_int_equal(weigh->slots[0].least, 1);
	assert_int_equal(weigh->slots[0].most, 1);
	assert_int_equal(weigh->slots[0].items,
		1U << ITEM_PIG | 1U << ITEM_EID | 1U << ITEM_CARCASS | 1U << ITEM_LOT);
	assert_int_equal(weigh->required, UINT64_C(1) << FIELD_KG);
	assert_int_equal(weigh->allowed, UINT64_C(1) << FIELD_KG | UINT64_C(1) << FIELD_REMARK |
						 UINT64_C(1) << FIELD_CLOCK_ERROR_S);
	assert_int_equal(weigh->trades, 1U << TRADE_FARM | 1U << TRADE_TRANSPORT |
						1U << TRADE_SLAUGHTER | 1U << TRADE_PACKER);
	assert_string_equal(weigh->epcis, "ObjectEvent/OBSERVE/inspecting");
	assert_int_equal(pack->slots[0].most, EVENT_ITEMS_MOST);
	assert_int_equal(vocabulary_slot_of(KIND_PACK, ROLE_OUT)->role, ROLE_OUT);
	assert_null(vocabulary_slot_of(KIND_PACK, ROLE_FROM));
	assert_string_equal(vocabulary_kinds[KIND_CORRECT].epcis, "");
	assert_int_equal(vocabulary_kinds[KIND_CORRECT].trades, UINT32_MAX);
	assert_int_equal(vocabulary_kinds[KIND_CORRECT].slot_count, 0);
	assert_int_equal(temp->type, FIELD_IS_DECIMAL);
	assert_int_equal(temp->digits, 2);
	assert_int_equal(temp->least, -6000);
	assert_int_equal(temp->most, 15000);
	assert_string_equal(temp->unit, "degC");
	assert_int_equal(vocabulary_fields[FIELD_SEX].choice, CHOICE_SEX);
	assert_int_equal(vocabulary_fields[FIELD_CERT].items, 1U << ITEM_DOC);
	assert_true(vocabulary_fields[FIELD_REMARK].common);
	assert_int_equal(vocabulary_roles[ROLE_SITE].flow, FLOW_SITE);
}

static struct span example_of(uint32_t items)
{
	int item = 0;
	while (!(items >> item & 1))
		item++;
	return span_of(examples[item]);
}

static void write_example(struct event_writer *writer, enum field field)
{
	const struct vocabulary_field *row = &vocabulary_fields[field];
	static const char key[] =
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
	switch (row->type) {
	case FIELD_IS_TEXT:
		event_write_text(writer, row->name, span_of("猪 \"x\""));
		break;
	case FIELD_IS_DECIMAL:
		event_write_decimal(writer, row->name, row->most, row->digits);
		break;
	case FIELD_IS_INTEGER:
		event_write_integer(writer, row->name, row->least);
		break;
	case FIELD_IS_DATE:
		event_write_text(writer, row->name, span_of("2026-11-27"));
		break;
	case FIELD_IS_TIME:
		event_write_text(writer, row->name, span_of("2026-11-27T00:00:00Z"));
		break;
	case FIELD_IS_CHOICE:
		event_write_text(
			writer, row->name, span_of(vocabulary_choices[row->choice].values[0]));
		break;
	case FIELD_IS_ITEM:
		event_write_text(writer, row->name, example_of(row->items));
		break;
	case FIELD_IS_EVENT:
		event_write_text(writer, row->name, span_of("farm-01/1/1"));
		break;
	case FIELD_IS_HEX:
		assert_in_range(row->most, 1, 32);
		event_write_text(writer, row->name, (struct span){ key, (size_t)row->most * 2 });
		break;
	case FIELD_IS_SERIES: /* the writer has no verb for it: stations with a sensor write it so */
		out_text(writer->out, ",\"readings\":[[0,\"-1.5\"],[60,\"0\"]]");
		break;
	}
}

/* An event with one item in each role (of those it must have, if least_only), and all the fields of a set. */
static struct span example_event(enum event_kind kind, bool least_only, uint64_t fields)
{
	const struct vocabulary_kind *row = &vocabulary_kinds[kind];
	struct out out = out_into(room, sizeof(room));
	struct event_writer writer;
	event_write_begin(&writer, &out, kind, when);
	for (int i = 0; i < FIELD_COUNT; i++)
		if (fields >> i & 1)
			write_example(&writer, (enum field)i);
	for (int i = 0; i < row->slot_count; i++) {
		if (least_only && row->slots[i].least == 0)
			continue;
		event_write_role(&writer, row->slots[i].role);
		event_write_item(&writer, example_of(row->slots[i].items), -1, -1);
	}
	event_write_end(&writer);
	assert_false(out.full);
	return out_written(&out);
}

static void decode(struct span line, enum event_kind kind, uint64_t fields)
{
	if (event_decode(line, &event, &wrong) != EVENT_OK)
		fail_msg("%s: %s at %zu under `%s`", line.at, event_error_text(wrong.error),
			wrong.at, wrong.key);
	assert_int_equal(event.kind, kind);
	assert_int_equal(event.at.at_ms, when.at_ms);
	for (int i = 0; i < FIELD_COUNT; i++)
		assert_int_equal(event_find(&event, (enum field)i) != NULL, fields >> i & 1);
}

static void the_least_event_of_every_kind_is_read(void **state)
{
	(void)state;
	for (int i = 0; i < KIND_COUNT; i++) {
		const struct vocabulary_kind *row = &vocabulary_kinds[i];
		enum event_kind kind = (enum event_kind)i;
		decode(example_event(kind, true, row->required), kind, row->required);
	}
}

static void the_fullest_event_of_every_kind_is_read(void **state)
{
	(void)state;
	for (int i = 0; i < KIND_COUNT; i++) {
		const struct vocabulary_kind *row = &vocabulary_kinds[i];
		enum event_kind kind = (enum event_kind)i;
		decode(example_event(kind, false, row->allowed), kind, row->allowed);
		for (int j = 0; j < row->slot_count; j++)
			assert_non_null(event_item_at(&event, row->slots[j].role, 0));
	}
}

static void a_field_of_another_kind_is_misplaced_in_every_kind(void **state)
{
	(void)state;
	for (int i = 0; i < KIND_COUNT; i++) {
		for (int j = 0; j < FIELD_COUNT; j++) {
			uint64_t bit = UINT64_C(1) << j;
			if (vocabulary_kinds[i].allowed & bit)
				continue;
			struct span line = example_event((enum event_kind)i, true, bit);
			assert_int_equal(event_decode(line, &event, &wrong), EVENT_KEY_MISPLACED);
			assert_string_equal(wrong.key, vocabulary_fields[j].name);
		}
	}
}

static void an_item_stands_only_where_its_slot_allows_it(void **state)
{
	(void)state;
	for (int i = 0; i < KIND_COUNT; i++) {
		const struct vocabulary_kind *row = &vocabulary_kinds[i];
		for (int j = 0; j < row->slot_count * ITEM_KIND_COUNT; j++) {
			const struct vocabulary_slot *slot = &row->slots[j / ITEM_KIND_COUNT];
			int item = j % ITEM_KIND_COUNT;
			struct out out = out_into(room, sizeof(room));
			struct event_writer writer;
			event_write_begin(&writer, &out, (enum event_kind)i, when);
			event_write_role(&writer, slot->role);
			event_write_item(&writer, span_of(examples[item]), -1, -1);
			event_write_end(&writer);
			assert_int_equal(event_decode(out_written(&out), &event, &wrong),
				slot->items >> item & 1 ? EVENT_OK : EVENT_ITEM_KIND);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_found_and_no_other),
		cmocka_unit_test(every_choice_is_found_by_its_value),
		cmocka_unit_test(the_tables_say_what_the_source_says),
		cmocka_unit_test(the_least_event_of_every_kind_is_read),
		cmocka_unit_test(the_fullest_event_of_every_kind_is_read),
		cmocka_unit_test(a_field_of_another_kind_is_misplaced_in_every_kind),
		cmocka_unit_test(an_item_stands_only_where_its_slot_allows_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
