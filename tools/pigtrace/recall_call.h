/*
 * recall_call.h - one invocation of `pigtrace recall`: its seeds, its windows, and what its verbs share.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_RECALL_CALL_H
#define PIGTRACE_TOOLS_PIGTRACE_RECALL_CALL_H

#include "core/trace/recall.h"
#include "core/view/recall.h"
#include "tools/pigtrace/command.h"

#define RECALL_SEEDS_MOST 64

/* Seeds as they were typed; the texts live here. */
struct recall_seeds {
	struct forward_seed list[RECALL_SEEDS_MOST];
	char texts[RECALL_SEEDS_MOST][ITEM_TEXT];
	const char *names[RECALL_SEEDS_MOST];
	size_t count;
};

/* Read count words, and the options --since, --before, --lot. EXIT_DONE, or the code after a complaint. */
int recall_seeds_read(
	const struct call *call, char *const *words, size_t count, struct recall_seeds *seeds);

/* A recall as it was named; two stations may use one name. */
struct recall_word {
	char name[ITEM_TEXT];             /* recall:... */
	char station[NOTE_NAME_MOST + 1]; /* "" : not said */
};

/* NAME or STATION/NAME; "recall:" may be left out. False after a complaint. */
bool recall_word_read(const struct call *call, const char *word, struct recall_word *named);

/* The recalls of that name, at least one. EXIT_DONE, or the code after a complaint. */
int recall_get_all(const struct call *call, struct store *store, const struct recall_word *named,
	struct recalls *recalls);
/* The one recall that is named. EXIT_DONE and *recall, or the code after a complaint. */
int recall_get(
	const struct call *call, struct store *store, const char *word, struct recall **recall);
/* The one that counts what the speaker says now. EXIT_DONE and *recall, or the code after a complaint. */
int recall_get_said(const struct call *call, struct store *store, const struct recall_word *named,
	struct recall **recall);
/* As whom the call speaks. */
const char *recall_speaker(const struct call *call);
/* A station's own machine may have no store: then *store is NULL, and what is open is not known here. */
int recall_store_here(const struct call *call, struct store **store);
/* EXIT_DONE if a recall of that name was opened, or nobody knows here; or the code after a complaint. */
int recall_must_be(const struct call *call, const struct recall_word *named);

/* Verbs that look: recall_ask.c. */
int recall_run_plan(const struct call *call);
int recall_run_explain(const struct call *call);
int recall_run_drill(const struct call *call);
int recall_run_report(const struct call *call);
int recall_run_list(const struct call *call);

/* Verbs that say: recall_say.c. */
int recall_run_open(const struct call *call);
int recall_run_notice(const struct call *call);
int recall_run_ack(const struct call *call);
int recall_run_recover(const struct call *call);
int recall_run_close(const struct call *call);

#endif
