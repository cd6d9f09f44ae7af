/*
 * html.h - how HTML is written: the page and the report of a recall. Inside core/view only.
 *
 * Text     whatever it is, escaped for text and for quoted attributes; control characters as view_escape shows
 *          them.
 * Styles   base.css for both, page.css and recall.css over it; the build strips each pair into one.
 */
#ifndef PIGTRACE_VIEW_HTML_H
#define PIGTRACE_VIEW_HTML_H

#include "core/base/buf.h"

void html_text(struct buf *into, struct span text);
void html_say(struct buf *into, const char *text);
/* Formatted, then escaped: words and foreign texts may be mixed. */
void html_sayf(struct buf *into, const char *format, ...) FORMAT_LIKE(2, 3);

/* Of the thread's language, as HTML and HTTP write it: "zh-CN", "en". */
const char *html_language(void);

/* From the DOCTYPE to the title; the head is still open. */
void html_begin(struct buf *into, const char *title);

/* The style sheet of a recall's report (page_style is the page's). */
const char *recall_style(void);

#endif
