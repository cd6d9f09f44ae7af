/* The kind of event somebody may have meant. */
#include "core/say/say.h"

#include "core/base/utf8.h"

#define CHARACTERS_MOST 32

/* The characters of a text, each as its bytes; 0 if it has too many, or is not UTF-8. */
static size_t characters(struct span text, struct span list[static CHARACTERS_MOST])
{
	size_t count = 0;
	for (size_t at = 0; at < text.len;) {
		size_t step = utf8_step(text.at + at, text.len - at);
		if (step == 0 || count == CHARACTERS_MOST)
			return 0;
		list[count++] = (struct span){ text.at + at, step };
		at += step;
	}
	return count;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many characters must be put in, taken out or exchanged (Levenshtein). */
static size_t distance(const struct span *a, size_t a_count, const struct span *b, size_t b_count)
{
	size_t row[CHARACTERS_MOST + 1];
	for (size_t j = 0; j <= b_count; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_count; i++) {
		size_t corner = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b_count; j++) {
			size_t exchanged = corner + !span_equal(a[i - 1], b[j - 1]);
			corner = row[j];
			row[j] = least(exchanged, least(row[j], row[j - 1]) + 1);
		}
	}
	return row[b_count];
}

/* Chinese words are short, and their characters mean something by themselves, in any order: 喂料 is 饲喂. */
static size_t apart(const struct span *a, size_t a_count, const struct span *b, size_t b_count)
{
	size_t common = 0;
	for (size_t i = 0; i < a_count; i++)
		for (size_t j = 0; j < b_count; j++)
			common += a[i].len > 1 && span_equal(a[i], b[j]);
	size_t longer = a_count > b_count ? a_count : b_count;
	size_t far = distance(a, a_count, b, b_count);
	return common > 0 && common <= longer ? least(far, longer - common) : far;
}

/* At most half of the characters of the shorter one are wrong, and not all of them. */
static bool is_near(struct span word, struct span title, size_t *far)
{
	struct span a[CHARACTERS_MOST], b[CHARACTERS_MOST];
	size_t a_count = characters(word, a), b_count = characters(title, b);
	if (a_count == 0 || b_count == 0)
		return false;
	*far = apart(a, a_count, b, b_count);
	return *far * 2 <= least(a_count, b_count) && *far <= 2;
}

bool say_kind_near(struct span word, enum event_kind *kind)
{
	size_t best = CHARACTERS_MOST, far;
	word = say_trim(word);
	for (int i = 0; i < KIND_COUNT; i++) {
		const struct vocabulary_kind *row = &vocabulary_kinds[i];
		const char *const titles[] = { row->title_zh, row->name, row->title };
		for (size_t j = 0; j < sizeof(titles) / sizeof(titles[0]); j++) {
			if (!is_near(word, span_of(titles[j]), &far) || far >= best)
				continue;
			best = far;
			*kind = (enum event_kind)i;
		}
	}
	return best < CHARACTERS_MOST;
}
