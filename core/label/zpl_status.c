#include "core/label/zpl_status.h"

#include "core/base/words.h"

#define STX         '\x02'
#define ETX         '\x03'
#define STRINGS     3
#define FIELDS_MOST 12

static const size_t field_counts[STRINGS] = { 12, 11, 2 };

static const struct {
	const char *text;
	size_t string, field;
} troubles[ZPL_TROUBLES] = {
	[ZPL_PAPER_OUT] = { N_("paper is out"), 0, 1 },
	[ZPL_HEAD_OPEN] = { N_("its head is open"), 1, 2 },
	[ZPL_RIBBON_OUT] = { N_("the ribbon is out"), 1, 3 },
	[ZPL_TOO_HOT] = { N_("it is too hot"), 0, 11 },
	[ZPL_TOO_COLD] = { N_("it is too cold"), 0, 10 },
	[ZPL_MEMORY] = { N_("its memory is damaged"), 0, 9 },
	[ZPL_PAUSED] = { N_("it is paused"), 0, 2 },
};

#define NONE          (-1)
#define WAITING_FIELD 4 /* of the first string */
#define LEFT_FIELD    8 /* of the second */

struct strings {
	int64_t fields[STRINGS][FIELDS_MOST];
};

/* One string from *rest, behind whatever ends a line. */
static enum zpl_answer take_string(struct span *rest, size_t nth, struct strings *strings)
{
	struct span body, field;
	while (rest->len > 0 && (rest->at[0] == '\r' || rest->at[0] == '\n')) {
		rest->at++;
		rest->len--;
	}
	if (rest->len == 0)
		return ZPL_MORE;
	if (rest->at[0] != STX)
		return ZPL_WRONG;
	rest->at++;
	rest->len--;
	if (!span_cut(rest, ETX, &body))
		return ZPL_MORE;
	for (size_t i = 0; i < field_counts[nth]; i++) {
		if (!span_cut(&body, ',', &field)) {
			if (i + 1 < field_counts[nth])
				return ZPL_WRONG;
			field = body;
		}
		/* Not every printer fills what nobody asks for. */
		if (!span_number(field, INT32_MAX, &strings->fields[nth][i]))
			strings->fields[nth][i] = NONE;
	}
	return ZPL_WHOLE;
}

static bool take_status(const struct strings *strings, struct zpl_status *status)
{
	struct zpl_status taken = { .waiting = strings->fields[0][WAITING_FIELD],
		.left = strings->fields[1][LEFT_FIELD] };
	if (taken.waiting == NONE || taken.left == NONE)
		return false;
	for (size_t i = 0; i < ZPL_TROUBLES; i++) {
		int64_t flag = strings->fields[troubles[i].string][troubles[i].field];
		if (flag != 0 && flag != 1)
			return false;
		taken.trouble[i] = flag == 1;
	}
	*status = taken;
	return true;
}

enum zpl_answer zpl_status_read(struct span bytes, struct zpl_status *status)
{
	struct strings strings = { 0 };
	if (bytes.len > ZPL_STATUS_MOST)
		return ZPL_WRONG;
	for (size_t i = 0; i < STRINGS; i++) {
		enum zpl_answer answer = take_string(&bytes, i, &strings);
		if (answer != ZPL_WHOLE)
			return answer;
	}
	return take_status(&strings, status) ? ZPL_WHOLE : ZPL_WRONG;
}

const char *zpl_status_trouble(const struct zpl_status *status)
{
	for (size_t i = 0; i < ZPL_TROUBLES; i++)
		if (status->trouble[i])
			return troubles[i].text;
	return NULL;
}
