/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking hold of tasks and letting them go.
 *
 * Tasks are seized, not traced by their own wish: only then do group-stops
 * show as what they are, can a running task be interrupted, and does the
 * kernel let everything go on unharmed should we die without a word. For that
 * reason PTRACE_O_EXITKILL is set only if the user asks for it.
 *
 * A task that is attached is interrupted, wherever it is: a call in which it
 * sleeps is restarted by the kernel when it goes on. All threads of a process
 * are looked for until no new one is found; what they make from then on is
 * traced from its birth.
 *
 * Letting go: ptrace detaches only stopped tasks, so running ones are
 * interrupted first, all of them before the first is waited for. Whatever stop
 * comes first will do; if it is a signal on its way, the task gets it with the
 * detach. A group-stopped task stays stopped, as it would be without us. A task
 * in an uninterruptible sleep (a parent in vfork, say) may not stop for long:
 * it gets a second chance when all others are gone; then it is left alone, and
 * our end lets it go as well as a detach would.
 *
 * detach_all is called from bug() too: nothing here allocates.
 */
#include "priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../launch.h"
#include "diagnose.h"

#define OPTIONS (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC)
#define FOLLOW (PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE)
/*
 * How long a task may take to stop: 50 us doubling up to 10 ms, so many times;
 * less if others are waiting.
 */
#define STOP_NAP_MIN_NS 50000
#define STOP_NAP_MAX_NS 10000000
#define STOP_NAPS 200
#define STOP_NAPS_FIRST 12

long
ptrace_do(int request, u32 tid, u64 addr, u64 data)
{
	long r = ptrace(request, (pid_t)tid, (void *)addr, (void *)data);

	return r < 0 ? -errno : r;
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
seize(struct ptrace_capture *c, u32 pid, const char **ret_what)
{
	int r;

	*ret_what = "ptrace(PTRACE_SEIZE)";
	r = (int)ptrace_do(PTRACE_SEIZE, pid, 0, c->options);
	if (r < 0)
		return r;
	*ret_what = "ptrace(PTRACE_INTERRUPT)";
	return (int)ptrace_do(PTRACE_INTERRUPT, pid, 0, 0);
}

struct capture *
capture_ptrace_open(const struct ptrace_options *o)
{
	struct ptrace_capture *c = mem_zalloc(sizeof(*c));

	c->base.ops = &ptrace_ops;
	c->status = -1;
	c->drain_every = 1;
	place_init(&c->place, true);
	links_init(&c->links);
	c->follow = o->follow;
	c->options = OPTIONS | (o->follow ? FOLLOW : 0) |
		     (o->kill_on_exit ? PTRACE_O_EXITKILL : 0);
	msg_debug(NULL, "ptrace_setoptions = 0x%x", (u32)c->options);
	if (msg_debug_enabled() && !facts_are_there())
		msg_debug("capture", "no /proc: descriptors and processes "
				     "have no names, a process that is "
				     "attached no other threads");
	return &c->base;
}

int
capture_ptrace_launch(struct capture *cap, const struct launch *l,
		      const char **ret_what)
{
	struct ptrace_capture *c = (struct ptrace_capture *)cap;
	struct tracee *t;
	int gate, r;
	u32 pid;

	r = (l->daemon ? launch_daemon : launch_fork)(l, &pid, &gate, ret_what);
	if (r < 0)
		return r;
	wait_signal_stops(false);
	r = seize(c, pid, ret_what);
	if (r == 0)
		r = await_trap(pid);
	if (r == 0) {
		*ret_what = "write";
		r = launch_open_gate(gate);
		gate = -1;
	}
	if (r < 0) {
		/* Behind a gate that is shut it would end before we look. */
		diagnose(pid, true, -r, &c->launch_why);
		kill((pid_t)pid, SIGKILL);
		if (gate >= 0)
			launch_shut_gate(gate);
		while (waitpid((pid_t)pid, NULL, __WALL) < 0 && errno == EINTR)
			;
		return r;
	}
	c->command = pid;
	t = tracee_new(c, pid, pid);
	t->state = TRACEE_STOPPED;
	t->stop.kind = STOP_TRAP;
	t->hidden = true;
	tracee_born(c, t);
	return 0;
}

/* ---- attaching --------------------------------------------------------- */

/* The call in which a task sleeps, as /proc tells; it will be restarted. */
static void
note_blocked(struct tracee *t)
{
	char name[64], text[256];
	unsigned long nr;
	ssize_t n;
	int fd;

	snprintf(name, sizeof(name), "/proc/%u/syscall", t->tid);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return;
	text[n] = '\0';
	t->blocked = sscanf(text, "%lu ", &nr) == 1 && nr < UINT32_MAX;
	t->nr = t->blocked ? (u32)nr : 0;
}

static int
attach_task(struct ptrace_capture *c, u32 tid, u32 tgid)
{
	struct tracee *t;
	int r;

	if (tracee_find(c, tid))
		return -EEXIST;
	r = (int)ptrace_do(PTRACE_SEIZE, tid, 0, c->options);
	if (r < 0)
		return r;
	t = tracee_new(c, tid, tgid);
	note_blocked(t);
	/* If it is dying, its death will be reported. */
	ptrace_do(PTRACE_INTERRUPT, tid, 0, 0);
	tracee_born(c, t);
	return 0;
}

/* How many threads of the process were not known and are traced now. */
static u32
attach_threads(struct ptrace_capture *c, u32 pid)
{
	char name[64];
	struct dirent *e;
	u32 n = 0;
	u64 tid;
	DIR *d;

	snprintf(name, sizeof(name), "/proc/%u/task", pid);
	d = opendir(name);
	while (d && (e = readdir(d)) != NULL)
		if (num_parse_dec(e->d_name, INT32_MAX, &tid) &&
		    attach_task(c, (u32)tid, pid) == 0)
			n++;
	if (d)
		closedir(d);
	return n;
}

int
capture_ptrace_attach(struct capture *cap, u32 pid, u32 *ret_threads)
{
	struct ptrace_capture *c = (struct ptrace_capture *)cap;
	u32 more;
	int r;

	wait_signal_stops(false);
	r = attach_task(c, pid, pid);
	if (r == -EEXIST)
		return -EPERM;
	/* Others may go on though the first thread has ended. */
	*ret_threads = r == 0;
	while (c->follow && (more = attach_threads(c, pid)) > 0)
		*ret_threads += more;
	return *ret_threads ? 0 : r;
}

/* ---- letting go -------------------------------------------------------- */

/* Waits for the stop of a task that was interrupted. */
static bool
await_stop(u32 tid, int naps, int *ret_status)
{
	struct timespec nap = {0, STOP_NAP_MIN_NS};
	pid_t r;

	for (; naps > 0; naps--) {
		r = waitpid((pid_t)tid, ret_status, __WALL | WNOHANG);
		if (r != 0)
			return r > 0;
		nanosleep(&nap, NULL);
		if (nap.tv_nsec < STOP_NAP_MAX_NS)
			nap.tv_nsec *= 2;
	}
	return false;
}

/* True: it is stopped; t->stop says where. False: not yet, or it is gone. */
static bool
is_stopped(struct ptrace_capture *c, struct tracee *t, int naps)
{
	int status = t->status;

	if (t->state == TRACEE_STOPPED)
		return true;
	if (!t->queued && !t->unborn && !await_stop(t->tid, naps, &status))
		return false;
	t->stop = stop_classify(status);
	if (t->stop.kind == STOP_EXITED || t->stop.kind == STOP_KILLED) {
		tracee_died(c, t, status);
		return false;
	}
	t->state = TRACEE_STOPPED;
	return true;
}

/* A child whose birth was not told yet is stopped, too, or will be. */
static void
release_newborn(struct ptrace_capture *c, const struct tracee *parent)
{
	unsigned long tid;
	int status;

	if (parent->stop.kind != STOP_EVENT ||
	    ptrace_do(PTRACE_GETEVENTMSG, parent->tid, 0, (u64)&tid) < 0 ||
	    tracee_find(c, (u32)tid))
		return;
	if (await_stop((u32)tid, STOP_NAPS, &status))
		ptrace_do(PTRACE_DETACH, (u32)tid, 0, 0);
}

static void
let_go(struct ptrace_capture *c, struct tracee *t, u32 signal)
{
	release_newborn(c, t);
	ptrace_do(PTRACE_DETACH, t->tid, 0, signal);
	if (t->tid == c->command && c->status == -1)
		c->command_left = true;
	tracee_gone(c, t);
}

void
tracee_detach(struct ptrace_capture *c, struct tracee *t, u32 signal)
{
	if (t->state == TRACEE_GONE)
		return;
	place_give_back(&c->place, &t->place, t->tid, true);
	if (t->state == TRACEE_STOPPED)
		let_go(c, t, signal);
}

static void
detach_stopped(struct ptrace_capture *c, int naps)
{
	size_t pos = 0;
	void *value;
	u64 key;

	while (map_next(&c->tracees, &pos, &key, &value)) {
		struct tracee *t = value;

		/* A signal that was on its way is not lost. */
		if (t->state != TRACEE_GONE && is_stopped(c, t, naps))
			let_go(c, t,
			       t->stop.kind == STOP_SIGNAL ? t->stop.code : 0);
	}
}

void
tracee_detach_all(struct ptrace_capture *c)
{
	size_t pos = 0;
	void *value;
	u64 key;

	while (map_next(&c->tracees, &pos, &key, &value)) {
		struct tracee *t = value;

		if (t->state == TRACEE_GONE)
			continue;
		place_give_back(&c->place, &t->place, t->tid, true);
		if (t->state == TRACEE_LISTENING ||
		    (t->state == TRACEE_RUNNING && !t->queued && !t->unborn))
			ptrace_do(PTRACE_INTERRUPT, t->tid, 0, 0);
	}
	/* With EXITKILL they die when we end. */
	if (!(c->options & PTRACE_O_EXITKILL)) {
		detach_stopped(c, STOP_NAPS_FIRST);
		detach_stopped(c, STOP_NAPS);
	}
	pos = 0;
	while (map_next(&c->tracees, &pos, &key, &value))
		tracee_gone(c, value);
	c->born.first = c->born.last = NULL;
	c->ready.first = c->ready.last = NULL;
}
