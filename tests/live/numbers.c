/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Uses the numbers of processes, groups and sessions in every way that tells
 * them apart. As process 1 of a PID namespace it has numbers that are known.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A child that waits for its end; it leads a group of its own. */
static pid_t
sleeper(void)
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			pause();
	setpgid(pid, pid);
	return pid;
}

/* A group whose leader is gone: a child's child is in it, and waits. */
static pid_t
headless(int tell[2])
{
	pid_t pid = fork();

	if (pid == 0) {
		setpgid(0, 0);
		if (fork() != 0)
			_exit(0);
		close(tell[1]);
		for (;;)
			pause();
	}
	waitpid(pid, NULL, 0);
	return pid;
}

int
main(void)
{
	pid_t child = sleeper(), group;
	int tell[2];

	if (pipe(tell) < 0)
		return 1;
	getpid();
	getppid();
	getpgid(child);
	kill(child, 0);
	kill(-child, 0);
	getpriority(PRIO_PROCESS, (id_t)child);
	getpriority(PRIO_PGRP, (id_t)child);
	fcntl(tell[0], F_SETOWN, -child);
	fcntl(tell[0], F_GETOWN);
	syscall(SYS_tgkill, child, child, 0);
	syscall(SYS_kcmp, child, child, 0, 1, 1);
	group = headless(tell);
	kill(-group, 0);
	kill(group, 0);
	kill(30000, 0);
	kill(-group, SIGKILL);
	if (getpid() == 1)
		wait(NULL); /* orphans are ours */
	kill(child, SIGKILL);
	wait(NULL);
	puts("told");
	return 0;
}
