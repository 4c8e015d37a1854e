/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * capture: where events come from. ptrace and replay (.case files) are two
 * back ends behind one vector; eBPF and recordings will be others.
 */
#ifndef CTRACE_CAPTURE_H
#define CTRACE_CAPTURE_H

#include "ctrace/event.h"
#include "ctrace/task.h"
#include "ctrace/view.h"

enum { CAN_STOP = 1, CAN_TAMPER = 2, CAN_PLANT = 4, CAN_ATTACH = 8 };

/* What happens to a task that goes on. */
struct verdict {
	u32 signal; /* delivered with it; 0: none */
	bool detach;
	bool quiet;    /* EV_ENTER only: no EV_EXIT is wanted for this call */
	bool own_cpus; /* the task must see its own CPU mask from now on */
};

struct capture;
struct capture_ops {
	u32 can; /* CAN_* */
	/*
	 * The next event. deadline_ns: CLOCK_MONOTONIC, UINT64_MAX: none.
	 * 1: *ret is filled; the task is stopped (CAN_STOP) until resume.
	 * 0: the deadline passed. -errno: capture is broken.
	 * -EINTR: an interrupting signal of ours came; see capture_interrupted.
	 * EV_END comes once, as the last event.
	 */
	int (*next)(struct capture *c, u64 deadline_ns, struct event *ret);
	/* The task of the last event goes on. A task that is gone is fine. */
	int (*resume)(struct capture *c, struct task *t, struct verdict v);
	/* The view of a task: set once, after its EV_BIRTH was applied. */
	struct view *(*view)(struct capture *c, struct task *t);
	/* Lets every task go, running, without side effects. Safe in bug(). */
	void (*detach_all)(struct capture *c);
	/* Frees everything; detaches what is left. */
	void (*close)(struct capture *c);
};

/* Back ends embed this as their first member. */
struct capture {
	const struct capture_ops *ops;
	bool want_wall, want_mono; /* fill ns, fill mono_ns */
	bool want_cpu;		   /* fill cpu_ns of calls */
	bool want_ip;		   /* of other events than calls, too */
	bool want_path;		   /* of what a task has become by execve */
};

static inline int
capture_next(struct capture *c, u64 deadline_ns, struct event *ret)
{
	return c->ops->next(c, deadline_ns, ret);
}
static inline int
capture_resume(struct capture *c, struct task *t, struct verdict v)
{
	return c->ops->resume(c, t, v);
}

/* ---- ptrace ------------------------------------------------------------ */

/* Who a command runs as. */
struct launch_user {
	u32 uid, gid, euid, egid; /* they differ for a set-user-ID program */
	const char *name; /* whose groups it gets; NULL: none. Borrowed */
};

/* -D: the tracer is a detached grandchild of the command. */
enum daemon {
	DAEMON_NOT,	/* the tracer is the command's parent */
	DAEMON_CHILD,	/* in its process group */
	DAEMON_PGROUP,	/* in one of its own */
	DAEMON_SESSION, /* likewise a session */
};

struct launch {
	const char *path;		/* found executable; borrowed */
	char *const *argv;		/* borrowed */
	char *const *envp;		/* borrowed */
	u32 daemon;			/* enum daemon: who is whose parent */
	const struct launch_user *user; /* borrowed; NULL: as we are */
};

/*
 * Finds an executable as execvp would, with the rules of section 1.2 of the
 * manual: a name with '/' must exist; else $PATH is searched for a regular
 * file with an x bit. 0: *ret_path is a heap string. -errno else.
 */
int launch_find(const char *name, char **ret_path);

struct ptrace_options {
	bool follow;	   /* children, and threads, are traced, too */
	bool kill_on_exit; /* whoever is traced dies if we do */
};
struct capture *capture_ptrace_open(const struct ptrace_options *o);

/*
 * Starts the command, stopped before its execve; the next event is its birth,
 * followed by its execve's entry. On failure -errno and *ret_what says which
 * step failed ("fork", "ptrace(PTRACE_SEIZE)"; static).
 */
int capture_ptrace_launch(struct capture *c, const struct launch *l,
			  const char **ret_what);
/*
 * Traces a process that runs; with `follow` all its threads, which are
 * counted. Their births are the next events. -ESRCH, -EPERM ...
 */
int capture_ptrace_attach(struct capture *c, u32 pid, u32 *ret_threads);
/* Why the launch failed and what helps, as one sentence, or "". */
const char *capture_ptrace_launch_why(const struct capture *c);
/* Why that failed and what helps, as one sentence, or nothing. */
void capture_ptrace_diagnose(u32 pid, int err, struct buf *ret);
/*
 * For the end of the trace: the wait status of the launched command, valid
 * after EV_END. -1: none (it was detached).
 */
int capture_ptrace_status(const struct capture *c);
u32 capture_ptrace_pid(const struct capture *c); /* the launched command */
/*
 * Why exec of the command failed: an errno, or 0. Valid from the EV_EXIT of
 * its execve on; the message belongs before the EV_DEATH that follows.
 */
int capture_ptrace_exec_error(const struct capture *c);
/*
 * Sends a signal to the launched command, which is continued first. To be
 * called before detach_all. -ESRCH: it is gone, or was let go.
 */
int capture_ptrace_signal(struct capture *c, int sig);
/*
 * Off: tasks run where the kernel puts them. Else (the default) those that stop
 * often share a CPU with us, as long as that is measured to be faster. To be
 * called before the first next().
 */
void capture_ptrace_place(struct capture *c, bool on);
/* What the trace learnt about the machine; for -d and for tests. */
bool capture_ptrace_has_syscall_info(const struct capture *c);

/* -I: what becomes of signals that would end ctrace. */
enum interruptible {
	INTR_ANYWHERE = 1, /* caught: the trace ends */
	INTR_WAITING,	   /* likewise; what is being decoded is ended first */
	INTR_NEVER,	   /* ignored */
	INTR_NEVER_TSTP,   /* and so is SIGTSTP */
};
/*
 * SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE set a flag: capture_next then
 * returns -EINTR, once per signal. capture_interrupted(): the last one, or 0.
 * Or they are ignored. To be called after the launch, so that the command is
 * not touched by it; close restores what was found.
 */
void capture_ptrace_catch_signals(struct capture *c, enum interruptible how);
int capture_interrupted(const struct capture *c);

/* ---- replay ------------------------------------------------------------ */

/*
 * Events from the lines of one case (tests/README has the format). `file` and
 * `text` (the case's directives) are borrowed until close. A bad line ends the
 * events with -EINVAL.
 */
struct capture *capture_replay_open(const char *file, const char *text,
				    size_t len, unsigned first_line);
/* File, line and reason of the bad line, or NULL. */
const char *capture_replay_error(const struct capture *c);

#endif
