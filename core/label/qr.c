#include "core/label/qr.h"

#include <errno.h>

/* Strongest last: a level replaces the one before it only if the code does not grow. */
static const QRecLevel levels[] = { QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H };

#define LEVEL_COUNT (sizeof(levels) / sizeof(levels[0]))

int qr_make(struct span uri, QRcode **code, struct fault *fault)
{
	const unsigned char *bytes = (const unsigned char *)uri.at;
	QRcode *best = QRcode_encodeData((int)uri.len, bytes, 0, levels[0]);
	if (!best && errno == ERANGE)
		return fault_set(
			fault, FAULT_LIMIT, "%zu bytes are too many for a QR code", uri.len);
	if (!best)
		return fault_set_errno(fault, FAULT_MEMORY, "cannot make a QR code");
	for (size_t i = 1; i < LEVEL_COUNT; i++) {
		QRcode *stronger = QRcode_encodeData((int)uri.len, bytes, best->version, levels[i]);
		/* libqrencode takes the version as a least one and grows it where it must. */
		if (!stronger || stronger->version != best->version) {
			QRcode_free(stronger);
			break;
		}
		QRcode_free(best);
		best = stronger;
	}
	*code = best;
	return 0;
}

bool qr_dark(const QRcode *code, int x, int y)
{
	return code->data[y * code->width + x] & 1;
}
