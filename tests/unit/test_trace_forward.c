#include "tests/unit/kit_story.h"

#include "core/trace/forward.h"

#define FEED   "input:nongda/F2602"
#define PALLET "sscc:069012340000000023"
#define PIG_9  "pig:114113000000009"

static int64_t at_ms(const char *when)
{
	char text[40];
	struct moment moment;
	(void)snprintf(text, sizeof(text), "2026-%.2s-%.2sT%.2s:%.2s:00+08:00", when, when + 2,
		when + 5, when + 7);
	assert_true(moment_parse(span_of(text), &moment, NULL));
	return moment.at_ms;
}

static struct forward_seed seed_of(const char *text)
{
	struct forward_seed seed;
	if (!forward_seed_parse(span_of(text), &seed))
		fail_msg("%s is no seed", text);
	return seed;
}

static struct forward *recall_with(struct kit *kit, struct forward_seed seed)
{
	struct forward *forward = NULL;
	struct fault fault = { 0 };
	if (!kit->store)
		kit_tell(kit, NULL, 0);
	if (trace_forward(kit->store, &seed, 1, NULL, &forward, &fault) != 0)
		fail_msg("%s", fault.text);
	return forward;
}

static struct forward *recall(struct kit *kit, const char *seed)
{
	return recall_with(kit, seed_of(seed));
}

static const struct forward_item *in(const struct forward *forward, const char *name)
{
	size_t at = forward_find(forward, span_of(name));
	return at == FORWARD_NONE ? NULL : &forward->items[at];
}

static void assert_in(const struct forward *forward, const char *name)
{
	if (!in(forward, name))
		fail_msg("%s is not in", name);
}

static void assert_out(const struct forward *forward, const char *name)
{
	if (in(forward, name))
		fail_msg("%s is in", name);
}

static struct forward_miss miss_of(struct kit *kit, const struct forward *forward, const char *name)
{
	struct forward_miss miss;
	struct fault fault;
	struct item item;
	assert_int_equal(item_parse(span_of(name), &item, NULL), IDENT_OK);
	if (forward_explain(kit->store, forward, item, &miss, &fault) != 0)
		fail_msg("%s", fault.text);
	return miss;
}

/* The names from the seed to the item, as "a > b > c". */
static const char *path(const struct forward *forward, const char *name, char text[static 600])
{
	size_t at = forward_find(forward, span_of(name)), steps[16], count = 0;
	struct out out = out_into(text, 600);
	for (; at != FORWARD_NONE && count < 16; at = forward->items[at].from)
		steps[count++] = at;
	while (count > 0) {
		out_text(&out, forward->items[steps[--count]].name);
		out_text(&out, count > 0 ? " > " : "");
	}
	return text;
}

static void a_pig_that_left_the_pen_the_day_before_the_feed_is_not_in(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(
		kit, "f", "move", "0301T0800", "'of':['" PIG_1 "','" PIG_2 "'],'to':'" PEN_1 "'");
	(void)kit_say(kit, "f", "move", "0309T0800", "'of':'" PIG_2 "','to':'" PEN_2 "'");
	(void)kit_say(kit, "f", "feed", "0310T0800", "'of':'" PEN_1 "','in':'" FEED "'");
	(void)kit_say(kit, "f", "move", "0310T0900", "'of':'" PIG_9 "','to':'" PEN_1 "'");
	(void)kit_say(kit, "f", "move", "0311T0900", "'of':'" PIG_9 "','to':'" PEN_2 "'");
	/* A second feeding, farther from the pig that left: the nearest miss is told. */
	(void)kit_say(kit, "f", "feed", "0320T0800", "'of':'" PEN_1 "','in':'" FEED "'");
	struct forward *forward = recall(kit, FEED);
	assert_in(forward, PIG_1);
	assert_out(forward, PIG_2);
	assert_out(forward, PIG_9);
	assert_int_equal(in(forward, PIG_1)->why, FORWARD_WITHIN);
	struct forward_miss miss = miss_of(kit, forward, PIG_2);
	assert_int_equal(miss.kind, FORWARD_BEFORE);
	assert_string_equal(miss.other, PEN_1);
	assert_int_equal(miss.its_ms, at_ms("0309T0800"));
	assert_int_equal(miss.other_ms, at_ms("0310T0800"));
	miss = miss_of(kit, forward, PIG_9);
	assert_int_equal(miss.kind, FORWARD_AFTER);
	assert_int_equal(miss.its_ms, at_ms("0310T0900"));
	assert_true(miss.known);
	miss = miss_of(kit, forward, "pig:114113000000007");
	assert_false(miss.known);
	assert_int_equal(miss.kind, FORWARD_FAR);
	forward_free(forward);
	kit_close(kit);
}

static void a_pen_within_a_barn_is_reached_only_while_it_stands_there(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "f", "move", "0301T0800", "'of':'" PIG_1 "','to':'" PEN_1 "'");
	(void)kit_say(kit, "f", "move", "0302T0800", "'of':'" PEN_1 "','to':'group:1411300001/B1'");
	(void)kit_say(kit, "f", "move", "0305T0800", "'of':'" PIG_2 "','to':'" PEN_1 "'");
	(void)kit_say(kit, "f", "move", "0306T0800", "'of':'" PEN_1 "','to':'group:1411300001/B2'");
	(void)kit_say(kit, "f", "move", "0307T0800", "'of':'" PIG_9 "','to':'" PEN_1 "'");
	struct forward_seed seed = seed_of("group:1411300001/B1");
	struct forward *forward = recall_with(kit, seed);
	assert_in(forward, PIG_1);
	assert_in(forward, PIG_2);
	assert_out(forward, PIG_9);
	assert_int_equal(in(forward, PIG_1)->exposed_ms, at_ms("0302T0800"));
	forward_free(forward);
	seed.until_ms = at_ms("0305T0800");
	forward = recall_with(kit, seed);
	assert_in(forward, PIG_1);
	assert_out(forward, PIG_2);
	forward_free(forward);
	kit_close(kit);
}

static void what_was_taken_from_a_lot_before_it_was_exposed_is_not_in(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "p", "cut", "0301T0600",
		"'in':'carcass:plant/20260301/1','out':'lot:" GTIN "/T1'");
	(void)kit_say(kit, "p", "pack", "0301T0700",
		"'in':'lot:" GTIN "/T1','out':'run:" GTIN "/A/1-10'");
	(void)kit_say(
		kit, "p", "chill", "0301T0800", "'of':'lot:" GTIN "/T1','to':'place:chill-1'");
	(void)kit_say(kit, "p", "pack", "0301T0900",
		"'in':'lot:" GTIN "/T1','out':'run:" GTIN "/B/11-20'");
	struct forward *forward = recall(kit, "place:chill-1");
	assert_in(forward, "lot:" GTIN "/T1");
	assert_in(forward, "run:" GTIN "/B/11-20");
	assert_out(forward, "run:" GTIN "/A/1-10");
	struct forward_miss miss = miss_of(kit, forward, "run:" GTIN "/A/1-10");
	assert_int_equal(miss.kind, FORWARD_EARLIER);
	assert_string_equal(miss.thing, "lot:" GTIN "/T1");
	assert_int_equal(miss.its_ms, at_ms("0301T0700"));
	assert_int_equal(miss.other_ms, at_ms("0301T0800"));
	forward_free(forward);
	kit_close(kit);
}

/* Dead weight and cold weight are less than live and warm weight: nothing of it still stands there. */
static void what_was_slaughtered_and_cut_is_used_up_whatever_it_weighed(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "f", "weigh", "0228T0600", "'of':'" PIG_9 "','kg':'119'");
	(void)kit_say(kit, "p", "slaughter", "0301T0500",
		"'in':{'id':'" PIG_9
		"','kg':'116'},'out':{'id':'carcass:plant/20260301/1','kg':'87'}");
	(void)kit_say(kit, "p", "cut", "0302T0600",
		"'in':{'id':'carcass:plant/20260301/1','kg':'84'},'out':{'id':'lot:" GTIN
		"/T1','kg':'80'}");
	(void)kit_say(kit, "p", "slaughter", "0301T0510",
		"'in':'pig:114113000000008','out':{'id':'carcass:plant/20260301/2','kg':'87'}");
	(void)kit_say(kit, "p", "cut", "0302T0610",
		"'in':{'id':'carcass:plant/20260301/2','kg':'43'},'out':{'id':'lot:" GTIN
		"/T2','kg':'40'}");
	struct forward *forward = recall(kit, PIG_9);
	assert_int_equal(in(forward, PIG_9)->state, FORWARD_GONE);
	assert_int_equal(in(forward, "carcass:plant/20260301/1")->state, FORWARD_GONE);
	assert_int_equal(in(forward, "lot:" GTIN "/T1")->share_g, 80000);
	forward_free(forward);
	/* Half a carcass still hangs there. */
	forward = recall(kit, "carcass:plant/20260301/2");
	assert_int_equal(in(forward, "carcass:plant/20260301/2")->state, FORWARD_HELD);
	assert_int_equal(in(forward, "carcass:plant/20260301/2")->share_g, 44000);
	forward_free(forward);
	kit_close(kit);
}

static void a_pig_that_was_slaughtered_is_in_its_pen_no_more(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "f", "move", "0301T0800", "'of':'" PIG_1 "','to':'" PEN_1 "'");
	(void)kit_say(kit, "p", "slaughter", "0305T0800",
		"'in':'" PIG_1 "','out':'carcass:plant/20260305/1'");
	(void)kit_say(kit, "f", "feed", "0306T0800", "'of':'" PEN_1 "','in':'" FEED "'");
	struct forward *forward = recall(kit, FEED);
	assert_out(forward, PIG_1);
	assert_out(forward, "carcass:plant/20260305/1");
	forward_free(forward);
	kit_close(kit);
}

static void the_earliest_exposure_counts_whichever_seed_comes_first(void **state)
{
	struct kit *kit = kit_open();
	struct forward_seed seeds[2] = { seed_of(PEN_1), seed_of(PEN_2) };
	(void)state;
	(void)kit_say(kit, "f", "move", "0301T0800", "'of':'" PIG_1 "','to':'" PEN_2 "'");
	(void)kit_say(kit, "f", "move", "0303T0800", "'of':'" PIG_1 "','to':'" PEN_1 "'");
	kit_tell(kit, NULL, 0);
	for (int i = 0; i < 2; i++) {
		struct forward *forward = NULL;
		struct fault fault;
		assert_int_equal(trace_forward(kit->store, seeds, 2, NULL, &forward, &fault), 0);
		assert_int_equal(in(forward, PIG_1)->exposed_ms, at_ms("0301T0800"));
		assert_string_equal(forward->items[in(forward, PIG_1)->from].name, PEN_2);
		forward_free(forward);
		struct forward_seed kept = seeds[0];
		seeds[0] = seeds[1];
		seeds[1] = kept;
	}
	kit_close(kit);
}

static void parts_that_overlap_take_each_package_once(void **state)
{
	struct kit *kit = kit_open();
	int64_t count = 0;
	(void)state;
	(void)kit_say(kit, "p", "pack", "0301T0700",
		"'in':'lot:" GTIN "/T1','out':'run:" GTIN "/A/1-400','net_kg':'0.5'");
	(void)kit_say(
		kit, "p", "case", "0301T0800", "'of':'run:" GTIN "/A/1-100','to':'" SSCC_1 "'");
	(void)kit_say(
		kit, "p", "ship", "0301T0900", "'of':'run:" GTIN "/A/51-150','to':'place:shop-1'");
	(void)kit_say(
		kit, "p", "ship", "0301T0901", "'of':'run:" GTIN "/A/201-210','to':'place:shop-1'");
	struct forward *forward = recall(kit, "lot:" GTIN "/T1");
	assert_int_equal(in(forward, "run:" GTIN "/A/1-400")->share_count, 240);
	assert_int_equal(in(forward, "run:" GTIN "/A/1-100")->share_count, 50);
	assert_int_equal(in(forward, "run:" GTIN "/A/51-150")->share_count, 100);
	assert_int_equal(in(forward, "run:" GTIN "/A/201-210")->share_g, 5000);
	for (size_t i = 0; i < forward->item_count; i++)
		count += forward->items[i].kind == ITEM_RUN ? forward->items[i].share_count : 0;
	assert_int_equal(count, 400);
	forward_free(forward);
	kit_close(kit);
}

static void a_package_of_another_lot_with_the_same_number_is_not_in(void **state)
{
	char pkg[64], other[64], rest[300], key[96];
	struct kit *kit = story_open(pkg);
	(void)state;
	(void)snprintf(rest, sizeof(rest),
		"'in':'lot:" GTIN "/T9','out':'run:" GTIN "/L2/1-400',%s", kit_key(9, key));
	(void)kit_say(kit, "packer", "pack", "0703T0800", rest);
	kit_serial(9, "L2", 60, other);
	(void)snprintf(rest, sizeof(rest), "'of':'%s'", other);
	(void)kit_say(kit, "shop", "sell", "0705T1200", rest);
	struct forward *forward = recall(kit, STORY_RUN);
	assert_in(forward, pkg);
	assert_out(forward, other);
	forward_free(forward);
	forward = recall(kit, "run:" GTIN "/L2/1-400");
	assert_in(forward, other);
	assert_out(forward, pkg);
	forward_free(forward);
	kit_close(kit);
}

static void the_reason_leads_from_the_feed_to_the_package(void **state)
{
	char pkg[64], text[600], want[600];
	struct kit *kit = story_open(pkg);
	(void)state;
	struct forward *forward = recall(kit, FEED);
	(void)snprintf(want, sizeof(want),
		FEED " > " PEN_1 " > " PIG_2 " > carcass:plant/20260701/1 > " STORY_TRIM
		     " > " STORY_RUN " > %s",
		pkg);
	assert_string_equal(path(forward, pkg, text), want);
	assert_out(forward, STORY_PIG_3);
	assert_in(forward, PIG_9);
	assert_out(forward, "carcass:plant/20260701/2");
	const struct forward_item *pig = in(forward, PIG_2);
	assert_int_equal(forward->items[pig->from].since_ms, at_ms("0201T0700"));
	const struct forward_item *carcass = in(forward, "carcass:plant/20260701/1");
	assert_int_equal(forward->events[carcass->event].kind, KIND_SLAUGHTER);
	assert_string_equal(forward->events[carcass->event].station, "plant");
	forward_free(forward);
	kit_close(kit);
}

static void shares_of_a_run_its_part_in_a_case_and_a_sold_package_add_up(void **state)
{
	char pkg[64];
	int64_t count = 0, mass_g = 0;
	struct kit *kit = story_open(pkg);
	(void)state;
	struct forward *forward = recall(kit, "carcass:plant/20260701/2");
	const struct forward_item *run = in(forward, STORY_RUN), *part = in(forward, STORY_SMALL),
				  *one = in(forward, pkg);
	assert_true(run && part && one);
	assert_int_equal(run->count, 400);
	assert_int_equal(run->mass_g, 120000);
	assert_int_equal(run->share_count, 300);
	assert_int_equal(part->share_count, 99);
	assert_int_equal(one->share_count, 1);
	assert_int_equal(one->share_g, 300);
	for (size_t i = 0; i < forward->item_count; i++)
		if (forward->items[i].kind == ITEM_RUN || forward->items[i].kind == ITEM_PKG) {
			count += forward->items[i].share_count;
			mass_g += forward->items[i].share_g;
		}
	assert_int_equal(count, 400);
	assert_int_equal(mass_g, 120000);
	assert_int_equal(in(forward, STORY_TRIM)->mass_g, 120000);
	assert_int_equal(in(forward, STORY_TRIM)->share_g, 0);
	forward_free(forward);
	kit_close(kit);
}

static void it_is_known_who_has_what_now(void **state)
{
	char pkg[64];
	struct kit *kit = story_open(pkg);
	(void)state;
	struct forward *forward = recall(kit, "pig:114113000000001");
	assert_int_equal(in(forward, PIG_1)->state, FORWARD_GONE);
	assert_int_equal(in(forward, STORY_RUN)->state, FORWARD_HELD);
	assert_string_equal(in(forward, STORY_RUN)->station, "packer");
	assert_int_equal(in(forward, STORY_SMALL)->state, FORWARD_HELD);
	assert_string_equal(in(forward, STORY_SMALL)->station, "shop");
	assert_string_equal(in(forward, STORY_SMALL)->place, SSCC_1);
	assert_int_equal(in(forward, pkg)->state, FORWARD_SOLD);
	assert_int_equal(in(forward, "lot:" GTIN "/T2")->state, FORWARD_MOVING);
	assert_string_equal(in(forward, "lot:" GTIN "/T2")->place, "place:other");
	assert_string_equal(in(forward, SSCC_1)->station, "shop");
	forward_free(forward);
	kit_close(kit);
}

static void a_case_on_a_pallet_is_where_the_pallet_is(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "p", "pack", "0301T0700",
		"'in':'lot:" GTIN "/T1','out':'run:" GTIN "/A/1-10'");
	(void)kit_say(
		kit, "p", "case", "0301T0800", "'of':'run:" GTIN "/A/1-10','to':'" SSCC_1 "'");
	(void)kit_say(kit, "p", "case", "0301T0830", "'of':'" SSCC_1 "','to':'" PALLET "'");
	(void)kit_say(kit, "shop", "receive", "0302T0800", "'of':'" PALLET "'");
	struct forward *forward = recall(kit, "lot:" GTIN "/T1");
	assert_string_equal(in(forward, "run:" GTIN "/A/1-10")->station, "shop");
	assert_string_equal(in(forward, SSCC_1)->station, "shop");
	assert_in(forward, PALLET);
	forward_free(forward);
	kit_close(kit);
}

static void seeds_are_items_suppliers_documents_and_events(void **state)
{
	char pkg[64];
	struct kit *kit = story_open(pkg);
	struct forward_seed seed;
	(void)state;
	assert_false(forward_seed_parse(span_of("nothing"), &seed));
	assert_false(forward_seed_parse(span_of("pig:12"), &seed));
	assert_false(forward_seed_parse(span_of(""), &seed));
	struct forward *forward = recall(kit, "input:pharma/*");
	assert_in(forward, "input:pharma/D1");
	assert_in(forward, "input:pharma/D2");
	assert_out(forward, FEED);
	assert_in(forward, PIG_2);
	forward_free(forward);
	forward = recall(kit, "doc:A/1400001");
	assert_in(forward, PIG_2);
	assert_out(forward, STORY_PIG_3);
	assert_int_equal(in(forward, PIG_2)->why, FORWARD_ABOUT);
	forward_free(forward);
	/* The laboratory's word on the trim. */
	for (size_t i = 0; i < kit->count; i++)
		if (strstr(kit->events[i].line, "'do':'test'") ||
			strstr(kit->events[i].line, "residue")) {
			char name[80];
			forward = recall(kit, kit_name(kit, i, name));
			assert_in(forward, STORY_TRIM);
			assert_in(forward, pkg);
			assert_out(forward, "carcass:plant/20260701/1");
			forward_free(forward);
		}
	forward = recall(kit, "lot:" GTIN "/L1");
	assert_in(forward, STORY_RUN);
	assert_in(forward, pkg);
	forward_free(forward);
	forward = recall(kit, "truck:晋J1");
	/* Of two equal reasons, the first by name. */
	assert_string_equal(
		forward->items[in(forward, STORY_TRIM)->from].name, "carcass:plant/20260701/1");
	assert_in(forward, STORY_PIG_3);
	assert_in(forward, STORY_RUN);
	assert_out(forward, PIG_9);
	assert_int_equal(forward->unknown_seeds, 0);
	forward_free(forward);
	forward = recall(kit, "farm-1/1/999");
	assert_int_equal(forward->unknown_seeds, 1);
	assert_int_equal(forward->item_count, 0);
	forward_free(forward);
	forward = recall(kit, "input:nobody/X");
	assert_int_equal(forward->unknown_seeds, 1);
	forward_free(forward);
	/* A recall of the certificate and a pig besides does not make the pig the certificate's. */
	kit_forget(kit);
	(void)kit_say(kit, "packer", "recall_open", "0801T0800",
		"'of':['doc:A/1400001','" STORY_PIG_3
		"'],'out':'recall:1','class':'I','reason':'x'");
	forward = recall(kit, "doc:A/1400001");
	assert_in(forward, PIG_2);
	assert_out(forward, STORY_PIG_3);
	forward_free(forward);
	kit_close(kit);
}

static void a_package_is_its_lot_only_when_asked(void **state)
{
	char pkg[64];
	struct kit *kit = story_open(pkg);
	struct forward_seed seed = seed_of(pkg);
	(void)state;
	struct forward *forward = recall_with(kit, seed);
	assert_in(forward, pkg);
	assert_out(forward, STORY_RUN);
	forward_free(forward);
	seed.lot = true;
	forward = recall_with(kit, seed);
	assert_in(forward, STORY_RUN);
	assert_in(forward, STORY_SMALL);
	forward_free(forward);
	kit_close(kit);
}

static void a_package_with_a_made_up_serial_is_not_one_of_the_run(void **state)
{
	char pkg[64], false_pkg[64], rest[200];
	struct kit *kit = story_open(pkg);
	(void)state;
	kit_serial(8, "L1", 51, false_pkg);
	(void)snprintf(rest, sizeof(rest), "'of':'%s'", false_pkg);
	(void)kit_say(kit, "shop", "sell", "0704T1200", rest);
	struct forward *forward = recall(kit, STORY_RUN);
	assert_in(forward, pkg);
	assert_out(forward, false_pkg);
	forward_free(forward);
	kit_close(kit);
}

static void a_corrected_feeding_reaches_nobody(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "f", "move", "0301T0800", "'of':'" PIG_1 "','to':'" PEN_1 "'");
	size_t wrong = kit_say(kit, "f", "feed", "0310T0800", "'of':'" PEN_1 "','in':'" FEED "'");
	(void)kit_correct(kit, "f", wrong, "0311T0800");
	struct forward *forward = recall(kit, FEED);
	assert_out(forward, PIG_1);
	forward_free(forward);
	kit_close(kit);
}

/* Everything of the answer, as text. */
static void write_all(const struct forward *forward, struct buf *into)
{
	for (size_t i = 0; i < forward->item_count; i++) {
		const struct forward_item *item = &forward->items[i];
		buf_format(into, "%s %d %lld %lld %d %zu %d %lld %lld %lld %lld %d %s %s %lld %s\n",
			item->name, item->holder, (long long)item->since_ms,
			(long long)item->until_ms, (int)item->why, item->from, item->steps,
			(long long)item->exposed_ms, (long long)item->count,
			(long long)item->share_count, (long long)item->share_g, (int)item->state,
			item->station ? item->station : "-", item->place ? item->place : "-",
			(long long)item->seen_ms,
			item->event == FORWARD_NONE ? "-" : forward->events[item->event].name);
	}
}

static void the_order_of_arrival_does_not_show(void **state)
{
	static const char *const seeds[] = { FEED, "truck:晋J1", "place:chill-1", PIG_1, SSCC_1 };
	char pkg[64];
	size_t order[KIT_EVENTS];
	struct kit *kit = story_open(pkg);
	struct buf first[sizeof(seeds) / sizeof(seeds[0])] = { { 0 } };
	(void)state;
	for (size_t round = 0; round < 4; round++) {
		for (size_t i = 0; i < kit->count; i++)
			order[i] = round % 2 ? kit->count - 1 - i : i;
		for (size_t i = 0; round >= 2 && i < kit->count; i++) {
			size_t other = (i * 7919 + round * 104729) % kit->count, kept = order[i];
			order[i] = order[other];
			order[other] = kept;
		}
		kit_tell(kit, order, kit->count);
		for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
			struct buf text = { 0 };
			struct forward *forward = recall(kit, seeds[i]);
			write_all(forward, round == 0 ? &first[i] : &text);
			forward_free(forward);
			if (round > 0)
				assert_string_equal(text.at, first[i].at);
			buf_free(&text);
		}
	}
	for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
		buf_free(&first[i]);
	kit_close(kit);
}

static void an_answer_above_the_limit_is_refused_and_the_next_call_works(void **state)
{
	char pkg[64];
	struct kit *kit = story_open(pkg);
	struct forward_settings few = { .events_most = 3 };
	struct forward_seed seed = seed_of(FEED);
	struct forward *forward = NULL;
	struct fault fault;
	(void)state;
	kit_tell(kit, NULL, 0);
	assert_int_equal(trace_forward(kit->store, &seed, 1, &few, &forward, &fault), FAULT_LIMIT);
	assert_null(forward);
	forward = recall(kit, FEED);
	assert_in(forward, pkg);
	forward_free(forward);
	kit_close(kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pig_that_left_the_pen_the_day_before_the_feed_is_not_in),
		cmocka_unit_test(a_pen_within_a_barn_is_reached_only_while_it_stands_there),
		cmocka_unit_test(what_was_taken_from_a_lot_before_it_was_exposed_is_not_in),
		cmocka_unit_test(what_was_slaughtered_and_cut_is_used_up_whatever_it_weighed),
		cmocka_unit_test(a_pig_that_was_slaughtered_is_in_its_pen_no_more),
		cmocka_unit_test(the_earliest_exposure_counts_whichever_seed_comes_first),
		cmocka_unit_test(parts_that_overlap_take_each_package_once),
		cmocka_unit_test(a_package_of_another_lot_with_the_same_number_is_not_in),
		cmocka_unit_test(the_reason_leads_from_the_feed_to_the_package),
		cmocka_unit_test(shares_of_a_run_its_part_in_a_case_and_a_sold_package_add_up),
		cmocka_unit_test(it_is_known_who_has_what_now),
		cmocka_unit_test(a_case_on_a_pallet_is_where_the_pallet_is),
		cmocka_unit_test(seeds_are_items_suppliers_documents_and_events),
		cmocka_unit_test(a_package_is_its_lot_only_when_asked),
		cmocka_unit_test(a_package_with_a_made_up_serial_is_not_one_of_the_run),
		cmocka_unit_test(a_corrected_feeding_reaches_nobody),
		cmocka_unit_test(the_order_of_arrival_does_not_show),
		cmocka_unit_test(an_answer_above_the_limit_is_refused_and_the_next_call_works),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
