/* Days as a page writes them. */
#include "core/view/page_work.h"

#include <string.h>

#define DATE_LEN 10 /* YYYY-MM-DD */
#define YEAR_LEN 5  /* YYYY- */

void page_day(struct buf *into, struct moment moment)
{
	char text[MOMENT_TEXT];
	struct out out = out_into(text, sizeof(text));
	moment_format(&out, moment);
	buf_bytes(into, text, DATE_LEN);
}

void page_day_number(struct buf *into, int64_t number)
{
	struct day day = day_from_number(number);
	buf_format(into, "%04d-%02d-%02d", day.year, day.month, day.mday);
}

void page_days(struct buf *into, struct moment first, struct moment last)
{
	char a[MOMENT_TEXT], b[MOMENT_TEXT];
	struct out out_a = out_into(a, sizeof(a)), out_b = out_into(b, sizeof(b));
	moment_format(&out_a, first);
	moment_format(&out_b, last);
	buf_bytes(into, a, DATE_LEN);
	if (memcmp(a, b, DATE_LEN) == 0)
		return;
	size_t shared = memcmp(a, b, YEAR_LEN) == 0 ? YEAR_LEN : 0;
	buf_text(into, " – ");
	buf_bytes(into, b + shared, DATE_LEN - shared);
}
