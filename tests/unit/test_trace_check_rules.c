/*
 * Every record rule has a story that breaks it, told as edits to one that is in order, and a story in
 * order that it does not object to.
 */
#include "tests/unit/kit_check.h"

#define ASF(when, method, finding)        \
	SAY("asf", "plant", "test", when, \
		"'of':'" PIG_1 "','agent':'asf','method':'" method "','finding':'" finding "'" BY)
#define CERTIFY(of, to, expires)                                                          \
	SAY("certify", "farm-1", "certify", "0630T0600",                                  \
		"'of':'" of "','out':'doc:B/1'," to "'form':'B','expires':'2026-" expires \
		":00+08:00'" BY)
#define TRUCK_1 "'to':'truck:晋J1',"
#define DRUG(when, more)                            \
	SAY("medicate", "farm-1", "medicate", when, \
		"'of':'" PEN_1 "','in':'input:pharma/D1'," more BY)
#define TRACK(readings) \
	SAY("track", "truck-1", "track", "0703T0630", "'of':'truck:晋J2','readings':" readings BY)

#define RECALL(when)                           \
	SAY("+", "plant", "recall_open", when, \
		"'of':'" LOT_1 "','out':'recall:2026-001','class':'I','reason':'residue'" BY)

struct spoilt {
	const char *rule;
	enum check_verdict verdict;
	const char *reason;
	const char *why;
	struct kit_line edits[EDITS_MOST];
};

static const struct spoilt cases[] = {
	{ "W-ASF-01", CHECK_FAIL, "no swine-fever test of its batch is recorded",
		"sold without a test", { OUT("asf") } },
	{ "W-ASF-01", CHECK_FAIL, "the swine-fever test has no result yet",
		"sold while the laboratory works", { ASF("0630T1200", "pcr", "pending") } },
	{ "W-ASF-01", CHECK_FAIL, "no swine-fever test of its batch is recorded",
		"a test a month before is not the batch's",
		{ ASF("0601T1200", "pcr", "negative") } },
	{ "W-ASF-01", CHECK_UNKNOWN, "no swine-fever test of its batch is recorded",
		"not sold yet: the test may come", { OUT("asf"), OUT("ship"), OUT("sell") } },
	{ "W-ASF-02", CHECK_FAIL, "a swine-fever test was positive", "positive",
		{ ASF("0630T1200", "pcr", "positive") } },
	{ "W-ASF-02", CHECK_FAIL, "a swine-fever test was positive", "positive in the carcass",
		{ SAY("+", "plant", "test", "0701T1300",
			"'of':'" CARCASS
			"','agent':'asf','method':'pcr','finding':'positive'" BY) } },
	{ "W-ASF-03", CHECK_FAIL, "it left the province on a strip test alone",
		"a strip is good for the own province only",
		{ ASF("0630T1200", "strip", "negative") } },
	{ "W-ASF-03", CHECK_UNKNOWN, "it left the province, and no negative PCR test is recorded",
		"what an ELISA allows is not known", { ASF("0630T1200", "elisa", "negative") } },
	{ "W-ASF-04", CHECK_FAIL, "it was slaughtered before the swine-fever test was negative",
		"where the plant wants the test first", { ASF("0701T0930", "pcr", "negative") } },
	{ "W-ASF-04", CHECK_UNKNOWN, "no negative swine-fever test of its batch is recorded",
		"no test at all", { OUT("asf") } },
	{ "W-CER-01", CHECK_FAIL, "it was taken on the road without a quarantine certificate",
		"none issued, none named",
		{ OUT("certify"), SAY("load", "truck-1", "load", "0630T0800",
					  "'of':'" PIG_1 "','to':'truck:晋J1'" BY) } },
	{ "W-CER-01", CHECK_UNKNOWN, "a certificate is named, but its issue is not recorded",
		"the issue may come late", { OUT("certify") } },
	{ "W-CER-02", CHECK_FAIL, "the certificate had expired", "expired on the road",
		{ CERTIFY(PIG_1, TRUCK_1, "06-30T09:00") } },
	{ "W-CER-02", CHECK_FAIL, "the certificate was issued only afterwards",
		"loaded before it was issued",
		{ SAY("load", "truck-1", "load", "0630T0500",
			"'of':'" PIG_1 "','to':'truck:晋J1','cert':'doc:B/1'" BY) } },
	{ "W-CER-03", CHECK_FAIL, "the certificate is for another vehicle", "another lorry",
		{ CERTIFY(PIG_1, "'to':'truck:晋J9',", "07-01T00:00") } },
	{ "W-CER-03", CHECK_UNKNOWN, "the certificate names no vehicle", "no lorry named",
		{ CERTIFY(PIG_1, "", "07-01T00:00") } },
	{ "W-CER-04", CHECK_FAIL, "the certificate does not list this animal", "another pig's",
		{ CERTIFY(PIG_2, TRUCK_1, "07-01T00:00") } },
	{ "W-CER-05", CHECK_FAIL, "more animals arrived than the certificate lists",
		"three came on a certificate for one",
		{ SAY("arrive", "plant", "arrive", "0630T1010",
			"'of':'" PIG_1 "','to':'place:lairage','cert':'doc:B/1','count':3" BY) } },
	{ "W-CER-05", CHECK_FAIL, "more animals arrived than the certificate lists",
		"another came on it before, with a certificate by number for a pen",
		{ SAY("certify", "farm-1", "certify", "0630T0600",
			  "'of':{'id':'" PEN_1 "','count':1},'out':'doc:B/1',"
			  "'to':'truck:晋J1','form':'B','expires':'2026-07-01T00:00:00+08:00'" BY),
			SAY("+", "plant", "arrive", "0630T0910",
				"'of':'" PIG_2 "','to':'place:lairage','cert':'doc:B/1'" BY) } },
	{ "W-CER-05", CHECK_FAIL, "more animals were loaded than the certificate lists",
		"another was loaded on it before",
		{ SAY("+", "truck-1", "load", "0630T0750",
			"'of':'" PIG_2 "','to':'truck:晋J1','cert':'doc:B/1'" BY) } },
	{ "W-CER-05", CHECK_UNKNOWN,
		"more heads of its group travelled than the certificate lists, and it may be one "
		"of the last",
		"the pen came twice by number, and the pig may have come with either",
		{ SAY("certify", "farm-1", "certify", "0630T0600",
			  "'of':'" PEN_1 "','out':'doc:B/1','to':'truck:晋J1','form':'B','count':2,"
			  "'expires':'2026-07-01T00:00:00+08:00'" BY),
			OUT("load"), OUT("unload"),
			SAY("arrive", "plant", "arrive", "0630T1010",
				"'of':'" PEN_1
				"','to':'place:lairage','cert':'doc:B/1','count':2" BY),
			SAY("+", "plant", "arrive", "0630T1110",
				"'of':'" PEN_1
				"','to':'place:lairage','cert':'doc:B/1','count':2" BY) } },
	{ "W-CER-06", CHECK_FAIL, "the certificate had expired",
		"meat sent on a certificate of last week",
		{ SAY("certify meat", "plant", "certify", "0702T0500",
			"'of':'" CARCASS "','out':'doc:PA/9','form':'PA',"
			"'expires':'2026-07-02T05:30:00+08:00'" BY) } },
	{ "W-CER-06", CHECK_FAIL, "the certificate was issued only afterwards",
		"sent first, certified later",
		{ SAY("certify meat", "plant", "certify", "0702T0800",
			"'of':'" CARCASS "','out':'doc:PA/9','form':'PA',"
			"'expires':'2026-07-08T00:00:00+08:00'" BY) } },
	{ "W-CER-06", CHECK_UNKNOWN, "a certificate is named, but its issue is not recorded",
		"nobody issued it", { OUT("certify meat") } },
	{ "W-COLD-01", CHECK_FAIL, "meat was too warm for too long", "forty minutes at 9 degrees",
		{ TRACK("[[0,'9'],[1200,'9'],[2340,'9']]"),
			SAY("unload meat", "truck-1", "unload", "0703T0730",
				"'of':'$PKG','from':'truck:晋J2','to':'place:shop-1'" BY) } },
	{ "W-COLD-01", CHECK_WARN, "the last reading is too warm; for how long is not known",
		"one warm reading, and then none", { TRACK("[[0,'2'],[600,'7']]") } },
	{ "W-COLD-02", CHECK_UNKNOWN, "no temperature was recorded while meat was on the road",
		"nobody looked", { OUT("track") } },
	{ "W-COLD-02", CHECK_UNKNOWN, "the temperature on the road is not known all the time",
		"three hours without a reading",
		{ SAY("load meat", "packer", "load", "0703T0330",
			"'of':'$PKG','to':'truck:晋J2'" BY) } },
	{ "W-COLD-02", CHECK_UNKNOWN, "where this ride of meat ended is not recorded",
		"never unloaded", { OUT("unload meat") } },
	{ "W-EVD-01", CHECK_WARN,
		"these statements are not signed; they rest on the broker's login alone",
		"a weighing by a scale that cannot sign",
		{ { "+", "farm-1", "weigh", "0501T0800", "'of':'" PIG_1 "','kg':'90'" BY, true,
			false } } },
	{ "W-EVD-02", CHECK_UNKNOWN,
		"numbers of this station are missing; what they say is not known",
		"what the farm said before the ride was lost",
		{ { "residue", "farm-1", "test", "0628T0800",
			"'of':'" PIG_1
			"','agent':'clenbuterol','method':'strip','finding':'negative'" BY,
			false, true } } },
	{ "W-INS-01", CHECK_FAIL,
		"it was slaughtered though it had not passed ante-mortem inspection", "held back",
		{ SAY("antemortem", "plant", "antemortem", "0630T1300",
			"'of':'" PIG_1 "','verdict':'hold'" BY) } },
	{ "W-INS-01", CHECK_UNKNOWN, "no ante-mortem inspection is recorded", "not recorded",
		{ OUT("antemortem") } },
	{ "W-INS-02", CHECK_FAIL, "this carcass did not pass meat inspection", "rejected",
		{ SAY("inspect", "plant", "inspect", "0701T0900",
			"'of':'" CARCASS "','verdict':'reject'" BY) } },
	{ "W-INS-02", CHECK_FAIL, "this carcass did not pass meat inspection",
		"passed first, then held",
		{ SAY("+", "plant", "inspect", "0701T0930",
			"'of':'" CARCASS "','verdict':'hold'" BY) } },
	{ "W-INS-02", CHECK_UNKNOWN, "no meat inspection of this carcass is recorded",
		"not recorded", { OUT("inspect") } },
	{ "W-MED-01", CHECK_FAIL, "it was slaughtered within the withdrawal period",
		"16 days after a drug of 28", { DRUG("0615T0800", "'withdrawal_days':28") } },
	{ "W-MED-01", CHECK_FAIL, "it was slaughtered within the withdrawal period",
		"the days count from the end of the treatment",
		{ DRUG("0520T0800", "'withdrawal_days':28,'until':'2026-06-10T08:00:00+08:00'") } },
	{ "W-MED-01", CHECK_UNKNOWN,
		"nothing is recorded of its life on a farm, so no treatment can be ruled out",
		"a pig from nowhere",
		{ OUT("birth"), OUT("tag"), OUT("medicate"), OUT("residue") } },
	{ "W-MED-02", CHECK_FAIL, "it was sent to slaughter within the withdrawal period",
		"over on the road, and that is too late",
		{ DRUG("0602T0900", "'withdrawal_days':28") } },
	{ "W-REC-01", CHECK_FAIL, "it was sold although it had been recalled",
		"recalled, and sold the day after", { RECALL("0703T0900") } },
	{ "W-REC-01", CHECK_FAIL, "it is under recall", "sold, and recalled the day after",
		{ RECALL("0705T0900") } },
	{ "W-REL-01", CHECK_FAIL, "meat left before it had passed meat inspection",
		"inspected after it was sent",
		{ SAY("inspect", "plant", "inspect", "0702T0630",
			"'of':'" CARCASS "','verdict':'pass'" BY) } },
	{ "W-REL-01", CHECK_FAIL, "meat left before the swine-fever test was negative",
		"the result came after it was sent",
		{ OUT("asf"), SAY("+", "plant", "test", "0702T0630",
				      "'of':'" CARCASS
				      "','agent':'asf','method':'pcr','finding':'negative'" BY) } },
	{ "W-RES-01", CHECK_FAIL, "a forbidden drug or residue was found", "clenbuterol",
		{ SAY("residue", "farm-1", "test", "0628T0800",
			"'of':'" PIG_1
			"','agent':'clenbuterol','method':'strip','finding':'positive'" BY) } },
	{ "W-RES-01", CHECK_UNKNOWN, "a test for residues has no result yet",
		"still in the laboratory",
		{ SAY("+", "plant", "test", "0702T0500",
			"'of':'" CARCASS
			"','agent':'residue','method':'lab','finding':'pending'" BY) } },
	{ "W-ROAD-01", CHECK_FAIL, "it was on the road for too long", "26 hours",
		{ SAY("load", "truck-1", "load", "0629T0800",
			"'of':'" PIG_1 "','to':'truck:晋J1','cert':'doc:B/1'" BY) } },
	{ "W-ROAD-01", CHECK_FAIL, "it was on the road for too long",
		"the unloading of another lorry ends nothing",
		{ SAY("load", "truck-1", "load", "0629T0800",
			  "'of':'" PIG_1 "','to':'truck:晋J1','cert':'doc:B/1'" BY),
			SAY("+", "truck-1", "unload", "0629T0900",
				"'of':'" PIG_1 "','from':'truck:晋J7'" BY) } },
	{ "W-ROAD-01", CHECK_UNKNOWN, "when the animal left the vehicle is not recorded",
		"loaded, and next slaughtered", { OUT("unload"), OUT("arrive") } },
	{ "W-SALE-01", CHECK_FAIL, "it was sold after its best-before day", "a day late",
		{ SAY("sell", "shop", "sell", "0710T0000", "'of':'$PKG'" BY) } },
	{ "W-SALE-01", CHECK_UNKNOWN, "it was sold, and no best-before day is recorded",
		"no day on the package",
		{ SAY("pack", "packer", "pack", "0702T0900",
			"'in':'" LOT_1 "','out':'" RUN_1 "',$KEY" BY) } },
	{ "W-LAB-01", CHECK_FAIL, "the same number was printed twice, and nobody says why",
		"a run's labels come out of the printer a second time",
		{ SAY("+", "packer", "print", "0702T0940", "'of':'" RUN_1 "'" BY) } },
	{ "W-LAB-01", CHECK_WARN, "its label was printed again, for a stated reason",
		"a smeared label is replaced",
		{ SAY("+", "packer", "print", "0702T0940", "'of':'$PKG','reason':'smeared'" BY) } },
	{ "W-LAB-02", CHECK_FAIL, "its label was printed after the best-before day",
		"a day late, and the reason is for printing it again",
		{ SAY("+", "packer", "print", "0710T0000", "'of':'$PKG','reason':'smeared'" BY) } },
	{ "W-LAB-02", CHECK_WARN,
		"its label was printed after the best-before day, for a stated reason",
		"a strip of labels for the laboratory",
		{ SAY("+", "packer", "override", "0710T0900",
			  "'of':'run:06901234000016/L1/49-51','reason':'laboratory'" BY),
			SAY("+", "packer", "print", "0710T0901",
				"'of':'run:06901234000016/L1/49-51','reason':'laboratory'" BY) } },
	{ "W-LAB-02", CHECK_FAIL, "its label was printed after the best-before day",
		"the reason was named only afterwards",
		{ SAY("+", "packer", "print", "0710T0900", "'of':'$PKG','reason':'smeared'" BY),
			SAY("+", "packer", "override", "0710T0901",
				"'of':'$PKG','reason':'laboratory'" BY) } },
	{ "W-SALE-02", CHECK_FAIL, "one package was sold twice", "two shops sell one code",
		{ SAY("+", "shop", "sell", "0705T0900", "'of':'$PKG'" BY) } },
	{ "W-STA-01", CHECK_FAIL, "a station of this trade may not state this",
		"a farm that reports a slaughter",
		{ SAY("slaughter", "farm-1", "slaughter", "0701T0800",
			"'in':'" PIG_1 "','out':'" CARCASS "'" BY) } },
	{ "W-STA-01", CHECK_UNKNOWN, "this station's trade is not registered", "a stranger",
		{ SAY("inspect", "stranger", "inspect", "0701T0900",
			"'of':'" CARCASS "','verdict':'pass'" BY) } },
	{ "W-STA-02", CHECK_WARN, "the person who did it is not named, only the station",
		"nobody signed for the cut",
		{ SAY("cut", "packer", "cut", "0702T0800",
			"'in':'" CARCASS "','out':'" LOT_1 "'") } },
	{ "W-STEP-01", CHECK_WARN, "neither its birth nor its tagging is recorded", "never tagged",
		{ OUT("birth"), OUT("tag") } },
	{ "W-STEP-01", CHECK_WARN, "the vehicle that brought it is not recorded", "walked?",
		{ OUT("load") } },
	{ "W-STEP-01", CHECK_WARN, "its arrival at the slaughterhouse is not recorded",
		"not looked at on entry", { OUT("arrive") } },
	{ "W-STEP-02", CHECK_UNKNOWN, "the slaughter of this carcass is not recorded",
		"a carcass of no pig", { OUT("slaughter") } },
	{ "W-STEP-02", CHECK_UNKNOWN, "what this was made of is not recorded", "a lot of nothing",
		{ OUT("cut") } },
	{ "W-STEP-03", CHECK_WARN, "its packing is not recorded", "packed by nobody",
		{ OUT("pack") } },
	{ "W-TAG-01", CHECK_FAIL, "one tag was given to two animals", "born again on another farm",
		{ SAY("+", "farm-2", "birth", "0301T0800",
			"'out':'" PIG_1 "','to':'group:1411240002/Q1'" BY) } },
	{ "W-TAG-01", CHECK_FAIL, "one tag was given to two animals",
		"a used tag put on another pig",
		{ SAY("+", "farm-1", "tag", "0301T0800",
			"'in':'" PIG_2 "','out':'" PIG_1 "','tagging':'lost'" BY) } },
	{ "W-TAG-01", CHECK_WARN, "the same tag was given twice by one station", "written twice",
		{ SAY("+", "farm-1", "tag", "0111T0800",
			"'out':'" PIG_1 "','tagging':'first'" BY) } },
	{ "W-TAG-02", CHECK_FAIL, "something is reported of it after its death",
		"weighed alive after slaughter",
		{ SAY("+", "farm-1", "weigh", "0703T0800", "'of':'" PIG_1 "','kg':'99'" BY) } },
	{ "W-TAG-02", CHECK_FAIL, "something is reported of it after its death",
		"a dead pig goes to slaughter",
		{ SAY("+", "farm-1", "die", "0601T0800", "'of':'" PIG_1 "'" BY) } },
	{ "W-TAG-03", CHECK_FAIL, "it was slaughtered twice", "one tag on two carcasses",
		{ SAY("+", "plant", "slaughter", "0701T0805",
			"'in':'" PIG_1 "','out':'carcass:plant/20260701/2'" BY) } },
	{ "W-TAG-04", CHECK_FAIL, "it is on two farms at once", "weighed on another farm",
		{ SAY("+", "farm-2", "weigh", "0301T0800", "'of':'" PIG_1 "','kg':'40'" BY) } },
	{ "W-TAG-04", CHECK_FAIL, "it is on two farms at once", "loaded from another farm's pen",
		{ SAY("load", "truck-1", "load", "0630T0800",
			"'of':'" PIG_1
			"','from':'group:1411240002/Q1','to':'truck:晋J1','cert':'doc:B/1'" BY) } },
	{ "W-TAG-04", CHECK_FAIL, "it is on a farm while it is in a vehicle",
		"weighed at home while on the road",
		{ SAY("+", "farm-1", "weigh", "0630T0900", "'of':'" PIG_1 "','kg':'99'" BY) } },
	{ "W-TAG-04", CHECK_FAIL, "it is in two vehicles at once", "two lorries",
		{ SAY("+", "truck-1", "load", "0630T0830",
			"'of':'" PIG_1 "','to':'truck:晋J7','cert':'doc:B/1'" BY) } },
	{ "W-TIME-01", CHECK_FAIL, "something is reported of it before its birth",
		"tagged before it was born",
		{ SAY("birth", "farm-1", "birth", "0115T0800",
			"'out':'" PIG_1 "','to':'" PEN_1 "'" BY) } },
	{ "W-TIME-01", CHECK_WARN, "its tag is named before it was put on",
		"the new tag is used before it is put on",
		{ SAY("+", "farm-1", "weigh", "0301T0800", "'of':'" PIG_2 "','kg':'40'" BY),
			SAY("+", "farm-1", "tag", "0302T0800",
				"'in':'" PIG_1 "','out':'" PIG_2 "','tagging':'lost'" BY) } },
	{ "W-TIME-01", CHECK_FAIL, "it was slaughtered before it arrived",
		"slaughtered, then arrived",
		{ SAY("arrive", "plant", "arrive", "0701T1010",
			"'of':'" PIG_1 "','to':'place:lairage','cert':'doc:B/1'" BY) } },
	{ "W-TIME-01", CHECK_FAIL, "it was loaded after it had arrived", "arrived, then loaded",
		{ SAY("load", "truck-1", "load", "0630T1100",
			"'of':'" PIG_1 "','to':'truck:晋J1','cert':'doc:B/1'" BY) } },
	{ "W-TIME-02", CHECK_FAIL, "something is reported of it before it was made",
		"packed before it was cut",
		{ SAY("cut", "packer", "cut", "0702T1000",
			"'in':'" CARCASS "','out':'" LOT_1 "'" BY) } },
};
#define CASE_COUNT (sizeof(cases) / sizeof(cases[0]))

static void limits_of(struct check_limits *limits, bool test_first)
{
	struct fault fault;
	assert_int_equal(check_limits_read(limits, NULL, &fault), 0);
	limits->asf_before_slaughter = test_first;
}

static void a_record_in_order_passes_every_rule(void **state)
{
	struct check_limits limits;
	char pkg[64];
	(void)state;
	limits_of(&limits, true);
	struct kit *kit = kit_check_open(NULL, pkg);
	struct check *check = kit_check_ask(kit, pkg, &limits);
	for (size_t i = 0; i < check->finding_count; i++)
		print_error("%s: %s of %s\n", check_rule_at(check->findings[i].rule)->id,
			check->findings[i].reason, check->findings[i].item);
	assert_int_equal(check->finding_count, 0);
	for (size_t i = 0; i < check_rule_count(); i++)
		if (check->rules[i] != CHECK_PASS)
			fail_msg("%s does not pass but is %s", check_rule_at(i)->id,
				check_verdict_name(check->rules[i]));
	assert_int_equal(check->verdict, CHECK_PASS);
	assert_int_equal(check->animals, 1);
	check_free(check);
	kit_close(kit);
	check_limits_free(&limits);
}

static const struct check_finding *finding_of(
	const struct check *check, const struct spoilt *spoilt)
{
	for (size_t i = 0; i < check->finding_count; i++)
		if (check->findings[i].rule == kit_rule(spoilt->rule) &&
			check->findings[i].verdict == spoilt->verdict &&
			strcmp(check->findings[i].reason, spoilt->reason) == 0)
			return &check->findings[i];
	return NULL;
}

static void every_spoilt_record_is_found_by_its_rule(void **state)
{
	int bad = 0;
	(void)state;
	for (size_t i = 0; i < CASE_COUNT; i++) {
		const struct spoilt *spoilt = &cases[i];
		struct check_limits limits;
		char pkg[64];
		limits_of(&limits, strcmp(spoilt->rule, "W-ASF-04") == 0);
		struct kit *kit = kit_check_open(spoilt->edits, pkg);
		struct check *check = kit_check_ask(kit, pkg, &limits);
		enum check_verdict verdict = check->rules[kit_rule(spoilt->rule)];
		bool good = verdict == spoilt->verdict && finding_of(check, spoilt);
		if (!good) {
			print_error("%s, %s: %s\n", spoilt->rule, spoilt->why,
				check_verdict_name(verdict));
			for (size_t j = 0; j < check->finding_count; j++)
				print_error("    %s: %s of %s\n",
					check_rule_at(check->findings[j].rule)->id,
					check->findings[j].reason, check->findings[j].item);
		}
		bad += !good;
		check_free(check);
		kit_close(kit);
		check_limits_free(&limits);
	}
	assert_int_equal(bad, 0);
}

static void no_rule_is_without_a_case(void **state)
{
	(void)state;
	for (size_t rule = 0; rule < check_rule_count(); rule++) {
		size_t found = 0;
		for (size_t i = 0; i < CASE_COUNT; i++)
			found += strcmp(cases[i].rule, check_rule_at(rule)->id) == 0;
		if (found == 0)
			fail_msg("%s has no case", check_rule_at(rule)->id);
	}
}

static void rules_stand_in_order_of_their_ids(void **state)
{
	(void)state;
	for (size_t i = 0; i < check_rule_count(); i++) {
		const struct record_rule *rule = check_rule_at(i);
		assert_true(rule->source[0] && rule->text[0]);
		if (i > 0)
			assert_true(strcmp(check_rule_at(i - 1)->id, rule->id) < 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_in_order_passes_every_rule),
		cmocka_unit_test(every_spoilt_record_is_found_by_its_rule),
		cmocka_unit_test(no_rule_is_without_a_case),
		cmocka_unit_test(rules_stand_in_order_of_their_ids),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
