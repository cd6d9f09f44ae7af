#include "firmware/core/courier.h"

#include <string.h>

void courier_start(struct courier *courier, struct outbox *outbox, const struct sender_keys *keys,
	const struct courier_link *link, char *note, size_t note_size)
{
	memset(courier, 0, sizeof(*courier));
	sender_start(&courier->sender, outbox, keys);
	courier->link = *link;
	courier->note = note;
	courier->note_size = note_size;
	courier->wait_ms = -1;
}

void courier_up(struct courier *courier, int64_t now_ms, struct span state)
{
	(void)courier->link.publish(courier->link.context, TOPIC_STATE, state);
	sender_connected(&courier->sender, now_ms);
}

void courier_down(struct courier *courier)
{
	sender_disconnected(&courier->sender);
	courier->wait_ms = -1;
}

enum sender_verdict courier_receipt(
	struct courier *courier, int64_t now_ms, struct span message, bool retained)
{
	return sender_receipt(&courier->sender, now_ms, message, retained);
}

void courier_held(struct courier *courier, int64_t now_ms)
{
	if (courier->sender.unsent > courier->sender.outbox->synced)
		courier->hold_until_ms = now_ms + courier->linger_ms;
}

/* How long lines that just came should wait for more before they leave. */
static int64_t holding(const struct courier *courier, int64_t now_ms)
{
	int64_t unsent = courier->sender.outbox->synced + 1 - courier->sender.unsent;
	int64_t left = courier->hold_until_ms - now_ms;
	return unsent > 0 && unsent < BUNDLE_EVENTS_MOST && left > 0 ? left : 0;
}

static bool ready(const struct courier *courier)
{
	return !courier->link.ready || courier->link.ready(courier->link.context);
}

void courier_pump(struct courier *courier, int64_t now_ms)
{
	courier->unreadable = false;
	courier->wait_ms = holding(courier, now_ms);
	if (courier->wait_ms)
		return;
	while (ready(courier)) {
		struct out note = out_into(courier->note, courier->note_size);
		int made = sender_next(&courier->sender, now_ms, &note, &courier->wait_ms);
		courier->unreadable = made < 0;
		/* What the link did not take counts as sent and lost: the sender's patience brings it again. */
		if (made <= 0 ||
			!courier->link.publish(courier->link.context, TOPIC_UP, out_written(&note)))
			return;
	}
}

void courier_state(struct out *out, const struct outbox *outbox, const char *extra)
{
	out_text(out, "{\"online\":true,\"version\":\"" PIGTRACE_VERSION "\",\"epoch\":");
	out_number(out, outbox->epoch);
	out_text(out, ",\"waiting\":");
	out_number(out, outbox->next - outbox->first);
	out_text(out, ",\"fill_permille\":");
	out_number(out, outbox_fill_permille(outbox));
	out_text(out, ",\"damaged\":");
	out_number(out, outbox->damaged);
	out_text(out, extra);
	out_char(out, '}');
}
