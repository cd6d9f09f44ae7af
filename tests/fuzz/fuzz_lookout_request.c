/*
 * Any bytes as a request: a path lies in them and is printable; asked for again by itself it is the same; and
 * more bytes never take back what a whole request said.
 */
#include "gateway/lookout/request.h"

#include <stdlib.h>

#include "core/base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void demand(bool held)
{
	if (!held)
		abort();
}

static void check_path(struct span path, struct span bytes)
{
	demand(path.len > 0 && path.at[0] == '/');
	demand(path.at >= bytes.at && path.at + path.len <= bytes.at + bytes.len);
	for (size_t i = 0; i < path.len; i++)
		demand(path.at[i] > ' ' && path.at[i] <= '~' && path.at[i] != '?');
}

static void check_again(const struct request *request)
{
	struct buf again = { 0 };
	struct request back = { 0 };
	buf_format(&again, "%s %.*s HTTP/1.1\r\n\r\n", request->head ? "HEAD" : "GET",
		(int)request->path.len, request->path.at);
	demand(!again.failed);
	demand(request_parse(buf_written(&again), &back) == 200);
	demand(span_equal(back.path, request->path) && back.head == request->head);
	buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct span all = { (const char *)bytes, len };
	struct request request = { 0 }, early = { 0 };
	int status = request_parse(all, &request);
	demand(status == 0 || status == 200 || status == 400 || status == 405 || status == 431 ||
		status == 505);
	demand(status != 0 || len < REQUEST_MOST);
	if (status == 200) {
		check_path(request.path, all);
		check_again(&request);
	}
	if (len > 1 && request_parse((struct span){ all.at, len / 2 }, &early) == 200)
		demand(status == 400 || (status == 200 && span_equal(early.path, request.path)));
	return 0;
}
