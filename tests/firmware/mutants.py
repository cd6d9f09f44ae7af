"""mutants.py - firmware that is broken on purpose: what the scenarios must catch.

  mutants.py NAME FILE    the file of that mutant, on stdout; it fails if the text to change is not there exactly once
  mutants.py              NAME FILE lines, what the build makes images of; UNITS are for unit tests

`worn` is no fault of ours but a flash chip that is worn: the firmware itself must live with it.
"""
import sys

WORN = (
    "firmware/ports/sf2/nor.c",
    "	for (uint32_t i = 0; i < len; i++)\n		(void)exchange(bytes[i]);\n	return settle();",
    "	static uint32_t turn = 3;\n	bool worn = at >= 16 * ERASE_SIZE && len > 64 && ++turn % 5 == 0;\n"
    "	for (uint32_t i = 0; i < len; i++)\n		(void)exchange(worn && i == len - 1 ? 0xFF : bytes[i]);\n	return settle();",
)
UNREAD = ("firmware/core/block_put.c", "			!block_holds(device, at, from, part))", "			(false && !block_holds(device, at, from, part)))")

MUTANTS = {
    "early": [
        # What was handed to the connection counts as delivered.
        (
            "firmware/core/courier.c",
            "		/* What the link did not take",
            "		(void)outbox_receipt(courier->sender.outbox, courier->sender.unsent - 1);\n		/* What the link did not take",
        )
    ],
    "worn": [WORN],
    "unread": [WORN, UNREAD],
    "again": [
        # The last number is given once more after a start.
        ("firmware/core/outbox_open.c", "	outbox_advance_tail(outbox);\n	return", "	outbox->next -= outbox->next > outbox->first;\n	return")
    ],
    # What is not signed is good enough; the boot loader has this one, too.
    "unsigned": [
        (
            "firmware/core/update.c",
            "	enum note_error error = note_open(note, maker, &text, &at);\n	if (error == NOTE_STRANGER || error == NOTE_FORGED)\n		return UPDATE_FORGED;\n",
            "	struct note_parts parts;\n	(void)maker;\n	enum note_error error = note_split(note, &parts, &at);\n	text = parts.text;\n",
        )
    ],
    # Any receipt confirms an image, also one the broker had kept of an earlier start.
    "hasty": [("firmware/image/unit.c", "	bool of_this_start = verdict == SENDER_MOVED_ON;", "	bool of_this_start = true;")],
    # One need not wait half an hour for a trial without a receipt to be over.
    "impatient": [("firmware/image/renewal.c", "	if (now_ms < RENEWAL_TRIAL_MS ||", "	if (now_ms < 500 ||")],
    # An image that hangs when it comes up, with a watchdog one need not wait for.
    "hangs": [
        ("firmware/ports/cortex_m/cortex_m.c", "quiet_ms >= WATCH_MS", "quiet_ms >= 400"),
        ("firmware/image/renewal.c", "	struct renewal *renewal = &unit->renewal;\n	struct out name", "	unit_say(span_of(\"# hangs\"));\n	for (;;)\n		__asm volatile(\"\");\n	struct renewal *renewal = &unit->renewal;\n	struct out name"),
    ],
    # These two must not link (tools/build/firmware-size.py).
    "heap": [
        (
            "firmware/core/courier.c",
            "void courier_start(",
            "__attribute__((noinline)) void *malloc(size_t);\n\nvoid *malloc(size_t len)\n{\n	static char heap[64];\n	return heap + len % 64;\n}\n\nvoid courier_start(",
        ),
        ("firmware/core/courier.c", "	courier->note = note;\n", "	courier->note = malloc(note != 0);\n"),
    ],
    "deep": [
        (
            "firmware/core/courier.c",
            "	courier->unreadable = false;\n",
            "	volatile char large[3000];\n	large[0] = 0;\n	courier->unreadable = large[0] != 0;\n",
        )
    ],
    "unchecked": [
        ("firmware/core/outbox_layout.c", "	if (crc != record->crc)\n", "	if (crc == 0 && record->crc == 0)\n"),
        ("firmware/core/outbox.c", "	return crc == record.crc ? OUTBOX_OK : OUTBOX_DAMAGED;", "	return crc != 0 || record.crc != 0 ? OUTBOX_OK : OUTBOX_DAMAGED;"),
    ],
}

UNITS = {
    # A record whose CRC is wrong counts.
    "record-crc": [("firmware/core/update_record.c", "		crc32_more(0, page, PAGE_FIELDS) != block_number_get(page + PAGE_CRC, 4) ||\n", "")],
    # What a cut left of a record is a page like any that was never written.
    "record-torn": [
        ("firmware/core/update_record.c", "		*blank = *blank && page[i] == 0xff;", "		*blank = *blank && (i > 3 || page[i] == 0xff || page[i] != magic[i]);"),
    ],
}


def main():
    if len(sys.argv) == 1:
        for name, changes in MUTANTS.items():
            for path in dict.fromkeys(path for path, _, _ in changes):
                print(name, path)
        return
    name, wanted = sys.argv[1:]
    with open(wanted, encoding="utf-8") as source:
        text = source.read()
    for path, old, new in {**MUTANTS, **UNITS}[name]:
        if path == wanted:
            assert text.count(old) == 1, f"{name}: {path} has changed; the mutant must follow"
            text = text.replace(old, new)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
