#include "core/ident/digital_link.h"

#include <string.h>

#include "core/ident/check.h"

/* Offsets in here count from the beginning of the URI: a "path" span begins there too. */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alphanumeric(char c)
{
	return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* Bytes of "http://" or "https://" at the beginning, in either case of letters; else 0. */
static size_t scheme_len(struct span uri)
{
	static const char *const schemes[] = { "http://", "https://" };
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t len = strlen(schemes[i]);
		size_t same = 0;
		while (same < len && same < uri.len &&
			(uri.at[same] == schemes[i][same] ||
				(is_alphanumeric(uri.at[same]) &&
					(uri.at[same] | 0x20) == schemes[i][same])))
			same++;
		if (same == len)
			return len;
	}
	return 0;
}

/* The host from *at on, as a name or [address]; *at moves behind it. */
static enum ident_error read_host(struct span uri, size_t *at)
{
	size_t start = *at;
	bool bracket = start < uri.len && uri.at[start] == '[';
	const char *marks = bracket ? ":." : "-._";
	size_t pos = start + bracket;
	while (pos < uri.len && (is_alphanumeric(uri.at[pos]) || is_one_of(uri.at[pos], marks)))
		pos++;
	bool empty = pos == start + bracket;
	*at = pos;
	if (empty)
		return IDENT_FORM;
	if (bracket && (pos == uri.len || uri.at[pos] != ']'))
		return IDENT_FORM;
	*at += bracket;
	return IDENT_OK;
}

/* host[:port] from *at to the end of the authority; *at moves there, or to what is wrong. */
static enum ident_error read_authority(struct span uri, size_t *at)
{
	size_t start = *at;
	size_t end = start;
	while (end < uri.len && !is_one_of(uri.at[end], "/?#"))
		end++;
	struct span authority = { uri.at, end };
	const char *user = memchr(uri.at + start, '@', end - start);
	if (user) {
		*at = (size_t)(user - uri.at);
		return IDENT_FORM;
	}
	if (read_host(authority, at) != IDENT_OK)
		return IDENT_FORM;
	if (*at < end && uri.at[*at] == ':')
		for ((*at)++; *at < end && is_digit(uri.at[*at]); (*at)++)
			;
	return *at == end ? IDENT_OK : IDENT_FORM;
}

/* The segment behind the '/' at *pos, which moves to the next '/' or the end of the path. */
static bool next_segment(struct span path, size_t *pos, struct span *segment)
{
	if (*pos >= path.len)
		return false;
	size_t start = *pos + 1;
	size_t end = start;
	while (end < path.len && path.at[end] != '/')
		end++;
	*segment = (struct span){ path.at + start, end - start };
	*pos = end;
	return true;
}

static bool take_segment(struct span path, size_t *pos, const char *name)
{
	size_t behind = *pos;
	struct span segment;
	if (!next_segment(path, &behind, &segment) || !span_is(segment, name))
		return false;
	*pos = behind;
	return true;
}

static enum ident_error decode_char(struct span coded, size_t *at, char *c)
{
	size_t pos = *at;
	size_t step = 1;
	*c = coded.at[pos];
	if (*c == '%') {
		int high = pos + 2 < coded.len ? hex_digit(coded.at[pos + 1]) : -1;
		int low = pos + 2 < coded.len ? hex_digit(coded.at[pos + 2]) : -1;
		if (high < 0 || low < 0)
			return IDENT_ESCAPE;
		*c = (char)(high * 16 + low);
		step = 3;
	}
	if (gs1_x_check((struct span){ c, 1 }, NULL) != IDENT_OK)
		return IDENT_CHARACTER;
	*at += step;
	return IDENT_OK;
}

/* A lot or serial: the next segment, decoded. */
static enum ident_error read_x(
	struct span path, size_t *pos, char out[static GS1_X_TEXT], size_t *at)
{
	struct span coded;
	size_t used = 0;
	if (!next_segment(path, pos, &coded))
		return ident_refuse(IDENT_FORM, path.len, at);
	size_t start = (size_t)(coded.at - path.at);
	if (coded.len == 0)
		return ident_refuse(IDENT_EMPTY, start, at);
	for (size_t i = 0; i < coded.len;) {
		char c;
		size_t before = i;
		enum ident_error error = decode_char(coded, &i, &c);
		if (error == IDENT_OK && used == GS1_X_MOST)
			error = IDENT_LENGTH;
		if (error != IDENT_OK)
			return ident_refuse(error, start + before, at);
		out[used++] = c;
	}
	out[used] = '\0';
	return IDENT_OK;
}

/* The next segment as a key of len digits, copied to out. */
static enum ident_error read_key(struct span path, size_t *pos, char *out, size_t len, size_t *at)
{
	struct span key;
	if (!next_segment(path, pos, &key))
		return ident_refuse(IDENT_FORM, path.len, at);
	enum ident_error error =
		len == GTIN_LEN ? gtin_parse(key, out, at) : gs1_key_check(key, len, at);
	if (error == IDENT_OK && len != GTIN_LEN)
		(void)span_copy(key, out, len + 1);
	return ident_shift(error, (size_t)(key.at - path.at), at);
}

static enum ident_error read_gtin(
	struct span path, size_t *pos, struct digital_link *link, size_t *at)
{
	enum ident_error error = read_key(path, pos, link->gtin, GTIN_LEN, at);
	if (error == IDENT_OK && take_segment(path, pos, "10"))
		error = read_x(path, pos, link->lot, at);
	if (error == IDENT_OK && take_segment(path, pos, "21"))
		error = read_x(path, pos, link->serial, at);
	return error;
}

static enum ident_error read_sscc(
	struct span path, size_t *pos, struct digital_link *link, size_t *at)
{
	return read_key(path, pos, link->sscc, SSCC_LEN, at);
}

static enum ident_error read_gln(
	struct span path, size_t *pos, struct digital_link *link, size_t *at)
{
	return read_key(path, pos, link->gln, GLN_LEN, at);
}

/* Read the path from the '/' at pos to its end; IDENT_UNKNOWN if no key begins there. */
static enum ident_error read_from(
	struct span path, size_t pos, struct digital_link *link, size_t *at)
{
	static const struct {
		const char *name;
		enum ident_error (*read)(
			struct span path, size_t *pos, struct digital_link *link, size_t *at);
	} keys[] = { { "01", read_gtin }, { "00", read_sscc }, { "414", read_gln } };
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!take_segment(path, &pos, keys[i].name))
			continue;
		enum ident_error error = keys[i].read(path, &pos, link, at);
		if (error == IDENT_OK && pos != path.len)
			error = ident_refuse(IDENT_FORM, pos + 1, at);
		return error;
	}
	return IDENT_UNKNOWN;
}

/* Whether a failed reading got as far as a key, so that its error is worth telling. */
static bool has_key(const struct digital_link *link, enum ident_error error)
{
	return link->gtin[0] || link->sscc[0] || link->gln[0] || error == IDENT_CHECK_DIGIT;
}

/* The rightmost complete reading of the path that begins at offset `from`. */
static enum ident_error read_path(
	struct span path, size_t from, struct digital_link *link, size_t *at)
{
	enum ident_error first = IDENT_FORM;
	size_t first_at = path.len;
	bool told = false;
	bool keyed = false;
	for (size_t pos = path.len; pos-- > from;) {
		struct digital_link read = { 0 };
		size_t read_at = 0;
		if (path.at[pos] != '/')
			continue;
		enum ident_error error = read_from(path, pos, &read, &read_at);
		if (error == IDENT_UNKNOWN)
			continue;
		if (error == IDENT_OK) {
			read.base = (struct span){ path.at, pos };
			*link = read;
			return IDENT_OK;
		}
		bool better = !keyed && has_key(&read, error);
		if (!told || better) {
			first = error;
			first_at = read_at;
		}
		told = true;
		keyed = keyed || better;
	}
	return ident_refuse(first, first_at, at);
}

enum ident_error digital_link_parse(struct span uri, struct digital_link *link, size_t *at)
{
	struct digital_link read;
	if (uri.len == 0)
		return ident_refuse(IDENT_EMPTY, 0, at);
	size_t pos = scheme_len(uri);
	if (pos == 0)
		return ident_refuse(IDENT_FORM, 0, at);
	if (uri.len > DIGITAL_LINK_MOST)
		return ident_refuse(IDENT_LENGTH, DIGITAL_LINK_MOST, at);
	for (size_t i = 0; i < uri.len; i++) /* RFC 3986 section 2 */
		if (!is_alphanumeric(uri.at[i]) && !is_one_of(uri.at[i], "-._~:/?#[]@!$&'()*+,;=%"))
			return ident_refuse(IDENT_CHARACTER, i, at);
	if (read_authority(uri, &pos) != IDENT_OK)
		return ident_refuse(IDENT_FORM, pos, at);

	struct span rest = uri;
	struct span path = uri;
	if (span_cut(&rest, '#', &path))
		rest = path;
	struct span query = span_cut(&rest, '?', &path) ? rest : (struct span){ 0 };
	enum ident_error error = read_path(path, pos, &read, at);
	if (error != IDENT_OK)
		return error;
	read.query = query;
	*link = read;
	return IDENT_OK;
}

/* Everything but what RFC 3986 calls unreserved is escaped. */
static void put_coded(struct out *out, const char *name, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";
	if (!*text)
		return;
	out_text(out, name);
	for (; *text; text++) {
		if (is_alphanumeric(*text) || is_one_of(*text, "-._~")) {
			out_char(out, *text);
			continue;
		}
		out_char(out, '%');
		out_char(out, hex[(unsigned char)*text >> 4]);
		out_char(out, hex[(unsigned char)*text & 15]);
	}
}

void digital_link_format(struct out *out, struct span base, const struct digital_link *link)
{
	out_span(out, base);
	put_coded(out, "/01/", link->gtin);
	put_coded(out, "/10/", link->lot);
	put_coded(out, "/21/", link->serial);
	put_coded(out, "/00/", link->sscc);
	put_coded(out, "/414/", link->gln);
}
