/*
 * Shares by weight. Names of one thing are one class: the codes of an animal, a package and the runs it stands in, a
 * lot and its runs. From the seed's class on, each class hands its share to what went into it, in proportion to
 * the weights said; what went in alone takes the whole share whether weighed or not. A class is handed on from when
 * all that it went into has been: what was made of each other in a ring has no share, nor has what is
 * behind something that was not weighed.
 */
#include "core/trace/work.h"

#include <stdlib.h>

#define TOTAL_MOST INT64_C(9000000000) /* so that a share times a weight is a number */

struct class
{
	int64_t total_g;   /* of what went in */
	int64_t share;     /* handed to it so far */
	size_t only_from;  /* the one class that went in, NONE before any */
	size_t first_edge; /* into by_class; the next class's is where they end */
	size_t waits_for;  /* edges whose share it was not handed yet */
	bool several;      /* classes went in */
	bool unweighed;    /* something that went in */
	bool unknown;
};

struct sharing {
	struct trace *trace;
	size_t *root;          /* by item: the item that stands for its class */
	struct class *classes; /* by item, one more at the end */
	size_t *by_class;      /* edges between classes */
	size_t *queue;
};

static size_t root_of(const struct sharing *s, size_t item)
{
	while (s->root[item] != item)
		item = s->root[item];
	return item;
}

/* Another name of the same thing. */
static bool is_same(const struct trace *trace, const struct trace_edge *edge)
{
	return edge->event == TRACE_NO_EVENT || trace->events[edge->event].kind == KIND_TAG;
}

static void join_names(struct sharing *s)
{
	const struct trace *trace = s->trace;
	for (size_t i = 0; i < trace->item_count; i++)
		s->root[i] = i;
	for (size_t i = 0; i < trace->edge_count; i++) {
		const struct trace_edge *edge = &trace->edges[i];
		size_t a = root_of(s, edge->item), b = root_of(s, edge->from);
		if (!is_same(trace, edge))
			continue;
		/* The lesser number, so that the seed stands for its class and chains stay short. */
		s->root[a > b ? a : b] = a > b ? b : a;
	}
	for (size_t i = 0; i < trace->item_count; i++)
		s->root[i] = root_of(s, i);
}

/* Between two classes: from went into item. */
static bool goes_in(const struct sharing *s, const struct trace_edge *edge)
{
	return !s->trace->items[edge->from].input && s->root[edge->item] != s->root[edge->from];
}

static void add_up(struct class *into, size_t from, const struct trace_edge *edge)
{
	into->several = into->several || (into->only_from != NONE && into->only_from != from);
	into->only_from = from;
	into->unweighed = into->unweighed || !edge->has_mass;
	into->total_g += edge->mass_g;
}

static void group_edges(struct sharing *s)
{
	const struct trace *trace = s->trace;
	size_t sum = 0;
	for (size_t i = 0; i < trace->item_count; i++)
		s->classes[i].only_from = NONE;
	for (size_t i = 0; i < trace->edge_count; i++) {
		const struct trace_edge *edge = &trace->edges[i];
		if (!goes_in(s, edge))
			continue;
		add_up(&s->classes[s->root[edge->item]], s->root[edge->from], edge);
		s->classes[s->root[edge->item]].first_edge++;
		s->classes[s->root[edge->from]].waits_for++;
	}
	/* From counts to ends, which filling in moves back to beginnings. */
	for (size_t i = 0; i <= trace->item_count; i++) {
		sum += s->classes[i].first_edge;
		s->classes[i].first_edge = sum;
	}
	for (size_t i = trace->edge_count; i > 0; i--)
		if (goes_in(s, &trace->edges[i - 1]))
			s->by_class[--s->classes[s->root[trace->edges[i - 1].item]].first_edge] =
				i - 1;
}

static int64_t part_of(int64_t share, int64_t mass_g, int64_t total_g)
{
	while (total_g > TOTAL_MOST) {
		total_g /= 2;
		mass_g /= 2;
	}
	return share * mass_g / total_g;
}

static void hand_on(struct sharing *s, size_t at, size_t *queued)
{
	const struct class *class = &s->classes[at];
	bool whole = !class->several;
	bool known = !class->unknown && (whole || (!class->unweighed && class->total_g > 0));
	for (size_t i = class->first_edge; i < class[1].first_edge; i++) {
		const struct trace_edge *edge = &s->trace->edges[s->by_class[i]];
		size_t from = s->root[edge->from];
		struct class *into = &s->classes[from];
		into->unknown = into->unknown || !known;
		if (known && whole)
			into->share += i == class->first_edge ? class->share : 0;
		else if (known)
			into->share += part_of(class->share, edge->mass_g, class->total_g);
		if (--into->waits_for == 0)
			s->queue[(*queued)++] = from;
	}
}

static void share(struct sharing *s)
{
	struct trace *trace = s->trace;
	size_t queued = 0, handed = 0;
	for (size_t i = 0; i < trace->item_count; i++)
		if (s->root[i] == i && s->classes[i].waits_for == 0 && !trace->items[i].input) {
			/* What nothing was made of, but for the seed, is no part of it that is known. */
			s->classes[i].unknown = i != 0;
			s->queue[queued++] = i;
		}
	s->classes[0].share = TRACE_SHARE_WHOLE;
	for (; handed < queued; handed++)
		hand_on(s, s->queue[handed], &queued);
	for (size_t i = 0; i < trace->item_count; i++) {
		const struct class *class = &s->classes[s->root[i]];
		if (trace->items[i].input || class->waits_for > 0 || class->unknown)
			continue;
		trace->items[i].has_share = true;
		trace->items[i].share = class->share;
	}
}

int share_out(struct work *work, struct trace *trace)
{
	struct sharing s = { .trace = trace };
	size_t items = trace->item_count + 1;
	int code = 0;
	s.root = calloc(items, sizeof(*s.root));
	s.classes = calloc(items, sizeof(*s.classes));
	s.by_class = calloc(trace->edge_count + 1, sizeof(*s.by_class));
	s.queue = calloc(items, sizeof(*s.queue));
	if (!s.root || !s.classes || !s.by_class || !s.queue) {
		code = work_memory(work);
	} else if (trace->item_count > 0) {
		join_names(&s);
		group_edges(&s);
		share(&s);
	}
	free(s.root);
	free(s.classes);
	free(s.by_class);
	free(s.queue);
	return code;
}
