#include "tests/bench/lab.h"

#include "core/note/bundle.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define GOT_MS INT64_C(1795147200000) /* noon of 2026-11-20 */

static struct fault fault;

int64_t lab_cpu_ns(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

struct note_secret lab_key(const char *name)
{
	uint8_t seed[32];
	struct note_secret key;
	(void)crypto_generichash(
		seed, sizeof(seed), (const unsigned char *)name, strlen(name), NULL, 0);
	if (note_key_make(span_of(name), seed, &key) != NOTE_OK)
		abort(); /* names are ours */
	return key;
}

int lab_open(struct lab *lab, const char *path, const struct note_secret *admin)
{
	struct intake_settings settings = { .gateway = lab_key("gateway") };
	*lab = (struct lab){ .admin = admin ? *admin : lab_key("admin"),
		.admin_seq = 1,
		.pages = LAB_CHECKPOINT_PAGES };
	settings.admin = lab->admin.pub;
	if ((!admin && store_create(path, &fault) != 0) ||
		store_open(&lab->store, path, STORE_WRITE, &fault) != 0 ||
		intake_open(&lab->intake, lab->store, &settings, &fault) != 0)
		return give_up("a store without a network", &fault);
	return 0;
}

void lab_close(struct lab *lab)
{
	intake_close(lab->intake);
	store_close(lab->store);
	*lab = (struct lab){ .store = NULL };
}

int lab_begin(struct lab *lab)
{
	return store_begin(lab->store, &fault) == 0 ? 0 : give_up("beginning", &fault);
}

int lab_commit(struct lab *lab)
{
	if (store_commit(lab->store, &fault) != 0 ||
		store_checkpoint(lab->store, lab->pages, &fault) != 0)
		return give_up("committing", &fault);
	intake_committed(lab->intake);
	return 0;
}

int lab_take(struct lab *lab, const char *station, struct span payload)
{
	char topic[TOPIC_TEXT];
	topic_format(span_of(station), TOPIC_UP, topic);
	if (intake_take(lab->intake, span_of(topic), payload, GOT_MS, &lab->tally, &fault) != 0)
		return give_up("taking a message", &fault);
	return 0;
}

int lab_receipts(struct lab *lab)
{
	static char text[RECEIPT_MOST];
	char topic[TOPIC_TEXT];
	bool due = true;
	while (due) {
		struct out note = out_into(text, sizeof(text));
		struct moment now = { GOT_MS, 480 };
		if (intake_receipt(lab->intake, now, &due, topic, &note, &fault) != 0)
			return give_up("a receipt", &fault);
	}
	return 0;
}

int lab_enroll(struct lab *lab, const char *name, const char *trade, const struct note_public *key)
{
	char text[1024], public[NOTE_KEY_TEXT] = "";
	struct out note = out_into(text, sizeof(text));
	if (key)
		note_public_format(key, public);
	bundle_header(&note, span_of(lab->admin.pub.name), 1, lab->admin_seq++, 1);
	out_text(&note,
		"{\"do\":\"station\",\"at\":\"2026-03-01T00:00:00+08:00\",\"of\":\"station:");
	out_text(&note, name);
	out_text(&note, "\",\"action\":\"add\",\"trade\":\"");
	out_text(&note, trade);
	out_text(&note, key ? "\",\"proof\":\"signed\",\"key\":\"" : "\",\"proof\":\"plain");
	out_text(&note, public);
	out_text(&note, "\"}\n");
	if (note_sign(&note, &lab->admin) != NOTE_OK)
		return give_up("a note does not fit", NULL);
	return lab_take(lab, lab->admin.pub.name, out_written(&note));
}
