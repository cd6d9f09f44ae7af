/*
 * qr.h - the modules of a label's QR code. Inside core/label only.
 */
#ifndef PIGTRACE_LABEL_QR_H
#define PIGTRACE_LABEL_QR_H

#include "core/base/bytes.h"
#include "core/base/fault.h"

#include <qrencode.h>

/*
 * The smallest code of level M or better that holds uri in byte mode; among levels of the same size
 * the strongest. uri is 1..LABEL_URI_MOST bytes. QRcode_free(*code) afterwards.
 */
int qr_make(struct span uri, QRcode **code, struct fault *fault) MUST_CHECK;

bool qr_dark(const QRcode *code, int x, int y);

#endif
