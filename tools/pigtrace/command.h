/*
 * command.h - what a subcommand of `pigtrace` is. The table in main.c and the rows here feed the
 * parser, --help, the man pages and the bash completion.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_COMMAND_H
#define PIGTRACE_TOOLS_PIGTRACE_COMMAND_H

#include "core/base/buf.h"
#include "core/base/fault.h"
#include "core/base/words.h"

/* Exit codes of every pigtrace program. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_NOT_FOUND = 3,
	EXIT_UNVERIFIED = 4,
	EXIT_BUSY = 5,
	EXIT_RECALLED = 6
};

#define COMMAND_OPTIONS_MOST 24

struct command_option {
	const char *name;  /* long name without -- */
	char letter;       /* 0: none */
	const char *value; /* msgid: what it takes, for the help; NULL: a switch */
	const char *help;  /* msgid */
};

struct call;

struct command {
	const char *name;
	const char *usage;   /* msgid: arguments behind the options, e.g. "ITEM..." */
	const char *summary; /* msgid, one line */
	const char *about;   /* msgid, paragraphs and examples for --help and the man page */
	const struct command_option *options;
	size_t option_count;
	bool own_words; /* takes --WORDs of its own (log): unknown options stay in argv */
	int (*run)(struct call *call);
};

/* One invocation: options are looked up by their long name. */
struct call {
	const struct command *command;
	const char *home; /* directory made by `pigtrace init` */
	int argc;         /* arguments behind the options */
	char **argv;
	const char *values[COMMAND_OPTIONS_MOST]; /* by option; a switch that was given is "" */
};

extern const struct command *const commands[];
extern const size_t command_count;

bool call_has(const struct call *call, const char *option);
const char *call_value(const struct call *call, const char *option); /* NULL if absent */
/* A number option: false (and a complaint) if it is given and not a number in least..most. */
bool call_number(
	const struct call *call, const char *option, int64_t least, int64_t most, int64_t *number);

/* Speak this language; false (and a complaint) if there is none. */
bool call_lang(const char *lang);

/* "pigtrace trace: ..." on standard error; returns `code` to be returned on. */
int complain(const struct call *call, int code, const char *format, ...) FORMAT_LIKE(3, 4);
/* The fault's text, with the exit code that fits it. */
int complain_fault(const struct call *call, const struct fault *fault);
/* Usage error: complaint and a hint to --help. */
int complain_usage(const struct call *call, const char *format, ...) FORMAT_LIKE(2, 3);

/* All of text to standard output; EXIT_DONE, or EXIT_FAILED with a complaint. */
int print_out(const struct call *call, struct span text);
bool on_terminal(int fd);

/* help.c */
void help_print(const struct command *command, struct buf *into);
void help_overview(struct buf *into);
void help_man(const struct command *command, struct buf *into); /* NULL: pigtrace(1) itself */
void help_completion(struct buf *into);

#endif
