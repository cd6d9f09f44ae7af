#include "tools/generate/source.h"

#include "core/base/file.h"
#include "core/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

int source_wrong(
	const struct source *source, const char *at, struct fault *fault, const char *format, ...)
{
	char words[FAULT_TEXT];
	va_list args;
	int line = 1;
	const char *start = source->text.at;
	for (const char *c = start; c && c < at; c++) {
		if (*c != '\n')
			continue;
		line++;
		start = c + 1;
	}
	va_start(args, format);
	(void)vsnprintf(words, sizeof(words), format, args);
	va_end(args);
	return fault_set(fault, FAULT_SETTING, "%s:%d:%d: %s", source->path, line,
		(int)(at - start) + 1, words);
}

/* The next line that says something; a last line without a newline counts. */
static bool next_line(struct span *rest, struct span *line)
{
	while (rest->len > 0) {
		if (!span_cut(rest, '\n', line)) {
			*line = *rest;
			*rest = (struct span){ rest->at + rest->len, 0 };
		}
		if (line->len > 0 && line->at[0] != '#')
			return true;
	}
	return false;
}

static size_t split(struct span line, struct span columns[static SOURCE_COLUMNS_MOST])
{
	size_t count = 0;
	struct span rest = line;
	for (;;) {
		struct span cell;
		bool more = span_cut(&rest, '\t', &cell);
		if (count < SOURCE_COLUMNS_MOST)
			columns[count] = more ? cell : rest;
		count++;
		if (!more)
			return count;
	}
}

int source_open(struct source *source, const char *directory, const char *name, const char *header,
	struct fault *fault)
{
	struct span line;
	struct span columns[SOURCE_COLUMNS_MOST];
	int used = snprintf(source->path, sizeof(source->path), "%s/%s", directory, name);
	if (used < 0 || (size_t)used >= sizeof(source->path))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", directory);
	int code = file_read(source->path, SOURCE_BYTES_MOST, &source->text, fault);
	if (code != 0)
		return code;
	source->rest = buf_written(&source->text);
	size_t good = utf8_valid(source->rest.at, source->rest.len);
	if (good < source->rest.len)
		return source_wrong(source, source->rest.at + good, fault, "not UTF-8");
	if (!next_line(&source->rest, &line))
		return source_wrong(source, source->rest.at, fault, "no line names the columns");
	if (!span_is(line, header))
		return source_wrong(source, line.at, fault, "the columns must be: %s", header);
	source->columns = split(line, columns);
	return 0;
}

static bool control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

int source_row(
	struct source *source, struct span columns[static SOURCE_COLUMNS_MOST], struct fault *fault)
{
	struct span line;
	if (!next_line(&source->rest, &line))
		return 0;
	for (size_t i = 0; i < line.len; i++)
		if (control(line.at[i]) && line.at[i] != '\t')
			return source_wrong(source, line.at + i, fault, "a control character");
	size_t count = split(line, columns);
	if (count != source->columns)
		return source_wrong(source, line.at, fault, "%zu columns where %zu belong", count,
			source->columns);
	return 1;
}

void source_close(struct source *source)
{
	buf_free(&source->text);
}
