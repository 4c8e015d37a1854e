/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking hold of tasks and letting them go.
 *
 * Tasks are seized, not traced by their own wish: only then do group-stops
 * show as what they are, can a running task be interrupted, and does the
 * kernel let everything go on unharmed should we die without a word. For that
 * reason PTRACE_O_EXITKILL is not set.
 *
 * Letting go: ptrace detaches only stopped tasks, so a running one is
 * interrupted first. Whatever stop comes first will do; if it is a signal on
 * its way, the task gets it with the detach. A group-stopped task stays
 * stopped, as it would be without us. A task in an uninterruptible sleep (a
 * parent in vfork, say) may not stop for long: after a while it is left alone,
 * and our end lets it go as well as a detach would.
 *
 * detach_all is called from bug() too: nothing here allocates.
 */
#include "priv.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

#include "../launch.h"

#define OPTIONS (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC)
/* How long a task may take to stop: 50 us doubling up to 10 ms, 200 times. */
#define STOP_NAP_MIN_NS 50000
#define STOP_NAP_MAX_NS 10000000
#define STOP_NAPS 200

long
ptrace_do(int request, u32 tid, u64 addr, u64 data)
{
	long r = ptrace(request, (pid_t)tid, (void *)addr, (void *)data);

	return r < 0 ? -errno : r;
}

/* SIGCHLD ignored would make the kernel reap children before we see them. */
static void
keep_children(void)
{
	struct sigaction sa;

	if (sigaction(SIGCHLD, NULL, &sa) == 0 && sa.sa_handler != SIG_IGN &&
	    !(sa.sa_flags & SA_NOCLDWAIT))
		return;
	signal(SIGCHLD, SIG_DFL);
}

/* Waits for the stop that PTRACE_INTERRUPT brings, passing signals on. */
static int
await_trap(u32 pid)
{
	struct stop s;
	int status;

	for (;;) {
		if (waitpid((pid_t)pid, &status, __WALL) < 0) {
			if (errno == EINTR)
				continue;
			return -errno;
		}
		s = stop_classify(status);
		if (s.kind == STOP_EXITED || s.kind == STOP_KILLED)
			return -ESRCH;
		if (s.kind == STOP_TRAP)
			return 0;
		ptrace_do(PTRACE_CONT, pid, 0,
			  s.kind == STOP_SIGNAL ? s.code : 0);
	}
}

static int
seize(u32 pid, const char **ret_what)
{
	int r;

	*ret_what = "ptrace(PTRACE_SEIZE)";
	r = (int)ptrace_do(PTRACE_SEIZE, pid, 0, OPTIONS);
	if (r < 0)
		return r;
	*ret_what = "ptrace(PTRACE_INTERRUPT)";
	r = (int)ptrace_do(PTRACE_INTERRUPT, pid, 0, 0);
	return r < 0 ? r : await_trap(pid);
}

int
capture_ptrace_launch(const struct launch *l, struct capture **ret,
		      const char **ret_what)
{
	struct ptrace_capture *c;
	struct tracee *t;
	int gate, r;
	u32 pid;

	r = launch_fork(l, &pid, &gate, ret_what);
	if (r < 0)
		return r;
	keep_children();
	r = seize(pid, ret_what);
	if (r < 0) {
		kill((pid_t)pid, SIGKILL);
		launch_shut_gate(gate);
		while (waitpid((pid_t)pid, NULL, __WALL) < 0 && errno == EINTR)
			;
		return r;
	}
	launch_open_gate(gate);
	c = mem_zalloc(sizeof(*c));
	c->base.ops = &ptrace_ops;
	c->command = pid;
	c->status = -1;
	place_init(&c->place, true);
	t = tracee_new(c, pid, pid);
	t->state = TRACEE_STOPPED;
	t->stop.kind = STOP_TRAP;
	t->hidden = true;
	c->born = t;
	*ret = &c->base;
	return 0;
}

/* Interrupts a running task. True: it is stopped; t->stop says where. */
static bool
make_stop(struct ptrace_capture *c, struct tracee *t)
{
	struct timespec nap = {0, STOP_NAP_MIN_NS};
	int status, i;
	pid_t r;

	if (ptrace_do(PTRACE_INTERRUPT, t->tid, 0, 0) < 0)
		return false;
	for (i = 0; i < STOP_NAPS; i++) {
		r = waitpid((pid_t)t->tid, &status, __WALL | WNOHANG);
		if (r < 0)
			return false;
		if (r > 0)
			break;
		nanosleep(&nap, NULL);
		if (nap.tv_nsec < STOP_NAP_MAX_NS)
			nap.tv_nsec *= 2;
	}
	if (i == STOP_NAPS)
		return false;
	t->stop = stop_classify(status);
	if (t->stop.kind == STOP_EXITED || t->stop.kind == STOP_KILLED) {
		tracee_died(c, t, status);
		return false;
	}
	return true;
}

void
tracee_detach(struct ptrace_capture *c, struct tracee *t, u32 signal)
{
	if (t->state == TRACEE_GONE)
		return;
	place_give_back(&c->place, &t->place, t->tid, true);
	if (t->state != TRACEE_STOPPED) {
		signal = 0;
		if (make_stop(c, t))
			t->state = TRACEE_STOPPED;
		if (t->stop.kind == STOP_SIGNAL)
			signal = t->stop.code;
	}
	if (t->state == TRACEE_STOPPED)
		ptrace_do(PTRACE_DETACH, t->tid, 0, signal);
	if (t->tid == c->command && c->status == -1)
		c->command_left = true;
	tracee_gone(c, t);
}
