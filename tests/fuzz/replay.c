/* Runs a fuzz target over every file of a directory: a corpus is a regression test. */
#include "core/base/file.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static int replay(const char *path)
{
	struct buf buf = { 0 };
	struct fault fault;
	if (file_read(path, (size_t)1 << 24, &buf, &fault) != 0) {
		(void)fprintf(stderr, "%s\n", fault.text);
		return 1;
	}
	/* An exact allocation, so that a read past the end is seen. */
	uint8_t *exact = malloc(buf.len ? buf.len : 1);
	if (!exact)
		return 1;
	for (size_t i = 0; i < buf.len; i++)
		exact[i] = (uint8_t)buf.at[i];
	(void)LLVMFuzzerTestOneInput(exact, buf.len);
	free(exact);
	buf_free(&buf);
	return 0;
}

int main(int argc, char **argv)
{
	size_t count = 0;
	if (argc != 2) {
		(void)fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
		return 2;
	}
	DIR *dir = opendir(argv[1]);
	if (!dir) {
		perror(argv[1]);
		return 1;
	}
	for (struct dirent *entry; (entry = readdir(dir));) {
		char path[PATH_MAX];
		if (entry->d_name[0] == '.')
			continue;
		int used = snprintf(path, sizeof(path), "%s/%s", argv[1], entry->d_name);
		if (used < 0 || (size_t)used >= sizeof(path) || replay(path) != 0)
			return 1;
		count++;
	}
	(void)closedir(dir);
	(void)printf("%zu inputs replayed\n", count);
	return count == 0; /* an empty corpus proves nothing */
}
