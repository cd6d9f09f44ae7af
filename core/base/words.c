#include "core/base/words.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"

#ifndef PIGTRACE_LOCALEDIR
#define PIGTRACE_LOCALEDIR "/usr/share/locale"
#endif

#define CATALOGUE_MOST  ((size_t)4 << 20)
#define CATALOGUE_MAGIC 0x950412deU
#define HEADER_LEN      20
#define KEY_TEXT        256
#define CONTEXT_MARK    '\004'

/*
 * A catalogue as msgfmt writes it: little-endian; magic, version, count, and the offsets of two tables
 * of (length, offset) pairs, the msgids in rising order and what they mean. It is read here and not by
 * libc because glibc 2.39 and later translate nothing in C.UTF-8, the only locale that is everywhere.
 */
static struct {
	struct buf file;
	uint32_t count;
	uint32_t msgids;
	uint32_t meanings;
} catalogue;

static const char *language = "en";
static _Thread_local bool in_english; /* in spite of the catalogue */

static uint32_t number_at(size_t at)
{
	const unsigned char *byte = (const unsigned char *)catalogue.file.at + at;
	return byte[0] | (uint32_t)byte[1] << 8 | (uint32_t)byte[2] << 16 | (uint32_t)byte[3] << 24;
}

/* Entry i of a table, or NULL if it does not lie in the file with the NUL behind it. */
static const char *entry(uint32_t table, uint32_t i)
{
	size_t pair = (size_t)table + (size_t)i * 8;
	if (pair + 8 > catalogue.file.len)
		return NULL;
	size_t len = number_at(pair);
	size_t start = number_at(pair + 4);
	if (start + len >= catalogue.file.len || catalogue.file.at[start + len] != '\0')
		return NULL;
	return catalogue.file.at + start;
}

/* Everything look_up relies on: all entries inside the file, the msgids rising. */
static bool catalogue_sound(void)
{
	const char *before = NULL;
	if (catalogue.file.len < HEADER_LEN || number_at(0) != CATALOGUE_MAGIC ||
		number_at(4) >> 16 != 0)
		return false;
	catalogue.count = number_at(8);
	catalogue.msgids = number_at(12);
	catalogue.meanings = number_at(16);
	for (uint32_t i = 0; i < catalogue.count; i++) {
		const char *msgid = entry(catalogue.msgids, i);
		if (!msgid || !entry(catalogue.meanings, i) ||
			(before && strcmp(before, msgid) >= 0))
			return false;
		before = msgid;
	}
	return true;
}

static void catalogue_open(const char *directory)
{
	char path[PATH_MAX];
	buf_free(&catalogue.file);
	catalogue.count = 0;
	if (strcmp(language, "en") == 0) /* the msgids themselves */
		return;
	int used =
		snprintf(path, sizeof(path), "%s/%s/LC_MESSAGES/pigtrace.mo", directory, language);
	if (used < 0 || (size_t)used >= sizeof(path))
		return;
	/* A catalogue that cannot be read leaves English, which is no failure. */
	if (file_read(path, CATALOGUE_MOST, &catalogue.file, NULL) != 0 || !catalogue_sound()) {
		buf_free(&catalogue.file);
		catalogue.count = 0;
	}
}

/* The meaning of a msgid, or NULL. */
static const char *look_up(const char *msgid)
{
	uint32_t low = 0;
	uint32_t high = in_english ? 0 : catalogue.count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = strcmp(msgid, entry(catalogue.msgids, middle));
		if (order == 0)
			return entry(catalogue.meanings, middle);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The language one name means, NULL if we do not speak it. */
static const char *language_of(struct span name)
{
	static const char *const spoken[][2] = { { "zh", "zh_CN" }, { "en", "en" } };
	for (size_t i = 0; i < sizeof(spoken) / sizeof(spoken[0]); i++)
		if (span_starts(name, spoken[i][0]))
			return spoken[i][1];
	return NULL;
}

/* The first one we speak of a list as LANGUAGE may hold: "fr:zh_CN:en". */
static const char *language_among(const char *list)
{
	struct span rest = span_of(list);
	struct span name;
	while (span_cut(&rest, ':', &name))
		if (language_of(name))
			return language_of(name);
	return language_of(rest);
}

static const char *language_wanted(const char *wanted)
{
	static const char *const variables[] = { "PIGTRACE_LANG", "LANGUAGE", "LC_ALL",
		"LC_MESSAGES", "LANG" };
	for (size_t i = 0; !wanted && i < sizeof(variables) / sizeof(variables[0]); i++) {
		const char *value = getenv(variables[i]);
		if (value && *value)
			wanted = value;
	}
	const char *found = wanted ? language_among(wanted) : NULL;
	return found ? found : "en";
}

static void locale_open(void)
{
	if (!setlocale(LC_ALL, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		(void)setlocale(LC_ALL, "C.UTF-8");
	(void)setlocale(LC_NUMERIC, "C");      /* a decimal point in every country */
	(void)setenv("LANGUAGE", language, 1); /* for the words of libc and of programs we start */
}

/* ../share/locale seen from the program's own directory; false if there is none. */
static bool beside_program(char *directory, size_t size)
{
	char program[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
	if (len <= 0)
		return false;
	program[len] = '\0';
	char *slash = strrchr(program, '/');
	if (!slash)
		return false;
	*slash = '\0';
	int used = snprintf(directory, size, "%s/../share/locale", program);
	return used > 0 && (size_t)used < size && access(directory, X_OK) == 0;
}

void words_open_in(const char *wanted, const char *directory)
{
	language = language_wanted(wanted);
	locale_open();
	catalogue_open(directory);
}

void words_open(const char *wanted)
{
	char beside[PATH_MAX];
	words_open_in(wanted, beside_program(beside, sizeof(beside)) ? beside : PIGTRACE_LOCALEDIR);
}

const char *words(const char *text)
{
	const char *found = *text ? look_up(text) : NULL; /* "" means the catalogue's own header */
	return found ? found : text;
}

const char *words_of(const char *context, const char *text)
{
	char key[KEY_TEXT];
	struct out out = out_into(key, sizeof(key));
	out_text(&out, context);
	out_char(&out, CONTEXT_MARK);
	out_text(&out, text);
	const char *found = out.full ? NULL : look_up(key);
	return found ? found : text;
}

const char *words_plural(const char *one, const char *many, unsigned long count)
{
	const char *found = look_up(one); /* the first form, and Chinese has no other */
	if (found)
		return found;
	return count == 1 ? one : many;
}

const char *words_language(void)
{
	return in_english ? "en" : language;
}

void words_turn(const char *wanted)
{
	const char *found = language_among(wanted);
	in_english = found && strcmp(found, "en") == 0;
}

bool words_speak(const char *wanted)
{
	return language_of(span_of(wanted)) != NULL;
}
