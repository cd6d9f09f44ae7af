#include "gateway/collectd/prover.h"

#include "core/base/thread.h"

#include <stdlib.h>

#define WORTH_A_THREAD 2 /* messages to prove, below which waking one takes longer than the work */

enum job_state { JOB_NONE, JOB_WAITS, JOB_BUSY, JOB_DONE };

struct job {
	struct span payload;
	enum job_state state;
	struct intake_proof proof; /* its key from the beginning */
};

struct prover {
	pthread_mutex_t lock; /* for all below, but for a busy job's proof */
	pthread_cond_t work;
	pthread_cond_t done;
	struct job *jobs;
	size_t cap;
	size_t added;
	size_t wanted; /* of them, to be proved */
	size_t count;  /* provers go up to here */
	size_t next;   /* where provers go on */
	size_t busy;
	bool ending;
	int threads;
	pthread_t thread[];
};

static void prove(struct job *job)
{
	struct note_public key = job->proof.key;
	intake_prove(job->payload, &key, &job->proof);
}

/* Within the lock. */
static struct job *next_job(struct prover *prover)
{
	while (prover->next < prover->count) {
		struct job *job = &prover->jobs[prover->next++];
		if (job->state == JOB_WAITS)
			return job;
	}
	return NULL;
}

static void *run(void *context)
{
	struct prover *prover = context;
	(void)pthread_mutex_lock(&prover->lock);
	while (!prover->ending) {
		struct job *job = next_job(prover);
		if (!job) {
			(void)pthread_cond_wait(&prover->work, &prover->lock);
			continue;
		}
		job->state = JOB_BUSY;
		prover->busy++;
		(void)pthread_mutex_unlock(&prover->lock);
		prove(job);
		(void)pthread_mutex_lock(&prover->lock);
		job->state = JOB_DONE;
		prover->busy--;
		(void)pthread_cond_signal(&prover->done); /* the writer alone waits for it */
	}
	(void)pthread_mutex_unlock(&prover->lock);
	return NULL;
}

/* ---- life ---- */

int prover_open(struct prover **out, int threads, struct fault *fault)
{
	struct prover *prover =
		calloc(1, sizeof(*prover) + (size_t)threads * sizeof(prover->thread[0]));
	if (!prover)
		return fault_set(fault, FAULT_MEMORY, "no memory for the provers");
	(void)pthread_mutex_init(&prover->lock, NULL);
	(void)pthread_cond_init(&prover->work, NULL);
	(void)pthread_cond_init(&prover->done, NULL);
	while (prover->threads < threads) {
		int code = thread_start(&prover->thread[prover->threads], run, prover, fault);
		if (code != 0) {
			prover_close(prover);
			return code;
		}
		prover->threads++;
	}
	*out = prover;
	return 0;
}

void prover_close(struct prover *prover)
{
	if (!prover)
		return;
	(void)pthread_mutex_lock(&prover->lock);
	prover->ending = true;
	(void)pthread_cond_broadcast(&prover->work);
	(void)pthread_mutex_unlock(&prover->lock);
	for (int i = 0; i < prover->threads; i++)
		(void)pthread_join(prover->thread[i], NULL);
	(void)pthread_mutex_destroy(&prover->lock);
	(void)pthread_cond_destroy(&prover->work);
	(void)pthread_cond_destroy(&prover->done);
	free(prover->jobs);
	free(prover);
}

/* ---- a batch; provers sleep until it is started ---- */

bool prover_reserve(struct prover *prover, size_t count)
{
	prover->added = prover->wanted = 0;
	return prover->threads > 0 && count >= WORTH_A_THREAD &&
	       array_reserve(&prover->jobs, &prover->cap, count, sizeof(*prover->jobs));
}

void prover_add(struct prover *prover, struct span payload, const struct note_public *key)
{
	struct job *job = &prover->jobs[prover->added++];
	job->payload = payload;
	job->state = key ? JOB_WAITS : JOB_NONE;
	prover->wanted += key != NULL;
	if (key)
		job->proof.key = *key;
}

void prover_start(struct prover *prover)
{
	if (prover->wanted < WORTH_A_THREAD)
		return;
	(void)pthread_mutex_lock(&prover->lock);
	prover->next = 0;
	prover->count = prover->added;
	(void)pthread_cond_broadcast(&prover->work);
	(void)pthread_mutex_unlock(&prover->lock);
}

const struct intake_proof *prover_proof(struct prover *prover, size_t n)
{
	if (n >= prover->added)
		return NULL;
	struct job *job = &prover->jobs[n];
	(void)pthread_mutex_lock(&prover->lock);
	enum job_state found = job->state;
	if (found == JOB_WAITS)
		job->state = JOB_BUSY;
	while (job->state == JOB_BUSY && found != JOB_WAITS)
		(void)pthread_cond_wait(&prover->done, &prover->lock);
	(void)pthread_mutex_unlock(&prover->lock);
	if (found == JOB_WAITS)
		prove(job);
	return found == JOB_NONE ? NULL : &job->proof;
}

void prover_end(struct prover *prover)
{
	(void)pthread_mutex_lock(&prover->lock);
	prover->count = prover->next = 0;
	while (prover->busy > 0)
		(void)pthread_cond_wait(&prover->done, &prover->lock);
	(void)pthread_mutex_unlock(&prover->lock);
	prover->added = 0;
}
