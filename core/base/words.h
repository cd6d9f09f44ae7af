/*
 * words.h - gettext catalogues, without needing any locale generated on the machine. Host only.
 *
 * The language is "zh_CN" or "en". words_open picks it from `wanted` ("zh", "zh_CN...", "en"...; NULL:
 * PIGTRACE_LANG, then LANGUAGE, LC_ALL, LC_MESSAGES, LANG; else English), sets a UTF-8 locale with the
 * numbers of C, and reads the language's catalogue. Catalogues are looked for beside the program
 * (../share/locale), else in the system (PIGTRACE_LOCALEDIR); without one the words stay English.
 * State   one catalogue for the program: open it before threads start. Opening another ends the life of
 *         the words handed out before.
 */
#ifndef PIGTRACE_BASE_WORDS_H
#define PIGTRACE_BASE_WORDS_H

#include <stdbool.h>

#define _(text)  words(text)
#define N_(text) (text)

void words_open(const char *wanted);
/* The same with the catalogues in `directory`, as directory/zh_CN/LC_MESSAGES/pigtrace.mo. */
void words_open_in(const char *wanted, const char *directory);
const char *words(const char *text) __attribute__((format_arg(1)));
/* A word that needs its context: words_of("kind", "feeding"). */
const char *words_of(const char *context, const char *text);
/* The form for count, e.g. words_plural("%lu pig", "%lu pigs", count); both are msgids. */
const char *words_plural(const char *one, const char *many, unsigned long count)
	__attribute__((format_arg(1), format_arg(2)));
/* "zh_CN" or "en" */
const char *words_language(void);
/*
 * For a program that answers several people: the language of this thread from now on, "en" or the one of
 * words_open; anything else is that of words_open again. Words handed out before stay alive.
 */
void words_turn(const char *wanted);
/* False if `wanted` names no language we speak. */
bool words_speak(const char *wanted);

#endif
