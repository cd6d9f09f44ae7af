/*
 * shade.h - pictures made out of pictures. Inside core/scan only.
 */
#ifndef PIGTRACE_SCAN_SHADE_H
#define PIGTRACE_SCAN_SHADE_H

#include "core/scan/picture.h"

/* Each makes *into anew, to be freed; false without memory. */
bool shade_smooth(const struct picture *from, struct picture *into); /* 1-2-1 both ways */
bool shade_double(const struct picture *from, struct picture *into); /* twice the size, linear */
bool shade_halve(
	const struct picture *from, struct picture *into); /* half the size, means of four */
bool shade_invert(const struct picture *from, struct picture *into);

#endif
