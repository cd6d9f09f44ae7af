#include "firmware/core/update.h"

#include "firmware/core/block_put.h"
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

/* A note, and nothing behind it but what fills it up. */
static bool note_of(const char header[static UPDATE_HEADER], struct span *note)
{
	*note = (struct span){ header, 0 };
	while (note->len < UPDATE_HEADER && (unsigned char)header[note->len] != 0xff)
		note->len++;
	for (size_t i = note->len; i < UPDATE_HEADER; i++)
		if ((unsigned char)header[i] != 0xff)
			return false;
	return true;
}

enum update_error update_header_read(const char header[static UPDATE_HEADER],
	const struct note_public *maker, struct update_image *image)
{
	struct span note, text, line;
	size_t at;
	if (!note_of(header, &note))
		return UPDATE_FORM;
	enum note_error error = note_open(note, maker, &text, &at);
	if (error == NOTE_STRANGER || error == NOTE_FORGED)
		return UPDATE_FORGED;
	if (error != NOTE_OK || !span_cut(&text, '\n', &line) || text.len > 0 ||
		!fields_read(line, image))
		return UPDATE_FORM;
	return UPDATE_OK;
}

bool update_header_peek(const char header[static UPDATE_HEADER], struct update_image *image)
{
	struct span note, line;
	return note_of(header, &note) && span_cut(&note, '\n', &line) && fields_read(line, image);
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

/* The image's bytes in a slot are those that were signed. into: where they are left, NULL: nowhere. */
static enum update_error check_content(
	const struct update *update, int slot, const struct update_image *image, uint8_t *into)
{
	crypto_hash_sha256_state state;
	uint8_t hash[crypto_hash_sha256_BYTES], bytes[UPDATE_PAGE];
	uint32_t at = slot_at(update, slot) + UPDATE_HEADER;
	crypto_hash_sha256_init(&state);
	for (uint32_t left = image->length; left > 0;) {
		uint32_t part = left < sizeof(bytes) ? left : sizeof(bytes);
		uint8_t *here = into ? into + (image->length - left) : bytes;
		if (read_at(update, at, here, part) != 0)
			return UPDATE_DEVICE;
		crypto_hash_sha256_update(&state, here, part);
		at += part;
		left -= part;
	}
	crypto_hash_sha256_final(&state, hash);
	return memcmp(hash, image->sha256, sizeof(hash)) == 0 ? UPDATE_OK : UPDATE_CONTENT;
}

static uint32_t room(const struct update *update)
{
	const struct update_settings *settings = &update->settings;
	uint32_t slot = settings->slot_blocks * settings->device->erase_size - UPDATE_HEADER;
	return settings->run_from && settings->run_most < slot ? settings->run_most : slot;
}

static bool is_ours(const struct update *update, const struct update_image *image)
{
	const char *name = update->settings.name;
	return !name || strcmp(image->name, name) == 0;
}

/* A slot holds the image of this number, whole and signed; it is where it will run from. */
static enum update_error check_slot(
	const struct update *update, int slot, int64_t number, struct update_image *image)
{
	char header[UPDATE_HEADER];
	if (read_at(update, slot_at(update, slot), header, sizeof(header)) != 0)
		return UPDATE_DEVICE;
	enum update_error error = update_header_read(header, &update->settings.maker, image);
	if (error == UPDATE_OK && !is_ours(update, image))
		error = UPDATE_NAME;
	if (error == UPDATE_OK && (image->number != number || image->length > room(update)))
		error = UPDATE_CONTENT;
	return error == UPDATE_OK ? check_content(update, slot, image, update->settings.run_from)
	                          : error;
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

bool update_on_trial(const struct update *update, int slot)
{
	const struct update_record *newest = &update->newest;
	return newest->sequence && newest->slot == slot && newest->tried > 0 &&
	       !newest->confirmed && !newest->failed;
}

enum update_error update_confirm(struct update *update)
{
	struct update_record *newest = &update->newest;
	if (!update_on_trial(update, newest->slot))
		return UPDATE_OK;
	if (!update_record_confirm(update, newest))
		return UPDATE_DEVICE;
	update->confirmed = *newest;
	return UPDATE_OK;
}

/* ---- taking ---- */

static enum update_error put(
	const struct update *update, uint32_t at, const void *bytes, uint32_t len)
{
	const struct block_device *device = update->settings.device;
	return block_put(device, at, bytes, len) && device->sync(device->context) == 0
	               ? UPDATE_OK
	               : UPDATE_DEVICE;
}

/* What a cut leaves of an erase must not begin with a header. */
static enum update_error void_header(const struct update *update, int slot)
{
	static const char none[sizeof(MAGIC)] = { 0 };
	return put(update, slot_at(update, slot), none, sizeof(none));
}

static enum update_error erase_slot(const struct update *update, int slot)
{
	const struct block_device *device = update->settings.device;
	enum update_error error = void_header(update, slot);
	for (uint32_t i = 0; error == UPDATE_OK && i < update->settings.slot_blocks; i++)
		if (device->erase(
			    device->context, slot_at(update, slot) + i * device->erase_size) != 0)
			error = UPDATE_DEVICE;
	return error;
}

/* How much of an image stands in its slot: up to the last page that is not blank, which may be half programmed. */
static enum update_error find_taken(struct update *update)
{
	uint8_t page[UPDATE_PAGE];
	uint32_t at = (update->image.length - 1) / UPDATE_PAGE * UPDATE_PAGE;
	for (;; at -= UPDATE_PAGE) {
		uint8_t both = 0xff;
		if (read_at(update, slot_at(update, update->slot) + UPDATE_HEADER + at, page,
			    sizeof(page)) != 0)
			return UPDATE_DEVICE;
		for (size_t i = 0; i < sizeof(page); i++)
			both &= page[i];
		if (both != 0xff || at == 0)
			break;
	}
	update->taken = at;
	return UPDATE_OK;
}

/* Go on where this very image was left, or make room for it. */
static enum update_error make_room(struct update *update, const char header[static UPDATE_HEADER])
{
	uint32_t at = slot_at(update, update->slot);
	if (block_holds(update->settings.device, at, header, UPDATE_HEADER))
		return find_taken(update);
	update->taken = 0;
	enum update_error error = erase_slot(update, update->slot);
	return error == UPDATE_OK ? put(update, at, header, UPDATE_HEADER) : error;
}

enum update_error update_begin(struct update *update, const char header[static UPDATE_HEADER])
{
	const struct update_settings *settings = &update->settings;
	update->taking = false;
	enum update_error error = update_header_read(header, &settings->maker, &update->image);
	if (error != UPDATE_OK)
		return error;
	if (!is_ours(update, &update->image))
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
	error = make_room(update, header);
	update->taking = error == UPDATE_OK;
	return error;
}

enum update_error update_put(struct update *update, const void *bytes, uint32_t len)
{
	if (!update->taking)
		return UPDATE_ORDER;
	if (len > update->image.length - update->taken)
		return UPDATE_LENGTH;
	uint32_t at = slot_at(update, update->slot) + UPDATE_HEADER + update->taken;
	enum update_error error = put(update, at, bytes, len);
	update->taking = error == UPDATE_OK;
	if (error == UPDATE_OK)
		update->taken += len;
	return error;
}

enum update_error update_end(struct update *update)
{
	if (!update->taking)
		return UPDATE_ORDER;
	update->taking = false;
	if (update->taken != update->image.length)
		return UPDATE_LENGTH;
	enum update_error error = check_content(update, update->slot, &update->image, NULL);
	/* It is not to go on from what is wrong. */
	if (error == UPDATE_CONTENT && void_header(update, update->slot) != UPDATE_OK)
		error = UPDATE_DEVICE;
	if (error != UPDATE_OK)
		return error;
	return update_record_add(update, update->slot, update->image.number) ? UPDATE_OK
	                                                                     : UPDATE_DEVICE;
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
