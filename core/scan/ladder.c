#include "core/scan/ladder.h"

#include "core/scan/eye.h"
#include "core/scan/reader.h"
#include "core/scan/shade.h"

#include <stdlib.h>

#define NEAR_MOST ((size_t)1000000) /* pixels in which a label is large enough to be read, first */
#define FAR_MOST  ((size_t)5000000) /* pixels that are looked at by more than zbar */

/* The pictures that are looked at; all but the first are made when a rung asks for them. */
enum view { FULL, NEAR, SMOOTH, DOUBLED, FULL_SMOOTH, VIEW_COUNT };

struct ladder {
	const struct scan_manner *manner;
	struct picture views[VIEW_COUNT];
	struct scan *scan;
	struct fault *fault;
	int code;
	int64_t until_ms;
};

enum way { ZBAR, ZBAR_DENSE, LATTICE, LATTICE_LIGHT, LATTICE_PAIRS };

/* Cheapest first. What a rung adds alone is in the comment of the commit that brought it and in `bench scan`. */
static const struct {
	const char *name;
	enum view view;
	enum way way;
} rungs[SCAN_RUNGS] = {
	{ "zbar", NEAR, ZBAR },
	{ "lattice", SMOOTH, LATTICE },
	{ "light", SMOOTH, LATTICE_LIGHT },
	[SCAN_RUNG_PLAIN] = { "zbar-dense", NEAR, ZBAR_DENSE },
	{ "pairs", SMOOTH, LATTICE_PAIRS },
	{ "double", DOUBLED, LATTICE },
	[SCAN_RUNG_FULL] = { "zbar-full", FULL, ZBAR_DENSE },
	{ "lattice-full", FULL_SMOOTH, LATTICE },
};

const char *scan_rung_name(size_t rung)
{
	return rungs[rung].name;
}

static size_t pixels(const struct picture *picture)
{
	return (size_t)picture->width * picture->height;
}

static bool smaller(const struct ladder *ladder)
{
	return pixels(&ladder->views[FULL]) > NEAR_MOST;
}

/* Half and half again, until it is small enough. */
static bool near_make(const struct picture *full, struct picture *near)
{
	const struct picture *from = full;
	struct picture last = { 0 };
	while (pixels(from) > NEAR_MOST) {
		bool made = shade_halve(from, near);
		free(last.gray);
		if (!made)
			return false;
		last = *near;
		from = &last;
	}
	return true;
}

/* Whether there is such a view of this picture; it is made. */
static bool view_have(struct ladder *ladder, enum view view)
{
	struct picture *views = ladder->views;
	bool made = true;
	if (views[view].gray)
		return true;
	if (view == NEAR && !smaller(ladder))
		views[NEAR] = views[FULL];
	else if (view == NEAR)
		made = near_make(&views[FULL], &views[NEAR]);
	else if (view == SMOOTH)
		made = view_have(ladder, NEAR) && shade_smooth(&views[NEAR], &views[SMOOTH]);
	else if (view == DOUBLED && !smaller(ladder))
		made = view_have(ladder, NEAR) && shade_double(&views[NEAR], &views[DOUBLED]);
	else if (view == FULL_SMOOTH && smaller(ladder) && pixels(&views[FULL]) <= FAR_MOST)
		made = shade_smooth(&views[FULL], &views[FULL_SMOOTH]);
	if (!made)
		ladder->code = fault_set(ladder->fault, FAULT_MEMORY, "no memory for a picture");
	return made && views[view].gray;
}

static bool lattice_found(void *with, struct span text)
{
	struct ladder *ladder = with;
	ladder->code = scan_add(ladder->scan, "QR-Code", text, ladder->fault);
	return ladder->code == 0;
}

static void rung_climb(struct ladder *ladder, size_t rung)
{
	enum way way = rungs[rung].way;
	const struct picture *view = &ladder->views[rungs[rung].view];
	if (way == ZBAR || way == ZBAR_DENSE) {
		enum eye eye = ladder->manner->bars ? EYE_BARS
		               : way == ZBAR        ? EYE_SPARSE
		                                    : EYE_DENSE;
		ladder->code = eye_look(view, eye, ladder->scan, ladder->fault);
		return;
	}
	(void)reader_run(&(struct reader){ .picture = view,
		.sign = way == LATTICE_LIGHT ? -1 : 1,
		.pairs = way == LATTICE_PAIRS,
		.until_ms = ladder->until_ms,
		.found = lattice_found,
		.with = ladder });
}

int ladder_climb(const struct picture *picture, const struct scan_manner *manner, struct scan *scan,
	struct fault *fault)
{
	int budget_ms = manner->budget_ms ? manner->budget_ms : SCAN_BUDGET_MS;
	struct ladder ladder = { .manner = manner,
		.views = { *picture },
		.scan = scan,
		.fault = fault,
		.until_ms = reader_now_ms() + budget_ms };
	uint32_t wanted = manner->rungs ? manner->rungs : ~0U;
	for (size_t i = 0; i < SCAN_RUNGS && ladder.code == 0 && scan->count == 0; i++) {
		/* Bars are thin: they are looked for in all of the picture, or it is all there is. */
		bool again = rungs[i].view == FULL && !smaller(&ladder);
		if (!(wanted >> i & 1) || again || (i > 0 && reader_now_ms() >= ladder.until_ms))
			continue;
		if (view_have(&ladder, rungs[i].view))
			rung_climb(&ladder, i);
	}
	for (int view = NEAR; view < VIEW_COUNT; view++)
		if (view != NEAR || smaller(&ladder))
			free(ladder.views[view].gray);
	return ladder.code;
}
