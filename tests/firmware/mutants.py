"""mutants.py - firmware that is broken on purpose: what the scenarios must catch.

  mutants.py NAME FILE    the file of that mutant, on stdout; it fails if the text to change is not there exactly once
  mutants.py              NAME FILE lines, what the build makes

`worn` is no fault of ours but a flash chip that is worn: the firmware itself must live with it.
"""
import sys

WORN = (
    "firmware/ports/sf2/nor.c",
    "	for (uint32_t i = 0; i < len; i++)\n		(void)exchange(bytes[i]);\n	return settle();",
    "	static uint32_t turn = 3;\n	bool worn = at >= 16 * ERASE_SIZE && len > 64 && ++turn % 5 == 0;\n"
    "	for (uint32_t i = 0; i < len; i++)\n		(void)exchange(worn && i == len - 1 ? 0xFF : bytes[i]);\n	return settle();",
)
UNREAD = ("firmware/core/outbox.c", "			!read_back(outbox, at, outbox->page, used))", "			(false && !read_back(outbox, at, outbox->page, used)))")

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


def main():
    if len(sys.argv) == 1:
        for name, changes in MUTANTS.items():
            for path in dict.fromkeys(path for path, _, _ in changes):
                print(name, path)
        return
    name, wanted = sys.argv[1:]
    with open(wanted, encoding="utf-8") as source:
        text = source.read()
    for path, old, new in MUTANTS[name]:
        if path == wanted:
            assert text.count(old) == 1, f"{name}: {path} has changed; the mutant must follow"
            text = text.replace(old, new)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
