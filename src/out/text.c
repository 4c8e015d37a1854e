/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text sink: lines as strace writes them.
 *
 * A call's line is begun at entry, up to the first value that is not known,
 * and ended at exit. One line can be open at a time; when another task has to
 * print, the open one is closed by " <unfinished ...>" and resumed later. All
 * that is kept per call is whether its line was cut; how far it went follows
 * from the tree (value.h).
 */
#include "priv.h"

#include <string.h>

struct text_sink {
	struct sink sink;
	struct text_settings set;
	struct dest *dest;
	struct task *open; /* whose line is open, or NULL */
	u32 column;	   /* bytes of the open line so far */
};

enum { LINE_NONE, LINE_OPEN, LINE_CUT }; /* task->sink_state */

static struct text_sink *
self(struct sink *s)
{
	return (struct text_sink *)s;
}

static uintptr_t
state_of(struct text_sink *ts, const struct task *t)
{
	return (uintptr_t)t->sink_state[ts->sink.index];
}

static void
set_state(struct text_sink *ts, struct task *t, uintptr_t state)
{
	t->sink_state[ts->sink.index] = (void *)state;
}

static void
setup(struct text_sink *ts, const struct call *c, struct text_walk *w,
      enum walk_mode mode)
{
	const struct text_settings *s = &ts->set;

	memset(w, 0, sizeof(*w));
	w->out = dest_buf(ts->dest);
	w->set = s;
	w->abbrev = !s->abbrev || s->abbrev(s->set_arg, c->abi, c->nr);
	w->verbose = !s->verbose || s->verbose(s->set_arg, c->abi, c->nr);
	w->mode = mode;
	w->muted = mode == WALK_RESUME;
}

/* Ends the open line of another task. */
static void
close_open_line(struct text_sink *ts, const struct task *t)
{
	if (!ts->open || ts->open == t)
		return;
	buf_puts(dest_buf(ts->dest), " <unfinished ...>\n");
	set_state(ts, ts->open, LINE_CUT);
	ts->open = NULL;
	ts->column = 0;
}

static bool
is_raw(struct text_sink *ts, const struct call *c)
{
	return ts->set.raw && ts->set.raw(ts->set.set_arg, c->abi, c->nr);
}

static u32
arg_count(const struct call *c)
{
	const struct desc_call *d;
	u32 n = 0;

	if (c->desc == DESC_NONE)
		return 6;
	d = &c->set->calls[c->leaf];
	for (u32 i = 0; i < d->nparam; i++) {
		const struct desc_place *p =
			&c->set->fields[d->param + i]
				 .place[abi_info(c->abi)->layout];

		n = p->slot + 1u > n ? p->slot + 1u : n;
		if (p->how == PL_PAIR && p->slot2 + 1u > n)
			n = p->slot2 + 1u;
	}
	return n > 8 ? 8 : n;
}

static const char *
raw_name(const struct call *c, u32 slot)
{
	const struct desc_call *d;

	if (c->desc == DESC_NONE)
		return NULL;
	d = &c->set->calls[c->leaf];
	for (u32 i = 0; i < d->nparam; i++) {
		const struct desc_field *f = &c->set->fields[d->param + i];

		if (f->place[abi_info(c->abi)->layout].slot == slot && f->name)
			return desc_str(c->set, f->name);
	}
	return NULL;
}

static void
raw_args(struct text_sink *ts, const struct call *c)
{
	struct buf *b = dest_buf(ts->dest);
	u32 n = arg_count(c);

	for (u32 i = 0; i < n; i++) {
		const char *name = ts->set.arg_names ? raw_name(c, i) : NULL;

		if (i)
			buf_puts(b, ", ");
		if (name)
			buf_printf(b, "%s=", name);
		buf_put_hex(b, num_cut(c->args[i],
				       abi_info(c->abi)->regsize, false));
	}
}

static void
put_args(struct text_sink *ts, const struct call *c, enum walk_mode mode,
	 bool *ret_cut)
{
	bool names = ts->set.arg_names || (c->desc != DESC_NONE &&
		c->set->calls[c->desc].flags & CF_ALWAYS_NAMES);
	const struct value *v;
	struct text_walk w;
	bool first = true;

	setup(ts, c, &w, mode);
	*ret_cut = false;
	if (is_raw(ts, c)) {
		if (mode == WALK_ENTRY)
			raw_args(ts, c);
		return;
	}
	for (v = c->args_head; v; v = v->next)
		text_item(&w, v, &first, names);
	*ret_cut = w.cut;
}

static void
wants(struct sink *s, enum abi abi, u32 nr, struct detail *d)
{
	const struct text_settings *t = &self(s)->set;
	bool abbrev = !t->abbrev || t->abbrev(t->set_arg, abi, nr);
	bool deref = !t->verbose || t->verbose(t->set_arg, abi, nr);

	if (t->strmax > d->strmax)
		d->strmax = t->strmax;
	if (t->strmax > d->arrmax)
		d->arrmax = t->strmax;
	d->abbrev = d->abbrev && abbrev;
	d->deref = d->deref || deref;
	d->fd_paths = d->fd_paths || t->fd_paths;
}

static void
enter(struct sink *s, struct task *t, struct call *c)
{
	struct text_sink *ts = self(s);
	struct buf *b = dest_buf(ts->dest);
	size_t start;
	bool cut;

	close_open_line(ts, t);
	start = b->len;
	if (ts->set.numbers)
		buf_printf(b, "[%4u] ", c->nr & ~abi_info(c->abi)->nr_bias);
	buf_puts(b, c->name);
	buf_putc(b, '(');
	put_args(ts, c, WALK_ENTRY, &cut);
	ts->column = (u32)(b->len - start);
	ts->open = t;
	set_state(ts, t, LINE_OPEN);
}

/* ---- results ---------------------------------------------------------------------- */

static const char *
restart_text(u32 err)
{
	switch (err) {
	case 512: return "ERESTARTSYS (To be restarted if SA_RESTART is set)";
	case 513: return "ERESTARTNOINTR (To be restarted)";
	case 514: return "ERESTARTNOHAND (To be restarted if no handler)";
	case 516: return "ERESTART_RESTARTBLOCK (Interrupted by signal)";
	}
	return NULL;
}

static void
put_error(struct buf *b, const struct call *c)
{
	const char *name = errno_name(c->err);
	const char *restart = restart_text(c->err);

	if (restart)
		buf_printf(b, "? %s", restart);
	else if (name)
		buf_printf(b, "-1 %s (%s)", name, strerror((int)c->err));
	else
		buf_printf(b, "-1 (errno %u)", c->err);
}

static void
put_aux(struct text_sink *ts, const struct call *c)
{
	struct buf *b = dest_buf(ts->dest);
	const struct value *v;
	struct text_walk w;

	setup(ts, c, &w, WALK_ALL);
	buf_puts(b, " (");
	for (v = c->aux; v; v = v->next) {
		if (v != c->aux)
			buf_puts(b, ", ");
		if (v->name && *v->name)
			buf_printf(b, "%s ", v->name);
		text_value(&w, v);
	}
	buf_putc(b, ')');
}

static void
put_result(struct text_sink *ts, const struct call *c)
{
	struct buf *b = dest_buf(ts->dest);
	bool raw = is_raw(ts, c);
	struct text_walk w;

	if (c->state == CALL_UNAVAILABLE) {
		buf_puts(b, "? <unavailable>");
		return;
	}
	if (c->state != CALL_RETURNED) {
		buf_puts(b, "?");
		return;
	}
	setup(ts, c, &w, WALK_ALL);
	if (c->err)
		put_error(b, c);
	else if (raw)
		buf_put_hex(b, num_cut((u64)c->rval,
				       abi_info(c->abi)->klongsize, false));
	else if (c->ret)
		text_value(&w, c->ret);
	else
		buf_puts(b, "?");
	if (c->aux && !raw)
		put_aux(ts, c);
	if (c->marks & CALL_INJECTED)
		buf_puts(b, " (INJECTED)");
}

static void
line_start(struct text_sink *ts, struct task *t, const struct call *c)
{
	struct buf *b = dest_buf(ts->dest);

	close_open_line(ts, t);
	ts->column = 0;
	if (state_of(ts, t) != LINE_CUT)
		return;
	buf_printf(b, "<... %s resumed>", c->name);
	ts->column = (u32)strlen(c->name) + 14;
}

static void
finish_line(struct text_sink *ts, struct task *t)
{
	buf_putc(dest_buf(ts->dest), '\n');
	ts->open = NULL;
	ts->column = 0;
	set_state(ts, t, LINE_NONE);
}

/* `) ` and blanks up to the column of '='. */
static void
close_args(struct text_sink *ts, size_t start)
{
	struct buf *b = dest_buf(ts->dest);
	size_t col;

	buf_puts(b, ") ");
	col = ts->column + (b->len - start);
	for (; col < ts->set.column; col++)
		buf_putc(b, ' ');
	buf_puts(b, "= ");
}

static void
sink_exit(struct sink *s, struct task *t, struct call *c)
{
	struct text_sink *ts = self(s);
	struct buf *b = dest_buf(ts->dest);
	bool cut = false, pending = false;
	const struct value *v;
	size_t start;

	if (ts->open != t)
		line_start(ts, t, c);
	start = b->len;
	if (c->state == CALL_DETACHED) {
		buf_puts(b, " <detached ...>");
		finish_line(ts, t);
		return;
	}
	for (v = c->args_head; v; v = v->next)
		pending = pending || (value_cuts(v) && !is_raw(ts, c));
	if (c->state == CALL_UNFINISHED && pending)
		buf_puts(b, " <unfinished ...>");
	else
		put_args(ts, c, WALK_RESUME, &cut);
	close_args(ts, start);
	put_result(ts, c);
	finish_line(ts, t);
}

/* ---- notes -------------------------------------------------------------------------- */

static void
put_signal(struct text_sink *ts, const struct note *n)
{
	struct buf *b = dest_buf(ts->dest);
	const char *name = signal_name(n->ev->signal.signo);
	struct text_walk w = { .out = b, .set = &ts->set, .abbrev = true,
			       .verbose = true };

	buf_puts(b, "--- ");
	if (name)
		buf_puts(b, name);
	else
		buf_printf(b, "%u", n->ev->signal.signo);
	buf_putc(b, ' ');
	if (n->value)
		text_value(&w, n->value);
	buf_puts(b, n->value ? " ---\n" : "---\n");
}

static void
put_death(struct text_sink *ts, const struct note *n)
{
	struct buf *b = dest_buf(ts->dest);
	const char *name = signal_name(n->ev->death.status);

	if (ts->set.quiet & QUIET_EXIT)
		return;
	if (!n->ev->death.killed) {
		buf_printf(b, "+++ exited with %u +++\n", n->ev->death.status);
		return;
	}
	if (name)
		buf_printf(b, "+++ killed by %s ", name);
	else
		buf_printf(b, "+++ killed by %u ", n->ev->death.status);
	buf_puts(b, n->ev->death.core ? "(core dumped) +++\n" : "+++\n");
}

static void
put_group_stop(struct text_sink *ts, const struct note *n)
{
	const char *name = signal_name(n->ev->stop.signo);

	buf_printf(dest_buf(ts->dest), "--- stopped by %s ---\n",
		   name ? name : "?");
}

static void
sink_note(struct sink *s, struct task *t, const struct note *n)
{
	struct text_sink *ts = self(s);

	switch (n->kind) {
	case NOTE_SIGNAL: case NOTE_GROUP_STOP: case NOTE_DEATH:
	case NOTE_ABI:
		close_open_line(ts, NULL);
		break;
	case NOTE_EXEC: case NOTE_BIRTH: case NOTE_TEXT: case NOTE_DETACH:
	case NOTE_END:
		return;
	}
	if (n->kind == NOTE_SIGNAL)
		put_signal(ts, n);
	else if (n->kind == NOTE_GROUP_STOP)
		put_group_stop(ts, n);
	else if (n->kind == NOTE_DEATH)
		put_death(ts, n);
	else if (!(ts->set.quiet & QUIET_PERSONALITY))
		buf_printf(dest_buf(ts->dest),
			   "[ Process PID=%u runs in %s mode. ]\n", t->tid,
			   abi_info(t->abi)->mode);
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

static const struct sink_ops text_ops = {
	.wants = wants,
	.enter = enter,
	.exit = sink_exit,
	.note = sink_note,
	.flush = flush,
	.stop_over = stop_over,
	.free = sink_free,
};

struct sink *
text_sink_new(const struct text_settings *set, struct dest *d)
{
	struct text_sink *ts = mem_zalloc(sizeof(*ts));

	ts->sink.ops = &text_ops;
	ts->set = *set;
	ts->dest = d;
	return &ts->sink;
}
