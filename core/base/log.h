/*
 * log.h - one line a matter, on standard error: "matter=refused station=farm-01 seq=17 ...". Host only.
 *
 * For programs: a library writes here only where its caller asked it to.
 *
 * Under journald (JOURNAL_STREAM is set) a line begins with its priority, <3> .. <7>, as sd-daemon(3)
 * has it. Values with spaces, quotes or control characters are quoted as JSON strings; what does not fit is
 * left out from the first pair on that does not.
 */
#ifndef PIGTRACE_BASE_LOG_H
#define PIGTRACE_BASE_LOG_H

#include "core/base/bytes.h"

enum log_priority { LOG_ERROR = 3, LOG_WARNING = 4, LOG_NOTICE = 5, LOG_INFO = 6, LOG_DEBUG = 7 };

struct log {
	char text[1024];
	struct out out;
};

/* The least important priority that is written; LOG_INFO at the start. */
void log_level(enum log_priority most);

void log_begin(struct log *log, enum log_priority priority, const char *matter);
void log_word(struct log *log, const char *key, struct span value);
void log_text(struct log *log, const char *key, const char *value);
void log_number(struct log *log, const char *key, int64_t value);
void log_end(struct log *log);

/* A line with only a text. */
void log_say(enum log_priority priority, const char *matter, const char *text);

#endif
