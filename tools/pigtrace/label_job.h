/*
 * label_job.h - printing labels: what `pigtrace label` keeps while it runs. The inside of tools/pigtrace/label*.c.
 *
 * Way     words or a table (label.c, label_batch.c) -> what the record says (label_facts.c) -> one label after the
 *         other (label.c) -> strip (label_strip.c) -> files, a document (label_out.c), or a printer (label_printer.c). With a station a strip is
 *         registered before the first label of it is made (label_print.c); what then could not be handed over is
 *         corrected, so that the registry says neither more nor less than what went out.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_LABEL_JOB_H
#define PIGTRACE_TOOLS_PIGTRACE_LABEL_JOB_H

#include "core/base/map.h"
#include "core/ident/serial.h"
#include "core/label/label.h"
#include "core/note/note.h"
#include "core/store/store.h"
#include "tools/pigtrace/command.h"

#include <limits.h>

#define LABEL_ROOM 512 /* of the words that come from the record */

/* What the record says of what is to be labelled. */
struct label_facts {
	char product[256];
	char lot[GS1_X_TEXT];
	char made[16]; /* the day it was packed or slaughtered */
	char best_before[16];
	char weight[32]; /* net of a package; of a carcass */
	bool keyed;
	uint8_t key[SERIAL_KEY_LEN];
	char gtin[GTIN_TEXT]; /* of the packing run, if it is known, and its numbers */
	int64_t first;
	int64_t last;
};

/* Where labels go. */
struct label_out {
	const struct call *call;
	enum label_format format;
	const char *path;    /* of the file, directory or device; NULL: named after the code */
	bool each;           /* a file for each label */
	int fd;              /* of a document or printer; -1: none is open */
	char name[PATH_MAX]; /* of the document at its end */
	char part[PATH_MAX]; /* while it is written */
	bool straight;       /* into what is there, and is no file */
	const char *printer; /* as it was named; NULL: none */
	bool socket;
	bool answers;        /* the printer says how it is */
	int64_t waiting;     /* labels that were in it when it was asked, at most */
	int64_t since_asked; /* labels sent since */
	struct label_book *book;
	int64_t bytes;      /* handed over */
	int64_t unsent;     /* of them, what the printer had not acknowledged when it failed */
	struct fault fault; /* of a write */
};

/* One label on its way. */
struct label_row {
	char item[ITEM_TEXT];
	struct span text; /* instead of the record's words; at NULL: none */
	int copies;
	int64_t end; /* bytes handed over with it */
	struct label_facts facts;
};

/* Labels that are registered by one event, at most LABEL_STRIP_MOST of them. */
#define LABEL_STRIP_MOST  1000
#define LABEL_STRIP_BYTES 3000 /* of their names, so that the event's line holds them */

struct label_strip {
	struct label_row *rows;
	size_t count;
	size_t bytes;
};

struct label_job {
	const struct call *call;
	const char *base;
	struct span text; /* --text; at NULL: none */
	int dpi;
	int width_um; /* 0: as it comes */
	int height_um;
	bool sheet;
	int copies;
	struct store *store;
	const char *station; /* who prints; NULL: nothing is registered */
	char station_name[NOTE_NAME_MOST + 1];
	char dir[PATH_MAX]; /* the station's */
	char operator_id[64];
	bool has_key;
	struct note_secret key;   /* signs the labels */
	struct label_facts facts; /* of the item at hand */
	struct label_strip strip;
	struct map seen; /* hashes of the items of this call */
	struct label_out out;
	bool broken;   /* nothing more can be handed over */
	int64_t *said; /* sequence numbers of the printings of this call */
	size_t said_count;
	size_t said_cap;
	int64_t epoch;
	int64_t last_seq; /* 0: nothing was said */
	int64_t done;     /* labels handed over */
	int64_t total;
	int64_t started_ms;
	int64_t shown_ms;
	int percent; /* the smallest words of any label */
};

/* ---- label_facts.c ---- */
/* Fill job->facts; exit code. */
int label_facts_find(struct label_job *job, struct item item);
/* Whether job->facts are those of this package, too. */
bool label_facts_hold(const struct label_job *job, struct item item);
/* The words of a row, from its own text or from the record. False: too many lines. */
bool label_words(const struct label_row *row, struct item item, char room[static LABEL_ROOM],
	struct label *label);

/* ---- label_out.c: exit codes; what went wrong has been said ---- */
int label_out_open(struct label_job *job, const char *name);
/* One label. name: of its file, without what it ends in. */
int label_out_put(struct label_job *job, struct span name, const struct label *label);
/* Until everything handed over has been acknowledged. */
int label_out_drain(struct label_job *job);
/* The end; good: a document may take its name. */
int label_out_close(struct label_job *job, bool good);
/* Whether what --output names is a directory. */
bool label_out_many(const struct label_job *job);
/* A file name of a code: no slashes, spaces or stars. */
void label_file_name(struct item item, struct out *out);

/* ---- label_printer.c: 0, or out->fault ---- */
/* Reached, and ready as far as it says so. */
int label_printer_open(struct label_out *out);
/* The bytes of one label. */
int label_printer_write(struct label_out *out, struct span bytes);
int label_printer_drain(struct label_out *out);
/* Labels that it acknowledged and may not have printed. */
int64_t label_printer_unprinted(const struct label_out *out);

/* ---- label_strip.c ---- */
int label_strip_add(struct label_job *job, struct item item, struct span text, int copies);
int label_strip_flush(struct label_job *job);
/* The nth row is the next number of the one before. */
bool label_strip_extends(const struct label_strip *strip, size_t nth);

/* ---- label_print.c ---- */
/* Whether rows from..from+count may be printed: not before, or --reprint says why. */
int label_print_allowed(struct label_job *job, size_t from, size_t count);
/* Say that they are printed now; before they are. *seq: of the event. */
int label_print_say(struct label_job *job, size_t from, size_t count, int64_t *seq);
/* Only so many of them were. */
int label_print_correct(struct label_job *job, int64_t seq, size_t count);
/* Deliver what was said, if there is a network. */
int label_print_end(struct label_job *job);

/* ---- label_proof.c ---- */
int label_proof_print(struct label_job *job, const struct label *label, const char *item);

/* ---- label_batch.c ---- */
int label_batch(struct label_job *job, const char *path);

/* ---- label.c ---- */
/* An item, or every package of a run: looked up, released, and put on the strip. */
int label_item(struct label_job *job, struct item item, struct span text, int copies);
/* Whether a row can be drawn at all; before it is registered. */
int label_row_check(struct label_job *job, const struct label_row *row);
/* One row drawn, and handed over. */
int label_row_draw(struct label_job *job, struct label_row *row);
void label_progress(struct label_job *job, bool last);

#endif
