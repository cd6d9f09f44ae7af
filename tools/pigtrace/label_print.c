/* The registry of printed labels: `print` events of the station that prints. */
#include "tools/pigtrace/label_job.h"

#include "core/base/clock.h"
#include "core/trace/printed.h"
#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/speak.h"

#include <stdlib.h>

/* The item that rows from..*until (behind the last) are registered as: a range, or the row's own. */
static void item_of(const struct label_strip *strip, size_t from, size_t end, size_t *until,
	char text[static ITEM_TEXT])
{
	const struct label_row *row = &strip->rows[from];
	struct out out = out_into(text, ITEM_TEXT);
	struct item item;
	struct item_pkg pkg;
	int64_t first;
	*until = from + 1;
	if (!row->facts.keyed || item_parse(span_of(row->item), &item, NULL) != IDENT_OK ||
		!item_split_pkg(item, &pkg) || !serial_counter(pkg.serial, &first)) {
		out_text(&out, row->item);
		return;
	}
	while (*until < end && label_strip_extends(strip, *until))
		(*until)++;
	out_text(&out, "run:");
	out_span(&out, pkg.gtin);
	out_char(&out, '/');
	out_text(&out, row->facts.lot);
	out_char(&out, '/');
	out_number(&out, first);
	out_char(&out, '-');
	out_number(&out, first + (int64_t)(*until - from) - 1);
}

/* ---- printed before? ---- */

static int item_allowed(struct label_job *job, const char *text)
{
	struct printed printed;
	struct fault fault;
	struct item item;
	int code = EXIT_DONE;
	if (item_parse(span_of(text), &item, NULL) != IDENT_OK)
		return EXIT_DONE;
	if (printed_find(job->store, item, &printed, &fault) != 0)
		code = complain_fault(job->call, &fault);
	else if (printed.count > 0)
		code = complain(job->call, EXIT_UNVERIFIED,
			_("%s was printed before (%s); --reprint REASON prints it again, and is "
			  "recorded"),
			text, printed.list[printed.count - 1].event);
	printed_free(&printed);
	return code;
}

int label_print_allowed(struct label_job *job, size_t from, size_t count)
{
	char text[ITEM_TEXT];
	int code = EXIT_DONE;
	if (!job->station || !job->store || call_has(job->call, "reprint"))
		return EXIT_DONE;
	for (size_t at = from; code == EXIT_DONE && at < from + count;) {
		item_of(&job->strip, at, from + count, &at, text);
		code = item_allowed(job, text);
	}
	return code;
}

/* ---- said ---- */

static void write_print(struct label_job *job, size_t from, size_t count, struct out *line)
{
	struct event_writer writer;
	char text[ITEM_TEXT];
	const char *reason = call_value(job->call, "reprint");
	int copies = job->strip.rows[from].copies; /* of all of them: label_strip_add sees to it */
	event_write_begin(&writer, line, KIND_PRINT, clock_now());
	event_write_role(&writer, ROLE_OF);
	for (size_t at = from; at < from + count;) {
		item_of(&job->strip, at, from + count, &at, text);
		event_write_item(&writer, span_of(text), -1, -1);
	}
	if (reason)
		event_write_text(&writer, "reason", span_of(reason));
	if (copies > 1)
		event_write_integer(&writer, "count", copies);
	if (job->operator_id[0])
		event_write_text(&writer, "by", span_of(job->operator_id));
	event_write_end(&writer);
}

/* Into the outbox, durable; nothing is sent yet. */
static int keep(struct label_job *job, const struct out *line, int64_t *seq)
{
	struct station *station = NULL;
	struct event_wrong wrong;
	struct fault fault;
	struct event *event = malloc(sizeof(*event));
	bool good =
		event && !line->full && event_decode(out_written(line), event, &wrong) == EVENT_OK;
	free(event);
	if (!good)
		return complain_usage(
			job->call, _("--reprint needs a reason of at most 200 bytes"));
	int code = station_open(&station, job->dir, &fault);
	if (code == 0)
		code = station_accept(station, out_written(line), seq, &fault);
	if (code == 0) {
		job->epoch = station_count(station).epoch;
		job->last_seq = *seq;
	}
	station_close(station);
	return code == 0 ? EXIT_DONE : complain_fault(job->call, &fault);
}

int label_print_say(struct label_job *job, size_t from, size_t count, int64_t *seq)
{
	char text[EVENT_LINE_MOST];
	struct out line = out_into(text, sizeof(text));
	*seq = 0;
	if (!job->station)
		return EXIT_DONE;
	if (!array_reserve(&job->said, &job->said_cap, job->said_count + 1, sizeof(*job->said)))
		return complain(job->call, EXIT_FAILED, _("no memory"));
	write_print(job, from, count, &line);
	int code = keep(job, &line, seq);
	if (code == EXIT_DONE)
		job->said[job->said_count++] = *seq;
	return code;
}

/* ---- taken back ---- */

static void write_name(struct label_job *job, int64_t seq, char *text, size_t size)
{
	struct out out = out_into(text, size);
	event_name_format(&out, (struct event_name){ span_of(job->station), job->epoch, seq });
}

/* seq is wrong; with: what is right, 0 if nothing is. */
static int say_correction(struct label_job *job, int64_t seq, int64_t with)
{
	char text[EVENT_LINE_MOST], name[96];
	struct out line = out_into(text, sizeof(text));
	struct event_writer writer;
	int64_t own;
	event_write_begin(&writer, &line, KIND_CORRECT, clock_now());
	write_name(job, seq, name, sizeof(name));
	event_write_text(&writer, "event", span_of(name));
	if (with) {
		write_name(job, with, name, sizeof(name));
		event_write_text(&writer, "with", span_of(name));
	}
	event_write_text(&writer, "reason", span_of(_("not all of it was printed")));
	if (job->operator_id[0])
		event_write_text(&writer, "by", span_of(job->operator_id));
	event_write_end(&writer);
	return keep(job, &line, &own);
}

/* A document that was not finished takes everything back that went into it. */
static int correct_all(struct label_job *job)
{
	int code = EXIT_DONE;
	for (size_t i = 0; code == EXIT_DONE && i < job->said_count; i++)
		code = say_correction(job, job->said[i], 0);
	job->said_count = 0;
	return code;
}

int label_print_correct(struct label_job *job, int64_t seq, size_t count)
{
	int64_t with = 0;
	int code = EXIT_DONE;
	if (!job->station)
		return EXIT_DONE;
	if (!job->out.printer && !job->out.each)
		return correct_all(job);
	if (seq == 0 || count == job->strip.count)
		return EXIT_DONE;
	if (count > 0)
		code = label_print_say(job, 0, count, &with);
	return code == EXIT_DONE ? say_correction(job, seq, with) : code;
}

int label_print_end(struct label_job *job)
{
	struct station *station = NULL;
	struct fault fault;
	if (job->last_seq == 0)
		return EXIT_DONE;
	if (station_open(&station, job->dir, &fault) != 0)
		return complain_fault(job->call, &fault);
	int code = speak_deliver(job->call, station,
		job->said_count > 0 ? job->said[0] : job->last_seq, job->last_seq, SPEAK_WAIT_MS);
	station_close(station);
	return code;
}
