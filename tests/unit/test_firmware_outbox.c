/*
 * The outbox against a model of what it promises, on simulated NOR flash. Before every program and every
 * erase of a long session the power is cut in many ways on a copy of the flash; the copy is opened
 * and must hold what was promised. Bits that a cut left half-written read one way today and another after the
 * next start.
 */
#include "firmware/core/outbox.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define BLOCK       8192
#define BLOCKS      3
#define FLASH       (BLOCK * BLOCKS)
#define NUMBERS     2048
#define FILE_PAGE   4096 /* what a file system writes at once */
#define EPOCH       INT64_C(1790000000)
#define WAYS_TO_CUT 7

struct flash {
	struct block_device device;
	uint8_t at[FLASH];
	uint8_t weak[FLASH];    /* bits a cut left between 0 and 1 */
	uint8_t durable[FLASH]; /* as at the last sync */
	int erased[BLOCKS];
	int operations;
	int fail_at;   /* this operation fails, 0: none */
	bool stuck;    /* programming does nothing, and says it did */
	bool watching; /* cut the power before every operation, on a copy */
	struct model *model;
};

/* What the user was told, and what anybody may have been sent. Line contents follow from their tag. */
struct model {
	uint32_t tag[NUMBERS];  /* content of each number as last appended */
	uint32_t sent[NUMBERS]; /* content that may have been sent, 0: never */
	int64_t confirmed;      /* answered OK up to here */
	int64_t receipted;
	int64_t appended;
};

static uint32_t dice_state = 20261120;

static uint32_t dice(uint32_t sides)
{
	dice_state ^= dice_state << 13;
	dice_state ^= dice_state >> 17;
	dice_state ^= dice_state << 5;
	return dice_state % sides;
}

static uint8_t some_bits(uint8_t of)
{
	return of & (uint8_t)dice(256);
}

enum what { PROG, ERASE };

static void cut_everywhere(
	const struct flash *flash, enum what what, uint32_t at, const uint8_t *from, uint32_t len);

static bool fails(struct flash *flash)
{
	return ++flash->operations == flash->fail_at;
}

static int flash_read(void *context, uint32_t at, void *into, uint32_t len)
{
	struct flash *flash = context;
	assert_true(at <= FLASH && len <= FLASH - at);
	memcpy(into, flash->at + at, len);
	return 0;
}

static void program(struct flash *flash, uint32_t at, const uint8_t *from, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++) {
		flash->at[at + i] &= from[i];
		flash->weak[at + i] &= from[i];
	}
}

static int flash_prog(void *context, uint32_t at, const void *from, uint32_t len)
{
	struct flash *flash = context;
	assert_true(len >= 1 && at % OUTBOX_PAGE + len <= OUTBOX_PAGE && at + len <= FLASH);
	if (flash->watching)
		cut_everywhere(flash, PROG, at, from, len);
	if (fails(flash))
		return BLOCK_FAILED;
	if (!flash->stuck)
		program(flash, at, from, len);
	return 0;
}

static int flash_erase(void *context, uint32_t at)
{
	struct flash *flash = context;
	assert_true(at % BLOCK == 0 && at < FLASH);
	if (flash->watching)
		cut_everywhere(flash, ERASE, at, NULL, BLOCK);
	if (fails(flash))
		return BLOCK_FAILED;
	memset(flash->at + at, 0xFF, BLOCK);
	memset(flash->weak + at, 0, BLOCK);
	flash->erased[at / BLOCK]++;
	return 0;
}

static int flash_sync(void *context)
{
	struct flash *flash = context;
	if (flash->watching)
		memcpy(flash->durable, flash->at, FLASH);
	return 0;
}

static void flash_wire(struct flash *flash)
{
	flash->device = (struct block_device){ .context = flash,
		.page_size = OUTBOX_PAGE,
		.erase_size = BLOCK,
		.block_count = BLOCKS,
		.read = flash_read,
		.prog = flash_prog,
		.erase = flash_erase,
		.sync = flash_sync };
}

static struct flash *flash_new(void)
{
	struct flash *flash = calloc(1, sizeof(*flash));
	assert_non_null(flash);
	memset(flash->at, 0xFF, FLASH);
	memset(flash->durable, 0xFF, FLASH);
	flash_wire(flash);
	return flash;
}

/* Leave an operation half done: each bit it would change is changed, not changed, or weak. */
static void tear(struct flash *flash, enum what what, uint32_t at, const uint8_t *from,
	uint32_t len, int way)
{
	uint32_t weak_byte = dice(len);
	for (uint32_t i = 0; i < len; i++) {
		uint8_t old = flash->at[at + i];
		uint8_t new = what == PROG ? old &from[i] : 0xFF;
		uint8_t change = old ^ new;
		switch (way) {
		case 0: /* not begun */
			change = 0;
			break;
		case 1: /* done, but nobody was told */
			break;
		case 2: /* the first half */
			change = i < len / 2 ? change : 0;
			break;
		case 3: /* the second half */
			change = i < len / 2 ? 0 : change;
			break;
		case 4: /* some bits, firmly */
			change = some_bits(change);
			break;
		case 5: /* done, but for one bit that is between 0 and 1 */
			flash->weak[at + i] |= i == weak_byte ? change & (uint8_t)(0 - change) : 0;
			break;
		default: /* every changing bit is between 0 and 1 */
			flash->weak[at + i] |= change;
			change = 0;
			break;
		}
		flash->at[at + i] = old ^ change;
	}
}

static void power_on(struct flash *flash)
{
	for (uint32_t i = 0; i < FLASH; i++)
		flash->at[i] =
			(uint8_t)((flash->at[i] & ~flash->weak[i]) | some_bits(flash->weak[i]));
}

static size_t line_of(uint32_t tag, char into[static OUTBOX_LINE_MOST])
{
	static const uint32_t most[] = { 180, 180, 180, 700, OUTBOX_LINE_MOST };
	uint32_t len = 1 + tag * 2654435761u % most[tag % 5];
	if (tag % 97 == 0)
		len = OUTBOX_LINE_MOST;
	for (uint32_t i = 0; i < len; i++)
		into[i] = (char)(0x20 + (tag * 31 + i * 7) % 90);
	return len;
}

static bool holds(struct outbox *outbox, int64_t seq, uint32_t tag)
{
	static char expected[OUTBOX_LINE_MOST], got[OUTBOX_LINE_MOST];
	size_t len, expected_len = line_of(tag, expected);
	return outbox_read(outbox, seq, got, sizeof(got), &len) == OUTBOX_OK &&
	       len == expected_len && memcmp(got, expected, len) == 0;
}

static void check_promises(struct outbox *outbox, const struct model *model)
{
	assert_int_equal(outbox->epoch, EPOCH);
	assert_int_equal(outbox->damaged, 0);
	assert_true(outbox->next > model->confirmed);
	assert_true(outbox->next <= model->appended + 1);
	assert_true(outbox->first <= model->receipted + 1);
	for (int64_t seq = outbox->first; seq <= model->confirmed; seq++)
		assert_true(holds(outbox, seq, model->tag[seq]));
	for (int64_t seq = outbox->first; seq < outbox->next; seq++)
		if (model->sent[seq])
			assert_true(holds(outbox, seq, model->sent[seq]));
}

static void model_sync(struct outbox *outbox, struct model *model)
{
	assert_int_equal(outbox_sync(outbox), OUTBOX_OK);
	model->confirmed = model->appended;
}

/* Everything confirmed is sent at once: the hardest case for a number that is given again. */
static void model_send(struct outbox *outbox, struct model *model)
{
	for (int64_t seq = outbox->first; seq <= outbox->synced; seq++) {
		assert_true(holds(outbox, seq, model->tag[seq]));
		model->sent[seq] = model->tag[seq];
	}
}

static enum outbox_error model_append(struct outbox *outbox, struct model *model)
{
	static uint32_t last_tag = 0;
	char line[OUTBOX_LINE_MOST];
	uint32_t tag = ++last_tag;
	size_t len = line_of(tag, line);
	int64_t seq = 0, expected = outbox->next;
	assert_true(expected < NUMBERS);
	uint32_t before = model->tag[expected];
	/* In the middle of an append a cut may leave the new line whole: it is then the number's content. */
	model->tag[expected] = tag;
	if (model->appended < expected)
		model->appended = expected;
	enum outbox_error error = outbox_append(outbox, (struct span){ line, len }, &seq);
	if (error != OUTBOX_OK) {
		model->tag[expected] = before;
		model->appended = expected - 1;
		return error;
	}
	assert_int_equal(seq, expected);
	return error;
}

static void model_receipt(struct outbox *outbox, struct model *model, int64_t upto)
{
	if (upto > model->receipted)
		model->receipted = upto;
	assert_int_equal(outbox_receipt(outbox, upto), OUTBOX_OK);
	assert_int_equal(outbox->first, model->receipted + 1);
}

/* The numbers that were never confirmed and are not on the device are free again. */
static void model_restart(const struct outbox *outbox, struct model *model)
{
	model->appended = outbox->next - 1;
	for (int64_t seq = outbox->next; seq < NUMBERS; seq++)
		assert_int_equal(model->sent[seq], 0);
}

/* The flash after a cut: open it, use it, start again with weak bits fallen the other way, use it. */
static void check_after_cut(struct flash *torn, const struct model *before)
{
	static struct model model;
	struct outbox outbox;
	model = *before;
	for (int start = 0; start < 3; start++) {
		power_on(torn);
		assert_int_equal(outbox_open(&outbox, &torn->device), OUTBOX_OK);
		check_promises(&outbox, &model);
		model_restart(&outbox, &model);
		for (int i = 0; i < 2; i++)
			(void)model_append(&outbox, &model);
		model_sync(&outbox, &model);
		model_send(&outbox, &model);
	}
}

static void copy_flash(struct flash *copy, const struct flash *flash)
{
	memcpy(copy, flash, sizeof(*copy));
	copy->watching = false;
	flash_wire(copy);
}

static void cut_everywhere(
	const struct flash *flash, enum what what, uint32_t at, const uint8_t *from, uint32_t len)
{
	static struct flash torn;
	/* Few operations touch a block's header, so each is cut more often. */
	int tries = at % BLOCK == 0 ? 8 : 1;
	for (int way = 0; way < WAYS_TO_CUT * tries; way++) {
		copy_flash(&torn, flash);
		tear(&torn, what, at, from, len, way % WAYS_TO_CUT);
		check_after_cut(&torn, flash->model);
	}
	/* A file under an operating system that loses power keeps any subset of what was not synced. */
	for (int i = 0; i < tries; i++) {
		copy_flash(&torn, flash);
		tear(&torn, what, at, from, len, 1);
		for (uint32_t page = 0; page < FLASH; page += FILE_PAGE)
			if (dice(2))
				memcpy(torn.at + page, flash->durable + page, FILE_PAGE);
		check_after_cut(&torn, flash->model);
	}
}

static void a_session_survives_a_cut_at_every_program_and_erase(void **state)
{
	struct flash *flash = flash_new();
	struct model *model = calloc(1, sizeof(*model));
	struct outbox outbox;
	(void)state;
	assert_non_null(model);
	flash->model = model;
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	memcpy(flash->durable, flash->at, FLASH);
	flash->watching = true;
	int full = 0;
	while (flash->erased[BLOCKS - 1] < 4) {
		for (uint32_t n = 1 + dice(4); n > 0; n--) {
			if (model_append(&outbox, model) != OUTBOX_FULL)
				continue;
			/* A receipt up to the very end of the oldest block: the newest mark stands in what is
			 * erased next. */
			full++;
			model_sync(&outbox, model);
			model_receipt(
				&outbox, model, outbox.block_first[(outbox.tail + 1) % BLOCKS] - 1);
		}
		if (dice(3) == 0)
			continue;
		model_sync(&outbox, model);
		model_send(&outbox, model);
		uint32_t waiting = (uint32_t)(model->confirmed - model->receipted);
		if (dice(6) == 0 && waiting)
			model_receipt(&outbox, model, model->receipted + 1 + dice(waiting));
	}
	assert_true(full > 0);
	check_promises(&outbox, model);
	free(model);
	free(flash);
}

static void format_under_cuts_never_gives_a_number_twice(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	static struct flash torn;
	struct outbox outbox;
	int64_t seq, next;
	assert_int_equal(outbox_format(&flash->device, 5), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	for (int i = 0; i < 50; i++) {
		assert_int_equal(
			outbox_append(&outbox, span_of("{\"do\":\"weigh\"}"), &seq), OUTBOX_OK);
		assert_int_equal(outbox_sync(&outbox), OUTBOX_OK);
		assert_int_equal(outbox_receipt(&outbox, seq - 3), OUTBOX_OK);
	}
	next = outbox.next;
	for (int fail_at = 1; fail_at < 6; fail_at++) {
		copy_flash(&torn, flash);
		torn.operations = 0;
		torn.fail_at = fail_at;
		assert_int_equal(outbox_format(&torn.device, 6),
			fail_at <= 2 + 2 ? OUTBOX_DEVICE : OUTBOX_OK);
		torn.fail_at = 0;
		enum outbox_error error = outbox_open(&outbox, &torn.device);
		assert_true(error == OUTBOX_OK || error == OUTBOX_BLANK);
		if (error == OUTBOX_OK && outbox.epoch == 5)
			assert_int_equal(outbox.next, next);
		assert_int_equal(outbox_format(&torn.device, 7), OUTBOX_OK);
		assert_int_equal(outbox_open(&outbox, &torn.device), OUTBOX_OK);
		assert_int_equal(outbox.next, 1);
		assert_int_equal(outbox.epoch, 7);
	}
	free(flash);
}

static void format_wants_an_epoch_above_the_one_on_the_device(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	struct outbox outbox;
	assert_int_equal(outbox_format(&flash->device, 0), OUTBOX_EPOCH);
	assert_int_equal(outbox_format(&flash->device, OUTBOX_NUMBER_MOST + 1), OUTBOX_EPOCH);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_BLANK);
	assert_int_equal(outbox_format(&flash->device, 9), OUTBOX_OK);
	assert_int_equal(outbox_format(&flash->device, 9), OUTBOX_EPOCH);
	assert_int_equal(outbox_format(&flash->device, 8), OUTBOX_EPOCH);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	assert_int_equal(outbox.epoch, 9);
	free(flash);
}

static int64_t fill_up(struct outbox *outbox, struct span line)
{
	int64_t seq = 0;
	for (;;) {
		enum outbox_error error = outbox_append(outbox, line, &seq);
		if (error == OUTBOX_FULL)
			return seq;
		assert_int_equal(error, OUTBOX_OK);
	}
}

static void a_full_outbox_refuses_and_keeps_the_old(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	struct outbox outbox;
	char back[64];
	size_t len;
	struct span line = span_of("{\"do\":\"move\"}");
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	assert_int_equal(outbox_fill_permille(&outbox), 0);
	int64_t last = fill_up(&outbox, line);
	assert_int_equal(last, BLOCKS * (BLOCK / OUTBOX_PAGE - 1));
	assert_int_equal(outbox_fill_permille(&outbox), 1000);
	assert_int_equal(outbox_sync(&outbox), OUTBOX_OK);
	for (int round = 0; round < 2; round++) {
		int64_t seq;
		for (seq = 1; seq <= last; seq++)
			assert_int_equal(
				outbox_read(&outbox, seq, back, sizeof(back), &len), OUTBOX_OK);
		assert_int_equal(outbox_append(&outbox, line, &seq), OUTBOX_FULL);
		assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	}
	/* Room comes back a block at a time, when a receipt covers the whole of the oldest. */
	int64_t seq;
	assert_int_equal(outbox_receipt(&outbox, last / BLOCKS - 1), OUTBOX_OK);
	assert_int_equal(outbox_append(&outbox, line, &seq), OUTBOX_FULL);
	assert_int_equal(outbox_receipt(&outbox, last / BLOCKS), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	assert_int_equal(outbox_append(&outbox, line, &seq), OUTBOX_OK);
	assert_int_equal(seq, last + 1);
	free(flash);
}

/* Lines of random sizes, asked for in lots: where room was promised, the whole lot is taken. */
static void room_that_was_promised_is_there(void **state)
{
	(void)state;
	static char text[OUTBOX_LINE_MOST];
	struct flash *flash = flash_new();
	struct outbox outbox;
	int64_t seq, promised = 0;
	memset(text, 'x', sizeof(text));
	for (int round = 0; round < 300; round++) {
		memset(flash->at, 0xFF, FLASH);
		assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
		assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
		for (int asked = 0; asked < 60; asked++) {
			size_t len[24], bytes = 0, count = 1 + dice(24);
			for (size_t i = 0; i < count; i++)
				bytes += len[i] = 1 + dice(round % 2 ? 200 : OUTBOX_LINE_MOST);
			if (!outbox_has_room(&outbox, count, bytes))
				continue;
			for (size_t i = 0; i < count; i++)
				assert_int_equal(
					outbox_append(&outbox, (struct span){ text, len[i] }, &seq),
					OUTBOX_OK);
			promised++;
		}
	}
	assert_true(promised > 300); /* an outbox that promises nothing would pass */
	free(flash);
}

static void a_receipt_only_moves_forward_and_never_beyond_what_was_given(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	struct outbox outbox;
	int64_t seq;
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	for (int i = 0; i < 10; i++)
		assert_int_equal(outbox_append(&outbox, span_of("x"), &seq), OUTBOX_OK);
	assert_int_equal(outbox_receipt(&outbox, 1), OUTBOX_BEYOND); /* not confirmed yet */
	assert_int_equal(outbox_sync(&outbox), OUTBOX_OK);
	assert_int_equal(outbox_receipt(&outbox, 7), OUTBOX_OK);
	assert_int_equal(outbox.first, 8);
	assert_int_equal(outbox_receipt(&outbox, 3), OUTBOX_OK);
	assert_int_equal(outbox_receipt(&outbox, 0), OUTBOX_OK);
	assert_int_equal(outbox_receipt(&outbox, 11), OUTBOX_BEYOND);
	assert_int_equal(outbox.first, 8);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	assert_int_equal(outbox.first, 8);
	assert_int_equal(outbox.next, 11);
	free(flash);
}

static void a_block_used_again_is_read_at_its_new_places(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	struct outbox outbox;
	char back[OUTBOX_PAGE];
	size_t len;
	int64_t seq;
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	int64_t a_block = fill_up(&outbox, span_of("x")) / BLOCKS;
	assert_int_equal(outbox_sync(&outbox), OUTBOX_OK);
	/* The last place looked at is the end of the block that is used next. */
	assert_int_equal(outbox_receipt(&outbox, a_block), OUTBOX_OK);
	for (int64_t i = 0; i < a_block; i++)
		assert_int_equal(outbox_append(&outbox, span_of("y"), &seq), OUTBOX_OK);
	assert_int_equal(outbox_sync(&outbox), OUTBOX_OK);
	assert_int_equal(
		outbox_read(&outbox, seq - a_block + 5, back, sizeof(back), &len), OUTBOX_OK);
	free(flash);
}

static void a_number_is_not_read_before_it_is_confirmed(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	struct outbox outbox;
	char back[8];
	size_t len;
	int64_t seq;
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	assert_int_equal(outbox_append(&outbox, span_of("a line of 20 letters"), &seq), OUTBOX_OK);
	assert_int_equal(outbox_read(&outbox, seq, back, sizeof(back), &len), OUTBOX_ABSENT);
	assert_int_equal(outbox_sync(&outbox), OUTBOX_OK);
	assert_int_equal(outbox_read(&outbox, seq, back, sizeof(back), &len), OUTBOX_ROOM);
	assert_int_equal(len, 20);
	assert_int_equal(outbox_read(&outbox, seq + 1, back, sizeof(back), &len), OUTBOX_ABSENT);
	free(flash);
}

static void only_lines_are_taken(void **state)
{
	(void)state;
	static char long_line[OUTBOX_LINE_MOST + 1];
	struct flash *flash = flash_new();
	struct outbox outbox;
	int64_t seq;
	memset(long_line, 'x', sizeof(long_line));
	const struct span bad[] = { { "", 0 }, { long_line, sizeof(long_line) }, { "a\nb", 3 },
		{ "\0", 1 }, { "\xF7PR\x01", 4 }, { "\xFF", 1 } };
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(outbox_append(&outbox, bad[i], &seq), OUTBOX_LINE);
		assert_int_equal(outbox_append(&outbox, span_of("\xE7\x8C\xAA"), &seq), OUTBOX_OK);
		assert_int_equal(seq, i + 1);
	}
	free(flash);
}

static void a_page_that_does_not_read_back_is_skipped(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	struct outbox outbox;
	int64_t seq;
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	flash->at[3 * OUTBOX_PAGE + 40] = 0; /* worn: bits that no longer erase */
	for (int i = 0; i < 5; i++) {
		char line[64];
		memset(line, 'a' + i, sizeof(line));
		assert_int_equal(outbox_append(&outbox, (struct span){ line, sizeof(line) }, &seq),
			OUTBOX_OK);
		assert_int_equal(seq, i + 1);
	}
	for (int start = 0; start < 2; start++) {
		assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
		assert_int_equal(outbox.next, 6);
		for (int64_t n = 1; n <= 5; n++) {
			char back[64];
			size_t len;
			assert_int_equal(
				outbox_read(&outbox, n, back, sizeof(back), &len), OUTBOX_OK);
			assert_int_equal(back[0], 'a' + n - 1);
		}
	}
	free(flash);
}

static void a_device_that_forgets_everything_gets_no_ok(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	struct outbox outbox;
	int64_t seq;
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	flash->stuck = true;
	assert_int_equal(outbox_append(&outbox, span_of("x"), &seq), OUTBOX_DEVICE);
	flash->stuck = false;
	assert_int_equal(outbox_append(&outbox, span_of("x"), &seq), OUTBOX_DEVICE);
	assert_int_equal(outbox_sync(&outbox), OUTBOX_DEVICE);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	assert_int_equal(outbox_append(&outbox, span_of("x"), &seq), OUTBOX_OK);
	assert_int_equal(seq, 1);
	free(flash);
}

/* Any one byte of confirmed flash goes bad: what else was confirmed is still there under its number. */
static void a_rotten_byte_costs_its_own_record_and_no_number(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	static struct flash rotten;
	struct outbox outbox;
	int64_t seq;
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	for (int i = 0; i < 40; i++) {
		assert_int_equal(
			outbox_append(&outbox, span_of("{\"do\":\"tag\"}"), &seq), OUTBOX_OK);
		if (i % 3 == 2)
			assert_int_equal(outbox_sync(&outbox), OUTBOX_OK);
	}
	assert_int_equal(outbox_sync(&outbox), OUTBOX_OK);
	for (uint32_t at = OUTBOX_PAGE; at < 2 * BLOCK; at += 3) {
		bool is_last = at / OUTBOX_PAGE == 41;
		uint32_t offset = at % OUTBOX_PAGE;
		bool in_record = offset < 24 + 12 && offset != 6 && offset != 7 &&
		                 at / BLOCK * 32 != at / 256;
		if (!in_record || at / OUTBOX_PAGE > 41 || is_last)
			continue;
		copy_flash(&rotten, flash);
		rotten.at[at] ^= 0x10;
		assert_int_equal(outbox_open(&outbox, &rotten.device), OUTBOX_OK);
		assert_int_equal(outbox.next, 41);
		assert_int_equal(outbox.damaged, 1);
		int missing = 0;
		for (int64_t n = 1; n <= 40; n++) {
			char back[16];
			size_t len;
			missing += outbox_read(&outbox, n, back, sizeof(back), &len) != OUTBOX_OK;
		}
		assert_int_equal(missing, 1);
	}
	free(flash);
}

static void a_lost_header_of_the_newest_block_is_said_not_restarted(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	struct outbox outbox;
	int64_t seq;
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	for (int i = 0; i < 40; i++)
		assert_int_equal(outbox_append(&outbox, span_of("x"), &seq), OUTBOX_OK);
	assert_int_equal(outbox_sync(&outbox), OUTBOX_OK);
	flash->at[BLOCK + 30] ^= 4;
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_CORRUPT);
	assert_int_equal(outbox_append(&outbox, span_of("x"), &seq), OUTBOX_DEVICE);
	assert_int_equal(outbox_format(&flash->device, EPOCH + 1), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	free(flash);
}

static void other_sizes_are_refused(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	struct outbox outbox;
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	flash->device.block_count = 2;
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_GEOMETRY);
	flash->device.block_count = BLOCKS;
	flash->device.page_size = 512;
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_GEOMETRY);
	assert_int_equal(outbox_format(&flash->device, EPOCH + 1), OUTBOX_GEOMETRY);
	flash_wire(flash);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	free(flash);
}

static void every_error_has_its_sentence(void **state)
{
	(void)state;
	for (int i = 0; i < OUTBOX_ERROR_COUNT; i++)
		assert_non_null(outbox_error_text((enum outbox_error)i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_survives_a_cut_at_every_program_and_erase),
		cmocka_unit_test(format_under_cuts_never_gives_a_number_twice),
		cmocka_unit_test(format_wants_an_epoch_above_the_one_on_the_device),
		cmocka_unit_test(a_full_outbox_refuses_and_keeps_the_old),
		cmocka_unit_test(room_that_was_promised_is_there),
		cmocka_unit_test(a_receipt_only_moves_forward_and_never_beyond_what_was_given),
		cmocka_unit_test(a_block_used_again_is_read_at_its_new_places),
		cmocka_unit_test(a_number_is_not_read_before_it_is_confirmed),
		cmocka_unit_test(only_lines_are_taken),
		cmocka_unit_test(a_page_that_does_not_read_back_is_skipped),
		cmocka_unit_test(a_device_that_forgets_everything_gets_no_ok),
		cmocka_unit_test(a_rotten_byte_costs_its_own_record_and_no_number),
		cmocka_unit_test(a_lost_header_of_the_newest_block_is_said_not_restarted),
		cmocka_unit_test(other_sizes_are_refused),
		cmocka_unit_test(every_error_has_its_sentence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
