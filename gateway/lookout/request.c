#include "gateway/lookout/request.h"

#include <string.h>

/* The first line without its end; false if it is not all there. */
static bool cut_line(struct span *rest, struct span *line)
{
	if (!span_cut(rest, '\n', line))
		return false;
	if (line->len > 0 && line->at[line->len - 1] == '\r')
		line->len--;
	return true;
}

/* Is the blank line there? */
static bool head_is_whole(struct span rest)
{
	struct span line;
	while (cut_line(&rest, &line))
		if (line.len == 0)
			return true;
	return false;
}

static bool path_is_good(struct span path)
{
	if (path.len == 0 || path.at[0] != '/')
		return false;
	for (size_t i = 0; i < path.len; i++)
		if (path.at[i] <= ' ' || path.at[i] > '~')
			return false;
	return true;
}

static int parse_line(struct span line, struct request *request)
{
	struct span method, path, query;
	if (!span_cut(&line, ' ', &method) || !span_cut(&line, ' ', &path) || !path_is_good(path))
		return 400;
	if (!span_starts(line, "HTTP/"))
		return 400;
	if (!span_is(line, "HTTP/1.1") && !span_is(line, "HTTP/1.0"))
		return 505;
	bool head = span_is(method, "HEAD");
	if (!head && !span_is(method, "GET"))
		return 405;
	query = path;
	if (span_cut(&query, '?', &path))
		request->path = path;
	else
		request->path = query;
	request->head = head;
	return 200;
}

int request_parse(struct span bytes, struct request *request)
{
	struct span rest = bytes, line;
	if (bytes.len > 0 && memchr(bytes.at, '\0', bytes.len))
		return 400;
	if (!cut_line(&rest, &line) || !head_is_whole(rest))
		return bytes.len >= REQUEST_MOST ? 431 : 0;
	return parse_line(line, request);
}
