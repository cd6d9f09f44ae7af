/*
 * station_link.h - the link that tells a phone's form (pigtrace-webd, /record) who writes on it.
 *
 * BASE/record#STATION:PASSWORD or #STATION:PASSWORD:OPERATOR. What stands behind '#' is read by the page's script
 * alone; browsers send it to nobody.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_STATION_LINK_H
#define PIGTRACE_TOOLS_PIGTRACE_STATION_LINK_H

#include "core/store/store.h"
#include "tools/pigtrace/command.h"

/* Prints it, with its code on a terminal or where --qr asks for it. Exit code; what went wrong has been said. */
int station_link(const struct call *call, const struct store_station *station);

#endif
