/*
 * kit_check.h - one package whose record is in order, line by line, and ways to spoil it.
 *
 * A line has a name, so that a case can say: this line otherwise, this line not at all, this line more. $PKG
 * and $KEY stand for the package and the key of its serial numbers.
 */
#ifndef PIGTRACE_TESTS_UNIT_KIT_CHECK_H
#define PIGTRACE_TESTS_UNIT_KIT_CHECK_H

#include "core/trace/check.h"
#include "tests/unit/kit_trace.h"

#define EDITS_MOST 6
#define CARCASS    "carcass:plant/20260701/1"
#define LOT_1      "lot:" GTIN "/T1"
#define RUN_1      "run:" GTIN "/L1/1-400"
#define BY         ",'by':'op-1'"

struct kit_line {
	const char *name;    /* an edit's "+": one line more */
	const char *station; /* NULL in an edit: the line is left out */
	const char *kind;
	const char *when;
	const char *rest;
	bool plain; /* not signed */
	bool lost;  /* said, numbered, and never received */
};

#define OUT(name)                                          \
	{                                                  \
		name, NULL, NULL, NULL, NULL, false, false \
	}
#define SAY(name, station, kind, when, rest)                  \
	{                                                     \
		name, station, kind, when, rest, false, false \
	}

static const struct kit_line kit_good[] = {
	SAY("birth", "farm-1", "birth", "0101T0800", "'out':'" PIG_1 "','to':'" PEN_1 "'" BY),
	SAY("tag", "farm-1", "tag", "0110T0800", "'out':'" PIG_1 "','tagging':'first'" BY),
	SAY("medicate", "farm-1", "medicate", "0210T0800",
		"'of':'" PEN_1 "','in':'input:pharma/D1','withdrawal_days':28" BY),
	SAY("residue", "farm-1", "test", "0628T0800",
		"'of':'" PIG_1 "','agent':'clenbuterol','method':'strip','finding':'negative'" BY),
	SAY("certify", "farm-1", "certify", "0630T0600",
		"'of':'" PIG_1 "','out':'doc:B/1','to':'truck:晋J1','form':'B',"
		"'expires':'2026-07-01T00:00:00+08:00'" BY),
	SAY("load", "truck-1", "load", "0630T0800",
		"'of':'" PIG_1 "','from':'" PEN_1 "','to':'truck:晋J1','cert':'doc:B/1'" BY),
	SAY("unload", "truck-1", "unload", "0630T1000",
		"'of':'" PIG_1 "','from':'truck:晋J1','to':'place:lairage','cert':'doc:B/1'" BY),
	SAY("arrive", "plant", "arrive", "0630T1010",
		"'of':'" PIG_1 "','to':'place:lairage','cert':'doc:B/1'" BY),
	SAY("asf", "plant", "test", "0630T1200",
		"'of':'" PIG_1 "','agent':'asf','method':'pcr','finding':'negative'" BY),
	SAY("antemortem", "plant", "antemortem", "0630T1300",
		"'of':'" PIG_1 "','verdict':'pass'" BY),
	SAY("slaughter", "plant", "slaughter", "0701T0800",
		"'in':'" PIG_1 "','out':'" CARCASS "'" BY),
	SAY("inspect", "plant", "inspect", "0701T0900", "'of':'" CARCASS "','verdict':'pass'" BY),
	SAY("chill", "plant", "chill", "0701T1000",
		"'of':'" CARCASS
		"','to':'place:chill-1','readings':[[0,'18'],[3600,'9'],[7200,'2']]" BY),
	SAY("certify meat", "plant", "certify", "0702T0500",
		"'of':'" CARCASS "','out':'doc:PA/9','form':'PA',"
		"'expires':'2026-07-08T00:00:00+08:00'" BY),
	SAY("ship", "plant", "ship", "0702T0600",
		"'of':'" CARCASS "','to':'place:packer-1','cert':'doc:PA/9'" BY),
	SAY("receive", "packer", "receive", "0702T0700", "'of':'" CARCASS "'" BY),
	SAY("cut", "packer", "cut", "0702T0800", "'in':'" CARCASS "','out':'" LOT_1 "'" BY),
	SAY("pack", "packer", "pack", "0702T0900",
		"'in':'" LOT_1 "','out':'" RUN_1
		"','net_kg':'0.3','best_before':'2026-07-09',$KEY" BY),
	SAY("print", "packer", "print", "0702T0930", "'of':'" RUN_1 "'" BY),
	SAY("load meat", "packer", "load", "0703T0600", "'of':'$PKG','to':'truck:晋J2'" BY),
	SAY("track", "truck-1", "track", "0703T0630",
		"'of':'truck:晋J2','readings':[[0,'2.5'],[600,'4'],[1200,'3']]" BY),
	SAY("unload meat", "truck-1", "unload", "0703T0700",
		"'of':'$PKG','from':'truck:晋J2','to':'place:shop-1'" BY),
	SAY("sell", "shop", "sell", "0704T0900", "'of':'$PKG'" BY),
};
#define KIT_GOOD (sizeof(kit_good) / sizeof(kit_good[0]))

static inline void kit_check_say(
	struct kit *kit, const struct kit_line *line, const char *pkg, size_t *order, size_t *told)
{
	char rest[700], key[96];
	struct out out = out_into(rest, sizeof(rest));
	for (const char *c = line->rest; *c; c++) {
		bool is_pkg = strncmp(c, "$PKG", 4) == 0, is_key = strncmp(c, "$KEY", 4) == 0;
		if (is_pkg || is_key) {
			out_text(&out, is_pkg ? pkg : kit_key(7, key));
			c += 3;
		} else {
			out_char(&out, *c);
		}
	}
	assert_false(out.full);
	size_t nth = kit_say_as(kit, line->station, line->plain, line->kind, line->when, rest);
	if (!line->lost)
		order[(*told)++] = nth;
}

/* The story with its edits, told; the package's name goes to pkg. */
static inline struct kit *kit_check_open(const struct kit_line *edits, char pkg[static 64])
{
	static const char *const stations[][2] = { { "admin", "admin" }, { "truck-1", "transport" },
		{ "plant", "slaughter" }, { "packer", "packer" }, { "shop", "shop" } };
	struct kit *kit = kit_open();
	size_t order[KIT_GOOD + 32], told = 0;
	kit_serial(7, "L1", 50, pkg);
	for (size_t i = 0; i < sizeof(stations) / sizeof(stations[0]); i++)
		kit_register(kit, stations[i][0], stations[i][1]);
	(void)kit_say(kit, "admin", "station", "0101T0000",
		"'of':'station:farm-1','action':'add','trade':'farm','proof':'plain','home':'" PEN_1
		"'");
	(void)kit_say(kit, "admin", "station", "0101T0000",
		"'of':'station:farm-2','action':'add','trade':'farm','proof':'plain',"
		"'home':'group:1411240002/Q1'");
	while (told < kit->count) {
		order[told] = told;
		told++;
	}
	for (size_t i = 0; i < KIT_GOOD; i++) {
		const struct kit_line *line = &kit_good[i];
		for (size_t j = 0; edits && edits[j].name; j++)
			if (strcmp(edits[j].name, line->name) == 0)
				line = &edits[j];
		if (line->station)
			kit_check_say(kit, line, pkg, order, &told);
		for (size_t j = 0; i + 1 == KIT_GOOD && edits && edits[j].name; j++)
			if (strcmp(edits[j].name, "+") == 0)
				kit_check_say(kit, &edits[j], pkg, order, &told);
	}
	kit_tell(kit, order, told);
	return kit;
}

static inline struct check *kit_check_ask(
	struct kit *kit, const char *seed, const struct check_limits *limits)
{
	struct check *check = NULL;
	struct fault fault = { 0 };
	struct item item;
	if (item_parse(span_of(seed), &item, NULL) != IDENT_OK)
		fail_msg("%s is no item", seed);
	if (check_record(kit->store, item, limits, &check, &fault) != 0)
		fail_msg("%s", fault.text);
	return check;
}

static inline size_t kit_rule(const char *id)
{
	for (size_t i = 0; i < check_rule_count(); i++)
		if (strcmp(check_rule_at(i)->id, id) == 0)
			return i;
	fail_msg("no rule %s", id);
	return 0;
}

#endif
