#include "tools/pigtrace/commands.h"

#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/broker_files.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/provision.h"
#include "tools/pigtrace/registration.h"
#include "tools/pigtrace/speak.h"
#include "tools/pigtrace/station_files.h"
#include "tools/pigtrace/station_label.h"
#include "tools/pigtrace/station_link.h"
#include "tools/pigtrace/table.h"
#include "tools/pigtrace/when.h"
#include "tools/pigtrace/what.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command_option options[] = {
	{ "trade", 't', N_("TRADE"), N_("add: farm, transport, slaughter, packer, shop, admin") },
	{ "title", 0, N_("NAME"), N_("add: name for people, e.g. 交口一场") },
	{ "place", 'p', N_("ITEM"), N_("add: where its events happen unless they say otherwise") },
	{ "publish-name", 0, NULL,
		N_("add: the name may be shown to consumers (farms and carriers agree to it first)") },
	{ "plain", 0, NULL, N_("add: cannot sign; trusted as far as its broker login") },
	{ "port", 0, N_("DEVICE"),
		N_("provision: the board's console, a serial line or a socket") },
	{ "broker", 0, N_("HOST:PORT"), N_("provision: the broker as the board reaches it") },
	{ "with", 0, N_("KEY=VALUE,..."),
		N_("provision: more of the board's passport, e.g. scale=scale-toledo") },
	{ "again", 0, NULL,
		N_("provision: a new board, or a new flash, for a station that is registered") },
	{ "reason", 0, N_("TEXT"), N_("revoke, label-revoke: why") },
	{ "by", 0, N_("PERSON"), N_("link: who writes on the phone, e.g. op-07") },
	{ "base", 0, N_("URL"), N_("link: where phones find the form [base of webd.conf]") },
	{ "qr", 0, NULL, N_("link: the code of it, too, not only on a terminal") },
	{ "json", 'j', NULL, N_("list: as JSON lines") },
};

/* ---- add, revoke: registry events of the administrator ---- */

/* Where the broker is: as the administrator's own station reaches it. */
static int broker_of(
	const struct call *call, struct station_settings *settings, struct fault *fault)
{
	char path[PATH_MAX];
	if (!home_path(call, HOME_STATIONS "/" HOME_ADMIN "/station.conf", path, sizeof(path)))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", call->home);
	int code = settings_start(station_settings_table, STATION_SETTINGS, settings, fault);
	return code == 0 ? settings_read(
				   path, station_settings_table, STATION_SETTINGS, settings, fault)
	                 : code;
}

static int make_files(const struct call *call, const char *name, const char *place,
	char key[static NOTE_KEY_TEXT])
{
	struct station_settings broker = { 0 };
	struct fault fault;
	char home[PATH_MAX];
	if (!station_files_path(call->home, name, home, sizeof(home)))
		return complain(call, EXIT_FAILED, _("path too long: %s"), call->home);
	if (station_files_there(home))
		return complain(call, EXIT_USAGE, _("the station %s is there already"), name);
	int code = broker_of(call, &broker, &fault);
	if (code == 0 && !realpath(call->home, home))
		code = fault_set_errno(&fault, FAULT_IO, "cannot find %s", call->home);
	if (code == 0) {
		struct station_new station = { .name = name,
			.host = broker.host,
			.port = broker.port,
			.place = place,
			.cafile = broker.cafile };
		code = station_files_make(home, &station, key, &fault);
	}
	settings_free(station_settings_table, STATION_SETTINGS, &broker);
	return code == 0 ? EXIT_DONE : complain_fault(call, &fault);
}

static int add(const struct call *call, const char *name)
{
	char key[NOTE_KEY_TEXT], place[ITEM_TEXT] = "", line[EVENT_LINE_MOST];
	struct out out = out_into(line, sizeof(line));
	const char *trade = call_value(call, "trade");
	int index, code = EXIT_DONE;
	if (!trade || !vocabulary_find_choice(CHOICE_TRADE, span_of(trade), &index))
		return complain_usage(call, _("--trade must be one of: farm, transport, slaughter, "
					      "packer, shop, admin, gateway"));
	if (!note_name_good(span_of(name)) || strcmp(name, BROKER_GATEWAY) == 0)
		return complain_usage(
			call, _("'%s' cannot be a station's name: 1 to 32 of a-z 0-9 -"), name);
	if (call_has(call, "place"))
		code = what_is(call, call_value(call, "place"), place);
	if (code == EXIT_DONE)
		code = make_files(call, name, place, key);
	if (code != EXIT_DONE)
		return code;
	struct registration registration = { .name = name,
		.trade = trade,
		.key = call_has(call, "plain") ? NULL : key,
		.home = place,
		.title = call_value(call, "title"),
		.publish = call_has(call, "publish-name") };
	registration_write(&out, &registration);
	if (out.full)
		return complain(call, EXIT_USAGE, _("the name for people is too long"));
	if (!broker_reload(call->home))
		(void)fputs(_("note: no broker is running on this home's files\n"), stderr);
	code = speak_admin(call, out_written(&out));
	if (code == EXIT_DONE)
		(void)printf(_("%s/stations/%s is ready to be carried to the station\n"),
			call->home, name);
	return code;
}

static int revoke(const struct call *call, const char *name)
{
	char line[EVENT_LINE_MOST];
	struct out out = out_into(line, sizeof(line));
	struct fault fault;
	if (!note_name_good(span_of(name)))
		return complain_usage(call, _("'%s' is not a station's name"), name);
	registration_revoke(&out, name, call_value(call, "reason"));
	if (out.full)
		return complain(call, EXIT_USAGE, _("the reason is too long"));
	/* Its login first: then the registry, which also ends a session that is open. */
	if (broker_user(call->home, name, NULL, &fault) != 0)
		return complain_fault(call, &fault);
	(void)broker_reload(call->home);
	return speak_admin(call, out_written(&out));
}

/* ---- list, show ---- */

static const char *title_of(enum choice choice, int value)
{
	return words_of("choice", vocabulary_choices[choice].titles[value]);
}

static int add_row(void *context, const struct store_heard *heard)
{
	struct table *table = context;
	const struct store_station *station = &heard->station;
	if (!heard->registered)
		return 0;
	table_text(table, station->name);
	table_text(table, title_of(CHOICE_TRADE, station->trade));
	table_text(table, title_of(CHOICE_PROOF, station->proof));
	table_text(table, station->revoked ? _("revoked") : _("active"));
	table_text(table, station->home);
	table_text(table, station->title);
	return 0;
}

static int add_object(void *context, const struct store_heard *heard)
{
	struct buf *text = context;
	const struct store_station *station = &heard->station;
	if (!heard->registered)
		return 0;
	buf_text(text, "{\"station\":");
	buf_json(text, span_of(station->name));
	buf_format(text, ",\"trade\":\"%s\",\"proof\":\"%s\",\"revoked\":%s,\"home\":",
		vocabulary_choices[CHOICE_TRADE].values[station->trade],
		vocabulary_choices[CHOICE_PROOF].values[station->proof],
		station->revoked ? "true" : "false");
	buf_json(text, span_of(station->home));
	buf_text(text, ",\"title\":");
	buf_json(text, span_of(station->title));
	buf_text(text, "}\n");
	return 0;
}

static int list(const struct call *call, struct store *store)
{
	static const char *const heads[] = { N_("station"), N_("trade"), N_("proof"), N_("state"),
		N_("place"), N_("name") };
	struct table table;
	struct buf text = { 0 };
	struct fault fault;
	bool json = call_has(call, "json");
	table_start(&table, (int)(sizeof(heads) / sizeof(heads[0])));
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		table_text(&table, words(heads[i]));
	int code = json ? store_heard_each(store, add_object, &text, &fault)
	                : store_heard_each(store, add_row, &table, &fault);
	if (code != 0)
		code = complain_fault(call, &fault);
	else if ((!json && !table_finish(&table, &text)) || text.failed)
		code = complain(call, EXIT_FAILED, _("no memory"));
	else
		code = print_out(call, buf_written(&text));
	table_free(&table);
	buf_free(&text);
	return code;
}

static int show(const struct call *call, const struct store_station *station)
{
	char key[NOTE_KEY_TEXT] = "-";
	(void)call;
	if (station->has_key)
		note_public_format(&station->key, key);
	(void)printf(_("station  %s\nname     %s\ntrade    %s\nproof    %s\nstate    %s\nplace    "
		       "%s\nkey      %s\n"),
		station->name, station->title, title_of(CHOICE_TRADE, station->trade),
		title_of(CHOICE_PROOF, station->proof),
		station->revoked ? _("revoked") : _("active"), station->home, key);
	return EXIT_DONE;
}

/* What is said of one station of the registry. */
static int tell(const struct call *call, struct store *store, const char *name,
	int (*told)(const struct call *call, const struct store_station *station))
{
	struct store_station station;
	struct fault fault;
	int code = store_station_find(store, span_of(name), &station, &fault);
	if (code == FAULT_NOT_FOUND)
		return complain(call, EXIT_NOT_FOUND, _("no station '%s' in the registry"), name);
	return code == 0 ? told(call, &station) : complain_fault(call, &fault);
}

static int run(struct call *call)
{
	const char *what = call->argc > 0 ? call->argv[0] : "list";
	int code;
	if (strcmp(what, "add") == 0 && call->argc == 2)
		return add(call, call->argv[1]);
	if (strcmp(what, "provision") == 0 && call->argc == 2)
		return provision(call, call->argv[1]);
	if (strcmp(what, "revoke") == 0 && call->argc == 2)
		return revoke(call, call->argv[1]);
	if (strcmp(what, "label-key") == 0 && call->argc == 2)
		return station_label_add(call, call->argv[1]);
	if (strcmp(what, "label-revoke") == 0 && call->argc == 2)
		return station_label_revoke(call, call->argv[1]);
	if (strcmp(what, "label-keys") == 0 && call->argc <= 2)
		return station_label_export(call, call->argc == 2 ? call->argv[1] : "-");
	bool listing = strcmp(what, "list") == 0 && call->argc <= 1;
	bool linking = strcmp(what, "link") == 0;
	if (!listing && ((!linking && strcmp(what, "show") != 0) || call->argc != 2))
		return complain_usage(call,
			_("expected list, show NAME, add NAME, link NAME, provision NAME, revoke NAME, "
			  "label-key NAME, label-revoke KEY or label-keys [FILE]"));
	struct store *store = home_store(call, &code);
	if (!store)
		return code;
	code = listing ? list(call, store)
	               : tell(call, store, call->argv[1], linking ? station_link : show);
	store_close(store);
	return code;
}

const struct command command_station = {
	.name = "station",
	.usage = N_(
		"[list] | show NAME | add NAME --trade TRADE | link NAME | provision NAME | revoke NAME | label-key NAME | "
		"label-revoke KEY | label-keys [FILE]"),
	.summary = N_("register stations, look at the registry"),
	.about = N_(
		"add makes the station's directory (key, settings, outbox, broker login) under "
		"stations/NAME and\n"
		"registers it by a signed event of the administrator. revoke takes its login "
		"away and has the gateway\n"
		"refuse whatever it still sends.\n\n"
		"link prints what a phone has to open once to write events on the form of "
		"pigtrace-webd, and shows it as\n"
		"a code to be scanned. It holds the station's password.\n\n"
		"provision tells a blank board who it is, over its console: its key is made here once, told to the "
		"board and\n"
		"kept nowhere else. --again gives a registered station a new board: a new key and a new epoch. --with "
		"maker-key=KEY\n"
		"says whose images it takes (pigtrace firmware).\n\n"
		"label-key makes the key a packer signs its labels with (stations/NAME/label.key) "
		"and registers it;\n"
		"label-revoke takes one back for good; label-keys writes all of them into a "
		"signed list that\n"
		"pigtrace scan --verify reads without a network.\n\n"
		"  pigtrace station add farm-01 --trade farm --title 交口一场 --place "
		"group:1411300001/F3\n"
		"  pigtrace station link phone-01 --by op-07\n"
		"  pigtrace station provision gate-01 --trade farm --port /dev/ttyUSB0 --broker "
		"192.168.1.10:1883\n"
		"  pigtrace station revoke farm-01 --reason \"terminal stolen\"\n"
		"  pigtrace station label-key packer-01\n"
		"  pigtrace station label-keys label-keys.txt"),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
