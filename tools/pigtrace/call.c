#include "tools/pigtrace/commands.h"

#include "core/base/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int find_option(const struct call *call, struct span name)
{
	for (size_t i = 0; i < call->command->option_count; i++)
		if (span_is(name, call->command->options[i].name))
			return (int)i;
	return -1;
}

static int find_letter(const struct call *call, char letter)
{
	for (size_t i = 0; i < call->command->option_count; i++)
		if (call->command->options[i].letter == letter)
			return (int)i;
	return -1;
}

static int index_of(const struct call *call, const char *option)
{
	return find_option(call, span_of(option));
}

bool call_has(const struct call *call, const char *option)
{
	return call_value(call, option) != NULL;
}

const char *call_value(const struct call *call, const char *option)
{
	int i = index_of(call, option);
	return i < 0 ? NULL : call->values[i];
}

bool call_number(
	const struct call *call, const char *option, int64_t least, int64_t most, int64_t *number)
{
	const char *text = call_value(call, option);
	int64_t read;
	if (!text)
		return true;
	if (!span_number(span_of(text), most, &read) || read < least) {
		(void)complain_usage(call, _("--%s must be a number from %lld to %lld"), option,
			(long long)least, (long long)most);
		return false;
	}
	*number = read;
	return true;
}

/* ---- complaints ---- */

static void FORMAT_LIKE(2, 0)
	complain_list(const struct call *call, const char *format, va_list args)
{
	char text[1024];
	(void)vsnprintf(text, sizeof(text), format, args);
	(void)fprintf(stderr, "pigtrace %s: %s\n", call->command->name, text);
}

int complain(const struct call *call, int code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	complain_list(call, format, args);
	va_end(args);
	return code;
}

int complain_usage(const struct call *call, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	complain_list(call, format, args);
	va_end(args);
	(void)fprintf(stderr, _("Try: pigtrace %s --help\n"), call->command->name);
	return EXIT_USAGE;
}

int complain_fault(const struct call *call, const struct fault *fault)
{
	static const struct {
		int fault;
		enum exit_code exit;
	} exits[] = { { FAULT_BUSY, EXIT_BUSY }, { FAULT_PEER, EXIT_BUSY },
		{ FAULT_SETTING, EXIT_USAGE }, { FAULT_NOT_FOUND, EXIT_NOT_FOUND } };
	for (size_t i = 0; i < sizeof(exits) / sizeof(exits[0]); i++)
		if (exits[i].fault == fault->code)
			return complain(call, (int)exits[i].exit, "%s", fault->text);
	return complain(call, EXIT_FAILED, "%s", fault->text);
}

int print_out(const struct call *call, struct span text)
{
	struct fault fault;
	if (fflush(stdout) != 0 || file_write_all(STDOUT_FILENO, text.at, text.len, &fault) != 0)
		return complain(call, EXIT_FAILED, _("cannot write to standard output"));
	return EXIT_DONE;
}

bool on_terminal(int fd)
{
	return isatty(fd) == 1;
}

/* ---- options ---- */

/* Gives option i its value: `given` behind '=' or in the same word, else the next word. */
static int take_value(struct call *call, int i, const char *given, int argc, char **argv, int *at)
{
	const struct command_option *option = &call->command->options[i];
	if (!option->value) {
		if (given)
			return complain_usage(call, _("--%s takes no value"), option->name);
		call->values[i] = "";
		return -1;
	}
	if (!given && *at + 1 >= argc)
		return complain_usage(
			call, _("--%s needs a value (%s)"), option->name, words(option->value));
	call->values[i] = given ? given : argv[++*at];
	return -1;
}

bool call_lang(const char *lang)
{
	bool known = words_speak(lang);
	if (known)
		words_open(lang);
	else
		(void)fprintf(stderr, _("pigtrace: no language '%s': zh_CN or en\n"), lang);
	return known;
}

/* The options of main.c, which may also stand behind the command; 0 of what is none of them. */
static int take_global(
	struct call *call, struct span name, const char *given, int argc, char **argv, int *at)
{
	bool home = span_is(name, "home");
	if (call->command->own_words || (!home && !span_is(name, "lang")))
		return 0;
	if (!given && *at + 1 >= argc)
		return complain_usage(call, _("%s needs a value"), argv[*at]);
	const char *value = given ? given : argv[++*at];
	if (home)
		call->home = value;
	else if (!call_lang(value))
		return EXIT_USAGE;
	return -1;
}

static int take_long(struct call *call, int argc, char **argv, int *at)
{
	struct span rest = span_of(argv[*at] + 2), name;
	const char *given = NULL;
	if (span_cut(&rest, '=', &name))
		given = rest.at;
	else
		name = rest;
	int i = find_option(call, name);
	if (i >= 0)
		return take_value(call, i, given, argc, argv, at);
	int code = take_global(call, name, given, argc, argv, at);
	if (code != 0)
		return code;
	if (!call->command->own_words)
		return complain_usage(call, _("unknown option %s"), argv[*at]);
	call->argv[call->argc++] = argv[*at];
	if (!given && *at + 1 < argc)
		call->argv[call->argc++] = argv[++*at];
	return -1;
}

static int take_short(struct call *call, int argc, char **argv, int *at)
{
	const char *word = argv[*at] + 1;
	for (; *word; word++) {
		int i = find_letter(call, *word);
		if (i < 0)
			return complain_usage(call, _("unknown option -%c"), *word);
		bool takes = call->command->options[i].value != NULL;
		int code = take_value(call, i, takes && word[1] ? word + 1 : NULL, argc, argv, at);
		if (code >= 0 || takes)
			return code;
	}
	return -1;
}

static int show_help(const struct call *call)
{
	struct buf text = { 0 };
	help_print(call->command, &text);
	int code = print_out(call, buf_written(&text));
	buf_free(&text);
	return code;
}

int call_parse(struct call *call, int argc, char **argv)
{
	bool options = true;
	call->argv = argv; /* arguments are moved to its front: there is always room */
	for (int i = 1; i < argc; i++) {
		int code = -1;
		const char *word = argv[i];
		if (options && strcmp(word, "--") == 0)
			options = false;
		else if (options && !call->command->own_words &&
			 (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0))
			return show_help(call);
		else if (options && strncmp(word, "--", 2) == 0)
			code = take_long(call, argc, argv, &i);
		else if (options && word[0] == '-' && word[1])
			code = take_short(call, argc, argv, &i);
		else
			call->argv[call->argc++] = argv[i];
		if (code >= 0)
			return code;
	}
	return -1;
}
