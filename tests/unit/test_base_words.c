#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/base/words.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char catalogue_text[] =
	"msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n"
	"\"Plural-Forms: nplurals=1; plural=0;\\n\"\n"
	"msgid \"ear tag\"\nmsgstr \"耳标\"\n"
	"msgid \"weight\"\nmsgstr \"重量\"\n"
	"msgid \"%d pigs\"\nmsgstr \"%d 头猪\"\n"
	"msgid \"%lu package\"\nmsgid_plural \"%lu packages\"\nmsgstr[0] \"%lu 件\"\n"
	"msgctxt \"kind\"\nmsgid \"feeding\"\nmsgstr \"饲喂\"\n"
	"msgctxt \"step\"\nmsgid \"feeding\"\nmsgstr \"喂养\"\n"
	"msgid \"not yet translated\"\nmsgstr \"\"\n";

static char root[64];
static char catalogues[96];
static char catalogue_path[160];

static void run(const char *words_in_front, const char *first, const char *second)
{
	char command[512];
	int used = snprintf(command, sizeof(command), "%s %s %s", words_in_front, first, second);
	assert_true(used > 0 && (size_t)used < sizeof(command));
	assert_int_equal(system(command), 0);
}

static void forget_language(void)
{
	static const char *const variables[] = { "PIGTRACE_LANG", "LANGUAGE", "LC_ALL",
		"LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < COUNT(variables); i++)
		(void)unsetenv(variables[i]);
}

static int make_catalogue(void **state)
{
	char source[128];
	(void)state;
	forget_language();
	(void)snprintf(root, sizeof(root), "/tmp/test_base_words.XXXXXX");
	if (!mkdtemp(root))
		return -1;
	(void)snprintf(catalogues, sizeof(catalogues), "%s/share/locale", root);
	(void)snprintf(catalogue_path, sizeof(catalogue_path), "%s/zh_CN/LC_MESSAGES/pigtrace.mo",
		catalogues);
	(void)snprintf(source, sizeof(source), "%s/zh_CN/LC_MESSAGES", catalogues);
	run("mkdir -p", source, "");
	(void)snprintf(source, sizeof(source), "%s/bin", root);
	run("mkdir", source, "");
	(void)snprintf(source, sizeof(source), "%s/zh.po", root);
	if (file_write(source, span_of(catalogue_text), 0600, NULL) != 0)
		return -1;
	run("msgfmt -o", catalogue_path, source);
	return 0;
}

static int remove_catalogue(void **state)
{
	(void)state;
	run("rm -r", root, "");
	return 0;
}

static int english_again(void **state)
{
	(void)state;
	forget_language();
	words_open_in("en", "/nonexistent");
	forget_language();
	return 0;
}

static void chinese_words_come_from_the_catalogue(void **state)
{
	(void)state;
	words_open_in("zh", catalogues);
	assert_string_equal(words_language(), "zh_CN");
	assert_string_equal(_("ear tag"), "耳标");
	assert_string_equal(_("weight"), "重量");
	assert_string_equal(_("%d pigs"), "%d 头猪");
}

static void a_word_without_translation_stays_as_it_is(void **state)
{
	static const char *const texts[] = { "", "ear", "ear tags", "zzz", "not yet translated",
		"feeding" };
	(void)state;
	words_open_in("zh_CN.UTF-8", catalogues);
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_ptr_equal(words(texts[i]), texts[i]);
}

static void a_context_tells_words_apart(void **state)
{
	char large[300];
	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	words_open_in("zh", catalogues);
	assert_string_equal(words_of("kind", "feeding"), "饲喂");
	assert_string_equal(words_of("step", "feeding"), "喂养");
	assert_string_equal(words_of("role", "feeding"), "feeding");
	assert_ptr_equal(words_of("kind", large), large); /* longer than any key */
}

static void a_plural_has_one_form_in_chinese_and_two_in_english(void **state)
{
	static const unsigned long counts[] = { 0, 1, 2, 21 };
	(void)state;
	for (size_t i = 0; i < COUNT(counts); i++) {
		const char *many = counts[i] == 1 ? "%lu package" : "%lu packages";
		words_open_in("zh", catalogues);
		assert_string_equal(
			words_plural("%lu package", "%lu packages", counts[i]), "%lu 件");
		assert_string_equal(words_plural("%lu ox", "%lu oxen", counts[i]),
			counts[i] == 1 ? "%lu ox" : "%lu oxen");
		words_open_in("en", catalogues);
		assert_string_equal(words_plural("%lu package", "%lu packages", counts[i]), many);
	}
}

static void english_needs_no_catalogue(void **state)
{
	(void)state;
	words_open_in("zh", catalogues);
	words_open_in("en", catalogues);
	assert_string_equal(words_language(), "en");
	assert_string_equal(_("ear tag"), "ear tag");
	assert_string_equal(words_of("kind", "feeding"), "feeding");
}

static void the_first_variable_that_is_set_chooses_the_language(void **state)
{
	static const struct {
		const char *wanted;
		const char *variable[2][2];
		const char *language;
	} cases[] = {
		{ NULL, { { "LANG", "C" } }, "en" },
		{ NULL, { { "LANG", "zh_CN.UTF-8" } }, "zh_CN" },
		{ NULL, { { "LANG", "zh_TW.UTF-8" } }, "zh_CN" },
		{ NULL, { { "LANG", "fr_FR.UTF-8" } }, "en" },
		{ NULL, { { "LANG", "zh_CN.UTF-8" }, { "LC_MESSAGES", "en_US.UTF-8" } }, "en" },
		{ NULL, { { "LC_MESSAGES", "en_US.UTF-8" }, { "LC_ALL", "zh_CN.UTF-8" } },
			"zh_CN" },
		{ NULL, { { "LC_ALL", "zh_CN.UTF-8" }, { "LANGUAGE", "en" } }, "en" },
		{ NULL, { { "LC_ALL", "zh_CN.UTF-8" }, { "LANGUAGE", "" } }, "zh_CN" },
		{ NULL, { { "LANG", "en" }, { "LANGUAGE", "fr:zh_CN:en" } }, "zh_CN" },
		{ NULL, { { "LANGUAGE", "en" }, { "PIGTRACE_LANG", "zh" } }, "zh_CN" },
		{ "en", { { "PIGTRACE_LANG", "zh" } }, "en" },
		{ "zh_CN", { { "PIGTRACE_LANG", "en" } }, "zh_CN" },
		{ "tlh", { { "PIGTRACE_LANG", "zh" } }, "en" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		forget_language();
		for (size_t j = 0; j < 2 && cases[i].variable[j][0]; j++)
			(void)setenv(cases[i].variable[j][0], cases[i].variable[j][1], 1);
		words_open_in(cases[i].wanted, catalogues);
		assert_string_equal(words_language(), cases[i].language);
	}
}

static void we_speak_chinese_and_english(void **state)
{
	(void)state;
	assert_true(words_speak("zh") && words_speak("zh_CN") && words_speak("zh-Hans"));
	assert_true(words_speak("en") && words_speak("en_GB.UTF-8"));
	assert_false(words_speak("") || words_speak("z") || words_speak("fr") || words_speak("C"));
}

static void a_decimal_point_stays_a_point_and_text_is_utf8(void **state)
{
	static const char *const locales[] = { "C", "POSIX", "nonexistent", "C.UTF-8", "" };
	(void)state;
	for (size_t i = 0; i < COUNT(locales); i++) {
		wchar_t wide[8];
		(void)setenv("LC_ALL", locales[i], 1);
		words_open_in("zh", catalogues);
		assert_string_equal(_("ear tag"), "耳标");
		assert_string_equal(setlocale(LC_NUMERIC, NULL), "C");
		assert_int_equal(mbstowcs(wide, "耳标", 8), 2);
	}
}

/* Every single byte changed, every length cut: the words stay readable, and often are English. */
static void a_damaged_catalogue_is_left_alone(void **state)
{
	struct buf whole = { 0 };
	(void)state;
	assert_int_equal(file_read(catalogue_path, 1 << 20, &whole, NULL), 0);
	for (size_t i = 0; i < 2 * whole.len; i++) {
		struct span part = buf_written(&whole);
		char before = whole.at[i / 2];
		if (i % 2)
			whole.at[i / 2] = (char)(before ^ 0xff);
		else
			part.len = i / 2;
		FILE *file = fopen(catalogue_path, "w");
		assert_non_null(file);
		assert_int_equal(fwrite(part.at, 1, part.len, file), part.len);
		assert_int_equal(fclose(file), 0);
		whole.at[i / 2] = before;
		words_open_in("zh", catalogues);
		assert_true(strlen(_("ear tag")) < whole.len);
		assert_true(strlen(words_of("kind", "feeding")) < whole.len);
		if (i % 2 == 0)
			assert_string_equal(_("ear tag"), "ear tag"); /* cut short */
	}
	assert_int_equal(file_write(catalogue_path, buf_written(&whole), 0600, NULL), 0);
	words_open_in("zh", catalogues);
	assert_string_equal(_("ear tag"), "耳标");
	buf_free(&whole);
}

static void the_catalogue_beside_the_program_is_found(void **state)
{
	char program[128], command[256], said[64] = "";
	(void)state;
	(void)snprintf(program, sizeof(program), "%s/bin/say", root);
	(void)snprintf(command, sizeof(command), "/proc/%ld/exe", (long)getpid());
	run("cp", command, program);
	(void)snprintf(command, sizeof(command), "cd / && %s say zh", program);
	FILE *pipe = popen(command, "r");
	assert_non_null(pipe);
	assert_non_null(fgets(said, sizeof(said), pipe));
	assert_int_equal(pclose(pipe), 0);
	assert_string_equal(said, "耳标\n");
}

static void a_thread_may_turn_to_english_and_back(void **state)
{
	(void)state;
	words_open_in("zh", catalogues);
	words_turn("en-GB");
	assert_string_equal(_("ear tag"), "ear tag");
	assert_string_equal(words_language(), "en");
	words_turn("zh");
	assert_string_equal(_("ear tag"), "耳标");
	words_turn("en");
	words_turn("fr");
	assert_string_equal(_("ear tag"), "耳标");
	assert_string_equal(words_language(), "zh_CN");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
#define ALONE(test) cmocka_unit_test_setup(test, english_again)
		ALONE(chinese_words_come_from_the_catalogue),
		ALONE(a_word_without_translation_stays_as_it_is),
		ALONE(a_context_tells_words_apart),
		ALONE(a_plural_has_one_form_in_chinese_and_two_in_english),
		ALONE(english_needs_no_catalogue),
		ALONE(the_first_variable_that_is_set_chooses_the_language),
		ALONE(we_speak_chinese_and_english),
		ALONE(a_decimal_point_stays_a_point_and_text_is_utf8),
		ALONE(a_damaged_catalogue_is_left_alone),
		ALONE(the_catalogue_beside_the_program_is_found),
		ALONE(a_thread_may_turn_to_english_and_back),
	};
	if (argc == 3 && strcmp(argv[1], "say") == 0) {
		words_open(argv[2]);
		return puts(_("ear tag")) < 0;
	}
	return cmocka_run_group_tests(tests, make_catalogue, remove_catalogue);
}
