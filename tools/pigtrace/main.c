/*
 * pigtrace - the command of everybody who is not a daemon. This file is only the table.
 */
#include "tools/pigtrace/commands.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct command *const commands[] = { &command_init, &command_station, &command_log,
	&command_send, &command_label, &command_scan, &command_trace, &command_contacts,
	&command_balance, &command_check, &command_recall, &command_status, &command_quarantine,
	&command_rebuild, &command_backup, &command_archive, &command_doctor, &command_firmware,
	&command_watch, &command_help };
const size_t command_count = sizeof(commands) / sizeof(commands[0]);

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int overview(int code)
{
	struct buf text = { 0 };
	help_overview(&text);
	(void)fputs(text.at ? text.at : "", code == EXIT_DONE ? stdout : stderr);
	buf_free(&text);
	return code;
}

/* The words before the subcommand: --home DIR, --lang LANG, --help, --version. */
static int read_globals(int argc, char **argv, const char **home, int *next)
{
	int i = 1;
	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return overview(EXIT_DONE);
		if (strcmp(argv[i], "--version") == 0 || strcmp(argv[i], "-V") == 0)
			return puts("pigtrace " PIGTRACE_VERSION) < 0 ? EXIT_FAILED : EXIT_DONE;
		if (i + 1 < argc && strcmp(argv[i], "--home") == 0) {
			*home = argv[++i];
		} else if (i + 1 < argc && strcmp(argv[i], "--lang") == 0) {
			if (!call_lang(argv[++i]))
				return EXIT_USAGE;
		} else {
			(void)fprintf(stderr, _("pigtrace: unknown option %s\n"), argv[i]);
			return overview(EXIT_USAGE);
		}
	}
	*next = i;
	return -1;
}

int main(int argc, char **argv)
{
	const char *home = getenv("PIGTRACE_HOME");
	int next = 1;
	words_open(NULL);
	if (sodium_init() < 0)
		return EXIT_FAILED;
	int code = read_globals(argc, argv, &home, &next);
	if (code >= 0)
		return code;
	if (next >= argc)
		return overview(EXIT_USAGE);
	const struct command *command = find_command(argv[next]);
	if (!command) {
		(void)fprintf(stderr, _("pigtrace: no command '%s'; pigtrace help lists them\n"),
			argv[next]);
		return EXIT_USAGE;
	}
	struct call call = { .command = command, .home = home && home[0] ? home : "." };
	code = call_parse(&call, argc - next, argv + next);
	if (code >= 0)
		return code;
	code = command->run(&call);
	if (fflush(stdout) != 0 && code == EXIT_DONE)
		code = complain(&call, EXIT_FAILED, _("cannot write to standard output"));
	return code;
}
