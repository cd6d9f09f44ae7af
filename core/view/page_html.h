/*
 * page_html.h - the parts of the HTML page; the inside of core/view/page_html*.c.
 */
#ifndef PIGTRACE_VIEW_PAGE_HTML_H
#define PIGTRACE_VIEW_PAGE_HTML_H

#include "core/view/page_work.h"

#define PAGE_LIST_MOST 4 /* of one row */

void page_heading(struct buf *into, const char *text);
void page_paragraph(struct buf *into, const char *text);

/* The page's own address, the label's signature with it; more: "" or one parameter. */
void page_address(struct buf *into, const struct page_frame *frame, const char *more);

/* msgid: what was found where a rule, by its id, does not hold. NULL: there is no such rule. */
const char *page_found(const char *rule);

void page_html_checks(struct buf *into, const struct page *page, const struct page_frame *frame);
void page_html_story(struct buf *into, const struct page *page);
void page_html_footer(struct buf *into, const struct page *page, const struct page_frame *frame);

#endif
