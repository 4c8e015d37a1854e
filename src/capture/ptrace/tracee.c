/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who is traced: a record per task, found by tid, and the queues they stand in.
 *
 * A record lives from the first that is heard of a task to the event after its
 * death: who holds a pointer to it (the model's task does) lets go in between.
 * A tid can be given to another task as soon as its death was waited for, so
 * the map may already hold a new record under the number of one that is gone.
 */
#include "priv.h"

static void
enqueue(struct tracee_queue *q, struct tracee *t, struct tracee **link)
{
	*link = NULL;
	if (!q->first)
		q->first = t;
	q->last = t;
}

struct tracee *
tracee_find(const struct ptrace_capture *c, u32 tid)
{
	struct tracee *t = map_get(&c->tracees, tid);

	return t && t->state != TRACEE_GONE ? t : NULL;
}

void
tracee_view(struct ptrace_capture *c, struct tracee *t)
{
	live_init(&t->live, t->tid, t->tgid);
	t->live.diag = &c->diag;
	t->live.spaces = &c->pidns;
	/* only where nobody works unseen on the same descriptors */
	if (c->follow || t->tgid == c->command)
		t->live.links = &c->links;
}

struct tracee *
tracee_new(struct ptrace_capture *c, u32 tid, u32 tgid)
{
	struct tracee *t = mem_zalloc(sizeof(*t));

	t->tid = tid;
	t->tgid = tgid;
	t->abi = ABI_X86_64;
	tracee_view(c, t);
	map_put(&c->tracees, tid, t);
	c->alive++;
	return t;
}

void
tracee_gone(struct ptrace_capture *c, struct tracee *t)
{
	if (t->state == TRACEE_GONE)
		return;
	t->state = TRACEE_GONE;
	place_forget(&c->place, &t->place);
	t->next = c->gone;
	c->gone = t;
	c->alive--;
	c->unborn -= t->unborn;
}

void
tracee_died(struct ptrace_capture *c, struct tracee *t, int status)
{
	if (t->tid == c->command)
		c->status = status;
	tracee_gone(c, t);
}

void
tracee_born(struct ptrace_capture *c, struct tracee *t)
{
	if (c->born.last)
		c->born.last->next = t;
	enqueue(&c->born, t, &t->next);
}

void
tracee_ready(struct ptrace_capture *c, struct tracee *t, int status)
{
	t->status = status;
	if (t->queued) /* a later status tells more: death */
		return;
	t->queued = true;
	if (c->ready.last)
		c->ready.last->next_ready = t;
	enqueue(&c->ready, t, &t->next_ready);
}

struct tracee *
tracee_take_ready(struct ptrace_capture *c)
{
	struct tracee *t = c->ready.first;

	if (!t)
		return NULL;
	c->ready.first = t->next_ready;
	if (!c->ready.first)
		c->ready.last = NULL;
	t->queued = false;
	return t;
}

struct tracee *
tracee_sweep(struct ptrace_capture *c)
{
	struct tracee *t;

	while ((t = c->gone) != NULL) {
		if (t->tell_detach) {
			t->tell_detach = false;
			return t;
		}
		c->gone = t->next;
		if (map_get(&c->tracees, t->tid) == t)
			map_del(&c->tracees, t->tid);
		mem_free(t);
	}
	return NULL;
}
