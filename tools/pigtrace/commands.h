/*
 * commands.h - every subcommand, each in the file of its name.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_COMMANDS_H
#define PIGTRACE_TOOLS_PIGTRACE_COMMANDS_H

#include "tools/pigtrace/command.h"

extern const struct command command_init;
extern const struct command command_station;
extern const struct command command_log;
extern const struct command command_send;
extern const struct command command_label;
extern const struct command command_scan;
extern const struct command command_trace;
extern const struct command command_contacts;
extern const struct command command_balance;
extern const struct command command_check;
extern const struct command command_recall;
extern const struct command command_status;
extern const struct command command_quarantine;
extern const struct command command_rebuild;
extern const struct command command_backup;
extern const struct command command_archive;
extern const struct command command_doctor;
extern const struct command command_firmware;
extern const struct command command_watch;
extern const struct command command_help;

/* Options and arguments of argv[1..]; -1 to go on, or the exit code (help, usage error). */
int call_parse(struct call *call, int argc, char **argv);

#endif
