/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine: one loop that wires all rooms.
 *
 * An event is applied to the model first. Calls that nobody wants are neither
 * decoded nor shown, but the model sees them. Each call gets its detail from
 * what the sinks ask; values are frozen once the sinks saw the entry. Before a
 * task goes on, what must be visible by then is written.
 *
 * If a destination cannot be written the user is told once; the program goes
 * on unharmed and the trace ends with status 1.
 */
#include "ctrace/engine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ctrace/decode.h"

#define SINKS_MAX 4

struct engine {
	const struct settings *set;
	struct capture *capture;
	const struct descset *descs;
	struct model model;
	struct sink *sinks[SINKS_MAX];
	struct dest *dests[SINKS_MAX];
	const char *names[SINKS_MAX];
	bool told[SINKS_MAX];
	u32 nsinks;
	u64 events, lost;
	bool values; /* somebody looks at values: calls are decoded */
	u32 command; /* the pid that was launched, or 0 */
	u32 shown;   /* calls, for the limit */
	bool limit_reached;
	bool broken_output;
	bool messages_alone; /* see engine_take_messages() */
	bool noted; /* what the message at hand says is a note of its own */
};

static void
last_rites(void *arg)
{
	struct engine *e = arg;

	e->capture->ops->detach_all(e->capture);
	for (u32 i = 0; i < e->nsinks; i++)
		dest_flush(e->dests[i]);
}

static void
flush_all(void *arg)
{
	struct engine *e = arg;

	for (u32 i = 0; i < e->nsinks; i++)
		dest_flush(e->dests[i]);
}

struct engine *
engine_new(const struct settings *s, struct capture *c,
	   const struct descset *descs)
{
	struct engine *e = mem_zalloc(sizeof(*e));

	e->set = s;
	e->capture = c;
	e->values = filter_looks_at_values(&s->filter);
	e->command = capture_ptrace_pid(c);
	e->descs = descs;
	model_init(&e->model);
	bug_last_rites(last_rites, e);
	msg_set_flush(flush_all, e);
	return e;
}

void
engine_add_sink(struct engine *e, struct sink *s, struct dest *d,
		const char *name)
{
	must(e->nsinks < SINKS_MAX);
	s->index = e->nsinks;
	e->values = e->values || !s->no_values;
	e->sinks[e->nsinks] = s;
	e->names[e->nsinks] = name;
	e->dests[e->nsinks++] = d;
}

void
engine_free(struct engine *e)
{
	bug_last_rites(NULL, NULL);
	msg_set_flush(NULL, NULL);
	msg_set_taker(NULL, NULL);
	for (u32 i = 0; i < e->nsinks; i++)
		e->sinks[i]->ops->free(e->sinks[i]);
	model_release(&e->model);
	mem_free(e);
}

bool
engine_output_failed(const struct engine *e)
{
	return e->broken_output;
}

bool
engine_limit_reached(const struct engine *e)
{
	return e->limit_reached;
}

/* ---- destinations ------------------------------------------------------ */

static void
check_dest(struct engine *e, u32 i)
{
	int err = dest_error(e->dests[i]);

	if (!err || e->told[i])
		return;
	for (u32 j = 0; j < e->nsinks; j++) /* they may share it */
		e->told[j] = e->told[j] || e->dests[j] == e->dests[i];
	e->broken_output = true;
	msg("cannot write %s: %s; the program goes on without it",
	    e->names[i] ? e->names[i] : "the trace", strerror(-err));
}

static void
stop_over(struct engine *e)
{
	for (u32 i = 0; i < e->nsinks; i++) {
		e->sinks[i]->ops->stop_over(e->sinks[i]);
		check_dest(e, i);
	}
}

static u64
deadline(const struct engine *e)
{
	u64 d = UINT64_MAX;

	for (u32 i = 0; i < e->nsinks; i++)
		d = u64_min(d, dest_deadline(e->dests[i]));
	return d;
}

static void
flush_now(struct engine *e)
{
	for (u32 i = 0; i < e->nsinks; i++) {
		dest_flush(e->dests[i]);
		check_dest(e, i);
	}
}

/* ---- notes ------------------------------------------------------------- */

static void
note(struct engine *e, struct task *t, const struct note *n)
{
	for (u32 i = 0; i < e->nsinks; i++)
		e->sinks[i]->ops->note(e->sinks[i], t, n);
}

static void
note_event(struct engine *e, struct task *t, enum note_kind kind,
	   const struct event *ev)
{
	struct note n = {.kind = kind, .ev = ev};

	note(e, t, &n);
}

/* "Process N attached" and the like, unless -q keeps them away. */
static void
tell_process(struct engine *e, const struct task *t, const char *what)
{
	if (e->set->text.quiet & QUIET_ATTACH)
		return;
	e->noted = true;
	msg("Process %u %s", t->tid, what);
	e->noted = false;
}

static bool
take_message(void *arg, const char *text)
{
	struct engine *e = arg;
	struct note n = {.kind = NOTE_TEXT, .text = text};

	if (!e->noted)
		note(e, NULL, &n);
	return e->messages_alone;
}

void
engine_take_messages(struct engine *e, bool alone)
{
	e->messages_alone = alone;
	msg_set_taker(take_message, e);
}

/* ---- calls ------------------------------------------------------------- */

static bool
wanted(const struct engine *e, const struct call *c)
{
	return !e->set->has_trace ||
	       callset_has(&e->set->trace, c->abi, c->meant);
}

/* Its words tell which call it is, and they may be in memory. */
static bool
is_outer(const struct call *c)
{
	return c->desc != DESC_NONE && c->set->calls[c->desc].flags & CF_OUTER;
}

static void
detail_of(struct engine *e, struct call *c)
{
	memset(&c->show, 0, sizeof(c->show));
	c->show.abbrev = c->show.bare = true;
	for (u32 i = 0; i < e->nsinks; i++)
		e->sinks[i]->ops->wants(e->sinks[i], c->abi, c->meant,
					&c->show);
	if (filter_dumps(&e->set->filter, c)) {
		c->show.bare = false;
		c->show.dump = c->show.deref = true;
		c->show.strmax = UINT32_MAX;
		c->show.arrmax = DETAIL_ARRMAX;
	}
	if (filter_looks_at_values(&e->set->filter)) {
		c->show.bare = false;
		c->show.deref = true;
		c->show.fds |= e->set->filter.npaths ? FDS_PATH : 0;
	}
}

static void
announce_abi(struct engine *e, struct task *t, const struct event *ev)
{
	struct note n = {.kind = NOTE_ABI, .ev = ev};

	if (t->abi == ev->abi)
		return;
	t->abi = ev->abi;
	note(e, t, &n);
}

/* /proc/PID/status shows the CPU mask; libnuma, for one, reads it there. */
static bool
opens_status(const struct call *c)
{
	static const char tail[] = "/status";
	const struct value *v;
	u32 n = sizeof(tail) - 1;

	for (v = c->args_head; v; v = v->next)
		if (v->kind == V_PATH && v->bytes.len >= n &&
		    !memcmp(v->bytes.data + v->bytes.len - n, tail, n))
			return true;
	return false;
}

static bool
on_enter(struct engine *e, struct task *t)
{
	struct call *c = t->call;

	e->events++;
	if (e->values && is_outer(c)) {
		c->show.bare = true;
		decode_enter(t, c);
	}
	c->shown = wanted(e, c);
	c->held = e->set->filter.status != STATUS_ALL;
	if (!e->values || !c->shown)
		return c->shown;
	detail_of(e, c);
	decode_enter(t, c);
	c->shown = filter_call(&e->set->filter, c);
	for (u32 i = 0; c->shown && !c->held && i < e->nsinks; i++)
		if (!e->sinks[i]->no_values)
			e->sinks[i]->ops->enter(e->sinks[i], t, c);
	return c->shown;
}

static void
show_end(struct engine *e, struct task *t, struct call *c)
{
	if (c->held && !filter_result(&e->set->filter, c))
		return;
	if (c->state == CALL_RETURNED && e->values)
		decode_exit(t, c);
	for (u32 i = 0; i < e->nsinks; i++)
		e->sinks[i]->ops->exit(e->sinks[i], t, c);
	if (e->set->limit && ++e->shown == e->set->limit)
		e->limit_reached = true;
}

static void
end_call(struct engine *e, struct task *t)
{
	struct call *c = t->call;

	if (c->shown)
		show_end(e, t, c);
	call_pop(t);
}

static void
on_signal(struct engine *e, struct task *t, const struct event *ev)
{
	struct detail all = {.strmax = 4096, .arrmax = 4096, .deref = true};
	struct arena_mark m = arena_mark(&t->arena);
	struct note n = {.kind = NOTE_SIGNAL, .ev = ev};

	if (!numset_has(&e->set->filter.signals, ev->signal.signo))
		return;
	all.who = e->set->text.who;
	if (ev->signal.has_info && e->values)
		n.value = decode_siginfo(t, ev->abi, ev->signal.info,
					 SIGINFO_SIZE, &all);
	note(e, t, &n);
	arena_rewind(&t->arena, m);
}

static void
on_death(struct engine *e, struct task *t, const struct event *ev)
{
	int exec_error = capture_ptrace_exec_error(e->capture);
	struct note n = {.kind = NOTE_DEATH, .ev = ev};

	n.hidden = ev->death.killed &&
		   !numset_has(&e->set->filter.signals, ev->death.status);
	while (t->call)
		end_call(e, t);
	if (exec_error)
		msg("exec: %s", strerror(exec_error));
	note(e, t, &n);
	model_remove(&e->model, t);
}

static void
on_detach(struct engine *e, struct task *t, const struct event *ev)
{
	tell_process(e, t, "detached");
	while (t->call)
		end_call(e, t);
	note_event(e, t, NOTE_DETACH, ev);
	model_remove(&e->model, t);
}

/* The leader of a thread that called execve is gone; its number is not. */
static void
on_superseded(struct engine *e, const struct event *ev)
{
	struct task *t = model_task(&e->model, ev->tid);

	if (!t || ev->exec.old_tid == ev->tid ||
	    !model_task(&e->model, ev->exec.old_tid))
		return;
	for (struct call *c = t->call; c; c = c->outer)
		c->state = CALL_UNFINISHED;
	while (t->call)
		end_call(e, t);
	note_event(e, t, NOTE_SUPERSEDED, ev);
	model_remove(&e->model, t);
}

static void
on_birth(struct engine *e, struct task *t, const struct event *ev)
{
	t->view = e->capture->ops->view(e->capture, t);
	if (ev->birth.parent)
		tell_process(e, t, "attached");
	note_event(e, t, NOTE_BIRTH, ev);
}

/* Returns what is to become of the task. */
static struct verdict
handle(struct engine *e, struct task *t, const struct event *ev)
{
	struct verdict v = {0};

	switch (ev->kind) {
	case EV_ENTER:
		v.quiet = !on_enter(e, t);
		v.own_cpus = opens_status(t->call);
		break;
	case EV_EXIT:
		if (t->call)
			end_call(e, t);
		break;
	case EV_SIGNAL:
		on_signal(e, t, ev);
		v.signal = ev->signal.signo;
		break;
	case EV_GROUP_STOP:
		if (numset_has(&e->set->filter.signals, ev->stop.signo))
			note_event(e, t, NOTE_GROUP_STOP, ev);
		break;
	case EV_EXEC:
		note_event(e, t, NOTE_EXEC, ev);
		v.detach = e->set->detach_on_exec &&
			   (t->execs || t->tid != e->command);
		t->execs++;
		break;
	case EV_BIRTH:
		on_birth(e, t, ev);
		break;
	case EV_DEATH:
		on_death(e, t, ev);
		break;
	case EV_DETACH:
		on_detach(e, t, ev);
		break;
	case EV_LOST:
		e->lost += ev->lost.count;
		break;
	case EV_NONE:
	case EV_END:
		break;
	}
	return v;
}

static void
finish(struct engine *e)
{
	struct note n = {
		.kind = NOTE_END, .events = e->events, .lost = e->lost};
	size_t pos = 0;
	void *t;
	u64 tid;

	while (map_next(&e->model.tasks, &pos, &tid, &t))
		while (((struct task *)t)->call) {
			((struct task *)t)->call->state = CALL_UNFINISHED;
			end_call(e, t);
		}
	if (e->lost)
		msg("%llu calls were lost: nothing could be learnt of them",
		    (unsigned long long)e->lost);
	note(e, NULL, &n);
	flush_now(e);
}

/* The one that is longest known; NULL: none is left. */
static struct task *
first_task(const struct engine *e)
{
	struct task *first = NULL;
	size_t pos = 0;
	void *p;
	u64 tid;

	while (map_next(&e->model.tasks, &pos, &tid, &p))
		if (!first || ((struct task *)p)->serial < first->serial)
			first = p;
	return first;
}

/* A signal ends the trace: it is the command's, too, and everyone is let go. */
static void
let_go(struct engine *e, int sig)
{
	struct event ev = {.kind = EV_DETACH};
	struct task *t;

	if (sig)
		capture_ptrace_signal(e->capture, sig);
	e->capture->ops->detach_all(e->capture);
	ev.ns = clock_wall_ns();
	ev.mono_ns = clock_mono_ns();
	while ((t = first_task(e)) != NULL) {
		for (struct call *c = t->call; c; c = c->outer)
			c->state = CALL_DETACHED;
		ev.tid = t->tid;
		ev.abi = t->abi;
		on_detach(e, t, &ev);
	}
}

static bool
must_flush(enum event_kind k)
{
	return k == EV_SIGNAL || k == EV_EXEC || k == EV_DEATH ||
	       k == EV_DETACH;
}

/* Names change with execve and prctl: asked for as long as they are shown. */
static void
learn_name(struct engine *e, struct task *t, const struct event *ev)
{
	struct buf b = BUF_INIT;

	if (!(e->set->text.who & WHO_COMM) || e->set->text.pids == PIDS_NEVER ||
	    !t->view || ev->kind == EV_DEATH)
		return;
	if (view_fact(t->view, FACT_COMM, t->tid, 0, &b) == 0 && b.len)
		snprintf(t->comm, sizeof(t->comm), "%s", b.data);
	buf_release(&b);
}

static void
step(struct engine *e, const struct event *ev)
{
	struct task *t = model_task(&e->model, ev->tid);
	struct verdict v;

	if (t && ev->kind == EV_ENTER)
		announce_abi(e, t, ev);
	if (ev->kind == EV_EXEC)
		on_superseded(e, ev);
	t = model_apply(&e->model, e->descs, ev);
	if (!t)
		return;
	learn_name(e, t, ev);
	v = handle(e, t, ev);
	if (must_flush(ev->kind))
		flush_now(e);
	else
		stop_over(e);
	if (ev->kind != EV_DEATH && ev->kind != EV_DETACH && !e->limit_reached)
		capture_resume(e->capture, t, v);
}

int
engine_run(struct engine *e)
{
	struct event ev;
	int rc;

	for (;;) {
		rc = capture_next(e->capture, deadline(e), &ev);
		if (rc < 0)
			break;
		if (rc == 0) {
			flush_now(e);
			continue;
		}
		if (ev.kind == EV_END)
			break;
		step(e, &ev);
		if (e->limit_reached) {
			msg("System call limit has been reached, detaching "
			    "tracees");
			let_go(e, 0);
			break;
		}
	}
	if (rc < 0)
		let_go(e, rc == -EINTR ? capture_interrupted(e->capture) : 0);
	finish(e);
	return rc < 0 ? rc : 0;
}
