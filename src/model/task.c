/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tasks and their calls. Events drive a small state machine: a birth makes a
 * task, an entry pushes a call, an exit gives it its result. What a call
 * allocates is freed when it is popped; a task that is idle holds one small
 * chunk at most.
 */
#include "ctrace/task.h"

#include <string.h>

void
model_init(struct model *m)
{
	memset(m, 0, sizeof(*m));
}

struct task *
model_task(const struct model *m, u32 tid)
{
	return map_get(&m->tasks, tid);
}

struct task *
model_add(struct model *m, u32 tid, u32 tgid, u32 parent, enum abi abi)
{
	struct task *t = mem_zalloc(sizeof(*t));

	t->serial = ++m->next_serial;
	t->tid = tid;
	t->tgid = tgid;
	t->parent = parent;
	t->abi = abi;
	arena_init(&t->arena);
	map_put(&m->tasks, tid, t);
	m->ntasks++;
	return t;
}

static void
task_free(struct task *t)
{
	arena_release(&t->arena);
	mem_free(t);
}

void
model_remove(struct model *m, struct task *t)
{
	map_del(&m->tasks, t->tid);
	m->ntasks--;
	task_free(t);
}

void
model_release(struct model *m)
{
	size_t pos = 0;
	void *t;
	u64 tid;

	while (map_next(&m->tasks, &pos, &tid, &t))
		task_free(t);
	map_release(&m->tasks);
}

static const char *
call_shown_name(struct task *t, const struct call *c)
{
	bool inner = (c->nr & ~abi_info(c->abi)->nr_bias) >= ABI_INNER;
	const char *name = inner ? NULL : abi_call_name(c->abi, c->nr);

	if (c->desc != DESC_NONE && c->set->calls[c->desc].flags & CF_RENAMED)
		return desc_str(c->set, c->set->calls[c->desc].name);
	if (name)
		return name;
	return arena_printf(&t->arena, "syscall_0x%x", c->nr);
}

struct call *
call_push(struct model *m, struct task *t, const struct descset *set,
	  const struct event *ev)
{
	struct arena_mark mark = arena_mark(&t->arena);
	struct call *c = arena_alloc(&t->arena, sizeof(*c));

	c->mark = mark;
	c->seq = ++m->next_seq;
	c->abi = ev->abi;
	c->nr = c->meant = ev->enter.nr;
	memcpy(c->args, ev->enter.args, sizeof(ev->enter.args));
	c->ip = ev->ip;
	c->sp = ev->enter.sp;
	c->t_enter = ev->ns;
	c->cpu_enter = ev->cpu_ns;
	c->m_enter = c->m_began = ev->mono_ns;
	c->set = set;
	c->desc = c->leaf = desc_call_by_nr(set, ev->abi, c->nr);
	c->name = call_shown_name(t, c);
	c->outer = t->call;
	t->call = c;
	t->state = TASK_IN_CALL;
	t->abi = ev->abi;
	return c;
}

void
call_pop(struct task *t)
{
	struct call *c = t->call;

	must(c);
	t->call = c->outer;
	t->last = abi_call_name(c->abi, c->nr);
	if (t->state == TASK_IN_CALL && !t->call)
		t->state = TASK_RUNNING;
	arena_rewind(&t->arena, c->mark);
}

static void
apply_exit(struct task *t, const struct event *ev)
{
	struct call *c = t->call;

	if (!c)
		return;
	c->rval = ev->exit.rval;
	c->err = ev->exit.err;
	c->t_exit = ev->ns;
	c->cpu_exit = ev->cpu_ns;
	c->m_exit = ev->mono_ns;
	c->ip_exit = ev->ip;
	if (ev->exit.began_ns)
		c->m_began = ev->exit.began_ns;
	c->state = ev->exit.unavailable ? CALL_UNAVAILABLE : CALL_RETURNED;
}

/* The call will not return. */
static void
cut_call(struct call *c, const struct event *ev, enum call_state state)
{
	c->state = state;
	c->t_exit = ev->ns;
	c->m_exit = ev->mono_ns;
}

/* The caller of execve has its leader's number from now on. */
static struct task *
apply_exec(struct model *m, struct task *t, const struct event *ev)
{
	struct task *caller;

	if (ev->exec.old_tid == ev->tid)
		return t;
	caller = model_task(m, ev->exec.old_tid);
	if (!caller)
		return t;
	must(!t);
	map_del(&m->tasks, caller->tid);
	caller->tid = caller->tgid = ev->tid;
	map_put(&m->tasks, caller->tid, caller);
	return caller;
}

struct task *
model_apply(struct model *m, const struct descset *set, const struct event *ev)
{
	struct task *t = model_task(m, ev->tid);

	switch (ev->kind) {
	case EV_BIRTH:
		if (!t)
			t = model_add(m, ev->tid, ev->birth.tgid,
				      ev->birth.parent, ev->abi);
		if (ev->birth.blocked)
			t->last = abi_call_name(ev->abi, ev->birth.nr);
		break;
	case EV_ENTER:
		if (t)
			call_push(m, t, set, ev);
		break;
	case EV_EXIT:
		if (t)
			apply_exit(t, ev);
		break;
	case EV_DEATH:
		if (t)
			t->state = TASK_DEAD;
		if (t && t->call)
			cut_call(t->call, ev, CALL_UNFINISHED);
		break;
	case EV_DETACH:
		if (t && t->call)
			cut_call(t->call, ev, CALL_DETACHED);
		break;
	case EV_EXEC:
		t = apply_exec(m, t, ev);
		break;
	case EV_NONE:
	case EV_SIGNAL:
	case EV_GROUP_STOP:
	case EV_LOST:
	case EV_END:
		break;
	}
	return t;
}
