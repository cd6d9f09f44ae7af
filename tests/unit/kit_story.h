/*
 * kit_story.h - one story with a little of everything: two farms, pens, a lost tag, drugs, two lorries,
 * boning of two carcasses, a packing run with serials, a case, a shop, corrections and a plain station.
 */
#ifndef PIGTRACE_TESTS_UNIT_KIT_STORY_H
#define PIGTRACE_TESTS_UNIT_KIT_STORY_H

#include "tests/unit/kit_trace.h"

#define STORY_RUN   "run:" GTIN "/L1/1-400"
#define STORY_SMALL "run:" GTIN "/L1/1-100"
#define STORY_TRIM  "lot:" GTIN "/T1"
#define STORY_FARM2 "group:1411240002/Q1"
#define STORY_PIG_3 "pig:114112400000003"

static inline void story_farms(struct kit *kit)
{
	size_t wrong;
	kit_register(kit, "admin", "admin");
	kit_register(kit, "farm-1", "farm");
	kit_register(kit, "plant", "slaughter");
	(void)kit_say(kit, "farm-1", "birth", "0101T0800",
		"'out':['" PIG_1 "','pig:114113000000009'],'to':'" PEN_1
		"','breed':'吕梁黑猪','by':'op-01'");
	(void)kit_say(kit, "farm-2", "birth", "0103T0800",
		"'out':'" STORY_PIG_3 "','to':'" STORY_FARM2 "','sex':'barrow'");
	for (int day = 1; day <= 9; day++) {
		char when[16];
		(void)snprintf(when, sizeof(when), "020%dT0700", day);
		(void)kit_say(kit, "farm-1", "feed", when,
			"'of':'" PEN_1 "','in':'input:nongda/F2602','kg':'45.5','by':'op-02'");
	}
	(void)kit_say(kit, "farm-1", "medicate", "0210T0800",
		"'of':'" PEN_1 "','in':{'id':'input:pharma/D1','kg':'0.5'},'withdrawal_days':28,"
		"'dose':'2 ml','reason':'cough'");
	(void)kit_say(kit, "farm-1", "tag", "0301T0800",
		"'in':'" PIG_1 "','out':'" PIG_2 "','tagging':'lost'");
	(void)kit_say(kit, "farm-1", "move", "0401T0800", "'of':'" PIG_2 "','to':'" PEN_2 "'");
	(void)kit_say(kit, "farm-1", "medicate", "0402T0800",
		"'of':'" PEN_1 "','in':'input:pharma/D2','withdrawal_days':10");
	wrong = kit_say(kit, "farm-1", "weigh", "0501T0800", "'of':'" PIG_2 "','kg':'912.5'");
	(void)kit_say(kit, "farm-1", "weigh", "0501T0801", "'of':'" PIG_2 "','kg':'91.25'");
	(void)kit_correct(kit, "farm-1", wrong, "0501T0900");
	wrong = kit_say(kit, "farm-2", "vaccinate", "0601T0800",
		"'of':'" STORY_FARM2 "','in':'input:vet/V1','disease':'CSF'");
	(void)kit_correct(
		kit, "admin", kit_correct(kit, "farm-2", wrong, "0602T0800"), "0603T0800");
	(void)kit_say_as(
		kit, "scale", true, "weigh", "0620T0900", "'of':'" STORY_PIG_3 "','kg':'110'");
	(void)kit_say(
		kit, "farm-1", "move", "0110T0800", "'of':'" PEN_1 "','to':'group:1411300001/B1'");
	(void)kit_say(kit, "farm-1", "move", "0401T0800",
		"'of':'pig:114113000000009','from':'" PEN_1 "','to':'" PEN_2 "'");
	(void)kit_say(kit, "farm-1", "test", "0120T0800",
		"'of':'group:1411300001/B1','agent':'asf','method':'pcr','finding':'negative'");
}

static inline void story_road(struct kit *kit)
{
	(void)kit_say(kit, "farm-1", "certify", "0630T0600",
		"'of':['" PIG_2 "'],'out':'doc:A/1400001','to':'truck:晋J1','form':'A',"
		"'expires':'2026-07-05T00:00:00+08:00','destination':'交口'");
	(void)kit_say(kit, "truck", "load", "0630T0800",
		"'of':'" PIG_2 "','from':'" PEN_2 "','to':'truck:晋J1','cert':'doc:A/1400001'");
	for (int nth = 0; nth < 9; nth++) {
		char when[16], rest[80];
		(void)snprintf(when, sizeof(when), "0630T0%d%02d", 7 + nth / 3, nth % 3 * 20 + 5);
		(void)snprintf(rest, sizeof(rest), "'of':'truck:晋J1','temp_c':'2%d.5'", nth);
		(void)kit_say(kit, "truck", "track", when, rest);
	}
	(void)kit_say(kit, "truck", "load", "0630T0845",
		"'of':'" STORY_PIG_3 "','from':'" STORY_FARM2 "','to':'truck:晋J1'");
	(void)kit_say(kit, "plant", "arrive", "0630T1000",
		"'of':['" PIG_2 "','" STORY_PIG_3 "'],'from':'truck:晋J1','to':'place:lairage',"
		"'cert':'doc:A/1400001'");
	(void)kit_say(kit, "plant", "antemortem", "0630T1200",
		"'of':['" PIG_2 "','" STORY_PIG_3 "'],'verdict':'pass'");
}

static inline void story_meat(struct kit *kit)
{
	char rest[400], text[96];
	(void)kit_say(kit, "plant", "slaughter", "0701T0800",
		"'in':'" PIG_2 "','out':'carcass:plant/20260701/1','hook':1");
	(void)kit_say(kit, "plant", "slaughter", "0701T0801",
		"'in':'" STORY_PIG_3 "','out':'carcass:plant/20260701/2','hook':2");
	(void)kit_say(kit, "plant", "inspect", "0701T0900",
		"'of':['carcass:plant/20260701/1','carcass:plant/20260701/2'],'verdict':'pass'");
	(void)kit_say(kit, "plant", "chill", "0701T1000",
		"'of':['carcass:plant/20260701/1','carcass:plant/20260701/2'],'to':'place:chill-1',"
		"'readings':[[0,'8'],[3600,'3.5'],[7200,'2']]");
	(void)kit_say(kit, "plant", "track", "0701T1200", "'of':'place:chill-1','temp_c':'2.5'");
	(void)kit_say(kit, "plant", "cut", "0702T0600",
		"'in':[{'id':'carcass:plant/20260701/1','kg':'80.5'},'carcass:plant/20260701/2'],"
		"'out':[{'id':'" STORY_TRIM "','kg':'120'},'lot:" GTIN "/T2']");
	(void)kit_say(
		kit, "plant", "ship", "0702T0700", "'of':'lot:" GTIN "/T2','to':'place:other'");
	(void)snprintf(rest, sizeof(rest),
		"'in':['" STORY_TRIM "'],'out':['" STORY_RUN "'],'product':'五花肉','net_kg':'0.3',"
		"'best_before':'2026-07-09',%s",
		kit_key(7, text));
	(void)kit_say(kit, "packer", "pack", "0702T0800", rest);
	(void)kit_say(kit, "plant", "test", "0704T0800",
		"'of':'" STORY_TRIM "','agent':'residue','method':'lab','finding':'negative'");
}

static inline void story_shop(struct kit *kit, char pkg[static 64])
{
	char rest[200];
	kit_serial(7, "L1", 50, pkg);
	(void)kit_say(
		kit, "packer", "case", "0702T0900", "'of':'" STORY_SMALL "','to':'" SSCC_1 "'");
	(void)kit_say(kit, "packer", "ship", "0702T1000", "'of':'" SSCC_1 "','to':'place:shop-1'");
	(void)kit_say(kit, "truck", "load", "0702T1030", "'of':'" SSCC_1 "','to':'truck:晋J2'");
	(void)kit_say(kit, "truck", "track", "0702T1100",
		"'of':'truck:晋J2','readings':[[0,'1.5'],[600,'4.25'],[1200,'3']]");
	(void)kit_say(kit, "shop", "receive", "0702T1200", "'of':'" SSCC_1 "','from':'truck:晋J2'");
	(void)kit_say(kit, "shop", "track", "0703T0800", "'of':'place:shop-1','temp_c':'2'");
	(void)kit_say(kit, "shop", "sell", "0704T1000", "'of':'pkg:" GTIN "/FOREIGN-1'");
	(void)kit_say(kit, "shop", "track", "0705T0800", "'of':'place:shop-1','temp_c':'9'");
	(void)snprintf(rest, sizeof(rest),
		"'of':'%s','remark':'\\u009b31mred\\u202eder','by':'op-09'", pkg);
	(void)kit_say(kit, "shop", "sell", "0704T0900", rest);
}

static inline struct kit *story_open(char pkg[static 64])
{
	struct kit *kit = kit_open();
	story_farms(kit);
	story_road(kit);
	story_meat(kit);
	story_shop(kit, pkg);
	return kit;
}

#endif
