/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The JSON sink: one object per line, the same values as text shows, each in
 * the form of its kind (json_value.c, ctrace.schema.json). A call is written
 * once, at its exit; the time of its entry sorts the lines. Readers skip types
 * and members that they do not know, so that either may be added.
 */
#include "priv.h"

#include <string.h>

struct json_sink {
	struct sink sink;
	struct json_settings set;
	struct dest *dest;
};

static struct json_sink *
self(struct sink *s)
{
	return (struct json_sink *)s;
}

static struct buf *
out(struct json_sink *js)
{
	return dest_buf(js->dest);
}

static void
setup(struct json_sink *js, struct json_walk *w)
{
	w->out = out(js);
	w->strmax = js->set.strmax;
	w->fds = js->set.fds;
	w->who = js->set.who;
}

static void
put_header(struct json_sink *js)
{
	const char *const *a = js->set.argv;
	struct buf *b = out(js);

	buf_printf(b, "{\"type\":\"header\",\"format\":%d,\"version\":",
		   JSON_FORMAT_VERSION);
	json_text(b, CTRACE_VERSION);
	buf_puts(b, ",\"argv\":[");
	for (; a && *a; a++) {
		if (a != js->set.argv)
			buf_putc(b, ',');
		json_text(b, *a);
	}
	buf_printf(b, "],\"abi\":\"%s\",\"start_ns\":%llu}\n",
		   abi_info(js->set.abi)->name,
		   (unsigned long long)js->set.start_ns);
}

static void
wants(struct sink *s, enum abi abi, u32 nr, struct detail *d)
{
	struct json_walk w;

	(void)abi, (void)nr;
	setup(self(s), &w);
	d->strmax = d->strmax > w.strmax ? d->strmax : w.strmax;
	d->arrmax = DETAIL_ARRMAX;
	d->bare = false;
	d->abbrev = false;
	d->deref = true;
	d->fds |= w.fds;
	d->who |= w.who;
}

/* The opening that every object about a task has. */
static void
put_head(struct json_sink *js, const char *type, const struct task *t, u64 ns)
{
	struct buf *b = out(js);

	buf_printf(b, "{\"type\":\"%s\"", type);
	if (t)
		buf_printf(b, ",\"pid\":%u,\"tid\":%u", t->tgid, t->tid);
	else
		buf_puts(b, ",\"pid\":null,\"tid\":null");
	buf_printf(b, ",\"ts_ns\":%llu", (unsigned long long)ns);
}

/* ---- calls ------------------------------------------------------------- */

static void
put_arg(struct json_walk *w, const struct call *c, const struct value *v,
	u32 *pos)
{
	u32 index = *pos;
	u64 raw = raw_param(c, v, pos);

	buf_puts(w->out, "{\"name\":");
	if (v->name && *v->name)
		json_text(w->out, v->name);
	else
		buf_printf(w->out, "\"arg%u\"", index + 1);
	buf_puts(w->out, ",\"raw\":");
	json_hex(w->out, raw);
	buf_puts(w->out, ",\"value\":");
	if (v->kind == V_PENDING && raw)
		json_hex(w->out, raw); /* never written: an address */
	else
		json_value(w, v);
	buf_putc(w->out, '}');
}

static void
put_args(struct json_walk *w, const struct call *c)
{
	const struct value *v;
	u32 pos = 0;

	buf_puts(w->out, ",\"args\":[");
	for (v = c->args_head; v; v = v->next) {
		put_arg(w, c, v, &pos);
		if (v->next)
			buf_putc(w->out, ',');
	}
	buf_putc(w->out, ']');
}

/* The word that the kernel returned: of a failed call -errno. */
static u64
ret_word(const struct call *c)
{
	u64 r = c->err ? (u64) - (s64)c->err : (u64)c->rval;

	return num_cut(r, abi_info(c->abi)->klongsize, false);
}

static void
put_result(struct json_walk *w, const struct call *c)
{
	struct buf *b = w->out;
	const char *name = c->err ? errno_name(c->err) : NULL;

	if (c->state != CALL_RETURNED) {
		buf_puts(b, ",\"ret\":null,\"errno\":null");
		return;
	}
	buf_puts(b, ",\"ret\":{\"raw\":");
	json_hex(b, ret_word(c));
	buf_puts(b, ",\"value\":");
	if (c->err)
		buf_puts(b, "-1");
	else if (c->ret)
		json_value(w, c->ret);
	else
		buf_puts(b, "null");
	buf_puts(b, "},\"errno\":");
	if (name)
		json_text(b, name);
	else if (c->err)
		buf_put_u64(b, c->err);
	else
		buf_puts(b, "null");
}

static void
put_aux(struct json_walk *w, const struct call *c)
{
	const struct value *v;

	buf_puts(w->out, ",\"aux\":[");
	for (v = c->aux; v; v = v->next) {
		bool named = v->name && *v->name;

		if (named) {
			buf_putc(w->out, '{');
			json_text(w->out, v->name);
			buf_putc(w->out, ':');
		}
		json_value(w, v);
		if (named)
			buf_putc(w->out, '}');
		if (v->next)
			buf_putc(w->out, ',');
	}
	buf_putc(w->out, ']');
}

static void
enter(struct sink *s, struct task *t, struct call *c)
{
	(void)s, (void)t, (void)c;
}

static void
sink_exit(struct sink *s, struct task *t, struct call *c)
{
	struct json_sink *js = self(s);
	struct buf *b = out(js);
	struct json_walk w;

	setup(js, &w);
	put_head(js, "syscall", t, c->t_enter);
	buf_puts(b, ",\"name\":");
	json_text(b, c->name);
	buf_printf(b, ",\"nr\":%u,\"abi\":\"%s\"",
		   c->nr & ~abi_info(c->abi)->nr_bias, abi_info(c->abi)->name);
	if (c->m_exit >= c->m_enter && c->state == CALL_RETURNED)
		buf_printf(b, ",\"dur_ns\":%llu",
			   (unsigned long long)(c->m_exit - c->m_enter));
	else
		buf_puts(b, ",\"dur_ns\":null");
	put_args(&w, c);
	put_result(&w, c);
	if (c->aux && c->state == CALL_RETURNED)
		put_aux(&w, c);
	if (c->state == CALL_UNFINISHED || c->state == CALL_DETACHED)
		buf_puts(b, ",\"unfinished\":true");
	if (c->marks & CALL_INJECTED)
		buf_puts(b, ",\"injected\":true");
	buf_puts(b, "}\n");
}

/* ---- notes ------------------------------------------------------------- */

static void
put_signal_name(struct buf *b, u32 signo)
{
	const char *name = signal_name(signo);

	if (name)
		json_text(b, name);
	else
		buf_put_u64(b, signo);
}

static void
put_signal(struct json_sink *js, const struct note *n)
{
	struct json_walk w;

	setup(js, &w);
	buf_puts(w.out, ",\"name\":");
	put_signal_name(w.out, n->ev->signal.signo);
	buf_puts(w.out, ",\"siginfo\":");
	if (n->value)
		json_value(&w, n->value);
	else
		buf_puts(w.out, "null");
}

static void
put_exec(struct json_sink *js, const struct note *n)
{
	struct buf *b = out(js);

	buf_puts(b, ",\"path\":");
	if (n->ev->exec.path)
		json_text(b, n->ev->exec.path);
	else
		buf_puts(b, "null");
	buf_printf(b, ",\"old_tid\":%u", n->ev->exec.old_tid);
}

static void
put_fork(struct json_sink *js, const struct task *t, const struct note *n)
{
	struct buf *b = out(js);
	/* a new thread is in its parent's group */
	u32 pid = t->tgid != t->tid ? t->tgid : t->parent;

	buf_printf(b, "{\"type\":\"fork\",\"pid\":%u,\"tid\":%u", pid,
		   t->parent);
	buf_printf(b, ",\"ts_ns\":%llu,\"child\":%u,\"flags\":",
		   (unsigned long long)n->ev->ns, t->tid);
	json_hex(b, n->ev->birth.flags);
}

static void
put_death(struct json_sink *js, const struct note *n)
{
	struct buf *b = out(js);

	if (!n->ev->death.killed) {
		buf_printf(b, ",\"status\":%u", n->ev->death.status);
		return;
	}
	buf_puts(b, ",\"signal\":");
	put_signal_name(b, n->ev->death.status);
	buf_printf(b, ",\"core\":%s", n->ev->death.core ? "true" : "false");
}

static void
put_note_text(struct json_sink *js, const struct task *t, const struct note *n)
{
	struct buf text = BUF_INIT;
	const char *sig;

	if (n->kind == NOTE_GROUP_STOP) {
		sig = signal_name(n->ev->stop.signo);
		buf_printf(&text, "stopped by %s", sig ? sig : "?");
	} else if (n->kind == NOTE_ABI) {
		buf_printf(&text, "Process PID=%u runs in %s mode.", t->tid,
			   abi_info(t->abi)->mode);
	} else if (n->kind == NOTE_DETACH) {
		buf_printf(&text, "Process %u detached", t->tid);
	} else {
		buf_puts(&text, n->text ? n->text : "");
	}
	buf_puts(out(js), ",\"text\":");
	json_string(out(js), text.data ? text.data : "", text.len);
	buf_release(&text);
}

static void
sink_note(struct sink *s, struct task *t, const struct note *n)
{
	struct json_sink *js = self(s);
	u64 ns = n->ev ? n->ev->ns : clock_wall_ns();

	switch (n->kind) {
	case NOTE_SIGNAL:
		put_head(js, "signal", t, ns);
		put_signal(js, n);
		break;
	case NOTE_EXEC:
		put_head(js, "exec", t, ns);
		put_exec(js, n);
		break;
	case NOTE_SUPERSEDED:
		put_head(js, "exit", t, ns);
		buf_printf(out(js), ",\"superseded_by\":%u",
			   n->ev->exec.old_tid);
		break;
	case NOTE_BIRTH:
		if (!t->parent)
			return; /* launched or attached: nobody forked */
		put_fork(js, t, n);
		break;
	case NOTE_DEATH:
		put_head(js, "exit", t, ns);
		put_death(js, n);
		break;
	case NOTE_TEXT:
	case NOTE_GROUP_STOP:
	case NOTE_ABI:
	case NOTE_DETACH:
		put_head(js, "note", t, ns);
		put_note_text(js, t, n);
		break;
	case NOTE_END:
		buf_printf(out(js),
			   "{\"type\":\"end\",\"events\":%llu,"
			   "\"lost\":%llu",
			   (unsigned long long)n->events,
			   (unsigned long long)n->lost);
		break;
	}
	buf_puts(out(js), "}\n");
}

static int
flush(struct sink *s)
{
	return dest_flush(self(s)->dest);
}

static int
stop_over(struct sink *s)
{
	return dest_stop_over(self(s)->dest);
}

static void
sink_free(struct sink *s)
{
	mem_free(s);
}

static const struct sink_ops json_ops = {
	.wants = wants,
	.enter = enter,
	.exit = sink_exit,
	.note = sink_note,
	.flush = flush,
	.stop_over = stop_over,
	.free = sink_free,
};

struct sink *
json_sink_new(const struct json_settings *set, struct dest *d)
{
	struct json_sink *js = mem_zalloc(sizeof(*js));

	js->sink.ops = &json_ops;
	js->set = *set;
	js->dest = d;
	put_header(js);
	return &js->sink;
}
