/*
 * kit_contact.h - asking whom an animal of a story met, for the tests of contact tracing.
 */
#ifndef PIGTRACE_TESTS_UNIT_KIT_CONTACT_H
#define PIGTRACE_TESTS_UNIT_KIT_CONTACT_H

#include "tests/unit/kit_trace.h"

#include "core/trace/contact.h"

#define TRUCK   "truck:晋J1"
#define BARN    "group:1411300001/B1"
#define PEN_3   "group:1411300001/F3"
#define LAIRAGE "place:lairage"
#define PIG_3   "pig:114113000000003"
#define PIG_4   "pig:114113000000004"
#define PIG_5   "pig:114113000000005"

static inline size_t move(struct kit *kit, const char *what, const char *to, const char *when)
{
	char rest[160];
	(void)snprintf(rest, sizeof(rest), "'of':'%s','to':'%s'", what, to);
	return kit_say(kit, "farm", "move", when, rest);
}

static inline size_t disinfect(struct kit *kit, const char *what, const char *when)
{
	char rest[160];
	(void)snprintf(rest, sizeof(rest), "'of':'%s'", what);
	return kit_say(kit, "farm", "disinfect", when, rest);
}

static inline struct contact_settings window(int degree)
{
	return (struct contact_settings){ .from_ms = kit_at("0301T0000"),
		.to_ms = kit_at("0401T0000"),
		.persist_days = 10,
		.degree = degree };
}

static inline struct contacts *ask_with(
	struct kit *kit, const char *seed, const struct contact_settings *settings)
{
	struct contacts *contacts = NULL;
	struct fault fault = { 0 };
	struct item item;
	if (!kit->store)
		kit_tell(kit, NULL, 0);
	assert_int_equal(item_parse(span_of(seed), &item, NULL), IDENT_OK);
	if (contacts_find(kit->store, item, settings, &contacts, &fault) != 0)
		fail_msg("%s", fault.text);
	return contacts;
}

static inline struct contacts *ask(struct kit *kit, const char *seed, int degree)
{
	struct contact_settings settings = window(degree);
	return ask_with(kit, seed, &settings);
}

static inline const struct contact *find(const struct contacts *contacts, const char *code)
{
	for (size_t i = 0; i < contacts->count; i++)
		for (size_t j = 0; j < contacts->list[i].code_count; j++)
			if (strcmp(contacts->list[i].codes[j], code) == 0)
				return &contacts->list[i];
	return NULL;
}

/* The degree at which the seed reaches it, 0: not at all. */
static inline int degree_of(struct kit *kit, const char *seed, const char *code, int degree)
{
	struct contacts *contacts = ask(kit, seed, degree);
	const struct contact *contact = find(contacts, code);
	int found = contact ? contact->degree : 0;
	contacts_free(contacts);
	return found;
}

#endif
