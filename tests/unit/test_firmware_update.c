/*
 * A board that takes images, on a flash whose power fails at every single write and erase: it always starts
 * with an image that is whole and signed, keeps the confirmed one, and gives up one that never gets a receipt.
 */
#define BLOCK       4096
#define RECORD      0
#define SLOT_BLOCKS 2
#define CHIP_BLOCK  BLOCK
#define CHIP_BLOCKS (2 + 2 * SLOT_BLOCKS)
#define IMAGE_MOST  (SLOT_BLOCKS * BLOCK - UPDATE_HEADER)

#include "kit_chip.h"

#include "firmware/core/update.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <cmocka.h>

/* Some bits of any byte, or the bytes up to one that got some of its bits. */
static void tear(uint32_t at, const uint8_t *from, uint32_t len)
{
	uint32_t reached = rand() % 2 ? (uint32_t)rand() % len : len;
	for (uint32_t i = 0; i < len && i <= reached; i++) {
		bool torn = reached == len || i == reached;
		chip[at + i] &= torn ? (uint8_t)(from[i] | rand()) : from[i];
	}
}

/* ---- the maker ---- */

static struct note_secret maker;

static struct update_settings settings(void)
{
	return (struct update_settings){ .device = &chip_device,
		.maker = maker.pub,
		.name = "gate-sf2",
		.record_block = RECORD,
		.slot_block = { 2, 2 + SLOT_BLOCKS },
		.slot_blocks = SLOT_BLOCKS };
}

static uint8_t content[IMAGE_MOST + 1];

/* Image `number`: bytes and header. */
static struct update_image make(int64_t number, uint32_t length, char header[static UPDATE_HEADER])
{
	struct update_image image = { .name = "gate-sf2", .number = number, .length = length };
	for (uint32_t i = 0; i < length; i++)
		content[i] = (uint8_t)(i * 7 + (uint32_t)number * 31);
	crypto_hash_sha256(image.sha256, content, length);
	assert_int_equal(update_header_write(&image, &maker, header), UPDATE_OK);
	return image;
}

/* Up to byte `upto`, from wherever the board is. */
static enum update_error take_some(
	struct update *update, int64_t number, uint32_t length, uint32_t upto)
{
	char header[UPDATE_HEADER];
	(void)make(number, length, header);
	enum update_error error = update_begin(update, header);
	while (error == UPDATE_OK && update->taken < upto) {
		uint32_t at = update->taken, left = upto - at;
		error = update_put(update, content + at, left < 100 ? left : 100);
	}
	return error;
}

static enum update_error take(struct update *update, int64_t number, uint32_t length)
{
	enum update_error error = take_some(update, number, length, length);
	return error == UPDATE_OK ? update_end(update) : error;
}

/* ---- a start of the board ---- */

static struct update_choice start(struct update *update)
{
	struct update_settings all = settings();
	struct update_choice choice;
	chip_power_on();
	assert_int_equal(update_open(update, &all), UPDATE_OK);
	assert_int_equal(update_boot(update, &choice), UPDATE_OK);
	return choice;
}

/* What runs is whole: its bytes are those of its number. */
static void check_runs(const struct update_choice *choice)
{
	char header[UPDATE_HEADER];
	if (choice->slot == UPDATE_FACTORY)
		return;
	(void)make(choice->image.number, choice->image.length, header);
	const uint8_t *slot = chip + (2 + choice->slot * SLOT_BLOCKS) * BLOCK + UPDATE_HEADER;
	assert_memory_equal(slot, content, choice->image.length);
}

static int64_t number_of(const struct update_choice *choice)
{
	return choice->slot == UPDATE_FACTORY ? 0 : choice->image.number;
}

static int set_up(void **state)
{
	static const uint8_t seed[32] = { 5 };
	(void)state;
	chip_blank();
	chip_tear = tear;
	srand(3);
	return note_key_make(span_of("maker"), seed, &maker) == NOTE_OK ? 0 : -1;
}

/* ---- what it does ---- */

static void an_image_is_tried_and_stays_when_it_got_a_receipt(void **state)
{
	struct update update;
	(void)state;
	struct update_choice choice = start(&update);
	assert_int_equal(choice.slot, UPDATE_FACTORY);
	assert_int_equal(take(&update, 7, 3000), UPDATE_OK);
	choice = start(&update);
	assert_true(choice.trial && number_of(&choice) == 7);
	check_runs(&choice);
	assert_int_equal(update_confirm(&update), UPDATE_OK);
	assert_int_equal(update_confirm(&update), UPDATE_OK);
	choice = start(&update);
	assert_true(!choice.trial && number_of(&choice) == 7);
	/* The next one goes into the other slot. */
	assert_int_equal(take(&update, 8, 4000), UPDATE_OK);
	choice = start(&update);
	assert_true(choice.trial && number_of(&choice) == 8 && choice.slot == 1);
}

static void an_image_that_gets_no_receipt_is_given_up_for_the_one_before(void **state)
{
	struct update update;
	(void)state;
	(void)start(&update);
	assert_int_equal(take(&update, 7, 3000), UPDATE_OK);
	(void)start(&update);
	assert_int_equal(update_confirm(&update), UPDATE_OK);
	assert_int_equal(take(&update, 8, 3000), UPDATE_OK);
	struct update_choice choice;
	for (int i = 0; i < UPDATE_TRIES; i++) {
		choice = start(&update);
		assert_true(choice.trial && number_of(&choice) == 8);
	}
	for (int i = 0; i < 3; i++) {
		choice = start(&update);
		assert_true(!choice.trial && number_of(&choice) == 7);
		check_runs(&choice);
		assert_int_equal(
			update_confirm(&update), UPDATE_OK); /* its receipts confirm nothing else */
	}
	/* A better one of a higher number is taken. */
	assert_int_equal(take(&update, 9, 3000), UPDATE_OK);
	choice = start(&update);
	assert_true(choice.trial && number_of(&choice) == 9);
}

static void what_is_forged_old_foreign_too_long_or_damaged_is_not_taken(void **state)
{
	static const uint8_t seed[32] = { 6 };
	struct note_secret stranger;
	struct update update;
	struct update_image image;
	char header[UPDATE_HEADER];
	(void)state;
	(void)start(&update);
	assert_int_equal(take(&update, 7, 3000), UPDATE_OK);
	(void)start(&update);
	assert_int_equal(update_confirm(&update), UPDATE_OK);
	assert_int_equal(take(&update, 7, 3000), UPDATE_OLD);
	assert_int_equal(take(&update, 6, 3000), UPDATE_OLD);
	assert_int_equal(take(&update, 8, IMAGE_MOST + 1), UPDATE_LENGTH);
	image = make(8, 3000, header);
	assert_int_equal(note_key_make(span_of("maker"), seed, &stranger), NOTE_OK);
	assert_int_equal(update_header_write(&image, &stranger, header), UPDATE_OK);
	assert_int_equal(update_begin(&update, header), UPDATE_FORGED);
	(void)span_copy(span_of("line-sf2"), image.name, sizeof(image.name));
	assert_int_equal(update_header_write(&image, &maker, header), UPDATE_OK);
	assert_int_equal(update_begin(&update, header), UPDATE_NAME);
	memset(header, 0xff, sizeof(header));
	assert_int_equal(update_begin(&update, header), UPDATE_FORM);
	assert_int_equal(update_put(&update, content, 1), UPDATE_ORDER);
	assert_int_equal(update_end(&update), UPDATE_ORDER);
	/* Not all of it, too much of it, other bytes. */
	(void)make(8, 3000, header);
	assert_int_equal(update_begin(&update, header), UPDATE_OK);
	assert_int_equal(update_put(&update, content, 2999), UPDATE_OK);
	assert_int_equal(update_put(&update, content, 2), UPDATE_LENGTH);
	assert_int_equal(update_end(&update), UPDATE_LENGTH);
	(void)make(8, 3001, header);
	assert_int_equal(update_begin(&update, header), UPDATE_OK);
	content[17] ^= 1;
	assert_int_equal(update_put(&update, content, 3001), UPDATE_OK);
	assert_int_equal(update_end(&update), UPDATE_CONTENT);
	struct update_choice choice = start(&update);
	assert_true(!choice.trial && number_of(&choice) == 7);
}

static void a_flash_that_does_not_take_what_it_says_is_noticed(void **state)
{
	struct update update;
	(void)state;
	(void)start(&update);
	chip_stuck = 2 * BLOCK + UPDATE_HEADER + 1500;
	assert_int_equal(take(&update, 7, 3000), UPDATE_DEVICE);
	chip_stuck = RECORD * BLOCK + 5;
	assert_int_equal(take(&update, 7, 3000), UPDATE_DEVICE);
	chip_stuck = UINT32_MAX;
	struct update_choice choice = start(&update);
	assert_int_equal(choice.slot, UPDATE_FACTORY);
	assert_int_equal(take(&update, 7, 3000), UPDATE_OK);
	choice = start(&update);
	assert_int_equal(number_of(&choice), 7);
}

/* A trial that takes the next image while it runs has nothing left to confirm: its slot is being erased. */
static void a_trial_that_makes_room_for_the_next_is_not_confirmed(void **state)
{
	struct update update;
	char header[UPDATE_HEADER];
	(void)state;
	(void)start(&update);
	assert_int_equal(take(&update, 7, 3000), UPDATE_OK);
	(void)start(&update);
	assert_int_equal(update_confirm(&update), UPDATE_OK);
	assert_int_equal(take(&update, 8, 3000), UPDATE_OK);
	(void)start(&update);
	(void)make(9, 3000, header);
	assert_int_equal(update_begin(&update, header), UPDATE_OK);
	assert_int_equal(update_confirm(&update), UPDATE_OK);
	struct update_choice choice = start(&update);
	assert_true(!choice.trial && number_of(&choice) == 7);
}

static void taking_goes_on_where_it_was_left_and_only_for_that_image(void **state)
{
	struct update update;
	char header[UPDATE_HEADER];
	(void)state;
	(void)start(&update);
	assert_int_equal(take_some(&update, 7, 3000, 2000), UPDATE_OK);
	(void)start(&update);
	assert_int_equal(take_some(&update, 7, 3000, 0), UPDATE_OK);
	assert_int_equal(update.taken, 2000 / UPDATE_PAGE * UPDATE_PAGE);
	/* Another one begins at its beginning, and so does this one after it. */
	(void)start(&update);
	assert_int_equal(take_some(&update, 8, 3000, 0), UPDATE_OK);
	assert_int_equal(update.taken, 0);
	(void)start(&update);
	assert_int_equal(take_some(&update, 7, 3000, 1000), UPDATE_OK);
	assert_int_equal(take(&update, 7, 3000), UPDATE_OK);
	struct update_choice choice = start(&update);
	assert_true(choice.trial && number_of(&choice) == 7);
	check_runs(&choice);
	/* What is wrong at its end is not gone on from. */
	(void)start(&update);
	assert_int_equal(take_some(&update, 9, 3000, 2999), UPDATE_OK);
	chip[2 * BLOCK + UPDATE_HEADER + 5] = 0;
	(void)make(9, 3000, header);
	assert_int_equal(take(&update, 9, 3000), UPDATE_CONTENT);
	assert_int_equal(take(&update, 9, 3000), UPDATE_OK);
	choice = start(&update);
	assert_true(choice.trial && number_of(&choice) == 9);
	check_runs(&choice);
}

static void what_is_chosen_stands_whole_where_it_is_to_run(void **state)
{
	static uint8_t memory[3000];
	struct update_settings all = settings();
	struct update update;
	struct update_choice choice;
	(void)state;
	(void)start(&update);
	assert_int_equal(take(&update, 7, 3000), UPDATE_OK);
	assert_false(update_on_trial(&update, 0));
	all.run_from = memory;
	all.run_most = sizeof(memory);
	all.name = NULL; /* a boot loader runs whatever the maker signed */
	assert_int_equal(update_open(&update, &all), UPDATE_OK);
	assert_int_equal(update_boot(&update, &choice), UPDATE_OK);
	assert_true(choice.trial && choice.slot == 0);
	assert_memory_equal(memory, content, sizeof(memory));
	assert_true(update_on_trial(&update, 0) && !update_on_trial(&update, 1));
	assert_int_equal(update_confirm(&update), UPDATE_OK);
	assert_false(update_on_trial(&update, 0));
	/* One byte less of memory, and nothing is written there. */
	all.run_most--;
	memset(memory, 0x5a, sizeof(memory));
	assert_int_equal(update_open(&update, &all), UPDATE_OK);
	assert_int_equal(update_boot(&update, &choice), UPDATE_OK);
	assert_int_equal(choice.slot, UPDATE_FACTORY);
	for (size_t i = 0; i < sizeof(memory); i++)
		assert_int_equal(memory[i], 0x5a);
}

static void a_slot_that_fades_is_not_run(void **state)
{
	struct update update;
	(void)state;
	(void)start(&update);
	assert_int_equal(take(&update, 7, 3000), UPDATE_OK);
	(void)start(&update);
	assert_int_equal(update_confirm(&update), UPDATE_OK);
	assert_int_equal(take(&update, 8, 3000), UPDATE_OK);
	chip[(2 + SLOT_BLOCKS) * BLOCK + UPDATE_HEADER + 99] = 0;
	struct update_choice choice = start(&update);
	assert_true(!choice.trial && number_of(&choice) == 7);
	chip[2 * BLOCK + 3] = 0;
	choice = start(&update);
	assert_int_equal(choice.slot, UPDATE_FACTORY);
}

static void a_record_that_fades_says_nothing(void **state)
{
	struct update update;
	(void)state;
	for (int64_t number = 7; number <= 8; number++) {
		(void)start(&update);
		assert_int_equal(take(&update, number, 3000), UPDATE_OK);
		(void)start(&update);
		assert_int_equal(update_confirm(&update), UPDATE_OK);
	}
	/* The older one's sequence becomes a high one. */
	chip[RECORD * BLOCK + 7] |= 0x40;
	struct update_choice choice = start(&update);
	assert_true(!choice.trial && number_of(&choice) == 8);
	assert_int_equal(take(&update, 8, 3000), UPDATE_OLD);
}

static void the_record_turns_over_and_forgets_nothing(void **state)
{
	struct update update;
	int64_t confirmed = 0;
	(void)state;
	(void)start(&update);
	for (int64_t number = 1; number <= 60; number++) {
		assert_int_equal(take(&update, number, 200), UPDATE_OK);
		struct update_choice choice = start(&update);
		assert_true(choice.trial && number_of(&choice) == number);
		if (number == 1 || number == 50) { /* and nothing for two turns between */
			assert_int_equal(update_confirm(&update), UPDATE_OK);
			confirmed = number;
		}
		for (int i = 0; i < UPDATE_TRIES; i++)
			choice = start(&update);
		assert_int_equal(number_of(&choice), confirmed);
		check_runs(&choice);
	}
}

/*
 * The whole life of a board, and the power fails at step `cut`: image 1 confirmed, 2 never gets a receipt, 3 is
 * confirmed, with enough records before it that they turn over. After the cut it starts, and must be fine.
 */
struct life {
	int64_t confirmed; /* surely */
	int64_t offered;   /* newest that was begun to be taken */
	bool confirming;   /* offered may have become confirmed just now */
	int64_t ended;     /* taken whole, surely */
};

static bool live(struct life *life, int records_before)
{
	struct update update;
	struct update_settings all = settings();
	struct update_choice choice;
	for (int64_t number = 1; number <= 3 + records_before; number++) {
		bool good = number != 2;
		if (update_open(&update, &all) != UPDATE_OK ||
			update_boot(&update, &choice) != UPDATE_OK)
			return false;
		life->offered = number;
		if (take(&update, number, 700) != UPDATE_OK)
			return false;
		life->ended = number;
		for (int i = 0; i < (good ? 1 : UPDATE_TRIES + 1); i++)
			if (update_open(&update, &all) != UPDATE_OK ||
				update_boot(&update, &choice) != UPDATE_OK)
				return false;
		if (!good)
			continue;
		life->confirming = true;
		if (update_confirm(&update) != UPDATE_OK)
			return false;
		life->confirmed = number;
		life->confirming = false;
	}
	return true;
}

static void after_a_cut_at_any_step_it_starts_with_what_it_should(void **state)
{
	long cut = 0;
	bool done = false;
	(void)state;
	while (!done) {
		struct life life = { 0 };
		struct update update;
		assert_int_equal(set_up(NULL), 0);
		srand((unsigned)cut + 1);
		chip_steps_left = ++cut;
		done = live(&life, 16);
		for (int i = 0; i < 2; i++) {
			struct update_choice choice = start(&update);
			int64_t runs = number_of(&choice);
			check_runs(&choice);
			bool as_confirmed =
				runs == life.confirmed || (life.confirming && runs == life.offered);
			bool as_trial = choice.trial && runs == life.offered;
			assert_true(choice.trial ? as_trial : as_confirmed);
		}
		/* And it goes on: a newer image is taken, tried and confirmed. */
		(void)start(&update);
		assert_int_equal(take(&update, 100, 900), UPDATE_OK);
		struct update_choice choice = start(&update);
		assert_true(choice.trial && number_of(&choice) == 100);
		check_runs(&choice);
		assert_int_equal(update_confirm(&update), UPDATE_OK);
		choice = start(&update);
		assert_true(!choice.trial && number_of(&choice) == 100);
	}
	print_message("%ld cuts\n", cut);
	assert_true(cut > 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_image_is_tried_and_stays_when_it_got_a_receipt, set_up),
		cmocka_unit_test_setup(
			an_image_that_gets_no_receipt_is_given_up_for_the_one_before, set_up),
		cmocka_unit_test_setup(
			what_is_forged_old_foreign_too_long_or_damaged_is_not_taken, set_up),
		cmocka_unit_test_setup(a_flash_that_does_not_take_what_it_says_is_noticed, set_up),
		cmocka_unit_test_setup(
			a_trial_that_makes_room_for_the_next_is_not_confirmed, set_up),
		cmocka_unit_test_setup(
			taking_goes_on_where_it_was_left_and_only_for_that_image, set_up),
		cmocka_unit_test_setup(what_is_chosen_stands_whole_where_it_is_to_run, set_up),
		cmocka_unit_test_setup(a_slot_that_fades_is_not_run, set_up),
		cmocka_unit_test_setup(a_record_that_fades_says_nothing, set_up),
		cmocka_unit_test_setup(the_record_turns_over_and_forgets_nothing, set_up),
		cmocka_unit_test_setup(
			after_a_cut_at_any_step_it_starts_with_what_it_should, set_up),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
