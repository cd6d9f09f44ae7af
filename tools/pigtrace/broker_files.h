/*
 * broker_files.h - the mosquitto configuration of a home: mosquitto.conf, acl, passwd.
 *
 * The access list is a pattern over the user name, which is the station's: it writes only its own `up`
 * and `state` and reads only its own `receipt`. A new station is one more line in passwd.
 * Queues and flights are unlimited and persistent: mosquitto's defaults drop messages silently.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_BROKER_FILES_H
#define PIGTRACE_TOOLS_PIGTRACE_BROKER_FILES_H

#include "core/base/buf.h"

#define BROKER_PASSWORD_TEXT 33
#define BROKER_GATEWAY       "gateway" /* the gateway's user name; no station may have it */

struct broker_files {
	const char *home; /* absolute */
	const char *listen;
	int64_t port;
};

/* HOME/mosquitto with all files; passwd is empty. */
int broker_files_make(const struct broker_files *files, struct fault *fault) MUST_CHECK;

void broker_password(char password[static BROKER_PASSWORD_TEXT]);

/* Give `user` this password, or (NULL) take the user out. The hash is mosquitto_passwd's. */
int broker_user(
	const char *home, const char *user, const char *password, struct fault *fault) MUST_CHECK;

/* Tell a broker that runs on this home's files to read them again; false if none runs. */
bool broker_reload(const char *home);

#endif
