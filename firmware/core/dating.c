#include "firmware/core/dating.h"

#include "core/base/decimal.h"
#include "core/event/event.h"

#include <string.h>

#define AT_MARK      "\"at\":\""
#define UNDATED_MARK AT_MARK "@"
#define CLOCK_START  "{\"do\":\"clock\",\"at\":\""
#define SECOND_MS    1000
#define DATING_FRESH 96

/* Behind the first `mark` of a line; {NULL, 0} if it has none. */
static struct span behind(struct span line, const char *mark)
{
	size_t len = strlen(mark);
	for (size_t i = 0; i + len <= line.len; i++)
		if (memcmp(line.at + i, mark, len) == 0)
			return (struct span){ line.at + i + len, line.len - i - len };
	return (struct span){ NULL, 0 };
}

/* The value of a string member that our own writer wrote. */
static bool text_of(struct span line, const char *mark, struct span *value)
{
	struct span rest = behind(line, mark);
	return rest.at && span_cut(&rest, '"', value);
}

/* The value of a number member: up to the comma or brace behind it. */
static bool number_of(struct span line, const char *mark, int64_t most, int64_t *number)
{
	struct span rest = behind(line, mark);
	size_t len = 0;
	while (len < rest.len && rest.at[len] >= '0' && rest.at[len] <= '9')
		len++;
	return rest.at && span_number((struct span){ rest.at, len }, most, number);
}

bool dating_parse(struct span line, int64_t *boot, int64_t *up_ms)
{
	struct span at, number;
	/* Our writer puts "at" second, behind a kind without quotes: a text field cannot pass for it. */
	if (!span_starts(line, "{\"do\":\"") || !text_of(line, AT_MARK, &at) ||
		!span_starts(at, "@"))
		return false;
	at.at++;
	at.len--;
	return span_cut(&at, '+', &number) && span_number(number, DATING_BOOT_MOST, boot) &&
	       span_number(at, DATING_UP_MOST, up_ms);
}

/* A clock line as dating_anchor_due writes it. */
static bool anchor_parse(struct span line, struct dating_anchor *anchor)
{
	struct span at, error;
	struct moment moment;
	int64_t ms = 0;
	if (!span_starts(line, CLOCK_START) || !text_of(line, AT_MARK, &at) ||
		!moment_parse(at, &moment, NULL) ||
		!number_of(line, "\"boot\":", DATING_BOOT_MOST, &anchor->boot) ||
		!number_of(line, "\"uptime_ms\":", DATING_UP_MOST, &anchor->up_ms))
		return false;
	if (text_of(line, "\"clock_error_s\":\"", &error) && !decimal_parse(error, 3, &ms, NULL))
		return false;
	anchor->utc_ms = moment.at_ms;
	anchor->offset_min = moment.offset_min;
	anchor->error_ms = ms;
	return true;
}

/* ---- what waits ---- */

static struct dating_boot *find(const struct dating *dating, int64_t boot)
{
	for (int i = 0; i < dating->count; i++)
		if (dating->at[i].boot == boot)
			return (struct dating_boot *)&dating->at[i];
	return NULL;
}

static struct dating_boot *find_or_add(struct dating *dating, int64_t boot)
{
	struct dating_boot *found = find(dating, boot);
	if (found || dating->count == DATING_BOOTS)
		return found;
	found = &dating->at[dating->count++];
	*found = (struct dating_boot){ .boot = boot, .before_ms = dating->newest_ms };
	return found;
}

bool dating_took(struct dating *dating, struct span line)
{
	struct dating_anchor anchor;
	struct dating_boot *boot;
	struct moment moment;
	struct span at;
	int64_t number, up_ms;
	if (dating_parse(line, &number, &up_ms)) {
		boot = find_or_add(dating, number);
		if (boot && up_ms > boot->most_up_ms)
			boot->most_up_ms = up_ms;
		return boot != NULL;
	}
	if (anchor_parse(line, &anchor)) {
		boot = find_or_add(dating, anchor.boot);
		/* The first anchor counts: lines may have been sent by it. */
		if (boot && !boot->anchored) {
			boot->anchored = true;
			boot->anchor = anchor;
		}
		return boot != NULL;
	}
	if (text_of(line, AT_MARK, &at) && moment_parse(at, &moment, NULL) &&
		moment.at_ms > dating->newest_ms)
		dating->newest_ms = moment.at_ms;
	return true;
}

enum outbox_error dating_open(struct dating *dating, struct outbox *outbox, int offset_min,
	char scratch[static OUTBOX_LINE_MOST + 1])
{
	memset(dating, 0, sizeof(*dating));
	dating->outbox = outbox;
	dating->offset_min = offset_min;
	for (int64_t seq = outbox->first; seq <= outbox->synced; seq++) {
		size_t len;
		enum outbox_error error =
			outbox_read(outbox, seq, scratch, OUTBOX_LINE_MOST + 1, &len);
		if (error == OUTBOX_DAMAGED)
			continue;
		if (error != OUTBOX_OK)
			return error;
		if (!dating_took(dating, (struct span){ scratch, len }))
			return OUTBOX_FULL;
	}
	for (int i = 0; i < dating->count; i++)
		if (dating->at[i].boot > dating->boot)
			dating->boot = dating->at[i].boot;
	dating->boot++;
	return OUTBOX_OK;
}

/* ---- telling the time ---- */

static void write_error(struct event_writer *writer, int64_t error_ms)
{
	if (error_ms >= SECOND_MS)
		event_write_decimal(writer, "clock_error_s", error_ms, 3);
}

void dating_at(const struct dating *dating, struct chrono *chrono, int64_t up_ms, struct out *at,
	int64_t *error_ms)
{
	struct chrono_date date;
	*error_ms = 0;
	if (chrono_now(chrono, up_ms, &date)) {
		moment_format(at, (struct moment){ date.utc_ms, dating->offset_min });
		*error_ms = date.error_ms;
		return;
	}
	out_char(at, '@');
	out_number(at, dating->boot);
	out_char(at, '+');
	out_number(at, up_ms);
}

/* A start that ended without a time: somewhere between the last date before it and the begin of this one. */
static struct dating_anchor between(const struct dating_boot *boot, int64_t begin_ms)
{
	struct dating_anchor anchor = { .boot = boot->boot };
	int64_t latest_ms = begin_ms - boot->most_up_ms;
	int64_t earliest_ms = boot->before_ms ? boot->before_ms : latest_ms - 2 * CHRONO_ERROR_MOST;
	if (earliest_ms > latest_ms)
		earliest_ms = latest_ms;
	anchor.utc_ms = earliest_ms + (latest_ms - earliest_ms) / 2;
	anchor.error_ms = (latest_ms - earliest_ms + 1) / 2;
	if (anchor.error_ms > CHRONO_ERROR_MOST)
		anchor.error_ms = CHRONO_ERROR_MOST;
	return anchor;
}

static void write_anchor(const struct dating *dating, const struct dating_anchor *anchor,
	const char *source, struct span station, struct out *out)
{
	char item[ITEM_TEXT];
	struct out name = out_into(item, sizeof(item));
	struct event_writer writer;
	item_format(&name, (struct item){ ITEM_STATION, station });
	event_write_begin(
		&writer, out, KIND_CLOCK, (struct moment){ anchor->utc_ms, dating->offset_min });
	event_write_role(&writer, ROLE_OF);
	event_write_item(&writer, out_written(&name), -1, -1);
	event_write_integer(&writer, "boot", anchor->boot);
	event_write_integer(&writer, "uptime_ms", anchor->up_ms);
	event_write_text(&writer, "clock_source", span_of(source));
	write_error(&writer, anchor->error_ms);
	event_write_end(&writer);
}

bool dating_anchor_due(const struct dating *dating, const struct chrono *chrono, int64_t up_ms,
	struct span station, struct out *out)
{
	struct chrono_date now;
	if (!chrono_date(chrono, up_ms, &now))
		return false;
	for (int i = 0; i < dating->count; i++) {
		const struct dating_boot *boot = &dating->at[i];
		struct dating_anchor anchor = { .boot = boot->boot,
			.up_ms = up_ms,
			.utc_ms = now.utc_ms,
			.error_ms = now.error_ms };
		if (boot->anchored)
			continue;
		bool ours = boot->boot == dating->boot;
		if (!ours)
			anchor = between(boot, now.utc_ms - up_ms);
		write_anchor(dating, &anchor, ours ? chrono_word(chrono->source) : "between",
			station, out);
		return true;
	}
	return false;
}

/* ---- reading ---- */

bool dating_resolve(char *line, size_t size, size_t *len, const struct dating_anchor *anchor)
{
	struct span rest = behind((struct span){ line, *len }, AT_MARK), at = { NULL, 0 };
	int64_t boot, up_ms = 0;
	char text[DATING_FRESH];
	struct out fresh = out_into(text, sizeof(text));
	if (!dating_parse((struct span){ line, *len }, &boot, &up_ms))
		return false;
	size_t front = (size_t)(rest.at - line);
	(void)span_cut(&rest, '"', &at);
	int64_t passed = up_ms - anchor->up_ms;
	int64_t error_ms =
		anchor->error_ms + (passed < 0 ? -passed : passed) / (1000000 / CHRONO_DRIFT_PPM);
	if (error_ms > CHRONO_ERROR_MOST)
		error_ms = CHRONO_ERROR_MOST;
	moment_format(&fresh, (struct moment){ anchor->utc_ms + passed, anchor->offset_min });
	out_char(&fresh, '"');
	if (error_ms >= SECOND_MS) {
		out_text(&fresh, ",\"clock_error_s\":\"");
		decimal_format(&fresh, error_ms, 3);
		out_char(&fresh, '"');
	}
	if (fresh.full || front + fresh.len + rest.len > size)
		return false;
	memmove(line + front + fresh.len, rest.at, rest.len);
	memcpy(line + front, text, fresh.len);
	*len = front + fresh.len + rest.len;
	return true;
}

enum outbox_error dating_read(
	struct dating *dating, int64_t seq, char *into, size_t size, size_t *len)
{
	enum outbox_error error = outbox_read(dating->outbox, seq, into, size, len);
	int64_t number, up_ms;
	if (error != OUTBOX_OK || !dating_parse((struct span){ into, *len }, &number, &up_ms))
		return error;
	const struct dating_boot *boot = find(dating, number);
	if (!boot || !boot->anchored)
		return OUTBOX_UNDATED;
	return dating_resolve(into, size, len, &boot->anchor) ? OUTBOX_OK : OUTBOX_ROOM;
}
