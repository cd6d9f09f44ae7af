#include "core/view/name.h"

#include "core/base/words.h"
#include "core/ident/ear_tag.h"

#include <stdlib.h>
#include <string.h>

#define NAMES_MOST  3
#define NUMBER      "%lu" /* in the forms of a noun */
#define DIGITS_MOST 8     /* of a number at the end of a code */

/* In Chinese, and in the catalogue, only the form for one is asked for. How many of a kind are called by name; numbered ones are told as ranges, the others counted. */
static const struct noun {
	const char *one;
	const char *many;
	size_t named;
	bool numbered;
	bool cut; /* the part before the first '/' is not said */
} nouns[ITEM_KIND_COUNT] = {
	[ITEM_PIG] = { N_("%lu animal"), "%lu animals", 0, false, false },
	[ITEM_EID] = { N_("%lu animal"), "%lu animals", 0, false, false },
	[ITEM_GROUP] = { N_("%lu group"), "%lu groups", 3, false, true },
	[ITEM_CARCASS] = { N_("%lu carcass"), "%lu carcasses", 0, true, false },
	[ITEM_LOT] = { N_("%lu lot"), "%lu lots", 3, false, true },
	[ITEM_PKG] = { N_("%lu package"), "%lu packages", 1, false, true },
	[ITEM_RUN] = { N_("%lu packing run"), "%lu packing runs", 2, false, true },
	[ITEM_SSCC] = { N_("%lu logistic unit"), "%lu logistic units", 2, false, false },
	[ITEM_INPUT] = { N_("%lu input"), "%lu inputs", 2, false, false },
	[ITEM_TRUCK] = { N_("%lu vehicle"), "%lu vehicles", 3, false, false },
	[ITEM_DOC] = { N_("%lu document"), "%lu documents", 3, false, false },
	[ITEM_PLACE] = { N_("%lu place"), "%lu places", 3, false, false },
	[ITEM_STATION] = { N_("%lu station"), "%lu stations", 3, false, false },
};

/* A kind added to the vocabulary is named like the others. */
static const struct noun other = { N_("%lu item"), "%lu items", 3, false, false };

static const struct noun *noun_of(enum item_kind kind)
{
	return nouns[kind].one ? &nouns[kind] : &other;
}

static struct span short_of(struct item item)
{
	struct span head, rest = item.code;
	return noun_of(item.kind)->cut && span_cut(&rest, '/', &head) ? rest : item.code;
}

void name_short(struct buf *into, struct item item)
{
	view_escape(into, short_of(item));
}

void name_count(struct buf *into, enum item_kind kind, unsigned long count)
{
	const struct noun *noun = noun_of(kind);
	const char *form = words_plural(noun->one, noun->many, count);
	const char *number = strstr(form, NUMBER);
	buf_bytes(into, form, number ? (size_t)(number - form) : 0);
	buf_format(into, "%lu", count);
	buf_text(into, number ? number + strlen(NUMBER) : form);
}

/* The digits at the end of a code, as many as a number holds, and what stands in front. */
static int64_t number_of(struct span code, struct span *front)
{
	int64_t number = 0;
	size_t digits = 0;
	while (digits < code.len && digits < DIGITS_MOST && code.at[code.len - digits - 1] >= '0' &&
		code.at[code.len - digits - 1] <= '9')
		digits++;
	*front = (struct span){ code.at, code.len - digits };
	(void)span_number((struct span){ code.at + front->len, digits }, INT64_MAX, &number);
	return number;
}

static int compare(const void *left, const void *right)
{
	const struct item *a = left, *b = right;
	struct span front_a, front_b;
	int64_t number_a = number_of(a->code, &front_a), number_b = number_of(b->code, &front_b);
	int by = span_compare(front_a, front_b);
	return by != 0 ? by : (number_a > number_b) - (number_a < number_b);
}

/* Whether b is the number after a. */
static bool follows(struct item a, struct item b)
{
	struct span front_a, front_b;
	int64_t number = number_of(a.code, &front_a);
	return number_of(b.code, &front_b) == number + 1 && span_equal(front_a, front_b);
}

/* The end of a range, and a number that shares its front with the one before, are said in short if the
 * front is a path; a tag is always said in full. */
static void put_number(struct buf *into, struct item item, struct span before)
{
	struct span front;
	(void)number_of(item.code, &front);
	bool shortened =
		front.len > 0 && front.at[front.len - 1] == '/' && span_equal(front, before);
	view_escape(into,
		shortened ? (struct span){ item.code.at + front.len, item.code.len - front.len }
			  : item.code);
}

void name_ranges(struct buf *into, struct item *items, size_t count)
{
	struct span before = { NULL, 0 };
	size_t ranges = 0;
	qsort(items, count, sizeof(*items), compare);
	for (size_t first = 0, last; first < count; first = last + 1) {
		for (last = first; last + 1 < count && follows(items[last], items[last + 1]);)
			last++;
		buf_text(into, first > 0 ? ", " : "");
		if (ranges++ == NAME_RANGES_MOST) {
			buf_text(into, "…");
			return;
		}
		put_number(into, items[first], before);
		(void)number_of(items[first].code, &before);
		if (last == first)
			continue;
		buf_text(into, "-");
		put_number(into, items[last], before);
	}
}

/* The first few names, each once: two farms may both have a group F1. */
static void put_names(struct buf *into, const struct item *items, size_t count, size_t most)
{
	struct span said[NAMES_MOST];
	size_t said_count = 0;
	bool more = false;
	for (size_t i = 0; i < count; i++) {
		struct span name = short_of(items[i]);
		bool again = false;
		for (size_t j = 0; j < said_count; j++)
			again = again || span_equal(said[j], name);
		more = more || (!again && said_count == most);
		if (again || said_count == most)
			continue;
		buf_text(into, said_count > 0 ? ", " : "");
		view_escape(into, name);
		said[said_count++] = name;
	}
	if (more)
		buf_text(into, ", …");
}

void name_all(struct buf *into, struct item *items, size_t count)
{
	const struct noun *noun = noun_of(items[0].kind);
	if (count == 1) {
		buf_text(into, words_of("item", item_kind_title(items[0].kind)));
		buf_char(into, ' ');
		name_short(into, items[0]);
		return;
	}
	name_count(into, items[0].kind, count);
	if (noun->numbered) {
		buf_char(into, ' ');
		name_ranges(into, items, count);
	} else if (noun->named > 0) {
		buf_char(into, ' ');
		put_names(into, items, count, noun->named);
	}
}

void name_places(struct buf *into, const struct item *items, size_t count)
{
	put_names(into, items, count, NAMES_MOST);
}

void name_farm(struct buf *into, struct span farm)
{
	struct farm_number number;
	struct span head, rest = farm;
	if (farm_number_parse(farm, &number, NULL) != IDENT_OK) {
		/* "station:NAME", where no farm number is known */
		view_escape(into, span_cut(&rest, ':', &head) ? rest : farm);
		return;
	}
	const char *county = county_name(number.county);
	if (county)
		buf_format(into, "%s ", words(county));
	buf_span(into, farm);
}

bool name_is_meat(enum item_kind kind)
{
	static const bool meat[ITEM_KIND_COUNT] = { [ITEM_CARCASS] = true,
		[ITEM_LOT] = true,
		[ITEM_RUN] = true,
		[ITEM_PKG] = true,
		[ITEM_SSCC] = true };
	return meat[kind];
}
