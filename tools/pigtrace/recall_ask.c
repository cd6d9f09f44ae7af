/* The verbs of recall that look: plan, explain, drill, report, list. */
#include "tools/pigtrace/recall_call.h"

#include "core/base/clock.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/table.h"
#include "tools/pigtrace/what.h"

#include <stdlib.h>
#include <string.h>

typedef int view_fn(const struct view_recall *view, struct buf *into, struct fault *fault);

static const struct {
	const char *name;
	view_fn *view;
} formats[] = {
	{ "text", view_recall_text },
	{ "json", view_recall_json },
	{ "csv", view_recall_csv },
	{ "html", view_recall_html },
};

static view_fn *format_of(const struct call *call)
{
	const char *wanted = call_value(call, "format");
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!wanted || strcmp(wanted, formats[i].name) == 0)
			return formats[i].view;
	(void)complain_usage(call, _("--format must be text, json, csv or html"));
	return NULL;
}

/* ---- seeds, or those of a recall that is named as one ---- */

struct asked {
	struct store *store;
	struct recall_seeds *seeds;
	struct recall *recall; /* NULL: none was named */
};

static void asked_close(struct asked *asked)
{
	recall_free(asked->recall);
	free(asked->seeds);
	store_close(asked->store);
}

static int asked_open(const struct call *call, int first, struct asked *asked)
{
	int code = EXIT_FAILED;
	*asked = (struct asked){ .seeds = malloc(sizeof(*asked->seeds)) };
	if (!asked->seeds)
		return complain(call, EXIT_FAILED, _("no memory"));
	if (call->argc == first + 1 &&
		strncmp(call->argv[first], "recall:", strlen("recall:")) == 0) {
		asked->store = home_store(call, &code);
		return asked->store
		               ? recall_get(call, asked->store, call->argv[first], &asked->recall)
		               : code;
	}
	code = recall_seeds_read(call, call->argv + first,
		call->argc > first ? (size_t)(call->argc - first) : 0, asked->seeds);
	if (code != EXIT_DONE)
		return code;
	asked->store = home_store(call, &code);
	return asked->store ? EXIT_DONE : code;
}

static const struct forward_seed *asked_list(const struct asked *asked, size_t *count)
{
	*count = asked->recall ? asked->recall->seed_count : asked->seeds->count;
	return asked->recall ? asked->recall->seeds : asked->seeds->list;
}

/* ---- plan, drill, report ---- */

static int print_view(const struct call *call, const struct asked *asked, bool drill)
{
	struct recall_plan *plan = NULL;
	struct buf text = { 0 };
	struct fault fault;
	size_t count;
	const struct forward_seed *list = asked_list(asked, &count);
	view_fn *print = format_of(call);
	if (!print)
		return EXIT_USAGE;
	int64_t begun_ms = clock_steady_ms();
	int code = recall_plan(asked->store, list, count, asked->recall, &plan, &fault);
	if (code != 0)
		return complain_fault(call, &fault);
	struct view_recall view = { .plan = plan,
		.recall = drill ? NULL : asked->recall,
		.seeds = asked->recall ? (const char *const *)asked->recall->seed_texts
		                       : asked->seeds->names,
		.seed_count = count,
		.drill = drill,
		.took_ms = clock_steady_ms() - begun_ms,
		.now = clock_now() };
	code = print(&view, &text, &fault);
	code = code == 0 ? print_out(call, buf_written(&text)) : complain_fault(call, &fault);
	if (code == EXIT_DONE && plan->forward->unknown_seeds == count)
		code = complain(call, EXIT_NOT_FOUND, _("nothing is recorded of any seed"));
	buf_free(&text);
	recall_plan_free(plan);
	return code;
}

static int plan_or_drill(const struct call *call, bool drill)
{
	struct asked asked;
	int code = asked_open(call, 1, &asked);
	if (code == EXIT_DONE)
		code = print_view(call, &asked, drill);
	asked_close(&asked);
	return code;
}

int recall_run_plan(const struct call *call)
{
	return plan_or_drill(call, false);
}

int recall_run_drill(const struct call *call)
{
	return plan_or_drill(call, true);
}

int recall_run_report(const struct call *call)
{
	struct asked asked = { .store = NULL };
	int code;
	if (call->argc != 2)
		return complain_usage(call, _("name one recall"));
	asked.store = home_store(call, &code);
	if (!asked.store)
		return code;
	code = recall_get(call, asked.store, call->argv[1], &asked.recall);
	if (code == EXIT_DONE)
		code = print_view(call, &asked, false);
	asked_close(&asked);
	return code;
}

/* ---- explain ---- */

static int print_reason(
	const struct call *call, const struct asked *asked, struct item item, const char *name)
{
	struct forward_settings settings = { .names_only = true };
	struct forward_miss miss;
	struct forward *forward = NULL;
	struct buf text = { 0 };
	struct fault fault;
	size_t count;
	const struct forward_seed *list = asked_list(asked, &count);
	bool known = true;
	int code = trace_forward(asked->store, list, count, &settings, &forward, &fault);
	size_t at = code == 0 ? forward_find(forward, span_of(name)) : FORWARD_NONE;
	if (code == 0 && at != FORWARD_NONE)
		code = view_recall_path(forward, at, &text, &fault);
	if (code == 0 && at == FORWARD_NONE) {
		code = forward_explain(asked->store, forward, item, &miss, &fault);
		known = code != 0 || miss.known;
		if (code == 0)
			code = view_recall_miss(&miss, name, clock_now().offset_min, &text, &fault);
	}
	code = code == 0 ? print_out(call, buf_written(&text)) : complain_fault(call, &fault);
	buf_free(&text);
	forward_free(forward);
	return code == EXIT_DONE && !known ? EXIT_NOT_FOUND : code;
}

int recall_run_explain(const struct call *call)
{
	char name[ITEM_TEXT];
	struct asked asked;
	struct item item;
	if (call->argc < 3)
		return complain_usage(call, _("name an item and at least one seed"));
	int code = what_is(call, call->argv[1], name);
	if (code != EXIT_DONE)
		return code;
	if (item_parse(span_of(name), &item, NULL) != IDENT_OK)
		return complain(call, EXIT_USAGE, _("%s is not an item"), name);
	code = asked_open(call, 2, &asked);
	if (code == EXIT_DONE)
		code = print_reason(call, &asked, item, name);
	asked_close(&asked);
	return code;
}

/* ---- list ---- */

struct names {
	char (*list)[ITEM_TEXT];
	size_t count;
	size_t cap;
};

static int keep(void *context, struct item name)
{
	struct names *names = context;
	if (!array_reserve(&names->list, &names->cap, names->count + 1, sizeof(*names->list)))
		return FAULT_MEMORY;
	struct out out = out_into(names->list[names->count++], ITEM_TEXT);
	item_format(&out, name);
	return 0;
}

static const char *due_title(enum recall_due due)
{
	static const char *const titles[RECALL_DUE_COUNT] = { N_("due"), N_("OVERDUE"),
		N_("done in time"), N_("done too late") };
	return words(titles[due]);
}

static void add_row(const struct recall *recall, struct table *table)
{
	char text[MOMENT_TEXT];
	struct out out = out_into(text, sizeof(text));
	moment_format(&out, recall->opened_at);
	table_text(table, recall->name);
	table_text(table,
		words_of("choice", vocabulary_choices[CHOICE_RECALL_CLASS].titles[recall->class_]));
	table_text(table, recall->closed ? _("ended") : _("open"));
	table_text(table, text);
	table_text(table, recall->opened_by);
	table_text(table, due_title(recall->start));
	table_text(table, due_title(recall->finish));
	table_text(table, recall->reason);
}

static int add_rows(struct store *store, const char *name, struct table *table, struct fault *fault)
{
	struct recall_settings settings = { .now_ms = clock_now_ms() };
	struct recalls recalls = { .count = 0 };
	struct item item;
	if (item_parse(span_of(name), &item, NULL) != IDENT_OK)
		return 0;
	int code = recall_read(store, item, &settings, &recalls, fault);
	for (size_t i = 0; i < recalls.count; i++)
		add_row(recalls.list[i], table);
	recalls_free(&recalls);
	return code;
}

int recall_run_list(const struct call *call)
{
	static const char *const heads[] = { N_("recall"), N_("class"), N_("state"), N_("opened"),
		N_("opened by"), N_("first notice"), N_("end"), N_("reason") };
	struct names names = { 0 };
	struct table table;
	struct buf text = { 0 };
	struct fault fault;
	int exit_code;
	struct store *store = home_store(call, &exit_code);
	if (!store)
		return exit_code;
	table_start(&table, (int)(sizeof(heads) / sizeof(heads[0])));
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		table_text(&table, words(heads[i]));
	int code = recall_each(store, keep, &names, &fault);
	for (size_t i = 0; code == 0 && i < names.count; i++)
		code = add_rows(store, names.list[i], &table, &fault);
	if (code == FAULT_MEMORY || (code == 0 && !table_finish(&table, &text)))
		exit_code = complain(call, EXIT_FAILED, _("no memory"));
	else
		exit_code = code == 0 ? print_out(call, buf_written(&text))
		                      : complain_fault(call, &fault);
	table_free(&table);
	buf_free(&text);
	free(names.list);
	store_close(store);
	return exit_code;
}
