/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ptrace back end: the loop from one stop to the next.
 *
 * A stop costs three system calls: wait4, PTRACE_GET_SYSCALL_INFO and
 * PTRACE_SYSCALL. Nothing else is done per stop: tasks are found in a map,
 * wake-ups are looked for in a variable, clocks are read only if asked for.
 *
 * The life of a launched command, as it is told: EV_BIRTH; its execve's
 * EV_ENTER, with EV_EXEC and EV_EXIT; whatever follows; EV_DEATH; EV_END. The
 * calls of our own child before its execve, and after one that failed, are
 * hidden; the reason of the failure is kept.
 *
 * A task can vanish at any moment (SIGKILL, or another thread's execve): every
 * ptrace call may say ESRCH, which only means that its death will be reported
 * by wait4.
 *
 * tracee->state is the truth about what may be done to a task: ptrace calls
 * are made only on STOPPED ones.
 */
#include "priv.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define NR_EXECVE_X86_64 59

/* ---- from stops to events ---------------------------------------------- */

/*
 * A task that cannot be restarted would stay stopped for ever: the trace is
 * over then, and everybody is let go.
 */
static void
restart(struct ptrace_capture *c, struct tracee *t, u32 signal)
{
	long r = ptrace_do(PTRACE_SYSCALL, t->tid, 0, signal);

	if (r < 0 && r != -ESRCH)
		c->broken = (int)r;
	else
		t->state = TRACEE_RUNNING;
}

/* A group-stop goes on as one. */
static void
listen(struct ptrace_capture *c, struct tracee *t)
{
	long r = ptrace_do(PTRACE_LISTEN, t->tid, 0, 0);

	if (r < 0 && r != -ESRCH)
		c->broken = (int)r;
	else
		t->state = TRACEE_LISTENING;
}

/* Calls about CPUs and schedulers see what they would see without us. */
static void
lend(struct ptrace_capture *c, struct tracee *t, const struct regs *r)
{
	struct tracee *other;
	enum place_call call;

	call = place_enter(&c->place, &t->place, t->tid, r->abi, r->nr);
	if (call == PLACE_PLAIN || call == PLACE_LENDS)
		return;
	other = tracee_find(c, live_pid(&t->live, (u32)r->args[0], DP_TID));
	if (other && other != t)
		place_give_back(&c->place, &other->place, other->tid,
				call == PLACE_SETS);
}

static void
saw(struct ptrace_capture *c, const struct tracee *t)
{
	links_saw(&c->links, t->abi, t->nr, t->arg0, c->follow);
}

/* The execve of the command is the first call that is shown. */
static bool
take_entry(struct ptrace_capture *c, struct tracee *t, const struct regs *r,
	   struct event *ev)
{
	t->in_call = true;
	t->quiet = false;
	t->abi = r->abi;
	t->nr = r->nr;
	t->arg0 = r->args[0];
	saw(c, t);
	if (t->hidden && !t->first_exec && r->abi == ABI_X86_64 &&
	    r->nr == NR_EXECVE_X86_64) {
		t->hidden = false;
		t->first_exec = true;
	}
	if (t->hidden)
		return false;
	lend(c, t, r);
	ev->kind = EV_ENTER;
	ev->enter.nr = r->nr;
	memcpy(ev->enter.args, r->args, sizeof(r->args));
	ev->enter.sp = r->sp;
	return true;
}

static bool
take_exit(struct ptrace_capture *c, struct tracee *t, const struct regs *r,
	  struct event *ev)
{
	if (!t->in_call)
		return false;
	t->in_call = false;
	if (t->hidden)
		return false;
	if (c->command == t->tid && t->first_exec) {
		t->first_exec = false;
		c->exec_error = r ? (int)r->err : 0;
		if (c->exec_error != 0) {
			/* Our own child's exit follows. */
			t->hidden = true;
			t->first_exec = true;
		}
	}
	if (t->quiet)
		return false;
	ev->kind = EV_EXIT;
	ev->exit.unavailable = !r;
	ev->exit.rval = 0;
	ev->exit.err = 0;
	ev->exit.began_ns = t->released_ns;
	if (r) {
		ev->exit.rval = t->abi == ABI_I386
					? (s64)num_cut((u64)r->rval, 4, false)
					: r->rval;
		ev->exit.err = r->err;
	}
	return true;
}

/* An entry of which nothing can be learnt; its exit is nothing to show. */
static bool
take_lost(struct tracee *t, struct event *ev)
{
	t->in_call = true;
	t->quiet = t->lost = true;
	if (t->hidden)
		return false;
	ev->kind = EV_LOST;
	ev->lost.count = 1;
	return true;
}

/* True: an event came of it. False: the task goes on, or is dying. */
static bool
take_syscall(struct ptrace_capture *c, struct tracee *t, struct event *ev)
{
	struct regs r;
	int err;

	if (!t->hidden)
		place_stop(&c->place, &t->place, t->tid);
	if (t->in_call)
		place_exit(&c->place, &t->place, t->tid);
	if (t->in_call)
		saw(c, t);
	/* What nobody wants to see need not be asked for. */
	if (t->in_call && t->quiet && !t->first_exec) {
		t->in_call = false;
		restart(c, t, 0);
		return false;
	}
	err = regs_get(t->tid, &c->info, t->in_call, t->abi, &r);
	if (err == -ESRCH)
		return false;
	if (err < 0 && !t->in_call) {
		if (take_lost(t, ev))
			return true;
		restart(c, t, 0);
		return false;
	}
	if (err == 0 && r.op == REGS_ENTRY
		    ? take_entry(c, t, &r, ev)
		    : take_exit(c, t, err ? NULL : &r, ev)) {
		ev->abi = t->abi;
		ev->ip = err ? 0 : r.ip;
		return true;
	}
	restart(c, t, 0);
	return false;
}

/* Where a task stands that is in no syscall-stop; 0: not known. */
static u64
ip_of(struct ptrace_capture *c, const struct tracee *t)
{
	struct regs r;

	if (!c->base.want_ip)
		return 0;
	return regs_get(t->tid, &c->info, t->in_call, t->abi, &r) < 0 ? 0
								      : r.ip;
}

static bool
take_signal(struct ptrace_capture *c, struct tracee *t, struct event *ev)
{
	long r;

	if (t->hidden) {
		/* not the command's yet: under -D, who made us ends */
		restart(c, t, t->stop.code);
		return false;
	}
	r = ptrace_do(PTRACE_GETSIGINFO, t->tid, 0, (u64)ev->signal.info);
	if (r == -ESRCH)
		return false;
	ev->kind = EV_SIGNAL;
	ev->abi = ABI_X86_64; /* ptrace gives siginfo in our own layout */
	ev->signal.signo = t->stop.code;
	ev->signal.has_info = r >= 0;
	ev->ip = ip_of(c, t);
	return true;
}

static char *
executable_of(u32 tid)
{
	char link[64], path[PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%u/exe", tid);
	n = readlink(link, path, sizeof(path));
	return n < 0 ? NULL : mem_strndup(path, (size_t)n);
}

static bool
take_exec(struct ptrace_capture *c, struct tracee *t, struct event *ev)
{
	t = follow_exec(c, t, &ev->exec.old_tid);
	place_give_back(&c->place, &t->place, t->tid, false);
	mem_free(c->exec_path);
	c->exec_path = c->base.want_path ? executable_of(t->tid) : NULL;
	ev->kind = EV_EXEC;
	ev->abi = t->abi;
	ev->exec.path = c->exec_path;
	return true;
}

static bool
take_death(struct ptrace_capture *c, struct tracee *t, int status,
	   struct event *ev)
{
	ev->kind = EV_DEATH;
	ev->death.killed = t->stop.kind == STOP_KILLED;
	ev->death.status = t->stop.code;
	ev->death.core = t->stop.core;
	/* It gave up before it could try. */
	if (t->tid == c->command && t->hidden && !c->exec_error)
		c->exec_error = ECANCELED;
	if (c->unborn)
		follow_orphans(c, t);
	tracee_died(c, t, status);
	return true;
}

static bool
take_stop(struct ptrace_capture *c, struct tracee *t, struct event *ev)
{
	t->stop = stop_classify(t->status);
	t->state = TRACEE_STOPPED;
	ev->tid = t->tid;
	ev->abi = t->abi;
	ev->ip = 0;
	ev->cpu_ns = t->cpu_ns;
	switch (t->stop.kind) {
	case STOP_SYSCALL:
		return take_syscall(c, t, ev);
	case STOP_SIGNAL:
		return take_signal(c, t, ev);
	case STOP_GROUP:
		ev->kind = EV_GROUP_STOP;
		ev->stop.signo = t->stop.code;
		ev->ip = ip_of(c, t);
		return true;
	case STOP_EXEC:
		return take_exec(c, t, ev);
	case STOP_EXITED:
	case STOP_KILLED:
		return take_death(c, t, t->status, ev);
	case STOP_EVENT:
		follow_birth(c, t);
		restart(c, t, 0);
		return false;
	case STOP_TRAP:
	case STOP_NOTHING:
		restart(c, t, 0);
		return false;
	}
	return false;
}

/*
 * Nobody is left to wait for, though not every end was told: a process goes on
 * without its traced leader if a thread that is not traced calls execve.
 */
static void
lose_all(struct ptrace_capture *c)
{
	size_t pos = 0;
	void *value;
	u64 tid;

	while (map_next(&c->tracees, &pos, &tid, &value)) {
		struct tracee *t = value;

		t->tell_detach = t->state != TRACEE_GONE && !t->unborn;
		tracee_gone(c, t);
	}
}

/* ---- the back end's vector --------------------------------------------- */

static int
give(struct ptrace_capture *c, struct event *ev)
{
	ev->ns = c->base.want_wall ? clock_wall_ns() : 0;
	ev->mono_ns = c->base.want_mono ? clock_mono_ns() : 0;
	return 1;
}

static int
give_birth(struct ptrace_capture *c, struct event *ev)
{
	const struct tracee *t = c->born.first;

	c->born.first = t->next;
	if (!c->born.first)
		c->born.last = NULL;
	ev->kind = EV_BIRTH;
	ev->tid = t->tid;
	ev->abi = t->abi;
	ev->ip = 0;
	ev->birth.parent = t->parent;
	ev->birth.tgid = t->tgid;
	ev->birth.flags = t->birth_flags;
	ev->birth.blocked = t->blocked;
	ev->birth.nr = t->nr;
	return give(c, ev);
}

static int
give_detach(struct ptrace_capture *c, const struct tracee *t, struct event *ev)
{
	ev->kind = EV_DETACH;
	ev->tid = t->tid;
	ev->abi = t->abi;
	ev->ip = 0;
	return give(c, ev);
}

static int
give_end(struct ptrace_capture *c, struct event *ev)
{
	ev->kind = EV_END;
	ev->tid = 0;
	ev->ip = 0;
	ev->abi = ABI_X86_64;
	return give(c, ev);
}

static void
tick(struct ptrace_capture *c, u64 now)
{
	size_t pos = 0;
	void *value;
	u64 key;

	while (map_next(&c->tracees, &pos, &key, &value)) {
		struct tracee *t = value;

		place_tick(&c->place, &t->place, t->tid);
	}
	if (c->place.shared)
		c->place.tick = now + PLACE_TICK_NS;
}

/* As wake_poll(), with a look at who shares a CPU for nothing. */
static int
poll_wakes(struct ptrace_capture *c, u64 deadline_ns)
{
	u64 now;
	int r;

	for (;;) {
		c->wake.period =
			c->place.shared ? PLACE_TICK_NS : WAKE_PERIOD_NS;
		r = wake_poll(&c->wake, u64_min(deadline_ns, c->place.tick));
		if (r != 0)
			return r;
		now = clock_mono_ns();
		if (now >= c->place.tick)
			tick(c, now);
		if (now >= deadline_ns)
			return 0;
	}
}

static int
ptrace_next(struct capture *cap, u64 deadline_ns, struct event *ret)
{
	struct ptrace_capture *c = (struct ptrace_capture *)cap;
	struct tracee *t;
	int r;

	for (;;) {
		t = c->gone ? tracee_sweep(c) : NULL;
		if (t)
			return give_detach(c, t, ret);
		if (c->broken)
			return c->broken;
		if (c->born.first)
			return give_birth(c, ret);
		r = poll_wakes(c, deadline_ns);
		if (r <= 0)
			return r;
		if (c->unborn && c->unborn == c->alive)
			follow_orphans(c, NULL);
		if (c->alive == 0)
			return give_end(c, ret);
		r = wait_next(c, &t);
		if (r == -ECHILD)
			lose_all(c);
		else if (r < 0)
			return r;
		if (r > 0 && take_stop(c, t, ret))
			return give(c, ret);
	}
}

static struct tracee *
tracee_of(struct ptrace_capture *c, const struct task *task)
{
	return task->capture ? task->capture : map_get(&c->tracees, task->tid);
}

static int
ptrace_resume(struct capture *cap, struct task *task, struct verdict v)
{
	struct ptrace_capture *c = (struct ptrace_capture *)cap;
	struct tracee *t = tracee_of(c, task);

	if (!t || t->state != TRACEE_STOPPED)
		return 0;
	if (v.own_cpus)
		place_give_back(&c->place, &t->place, t->tid, true);
	if (v.detach) {
		t->tell_detach = true;
		tracee_detach(c, t, v.signal);
		return 0;
	}
	if (t->stop.kind == STOP_SYSCALL)
		t->quiet = (v.quiet || t->lost) && t->in_call;
	t->lost = false;
	if (t->stop.kind == STOP_GROUP) {
		listen(c, t);
		return c->broken;
	}
	if (c->base.want_mono)
		t->released_ns = clock_mono_ns();
	restart(c, t, v.signal);
	return c->broken;
}

static struct view *
ptrace_view(struct capture *cap, struct task *task)
{
	struct tracee *t = tracee_of((struct ptrace_capture *)cap, task);

	if (!t)
		return NULL;
	task->capture = t;
	return &t->live.view;
}

static void
ptrace_detach_all(struct capture *cap)
{
	tracee_detach_all((struct ptrace_capture *)cap);
}

static void
ptrace_close(struct capture *cap)
{
	struct ptrace_capture *c = (struct ptrace_capture *)cap;

	tracee_detach_all(c);
	while (tracee_sweep(c))
		;
	wait_release(c);
	place_release(&c->place);
	wake_release(&c->wake);
	sockdiag_release(&c->diag);
	pidns_release(&c->pidns);
	links_release(&c->links);
	map_release(&c->tracees);
	buf_release(&c->launch_why);
	mem_free(c->exec_path);
	mem_free(c);
}

const struct capture_ops ptrace_ops = {
	.can = CAN_STOP,
	.next = ptrace_next,
	.resume = ptrace_resume,
	.view = ptrace_view,
	.detach_all = ptrace_detach_all,
	.close = ptrace_close,
};
