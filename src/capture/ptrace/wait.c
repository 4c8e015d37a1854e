/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waiting for the next stop, so that nobody starves.
 *
 * wait4 gives the first task of a list that has something to tell: with tasks
 * that stop again at once, those further down the list would never come. So
 * every eighth stop, and as long as that finds more than one, all that have
 * stopped are taken into a queue and served in turn. A task that is busy alone
 * costs one wait4 in eight more.
 *
 * Whoever we wait for and do not know is a child whose parent has not told of
 * it yet (follow.c) or, if we do not follow, was made our tracee by
 * CLONE_PTRACE: it is let go, else it would stay stopped for ever.
 */
#include "priv.h"

#include <errno.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#define TURNS 8

static void
let_stranger_go(u32 pid, struct stop s, int status)
{
	msg_debug("capture", "status 0x%x of unknown pid %u", (u32)status, pid);
	if (s.kind != STOP_EXITED && s.kind != STOP_KILLED)
		ptrace_do(PTRACE_DETACH, pid, 0,
			  s.kind == STOP_SIGNAL ? s.code : 0);
}

static void
sort_in(struct ptrace_capture *c, u32 pid, int status)
{
	struct tracee *t = tracee_find(c, pid);

	if (place_is_guardian(&c->place, pid))
		return;
	if (msg_debug_enabled())
		msg_debug("capture", "[wait(0x%06x) = %u] %s", (u32)status, pid,
			  stop_name(stop_classify(status).kind));
	if (!t && !c->follow) {
		let_stranger_go(pid, stop_classify(status), status);
		return;
	}
	if (!t) {
		t = tracee_new(c, pid, pid);
		t->unborn = true;
		c->unborn++;
	}
	if (c->base.want_cpu)
		t->cpu_ns = (u64)c->usage.ru_stime.tv_sec * 1000000000u +
			    (u64)c->usage.ru_stime.tv_usec * 1000u;
	if (t->unborn)
		t->status = status;
	else
		tracee_ready(c, t, status);
}

static pid_t
wait_status(struct ptrace_capture *c, int *status, int flags)
{
	return wait4(-1, status, __WALL | flags,
		     c->base.want_cpu ? &c->usage : NULL);
}

/* Everybody who has stopped by now comes in turn. */
static void
drain(struct ptrace_capture *c)
{
	u32 n = 0, most = c->alive;
	int status;
	pid_t pid;

	while (n < most && (pid = wait_status(c, &status, WNOHANG)) > 0) {
		sort_in(c, (u32)pid, status);
		n++;
	}
	c->drain = n > 0;
	c->since_drain = 0;
}

int
wait_next(struct ptrace_capture *c, struct tracee **ret)
{
	int status;
	pid_t pid;

	if (!c->ready.first) {
		pid = wait_status(c, &status, 0);
		if (pid < 0)
			return errno == EINTR ? 0 : -errno;
		sort_in(c, (u32)pid, status);
		if (c->alive > 1 && (c->drain || ++c->since_drain >= TURNS))
			drain(c);
	}
	*ret = tracee_take_ready(c);
	return *ret ? 1 : 0;
}
