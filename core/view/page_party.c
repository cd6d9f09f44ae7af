/*
 * Who says so, as the public may know them: a farm by county and number, a carrier by the code of its
 * station, everybody else by the name in the registry. A registration may consent to the name.
 */
#include "core/view/page_work.h"

#include "core/base/words.h"
#include "core/view/name.h"

#include <stdlib.h>
#include <string.h>

/* ---- consent: the newest registration that stands uncorrected ---- */

struct registrations {
	int64_t *events;
	size_t count;
	size_t cap;
};

static int keep_event(void *context, const struct store_link *link)
{
	struct registrations *all = context;
	if (!array_reserve(&all->events, &all->cap, all->count + 1, sizeof(*all->events)))
		return FAULT_MEMORY;
	all->events[all->count++] = link->event;
	return 0;
}

static int is_corrected(void *context, const struct store_correction *correction)
{
	(void)correction;
	*(bool *)context = true;
	return 0;
}

struct consent {
	int64_t at_ms;
	int64_t seq;
	bool given;
};

static int read_consent(struct page_work *work, int64_t event, struct consent *consent)
{
	struct store_event stored;
	struct event_wrong wrong;
	bool corrected = false;
	int code = store_event_get(work->store, event, &stored, work->fault);
	if (code != 0 || event_decode(stored.line, work->event, &wrong) != EVENT_OK)
		return code;
	const struct event_value *said = event_find(work->event, FIELD_CONSENT);
	if (work->event->kind != KIND_STATION || !said || stored.at_ms < consent->at_ms ||
		(stored.at_ms == consent->at_ms && stored.seq < consent->seq))
		return 0;
	struct consent newer = { stored.at_ms, stored.seq, said->number == CONSENT_NAME };
	struct event_name name =
		store_event_name(stored.station, stored.epoch, stored.seq, stored.line);
	code = store_corrections_of(work->store, name, is_corrected, &corrected, work->fault);
	if (code == 0 && !corrected)
		*consent = newer;
	return code;
}

static int find_consent(struct page_work *work, const char *station, bool *given)
{
	struct registrations all = { 0 };
	struct consent consent = { .at_ms = INT64_MIN };
	int64_t item;
	int code = store_item_find(
		work->store, (struct item){ ITEM_STATION, span_of(station) }, &item, work->fault);
	if (code == FAULT_NOT_FOUND)
		return 0;
	if (code == 0)
		code = store_links_of_item(
			work->store, item, INT64_MIN, INT64_MAX, keep_event, &all, work->fault);
	for (size_t i = 0; code == 0 && i < all.count; i++)
		code = read_consent(work, all.events[i], &consent);
	free(all.events);
	*given = consent.given;
	return code;
}

/* ---- names ---- */

static void name_of_home(struct buf *name, const struct store_station *station)
{
	struct item home;
	struct span code, farm;
	if (item_parse(span_of(station->home), &home, NULL) != IDENT_OK || home.kind != ITEM_GROUP)
		return;
	code = home.code;
	if (span_cut(&code, '/', &farm))
		name_farm(name, farm);
}

static char *public_name(struct page_work *work, const struct store_station *station, bool consents)
{
	struct buf name = { 0 };
	bool hidden = station->trade == TRADE_FARM || station->trade == TRADE_TRANSPORT ||
	              station->trade < 0;
	if (station->title[0] && (!hidden || consents))
		buf_text(&name, station->title);
	else if (station->trade == TRADE_FARM)
		name_of_home(&name, station);
	else if (station->trade == TRADE_ADMIN)
		buf_text(&name,
			words_of("choice", vocabulary_choices[CHOICE_TRADE].titles[TRADE_ADMIN]));
	if (name.len == 0)
		buf_text(&name, station->name);
	char *kept = name.failed ? NULL : page_keep(work, buf_written(&name));
	work->failed = work->failed || !kept;
	buf_free(&name);
	return kept;
}

static int add_party(struct page_work *work, const char *name)
{
	struct page *page = work->page;
	struct store_station station = { .trade = -1 };
	bool consents = false;
	int code = store_station_find(work->store, span_of(name), &station, work->fault);
	if (code == FAULT_NOT_FOUND) {
		station = (struct store_station){ .trade = -1 };
		(void)span_copy(span_of(name), station.name, sizeof(station.name));
		code = 0;
	}
	if (code == 0)
		code = find_consent(work, name, &consents);
	if (code != 0)
		return code;
	if (!array_reserve(&page->parties, &page->party_cap, page->party_count + 1,
		    sizeof(*page->parties)))
		return fault_set(work->fault, FAULT_MEMORY, "no memory for the page");
	struct page_party *party = &page->parties[page->party_count++];
	*party = (struct page_party){ .trade = station.trade };
	party->station = page_keep(work, span_of(name));
	party->name = public_name(work, &station, consents);
	return work->failed ? fault_set(work->fault, FAULT_MEMORY, "no memory for the page") : 0;
}

size_t page_party_of(struct page_work *work, const char *station, int *code)
{
	struct page *page = work->page;
	for (size_t i = 0; i < page->party_count; i++)
		if (strcmp(page->parties[i].station, station) == 0)
			return i;
	*code = add_party(work, station);
	return *code == 0 ? page->party_count - 1 : SIZE_MAX;
}

static int trade_rank(int trade)
{
	static const int ranks[] = { TRADE_FARM, TRADE_TRANSPORT, TRADE_SLAUGHTER, TRADE_PACKER,
		TRADE_SHOP };
	int count = (int)(sizeof(ranks) / sizeof(ranks[0]));
	for (int i = 0; i < count; i++)
		if (ranks[i] == trade)
			return i;
	return count;
}

static int compare(const void *left, const void *right)
{
	const struct page_party *a = left, *b = right;
	int by = trade_rank(a->trade) - trade_rank(b->trade);
	if (by == 0)
		by = (a->first.at_ms > b->first.at_ms) - (a->first.at_ms < b->first.at_ms);
	return by != 0 ? by : strcmp(a->station, b->station);
}

static bool is_told(const struct page_work *work, size_t nth)
{
	return digest_line_of(&work->digest, nth)->step != STEP_MANAGE;
}

int page_parties(struct page_work *work)
{
	struct page *page = work->page;
	const struct trace *trace = page->trace;
	int code = 0;
	for (size_t i = 0; code == 0 && i < trace->event_count; i++) {
		if (!is_told(work, i))
			continue;
		size_t nth = page_party_of(work, trace->events[i].station, &code);
		if (code != 0)
			return code;
		struct page_party *party = &page->parties[nth];
		if (party->facts++ == 0)
			party->first = trace->events[i].at;
		party->last = trace->events[i].at;
		page->statements++;
		page->signed_statements += trace->events[i].assurance == STORE_SIGNED;
	}
	if (page->party_count > 0)
		qsort(page->parties, page->party_count, sizeof(*page->parties), compare);
	for (size_t i = 0; i < page->party_count; i++) {
		if (page->parties[i].trade == TRADE_FARM)
			page_list_add(work, &page->farms, span_of(page->parties[i].name));
		for (size_t e = 0; e < trace->event_count; e++)
			if (trace->events[e].kind == KIND_SLAUGHTER &&
				strcmp(trace->events[e].station, page->parties[i].station) == 0)
				page_list_add(work, &page->plants, span_of(page->parties[i].name));
	}
	return 0;
}
