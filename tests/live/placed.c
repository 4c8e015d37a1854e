/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs that look at where they may run while they make many calls, by
 * name: a tracer that shares a CPU with them must not be seen by it. Each
 * prints its own answer, which is the same without a tracer.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define DENSE 100 /* calls; a trial takes fewer */

static cpu_set_t before;

static void
dense(void)
{
	for (int i = 0; i < DENSE; i++)
		syscall(SYS_getppid);
}

/* The mask is what it was when the program started. */
static int
is_true(void)
{
	cpu_set_t now;

	return sched_getaffinity(0, sizeof(now), &now) == 0 &&
	       CPU_EQUAL(&now, &before);
}

/* Asks n times. */
static int
asks(int n)
{
	int ok = 0;

	for (int i = 0; i < n; i++) {
		dense();
		ok += is_true();
	}
	printf("%d of %d\n", ok, n);
	return 0;
}

_Noreturn static void
child(void)
{
	_exit(is_true() ? 5 : 6);
}

/* A child of vfork must not return from where it was born. */
static void
bear_by_vfork(void)
{
	if (vfork() == 0)
		child();
}

static void
bear(int how)
{
	unsigned long args[8] = {0, 0, 0, 0, SIGCHLD};
	long pid;

	if (how == 0)
		pid = fork();
	else if (how == 1) /* CLONE_UNTRACED */
		pid = syscall(SYS_clone, 0x00800000 | SIGCHLD, 0, 0, 0, 0);
	else
		pid = syscall(SYS_clone3, args, 64);
	if (pid == 0)
		child();
}

static void *
in_thread(void *arg)
{
	*(int *)arg = is_true();
	return NULL;
}

/* What it gives birth to, n times in each of five ways, has the true mask. */
static int
births(int n)
{
	int ok = 0, status, is = 0;
	pthread_t t;

	for (int i = 0; i < 4 * n; i++) {
		dense();
		if (i % 4 == 3)
			bear_by_vfork();
		else
			bear(i % 4);
		if (wait(&status) > 0 && WEXITSTATUS(status) == 5)
			ok++;
	}
	for (int i = 0; i < n; i++) {
		dense();
		pthread_create(&t, NULL, in_thread, &is);
		pthread_join(t, NULL);
		ok += is;
	}
	printf("%d of %d\n", ok, 5 * n);
	return 0;
}

/* A mask that the program sets itself stays. */
static int
sets(int n)
{
	cpu_set_t one, now;
	int cpu, ok = 0;

	dense();
	for (cpu = CPU_SETSIZE - 1; cpu > 0 && !CPU_ISSET(cpu, &before); cpu--)
		;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
	for (int i = 0; i < n; i++) {
		dense();
		sched_getaffinity(0, sizeof(now), &now);
		ok += CPU_EQUAL(&now, &one) && sched_getcpu() == cpu;
	}
	sched_setaffinity(0, sizeof(before), &before);
	dense();
	printf("%d of %d, %d\n", ok, n, is_true());
	return 0;
}

/* SCHED_DEADLINE is refused to tasks that may not run everywhere. */
static int
deadline(int n)
{
	struct {
		unsigned size, policy;
		unsigned long long flags;
		int nice;
		unsigned priority;
		unsigned long long runtime, deadline, period;
	} attr = {48, 6, 0, 0, 0, 1000000, 10000000, 10000000};

	(void)n;
	dense();
	printf("%d\n", syscall(SYS_sched_setattr, 0, &attr, 0) < 0 ? errno : 0);
	return 0;
}

/* As libnuma does. */
static int
reads_status(int n)
{
	char line[256];
	FILE *f;

	for (int i = 0; i < n; i++) {
		dense();
		f = fopen("/proc/self/status", "r");
		while (f && fgets(line, sizeof(line), f))
			if (!strncmp(line, "Cpus_allowed_list:", 18))
				fputs(line, stdout);
		if (f)
			fclose(f);
	}
	return 0;
}

static volatile sig_atomic_t enough;

static void
on_enough(int sig)
{
	(void)sig;
	enough = 1;
}

static void *
spinning(void *arg)
{
	while (!enough)
		dense();
	return arg;
}

/* Two busy threads and their process, until SIGUSR2. */
static int
spins(int n)
{
	pthread_t t[2];

	(void)n;
	signal(SIGUSR2, on_enough);
	for (int i = 0; i < 2; i++)
		pthread_create(&t[i], NULL, spinning, NULL);
	puts("ready");
	fflush(stdout);
	spinning(NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	printf("%d\n", is_true());
	return 0;
}

/* A busy child's mask, asked for n times by its number. */
static int
asks_child(int n)
{
	cpu_set_t now;
	pid_t pid;
	int ok = 0;

	pid = fork();
	while (pid == 0)
		dense();
	for (int i = 0; i < n; i++) {
		dense();
		ok += sched_getaffinity(pid, sizeof(now), &now) == 0 &&
		      CPU_EQUAL(&now, &before);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	printf("%d of %d\n", ok, n);
	return 0;
}

static const struct {
	const char *name;
	int (*fn)(int n);
} all[] = {
	{"asks", asks},		{"asks_child", asks_child},
	{"births", births},	{"sets", sets},
	{"deadline", deadline}, {"reads_status", reads_status},
	{"spins", spins},
};

int
main(int argc, char **argv)
{
	int n = argc > 2 ? atoi(argv[2]) : 0;

	sched_getaffinity(0, sizeof(before), &before);
	for (unsigned i = 0; argc > 1 && i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i].name, argv[1]))
			return all[i].fn(n);
	return 99;
}
