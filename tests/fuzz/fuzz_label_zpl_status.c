/*
 * Whatever a printer answers: a refusal or a piece leaves the status alone, no prefix of a whole answer is refused,
 * and what is read has numbers in their bounds and a sentence for each trouble.
 */
#include "core/label/zpl_status.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void demand(bool held)
{
	if (!held)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct zpl_status status, before;
	memset(&status, 0x5a, sizeof(status));
	before = status;
	struct span text = { (const char *)bytes, len };
	if (zpl_status_read(text, &status) != ZPL_WHOLE) {
		demand(memcmp(&status, &before, sizeof(status)) == 0);
		return 0;
	}
	demand(len <= ZPL_STATUS_MOST);
	demand(status.waiting >= 0 && status.left >= 0);
	bool any = false;
	for (size_t i = 0; i < ZPL_TROUBLES; i++)
		any = any || status.trouble[i];
	demand(any == (zpl_status_trouble(&status) != NULL));
	for (size_t cut = 0; cut < len; cut++)
		demand(zpl_status_read((struct span){ text.at, cut }, &before) != ZPL_WRONG);
	return 0;
}
