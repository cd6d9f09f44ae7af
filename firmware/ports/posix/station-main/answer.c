#include "firmware/ports/posix/station-main/answer.h"

#include "core/base/file.h"
#include "core/base/words.h"
#include "core/rule/rule.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WHY_TEXT 512

static void refuse(struct answers *answers, struct span why)
{
	if (!answers->options->json) {
		buf_text(&answers->text, "refused ");
		buf_span(&answers->text, why);
		buf_char(&answers->text, '\n');
		return;
	}
	char text[2 * WHY_TEXT];
	struct out out = out_into(text, sizeof(text));
	out_text(&out, "{\"refused\":");
	out_json(&out, why);
	out_text(&out, "}\n");
	buf_span(&answers->text, out_written(&out));
}

static void accept(struct answers *answers, int64_t seq)
{
	answers->kept++;
	buf_format(&answers->text, answers->options->json ? "{\"ok\":%lld}\n" : "ok %lld\n",
		(long long)seq);
}

/* "R-EVT-03 kg at byte 17: a sentence"; empty when there is nothing to object. */
static void say_why(struct out *why, const struct judgement *judgement)
{
	char place[64];
	if (!judgement->rule)
		return;
	out_text(why, judgement->rule->id);
	if (judgement->key[0]) {
		out_char(why, ' ');
		out_text(why, judgement->key);
	}
	(void)snprintf(place, sizeof(place), _(" at byte %zu: "), judgement->at);
	out_text(why, place);
	out_text(why, words(judgement->rule->text));
}

static void judge(struct span line, struct out *why)
{
	static struct event event; /* 20 KiB: not for the stack */
	struct event_wrong wrong;
	struct judgement judgement;
	if (event_decode(line, &event, &wrong) != EVENT_OK)
		judgement = rule_judge_wrong(&wrong);
	else
		judgement = rule_judge_event(&event);
	say_why(why, &judgement);
}

/* A line whose text was not even kept: the same words as the decoder's. */
static void say_too_long(struct out *why)
{
	const struct event_wrong wrong = { .error = EVENT_TOO_LONG, .at = EVENT_LINE_MOST };
	struct judgement judgement = rule_judge_wrong(&wrong);
	say_why(why, &judgement);
}

/* The event a scanned code makes; a reason in *why if it is no code. */
static void event_of_code(
	const struct answers *answers, struct span code, struct out *line, struct out *why)
{
	const struct station_settings *conf = station_conf(answers->station);
	char text[ITEM_TEXT], when[DATING_AT_TEXT];
	struct out item = out_into(text, sizeof(text)), at = out_into(when, sizeof(when));
	struct event_writer writer;
	int64_t error_ms;
	enum ident_error error = item_from_person(code, &item, NULL);
	if (error != IDENT_OK) {
		out_text(why, words(ident_error_text(error)));
		return;
	}
	station_at(answers->station, station_now_ms(), &at, &error_ms);
	event_write_begin_at(&writer, line, answers->options->kind, out_written(&at));
	event_write_role(&writer, ROLE_OF);
	event_write_item(&writer, out_written(&item), -1, -1);
	if (conf->place[0])
		event_write_text(&writer, "place", span_of(conf->place));
	if (error_ms >= 1000)
		event_write_decimal(&writer, "clock_error_s", error_ms, 3);
	if (conf->operator_id[0])
		event_write_text(&writer, "by", span_of(conf->operator_id));
	event_write_end(&writer);
	if (line->full)
		out_text(why, words(event_error_text(EVENT_TOO_LONG)));
}

void answer_refuse(struct answers *answers, const char *why)
{
	refuse(answers, span_of(why));
}

/* A line of ours may still be without its time: it is judged as if it had one. */
static void judge_made(struct span line, struct out *why)
{
	static const struct dating_anchor any = { .utc_ms = INT64_C(1767225600000) };
	char dated[EVENT_LINE_MOST + 1];
	size_t len = line.len;
	memcpy(dated, line.at, len);
	(void)dating_resolve(dated, sizeof(dated), &len, &any);
	judge((struct span){ dated, len }, why);
}

static int keep(struct answers *answers, struct span line, struct fault *fault)
{
	int64_t seq;
	int code = station_append(answers->station, line, &seq, fault);
	if (code == FAULT_LIMIT) {
		refuse(answers, span_of(fault->text));
		return 0;
	}
	if (code == 0)
		accept(answers, seq);
	return code;
}

int answer_event(struct answers *answers, struct span line, struct fault *fault)
{
	char text[WHY_TEXT];
	struct out why = out_into(text, sizeof(text));
	judge_made(line, &why);
	if (!why.len)
		return keep(answers, line, fault);
	refuse(answers, out_written(&why));
	return 0;
}

int answer_line(struct answers *answers, const struct input_line *input, struct fault *fault)
{
	char made[EVENT_LINE_MOST + 1], text[WHY_TEXT];
	struct out line = out_into(made, sizeof(made));
	struct out why = out_into(text, sizeof(text));
	if (input->too_long)
		say_too_long(&why);
	else if (answers->options->scanner)
		event_of_code(answers, input->text, &line, &why);
	else
		judge(input->text, &why);
	if (why.len) {
		refuse(answers, out_written(&why));
		return 0;
	}
	return answers->options->scanner ? answer_event(answers, out_written(&line), fault)
	                                 : keep(answers, input->text, fault);
}

int answer_all(struct answers *answers, struct fault *fault)
{
	if (answers->text.len == 0)
		return 0;
	int code = answers->kept ? station_sync(answers->station, fault) : 0;
	if (code == 0 && answers->text.failed)
		code = fault_set(fault, FAULT_MEMORY, "no memory for answers");
	if (code == 0)
		code = file_write_all(STDOUT_FILENO, answers->text.at, answers->text.len, fault);
	buf_clear(&answers->text);
	answers->kept = 0;
	return code;
}
