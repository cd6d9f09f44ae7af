#include "tools/pigtrace/what.h"

#include "core/base/file.h"
#include "core/scan/apart.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>

bool what_scanned(struct span data, char text[static ITEM_TEXT])
{
	struct out out = out_into(text, ITEM_TEXT);
	return item_from_person(data, &out, NULL) == IDENT_OK && !out.full;
}

static bool is_file(const char *word)
{
	struct stat about;
	return strcmp(word, "-") == 0 || (stat(word, &about) == 0 && S_ISREG(about.st_mode));
}

/* What is named like a picture is no misspelt code: why it cannot be opened is to be said. */
static bool looks_like_picture(const char *word)
{
	static const char *const ends[] = { ".png", ".jpg", ".jpeg" };
	size_t len = strlen(word);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (len > strlen(ends[i]) && strcasecmp(word + len - strlen(ends[i]), ends[i]) == 0)
			return true;
	return false;
}

static int from_picture(const struct call *call, const char *path, char text[static ITEM_TEXT])
{
	struct buf picture = { 0 };
	struct scan scan = { .count = 0 };
	struct cell cell = apart_cell();
	struct fault fault;
	int code = file_read(path, SCAN_FILE_MOST, &picture, &fault);
	if (code == 0)
		code = apart_picture(&cell, buf_written(&picture), NULL, &scan, &fault);
	int exit = code == 0 ? EXIT_NOT_FOUND : complain_fault(call, &fault);
	for (size_t i = 0; code == 0 && i < scan.count && exit != EXIT_DONE; i++)
		if (what_scanned(scan.codes[i].data, text))
			exit = EXIT_DONE;
	if (code == 0 && exit != EXIT_DONE)
		(void)complain(call, exit,
			scan.count ? _("%s: the code in this picture is not one of ours")
				   : _("%s: no code found in this picture"),
			path);
	scan_free(&scan);
	buf_free(&picture);
	cell_close(&cell);
	return exit;
}

int what_is(const struct call *call, const char *word, char text[static ITEM_TEXT])
{
	struct out out = out_into(text, ITEM_TEXT);
	size_t at = 0;
	enum ident_error error = item_from_person(span_of(word), &out, &at);
	if (error == IDENT_OK)
		return EXIT_DONE;
	if (is_file(word) || looks_like_picture(word))
		return from_picture(call, word, text);
	return complain(call, EXIT_USAGE, _("'%s': %s (at character %zu)"), word,
		words(ident_error_text(error)), at + 1);
}
