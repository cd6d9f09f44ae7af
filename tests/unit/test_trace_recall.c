#include "tests/unit/kit_story.h"

#include "core/trace/recall.h"

#define RECALL "recall:2026-001"

static int64_t at_ms(const char *when)
{
	char text[40];
	struct moment moment;
	(void)snprintf(text, sizeof(text), "2026-%.2s-%.2sT%.2s:%.2s:00+08:00", when, when + 2,
		when + 5, when + 7);
	assert_true(moment_parse(span_of(text), &moment, NULL));
	return moment.at_ms;
}

static struct recalls read_all(struct kit *kit, const char *now)
{
	struct recall_settings settings = { .now_ms = at_ms(now) };
	struct recalls recalls = { .count = 0 };
	struct fault fault = { 0 };
	struct item item;
	assert_int_equal(item_parse(span_of(RECALL), &item, NULL), IDENT_OK);
	if (!kit->store)
		kit_tell(kit, NULL, 0);
	if (recall_read(kit->store, item, &settings, &recalls, &fault) != 0)
		fail_msg("%s", fault.text);
	return recalls;
}

/* The only one of its name; NULL: nobody opened one. */
static struct recall *read_at(struct kit *kit, const char *now)
{
	struct recalls recalls = read_all(kit, now);
	struct recall *recall = NULL;
	assert_true(recalls.count <= 1);
	if (recalls.count == 1) {
		recall = recalls.list[0];
		recalls.list[0] = NULL;
	}
	recalls_free(&recalls);
	return recall;
}

static size_t open_recall(struct kit *kit, const char *of, const char *more, const char *when)
{
	char rest[400];
	(void)snprintf(rest, sizeof(rest),
		"'of':%s,'out':'" RECALL "','class':'I','reason':'residue'%s", of, more);
	return kit_say(kit, "packer", "recall_open", when, rest);
}

static void a_recall_goes_from_open_by_notice_and_recovery_to_its_end(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	kit_register(kit, "admin", "admin");
	(void)kit_say(kit, "admin", "station", "0101T0000",
		"'of':'station:shop','action':'add','trade':'shop','proof':'plain',"
		"'home':'place:shop-1','title':'交口一店'");
	struct recall *recall = read_at(kit, "0801T0000");
	assert_null(recall);

	(void)open_recall(kit, "'lot:" GTIN "/L1'", "", "0801T0800");
	kit_forget(kit);
	recall = read_at(kit, "0801T0900");
	assert_true(recall && !recall->closed);
	assert_int_equal(recall->class_, RECALL_CLASS_I);
	assert_string_equal(recall->reason, "residue");
	assert_string_equal(recall->opened_by, "packer");
	assert_int_equal(recall->seed_count, 1);
	assert_int_equal(recall->start, RECALL_DUE);
	recall_free(recall);

	(void)kit_say(kit, "packer", "recall_notice", "0801T1000",
		"'of':'" RECALL "','to':['place:shop-1','station:other']");
	(void)kit_say(kit, "shop", "recall_ack", "0801T1200", "'of':'" RECALL "'");
	(void)kit_say(kit, "shop", "recall_recover", "0802T0800",
		"'of':'" RECALL "','fate':'destroyed','in':[{'id':'run:" GTIN
		"/L1/1-9','kg':'2.7'},{'id':'run:" GTIN "/L1/10-19','count':4}]");
	(void)kit_say(kit, "packer", "recall_close", "0803T0800",
		"'of':'" RECALL "','reason':'all back'");
	kit_forget(kit);
	recall = read_at(kit, "0901T0000");
	assert_true(recall->closed);
	assert_string_equal(recall->close_reason, "all back");
	assert_int_equal(recall->notice_count, 2);
	assert_true(recall->notices[0].acknowledged);
	assert_string_equal(recall->notices[0].ack_by, "shop");
	assert_int_equal(recall->notices[0].ack_at.at_ms, at_ms("0801T1200"));
	assert_false(recall->notices[1].acknowledged);
	assert_int_equal(recall->recovery_count, 2);
	assert_int_equal(recall->recoveries[0].fate, FATE_DESTROYED);
	assert_int_equal(recall->recoveries[0].mass_g, 2700);
	assert_int_equal(recall->recoveries[1].count, 4);
	assert_false(recall->recoveries[1].has_mass);
	assert_int_equal(recall->start, RECALL_DONE);
	assert_int_equal(recall->finish, RECALL_DONE);
	recall_free(recall);
	kit_close(kit);
}

/* 2026-07-31 is a Friday: class I ends ten working days later, on Friday the 14th. */
static void the_clocks_count_hours_and_working_days(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)open_recall(kit, "'lot:" GTIN "/L1'", "", "0731T0800");
	struct recall *recall = read_at(kit, "0801T0800");
	assert_int_equal(recall->start_due_ms, at_ms("0801T0800"));
	assert_int_equal(recall->finish_due_ms, at_ms("0815T0000"));
	assert_int_equal(recall->start, RECALL_DUE);
	assert_int_equal(recall->finish, RECALL_DUE);
	recall_free(recall);
	recall = read_at(kit, "0801T0801");
	assert_int_equal(recall->start, RECALL_OVERDUE);
	recall_free(recall);
	recall = read_at(kit, "0815T0001");
	assert_int_equal(recall->finish, RECALL_OVERDUE);
	recall_free(recall);
	(void)kit_say(kit, "packer", "recall_notice", "0801T0900",
		"'of':'" RECALL "','to':'place:shop-1'");
	(void)kit_say(kit, "packer", "recall_close", "0816T0900", "'of':'" RECALL "'");
	kit_forget(kit);
	recall = read_at(kit, "0901T0000");
	assert_int_equal(recall->start, RECALL_DONE_LATE);
	assert_int_equal(recall->finish, RECALL_DONE_LATE);
	recall_free(recall);
	for (int i = 0; i < RECALL_CLASSES; i++)
		assert_true(recall_clocks[i].start_hours == 24 * (i + 1) &&
			    recall_clocks[i].finish_days == 10 * (i + 1));
	kit_close(kit);
}

static void only_who_opened_it_or_an_administrator_ends_a_recall(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	kit_register(kit, "admin", "admin");
	(void)open_recall(kit, "'lot:" GTIN "/L1'", "", "0801T0800");
	(void)kit_say(kit, "packer", "recall_notice", "0801T0900",
		"'of':'" RECALL "','to':'place:shop-1'");
	(void)kit_say(kit, "plant", "recall_close", "0802T0800", "'of':'" RECALL "'");
	struct recall *recall = read_at(kit, "0901T0000");
	assert_false(recall->closed);
	assert_int_equal(recall->not_entitled, 1);
	recall_free(recall);
	(void)kit_say(kit, "admin", "recall_close", "0802T0900", "'of':'" RECALL "'");
	kit_forget(kit);
	recall = read_at(kit, "0901T0000");
	assert_true(recall->closed);
	assert_string_equal(recall->closed_by, "admin");
	recall_free(recall);
	/* Opened again, it goes on with what both name. */
	(void)open_recall(kit, "'lot:" GTIN "/L2'", "", "0803T0800");
	kit_forget(kit);
	recall = read_at(kit, "0803T0900");
	assert_false(recall->closed);
	assert_int_equal(recall->seed_count, 2);
	assert_int_equal(recall->opened_at.at_ms, at_ms("0803T0800"));
	assert_int_equal(recall->start, RECALL_DUE); /* the notice was of the first time */
	recall_free(recall);
	kit_close(kit);
}

/* Whatever time the other says, and whatever it says of the name. */
static void two_stations_with_one_name_have_two_recalls(void **state)
{
	static const char *const openings[] = { "0731T0800", "0801T0800", "0802T0800" };
	(void)state;
	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
		char pkg[64];
		struct kit *kit = story_open(pkg);
		struct recalls found = { .count = 0 };
		struct fault fault;
		(void)open_recall(kit, "'" STORY_RUN "'", "", "0801T0800");
		(void)kit_say(kit, "plant", "recall_open", openings[i],
			"'of':'" STORY_RUN "','out':'" RECALL "','class':'III','reason':'glass'");
		(void)kit_say(kit, "plant", "recall_notice", "0803T0800",
			"'of':'" RECALL "','to':'station:shop'");
		(void)kit_say(kit, "shop", "recall_ack", "0803T0900", "'of':'" RECALL "'");
		kit_forget(kit);
		struct trace *trace = kit_ask(kit, pkg);
		assert_int_equal(recall_find_all(kit->store, trace, &found, &fault), 0);
		assert_int_equal(found.count, 2);
		assert_string_equal(found.list[0]->opened_by, "packer");
		assert_string_equal(found.list[1]->reason, "glass");
		recalls_free(&found);
		trace_free(trace);

		(void)kit_say(kit, "plant", "recall_close", "0804T0800", "'of':'" RECALL "'");
		kit_forget(kit);
		struct recalls recalls = read_all(kit, "0901T0000");
		assert_int_equal(recalls.count, 2);
		const struct recall *packer = recalls.list[0], *plant = recalls.list[1];
		assert_string_equal(packer->opened_by, "packer");
		assert_string_equal(packer->reason, "residue");
		assert_false(packer->closed);
		assert_int_equal(packer->not_entitled + plant->not_entitled, 0);
		assert_int_equal(packer->seed_count, 1);
		assert_int_equal(packer->notice_count, 0);
		assert_string_equal(plant->opened_by, "plant");
		assert_int_equal(plant->class_, RECALL_CLASS_III);
		assert_true(plant->closed && plant->notices[0].acknowledged);
		recalls_free(&recalls);
		trace = kit_ask(kit, pkg);
		assert_int_equal(recall_find_all(kit->store, trace, &found, &fault), 0);
		assert_int_equal(found.count, 1);
		recalls_free(&found);
		trace_free(trace);
		kit_close(kit);
	}
}

static void an_administrator_speaks_of_its_own_recall_or_else_of_all(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	kit_register(kit, "admin", "admin");
	(void)open_recall(kit, "'lot:" GTIN "/L1'", "", "0801T0800");
	(void)kit_say(kit, "packer", "recall_close", "0801T0900", "'of':'" RECALL "'");
	/* Its opening is one of its own, and starts the other again. */
	(void)kit_say(kit, "admin", "recall_open", "0802T0800",
		"'of':'lot:" GTIN "/L2','out':'" RECALL "','class':'II','reason':'glass'");
	struct recalls recalls = read_all(kit, "0901T0000");
	assert_int_equal(recalls.count, 2);
	assert_string_equal(recalls.list[0]->opened_by, "admin");
	assert_false(recalls.list[0]->closed || recalls.list[1]->closed);
	assert_string_equal(recalls.list[1]->reason, "residue");
	assert_int_equal(recalls.list[1]->opened_at.at_ms, at_ms("0802T0800"));
	recalls_free(&recalls);
	for (int i = 0; i < 2; i++) {
		(void)kit_say(kit, "admin", "recall_close", i == 0 ? "0803T0800" : "0804T0800",
			"'of':'" RECALL "'");
		kit_forget(kit);
		recalls = read_all(kit, "0901T0000");
		assert_true(recalls.list[0]->closed);
		assert_int_equal(recalls.list[1]->closed, i);
		recalls_free(&recalls);
	}
	kit_close(kit);
}

static void a_corrected_opening_was_none(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	size_t wrong = open_recall(kit, "'lot:" GTIN "/L1'", "", "0801T0800");
	(void)kit_correct(kit, "packer", wrong, "0801T0900");
	struct recall *recall = read_at(kit, "0901T0000");
	assert_null(recall);
	kit_close(kit);
}

static void the_order_of_arrival_changes_nothing(void **state)
{
	struct kit *kit = kit_open();
	size_t order[8];
	(void)state;
	(void)open_recall(kit, "'lot:" GTIN "/L1'", "", "0801T0800");
	/* In the same minute: the later number stands. */
	(void)kit_say(kit, "packer", "recall_open", "0801T0800",
		"'of':'lot:" GTIN "/L1','out':'" RECALL "','class':'III','reason':'milder'");
	(void)kit_say(kit, "packer", "recall_notice", "0801T1000",
		"'of':'" RECALL "','to':'station:shop'");
	(void)kit_say(kit, "shop", "recall_ack", "0801T1200", "'of':'" RECALL "'");
	(void)kit_say(kit, "packer", "recall_close", "0803T0800", "'of':'" RECALL "'");
	for (size_t i = 0; i < kit->count; i++)
		order[i] = kit->count - 1 - i;
	kit_tell(kit, order, kit->count);
	struct recall *recall = read_at(kit, "0901T0000");
	assert_true(recall->closed && recall->notices[0].acknowledged);
	assert_string_equal(recall->opened_by, "packer");
	assert_int_equal(recall->class_, RECALL_CLASS_III);
	recall_free(recall);
	kit_close(kit);
}

static void the_plan_sums_what_is_where_and_what_came_back(void **state)
{
	char pkg[64];
	struct kit *kit = story_open(pkg);
	struct recall_plan *plan = NULL;
	struct fault fault;
	(void)state;
	(void)open_recall(kit, "'lot:" GTIN "/L1'", "", "0801T0800");
	(void)kit_say(kit, "shop", "recall_recover", "0802T0800",
		"'of':'" RECALL "','fate':'found','in':[{'id':'" STORY_SMALL
		"','kg':'12'},{'id':'" STORY_RUN "','count':20}]");
	kit_tell(kit, NULL, 0);
	struct recall *recall = read_at(kit, "0901T0000");
	assert_int_equal(
		recall_plan(kit->store, recall->seeds, recall->seed_count, recall, &plan, &fault),
		0);
	assert_int_equal(plan->sums.affected_g, 120000);
	assert_int_equal(plan->sums.affected_count, 400);
	assert_int_equal(plan->sums.sold_g, 300);
	assert_int_equal(plan->sums.held_g, 119700);
	assert_int_equal(plan->sums.recovered_g, 12000 + 20 * 300);
	assert_int_equal(plan->sums.fate_g[FATE_FOUND], 18000);
	assert_int_equal(plan->sums.effect_permille, 150);
	assert_int_equal(plan->holder_count, 2);
	assert_string_equal(plan->holders[0].station, "packer");
	assert_int_equal(plan->holders[0].held_g, 90000);
	assert_string_equal(plan->holders[1].station, "shop");
	assert_int_equal(plan->holders[1].held_g, 29700);
	assert_int_equal(plan->holders[1].sold_count, 1);
	recall_plan_free(plan);
	recall_free(recall);
	kit_close(kit);
}

static void a_station_with_missing_numbers_is_named(void **state)
{
	struct kit *kit = kit_open();
	struct recall_plan *plan = NULL;
	struct forward_seed seed;
	struct fault fault;
	(void)state;
	(void)kit_say(kit, "f", "feed", "0301T0800", "'of':'" PEN_1 "','in':'input:x/1'");
	kit->events[kit_say(kit, "f", "feed", "0302T0800", "'of':'" PEN_1 "','in':'input:x/1'")]
		.seq = 5;
	kit_tell(kit, NULL, 0);
	assert_true(forward_seed_parse(span_of("input:x/1"), &seed));
	assert_int_equal(recall_plan(kit->store, &seed, 1, NULL, &plan, &fault), 0);
	assert_int_equal(plan->gap_count, 1);
	assert_string_equal(plan->gaps[0].station, "f");
	assert_int_equal(plan->gaps[0].missing, 3);
	assert_int_equal(plan->sums.effect_permille, -1);
	recall_plan_free(plan);
	kit_close(kit);
}

/* Asked from the item's side and walked from the seed's, it is the same. */
static void an_item_is_found_in_a_recall_exactly_if_the_recall_reaches_it(void **state)
{
	static const char *const openings[][2] = {
		{ "'input:nongda/F2602'", "" },
		{ "'" PEN_1 "'", "" },
		{ "'" PEN_1 "'", ",'before':'2026-03-15T00:00:00+08:00'" },
		{ "'" PEN_2 "'",
			",'since':'2026-01-01T00:00:00+08:00','before':'2026-02-01T00:00:00+08:00'" },
		{ "'" PEN_1 "'", ",'since':'2026-05-01T00:00:00+08:00'" },
		{ "'group:1411300001/B1'", "" },
		{ "'truck:晋J1'", "" },
		{ "'truck:晋J1'", ",'before':'2026-06-30T08:30:00+08:00'" },
		{ "'truck:晋J2'", "" },
		{ "'place:chill-1'", "" },
		{ "'place:shop-1'", "" },
		{ "'doc:A/1400001'", "" },
		{ "'lot:" GTIN "/L1'", "" },
		{ "'" STORY_TRIM "'", "" },
		{ "'" STORY_SMALL "'", "" },
		{ "'" SSCC_1 "'", "" },
		{ "'" STORY_PIG_3 "'", "" },
		{ "'input:none/X'", ",'supplier':'pharma'" },
	};
	static const char *const items[] = { PIG_1, PIG_2, STORY_PIG_3, "pig:114113000000009",
		"carcass:plant/20260701/1", "carcass:plant/20260701/2", STORY_TRIM,
		"lot:" GTIN "/T2", STORY_RUN, STORY_SMALL, SSCC_1, NULL };
	size_t found = 0;
	(void)state;
	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
		char pkg[64], name[ITEM_TEXT];
		struct kit *kit = story_open(pkg);
		struct forward *forward = NULL;
		struct fault fault;
		(void)open_recall(kit, openings[i][0], openings[i][1], "0801T0800");
		struct recall *recall = read_at(kit, "0802T0800");
		assert_int_equal(trace_forward(kit->store, recall->seeds, recall->seed_count, NULL,
					 &forward, &fault),
			0);
		for (size_t j = 0; j < sizeof(items) / sizeof(items[0]); j++) {
			const char *item = items[j] ? items[j] : pkg;
			struct trace *trace = kit_ask(kit, item);
			int is = recall_find(kit->store, trace, name, &fault);
			bool in = forward_find(forward, span_of(item)) != FORWARD_NONE;
			if (is != in)
				fail_msg("%s of %s%s: found %d, reached %d", item, openings[i][0],
					openings[i][1], is, in);
			if (is)
				assert_string_equal(name, RECALL);
			found += in;
			trace_free(trace);
		}
		forward_free(forward);
		recall_free(recall);
		kit_close(kit);
	}
	assert_true(found > 60);
}

static void what_was_taken_from_a_lot_before_it_was_exposed_is_not_found(void **state)
{
	char name[ITEM_TEXT];
	struct kit *kit = kit_open();
	struct fault fault;
	(void)state;
	(void)kit_say(kit, "p", "pack", "0301T0700",
		"'in':'lot:" GTIN "/T1','out':'run:" GTIN "/A/1-10'");
	(void)kit_say(
		kit, "p", "chill", "0301T0800", "'of':'lot:" GTIN "/T1','to':'place:chill-1'");
	(void)kit_say(kit, "p", "pack", "0301T0900",
		"'in':'lot:" GTIN "/T1','out':'run:" GTIN "/B/11-20'");
	(void)open_recall(kit, "'place:chill-1'", "", "0801T0800");
	struct trace *before = kit_ask(kit, "run:" GTIN "/A/1-10");
	struct trace *after = kit_ask(kit, "run:" GTIN "/B/11-20");
	assert_int_equal(recall_find(kit->store, before, name, &fault), 0);
	assert_int_equal(recall_find(kit->store, after, name, &fault), 1);
	trace_free(before);
	trace_free(after);
	kit_close(kit);
}

static void nothing_is_found_in_a_recall_that_has_ended(void **state)
{
	char pkg[64], name[ITEM_TEXT];
	struct kit *kit = story_open(pkg);
	struct fault fault;
	(void)state;
	(void)open_recall(kit, "'" STORY_RUN "'", "", "0801T0800");
	(void)kit_say(kit, "packer", "recall_close", "0803T0800", "'of':'" RECALL "'");
	struct trace *trace = kit_ask(kit, pkg);
	assert_int_equal(recall_find(kit->store, trace, name, &fault), 0);
	trace_free(trace);
	kit_close(kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_recall_goes_from_open_by_notice_and_recovery_to_its_end),
		cmocka_unit_test(the_clocks_count_hours_and_working_days),
		cmocka_unit_test(only_who_opened_it_or_an_administrator_ends_a_recall),
		cmocka_unit_test(two_stations_with_one_name_have_two_recalls),
		cmocka_unit_test(an_administrator_speaks_of_its_own_recall_or_else_of_all),
		cmocka_unit_test(a_corrected_opening_was_none),
		cmocka_unit_test(the_order_of_arrival_changes_nothing),
		cmocka_unit_test(the_plan_sums_what_is_where_and_what_came_back),
		cmocka_unit_test(a_station_with_missing_numbers_is_named),
		cmocka_unit_test(an_item_is_found_in_a_recall_exactly_if_the_recall_reaches_it),
		cmocka_unit_test(what_was_taken_from_a_lot_before_it_was_exposed_is_not_found),
		cmocka_unit_test(nothing_is_found_in_a_recall_that_has_ended),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
