/*
 * world_store.h - the world of world_intake.h with a real store, in /dev/shm (or /tmp).
 */
#ifndef PIGTRACE_TESTS_FUZZ_WORLD_STORE_H
#define PIGTRACE_TESTS_FUZZ_WORLD_STORE_H

#include "tests/fuzz/world_intake.h"

#include <unistd.h>

static inline void end_world(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
	char name[112];
	if (!world.store)
		return;
	intake_close(world.intake);
	store_close(world.store);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		(void)snprintf(name, sizeof(name), "%s%s", world.path, ends[i]);
		(void)unlink(name);
	}
	(void)rmdir(world.dir);
	world.store = NULL;
}

static inline void enroll(const char *name, const char *terms)
{
	static char room[NOTE_MOST];
	char line[512];
	struct intake_tally tally = { 0 };
	(void)snprintf(line, sizeof(line),
		"{\"do\":\"station\",\"at\":\"2026-11-19T12:00:00+08:00\",\"of\":\"station:%s\","
		"\"action\":\"add\",\"trade\":\"farm\",%s}",
		name, terms);
	must(intake_take(world.intake, span_of("pigtrace/v1/admin/up"),
		signed_lines(&world.admin, world.admin_seq++, span_of(line), room, sizeof(room)),
		NOON_MS, &tally, &fault));
	check(tally.accepted == 1);
}

static inline void begin_world(void)
{
	char key[NOTE_KEY_TEXT], terms[256];
	struct intake_settings settings = { 0 };
	make_keys();
	world.admin_seq = 1;
	world.runs = 0;
	(void)snprintf(world.dir, sizeof(world.dir), "%s/pigtrace-fuzz-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	check(mkdtemp(world.dir));
	(void)snprintf(world.path, sizeof(world.path), "%s/pig.store", world.dir);
	must(store_create(world.path, &fault));
	must(store_open(&world.store, world.path, STORE_WRITE, &fault));
	store_keep_hot(world.store, 3); /* so that links move */
	settings.admin = world.admin.pub;
	settings.gateway = world.gateway;
	must(intake_open(&world.intake, world.store, &settings, &fault));
	must(store_begin(world.store, &fault));
	note_public_format(&world.farm.pub, key);
	(void)snprintf(terms, sizeof(terms), "\"proof\":\"signed\",\"key\":\"%s\"", key);
	enroll("farm-01", terms);
	enroll("scale-1", "\"proof\":\"plain\"");
	must(store_commit(world.store, &fault));
	intake_committed(world.intake);
	(void)atexit(end_world);
}

#endif
