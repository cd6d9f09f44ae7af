/* What is held against the record: a recall, a date, the rules. */
#include "core/view/page_work.h"

#include <stdlib.h>
#include <string.h>

#define CHINA_MS (8 * INT64_C(3600000))

static int find_recalls(struct page_work *work)
{
	struct page *page = work->page;
	int code = recall_find_all(work->store, page->trace, &page->recalls, work->fault);
	if (code != 0 || page->recalls.count == 0)
		return code;
	page->recalled_by = calloc(page->recalls.count, sizeof(*page->recalled_by));
	if (!page->recalled_by)
		return fault_set(work->fault, FAULT_MEMORY, "no memory for the page");
	for (size_t i = 0; code == 0 && i < page->recalls.count; i++) {
		size_t party = page_party_of(work, page->recalls.list[i]->opened_by, &code);
		if (code == 0)
			page->recalled_by[i] = page_keep(work, span_of(page->parties[party].name));
	}
	return code;
}

static enum check_verdict rule_verdict(const struct check *check, const char *id)
{
	for (size_t i = 0; i < check_rule_count(); i++)
		if (strcmp(check_rule_at(i)->id, id) == 0)
			return check->rules[i];
	return CHECK_APART;
}

/* Whether a rule but that of the numbering forbids to vouch for the record. */
static bool forbids(const struct check *check, size_t nth)
{
	const struct record_rule *rule = check_rule_at(nth);
	if (check->rules[nth] == CHECK_FAIL)
		return true;
	return check->rules[nth] == CHECK_UNKNOWN && rule->severity == CHECK_MUST &&
	       strcmp(rule->id, "W-EVD-02") != 0;
}

static bool is_unsure(const struct check *check)
{
	for (size_t i = 0; i < check_rule_count(); i++)
		if (forbids(check, i))
			return true;
	return false;
}

/* Whether what was given was long enough ago: by date, else as the rule found for each animal. */
static void judge_given(struct page *page)
{
	enum check_verdict rule = rule_verdict(page->check, "W-MED-01");
	for (size_t i = 0; i < page->given_count; i++) {
		struct page_given *given = &page->given[i];
		if (given->withdrawal_days < 0)
			given->satisfied =
				given->kind == KIND_MEDICATE ? CHECK_UNKNOWN : CHECK_APART;
		else if (given->withdrawal_days == 0)
			given->satisfied = CHECK_APART;
		else if (!page->slaughtered)
			given->satisfied = CHECK_UNKNOWN;
		else if (given->edible.at_ms <= page->slaughter_first.at_ms)
			given->satisfied = CHECK_PASS;
		else
			given->satisfied = rule;
	}
}

int page_judge(struct page_work *work)
{
	struct page *page = work->page;
	int64_t today = (work->question->now_ms + CHINA_MS) / PAGE_DAY_MS;
	int code = check_record(work->store, work->question->item, work->question->limits,
		&page->check, work->fault);
	if (code == 0)
		code = find_recalls(work);
	if (code != 0)
		return code;
	page->limit_centi_c = work->question->limits->chilled_most_c;
	page->holes = rule_verdict(page->check, "W-EVD-02") == CHECK_UNKNOWN;
	judge_given(page);
	if (page->recalls.count > 0)
		page->verdict = PAGE_RECALLED;
	else if (page_label_false(&page->label))
		page->verdict = PAGE_FORGED;
	else if (page->has_best_before && today > page->best_before)
		page->verdict = PAGE_EXPIRED;
	else if (is_unsure(page->check))
		page->verdict = PAGE_UNSURE;
	else
		page->verdict = PAGE_EDIBLE;
	return 0;
}
