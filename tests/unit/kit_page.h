/*
 * kit_page.h - the page of kit_check's package, made of the story as a case spoils it.
 */
#ifndef PIGTRACE_TESTS_UNIT_KIT_PAGE_H
#define PIGTRACE_TESTS_UNIT_KIT_PAGE_H

#include <jansson.h>

#include "core/base/words.h"
#include "core/view/page.h"
#include "tests/unit/kit_check.h"

#define DAY_MS INT64_C(86400000)

struct scene {
	struct kit *kit;
	struct check_limits limits;
	struct page_question question; /* as a case changes it */
	char pkg[64];
	struct page *page;
};

/* Midnight in China at the beginning of a day of July 2026. */
static inline int64_t july(int day)
{
	struct moment moment;
	char text[64];
	(void)snprintf(text, sizeof(text), "2026-07-%02dT00:00:00+08:00", day);
	assert_true(moment_parse(span_of(text), &moment, NULL));
	return moment.at_ms;
}

static inline void scene_open(struct scene *scene, const struct kit_line *edits)
{
	struct fault fault = { 0 };
	words_turn("en");
	*scene = (struct scene){ .kit = NULL };
	scene->kit = kit_check_open(edits, scene->pkg);
	assert_int_equal(check_limits_read(&scene->limits, NULL, &fault), 0);
	scene->question = (struct page_question){
		.limits = &scene->limits, .patterns = { 3, 3, 30 }, .now_ms = july(5)
	};
	assert_int_equal(item_parse(span_of(scene->pkg), &scene->question.item, NULL), IDENT_OK);
}

static inline const struct page *scene_ask(struct scene *scene)
{
	struct fault fault = { 0 };
	page_free(scene->page);
	scene->page = NULL;
	if (page_make(scene->kit->store, &scene->question, &scene->page, &fault) != 0)
		fail_msg("%s", fault.text);
	return scene->page;
}

static inline void scene_close(struct scene *scene)
{
	page_free(scene->page);
	check_limits_free(&scene->limits);
	kit_close(scene->kit);
}

/* Both twins, one behind the other. */
static inline struct buf scene_show(const struct scene *scene)
{
	const struct page_frame frame = {
		.path = "/01/x", .query = "", .home = "", .phone = "", .asks = true
	};
	struct buf text = { 0 };
	struct fault fault = { 0 };
	assert_int_equal(page_html(scene->page, &frame, &text, &fault), 0);
	assert_int_equal(page_json(scene->page, &text, &fault), 0);
	return text;
}

static inline json_t *scene_json(const struct scene *scene)
{
	struct buf text = { 0 };
	struct fault fault = { 0 };
	assert_int_equal(page_json(scene->page, &text, &fault), 0);
	json_t *json = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
	buf_free(&text);
	assert_non_null(json);
	return json;
}

static inline void assert_shows(const struct buf *text, const char *part)
{
	if (!strstr(text->at, part))
		fail_msg("no '%s' in:\n%s", part, text->at);
}

static inline void assert_shows_not(const struct buf *text, const char *part)
{
	if (strstr(text->at, part))
		fail_msg("'%s' in:\n%s", part, text->at);
}

#endif
