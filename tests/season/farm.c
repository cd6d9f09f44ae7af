/* farm.c - a litter from its mother's pen to the day before its last ride. */
#include "tests/season/wave.h"

#define AGE_TAG       24
#define AGE_WEAN      30
#define AGE_FATTEN    75
#define AGE_TREAT     95
#define AGE_SINGLE    110 /* treatment of one animal */
#define AGE_LAST_FEED 178
#define FEED_PIG_G    900 /* a day, at AGE_WEAN; grows by 12 g a day */
#define FEED_GROWS_G  12
#define SLIP_PERMILLE 5

static const struct {
	int age;
	const char *input;
	const char *disease;
	const char *dose;
} needles[] = {
	{ 26, "input:zhongmu/ZW2602-11", "猪瘟", "1头份 肌注" },
	{ 60, "input:jinyu/KT2603-07", "口蹄疫", "2 mL 肌注" },
	{ 72, "input:puleike/WK2604-02", "伪狂犬病", "1头份 肌注" },
};

#define NEEDLE_COUNT (sizeof(needles) / sizeof(needles[0]))

static const struct {
	const char *input;
	int withdrawal_days;
	const char *dose;
	const char *reason;
	const char *disease;
} cures[] = {
	{ "input:ruipu/FB2605-03", 20, "2 g/kg 拌料", "咳嗽群防", "支原体肺炎" },
	{ "input:luneng/AM2605-12", 14, "15 mg/kg 饮水", "腹泻", "大肠杆菌病" },
	{ "input:ruipu/TW2606-01", 28, "0.1 mL/kg 肌注", "跛行", "链球菌病" },
	{ "input:luneng/YW2605-04", 7, "0.3 mg/kg 拌料", "春季驱虫", "蛔虫病" },
};

#define CURE_COUNT ((int)(sizeof(cures) / sizeof(cures[0])))

/* Litters are seen to one after the other, each at its own minute of the round. */
static int64_t round_ms(struct wave *wave, const struct litter *litter, int day, int minute)
{
	return wave_ms(wave, day, minute + litter->pen % 50, dice_between(&wave->dice, 0, 59));
}

static struct code pen_at(const struct litter *litter, int age)
{
	return cast_pen(litter->farm,
		age <= AGE_WEAN     ? 'N'
		: age <= AGE_FATTEN ? 'G'
				    : 'F',
		litter->pen);
}

static void say_living(struct wave *wave, const struct litter *litter, int day, int without)
{
	for (int i = litter->first_pig; i < litter->first_pig + litter->pigs; i++)
		if (wave_alive(&wave->pigs[i], day) && i != without)
			say_item(wave, wave_pig(wave, &wave->pigs[i], day));
}

static int living(const struct wave *wave, const struct litter *litter, int day, int without)
{
	int count = 0;
	for (int i = litter->first_pig; i < litter->first_pig + litter->pigs; i++)
		count += wave_alive(&wave->pigs[i], day) && i != without;
	return count;
}

static void sow_moves(struct wave *wave, const struct litter *litter, int day, bool home)
{
	struct code stall = cast_pen(litter->farm, 'S', 1);
	say(wave, litter->farm, KIND_MOVE, round_ms(wave, litter, day, 540));
	say_one(wave, ROLE_OF, wave_sow(litter));
	say_one(wave, ROLE_FROM, home ? pen_at(litter, 0) : stall);
	say_one(wave, ROLE_TO, home ? stall : pen_at(litter, 0));
	(void)say_end(wave);
}

static void birth(struct wave *wave, const struct litter *litter)
{
	int crushed = dice_between(&wave->dice, 0, 3) == 0;
	say(wave, litter->farm, KIND_TAG, round_ms(wave, litter, 0, 480));
	say_one(wave, ROLE_OUT, wave_sow(litter));
	say_one(wave, ROLE_TO, cast_pen(litter->farm, 'S', 1));
	say_text(wave, FIELD_TAGGING, "first");
	say_text(wave, FIELD_SEX, "female");
	say_text(wave, FIELD_BREED, "吕梁黑猪");
	say_integer(wave, FIELD_AGE_DAYS, dice_between(&wave->dice, 380, 1100));
	(void)say_end(wave);
	sow_moves(wave, litter, litter->born_day - 2, false);
	say(wave, litter->farm, KIND_BIRTH, round_ms(wave, litter, litter->born_day, 120));
	say_one(wave, ROLE_OF, wave_sow(litter));
	say_one(wave, ROLE_TO, pen_at(litter, 0));
	say_integer(wave, FIELD_COUNT_, litter->pigs + crushed);
	say_text(wave, FIELD_BREED, "吕梁山猪");
	(void)say_end(wave);
	if (crushed) {
		say(wave, litter->farm, KIND_DIE,
			round_ms(wave, litter, litter->born_day + 2, 420));
		say_one(wave, ROLE_OF, pen_at(litter, 0));
		say_integer(wave, FIELD_COUNT_, crushed);
		say_text(wave, FIELD_REASON, "母猪压死");
		say_text(wave, FIELD_DISPOSAL, "collected");
		(void)say_end(wave);
	}
}

static void tag_litter(struct wave *wave, const struct litter *litter)
{
	int day = litter->born_day + AGE_TAG;
	for (int i = 0; i < litter->pigs; i++) {
		struct pig *pig = &wave->pigs[litter->first_pig + i];
		say(wave, litter->farm, KIND_TAG,
			wave_ms(wave, day, 600 + litter->pen % 50, 4 * i));
		say_one(wave, ROLE_OUT, wave_first_tag(wave, pig));
		say_one(wave, ROLE_TO, pen_at(litter, AGE_TAG));
		say_text(wave, FIELD_TAGGING, "first");
		say_text(wave, FIELD_SEX, i % 2 ? "female" : "barrow");
		say_text(wave, FIELD_BREED, "吕梁山猪");
		say_integer(wave, FIELD_AGE_DAYS, AGE_TAG);
		(void)say_end(wave);
	}
	sow_moves(wave, litter, litter->born_day + AGE_WEAN, true);
}

/* All move but one that is held back and follows a day later. */
static void move_litter(struct wave *wave, const struct litter *litter, int age)
{
	int day = litter->born_day + age;
	int last = litter->first_pig + litter->pigs - 1;
	bool split = litter->pigs > 4 && litter->pen % 7 == 3;
	for (int part = 0; part < (split ? 2 : 1); part++) {
		int count = part ? wave_alive(&wave->pigs[last], day + 1)
		                 : living(wave, litter, day, split ? last : -1);
		if (count == 0)
			continue;
		say(wave, litter->farm, KIND_MOVE, round_ms(wave, litter, day + part, 560));
		say_role(wave, ROLE_OF);
		if (part)
			say_item(wave, wave_pig(wave, &wave->pigs[last], day + 1));
		else
			say_living(wave, litter, day, split ? last : -1);
		say_one(wave, ROLE_FROM, pen_at(litter, age));
		say_one(wave, ROLE_TO, pen_at(litter, age + 1));
		if (part)
			say_text(wave, FIELD_REMARK, "弱仔缓转一天");
		(void)say_end(wave);
	}
}

static void feed_litter(struct wave *wave, const struct litter *litter)
{
	for (int age = AGE_WEAN + 1; age <= AGE_LAST_FEED; age += wave->pace->feed_every) {
		int day = litter->born_day + age;
		int heads = living(wave, litter, day, -1);
		struct code feed;
		struct out lot = out_into(feed.text, sizeof(feed.text));
		if (heads == 0)
			return;
		out_text(&lot, "input:liangfeng/");
		out_text(&lot, age <= AGE_FATTEN ? "BY" : "YF");
		out_digits(&lot, (uint64_t)(2601 + day / 30), 4);
		out_digits(&lot, (uint64_t)(litter->farm % WAVE_FARMS + 1), 1);
		say(wave, litter->farm, KIND_FEED, round_ms(wave, litter, day, 390));
		say_one(wave, ROLE_OF, pen_at(litter, age));
		say_role(wave, ROLE_IN);
		say_amount(wave, feed,
			(int64_t)heads * wave->pace->feed_every * (FEED_PIG_G + FEED_GROWS_G * age),
			-1);
		(void)say_end(wave);
	}
}

static void vaccinate(
	struct wave *wave, const struct litter *litter, size_t n, struct code who, int second)
{
	int day = litter->born_day + needles[n].age;
	struct code vaccine;
	(void)span_copy(span_of(needles[n].input), vaccine.text, sizeof(vaccine.text));
	say(wave, litter->farm, KIND_VACCINATE, wave_ms(wave, day, 660 + litter->pen % 50, second));
	say_one(wave, ROLE_OF, who);
	say_one(wave, ROLE_IN, vaccine);
	say_text(wave, FIELD_DISEASE, needles[n].disease);
	say_text(wave, FIELD_DOSE, needles[n].dose);
	(void)say_end(wave);
}

static void vaccinate_litter(struct wave *wave, const struct litter *litter)
{
	for (size_t n = 0; n < NEEDLE_COUNT; n++) {
		int day = litter->born_day + needles[n].age;
		if (!wave->pace->one_by_one && living(wave, litter, day, -1) > 0)
			vaccinate(wave, litter, n, pen_at(litter, needles[n].age), 0);
		for (int i = 0; wave->pace->one_by_one && i < litter->pigs; i++) {
			const struct pig *pig = &wave->pigs[litter->first_pig + i];
			if (wave_alive(pig, day))
				vaccinate(wave, litter, n, wave_pig(wave, pig, day), 4 * i);
		}
	}
}

static void cure(
	struct wave *wave, const struct litter *litter, struct code who, int which, int day)
{
	int64_t at_ms = round_ms(wave, litter, day, 720);
	struct code drug;
	(void)span_copy(span_of(cures[which].input), drug.text, sizeof(drug.text));
	say(wave, litter->farm, KIND_MEDICATE, at_ms);
	say_one(wave, ROLE_OF, who);
	say_one(wave, ROLE_IN, drug);
	say_integer(wave, FIELD_WITHDRAWAL_DAYS, cures[which].withdrawal_days);
	say_moment(wave, FIELD_UNTIL, at_ms + INT64_C(3) * DAY_MINUTES * 60000);
	say_text(wave, FIELD_DOSE, cures[which].dose);
	say_text(wave, FIELD_REASON, cures[which].reason);
	say_text(wave, FIELD_DISEASE, cures[which].disease);
	(void)say_end(wave);
}

/* The pig that is apart left the pen the day before its treatment, and comes back a week after. */
static void set_apart(struct wave *wave, const struct litter *litter, int day, bool back)
{
	const struct pig *pig = &wave->pigs[litter->apart];
	struct code sick_bay = cast_pen(litter->farm, 'H', 1);
	if (!wave_alive(pig, day))
		return;
	say(wave, litter->farm, KIND_MOVE, round_ms(wave, litter, day, 840));
	say_one(wave, ROLE_OF, wave_pig(wave, pig, day));
	say_one(wave, ROLE_FROM, back ? sick_bay : pen_at(litter, AGE_TREAT));
	say_one(wave, ROLE_TO, back ? pen_at(litter, AGE_TREAT) : sick_bay);
	say_text(wave, FIELD_REMARK, back ? "观察期满归群" : "单独观察");
	(void)say_end(wave);
}

static void treat_litter(struct wave *wave, const struct litter *litter)
{
	int day = litter->born_day + AGE_TREAT;
	if (litter->treated && living(wave, litter, day, litter->apart) > 0) {
		if (litter->apart >= 0) {
			set_apart(wave, litter, day - 1, false);
			set_apart(wave, litter, day + 7, true);
		}
		cure(wave, litter, pen_at(litter, AGE_TREAT),
			dice_between(&wave->dice, 0, CURE_COUNT - 1), day);
	}
	day = litter->born_day + AGE_SINGLE;
	const struct pig *one =
		&wave->pigs[litter->first_pig + dice_between(&wave->dice, 0, litter->pigs - 1)];
	if (litter->pen % 3 == 2 && wave_alive(one, day))
		cure(wave, litter, wave_pig(wave, one, day), 2, day);
}

static uint32_t weigh(struct wave *wave, const struct litter *litter, struct code who,
	int32_t mass_g, int64_t at_ms, const char *remark)
{
	say(wave, litter->farm, KIND_WEIGH, at_ms);
	say_one(wave, ROLE_OF, who);
	say_decimal(wave, FIELD_KG, mass_g);
	if (remark)
		say_text(wave, FIELD_REMARK, remark);
	return say_end(wave);
}

/* The scale's point slipped: the wrong weight, the right one, and the word that says so. */
static void weigh_badly(struct wave *wave, const struct litter *litter, struct code who,
	int32_t mass_g, int64_t at_ms)
{
	uint32_t wrong = weigh(wave, litter, who, mass_g * 10, at_ms, NULL);
	uint32_t right = weigh(wave, litter, who, mass_g, at_ms + 300000, "复称");
	say_correct(wave, litter->farm, at_ms + 420000, wrong, right);
}

static void weigh_litter(struct wave *wave, const struct litter *litter)
{
	static const int ages[] = { AGE_TAG + 1, 71, 120 };
	for (size_t n = 0; wave->pace->one_by_one && n < sizeof(ages) / sizeof(ages[0]); n++) {
		int day = litter->born_day + ages[n];
		for (int i = litter->first_pig; i < litter->first_pig + litter->pigs; i++) {
			struct pig *pig = &wave->pigs[i];
			bool chipped = pig->chip && day > pig->chip_day;
			struct code who = chipped ? wave_chip(wave, pig) : wave_pig(wave, pig, day);
			int64_t at_ms = wave_ms(
				wave, day, 900 + litter->pen % 50, 4 * (i - litter->first_pig));
			if (!wave_alive(pig, day))
				continue;
			if (n == 1 && (i == 0 || dice_chance(&wave->dice, SLIP_PERMILLE)))
				weigh_badly(wave, litter, who, wave_weight(pig, ages[n]), at_ms);
			else
				(void)weigh(
					wave, litter, who, wave_weight(pig, ages[n]), at_ms, NULL);
		}
	}
}

/* A lost tag, a chip, a death: each before the day's other work. */
static void turns_of_life(struct wave *wave, const struct litter *litter, const struct pig *pig)
{
	if (pig->chip && wave_alive(pig, pig->chip_day)) {
		say(wave, litter->farm, KIND_TAG, round_ms(wave, litter, pig->chip_day, 980));
		say_one(wave, ROLE_IN, wave_pig(wave, pig, pig->chip_day));
		say_one(wave, ROLE_OUT, wave_chip(wave, pig));
		say_text(wave, FIELD_TAGGING, "electronic");
		(void)say_end(wave);
	}
	if (pig->new_serial && wave_alive(pig, pig->retag_day)) {
		say(wave, litter->farm, KIND_TAG, round_ms(wave, litter, pig->retag_day, 270));
		say_one(wave, ROLE_IN, wave_first_tag(wave, pig));
		say_one(wave, ROLE_OUT, wave_pig(wave, pig, pig->retag_day));
		say_text(wave, FIELD_TAGGING, "lost");
		say_text(wave, FIELD_REMARK, "左耳标脱落，右耳补戴");
		(void)say_end(wave);
	}
	if (pig->death_day) {
		say(wave, litter->farm, KIND_DIE, round_ms(wave, litter, pig->death_day, 330));
		say_one(wave, ROLE_OF, wave_pig(wave, pig, pig->death_day));
		say_text(wave, FIELD_REASON, pig->serial % 2 ? "急性肺炎" : "肠扭转");
		say_text(wave, FIELD_DISPOSAL, "collected");
		(void)say_end(wave);
	}
}

void wave_rear(struct wave *wave, const struct litter *litter)
{
	birth(wave, litter);
	tag_litter(wave, litter);
	vaccinate_litter(wave, litter);
	move_litter(wave, litter, AGE_WEAN);
	move_litter(wave, litter, AGE_FATTEN);
	feed_litter(wave, litter);
	treat_litter(wave, litter);
	weigh_litter(wave, litter);
	for (int i = 0; i < litter->pigs; i++)
		turns_of_life(wave, litter, &wave->pigs[litter->first_pig + i]);
}
