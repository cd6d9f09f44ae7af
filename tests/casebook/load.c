/*
 * casebook-load STORE <LINES: a new store from event lines, judged as the gateway judges them, without a broker.
 *
 * A line of the input: RULE STATION EPOCH SEQ PROOF EVENT, separated by one tab.
 *   RULE   "-", or the id of the rule that must refuse the event, which then is quarantined
 *   SEQ    0: an event without a number (EPOCH is 0, too)
 *   PROOF  signed, or plain
 * A line that comes again is passed over, as the gateway does.
 * Exit   0; 1 with the number of the input line and the reason on standard error.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/rule/rule.h"
#include "core/store/store.h"

#define GOT_MS INT64_C(1800000000000)

struct loading {
	struct store *store;
	struct event *event;
	int64_t row;
};

struct entry {
	struct span rule;
	struct store_claim claim;
};

static int refuse(const struct loading *loading, const char *what, const char *more)
{
	(void)fprintf(stderr, "casebook-load: line %" PRId64 ": %s%s%s\n", loading->row, what,
		*more ? ": " : "", more);
	return 1;
}

static bool read_entry(struct span row, struct entry *entry)
{
	struct span epoch, seq, proof;
	if (!span_cut(&row, '\t', &entry->rule) || !span_cut(&row, '\t', &entry->claim.station) ||
		!span_cut(&row, '\t', &epoch) || !span_cut(&row, '\t', &seq) ||
		!span_cut(&row, '\t', &proof) ||
		!span_number(epoch, INT64_MAX, &entry->claim.epoch) ||
		!span_number(seq, INT64_MAX, &entry->claim.seq))
		return false;
	if (!span_is(proof, "signed") && !span_is(proof, "plain"))
		return false;
	entry->claim.assurance = span_is(proof, "signed") ? STORE_SIGNED : STORE_BROKER;
	entry->claim.got_ms = GOT_MS;
	entry->claim.line = row;
	return true;
}

static int put(struct loading *loading, const struct entry *entry)
{
	const struct store_claim *claim = &entry->claim;
	struct event_wrong wrong = { 0 };
	struct fault fault = { 0 };
	enum store_seen seen;
	int64_t no;
	enum event_error error = event_decode(claim->line, loading->event, &wrong);
	int64_t at_ms = error == EVENT_OK ? loading->event->at.at_ms : 0;
	int code = claim->seq > 0 ? store_seen(loading->store, claim->station, claim->epoch,
					    claim->seq, claim->line, &seen, &fault)
	                          : store_seen_plain(loading->store, claim->station, at_ms,
					    claim->line, &seen, &fault);
	if (code != 0)
		return refuse(loading, "store", fault.text);
	if (seen == STORE_SAME)
		return 0;
	if (seen == STORE_CONFLICT)
		return refuse(loading, "this number was said with other words", "");
	struct judgement judgement =
		error == EVENT_OK ? rule_judge_event(loading->event) : rule_judge_wrong(&wrong);
	if (!span_is(entry->rule, judgement.rule ? judgement.rule->id : "-"))
		return refuse(loading, judgement.rule ? judgement.rule->id : "accepted",
			judgement.rule ? judgement.key : "");
	if (judgement.rule)
		code = store_put_quarantine(loading->store, claim, span_of("casebook"),
			judgement.rule->id, judgement.key, judgement.at, &no, &fault);
	else
		code = store_put_event(loading->store, claim, loading->event, &no, &fault);
	return code == 0 ? 0 : refuse(loading, "store", fault.text);
}

static int put_all(struct loading *loading)
{
	char *row = NULL;
	size_t size = 0;
	ssize_t len;
	int code = 0;
	while (code == 0 && (len = getline(&row, &size, stdin)) > 0) {
		struct entry entry = { 0 };
		struct span text = { row, (size_t)len };
		if (text.at[text.len - 1] == '\n')
			text.len--;
		loading->row++;
		code = read_entry(text, &entry) ? put(loading, &entry)
		                                : refuse(loading, "not a line of six columns", "");
	}
	free(row);
	return code;
}

int main(int argc, char **argv)
{
	struct loading loading = { .event = malloc(sizeof(*loading.event)) };
	struct fault fault = { 0 };
	int code = 1;
	if (argc != 2 || !loading.event) {
		(void)fprintf(stderr, "usage: casebook-load STORE <LINES\n");
		goto out;
	}
	if (store_create(argv[1], &fault) != 0 ||
		store_open(&loading.store, argv[1], STORE_WRITE, &fault) != 0 ||
		store_begin(loading.store, &fault) != 0) {
		code = refuse(&loading, "store", fault.text);
		goto out;
	}
	code = put_all(&loading);
	if (code == 0 && store_commit(loading.store, &fault) != 0)
		code = refuse(&loading, "store", fault.text);
out:
	store_close(loading.store);
	free(loading.event);
	return code;
}
