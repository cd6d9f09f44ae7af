/* What an outbox takes, refuses, gives back and lets go of; test_firmware_outbox_cuts.c cuts its power. */
#include "kit_flash.h"

#include "core/base/crc32.h"
#include "firmware/core/outbox_layout.h"

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

/* A whole record with its line, as only an outbox itself writes one. */
static void put_record(struct flash *flash, uint32_t at, int64_t seq, uint32_t distance,
	struct span line, bool marked)
{
	uint8_t bytes[OUTBOX_RECORD_HEADER];
	struct outbox_record record = {
		.seq = seq, .distance = distance, .len = (uint32_t)line.len
	};
	record.crc = crc32_more(outbox_record_crc(EPOCH, &record), line.at, line.len);
	outbox_record_encode(&record, bytes);
	if (marked)
		bytes[OUTBOX_MARK_AT] = 0;
	memcpy(flash->at + at, bytes, sizeof(bytes));
	memcpy(flash->at + at + sizeof(bytes), line.at, line.len);
}

/* Opened again, an outbox answers as it did; no number that it passed over comes back. */
static void check_opens_alike(struct flash *flash, struct outbox *outbox)
{
	struct outbox again;
	enum outbox_error error = outbox_open(outbox, &flash->device);
	assert_int_equal(outbox_open(&again, &flash->device), error);
	if (error != OUTBOX_OK) {
		assert_true(error == OUTBOX_CORRUPT || error == OUTBOX_BLANK);
		return;
	}
	assert_int_equal(again.first, outbox->first);
	assert_int_equal(again.next, outbox->next);
	assert_int_equal(again.synced, outbox->synced);
	assert_int_equal(again.damaged, outbox->damaged);
	assert_int_equal(again.fill, outbox->fill);
}

static void what_only_a_voided_record_said_is_not_forgotten(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	struct outbox outbox;
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	/* 5 may stand at the front only because 20 knows that 3 was confirmed; 20 itself cannot stay. */
	put_record(flash, OUTBOX_PAGE, 5, 5, span_of("five"), false);
	put_record(flash, 2 * OUTBOX_PAGE, 20, 17, span_of("twenty"), false);
	check_opens_alike(flash, &outbox);
	assert_int_equal(outbox.next, 6);
	assert_int_equal(outbox.damaged, 4);
	assert_int_equal(outbox.head, 1);
	/* A cut that left the later of two lines: nothing rests on it, its number is given again. */
	memset(flash->at, 0xFF, FLASH);
	assert_int_equal(outbox_format(&flash->device, EPOCH), OUTBOX_OK);
	put_record(flash, OUTBOX_PAGE, 1, 1, span_of("one"), false);
	put_record(flash, 3 * OUTBOX_PAGE, 3, 2, span_of("three"), false);
	check_opens_alike(flash, &outbox);
	assert_int_equal(outbox.next, 2);
	assert_int_equal(outbox.head, 0);
	free(flash);
}

/* Every block in use: 28 knows that 25 may be passed over, and cannot say so in a block of its own. */
static void in_a_full_ring_a_witness_stays_and_so_do_the_lines(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	struct outbox outbox;
	char back[16];
	size_t len;
	for (uint32_t block = 0; block < BLOCKS; block++) {
		struct outbox_header header = {
			.generation = 4 + block, .epoch = EPOCH, .first = 22 + block
		};
		assert_int_equal(outbox_header_write(&flash->device, block, &header), OUTBOX_OK);
		put_record(flash, block * BLOCK + OUTBOX_PAGE, header.first, 1, span_of("waits"),
			false);
	}
	uint32_t at = (BLOCKS - 1) * BLOCK + 2 * OUTBOX_PAGE;
	put_record(flash, at, 26, 2, span_of("kept"), false);
	put_record(flash, at + OUTBOX_PAGE, 28, 2, span_of("says 26"), false);
	check_opens_alike(flash, &outbox);
	assert_false(outbox.broken);
	assert_int_equal(outbox.first, 22);
	assert_int_equal(outbox.next, 29);
	assert_int_equal(outbox.damaged, 2);
	for (int64_t seq = 22; seq < 25; seq++)
		assert_int_equal(outbox_read(&outbox, seq, back, sizeof(back), &len), OUTBOX_OK);
	assert_int_equal(outbox_read(&outbox, 28, back, sizeof(back), &len), OUTBOX_OK);
	free(flash);
}

/* A block of whole records in nearly any order, some of them torn; the number behind the last in order. */
static int64_t fill_in_disorder(struct flash *flash, uint32_t block, int64_t first)
{
	static char text[900];
	int64_t seq = first;
	uint32_t at = block * BLOCK + OUTBOX_PAGE;
	memset(text, 'x', sizeof(text));
	for (uint32_t left = dice(9); left > 0; left--) {
		struct span line = { text, 1 + dice(dice(4) ? 200 : sizeof(text)) };
		int64_t drawn = dice(3) ? seq++ : first - 2 + dice(10);
		put_record(flash, at, drawn < 1 ? 1 : drawn, dice(6) ? 1 + dice(3) : dice(40), line,
			dice(7) == 0);
		if (dice(7) == 0)
			flash->at[at + dice(60)] &= (uint8_t)dice(256);
		at += outbox_record_size((uint32_t)line.len) + (dice(8) ? 0 : OUTBOX_PAGE);
	}
	return seq;
}

static void make_disorder(struct flash *flash)
{
	struct outbox_header header = {
		.generation = 1 + dice(5), .epoch = EPOCH, .first = 1 + dice(20)
	};
	uint32_t block = dice(BLOCKS);
	memset(flash->at, 0xFF, FLASH);
	for (uint32_t left = 1 + dice(BLOCKS); left > 0; left--) {
		if (dice(12))
			assert_int_equal(
				outbox_header_write(&flash->device, block, &header), OUTBOX_OK);
		int64_t behind = fill_in_disorder(flash, block, header.first);
		header.generation++;
		header.first = dice(4) ? behind : header.first + dice(6);
		block = outbox_block_after(&flash->device, block);
	}
}

/* Lines, receipts and a start: no number comes twice, and none is lost. */
static void check_goes_on(struct flash *flash, struct outbox *outbox)
{
	int64_t next = outbox->next, seq;
	if (dice(2))
		assert_int_equal(outbox_receipt(outbox, outbox->next - 1), OUTBOX_OK);
	for (uint32_t left = dice(70); left > 0; left--) {
		enum outbox_error error = outbox_append(outbox, span_of("later"), &seq);
		if (error == OUTBOX_FULL)
			break;
		assert_int_equal(error, OUTBOX_OK);
		assert_int_equal(seq, next++);
		if (dice(3) == 0)
			assert_int_equal(outbox_sync(outbox), OUTBOX_OK);
	}
	assert_int_equal(outbox_sync(outbox), OUTBOX_OK);
	int64_t first = outbox->first;
	check_opens_alike(flash, outbox);
	assert_false(outbox->broken);
	assert_int_equal(outbox->next, next);
	assert_true(outbox->first <= first);
}

/* As no board writes them: all that is decided at a start is decided for good. */
static void records_in_any_order_open_alike(void **state)
{
	(void)state;
	struct flash *flash = flash_new();
	struct outbox outbox;
	int opened = 0, refused = 0;
	for (int round = 0; round < 20000; round++) {
		make_disorder(flash);
		check_opens_alike(flash, &outbox);
		refused += outbox.broken;
		opened += !outbox.broken;
		if (!outbox.broken)
			check_goes_on(flash, &outbox);
	}
	assert_true(opened > 10000 && refused > 500);
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
		cmocka_unit_test(what_only_a_voided_record_said_is_not_forgotten),
		cmocka_unit_test(in_a_full_ring_a_witness_stays_and_so_do_the_lines),
		cmocka_unit_test(records_in_any_order_open_alike),
		cmocka_unit_test(other_sizes_are_refused),
		cmocka_unit_test(every_error_has_its_sentence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
