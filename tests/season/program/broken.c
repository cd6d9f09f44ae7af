/*
 * broken.c - raw messages that must be refused, one file each, and what is expected of each.
 *
 * manifest.tsv: file, station of the topic it is published under, rule id, what is wrong.
 * Events alone are said by --station, which must be registered as plain; with --keys there are also notes
 * of farm-01 (which must be registered as signed) that somebody tampered with.
 */
#include "tests/season/program/program.h"

#include <string.h>

#include "core/note/bundle.h"

#define OTHER_STATION "farm-02"
#define SIGNER        "farm-01"
#define NOBODY        "farm-99"
#define SAMPLE_TAG    "pig:114113000000001"
#define FILLER        (NOTE_MOST + 100)
#define FAR_SEQ       (BUNDLE_NUMBER_MOST - 1000) /* behind all that a season says */

struct breaking {
	const struct request *request;
	FILE *manifest;
	struct note_secret key; /* of SIGNER */
};

static int put(struct breaking *breaking, const char *name, const char *station, const char *rule,
	struct span bytes, struct fault *fault)
{
	FILE *file;
	int code = program_create(&file, breaking->request->into, name, ".payload", fault);
	if (code != 0)
		return code;
	program_span(file, bytes);
	(void)fprintf(breaking->manifest, "%s.payload\t%s\t%s\t%s\n", name, station, rule, name);
	return program_close(file, fault);
}

static struct moment sample_time(void)
{
	return (struct moment){ .at_ms = SEASON_START_MS + INT64_C(86400000),
		.offset_min = SEASON_OFFSET_MIN };
}

static int put_lines(struct breaking *breaking, struct fault *fault)
{
	const struct season_wrong *wrong;
	int code = 0;
	for (size_t n = 0; code == 0 && (wrong = season_wrong_at(n)) != NULL; n++) {
		char text[SEASON_WRONG_MOST];
		struct out out = out_into(text, sizeof(text));
		if (wrong->shape[0] != '{')
			continue; /* alone it would be read as a note */
		season_wrong_write(wrong, sample_time(), span_of(SAMPLE_TAG), &out);
		code = put(breaking, wrong->name, breaking->request->station, wrong->rule,
			out_written(&out), fault);
	}
	return code;
}

static int put_raw(struct breaking *breaking, struct fault *fault)
{
	static char filler[FILLER];
	static const char rubbish[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe\xfd\0\x01\x02";
	const char *station = breaking->request->station;
	memset(filler, 'x', sizeof(filler));
	int code = put(breaking, "empty", station, "R-NOTE-03", (struct span){ "", 0 }, fault);
	if (code == 0)
		code = put(breaking, "binary", station, "R-NOTE-02",
			(struct span){ rubbish, sizeof(rubbish) - 1 }, fault);
	if (code == 0)
		code = put(breaking, "above-64k", station, "R-NOTE-01",
			(struct span){ filler, sizeof(filler) }, fault);
	if (code == 0)
		code = put(breaking, "unknown-station", NOBODY, "R-STA-02",
			span_of("{\"do\":\"weigh\"}"), fault);
	if (code == 0)
		code = put(breaking, "unsigned", SIGNER, "R-STA-04", span_of("{\"do\":\"weigh\"}"),
			fault);
	return code;
}

/* A good note of SIGNER with one event, numbered far behind the season's. */
static void good_note(const struct breaking *breaking, struct out *out, int count)
{
	struct event_writer writer;
	bundle_header(out, span_of(SIGNER), breaking->request->season.epoch, FAR_SEQ, count);
	event_write_begin(&writer, out, KIND_WEIGH, sample_time());
	event_write_role(&writer, ROLE_OF);
	event_write_item(&writer, span_of(SAMPLE_TAG), -1, -1);
	event_write_decimal(&writer, "kg", 31500, 3);
	event_write_end(&writer);
	out_char(out, '\n');
}

static int put_tampered(struct breaking *breaking, struct fault *fault)
{
	char bytes[4096];
	struct out out = out_into(bytes, sizeof(bytes));
	char *weight;
	good_note(breaking, &out, 1);
	if (note_sign(&out, &breaking->key) != NOTE_OK)
		return fault_set(fault, FAULT_LIMIT, "cannot sign");
	int code = put(
		breaking, "topic-of-another", OTHER_STATION, "R-STA-01", out_written(&out), fault);
	weight = strstr(bytes, "31.5");
	if (code != 0 || !weight)
		return code;
	weight[0] = '9';
	return put(breaking, "forged", SIGNER, "R-NOTE-06", out_written(&out), fault);
}

static int put_strange(struct breaking *breaking, struct fault *fault)
{
	static const uint8_t seed[32] = { 0 };
	char bytes[4096];
	struct note_secret stranger;
	struct out out = out_into(bytes, sizeof(bytes));
	good_note(breaking, &out, 1);
	if (note_key_make(span_of(SIGNER), seed, &stranger) != NOTE_OK ||
		note_sign(&out, &stranger) != NOTE_OK)
		return fault_set(fault, FAULT_LIMIT, "cannot sign");
	return put(breaking, "strange-key", SIGNER, "R-NOTE-05", out_written(&out), fault);
}

static int put_miscounted(struct breaking *breaking, struct fault *fault)
{
	char bytes[4096];
	struct out out = out_into(bytes, sizeof(bytes));
	good_note(breaking, &out, 2);
	if (note_sign(&out, &breaking->key) != NOTE_OK)
		return fault_set(fault, FAULT_LIMIT, "cannot sign");
	return put(breaking, "miscounted", SIGNER, "R-NOTE-08", out_written(&out), fault);
}

int season_broken(const struct request *request, struct fault *fault)
{
	struct breaking breaking = { .request = request };
	int code = request->keys ? program_key(request->keys, SIGNER, &breaking.key, fault) : 0;
	if (code == 0)
		code = program_create(&breaking.manifest, request->into, "manifest", ".tsv", fault);
	if (code != 0)
		return code;
	code = put_lines(&breaking, fault);
	if (code == 0)
		code = put_raw(&breaking, fault);
	if (code == 0 && request->keys)
		code = put_tampered(&breaking, fault);
	if (code == 0 && request->keys)
		code = put_strange(&breaking, fault);
	if (code == 0 && request->keys)
		code = put_miscounted(&breaking, fault);
	if (program_close(breaking.manifest, fault) != 0)
		code = FAULT_IO;
	return code;
}
