/*
 * Where links go. They come in the order of events and stand in the order of items: among millions of live animals
 * each link of a batch would change a page of its own, somewhere in a table of gigabytes, and the disk would write
 * a page for every thirty bytes. So a batch puts them, in the order of items, into a table small enough that each of
 * its pages gets several, and they move to the large one from item to item, each commit as many as it has brought: next
 * to each other there, too. Around all items it goes in some hundred commits. Nobody waits for it, and what moves is
 * within the batch like all else.
 *
 * How far it has come is not stored: a writer begins anew at the first item. Readers see one view, `link`.
 */
#include "core/store/inner.h"

#include <stdlib.h>

#define FEW \
	64 /* moved at least, so that what stood there before it was too many is caught up with */
#define AT_ONCE \
	2000 /* by one statement, which keeps in memory what each page it changes was before */

#define WAITING_MOST 16384 /* put into their table when so many wait; 1 MB */

static const struct link_place first_place = { INT64_MIN, INT64_MIN, INT64_MIN };
static const struct link_place last_place = { INT64_MAX, INT64_MAX, INT64_MAX };

static int put(struct store *store, const struct store_link *link, struct fault *fault)
{
	struct statement *put;
	int code = engine_take(store->engine, SQL_LINK_INSERT, &put, fault);
	if (code != 0)
		return code;
	bind_int(put, 1, link->item);
	bind_int(put, 2, link->at_ms);
	bind_int(put, 3, link->event);
	bind_text(put, 4, span_of(vocabulary_roles[link->role].name));
	if (link->has_mass)
		bind_int(put, 5, link->mass_g);
	else
		bind_null(put, 5);
	if (link->has_count)
		bind_int(put, 6, link->count);
	else
		bind_null(put, 6);
	return engine_run(put, fault);
}

static int order(int64_t left, int64_t right)
{
	return (left > right) - (left < right);
}

static int compare(const void *left, const void *right)
{
	const struct store_link *a = left, *b = right;
	int by = order(a->item, b->item);
	if (by == 0)
		by = order(a->at_ms, b->at_ms);
	return by != 0 ? by : order(a->event, b->event);
}

int links_flush(struct store *store, struct fault *fault)
{
	struct hot *hot = &store->hot;
	int code = 0;
	if (hot->waiting_count == 0)
		return 0;
	qsort(hot->waiting, hot->waiting_count, sizeof(*hot->waiting), compare);
	for (size_t i = 0; code == 0 && i < hot->waiting_count; i++)
		code = put(store, &hot->waiting[i], fault);
	hot->waiting_count = 0;
	return code;
}

int links_put(struct store *store, const struct store_link *link, struct fault *fault)
{
	struct hot *hot = &store->hot;
	int code = hot->waiting_count < WAITING_MOST ? 0 : links_flush(store, fault);
	if (code != 0)
		return code;
	if (!array_reserve(&hot->waiting, &hot->waiting_cap, hot->waiting_count + 1,
		    sizeof(*hot->waiting)))
		return fault_set(fault, FAULT_MEMORY, "no memory for links");
	hot->waiting[hot->waiting_count++] = *link;
	hot->fresh++;
	return 0;
}

static int count(struct store *store, struct fault *fault)
{
	struct statement *row;
	int code = engine_take(store->engine, SQL_LINKS_HOT, &row, fault);
	if (code != 0)
		return code;
	code = engine_row(row, fault);
	if (code < 0)
		return code;
	store->hot.count = row_int(row, 0);
	store->hot.counted = true;
	engine_release(row);
	return 0;
}

static void bind_place(struct statement *statement, int n, struct link_place place)
{
	bind_int(statement, n, place.item);
	bind_int(statement, n + 1, place.at_ms);
	bind_int(statement, n + 2, place.event);
}

/* The place of the links-th one behind a place; the last of all if there are not so many. */
static int find_end(struct store *store, struct link_place from, int64_t links,
	struct link_place *end, struct fault *fault)
{
	struct statement *row;
	*end = last_place;
	int code = engine_take(store->engine, SQL_LINKS_HOT_END, &row, fault);
	if (code != 0)
		return code;
	bind_place(row, 1, from);
	bind_int(row, 4, links - 1);
	code = engine_row(row, fault);
	if (code <= 0)
		return code;
	*end = (struct link_place){ row_int(row, 0), row_int(row, 1), row_int(row, 2) };
	engine_release(row);
	return 0;
}

static int move(
	struct store *store, struct link_place from, struct link_place end, struct fault *fault)
{
	static const enum sql_id steps[] = { SQL_LINKS_SETTLE, SQL_LINKS_HOT_DROP };
	int code = 0;
	for (size_t i = 0; code == 0 && i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct statement *step;
		code = engine_take(store->engine, steps[i], &step, fault);
		if (code != 0)
			break;
		bind_place(step, 1, from);
		bind_place(step, 4, end);
		code = engine_run(step, fault);
	}
	return code;
}

/* So many from where the last ones ended, or to the end of all. */
static int move_on(struct store *store, int64_t links, struct fault *fault)
{
	struct hot *hot = &store->hot;
	struct link_place end;
	struct link_place from = hot->around ? hot->settled : first_place;
	int code = find_end(store, from, links, &end, fault);
	if (code == 0)
		code = move(store, from, end, fault);
	if (code != 0)
		return code;
	hot->settled = end;
	hot->around = end.item != last_place.item;
	hot->count -= links;
	return hot->around ? 0 : count(store, fault); /* once around is the time to count */
}

int links_settle(struct store *store, struct fault *fault)
{
	struct hot *hot = &store->hot;
	int64_t fresh = hot->fresh;
	int code = links_flush(store, fault);
	if (code != 0 || fresh == 0)
		return code;
	if (hot->counted)
		hot->count +=
			fresh; /* one that an event said twice is counted twice, until the next time around */
	else
		code = count(store, fault);
	hot->fresh = 0;
	for (int64_t left = 2 * fresh + FEW; code == 0 && left > 0 && hot->count > hot->most;) {
		int64_t links = hot->count - hot->most;
		links = links < left ? links : left;
		links = links < AT_ONCE ? links : AT_ONCE;
		code = move_on(store, links, fault);
		left -= links;
	}
	return code;
}

int links_settle_all(struct store *store, struct fault *fault)
{
	int code = links_flush(store, fault);
	store->hot.around = false;
	do
		code = code == 0 ? move_on(store, AT_ONCE, fault) : code;
	while (code == 0 && store->hot.around);
	return code;
}

void store_keep_hot(struct store *store, int64_t links)
{
	store->hot.most = links;
}
