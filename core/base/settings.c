#include "core/base/settings.h"

#include "core/base/file.h"
#include "core/base/utf8.h"
#include "core/base/words.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SETTINGS_FILE_MOST  65536
#define SETTINGS_VALUE_MOST 4096
#define SETTINGS_KEYS_MOST  64 /* bits of `seen` */
#define BYTE_ORDER_MARK     "\xef\xbb\xbf"

static void *place(void *into, const struct setting *setting)
{
	return (char *)into + setting->offset;
}

static bool is_text(const struct setting *setting)
{
	return setting->type == SETTING_TEXT || setting->type == SETTING_PATH;
}

static int set_text(char **text, struct span directory, struct span value, struct fault *fault)
{
	struct buf buf = { 0 };
	if (directory.len) {
		buf_span(&buf, directory);
		if (directory.at[directory.len - 1] != '/')
			buf_char(&buf, '/');
	}
	buf_span(&buf, value);
	if (buf.failed || !buf.at) {
		buf_free(&buf);
		return fault_set(fault, FAULT_MEMORY, "no memory for a setting");
	}
	free(*text);
	*text = buf.at;
	return 0;
}

static int set_number(
	int64_t *number, const struct setting *setting, struct span value, struct fault *fault)
{
	int64_t read;
	if (!span_number(value, setting->most, &read) || read < setting->least)
		return fault_set(fault, FAULT_SETTING, "%s must be a number from %lld to %lld",
			setting->key, (long long)setting->least, (long long)setting->most);
	*number = read;
	return 0;
}

static int set_switch(
	bool *on, const struct setting *setting, struct span value, struct fault *fault)
{
	if (!span_is(value, "yes") && !span_is(value, "no"))
		return fault_set(fault, FAULT_SETTING, "%s must be yes or no", setting->key);
	*on = span_is(value, "yes");
	return 0;
}

static int set_one(const struct setting *setting, void *into, struct span value,
	const char *directory, struct fault *fault)
{
	if (value.len > SETTINGS_VALUE_MOST)
		return fault_set(fault, FAULT_SETTING, "%s is too long", setting->key);
	if (utf8_valid(value.at, value.len) != value.len || memchr(value.at, '\0', value.len))
		return fault_set(fault, FAULT_SETTING, "%s is not UTF-8 text", setting->key);
	switch (setting->type) {
	case SETTING_NUMBER:
		return set_number(place(into, setting), setting, value, fault);
	case SETTING_SWITCH:
		return set_switch(place(into, setting), setting, value, fault);
	case SETTING_PATH:
		if (value.len && value.at[0] != '/')
			return set_text(place(into, setting), span_of(directory), value, fault);
		break;
	case SETTING_TEXT:
		break;
	}
	return set_text(place(into, setting), (struct span){ 0 }, value, fault);
}

int settings_start(const struct setting *table, size_t count, void *into, struct fault *fault)
{
	for (size_t i = 0; i < count; i++) {
		int code = set_one(&table[i], into, span_of(table[i].initial), "", fault);
		if (code != 0)
			return code;
	}
	return 0;
}

static const struct setting *find(const struct setting *table, size_t count, struct span key)
{
	for (size_t i = 0; i < count; i++)
		if (span_is(key, table[i].key))
			return &table[i];
	return NULL;
}

int settings_set(const struct setting *table, size_t count, void *into, struct span key,
	struct span value, const char *directory, struct fault *fault)
{
	const struct setting *setting = find(table, count, key);
	if (!setting)
		return fault_set(fault, FAULT_SETTING, "unknown setting '%.*s'",
			(int)(key.len < 40 ? key.len : 40), key.at);
	return set_one(setting, into, value, directory, fault);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct span trim(struct span text)
{
	while (text.len && is_space(text.at[0])) {
		text.at++;
		text.len--;
	}
	while (text.len && is_space(text.at[text.len - 1]))
		text.len--;
	return text;
}

static int read_line(struct span line, const struct setting *table, size_t count, void *into,
	const char *directory, uint64_t *seen, struct fault *fault)
{
	struct span key, value = trim(line);
	if (value.len == 0 || value.at[0] == '#')
		return 0;
	if (!span_cut(&value, '=', &key))
		return fault_set(fault, FAULT_SETTING, "not 'key = value'");
	key = trim(key);
	const struct setting *setting = find(table, count, key);
	if (setting) {
		uint64_t bit = UINT64_C(1) << (setting - table);
		if (*seen & bit)
			return fault_set(
				fault, FAULT_SETTING, "%s stands here twice", setting->key);
		*seen |= bit;
	}
	return settings_set(table, count, into, key, trim(value), directory, fault);
}

/* A path that the file does not name is meant from the file's directory, too. */
static int place_paths(const struct setting *table, size_t count, void *into, const char *directory,
	struct fault *fault)
{
	for (size_t i = 0; i < count; i++) {
		char **text = place(into, &table[i]);
		if (table[i].type != SETTING_PATH || !*text || strcmp(*text, table[i].initial) != 0)
			continue;
		int code = set_one(&table[i], into, span_of(table[i].initial), directory, fault);
		if (code != 0)
			return code;
	}
	return 0;
}

static int read_lines(const char *path, struct span rest, const struct setting *table, size_t count,
	void *into, const char *directory, uint64_t *seen, struct fault *fault)
{
	struct span line;
	struct fault inner;
	for (int number = 1; rest.len; number++) {
		if (!span_cut(&rest, '\n', &line)) {
			line = rest;
			rest.len = 0;
		}
		int code = read_line(line, table, count, into, directory, seen, &inner);
		if (code != 0)
			return fault_set(fault, code, "%s:%d: %s", path, number, inner.text);
	}
	return 0;
}

int settings_read(const char *path, const struct setting *table, size_t count, void *into,
	struct fault *fault)
{
	struct buf text = { 0 }, directory = { 0 };
	uint64_t seen = 0;
	const char *slash = strrchr(path, '/');
	assert(count <= SETTINGS_KEYS_MOST);
	int code = file_read(path, SETTINGS_FILE_MOST, &text, fault);
	if (slash)
		buf_bytes(&directory, path, slash == path ? 1 : (size_t)(slash - path));
	buf_text(&directory, "");
	if (directory.failed && code == 0)
		code = fault_set(fault, FAULT_MEMORY, "no memory to read %s", path);
	struct span rest = buf_written(&text);
	if (span_starts(rest, BYTE_ORDER_MARK)) {
		rest.at += strlen(BYTE_ORDER_MARK);
		rest.len -= strlen(BYTE_ORDER_MARK);
	}
	if (code == 0)
		code = read_lines(path, rest, table, count, into, directory.at, &seen, fault);
	if (code == 0)
		code = place_paths(table, count, into, directory.at, fault);
	buf_free(&text);
	buf_free(&directory);
	return code;
}

void settings_sample(const struct setting *table, size_t count, struct buf *into)
{
	for (size_t i = 0; i < count; i++)
		buf_format(into, "# %s\n%s = %s\n\n", words(table[i].help), table[i].key,
			table[i].initial);
}

void settings_help(const struct setting *table, size_t count, struct buf *into)
{
	for (size_t i = 0; i < count; i++)
		buf_format(into, "  %-18s %s%s%s%s\n", table[i].key, words(table[i].help),
			table[i].initial[0] ? " [" : "", table[i].initial,
			table[i].initial[0] ? "]" : "");
}

void settings_free(const struct setting *table, size_t count, void *into)
{
	for (size_t i = 0; i < count; i++) {
		if (is_text(&table[i])) {
			char **text = place(into, &table[i]);
			free(*text);
			*text = NULL;
		}
	}
}
