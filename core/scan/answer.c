#include "core/base/utf8.h"
#include "core/scan/apart.h"
#include "core/scan/ladder.h"

/* An answer: a magic byte, minus the fault's code, then a sentence, or codes of a type and data each. Lengths
 * are four bytes, low first. */
#define MAGIC 'A'

/* As zbar names them. */
static const char *const types[] = { "QR-Code", "EAN-2", "EAN-5", "EAN-8", "UPC-E", "ISBN-10",
	"UPC-A", "EAN-13", "ISBN-13", "COMPOSITE", "I2/5", "DataBar", "DataBar-Exp", "Codabar",
	"CODE-39", "PDF417", "CODE-93", "CODE-128" };

static void put_number(struct buf *into, size_t number)
{
	for (int shift = 0; shift < 32; shift += 8)
		buf_char(into, (char)(number >> shift & 0xff));
}

static void put_span(struct buf *into, struct span text)
{
	put_number(into, text.len);
	buf_span(into, text);
}

void answer_write(int code, const struct scan *scan, const struct fault *fault, struct buf *into)
{
	buf_char(into, MAGIC);
	buf_char(into, (char)-code);
	if (code != 0) {
		put_span(into, span_of(fault->text));
		return;
	}
	put_number(into, scan->count);
	for (size_t i = 0; i < scan->count; i++) {
		put_span(into, span_of(scan->codes[i].type));
		put_span(into, scan->codes[i].data);
	}
}

static bool take_number(struct span *rest, size_t most, size_t *number)
{
	*number = 0;
	if (rest->len < 4)
		return false;
	for (size_t i = 0; i < 4; i++)
		*number |= (size_t)(unsigned char)rest->at[i] << (8 * i);
	rest->at += 4;
	rest->len -= 4;
	return *number <= most;
}

static bool take_span(struct span *rest, size_t most, struct span *text)
{
	if (!take_number(rest, most, &text->len) || text->len > rest->len)
		return false;
	text->at = rest->at;
	rest->at += text->len;
	rest->len -= text->len;
	return true;
}

/* No control characters, neither of ASCII nor of its upper half (U+0080..U+009F). */
static bool sentence_good(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		if (byte < ' ' || byte == 0x7f ||
			(byte == 0xc2 && i + 1 < text.len && (unsigned char)text.at[i + 1] < 0xa0))
			return false;
	}
	return text.len > 0 && utf8_valid(text.at, text.len) == text.len;
}

static const char *type_named(struct span name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (span_is(name, types[i]))
			return types[i];
	return NULL;
}

static int no_answer(struct scan *scan, struct fault *fault)
{
	scan->count = 0;
	return fault_set(fault, FAULT_PEER, "the reader's answer is none");
}

static int refusal_read(struct span rest, int code, struct scan *scan, struct fault *fault)
{
	char text[FAULT_TEXT];
	struct span said;
	if (code < FAULT_LIMIT || !take_span(&rest, FAULT_TEXT - 1, &said) || rest.len != 0 ||
		!sentence_good(said) || !span_copy(said, text, sizeof(text)))
		return no_answer(scan, fault);
	return fault_set(fault, code, "%s", text);
}

int answer_read(struct span bytes, struct scan *scan, struct fault *fault)
{
	size_t count;
	*scan = (struct scan){ 0 };
	if (bytes.len < 2 || bytes.at[0] != MAGIC)
		return no_answer(scan, fault);
	int code = -(int)(unsigned char)bytes.at[1];
	struct span rest = { bytes.at + 2, bytes.len - 2 };
	if (code != 0)
		return refusal_read(rest, code, scan, fault);
	if (!take_number(&rest, SCAN_CODES_MOST, &count))
		return no_answer(scan, fault);
	for (size_t i = 0; i < count; i++) {
		struct span type, data;
		if (!take_span(&rest, sizeof(scan->codes[0].type), &type) ||
			!take_span(&rest, APART_DATA_MOST, &data) || !type_named(type))
			return no_answer(scan, fault);
		code = scan_add(scan, type_named(type), data, fault);
		if (code != 0)
			return code;
	}
	return rest.len == 0 ? 0 : no_answer(scan, fault);
}
