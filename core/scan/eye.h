/*
 * eye.h - a picture as zbar sees it. Inside core/scan only.
 */
#ifndef PIGTRACE_SCAN_EYE_H
#define PIGTRACE_SCAN_EYE_H

#include "core/scan/picture.h"
#include "core/scan/scan.h"

enum eye {
	EYE_SPARSE, /* QR codes, in every second row and column: half the time */
	EYE_DENSE,  /* QR codes, as zbar comes */
	EYE_BARS    /* all kinds of codes */
};

/* Codes that are found are added to *scan. FAULT_LIMIT: too many of them, or of what looks like their corners. */
int eye_look(const struct picture *picture, enum eye eye, struct scan *scan,
	struct fault *fault) MUST_CHECK;

#endif
