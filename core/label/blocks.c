/* A code on a terminal: two modules above each other are one character, black on white whatever colours it has. */
#include "core/label/label.h"

#include "core/label/qr.h"

#define PAPER "\x1b[0;30;107m"
#define PLAIN "\x1b[0m\n"

static bool is_dark(const QRcode *code, int x, int y)
{
	return x >= 0 && y >= 0 && x < code->width && y < code->width && qr_dark(code, x, y);
}

static void draw_row(const QRcode *code, int y, struct buf *into)
{
	static const char *const blocks[] = { " ", "▄", "▀", "█" };
	buf_text(into, PAPER);
	for (int x = -LABEL_QUIET; x < code->width + LABEL_QUIET; x++)
		buf_text(into, blocks[2 * is_dark(code, x, y) + is_dark(code, x, y + 1)]);
	buf_text(into, PLAIN);
}

int label_blocks(struct span uri, struct buf *into, struct fault *fault)
{
	QRcode *code = NULL;
	int made = qr_make(uri, &code, fault);
	if (made != 0)
		return made;
	for (int y = -LABEL_QUIET; y < code->width + LABEL_QUIET; y += 2)
		draw_row(code, y, into);
	QRcode_free(code);
	return into->failed ? fault_set(fault, FAULT_MEMORY, "no memory for a code") : 0;
}
