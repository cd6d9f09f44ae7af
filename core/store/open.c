/* A store begins, is brought up to this version, opened and closed. */
#include "core/store/inner.h"

#include "core/store/draft.h"
#include "core/store/lock.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

/* The scripts that lead from a version to this one, within a transaction. */
static int run_migrations(struct engine *engine, int version, struct fault *fault)
{
	int code = 0;
	const struct sql_migration *migration = engine->ops->migrations;
	for (; code == 0 && migration->number != 0; migration++) {
		int reached = 0;
		if (migration->number <= version || migration->number > STORE_VERSION)
			continue;
		code = engine->ops->script(engine, migration->text, fault);
		if (code == 0)
			code = engine->ops->version(engine, &reached, fault);
		if (code == 0 && reached != migration->number)
			code = fault_set(fault, FAULT_CORRUPT, "migration %s leaves version %d",
				migration->name, reached);
	}
	return code;
}

/* All or nothing, with everything derived anew: a version may derive what the one before did not. */
static int bring_up(struct store *store, int version, struct fault *fault)
{
	int64_t unread;
	int code = store_begin(store, fault);
	if (code == 0)
		code = run_migrations(store->engine, version, fault);
	if (code == 0)
		code = rebuild_derived(store, &unread, fault);
	if (code == 0)
		code = store_commit(store, fault);
	if (code != 0)
		store_rollback(store);
	return code;
}

static int check_version(struct store *store, const char *path, struct fault *fault)
{
	int version = 0;
	int code = store->engine->ops->version(store->engine, &version, fault);
	if (code != 0)
		return code;
	if (version > STORE_VERSION)
		return fault_set(fault, FAULT_NEWER,
			"%s is of version %d; this pigtrace knows up to version %d", path, version,
			STORE_VERSION);
	if (version == STORE_VERSION)
		return 0;
	if (store->mode == STORE_READ)
		return fault_set(fault, FAULT_SETTING,
			"%s is of version %d; its writer has to bring it to version %d first", path,
			version, STORE_VERSION);
	return bring_up(store, version, fault);
}

/* ---- a new store: made beside its place, then given its name in one step ---- */

static int make_draft(const char *draft, struct fault *fault)
{
	struct engine *engine = NULL;
	int code = engine_sqlite.open(draft, ENGINE_CREATE, &engine, fault);
	if (code == 0)
		code = engine->ops->begin(engine, true, fault);
	if (code == 0)
		code = run_migrations(engine, 0, fault);
	if (code == 0)
		code = engine->ops->commit(engine, fault);
	if (code == 0)
		code = engine->ops->checkpoint(engine, 0, fault);
	engine_close(engine);
	return code;
}

int store_create(const char *path, struct fault *fault)
{
	char draft[DRAFT_TEXT];
	int code = draft_name(path, draft, fault);
	if (code != 0)
		return code;
	code = make_draft(draft, fault);
	if (code == 0)
		code = draft_publish(draft, path, fault);
	draft_remove(draft);
	return code;
}

/* ---- opening ---- */

static int open_at(struct store *store, const char *path, struct fault *fault)
{
	enum engine_mode mode = store->mode == STORE_WRITE ? ENGINE_WRITE : ENGINE_READ;
	int code = 0;
	if (store->mode == STORE_WRITE)
		code = lock_take(path, &store->lock, fault);
	if (code == 0)
		code = engine_sqlite.open(path, mode, &store->engine, fault);
	if (code == 0)
		code = check_version(store, path, fault);
	return code;
}

int store_open(struct store **out, const char *path, enum store_mode mode, struct fault *fault)
{
	char *real = realpath(path, NULL); /* one lock for all the names of a store */
	if (!real)
		return fault_set_errno(fault, errno == ENOENT ? FAULT_NOT_FOUND : FAULT_IO,
			"cannot open the store %s", path);
	int code;
	struct store *store = calloc(1, sizeof(*store));
	if (!store) {
		code = fault_set(fault, FAULT_MEMORY, "no memory to open %s", path);
		goto out;
	}
	store->mode = mode;
	store->lock = -1;
	store->hot.most = LINKS_HOT;
	code = open_at(store, real, fault);
	if (code == 0) {
		*out = store;
		store = NULL;
	}
out:
	store_close(store);
	free(real);
	return code;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	if (store->in_batch)
		store_rollback(store);
	while (store->read_depth > 0)
		store_read_end(store);
	/* If this fails, the log stays beside the store and the next writer reads it. */
	if (store->engine && store->mode == STORE_WRITE)
		(void)store->engine->ops->checkpoint(store->engine, 0, NULL);
	engine_close(store->engine);
	lock_release(store->lock);
	ledger_forget(store);
	buf_free(&store->kept);
	free(store);
}
