/* The list of label keys as a signed note (label_sign.h says its shape). */
#include "core/note/header.h"
#include "core/note/label_sign.h"

#include <assert.h>
#include <string.h>

#define MAGIC "pigtrace-label-keys/v1"

static const struct header_shape shape = { MAGIC, 1, { { 0, LABEL_KEYS_MOST } } };

static const char *const states[] = { "active", "revoked" };

static void put_key(struct out *out, const struct note_public *key)
{
	char text[NOTE_KEY_TEXT];
	note_public_format(key, text);
	out_text(out, text);
}

enum note_error label_keys_write(
	struct out *out, const struct label_keys *keys, const struct note_secret *signer)
{
	assert(keys->count >= 0 && keys->count <= LABEL_KEYS_MOST);
	out_text(out, MAGIC " ");
	out_text(out, signer->pub.name);
	out_char(out, ' ');
	out_number(out, keys->count);
	out_char(out, '\n');
	put_key(out, &signer->pub);
	out_char(out, ' ');
	moment_format(out, keys->made);
	out_char(out, '\n');
	for (int i = 0; i < keys->count; i++) {
		out_text(out, states[keys->list[i].revoked]);
		out_char(out, ' ');
		put_key(out, &keys->list[i].key);
		out_char(out, ' ');
		out_text(out, keys->list[i].title);
		out_char(out, '\n');
	}
	return note_sign(out, signer);
}

/* The public key up to the next space of *line, which moves behind it. */
static bool take_key(struct span *line, struct note_public *key)
{
	struct span word;
	return span_cut(line, ' ', &word) && note_public_parse(word, key) == NOTE_OK;
}

static bool take_entry(struct span line, struct label_key *entry)
{
	struct span state;
	if (!span_cut(&line, ' ', &state))
		return false;
	entry->revoked = span_is(state, states[1]);
	return (entry->revoked || span_is(state, states[0])) && take_key(&line, &entry->key) &&
	       span_copy(line, entry->title, sizeof(entry->title));
}

/* Who signed it, as the list itself says. */
static bool take_signer(struct span *text, struct header *header, struct label_keys *keys)
{
	struct span line;
	return header_take(text, &shape, header, &(size_t){ 0 }) && span_cut(text, '\n', &line) &&
	       take_key(&line, &keys->signer) && span_is(header->station, keys->signer.name) &&
	       moment_parse(line, &keys->made, NULL);
}

enum note_error label_keys_parse(struct span note, struct label_keys *keys, size_t *at)
{
	struct note_parts parts;
	struct header header;
	struct span text, line;
	size_t here = 0;
	enum note_error error = note_split(note, &parts, &here);
	text = parts.text;
	if (error == NOTE_OK && !take_signer(&text, &header, keys))
		error = NOTE_HEADER;
	if (error == NOTE_OK)
		error = note_open(note, &keys->signer, &parts.text, &here);
	for (keys->count = 0; error == NOTE_OK && text.len > 0; keys->count++) {
		here = (size_t)(text.at - note.at);
		if (keys->count >= header.numbers[0] || !span_cut(&text, '\n', &line))
			error = NOTE_COUNT;
		else if (!take_entry(line, &keys->list[keys->count]))
			error = NOTE_KEY;
	}
	if (error == NOTE_OK && keys->count != header.numbers[0])
		error = NOTE_COUNT;
	if (error != NOTE_OK && at)
		*at = here;
	return error;
}
