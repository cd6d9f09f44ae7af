#include "gateway/intake/inner.h"

static struct cached_station *slot_of(struct intake *intake, struct span name)
{
	uint32_t hash =
		2166136261u; /* FNV-1a: short names, no adversary (a clash is only a miss) */
	for (size_t i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)name.at[i]) * 16777619u;
	return &intake->cache[hash % INTAKE_CACHE];
}

static void administrator(const struct intake *intake, struct store_station *station)
{
	*station = (struct store_station){
		.trade = TRADE_ADMIN,
		.proof = PROOF_SIGNED,
		.has_key = true,
		.key = intake->settings.admin,
	};
	(void)span_copy(span_of(intake->settings.admin.name), station->name, sizeof(station->name));
}

int intake_station(
	struct intake *intake, struct span name, struct store_station *station, struct fault *fault)
{
	struct cached_station *slot = slot_of(intake, name);
	if (span_is(name, intake->settings.admin.name)) {
		administrator(intake, station);
		return 0;
	}
	if (span_is(name, intake->settings.gateway.pub.name))
		return fault_set(fault, FAULT_NOT_FOUND, "the gateway is no station");
	if (slot->registry != intake->registry || !span_is(name, slot->station.name)) {
		struct store_station found;
		int code = store_station_find(intake->store, name, &found, fault);
		if (code != 0)
			return code;
		slot->station = found;
		slot->registry = intake->registry;
	}
	*station = slot->station;
	return 0;
}

void intake_registry_changed(struct intake *intake)
{
	intake->registry++;
}
