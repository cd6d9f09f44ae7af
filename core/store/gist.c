/* What an event says of items, by number: how it is written beside the event, and read. */
#include "core/store/inner.h"

/* ---- writing ---- */

/* Room for the parts of any event: each item with its role, its kind, three numbers and what stands between. */
#define PART_MOST  80
#define PARTS_TEXT ((size_t)EVENT_ITEMS_MOST * PART_MOST)

static void write_part(struct out *out, const struct event_item *before,
	const struct event_item *item, int64_t number)
{
	if (!before || before->role != item->role || before->item.kind != item->item.kind) {
		out_text(out, before ? ";" : "");
		out_text(out, vocabulary_roles[item->role].name);
		out_char(out, ' ');
		out_text(out, item_kind_name(item->item.kind));
	}
	out_char(out, ' ');
	out_number(out, number);
	if (item->has_mass) {
		out_char(out, '*');
		out_number(out, item->mass_g);
	}
	if (item->has_count) {
		out_char(out, '#');
		out_number(out, item->count);
	}
}

static void bind_field(struct statement *put, int n, const struct event *event, enum field field)
{
	const struct event_value *value = event_find(event, field);
	if (value)
		bind_int(put, n, value->number);
	else
		bind_null(put, n);
}

int gist_put(struct store *store, const struct event *event, const struct said *said,
	int64_t station, const int64_t *numbers, struct fault *fault)
{
	char parts[PARTS_TEXT];
	struct out out = out_into(parts, sizeof(parts));
	struct statement *put;
	for (int i = 0; i < event->item_count; i++)
		write_part(&out, i > 0 ? &event->items[i - 1] : NULL, &event->items[i], numbers[i]);
	if (out.full)
		return fault_set(
			fault, FAULT_LIMIT, "event %lld names too much", (long long)said->no);
	int code = engine_take(store->engine, SQL_GIST_INSERT, &put, fault);
	if (code != 0)
		return code;
	bind_int(put, 1, said->no);
	bind_int(put, 2, station);
	bind_int(put, 3, said->epoch);
	bind_int(put, 4, said->seq);
	bind_int(put, 5, event->at.at_ms);
	bind_int(put, 6, event->at.offset_min);
	bind_text(put, 7, span_of(vocabulary_kinds[event->kind].name));
	bind_field(put, 8, event, FIELD_COUNT_);
	bind_field(put, 9, event, FIELD_KG);
	bind_field(put, 10, event, FIELD_NET_KG);
	bind_text(put, 11, out_written(&out));
	return engine_run(put, fault);
}

/* ---- reading ---- */

static int read_gist(struct statement *row, struct store_gist *gist, struct fault *fault)
{
	*gist = (struct store_gist){
		.event = row_int(row, 0),
		.station = row_int(row, 1),
		.epoch = row_int(row, 2),
		.seq = row_int(row, 3),
		.at = { row_int(row, 4), (int)row_int(row, 5) },
		.has_heads = !row_is_null(row, 7),
		.has_mass = !row_is_null(row, 8),
		.has_net = !row_is_null(row, 9),
		.heads = row_int(row, 7),
		.mass_g = row_int(row, 8),
		.net_g = row_int(row, 9),
		.parts = row_text(row, 10),
	};
	if (!vocabulary_find_kind(row_text(row, 6), &gist->kind))
		return fault_set(fault, FAULT_NEWER, "event %lld is of an unknown kind",
			(long long)gist->event);
	return 0;
}

int store_gists(struct store *store, int64_t first, int64_t last, store_gist_fn *each,
	void *context, struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_GISTS_BETWEEN, &rows, fault);
	if (code != 0)
		return code;
	bind_int(rows, 1, first);
	bind_int(rows, 2, last);
	while (engine_next(rows, &code, fault)) {
		struct store_gist gist;
		code = read_gist(rows, &gist, fault);
		if (code == 0)
			code = each(context, &gist);
	}
	return code;
}

/* Digits at the front of *rest, which must be there. */
static bool take_number(struct span *rest, int64_t *number)
{
	size_t len = 0;
	while (len < rest->len && rest->at[len] >= '0' && rest->at[len] <= '9')
		len++;
	bool is = span_number((struct span){ rest->at, len }, INT64_MAX, number);
	*rest = (struct span){ rest->at + len, rest->len - len };
	return is;
}

static bool take_quantity(struct span *rest, char sign, bool *has, int64_t *number)
{
	*has = rest->len > 0 && *rest->at == sign;
	*number = 0;
	if (!*has)
		return true;
	*rest = (struct span){ rest->at + 1, rest->len - 1 };
	return take_number(rest, number);
}

static bool take_word(struct span *rest, struct span *word)
{
	return span_cut(rest, ' ', word) && word->len > 0;
}

int store_part_next(struct span *rest, struct store_part *part)
{
	struct span role, kind;
	if (rest->len == 0)
		return 0;
	if (*rest->at == ' ') {
		*rest = (struct span){ rest->at + 1, rest->len - 1 };
	} else {
		if (*rest->at == ';')
			*rest = (struct span){ rest->at + 1, rest->len - 1 };
		if (!take_word(rest, &role) || !find_role(role, &part->role) ||
			!take_word(rest, &kind) || !item_kind_find(kind, &part->kind))
			return -1;
	}
	bool is = take_number(rest, &part->item) &&
	          take_quantity(rest, '*', &part->has_mass, &part->mass_g) &&
	          take_quantity(rest, '#', &part->has_count, &part->count);
	return is ? 1 : -1;
}
