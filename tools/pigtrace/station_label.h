/*
 * station_label.h - the keys that sign labels: made, registered, taken back, listed for whoever scans without a
 * network. A packer's private one is stations/NAME/label.key; it never signs anything but labels.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_STATION_LABEL_H
#define PIGTRACE_TOOLS_PIGTRACE_STATION_LABEL_H

#include "core/note/label_sign.h"
#include "tools/pigtrace/command.h"

#define STATION_LABEL_KEY "label.key"

/* Exit codes; what went wrong has been said. A key: its public text, or the 8 digits of its id. */
int station_label_add(const struct call *call, const char *name);
int station_label_revoke(const struct call *call, const char *key);
int station_label_export(const struct call *call, const char *file);

/* The private label key in a station's directory. FAULT_NOT_FOUND if it has none. */
int station_label_secret(const char *dir, struct note_secret *key, struct fault *fault) MUST_CHECK;

/* A list made by label-keys; *keys is to be freed. */
int station_label_read(const char *file, struct label_keys **keys, struct fault *fault) MUST_CHECK;

#endif
