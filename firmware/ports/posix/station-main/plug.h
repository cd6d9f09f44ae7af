/*
 * plug.h - `--device KIND:PATH[,OPTION...]`: what is plugged in where, and how its line is set.
 *
 * Options  BAUD or BAUD-8N1: another line than the maker's; the others are the table of plug.c.
 */
#ifndef PIGTRACE_STATION_PLUG_H
#define PIGTRACE_STATION_PLUG_H

#include "core/base/buf.h"
#include "core/base/fault.h"
#include "firmware/device/device.h"

#define PLUGS_MOST 8
#define PLUG_PATH  256

struct plug {
	const struct device_kind *kind;
	char path[PLUG_PATH];
	struct device_line line;
	struct device_settings settings;
	int64_t ask_ms;
};

/* FAULT_SETTING with a sentence on anything that is not understood. */
int plug_parse(const char *text, struct plug *plug, struct fault *fault) MUST_CHECK;

/* The kinds and the options, for --help. */
void plug_help(struct buf *text);

/* Open it and set the line (if it is one); -1 and a fault if it is not there. Reads do not wait. */
int plug_open(const struct plug *plug, struct fault *fault) MUST_CHECK;

#endif
