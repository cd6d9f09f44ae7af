/* A store that is made beside its place, then given its name in one step. */
#include "core/store/draft.h"

#include "core/base/bytes.h"
#include "core/base/file.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

int draft_name(const char *path, char draft[static DRAFT_TEXT], struct fault *fault)
{
	int used = snprintf(draft, DRAFT_TEXT, "%s.%ld.new", path, (long)getpid());
	if (used < 0 || used >= DRAFT_TEXT)
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", path);
	if (access(path, F_OK) == 0)
		return fault_set(fault, FAULT_SETTING, "%s exists already", path);
	/* Not there; nor can it be made, if its directory is not. */
	(void)snprintf(draft, DRAFT_TEXT, "%s", path);
	if (access(dirname(draft), W_OK | X_OK) != 0)
		return fault_set_errno(fault, FAULT_IO, "cannot make %s", path);
	(void)snprintf(draft, DRAFT_TEXT, "%s.%ld.new", path, (long)getpid());
	return 0;
}

void draft_remove(const char *draft)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal", ".lock" };
	char name[DRAFT_TEXT + 16];
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct out out = out_into(name, sizeof(name));
		out_text(&out, draft);
		out_text(&out, ends[i]);
		if (!out.full)
			(void)unlink(name);
	}
}

/* A link cannot take somebody else's name; where there are none (a memory stick), a rename has to do. */
int draft_publish(const char *draft, const char *path, struct fault *fault)
{
	if (link(draft, path) == 0)
		return file_sync_directory(path, fault);
	if (errno == EEXIST || access(path, F_OK) == 0)
		return fault_set(fault, FAULT_SETTING, "%s exists already", path);
	if ((errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) || rename(draft, path) != 0)
		return fault_set_errno(fault, FAULT_IO, "cannot create %s", path);
	return file_sync_directory(path, fault);
}
