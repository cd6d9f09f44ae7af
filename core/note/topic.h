/*
 * topic.h - MQTT topic names: pigtrace/v1/STATION/up, .../receipt, .../state.
 *
 * Memory  no allocation, no global state; safe in firmware.
 */
#ifndef PIGTRACE_NOTE_TOPIC_H
#define PIGTRACE_NOTE_TOPIC_H

#include "core/note/note.h"

#define TOPIC_TEXT         64
#define TOPIC_ALL_UP       "pigtrace/v1/+/up"
#define TOPIC_SHARED_UP    "$share/collect/" TOPIC_ALL_UP
#define TOPIC_ALL_STATE    "pigtrace/v1/+/state"
#define TOPIC_SHARED_STATE "$share/collect/" TOPIC_ALL_STATE

enum topic_branch {
	TOPIC_UP,      /* notes or plain events, QoS 1 */
	TOPIC_RECEIPT, /* gateway to station, QoS 1, retained */
	TOPIC_STATE    /* presence, retained, last will */
};

void topic_format(struct span station, enum topic_branch branch, char out[static TOPIC_TEXT]);

/* False if it is no topic of ours. */
bool topic_parse(struct span topic, struct span *station, enum topic_branch *branch);

#endif
