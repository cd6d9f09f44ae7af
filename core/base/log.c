#include "core/base/log.h"

#include "core/base/file.h"
#include "core/base/utf8.h"

#include <stdlib.h>
#include <unistd.h>

#define LOG_VALUE_MOST 300

static enum log_priority level = LOG_INFO;

void log_level(enum log_priority most)
{
	level = most;
}

void log_begin(struct log *log, enum log_priority priority, const char *matter)
{
	log->out = out_into(log->text, sizeof(log->text) - 1);
	log->out.full = priority > level; /* nothing is written, log_end sees an empty line */
	if (getenv("JOURNAL_STREAM")) {
		out_char(&log->out, '<');
		out_number(&log->out, priority);
		out_char(&log->out, '>');
	}
	out_text(&log->out, "matter=");
	out_text(&log->out, matter);
}

static bool plain(struct span value)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.at[i];
		if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f)
			return false;
	}
	return value.len > 0;
}

/* The key and its mark; where to go back to if the value does not fit: a pair is whole or not there. */
static size_t begin_pair(struct log *log, const char *key)
{
	size_t start = log->out.len;
	out_char(&log->out, ' ');
	out_text(&log->out, key);
	out_char(&log->out, '=');
	return start;
}

static void end_pair(struct log *log, size_t start)
{
	if (log->out.full)
		log->out.len = start;
}

void log_word(struct log *log, const char *key, struct span value)
{
	size_t start = begin_pair(log, key);
	value.len = utf8_valid(value.at, value.len < LOG_VALUE_MOST ? value.len : LOG_VALUE_MOST);
	if (plain(value))
		out_span(&log->out, value);
	else
		out_json(&log->out, value);
	end_pair(log, start);
}

void log_text(struct log *log, const char *key, const char *value)
{
	log_word(log, key, span_of(value));
}

void log_number(struct log *log, const char *key, int64_t value)
{
	size_t start = begin_pair(log, key);
	out_number(&log->out, value);
	end_pair(log, start);
}

void log_end(struct log *log)
{
	if (log->out.len == 0)
		return;
	log->text[log->out.len] = '\n'; /* room was kept */
	if (file_write_all(STDERR_FILENO, log->text, log->out.len + 1, NULL) != 0)
		return; /* a log that cannot be written must not stop the gateway */
}

void log_say(enum log_priority priority, const char *matter, const char *text)
{
	struct log log;
	log_begin(&log, priority, matter);
	log_text(&log, "text", text);
	log_end(&log);
}
