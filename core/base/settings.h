/*
 * settings.h - configuration files: "key = value" lines behind one table. Host only.
 *
 * Shape   UTF-8 lines "key = value"; blank lines and lines that begin with # are passed over; spaces
 *         around key and value are not part of them; a byte order mark in front is passed over. An unknown
 *         key, a key twice and a bad value are errors that name file and line.
 * Table   struct setting rows say where each value goes in the caller's struct; the same rows print the
 *         help and the sample file.
 * Limits  64 KiB a file, 4 KiB a value, 64 rows a table.
 */
#ifndef PIGTRACE_BASE_SETTINGS_H
#define PIGTRACE_BASE_SETTINGS_H

#include "core/base/buf.h"

enum setting_type {
	SETTING_TEXT,   /* char *: heap, "" if unset */
	SETTING_PATH,   /* char *: as TEXT; a relative path, the initial one too, is taken from
			 the file's own directory */
	SETTING_NUMBER, /* int64_t within least..most */
	SETTING_SWITCH  /* bool: yes or no */
};

struct setting {
	const char *key;
	enum setting_type type;
	size_t offset;       /* offsetof in the caller's struct */
	const char *initial; /* as it would be written in the file */
	int64_t least, most; /* SETTING_NUMBER */
	const char *help;    /* msgid */
};

/* Fill *into (zeroed by the caller) with the initial values. */
int settings_start(
	const struct setting *table, size_t count, void *into, struct fault *fault) MUST_CHECK;
/* Read a file over them; "-" is standard input. FAULT_SETTING with "file:line: ...", FAULT_NOT_FOUND, FAULT_IO. */
int settings_read(const char *path, const struct setting *table, size_t count, void *into,
	struct fault *fault) MUST_CHECK;
/* One value by key, as if from a file in `directory` ("" for the current one). */
int settings_set(const struct setting *table, size_t count, void *into, struct span key,
	struct span value, const char *directory, struct fault *fault) MUST_CHECK;
/* The sample file: every key with its initial value and its help as a comment. */
void settings_sample(const struct setting *table, size_t count, struct buf *into);
/* One line a key, for --help. */
void settings_help(const struct setting *table, size_t count, struct buf *into);
void settings_free(const struct setting *table, size_t count, void *into);

#endif
