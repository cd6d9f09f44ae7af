/* What a board is told who it is: read, refused, written once, and what a cut in between leaves. */
#include "kit_passport.h"
#include "kit_station.h"

static char good[PASSPORT_TEXT_MOST];

static struct span text_of(const char *more)
{
	struct out out = out_into(good, sizeof(good));
	struct note_secret station = key_of("farm-01", 1), gateway = key_of("gateway", 2);
	passport_lines(&out, &station, &gateway.pub, more);
	assert_false(out.full);
	return out_written(&out);
}

static int set_up(void **state)
{
	(void)state;
	chip_blank();
	return 0;
}

static void every_line_is_read(void **state)
{
	struct passport passport;
	int line;
	(void)state;
	assert_int_equal(
		passport_parse(text_of("password secret\naddress 10.0.2.15/255.0.0.0/10.0.2.2\n"
				       "time 10.0.2.3:123\nplace place:farm-01\nreader scanner\n"
				       "scale none\ntruck truck:晋J12345\nlimits -1800/400\n"
				       "zone -60\nblocks 4\nsample 5\ntrack 60\n"),
			&passport, &line),
		PASSPORT_OK);
	assert_string_equal(passport.keys.station.pub.name, "farm-01");
	assert_string_equal(passport.host, "10.0.2.2");
	assert_int_equal(passport.port, 1883);
	assert_string_equal(passport.address[1], "255.0.0.0");
	assert_int_equal(passport.time_port, 123);
	assert_int_equal(passport.least_c100, -1800);
	assert_int_equal(passport.most_c100, 400);
	assert_int_equal(passport.zone_min, -60);
	assert_int_equal(passport.blocks, 4);
	assert_int_equal(passport.sample_ms, 5000);
	assert_int_equal(passport.track_ms, 60000);
	assert_int_equal(passport_parse(text_of(""), &passport, &line), PASSPORT_OK);
	assert_int_equal(passport.zone_min, 480);
	assert_false(passport.has_limits);
}

static void a_line_that_is_not_one_is_named(void **state)
{
	static const char *const wrong[] = { "colour blue\n", "blocks 1\n", "blocks 257\n",
		"blocks\n", "epoch 5\n", "broker2 x\n", "zone 900\n", "limits 5/4\n", "limits 5\n",
		"truck pig:1\n", "time host\n", "time :123\n", "time host:0\n", "place x",
		"address 1.2.3.4\n", "sample 0\n", "track 86401\n",
		"reader a-kind-that-is-too-long\n" };
	struct passport passport;
	int line;
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(
			passport_parse(text_of(wrong[i]), &passport, &line), PASSPORT_TEXT);
		assert_int_equal(line, 5);
		assert_int_equal(passport_parse(text_of(""), &passport, &line), PASSPORT_OK);
	}
}

static void nothing_required_may_be_missing(void **state)
{
	struct passport passport;
	struct span text = text_of(""), line;
	int number;
	(void)state;
	while (text.len > 0) {
		assert_true(span_cut(&text, '\n', &line));
		assert_int_equal(passport_parse(text, &passport, &number), PASSPORT_MISSING);
	}
}

static void it_is_written_once_and_read_again(void **state)
{
	static char room[PASSPORT_TEXT_MOST];
	struct passport passport;
	int line;
	(void)state;
	assert_int_equal(passport_read(&chip_device, room, &passport), PASSPORT_BLANK);
	assert_int_equal(
		passport_write(&chip_device, text_of("blocks 9\n"), &passport, &line), PASSPORT_OK);
	assert_int_equal(
		passport_write(&chip_device, text_of(""), &passport, &line), PASSPORT_THERE);
	assert_int_equal(passport_read(&chip_device, room, &passport), PASSPORT_OK);
	assert_int_equal(passport.blocks, 9);
	for (size_t i = 0; i < sizeof(room); i++)
		assert_int_equal(room[i], 0); /* no copy of the key stays in memory */
}

static void a_cut_while_it_is_written_leaves_a_blank_board(void **state)
{
	static char room[PASSPORT_TEXT_MOST];
	struct passport passport;
	int line, cuts = 0;
	(void)state;
	for (;; cuts++) {
		(void)set_up(NULL);
		chip_steps_left = cuts + 1;
		if (passport_write(&chip_device, text_of(""), &passport, &line) == PASSPORT_OK)
			break;
		chip_power_on();
		assert_int_equal(passport_read(&chip_device, room, &passport), PASSPORT_BLANK);
		assert_int_equal(
			passport_write(&chip_device, text_of(""), &passport, &line), PASSPORT_OK);
		assert_int_equal(passport_read(&chip_device, room, &passport), PASSPORT_OK);
	}
	assert_true(cuts >= 4); /* the text, its length, the magic */
}

static void a_boot_loader_reads_the_makers_key_alone(void **state)
{
	static char room[PASSPORT_TEXT_MOST];
	static const uint8_t seed[32] = { 9 };
	char key[NOTE_KEY_TEXT], extra[NOTE_KEY_TEXT + 16];
	struct note_secret secret;
	struct note_public maker;
	struct passport passport;
	int line;
	(void)state;
	assert_int_equal(passport_maker(&chip_device, room, &maker), PASSPORT_BLANK);
	assert_int_equal(
		passport_write(&chip_device, text_of("blocks 9\n"), &passport, &line), PASSPORT_OK);
	assert_int_equal(passport.maker.name[0], 0);
	assert_int_equal(passport_maker(&chip_device, room, &maker), PASSPORT_MISSING);
	(void)set_up(NULL);
	assert_int_equal(note_key_make(span_of("maker"), seed, &secret), NOTE_OK);
	note_public_format(&secret.pub, key);
	(void)snprintf(extra, sizeof(extra), "maker-key %s\n", key);
	assert_int_equal(
		passport_write(&chip_device, text_of(extra), &passport, &line), PASSPORT_OK);
	assert_int_equal(passport_maker(&chip_device, room, &maker), PASSPORT_OK);
	assert_true(note_public_equal(&maker, &secret.pub));
	assert_true(note_public_equal(&passport.maker, &secret.pub));
	for (size_t i = 0; i < sizeof(room); i++)
		assert_int_equal(room[i], 0);
}

static void a_passport_whose_bits_fell_is_none(void **state)
{
	static char room[PASSPORT_TEXT_MOST];
	struct passport passport;
	int line;
	(void)state;
	assert_int_equal(passport_write(&chip_device, text_of(""), &passport, &line), PASSPORT_OK);
	chip[100] &= 0x0F;
	assert_int_equal(passport_read(&chip_device, room, &passport), PASSPORT_BLANK);
}

static void every_error_has_its_word(void **state)
{
	(void)state;
	for (int i = 0; i < PASSPORT_ERROR_COUNT; i++)
		assert_non_null(passport_error_word((enum passport_error)i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_line_is_read, set_up),
		cmocka_unit_test_setup(a_line_that_is_not_one_is_named, set_up),
		cmocka_unit_test_setup(nothing_required_may_be_missing, set_up),
		cmocka_unit_test_setup(it_is_written_once_and_read_again, set_up),
		cmocka_unit_test_setup(a_cut_while_it_is_written_leaves_a_blank_board, set_up),
		cmocka_unit_test_setup(a_boot_loader_reads_the_makers_key_alone, set_up),
		cmocka_unit_test_setup(a_passport_whose_bits_fell_is_none, set_up),
		cmocka_unit_test(every_error_has_its_word),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
