/*
 * kit_digest.h - a story told, and the short text that is made of it.
 */
#ifndef PIGTRACE_TESTS_UNIT_KIT_DIGEST_H
#define PIGTRACE_TESTS_UNIT_KIT_DIGEST_H

#include "tests/unit/kit_story.h"

#include "core/base/words.h"
#include "core/view/view.h"
#include "core/view/wrap.h"

#define PIG_3   "pig:114112400000003"
#define CARCASS "carcass:plant/20260701/"

struct page {
	struct kit *kit;
	struct buf text;
};

static inline struct page *page_open(void)
{
	struct page *page = calloc(1, sizeof(*page));
	assert_non_null(page);
	page->kit = kit_open();
	return page;
}

static inline void page_show(struct page *page, const char *seed, struct trace_settings settings,
	struct view_settings view)
{
	struct fault fault = { 0 };
	struct trace *trace = kit_ask_with(page->kit, seed, settings);
	buf_clear(&page->text);
	assert_int_equal(view_text(trace, &view, &page->text, &fault), 0);
	trace_free(trace);
}

static inline void page_ask(struct page *page, const char *seed)
{
	page_show(page, seed, (struct trace_settings){ .raw = false },
		(struct view_settings){ .full = false });
}

static inline void page_close(struct page *page)
{
	buf_free(&page->text);
	kit_close(page->kit);
	free(page);
}

static inline bool holds(const struct page *page, const char *what)
{
	return strstr(page->text.at, what) != NULL;
}

#define assert_holds(page, what)                                               \
	do {                                                                   \
		if (!holds(page, what))                                        \
			fail_msg("%s is not in\n%s", (what), (page)->text.at); \
	} while (0)
#define assert_lacks(page, what)                                           \
	do {                                                               \
		if (holds(page, what))                                     \
			fail_msg("%s is in\n%s", (what), (page)->text.at); \
	} while (0)

static inline size_t count_of(const struct page *page, const char *what)
{
	size_t count = 0;
	for (const char *at = page->text.at; (at = strstr(at, what)); at += strlen(what))
		count++;
	return count;
}

/* Two carcasses of three animals, so that animals can be told together. */
static inline void tell_pigs(struct kit *kit)
{
	(void)kit_say(
		kit, "plant", "slaughter", "0701T0800", "'in':'" PIG_1 "','out':'" CARCASS "1'");
	(void)kit_say(
		kit, "plant", "slaughter", "0701T0801", "'in':'" PIG_2 "','out':'" CARCASS "2'");
	(void)kit_say(
		kit, "plant", "slaughter", "0701T0802", "'in':'" PIG_3 "','out':'" CARCASS "4'");
	(void)kit_say(kit, "plant", "cut", "0702T0600",
		"'in':['" CARCASS "1','" CARCASS "2','" CARCASS "4'],'out':'" STORY_TRIM "'");
}

static const char *const pigs[] = { PIG_1, PIG_2, PIG_3 };

static inline void say_of(struct kit *kit, const char *station, const char *kind, const char *when,
	const char *pig, const char *more)
{
	char rest[300];
	(void)snprintf(rest, sizeof(rest), "'of':'%s',%s", pig, more);
	(void)kit_say(kit, station, kind, when, rest);
}

#endif
