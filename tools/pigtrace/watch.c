#include "tools/pigtrace/commands.h"

#include "core/rule/rule.h"
#include "core/view/view.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/when.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WATCH_PAUSE_NS 300000000
#define WATCH_AT_ONCE  1000

static const struct command_option options[] = {
	{ "last", 'n', N_("N"), N_("begin with the last N events [0]") },
	{ "once", 0, NULL, N_("print what there is and end") },
};

struct watch {
	const struct call *call;
	struct event *event;
	struct buf text;
	int64_t event_no;
	int64_t held_no;
};

static volatile sig_atomic_t stopping;

static void on_signal(int number)
{
	(void)number;
	stopping = 1;
}

static int add_event(void *context, const struct store_event *event)
{
	struct watch *watch = context;
	struct event_wrong wrong;
	struct fault fault;
	watch->event_no = event->no;
	buf_text(&watch->text, "+ ");
	if (event_decode(event->line, watch->event, &wrong) != EVENT_OK ||
		view_event_line(watch->event, event->station, &watch->text, &fault) != 0)
		buf_text(&watch->text, _("(unreadable)"));
	buf_char(&watch->text, '\n');
	return 0;
}

static int add_held(void *context, const struct store_held *held)
{
	struct watch *watch = context;
	const struct rule *rule = rule_find(held->rule);
	char when[WHEN_TEXT];
	watch->held_no = held->no;
	when_local(held->got_ms, when);
	buf_format(&watch->text, "! %s  ", when);
	buf_span(&watch->text, held->station);
	buf_format(&watch->text, _("  refused, held as %lld: "), (long long)held->no);
	buf_span(&watch->text, held->rule);
	buf_format(&watch->text, " %s\n", rule ? words(rule->text) : "");
	return 0;
}

static int look(struct watch *watch, struct store *store, struct fault *fault)
{
	buf_clear(&watch->text);
	int code =
		store_events_after(store, watch->event_no, WATCH_AT_ONCE, add_event, watch, fault);
	if (code == 0)
		code = store_held_after(
			store, watch->held_no, false, WATCH_AT_ONCE, add_held, watch, fault);
	return code;
}

static int follow(struct watch *watch, struct store *store)
{
	const struct timespec pause = { .tv_nsec = WATCH_PAUSE_NS };
	struct fault fault;
	bool once = call_has(watch->call, "once");
	while (!stopping) {
		if (look(watch, store, &fault) != 0)
			return complain_fault(watch->call, &fault);
		if (watch->text.len &&
			print_out(watch->call, buf_written(&watch->text)) != EXIT_DONE)
			return EXIT_FAILED;
		if (watch->text.len == 0 && once)
			break;
		if (watch->text.len == 0)
			(void)nanosleep(&pause, NULL);
	}
	return EXIT_DONE;
}

static int run(struct call *call)
{
	struct watch watch = { .call = call };
	struct sigaction action = { .sa_handler = on_signal };
	struct fault fault;
	int64_t last = 0;
	int code;
	if (call->argc != 0)
		return complain_usage(call, _("no argument expected"));
	if (!call_number(call, "last", 0, 1000000, &last))
		return EXIT_USAGE;
	struct store *store = home_store(call, &code);
	if (!store)
		return code;
	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	watch.event = malloc(sizeof(*watch.event));
	if (!watch.event)
		code = complain(call, EXIT_FAILED, _("no memory"));
	else if (store_newest(store, &watch.event_no, &watch.held_no, &fault) != 0)
		code = complain_fault(call, &fault);
	else {
		watch.event_no = watch.event_no > last ? watch.event_no - last : 0;
		watch.held_no = watch.held_no > last ? watch.held_no - last : 0;
		code = follow(&watch, store);
	}
	free(watch.event);
	buf_free(&watch.text);
	store_close(store);
	return code;
}

const struct command command_watch = {
	.name = "watch",
	.usage = "",
	.summary = N_("follow accepted (+) and refused (!) events as they come"),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
