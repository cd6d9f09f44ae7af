/* What the record says of what is to be labelled, and the words it makes. */
#include "tools/pigtrace/label_job.h"

#include "core/trace/trace.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static void take_text(const struct event *event, enum field field, char *into, size_t size)
{
	const struct event_value *value = event_find(event, field);
	if (value)
		(void)span_copy(value->text, into, size);
}

static void take_day(const struct event *event, char *into, size_t size)
{
	struct day day = moment_day(event->at);
	struct out out = out_into(into, size);
	out_digits(&out, (uint64_t)day.year, 4);
	out_char(&out, '-');
	out_digits(&out, (uint64_t)day.month, 2);
	out_char(&out, '-');
	out_digits(&out, (uint64_t)day.mday, 2);
}

static void take_run(const struct event *event, struct label_facts *facts)
{
	const struct event_item *run = event_item_at(event, ROLE_OUT, 0);
	const struct event_value *key = event_find(event, FIELD_SERIAL_KEY);
	struct item_run parts;
	size_t len = 0;
	if (!run || !item_split_run(run->item, &parts))
		return;
	(void)span_copy(parts.lot, facts->lot, sizeof(facts->lot));
	(void)span_copy(parts.gtin, facts->gtin, sizeof(facts->gtin));
	facts->first = parts.first;
	facts->last = parts.last;
	facts->keyed = key &&
	               sodium_hex2bin(facts->key, sizeof(facts->key), key->text.at, key->text.len,
			       NULL, &len, NULL) == 0 &&
	               len == sizeof(facts->key);
}

static void take_facts(const struct event *event, struct label_facts *facts)
{
	*facts = (struct label_facts){ 0 };
	take_text(event, FIELD_PRODUCT, facts->product, sizeof(facts->product));
	take_text(event, FIELD_BEST_BEFORE, facts->best_before, sizeof(facts->best_before));
	take_text(event, event->kind == KIND_PACK ? FIELD_NET_KG : FIELD_KG, facts->weight,
		sizeof(facts->weight));
	take_day(event, facts->made, sizeof(facts->made));
	if (event->kind == KIND_PACK)
		take_run(event, facts);
}

/* The last event of this kind at the least depth: the one that made it. */
static void find_maker(
	struct label_job *job, const struct trace *trace, enum event_kind kind, struct event *event)
{
	struct event_wrong wrong;
	int depth = INT_MAX;
	for (size_t i = 0; i < trace->event_count; i++) {
		const struct trace_event *told = &trace->events[i];
		struct span line = { told->line, told->line_len };
		if (told->kind != kind || told->depth > depth ||
			event_decode(line, event, &wrong) != EVENT_OK)
			continue;
		depth = told->depth;
		take_facts(event, &job->facts);
	}
}

int label_facts_find(struct label_job *job, struct item item)
{
	struct trace_settings settings = { 0 };
	struct trace *trace = NULL;
	struct event *event = malloc(sizeof(*event));
	struct fault fault;
	int code = EXIT_DONE;
	job->facts = (struct label_facts){ 0 };
	if (!event)
		return complain(job->call, EXIT_FAILED, _("no memory"));
	if (trace_back(job->store, item, &settings, &trace, &fault) != 0)
		code = complain_fault(job->call, &fault);
	else if (trace->verdict == TRACE_NOT_GENUINE)
		code = complain(job->call, EXIT_UNVERIFIED,
			_("%.*s: this serial number was never issued for its packing run"),
			(int)item.code.len, item.code.at);
	else
		find_maker(
			job, trace, item.kind == ITEM_CARCASS ? KIND_SLAUGHTER : KIND_PACK, event);
	trace_free(trace);
	free(event);
	return code;
}

bool label_facts_hold(const struct label_job *job, struct item item)
{
	const struct label_facts *facts = &job->facts;
	struct item_pkg pkg;
	int64_t counter;
	return facts->keyed && item_split_pkg(item, &pkg) && span_is(pkg.gtin, facts->gtin) &&
	       serial_counter(pkg.serial, &counter) && counter >= facts->first &&
	       counter <= facts->last &&
	       serial_check(facts->key, pkg.gtin, span_of(facts->lot), pkg.serial);
}

/* ---- words ---- */

static bool own_lines(struct span rest, struct label *label)
{
	struct span line;
	while (label->line_count < LABEL_LINES_MOST) {
		bool more = span_cut(&rest, '|', &line);
		label->lines[label->line_count++] = more ? line : rest;
		if (!more)
			return true;
	}
	return false;
}

/* "Title value", behind two spaces if something stands on the line already: there it may be broken. */
static void put_part(struct out *out, size_t from, const char *title, const char *value)
{
	if (!value[0])
		return;
	if (out->len > from)
		out_text(out, "  ");
	out_text(out, title);
	out_text(out, title[0] ? " " : "");
	out_text(out, value);
}

static void end_line(struct out *out, size_t *from, struct label *label)
{
	if (out->len > *from)
		label->lines[label->line_count++] =
			(struct span){ out->at + *from, out->len - *from };
	*from = out->len;
}

static void put_weight(struct out *out, size_t from, const char *title, const char *kg)
{
	if (!kg[0])
		return;
	put_part(out, from, title, kg);
	out_text(out, " kg");
}

/* A carcass hangs from a hook: its number is what is looked for. */
static void carcass_lines(
	const struct label_facts *facts, struct item item, struct out *out, struct label *label)
{
	size_t from = 0;
	const char *slash = strrchr(item.code.at, '/');
	put_part(out, from, _("Carcass"), slash ? slash + 1 : item.code.at);
	end_line(out, &from, label);
	put_part(out, from, _("Slaughtered"), facts->made);
	put_weight(out, from, "", facts->weight);
	end_line(out, &from, label);
	out_span(out, item.code);
	end_line(out, &from, label);
}

static void package_lines(
	const struct label_facts *facts, struct item item, struct out *out, struct label *label)
{
	struct item_pkg pkg;
	size_t from = 0;
	put_part(out, from, "", facts->product);
	if (item.kind == ITEM_PKG)
		put_weight(out, from, _("Net"), facts->weight);
	end_line(out, &from, label);
	if (item.kind != ITEM_LOT) /* its own code says it */
		put_part(out, from, _("Lot"), facts->lot);
	end_line(out, &from, label);
	put_part(out, from, _("Packed"), facts->made);
	put_part(out, from, _("Best before"), facts->made[0] ? facts->best_before : "");
	end_line(out, &from, label);
	if (item.kind == ITEM_SSCC)
		out_text(out, "(00) ");
	out_span(out, item_split_pkg(item, &pkg) ? pkg.serial : item.code);
	end_line(out, &from, label);
}

bool label_words(const struct label_row *row, struct item item, char room[static LABEL_ROOM],
	struct label *label)
{
	struct out out = out_into(room, LABEL_ROOM);
	if (row->text.at)
		return own_lines(row->text, label);
	if (item.kind == ITEM_CARCASS)
		carcass_lines(&row->facts, item, &out, label);
	else
		package_lines(&row->facts, item, &out, label);
	label->number = true;
	return true;
}
