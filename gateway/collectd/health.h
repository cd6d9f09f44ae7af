/*
 * health.h - how the gateway fares: counted in the loop, told by a lookout (gateway/lookout).
 *
 *   /metrics   Prometheus text; health.c has the table of what is counted
 *   /healthz   200 while the loop turns: restarting helps against a 503
 *   /readyz    200 while what comes is stored and receipted; else 503 and why not, one line a trouble
 *
 * The loop only counts in memory and never waits; what must be looked up (sizes, gaps) is looked up by the
 * lookout's own thread when somebody asks, through a reader of its own, at most every HEALTH_CENSUS_MS.
 */
#ifndef PIGTRACE_GATEWAY_COLLECTD_HEALTH_H
#define PIGTRACE_GATEWAY_COLLECTD_HEALTH_H

#include "gateway/collectd/config.h"
#include "gateway/intake/intake.h"

#define HEALTH_CENSUS_MS 10000
#define HEALTH_STUCK_MS  120000 /* longer than connecting to a broker of several addresses */

struct health;

/* Why the gateway is not ready; each is a row of a table in health.c. */
enum trouble {
	TROUBLE_BROKER, /* not connected and subscribed */
	TROUBLE_STORE,  /* the last batch could not be committed */
	TROUBLE_DISK,   /* less room is left than is to be kept free */
	TROUBLE_COUNT
};

/* Do the settings name places that can be listened on? */
int health_check(const struct config *config, struct fault *fault) MUST_CHECK;
/* Listens from now on, where the settings say so. */
int health_open(
	struct health **health, const struct config *config, struct fault *fault) MUST_CHECK;
void health_close(struct health *health); /* NULL is allowed */

/* The loop has come round. */
void health_turn(struct health *health);
void health_trouble(struct health *health, enum trouble trouble, bool there);

/* Messages taken from the broker, and not yet committed. */
void health_waiting(struct health *health, size_t messages);
/* In a batch; counts with its commit. */
void health_refused(struct health *health, const struct rule *rule);
void health_committed(
	struct health *health, size_t messages, const struct intake_tally *tally, int64_t took_us);
/* So many stations' clocks are wrong now, in one direction. */
void health_clocks(struct health *health, bool ahead, size_t stations);
void health_rolled_back(struct health *health);
/* after_ms: since the first message of its batch had come. */
void health_receipt(struct health *health, int64_t after_ms);

#endif
