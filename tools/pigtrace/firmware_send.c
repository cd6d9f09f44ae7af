#include "tools/pigtrace/firmware_send.h"

#include "core/base/buf.h"
#include "core/base/crc32.h"
#include "core/base/file.h"
#include "core/base/words.h"
#include "firmware/core/update.h"
#include "tools/pigtrace/board_line.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define IMAGE_MOST  ((size_t)64 << 20)
#define LINE_BYTES  512 /* what a board takes at once */
#define HEARD_WRONG 8   /* times in a row that a line is said again */
#define CONFIRM_MS  120000

/* What a board refuses with, for people. */
static const struct {
	const char *word;
	int exit_code;
	const char *text;
} refusals[] = {
	{ "no-image", EXIT_UNVERIFIED, N_("the board: this is no signed image") },
	{ "forged", EXIT_UNVERIFIED, N_("the board: not signed by the maker it knows") },
	{ "other-board", EXIT_FAILED, N_("the board: an image for another board") },
	{ "not-newer", EXIT_FAILED, N_("the board: not newer than the image it has confirmed") },
	{ "length", EXIT_FAILED, N_("the board: it does not fit the board") },
	{ "content", EXIT_UNVERIFIED, N_("the board: what arrived is not what was signed") },
	{ "storage", EXIT_FAILED, N_("the board: its storage failed") },
	{ "no-loader", EXIT_FAILED, N_("the board: it has no boot loader, so it takes no images") },
	{ "no-maker", EXIT_FAILED,
		N_("the board: its passport names no maker, so it takes no images") },
	{ "unknown", EXIT_FAILED, N_("the board knows no images, or has no passport") },
};

struct sending {
	const struct call *call;
	struct board_line console;
	struct span image; /* header and all */
	struct update_image header;
	size_t at; /* bytes behind the header that the board has */
	char word[BOARD_WORD_MOST];
	struct fault fault;
};

static int refuse(const struct sending *sending)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (strcmp(sending->word, refusals[i].word) == 0)
			return complain(sending->call, refusals[i].exit_code, "%s",
				words(refusals[i].text));
	return complain(sending->call, EXIT_FAILED, _("the board: %s"), sending->word);
}

/* COMMAND CRC [AT] BASE64, and how it was answered: sending->at moves to where the board is. */
static int say(struct sending *sending, const char *command, bool numbered, struct span bytes)
{
	char text[BOARD_LINE_MOST],
		base64[sodium_base64_ENCODED_LEN(LINE_BYTES, sodium_base64_VARIANT_ORIGINAL)];
	char behind[BOARD_LINE_MOST / 2 + sizeof(base64)], number[24] = "";
	int64_t at;
	if (numbered)
		(void)snprintf(number, sizeof(number), "%zu ", sending->at);
	(void)sodium_bin2base64(base64, sizeof(base64), (const unsigned char *)bytes.at, bytes.len,
		sodium_base64_VARIANT_ORIGINAL);
	(void)snprintf(behind, sizeof(behind), "%s%s", number, base64);
	int len = snprintf(text, sizeof(text), "%s %08" PRIx32 " %s", command,
		crc32_more(0, behind, strlen(behind)), behind);
	for (int i = 0; i < HEARD_WRONG; i++) {
		if (board_ask(&sending->console, (struct span){ text, (size_t)len }, sending->word,
			    &sending->fault) != 0)
			return complain_fault(sending->call, &sending->fault);
		if (strcmp(sending->word, "checksum") != 0)
			break;
	}
	struct span word = span_of(sending->word), rest = word, front;
	if (!span_cut(&rest, ' ', &front) || !span_is(front, "at") ||
		!span_number(rest, INT32_MAX, &at) || (size_t)at > sending->header.length)
		return refuse(sending);
	sending->at = (size_t)at;
	return EXIT_DONE;
}

static void show(const struct sending *sending)
{
	if (isatty(STDERR_FILENO))
		(void)fprintf(stderr, "\r%3zu %%", sending->at * 100 / sending->header.length);
}

/* From wherever the board is to the end. */
static int tell(struct sending *sending)
{
	struct span header = { sending->image.at, UPDATE_HEADER };
	while (header.len && (unsigned char)header.at[header.len - 1] == 0xff)
		header.len--;
	int code = say(sending, "?image", false, header);
	if (code == EXIT_DONE && sending->at > 0)
		(void)fprintf(stderr, _("goes on at byte %zu\n"), sending->at);
	while (code == EXIT_DONE && sending->at < sending->header.length) {
		size_t left = sending->header.length - sending->at;
		code = say(sending, "?bytes", true,
			(struct span){ sending->image.at + UPDATE_HEADER + sending->at,
				left < LINE_BYTES ? left : LINE_BYTES });
		show(sending);
	}
	if (isatty(STDERR_FILENO))
		(void)fputs("\n", stderr);
	return code;
}

static int ask(struct sending *sending, const char *command)
{
	if (board_ask(&sending->console, span_of(command), sending->word, &sending->fault) != 0)
		return complain_fault(sending->call, &sending->fault);
	return strcmp(sending->word, "ok") == 0 ? EXIT_DONE : refuse(sending);
}

/* It starts with this image, on trial. */
static int see_it_start(struct sending *sending)
{
	char state[BOARD_LINE_MOST + 1], expected[64];
	if (board_wait(&sending->console, "{\"online\"", BOARD_PATIENCE_MS, state, sizeof(state),
		    &sending->fault) != 0)
		return complain_fault(sending->call, &sending->fault);
	(void)snprintf(expected, sizeof(expected), "\"number\":%" PRId64 ",\"trial\":true",
		sending->header.number);
	return strstr(state, expected)
	               ? EXIT_DONE
	               : complain(sending->call, EXIT_FAILED,
				 _("the board did not start this image: %s"), state);
}

static int see_it_confirmed(struct sending *sending)
{
	char line[BOARD_LINE_MOST + 1];
	if (board_wait(&sending->console, "# image confirmed", CONFIRM_MS, line, sizeof(line),
		    &sending->fault) == 0)
		return EXIT_DONE;
	return complain(sending->call, EXIT_BUSY,
		_("no receipt has confirmed the image yet; without one the board goes back to the one before"));
}

static int send(struct sending *sending)
{
	int code = tell(sending);
	if (code == EXIT_DONE)
		code = ask(sending, "?end");
	if (code == EXIT_DONE)
		code = ask(sending, "?restart");
	if (code == EXIT_DONE)
		code = see_it_start(sending);
	if (code == EXIT_DONE)
		code = see_it_confirmed(sending);
	if (code == EXIT_DONE)
		(void)printf(_("%s %lld runs and is confirmed\n"), sending->header.name,
			(long long)sending->header.number);
	return code;
}

int firmware_send(const struct call *call, const char *path)
{
	struct sending sending = { .call = call, .console.fd = -1 };
	struct buf text = { 0 };
	int code;
	if (!call_has(call, "port"))
		return complain_usage(call, _("send wants --port DEVICE"));
	if (file_read(path, IMAGE_MOST, &text, &sending.fault) != 0)
		return complain_fault(call, &sending.fault);
	sending.image = buf_written(&text);
	if (sending.image.len <= UPDATE_HEADER ||
		!update_header_peek(sending.image.at, &sending.header) ||
		sending.image.len - UPDATE_HEADER != sending.header.length)
		code = complain(call, EXIT_UNVERIFIED, _("this is no signed image"));
	else if (board_open(&sending.console, call_value(call, "port"), &sending.fault) != 0)
		code = complain_fault(call, &sending.fault);
	else
		code = send(&sending);
	board_close(&sending.console);
	buf_free(&text);
	return code;
}
