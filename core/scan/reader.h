/*
 * reader.h - QR codes read by their geometry where zbar does not see them. Inside core/scan only.
 *
 * Way     corner squares -> three that may belong together -> the corners of each -> for each size that the
 *         timing pattern allows a lattice fitted to the label, curved or not -> modules -> text.
 */
#ifndef PIGTRACE_SCAN_READER_H
#define PIGTRACE_SCAN_READER_H

#include "core/scan/matrix.h"
#include "core/scan/picture.h"

/* One code that was read; false: no more are wanted. */
typedef bool reader_found(void *with, struct span text);

struct reader {
	const struct picture *picture;
	int sign;         /* -1: light on dark */
	bool pairs;       /* only where two of the squares are seen */
	int64_t until_ms; /* reader_now_ms() at which to stop */
	reader_found *found;
	void *with;
};

/* Of this thread's processor time: what is read must not depend on what else the machine does. */
int64_t reader_now_ms(void);

/* How many codes were read; negative: no memory. */
int reader_run(const struct reader *reader);

#endif
