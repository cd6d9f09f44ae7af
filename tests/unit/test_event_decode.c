#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/event/event.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define AT           "\"at\":\"2026-11-20T07:30:12+08:00\""
#define WEIGH        "{\"do\":\"weigh\"," AT
#define PIG          "\"pig:114113000012345\""
#define FEED         "{\"do\":\"feed\"," AT
#define GROUP        "\"group:1411300001/F3\""
#define PACK         "{\"do\":\"pack\"," AT
#define TRACK        "{\"do\":\"track\"," AT ",\"of\":\"truck:J12345\""
#define MOVE         "{\"do\":\"move\"," AT
#define CORRECT      "{\"do\":\"correct\"," AT
#define LONG_KEY     "k23456789012345678901234567890xyz"
#define HEX_60       "00112233445566778899aabbccddeeff00112233445566778899aabbccdd"

static struct event event;
static struct event_wrong wrong;

/* The line without its '`', which marks the byte where it goes wrong. */
static size_t unmark(const char *marked, struct out *line)
{
	size_t at = 0;
	for (size_t i = 0; marked[i] != '\0'; i++) {
		if (marked[i] == '`')
			at = line->len;
		else
			out_char(line, marked[i]);
	}
	assert_false(line->full);
	return at;
}

static const struct {
	const char *line;
	enum event_error error;
	const char *key;
	enum ident_error ident;
} refused[] = {
	{ "`", EVENT_JSON, "", IDENT_OK },
	{ "{\"do\":\"weigh\"`", EVENT_JSON, "", IDENT_OK },
	{ "{\"do\":\"weigh\",`}", EVENT_JSON, "", IDENT_OK },
	{ "{\"do\":`}", EVENT_JSON, "do", IDENT_OK },
	{ WEIGH ",\"of\":[" PIG "`}", EVENT_JSON, "of", IDENT_OK },
	{ WEIGH ",\"of\":{\"id\":" PIG ",\"kg\":`}}", EVENT_JSON, "kg", IDENT_OK },
	{ WEIGH ",\"kg\":\"1`", EVENT_JSON, "kg", IDENT_OK },
	{ WEIGH ",\"kg\":\"1\"} `{}", EVENT_JSON, "", IDENT_OK },
	{ WEIGH ",\"remark\":\"`\\u0000\"}", EVENT_JSON, "remark", IDENT_OK },
	{ "{\"of\":{\"id\":" PIG "`", EVENT_JSON, "of", IDENT_OK }, /* seen while looking for do */
	{ TRACK ",\"readings\":[[0`}", EVENT_JSON, "readings", IDENT_OK },
	{ WEIGH ",\"remark\":\"`\xff\"}", EVENT_UTF8, "remark", IDENT_OK },
	{ WEIGH ",\"`\xc3\x28\":1}", EVENT_UTF8, "", IDENT_OK },
	{ "{\"x\":[[[[[[[[[[[[[[[`[]]]]]]]]]]]]]]]]}", EVENT_DEEP, "x", IDENT_OK },
	{ "`[]", EVENT_NOT_OBJECT, "", IDENT_OK },
	{ " `\"weigh\"", EVENT_NOT_OBJECT, "", IDENT_OK },
	{ "`7", EVENT_NOT_OBJECT, "", IDENT_OK },
	{ "`null", EVENT_NOT_OBJECT, "", IDENT_OK },
	{ WEIGH ",`\"at\":1}", EVENT_KEY_TWICE, "at", IDENT_OK },
	{ WEIGH ",`\"do\":\"weigh\"}", EVENT_KEY_TWICE, "do", IDENT_OK },
	{ "{" AT ",\"do\":\"weigh\",`\"do\":\"weigh\"}", EVENT_KEY_TWICE, "do", IDENT_OK },
	{ WEIGH ",\"by\":\"a\",`\"by\":\"a\"}", EVENT_KEY_TWICE, "by", IDENT_OK },
	{ WEIGH ",\"kg\":\"1\",\"remark\":\"x\",`\"kg\":\"1\"}", EVENT_KEY_TWICE, "kg", IDENT_OK },
	{ WEIGH ",\"kg\":\"1\",`\"\\u006bg\":\"1\"}", EVENT_KEY_TWICE, "kg", IDENT_OK },
	{ WEIGH ",\"of\":" PIG ",`\"of\":[]}", EVENT_KEY_TWICE, "of", IDENT_OK },
	{ PACK ",\"place\":\"place:a\",`\"place\":\"place:b\"}", EVENT_KEY_TWICE, "place",
		IDENT_OK },
	{ FEED ",\"of\":{\"id\":" GROUP ",`\"id\":" GROUP "}}", EVENT_KEY_TWICE, "id", IDENT_OK },
	{ WEIGH ",`\"weight\":\"1\"}", EVENT_KEY_UNKNOWN, "weight", IDENT_OK },
	{ WEIGH ",`\"KG\":\"1\"}", EVENT_KEY_UNKNOWN, "KG", IDENT_OK },
	{ WEIGH ",`\"\":\"1\"}", EVENT_KEY_UNKNOWN, "", IDENT_OK },
	{ WEIGH ",`\"ref\":" PIG "}", EVENT_KEY_UNKNOWN, "ref", IDENT_OK },
	{ WEIGH ",`\"site\":\"place:a\"}", EVENT_KEY_UNKNOWN, "site", IDENT_OK },
	{ WEIGH ",`\"" LONG_KEY "\":1}", EVENT_KEY_UNKNOWN, "k23456789012345678901234567890x",
		IDENT_OK },
	{ WEIGH ",`\"k2345678901234567890123456789猪\":1}", EVENT_KEY_UNKNOWN,
		"k2345678901234567890123456789", IDENT_OK },
	{ WEIGH ",\"of\":{\"id\":" PIG ",`\"lb\":\"5\"}}", EVENT_KEY_UNKNOWN, "lb", IDENT_OK },
	{ WEIGH ",`\"verdict\":\"pass\"}", EVENT_KEY_MISPLACED, "verdict", IDENT_OK },
	{ WEIGH ",`\"in\":" PIG "}", EVENT_KEY_MISPLACED, "in", IDENT_OK },
	{ "`{}", EVENT_KIND_MISSING, "do", IDENT_OK },
	{ "`{" AT ",\"of\":" PIG ",\"x\":{\"do\":\"weigh\"}}", EVENT_KIND_MISSING, "do", IDENT_OK },
	{ "{\"do\":`\"fly\"}", EVENT_KIND_UNKNOWN, "do", IDENT_OK },
	{ "{\"do\":`\"\"}", EVENT_KIND_UNKNOWN, "do", IDENT_OK },
	{ "{\"do\":`\"Weigh\"}", EVENT_KIND_UNKNOWN, "do", IDENT_OK },
	{ "{\"do\":`\"weighweighweighweighweighweighweigh\"}", EVENT_KIND_UNKNOWN, "do", IDENT_OK },
	{ "{\"do\":`5}", EVENT_KIND_UNKNOWN, "do", IDENT_OK },
	{ "{\"x\":1,\"do\":`[]}", EVENT_KIND_UNKNOWN, "do", IDENT_OK },
	{ "`{\"do\":\"weigh\"}", EVENT_TIME_MISSING, "at", IDENT_OK },
	{ "{\"do\":\"weigh\",\"at\":\"2026-11-20`\"}", EVENT_TIME, "at", IDENT_OK },
	{ "{\"do\":\"weigh\",\"at\":\"2026-11-20` 07:30:12+08:00\"}", EVENT_TIME, "at", IDENT_OK },
	{ "{\"do\":\"weigh\",\"at\":`\"2026\\u002d11-20 07:30\"}", EVENT_TIME, "at", IDENT_OK },
	{ "{\"do\":\"weigh\",\"at\":`1732059012}", EVENT_TIME, "at", IDENT_OK },
	{ WEIGH ",\"by\":\"op`/07\"}", EVENT_OPERATOR, "by", IDENT_OK },
	{ WEIGH ",\"by\":`\"\"}", EVENT_OPERATOR, "by", IDENT_OK },
	{ WEIGH ",\"by\":`7}", EVENT_OPERATOR, "by", IDENT_OK },
	{ WEIGH ",\"by\":\"12345678901234567890123456789012`3\"}", EVENT_OPERATOR, "by", IDENT_OK },
	{ WEIGH ",\"by\":\"`张三\"}", EVENT_OPERATOR, "by", IDENT_OK },
	{ WEIGH ",\"kg\":`112.5}", EVENT_TYPE, "kg", IDENT_OK },
	{ WEIGH ",\"kg\":\"112`,5\"}", EVENT_TYPE, "kg", IDENT_OK },
	{ WEIGH ",\"kg\":`\"1\\u002c5\"}", EVENT_TYPE, "kg", IDENT_OK },
	{ WEIGH ",\"kg\":\"1.000`1\"}", EVENT_TYPE, "kg", IDENT_OK },
	{ WEIGH ",\"kg\":`null}", EVENT_TYPE, "kg", IDENT_OK },
	{ FEED ",\"of\":[`7]}", EVENT_TYPE, "of", IDENT_OK },
	{ FEED ",\"of\":[`[]]}", EVENT_TYPE, "of", IDENT_OK },
	{ FEED ",\"of\":`null}", EVENT_TYPE, "of", IDENT_OK },
	{ FEED ",\"of\":`{}}", EVENT_TYPE, "of", IDENT_OK },
	{ FEED ",\"of\":{\"id\":`{}}}", EVENT_TYPE, "id", IDENT_OK },
	{ FEED ",\"of\":{\"kg\":`5,\"id\":" GROUP "}}", EVENT_TYPE, "kg", IDENT_OK },
	{ FEED ",\"of\":{\"id\":" GROUP ",\"count\":`\"5\"}}", EVENT_TYPE, "count", IDENT_OK },
	{ FEED ",\"of\":{\"id\":" GROUP ",\"count\":5`.0}}", EVENT_TYPE, "count", IDENT_OK },
	{ MOVE ",\"count\":1`e3}", EVENT_TYPE, "count", IDENT_OK },
	{ MOVE ",\"count\":`-0}", EVENT_TYPE, "count", IDENT_OK },
	{ MOVE ",\"count\":`true}", EVENT_TYPE, "count", IDENT_OK },
	{ MOVE ",\"place\":`{\"id\":\"place:a\"}}", EVENT_TYPE, "place", IDENT_OK },
	{ WEIGH ",\"remark\":`\"a\\tb\"}", EVENT_TYPE, "remark", IDENT_OK },
	{ PACK ",\"best_before\":\"`2026-02-30\"}", EVENT_TYPE, "best_before", IDENT_OK },
	{ PACK ",\"best_before\":`20260230}", EVENT_TYPE, "best_before", IDENT_OK },
	{ PACK ",\"serial_key\":`\"00ff\"}", EVENT_TYPE, "serial_key", IDENT_OK },
	{ PACK ",\"serial_key\":\"" HEX_60 "00`FF\"}", EVENT_TYPE, "serial_key", IDENT_OK },
	{ CORRECT ",\"event\":`\"farm-01/3\"}", EVENT_TYPE, "event", IDENT_OK },
	{ TRACK ",\"readings\":`\"1\"}", EVENT_TYPE, "readings", IDENT_OK },
	{ TRACK ",\"readings\":[`1]}", EVENT_TYPE, "readings", IDENT_OK },
	{ TRACK ",\"readings\":[[`\"1\",\"1\"]]}", EVENT_TYPE, "readings", IDENT_OK },
	{ TRACK ",\"readings\":[[1`]]}", EVENT_TYPE, "readings", IDENT_OK },
	{ TRACK ",\"readings\":[[1,`1]]}", EVENT_TYPE, "readings", IDENT_OK },
	{ TRACK ",\"readings\":[[1,\"1\",`1]]}", EVENT_TYPE, "readings", IDENT_OK },
	{ TRACK ",\"readings\":[[1,\"1.23`4\"]]}", EVENT_TYPE, "readings", IDENT_OK },
	{ WEIGH ",\"kg\":`\"0\"}", EVENT_RANGE, "kg", IDENT_OK },
	{ WEIGH ",\"kg\":`\"50000.001\"}", EVENT_RANGE, "kg", IDENT_OK },
	{ FEED ",\"of\":{\"id\":" GROUP ",\"kg\":`\"0\"}}", EVENT_RANGE, "kg", IDENT_OK },
	{ FEED ",\"of\":{\"id\":" GROUP ",\"kg\":`\"-1\"}}", EVENT_RANGE, "kg", IDENT_OK },
	{ FEED ",\"of\":{\"id\":" GROUP ",\"count\":`0}}", EVENT_RANGE, "count", IDENT_OK },
	{ FEED ",\"of\":{\"id\":" GROUP ",\"count\":`1000001}}", EVENT_RANGE, "count", IDENT_OK },
	{ MOVE ",\"count\":`-1}", EVENT_RANGE, "count", IDENT_OK },
	{ MOVE ",\"count\":`99999999999999999999}", EVENT_RANGE, "count", IDENT_OK },
	{ "{\"do\":\"medicate\"," AT ",\"withdrawal_days\":`99999999999999999999}", EVENT_RANGE,
		"withdrawal_days", IDENT_OK },
	{ WEIGH ",\"remark\":`\"\"}", EVENT_RANGE, "remark", IDENT_OK },
	{ TRACK ",\"lat\":`\"90.000001\"}", EVENT_RANGE, "lat", IDENT_OK },
	{ TRACK ",\"readings\":`[]}", EVENT_RANGE, "readings", IDENT_OK },
	{ TRACK ",\"readings\":[[`-1,\"1\"]]}", EVENT_RANGE, "readings", IDENT_OK },
	{ TRACK ",\"readings\":[[5,\"1\"],[`5,\"1\"]]}", EVENT_RANGE, "readings", IDENT_OK },
	{ TRACK ",\"readings\":[[`86401,\"1\"]]}", EVENT_RANGE, "readings", IDENT_OK },
	{ TRACK ",\"readings\":[[0,`\"151\"]]}", EVENT_RANGE, "readings", IDENT_OK },
	{ "{\"do\":\"inspect\"," AT ",\"verdict\":`\"fine\"}", EVENT_CHOICE, "verdict", IDENT_OK },
	{ "{\"do\":\"inspect\"," AT ",\"verdict\":`\"passed\"}", EVENT_CHOICE, "verdict",
		IDENT_OK },
	{ WEIGH ",\"of\":[\"pig:11411`X000012345\"]}", EVENT_ITEM, "of", IDENT_CHARACTER },
	{ WEIGH ",\"of\":`\"pig:11411\\u0058000012345\"}", EVENT_ITEM, "of", IDENT_CHARACTER },
	{ WEIGH ",\"of\":\"`hog:114113000012345\"}", EVENT_ITEM, "of", IDENT_KIND },
	{ WEIGH ",\"of\":\"`\"}", EVENT_ITEM, "of", IDENT_EMPTY },
	{ FEED ",\"of\":{\"id\":\"`hog:1\"}}", EVENT_ITEM, "of", IDENT_KIND },
	{ WEIGH ",\"of\":[`" GROUP "]}", EVENT_ITEM_KIND, "of", IDENT_OK },
	{ WEIGH ",\"place\":`" PIG "}", EVENT_ITEM_KIND, "place", IDENT_OK },
	{ "{\"do\":\"arrive\"," AT ",\"cert\":`" PIG "}", EVENT_ITEM_KIND, "cert", IDENT_OK },
	{ FEED ",\"of\":[" PIG "," GROUP ",`" PIG "]}", EVENT_ITEM_TWICE, "of", IDENT_OK },
	{ FEED ",\"of\":[" GROUP ",{\"id\":`" GROUP ",\"kg\":\"1\"}]}", EVENT_ITEM_TWICE, "of",
		IDENT_OK },
	{ WEIGH ",\"of\":[" PIG ",`\"pig:114113000012346\"]}", EVENT_ITEMS_MANY, "of", IDENT_OK },
};

static void what_is_wrong_is_told_with_its_byte_and_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		char room[512];
		struct out line = out_into(room, sizeof(room));
		size_t at = unmark(refused[i].line, &line);
		enum event_error error = event_decode(out_written(&line), &event, &wrong);
		if (error != refused[i].error || wrong.error != error || wrong.at != at ||
			wrong.ident != refused[i].ident || strcmp(wrong.key, refused[i].key) != 0)
			fail_msg("%s: error %d (ident %d) at %zu under `%s`", refused[i].line,
				(int)error, (int)wrong.ident, wrong.at, wrong.key);
	}
}

static void every_error_has_a_line_that_shows_it(void **state)
{
	bool shown[EVENT_ERROR_COUNT] = { false };
	(void)state;
	shown[EVENT_OK] = true;
	shown[EVENT_TOO_LONG] = true; /* a_line_of_4096_bytes_is_read_and_no_longer_one */
	for (size_t i = 0; i < COUNT(refused); i++)
		shown[refused[i].error] = true;
	for (int i = 0; i < EVENT_ERROR_COUNT; i++) {
		assert_true(shown[i]);
		assert_non_null(event_error_text((enum event_error)i));
	}
}

static void decode_good(const char *line)
{
	if (event_decode(span_of(line), &event, &wrong) != EVENT_OK)
		fail_msg("%s: error %d at %zu under `%s`", line, (int)wrong.error, wrong.at,
			wrong.key);
	assert_int_equal(wrong.error, EVENT_OK);
	assert_string_equal(wrong.key, "");
}

static void a_weighing_is_read_whole(void **state)
{
	(void)state;
	decode_good(WEIGH ",\"of\":[" PIG "],\"kg\":\"112.5\",\"by\":\"op-07\"}");
	assert_int_equal(event.kind, KIND_WEIGH);
	assert_int_equal(event.at.at_ms, INT64_C(1795131012000));
	assert_int_equal(event.at.offset_min, 480);
	assert_true(span_is(event.by, "op-07"));
	assert_int_equal(event.item_count, 1);
	assert_int_equal(event.value_count, 1);
	const struct event_item *item = event_item_at(&event, ROLE_OF, 0);
	assert_int_equal(item->item.kind, ITEM_PIG);
	assert_true(span_is(item->item.code, "114113000012345"));
	assert_false(item->has_mass);
	assert_false(item->has_count);
	assert_int_equal(event_find(&event, FIELD_KG)->number, 112500);
	assert_true(span_is(event_find(&event, FIELD_KG)->text, "112.5"));
	assert_null(event_find(&event, FIELD_REMARK));
	assert_null(event_item_at(&event, ROLE_OF, 1));
	assert_null(event_item_at(&event, ROLE_SITE, 0));
}

static void nothing_of_the_event_before_is_left(void **state)
{
	(void)state;
	decode_good(TRACK ",\"by\":\"a\",\"readings\":[[0,\"1\"]],\"temp_c\":\"1\"}");
	decode_good("{\"do\":\"correct\"," AT "}");
	assert_null(event.by.at);
	assert_int_equal(event.item_count + event.value_count + event.reading_count, 0);
	assert_int_not_equal(event_decode(span_of("{\"do\":"), &event, &wrong), EVENT_OK);
	decode_good("{\"do\":\"correct\"," AT "}");
}

static void the_kind_may_stand_anywhere(void **state)
{
	(void)state;
	decode_good("{\"of\":[\"\\u0070ig:114113000012345\"],\"kg\":\"1\"," AT
		    ",\"\\u0064o\":\"weig\\u0068\",\"by\":\"x\"}");
	assert_int_equal(event.kind, KIND_WEIGH);
	assert_int_equal(event.item_count, 1);
	assert_true(span_is(event.items[0].item.code, "114113000012345"));
	assert_int_equal(event.value_count, 1);
	assert_true(span_is(event.by, "x"));
}

static void items_carry_their_quantities(void **state)
{
	(void)state;
	decode_good(
		FEED ",\"of\":{\"count\":3,\"id\":" GROUP "},\"in\":[\"input:nongda/F1\","
		     "{\"id\":\"input:nongda/F2\",\"kg\":\"12.5\"},{\"id\":\"input:nongda/F3\"}],"
		     "\"place\":\"place:house-3\"}");
	assert_int_equal(event.item_count, 5);
	assert_true(event.items[0].has_count && !event.items[0].has_mass);
	assert_int_equal(event.items[0].count, 3);
	const struct event_item *second = event_item_at(&event, ROLE_IN, 1);
	assert_true(second->has_mass && !second->has_count);
	assert_int_equal(second->mass_g, 12500);
	assert_true(span_is(second->item.code, "nongda/F2"));
	assert_false(event_item_at(&event, ROLE_IN, 2)->has_mass);
	assert_int_equal(event_item_at(&event, ROLE_SITE, 0)->item.kind, ITEM_PLACE);
}

static void one_item_may_take_two_roles(void **state)
{
	(void)state;
	decode_good(MOVE ",\"of\":" GROUP ",\"from\":" GROUP ",\"place\":" GROUP "}");
	assert_int_equal(event.item_count, 3);
}

static void one_number_may_be_an_ear_tag_and_an_electronic_tag(void **state)
{
	(void)state;
	decode_good(FEED ",\"of\":[" PIG ",\"eid:114113000012345\"]}");
	assert_int_equal(event.item_count, 2);
}

static void an_empty_role_names_no_item(void **state)
{
	(void)state;
	decode_good(WEIGH ",\"of\":[]}");
	assert_int_equal(event.item_count, 0);
}

static void every_type_of_field_has_its_value(void **state)
{
	(void)state;
	decode_good(
		"{\"do\":\"arrive\"," AT ",\"cert\":\"doc:A/140\",\"supplier\":\"交口\\u517b殖\","
		"\"count\":1000000}");
	assert_true(span_is(event_find(&event, FIELD_CERT)->text, "doc:A/140"));
	assert_true(span_is(event_item_at(&event, ROLE_REF, 0)->item.code, "A/140"));
	assert_true(span_is(event_find(&event, FIELD_SUPPLIER)->text, "交口养殖"));
	assert_int_equal(event_find(&event, FIELD_COUNT_)->number, 1000000);
	decode_good("{\"do\":\"medicate\"," AT ",\"until\":\"2026-11-25T00:00:00.5Z\","
		    "\"withdrawal_days\":0}");
	assert_int_equal(event_find(&event, FIELD_UNTIL)->number, INT64_C(1795564800500));
	assert_int_equal(event_find(&event, FIELD_WITHDRAWAL_DAYS)->number, 0);
	decode_good(PACK ",\"best_before\":\"2026-11-27\",\"serial_key\":\"" HEX_60 "00ff\"}");
	assert_int_equal(event_find(&event, FIELD_BEST_BEFORE)->number, 20784);
	assert_int_equal(event_find(&event, FIELD_SERIAL_KEY)->text.len, 64);
	decode_good("{\"do\":\"test\"," AT ",\"agent\":\"asf\",\"method\":\"strip\"}");
	assert_int_equal(event_find(&event, FIELD_AGENT)->number, AGENT_ASF);
	assert_int_equal(event_find(&event, FIELD_METHOD)->number, METHOD_STRIP);
	decode_good(CORRECT ",\"event\":\"farm-01/3/1040\"}");
	assert_true(span_is(event_find(&event, FIELD_EVENT)->name.station, "farm-01"));
	assert_int_equal(event_find(&event, FIELD_EVENT)->name.epoch, 3);
	assert_int_equal(event_find(&event, FIELD_EVENT)->name.seq, 1040);
}

static void readings_are_kept_in_order(void **state)
{
	(void)state;
	decode_good(TRACK
		",\"readings\":[[0,\"-18.5\"],[60,\"-18\"],[86400,\"150\"]],\"lat\":\"-90\"}");
	assert_int_equal(event_find(&event, FIELD_READINGS)->number, 3);
	assert_int_equal(event.reading_count, 3);
	assert_int_equal(event.readings[0].after_s, 0);
	assert_int_equal(event.readings[0].value, -1850);
	assert_int_equal(event.readings[2].after_s, 86400);
	assert_int_equal(event.readings[2].value, 15000);
	assert_int_equal(event_find(&event, FIELD_LAT)->number, -90000000);
}

/* TRACK with n readings one second apart. */
static struct span many_readings(struct out *line, int n)
{
	out_text(line, TRACK ",\"readings\":[");
	for (int i = 0; i < n; i++) {
		out_text(line, i ? ",[" : "[");
		out_number(line, i);
		out_text(line, ",\"1\"]");
	}
	out_text(line, "]}");
	assert_false(line->full);
	return out_written(line);
}

static void a_series_has_256_readings_and_no_more(void **state)
{
	char room[EVENT_LINE_MOST + 1];
	struct out line = out_into(room, sizeof(room));
	(void)state;
	assert_int_equal(
		event_decode(many_readings(&line, EVENT_READINGS_MOST), &event, &wrong), EVENT_OK);
	line = out_into(room, sizeof(room));
	assert_int_equal(
		event_decode(many_readings(&line, EVENT_READINGS_MOST + 1), &event, &wrong),
		EVENT_RANGE);
	assert_memory_equal(room + wrong.at, "[256,", 5);
}

/* A feeding of n inputs with names of one or two characters: 256 of them fit a line. */
static struct span many_inputs(struct out *line, int n, const char *more)
{
	static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	out_text(line, FEED ",\"in\":[");
	for (int i = 0; i < n; i++) {
		out_text(line, i ? ",\"input:a/" : "\"input:a/");
		out_char(line, letters[i / 36]);
		out_char(line, letters[i % 36]);
		out_char(line, '"');
	}
	out_char(line, ']');
	out_text(line, more);
	out_char(line, '}');
	assert_false(line->full);
	return out_written(line);
}

static void an_event_has_256_items_and_no_more(void **state)
{
	char room[EVENT_LINE_MOST + 1];
	struct out line = out_into(room, sizeof(room));
	(void)state;
	assert_int_equal(event_decode(many_inputs(&line, 256, ""), &event, &wrong), EVENT_OK);
	assert_int_equal(event.item_count, 256);
	assert_true(span_is(event_item_at(&event, ROLE_IN, 255)->item.code, "a/73"));
	line = out_into(room, sizeof(room));
	assert_int_equal(
		event_decode(many_inputs(&line, 257, ""), &event, &wrong), EVENT_ITEMS_MANY);
	assert_memory_equal(room + wrong.at, "\"input:a/74\"", 12);
	line = out_into(room, sizeof(room));
	assert_int_equal(event_decode(many_inputs(&line, 256, ",\"of\":" GROUP), &event, &wrong),
		EVENT_ITEMS_MANY);
	assert_memory_equal(room + wrong.at, GROUP, 8);
	assert_string_equal(wrong.key, "of");
}

/* A line of exactly len bytes: a remark is at most 200 bytes, white space is not limited. */
static struct span padded(char *room, size_t len)
{
	static const char start[] = WEIGH ",\"remark\":\"x\"";
	memset(room, ' ', len);
	memcpy(room, start, sizeof(start) - 1);
	room[len - 1] = '}';
	return (struct span){ room, len };
}

static void a_line_of_4096_bytes_is_read_and_no_longer_one(void **state)
{
	char room[EVENT_LINE_MOST + 2];
	(void)state;
	assert_int_equal(event_decode(padded(room, EVENT_LINE_MOST), &event, &wrong), EVENT_OK);
	assert_int_equal(
		event_decode(padded(room, EVENT_LINE_MOST + 1), &event, &wrong), EVENT_TOO_LONG);
	assert_int_equal(wrong.at, EVENT_LINE_MOST);
	assert_int_equal(event_decode(padded(room, EVENT_LINE_MOST), &event, &wrong), EVENT_OK);
}

static void a_text_is_counted_in_bytes_and_has_no_control_characters(void **state)
{
	char room[512];
	(void)state;
	for (size_t len = 200; len <= 201; len++) {
		struct out line = out_into(room, sizeof(room));
		out_text(&line, WEIGH ",\"remark\":\"");
		for (size_t i = 0; i < len / 3; i++)
			out_text(&line, "猪");
		for (size_t i = 0; i < len % 3; i++)
			out_char(&line, 'x');
		out_text(&line, "\"}");
		assert_int_equal(event_decode(out_written(&line), &event, &wrong),
			len == 200 ? EVENT_OK : EVENT_RANGE);
	}
	assert_int_equal(
		event_decode(span_of(WEIGH ",\"remark\":\"a\\nb\"}"), &event, &wrong), EVENT_TYPE);
	assert_int_equal(event_decode(span_of(WEIGH ",\"remark\":\"a\x7f"
						    "b\"}"),
				 &event, &wrong),
		EVENT_TYPE);
	assert_int_equal(wrong.at, strlen(WEIGH ",\"remark\":\"a"));
}

static void the_name_of_an_event_has_one_spelling(void **state)
{
	static const char *const good[] = { "farm-01/1/1", "a/0/0",
		"a/9007199254740991/9007199254740991", "12345678901234567890123456789012/1/2",
		"phone-01/-/360c290f977ec761", "a/-/0000000000000000", "a/-/ffffffffffffffff" };
	static const char *const bad[] = { "", "/", "//", "a/1", "a/1/", "a//1", "/1/1", "A/1/1",
		"a/01/1", "a/1/01", "a/1/1/", "a/1/1/1", "a/-1/1", "a/1/+1", "a/1/9007199254740992",
		"a b/1/1", "123456789012345678901234567890123/1/2", "a/-/", "a/-/1",
		"a/-/360c290f977ec76", "a/-/360c290f977ec7611", "a/-/360C290F977EC761",
		"a/-/360c290f977ec76g", "a/-1/360c290f977ec761", "/-/360c290f977ec761" };
	struct event_name name = { .seq = -1 };
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		char room[80];
		struct out out = out_into(room, sizeof(room));
		assert_true(event_name_parse(span_of(good[i]), &name));
		event_name_format(&out, name);
		assert_string_equal(room, good[i]);
	}
	name.seq = -1;
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (event_name_parse(span_of(bad[i]), &name))
			fail_msg("%s was read", bad[i]);
		assert_int_equal(name.seq, -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_is_told_with_its_byte_and_key),
		cmocka_unit_test(every_error_has_a_line_that_shows_it),
		cmocka_unit_test(a_weighing_is_read_whole),
		cmocka_unit_test(nothing_of_the_event_before_is_left),
		cmocka_unit_test(the_kind_may_stand_anywhere),
		cmocka_unit_test(items_carry_their_quantities),
		cmocka_unit_test(one_item_may_take_two_roles),
		cmocka_unit_test(one_number_may_be_an_ear_tag_and_an_electronic_tag),
		cmocka_unit_test(an_empty_role_names_no_item),
		cmocka_unit_test(every_type_of_field_has_its_value),
		cmocka_unit_test(readings_are_kept_in_order),
		cmocka_unit_test(a_series_has_256_readings_and_no_more),
		cmocka_unit_test(an_event_has_256_items_and_no_more),
		cmocka_unit_test(a_line_of_4096_bytes_is_read_and_no_longer_one),
		cmocka_unit_test(a_text_is_counted_in_bytes_and_has_no_control_characters),
		cmocka_unit_test(the_name_of_an_event_has_one_spelling),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
