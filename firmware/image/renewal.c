#include "firmware/image/renewal.h"

#include "core/base/crc32.h"
#include "firmware/core/places.h"
#include "firmware/image/console.h"

#include <string.h>

static bool on_trial(const struct renewal *renewal)
{
	return !renewal->cannot && update_on_trial(&renewal->update, renewal->slot);
}

void renewal_open(struct unit *unit)
{
	struct renewal *renewal = &unit->renewal;
	struct out name = out_into(renewal->name, sizeof(renewal->name) - 1);
	const struct update_settings settings = { .device = hal_storage(),
		.maker = unit->passport.maker,
		.name = renewal->name,
		.record_block = PLACE_RECORD,
		.slot_block = { PLACE_SLOT_0, PLACE_SLOT_1 },
		.slot_blocks = PLACE_SLOT_BLOCKS };
	out_text(&name, image.name);
	out_char(&name, '-');
	out_text(&name, hal_board());
	renewal->slot = hal_origin() == HAL_ORIGIN_SLOT_0   ? 0
	                : hal_origin() == HAL_ORIGIN_SLOT_1 ? 1
	                                                    : UPDATE_FACTORY;
	if (hal_origin() == HAL_ORIGIN_NONE || settings.device->block_count < PLACE_SMALL)
		renewal->cannot = "no-loader";
	else if (!unit->passport.maker.name[0])
		renewal->cannot = "no-maker";
	else if (update_open(&renewal->update, &settings) != UPDATE_OK)
		renewal->cannot = update_error_word(UPDATE_DEVICE);
}

/* ---- the image's lines ---- */

static void answer(struct unit *unit, enum update_error error)
{
	char text[24];
	struct out out = out_into(text, sizeof(text));
	if (error != UPDATE_OK) {
		console_answer(update_error_word(error));
		return;
	}
	out_text(&out, "at ");
	out_number(&out, unit->renewal.update.taken);
	text[out.len] = '\0';
	console_answer(text);
}

/* CRC and what it is of. */
static bool heard_right(struct span *rest)
{
	struct span digits;
	uint32_t meant;
	return span_cut(rest, ' ', &digits) && console_crc(digits, &meant) &&
	       meant == crc32_more(0, rest->at, rest->len);
}

/* Base64 into the note buffer; false if it is none, or above `most`. */
static bool decode(struct unit *unit, struct span text, size_t most, size_t *len)
{
	return sodium_base642bin((unsigned char *)unit->note, most, text.at, text.len, NULL, len,
		       NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       *len > 0;
}

static bool refused(const struct unit *unit, struct span *rest)
{
	const char *cannot = unit->renewal.cannot;
	if (!cannot && !heard_right(rest))
		cannot = "checksum";
	if (cannot)
		console_answer(cannot);
	return cannot != NULL;
}

void renewal_image(struct unit *unit, struct span rest)
{
	size_t len;
	if (refused(unit, &rest))
		return;
	if (!decode(unit, rest, UPDATE_HEADER, &len)) {
		answer(unit, UPDATE_FORM);
		return;
	}
	memset(unit->note + len, 0xff, UPDATE_HEADER - len);
	answer(unit, update_begin(&unit->renewal.update, unit->note));
}

void renewal_bytes(struct unit *unit, struct span rest)
{
	struct update *update = &unit->renewal.update;
	struct span number;
	int64_t at;
	size_t len;
	if (refused(unit, &rest))
		return;
	if (!span_cut(&rest, ' ', &number) || !span_number(number, UINT32_MAX, &at) ||
		!decode(unit, rest, RENEWAL_BYTES, &len))
		answer(unit, UPDATE_FORM);
	else if (!update->taking)
		answer(unit, UPDATE_ORDER);
	else if (at != update->taken)
		answer(unit, UPDATE_OK); /* of a line that was said twice, or not heard */
	else
		answer(unit, update_put(update, unit->note, (uint32_t)len));
}

void renewal_end(struct unit *unit, struct span rest)
{
	const char *cannot = unit->renewal.cannot;
	(void)rest;
	console_answer(cannot ? cannot : update_error_word(update_end(&unit->renewal.update)));
}

/* ---- the trial ---- */

void renewal_receipt(struct unit *unit)
{
	if (!on_trial(&unit->renewal))
		return;
	if (update_confirm(&unit->renewal.update) == UPDATE_OK)
		unit_say(span_of("# image confirmed"));
}

void renewal_step(struct unit *unit, int64_t now_ms)
{
	if (now_ms < RENEWAL_TRIAL_MS || !on_trial(&unit->renewal))
		return;
	unit_say(span_of("# trial over"));
	hal_restart();
}

void renewal_state(const struct unit *unit, struct out *extra)
{
	static const char *const origins[HAL_ORIGIN_COUNT] = {
		[HAL_ORIGIN_FACTORY] = "factory",
		[HAL_ORIGIN_SLOT_0] = "slot-0",
		[HAL_ORIGIN_SLOT_1] = "slot-1",
	};
	const struct renewal *renewal = &unit->renewal;
	const struct update *update = &renewal->update;
	if (hal_origin() == HAL_ORIGIN_NONE)
		return;
	out_text(extra, ",\"runs\":\"");
	out_text(extra, origins[hal_origin()]);
	out_char(extra, '"');
	if (renewal->slot == UPDATE_FACTORY || renewal->cannot)
		return;
	out_text(extra, ",\"number\":");
	out_number(extra, on_trial(renewal) ? update->newest.number : update->confirmed.number);
	out_text(extra, on_trial(renewal) ? ",\"trial\":true" : ",\"trial\":false");
}
