/* Transactions: one batch of a writer, one view of a reader. */
#include "core/store/inner.h"

#include <assert.h>

int batch_check(struct store *store, struct fault *fault)
{
	assert(store->in_batch);
	if (store->failed != 0)
		return fault_set(
			fault, store->failed, "this batch has failed and can only be rolled back");
	return 0;
}

int batch_done(struct store *store, int code)
{
	if (code != 0 && store->in_batch)
		store->failed = code;
	return code;
}

int store_begin(struct store *store, struct fault *fault)
{
	assert(store->mode == STORE_WRITE && !store->in_batch && store->read_depth == 0);
	int code = store->engine->ops->begin(store->engine, true, fault);
	if (code != 0)
		return code;
	store->in_batch = true;
	store->failed = 0;
	return 0;
}

int store_commit(struct store *store, struct fault *fault)
{
	int code = batch_check(store, fault);
	if (code == 0)
		code = links_settle(store, fault);
	if (code == 0)
		code = ledger_flush(store, fault);
	if (code == 0)
		code = store->engine->ops->commit(store->engine, fault);
	if (code != 0)
		return batch_done(store, code);
	store->in_batch = false;
	return 0;
}

void store_rollback(struct store *store)
{
	if (!store->in_batch)
		return;
	store->engine->ops->rollback(store->engine);
	ledger_forget(store);
	store->in_batch = false;
	store->failed = 0;
}

int store_probe(struct store *store, int64_t now_ms, struct fault *fault)
{
	struct statement *probe;
	char digits[24];
	struct out out = out_into(digits, sizeof(digits));
	out_number(&out, now_ms);
	int code = store_begin(store, fault);
	if (code != 0)
		return code;
	code = engine_take(store->engine, SQL_PROBE, &probe, fault);
	if (code == 0) {
		bind_text(probe, 1, out_written(&out));
		code = engine_run(probe, fault);
	}
	code = batch_done(store, code);
	if (code == 0)
		code = store_commit(store, fault);
	if (code != 0)
		store_rollback(store);
	return code;
}

int store_checkpoint(struct store *store, int pages, struct fault *fault)
{
	assert(store->mode == STORE_WRITE && !store->in_batch);
	return store->engine->ops->checkpoint(store->engine, pages, fault);
}

int store_read_begin(struct store *store, struct fault *fault)
{
	if (store->read_depth == 0 && !store->in_batch) {
		int code = store->engine->ops->begin(store->engine, false, fault);
		if (code != 0)
			return code;
	}
	store->read_depth++;
	return 0;
}

void store_read_end(struct store *store)
{
	assert(store->read_depth > 0);
	store->read_depth--;
	if (store->read_depth == 0 && !store->in_batch)
		store->engine->ops->rollback(store->engine);
}
