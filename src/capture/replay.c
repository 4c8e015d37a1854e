/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replay: the second capture back end. Events and memory come from the lines
 * of one case (tests/README has the format), so that a decoder's test needs
 * neither ptrace nor a kernel feature.
 *
 * Lines are read as events are asked for. Lines of memory and facts that
 * follow an event's line belong to it: they are laid down before the event is
 * reported. All tasks share one memory.
 */
#include "replay.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

static struct replay *
self(struct capture *c)
{
	return (struct replay *)c;
}

/* ---- events ------------------------------------------------------------ */

static void
birth(struct replay *r, struct event *ev, u32 tid)
{
	ev->kind = EV_BIRTH;
	ev->tid = tid;
	ev->abi = r->abi;
	ev->birth.tgid = tid;
	r->tid = tid;
	map_put(&r->tasks, tid, r);
	r->born = true;
}

static int
enter_line(struct replay *r, struct event *ev)
{
	s64 nr;
	u64 v;

	ev->kind = EV_ENTER;
	if (r->nwords < 2)
		return replay_fail(r, "enter wants a call");
	nr = abi_call_find(r->abi, r->words[1]);
	if (nr < 0) {
		if (!replay_number(r->words[1], &v))
			return replay_fail(r, "unknown call");
		nr = (s64)v;
	}
	ev->enter.nr = (u32)nr;
	for (u32 i = 2; i < r->nwords && i < 8; i++) {
		if (r->words[i][0] == '#')
			break;
		if (!replay_number(r->words[i], &v))
			return replay_fail(r, "bad argument");
		ev->enter.args[i - 2] =
			num_cut(v, abi_info(r->abi)->regsize, false);
	}
	return 0;
}

static int
exit_line(struct replay *r, struct event *ev, bool error)
{
	u64 v;
	int e;

	ev->kind = EV_EXIT;
	if (r->nwords < 2)
		return replay_fail(r, "a result wants a value");
	if (error) {
		e = errno_find(r->words[1]);
		if (e < 0 && replay_number(r->words[1], &v))
			e = (int)v;
		if (e < 0)
			return replay_fail(r, "unknown error");
		ev->exit.err = (u32)e;
		ev->exit.rval = -1;
		return 0;
	}
	if (!replay_number(r->words[1], &v))
		return replay_fail(r, "bad result");
	ev->exit.rval = (s64)num_cut(v, abi_info(r->abi)->klongsize, false);
	return 0;
}

static int
signal_line(struct replay *r, struct event *ev)
{
	u8 info[SIGINFO_SIZE] = {0};
	u32 n = 0;

	ev->kind = EV_SIGNAL;
	if (replay_hex_bytes(r, 1, sizeof(info), info, &n) < 0)
		return replay_fail(r, "bad siginfo");
	memcpy(ev->signal.info, info, SIGINFO_SIZE);
	ev->signal.has_info = true;
	ev->signal.signo = (u32)num_load(info, 4, false);
	return 0;
}

/* The word that follows `key`, as a number; 0 if there is no such key. */
static int
option(struct replay *r, const char *key, u64 *ret)
{
	for (u32 i = 2; i < r->nwords; i++) {
		if (strcmp(r->words[i], key) != 0)
			continue;
		if (i + 1 < r->nwords && replay_number(r->words[i + 1], ret))
			return 0;
		return replay_fail(r, "a key without a number");
	}
	*ret = 0;
	return 0;
}

/* task TID [of PARENT] [flags FLAGS]: one that is new is born. */
static int
task_line(struct replay *r, struct event *ev)
{
	u64 tid, parent, flags;

	if (r->nwords < 2 || !replay_number(r->words[1], &tid))
		return replay_fail(r, "task wants a number");
	if (option(r, "of", &parent) < 0 || option(r, "flags", &flags) < 0)
		return -EINVAL;
	r->tid = (u32)tid;
	if (map_get(&r->tasks, tid))
		return 0;
	birth(r, ev, (u32)tid);
	ev->birth.parent = (u32)parent;
	ev->birth.flags = flags;
	if (flags & CLONE_THREAD)
		ev->birth.tgid = (u32)parent;
	return 1;
}

/* exec "PATH" [from TID] [abi A]: the task keeps its number, TID loses its. */
static int
exec_line(struct replay *r, struct event *ev)
{
	u64 from;

	if (r->nwords < 2 || r->words[1][0] != '"')
		return replay_fail(r, "exec wants a path");
	if (option(r, "from", &from) < 0)
		return -EINVAL;
	ev->kind = EV_EXEC;
	ev->exec.path = arena_alloc(&r->arena, strlen(r->words[1]) + 1);
	replay_unquote(r->words[1], (u8 *)ev->exec.path);
	ev->exec.old_tid = from ? (u32)from : r->tid;
	for (u32 i = 2; i + 1 < r->nwords; i++)
		if (!strcmp(r->words[i], "abi") &&
		    abi_find(r->words[i + 1]) >= 0)
			ev->abi = r->abi = (enum abi)abi_find(r->words[i + 1]);
	return 1;
}

/* exit N, noret, kill SIG: the task is gone. */
static int
death_line(struct replay *r, struct event *ev)
{
	u64 v = 0;
	int sig;

	ev->kind = EV_DEATH;
	map_del(&r->tasks, r->tid);
	if (r->nwords < 2)
		return 1;
	if (strcmp(r->words[0], "kill") != 0) {
		if (!replay_number(r->words[1], &v))
			return replay_fail(r, "bad exit status");
		ev->death.status = (u32)v;
		return 1;
	}
	sig = signal_find(r->words[1]);
	if (sig < 0)
		return replay_fail(r, "unknown signal");
	ev->death.killed = true;
	ev->death.status = (u32)sig;
	return 1;
}

/* 1: *ev is an event; 0: the line was none (task switch); -errno. */
static int
event_line(struct replay *r, struct event *ev)
{
	const char *w = r->nwords ? r->words[0] : ""; /* a NUL: no word */
	int sig;

	if (!strcmp(w, "enter"))
		return enter_line(r, ev) < 0 ? -EINVAL : 1;
	if (!strcmp(w, "ret") || !strcmp(w, "err"))
		return exit_line(r, ev, *w == 'e') < 0 ? -EINVAL : 1;
	if (!strcmp(w, "signal"))
		return signal_line(r, ev) < 0 ? -EINVAL : 1;
	if (!strcmp(w, "task"))
		return task_line(r, ev);
	if (!strcmp(w, "exec"))
		return exec_line(r, ev);
	if (!strcmp(w, "exit") || !strcmp(w, "noret") || !strcmp(w, "kill"))
		return death_line(r, ev);
	if (!strcmp(w, "stop")) {
		sig = r->nwords > 1 ? signal_find(r->words[1]) : -1;
		if (sig < 0)
			return replay_fail(r, "unknown signal");
		ev->kind = EV_GROUP_STOP;
		ev->stop.signo = (u32)sig;
		return 1;
	}
	if (!strcmp(w, "detach")) {
		ev->kind = EV_DETACH;
		map_del(&r->tasks, r->tid);
		return 1;
	}
	if (!strcmp(w, "open"))
		return 0;
	return replay_fail(r, "unknown directive");
}

static int
next_event(struct replay *r, struct event *ev)
{
	const char *line;
	size_t len;
	int rc;

	for (;;) {
		rc = replay_scene(r);
		if (rc < 0)
			return rc;
		if (!replay_peek_line(r, &line, &len)) {
			ev->kind = EV_END;
			return 1;
		}
		replay_split(r, line, len);
		replay_take_line(r, len);
		memset(ev, 0, sizeof(*ev));
		ev->tid = r->tid;
		ev->abi = r->abi;
		rc = event_line(r, ev);
		if (rc < 0)
			return rc;
		/* what stands before the event's line is its clock */
		ev->ns = ev->mono_ns = r->time;
		if (ev->kind == EV_ENTER)
			ev->enter.sp = r->sp;
		ev->ip = ev->kind == EV_DEATH ? 0 : r->ip;
		if (rc && replay_scene(r) < 0)
			return -EINVAL;
		if (rc)
			return 1;
	}
}

static int
replay_next(struct capture *c, u64 deadline, struct event *ret)
{
	struct replay *r = self(c);
	int rc;

	memset(ret, 0, sizeof(*ret));
	if (!r->born) {
		rc = replay_scene(r);
		if (rc < 0)
			return rc;
		birth(r, ret, r->tid);
		return 1;
	}
	return next_event(r, ret);
}

static int
replay_resume(struct capture *c, struct task *t, struct verdict v)
{
	return 0;
}

static struct view *
replay_task_view(struct capture *c, struct task *t)
{
	return &self(c)->view;
}

static void
replay_detach_all(struct capture *c)
{
}

static void
replay_close(struct capture *c)
{
	arena_release(&self(c)->arena);
	map_release(&self(c)->tasks);
	mem_free(self(c)->error);
	mem_free(c);
}

static const struct capture_ops replay_ops = {
	.next = replay_next,
	.resume = replay_resume,
	.view = replay_task_view,
	.detach_all = replay_detach_all,
	.close = replay_close,
};

struct capture *
capture_replay_open(const char *file, const char *text, size_t len,
		    unsigned first_line)
{
	struct replay *r = mem_zalloc(sizeof(*r));

	r->capture.ops = &replay_ops;
	r->view.ops = &replay_view_ops;
	r->at = text;
	r->end = text + len;
	r->file = file;
	r->line = first_line;
	r->tid = 1000;
	arena_init(&r->arena);
	return &r->capture;
}

const char *
capture_replay_error(const struct capture *c)
{
	return ((const struct replay *)c)->error;
}
