#include "core/base/fault.h"

#include "core/base/words.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int fault_set(struct fault *fault, int code, const char *format, ...)
{
	if (fault) {
		va_list args;
		va_start(args, format);
		fault->code = code;
		(void)vsnprintf(fault->text, sizeof(fault->text), words(format), args);
		va_end(args);
	}
	return code;
}

int fault_set_errno(struct fault *fault, int code, const char *format, ...)
{
	int saved = errno;
	if (fault) {
		char what[128];
		va_list args;
		va_start(args, format);
		fault->code = code;
		int used = vsnprintf(fault->text, sizeof(fault->text), words(format), args);
		va_end(args);
		if (strerror_r(saved, what, sizeof(what)) != 0)
			(void)snprintf(what, sizeof(what), "errno %d", saved);
		if (used >= 0 && (size_t)used < sizeof(fault->text))
			(void)snprintf(fault->text + used, sizeof(fault->text) - (size_t)used,
				": %s", words(what));
	}
	errno = saved;
	return code;
}
