/* The record rules of a package, all its animals one by one: seasons of two sizes, which must not show. */
#include "core/trace/check.h"

#include "tests/bench/pair.h"

static int check(struct store *store, const struct keep_ask *ask, const void *context,
	int64_t *size, struct fault *fault)
{
	struct check *answer = NULL;
	struct item item;
	if (item_parse(span_of(ask->package), &item, NULL) != IDENT_OK)
		return fault_set(fault, FAULT_CORRUPT, "%s is not a package", ask->package);
	int code = check_record(store, item, context, &answer, fault);
	if (code == 0 && answer->found != TRACE_FOUND)
		code = fault_set(fault, FAULT_CORRUPT, "%s was not found", ask->package);
	if (code == 0)
		*size = (int64_t)answer->animals;
	check_free(answer);
	return code;
}

int bench_check(const struct bench_options *options)
{
	struct check_limits limits;
	struct fault fault;
	if (check_limits_read(&limits, NULL, &fault) != 0)
		return give_up("limits", &fault);
	int code = pair_ask(options, &(struct pair){ .name = "check",
					     .asks_most = 100,
					     .unit = "animals",
					     .ask = check,
					     .context = &limits });
	check_limits_free(&limits);
	return code;
}
