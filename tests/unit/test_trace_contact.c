/* Whom an animal met: at the same time, afterwards, in what is around, under any tag, and from when on. */
#include "tests/unit/kit_contact.h"

static void two_in_a_pen_meet_for_as_long_as_both_are_in_it(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PIG_1, PEN_1, "0302T0800");
	size_t in = move(kit, PIG_2, PEN_1, "0303T0800");
	(void)move(kit, PIG_2, PEN_1, "0304T0800"); /* where it is: no new stay */
	(void)move(kit, PIG_1, PEN_2, "0305T0800");
	struct contacts *contacts = ask(kit, PIG_1, 1);
	char name[80];
	assert_int_equal(contacts->verdict, TRACE_FOUND);
	assert_int_equal(contacts->count, 1);
	const struct contact *met = &contacts->list[0];
	assert_string_equal(met->codes[0], PIG_2);
	assert_int_equal(met->degree, 1);
	assert_true(met->first_ms == kit_at("0303T0800"));
	assert_string_equal(met->now_in, PEN_1);
	assert_int_equal(met->meeting_count, 1);
	assert_string_equal(met->meetings[0].holder, PEN_1);
	assert_string_equal(met->meetings[0].with, PIG_1);
	assert_string_equal(met->meetings[0].event, kit_name(kit, in, name));
	assert_true(met->meetings[0].since_ms == kit_at("0303T0800"));
	assert_true(met->meetings[0].until_ms == kit_at("0305T0800"));
	assert_false(met->meetings[0].after);
	assert_true(met->meetings[0].open);
	assert_false(met->meetings[0].maybe);
	assert_int_equal(contacts->open_stays, 1);
	contacts_free(contacts);
	kit_close(kit);
}

static void in_and_out_at_one_instant_is_not_together_but_after(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PIG_1, PEN_1, "0302T0800");
	(void)move(kit, PIG_1, PEN_2, "0305T0800");
	(void)move(kit, PIG_2, PEN_1, "0305T0800");
	struct contacts *contacts = ask(kit, PIG_1, 1);
	assert_int_equal(contacts->count, 1);
	assert_true(contacts->list[0].meetings[0].after);
	assert_int_equal(contacts->list[0].meetings[0].after_ms, 0);
	contacts_free(contacts);
	/* The other way round the seed came after, and met nobody. */
	assert_int_equal(degree_of(kit, PIG_2, PIG_1, 1), 0);
	kit_close(kit);
}

static void a_container_stays_suspect_for_the_days_configured(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PIG_1, PEN_1, "0302T0800");
	(void)move(kit, PIG_1, PEN_2, "0305T0800");
	(void)move(kit, PIG_2, PEN_1, "0315T0759");
	(void)move(kit, PIG_3, PEN_1, "0315T0800");
	struct contacts *contacts = ask(kit, PIG_1, 1);
	const struct contact *met = find(contacts, PIG_2);
	assert_non_null(met);
	assert_true(met->meetings[0].after);
	assert_true(met->meetings[0].after_ms == kit_at("0315T0759") - kit_at("0305T0800"));
	assert_true(met->meetings[0].until_ms == kit_at("0315T0800"));
	assert_null(find(contacts, PIG_3));
	contacts_free(contacts);
	kit_close(kit);
}

static void a_truck_is_clean_from_the_instant_of_its_disinfection(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "truck", "load", "0302T0800", "'of':'" PIG_1 "','to':'" TRUCK "'");
	(void)disinfect(kit, TRUCK, "0302T0900"); /* with the pig in it: cleans nothing */
	(void)kit_say(kit, "truck", "unload", "0302T1000",
		"'of':'" PIG_1 "','from':'" TRUCK "','to':'" LAIRAGE "'");
	(void)kit_say(kit, "truck", "load", "0302T1100", "'of':'" PIG_2 "','to':'" TRUCK "'");
	(void)kit_say(kit, "truck", "unload", "0302T1130",
		"'of':'" PIG_2 "','from':'" TRUCK "','to':'" PEN_3 "'");
	size_t clean = disinfect(kit, TRUCK, "0302T1200");
	(void)kit_say(kit, "truck", "load", "0302T1200", "'of':'" PIG_3 "','to':'" TRUCK "'");
	struct contacts *contacts = ask(kit, PIG_1, 1);
	char name[80];
	assert_int_equal(contacts->count, 1);
	assert_string_equal(find(contacts, PIG_2)->now_in, PEN_3);
	for (size_t i = 0; i < contacts->holder_count; i++)
		if (strcmp(contacts->holders[i].name, TRUCK) == 0)
			assert_string_equal(
				contacts->holders[i].cleaned_by, kit_name(kit, clean, name));
	contacts_free(contacts);
	/* A disinfection that was entered by mistake leaves it suspect. */
	(void)kit_correct(kit, "farm", clean, "0303T0800");
	kit_tell(kit, NULL, 0);
	assert_int_equal(degree_of(kit, PIG_1, PIG_3, 1), 1);
	kit_close(kit);
}

static void disinfecting_the_barn_cleans_its_pens_and_not_the_other_way(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PEN_1, BARN, "0201T0800");
	(void)move(kit, PEN_2, BARN, "0201T0800");
	(void)move(kit, PIG_1, PEN_1, "0302T0800");
	(void)move(kit, PIG_1, PEN_3, "0303T0800");
	(void)disinfect(kit, PEN_1, "0303T0900");
	(void)move(kit, PIG_2, PEN_2, "0304T0800"); /* the barn itself is still suspect */
	(void)disinfect(kit, BARN, "0305T0800");
	(void)move(kit, PIG_1, PEN_2, "0307T0800");
	(void)move(kit, PIG_1, PEN_3, "0308T0800");
	(void)disinfect(kit, BARN, "0309T0800");
	(void)move(kit, PIG_4, PEN_2, "0310T0800");
	assert_int_equal(degree_of(kit, PIG_1, PIG_2, 1), 1);
	assert_int_equal(degree_of(kit, PIG_1, PIG_4, 1), 0);
	kit_close(kit);
}

static void pens_of_one_barn_meet_in_the_barn_and_one_pen_tells_it_once(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PEN_1, BARN, "0201T0800");
	(void)move(kit, PEN_2, BARN, "0201T0800");
	(void)move(kit, PIG_1, PEN_1, "0302T0800");
	(void)move(kit, PIG_2, PEN_2, "0302T0800");
	(void)move(kit, PIG_3, PEN_1, "0302T0800");
	(void)move(kit, PEN_2, "group:1411300001/B2", "0304T0800");
	struct contacts *contacts = ask(kit, PIG_1, 1);
	assert_int_equal(contacts->count, 2);
	assert_string_equal(find(contacts, PIG_2)->meetings[0].holder, BARN);
	assert_true(find(contacts, PIG_2)->meetings[0].until_ms == kit_at("0304T0800"));
	assert_int_equal(find(contacts, PIG_3)->meeting_count, 1);
	assert_string_equal(find(contacts, PIG_3)->meetings[0].holder, PEN_1);
	contacts_free(contacts);
	kit_close(kit);
}

static void a_group_on_a_truck_brings_its_animals_onto_it(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PIG_1, PEN_1, "0301T0800");
	(void)move(kit, PIG_2, PEN_2, "0301T0800");
	(void)kit_say(kit, "truck", "load", "0302T0800", "'of':'" PEN_1 "','to':'" TRUCK "'");
	(void)kit_say(
		kit, "truck", "load", "0302T0900", "'of':'" PEN_2 "','to':'" TRUCK "','count':1");
	struct contacts *contacts = ask(kit, PIG_1, 1);
	assert_int_equal(contacts->count, 1);
	assert_string_equal(contacts->list[0].meetings[0].holder, TRUCK);
	assert_true(
		contacts->list[0].meetings[0].maybe); /* one head of the group: perhaps another */
	contacts_free(contacts);
	kit_close(kit);
}

static void an_animal_passes_on_only_from_when_it_was_met(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PIG_2, PEN_2, "0302T0800"); /* with 3, before it meets 1 */
	(void)move(kit, PIG_3, PEN_2, "0302T0800");
	(void)move(kit, PIG_3, PEN_3, "0304T0800");
	(void)disinfect(kit, PEN_2, "0305T0800");
	(void)move(kit, PIG_1, PEN_1, "0305T0800");
	(void)move(kit, PIG_2, PEN_1, "0306T0800");
	(void)move(kit, PIG_2, PEN_2, "0307T0800");
	(void)move(kit, PIG_4, PEN_2, "0308T0800"); /* with 2, after */
	assert_int_equal(degree_of(kit, PIG_1, PIG_2, 1), 1);
	assert_int_equal(degree_of(kit, PIG_1, PIG_4, 1), 0);
	assert_int_equal(degree_of(kit, PIG_1, PIG_4, 2), 2);
	assert_int_equal(degree_of(kit, PIG_1, PIG_3, 2), 0);
	struct contacts *contacts = ask(kit, PIG_1, 2);
	const struct contact *met = find(contacts, PIG_4);
	assert_int_equal(met->hop_count, 2);
	assert_string_equal(met->hops[0].from, PIG_1);
	assert_string_equal(met->hops[0].to, PIG_2);
	assert_string_equal(met->hops[0].holder, PEN_1);
	assert_true(met->hops[0].at_ms == kit_at("0306T0800"));
	assert_string_equal(met->hops[1].to, PIG_4);
	assert_string_equal(met->hops[1].holder, PEN_2);
	assert_string_equal(met->meetings[0].with, PIG_2);
	contacts_free(contacts);
	kit_close(kit);
}

/* 3 meets 1 itself only on the 20th, but 2, who met 1 before, already on the 5th: what 3 did between counts. */
static void a_longer_way_that_is_earlier_is_not_lost(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PIG_1, PEN_1, "0302T0800");
	(void)move(kit, PIG_2, PEN_1, "0303T0800");
	(void)move(kit, PIG_2, PEN_2, "0304T0800");
	(void)move(kit, PIG_3, PEN_2, "0305T0800");
	(void)move(kit, PIG_3, PEN_3, "0306T0800");
	(void)move(kit, PIG_4, PEN_3, "0307T0800");
	(void)move(kit, PIG_4, "group:1411300001/F9", "0308T0800");
	(void)disinfect(kit, PEN_1, "0309T0800");
	(void)move(kit, PIG_3, PEN_1, "0320T0800");
	assert_int_equal(degree_of(kit, PIG_1, PIG_3, 3), 1);
	assert_int_equal(degree_of(kit, PIG_1, PIG_4, 2), 0);
	assert_int_equal(degree_of(kit, PIG_1, PIG_4, 3), 3);
	kit_close(kit);
}

static void the_way_is_the_earliest_and_at_once_rather_than_after(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PIG_1, PEN_1, "0302T0800");
	(void)move(kit, PIG_2, PEN_1, "0302T0800");
	(void)move(kit, PIG_3, PEN_1, "0302T0800");
	(void)move(kit, PIG_2, PEN_2, "0303T0800");
	(void)move(kit, PIG_3, PEN_3, "0303T0800");
	(void)move(kit, PIG_4, PEN_3, "0304T0800");
	(void)move(kit, PIG_4, PEN_2, "0305T0800");
	(void)move(kit, PIG_2, "group:1411300001/F9", "0306T0800");
	(void)move(kit, PIG_3, PEN_2, "0307T0800");
	(void)move(kit, PIG_5, PEN_2, "0308T0800"); /* 3 is there, 2 was */
	struct contacts *contacts = ask(kit, PIG_1, 2);
	assert_string_equal(find(contacts, PIG_4)->hops[1].from, PIG_3);
	assert_string_equal(find(contacts, PIG_4)->hops[1].holder, PEN_3);
	assert_string_equal(find(contacts, PIG_5)->hops[1].from, PIG_3);
	assert_false(find(contacts, PIG_5)->hops[1].after);
	contacts_free(contacts);
	kit_close(kit);
}

static void of_two_ways_of_one_moment_the_first_by_name_is_told(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PIG_1, PEN_1, "0302T0800");
	(void)move(kit, PIG_3, PEN_1, "0303T0800");
	(void)move(kit, PIG_2, PEN_1, "0304T0800");
	(void)move(kit, PIG_3, PEN_2, "0305T0800");
	(void)move(kit, PIG_2, PEN_2, "0306T0800");
	(void)move(kit, PIG_4, PEN_2, "0307T0800");
	struct contacts *contacts = ask(kit, PIG_1, 2);
	assert_string_equal(find(contacts, PIG_4)->hops[1].from, PIG_2);
	contacts_free(contacts);
	kit_close(kit);
}

static void a_retagged_animal_is_one_animal(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PIG_1, PEN_1, "0302T0800");
	(void)kit_say(kit, "farm", "tag", "0303T0800",
		"'in':'" PIG_1 "','out':'" PIG_2 "','tagging':'lost'");
	(void)move(kit, PIG_2, PEN_2, "0304T0800");
	(void)move(kit, PIG_3, PEN_1, "0303T0900");
	(void)move(kit, PIG_4, PEN_2, "0305T0800");
	for (int nth = 0; nth < 2; nth++) {
		struct contacts *contacts = ask(kit, nth ? PIG_1 : PIG_2, 1);
		assert_int_equal(contacts->code_count, 2);
		assert_int_equal(contacts->count, 2);
		assert_non_null(find(contacts, PIG_3));
		assert_non_null(find(contacts, PIG_4));
		contacts_free(contacts);
	}
	struct contacts *contacts = ask(kit, PIG_3, 1);
	assert_int_equal(contacts->count, 1);
	assert_string_equal(contacts->list[0].codes[0], PIG_2); /* the present one */
	assert_string_equal(contacts->list[0].codes[1], PIG_1);
	contacts_free(contacts);
	(void)kit_say(kit, "farm", "tag", "0306T0800", "'in':'" PIG_2 "','out':'" PIG_5 "'");
	kit_tell(kit, NULL, 0);
	contacts = ask(kit, PIG_5, 1);
	assert_int_equal(contacts->code_count, 3);
	assert_string_equal(contacts->codes[0], PIG_5);
	assert_string_equal(contacts->codes[1], PIG_1);
	assert_string_equal(contacts->codes[2], PIG_2);
	contacts_free(contacts);
	kit_close(kit);
}

static void a_move_that_arrives_late_flips_the_answer(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PIG_1, PEN_1, "0302T0800");
	(void)move(kit, PIG_2, PEN_1, "0201T0800");
	assert_int_equal(degree_of(kit, PIG_1, PIG_2, 1), 1);
	size_t late = move(kit, PIG_2, PEN_2, "0215T0800"); /* heard of only now */
	kit_tell(kit, NULL, 0);
	assert_int_equal(degree_of(kit, PIG_1, PIG_2, 1), 0);
	(void)kit_correct(kit, "farm", late, "0303T0800");
	kit_tell(kit, NULL, 0);
	assert_int_equal(degree_of(kit, PIG_1, PIG_2, 1), 1);
	kit_close(kit);
}

static void a_certificate_puts_nobody_on_the_truck(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "truck", "load", "0302T0800", "'of':'" PIG_1 "','to':'" TRUCK "'");
	(void)kit_say(kit, "farm", "certify", "0302T0830",
		"'of':['" PIG_2 "'],'out':'doc:A/1','to':'" TRUCK "','form':'A',"
		"'expires':'2026-07-05T00:00:00+08:00'");
	assert_int_equal(degree_of(kit, PIG_1, PIG_2, 1), 0);
	kit_close(kit);
}

/* Containers that stand in each other must not keep the question from ending. */
static void a_ring_of_containers_ends(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PEN_1, PEN_2, "0201T0800");
	(void)move(kit, PEN_2, PEN_1, "0201T0800");
	(void)move(kit, PIG_1, PEN_1, "0302T0800");
	(void)move(kit, PIG_2, PEN_2, "0303T0800");
	assert_int_equal(degree_of(kit, PIG_1, PIG_2, 2), 1);
	kit_close(kit);
}

/* ---- any order of arrival ---- */

static void digest(const struct contacts *contacts, struct buf *into)
{
	for (size_t i = 0; i < contacts->count; i++) {
		const struct contact *contact = &contacts->list[i];
		buf_format(into, "%d %lld", contact->degree, (long long)contact->first_ms);
		for (size_t j = 0; j < contact->code_count; j++)
			buf_format(into, " %s", contact->codes[j]);
		for (size_t j = 0; j < contact->hop_count; j++)
			buf_format(into, " %s>%s@%s", contact->hops[j].from, contact->hops[j].to,
				contact->hops[j].holder);
		for (size_t j = 0; j < contact->meeting_count; j++)
			buf_format(into, " %s %s %lld %lld %s", contact->meetings[j].holder,
				contact->meetings[j].with, (long long)contact->meetings[j].since_ms,
				(long long)contact->meetings[j].until_ms,
				contact->meetings[j].event);
		buf_char(into, '\n');
	}
	for (size_t i = 0; i < contacts->holder_count; i++)
		buf_format(into, "%s %lld %lld %s %lld\n", contacts->holders[i].name,
			(long long)contacts->holders[i].since_ms,
			(long long)contacts->holders[i].until_ms,
			contacts->holders[i].cleaned_by ? contacts->holders[i].cleaned_by : "-",
			(long long)contacts->holders[i].untagged);
	for (size_t i = 0; i < contacts->blind_count; i++)
		buf_format(into, "blind %lld %lld\n", (long long)contacts->blind[i].since_ms,
			(long long)contacts->blind[i].until_ms);
	assert_false(into->failed);
}

/* A farm in which everything moves, from a fixed seed. */
static void busy_farm(struct kit *kit)
{
	static const char *const pens[] = { PEN_1, PEN_2, PEN_3, BARN, LAIRAGE };
	uint32_t random = 12345;
	char pig[32], when[16];
	(void)move(kit, PEN_1, BARN, "0201T0800");
	for (int nth = 0; nth < 120; nth++) {
		(void)kit_random(&random);
		(void)snprintf(pig, sizeof(pig), "pig:1141130000000%02u", 1 + (random >> 8) % 12);
		(void)snprintf(when, sizeof(when), "03%02uT%02u00", 1 + (random >> 12) % 28,
			(random >> 20) % 24);
		if (nth % 10 == 9)
			(void)disinfect(kit, pens[(random >> 4) % 5], when);
		else if (nth % 17 == 5)
			(void)kit_say(kit, "farm", "birth", when, "'to':'" PEN_2 "','count':3");
		else
			(void)move(kit, pig, pens[(random >> 16) % 5], when);
	}
	(void)kit_say(kit, "farm", "tag", "0312T0800",
		"'in':'pig:114113000000001','out':'pig:114113000000099'");
	(void)kit_say(kit, "farm", "tag", "0312T0800", /* at once: both names stand */
		"'in':'pig:114113000000001','out':'pig:114113000000098'");
}

static void shuffled_and_repeated_events_give_the_same_answer(void **state)
{
	struct kit *kit = kit_open();
	struct buf first = { 0 };
	uint32_t random = 7;
	(void)state;
	busy_farm(kit);
	for (int round = 0; round < 4; round++) {
		kit_tell_shuffled(kit, &random, round == 0);
		struct contacts *contacts = ask(kit, PIG_2, 3);
		struct buf now = { 0 };
		digest(contacts, &now);
		assert_true(contacts->count > 5);
		if (round == 0)
			buf_span(&first, buf_written(&now));
		assert_string_equal(now.at, first.at);
		buf_free(&now);
		contacts_free(contacts);
	}
	buf_free(&first);
	kit_close(kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_in_a_pen_meet_for_as_long_as_both_are_in_it),
		cmocka_unit_test(in_and_out_at_one_instant_is_not_together_but_after),
		cmocka_unit_test(a_container_stays_suspect_for_the_days_configured),
		cmocka_unit_test(a_truck_is_clean_from_the_instant_of_its_disinfection),
		cmocka_unit_test(disinfecting_the_barn_cleans_its_pens_and_not_the_other_way),
		cmocka_unit_test(pens_of_one_barn_meet_in_the_barn_and_one_pen_tells_it_once),
		cmocka_unit_test(a_group_on_a_truck_brings_its_animals_onto_it),
		cmocka_unit_test(an_animal_passes_on_only_from_when_it_was_met),
		cmocka_unit_test(a_longer_way_that_is_earlier_is_not_lost),
		cmocka_unit_test(the_way_is_the_earliest_and_at_once_rather_than_after),
		cmocka_unit_test(of_two_ways_of_one_moment_the_first_by_name_is_told),
		cmocka_unit_test(a_retagged_animal_is_one_animal),
		cmocka_unit_test(a_move_that_arrives_late_flips_the_answer),
		cmocka_unit_test(a_certificate_puts_nobody_on_the_truck),
		cmocka_unit_test(a_ring_of_containers_ends),
		cmocka_unit_test(shuffled_and_repeated_events_give_the_same_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
