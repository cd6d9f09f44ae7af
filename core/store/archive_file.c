#include "core/store/archive_file.h"

#include "core/base/words.h"
#include "core/note/bundle.h"
#include "core/store/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define HEAD        "pigtrace-archive/1"
#define NUMBER_MOST BUNDLE_NUMBER_MOST

/* ---- one line ---- */

/* A space stands between two words, and nowhere else. */
static bool cut_word(struct span *rest, struct span *word)
{
	if (span_cut(rest, ' ', word))
		return word->len > 0 && rest->len > 0;
	*word = *rest;
	*rest = (struct span){ rest->at + rest->len, 0 };
	return word->len > 0;
}

static bool cut_number(struct span *rest, int64_t most, int64_t *number)
{
	struct span word;
	return cut_word(rest, &word) && span_number(word, most, number);
}

static bool is_hash(struct span text)
{
	if (text.len != ARCHIVE_HASH_TEXT - 1)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!((text.at[i] >= '0' && text.at[i] <= '9') ||
			    (text.at[i] >= 'a' && text.at[i] <= 'f')))
			return false;
	return true;
}

bool archive_parse_line(struct span line, struct archive_record *record)
{
	struct span word, rest = line;
	struct archive_record got = { .len = -1 };
	bool good = false;
	if (!cut_word(&rest, &word))
		return false;
	if (span_is(word, "@key")) {
		got.kind = ARCHIVE_KEY;
		good = cut_number(&rest, NUMBER_MOST, &got.no) &&
		       cut_number(&rest, NOTE_MOST, &got.len);
	} else if (span_is(word, "@note")) {
		got.kind = ARCHIVE_NOTE;
		good = cut_number(&rest, NUMBER_MOST, &got.no) &&
		       cut_number(&rest, NUMBER_MOST, &got.got_ms) &&
		       cut_number(&rest, NOTE_MOST, &got.len);
	} else if (span_is(word, "@held")) {
		got.kind = ARCHIVE_HELD;
		good = cut_number(&rest, NUMBER_MOST, &got.no) &&
		       cut_number(&rest, NUMBER_MOST, &got.seq) && cut_word(&rest, &got.rule) &&
		       cut_number(&rest, NUMBER_MOST, &got.at);
	} else if (span_is(word, "@plain")) {
		got.kind = ARCHIVE_PLAIN;
		good = cut_number(&rest, NUMBER_MOST, &got.no) && cut_word(&rest, &got.station) &&
		       note_name_good(got.station) && cut_number(&rest, NUMBER_MOST, &got.got_ms) &&
		       cut_number(&rest, NOTE_MOST, &got.len);
	} else if (span_is(word, "@end")) {
		got.kind = ARCHIVE_END;
		good = cut_number(&rest, NUMBER_MOST, &got.notes) &&
		       cut_number(&rest, NUMBER_MOST, &got.plain) && cut_word(&rest, &got.hash) &&
		       is_hash(got.hash);
	}
	if (!good || rest.len > 0)
		return false;
	*record = got;
	return true;
}

/* ---- writing ---- */

struct archive_writer {
	gzFile file;
	int fd; /* of our own, to sync by */
	crypto_hash_sha256_state hash;
	int64_t notes;
	int64_t plain;
};

static int put(struct archive_writer *writer, struct span text, struct fault *fault)
{
	if (text.len > 0 && gzwrite(writer->file, text.at, (unsigned)text.len) != (int)text.len)
		return fault_set_errno(fault, FAULT_IO, "cannot write the archive");
	(void)crypto_hash_sha256_update(&writer->hash, (const unsigned char *)text.at, text.len);
	return 0;
}

int archive_create(struct archive_writer **out, const char *path, struct fault *fault)
{
	struct archive_writer *writer = calloc(1, sizeof(*writer));
	if (!writer)
		return fault_set(fault, FAULT_MEMORY, "no memory for an archive");
	writer->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	int given = writer->fd >= 0 ? dup(writer->fd) : -1;
	if (given >= 0)
		writer->file = gzdopen(given, "wb9");
	int code = writer->file ? 0 : fault_set_errno(fault, FAULT_IO, "cannot create %s", path);
	if (!writer->file && given >= 0)
		(void)close(given);
	(void)crypto_hash_sha256_init(&writer->hash);
	if (code == 0)
		code = put(writer, span_of(HEAD "\n"), fault);
	if (code != 0) {
		archive_close(writer);
		return code;
	}
	*out = writer;
	return 0;
}

static void write_line(const struct archive_record *record, struct out *out)
{
	static const char *const words[] = { "@key ", "@note ", "@held ", "@plain " };
	out_text(out, words[record->kind]);
	out_number(out, record->no);
	out_char(out, ' ');
	if (record->kind == ARCHIVE_HELD) {
		out_number(out, record->seq);
		out_char(out, ' ');
		out_span(out, record->rule);
		out_char(out, ' ');
		out_number(out, record->at);
	}
	if (record->kind == ARCHIVE_PLAIN) {
		out_span(out, record->station);
		out_char(out, ' ');
	}
	if (record->kind == ARCHIVE_NOTE || record->kind == ARCHIVE_PLAIN) {
		out_number(out, record->got_ms);
		out_char(out, ' ');
	}
	if (record->kind != ARCHIVE_HELD)
		out_number(out, (int64_t)record->bytes.len);
	out_char(out, '\n');
}

int archive_write(
	struct archive_writer *writer, const struct archive_record *record, struct fault *fault)
{
	char line[ARCHIVE_LINE_MOST];
	struct out out = out_into(line, sizeof(line));
	write_line(record, &out);
	if (out.full || record->bytes.len > NOTE_MOST)
		return fault_set(fault, FAULT_LIMIT, "note %lld does not fit into an archive",
			(long long)record->no);
	int code = put(writer, out_written(&out), fault);
	if (code != 0 || record->kind == ARCHIVE_HELD)
		return code;
	writer->notes += record->kind == ARCHIVE_NOTE;
	writer->plain += record->kind == ARCHIVE_PLAIN;
	code = put(writer, record->bytes, fault);
	return code != 0 ? code : put(writer, span_of("\n"), fault);
}

static void hash_text(crypto_hash_sha256_state hash, char text[static ARCHIVE_HASH_TEXT])
{
	unsigned char sum[crypto_hash_sha256_BYTES];
	(void)crypto_hash_sha256_final(&hash, sum);
	(void)sodium_bin2hex(text, ARCHIVE_HASH_TEXT, sum, sizeof(sum));
}

int archive_finish(struct archive_writer *writer, int64_t *notes, int64_t *plain,
	char hash[static ARCHIVE_HASH_TEXT], struct fault *fault)
{
	char line[ARCHIVE_LINE_MOST];
	struct out out = out_into(line, sizeof(line));
	hash_text(writer->hash, hash);
	out_text(&out, "@end ");
	out_number(&out, writer->notes);
	out_char(&out, ' ');
	out_number(&out, writer->plain);
	out_char(&out, ' ');
	out_text(&out, hash);
	out_char(&out, '\n');
	int code = put(writer, out_written(&out), fault);
	if (code != 0)
		return code;
	int closed = gzclose(writer->file);
	writer->file = NULL;
	if (closed != Z_OK || fsync(writer->fd) != 0)
		return fault_set_errno(fault, FAULT_IO, "cannot write the archive");
	(void)posix_fadvise(writer->fd, 0, 0, POSIX_FADV_DONTNEED); /* it is read back */
	*notes = writer->notes;
	*plain = writer->plain;
	return 0;
}

void archive_close(struct archive_writer *writer)
{
	if (!writer)
		return;
	if (writer->file)
		(void)gzclose(writer->file);
	if (writer->fd >= 0)
		(void)close(writer->fd);
	free(writer);
}

/* ---- reading ---- */

struct reader {
	gzFile file;
	const char *path;
	int64_t line_no; /* for complaints */
	crypto_hash_sha256_state hash;
	int64_t notes;
	int64_t plain;
	char line[ARCHIVE_LINE_MOST + 1];
	struct buf bytes;
};

static int broken(const struct reader *reader, const char *why, struct fault *fault)
{
	return fault_set(fault, FAULT_CORRUPT, "%s: record %lld: %s", reader->path,
		(long long)reader->line_no, words(why));
}

/* One line; not yet hashed. 1, 0 at the end, or a fault. */
static int read_line(struct reader *reader, struct span *line, struct fault *fault)
{
	size_t len = 0;
	int byte;
	reader->line_no++;
	while ((byte = gzgetc(reader->file)) != -1 && byte != '\n') {
		if (len == ARCHIVE_LINE_MOST)
			return broken(reader, N_("a line is too long"), fault);
		reader->line[len++] = (char)byte;
	}
	if (byte == -1)
		return len == 0 && gzeof(reader->file)
		               ? 0
		               : broken(reader, N_("it ends too early"), fault);
	reader->line[len] = '\n';
	*line = (struct span){ reader->line, len };
	return 1;
}

static void hash_line(struct reader *reader, struct span line)
{
	(void)crypto_hash_sha256_update(
		&reader->hash, (const unsigned char *)line.at, line.len + 1);
}

static int read_bytes(struct reader *reader, int64_t len, struct fault *fault)
{
	char part[4096];
	buf_clear(&reader->bytes);
	for (int64_t left = len + 1; left > 0;) {
		unsigned want = left < (int64_t)sizeof(part) ? (unsigned)left : sizeof(part);
		int got = gzread(reader->file, part, want);
		if (got <= 0)
			return broken(reader, N_("it ends too early"), fault);
		buf_bytes(&reader->bytes, part, (size_t)got);
		left -= got;
	}
	if (reader->bytes.failed)
		return fault_set(fault, FAULT_MEMORY, "no memory for an archive");
	(void)crypto_hash_sha256_update(
		&reader->hash, (const unsigned char *)reader->bytes.at, reader->bytes.len);
	if (reader->bytes.at[len] != '\n')
		return broken(reader, N_("its length is wrong"), fault);
	return 0;
}

static int check_end(struct reader *reader, const struct archive_record *end, struct fault *fault)
{
	char hash[ARCHIVE_HASH_TEXT];
	char byte;
	hash_text(reader->hash, hash);
	if (!span_is(end->hash, hash))
		return broken(reader, N_("the sum at its end is of another text"), fault);
	if (end->notes != reader->notes || end->plain != reader->plain)
		return broken(reader, N_("it holds another number of notes than it says"), fault);
	if (gzread(reader->file, &byte, 1) != 0 || !gzeof(reader->file))
		return broken(reader, N_("something follows its end"), fault);
	return 0;
}

/* 1: go on; 0: that was the end. */
static int read_record(
	struct reader *reader, archive_record_fn *each, void *context, struct fault *fault)
{
	struct archive_record record;
	struct span line;
	int code = read_line(reader, &line, fault);
	if (code <= 0)
		return code < 0 ? code : broken(reader, N_("it ends too early"), fault);
	if (!archive_parse_line(line, &record))
		return broken(reader, N_("it cannot be understood"), fault);
	if (record.kind == ARCHIVE_END) {
		code = check_end(reader, &record, fault);
		return code != 0 ? code : each(context, &record);
	}
	hash_line(reader, line);
	if (record.len >= 0) {
		code = read_bytes(reader, record.len, fault);
		record.bytes = (struct span){ reader->bytes.at, (size_t)record.len };
	}
	reader->notes += record.kind == ARCHIVE_NOTE;
	reader->plain += record.kind == ARCHIVE_PLAIN;
	if (code >= 0)
		code = each(context, &record);
	return code != 0 ? code : 1;
}

static int read_all(
	struct reader *reader, archive_record_fn *each, void *context, struct fault *fault)
{
	struct span line;
	int code = read_line(reader, &line, fault);
	if (code > 0 && !span_is(line, HEAD))
		code = 0;
	if (code == 0)
		return fault_set(fault, FAULT_SETTING, "%s is not an archive", reader->path);
	if (code < 0)
		return code;
	hash_line(reader, line);
	do
		code = read_record(reader, each, context, fault);
	while (code == 1);
	return code;
}

int archive_read(const char *path, archive_record_fn *each, void *context, struct fault *fault)
{
	struct reader reader = { .path = path };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fault_set_errno(fault, errno == ENOENT ? FAULT_NOT_FOUND : FAULT_IO,
			"cannot open %s", path);
	reader.file = gzdopen(fd, "rb");
	if (!reader.file) {
		(void)close(fd);
		return fault_set(fault, FAULT_MEMORY, "no memory for an archive");
	}
	(void)crypto_hash_sha256_init(&reader.hash);
	int code = read_all(&reader, each, context, fault);
	(void)gzclose(reader.file);
	buf_free(&reader.bytes);
	return code;
}

/* ---- verifying ---- */

struct verifying {
	struct keyring ring;
	struct event *room;
	struct archive_report *report;
	struct fault *fault;
};

static int learn_keys(struct verifying *verifying, struct span note)
{
	struct note_parts parts;
	struct bundle bundle;
	struct span line;
	size_t at;
	if (note_split(note, &parts, &at) != NOTE_OK ||
		bundle_parse(parts.text, &bundle, &at) != NOTE_OK)
		return 0;
	while (bundle_next(&bundle.lines, &line)) {
		int code =
			keyring_add_said(&verifying->ring, line, verifying->room, verifying->fault);
		if (code != 0)
			return code;
	}
	return 0;
}

static bool verifies(const struct verifying *verifying, struct span note)
{
	struct note_parts parts;
	struct bundle bundle;
	size_t at;
	return note_split(note, &parts, &at) == NOTE_OK &&
	       bundle_parse(parts.text, &bundle, &at) == NOTE_OK &&
	       keyring_open(&verifying->ring, bundle.station, note) == NOTE_OK;
}

static int verify_record(void *context, const struct archive_record *record)
{
	struct verifying *verifying = context;
	struct archive_report *report = verifying->report;
	report->notes += record->kind == ARCHIVE_NOTE;
	report->plain += record->kind == ARCHIVE_PLAIN;
	if (record->kind == ARCHIVE_END)
		(void)span_copy(record->hash, report->hash, sizeof(report->hash));
	if (record->kind != ARCHIVE_KEY && record->kind != ARCHIVE_NOTE)
		return 0;
	if (verifies(verifying, record->bytes))
		return record->kind == ARCHIVE_KEY ? learn_keys(verifying, record->bytes) : 0;
	if (report->unverified++ == 0)
		report->first_bad = record->no;
	return 0;
}

int archive_verify(const char *path, const struct note_public *admin, struct archive_report *report,
	struct fault *fault)
{
	struct verifying verifying = { .report = report, .fault = fault };
	*report = (struct archive_report){ 0 };
	verifying.room = malloc(sizeof(*verifying.room));
	int code = verifying.room ? keyring_add(&verifying.ring, admin, fault)
	                          : fault_set(fault, FAULT_MEMORY, "no memory for an archive");
	if (code == 0)
		code = archive_read(path, verify_record, &verifying, fault);
	keyring_free(&verifying.ring);
	free(verifying.room);
	return code;
}
