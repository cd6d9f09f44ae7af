#include "tests/bench/trade.h"

#include "core/note/bundle.h"
#include "tests/bench/lab.h"

#include <stdio.h>
#include <stdlib.h>

#define COMMIT_NOTES (TRADE_COMMIT / TRADE_BUNDLE)
#define PEN          40 /* pigs of one event, when all are made known */
#define NEW_PERMILLE 20 /* of the pigs that are tagged anew in a tag event's place */
#define START_MS     INT64_C(1772294400000) /* 2026-03-01 */

struct farm {
	char name[16];
	struct note_secret key;
	int64_t seq;
	int64_t first_pig; /* its pigs are numbered from here */
	int64_t tags;      /* given to new pigs */
};

struct trade {
	const struct bench_options *options;
	struct lab lab;
	struct farm *farms;
	int64_t pigs; /* of a farm */
	uint64_t dice;
	int64_t clock_ms;
	char *notes; /* of one commit, NOTE_MOST bytes each */
	struct outgoing_note {
		size_t len;
		size_t farm;
	} made[COMMIT_NOTES];
};

static uint64_t roll(struct trade *trade, uint64_t sides)
{
	trade->dice = trade->dice * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (trade->dice >> 33) % sides;
}

/* ---- what a farm says ---- */

static void say_pig(struct out *out, int64_t number)
{
	out_text(out, "pig:11411");
	out_digits(out, 30 + (uint64_t)(number / 90000000), 2); /* county */
	out_digits(out, (uint64_t)(number % 90000000) + 1, 8);
	out->at[out->len] = '\0';
}

static void begin_event(struct trade *trade, struct out *out, const char *kind)
{
	trade->clock_ms += 500;
	out_text(out, "{\"do\":\"");
	out_text(out, kind);
	out_text(out, "\",\"at\":\"");
	moment_format(out, (struct moment){ trade->clock_ms, 480 });
	out_text(out, "\",");
}

/* The n-th event of a note that is made in the pen that begins with this pig. */
static int64_t choose_pig(struct trade *trade, const struct farm *farm, int64_t pen, int n)
{
	int64_t pig = trade->options->scatter ? (int64_t)roll(trade, (uint64_t)trade->pigs)
	                                      : pen * PEN + (n * 7) % PEN; /* as they come */
	return farm->first_pig + pig % trade->pigs;
}

static void say_event(struct trade *trade, struct farm *farm, int64_t pen, int n, struct out *out)
{
	uint64_t which = roll(trade, 1000);
	int64_t pig = choose_pig(trade, farm, pen, n);
	if (which < 100) {
		begin_event(trade, out, "medicate");
		out_text(out, "\"of\":\"");
		say_pig(out, pig);
		out_text(out,
			"\",\"in\":\"input:vet/OTC26\",\"withdrawal_days\":28,\"by\":\"op-03\"}\n");
		return;
	}
	if (which < 100 + NEW_PERMILLE) {
		begin_event(trade, out, "tag");
		out_text(out, "\"out\":\"");
		say_pig(out, (int64_t)TRADE_FARMS * trade->pigs + farm->first_pig + farm->tags++);
		out_text(out, "\",\"by\":\"op-03\"}\n");
		return;
	}
	begin_event(trade, out, "weigh");
	out_text(out, "\"of\":[\"");
	say_pig(out, pig);
	out_text(out, "\"],\"kg\":\"");
	out_digits(out, 20 + roll(trade, 90), 1);
	out_text(out, ".5\",\"by\":\"op-07\"}\n");
}

/* The next pigs of a farm that nobody has spoken of yet. */
static void say_herd(struct trade *trade, struct farm *farm, int64_t from, struct out *out)
{
	begin_event(trade, out, "vaccinate");
	out_text(out, "\"in\":\"input:vet/CSF26\",\"of\":[");
	for (int64_t i = from; i < from + PEN && i < trade->pigs; i++) {
		out_text(out, i == from ? "\"" : ",\"");
		say_pig(out, farm->first_pig + i);
		out_char(out, '"');
	}
	out_text(out, "]}\n");
}

static int sign(struct trade *trade, size_t n, size_t farm, struct out *note)
{
	if (note_sign(note, &trade->farms[farm].key) != NOTE_OK || note->full)
		return give_up("a note does not fit", NULL);
	trade->made[n] = (struct outgoing_note){ note->len, farm };
	return 0;
}

static struct out note_room(struct trade *trade, size_t n)
{
	return out_into(trade->notes + n * (NOTE_MOST + 1), NOTE_MOST + 1);
}

static int make_note(struct trade *trade, size_t n)
{
	size_t which = roll(trade, TRADE_FARMS);
	struct farm *farm = &trade->farms[which];
	struct out note = note_room(trade, n);
	bundle_header(&note, span_of(farm->name), 1, farm->seq + 1, TRADE_BUNDLE);
	farm->seq += TRADE_BUNDLE;
	int64_t pen = (int64_t)roll(trade, (uint64_t)(trade->pigs / PEN + 1));
	for (int i = 0; i < TRADE_BUNDLE; i++)
		say_event(trade, farm, pen, i, &note);
	return sign(trade, n, which, &note);
}

/* ---- taking it ---- */

static int take_notes(struct trade *trade, size_t count, int64_t *spent_ns)
{
	int64_t begun = bench_now_ns();
	int code = lab_begin(&trade->lab);
	for (size_t i = 0; code == 0 && i < count; i++)
		code = lab_take(&trade->lab, trade->farms[trade->made[i].farm].name,
			(struct span){ trade->notes + i * (NOTE_MOST + 1), trade->made[i].len });
	if (code == 0)
		code = lab_commit(&trade->lab);
	if (code == 0)
		code = lab_receipts(&trade->lab);
	*spent_ns = bench_now_ns() - begun;
	return code;
}

/* Every pig has been heard of once before the clock starts. */
static int make_herds(struct trade *trade)
{
	int64_t spent;
	int code = 0;
	size_t n = 0;
	for (size_t i = 0; code == 0 && i < TRADE_FARMS; i++) {
		struct farm *farm = &trade->farms[i];
		for (int64_t from = 0; code == 0 && from < trade->pigs; from += PEN) {
			struct out note = note_room(trade, n);
			bundle_header(&note, span_of(farm->name), 1, ++farm->seq, 1);
			say_herd(trade, farm, from, &note);
			code = sign(trade, n++, i, &note);
			if (code == 0 && n == COMMIT_NOTES) {
				code = take_notes(trade, n, &spent);
				n = 0;
			}
		}
	}
	return code == 0 ? take_notes(trade, n, &spent) : code;
}

static int enroll(struct trade *trade)
{
	int code = lab_begin(&trade->lab);
	for (int i = 0; code == 0 && i < TRADE_FARMS; i++) {
		struct farm *farm = &trade->farms[i];
		(void)snprintf(farm->name, sizeof(farm->name), "farm-%04d", i);
		farm->key = lab_key(farm->name);
		farm->first_pig = i * trade->pigs;
		code = lab_enroll(&trade->lab, farm->name, "farm", &farm->key.pub);
	}
	return code == 0 ? lab_commit(&trade->lab) : code;
}

int trade_go_on(struct trade *trade, int64_t events, struct samples *commits)
{
	int64_t spent = 0;
	int code = 0;
	for (int64_t done = 0; code == 0 && done < events; done += TRADE_COMMIT) {
		for (size_t n = 0; code == 0 && n < COMMIT_NOTES; n++)
			code = make_note(trade, n);
		if (code == 0)
			code = take_notes(trade, COMMIT_NOTES, &spent);
		samples_add(commits, spent);
	}
	if (code == 0 && (trade->lab.tally.refused || trade->lab.tally.repeated))
		return give_up("a line was refused", NULL);
	return code;
}

int trade_open(struct trade **made, const struct bench_options *options, const char *path,
	const struct note_secret *admin)
{
	struct trade *trade = calloc(1, sizeof(*trade));
	*made = trade;
	if (!trade)
		return give_up("no memory", NULL);
	trade->options = options;
	trade->dice = (uint64_t)options->seed;
	trade->clock_ms = START_MS;
	trade->pigs = (options->live ? options->live : TRADE_LIVE) / TRADE_FARMS + 1;
	trade->farms = calloc(TRADE_FARMS, sizeof(*trade->farms));
	trade->notes = malloc((size_t)COMMIT_NOTES * (NOTE_MOST + 1));
	int code = trade->farms && trade->notes ? lab_open(&trade->lab, path, admin)
	                                        : give_up("no memory", NULL);
	if (options->pages)
		trade->lab.pages = (int)options->pages;
	if (code == 0)
		code = enroll(trade);
	return code == 0 ? make_herds(trade) : code;
}

int64_t trade_pigs(const struct trade *trade)
{
	return trade->pigs * TRADE_FARMS;
}

void trade_close(struct trade *trade)
{
	if (!trade)
		return;
	lab_close(&trade->lab);
	free(trade->farms);
	free(trade->notes);
	free(trade);
}
