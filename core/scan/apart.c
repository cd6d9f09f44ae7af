#include "core/scan/apart.h"

#include <string.h>

/* The question's head, between two ends of one program. */
struct question {
	unsigned width, height; /* 0: the rest is a file's bytes */
	struct scan_manner manner;
};

static void answer_question(struct span asked, struct buf *answer)
{
	struct question question;
	struct scan scan = { .count = 0 };
	struct fault fault = { 0 };
	if (asked.len < sizeof(question))
		return;
	memcpy(&question, asked.at, sizeof(question));
	struct span rest = { asked.at + sizeof(question), asked.len - sizeof(question) };
	int code = question.width == 0 ? scan_picture(rest, &question.manner, &scan, &fault)
	                               : scan_gray((const uint8_t *)rest.at, question.width,
						 question.height, &question.manner, &scan, &fault);
	answer_write(code, &scan, &fault, answer);
	scan_free(&scan);
}

struct cell apart_cell(void)
{
	return (struct cell){ .work = answer_question, .answer_most = APART_ANSWER_MOST };
}

static int ask(struct cell *cell, struct question question, struct span bytes, int timeout_ms,
	struct scan *scan, struct fault *fault)
{
	struct buf answer = { 0 };
	struct span parts[] = { { (const char *)&question, sizeof(question) }, bytes };
	*scan = (struct scan){ 0 };
	int code = cell_ask(cell, parts, 2, timeout_ms, &answer, fault);
	if (code == 0)
		code = answer_read(buf_written(&answer), scan, fault);
	buf_free(&answer);
	return code;
}

int apart_picture(struct cell *cell, struct span picture, const struct scan_manner *manner,
	struct scan *scan, struct fault *fault)
{
	*scan = (struct scan){ 0 };
	if (picture.len > SCAN_FILE_MOST)
		return fault_set(
			fault, FAULT_LIMIT, "the picture is larger than %zu bytes", SCAN_FILE_MOST);
	struct question question;
	memset(&question, 0, sizeof(question)); /* the bytes between its members too */
	if (manner)
		question.manner = *manner;
	return ask(cell, question, picture, APART_PICTURE_MS, scan, fault);
}

int apart_gray(struct cell *cell, const uint8_t *gray, unsigned width, unsigned height,
	const struct scan_manner *manner, struct scan *scan, struct fault *fault)
{
	struct question question;
	*scan = (struct scan){ 0 };
	memset(&question, 0, sizeof(question));
	question.width = width;
	question.height = height;
	if (manner)
		question.manner = *manner;
	if (width == 0 || height == 0 || width > SCAN_SIDE_MOST || height > SCAN_SIDE_MOST ||
		(size_t)width * height > SCAN_PIXELS_MOST)
		return scan_gray(gray, width, height, manner, scan, fault); /* refuses it */
	return ask(cell, question, (struct span){ (const char *)gray, (size_t)width * height },
		APART_FRAME_MS, scan, fault);
}
