/*
 * board.h - a board in memory for fuzzers: the HAL (firmware/hal) with a chip of kit_chip.h as its storage, a console
 * whose input is the fuzzer's and whose output is looked at, and an uplink that takes everything.
 */
#ifndef PIGTRACE_TESTS_FUZZ_BOARD_H
#define PIGTRACE_TESTS_FUZZ_BOARD_H

#define CHIP_BLOCK  8192
#define CHIP_BLOCKS 32

#include "../unit/kit_chip.h"

#include "firmware/hal/hal.h"
#include "firmware/hal/uplink.h"

#include <setjmp.h>

static struct {
	const uint8_t *input;
	size_t input_len;
	int64_t now_ms;
	enum hal_origin origin;
	jmp_buf restarted; /* hal_restart goes there */
	size_t answers;    /* lines that begin with `? `, `ok ` or `refused ` */
	bool line_begun;
	char line[16]; /* the front of the console's current line */
	size_t line_len;
	struct uplink_handlers uplink;
	bool has_uplink;
} board;

void hal_open(void)
{
}

const char *hal_board(void)
{
	return "sf2";
}

int64_t hal_now_ms(void)
{
	return board.now_ms++;
}

void hal_rest(void)
{
}

void hal_set_line(
	enum hal_port port, uint32_t baud, uint8_t data_bits, char parity, uint8_t stop_bits)
{
	(void)port;
	(void)baud;
	(void)data_bits;
	(void)parity;
	(void)stop_bits;
}

size_t hal_read(enum hal_port port, uint8_t *into, size_t most)
{
	size_t len = board.input_len < most ? board.input_len : most;
	if (port != HAL_CONSOLE)
		return 0;
	memcpy(into, board.input, len);
	board.input += len;
	board.input_len -= len;
	return len;
}

uint32_t hal_lost(enum hal_port port)
{
	(void)port;
	return 0;
}

static bool line_starts(const char *text)
{
	size_t len = strlen(text);
	return board.line_len >= len && memcmp(board.line, text, len) == 0;
}

void hal_write(enum hal_port port, const void *bytes, size_t len)
{
	const char *text = bytes;
	for (size_t i = 0; port == HAL_CONSOLE && i < len; i++) {
		if (text[i] != '\n') {
			if (board.line_len < sizeof(board.line))
				board.line[board.line_len++] = text[i];
			continue;
		}
		board.answers += line_starts("? ") || line_starts("ok ") || line_starts("refused ");
		board.line_len = 0;
	}
}

void hal_signal(enum hal_signal signal)
{
	chip_must(signal < HAL_SIGNAL_COUNT);
}

unsigned hal_buttons(void)
{
	return 0;
}

const struct block_device *hal_storage(void)
{
	return &chip_device;
}

enum hal_reset hal_reset_cause(void)
{
	return HAL_RESET_POWER;
}

enum hal_origin hal_origin(void)
{
	return board.origin;
}

_Noreturn void hal_restart(void)
{
	longjmp(board.restarted, 1);
}

size_t hal_stack_left(void)
{
	return 0;
}

void uplink_open(const struct uplink_settings *settings, const struct uplink_handlers *handlers)
{
	(void)settings;
	board.uplink = *handlers;
	board.has_uplink = true;
}

void uplink_step(int64_t now_ms)
{
	(void)now_ms;
}

bool uplink_ready(void)
{
	return true;
}

bool uplink_publish(enum topic_branch branch, struct span bytes)
{
	(void)branch;
	chip_must(bytes.len <= UPLINK_NOTE_MOST);
	return true;
}

#endif
