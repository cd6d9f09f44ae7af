/* What the page makes of the label's own signature. */
#include "tests/unit/kit_page.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BASE         "https://x"

/* Keys of two packers: seeds that make them, and what the registry is told of them. */
static struct note_secret key_of(const char *station, uint8_t fill)
{
	struct note_secret key;
	uint8_t seed[32];
	memset(seed, fill, sizeof(seed));
	assert_int_equal(note_key_make(span_of(station), seed, &key), NOTE_OK);
	return key;
}

static const char *registered(
	const struct note_secret *key, const char *action, char rest[static 300])
{
	char text[NOTE_KEY_TEXT];
	note_public_format(&key->pub, text);
	(void)snprintf(rest, 300, "'of':'station:%s','action':'%s','key':'%s'", key->pub.name,
		action, text);
	return rest;
}

/* The package's address, signed: "https://x/01/.../21/...?s=...&k=...". */
static void sign(const struct scene *scene, const char *lot, const struct note_secret *key,
	char uri[static DIGITAL_LINK_MOST])
{
	struct out out = out_into(uri, DIGITAL_LINK_MOST);
	assert_true(item_to_link(scene->question.item, span_of(lot), span_of(BASE), &out));
	assert_true(label_sign(&out, key));
}

enum signer { PACKER, STRANGER, NOBODY, UNSIGNED };

struct keys {
	struct note_secret packer, stranger, nobody;
	char rests[3][300];
	struct kit_line edits[5];
};

static void keys_make(struct keys *keys, bool revoked, bool recalled)
{
	*keys = (struct keys){ .packer = key_of("packer", 1),
		.stranger = key_of("farm-2", 2),
		.nobody = key_of("packer", 3) };
	keys->edits[0] = (struct kit_line)SAY("+", "admin", "label_key", "0102T0000",
		registered(&keys->packer, "add", keys->rests[0]));
	keys->edits[1] = (struct kit_line)SAY("+", "admin", "label_key", "0102T0000",
		registered(&keys->stranger, "add", keys->rests[1]));
	if (revoked)
		keys->edits[2] = (struct kit_line)SAY("+", "admin", "label_key", "0705T0000",
			registered(&keys->packer, "revoke", keys->rests[2]));
	if (recalled)
		keys->edits[revoked ? 3 : 2] =
			(struct kit_line)SAY("+", "plant", "recall_open", "0704T1000",
				"'of':'" LOT_1
				"','out':'recall:2026-001','class':'I','reason':'residue'" BY);
}

static void each_signature_has_its_word_and_its_weight(void **state)
{
	static const struct {
		const char *why;
		enum signer signer;
		bool other_lot; /* signed for */
		bool revoked, recalled;
		enum page_verdict verdict;
		enum label_verdict label;
		const char *by;
		bool takes_part;
		const char *shown;
	} cases[] = {
		{ "its packer's", PACKER, false, false, false, PAGE_EDIBLE, LABEL_VALID, "packer",
			true, "<p class=\"ok\">✓ The label is signed by packer.</p>" },
		{ "none", UNSIGNED, false, false, false, PAGE_EDIBLE, LABEL_UNSIGNED, NULL, false,
			"<p class=\"soft\">No signature of a packer is on this code.</p>" },
		{ "of another number", PACKER, true, false, false, PAGE_FORGED, LABEL_INVALID, NULL,
			false, "No packer has signed this number" },
		{ "of a key nobody registered", NOBODY, false, false, false, PAGE_FORGED,
			LABEL_UNKNOWN_KEY, NULL, false, "No packer has signed this number" },
		{ "of somebody else's key", STRANGER, false, false, false, PAGE_EDIBLE, LABEL_VALID,
			"Lin County 1411240002", false, "which has no part in this record" },
		{ "of a key that was revoked", PACKER, false, true, false, PAGE_EDIBLE,
			LABEL_REVOKED, "packer", true, "a key that has been revoked since" },
		{ "false, on a recalled package", PACKER, true, false, true, PAGE_RECALLED,
			LABEL_INVALID, NULL, false, "No packer has signed this number" },
		{ "revoked, on a recalled package", PACKER, false, true, true, PAGE_RECALLED,
			LABEL_REVOKED, "packer", true, "a key that has been revoked since" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char uri[DIGITAL_LINK_MOST], signed_uri[DIGITAL_LINK_MOST];
		struct scene scene;
		struct keys keys;
		keys_make(&keys, cases[i].revoked, cases[i].recalled);
		const struct note_secret *const by[] = { &keys.packer, &keys.stranger,
			&keys.nobody };
		scene_open(&scene, keys.edits);
		struct out out = out_into(uri, sizeof(uri));
		assert_true(item_to_link(scene.question.item, span_of("L1"), span_of(BASE), &out));
		if (cases[i].signer != UNSIGNED) {
			sign(&scene, cases[i].other_lot ? "L9" : "L1", by[cases[i].signer],
				signed_uri);
			out_text(&out, strchr(signed_uri, '?'));
		}
		scene.question.uri = out_written(&out);
		const struct page *page = scene_ask(&scene);
		if (page->verdict != cases[i].verdict || page->label.verdict != cases[i].label ||
			page->label.takes_part != cases[i].takes_part)
			fail_msg("%s: %s, %s, %d", cases[i].why, page_verdict_name(page->verdict),
				label_verdict_name(page->label.verdict), page->label.takes_part);
		if (cases[i].by)
			assert_string_equal(page->label.by, cases[i].by);
		else
			assert_null(page->label.by);
		struct buf text = scene_show(&scene);
		assert_shows(&text, cases[i].shown);
		char json[64];
		(void)snprintf(json, sizeof(json), "\"label\":{\"signature\":\"%s\"",
			label_verdict_name(cases[i].label));
		assert_shows(&text, json);
		buf_free(&text);
		scene_close(&scene);
	}
}

static void whatever_else_stands_behind_s_is_a_false_signature(void **state)
{
	static const char *const queries[] = { "?s=", "?s=AAAA", "?s=%00", "?s=<script>",
		"?s=A&s=A", "?k=AAAAAA&s=", "?s=AAAA&k=AAAAAA&k=AAAAAA" };
	struct scene scene;
	struct keys keys;
	char room[4000];
	(void)state;
	keys_make(&keys, false, false);
	scene_open(&scene, keys.edits);
	for (size_t i = 0; i <= COUNT(queries); i++) {
		struct out out = out_into(room, sizeof(room));
		assert_true(item_to_link(scene.question.item, span_of("L1"), span_of(BASE), &out));
		out_text(&out, i < COUNT(queries) ? queries[i] : "?s=");
		/* Longer than any address may be: it is ours all the same. */
		for (size_t n = 0; i == COUNT(queries) && n < 3000; n++)
			out_char(&out, 'A');
		scene.question.uri = out_written(&out);
		assert_int_equal(scene_ask(&scene)->label.verdict, LABEL_INVALID);
		assert_int_equal(scene.page->verdict, PAGE_FORGED);
	}
	/* The next reader's is looked at afresh; and one who came without an address is not accused. */
	char uri[DIGITAL_LINK_MOST];
	sign(&scene, "L1", &keys.packer, uri);
	scene.question.uri = span_of(uri);
	assert_int_equal(scene_ask(&scene)->label.verdict, LABEL_VALID);
	scene.question.uri = (struct span){ NULL, 0 };
	assert_int_equal(scene_ask(&scene)->label.verdict, LABEL_UNSIGNED);
	assert_int_equal(scene.page->verdict, PAGE_EDIBLE);
	scene_close(&scene);
}

/* Packed, labelled, sold, and the packer's outbox still waits for its network. */
static void a_label_whose_record_has_not_come_is_told_from_an_invented_one(void **state)
{
	char uri[DIGITAL_LINK_MOST];
	struct scene scene;
	struct keys keys;
	(void)state;
	keys_make(&keys, false, false);
	scene_open(&scene, keys.edits);
	assert_int_equal(
		item_parse(span_of("pkg:" GTIN "/LATE"), &scene.question.item, NULL), IDENT_OK);
	sign(&scene, "L2", &keys.packer, uri);
	scene.question.uri = span_of(uri);
	const struct page *page = scene_ask(&scene);
	assert_int_equal(page->verdict, PAGE_UNKNOWN);
	assert_int_equal(page->label.verdict, LABEL_VALID);
	struct buf text = scene_show(&scene);
	assert_shows(&text,
		"The label was issued; what happened to the package has not been reported yet.");
	assert_shows_not(&text, "no part in this record");
	buf_free(&text);
	assert_int_equal(
		item_parse(span_of("pkg:" GTIN "/LATER"), &scene.question.item, NULL), IDENT_OK);
	assert_int_equal(scene_ask(&scene)->verdict, PAGE_UNKNOWN);
	/* The question's address is the other label's still: signed well, for what it names. */
	assert_int_equal(scene.page->label.verdict, LABEL_VALID);
	scene_close(&scene);
}

static void links_and_forms_carry_the_signature_on_as_text(void **state)
{
	static const struct page_frame frame = {
		.path = "/01/x", .query = "s=A'\"<&k=B", .home = "", .phone = "", .asks = true
	};
	struct scene scene;
	struct buf text = { 0 };
	struct fault fault = { 0 };
	(void)state;
	scene_open(&scene, NULL);
	(void)scene_ask(&scene);
	assert_int_equal(page_html(scene.page, &frame, &text, &fault), 0);
	assert_shows(&text, "href=\"/01/x?s=A&#39;&quot;&lt;&amp;k=B&amp;lang=zh\"");
	assert_shows(&text, "href=\"/01/x?s=A&#39;&quot;&lt;&amp;k=B&amp;format=json\"");
	assert_shows(&text, "action=\"/01/x?s=A&#39;&quot;&lt;&amp;k=B\"");
	buf_free(&text);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_signature_has_its_word_and_its_weight),
		cmocka_unit_test(whatever_else_stands_behind_s_is_a_false_signature),
		cmocka_unit_test(a_label_whose_record_has_not_come_is_told_from_an_invented_one),
		cmocka_unit_test(links_and_forms_carry_the_signature_on_as_text),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
