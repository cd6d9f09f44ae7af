/*
 * firmware_send.h - `pigtrace firmware send FILE`: a signed image into a board, over its console.
 *
 * Line by line (firmware/image/renewal.h), each answered before the next; what the board heard wrong is said again.
 * A transfer that broke off goes on where the board says it was left, in this call or a later one. Then the board
 * restarts with the image, and this waits until it has confirmed it by a receipt.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_FIRMWARE_SEND_H
#define PIGTRACE_TOOLS_PIGTRACE_FIRMWARE_SEND_H

#include "tools/pigtrace/command.h"

/* Exit code; what went wrong has been said. */
int firmware_send(const struct call *call, const char *path);

#endif
