#include "core/base/clock.h"
#include "core/view/contact.h"
#include "tools/pigtrace/commands.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/what.h"
#include "tools/pigtrace/window.h"

#define DAYS_MOST 3650
#define DAY_MS    INT64_C(86400000)

static const struct command_option options[] = {
	{ "days", 'n', N_("DAYS"),
		N_("how far back from --to, or from the last that is recorded of it (21)") },
	{ "from", 0, N_("TIME"),
		N_("begin of the window instead, 2026-11-20 or 2026-11-20T07:30:00+08:00") },
	{ "to", 0, N_("TIME"), N_("end of the window (now)") },
	{ "degree", 'd', N_("N"), N_("also whom those met from then on, N steps in all (1)") },
	{ "persist", 0, N_("DAYS"),
		N_("how long a container stays suspect without a disinfection (30, configuration)") },
	{ "json", 'j', NULL, N_("as JSON (format pigtrace-contacts/1)") },
};

static bool read_numbers(const struct call *call, struct contact_settings *settings)
{
	int64_t degree = 1;
	settings->days = CONTACT_DAYS;
	settings->persist_days = CONTACT_PERSIST_DAYS;
	if (!call_number(call, "days", 1, DAYS_MOST, &settings->days) ||
		!call_number(call, "persist", 0, DAYS_MOST, &settings->persist_days) ||
		!call_number(call, "degree", 1, CONTACT_DEGREE_MOST, &degree))
		return false;
	settings->degree = (int)degree;
	return true;
}

static int print_contacts(const struct call *call, struct store *store, struct span code,
	const struct contact_settings *settings)
{
	struct contacts *contacts = NULL;
	struct buf text = { 0 };
	struct fault fault;
	struct item seed;
	int exit_code = EXIT_DONE;
	if (item_parse(code, &seed, NULL) != IDENT_OK)
		return complain(call, EXIT_USAGE, _("%.*s is not an item"), (int)code.len, code.at);
	int answer = contacts_find(store, seed, settings, &contacts, &fault);
	if (answer == 0 && call_has(call, "json"))
		answer = contact_view_json(contacts, &text, &fault);
	else if (answer == 0 && contacts->verdict == TRACE_FOUND)
		answer = contact_view_text(contacts, &text, &fault);
	if (answer != 0) {
		exit_code = complain_fault(call, &fault);
		goto out;
	}
	exit_code = print_out(call, buf_written(&text));
	if (contacts->verdict == TRACE_UNKNOWN)
		exit_code = complain(call, EXIT_NOT_FOUND, _("nothing is recorded of %.*s"),
			(int)code.len, code.at);
out:
	buf_free(&text);
	contacts_free(contacts);
	return exit_code;
}

static int run(struct call *call)
{
	struct contact_settings settings = { .from_ms = CONTACT_UNSAID, .to_ms = clock_now_ms() };
	char item[ITEM_TEXT];
	int code;
	if (call->argc != 1)
		return complain_usage(call, _("name one animal"));
	if (!read_numbers(call, &settings) || !window_moment(call, "from", &settings.from_ms) ||
		!window_moment(call, "to", &settings.to_ms))
		return EXIT_USAGE;
	if (call_has(call, "from") && call_has(call, "days"))
		return complain_usage(call, _("--from or --days, not both"));
	if (call_has(call, "to") && !call_has(call, "from"))
		settings.from_ms = settings.to_ms - settings.days * DAY_MS;
	code = what_is(call, call->argv[0], item);
	if (code != EXIT_DONE)
		return code;
	struct store *store = home_store(call, &code);
	if (!store)
		return code;
	code = print_contacts(call, store, span_of(item), &settings);
	store_close(store);
	return code;
}

const struct command command_contacts = {
	.name = "contacts",
	.usage = N_("ANIMAL"),
	.summary = N_("whom an animal met: pens, trucks, lairage (swine fever)"),
	.about = N_(
		"Everybody that was in a pen, truck or lairage place with the animal, or came in while it\n"
		"stayed suspect: until a recorded disinfection, at most --persist days. With --degree above 1 also\n"
		"whom those met, from the moment they were met themselves. A retagged animal is one animal. What\n"
		"the record does not know (heads without tags, missing numbers, unknown whereabouts) is told last.\n\n"
		"  pigtrace contacts 114113000012345 --days 21\n"
		"  pigtrace contacts pig:114113000012345 --from 2026-11-01 --to 2026-11-20 --degree 2 --json"),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
