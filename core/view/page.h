/*
 * page.h - a record as a consumer reads it: the page behind the code on a package.
 *
 * One value, rendered as HTML (page_html) and as JSON (page_json, format "pigtrace-page/1"): both are
 * functions of the value and the language of the thread (words_turn) alone.
 * Verdict  EDIBLE only if no rule of the record fails and none that must hold is undecided. Holes in a
 *          station's numbering alone do not forbid it, but are said beside it. No verdict says "genuine":
 *          a code can be photographed.
 * Label    A signature that the address bears (label_sign.h) is held against the registry's label keys. One
 *          that does not fit is a verdict of its own, FORGED: the record may be good, the package in the
 *          reader's hand is not known to be the one it is about.
 * Privacy  A farm is its county and number, a carrier its number, unless its registration consents to its
 *          name. No operator, plate, position, buyer or free text of a station is in the value.
 * Memory   heap; page_free(NULL) is allowed. The value owns the trace it was made from.
 */
#ifndef PIGTRACE_VIEW_PAGE_H
#define PIGTRACE_VIEW_PAGE_H

#include "core/base/buf.h"
#include "core/note/label_sign.h"
#include "core/trace/check.h"
#include "core/trace/recall.h"

#define PAGE_STEPS 5 /* breeding .. sale */

enum page_verdict {
	PAGE_EDIBLE,
	PAGE_RECALLED,
	PAGE_FORGED, /* the label's signature is nobody's over this number */
	PAGE_EXPIRED,
	PAGE_UNSURE,  /* something in the record forbids to vouch for it */
	PAGE_UNKNOWN, /* nothing is recorded by this code, or the code was never issued */
	PAGE_VERDICTS
};

/* A station as the public may know it. */
struct page_party {
	char *station;
	int trade;           /* enum choice_trade; -1: not registered */
	char *name;          /* its title, or county and number, or its code */
	struct moment first; /* of what it says here */
	struct moment last;
	unsigned long facts;
};

struct page_by {
	size_t *parties; /* who says so */
	size_t count;
	bool is_signed;
};

/* One line of the story: many events that say the same. */
struct page_fact {
	enum step step;
	enum event_kind kind;
	bool stored; /* kept cold in a place, not on the road */
	struct moment first;
	struct moment last;
	unsigned long count;
	bool attention;
	char *text; /* in the thread's language when the page was made */
	struct page_by by;
};

/* Feed, vaccine or drug. */
struct page_given {
	enum event_kind kind;
	struct moment first;
	struct moment last;
	unsigned long count;
	char *what;          /* lots, or what it is against */
	int withdrawal_days; /* -1: not said */
	struct moment edible;
	enum check_verdict satisfied; /* CHECK_APART: no withdrawal period */
	struct page_by by;
};

enum page_holder { PAGE_IN_PLANT, PAGE_ON_ROAD, PAGE_IN_SHOP };

struct page_reading {
	int64_t at_ms;
	int64_t centi_c;
	enum page_holder holder;
	size_t series; /* of one carcass, package or load: those of several are not one curve */
};

struct page_weight {
	size_t animal; /* 0 .. */
	int64_t at_ms;
	int64_t mass_g;
};

/* A list of different short texts. */
struct page_list {
	char **texts;
	size_t count;
	size_t cap;
};

struct page_checks {
	unsigned long count;
	struct moment first;
	struct moment last;
	size_t regions;
	bool many;        /* more than people look at one package */
	bool far_apart;   /* in more regions than one package gets to */
	bool long_after;  /* when it must have been eaten long ago */
	bool before_made; /* before it was packed */
	unsigned long complaints;
};

/* What the label itself says of who issued it. */
struct page_label {
	enum label_verdict verdict;
	char *by;        /* whose key it is: for LABEL_VALID and LABEL_REVOKED; else NULL */
	bool takes_part; /* and that station has told a fact of the story */
};

struct page {
	char item[ITEM_TEXT];
	enum page_verdict verdict;
	bool never_issued; /* UNKNOWN: the run is known, this serial or lot is not of it */
	struct trace *trace;
	struct check *check;
	struct page_label label;
	/* the open recalls it is in, by name, and the names of those who opened them */
	struct recalls recalls;
	char **recalled_by;
	/* what it is */
	char *product; /* NULL: not said */
	char *lot;
	int64_t net_g; /* 0: not said */
	bool has_best_before;
	int64_t best_before; /* day number */
	bool packed;
	struct moment packed_at;
	bool sold;
	struct moment sold_at;
	/* where it is from */
	bool slaughtered;
	struct moment slaughter_first;
	struct moment slaughter_last;
	struct page_list plants;
	struct page_list farms;
	struct page_list certificates;
	struct page_list inspections;
	/* the story */
	struct page_party *parties; /* by trade, first, station */
	size_t party_count;
	size_t party_cap;
	struct page_fact *facts; /* by step, then as they happened */
	size_t fact_count;
	size_t fact_cap;
	bool missing[PAGE_STEPS];
	unsigned long statements;
	unsigned long signed_statements;
	bool holes; /* numbers of a station are missing */
	/* pictures */
	struct page_given *given;
	size_t given_count;
	size_t given_cap;
	struct page_reading *readings; /* by time */
	size_t reading_count;
	size_t reading_cap;
	int64_t limit_centi_c;
	struct page_weight *weights; /* by animal, time */
	size_t weight_count;
	size_t weight_cap;
	struct page_checks checks;
};

/* When a pattern of checks is one that no honest package shows. None is a law. */
struct page_patterns {
	int64_t many;
	int64_t regions;
	int64_t late_days; /* after the sale, or after the best-before day */
};

struct page_question {
	struct item item;
	struct span lot; /* as the label says it beside a serial; {NULL, 0} if it does not */
	struct span
		uri; /* the label's whole address, with its signature if it bears one; {NULL, 0}: not known */
	const struct check_limits *limits;
	struct page_patterns patterns;
	int64_t now_ms;
};

/* 0 and *page (its verdict says what was found), or a fault. */
int page_make(struct store *store, const struct page_question *question, struct page **page,
	struct fault *fault) MUST_CHECK;
void page_free(struct page *page);

/* What surrounds the page. Texts are escaped here. */
struct page_frame {
	const char *path; /* of the page, escaped as a URI: forms and links lead there */
	const char *
		query; /* the label's signature as it came, "s=...&k=...": they carry it on; "" for none */
	const char *home;  /* public base URI, "" if not known */
	const char *phone; /* "" for none */
	bool asks;         /* checks and complaints can be taken */
	bool checked;      /* the reader has just checked */
	bool counted;      /* and the check is among page->checks */
	bool complained;
};

/* Append to *into; FAULT_MEMORY. */
int page_html(const struct page *page, const struct page_frame *frame, struct buf *into,
	struct fault *fault) MUST_CHECK;
int page_json(const struct page *page, struct buf *into, struct fault *fault) MUST_CHECK;

/* A page that only says something: "Not found", and a sentence. phone and path may be "". */
int page_notice(const char *title, const char *text, const struct page_frame *frame,
	struct buf *into, struct fault *fault) MUST_CHECK;

/* The one style sheet, as it stands between <style> and </style>: its hash goes into the security policy. */
const char *page_style(void);

/* "edible", for programs; for people, a msgid. */
const char *page_verdict_name(enum page_verdict verdict);
const char *page_verdict_title(const struct page *page);

#endif
