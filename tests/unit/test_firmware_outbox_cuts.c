/*
 * The outbox against a model of what it promises. Before every program and every erase of a long session the power is
 * cut in many ways on a copy of the flash; the copy is opened and must hold what was promised.
 */
#include "kit_flash.h"

#define NUMBERS     2048
#define FILE_PAGE   4096 /* what a file system writes at once */
#define WAYS_TO_CUT 7

/* What the user was told, and what anybody may have been sent. Line contents follow from their tag. */
struct model {
	uint32_t tag[NUMBERS];  /* content of each number as last appended */
	uint32_t sent[NUMBERS]; /* content that may have been sent, 0: never */
	int64_t confirmed;      /* answered OK up to here */
	int64_t receipted;
	int64_t appended;
};

static struct model *now; /* of the session that is watched */

static uint8_t some_bits(uint8_t of)
{
	return of & (uint8_t)dice(256);
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

static void cut_everywhere(
	const struct flash *flash, enum what what, uint32_t at, const uint8_t *from, uint32_t len)
{
	static struct flash torn;
	/* Few operations touch a block's header, so each is cut more often. */
	int tries = at % BLOCK == 0 ? 8 : 1;
	for (int way = 0; way < WAYS_TO_CUT * tries; way++) {
		copy_flash(&torn, flash);
		tear(&torn, what, at, from, len, way % WAYS_TO_CUT);
		check_after_cut(&torn, now);
	}
	/* A file under an operating system that loses power keeps any subset of what was not synced. */
	for (int i = 0; i < tries; i++) {
		copy_flash(&torn, flash);
		tear(&torn, what, at, from, len, 1);
		for (uint32_t page = 0; page < FLASH; page += FILE_PAGE)
			if (dice(2))
				memcpy(torn.at + page, flash->durable + page, FILE_PAGE);
		check_after_cut(&torn, now);
	}
}

static void a_session_survives_a_cut_at_every_program_and_erase(void **state)
{
	struct flash *flash = flash_new();
	struct model *model = calloc(1, sizeof(*model));
	struct outbox outbox;
	(void)state;
	assert_non_null(model);
	now = model;
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	assert_int_equal(outbox_open(&outbox, &flash->device), OUTBOX_OK);
	memcpy(flash->durable, flash->at, FLASH);
	flash->before = cut_everywhere;
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_survives_a_cut_at_every_program_and_erase),
		cmocka_unit_test(format_under_cuts_never_gives_a_number_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
