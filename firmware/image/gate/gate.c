/*
 * gate: a farm's passage. A panel reader's tags on the console line, a scale on the second: tag and steady weight
 * make one `weigh`. Without a scale in the passport (scale none) a tag makes one `move`: the animal went through.
 */
#include "firmware/image/teller.h"

static struct teller teller;

static void gate_open(struct unit *unit)
{
	struct gather_settings settings = gather_defaults();
	settings.weighs = teller_has_scale(unit);
	settings.kind = KIND_MOVE;
	teller_open(&teller, unit, "tag-ascii", &settings);
}

static void gate_line(struct unit *unit, struct span line)
{
	(void)unit;
	teller_line(&teller, line);
}

static void gate_step(struct unit *unit, int64_t now_ms)
{
	(void)unit;
	teller_step(&teller, now_ms);
}

const struct image image = { "gate", gate_open, gate_line, gate_step };
