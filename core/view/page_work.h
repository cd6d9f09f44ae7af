/*
 * page_work.h - what a page keeps while it is made; the inside of core/view/page*.c.
 *
 * Errors   a failed allocation sets work->failed; everything after it is harmless.
 */
#ifndef PIGTRACE_VIEW_PAGE_WORK_H
#define PIGTRACE_VIEW_PAGE_WORK_H

#include "core/view/digest.h"
#include "core/view/html.h"
#include "core/view/page.h"

struct page_work {
	struct page *page;
	const struct page_question *question;
	struct store *store;
	struct fault *fault;
	struct digest digest;
	struct event *event; /* room to decode in */
	bool failed;
};

/* ---- page.c ---- */
char *page_keep(struct page_work *work, struct span text);
void page_list_add(struct page_work *work, struct page_list *list, struct span text);

/* ---- page_party.c ---- */
/* The party of a station, made if it is new; SIZE_MAX when that failed (a fault, or no memory). */
size_t page_party_of(struct page_work *work, const char *station, int *code);
int page_parties(struct page_work *work);

/* ---- page_story.c: facts, what was given ---- */
int page_story(struct page_work *work);

/* ---- page_look.c: what each event says by itself ---- */
int page_look(struct page_work *work);

/* ---- page_label.c ---- */
/* Who signed the label. */
int page_label(struct page_work *work);
/* It bears a signature, and that is nobody's over its number. */
bool page_label_false(const struct page_label *label);

/* ---- page_judge.c ---- */
int page_judge(struct page_work *work);

/* ---- rendering ---- */
#define PAGE_DAY_MS INT64_C(86400000)

/* "2026-07-02", and "2026-07-02 08:00", at their own offset. */
void page_day(struct buf *into, struct moment moment);
void page_day_number(struct buf *into, int64_t day);
/* "2026-04-04 → 08-26" */
void page_days(struct buf *into, struct moment first, struct moment last);
/* page_svg.c */
void page_svg_cold(struct buf *into, const struct page *page);
void page_svg_weight(struct buf *into, const struct page *page);

#endif
