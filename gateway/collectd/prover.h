/*
 * prover.h - threads that check signatures of a batch ahead of the writer.
 *
 * The writer adds the batch's messages with the keys they are to be proved with, starts, and asks for the proofs in
 * order. Who comes first to a message proves it: a prover, which then goes on to the next, or the writer
 * itself, so that it waits for one signature at most and never for a thread that does not run.
 * Threads  all calls are the writer's. Between prover_start and prover_end payloads must stay where they are.
 * Memory   bounded by the batch; without memory, or with no thread, there are no proofs ahead and
 *          nothing else changes.
 */
#ifndef PIGTRACE_GATEWAY_COLLECTD_PROVER_H
#define PIGTRACE_GATEWAY_COLLECTD_PROVER_H

#include "gateway/intake/intake.h"

struct prover;

int prover_open(struct prover **prover, int threads, struct fault *fault) MUST_CHECK;
/* NULL is allowed. */
void prover_close(struct prover *prover);

/* A new batch of `count` messages; false if nothing will be proved ahead. */
bool prover_reserve(struct prover *prover, size_t count) MUST_CHECK;
/* The next message; key NULL: there is nothing to prove. */
void prover_add(struct prover *prover, struct span payload, const struct note_public *key);
void prover_start(struct prover *prover);
/* Of the n-th message added, until prover_end; NULL if there is none. */
const struct intake_proof *prover_proof(struct prover *prover, size_t n);
/* No prover looks at the batch any more. */
void prover_end(struct prover *prover);

#endif
