/* The label's own signature, held against the keys that the registry knows. */
#include "core/view/page_work.h"

#include "core/trace/label_keys.h"

#include <stdlib.h>

bool page_label_false(const struct page_label *label)
{
	return label->verdict == LABEL_INVALID || label->verdict == LABEL_UNKNOWN_KEY;
}

static int take_signer(struct page_work *work, const char *station)
{
	struct page *page = work->page;
	int code = 0;
	size_t party = page_party_of(work, station, &code);
	if (code != 0)
		return code;
	page->label.by = page_keep(work, span_of(page->parties[party].name));
	/* Who only says to have printed it takes no part. */
	page->label.takes_part = page->parties[party].facts > 0;
	return 0;
}

/* Keys of those who take part: a package's own packer is among them, and others need not be asked for. */
static int gather_parties(struct page_work *work, struct label_keys *keys)
{
	const struct page *page = work->page;
	int code = 0;
	for (size_t i = 0; code == 0 && i < page->party_count; i++)
		code = label_keys_of(
			work->store, span_of(page->parties[i].station), keys, work->fault);
	return code;
}

int page_label(struct page_work *work)
{
	const struct span uri = work->question->uri;
	struct page_label *label = &work->page->label;
	const struct label_key *by = NULL;
	int code = 0;
	label->verdict = LABEL_UNSIGNED;
	if (!uri.at)
		return 0;
	struct label_keys *keys = calloc(1, sizeof(*keys));
	if (!keys)
		return fault_set(work->fault, FAULT_MEMORY, "no memory for the label keys");
	label->verdict = label_verify(uri, keys, &by);
	/* Whether there is a signature is known without any key; whose it is, is not. */
	if (label->verdict != LABEL_UNSIGNED) {
		code = gather_parties(work, keys);
		label->verdict = label_verify(uri, keys, &by);
		if (code == 0 && !by) {
			code = label_keys_gather(work->store, keys, work->fault);
			label->verdict = label_verify(uri, keys, &by);
		}
	}
	/* Our own address it is: what does not read as one is the signature's fault. */
	if (label->verdict == LABEL_FOREIGN)
		label->verdict = LABEL_INVALID;
	if (code == 0 && by)
		code = take_signer(work, by->key.name);
	free(keys);
	return code;
}
