/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The least that a ptrace tracer of system calls can do: wait, ask what the
 * stop is about, go on. What a tracer costs beyond this is its own.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static int
loop(pid_t pid)
{
	struct __ptrace_syscall_info info;
	int status;

	for (;;) {
		if (waitpid(pid, &status, __WALL) < 0)
			return 1;
		if (!WIFSTOPPED(status))
			return WEXITSTATUS(status);
		ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
		ptrace(PTRACE_SYSCALL, pid, 0, 0);
	}
}

int
main(int argc, char **argv)
{
	pid_t pid;
	int status;

	if (argc < 2)
		return 1;
	pid = fork();
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		execvp(argv[1], argv + 1);
		_exit(1);
	}
	if (pid < 0 || waitpid(pid, &status, __WALL) < 0) {
		fprintf(stderr, "bare: %s\n", strerror(errno));
		return 1;
	}
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	return loop(pid);
}
