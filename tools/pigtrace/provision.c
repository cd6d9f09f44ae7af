#include "tools/pigtrace/provision.h"

#include "core/base/clock.h"
#include "core/base/crc32.h"
#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/board_line.h"
#include "tools/pigtrace/broker_files.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/registration.h"
#include "tools/pigtrace/speak.h"
#include "tools/pigtrace/station_files.h"
#include "tools/pigtrace/what.h"

#include <inttypes.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define PASSPORT_MOST 1024 /* what a board keeps (firmware/core/passport.h) */

/* What a board is told, and what is registered of it. */
struct board {
	const char *name;
	const char *broker; /* HOST:PORT as the board reaches it */
	const char *with;   /* KEY=VALUE,...: further lines */
	char trade[16];
	char place[ITEM_TEXT];
	char title[96];
	char public_key[NOTE_KEY_TEXT];
	char password[BROKER_PASSWORD_TEXT];
	int64_t heard_epoch; /* 0: never heard */
	int64_t epoch;
	struct out passport;
	char text[PASSPORT_MOST + 1];
};

/* ---- who it is: from the command line, else as the registry has it ---- */

/* The epoch a station was last heard in: a new flash counts from the beginning, so it needs a higher one. */
static int find_epoch(void *context, const struct store_heard *heard)
{
	struct board *board = context;
	if (strcmp(heard->station.name, board->name) == 0 && heard->epoch > board->heard_epoch)
		board->heard_epoch = heard->epoch;
	return 0;
}

static int from_registry(const struct call *call, struct board *board, bool *known)
{
	struct store_station station;
	struct fault fault;
	int code;
	struct store *store = home_store(call, &code);
	if (!store)
		return code;
	code = store_heard_each(store, find_epoch, board, &fault);
	if (code == 0)
		code = store_station_find(store, span_of(board->name), &station, &fault);
	store_close(store);
	*known = code == 0;
	if (code == FAULT_NOT_FOUND)
		return EXIT_DONE;
	if (code != 0)
		return complain_fault(call, &fault);
	if (station.trade >= 0)
		(void)span_copy(span_of(vocabulary_choices[CHOICE_TRADE].values[station.trade]),
			board->trade, sizeof(board->trade));
	(void)span_copy(span_of(station.home), board->place, sizeof(board->place));
	(void)span_copy(span_of(station.title), board->title, sizeof(board->title));
	return EXIT_DONE;
}

static int identify(const struct call *call, struct board *board)
{
	bool known = false;
	int index;
	int code = from_registry(call, board, &known);
	if (code == EXIT_DONE && known && !call_has(call, "again"))
		return complain_usage(
			call, _("%s is registered; --again gives it a new board"), board->name);
	if (code == EXIT_DONE && call_has(call, "place"))
		code = what_is(call, call_value(call, "place"), board->place);
	if (code != EXIT_DONE)
		return code;
	if (call_has(call, "trade") &&
		!span_copy(span_of(call_value(call, "trade")), board->trade, sizeof(board->trade)))
		board->trade[0] = '\0';
	if (call_has(call, "title") &&
		!span_copy(span_of(call_value(call, "title")), board->title, sizeof(board->title)))
		return complain_usage(call, _("the name for people is too long"));
	if (!vocabulary_find_choice(CHOICE_TRADE, span_of(board->trade), &index))
		return complain_usage(call, _("--trade must be one of: farm, transport, slaughter, "
					      "packer, shop, admin, gateway"));
	return EXIT_DONE;
}

/* ---- its passport ---- */

static void line(struct board *board, const char *key, struct span value)
{
	out_text(&board->passport, key);
	out_char(&board->passport, ' ');
	out_span(&board->passport, value);
	out_char(&board->passport, '\n');
}

/* KEY=VALUE,KEY=VALUE as lines of the passport. */
static bool add_more(struct board *board)
{
	struct span rest = span_of(board->with ? board->with : ""), pair;
	while (rest.len) {
		struct span key;
		if (!span_cut(&rest, ',', &pair)) {
			pair = rest;
			rest.len = 0;
		}
		if (!span_cut(&pair, '=', &key) || key.len == 0 || pair.len == 0)
			return false;
		out_span(&board->passport, key);
		out_char(&board->passport, ' ');
		out_span(&board->passport, pair);
		out_char(&board->passport, '\n');
	}
	return true;
}

static int write_passport(const struct call *call, struct board *board)
{
	char secret_text[NOTE_KEY_TEXT], gateway[NOTE_KEY_TEXT], number[24];
	struct out epoch = out_into(number, sizeof(number));
	struct note_secret secret;
	struct fault fault;
	uint8_t seed[32];
	int code = station_files_gateway(call->home, gateway, &fault);
	if (code != 0)
		return complain_fault(call, &fault);
	randombytes_buf(seed, sizeof(seed));
	(void)note_key_make(span_of(board->name), seed, &secret);
	note_secret_format(&secret, secret_text);
	note_public_format(&secret.pub, board->public_key);
	broker_password(board->password);
	board->epoch = clock_now_ms() / 1000;
	if (board->epoch <= board->heard_epoch)
		board->epoch = board->heard_epoch + 1;
	out_number(&epoch, board->epoch);
	board->passport = out_into(board->text, sizeof(board->text));
	line(board, "station-key", span_of(secret_text));
	line(board, "gateway-key", span_of(gateway));
	line(board, "epoch", out_written(&epoch));
	line(board, "broker", span_of(board->broker));
	line(board, "password", span_of(board->password));
	if (span_starts(span_of(board->place), "place:"))
		line(board, "place", span_of(board->place));
	bool good = add_more(board);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(&secret, sizeof(secret));
	sodium_memzero(secret_text, sizeof(secret_text));
	if (!good)
		return complain_usage(call, _("--with wants KEY=VALUE,..."));
	return board->passport.full ? complain_usage(call, _("too much for a board's passport"))
	                            : EXIT_DONE;
}

/* ---- telling it ---- */

static int tell_line(struct board_line *console, struct span text, struct fault *fault)
{
	char command[BOARD_LINE_MOST], word[BOARD_WORD_MOST];
	struct out out = out_into(command, sizeof(command));
	struct span key = text, rest = text;
	out_text(&out, "?passport");
	if (text.len) {
		out_char(&out, ' ');
		out_span(&out, text);
	}
	int code = board_ask(console, out_written(&out), word, fault);
	sodium_memzero(command, sizeof(command));
	(void)span_cut(&rest, ' ', &key);
	if (code == 0 && strcmp(word, "ok") != 0)
		code = fault_set(fault, FAULT_IO, "the board does not take %.*s: %s", (int)key.len,
			key.at, word);
	return code;
}

static int tell_lines(struct board_line *console, const struct board *board, struct fault *fault)
{
	struct span rest = out_written(&board->passport), one;
	int code = tell_line(console, span_of(""), fault);
	while (code == 0 && span_cut(&rest, '\n', &one))
		code = tell_line(console, one, fault);
	return code;
}

/* The board keeps what it heard if the CRC says that it heard it right. */
static int keep(struct board_line *console, const struct board *board, struct fault *fault)
{
	char command[32], word[BOARD_WORD_MOST];
	struct span text = out_written(&board->passport);
	(void)snprintf(
		command, sizeof(command), "?keep %08" PRIx32, crc32_more(0, text.at, text.len));
	int code = board_ask(console, span_of(command), word, fault);
	if (code == 0 && strcmp(word, "ok") != 0)
		code = fault_set(fault, FAULT_IO, "the board did not keep its passport: %s", word);
	return code;
}

/* It starts again and says its state, with the epoch it was told. */
static int see_it_start(struct board_line *console, const struct board *board, struct fault *fault)
{
	char state[BOARD_LINE_MOST + 1], expected[40];
	int code =
		board_wait(console, "{\"online\"", BOARD_PATIENCE_MS, state, sizeof(state), fault);
	(void)snprintf(expected, sizeof(expected), "\"epoch\":%" PRId64 ",", board->epoch);
	if (code == 0 && !strstr(state, expected))
		code = fault_set(
			fault, FAULT_IO, "the board started with another epoch: %s", state);
	return code;
}

static int register_board(const struct call *call, const struct board *board)
{
	char text[EVENT_LINE_MOST];
	struct out out = out_into(text, sizeof(text));
	struct registration registration = { .name = board->name,
		.trade = board->trade,
		.key = board->public_key,
		.home = board->place,
		.title = board->title };
	registration_write(&out, &registration);
	if (!broker_reload(call->home))
		(void)fputs(_("note: no broker is running on this home's files\n"), stderr);
	return out.full ? complain(call, EXIT_USAGE, _("the name for people is too long"))
	                : speak_admin(call, out_written(&out));
}

/* Told first, so that nothing is changed here for a board that does not listen; kept last, so that a board with a
 * passport is one that the gateway knows. */
static int bring_up(const struct call *call, const struct board *board)
{
	struct board_line console;
	struct fault fault;
	char home[PATH_MAX];
	if (!realpath(call->home, home)) {
		(void)fault_set_errno(&fault, FAULT_IO, "cannot find %s", call->home);
		return complain_fault(call, &fault);
	}
	int code = board_open(&console, call_value(call, "port"), &fault);
	if (code == 0)
		code = tell_lines(&console, board, &fault);
	if (code == 0)
		code = broker_user(home, board->name, board->password, &fault);
	int exit_code = code == 0 ? register_board(call, board) : complain_fault(call, &fault);
	if (exit_code == EXIT_DONE) {
		code = keep(&console, board, &fault);
		if (code == 0)
			code = see_it_start(&console, board, &fault);
		exit_code = code == 0 ? EXIT_DONE : complain_fault(call, &fault);
	}
	board_close(&console);
	if (exit_code == EXIT_DONE)
		(void)printf(_("the board is %s now, epoch %lld\n"), board->name,
			(long long)board->epoch);
	return exit_code;
}

int provision(const struct call *call, const char *name)
{
	struct board board = {
		.name = name, .broker = call_value(call, "broker"), .with = call_value(call, "with")
	};
	if (!note_name_good(span_of(name)) || strcmp(name, BROKER_GATEWAY) == 0 ||
		strcmp(name, HOME_ADMIN) == 0)
		return complain_usage(
			call, _("'%s' cannot be a station's name: 1 to 32 of a-z 0-9 -"), name);
	if (!call_has(call, "port") || !board.broker || !strchr(board.broker, ':'))
		return complain_usage(
			call, _("provision wants --port DEVICE and --broker HOST:PORT"));
	int code = identify(call, &board);
	if (code == EXIT_DONE)
		code = write_passport(call, &board);
	if (code == EXIT_DONE)
		code = bring_up(call, &board);
	sodium_memzero(&board, sizeof(board));
	return code;
}
