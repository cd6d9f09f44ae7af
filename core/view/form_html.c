/* The page that farmers and drivers write down on: a form for each kind, all in one document. */
#include "core/view/form.h"

#include "core/base/words.h"
#include "core/say/say.h"
#include "core/view/html.h"

#define BIT(name) (UINT32_C(1) << (name))

/* What the script says, by name. */
static const struct {
	const char *name;
	const char *text;
} said[] = {
	{ "waiting", N_("on this phone, not sent yet") },
	{ "carried", N_("sent, not stored yet") },
	{ "kept", N_("stored") },
	{ "held", N_("has come, but was not taken: ") },
	{ "wrong", N_("not sent, something is wrong: ") },
	{ "refused", N_("the server refuses it with status ") },
	{ "none", N_("Everything is stored.") },
	{ "some", N_("Not stored yet: ") },
	{ "amiss", N_("To be put right: ") },
	{ "offline",
		N_("No network: what is written down stays on this phone and is sent later.") },
	{ "full", N_("This phone has no room left: it was NOT written down.") },
	{ "saved", N_("Written down.") },
	{ "change", N_("change") },
	{ "again", N_("the same again") },
	{ "drop", N_("delete") },
	{ "sure", N_("Delete this? It has not been stored.") },
	{ "clock", N_("The clock of this phone is wrong by minutes: ") },
};

bool form_offers(enum event_kind kind)
{
	const struct vocabulary_kind *row = &vocabulary_kinds[kind];
	uint32_t trades = BIT(TRADE_FARM) | BIT(TRADE_TRANSPORT);
	return row->step != STEP_MANAGE && (row->trades & trades) != 0 &&
	       !(row->allowed >> FIELD_SERIAL_KEY & 1);
}

/* What devices say, and what nobody would type. */
static bool by_hand(int field)
{
	enum field_type type = vocabulary_fields[field].type;
	return type != FIELD_IS_SERIES && type != FIELD_IS_HEX && type != FIELD_IS_EVENT &&
	       field != FIELD_LAT && field != FIELD_LON && field != FIELD_CLOCK_ERROR_S;
}

/* ---- one question ---- */

struct question {
	enum event_kind kind;
	struct say_key key;
	bool required;
	bool many;
	const char *hint; /* NULL: what the vocabulary says */
};

static void put_name(struct buf *into, const struct question *question)
{
	buf_format(into, " id=\"%s-%s\" name=\"%s\"", vocabulary_kinds[question->kind].name,
		say_key_name(question->key), say_key_name(question->key));
	if (question->required)
		buf_text(into, " required");
}

static void begin_question(struct buf *into, const struct question *question)
{
	struct buf about = { 0 };
	buf_format(into, "<p><label for=\"%s-%s\">", vocabulary_kinds[question->kind].name,
		say_key_name(question->key));
	html_say(into, say_title(question->key));
	if (question->required) {
		buf_text(into, " <b>");
		html_say(into, _("required"));
		buf_text(into, "</b>");
	}
	buf_text(into, "</label><small>");
	if (question->hint)
		html_say(into, question->hint);
	else
		say_describe(question->kind, question->key, &about);
	html_text(into, buf_written(&about));
	buf_text(into, "</small>");
	into->failed |= about.failed;
	buf_free(&about);
}

static void put_input(struct buf *into, const struct question *question, const char *how)
{
	begin_question(into, question);
	buf_format(into, "<input autocomplete=\"off\"%s", how);
	put_name(into, question);
	buf_text(into, "></p>");
}

/* The kinds that can stand there, for the script: it offers what stood there before. */
static void put_kinds_of(struct buf *into, uint32_t items)
{
	const char *between = " data-kinds=\"";
	for (int i = 0; i < ITEM_KIND_COUNT; i++) {
		if (!(items >> i & 1))
			continue;
		buf_format(into, "%s%s", between, item_kind_name((enum item_kind)i));
		between = " ";
	}
	buf_char(into, '"');
}

static void put_items(struct buf *into, const struct question *question, uint32_t items)
{
	begin_question(into, question);
	buf_text(into,
		question->many ? "<textarea rows=\"3\" placeholder=\"" : "<input placeholder=\"");
	html_say(into, say_item_example(items));
	buf_text(into, "\" autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\"");
	put_kinds_of(into, items);
	put_name(into, question);
	buf_text(into, question->many ? "></textarea></p>" : "></p>");
}

static void put_choice(
	struct buf *into, const struct question *question, const struct vocabulary_choice *choice)
{
	begin_question(into, question);
	buf_text(into, "<select");
	put_name(into, question);
	buf_text(into, "><option></option>");
	for (int i = 0; i < choice->count; i++) {
		buf_format(into, "<option value=\"%s\">", choice->values[i]);
		html_say(into, words_of("choice", choice->titles[i]));
		buf_text(into, "</option>");
	}
	buf_text(into, "</select></p>");
}

static void put_field(struct buf *into, struct question *question)
{
	static const char *const inputs[] = {
		[FIELD_IS_TEXT] = "",
		[FIELD_IS_DECIMAL] = " inputmode=\"decimal\"",
		[FIELD_IS_INTEGER] = " inputmode=\"numeric\"",
		[FIELD_IS_DATE] = " type=\"date\"",
		[FIELD_IS_TIME] = " type=\"datetime-local\"",
	};
	const struct vocabulary_field *field = &vocabulary_fields[question->key.number];
	if (field->type == FIELD_IS_CHOICE) {
		question->hint = "";
		put_choice(into, question, &vocabulary_choices[field->choice]);
	} else if (field->type == FIELD_IS_ITEM) {
		put_items(into, question, field->items);
	} else {
		if (field->type == FIELD_IS_DATE || field->type == FIELD_IS_TIME ||
			field->type == FIELD_IS_TEXT)
			question->hint = "";
		put_input(into, question, inputs[field->type]);
	}
}

/* ---- one form ---- */

/* Behind the button that is still open. */
static void put_back(struct buf *into)
{
	buf_text(into, "</button><button type=\"button\" class=\"back\">");
	html_say(into, _("back"));
	buf_text(into, "</button>");
}

static void put_roles(struct buf *into, enum event_kind kind)
{
	const struct vocabulary_kind *row = &vocabulary_kinds[kind];
	for (int i = 0; i < row->slot_count; i++) {
		const struct vocabulary_slot *slot = &row->slots[i];
		struct question question = { .kind = kind,
			.key = { SAY_ROLE, (int)slot->role },
			.required = slot->least > 0,
			.many = slot->most > 1 };
		put_items(into, &question, slot->items);
	}
}

static void put_fields(struct buf *into, enum event_kind kind, bool required)
{
	const struct vocabulary_kind *row = &vocabulary_kinds[kind];
	for (int i = 0; i < FIELD_COUNT; i++) {
		struct question question = {
			.kind = kind, .key = { SAY_FIELD, i }, .required = required
		};
		if ((row->allowed >> i & 1) && (row->required >> i & 1) == required && by_hand(i))
			put_field(into, &question);
	}
}

static void put_form(struct buf *into, enum event_kind kind)
{
	const struct vocabulary_kind *row = &vocabulary_kinds[kind];
	struct question when = { .kind = kind, .key = { SAY_AT, 0 }, .hint = _("empty: now") };
	buf_format(into, "<form class=\"kind\" id=\"%s\" hidden><h2>", row->name);
	html_say(into, words_of("kind", row->title));
	buf_format(into, "</h2><input type=\"hidden\" name=\"do\" value=\"%s\">", row->name);
	put_roles(into, kind);
	put_fields(into, kind, true);
	put_input(into, &when, " type=\"datetime-local\"");
	put_fields(into, kind, false);
	buf_text(into, "<p class=\"end\"><button class=\"main\">");
	html_say(into, _("write down"));
	put_back(into);
	buf_text(into, "</p></form>");
}

/* ---- the page ---- */

static void put_kinds(struct buf *into)
{
	for (int step = 0; step < STEP_COUNT; step++) {
		bool begun = false;
		for (int i = 0; i < KIND_COUNT; i++) {
			if ((int)vocabulary_kinds[i].step != step ||
				!form_offers((enum event_kind)i))
				continue;
			if (!begun) {
				buf_text(into, "<h2>");
				html_say(into, words_of("step", vocabulary_steps[step].title));
				buf_text(into, "</h2>");
			}
			begun = true;
			buf_format(into, "<button type=\"button\" data-kind=\"%s\">",
				vocabulary_kinds[i].name);
			html_say(into, words_of("kind", vocabulary_kinds[i].title));
			buf_text(into, "</button>");
		}
	}
}

static void put_login_line(
	struct buf *into, const char *name, const char *title, const char *hint, const char *how)
{
	buf_format(into, "<p><label for=\"%s\">", name);
	html_say(into, title);
	buf_text(into, "</label><small>");
	html_say(into, hint);
	buf_format(into,
		"</small><input id=\"%s\" name=\"%s\" autocapitalize=\"off\" spellcheck=\"false\"%s></p>",
		name, name, how);
}

static void put_login(struct buf *into)
{
	buf_text(into, "<form id=\"login\" hidden><h2>");
	html_say(into, _("Who is writing?"));
	buf_text(into, "</h2><p id=\"why\" class=\"bad\" role=\"alert\"></p>");
	put_login_line(into, "station", _("station"), _("as it was given to you, such as phone-01"),
		" autocomplete=\"username\" pattern=\"[a-z0-9\\-]{1,32}\" required");
	put_login_line(into, "password", _("password"), "",
		" type=\"password\" autocomplete=\"current-password\" required");
	put_login_line(into, "by", _("operator"), _("a short name or number, no real name: op-07"),
		" autocomplete=\"off\" pattern=\"[A-Za-z0-9._\\-]{1,32}\"");
	buf_text(into, "<p class=\"end\"><button class=\"main\">");
	html_say(into, _("keep on this phone"));
	put_back(into);
	buf_text(into, "</p></form>");
}

static void put_words(struct buf *into)
{
	buf_text(into, "<p id=\"words\" hidden");
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		buf_format(into, " data-%s=\"", said[i].name);
		html_say(into, words(said[i].text));
		buf_char(into, '"');
	}
	buf_text(into, "></p>");
}

int form_html(struct buf *into, struct fault *fault)
{
	html_begin(into, _("Farm records"));
	buf_text(into, "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
		       "<meta name=\"robots\" content=\"noindex\"><style>");
	buf_text(into, form_style());
	buf_text(into, "</style></head><body><header><h1>");
	html_say(into, _("Farm records"));
	buf_text(into, "</h1><p id=\"state\" role=\"status\"></p><p id=\"clock\" class=\"bad\"></p>"
		       "</header><main><p class=\"bad\" id=\"needs\">");
	html_say(into,
		_("This page needs JavaScript, and a browser of the last years: it keeps what is written on the phone until there is network."));
	buf_text(into, "</p>");
	put_login(into);
	buf_text(into, "<ol id=\"amiss\"></ol><p id=\"reason\" class=\"bad\" role=\"alert\"></p>");
	buf_text(into, "<nav id=\"kinds\" hidden>");
	put_kinds(into);
	buf_text(into, "</nav>");
	for (int i = 0; i < KIND_COUNT; i++)
		if (form_offers((enum event_kind)i))
			put_form(into, (enum event_kind)i);
	buf_text(into, "<section id=\"box\" hidden><h2>");
	html_say(into, _("Written on this phone"));
	buf_text(into,
		"</h2><ol id=\"list\"></ol><p id=\"who\"></p><p class=\"end\"><button type=\"button\" id=\"other\">");
	html_say(into, _("another station or operator"));
	buf_text(into, "</button></p></section>");
	put_words(into);
	buf_text(into, "</main><script>");
	buf_text(into, form_script());
	buf_text(into, "</script></body></html>\n");
	return into->failed ? fault_set(fault, FAULT_MEMORY, "no memory for the form") : 0;
}
