#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/event/event.h"

#include <string.h>

static const struct moment when = { INT64_C(1795131012000), 480 };

static struct event event;
static struct event_wrong wrong;

static void an_event_is_written_as_the_contract_shows_it(void **state)
{
	char room[256];
	struct out out = out_into(room, sizeof(room));
	struct event_writer writer;
	(void)state;
	event_write_begin(&writer, &out, KIND_WEIGH, when);
	event_write_role(&writer, ROLE_OF);
	event_write_item(&writer, span_of("pig:114113000012345"), -1, -1);
	event_write_decimal(&writer, "kg", 112500, 3);
	event_write_text(&writer, "by", span_of("op-07"));
	event_write_end(&writer);
	assert_string_equal(room, "{\"do\":\"weigh\",\"at\":\"2026-11-20T07:30:12+08:00\",\"of\":["
				  "\"pig:114113000012345\"],"
				  "\"kg\":\"112.5\",\"by\":\"op-07\"}");
}

static void what_was_written_is_read_back(void **state)
{
	char room[1024];
	struct out out = out_into(room, sizeof(room));
	struct event_writer writer;
	(void)state;
	event_write_begin(&writer, &out, KIND_PACK, (struct moment){ when.at_ms + 5, -210 });
	event_write_text(&writer, "place", span_of("place:lvliang-01"));
	event_write_role(&writer, ROLE_IN);
	event_write_item(&writer, span_of("carcass:lvliang-01/20261120/17"), 81250, -1);
	event_write_item(&writer, span_of("carcass:lvliang-01/20261120/18"), -1, -1);
	event_write_item(&writer, span_of("lot:06901234000016/L20261120"), 1, 1000000);
	event_write_role(&writer, ROLE_OUT);
	event_write_item(&writer, span_of("run:06901234000016/L20261120/1-400"), -1, 400);
	event_write_text(&writer, "remark", span_of("\"五花\" \\ 肉"));
	event_write_end(&writer);
	assert_false(out.full);
	assert_int_equal(event_decode(out_written(&out), &event, &wrong), EVENT_OK);
	assert_int_equal(event.at.at_ms, when.at_ms + 5);
	assert_int_equal(event.at.offset_min, -210);
	assert_int_equal(event.item_count, 5);
	const struct event_item *first = event_item_at(&event, ROLE_IN, 0);
	assert_true(first->has_mass && !first->has_count);
	assert_int_equal(first->mass_g, 81250);
	const struct event_item *second = event_item_at(&event, ROLE_IN, 1);
	assert_true(!second->has_mass && !second->has_count);
	const struct event_item *third = event_item_at(&event, ROLE_IN, 2);
	assert_int_equal(third->mass_g, 1);
	assert_int_equal(third->count, 1000000);
	assert_int_equal(event_item_at(&event, ROLE_OUT, 0)->count, 400);
	assert_true(span_is(event_find(&event, FIELD_REMARK)->text, "\"五花\" \\ 肉"));
}

static void a_quantity_of_zero_is_said(void **state)
{
	char room[256];
	struct out out = out_into(room, sizeof(room));
	struct event_writer writer;
	(void)state;
	event_write_begin(&writer, &out, KIND_FEED, when);
	event_write_role(&writer, ROLE_IN);
	event_write_item(&writer, span_of("input:a/b"), 0, -1);
	event_write_item(&writer, span_of("input:a/c"), -1, 0);
	event_write_end(&writer);
	assert_non_null(strstr(room, "[{\"id\":\"input:a/b\",\"kg\":\"0\"},"
				     "{\"id\":\"input:a/c\",\"count\":0}]"));
}

static void a_role_at_the_end_and_an_empty_role_are_closed(void **state)
{
	char room[256];
	struct out out = out_into(room, sizeof(room));
	struct event_writer writer;
	(void)state;
	event_write_begin(&writer, &out, KIND_MOVE, when);
	event_write_role(&writer, ROLE_OF);
	event_write_role(&writer, ROLE_TO);
	event_write_item(&writer, span_of("group:1411300001/F3"), -1, -1);
	event_write_end(&writer);
	assert_string_equal(room, "{\"do\":\"move\",\"at\":\"2026-11-20T07:30:12+08:00\",\"of\":[],"
				  "\"to\":[\"group:1411300001/F3\"]}");
	assert_int_equal(event_decode(out_written(&out), &event, &wrong), EVENT_OK);
	assert_int_equal(event.item_count, 1);
}

static void a_buffer_too_small_is_told_and_never_passed(void **state)
{
	char room[128];
	bool fitted = false;
	(void)state;
	for (size_t size = 1; size <= sizeof(room) && !fitted; size++) {
		memset(room, '#', sizeof(room));
		struct out out = out_into(room, size);
		struct event_writer writer;
		event_write_begin(&writer, &out, KIND_WEIGH, when);
		event_write_role(&writer, ROLE_OF);
		event_write_item(&writer, span_of("pig:114113000012345"), 5, 5);
		event_write_integer(&writer, "count", 1);
		event_write_end(&writer);
		fitted = !out.full;
		for (size_t i = size; i < sizeof(room); i++)
			assert_int_equal(room[i], '#');
	}
	assert_true(fitted);
	assert_int_equal(room[strlen(room) - 1], '}');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_is_written_as_the_contract_shows_it),
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(a_quantity_of_zero_is_said),
		cmocka_unit_test(a_role_at_the_end_and_an_empty_role_are_closed),
		cmocka_unit_test(a_buffer_too_small_is_told_and_never_passed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
