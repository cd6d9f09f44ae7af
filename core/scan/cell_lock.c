#include "core/scan/cell.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define HERE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define HERE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define HERE AUDIT_ARCH_RISCV64
#else
#error "cell_lock.c does not know this machine's system calls"
#endif

/* Of the words of a filter program: the offset of one of struct seccomp_data, low half first (all are LE). */
#define FIELD(name)       (unsigned)offsetof(struct seccomp_data, name)
#define LOAD(offset)      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define UNLESS(value, by) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(value), 0, (by))
#define ALLOW             BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define END               BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define MAY(name)         UNLESS(__NR_##name, 1), ALLOW
/* The third argument must not have PROT_EXEC. */
#define MAY_UNLESS_EXEC(name)                         \
	UNLESS(__NR_##name, 4), LOAD(FIELD(args[2])), \
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0), ALLOW, END

/*
 * Written out instead of taken from libseccomp: the list is two dozen names, and one library less stands
 * between a stranger's picture and the kernel.
 */
static struct sock_filter program[] = {
	LOAD(FIELD(arch)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, HERE, 1, 0),
	END,
	LOAD(FIELD(nr)),
	/* The socket, and an end. */
	MAY(read),
	MAY(write),
	MAY(exit_group),
	MAY(exit),
	/* Memory, never to be run. */
	MAY(brk),
	MAY(munmap),
	MAY(mremap),
	MAY(madvise),
	MAY_UNLESS_EXEC(mmap),
	MAY_UNLESS_EXEC(mprotect),
	/* Clocks, locks, and how libc dies. */
	MAY(clock_gettime),
	MAY(gettimeofday),
	MAY(futex),
	MAY(sched_yield),
	MAY(rt_sigreturn),
	MAY(rt_sigprocmask),
	MAY(rt_sigaction),
	MAY(sigaltstack),
	MAY(getpid),
	MAY(gettid),
	MAY(tgkill),
	MAY(restart_syscall),
	MAY(sysinfo), /* qsort asks how much memory there is */
	/* libc looks for tables of character sets for zbar, which does without. */
	UNLESS(__NR_openat, 1),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
	END,
};

static int limit(int resource, rlim_t most, struct fault *fault)
{
	struct rlimit both = { most, most };
	return setrlimit((__rlimit_resource_t)resource, &both) == 0
	               ? 0
	               : fault_set_errno(fault, FAULT_PEER, "the reader cannot be locked in");
}

int cell_lock(struct fault *fault)
{
	struct sock_fprog all = { sizeof(program) / sizeof(program[0]), program };
	int code = limit(RLIMIT_CORE, 0, fault);
	if (code == 0)
		code = limit(RLIMIT_FSIZE, 0, fault);
	if (code == 0)
		code = limit(RLIMIT_NOFILE, 0, fault);
	if (code == 0)
		code = limit(RLIMIT_NPROC, 0, fault);
	if (code == 0 && (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
				 prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
				 prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all, 0, 0) != 0))
		code = fault_set_errno(fault, FAULT_PEER, "the reader cannot be locked in");
	return code;
}
