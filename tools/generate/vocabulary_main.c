/* vocabulary-generate DIR OUT: the tables in DIR as everything under OUT that follows from them. */
#include "tools/generate/generate.h"

#include "tools/generate/output.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *path;
	void (*write)(const struct vocabulary *vocabulary, struct buf *buf);
} outputs[] = {
	{ "core/ident/item_kind.gen.h", write_item_kinds },
	{ "core/event/vocabulary.gen.h", write_header },
	{ "core/event/vocabulary.gen.c", write_tables },
	{ "schema/event.schema.json", write_schema_of_all },
	{ "doc/vocabulary.md", write_reference },
};

static int save_schemas(
	const struct vocabulary *vocabulary, const char *root, struct buf *buf, struct fault *fault)
{
	char path[NAME_MOST + 32];
	int code = 0;
	for (int i = 0; code == 0 && i < vocabulary->kind_count; i++) {
		const struct kind_row *kind = &vocabulary->kinds[i];
		(void)snprintf(
			path, sizeof(path), "schema/event-%.*s.schema.json", SPAN(kind->name));
		buf_clear(buf);
		write_schema(vocabulary, kind, buf);
		code = output_save(root, path, buf, fault);
	}
	return code;
}

static int save_all(const struct vocabulary *vocabulary, const char *root, struct fault *fault)
{
	struct buf buf = { 0 };
	int code = write_words(vocabulary, &buf, fault);
	if (code == 0)
		code = output_save(root, "po/vocabulary.zh_CN.po", &buf, fault);
	for (size_t i = 0; code == 0 && i < sizeof(outputs) / sizeof(outputs[0]); i++) {
		buf_clear(&buf);
		outputs[i].write(vocabulary, &buf);
		code = output_save(root, outputs[i].path, &buf, fault);
	}
	if (code == 0)
		code = save_schemas(vocabulary, root, &buf, fault);
	buf_free(&buf);
	return code;
}

int main(int argc, char **argv)
{
	struct fault fault = { 0 };
	if (argc != 3) {
		(void)fprintf(stderr, "usage: vocabulary-generate DIR OUT\n");
		return 2;
	}
	struct vocabulary *vocabulary = calloc(1, sizeof(*vocabulary));
	if (!vocabulary) {
		(void)fprintf(stderr, "no memory\n");
		return 1;
	}
	int code = vocabulary_read(vocabulary, argv[1], &fault);
	if (code == 0)
		code = save_all(vocabulary, argv[2], &fault);
	if (code != 0)
		(void)fprintf(stderr, "%s\n", fault.text);
	vocabulary_free(vocabulary);
	free(vocabulary);
	return code != 0;
}
