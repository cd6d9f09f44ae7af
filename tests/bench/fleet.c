#include "tests/bench/fleet.h"

#include "core/note/bundle.h"
#include "tests/bench/trade.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#define MESSAGE_MOST 50000 /* bytes of lines: below what a note may have */

/* ---- stations ---- */

static int join(struct fleet *fleet, size_t n, const struct season_station *station,
	const struct traffic *traffic)
{
	struct speaker *speaker = &fleet->speakers[n];
	speaker->name = station->name;
	if (home_add_station(&fleet->home, station, traffic->is_signed) != 0 ||
		home_password(&fleet->home, station->name, speaker->password,
			sizeof(speaker->password)) != 0)
		return 1;
	if (traffic->is_signed && home_key(&fleet->home, station->name, &speaker->key) != 0)
		return 1;
	return publisher_join(fleet->publisher, n, station->name, speaker->password);
}

static int enroll_probe(struct fleet *fleet)
{
	static const struct season_station station = {
		.name = "bench-probe", .trade = "farm", .title = "probe"
	};
	struct speaker *probe = &fleet->probe;
	probe->name = station.name;
	return home_add_station(&fleet->home, &station, true) == 0 &&
	                       home_password(&fleet->home, probe->name, probe->password,
				       sizeof(probe->password)) == 0 &&
	                       home_key(&fleet->home, probe->name, &probe->key) == 0
	               ? 0
	               : 1;
}

/* What the gateway has behind it when it begins. */
static int fill(struct fleet *fleet, const struct bench_options *options)
{
	struct trade *trade = NULL;
	struct note_secret admin;
	struct samples commits = { 0 };
	char path[PATH_MAX + 64];
	(void)snprintf(path, sizeof(path), "%s/pigtrace.db", fleet->home.dir);
	int code = home_key(&fleet->home, "admin", &admin);
	if (code == 0)
		code = trade_open(&trade, options, path, &admin);
	if (code == 0)
		code = trade_go_on(trade, options->events, &commits);
	trade_close(trade);
	samples_free(&commits);
	return code;
}

int fleet_start(struct fleet *fleet, const struct bench_options *options,
	const struct season_station *stations, size_t count, const struct traffic *traffic)
{
	*fleet = (struct fleet){ .count = count };
	int code = home_make(&fleet->home, options);
	if (code == 0 && options->events > 0)
		code = fill(fleet, options);
	if (code == 0)
		code = home_start(&fleet->home, options);
	if (code == 0) {
		fleet->speakers = calloc(count, sizeof(*fleet->speakers));
		fleet->publisher = publisher_open(fleet->home.port, count);
		code = fleet->speakers && fleet->publisher ? 0 : 1;
	}
	for (size_t i = 0; code == 0 && i < count; i++)
		code = join(fleet, i, &stations[i], traffic);
	return code == 0 ? enroll_probe(fleet) : code;
}

void fleet_stop(struct fleet *fleet)
{
	publisher_close(fleet->publisher);
	home_stop(&fleet->home);
	free(fleet->speakers);
	free(fleet->messages);
	buf_free(&fleet->bytes);
	*fleet = (struct fleet){ .count = 0 };
}

/* ---- messages ---- */

/* Its payload is set when the bytes no longer move: until then, the place in them. */
static int add_message(struct fleet *fleet, size_t speaker, struct span payload)
{
	if (!array_reserve(&fleet->messages, &fleet->message_cap, fleet->message_count + 1,
		    sizeof(*fleet->messages)))
		return give_up("no memory for messages", NULL);
	fleet->messages[fleet->message_count++] =
		(struct outgoing){ speaker, { NULL, payload.len } };
	buf_span(&fleet->bytes, payload);
	return fleet->bytes.failed ? give_up("no memory for messages", NULL) : 0;
}

static void fix_messages(struct fleet *fleet)
{
	const char *at = fleet->bytes.at;
	for (size_t i = 0; i < fleet->message_count; i++) {
		fleet->messages[i].payload.at = at;
		at += fleet->messages[i].payload.len;
	}
}

static int sign_lines(struct fleet *fleet, size_t n, struct span lines, int count)
{
	static char room[NOTE_MOST + 1];
	struct out note = out_into(room, sizeof(room));
	struct speaker *speaker = &fleet->speakers[n];
	bundle_header(&note, span_of(speaker->name), 1, speaker->seq + 1, count);
	out_span(&note, lines);
	speaker->seq += count;
	if (note_sign(&note, &speaker->key) != NOTE_OK || note.full)
		return give_up("a note does not fit", NULL);
	return add_message(fleet, n, out_written(&note));
}

struct pending {
	struct buf lines;
	int count;
};

static int pack_signed(struct fleet *fleet, const struct season_lines *lines, int64_t bundle,
	struct pending *pending)
{
	for (size_t i = 0; i < lines->count + fleet->count; i++) {
		bool rest = i >= lines->count; /* behind the last line: what is left of each */
		size_t station = rest ? i - lines->count : lines->rows[i].station;
		struct pending *mine = &pending[station];
		if (!rest) {
			buf_bytes(&mine->lines, lines->text.at + lines->rows[i].at,
				lines->rows[i].len);
			buf_char(&mine->lines, '\n');
			mine->count++;
		}
		if (mine->lines.failed)
			return give_up("no memory for messages", NULL);
		if (mine->count == 0 ||
			(!rest && mine->count < bundle && mine->lines.len < MESSAGE_MOST))
			continue;
		if (sign_lines(fleet, station, buf_written(&mine->lines), mine->count) != 0)
			return 1;
		buf_clear(&mine->lines);
		mine->count = 0;
	}
	return 0;
}

static int pack_plain(struct fleet *fleet, const struct season_lines *lines)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < lines->count; i++)
		code = add_message(fleet, lines->rows[i].station,
			(struct span){ lines->text.at + lines->rows[i].at, lines->rows[i].len });
	return code;
}

int fleet_pack(struct fleet *fleet, const struct season_lines *lines, const struct traffic *traffic)
{
	struct pending *pending = calloc(fleet->count, sizeof(*pending));
	if (!pending)
		return give_up("no memory for messages", NULL);
	int code = traffic->is_signed ? pack_signed(fleet, lines, traffic->bundle, pending)
	                              : pack_plain(fleet, lines);
	for (size_t i = 0; i < fleet->count; i++)
		buf_free(&pending[i].lines);
	free(pending);
	fix_messages(fleet);
	return code;
}
