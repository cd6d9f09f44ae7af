#include "gateway/collectd/log.h"

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

void log_word(struct log *log, const char *key, struct span value)
{
	value.len = utf8_valid(value.at, value.len < LOG_VALUE_MOST ? value.len : LOG_VALUE_MOST);
	out_char(&log->out, ' ');
	out_text(&log->out, key);
	out_char(&log->out, '=');
	if (plain(value))
		out_span(&log->out, value);
	else
		out_json(&log->out, value);
}

void log_text(struct log *log, const char *key, const char *value)
{
	log_word(log, key, span_of(value));
}

void log_number(struct log *log, const char *key, int64_t value)
{
	out_char(&log->out, ' ');
	out_text(&log->out, key);
	out_char(&log->out, '=');
	out_number(&log->out, value);
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
