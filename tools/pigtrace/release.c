#include "tools/pigtrace/release.h"

#include "core/base/clock.h"
#include "core/trace/check.h"
#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/home.h"
#include "tools/pigtrace/speak.h"
#include "tools/pigtrace/station_files.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPIRED_RULE "W-LAB-02" /* what a label printed today would break */

/* The rules that fail, or would, for the remark and for people. */
static void failed_rules(const struct check *check, bool expired, struct out *out)
{
	for (size_t i = 0; i < check_rule_count(); i++) {
		bool would = expired && strcmp(check_rule_at(i)->id, EXPIRED_RULE) == 0;
		if (check->rules[i] != CHECK_FAIL && !would)
			continue;
		if (out->len > 0)
			out_char(out, ' ');
		out_text(out, check_rule_at(i)->id);
	}
}

/* The operator that station.conf names. */
static int read_operator(const char *dir, struct station_settings *settings, struct fault *fault)
{
	char path[PATH_MAX];
	int used = snprintf(path, sizeof(path), "%s/station.conf", dir);
	int code = settings_start(station_settings_table, STATION_SETTINGS, settings, fault);
	if (code != 0 || used < 0 || (size_t)used >= sizeof(path))
		return code;
	return settings_read(path, station_settings_table, STATION_SETTINGS, settings, fault);
}

static int say_override(
	const struct call *call, struct item item, const char *reason, const char *rules)
{
	const char *name = call_value(call, "station");
	struct station_settings settings = { 0 };
	struct event_writer writer;
	struct fault fault;
	char line[EVENT_LINE_MOST], text[ITEM_TEXT], dir[PATH_MAX];
	struct out out = out_into(line, sizeof(line)), of = out_into(text, sizeof(text));
	if (!name)
		name = getenv("PIGTRACE_STATION");
	if (!name || !name[0])
		return complain_usage(call, _("--override needs --station: who prints it"));
	int code = station_files_find(call, name, dir, sizeof(dir));
	if (code != EXIT_DONE)
		return code;
	if (read_operator(dir, &settings, &fault) != 0) {
		settings_free(station_settings_table, STATION_SETTINGS, &settings);
		return complain_fault(call, &fault);
	}
	item_format(&of, item);
	event_write_begin(&writer, &out, KIND_OVERRIDE, clock_now());
	event_write_role(&writer, ROLE_OF);
	event_write_item(&writer, out_written(&of), -1, -1);
	event_write_text(&writer, "reason", span_of(reason));
	event_write_text(&writer, "remark", span_of(rules));
	if (settings.operator_id[0])
		event_write_text(&writer, "by", span_of(settings.operator_id));
	event_write_end(&writer);
	settings_free(station_settings_table, STATION_SETTINGS, &settings);
	struct event_wrong wrong;
	struct event *event = malloc(sizeof(*event));
	struct span said = out_written(&out);
	bool good = event && !out.full && event_decode(said, event, &wrong) == EVENT_OK;
	free(event);
	if (!good)
		return complain_usage(call, _("--override needs a reason of at most 200 bytes"));
	return speak(call, dir, &said, 1, SPEAK_WAIT_MS);
}

/* Today is behind the day that the label would name. The rule tells it of what was printed; this of what would be. */
static bool is_expired(const char *best_before)
{
	struct day day;
	return day_parse(span_of(best_before), &day, NULL) &&
	       day_number(moment_day(clock_now())) > day_number(day);
}

static int refuse(const struct call *call, const char *item, const char *rules, const char *expired)
{
	if (expired)
		return complain(call, EXIT_UNVERIFIED,
			_("%s: its best-before day %s is past; no label is printed (--override REASON "
			  "prints it, and is recorded)"),
			item, expired);
	return complain(call, EXIT_UNVERIFIED,
		_("%s: its record fails %s; no label is printed (pigtrace check %s says why; "
		  "--override REASON prints it, and is recorded)"),
		item, rules, item);
}

int release_label(
	const struct call *call, struct store *store, struct item item, const char *best_before)
{
	const char *reason = call_value(call, "override");
	struct check_limits limits = { 0 };
	struct check *check = NULL;
	struct fault fault;
	char path[PATH_MAX], rules[200] = "", text[ITEM_TEXT];
	struct out out = out_into(rules, sizeof(rules)), of = out_into(text, sizeof(text));
	bool expired = is_expired(best_before);
	int code = EXIT_DONE;
	if (!(vocabulary_slot_of(KIND_OVERRIDE, ROLE_OF)->items >> item.kind & 1))
		return EXIT_DONE;
	item_format(&of, item);
	if (!home_path(call, HOME_RULES, path, sizeof(path)))
		return complain(call, EXIT_FAILED, _("path too long: %s"), call->home);
	if (check_limits_read(&limits, path, &fault) != 0 ||
		check_record(store, item, &limits, &check, &fault) != 0) {
		code = complain_fault(call, &fault);
		goto out;
	}
	bool fails = check->found == TRACE_FOUND && check->verdict == CHECK_FAIL;
	if (!fails && !expired)
		goto out;
	failed_rules(check, expired, &out);
	code = reason ? say_override(call, item, reason, rules)
	              : refuse(call, text, rules, fails ? NULL : best_before);
out:
	check_free(check);
	check_limits_free(&limits);
	return code;
}
