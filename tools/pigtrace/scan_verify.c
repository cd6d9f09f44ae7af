#include "tools/pigtrace/scan_verify.h"

#include "core/note/label_sign.h"
#include "core/view/view.h"
#include "tools/pigtrace/station_label.h"
#include "tools/pigtrace/what.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

/* One code and what came of it. */
struct seen {
	const char *file;
	const char *type;
	struct span data;
	char item[ITEM_TEXT];
	enum label_verdict verdict;
	const struct label_key *by;
};

static void put_key_id(struct buf *into, const struct note_public *key)
{
	char id[2 * sizeof(key->id) + 1];
	buf_text(into, sodium_bin2hex(id, sizeof(id), key->id, sizeof(key->id)));
}

static void put_pair(struct buf *into, const char *key, struct span text)
{
	buf_format(into, ",\"%s\":", key);
	buf_json(into, text);
}

static void put_object(struct buf *into, const struct seen *seen, const struct label_keys *keys)
{
	char made[64];
	struct out out = out_into(made, sizeof(made));
	moment_format(&out, keys->made);
	buf_format(into, "{\"verdict\":\"%s\"", label_verdict_name(seen->verdict));
	put_pair(into, "file", span_of(seen->file));
	put_pair(into, "type", span_of(seen->type));
	put_pair(into, "data", seen->data);
	if (seen->verdict != LABEL_FOREIGN)
		put_pair(into, "item", span_of(seen->item));
	if (seen->by) {
		put_pair(into, "station", span_of(seen->by->key.name));
		put_pair(into, "title", span_of(seen->by->title));
		buf_text(into, ",\"key\":\"");
		put_key_id(into, &seen->by->key);
		buf_char(into, '"');
	}
	put_pair(into, "keys_made", out_written(&out));
	buf_text(into, "}\n");
}

static void put_line(struct buf *into, const struct seen *seen)
{
	view_escape(into, seen->verdict == LABEL_FOREIGN ? seen->data : span_of(seen->item));
	buf_text(into, "  ");
	buf_text(into, words(label_verdict_text(seen->verdict)));
	if (seen->by) {
		buf_text(into, "  ");
		view_escape(into, span_of(seen->by->title));
		buf_format(into, "%s%s (", seen->by->title[0] ? " " : "", seen->by->key.name);
		put_key_id(into, &seen->by->key);
		buf_char(into, ')');
	}
	buf_char(into, '\n');
}

static enum label_verdict verify_code(const struct call *call, const struct label_keys *keys,
	const char *file, const char *type, struct span data, struct buf *into)
{
	struct seen seen = { .file = file, .type = type, .data = data };
	seen.verdict = label_verify(data, keys, &seen.by);
	if (seen.verdict != LABEL_FOREIGN && !what_scanned(data, seen.item))
		seen.verdict = LABEL_FOREIGN; /* a product's number alone */
	if (call_has(call, "json"))
		put_object(into, &seen, keys);
	else
		put_line(into, &seen);
	return seen.verdict;
}

/* Once a run, for people: how old the list is decides what it can know of revoked keys. */
static void say_list(const struct call *call, const struct label_keys *keys)
{
	static bool said;
	char made[64], signer[NOTE_KEY_TEXT];
	struct out out = out_into(made, sizeof(made));
	if (said || call_has(call, "json"))
		return;
	said = true;
	moment_format(&out, keys->made);
	note_public_format(&keys->signer, signer);
	(void)fprintf(stderr, _("%d keys as of %s, listed by %s\n"), keys->count, made, signer);
}

static struct label_keys *read_list(const struct call *call, int *code)
{
	struct label_keys *keys = NULL;
	struct fault fault;
	if (station_label_read(call_value(call, "verify"), &keys, &fault) == 0) {
		say_list(call, keys);
		return keys;
	}
	*code = fault.code == FAULT_CORRUPT ? complain(call, EXIT_UNVERIFIED, "%s", fault.text)
	                                    : complain_fault(call, &fault);
	return NULL;
}

static int answer(const struct call *call, bool any_valid, bool any_bad, struct buf *text)
{
	int code = text->failed ? complain(call, EXIT_FAILED, _("no memory"))
	                        : print_out(call, buf_written(text));
	buf_free(text);
	if (code != EXIT_DONE)
		return code;
	return any_valid && !any_bad ? EXIT_DONE : EXIT_UNVERIFIED;
}

int scan_verify(const struct call *call, const char *file, const struct scan *scan)
{
	int code = EXIT_DONE;
	struct label_keys *keys = read_list(call, &code);
	struct buf text = { 0 };
	bool valid = false, bad = false;
	if (!keys)
		return code;
	for (size_t i = 0; i < scan->count; i++) {
		enum label_verdict verdict = verify_code(
			call, keys, file, scan->codes[i].type, scan->codes[i].data, &text);
		valid = valid || verdict == LABEL_VALID;
		bad = bad || (verdict != LABEL_VALID && verdict != LABEL_FOREIGN);
	}
	free(keys);
	return answer(call, valid, bad, &text);
}

bool scan_verify_wants(const struct call *call, const char *word)
{
	return call_has(call, "verify") &&
	       (span_starts(span_of(word), "https://") || span_starts(span_of(word), "http://"));
}

int scan_verify_text(const struct call *call, const char *uri)
{
	int code = EXIT_DONE;
	struct label_keys *keys = read_list(call, &code);
	struct buf text = { 0 };
	if (!keys)
		return code;
	bool valid = verify_code(call, keys, "", "", span_of(uri), &text) == LABEL_VALID;
	free(keys);
	return answer(call, valid, !valid, &text);
}
