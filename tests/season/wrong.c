/*
 * wrong.c - lines that must be refused: one row each, with the rule that refuses them.
 *
 * In a shape, @T is the line's time, @P an ear tag, @L 5,000 letters, @D deep brackets, @B a byte
 * that is not UTF-8.
 */
#include "tests/season/wave.h"

#define LONG_TEXT   5000
#define DEEP_LEVELS 40

#define SAYS(kind) "{\"do\":\"" kind "\",\"at\":\"@T\","
#define WEIGH      SAYS("weigh") "\"of\":[\"@P\"],"

static const struct season_wrong wrongs[] = {
	{ "broken-json", "R-EVT-03", "farm", WEIGH "\"kg\":\"31.5\"", false },
	{ "negative-weight", "R-EVT-15", "farm", WEIGH "\"kg\":\"-31.5\"}", false },
	{ "check-digit", "R-EVT-17", "packer",
		SAYS("weigh") "\"of\":[\"lot:06901234000017/L1\"],\"kg\":\"31.5\"}", false },
	{ "unknown-kind", "R-EVT-10", "farm", SAYS("teleport") "\"of\":[\"@P\"]}", false },
	{ "unknown-field", "R-EVT-07", "farm", WEIGH "\"kg\":\"31.5\",\"colour\":\"pink\"}",
		false },
	{ "key-twice", "R-EVT-06", "farm", WEIGH "\"kg\":\"31.5\",\"kg\":\"13.5\"}", false },
	{ "impossible-date", "R-EVT-12", "farm",
		"{\"do\":\"weigh\",\"at\":\"2026-02-30T08:00:00+08:00\",\"of\":[\"@P\"],\"kg\":"
		"\"31.5\"}",
		false },
	{ "too-deep", "R-EVT-04", "farm", "{\"remark\":@D,\"do\":\"weigh\",\"at\":\"@T\"}", false },
	{ "too-long", "R-EVT-01", "farm", WEIGH "\"kg\":\"31.5\",\"remark\":\"@L\"}", false },
	{ "not-an-object", "R-EVT-05", "farm", "[\"weigh\",\"@P\",\"31.5\"]", false },
	{ "no-kind", "R-EVT-09", "farm", "{\"at\":\"@T\",\"of\":[\"@P\"],\"kg\":\"31.5\"}", false },
	{ "no-time", "R-EVT-11", "farm", "{\"do\":\"weigh\",\"of\":[\"@P\"],\"kg\":\"31.5\"}",
		false },
	{ "field-of-another-kind", "R-EVT-08", "farm", WEIGH "\"kg\":\"31.5\",\"hook\":4}", false },
	{ "real-name", "R-EVT-13", "farm", WEIGH "\"kg\":\"31.5\",\"by\":\"张 三\"}", false },
	{ "number-not-text", "R-EVT-14", "farm", WEIGH "\"kg\":31.5}", false },
	{ "unknown-choice", "R-EVT-16", "farm",
		SAYS("test") "\"of\":[\"@P\"],\"agent\":\"asf\",\"method\":\"smell\",\"finding\":"
			     "\"negative\"}",
		false },
	{ "wrong-item-kind", "R-EVT-18", "farm",
		SAYS("feed") "\"of\":[\"truck:晋J12345\"],\"in\":[\"input:liangfeng/"
			     "YF1\"]}",
		false },
	{ "item-twice", "R-EVT-19", "farm",
		SAYS("move") "\"of\":[\"@P\",\"@P\"],\"to\":\"place:farm-01\"}", false },
	{ "many-items", "R-EVT-20", "farm",
		SAYS("move") "\"of\":[\"@P\"],\"to\":[\"place:farm-01\",\"place:farm-02\"]}",
		false },
	{ "required-field-missing", "R-REQ-01", "farm", SAYS("weigh") "\"of\":[\"@P\"]}", false },
	{ "required-item-missing", "R-REQ-02", "farm", SAYS("weigh") "\"kg\":\"31.5\"}", false },
	{ "withdrawal-missing", "R-MED-02", "farm",
		SAYS("medicate") "\"of\":[\"@P\"],\"in\":[\"input:ruipu/TW2606-01\"]}", false },
	{ "no-certificate", "R-CER-02", "slaughter", SAYS("arrive") "\"of\":[\"@P\"]}", false },
	{ "not-utf8", "R-EVT-02", "farm", WEIGH "\"kg\":\"31.5\",\"remark\":\"@B\"}", true },
};

#define WRONG_COUNT (sizeof(wrongs) / sizeof(wrongs[0]))

const struct season_wrong *season_wrong_at(size_t n)
{
	return n < WRONG_COUNT ? &wrongs[n] : NULL;
}

static void write_mark(struct out *out, char mark, struct moment at, struct span pig)
{
	switch (mark) {
	case 'T':
		moment_format(out, at);
		break;
	case 'P':
		out_span(out, pig);
		break;
	case 'L':
		for (int i = 0; i < LONG_TEXT; i++)
			out_char(out, 'x');
		break;
	case 'D':
		for (int i = 0; i < DEEP_LEVELS; i++)
			out_char(out, '[');
		for (int i = 0; i < DEEP_LEVELS; i++)
			out_char(out, ']');
		break;
	default:
		out_char(out, (char)0xfe);
	}
}

void season_wrong_write(
	const struct season_wrong *wrong, struct moment at, struct span pig, struct out *out)
{
	for (const char *c = wrong->shape; *c; c++) {
		if (*c == '@')
			write_mark(out, *++c, at, pig);
		else
			out_char(out, *c);
	}
}

static int station_of(struct wave *wave, const char *trade)
{
	if (strcmp(trade, "slaughter") == 0)
		return cast_plant(wave->cast, wave->plant);
	if (strcmp(trade, "farm") == 0)
		return wave->number * WAVE_FARMS + dice_between(&wave->dice, 0, WAVE_FARMS - 1);
	return cast_packer(wave->cast, wave->plant);
}

static void slip_in(struct wave *wave, size_t nth)
{
	char text[SEASON_WRONG_MOST];
	struct out out = out_into(text, sizeof(text));
	const struct season_wrong *wrong = &wrongs[nth % WRONG_COUNT];
	const struct entry *beside =
		&wave->entries[dice_between(&wave->dice, 0, (int32_t)wave->entries_count - 1)];
	const struct pig *pig =
		&wave->pigs[dice_between(&wave->dice, 0, (int32_t)wave->pigs_count - 1)];
	struct code tag = wave_first_tag(wave, pig);
	if (wrong->alone)
		return;
	season_wrong_write(wrong, (struct moment){ beside->at_ms, SEASON_OFFSET_MIN },
		span_of(tag.text), &out);
	say_wrong(wave, station_of(wave, wrong->trade), beside->at_ms, out_written(&out),
		wrong->rule);
}

/* Wrong lines among the good ones, each kind in turn. */
void wave_disturb(struct wave *wave)
{
	size_t good = wave->entries_count;
	size_t count = (good * (size_t)wave->settings->wrong_permille + 500) / 1000;
	if (count == 0 && wave->settings->wrong_permille > 0)
		count = 1;
	for (size_t i = 0; i < count && good > 0 && !wave->failed; i++)
		slip_in(wave, (size_t)wave->number + i);
}
