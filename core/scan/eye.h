/*
 * eye.h - a picture as zbar sees it. Inside core/scan only.
 */
#ifndef PIGTRACE_SCAN_EYE_H
#define PIGTRACE_SCAN_EYE_H

#include "core/scan/picture.h"
#include "core/scan/scan.h"

/* Codes that are found are added to *scan. FAULT_LIMIT: too many of them, or of what looks like their corners. */
int eye_look(const struct picture *picture, bool bars, struct scan *scan,
	struct fault *fault) MUST_CHECK;

#endif
