/*
 * What a check's answer is like: per animal, the same for any order of arrival, effective after corrections,
 * under configured limits; and who stands behind a finding.
 */
#include "tests/unit/kit_check.h"

#include "core/base/file.h"
#include "core/trace/check_work.h"

static struct check_limits defaults(void)
{
	struct check_limits limits;
	struct fault fault;
	assert_int_equal(check_limits_read(&limits, NULL, &fault), 0);
	return limits;
}

static void print_check(const struct check *check, struct buf *into)
{
	buf_format(into, "%s %d %zu\n", check->item, check->verdict, check->animals);
	for (size_t i = 0; i < check_rule_count(); i++)
		buf_format(into, "%d", check->rules[i]);
	for (size_t i = 0; i < check->finding_count; i++) {
		const struct check_finding *finding = &check->findings[i];
		buf_format(into, "\n%zu %d %s %s +%zu", finding->rule, finding->verdict,
			finding->reason, finding->item, finding->others);
		for (int j = 0; j < finding->measure_count; j++)
			buf_format(into, " %lld", (long long)finding->measures[j].value);
		for (int j = 0; j < finding->event_count; j++)
			buf_format(into, " %s/%s", finding->events[j].name, finding->events[j].by);
	}
}

static const struct check_finding *finding_of(const struct check *check, const char *rule)
{
	for (size_t i = 0; i < check->finding_count; i++)
		if (check->findings[i].rule == kit_rule(rule))
			return &check->findings[i];
	return NULL;
}

/* Two pigs of one pen; the second leaves it the day before the drug. Both end in one lot. */
static struct kit *two_pigs(bool moves, char pkg[static 64])
{
	const struct kit_line edits[] = {
		{ "birth", "farm-1", "birth", "0101T0800",
			"'out':['" PIG_1 "','" PIG_2 "'],'to':'" PEN_1 "'" BY, false, false },
		{ "+", "farm-1", "move", moves ? "0614T0800" : "0616T0800",
			"'of':'" PIG_2 "','to':'" PEN_2 "'" BY, false, false },
		{ "medicate", "farm-1", "medicate", "0615T0800",
			"'of':'" PEN_1 "','in':'input:pharma/D1','withdrawal_days':28" BY, false,
			false },
		{ "+", "plant", "slaughter", "0701T0801",
			"'in':'" PIG_2 "','out':'carcass:plant/20260701/2'" BY, false, false },
		{ "cut", "packer", "cut", "0702T0800",
			"'in':['" CARCASS "','carcass:plant/20260701/2'],'out':'" LOT_1 "'" BY,
			false, false },
		{ NULL, NULL, NULL, NULL, NULL, false, false },
	};
	return kit_check_open(edits, pkg);
}

static void a_pig_that_left_the_day_before_the_drug_is_not_blamed(void **state)
{
	struct check_limits limits = defaults();
	char pkg[64];
	(void)state;
	struct kit *kit = two_pigs(true, pkg);
	struct check *check = kit_check_ask(kit, pkg, &limits);
	const struct check_finding *finding = finding_of(check, "W-MED-01");
	assert_int_equal(check->animals, 2);
	assert_int_equal(check->rules[kit_rule("W-MED-01")], CHECK_FAIL);
	assert_non_null(finding);
	assert_string_equal(finding->item, PIG_1);
	assert_int_equal(finding->others, 0);
	assert_int_equal(finding->measures[0].value, 28);
	assert_int_equal(finding->measures[1].value, 12);
	for (size_t i = 0; i < check->finding_count; i++)
		if (check->findings[i].rule == kit_rule("W-MED-01"))
			assert_string_equal(check->findings[i].item, PIG_1);
	check_free(check);
	kit_close(kit);
	kit = two_pigs(false, pkg);
	check = kit_check_ask(kit, PIG_2, &limits);
	assert_int_equal(check->rules[kit_rule("W-MED-01")], CHECK_FAIL);
	check_free(check);
	kit_close(kit);
	check_limits_free(&limits);
}

static void a_finding_names_the_events_and_who_answers_for_them(void **state)
{
	const struct kit_line edits[] = {
		{ "+", "shop", "sell", "0705T0900", "'of':'$PKG','by':'op-9'", false, false },
		{ NULL, NULL, NULL, NULL, NULL, false, false },
	};
	struct check_limits limits = defaults();
	char pkg[64];
	(void)state;
	struct kit *kit = kit_check_open(edits, pkg);
	struct check *check = kit_check_ask(kit, pkg, &limits);
	const struct check_finding *finding = finding_of(check, "W-SALE-02");
	assert_int_equal(check->verdict, CHECK_FAIL);
	assert_non_null(finding);
	assert_int_equal(finding->event_count, 2);
	assert_string_equal(finding->events[0].name, "shop/1/1");
	assert_string_equal(finding->events[1].name, "shop/1/2");
	assert_string_equal(finding->events[1].station, "shop");
	assert_string_equal(finding->events[1].by, "op-9");
	assert_int_equal(finding->events[1].kind, KIND_SELL);
	check_free(check);
	kit_close(kit);
	check_limits_free(&limits);
}

/* What looks like a fault and is none: the rule's verdict must stay as it is said here. */
static const struct harmless {
	const char *why;
	const char *seed; /* NULL: the package */
	const char *rule;
	enum check_verdict verdict;
	struct kit_line edits[EDITS_MOST];
} harmless[] = {
	{ "a drug given after slaughter", NULL, "W-MED-01", CHECK_PASS,
		{ SAY("+", "farm-1", "medicate", "0710T0800",
			"'of':'" PIG_1 "','in':'input:pharma/D1','withdrawal_days':28" BY) } },
	{ "sent to another farm, not to slaughter", PIG_1, "W-MED-02", CHECK_APART,
		{ OUT("arrive"), OUT("slaughter"),
			SAY("+", "farm-1", "medicate", "0625T0800",
				"'of':'" PIG_1 "','in':'input:pharma/D1','withdrawal_days':28" BY),
			SAY("+", "farm-2", "weigh", "0705T0800",
				"'of':'" PIG_1 "','kg':'99'" BY) } },
	{ "it died on the way, and had been sent too early", PIG_1, "W-MED-02", CHECK_FAIL,
		{ OUT("arrive"), OUT("slaughter"), OUT("asf"),
			SAY("+", "farm-1", "medicate", "0625T0800",
				"'of':'" PIG_1 "','in':'input:pharma/D1','withdrawal_days':28" BY),
			SAY("+", "truck-1", "die", "0630T0900", "'of':'" PIG_1 "'" BY) } },
	{ "a certificate issued again, now with the right tag", NULL, "W-CER-04", CHECK_PASS,
		{ SAY("certify", "farm-1", "certify", "0630T0600",
			  "'of':'" PIG_2 "','out':'doc:B/1','to':'truck:晋J1','form':'B',"
			  "'expires':'2026-07-01T00:00:00+08:00'" BY),
			SAY("+", "farm-1", "certify", "0630T0700",
				"'of':'" PIG_1 "','out':'doc:B/1','to':'truck:晋J1','form':'B',"
				"'expires':'2026-07-01T00:00:00+08:00'" BY) } },
	{ "the certificate issued again is the one that counts", NULL, "W-CER-02", CHECK_PASS,
		{ SAY("certify", "farm-1", "certify", "0630T0600",
			  "'of':'" PIG_2 "','out':'doc:B/1','to':'truck:晋J1','form':'B',"
			  "'expires':'2026-06-30T06:30:00+08:00'" BY),
			SAY("+", "farm-1", "certify", "0630T0700",
				"'of':'" PIG_1 "','out':'doc:B/1','to':'truck:晋J1','form':'B',"
				"'expires':'2026-07-01T00:00:00+08:00'" BY) } },
	{ "a certificate that lists a pen, too, and does not say how many", NULL, "W-CER-05",
		CHECK_PASS,
		{ SAY("+", "farm-1", "certify", "0630T0601",
			  "'of':'" PEN_2 "','out':'doc:B/1','to':'truck:晋J1','form':'B',"
			  "'expires':'2026-07-01T00:00:00+08:00'" BY),
			SAY("+", "plant", "arrive", "0630T0910",
				"'of':'" PIG_2 "','to':'place:lairage','cert':'doc:B/1'" BY) } },
	{ "meat on the pig's certificate is no head", NULL, "W-CER-05", CHECK_PASS,
		{ SAY("+", "truck-1", "load", "0630T0750",
			"'of':'lot:" GTIN
			"/T9','to':'truck:晋J1','cert':'doc:B/1','count':9" BY) } },
	{ "what the plant loses after the sale", NULL, "W-EVD-02", CHECK_PASS,
		{ SAY("+", "plant", "track", "0705T0800", "'of':'place:chill-1','temp_c':'2'" BY),
			{ "+", "plant", "track", "0706T0800",
				"'of':'place:chill-1','temp_c':'2'" BY, false, true },
			SAY("+", "plant", "track", "0707T0800",
				"'of':'place:chill-1','temp_c':'2'" BY) } },
	{ "another pig of the pen died", NULL, "W-TAG-02", CHECK_PASS,
		{ SAY("+", "farm-1", "die", "0601T0800", "'of':'" PEN_1 "','count':1" BY) } },
	{ "the lorry warms up after the meat has left it", NULL, "W-COLD-01", CHECK_PASS,
		{ SAY("track", "truck-1", "track", "0703T0630",
			"'of':'truck:晋J2',"
			"'readings':[[0,'2'],[1200,'3'],[1800,'9'],[5400,'9']]" BY) } },
	{ "warm for half an hour, as allowed", NULL, "W-COLD-01", CHECK_PASS,
		{ SAY("load meat", "packer", "load", "0703T0600",
			  "'of':'$PKG','to':'truck:晋J2'" BY),
			SAY("track", "truck-1", "track", "0703T0601",
				"'of':'truck:晋J2','readings':[[0,'9'],[1800,'2'],[2400,'2']]" BY) } },
	{ "sold on the best-before day", NULL, "W-SALE-01", CHECK_PASS,
		{ SAY("sell", "shop", "sell", "0709T2359", "'of':'$PKG'" BY) } },
	{ "a carcass held first, then passed", NULL, "W-INS-02", CHECK_PASS,
		{ SAY("+", "plant", "inspect", "0701T0830",
			"'of':'" CARCASS "','verdict':'hold'" BY) } },
	{ "sold by the packer to the shop, and by the shop", NULL, "W-SALE-02", CHECK_PASS,
		{ SAY("+", "packer", "sell", "0703T0500", "'of':'$PKG'" BY),
			SAY("+", "shop", "receive", "0703T0710", "'of':'$PKG'" BY) } },
};

static void what_only_looks_like_a_fault_is_none(void **state)
{
	struct check_limits limits = defaults();
	(void)state;
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
		char pkg[64];
		struct kit *kit = kit_check_open(harmless[i].edits, pkg);
		struct check *check =
			kit_check_ask(kit, harmless[i].seed ? harmless[i].seed : pkg, &limits);
		enum check_verdict verdict = check->rules[kit_rule(harmless[i].rule)];
		if (verdict != harmless[i].verdict)
			fail_msg("%s: %s is %s", harmless[i].why, harmless[i].rule,
				check_verdict_name(verdict));
		check_free(check);
		kit_close(kit);
	}
	check_limits_free(&limits);
}

static void a_run_answers_for_the_sales_of_its_packages(void **state)
{
	static const struct {
		const char *when;
		const char *rule;
	} sales[] = { { "0705T0900", "W-SALE-02" }, { "0711T0900", "W-SALE-01" } };
	struct check_limits limits = defaults();
	char pkg[64];
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct kit_line edits[] = {
			SAY("+", "shop", "sell", sales[i].when, "'of':'$PKG'" BY),
			OUT(NULL),
		};
		struct kit *kit = kit_check_open(edits, pkg);
		struct check *check = kit_check_ask(kit, RUN_1, &limits);
		const struct check_finding *finding = finding_of(check, sales[i].rule);
		assert_non_null(finding);
		assert_int_equal(finding->verdict, CHECK_FAIL);
		assert_string_equal(finding->item, pkg);
		check_free(check);
		kit_close(kit);
	}
	struct kit *kit = kit_check_open(NULL, pkg);
	struct check *check = kit_check_ask(kit, RUN_1, &limits);
	assert_int_equal(check->rules[kit_rule("W-SALE-01")], CHECK_PASS);
	assert_int_equal(check->rules[kit_rule("W-SALE-02")], CHECK_PASS);
	assert_int_equal(check->verdict, CHECK_PASS);
	check_free(check);
	kit_close(kit);
	check_limits_free(&limits);
}

static void goods_taken_back_may_be_sold_again(void **state)
{
	const struct kit_line edits[] = {
		{ "+", "shop", "return", "0704T1000", "'of':'$PKG','reason':'box'" BY, false,
			false },
		{ "+", "shop", "sell", "0705T0900", "'of':'$PKG'" BY, false, false },
		{ NULL, NULL, NULL, NULL, NULL, false, false },
	};
	struct check_limits limits = defaults();
	char pkg[64];
	(void)state;
	struct kit *kit = kit_check_open(edits, pkg);
	struct check *check = kit_check_ask(kit, pkg, &limits);
	assert_int_equal(check->rules[kit_rule("W-SALE-02")], CHECK_PASS);
	check_free(check);
	kit_close(kit);
	check_limits_free(&limits);
}

static void a_corrected_event_is_held_against_nobody(void **state)
{
	const struct kit_line edits[] = {
		{ "+", "shop", "sell", "0705T0900", "'of':'$PKG'" BY, false, false },
		{ "+", "shop", "correct", "0705T1000", "'event':'shop/1/2','reason':'slip'" BY,
			false, false },
		{ NULL, NULL, NULL, NULL, NULL, false, false },
	};
	struct check_limits limits = defaults();
	char pkg[64];
	(void)state;
	struct kit *kit = kit_check_open(edits, pkg);
	struct check *check = kit_check_ask(kit, pkg, &limits);
	assert_int_equal(check->rules[kit_rule("W-SALE-02")], CHECK_PASS);
	check_free(check);
	kit_close(kit);
	check_limits_free(&limits);
}

static void what_a_farm_loses_after_slaughter_leaves_nothing_open(void **state)
{
	const struct kit_line edits[] = {
		{ "+", "farm-1", "feed", "0702T0800", "'of':'" PEN_1 "','in':'input:nongda/F1'" BY,
			false, false },
		{ "+", "farm-1", "feed", "0703T0800", "'of':'" PEN_1 "','in':'input:nongda/F1'" BY,
			false, true },
		{ "+", "farm-1", "feed", "0704T0800", "'of':'" PEN_1 "','in':'input:nongda/F1'" BY,
			false, false },
		{ NULL, NULL, NULL, NULL, NULL, false, false },
	};
	struct check_limits limits = defaults();
	char pkg[64];
	(void)state;
	struct kit *kit = kit_check_open(edits, pkg);
	struct check *check = kit_check_ask(kit, pkg, &limits);
	assert_int_equal(check->rules[kit_rule("W-EVD-02")], CHECK_PASS);
	check_free(check);
	kit_close(kit);
	check_limits_free(&limits);
}

static void order_of_arrival_and_repeats_change_nothing(void **state)
{
	struct check_limits limits = defaults();
	size_t order[200];
	struct buf first = { 0 }, second = { 0 };
	char pkg[64];
	(void)state;
	struct kit *kit = two_pigs(true, pkg);
	struct check *check = kit_check_ask(kit, pkg, &limits);
	print_check(check, &first);
	check_free(check);
	for (size_t i = 0; i < kit->count; i++) {
		order[2 * i] = kit->count - 1 - i;
		order[2 * i + 1] = i * 7 % kit->count;
	}
	kit_tell(kit, order, 2 * kit->count);
	check = kit_check_ask(kit, pkg, &limits);
	print_check(check, &second);
	assert_string_equal(first.at, second.at);
	check_free(check);
	buf_free(&first);
	buf_free(&second);
	kit_close(kit);
	check_limits_free(&limits);
}

static void unknown_of_a_must_rule_is_never_a_pass(void **state)
{
	const struct kit_line edits[] = { { .name = "antemortem" }, { .name = NULL } };
	struct check_limits limits = defaults();
	char pkg[64];
	(void)state;
	struct kit *kit = kit_check_open(edits, pkg);
	struct check *check = kit_check_ask(kit, pkg, &limits);
	assert_int_equal(check->verdict, CHECK_UNKNOWN);
	check_free(check);
	limits.antemortem_needed = false;
	check = kit_check_ask(kit, pkg, &limits);
	assert_int_equal(check->rules[kit_rule("W-INS-01")], CHECK_APART);
	assert_int_equal(check->verdict, CHECK_PASS);
	check_free(check);
	kit_close(kit);
	check_limits_free(&limits);
}

static void what_is_not_recorded_or_not_genuine_is_not_judged(void **state)
{
	struct check_limits limits = defaults();
	char pkg[64], forged[64];
	(void)state;
	struct kit *kit = kit_check_open(NULL, pkg);
	kit_serial(9, "L1", 50, forged);
	struct check *check = kit_check_ask(kit, forged, &limits);
	assert_int_equal(check->found, TRACE_NOT_GENUINE);
	assert_int_equal(check->verdict, CHECK_UNKNOWN);
	check_free(check);
	check = kit_check_ask(kit, "pig:114113000099999", &limits);
	assert_int_equal(check->found, TRACE_UNKNOWN);
	check_free(check);
	kit_close(kit);
	check_limits_free(&limits);
}

/* Any number of uses is counted up to the most that are looked at; beyond it nothing is said. */
static void a_certificate_used_without_end_is_undecided(void **state)
{
	struct check_limits limits = defaults();
	char pkg[64];
	(void)state;
	struct kit *kit = kit_check_open(NULL, pkg);
	for (int i = 3; i < USES_MOST; i++)
		(void)kit_say(kit, "truck-1", "unload", "0630T1000",
			"'of':'" PIG_2 "','from':'truck:晋J1','cert':'doc:B/1'" BY);
	kit_tell(kit, NULL, 0);
	struct check *check = kit_check_ask(kit, pkg, &limits);
	assert_int_equal(check->rules[kit_rule("W-CER-05")], CHECK_PASS);
	check_free(check);
	(void)kit_say(kit, "truck-1", "unload", "0630T1000",
		"'of':'" PIG_2 "','from':'truck:晋J1','cert':'doc:B/1'" BY);
	kit_tell(kit, NULL, 0);
	check = kit_check_ask(kit, pkg, &limits);
	assert_int_equal(check->rules[kit_rule("W-CER-05")], CHECK_UNKNOWN);
	assert_int_equal(check->rules[kit_rule("W-CER-01")], CHECK_PASS);
	check_free(check);
	kit_close(kit);
	check_limits_free(&limits);
}

static void limits_come_from_a_file_and_bad_ones_are_refused(void **state)
{
	static const char *const bad[] = { "chilled_most_c = warm\n", "chilled_most_c = 31\n",
		"cold_minutes = -1\n", "no_such_limit = 1\n", "chilled_most_c = -60.01\n" };
	struct check_limits limits;
	struct fault fault;
	char path[] = "/tmp/kit-rules-XXXXXX";
	(void)state;
	int handle = mkstemp(path);
	assert_true(handle >= 0);
	(void)close(handle);
	assert_int_equal(file_write(path, span_of("chilled_most_c = -1.5\nroad_minutes = 90\n"),
				 0600, &fault),
		0);
	assert_int_equal(check_limits_read(&limits, path, &fault), 0);
	assert_int_equal(limits.chilled_most_c, -150);
	assert_int_equal(limits.road_minutes, 90);
	assert_int_equal(limits.cold_minutes, 30);
	check_limits_free(&limits);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(file_write(path, span_of(bad[i]), 0600, &fault), 0);
		assert_int_equal(check_limits_read(&limits, path, &fault), FAULT_SETTING);
	}
	(void)unlink(path);
	assert_int_equal(check_limits_read(&limits, path, &fault), 0);
	assert_int_equal(limits.chilled_most_c, 400);
	check_limits_free(&limits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pig_that_left_the_day_before_the_drug_is_not_blamed),
		cmocka_unit_test(a_finding_names_the_events_and_who_answers_for_them),
		cmocka_unit_test(what_only_looks_like_a_fault_is_none),
		cmocka_unit_test(a_run_answers_for_the_sales_of_its_packages),
		cmocka_unit_test(goods_taken_back_may_be_sold_again),
		cmocka_unit_test(a_corrected_event_is_held_against_nobody),
		cmocka_unit_test(what_a_farm_loses_after_slaughter_leaves_nothing_open),
		cmocka_unit_test(order_of_arrival_and_repeats_change_nothing),
		cmocka_unit_test(unknown_of_a_must_rule_is_never_a_pass),
		cmocka_unit_test(what_is_not_recorded_or_not_genuine_is_not_judged),
		cmocka_unit_test(a_certificate_used_without_end_is_undecided),
		cmocka_unit_test(limits_come_from_a_file_and_bad_ones_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
