#include "tests/qrbench/qrbench.h"

/* What every picture has unless its kind says otherwise: a hand-held camera before an ordinary label. */
#define ORDINARY \
	.module_px = 6, .roll = 4, .lean = 4, .noise = 2, .contrast = 0.8, .slope = 0.1, .quiet = 4
#define SLIGHTLY \
	.module_px = 6, .roll = 8, .lean = 8, .noise = 4, .contrast = 0.7, .slope = 0.2, .quiet = 4

#pragma GCC diagnostic ignored "-Woverride-init"
#ifdef __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#endif

const struct qrbench_kind qrbench_kinds[] = {
	{ "clean", { ORDINARY }, { SLIGHTLY } },
	{ "tiny", { ORDINARY, .module_px = 2.6 }, { SLIGHTLY, .module_px = 1.5 } },
	{ "rotation", { ORDINARY, .roll = 20 }, { SLIGHTLY, .roll = 180 } },
	{ "perspective", { ORDINARY, .lean = 20 }, { SLIGHTLY, .lean = 55 } },
	{ "blur", { ORDINARY, .focus = 0.3 }, { SLIGHTLY, .focus = 0.95 } },
	{ "motion", { ORDINARY, .motion = 0.6 }, { SLIGHTLY, .motion = 1.9 } },
	{ "noise", { ORDINARY, .noise = 8 }, { SLIGHTLY, .noise = 45 } },
	{ "contrast", { ORDINARY, .contrast = 0.2 }, { SLIGHTLY, .contrast = 0.05, .noise = 2 } },
	{ "slope", { ORDINARY, .slope = 0.5 }, { SLIGHTLY, .slope = 0.97 } },
	{ "shadow", { ORDINARY, .shadow = 0.5 }, { SLIGHTLY, .shadow = 0.9 } },
	{ "cylinder", { ORDINARY, .bend = 22 }, { SLIGHTLY, .bend = 62 } },
	{ "damage", { ORDINARY, .damage = 0.01 }, { SLIGHTLY, .damage = 0.06 } },
	{ "finder", { ORDINARY, .finder = 0.05 }, { SLIGHTLY, .finder = 0.8 } },
	{ "inverted", { ORDINARY, .invert = 1 }, { SLIGHTLY, .invert = 1 } },
	{ "glare", { ORDINARY, .glare = 3 }, { SLIGHTLY, .glare = 9 } },
	{ "jpeg", { ORDINARY, .quality = 25 }, { SLIGHTLY, .quality = 3 } },
	{ "no-quiet", { ORDINARY, .quiet = 2 }, { SLIGHTLY, .quiet = 0 } },
	{ "combined",
		{ ORDINARY, .roll = 15, .lean = 15, .focus = 0.3, .noise = 6, .contrast = 0.5,
			.slope = 0.3, .bend = 10, .quality = 50 },
		{ SLIGHTLY, .roll = 45, .lean = 30, .focus = 0.5, .noise = 10, .contrast = 0.3,
			.slope = 0.6, .bend = 30, .damage = 0.01, .quality = 20 } },
};

const size_t qrbench_kind_count = sizeof(qrbench_kinds) / sizeof(qrbench_kinds[0]);
