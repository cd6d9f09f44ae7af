/*
 * fault.h - our own failures: disk, memory, peer. Bad data from the world is not a fault but a
 * value (struct judgement, enum *_error); a programmer's error is an assert.
 *
 * A function that can fail returns 0 or a negative FAULT_* and fills the caller's struct fault
 * with one sentence, in the language of words_open (format is a gettext msgid). core never prints and
 * never exits.
 */
#ifndef PIGTRACE_BASE_FAULT_H
#define PIGTRACE_BASE_FAULT_H

#define MUST_CHECK            __attribute__((warn_unused_result))
#define FORMAT_LIKE(at, from) __attribute__((format(printf, at, from)))

enum fault_code {
	FAULT_NONE = 0,
	FAULT_MEMORY = -1,    /* no memory left */
	FAULT_IO = -2,        /* a file or device failed; the disk is full */
	FAULT_BUSY = -3,      /* somebody else holds it: try again */
	FAULT_CORRUPT = -4,   /* what we wrote ourselves does not read back */
	FAULT_NEWER = -5,     /* written by a newer version of pigtrace */
	FAULT_PEER = -6,      /* broker or other end away or refusing */
	FAULT_SETTING = -7,   /* a setting or argument cannot be used */
	FAULT_NOT_FOUND = -8, /* what was named does not exist */
	FAULT_LIMIT = -9      /* a documented limit would be passed */
};

#define FAULT_TEXT 320

struct fault {
	int code;
	char text[FAULT_TEXT];
};

/* Fill *fault (NULL is allowed) and return code, so that `return fault_set(...)` reads well. */
int fault_set(struct fault *fault, int code, const char *format, ...) FORMAT_LIKE(3, 4);

/* As fault_set, with ": <what errno says>" appended. */
int fault_set_errno(struct fault *fault, int code, const char *format, ...) FORMAT_LIKE(3, 4);

#endif
