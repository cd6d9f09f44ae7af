/*
 * provision.h - `pigtrace station provision NAME`: a blank board is told who it is, over its console.
 *
 * The board has no source of random numbers (the SmartFusion2 of the emulator has none), so the key's seed is
 * made here, once, is in this program's memory only, and is told to the board; no command of the board
 * gives it back. What stays here is the public key in the registry. A board whose flash was replaced is
 * provisioned again: a new key, a new and higher epoch, so that no number of the old flash is given twice.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_PROVISION_H
#define PIGTRACE_TOOLS_PIGTRACE_PROVISION_H

#include "tools/pigtrace/command.h"

/* Exit code; what went wrong has been said. */
int provision(const struct call *call, const char *name);

#endif
