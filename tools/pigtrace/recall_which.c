/* Which recall is meant by a name, for who looks and for who says something. */
#include "core/base/clock.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/recall_call.h"
#include "tools/pigtrace/station_files.h"

#include <limits.h>
#include <string.h>

int recall_get_all(const struct call *call, struct store *store, const struct recall_word *named,
	struct recalls *recalls)
{
	struct recall_settings settings = { .now_ms = clock_now_ms() };
	struct fault fault;
	struct item item;
	(void)item_parse(span_of(named->name), &item, NULL);
	if (recall_read(store, item, &settings, recalls, &fault) != 0)
		return complain_fault(call, &fault);
	if (recalls->count > 0)
		return EXIT_DONE;
	recalls_free(recalls);
	return complain(call, EXIT_NOT_FOUND, _("no recall %s was opened"), named->name);
}

static int complain_several(const struct call *call, const struct recalls *recalls)
{
	struct buf names = { 0 };
	for (size_t i = 0; i < recalls->count; i++)
		buf_format(&names, "%s%s/%s", i > 0 ? ", " : "", recalls->list[i]->opened_by,
			recalls->list[i]->name + strlen("recall:"));
	int code = complain_usage(call, _("several stations opened a recall of this name: %s"),
		names.at ? names.at : "");
	buf_free(&names);
	return code;
}

static size_t find_of(const struct recalls *recalls, const char *station)
{
	size_t at = 0;
	while (at < recalls->count && strcmp(recalls->list[at]->opened_by, station) != 0)
		at++;
	return at;
}

static int complain_opener(const struct call *call, const struct recall_word *named)
{
	return complain(
		call, EXIT_NOT_FOUND, _("%s was not opened by %s"), named->name, named->station);
}

int recall_get(
	const struct call *call, struct store *store, const char *word, struct recall **recall)
{
	struct recalls recalls = { .count = 0 };
	struct recall_word named;
	size_t at = 0;
	if (!recall_word_read(call, word, &named))
		return EXIT_USAGE;
	int code = recall_get_all(call, store, &named, &recalls);
	if (code != EXIT_DONE)
		return code;
	if (named.station[0])
		at = find_of(&recalls, named.station);
	if (at == recalls.count) {
		code = complain_opener(call, &named);
	} else if (!named.station[0] && recalls.count > 1) {
		code = complain_several(call, &recalls);
	} else {
		*recall = recalls.list[at];
		recalls.list[at] = NULL;
	}
	recalls_free(&recalls);
	return code;
}

/* ---- of which recall it is said ---- */

/* --station may be a directory. */
const char *recall_speaker(const struct call *call)
{
	const char *station = call_value(call, "station");
	const char *slash = station ? strrchr(station, '/') : NULL;
	return slash ? slash + 1 : station ? station : HOME_ADMIN;
}

/* The only one that is open, or of all; recalls->count if there are several. */
static size_t find_only(const struct recalls *recalls, bool open)
{
	size_t found = recalls->count;
	for (size_t i = 0; i < recalls->count; i++) {
		if (open && recalls->list[i]->closed)
			continue;
		if (found < recalls->count)
			return recalls->count;
		found = i;
	}
	return found;
}

/*
 * The one that counts what the speaker says now: its own, else the only one. With several there is none, for an
 * event names no opener (recall.h), and an administrator's would be of all of them.
 */
static size_t find_said(const struct recalls *recalls, const char *station)
{
	size_t own = find_of(recalls, station), open = find_only(recalls, true);
	if (own < recalls->count && (!recalls->list[own]->closed || open == recalls->count))
		return own;
	return open < recalls->count ? open : find_only(recalls, false);
}

int recall_get_said(const struct call *call, struct store *store, const struct recall_word *named,
	struct recall **recall)
{
	struct recalls recalls = { .count = 0 };
	int code = recall_get_all(call, store, named, &recalls);
	if (code != EXIT_DONE)
		return code;
	size_t at = find_said(&recalls, recall_speaker(call));
	size_t named_at = named->station[0] ? find_of(&recalls, named->station) : at;
	if (named->station[0] && named_at == recalls.count) {
		code = complain_opener(call, named);
	} else if (at == recalls.count || at != named_at) {
		code = complain_several(call, &recalls);
		(void)complain(call, code, "%s", _("each station says this of its own: --station"));
	} else {
		*recall = recalls.list[at];
		recalls.list[at] = NULL;
	}
	recalls_free(&recalls);
	return code;
}

int recall_store_here(const struct call *call, struct store **store)
{
	char path[PATH_MAX];
	int code = EXIT_DONE;
	*store = NULL;
	if (home_path(call, HOME_STORE, path, sizeof(path)) && access_exists(path))
		*store = home_store(call, &code);
	return code;
}

int recall_must_be(const struct call *call, const struct recall_word *named)
{
	struct recalls recalls = { .count = 0 };
	struct store *store;
	int code = recall_store_here(call, &store);
	if (store)
		code = recall_get_all(call, store, named, &recalls);
	recalls_free(&recalls);
	store_close(store);
	return code;
}
