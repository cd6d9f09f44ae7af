/*
 * help - what the tables say, as --help, as man pages, and as a bash completion.
 */
#include "tools/pigtrace/commands.h"

#include <string.h>

static const struct command_option globals[] = {
	{ "home", 0, N_("DIR"), N_("directory made by pigtrace init [$PIGTRACE_HOME, else .]") },
	{ "lang", 0, N_("LANG"), N_("language: zh_CN or en [$PIGTRACE_LANG, else the system's]") },
	{ "help", 'h', NULL, N_("print help") },
	{ "version", 'V', NULL, N_("print the version") },
};
#define GLOBAL_COUNT (sizeof(globals) / sizeof(globals[0]))

/* ---- --help ---- */

#define OPTION_COLUMNS 26

static void option_line(const struct command_option *option, struct buf *into)
{
	char left[64];
	struct out out = out_into(left, sizeof(left));
	if (option->letter) {
		out_char(&out, '-');
		out_char(&out, option->letter);
		out_text(&out, ", --");
	} else {
		out_text(&out, "    --");
	}
	out_text(&out, option->name);
	if (option->value) {
		out_char(&out, ' ');
		out_text(&out, words(option->value));
	}
	buf_text(into, "  ");
	buf_padded(into, left, OPTION_COLUMNS);
	buf_format(into, "  %s\n", words(option->help));
}

void help_print(const struct command *command, struct buf *into)
{
	buf_format(into, _("Usage: pigtrace %s%s %s\n"), command->name,
		command->option_count ? _(" [OPTION...]") : "", words(command->usage));
	buf_format(into, "%s\n", words(command->summary));
	if (command->about)
		buf_format(into, "\n%s\n", words(command->about));
	if (command->option_count)
		buf_text(into, _("\nOptions:\n"));
	for (size_t i = 0; i < command->option_count; i++)
		option_line(&command->options[i], into);
}

void help_overview(struct buf *into)
{
	buf_text(into, _("Usage: pigtrace [--home DIR] [--lang LANG] COMMAND ...\n"
			 "Traces pork from the pig's ear tag to the package and back.\n\n"
			 "Commands:\n"));
	for (size_t i = 0; i < command_count; i++)
		buf_format(into, "  %-12s %s\n", commands[i]->name, words(commands[i]->summary));
	buf_text(into,
		_("\nOptions before the command (--home and --lang behind it, too, but not behind log):\n"));
	for (size_t i = 0; i < GLOBAL_COUNT; i++)
		option_line(&globals[i], into);
	buf_text(into, _("\nExit codes: 0 done or found, 1 failed, 2 usage, 3 not found, "
			 "4 not verified, 5 busy or away (try again), 6 recalled.\n"));
}

/* ---- man pages ---- */

/* Text in roff: backslashes and leading dots or quotes would be commands. */
static void roff(struct buf *into, const char *text)
{
	bool line_start = true;
	for (; *text; text++) {
		if (line_start && (*text == '.' || *text == '\''))
			buf_text(into, "\\&");
		if (*text == '\\')
			buf_text(into, "\\e");
		else if (*text == '-')
			buf_text(into, "\\-");
		else
			buf_char(into, *text);
		line_start = *text == '\n';
	}
}

static void section(struct buf *into, const char *title)
{
	buf_format(into, ".SH %s\n", title);
}

static void man_options(const struct command_option *options, size_t count, struct buf *into)
{
	for (size_t i = 0; i < count; i++) {
		buf_text(into, ".TP\n\\fB");
		if (options[i].letter)
			buf_format(into, "\\-%c\\fR, \\fB", options[i].letter);
		buf_text(into, "\\-\\-");
		roff(into, options[i].name);
		buf_text(into, "\\fR");
		if (options[i].value)
			buf_format(into, " \\fI%s\\fR", words(options[i].value));
		buf_char(into, '\n');
		roff(into, words(options[i].help));
		buf_char(into, '\n');
	}
}

static void man_head(const char *name, const char *summary, struct buf *into)
{
	buf_format(into, ".TH %s 1 \"\" \"pigtrace " PIGTRACE_VERSION "\" \"pigtrace\"\n", name);
	section(into, _("NAME"));
	roff(into, name);
	buf_text(into, " \\- ");
	roff(into, summary);
	buf_char(into, '\n');
}

static void man_overview(struct buf *into)
{
	man_head("pigtrace", _("trace pork from the pig's ear tag to the package and back"), into);
	section(into, _("SYNOPSIS"));
	buf_format(into, "\\fBpigtrace\\fR [\\fI%s\\fR...] \\fI%s\\fR ...\n", _("OPTION"),
		_("COMMAND"));
	section(into, _("OPTIONS"));
	man_options(globals, GLOBAL_COUNT, into);
	section(into, _("COMMANDS"));
	for (size_t i = 0; i < command_count; i++) {
		buf_format(into, ".TP\n\\fBpigtrace\\-%s\\fR(1)\n", commands[i]->name);
		roff(into, words(commands[i]->summary));
		buf_char(into, '\n');
	}
	section(into, _("EXIT STATUS"));
	roff(into, _("0 done or found, 1 failed, 2 usage, 3 not found, 4 not verified, 5 busy or "
		     "away (try again), 6 recalled."));
	buf_char(into, '\n');
}

void help_man(const struct command *command, struct buf *into)
{
	char name[48];
	struct out out = out_into(name, sizeof(name));
	if (!command) {
		man_overview(into);
		return;
	}
	out_text(&out, "pigtrace-");
	out_text(&out, command->name);
	man_head(name, words(command->summary), into);
	section(into, _("SYNOPSIS"));
	buf_format(into, "\\fBpigtrace %s\\fR [\\fI%s\\fR...] ", command->name, _("OPTION"));
	roff(into, words(command->usage));
	buf_char(into, '\n');
	if (command->about) {
		section(into, _("DESCRIPTION"));
		buf_text(into, ".nf\n");
		roff(into, words(command->about));
		buf_text(into, "\n.fi\n");
	}
	if (command->option_count)
		section(into, _("OPTIONS"));
	man_options(command->options, command->option_count, into);
	section(into, _("SEE ALSO"));
	buf_text(into, "\\fBpigtrace\\fR(1)\n");
}

/* ---- bash completion ---- */

static void completion_words(const struct command *command, struct buf *into)
{
	buf_format(into, "\t%s) words=\"--help", command->name);
	for (size_t i = 0; i < command->option_count; i++)
		buf_format(into, " --%s", command->options[i].name);
	buf_text(into, command->own_words ? "\" ;;\n" : " --home --lang\" ;;\n");
}

void help_completion(struct buf *into)
{
	buf_text(into, "# bash completion for pigtrace, generated by: pigtrace help --completion\n"
		       "_pigtrace() {\n"
		       "\tlocal words command='' i\n"
		       "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		       "\t\tcase \"${COMP_WORDS[i]}\" in\n"
		       "\t\t--home | --lang) ((i++)) ;;\n"
		       "\t\t-*) ;;\n"
		       "\t\t*) command=\"${COMP_WORDS[i]}\"; break ;;\n"
		       "\t\tesac\n"
		       "\tdone\n"
		       "\tcase \"$command\" in\n"
		       "\t'') words=\"");
	for (size_t i = 0; i < command_count; i++)
		buf_format(into, "%s ", commands[i]->name);
	for (size_t i = 0; i < GLOBAL_COUNT; i++)
		buf_format(into, "--%s ", globals[i].name);
	buf_text(into, "\" ;;\n");
	for (size_t i = 0; i < command_count; i++)
		completion_words(commands[i], into);
	buf_text(into, "\t*) words='' ;;\n\tesac\n"
		       "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- "
		       "\"${COMP_WORDS[COMP_CWORD]}\")\n"
		       "}\ncomplete -o default -F _pigtrace pigtrace\n");
}

/* ---- the command ---- */

static const struct command_option options[] = {
	{ "man", 0, NULL, N_("print the man page (troff) instead") },
	{ "completion", 0, NULL, N_("print the bash completion instead") },
};

static int run(struct call *call)
{
	struct buf text = { 0 };
	const struct command *about = NULL;
	int code = EXIT_DONE;
	for (size_t i = 0; call->argc > 0 && i < command_count; i++)
		if (strcmp(commands[i]->name, call->argv[0]) == 0)
			about = commands[i];
	if (call->argc > 1 || (call->argc == 1 && !about))
		return complain_usage(call, _("no command '%s'"), call->argv[call->argc - 1]);
	if (call_has(call, "completion"))
		help_completion(&text);
	else if (call_has(call, "man"))
		help_man(about, &text);
	else if (about)
		help_print(about, &text);
	else
		help_overview(&text);
	code = text.failed ? complain(call, EXIT_FAILED, _("no memory"))
	                   : print_out(call, buf_written(&text));
	buf_free(&text);
	return code;
}

const struct command command_help = {
	.name = "help",
	.usage = N_("[COMMAND]"),
	.summary = N_("explain a command"),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
