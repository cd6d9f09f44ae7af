/*
 * scan_verify.h - scan --verify: signatures of labels held against a list of keys, without network or store.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_SCAN_VERIFY_H
#define PIGTRACE_TOOLS_PIGTRACE_SCAN_VERIFY_H

#include "core/scan/scan.h"
#include "tools/pigtrace/command.h"

/* Every code of a picture. EXIT_DONE: at least one is valid, and no other label among them is not. */
int scan_verify(const struct call *call, const char *file, const struct scan *scan);

/* With --verify an argument that is a web address is what a hand scanner read, not a file. */
bool scan_verify_wants(const struct call *call, const char *word);
int scan_verify_text(const struct call *call, const char *uri);

#endif
