/* Where things come from: items, edges, names of one animal, packages and their runs, corrections. */
#include "tests/unit/kit_trace.h"

#define RUN   "run:" GTIN "/L1/1-400"
#define SMALL "run:" GTIN "/L1/1-100"
#define TRIM  "lot:" GTIN "/T1"

static void slaughter(struct kit *kit, const char *pig, int nth, const char *when)
{
	char rest[200];
	(void)snprintf(rest, sizeof(rest), "'in':'%s','out':'carcass:plant/20260701/%d','hook':%d",
		pig, nth, nth);
	(void)kit_say(kit, "plant", "slaughter", when, rest);
}

static void pack(struct kit *kit, const char *in, const char *run, uint8_t key, const char *when)
{
	char rest[400], text[96];
	(void)snprintf(
		rest, sizeof(rest), "'in':['%s'],'out':['%s'],%s", in, run, kit_key(key, text));
	(void)kit_say(kit, "packer", "pack", when, rest);
}

/* One pig to one shop. */
static void straight_line(struct kit *kit)
{
	(void)kit_say(kit, "farm", "birth", "0101T0800", "'out':'" PIG_1 "','to':'" PEN_1 "'");
	(void)kit_say(kit, "farm", "feed", "0201T0800", "'of':'" PEN_1 "','in':'input:nongda/F1'");
	(void)kit_say(kit, "truck", "load", "0630T0800", "'of':'" PIG_1 "','to':'truck:晋J1'");
	(void)kit_say(kit, "truck", "track", "0630T0900", "'of':'truck:晋J1','temp_c':'21'");
	(void)kit_say(kit, "truck", "unload", "0630T1000", "'of':'" PIG_1 "','from':'truck:晋J1'");
	slaughter(kit, PIG_1, 1, "0701T0800");
	(void)kit_say(kit, "plant", "cut", "0701T1200",
		"'in':[{'id':'carcass:plant/20260701/1','kg':'80.5'}],'out':'" TRIM "'");
	pack(kit, TRIM, RUN, 7, "0702T0800");
	(void)kit_say(kit, "packer", "case", "0702T0900", "'of':'" SMALL "','to':'" SSCC_1 "'");
	(void)kit_say(kit, "packer", "ship", "0702T1000", "'of':'" SSCC_1 "','to':'place:shop-1'");
	(void)kit_say(kit, "truck", "load", "0702T1030", "'of':'" SSCC_1 "','to':'truck:晋J2'");
	(void)kit_say(kit, "truck", "track", "0702T1100", "'of':'truck:晋J2','temp_c':'3'");
	(void)kit_say(kit, "shop", "receive", "0702T1200", "'of':'" SSCC_1 "','from':'truck:晋J2'");
	(void)kit_say(kit, "shop", "track", "0703T0800", "'of':'place:shop-1','temp_c':'2'");
}

static void a_package_leads_through_run_lot_and_carcass_to_its_pig(void **state)
{
	struct kit *kit = kit_open();
	char pkg[64];
	(void)state;
	straight_line(kit);
	kit_serial(7, "L1", 50, pkg);
	struct trace *trace = kit_ask(kit, pkg);
	assert_int_equal(trace->verdict, TRACE_FOUND);
	assert_string_equal(trace->seed, pkg);
	assert_int_equal(trace->animals, 1);
	assert_int_equal(trace->carcasses, 1);
	assert_int_equal(trace->farms, 1);
	assert_int_equal(trace->event_count, kit->count);
	assert_true(kit_made_of(trace, pkg, RUN));
	assert_true(kit_made_of(trace, RUN, TRIM));
	assert_true(kit_made_of(trace, TRIM, "carcass:plant/20260701/1"));
	assert_true(kit_made_of(trace, "carcass:plant/20260701/1", PIG_1));
	assert_int_equal(kit_item(trace, RUN)->depth, 0);
	assert_int_equal(kit_item(trace, TRIM)->depth, 1);
	assert_int_equal(kit_item(trace, "carcass:plant/20260701/1")->depth, 2);
	assert_int_equal(kit_item(trace, PIG_1)->depth, 3);
	assert_true(kit_item(trace, "input:nongda/F1")->input);
	assert_int_equal(kit_item(trace, "input:nongda/F1")->depth, 4);
	assert_int_equal(trace->items[0].depth, 0);
	trace_free(trace);
	kit_close(kit);
}

static void an_edge_knows_how_much_went_in(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	straight_line(kit);
	struct trace *trace = kit_ask(kit, TRIM);
	bool found = false;
	for (size_t i = 0; i < trace->edge_count; i++) {
		if (trace->items[trace->edges[i].from].kind != ITEM_CARCASS)
			continue;
		found = true;
		assert_true(trace->edges[i].has_mass);
		assert_int_equal(trace->edges[i].mass_g, 80500);
		assert_int_equal(trace->events[trace->edges[i].event].kind, KIND_CUT);
	}
	assert_true(found);
	trace_free(trace);
	kit_close(kit);
}

static void a_package_outside_a_sub_run_is_not_in_its_case(void **state)
{
	struct kit *kit = kit_open();
	char pkg[64];
	(void)state;
	straight_line(kit);
	kit_serial(7, "L1", 101, pkg);
	struct trace *trace = kit_ask(kit, pkg);
	assert_int_equal(trace->verdict, TRACE_FOUND);
	assert_null(kit_item(trace, SMALL));
	for (size_t i = 0; i < trace->event_count; i++)
		assert_string_not_equal(trace->events[i].station, "shop");
	trace_free(trace);
	kit_close(kit);
}

static void a_smaller_run_stands_in_the_run_around_it(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	straight_line(kit);
	struct trace *trace = kit_ask(kit, SMALL);
	assert_true(kit_made_of(trace, SMALL, RUN));
	assert_non_null(kit_item(trace, PIG_1));
	assert_int_equal(trace->event_count, kit->count);
	trace_free(trace);
	trace = kit_ask(kit, RUN); /* but not the other way: the rest went elsewhere */
	assert_null(kit_item(trace, SMALL));
	trace_free(trace);
	kit_close(kit);
}

static void a_lot_on_packages_leads_to_its_runs(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	straight_line(kit);
	struct trace *trace = kit_ask(kit, "lot:" GTIN "/L1");
	assert_int_equal(trace->verdict, TRACE_FOUND);
	assert_true(kit_made_of(trace, "lot:" GTIN "/L1", RUN));
	assert_int_equal(trace->animals, 1);
	assert_int_equal(trace->event_count, kit->count);
	trace_free(trace);
	kit_close(kit);
}

static void a_case_is_made_of_what_was_put_into_it(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	straight_line(kit);
	struct trace *trace = kit_ask(kit, SSCC_1);
	assert_true(kit_made_of(trace, SSCC_1, SMALL));
	assert_non_null(kit_item(trace, PIG_1));
	assert_int_equal(trace->event_count, kit->count);
	trace_free(trace);
	kit_close(kit);
}

static void a_forged_serial_is_told_nothing(void **state)
{
	struct kit *kit = kit_open();
	char pkg[64], rest[120];
	(void)state;
	straight_line(kit);
	kit_serial(8, "L1", 50, pkg); /* the right counter, made with another key */
	(void)snprintf(rest, sizeof(rest), "'of':'%s'", pkg);
	(void)kit_say(kit, "shop", "sell", "0703T0900", rest);
	struct trace *trace = kit_ask(kit, pkg);
	assert_int_equal(trace->verdict, TRACE_NOT_GENUINE);
	assert_int_equal(trace->event_count, 0);
	assert_int_equal(trace->item_count, 0);
	trace_free(trace);
	kit_serial(7, "L2", 50, pkg); /* the right key, another lot */
	trace = kit_ask(kit, pkg);
	assert_int_equal(trace->verdict, TRACE_NOT_GENUINE);
	trace_free(trace);
	kit_serial(7, "L1", 50, pkg); /* and the next, genuine one is answered */
	trace = kit_ask(kit, pkg);
	assert_int_equal(trace->verdict, TRACE_FOUND);
	trace_free(trace);
	kit_close(kit);
}

static void of_two_runs_with_one_counter_the_serial_chooses(void **state)
{
	struct kit *kit = kit_open();
	char pkg[64];
	(void)state;
	straight_line(kit);
	pack(kit, "lot:" GTIN "/T2", "run:" GTIN "/L9/1-400", 9, "0702T0800");
	kit_serial(9, "L9", 50, pkg);
	struct trace *trace = kit_ask(kit, pkg);
	assert_true(kit_made_of(trace, pkg, "run:" GTIN "/L9/1-400"));
	assert_null(kit_item(trace, RUN));
	assert_null(kit_item(trace, SMALL)); /* a case of the other lot */
	trace_free(trace);
	kit_close(kit);
}

static void a_foreign_serial_has_only_its_own_story(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	straight_line(kit);
	size_t packed = kit_say(kit, "packer", "pack", "0702T0800",
		"'in':['" TRIM "'],'out':['pkg:" GTIN "/A-17']");
	size_t sold = kit_say(kit, "shop", "sell", "0704T0800", "'of':'pkg:" GTIN "/A-17'");
	struct trace *trace = kit_ask(kit, "pkg:" GTIN "/A-17");
	assert_int_equal(trace->verdict, TRACE_FOUND);
	assert_non_null(kit_told(kit, trace, packed));
	assert_non_null(kit_told(kit, trace, sold));
	assert_true(kit_made_of(trace, "pkg:" GTIN "/A-17", TRIM));
	assert_null(kit_item(trace, RUN));
	trace_free(trace);
	kit_close(kit);
}

static void what_nobody_named_is_unknown(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	straight_line(kit);
	static const char *const nobodys[] = { PIG_2, "pkg:" GTIN "/NOBODYS", "lot:" GTIN "/NONE",
		"run:06901234000023/L1/1-400", "sscc:069012340000000023" };
	for (size_t i = 0; i < sizeof(nobodys) / sizeof(nobodys[0]); i++) {
		struct trace *trace = kit_ask(kit, nobodys[i]);
		assert_int_equal(trace->verdict, TRACE_UNKNOWN);
		assert_int_equal(trace->event_count, 0);
		trace_free(trace);
	}
	kit_close(kit);
}

/* A lost tag, then an electronic one: three codes of one pig. */
static void any_code_an_animal_ever_wore_finds_it(void **state)
{
	struct kit *kit = kit_open();
	static const char *const codes[] = { PIG_1, PIG_2, "eid:156000000012345" };
	(void)state;
	size_t born =
		kit_say(kit, "farm", "birth", "0101T0800", "'out':'" PIG_1 "','to':'" PEN_1 "'");
	size_t lost = kit_say(kit, "farm", "tag", "0301T0800",
		"'in':'" PIG_1 "','out':'" PIG_2 "','tagging':'lost'");
	size_t chip = kit_say(kit, "farm", "tag", "0401T0800",
		"'in':'" PIG_2 "','out':'eid:156000000012345','tagging':'electronic'");
	size_t moved = kit_say(
		kit, "farm", "move", "0402T0800", "'of':'eid:156000000012345','to':'" PEN_2 "'");
	/* Still in the first pen under its first tag, were these three animals. */
	size_t other = kit_say(kit, "farm", "medicate", "0501T0800",
		"'of':'" PEN_1 "','in':'input:drug/D1','withdrawal_days':28");
	slaughter(kit, PIG_2, 1, "0701T0800");
	for (size_t i = 0; i < 3; i++) {
		struct trace *trace = kit_ask(kit, codes[i]);
		assert_int_equal(trace->animals, 1);
		assert_non_null(kit_told(kit, trace, born));
		assert_non_null(kit_told(kit, trace, lost));
		assert_non_null(kit_told(kit, trace, chip));
		assert_non_null(kit_told(kit, trace, moved));
		assert_null(kit_told(kit, trace, other));
		for (size_t j = 0; j < 3; j++)
			assert_int_equal(kit_item(trace, codes[j])->depth, 0);
		trace_free(trace);
	}
	struct trace *trace = kit_ask(kit, "carcass:plant/20260701/1");
	assert_int_equal(trace->animals, 1);
	assert_non_null(kit_told(kit, trace, born));
	assert_non_null(
		kit_told(kit, trace, chip)); /* though only the second tag was at the hook */
	for (size_t j = 0; j < 3; j++)
		assert_int_equal(kit_item(trace, codes[j])->depth, 1);
	trace_free(trace);
	kit_close(kit);
}

/* Two boning lots of two carcasses each, minced together: one of four, and no more exact than that. */
static void mince_of_several_lots_counts_every_animal_once(void **state)
{
	struct kit *kit = kit_open();
	char rest[200];
	(void)state;
	for (int i = 1; i <= 4; i++) {
		char pig[32];
		(void)snprintf(pig, sizeof(pig), "pig:11411300000000%d", i);
		(void)snprintf(rest, sizeof(rest), "'of':'%s','to':'group:141130000%d/F1'", pig,
			i <= 3 ? 1 : 2);
		(void)kit_say(kit, "farm", "move", "0101T0800", rest);
		slaughter(kit, pig, i, "0701T0800");
	}
	(void)kit_say(kit, "plant", "cut", "0701T1200",
		"'in':['carcass:plant/20260701/1','carcass:plant/20260701/2'],'out':'lot:" GTIN
		"/A'");
	(void)kit_say(kit, "plant", "cut", "0701T1300",
		"'in':['carcass:plant/20260701/3','carcass:plant/20260701/4',"
		"'carcass:plant/20260701/2'],'out':'lot:" GTIN "/B'");
	(void)kit_say(kit, "packer", "cut", "0702T0800",
		"'in':['lot:" GTIN "/A','lot:" GTIN "/B'],'out':'lot:" GTIN "/M'");
	struct trace *trace = kit_ask(kit, "lot:" GTIN "/M");
	assert_int_equal(trace->animals, 4);
	assert_int_equal(trace->carcasses, 4);
	assert_int_equal(trace->farms, 2);
	trace_free(trace);
	trace = kit_ask(kit, "lot:" GTIN "/A");
	assert_int_equal(trace->animals, 2);
	assert_int_equal(trace->farms, 1);
	trace_free(trace);
	kit_close(kit);
}

static void what_became_of_the_rest_of_a_lot_is_not_told(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	straight_line(kit);
	size_t shipped =
		kit_say(kit, "plant", "ship", "0705T0800", "'of':'" TRIM "','to':'place:x'");
	size_t sold = kit_say(kit, "packer", "sell", "0705T0900", "'of':'" TRIM "'");
	size_t tested = kit_say(kit, "plant", "test", "0705T1000",
		"'of':'" TRIM "','agent':'asf','method':'pcr','finding':'positive'");
	struct trace *trace = kit_ask(kit, RUN);
	assert_null(kit_told(kit, trace, shipped));
	assert_null(kit_told(kit, trace, sold));
	assert_non_null(kit_told(kit, trace, tested));
	trace_free(trace);
	trace = kit_ask(kit, TRIM); /* asked for itself, all of it is */
	assert_non_null(kit_told(kit, trace, shipped));
	assert_non_null(kit_told(kit, trace, sold));
	trace_free(trace);
	kit_close(kit);
}

static void a_pig_asked_for_is_told_of_its_slaughter(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	straight_line(kit);
	struct trace *trace = kit_ask(kit, PIG_1);
	assert_int_equal(trace->events[trace->event_count - 1].kind, KIND_SLAUGHTER);
	assert_null(kit_item(trace, "carcass:plant/20260701/1"));
	trace_free(trace);
	kit_close(kit);
}

static void an_event_is_told_under_the_item_of_least_depth(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	straight_line(kit);
	size_t seen = kit_say(kit, "plant", "inspect", "0701T1300",
		"'of':['carcass:plant/20260701/1','" TRIM "'],'verdict':'pass'");
	struct trace *trace = kit_ask(kit, RUN);
	assert_string_equal(trace->items[kit_told(kit, trace, seen)->item].name, TRIM);
	assert_int_equal(kit_told(kit, trace, seen)->depth, 1);
	trace_free(trace);
	kit_close(kit);
}

static void feed_asked_for_is_told_who_ate_it_and_no_other_feed(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	size_t fed = kit_say(kit, "farm", "feed", "0201T0800",
		"'of':'" PEN_1 "','in':['input:n/1','input:n/2']");
	struct trace *trace = kit_ask(kit, "input:n/1");
	assert_non_null(kit_told(kit, trace, fed));
	assert_int_equal(trace->item_count, 1);
	assert_int_equal(trace->edge_count, 0);
	trace_free(trace);
	kit_close(kit);
}

/* What an item is made of itself: false data must not hang us. */
static void an_item_made_of_itself_ends(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(
		kit, "plant", "cut", "0701T0800", "'in':'lot:" GTIN "/A','out':'lot:" GTIN "/B'");
	(void)kit_say(
		kit, "plant", "cut", "0701T0900", "'in':'lot:" GTIN "/B','out':'lot:" GTIN "/A'");
	(void)kit_say(
		kit, "plant", "cut", "0701T1000", "'in':'lot:" GTIN "/A','out':'lot:" GTIN "/A'");
	struct trace *trace = kit_ask(kit, "lot:" GTIN "/A");
	assert_int_equal(trace->item_count, 2);
	assert_int_equal(trace->edge_count, 3);
	trace_free(trace);
	kit_close(kit);
}

static void more_events_than_the_limit_are_refused(void **state)
{
	struct kit *kit = kit_open();
	struct fault fault = { 0 };
	struct trace *trace = NULL;
	struct item seed;
	char pkg[64];
	(void)state;
	straight_line(kit);
	kit_serial(7, "L1", 50, pkg);
	trace_free(kit_ask(kit, pkg));
	assert_int_equal(item_parse(span_of(pkg), &seed, NULL), IDENT_OK);
	struct trace_settings settings = { .events_most = kit->count - 1 };
	assert_int_equal(trace_back(kit->store, seed, &settings, &trace, &fault), FAULT_LIMIT);
	assert_null(trace);
	settings.events_most = kit->count; /* the next call works */
	assert_int_equal(trace_back(kit->store, seed, &settings, &trace, &fault), 0);
	trace_free(trace);
	kit_close(kit);
}

static void a_corrected_event_is_left_out_with_all_it_leads_to(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "farm", "move", "0101T0800", "'of':'" PIG_1 "','to':'" PEN_1 "'");
	size_t wrong =
		kit_say(kit, "farm", "move", "0201T0800", "'of':'" PIG_1 "','to':'" PEN_2 "'");
	size_t fed_1 =
		kit_say(kit, "farm", "feed", "0202T0800", "'of':'" PEN_1 "','in':'input:n/1'");
	size_t fed_2 =
		kit_say(kit, "farm", "feed", "0202T0800", "'of':'" PEN_2 "','in':'input:n/2'");
	slaughter(kit, PIG_1, 1, "0701T0800");
	slaughter(kit, PIG_2, 1, "0701T0801");
	(void)kit_correct(kit, "plant", kit->count - 1, "0702T0800");
	size_t correction = kit_correct(kit, "farm", wrong, "0203T0800");
	size_t never =
		kit_say(kit, "farm", "feed", "0204T0800", "'of':'" PEN_1 "','in':'input:n/3'");
	(void)kit_correct(kit, "farm", never, "0205T0800");
	struct trace *trace = kit_ask(kit, "carcass:plant/20260701/1");
	assert_null(kit_told(kit, trace, wrong));
	assert_non_null(kit_told(kit, trace, fed_1));
	assert_null(kit_told(kit, trace, fed_2));
	assert_null(kit_told(kit, trace, never)); /* though its pen was the right one */
	assert_null(kit_item(trace, "input:n/3"));
	assert_null(kit_item(trace, PIG_2));
	assert_int_equal(trace->animals, 1);
	trace_free(trace);
	trace = kit_ask_with(
		kit, "carcass:plant/20260701/1", (struct trace_settings){ .raw = true });
	char name[80];
	const struct trace_event *told = kit_told(kit, trace, wrong);
	assert_non_null(told);
	assert_string_equal(told->corrected_by, kit_name(kit, correction, name));
	assert_string_equal(told->corrected_why, "wrong pen");
	assert_non_null(kit_told(kit, trace, fed_2));
	assert_non_null(kit_item(trace, PIG_2));
	assert_null(kit_told(kit, trace, fed_1));
	trace_free(trace);
	kit_close(kit);
}

static void a_corrected_correction_has_no_effect(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	size_t weighed = kit_say(kit, "farm", "weigh", "0101T0800", "'of':'" PIG_1 "','kg':'30'");
	(void)kit_say(kit, "farm", "weigh", "0102T0800", "'of':'" PIG_1 "','kg':'31'");
	size_t first = kit_correct(kit, "farm", weighed, "0103T0800");
	struct trace *trace = kit_ask(kit, PIG_1);
	assert_null(kit_told(kit, trace, weighed));
	trace_free(trace);
	size_t second = kit_correct(kit, "farm", first, "0104T0800");
	kit_tell(kit, NULL, 0);
	trace = kit_ask(kit, PIG_1);
	assert_non_null(kit_told(kit, trace, weighed));
	trace_free(trace);
	(void)kit_correct(kit, "farm", second, "0105T0800"); /* and back again */
	kit_tell(kit, NULL, 0);
	trace = kit_ask(kit, PIG_1);
	assert_null(kit_told(kit, trace, weighed));
	trace_free(trace);
	kit_close(kit);
}

static void corrections_in_a_circle_end(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	size_t weighed = kit_say(kit, "farm", "weigh", "0101T0800", "'of':'" PIG_1 "','kg':'30'");
	(void)kit_say(kit, "farm", "weigh", "0102T0800", "'of':'" PIG_1 "','kg':'31'");
	(void)kit_say(kit, "farm", "correct", "0103T0800", "'event':'farm/1/1','reason':'a'");
	(void)kit_say(kit, "farm", "correct", "0104T0800", "'event':'farm/1/5','reason':'b'");
	(void)kit_say(kit, "farm", "correct", "0105T0800", "'event':'farm/1/4','reason':'c'");
	(void)kit_say(kit, "farm", "correct", "0106T0800", "'event':'farm/1/6','reason':'itself'");
	struct trace *trace = kit_ask(kit, PIG_1);
	assert_null(kit_told(kit, trace, weighed));
	trace_free(trace);
	kit_close(kit);
}

static void only_the_station_itself_or_the_administrator_corrects(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	kit_register(kit, "admin", "admin");
	kit_register(kit, "shop", "shop");
	size_t weighed = kit_say(kit, "farm", "weigh", "0101T0800", "'of':'" PIG_1 "','kg':'30'");
	(void)kit_say(kit, "farm", "weigh", "0102T0800", "'of':'" PIG_1 "','kg':'31'");
	(void)kit_correct(kit, "shop", weighed, "0103T0800");
	(void)kit_correct(kit, "stranger", weighed, "0103T0800");
	struct trace *trace = kit_ask(kit, PIG_1);
	assert_non_null(kit_told(kit, trace, weighed));
	trace_free(trace);
	(void)kit_correct(kit, "admin", weighed, "0104T0800");
	kit_tell(kit, NULL, 0);
	trace = kit_ask(kit, PIG_1);
	assert_null(kit_told(kit, trace, weighed));
	trace_free(trace);
	kit_close(kit);
}

static void of_several_corrections_the_earliest_is_told(void **state)
{
	struct kit *kit = kit_open();
	char name[80];
	(void)state;
	size_t weighed = kit_say(kit, "farm", "weigh", "0101T0800", "'of':'" PIG_1 "','kg':'30'");
	(void)kit_correct(kit, "farm", weighed, "0105T0800");
	size_t early = kit_correct(kit, "farm", weighed, "0104T0800");
	(void)kit_correct(kit, "farm", weighed, "0106T0800");
	struct trace *trace = kit_ask_with(kit, PIG_1, (struct trace_settings){ .raw = true });
	assert_string_equal(
		kit_told(kit, trace, weighed)->corrected_by, kit_name(kit, early, name));
	trace_free(trace);
	kit_close(kit);
}

/* Somebody corrects one event as often as the limit allows, and another as often: that is no refusal. */
static void corrections_are_limited_event_by_event(void **state)
{
	enum { MOST = 10000, HALF = MOST / 2 + 1 };
	struct kit *kit = kit_open();
	struct trace_settings settings = { 0 };
	struct trace *trace = NULL;
	struct fault fault = { 0 };
	struct item pig;
	(void)state;
	assert_int_equal(item_parse(span_of(PIG_1), &pig, NULL), IDENT_OK);
	size_t first = kit_say(kit, "farm", "weigh", "0101T0800", "'of':'" PIG_1 "','kg':'30'");
	size_t second = kit_say(kit, "farm", "weigh", "0102T0800", "'of':'" PIG_1 "','kg':'31'");
	size_t third = kit_say(kit, "farm", "weigh", "0103T0800", "'of':'" PIG_1 "','kg':'32'");
	for (int i = 0; i < HALF; i++) {
		(void)kit_correct(kit, "farm", first, "0104T0800");
		(void)kit_correct(kit, "farm", second, "0104T0800");
	}
	trace = kit_ask(kit, PIG_1);
	assert_null(kit_told(kit, trace, first));
	assert_null(kit_told(kit, trace, second));
	assert_non_null(kit_told(kit, trace, third));
	trace_free(trace);
	trace = NULL;
	while (kit->count < 3 + 2 * HALF + MOST - HALF + 1)
		(void)kit_correct(kit, "farm", second, "0105T0800");
	kit_tell(kit, NULL, 0);
	assert_int_equal(trace_back(kit->store, pig, &settings, &trace, &fault), FAULT_LIMIT);
	assert_null(trace);
	assert_string_equal(fault.text, "more than 10000 corrections");
	kit_close(kit);
}

/* Numbers 0 of a station are all its plain events: none of them is "station/0/0". */
static void an_event_without_a_number_is_never_corrected(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	size_t weighed =
		kit_say_as(kit, "scale", true, "weigh", "0101T0800", "'of':'" PIG_1 "','kg':'30'");
	(void)kit_say_as(
		kit, "scale", true, "correct", "0102T0800", "'event':'scale/1/1','reason':'wrong'");
	struct trace *trace = kit_ask(kit, PIG_1);
	const struct trace_event *told = kit_told(kit, trace, weighed);
	assert_non_null(told);
	assert_int_equal(told->assurance, STORE_BROKER);
	trace_free(trace);
	kit_close(kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_package_leads_through_run_lot_and_carcass_to_its_pig),
		cmocka_unit_test(an_edge_knows_how_much_went_in),
		cmocka_unit_test(a_package_outside_a_sub_run_is_not_in_its_case),
		cmocka_unit_test(a_smaller_run_stands_in_the_run_around_it),
		cmocka_unit_test(a_lot_on_packages_leads_to_its_runs),
		cmocka_unit_test(a_case_is_made_of_what_was_put_into_it),
		cmocka_unit_test(a_forged_serial_is_told_nothing),
		cmocka_unit_test(of_two_runs_with_one_counter_the_serial_chooses),
		cmocka_unit_test(a_foreign_serial_has_only_its_own_story),
		cmocka_unit_test(what_nobody_named_is_unknown),
		cmocka_unit_test(any_code_an_animal_ever_wore_finds_it),
		cmocka_unit_test(mince_of_several_lots_counts_every_animal_once),
		cmocka_unit_test(what_became_of_the_rest_of_a_lot_is_not_told),
		cmocka_unit_test(a_pig_asked_for_is_told_of_its_slaughter),
		cmocka_unit_test(an_event_is_told_under_the_item_of_least_depth),
		cmocka_unit_test(feed_asked_for_is_told_who_ate_it_and_no_other_feed),
		cmocka_unit_test(an_item_made_of_itself_ends),
		cmocka_unit_test(more_events_than_the_limit_are_refused),
		cmocka_unit_test(a_corrected_event_is_left_out_with_all_it_leads_to),
		cmocka_unit_test(a_corrected_correction_has_no_effect),
		cmocka_unit_test(corrections_in_a_circle_end),
		cmocka_unit_test(only_the_station_itself_or_the_administrator_corrects),
		cmocka_unit_test(of_several_corrections_the_earliest_is_told),
		cmocka_unit_test(corrections_are_limited_event_by_event),
		cmocka_unit_test(an_event_without_a_number_is_never_corrected),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
