#include "firmware/core/slice.h"

static int slice_read(void *context, uint32_t at, void *into, uint32_t len)
{
	const struct slice *slice = context;
	return slice->whole->read(slice->whole->context, slice->from + at, into, len);
}

static int slice_prog(void *context, uint32_t at, const void *from, uint32_t len)
{
	const struct slice *slice = context;
	return slice->whole->prog(slice->whole->context, slice->from + at, from, len);
}

static int slice_erase(void *context, uint32_t at)
{
	const struct slice *slice = context;
	return slice->whole->erase(slice->whole->context, slice->from + at);
}

static int slice_sync(void *context)
{
	const struct slice *slice = context;
	return slice->whole->sync(slice->whole->context);
}

bool slice_of(struct slice *slice, const struct block_device *whole, uint32_t first_block,
	uint32_t block_count)
{
	if (block_count > whole->block_count || first_block > whole->block_count - block_count)
		return false;
	slice->whole = whole;
	slice->from = first_block * whole->erase_size;
	slice->device = (struct block_device){ .context = slice,
		.page_size = whole->page_size,
		.erase_size = whole->erase_size,
		.block_count = block_count,
		.read = slice_read,
		.prog = slice_prog,
		.erase = slice_erase,
		.sync = slice_sync };
	return true;
}
