/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waiting for the next stop, so that nobody starves and many cost little.
 *
 * wait4 gives the first task of a list that has something to tell: with tasks
 * that stop again at once, those further down the list would never come. So
 * now and then all that have stopped are taken into a queue and served in turn:
 * at each wait as long as that finds more than one, ever more rarely if not. A
 * task that is busy alone costs one wait4 in 64 more.
 *
 * The list is walked twice for each wait; with a thousand tasks that sleep this
 * is what a trace would spend its time with. From MANY tasks on, SIGCHLD is
 * blocked and waited for instead: it tells who has stopped, and to wait for
 * one task by its number takes the kernel one step. But a signal that comes
 * while another one is pending is lost, and with it the word of that stop. So
 * everybody is looked at now and then all the same: the more often the more
 * that finds (who stops again at once is else told of alone, and those that
 * have stopped meanwhile wait), ever more rarely while it finds nobody, and
 * when nothing has come for a while.
 *
 * A signal per stop costs as much as half a stop. So when for long only one
 * task has stopped, it is waited for by its number, with a tick that ends the
 * wait to look at the others: solo. One that has stopped, or one tick without
 * a stop, ends it.
 *
 * Whoever we wait for and do not know is a child whose parent has not told of
 * it yet (follow.c) or, if we do not follow, was made our tracee by
 * CLONE_PTRACE: it is let go, else it would stay stopped for ever.
 */
#include "priv.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#define TURNS_MAX 64
#define MANY 64 /* tasks from which on SIGCHLD is waited for; half: no more */
#define SWEEP_MIN 16
#define SWEEP_MAX 1024
#define SOLO_AFTER 512 /* stops of one task */
#define PATIENCE_MIN_NS 500000u
#define PATIENCE_MAX_NS 20000000u

static void
let_stranger_go(u32 pid, struct stop s, int status)
{
	msg_debug("capture", "status 0x%x of unknown pid %u", (u32)status, pid);
	if (s.kind != STOP_EXITED && s.kind != STOP_KILLED)
		ptrace_do(PTRACE_DETACH, pid, 0,
			  s.kind == STOP_SIGNAL ? s.code : 0);
}

/* A thread of ours has called execve; its leader was not traced. */
static bool
is_exec_of_ours(struct ptrace_capture *c, u32 pid, int status)
{
	unsigned long old;

	return stop_classify(status).kind == STOP_EXEC &&
	       ptrace_do(PTRACE_GETEVENTMSG, pid, 0, (u64)&old) == 0 &&
	       tracee_find(c, (u32)old);
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
	if (!t && is_exec_of_ours(c, pid, status))
		t = tracee_new(c, pid, pid);
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
wait_status(struct ptrace_capture *c, pid_t pid, int *status, int flags)
{
	return wait4(pid, status, __WALL | flags,
		     c->base.want_cpu ? &c->usage : NULL);
}

/* Everybody who has stopped by now comes in turn. How many there were. */
static u32
drain(struct ptrace_capture *c)
{
	u32 n = 0, most = c->alive;
	int status;
	pid_t pid;

	while (n < most && (pid = wait_status(c, -1, &status, WNOHANG)) > 0) {
		sort_in(c, (u32)pid, status);
		n++;
	}
	return n;
}

/* ---- a few tasks --------------------------------------------------------- */

static int
wait_for_any(struct ptrace_capture *c)
{
	int status;
	pid_t pid = wait_status(c, -1, &status, 0);

	if (pid < 0)
		return errno == EINTR ? 0 : -errno;
	sort_in(c, (u32)pid, status);
	if (c->alive > 1 && ++c->since_drain >= c->drain_every) {
		if (drain(c) > 0)
			c->drain_every = 1;
		else if (c->drain_every < TURNS_MAX)
			c->drain_every *= 2;
		c->since_drain = 0;
	}
	return 0;
}

/* ---- many tasks ---------------------------------------------------------- */

static sigset_t
child_signal(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	return set;
}

/*
 * SIGCHLD ignored would make the kernel reap children before we see them. And
 * only who waits by signal needs one at each stop: without it a stop costs
 * less.
 */
void
wait_signal_stops(bool on)
{
	struct sigaction sa;

	if (sigaction(SIGCHLD, NULL, &sa) < 0 ||
	    (sa.sa_handler != SIG_IGN && sa.sa_handler != SIG_DFL))
		return;
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = SIG_DFL;
	sa.sa_flags = on ? 0 : SA_NOCLDSTOP;
	sigaction(SIGCHLD, &sa, NULL);
}

/* Signals were lost meanwhile: everybody is looked at next. */
static void
end_solo(struct ptrace_capture *c)
{
	wake_tick(&c->wake, false);
	c->many.solo = false;
	c->many.same = 0;
	c->many.since = c->many.every = SWEEP_MIN;
}

static void
set_many(struct ptrace_capture *c, bool on)
{
	sigset_t set = child_signal();

	wait_signal_stops(on);
	sigprocmask(on ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
	if (c->many.solo)
		end_solo(c);
	c->many.on = on;
	c->many.since = c->many.every = SWEEP_MIN; /* at once */
	c->many.patience_ns = PATIENCE_MIN_NS;
}

static u32
sweep(struct ptrace_capture *c)
{
	u32 n = drain(c);

	c->many.since = 0;
	if (n > 0)
		c->many.every = n < SWEEP_MIN ? SWEEP_MIN / n : 1;
	else if (c->many.idle && c->many.every < SWEEP_MAX)
		c->many.every *= 2;
	c->many.idle = n == 0;
	return n;
}

/* Nothing came for a while: was somebody's signal lost? */
static void
lose_patience(struct ptrace_capture *c)
{
	if (sweep(c) > 0)
		c->many.patience_ns = PATIENCE_MIN_NS;
	else if (c->many.patience_ns < PATIENCE_MAX_NS)
		c->many.patience_ns *= 2;
}

static void
count_same(struct ptrace_capture *c, u32 pid)
{
	if (pid != c->many.last || !c->many.idle)
		c->many.same = 0;
	c->many.last = pid;
	if (++c->many.same >= SOLO_AFTER && c->many.every == SWEEP_MAX)
		c->many.solo = wake_tick(&c->wake, true) == 0;
}

static bool
only_last_is_ready(const struct ptrace_capture *c)
{
	const struct tracee *t = c->ready.first;

	return t && t == c->ready.last && t->tid == c->many.last;
}

static int
wait_solo(struct ptrace_capture *c)
{
	int status;
	pid_t pid = wait_status(c, (pid_t)c->many.last, &status, 0);

	if (pid > 0) {
		c->many.same++;
		sort_in(c, (u32)pid, status);
		return 0;
	}
	if (errno != EINTR || c->many.same == 0 ||
	    (sweep(c) > 0 && !only_last_is_ready(c)))
		end_solo(c);
	c->many.same = 0;
	return 0;
}

static int
wait_by_signal(struct ptrace_capture *c)
{
	struct timespec patience = {0, c->many.patience_ns};
	sigset_t set = child_signal();
	siginfo_t info;
	int status;
	pid_t pid;

	if (c->many.solo)
		return wait_solo(c);
	if (++c->many.since >= c->many.every && sweep(c) > 0)
		return 0;
	if (sigtimedwait(&set, &info, &patience) < 0) {
		if (errno == EAGAIN)
			lose_patience(c);
		return 0;
	}
	c->many.patience_ns = PATIENCE_MIN_NS;
	pid = wait_status(c, info.si_pid, &status, WNOHANG);
	if (pid > 0) {
		count_same(c, (u32)pid);
		sort_in(c, (u32)pid, status);
	}
	return 0;
}

/* ---- both ---------------------------------------------------------------- */

int
wait_next(struct ptrace_capture *c, struct tracee **ret)
{
	int r = 0;

	if (c->many.on ? c->alive < MANY / 2 : c->alive >= MANY)
		set_many(c, !c->many.on);
	if (!c->ready.first)
		r = c->many.on ? wait_by_signal(c) : wait_for_any(c);
	if (r < 0)
		return r;
	*ret = tracee_take_ready(c);
	return *ret ? 1 : 0;
}

void
wait_release(struct ptrace_capture *c)
{
	if (c->many.on)
		set_many(c, false);
}
