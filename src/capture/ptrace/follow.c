/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Following: children and threads that are born, and an execve that makes one
 * task of several.
 *
 * With PTRACE_O_TRACEFORK and its sisters the kernel makes each child our
 * tracee before it runs, and stops both: the parent with an event that tells
 * the child's tid, the child with its first stop. Either may be reported first.
 * A child that comes first is kept, stopped and unborn, until its parent's
 * event says whose it is. If the parent is killed before it could tell, its
 * unborn children are taken for what the call that it was in would have made.
 *
 * What kind of child it is (the CLONE_* flags) stands in the arguments of the
 * parent's call, which was noted at its entry; clone3 has them in memory.
 *
 * An execve ends all other threads of a process and gives the caller the tid of
 * its leader. Of the leader's own end nothing is reported: its record is
 * dropped, and the caller's goes on under its number.
 */
#include "priv.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>

#define VFORK_FLAGS (CLONE_VFORK | CLONE_VM | SIGCHLD)

enum birth_call { NO_BIRTH, BY_FORK, BY_VFORK, BY_CLONE, BY_CLONE3 };

static enum birth_call
birth_call(const struct tracee *parent)
{
	static const struct {
		u32 nr[ABI_N];
		enum birth_call call;
	} rows[] = {
		{{57, 2, 0x40000000 + 57}, BY_FORK},
		{{58, 190, 0x40000000 + 58}, BY_VFORK},
		{{56, 120, 0x40000000 + 56}, BY_CLONE},
		{{435, 435, 0x40000000 + 435}, BY_CLONE3},
	};

	for (size_t i = 0; parent->in_call && i < ARRAY_SIZE(rows); i++)
		if (rows[i].nr[parent->abi] == parent->nr)
			return rows[i].call;
	return NO_BIRTH;
}

/* The call was entered before we came: the event alone tells. */
static u64
flags_by_event(const struct tracee *parent)
{
	if (parent->stop.code == PTRACE_EVENT_VFORK)
		return VFORK_FLAGS;
	return parent->stop.code == PTRACE_EVENT_FORK ? SIGCHLD : 0;
}

/* clone3's flags and, as clone has it, the exit signal in the low byte. */
static bool
clone3_flags(struct tracee *parent, u64 *ret)
{
	u64 args[5]; /* flags, pidfd, child_tid, parent_tid, exit_signal */
	s64 n = view_read(&parent->live.view, parent->arg0, args, sizeof(args));

	if (n != sizeof(args))
		return false;
	*ret = (args[0] & ~0xffull) | (args[4] & 0xff);
	return true;
}

static u64
birth_flags(struct tracee *parent)
{
	u64 flags;

	switch (birth_call(parent)) {
	case BY_FORK:
		return SIGCHLD;
	case BY_VFORK:
		return VFORK_FLAGS;
	case BY_CLONE:
		return num_cut(parent->arg0, 4, false);
	case BY_CLONE3:
		if (clone3_flags(parent, &flags))
			return flags;
		break;
	case NO_BIRTH:
		break;
	}
	return flags_by_event(parent);
}

/* The thread group that /proc knows; the task itself if it cannot be asked. */
static u32
ask_tgid(u32 tid)
{
	char name[64], line[128];
	unsigned tgid = tid;
	FILE *f;

	snprintf(name, sizeof(name), "/proc/%u/status", tid);
	f = fopen(name, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "Tgid: %u", &tgid) == 1)
			break;
	if (f)
		fclose(f);
	return tgid;
}

static void
bear(struct ptrace_capture *c, struct tracee *t, const struct tracee *parent,
     u64 flags)
{
	if (flags & CLONE_THREAD)
		t->tgid = parent->tgid;
	else if (flags == 0)
		t->tgid = ask_tgid(t->tid);
	tracee_view(c, t);
	t->parent = parent->tid;
	t->birth_flags = flags;
	if (t->unborn) {
		t->unborn = false;
		c->unborn--;
		tracee_ready(c, t, t->status);
	}
	tracee_born(c, t);
}

void
follow_birth(struct ptrace_capture *c, struct tracee *parent)
{
	unsigned long tid = 0;
	struct tracee *t;

	long r = ptrace_do(PTRACE_GETEVENTMSG, parent->tid, 0, (u64)&tid);

	if (r < 0) {
		/* The child would wait for its parent's word for ever. */
		if (r != -ESRCH)
			c->broken = (int)r;
		return;
	}
	t = tracee_find(c, (u32)tid);
	if (t && !t->unborn)
		return;
	if (!t)
		t = tracee_new(c, (u32)tid, (u32)tid);
	bear(c, t, parent, birth_flags(parent));
}

void
follow_orphans(struct ptrace_capture *c, const struct tracee *parent)
{
	struct tracee nobody = {.tid = 0}, *t;
	size_t pos = 0;
	void *value;
	u64 tid;

	if (parent && birth_call(parent) == NO_BIRTH)
		return;
	while (c->unborn && map_next(&c->tracees, &pos, &tid, &value)) {
		enum stop_kind kind;

		t = value;
		if (!t->unborn || t->state == TRACEE_GONE)
			continue;
		kind = stop_classify(t->status).kind;
		if (!parent && (kind == STOP_EXITED || kind == STOP_KILLED))
			tracee_gone(c, t); /* it was never ours */
		else
			bear(c, t, parent ? parent : &nobody, 0);
	}
}

struct tracee *
follow_exec(struct ptrace_capture *c, struct tracee *t, u32 *ret_old_tid)
{
	unsigned long old = t->tid;
	struct tracee *caller;

	if (ptrace_do(PTRACE_GETEVENTMSG, t->tid, 0, (u64)&old) < 0)
		old = t->tid;
	*ret_old_tid = t->tid;
	caller = old == t->tid ? NULL : tracee_find(c, (u32)old);
	if (!caller)
		return t;
	*ret_old_tid = (u32)old;
	map_del(&c->tracees, caller->tid);
	caller->tid = caller->tgid = t->tid;
	caller->stop = t->stop;
	caller->state = TRACEE_STOPPED;
	tracee_view(c, caller);
	tracee_gone(c, t);
	map_put(&c->tracees, caller->tid, caller);
	return caller;
}
