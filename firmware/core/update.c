#include "firmware/core/update.h"

#include "firmware/core/update_record.h"

#include <string.h>

#define MAGIC "pigtrace-image/v1"

/* ---- the header ---- */

static bool hex_read(struct span text, uint8_t bytes[static crypto_hash_sha256_BYTES])
{
	size_t len = 0;
	return text.len == 2 * crypto_hash_sha256_BYTES &&
	       sodium_hex2bin(
		       bytes, crypto_hash_sha256_BYTES, text.at, text.len, NULL, &len, NULL) == 0 &&
	       len == crypto_hash_sha256_BYTES;
}

static bool fields_read(struct span line, struct update_image *image)
{
	struct span magic, name, number, length;
	int64_t bytes;
	if (!span_cut(&line, ' ', &magic) || !span_is(magic, MAGIC) ||
		!span_cut(&line, ' ', &name) || !span_cut(&line, ' ', &number) ||
		!span_cut(&line, ' ', &length) || name.len == 0 ||
		!span_copy(name, image->name, sizeof(image->name)) ||
		!span_number(number, INT32_MAX, &image->number) || image->number < 1 ||
		!span_number(length, INT32_MAX, &bytes) || bytes < 1)
		return false;
	image->length = (uint32_t)bytes;
	return hex_read(line, image->sha256);
}

enum update_error update_header_read(const char header[static UPDATE_HEADER],
	const struct note_public *maker, struct update_image *image)
{
	struct span note = { header, 0 }, text, line;
	size_t at;
	while (note.len < UPDATE_HEADER && (unsigned char)header[note.len] != 0xff)
		note.len++;
	for (size_t i = note.len; i < UPDATE_HEADER; i++)
		if ((unsigned char)header[i] != 0xff)
			return UPDATE_FORM;
	enum note_error error = note_open(note, maker, &text, &at);
	if (error == NOTE_STRANGER || error == NOTE_FORGED)
		return UPDATE_FORGED;
	if (error != NOTE_OK || !span_cut(&text, '\n', &line) || text.len > 0 ||
		!fields_read(line, image))
		return UPDATE_FORM;
	return UPDATE_OK;
}

enum update_error update_header_write(const struct update_image *image,
	const struct note_secret *maker, char header[static UPDATE_HEADER])
{
	char digits[2 * crypto_hash_sha256_BYTES + 1], text[UPDATE_HEADER];
	struct out note = out_into(text, sizeof(text));
	out_text(&note, MAGIC " ");
	out_text(&note, image->name);
	out_char(&note, ' ');
	out_number(&note, image->number);
	out_char(&note, ' ');
	out_number(&note, image->length);
	out_char(&note, ' ');
	out_text(&note,
		sodium_bin2hex(digits, sizeof(digits), image->sha256, sizeof(image->sha256)));
	out_char(&note, '\n');
	if (note_sign(&note, maker) != NOTE_OK || note.full)
		return UPDATE_FORM;
	memset(header, 0xff, UPDATE_HEADER);
	memcpy(header, text, note.len);
	return UPDATE_OK;
}

/* ---- slots ---- */

static uint32_t slot_at(const struct update *update, int slot)
{
	return update->settings.slot_block[slot] * update->settings.device->erase_size;
}

static int read_at(const struct update *update, uint32_t at, void *into, uint32_t len)
{
	const struct block_device *device = update->settings.device;
	return device->read(device->context, at, into, len);
}

/* The image's bytes in a slot are those that were signed. */
static enum update_error check_content(
	const struct update *update, int slot, const struct update_image *image)
{
	crypto_hash_sha256_state state;
	uint8_t hash[crypto_hash_sha256_BYTES], bytes[UPDATE_PAGE];
	uint32_t at = slot_at(update, slot) + UPDATE_HEADER;
	crypto_hash_sha256_init(&state);
	for (uint32_t left = image->length; left > 0;) {
		uint32_t part = left < sizeof(bytes) ? left : sizeof(bytes);
		if (read_at(update, at, bytes, part) != 0)
			return UPDATE_DEVICE;
		crypto_hash_sha256_update(&state, bytes, part);
		at += part;
		left -= part;
	}
	crypto_hash_sha256_final(&state, hash);
	return memcmp(hash, image->sha256, sizeof(hash)) == 0 ? UPDATE_OK : UPDATE_CONTENT;
}

static uint32_t room(const struct update *update)
{
	return update->settings.slot_blocks * update->settings.device->erase_size - UPDATE_HEADER;
}

/* A slot holds the image of this number, whole and signed. */
static enum update_error check_slot(
	const struct update *update, int slot, int64_t number, struct update_image *image)
{
	char header[UPDATE_HEADER];
	if (read_at(update, slot_at(update, slot), header, sizeof(header)) != 0)
		return UPDATE_DEVICE;
	enum update_error error = update_header_read(header, &update->settings.maker, image);
	if (error == UPDATE_OK && strcmp(image->name, update->settings.name) != 0)
		error = UPDATE_NAME;
	if (error == UPDATE_OK && (image->number != number || image->length > room(update)))
		error = UPDATE_CONTENT;
	return error == UPDATE_OK ? check_content(update, slot, image) : error;
}

/* ---- starting ---- */

enum update_error update_open(struct update *update, const struct update_settings *settings)
{
	memset(update, 0, sizeof(*update));
	update->settings = *settings;
	return update_record_read(update) ? UPDATE_OK : UPDATE_DEVICE;
}

/* The trial that is due, if it may be tried once more. */
static enum update_error try_newest(
	struct update *update, struct update_choice *choice, bool *taken)
{
	struct update_record *newest = &update->newest;
	*taken = false;
	if (!newest->sequence || newest->confirmed || newest->failed)
		return UPDATE_OK;
	enum update_error error =
		newest->tried < UPDATE_TRIES
			? check_slot(update, newest->slot, newest->number, &choice->image)
			: UPDATE_CONTENT;
	if (error == UPDATE_DEVICE)
		return error;
	if (error != UPDATE_OK)
		return update_record_fail(update, newest) ? UPDATE_OK : UPDATE_DEVICE;
	if (!update_record_try(update, newest))
		return UPDATE_DEVICE;
	choice->slot = newest->slot;
	choice->trial = true;
	*taken = true;
	return UPDATE_OK;
}

enum update_error update_boot(struct update *update, struct update_choice *choice)
{
	bool taken;
	*choice = (struct update_choice){ .slot = UPDATE_FACTORY };
	enum update_error error = try_newest(update, choice, &taken);
	if (error != UPDATE_OK || taken)
		return error;
	const struct update_record *confirmed = &update->confirmed;
	if (confirmed->sequence &&
		check_slot(update, confirmed->slot, confirmed->number, &choice->image) == UPDATE_OK)
		choice->slot = confirmed->slot;
	return UPDATE_OK;
}

enum update_error update_confirm(struct update *update)
{
	struct update_record *newest = &update->newest;
	if (!newest->sequence || newest->confirmed || newest->failed || newest->tried == 0)
		return UPDATE_OK; /* what runs is not on trial */
	if (!update_record_confirm(update, newest))
		return UPDATE_DEVICE;
	update->confirmed = *newest;
	return UPDATE_OK;
}

/* ---- taking ---- */

enum update_error update_begin(struct update *update, const char header[static UPDATE_HEADER])
{
	const struct update_settings *settings = &update->settings;
	const struct block_device *device = settings->device;
	update->taking = false;
	enum update_error error = update_header_read(header, &settings->maker, &update->image);
	if (error != UPDATE_OK)
		return error;
	if (strcmp(update->image.name, settings->name) != 0)
		return UPDATE_NAME;
	if (update->confirmed.sequence && update->image.number <= update->confirmed.number)
		return UPDATE_OLD;
	if (update->image.length > room(update))
		return UPDATE_LENGTH;
	update->slot = update->confirmed.sequence ? 1 - update->confirmed.slot : 0;
	/* A trial in that slot is over: nothing may be run there while it changes. */
	struct update_record *newest = &update->newest;
	if (newest->sequence && !newest->confirmed && !newest->failed &&
		!update_record_fail(update, newest))
		return UPDATE_DEVICE;
	for (uint32_t i = 0; i < settings->slot_blocks; i++)
		if (device->erase(device->context,
			    slot_at(update, update->slot) + i * device->erase_size) != 0)
			return UPDATE_DEVICE;
	memcpy(update->header, header, UPDATE_HEADER);
	update->taken = 0;
	update->taking = true;
	return UPDATE_OK;
}

enum update_error update_put(struct update *update, const void *bytes, uint32_t len)
{
	if (!update->taking)
		return UPDATE_ORDER;
	if (len > update->image.length - update->taken)
		return UPDATE_LENGTH;
	uint32_t at = slot_at(update, update->slot) + UPDATE_HEADER + update->taken;
	if (!update_program(update->settings.device, at, bytes, len)) {
		update->taking = false;
		return UPDATE_DEVICE;
	}
	update->taken += len;
	return UPDATE_OK;
}

enum update_error update_end(struct update *update)
{
	if (!update->taking)
		return UPDATE_ORDER;
	update->taking = false;
	if (update->taken != update->image.length)
		return UPDATE_LENGTH;
	enum update_error error = check_content(update, update->slot, &update->image);
	if (error != UPDATE_OK)
		return error;
	/* The header makes the slot an image; the record makes it the next to try. */
	if (!update_program(update->settings.device, slot_at(update, update->slot), update->header,
		    UPDATE_HEADER) ||
		!update_record_add(update, update->slot, update->image.number))
		return UPDATE_DEVICE;
	return UPDATE_OK;
}

const char *update_error_word(enum update_error error)
{
	static const char *const words[UPDATE_ERROR_COUNT] = {
		[UPDATE_OK] = "ok",
		[UPDATE_FORM] = "no-image",
		[UPDATE_FORGED] = "forged",
		[UPDATE_NAME] = "other-board",
		[UPDATE_OLD] = "not-newer",
		[UPDATE_LENGTH] = "length",
		[UPDATE_CONTENT] = "content",
		[UPDATE_ORDER] = "no-update",
		[UPDATE_DEVICE] = "storage",
	};
	return words[error];
}
