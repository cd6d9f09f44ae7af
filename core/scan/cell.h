/*
 * cell.h - a child process that can compute and answer, and nothing else: no files, no network, no programs,
 * bounded memory. For what must read bytes from strangers with libraries that were never fuzzed.
 *
 * Cell    a fork of this process with one socket to its parent. Every system call that is not on a short list
 *         ends it (seccomp-bpf), but that opening a file is only refused; so does a parent that is gone.
 * Trust   what it answers is anybody's: only its length is checked here.
 * After   a child that died or hung is reaped, and the next question is put to a new one.
 * Where   Linux on x86-64, arm64 or 64-bit RISC-V.
 */
#ifndef PIGTRACE_SCAN_CELL_H
#define PIGTRACE_SCAN_CELL_H

#include "core/base/buf.h"

#include <sys/types.h>

#define CELL_ASKED_MOST ((size_t)80 << 20)
#define CELL_MEMORY_MOST \
	((size_t)1 << 30) /* address space of the child beyond what the parent has */

/* Runs in the child. */
typedef void cell_work(struct span asked, struct buf *answer);

struct cell {
	cell_work *work;
	size_t answer_most; /* bytes */
	pid_t pid;          /* 0: none yet */
	int fd;
};

/* A child is started by the first question, or here, before there is anything in memory that it should not
 * inherit. */
int cell_start(struct cell *cell, struct fault *fault) MUST_CHECK;

/*
 * Put a question of several parts, one behind the other, and wait at most timeout_ms for all of the answer,
 * which is appended to *answer. FAULT_PEER: the child died, hung, or said too much; *answer as it was.
 */
int cell_ask(struct cell *cell, const struct span *parts, size_t part_count, int timeout_ms,
	struct buf *answer, struct fault *fault) MUST_CHECK;

void cell_close(struct cell *cell);

/* Forbid this process everything but to compute and to use the descriptors it has. FAULT_PEER: the kernel does not
 * offer that. Inside core/scan only: it cannot be undone. */
int cell_lock(struct fault *fault) MUST_CHECK;

#endif
