#include "tools/pigtrace/commands.h"

#include "tools/pigtrace/home.h"

#include <inttypes.h>
#include <stdio.h>

static const struct command_option options[] = {
	{ "json", 'j', NULL, N_("as JSON (format pigtrace-backup/1)") },
};

static int say(const struct call *call, const char *path, const struct store_copied *copied)
{
	struct buf text = { 0 };
	const struct store_census *census = &copied->census;
	if (call_has(call, "json")) {
		buf_text(&text, "{\"format\":\"pigtrace-backup/1\",\"file\":");
		buf_json(&text, span_of(path));
		buf_format(&text,
			",\"bytes\":%" PRId64 ",\"events\":%" PRId64 ",\"notes\":%" PRId64 "}\n",
			copied->bytes, census->events, census->notes);
	} else if (copied->bytes > 0) {
		buf_format(&text, _("%s: up to event %lld, note %lld; %lld bytes, read back\n"),
			path, (long long)census->events, (long long)census->notes,
			(long long)copied->bytes);
	} else {
		buf_format(&text, _("%s: up to event %lld, note %lld, read back\n"), path,
			(long long)census->events, (long long)census->notes);
	}
	int code = text.failed ? complain(call, EXIT_FAILED, _("no memory"))
	                       : print_out(call, buf_written(&text));
	buf_free(&text);
	return code;
}

static int run(struct call *call)
{
	struct store_copied copied;
	struct fault fault;
	int code;
	if (call->argc != 1)
		return complain_usage(call, _("one file expected"));
	struct store *store = home_store(call, &code);
	if (!store)
		return code;
	code = store_copy(store, call->argv[0], &copied, &fault);
	store_close(store);
	return code != 0 ? complain_fault(call, &fault) : say(call, call->argv[0], &copied);
}

const struct command command_backup = {
	.name = "backup",
	.usage = N_("FILE|ADDRESS"),
	.summary = N_("copy the store while the gateway runs, and read the copy back"),
	.about = N_(
		"FILE must not exist yet; it appears only when the whole copy is on the disk and has been read back and\n"
		"checked. It holds one moment of the store and is a store itself: put it in the place of pigtrace.db,\n"
		"with no pigtrace.db-wal beside it, to go back to that moment. What stations sent since is asked for\n"
		"again only as far as their outboxes still hold it.\n"
		"While it runs the gateway goes on; its write-ahead log grows until the copy is done.\n"
		"The keys and settings of this directory are files of their own: back them up, too.\n"
		"An empty PostgreSQL database takes the copy, too, under its ADDRESS (postgresql://...), and a store in one\n"
		"is copied into a FILE: so a store moves, with the gateway stopped. In the place of pigtrace.db then stands\n"
		"a file of one line, the address."),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
