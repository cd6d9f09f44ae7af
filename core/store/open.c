/* A store begins, is brought up to this version, opened and closed. */
#include "core/store/inner.h"

#include "core/store/draft.h"
#include "core/store/lock.h"
#include "core/store/truth.h"
#include "core/store/where.h"

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

/* All or nothing, with everything derived anew: a version may derive what the one before did not. A new store holds
 * what `from` does, unless that is NULL. */
static int bring_up(struct store *store, int version, struct engine *from, struct fault *fault)
{
	int64_t unread;
	int code = store_begin(store, fault);
	if (code == 0)
		code = run_migrations(store->engine, version, fault);
	if (code == 0 && from)
		code = truth_copy(from, store->engine, fault);
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
	return bring_up(store, version, NULL, fault);
}

/* ---- a new store: a file is made beside its place, then given its name in one step ---- */

static struct store *room_for_store(enum store_mode mode, struct fault *fault)
{
	struct store *store = calloc(1, sizeof(*store));
	if (!store) {
		(void)fault_set(fault, FAULT_MEMORY, "no memory to open a store");
		return NULL;
	}
	store->mode = mode;
	store->lock = -1;
	store->hot.most = LINKS_HOT;
	return store;
}

int store_make(const struct where *where, struct engine *from, struct fault *fault)
{
	struct store *store = room_for_store(STORE_WRITE, fault);
	if (!store)
		return FAULT_MEMORY;
	int code = where->ops->open(where->text, ENGINE_CREATE, &store->engine, fault);
	if (code == 0)
		code = bring_up(store, 0, from, fault);
	if (code == 0)
		code = store_checkpoint(store, 0, fault);
	store_close(store);
	return code;
}

int store_create(const char *path, struct fault *fault)
{
	struct where where;
	int code = where_new(path, &where, fault);
	if (code != 0)
		return code;
	code = store_make(&where, NULL, fault);
	if (!where.is_file)
		return code;
	if (code == 0)
		code = draft_publish(where.text, path, fault);
	draft_remove(where.text);
	return code;
}

/* ---- opening ---- */

static int open_at(struct store *store, const struct where *where, struct fault *fault)
{
	enum engine_mode mode = store->mode == STORE_WRITE ? ENGINE_WRITE : ENGINE_READ;
	int code = 0;
	if (store->mode == STORE_WRITE && where->is_file)
		code = lock_take(where->text, &store->lock, fault);
	if (code == 0)
		code = where->ops->open(where->text, mode, &store->engine, fault);
	return code;
}

int store_open(struct store **out, const char *path, enum store_mode mode, struct fault *fault)
{
	struct where where;
	int code = where_find(path, &where, fault);
	if (code != 0)
		return code;
	struct store *store = room_for_store(mode, fault);
	if (!store)
		return FAULT_MEMORY;
	code = open_at(store, &where, fault);
	if (code == 0)
		code = check_version(store, path, fault);
	if (code == 0)
		*out = store;
	else
		store_close(store);
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
