/* The verbs of recall that say something: each is an event of a station of this home. */
#include "tools/pigtrace/recall_call.h"

#include "core/base/clock.h"
#include "core/base/decimal.h"
#include "core/say/say.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/speak.h"
#include "tools/pigtrace/station_files.h"
#include "tools/pigtrace/what.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MASS_DIGITS  3
#define MASS_TEXT    32
#define ITEMS_A_LINE 24 /* so that a line of the longest codes fits EVENT_LINE_MOST */

/* One line being written, and as whom. */
struct saying {
	char line[EVENT_LINE_MOST];
	struct out out;
	struct event_writer writer;
	struct recall_word recall;
};

static int say_line(const struct call *call, struct saying *saying)
{
	char dir[PATH_MAX];
	const char *station = call_value(call, "station");
	struct span line;
	if (saying->out.full)
		return complain(call, EXIT_USAGE, _("this does not fit into one event"));
	int code = station ? station_files_find(call, station, dir, sizeof(dir)) : EXIT_DONE;
	if (code != EXIT_DONE)
		return code;
	if (!station && !station_files_path(call->home, HOME_ADMIN, dir, sizeof(dir)))
		return complain(call, EXIT_FAILED, _("path too long: %s"), call->home);
	line = out_written(&saying->out);
	return speak(call, dir, &line, 1, SPEAK_WAIT_MS);
}

static int say(const struct call *call, struct saying *saying)
{
	event_write_end(&saying->writer);
	return say_line(call, saying);
}

static void begin(struct saying *saying, enum event_kind kind)
{
	saying->out = out_into(saying->line, sizeof(saying->line));
	event_write_begin(&saying->writer, &saying->out, kind, clock_now());
}

static void begin_of(struct saying *saying, enum event_kind kind)
{
	begin(saying, kind);
	event_write_role(&saying->writer, ROLE_OF);
	event_write_item(&saying->writer, span_of(saying->recall.name), -1, -1);
}

static int name_of(const struct call *call, struct saying *saying)
{
	if (call->argc < 2)
		return complain_usage(call, _("name one recall"));
	return recall_word_read(call, call->argv[1], &saying->recall) ? EXIT_DONE : EXIT_USAGE;
}

/* ---- open ---- */

/* What the opening event says: plain items, one window, a supplier. */
struct opening {
	char items[EVENT_ITEMS_MOST][ITEM_TEXT];
	size_t count;
	int64_t since_ms;
	int64_t before_ms;
	char event[TRACE_NAME_TEXT];
	char supplier[ITEM_TEXT];
};

static int add_item(const struct call *call, struct opening *opening, struct span name)
{
	for (size_t i = 0; i < opening->count; i++)
		if (span_is(name, opening->items[i]))
			return EXIT_DONE;
	if (opening->count == EVENT_ITEMS_MOST ||
		!span_copy(name, opening->items[opening->count++], ITEM_TEXT))
		return complain(call, EXIT_USAGE, _("more than %d seeds"), EVENT_ITEMS_MOST);
	return EXIT_DONE;
}

/* A run by its lot: a run of the lot that the store has not received yet is meant, too. */
static int add_lot(const struct call *call, struct opening *opening, const struct item_run *run)
{
	char name[ITEM_TEXT];
	(void)snprintf(name, sizeof(name), "lot:%.*s/%.*s", (int)run->gtin.len, run->gtin.at,
		(int)run->lot.len, run->lot.at);
	return add_item(call, opening, span_of(name));
}

/* What the seeds stand for: the lots of a supplier, what an event is about, the lot of a package. */
static int add_reached(const struct call *call, struct store *store, struct opening *opening,
	const struct forward_seed *seed)
{
	struct forward_settings settings = { .names_only = true };
	struct forward *forward = NULL;
	struct fault fault;
	struct item one;
	struct item_run run;
	int code = EXIT_DONE;
	if (trace_forward(store, seed, 1, &settings, &forward, &fault) != 0)
		return complain_fault(call, &fault);
	if (forward->unknown_seeds > 0)
		code = complain(call, EXIT_NOT_FOUND, _("nothing is recorded of %.*s"),
			(int)seed->text.len, seed->text.at);
	for (size_t i = 0; code == EXIT_DONE && i < forward->item_count; i++) {
		const struct forward_item *item = &forward->items[i];
		if (item->from != FORWARD_NONE)
			continue;
		if (item->why == FORWARD_ABOUT && item->holder) {
			opening->since_ms = item->since_ms;
			opening->before_ms = item->until_ms;
		}
		if (seed->lot && item_parse(span_of(item->name), &one, NULL) == IDENT_OK &&
			item_split_run(one, &run))
			code = add_lot(call, opening, &run);
		else
			code = add_item(call, opening, span_of(item->name));
	}
	forward_free(forward);
	return code;
}

static int add_seed(const struct call *call, struct store *store, struct opening *opening,
	const struct forward_seed *seed, bool alone)
{
	struct span supplier = seed->text, kind;
	if (seed->kind == FORWARD_EVENT &&
		(!alone || call_has(call, "since") || call_has(call, "before")))
		return complain_usage(
			call, _("an event is the only seed of its recall, without --since"));
	if (seed->kind == FORWARD_ITEM && !seed->lot)
		return add_item(call, opening, seed->text);
	if (seed->kind == FORWARD_EVENT)
		(void)span_copy(seed->text, opening->event, sizeof(opening->event));
	if (seed->kind == FORWARD_SUPPLIER && opening->supplier[0])
		return complain_usage(call, _("one supplier for one recall"));
	if (seed->kind == FORWARD_SUPPLIER) {
		(void)span_cut(&supplier, ':', &kind);
		supplier.len--;
		(void)span_copy(supplier, opening->supplier, sizeof(opening->supplier));
	}
	return add_reached(call, store, opening, seed);
}

/* Whoever says it again would say another reason of it, or mean another recall. */
static int refuse_open(const struct call *call, struct store *store, const char *name)
{
	struct recalls recalls = { .count = 0 };
	struct fault fault;
	struct item item;
	(void)item_parse(span_of(name), &item, NULL);
	if (recall_read(store, item, NULL, &recalls, &fault) != 0)
		return complain_fault(call, &fault);
	int code = EXIT_DONE;
	for (size_t i = 0; code == EXIT_DONE && i < recalls.count; i++) {
		const struct recall *recall = recalls.list[i];
		if (recall->closed)
			continue;
		code = strcmp(recall->opened_by, recall_speaker(call)) == 0
		               ? complain(call, EXIT_FAILED, _("%s is open already"), name)
		               : complain(call, EXIT_FAILED,
					 _("%s is open already, by %s: take another name"), name,
					 recall->opened_by);
	}
	recalls_free(&recalls);
	return code;
}

static int collect(const struct call *call, const char *name, struct opening *opening)
{
	struct recall_seeds *seeds = malloc(sizeof(*seeds));
	int code = EXIT_FAILED;
	struct store *store = home_store(call, &code);
	if (!seeds || !store) {
		code = seeds ? code : complain(call, EXIT_FAILED, _("no memory"));
		goto out;
	}
	code = refuse_open(call, store, name);
	if (code == EXIT_DONE)
		code = recall_seeds_read(
			call, call->argv + 2, call->argc > 2 ? (size_t)(call->argc - 2) : 0, seeds);
	opening->since_ms = INT64_MIN;
	opening->before_ms = INT64_MAX;
	for (size_t i = 0; code == EXIT_DONE && i < seeds->count; i++) {
		if (i == 0) {
			opening->since_ms = seeds->list[0].since_ms;
			opening->before_ms = seeds->list[0].until_ms;
		}
		code = add_seed(call, store, opening, &seeds->list[i], seeds->count == 1);
	}
out:
	free(seeds);
	store_close(store);
	return code;
}

static void write_moment(struct event_writer *writer, const char *key, int64_t at_ms)
{
	char text[MOMENT_TEXT];
	struct out out = out_into(text, sizeof(text));
	moment_format(&out, (struct moment){ at_ms, clock_now().offset_min });
	event_write_text(writer, key, out_written(&out));
}

static void write_opening(struct saying *saying, const struct opening *opening, const char *class_,
	const char *reason)
{
	struct event_writer *writer = &saying->writer;
	begin(saying, KIND_RECALL_OPEN);
	event_write_role(writer, ROLE_OF);
	for (size_t i = 0; i < opening->count; i++)
		event_write_item(writer, span_of(opening->items[i]), -1, -1);
	event_write_role(writer, ROLE_OUT);
	event_write_item(writer, span_of(saying->recall.name), -1, -1);
	event_write_text(writer, "class", span_of(class_));
	event_write_text(writer, "reason", span_of(reason));
	if (opening->since_ms != INT64_MIN)
		write_moment(writer, "since", opening->since_ms);
	if (opening->before_ms != INT64_MAX)
		write_moment(writer, "before", opening->before_ms);
	if (opening->event[0])
		event_write_text(writer, "event", span_of(opening->event));
	if (opening->supplier[0])
		event_write_text(writer, "supplier", span_of(opening->supplier));
}

int recall_run_open(const struct call *call)
{
	struct saying saying;
	const char *class_ = call_value(call, "class"), *reason = call_value(call, "reason");
	int index, code = name_of(call, &saying);
	if (code != EXIT_DONE)
		return code;
	if (saying.recall.station[0])
		return complain_usage(call, _("'%s' cannot be a recall's name"), call->argv[1]);
	if (!class_ || !vocabulary_find_choice(CHOICE_RECALL_CLASS, span_of(class_), &index))
		return complain_usage(call, _("--class must be I, II or III"));
	if (!reason || !reason[0])
		return complain_usage(call, _("--reason is missing"));
	struct opening *opening = calloc(1, sizeof(*opening));
	if (!opening)
		return complain(call, EXIT_FAILED, _("no memory"));
	code = collect(call, saying.recall.name, opening);
	if (code == EXIT_DONE) {
		write_opening(&saying, opening, class_, reason);
		code = say(call, &saying);
	}
	free(opening);
	return code;
}

/* ---- notice ---- */

static bool is_told(const struct recall *recall, const char *to)
{
	for (size_t i = 0; i < recall->notice_count; i++)
		if (strcmp(recall->notices[i].to, to) == 0)
			return true;
	return false;
}

struct addressees {
	char (*list)[ITEM_TEXT];
	size_t count;
	size_t cap;
};

static int add_addressee(const struct call *call, struct addressees *to, const char *name)
{
	if (!array_reserve(&to->list, &to->cap, to->count + 1, sizeof(*to->list)))
		return complain(call, EXIT_FAILED, _("no memory"));
	(void)span_copy(span_of(name), to->list[to->count++], ITEM_TEXT);
	return EXIT_DONE;
}

/* Everybody who has or had some of it, and was not told yet. */
static int add_holders(const struct call *call, struct store *store, const struct recall *recall,
	struct addressees *to)
{
	struct recall_plan *plan = NULL;
	struct fault fault;
	int code = EXIT_DONE;
	if (recall_plan(store, recall->seeds, recall->seed_count, recall, &plan, &fault) != 0)
		code = complain_fault(call, &fault);
	for (size_t i = 0; code == EXIT_DONE && i < plan->holder_count; i++) {
		const struct recall_holder *holder = &plan->holders[i];
		char name[ITEM_TEXT];
		(void)snprintf(name, sizeof(name), "station:%s", holder->station);
		if (!is_told(recall, name) && !(holder->home[0] && is_told(recall, holder->home)))
			code = add_addressee(call, to, name);
	}
	recall_plan_free(plan);
	return code;
}

static int add_named(const struct call *call, struct addressees *to)
{
	int code = EXIT_DONE;
	for (int i = 2; code == EXIT_DONE && i < call->argc; i++) {
		char name[ITEM_TEXT];
		struct item item;
		if (note_name_good(span_of(call->argv[i])))
			(void)snprintf(name, sizeof(name), "station:%s", call->argv[i]);
		else if ((code = what_is(call, call->argv[i], name)) != EXIT_DONE)
			return code;
		if (item_parse(span_of(name), &item, NULL) != IDENT_OK ||
			(item.kind != ITEM_PLACE && item.kind != ITEM_STATION))
			return complain_usage(
				call, _("'%s' is neither a station nor a place"), call->argv[i]);
		code = add_addressee(call, to, name);
	}
	return code;
}

static int addressees_of(
	const struct call *call, const struct recall_word *named, struct addressees *to)
{
	struct store *store = NULL;
	struct recall *recall = NULL;
	int code = EXIT_DONE;
	if (call->argc > 2)
		code = recall_store_here(call, &store);
	else
		store = home_store(call, &code);
	if (store)
		code = recall_get_said(call, store, named, &recall);
	if (code == EXIT_DONE && call->argc > 2)
		code = add_named(call, to);
	else if (code == EXIT_DONE && recall)
		code = add_holders(call, store, recall, to);
	recall_free(recall);
	store_close(store);
	return code;
}

int recall_run_notice(const struct call *call)
{
	struct saying saying;
	struct addressees to = { 0 };
	int code = name_of(call, &saying);
	if (code != EXIT_DONE)
		return code;
	code = addressees_of(call, &saying.recall, &to);
	if (code == EXIT_DONE && to.count == 0)
		(void)fprintf(stderr, "%s\n", _("everybody who holds any of it has been told"));
	for (size_t i = 0; code == EXIT_DONE && i < to.count; i += ITEMS_A_LINE) {
		begin_of(&saying, KIND_RECALL_NOTICE);
		event_write_role(&saying.writer, ROLE_TO);
		for (size_t j = i; j < to.count && j < i + ITEMS_A_LINE; j++)
			event_write_item(&saying.writer, span_of(to.list[j]), -1, -1);
		code = say(call, &saying);
	}
	for (size_t i = 0; code == EXIT_DONE && i < to.count; i++)
		(void)puts(to.list[i]);
	free(to.list);
	return code;
}

/* ---- ack ---- */

int recall_run_ack(const struct call *call)
{
	struct saying saying;
	int code = name_of(call, &saying);
	if (code != EXIT_DONE)
		return code;
	if (!call_has(call, "station"))
		return complain_usage(call, _("--station says who acknowledges"));
	begin_of(&saying, KIND_RECALL_ACK);
	return say(call, &saying);
}

/* ---- recover ---- */

/* A bare number behind an item is kilograms here; in `log` it is a number of them, and kilograms are written. */
static const char *unit_of(struct span word)
{
	size_t at = word.len;
	while (at > 0 && strchr(".0123456789", word.at[at - 1]))
		at--;
	return at > 0 && at < word.len && word.at[at - 1] == '=' ? "kg" : "";
}

static int add_recovered(const struct call *call, const char *word, struct buf *items)
{
	char name[ITEM_TEXT];
	bool link = strncmp(word, "http", strlen("http")) == 0; /* its query may hold a '=' */
	buf_char(items, ' ');
	if (strcmp(word, "-") == 0 || (!strchr(word, ':') && access_exists(word))) {
		int code = what_is(call, word, name);
		buf_text(items, code == EXIT_DONE ? name : "");
		return code;
	}
	buf_text(items, word);
	buf_text(items, link ? "" : unit_of(span_of(word)));
	return EXIT_DONE;
}

/* As `pigtrace log recall_recover` would say it. */
static int write_recovery(
	const struct call *call, struct saying *saying, struct span items, const char *fate)
{
	struct say_draft *draft = calloc(1, sizeof(*draft));
	struct say_desk *desk = calloc(1, sizeof(*desk));
	struct say_refusal refusal = { .text = "" };
	int code = EXIT_DONE;
	if (!draft || !desk) {
		code = complain(call, EXIT_FAILED, _("no memory"));
		goto out;
	}
	const struct say_entry entries[] = {
		{ { SAY_ROLE, ROLE_OF }, span_of("of"), span_of(saying->recall.name), 0 },
		{ { SAY_ROLE, ROLE_IN }, span_of("in"), items, 0 },
		{ { SAY_FIELD, FIELD_FATE }, span_of("fate"), span_of(fate), 0 },
	};
	draft->kind = KIND_RECALL_RECOVER;
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		(void)say_draft_add(draft, &entries[i]);
	*desk = (struct say_desk){ .now = clock_now(), .place = "", .by = "" };
	saying->out = out_into(saying->line, sizeof(saying->line));
	if (!say_line_make(draft, desk, &saying->out, &refusal))
		code = complain(call, EXIT_USAGE, "%s", refusal.text);
out:
	free(draft);
	free(desk);
	return code;
}

int recall_run_recover(const struct call *call)
{
	struct saying saying;
	struct buf items = { 0 };
	const char *fate = call_value(call, "fate");
	int index, code = name_of(call, &saying);
	if (code != EXIT_DONE)
		return code;
	if (!fate || !vocabulary_find_choice(CHOICE_FATE, span_of(fate), &index))
		return complain_usage(call, _("--fate must be found, destroyed or returned"));
	if (call->argc < 3 || call->argc > 2 + ITEMS_A_LINE)
		return complain_usage(call, _("name 1 to %d items, as ITEM=KG"), ITEMS_A_LINE);
	for (int i = 2; code == EXIT_DONE && i < call->argc; i++)
		code = add_recovered(call, call->argv[i], &items);
	if (code == EXIT_DONE && items.failed)
		code = complain(call, EXIT_FAILED, _("no memory"));
	if (code == EXIT_DONE)
		code = write_recovery(call, &saying, buf_written(&items), fate);
	if (code == EXIT_DONE)
		code = recall_must_be(call, &saying.recall);
	if (code == EXIT_DONE)
		code = say_line(call, &saying);
	buf_free(&items);
	return code;
}

/* ---- close ---- */

/* Goods nobody brought in when it ends; the text stays empty if there are none, or nobody can tell. */
static void tell_left(
	const struct call *call, struct store *store, const struct recall *recall, struct buf *text)
{
	struct recall_plan *plan = NULL;
	struct fault fault;
	if (recall_plan(store, recall->seeds, recall->seed_count, recall, &plan, &fault) != 0) {
		(void)complain_fault(call, &fault);
		return;
	}
	const struct recall_sums *sums = &plan->sums;
	char left[MASS_TEXT], all[MASS_TEXT];
	struct out left_out = out_into(left, sizeof(left)), all_out = out_into(all, sizeof(all));
	decimal_format(&left_out, sums->affected_g - sums->recovered_g, MASS_DIGITS);
	decimal_format(&all_out, sums->affected_g, MASS_DIGITS);
	if (sums->affected_g > sums->recovered_g)
		buf_format(text, _("%s ends with %s kg of %s kg affected not recovered"),
			recall->name, left, all);
	if (text->len == 0 && sums->unweighed > 0)
		buf_format(text, _("%s ends with goods whose weight nobody said"), recall->name);
	recall_plan_free(plan);
}

int recall_run_close(const struct call *call)
{
	struct saying saying;
	struct store *store = NULL;
	struct recall *recall = NULL;
	struct buf left = { 0 };
	const char *reason = call_value(call, "reason");
	int code = name_of(call, &saying);
	if (code == EXIT_DONE)
		code = recall_store_here(call, &store);
	if (store)
		code = recall_get_said(call, store, &saying.recall, &recall);
	if (code == EXIT_DONE && recall)
		tell_left(call, store, recall, &left);
	store_close(store);
	if (code == EXIT_DONE) {
		begin_of(&saying, KIND_RECALL_CLOSE);
		if (reason && reason[0])
			event_write_text(&saying.writer, "reason", span_of(reason));
		code = say(call, &saying);
	}
	if (code == EXIT_DONE && left.len > 0)
		(void)complain(call, code, "%s", left.at);
	recall_free(recall);
	buf_free(&left);
	return code;
}
