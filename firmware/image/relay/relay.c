/* relay: keeps and sends whole event lines of another machine at its console. The first image on a new board. */
#include "firmware/image/unit.h"

static void relay_open(struct unit *unit)
{
	(void)unit;
}

static void relay_line(struct unit *unit, struct span line)
{
	int64_t boot, up_ms;
	if (dating_parse(line, &boot, &up_ms))
		unit_refuse("undated"); /* of a start of somebody else's */
	else
		unit_keep(unit, line);
}

static void relay_step(struct unit *unit, int64_t now_ms)
{
	(void)unit;
	(void)now_ms;
}

const struct image image = { "relay", relay_open, relay_line, relay_step };
