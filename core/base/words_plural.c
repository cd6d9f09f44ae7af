#include "core/base/words.h"

#include <libintl.h>

const char *words_plural(const char *one, const char *many, unsigned long count)
{
	return ngettext(one, many, count);
}
