/* Whom an animal met in the three weeks before it was last seen: seasons of two sizes, which must not show. */
#include "core/trace/contact.h"

#include "tests/bench/pair.h"

static int contacts(struct store *store, const struct keep_ask *ask, const void *context,
	int64_t *size, struct fault *fault)
{
	struct contact_settings settings = {
		.from_ms = CONTACT_UNSAID, .to_ms = INT64_MAX, .persist_days = -1
	};
	struct contacts *answer = NULL;
	struct item item;
	(void)context;
	if (item_parse(span_of(ask->pig), &item, NULL) != IDENT_OK)
		return fault_set(fault, FAULT_CORRUPT, "%s is not an animal", ask->pig);
	int code = contacts_find(store, item, &settings, &answer, fault);
	if (code == 0 && answer->verdict != TRACE_FOUND)
		code = fault_set(fault, FAULT_CORRUPT, "%s was not found", ask->pig);
	if (code == 0)
		*size = (int64_t)answer->count;
	contacts_free(answer);
	return code;
}

int bench_contacts(const struct bench_options *options)
{
	return pair_ask(options, &(struct pair){ .name = "contacts",
					 .asks_most = 5,
					 .unit = "animals met",
					 .ask = contacts });
}
