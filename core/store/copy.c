/* A copy of a store, checked by reading it again. */
#include "core/store/inner.h"

#include "core/store/draft.h"
#include "core/store/lock.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct complaint {
	char text[FAULT_TEXT / 2];
	bool there;
};

static int take_complaint(void *context, struct span text)
{
	struct complaint *complaint = context;
	if (text.len >= sizeof(complaint->text))
		text.len = sizeof(complaint->text) - 1;
	complaint->there = true;
	(void)span_copy(text, complaint->text, sizeof(complaint->text));
	return 1;
}

/* From the disk, not from what the kernel still remembers of the writing. */
static int forget_pages(const char *path, int64_t *bytes, struct fault *fault)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fault_set_errno(fault, FAULT_IO, "cannot open %s", path);
	int code = 0;
	if (fsync(fd) != 0 || fstat(fd, &status) != 0)
		code = fault_set_errno(fault, FAULT_IO, "cannot sync %s", path);
	else
		*bytes = (int64_t)status.st_size;
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	(void)close(fd);
	return code;
}

int store_copy_into(struct store *store, const struct where *where, struct fault *fault)
{
	const struct engine_ops *ops = store->engine->ops;
	return ops->copy && ops == where->ops ? ops->copy(store->engine, where->text, fault)
	                                      : store_make(where, store->engine, fault);
}

static int read_again(const char *draft, const struct store_census *original, struct fault *fault)
{
	struct store *copy = NULL;
	struct store_census census;
	struct complaint complaint = { .there = false };
	int code = store_open(&copy, draft, STORE_READ, fault);
	if (code == 0 && copy->engine->ops->check)
		code = copy->engine->ops->check(copy->engine, take_complaint, &complaint, fault);
	if (complaint.there)
		code = fault_set(
			fault, FAULT_CORRUPT, "%s does not read back: %s", draft, complaint.text);
	if (code == 0)
		code = store_census(copy, &census, fault);
	if (code == 0 && memcmp(&census, original, sizeof(census)) != 0)
		code = fault_set(fault, FAULT_CORRUPT,
			"%s does not hold what the store does: event %lld instead of %lld", draft,
			(long long)census.events, (long long)original->events);
	store_close(copy);
	return code;
}

static int copy_to(struct store *store, const struct where *where, struct store_census *census,
	struct fault *fault)
{
	int code = store_read_begin(store, fault);
	if (code != 0)
		return code;
	code = store_census(store, census, fault); /* from here on the view stands still */
	if (code == 0)
		code = store_copy_into(store, where, fault);
	store_read_end(store);
	return code;
}

int store_copy(
	struct store *store, const char *path, struct store_copied *copied, struct fault *fault)
{
	struct where where;
	struct store_copied made = { .bytes = 0 };
	int code = where_new(path, &where, fault);
	if (code != 0)
		return code;
	code = copy_to(store, &where, &made.census, fault);
	if (code == 0 && where.is_file)
		code = forget_pages(where.text, &made.bytes, fault);
	if (code == 0)
		code = read_again(where.text, &made.census, fault);
	if (code == 0 && where.is_file)
		code = draft_publish(where.text, path, fault);
	if (where.is_file)
		draft_remove(where.text);
	if (code == 0)
		*copied = made;
	return code;
}
