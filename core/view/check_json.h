/*
 * check_json.h - the rules of a check as a JSON value; the inside of core/view.
 */
#ifndef PIGTRACE_VIEW_CHECK_JSON_H
#define PIGTRACE_VIEW_CHECK_JSON_H

#include "core/trace/check.h"

#include <jansson.h>

/* All rules; or of those about the record itself the ones that found something. *good turns false when memory is out. */
json_t *check_json_rules(const struct check *check, bool of_record, bool *good);

#endif
