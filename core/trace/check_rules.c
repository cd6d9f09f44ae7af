/*
 * The record rules, in order of id. A row and the case that breaks it (tests/unit/test_trace_check_rules.c)
 * come together. The source is the law a rule enforces; "configuration" where a limit is nobody's word
 * but ours or stands only in a standard (check_limits.c says which), "pigtrace" where the rule follows
 * from what the record means.
 */
#include "core/trace/check_work.h"

#include "core/base/words.h"

#define OURS       "pigtrace"
#define CONFIG     N_("configuration")
#define LAW_TAGS   "农业部令67号 Art. 7-15"
#define LAW_DRUGS  "兽药管理条例 Art. 38, 40, 63"
#define LAW_ROAD   "动物防疫法 Art. 52"
#define LAW_MEAT   "生猪屠宰管理条例 2021 Art. 15"
#define LAW_FEVER  "农业农村部公告119号"
#define LAW_FILE   "畜牧法 2022 Art. 41"
#define LAW_RECALL "生猪屠宰管理条例 2021 Art. 18"
#define LAW_ORIGIN "生猪屠宰管理条例 2021 Art. 13, 17"

#define ROW(id, severity, source, text, scope, judge)                        \
	{                                                                    \
		{ id, CHECK_##severity, source, text }, SCOPE_##scope, judge \
	}

const struct check_row check_rows[] = {
	ROW("W-ASF-01", MUST, LAW_FEVER, N_("the batch was tested for swine fever before sale"),
		ANIMAL, judge_fever_tested),
	ROW("W-ASF-02", MUST, LAW_FEVER, N_("no swine-fever test was positive"), ANIMAL,
		judge_fever_positive),
	ROW("W-ASF-03", MUST, LAW_FEVER, N_("only meat of batches tested by PCR left the province"),
		ANIMAL, judge_fever_province),
	ROW("W-ASF-04", MUST, CONFIG,
		N_("the swine-fever test was negative before the animal was slaughtered"), ANIMAL,
		judge_fever_before_slaughter),
	ROW("W-CER-01", MUST, LAW_ROAD, N_("animals are on the road with a certificate"), ANIMAL,
		judge_certificate_there),
	ROW("W-CER-02", MUST, LAW_ROAD, N_("the certificate was valid all the way"), ANIMAL,
		judge_certificate_valid),
	ROW("W-CER-03", MUST, LAW_ROAD, N_("the certificate is for the vehicle that was used"),
		ANIMAL, judge_certificate_vehicle),
	ROW("W-CER-04", MUST, LAW_FEVER, N_("the certificate lists every animal that came"), ANIMAL,
		judge_certificate_list),
	ROW("W-CER-05", MUST, LAW_FEVER,
		N_("no more animals were loaded, or came, than the certificate lists"), ANIMAL,
		judge_certificate_count),
	ROW("W-CER-06", MUST, LAW_ROAD, N_("the certificate that meat was sent with was valid"),
		RECORD, judge_meat_certificate),
	ROW("W-COLD-01", MUST, CONFIG, N_("meat was kept cold"), RECORD, judge_warmth),
	ROW("W-COLD-02", SHOULD, CONFIG, N_("the temperature of meat on the road was watched"),
		RECORD, judge_watched),
	ROW("W-EVD-01", SHOULD, OURS, N_("every statement is signed by its station"), RECORD,
		judge_signed),
	ROW("W-EVD-02", MUST, OURS, N_("no statement that could matter is missing"), RECORD,
		judge_numbering),
	ROW("W-INS-01", MUST, CONFIG, N_("every animal passed ante-mortem inspection"), ANIMAL,
		judge_antemortem),
	ROW("W-INS-02", MUST, LAW_MEAT, N_("every carcass passed meat inspection"), ANIMAL,
		judge_meat_inspection),
	ROW("W-LAB-01", MUST, OURS, N_("no package's number was printed twice without a reason"),
		RECORD, judge_printed_once),
	ROW("W-LAB-02", MUST, OURS, N_("no label was printed after the best-before day"), RECORD,
		judge_printed_fresh),
	ROW("W-MED-01", MUST, LAW_DRUGS, N_("no animal was slaughtered within a withdrawal period"),
		ANIMAL, judge_withdrawal_at_slaughter),
	ROW("W-MED-02", MUST, LAW_DRUGS,
		N_("no animal was sent to slaughter within a withdrawal period"), ANIMAL,
		judge_withdrawal_at_dispatch),
	ROW("W-REC-01", MUST, LAW_RECALL, N_("the goods are not under recall"), RECORD,
		judge_not_recalled),
	ROW("W-REL-01", MUST, LAW_MEAT, N_("no meat left before it was released"), ANIMAL,
		judge_release),
	ROW("W-RES-01", MUST, CONFIG, N_("no forbidden drug or residue was found"), ANIMAL,
		judge_residues),
	ROW("W-ROAD-01", MUST, CONFIG, N_("no animal was on the road for too long"), ANIMAL,
		judge_road_time),
	ROW("W-SALE-01", MUST, OURS, N_("nothing was sold after its best-before day"), RECORD,
		judge_sold_fresh),
	ROW("W-SALE-02", MUST, OURS, N_("no package was sold twice"), RECORD, judge_sold_once),
	ROW("W-STA-01", MUST, OURS, N_("every station states only what its trade may state"),
		RECORD, judge_entitled),
	ROW("W-STA-02", SHOULD, OURS, N_("the person who did it is named"), RECORD, judge_operator),
	ROW("W-STEP-01", SHOULD, LAW_FILE, N_("no step of the animal's way is missing"), ANIMAL,
		judge_animal_steps),
	ROW("W-STEP-02", MUST, LAW_ORIGIN, N_("the record leads back to animals without a break"),
		RECORD, judge_leads_to_animals),
	ROW("W-STEP-03", SHOULD, OURS, N_("the packing is recorded"), RECORD, judge_packed),
	ROW("W-TAG-01", MUST, LAW_TAGS, N_("one tag is one animal"), ANIMAL, judge_tag_once),
	ROW("W-TAG-02", MUST, OURS, N_("nothing happens to an animal after its death"), ANIMAL,
		judge_tag_after_death),
	ROW("W-TAG-03", MUST, OURS, N_("an animal is slaughtered once"), ANIMAL,
		judge_slaughtered_once),
	ROW("W-TAG-04", MUST, OURS, N_("an animal is in one place at a time"), ANIMAL,
		judge_one_place),
	ROW("W-TIME-01", MUST, OURS, N_("an animal's life is told in a possible order"), ANIMAL,
		judge_animal_order),
	ROW("W-TIME-02", MUST, OURS, N_("meat is handled only after it was made"), RECORD,
		judge_meat_order),
};
const size_t check_row_count = sizeof(check_rows) / sizeof(check_rows[0]);
