/*
 * home.h - the directory `pigtrace init` makes, and where things are in it.
 *
 *   collectd.conf  webd.conf  webd.nginx.conf  pigtrace.db  gateway.key
 *   rules.conf     limits of the record rules; need not be there
 *   retention.conf how long what must be kept; need not be there
 *   mosquitto/     mosquitto.conf acl passwd data/
 *   stations/NAME/ station.conf station.key outbox.nor password   (admin and web are among them)
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_HOME_H
#define PIGTRACE_TOOLS_PIGTRACE_HOME_H

#include "core/store/store.h"
#include "tools/pigtrace/command.h"

#define HOME_STORE     "pigtrace.db"
#define HOME_COLLECTD  "collectd.conf"
#define HOME_WEBD      "webd.conf"
#define HOME_NGINX     "webd.nginx.conf"
#define HOME_RULES     "rules.conf"
#define HOME_RETENTION "retention.conf"
#define HOME_GATEWAY   "gateway.key"
#define HOME_BROKER    "mosquitto"
#define HOME_STATIONS  "stations"
#define HOME_ADMIN     "admin"
#define HOME_WEB       "web" /* the station of pigtrace-webd */

/* dir/name; false if it does not fit. */
bool home_path(const struct call *call, const char *name, char *into, size_t size);

/* The store of this home, read-only. On a failure it has complained and *code is the exit code. */
struct store *home_store(const struct call *call, int *code);

/* What one of the home's settings files says of this name, appended to *value; false: nothing. */
bool home_setting(const struct call *call, const char *file, const char *name, struct buf *value);

/* The administrator's public key, as collectd.conf has it. */
bool home_admin_key(const struct call *call, struct note_public *key);

#endif
