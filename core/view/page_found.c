/*
 * What was found where a rule of the record (core/trace/check_rules.c) does not hold. Its own sentence says what must be
 * true, and reads as the opposite in a list of what is wrong. One that is true of all findings of the rule.
 */
#include "core/view/page_html.h"

#include "core/base/words.h"

#include <string.h>

const char *page_found(const char *rule)
{
	static const struct {
		const char *rule;
		const char *text;
	} rows[] = {
		{ "W-ASF-01",
			N_("the batch was sold without a swine-fever test that was negative") },
		{ "W-ASF-02", N_("a swine-fever test was positive") },
		{ "W-ASF-03", N_("meat left the province on a strip test alone, without PCR") },
		{ "W-ASF-04",
			N_("an animal was slaughtered before its swine-fever test was negative") },
		{ "W-CER-01", N_("animals were on the road without a quarantine certificate") },
		{ "W-CER-02", N_("the certificate was not valid all the way") },
		{ "W-CER-03",
			N_("the certificate is for another vehicle than the one that was used") },
		{ "W-CER-04", N_("an animal came that the certificate does not list") },
		{ "W-CER-05", N_("more animals came than the certificate lists") },
		{ "W-CER-06", N_("the certificate that meat was sent with was not valid") },
		{ "W-COLD-01", N_("meat was warmer than it may be") },
		{ "W-COLD-02",
			N_("the temperature of meat on the road was not watched all the time") },
		{ "W-EVD-01", N_("not every statement is signed by its station") },
		{ "W-EVD-02", N_("statements that could matter are missing") },
		{ "W-INS-01",
			N_("an animal was slaughtered that had not passed ante-mortem inspection") },
		{ "W-INS-02", N_("a carcass did not pass meat inspection") },
		{ "W-LAB-01", N_("a package's number was printed more than once") },
		{ "W-LAB-02", N_("a label was printed after the best-before day") },
		{ "W-MED-01", N_("an animal was slaughtered within a withdrawal period") },
		{ "W-MED-02", N_("an animal was sent to slaughter within a withdrawal period") },
		{ "W-REC-01", N_("the goods are under recall") },
		{ "W-REL-01", N_("meat left before it was released") },
		{ "W-RES-01", N_("a forbidden drug or residue was found") },
		{ "W-ROAD-01", N_("an animal was on the road for too long") },
		{ "W-SALE-01", N_("something was sold after its best-before day") },
		{ "W-SALE-02", N_("a package was sold twice") },
		{ "W-STA-01", N_("a station states what its trade may not state") },
		{ "W-STA-02", N_("the person who did it is not always named") },
		{ "W-STEP-01", N_("a step of the animal's way is missing") },
		{ "W-STEP-02", N_("the record does not lead back to animals") },
		{ "W-STEP-03", N_("the packing is not recorded") },
		{ "W-TAG-01", N_("one tag was given twice") },
		{ "W-TAG-02", N_("something is reported of an animal after its death") },
		{ "W-TAG-03", N_("an animal was slaughtered twice") },
		{ "W-TAG-04", N_("an animal is in two places at a time") },
		{ "W-TIME-01", N_("an animal's life is told in an impossible order") },
		{ "W-TIME-02", N_("meat was handled before it was made") },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].rule, rule) == 0)
			return rows[i].text;
	return NULL;
}
