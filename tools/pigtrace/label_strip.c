/* Labels one after the other, in strips: registered, drawn, handed over, and told what became of them. */
#include "tools/pigtrace/label_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many rows the printer surely has, and how many it may have. */
struct fate {
	size_t sure;
	size_t maybe; /* with the sure ones */
};

static struct fate fate_of(const struct label_job *job, size_t drawn)
{
	struct fate fate = { 0 };
	int64_t acknowledged = job->out.bytes - job->out.unsent;
	for (size_t i = 0; i < drawn; i++)
		fate.sure += job->strip.rows[i].end <= acknowledged;
	size_t unprinted = (size_t)label_printer_unprinted(&job->out);
	fate.sure -= unprinted < fate.sure ? unprinted : fate.sure;
	/* Of the next one something may have left. */
	fate.maybe = drawn;
	if (drawn < job->strip.count) {
		int64_t end = drawn > 0 ? job->strip.rows[drawn - 1].end : 0;
		fate.maybe += job->out.bytes > end && drawn > 0;
	}
	return fate;
}

static void tell(const struct label_job *job, const char *title, size_t from, size_t until)
{
	const struct label_row *rows = job->strip.rows;
	if (until > from)
		(void)fprintf(stderr, _("%s: %zu labels, %s to %s\n"), title, until - from,
			rows[from].item, rows[until - 1].item);
}

/* A document is whole or not there; a printer keeps what it got. */
static int fail(struct label_job *job, int64_t seq, size_t drawn)
{
	struct fate fate = { 0 };
	job->broken = true;
	if (job->out.printer)
		fate = fate_of(job, drawn);
	else if (job->out.each)
		fate = (struct fate){ drawn, drawn };
	if (job->out.printer || job->out.each) {
		tell(job, job->out.answers ? _("printed") : _("handed to the printer"), 0,
			fate.sure);
		tell(job, _("not sure, look at the printer"), fate.sure, fate.maybe);
		tell(job, _("not printed"), fate.maybe, job->strip.count);
	}
	job->done -= (int64_t)(drawn - fate.sure);
	return label_print_correct(job, seq, fate.maybe);
}

int label_strip_flush(struct label_job *job)
{
	struct label_strip *strip = &job->strip;
	int64_t seq = 0;
	size_t drawn = 0;
	if (strip->count == 0 || job->broken)
		return EXIT_DONE;
	int code = label_print_allowed(job, 0, strip->count);
	if (code == EXIT_DONE)
		code = label_print_say(job, 0, strip->count, &seq);
	if (code == EXIT_DONE) {
		for (; code == EXIT_DONE && drawn < strip->count; drawn += code == EXIT_DONE) {
			code = label_row_draw(job, &strip->rows[drawn]);
			job->done += code == EXIT_DONE;
			label_progress(job, false);
		}
		if (code == EXIT_DONE)
			code = label_out_drain(job);
		if (code != EXIT_DONE && !call_has(job->call, "proof"))
			(void)fail(job, seq, drawn);
	}
	strip->count = 0;
	strip->bytes = 0;
	return code;
}

/* The numbers of a packing run one after the other are one range. */
static bool extends(const struct label_row *before, const struct label_row *row)
{
	struct item a, b;
	struct item_pkg one, two;
	int64_t first, second;
	return row->facts.keyed && before->facts.keyed &&
	       item_parse(span_of(before->item), &a, NULL) == IDENT_OK &&
	       item_parse(span_of(row->item), &b, NULL) == IDENT_OK && item_split_pkg(a, &one) &&
	       item_split_pkg(b, &two) && span_equal(one.gtin, two.gtin) &&
	       strcmp(before->facts.lot, row->facts.lot) == 0 &&
	       serial_counter(one.serial, &first) && serial_counter(two.serial, &second) &&
	       second == first + 1;
}

bool label_strip_extends(const struct label_strip *strip, size_t nth)
{
	return nth > 0 && extends(&strip->rows[nth - 1], &strip->rows[nth]);
}

/* Asked for twice in one call. (Two names that share 64 bits of hash would be refused, too; none was ever seen.) */
static bool is_there(const struct label_job *job, const char *item)
{
	size_t cursor = 0, index;
	return map_next(&job->seen, map_hash_text(span_of(item)), &cursor, &index);
}

int label_strip_add(struct label_job *job, struct item item, struct span text, int copies)
{
	struct label_strip *strip = &job->strip;
	int code = EXIT_DONE;
	copies = copies ? copies : job->copies;
	if (strip->count == LABEL_STRIP_MOST || strip->bytes > LABEL_STRIP_BYTES ||
		(strip->count > 0 && strip->rows[strip->count - 1].copies != copies))
		code = label_strip_flush(job);
	if (code != EXIT_DONE)
		return code;
	if (!strip->rows)
		strip->rows = calloc(LABEL_STRIP_MOST, sizeof(*strip->rows));
	if (!strip->rows)
		return complain(job->call, EXIT_FAILED, _("no memory"));
	struct label_row *row = &strip->rows[strip->count];
	struct out out = out_into(row->item, sizeof(row->item));
	item_format(&out, item);
	if (is_there(job, row->item))
		return complain(job->call, EXIT_USAGE,
			_("%s is asked for twice; for copies of one label there is --count"),
			row->item);
	row->text = text.at ? text : job->text;
	row->copies = copies;
	row->facts = job->facts;
	/* The rows of a run have the same words but for the number. */
	bool same = label_strip_extends(strip, strip->count) && !row->text.at;
	code = same ? EXIT_DONE : label_row_check(job, row);
	if (code != EXIT_DONE)
		return code;
	if (!map_put(&job->seen, map_hash_text(span_of(row->item)), 0))
		return complain(job->call, EXIT_FAILED, _("no memory"));
	if (!label_strip_extends(strip, strip->count++))
		strip->bytes += out.len + 2 * sizeof("00000000-00000000");
	return EXIT_DONE;
}
