#include "core/note/topic.h"

#include <assert.h>

#define TOPIC_ROOT "pigtrace/v1/"

static const char *const branches[] = {
	[TOPIC_UP] = "up",
	[TOPIC_RECEIPT] = "receipt",
	[TOPIC_STATE] = "state",
};

#define BRANCH_COUNT (sizeof(branches) / sizeof(branches[0]))

_Static_assert(sizeof(TOPIC_ROOT) + NOTE_NAME_MOST + sizeof("/receipt") <= TOPIC_TEXT,
	"the longest topic fits");

void topic_format(struct span station, enum topic_branch branch, char out[static TOPIC_TEXT])
{
	struct out topic = out_into(out, TOPIC_TEXT);
	assert(note_name_good(station));
	out_text(&topic, TOPIC_ROOT);
	out_span(&topic, station);
	out_char(&topic, '/');
	out_text(&topic, branches[branch]);
}

bool topic_parse(struct span topic, struct span *station, enum topic_branch *branch)
{
	struct span rest, name;
	if (!span_starts(topic, TOPIC_ROOT))
		return false;
	rest = (struct span){ topic.at + sizeof(TOPIC_ROOT) - 1,
		topic.len - sizeof(TOPIC_ROOT) + 1 };
	if (!span_cut(&rest, '/', &name) || !note_name_good(name))
		return false;
	for (size_t i = 0; i < BRANCH_COUNT; i++) {
		if (span_is(rest, branches[i])) {
			*station = name;
			*branch = (enum topic_branch)i;
			return true;
		}
	}
	return false;
}
