#include "tests/season/season.h"

#include <assert.h>
#include <stdlib.h>

#include "tests/season/wave.h"

#define EPOCH_USUAL 1

static const struct pace paces[] = {
	[SEASON_FULL] = { .feed_every = 4,
		.one_by_one = true,
		.case_size = 12,
		.sold_permille = 40,
		.asked_every = 1 },
	[SEASON_LEAN] = { .feed_every = 30,
		.one_by_one = false,
		.case_size = 60,
		.sold_permille = 5,
		.asked_every = 16 },
};

struct season {
	struct season_settings settings;
	struct cast cast;
	struct ledger ledger;
	struct wave wave;
	int next_wave;
	size_t next_entry;
	size_t next_asked;
	int64_t *last_seq; /* by station */
	int64_t *seqs;     /* by entry.made, of this wave */
	size_t seqs_cap;
	char line[EVENT_LINE_MOST + 1];
	/* the answer last given */
	struct buf text;
	WAVE_ARRAY(struct span, answers);
};

static int settings_check(struct season_settings *settings, struct fault *fault)
{
	if (settings->pigs < SEASON_PIGS_LEAST || settings->pigs > SEASON_PIGS_MOST)
		return fault_set(fault, FAULT_SETTING, "a season has %d to %d pigs",
			SEASON_PIGS_LEAST, SEASON_PIGS_MOST);
	if (settings->wrong_permille < 0 || settings->wrong_permille > 1000 ||
		settings->late_permille < 0 || settings->late_permille > 1000)
		return fault_set(fault, FAULT_SETTING, "shares are 0 to 1000 permille");
	if (settings->start_ms == 0)
		settings->start_ms = SEASON_START_MS;
	if (settings->epoch == 0)
		settings->epoch = EPOCH_USUAL;
	if (settings->pace == SEASON_BY_SIZE)
		settings->pace = settings->pigs <= SEASON_FULL_MOST ? SEASON_FULL : SEASON_LEAN;
	return 0;
}

int season_open(struct season **season, const struct season_settings *settings, struct fault *fault)
{
	struct season_settings checked = *settings;
	int code = settings_check(&checked, fault);
	if (code != 0)
		return code;
	struct season *made = calloc(1, sizeof(*made));
	if (!made)
		return fault_set(fault, FAULT_MEMORY, "no memory for a season");
	made->settings = checked;
	code = cast_open(&made->cast, checked.pigs, fault);
	if (code != 0)
		goto out;
	made->ledger.plants = calloc((size_t)made->cast.plants, sizeof(made->ledger.plants[0]));
	made->last_seq = calloc(made->cast.station_count, sizeof(made->last_seq[0]));
	if (!made->ledger.plants || !made->last_seq) {
		code = fault_set(fault, FAULT_MEMORY, "no memory for a season's ledger");
		goto out;
	}
	made->wave.settings = &made->settings;
	made->wave.pace = &paces[checked.pace];
	made->wave.cast = &made->cast;
	made->wave.ledger = &made->ledger;
	*season = made;
	made = NULL;
out:
	season_close(made);
	return code;
}

void season_close(struct season *season)
{
	if (!season)
		return;
	wave_free(&season->wave);
	cast_close(&season->cast);
	free(season->ledger.plants);
	free(season->last_seq);
	free(season->seqs);
	buf_free(&season->text);
	free(season->answers);
	free(season);
}

const struct season_station *season_stations(const struct season *season, size_t *count)
{
	*count = season->cast.station_count;
	return season->cast.stations;
}

/* Number a new wave's lines, so that a correction can name one that stands behind it. */
static int begin_wave(struct season *season, struct fault *fault)
{
	struct wave *wave = &season->wave;
	season->next_entry = season->next_asked = 0;
	wave_build(wave, season->next_wave++);
	if (wave->failed || !array_reserve(&season->seqs, &season->seqs_cap,
				    wave->entries_count + 1, sizeof(season->seqs[0])))
		return fault_set(
			fault, FAULT_MEMORY, "no memory for %zu lines", wave->entries_count);
	for (size_t i = 0; i < wave->entries_count; i++) {
		const struct entry *entry = &wave->entries[i];
		season->seqs[entry->made] = ++season->last_seq[entry->station];
	}
	return 0;
}

static void say_event(struct season *season, struct event_writer *writer, enum field field,
	int station, uint32_t made)
{
	char text[EVENT_OPERATOR_MOST + 64];
	struct out out = out_into(text, sizeof(text));
	event_name_format(
		&out, (struct event_name){ .station = span_of(season->cast.stations[station].name),
			      .epoch = season->settings.epoch,
			      .seq = season->seqs[made] });
	event_write_text(writer, vocabulary_fields[field].name, out_written(&out));
}

static struct span correction(struct season *season, const struct entry *entry)
{
	struct event_writer writer;
	struct out out = out_into(season->line, sizeof(season->line));
	event_write_begin(&writer, &out, KIND_CORRECT,
		(struct moment){ .at_ms = entry->at_ms, .offset_min = SEASON_OFFSET_MIN });
	say_event(season, &writer, FIELD_EVENT, entry->station, entry->target[0]);
	say_event(season, &writer, FIELD_WITH, entry->station, entry->target[1]);
	event_write_text(
		&writer, vocabulary_fields[FIELD_REASON].name, span_of("称重录入小数点错误"));
	event_write_text(&writer, "by", span_of("op-01"));
	event_write_end(&writer);
	return out_written(&out);
}

int season_next(struct season *season, struct season_line *line, struct fault *fault)
{
	while (season->next_entry == season->wave.entries_count) {
		if (season->next_wave == season->cast.waves)
			return 0;
		int code = begin_wave(season, fault);
		if (code != 0)
			return code;
	}
	const struct entry *entry = &season->wave.entries[season->next_entry++];
	*line = (struct season_line){ .station = (size_t)entry->station,
		.seq = season->seqs[entry->made],
		.kind = entry->kind,
		.at = { .at_ms = entry->at_ms, .offset_min = SEASON_OFFSET_MIN },
		.text = { season->wave.text.at + entry->text, entry->len },
		.rule = entry->rule };
	if (entry->kind == KIND_CORRECT)
		line->text = correction(season, entry);
	return 1;
}

/*
 * Answers are gathered as offsets first, since the text moves while it grows: at is set by settle().
 */
static void answer(struct season *season, struct span text)
{
	if (!array_reserve(&season->answers, &season->answers_cap, season->answers_count + 1,
		    sizeof(season->answers[0]))) {
		season->text.failed = true;
		return;
	}
	season->answers[season->answers_count++] = (struct span){ NULL, text.len };
	buf_span(&season->text, text);
}

static int span_order(const void *a, const void *b)
{
	return span_compare(*(const struct span *)a, *(const struct span *)b);
}

/* Sort answers[first..) and drop repeats; how many are left. */
static size_t sort_answers(struct season *season, size_t first)
{
	size_t kept = first;
	if (season->answers_count > first)
		qsort(season->answers + first, season->answers_count - first,
			sizeof(season->answers[0]), span_order);
	for (size_t i = first; i < season->answers_count; i++)
		if (kept == first || !span_equal(season->answers[kept - 1], season->answers[i]))
			season->answers[kept++] = season->answers[i];
	return kept - first;
}

static void settle(struct season *season)
{
	const char *at = season->text.at;
	for (size_t i = 0; i < season->answers_count; i++) {
		season->answers[i].at = at;
		at += season->answers[i].len;
	}
}

static void answer_farm(struct season *season, const struct pig *pig)
{
	char text[ITEM_TEXT];
	struct out number = out_into(text, sizeof(text));
	cast_farm_number(&number, season->wave.litters[pig->litter].farm);
	answer(season, out_written(&number));
}

static void answer_pig(struct season *season, const struct pig *pig)
{
	struct code tag = wave_first_tag(&season->wave, pig);
	answer(season, span_of(tag.text));
	if (pig->new_serial) {
		tag = wave_pig(&season->wave, pig, pig->retag_day);
		answer(season, span_of(tag.text));
	}
}

/* All carcasses of the stock, then all tags, then all farms, one list behind the other. */
static void gather(struct season *season, const struct stock *stock, size_t ends[static 2])
{
	const struct wave *wave = &season->wave;
	const int *members = wave->members + stock->first_member;
	buf_clear(&season->text);
	season->answers_count = 0;
	for (int i = 0; i < stock->members; i++) {
		struct code code = wave_carcass(wave, &wave->carcasses[members[i]]);
		answer(season, span_of(code.text));
	}
	ends[0] = season->answers_count;
	for (int i = 0; i < stock->members; i++)
		answer_pig(season, &wave->pigs[wave->carcasses[members[i]].pig]);
	ends[1] = season->answers_count;
	for (int i = 0; i < stock->members; i++)
		answer_farm(season, &wave->pigs[wave->carcasses[members[i]].pig]);
	settle(season);
}

static void name_package(const struct run *run, int64_t counter, struct season_package *package)
{
	struct code code = run_package(run, counter);
	struct out path = out_into(package->path, sizeof(package->path));
	struct item item;
	enum ident_error error = item_parse(span_of(code.text), &item, NULL);
	assert(error == IDENT_OK);
	(void)error;
	(void)item_to_link(item, span_of(run->lot), span_of(""), &path);
	(void)span_copy(span_of(code.text), package->name, sizeof(package->name));
	(void)span_copy(span_of(run->name.text), package->run, sizeof(package->run));
	(void)span_copy(span_of(run->lot), package->lot, sizeof(package->lot));
}

int season_package(struct season *season, struct season_package *package, struct fault *fault)
{
	size_t ends[2];
	if (season->next_asked == season->wave.asked_count)
		return 0;
	const struct asked *asked = &season->wave.asked[season->next_asked++];
	const struct run *run = &season->wave.runs[asked->run];
	gather(season, &season->wave.stocks[run->stock], ends);
	if (season->text.failed)
		return fault_set(fault, FAULT_MEMORY, "no memory for a package's answer");
	*package = (struct season_package){ .sold = asked->sold };
	name_package(run, asked->counter, package);
	package->farms = season->answers + ends[1];
	package->farm_count = sort_answers(season, ends[1]);
	season->answers_count = ends[1];
	package->pigs = season->answers + ends[0];
	package->pig_count = sort_answers(season, ends[0]);
	season->answers_count = ends[0];
	package->carcasses = season->answers;
	package->carcass_count = sort_answers(season, 0);
	return 1;
}
