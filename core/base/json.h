/*
 * json.h - a strict pull reader for the JSON we define ourselves (events, receipts).
 *
 * Shape   RFC 8259, UTF-8 without byte order mark. Refused: a second value behind the first,
 *         unpaired surrogates, U+0000, control characters, numbers with a leading zero or '+',
 *         nesting deeper than JSON_DEPTH_MOST. Duplicate keys are the caller's to find, since
 *         only the caller knows its keys.
 * Memory  no allocation, no global state; safe in firmware. Strings that hold escapes are
 *         written to the caller's arena; others point into the text.
 */
#ifndef PIGTRACE_BASE_JSON_H
#define PIGTRACE_BASE_JSON_H

#include "core/base/bytes.h"

#define JSON_DEPTH_MOST 16

enum json_kind {
	JSON_END,        /* the one value is complete and nothing follows */
	JSON_OBJECT,     /* { */
	JSON_OBJECT_END, /* } */
	JSON_ARRAY,      /* [ */
	JSON_ARRAY_END,  /* ] */
	JSON_KEY,        /* text: the key, unescaped; the colon is consumed */
	JSON_STRING,     /* text: the string, unescaped */
	JSON_NUMBER,     /* text: the number as written */
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL,
	JSON_ERROR /* error says what, at says where; every later call gives the same */
};

enum json_error {
	JSON_OK,
	JSON_SYNTAX,  /* not JSON here */
	JSON_UTF8,    /* bytes that are not UTF-8 */
	JSON_ESCAPE,  /* unknown escape, unpaired surrogate, U+0000 */
	JSON_DEEP,    /* nested deeper than JSON_DEPTH_MOST */
	JSON_LONG,    /* an unescaped string does not fit the arena */
	JSON_TRAILING /* something behind the value */
};

struct json_token {
	enum json_kind kind;
	struct span text; /* for JSON_KEY, JSON_STRING, JSON_NUMBER */
	size_t at;        /* byte offset of the token, or of the error */
};

struct json {
	struct span text;
	size_t at;
	struct out *arena;
	int depth;
	uint32_t objects; /* bit d: the container at depth d is an object */
	int expect;       /* inner state; see json.c */
	enum json_error error;
	size_t error_at;
};

/* Read text; unescaped strings go to arena (at most text.len bytes ever; one that does not fit ends it). Both must
 * outlive. */
void json_open(struct json *json, struct span text, struct out *arena);

/* The next token. */
struct json_token json_next(struct json *json);

/* Skip the value that `token` began (nothing to do for a scalar); false on an error. */
bool json_skip(struct json *json, struct json_token token);

#endif
