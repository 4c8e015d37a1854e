/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs a command where something is refused, as sandboxes and old kernels do:
 *
 *   limited WHAT... -- CMD ARGS
 *
 * WHAT: syscall-info (PTRACE_GET_SYSCALL_INFO fails with EIO), vm-read
 * (process_vm_readv fails with EPERM), seize (PTRACE_SEIZE fails with EPERM),
 * pidns-ioctl (NS_GET_PID_FROM_PIDNS fails with ENOTTY).
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOAD(what) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (what))
#define UNLESS(k, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (k), 0, (skip))
#define RETURN(k) BPF_STMT(BPF_RET | BPF_K, (k))
#define NR offsetof(struct seccomp_data, nr)
#define ARCH offsetof(struct seccomp_data, arch)
#define ARG(n) (offsetof(struct seccomp_data, args) + 8 * (n))
#define ANY (-1)

/* The call, if its n-th argument is `value`; n may be ANY. */
static int
refuse(unsigned nr, int n, unsigned value, int error)
{
	struct sock_filter code[] = {
		LOAD(ARCH),
		UNLESS(AUDIT_ARCH_X86_64, 5),
		LOAD(NR),
		UNLESS(nr, 3),
		LOAD(ARG(n < 0 ? 0 : (unsigned)n)),
		UNLESS(value, 1),
		RETURN(SECCOMP_RET_ERRNO | (unsigned)error),
		RETURN(SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = {sizeof(code) / sizeof(*code), code};

	if (n == ANY)
		code[5] = (struct sock_filter)BPF_STMT(BPF_MISC | BPF_TAX, 0);
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog);
}

static int
refuse_what(const char *what)
{
	if (!strcmp(what, "syscall-info"))
		return refuse(SYS_ptrace, 0, 0x420e, EIO);
	if (!strcmp(what, "seize"))
		return refuse(SYS_ptrace, 0, 0x4206, EPERM);
	if (!strcmp(what, "vm-read"))
		return refuse(SYS_process_vm_readv, ANY, 0, EPERM);
	if (!strcmp(what, "pidns-ioctl"))
		return refuse(SYS_ioctl, 1, 0x8004b706, ENOTTY);
	errno = EINVAL;
	return -1;
}

int
main(int argc, char **argv)
{
	int i;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return 127;
	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (refuse_what(argv[i]) < 0) {
			perror(argv[i]);
			return 127;
		}
	if (i + 1 >= argc)
		return 127;
	execvp(argv[i + 1], argv + i + 1);
	perror(argv[i + 1]);
	return 127;
}
