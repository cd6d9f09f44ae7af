/*
 * zpl_status.h - how a ZPL printer says it is: the answer to ~HS.
 *
 * Shape   three strings, each STX, fields between commas, ETX, CR, LF:
 *           aaa,b,c,dddd,eee,f,g,h,iii,j,k,l        b paper out, c paused, eee labels that wait, f buffer full,
 *                                                   j memory damaged, k too cold, l too hot
 *           mmm,n,o,p,q,r,s,t,uuuuuuuu,v,www        o head open, p ribbon out, uuuuuuuu left of the label at hand
 *           xxxx,y
 * Limits  ZPL_STATUS_MOST bytes.
 * Source  ZPL II Programming Guide, ~HS "Host Status Return".
 * Memory  no allocation, no global state.
 */
#ifndef PIGTRACE_LABEL_ZPL_STATUS_H
#define PIGTRACE_LABEL_ZPL_STATUS_H

#include "core/base/bytes.h"

#define ZPL_STATUS_ASK  "~HS"
#define ZPL_STATUS_MOST 256

/* What may keep a printer from printing; the first one that is so is told. */
enum zpl_trouble {
	ZPL_PAPER_OUT,
	ZPL_HEAD_OPEN,
	ZPL_RIBBON_OUT,
	ZPL_TOO_HOT,
	ZPL_TOO_COLD,
	ZPL_MEMORY,
	ZPL_PAUSED, /* a printer that has any of the above is paused, too */
	ZPL_TROUBLES
};

struct zpl_status {
	bool trouble[ZPL_TROUBLES];
	int64_t waiting; /* labels it has taken and not begun */
	int64_t left;    /* of the copies of the one it is at */
};

enum zpl_answer { ZPL_WHOLE, ZPL_MORE, ZPL_WRONG };

/* *status is filled on ZPL_WHOLE only. ZPL_MORE: so far it may be one, bytes are missing. */
enum zpl_answer zpl_status_read(struct span bytes, struct zpl_status *status);

/* A gettext msgid, "paper is out"; NULL if nothing keeps it from printing. */
const char *zpl_status_trouble(const struct zpl_status *status);

#endif
