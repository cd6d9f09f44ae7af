/* sql-generate SCHEMA OUT: SCHEMA/query/ *.sql and SCHEMA/migration/ENGINE/ *.sql as C tables. */
#include "core/base/file.h"
#include "tools/generate/output.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MOST      512
#define FILE_BYTES_MOST ((size_t)1 << 20)
#define MIGRATION_MOST  9999

static const char *const engines[] = { "sqlite", "postgresql" };
#define ENGINES (sizeof(engines) / sizeof(engines[0]))

struct sql_file {
	char name[NAME_MAX + 1];
	struct span stem; /* of name, without .sql */
	struct buf text;
	int number; /* of a migration */
};

struct sql_files {
	char path[PATH_MAX];
	size_t count;
	struct sql_file *list;
};

static int by_name(const void *a, const void *b)
{
	const struct sql_file *left = a, *right = b;
	return strcmp(left->name, right->name);
}

/* Names only. A directory that is not there has no files. */
static int list_names(struct sql_files *files, struct fault *fault)
{
	static const char end[] = ".sql";
	int code = 0;
	DIR *dir = opendir(files->path);
	if (!dir)
		return errno == ENOENT
		               ? 0
		               : fault_set_errno(fault, FAULT_IO, "cannot read %s", files->path);
	for (struct dirent *entry; code == 0 && (entry = readdir(dir));) {
		size_t len = strlen(entry->d_name);
		if (entry->d_name[0] == '.' || len < sizeof(end) ||
			strcmp(entry->d_name + len - (sizeof(end) - 1), end) != 0)
			continue;
		if (files->count == FILES_MOST) {
			code = fault_set(fault, FAULT_LIMIT, "%s: more than %d files", files->path,
				FILES_MOST);
			break;
		}
		(void)span_copy(span_of(entry->d_name), files->list[files->count++].name,
			sizeof(files->list[0].name));
	}
	(void)closedir(dir);
	qsort(files->list, files->count, sizeof(files->list[0]), by_name);
	return code;
}

static int check_stem(
	const struct sql_files *files, const struct sql_file *file, struct fault *fault)
{
	for (size_t i = 0; i < file->stem.len; i++) {
		char c = file->stem.at[i];
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_')
			return fault_set(fault, FAULT_SETTING,
				"%s/%s: a file name has small letters, digits and _ only",
				files->path, file->name);
	}
	return 0;
}

static int read_files(
	struct sql_files *files, const char *schema, const char *directory, struct fault *fault)
{
	char path[PATH_MAX];
	int used = snprintf(files->path, sizeof(files->path), "%s/%s", schema, directory);
	if (used < 0 || (size_t)used >= sizeof(files->path))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", schema);
	files->list = calloc(FILES_MOST, sizeof(*files->list));
	if (!files->list)
		return fault_set(fault, FAULT_MEMORY, "no memory");
	int code = list_names(files, fault);
	for (size_t i = 0; code == 0 && i < files->count; i++) {
		struct sql_file *file = &files->list[i];
		file->stem = (struct span){ file->name, strlen(file->name) - strlen(".sql") };
		used = snprintf(path, sizeof(path), "%s/%s", files->path, file->name);
		if (used < 0 || (size_t)used >= sizeof(path))
			return fault_set(fault, FAULT_LIMIT, "path too long: %s", files->path);
		code = check_stem(files, file, fault);
		if (code == 0)
			code = file_read(path, FILE_BYTES_MOST, &file->text, fault);
		if (code == 0 && memchr(buf_written(&file->text).at, '\0', file->text.len))
			code = fault_set(fault, FAULT_SETTING, "%s: a NUL byte", path);
	}
	return code;
}

static void free_files(struct sql_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		buf_free(&files->list[i].text);
	free(files->list);
}

static int by_number(const void *a, const void *b)
{
	const struct sql_file *left = a, *right = b;
	return (left->number > right->number) - (left->number < right->number);
}

/* 0001_log: the number in front says the order; none may be missing or come twice. An engine that came later begins
 * later: its first one makes what is there by then. */
static int number_migrations(struct sql_files *files, struct fault *fault)
{
	for (size_t i = 0; i < files->count; i++) {
		struct sql_file *file = &files->list[i];
		struct span digits, rest = file->stem;
		int64_t number = 0;
		if (!span_cut(&rest, '_', &digits) || !span_number(digits, MIGRATION_MOST, &number))
			return fault_set(fault, FAULT_SETTING,
				"%s/%s: a migration is NUMBER_name.sql", files->path, file->name);
		file->number = (int)number;
	}
	qsort(files->list, files->count, sizeof(files->list[0]), by_number);
	for (size_t i = 0; i < files->count; i++) {
		struct sql_file *file = &files->list[i];
		file->stem = (struct span){ file->name, strlen(file->name) - strlen(".sql") };
		int due = files->list[0].number + (int)i;
		if (file->number != due)
			return fault_set(fault, FAULT_SETTING, "%s/%s: its number should be %d",
				files->path, file->name, due);
	}
	return 0;
}

/* What follows "-- takes:" on its line; "" if no line says it. */
static struct span comment(const struct buf *text, const char *mark)
{
	struct span rest = buf_written(text), line;
	while (span_cut(&rest, '\n', &line)) {
		if (!span_starts(line, mark))
			continue;
		struct span said = { line.at + strlen(mark), line.len - strlen(mark) };
		while (said.len > 0 && said.at[0] == ' ')
			said = (struct span){ said.at + 1, said.len - 1 };
		return said;
	}
	return span_of("");
}

static void write_sql_header(const struct sql_files *queries, struct buf *buf)
{
	buf_text(buf, "/* Generated from schema/query and schema/migration by sql-generate. */\n"
		      "#ifndef PIGTRACE_STORE_SQL_GEN_H\n#define PIGTRACE_STORE_SQL_GEN_H\n\n"
		      "#include <stdbool.h>\n#include <stddef.h>\n\nenum sql_id {\n");
	for (size_t i = 0; i < queries->count; i++) {
		buf_text(buf, "\tSQL_");
		for (size_t j = 0; j < queries->list[i].stem.len; j++) {
			char c = queries->list[i].stem.at[j];
			buf_char(buf, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
		}
		buf_text(buf, ",\n");
	}
	buf_text(buf, "\tSQL_COUNT\n};\n\n"
		      "struct sql_query {\n"
		      "\tconst char *name; /* file name without .sql */\n"
		      "\tconst char *text;\n"
		      "\tconst char *takes; /* of its \"-- takes:\" line, \"\" if it has none */\n"
		      "\tconst char *gives;\n"
		      "\tbool many; /* \"-- rows: many\": not to be held in memory at once */\n"
		      "};\n\n"
		      "struct sql_migration {\n"
		      "\tint number; /* 1, 2, 3 ... */\n"
		      "\tconst char *name;\n"
		      "\tconst char *text;\n"
		      "};\n\n"
		      "/* Each table ends with a row of NULLs that is not counted. */\n"
		      "extern const struct sql_query sql_queries[SQL_COUNT + 1];\n");
	for (size_t i = 0; i < ENGINES; i++)
		buf_format(buf, "extern const struct sql_migration sql_migrations_%s[];\n",
			engines[i]);
	buf_text(buf, "\n#endif\n");
}

static void write_migrations(const char *name, const struct sql_files *migrations, struct buf *buf)
{
	buf_format(buf, "\nconst struct sql_migration sql_migrations_%s[] = {\n", name);
	for (size_t i = 0; i < migrations->count; i++) {
		const struct sql_file *file = &migrations->list[i];
		buf_format(buf, "\t{ %d, \"%.*s\",\n\t", file->number, SPAN(file->stem));
		output_c(buf, buf_written(&file->text));
		buf_text(buf, " },\n");
	}
	buf_text(buf, "\t{ 0, NULL, NULL },\n};\n");
}

static void write_queries(const struct sql_files *queries, struct buf *buf)
{
	buf_text(buf, "/* Generated from schema/query and schema/migration by sql-generate. */\n"
		      "#include \"core/store/sql.gen.h\"\n\n"
		      "const struct sql_query sql_queries[SQL_COUNT + 1] = {\n");
	for (size_t i = 0; i < queries->count; i++) {
		const struct sql_file *file = &queries->list[i];
		buf_format(buf, "\t{ \"%.*s\",\n\t", SPAN(file->stem));
		output_c(buf, buf_written(&file->text));
		buf_text(buf, ",\n\t");
		output_c(buf, comment(&file->text, "-- takes:"));
		buf_text(buf, ", ");
		output_c(buf, comment(&file->text, "-- gives:"));
		buf_text(buf, span_is(comment(&file->text, "-- rows:"), "many") ? ", true },\n"
										: ", false },\n");
	}
	buf_text(buf, "\t{ NULL, NULL, NULL, NULL, false },\n};\n");
}

static int generate(const char *schema, const char *root, struct fault *fault)
{
	char directory[64];
	struct sql_files queries = { .count = 0 }, migrations[ENGINES] = { { .count = 0 } };
	struct buf buf = { 0 };
	int code = read_files(&queries, schema, "query", fault);
	for (size_t i = 0; code == 0 && i < ENGINES; i++) {
		(void)snprintf(directory, sizeof(directory), "migration/%s", engines[i]);
		code = read_files(&migrations[i], schema, directory, fault);
		if (code == 0)
			code = number_migrations(&migrations[i], fault);
	}
	if (code != 0)
		goto out;
	write_sql_header(&queries, &buf);
	code = output_save(root, "core/store/sql.gen.h", &buf, fault);
	if (code != 0)
		goto out;
	buf_clear(&buf);
	write_queries(&queries, &buf);
	for (size_t i = 0; i < ENGINES; i++)
		write_migrations(engines[i], &migrations[i], &buf);
	code = output_save(root, "core/store/sql.gen.c", &buf, fault);
out:
	buf_free(&buf);
	for (size_t i = 0; i < ENGINES; i++)
		free_files(&migrations[i]);
	free_files(&queries);
	return code;
}

int main(int argc, char **argv)
{
	struct fault fault = { 0 };
	if (argc != 3) {
		(void)fprintf(stderr, "usage: sql-generate SCHEMA OUT\n");
		return 2;
	}
	if (generate(argv[1], argv[2], &fault) == 0)
		return 0;
	(void)fprintf(stderr, "%s\n", fault.text);
	return 1;
}
