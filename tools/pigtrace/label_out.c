/* Where labels go: a file each, one document, or a printer. */
#include "tools/pigtrace/label_job.h"

#include "core/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DOCUMENT_MODE 0644
#define PART_ENDS_IN  ".part"

static bool is_directory(const char *path)
{
	struct stat about;
	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* A device, a FIFO, a link to whatever: to be written into. A file put in its place would end it. */
static bool is_no_file(const char *path)
{
	struct stat about;
	return lstat(path, &about) == 0 && !S_ISREG(about.st_mode);
}

static int open_to_write(const char *path, struct fault *fault)
{
	(void)signal(SIGPIPE, SIG_IGN); /* whoever reads may leave: an error like any other */
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, DOCUMENT_MODE);
	return fd >= 0 ? fd : fault_set_errno(fault, FAULT_IO, "cannot write %s", path);
}

/* What is no file need not be able to do it. */
static bool is_synced(int fd)
{
	return fsync(fd) == 0 || errno == EINVAL || errno == EROFS;
}

static int write_straight(const char *path, struct span bytes, struct fault *fault)
{
	int fd = open_to_write(path, fault);
	if (fd < 0)
		return fd;
	int code = file_write_all(fd, bytes.at, bytes.len, fault);
	if (code == 0 && !is_synced(fd))
		code = fault_set_errno(fault, FAULT_IO, "cannot write %s", path);
	if (close(fd) != 0 && code == 0)
		code = fault_set_errno(fault, FAULT_IO, "cannot write %s", path);
	return code;
}

void label_file_name(struct item item, struct out *out)
{
	struct item_pkg pkg;
	struct span name = item_split_pkg(item, &pkg) ? pkg.serial : item.code;
	for (size_t i = 0; i < name.len; i++) {
		bool good = strchr("/\\:*?\"<>|%&' ", name.at[i]) == NULL;
		out_char(out, good ? name.at[i] : '_');
	}
}

bool label_out_many(const struct label_job *job)
{
	return is_directory(job->out.path);
}

/* ---- documents ---- */

static bool is_document(enum label_format format)
{
	return format == LABEL_PDF || format == LABEL_ZPL;
}

static int document_open(struct label_out *out, const char *name)
{
	int used;
	if (out->path && strcmp(out->path, "-") == 0) {
		out->fd = STDOUT_FILENO;
		return 0;
	}
	used = out->path ? snprintf(out->name, sizeof(out->name), "%s", out->path)
	                 : snprintf(out->name, sizeof(out->name), "%s.%s", name,
				   label_format_name(out->format));
	if (used < 0 || (size_t)used >= sizeof(out->name) - sizeof(PART_ENDS_IN))
		return fault_set(&out->fault, FAULT_LIMIT, "path too long: %s", name);
	out->straight = is_no_file(out->name);
	(void)snprintf(out->part, sizeof(out->part), "%.*s%s",
		(int)(sizeof(out->part) - sizeof(PART_ENDS_IN)), out->name,
		out->straight ? "" : PART_ENDS_IN);
	out->fd = open_to_write(out->part, &out->fault);
	return out->fd >= 0 ? 0 : out->fd;
}

static int document_close(struct label_out *out, bool good)
{
	if (out->fd == STDOUT_FILENO || out->fd < 0)
		return 0;
	int code = good && !is_synced(out->fd)
	                   ? fault_set_errno(&out->fault, FAULT_IO, "cannot write %s", out->part)
	                   : 0;
	if (close(out->fd) != 0 && code == 0)
		code = fault_set_errno(&out->fault, FAULT_IO, "cannot write %s", out->part);
	out->fd = -1;
	if (code == 0 && good && !out->straight && rename(out->part, out->name) != 0)
		code = fault_set_errno(&out->fault, FAULT_IO, "cannot write %s", out->name);
	if (code == 0 && good) {
		(void)printf("%s\n", out->name);
		return 0;
	}
	if (!out->straight)
		(void)unlink(out->part);
	return code;
}

static bool take(void *context, struct span bytes)
{
	struct label_out *out = context;
	if (out->printer)
		return label_printer_write(out, bytes) == 0;
	int code = file_write_all(out->fd, bytes.at, bytes.len, &out->fault);
	out->bytes += code == 0 ? (int64_t)bytes.len : 0;
	return code == 0;
}

/* ---- all of them ---- */

static int complain_out(struct label_job *job)
{
	job->broken = true;
	return complain_fault(job->call, &job->out.fault);
}

int label_out_open(struct label_job *job, const char *name)
{
	struct label_out *out = &job->out;
	int code;
	out->fd = -1;
	out->each = !out->printer && !job->sheet &&
	            (!is_document(out->format) || (out->path && is_directory(out->path)));
	if (out->each)
		return EXIT_DONE;
	code = out->printer ? label_printer_open(out) : document_open(out, name);
	if (code == 0 && out->format == LABEL_PDF)
		code = label_book_open(&out->book, job->sheet ? LABEL_A4_WIDTH_UM : 0,
			job->sheet ? LABEL_A4_HEIGHT_UM : 0, take, out, &out->fault);
	return code == 0 ? EXIT_DONE : complain_out(job);
}

static int put_file(struct label_job *job, struct span name, struct span bytes)
{
	struct label_out *out = &job->out;
	char path[PATH_MAX];
	struct out into = out_into(path, sizeof(path));
	if (out->path && strcmp(out->path, "-") == 0)
		return print_out(job->call, bytes);
	if (out->path)
		out_text(&into, out->path);
	if (!out->path || is_directory(out->path)) {
		if (out->path)
			out_char(&into, '/');
		out_span(&into, name);
		out_char(&into, '.');
		out_text(&into, label_format_name(out->format));
	}
	if (into.full)
		return complain(job->call, EXIT_USAGE, _("path too long: %s"), out->path);
	int code = is_no_file(path) ? write_straight(path, bytes, &out->fault)
	                            : file_write(path, bytes, DOCUMENT_MODE, &out->fault);
	if (code != 0)
		return complain_out(job);
	(void)printf("%s\n", path);
	return EXIT_DONE;
}

int label_out_put(struct label_job *job, struct span name, const struct label *label)
{
	struct label_out *out = &job->out;
	struct buf bytes = { 0 };
	struct fault fault;
	int code;
	if (out->book) {
		out->fault.code = 0;
		code = label_book_add(out->book, label, &fault);
		if (code != 0 && out->fault.code != 0)
			return complain_out(job);
		return code == 0 ? EXIT_DONE : complain_fault(job->call, &fault);
	}
	if (label_draw(label, out->format, &bytes, &fault) != 0)
		code = complain_fault(job->call, &fault);
	else if (out->each)
		code = put_file(job, name, buf_written(&bytes));
	else
		code = take(out, buf_written(&bytes)) ? EXIT_DONE : complain_out(job);
	buf_free(&bytes);
	return code;
}

int label_out_drain(struct label_job *job)
{
	if (!job->out.printer || label_printer_drain(&job->out) == 0)
		return EXIT_DONE;
	return complain_out(job);
}

int label_out_close(struct label_job *job, bool good)
{
	struct label_out *out = &job->out;
	struct fault fault;
	int code = label_book_close(out->book, &fault);
	out->book = NULL;
	if (code != 0 && good) {
		if (out->fault.code == 0)
			out->fault = fault;
		good = false;
		if (!out->printer)
			(void)document_close(out, false);
		return complain_out(job);
	}
	if (out->printer && out->fd >= 0) {
		code = good ? label_printer_drain(out) : 0;
		(void)close(out->fd);
		out->fd = -1;
		return code == 0 ? EXIT_DONE : complain_out(job);
	}
	if (!out->each && document_close(out, good) != 0)
		return complain_out(job);
	return EXIT_DONE;
}
