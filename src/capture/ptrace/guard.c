/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guardian: a forked child that sleeps on a pipe until ctrace ends. If that
 * happened without a word (SIGKILL), the tasks that share a CPU are still in
 * the page that both map, and the guardian gives them their masks back. A tid
 * counts only with its start time: numbers are reused.
 *
 * The guardian holds nothing but the pipe: no terminal, no output of ours, no
 * signal meant for us. It belongs to no trace and is reaped by guard_end().
 */
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define GUARD_MAX 4096
#define STAT_MAX 1024
/* Fields of /proc/TID/stat, counted from the one behind the name: state. */
#define STAT_START 19
#define STAT_CPU 36

struct ward {
	u32 tid; /* 0: free */
	u64 start;
	cpu_set_t mask;
};

struct guard {
	struct ward *wards; /* GUARD_MAX, shared */
	u32 cpu;
	cpu_set_t whole;
	pid_t pid;
	int fd;	  /* ours: its end wakes the guardian */
	int free; /* where the search for a free ward begins */
};

bool
task_stat(u32 tid, u32 *ret_cpu, u64 *ret_start)
{
	char path[40], text[STAT_MAX], *p;
	u64 v[STAT_CPU + 1];
	ssize_t n;
	int fd, i;

	snprintf(path, sizeof(path), "/proc/%u/stat", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	/* The name may hold anything, blanks and parentheses too. */
	p = strrchr(text, ')');
	if (!p || p[1] != ' ' || !p[2])
		return false;
	for (i = 1, p += 3; i <= STAT_CPU && *p; i++)
		v[i] = strtoull(p, &p, 10);
	if (i <= STAT_CPU)
		return false;
	*ret_cpu = (u32)v[STAT_CPU];
	*ret_start = v[STAT_START];
	return true;
}

void
mask_give_back(u32 tid, u32 cpu, const cpu_set_t *mask, const cpu_set_t *whole)
{
	cpu_set_t now;

	if (sched_getaffinity((pid_t)tid, sizeof(now), &now) < 0 ||
	    CPU_COUNT(&now) != 1 || !CPU_ISSET(cpu, &now))
		return;
	if (CPU_EQUAL(mask, whole)) {
		memset(&now, 0xff, sizeof(now));
		mask = &now;
	}
	sched_setaffinity((pid_t)tid, sizeof(*mask), mask);
}

/* ---- the child --------------------------------------------------------- */

static void
keep_only(int fd)
{
	if (fd > 0)
		close_range(0, (unsigned)fd - 1, 0);
	close_range((unsigned)fd + 1, ~0u, 0);
}

_Noreturn static void
watch(struct guard *g, int fd)
{
	sigset_t all;
	char byte;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	setsid();
	prctl(PR_SET_NAME, "ctrace-guardian");
	keep_only(fd);
	while (read(fd, &byte, 1) < 0 && errno == EINTR)
		;
	for (int i = 0; i < GUARD_MAX; i++) {
		const struct ward *w = &g->wards[i];
		u64 start;
		u32 cpu;

		if (w->tid && task_stat(w->tid, &cpu, &start) &&
		    start == w->start)
			mask_give_back(w->tid, g->cpu, &w->mask, &g->whole);
	}
	_exit(0);
}

/* ---- the parent -------------------------------------------------------- */

struct guard *
guard_start(u32 cpu, const cpu_set_t *whole)
{
	struct guard *g = mem_zalloc(sizeof(*g));
	int fds[2];
	void *p;

	g->cpu = cpu;
	g->whole = *whole;
	p = mmap(NULL, GUARD_MAX * sizeof(struct ward), PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		goto no_page;
	g->wards = p;
	if (pipe2(fds, O_CLOEXEC) < 0)
		goto no_pipe;
	g->pid = fork();
	if (g->pid < 0)
		goto no_child;
	if (g->pid == 0) {
		close(fds[1]);
		watch(g, fds[0]);
	}
	close(fds[0]);
	g->fd = fds[1];
	return g;
no_child:
	close(fds[0]);
	close(fds[1]);
no_pipe:
	munmap(p, GUARD_MAX * sizeof(struct ward));
no_page:
	mem_free(g);
	return NULL;
}

int
guard_add(struct guard *g, u32 tid, u64 start, const cpu_set_t *mask)
{
	for (int k = 0; k < GUARD_MAX; k++) {
		int i = (g->free + k) % GUARD_MAX;
		struct ward *w = &g->wards[i];

		if (w->tid)
			continue;
		w->start = start;
		w->mask = *mask;
		/* The guardian must not see half of it. */
		__atomic_store_n(&w->tid, tid, __ATOMIC_RELEASE);
		g->free = (i + 1) % GUARD_MAX;
		return i;
	}
	return -ENOSPC;
}

void
guard_del(struct guard *g, int slot)
{
	__atomic_store_n(&g->wards[slot].tid, 0, __ATOMIC_RELEASE);
	g->free = slot;
}

bool
guard_is(const struct guard *g, u32 pid)
{
	return g && (u32)g->pid == pid;
}

void
guard_end(struct guard *g)
{
	if (!g)
		return;
	close(g->fd);
	while (waitpid(g->pid, NULL, 0) < 0 && errno == EINTR)
		;
	munmap(g->wards, GUARD_MAX * sizeof(struct ward));
	mem_free(g);
}
