/* SPDX-License-Identifier: BSD-2-Clause */
/* The text sink's lines about all that is no call. */
#include "text.h"

#include "color.h"

static void
note_leader(struct text_sink *ts, const struct task *t, const struct event *ev)
{
	const struct line *l = t->sink_state[ts->sink.index];
	struct moment m = {.nr = l->nr, .abi = t->abi};

	if (ev) {
		m.wall = ev->ns;
		m.mono = ev->mono_ns;
		m.ip = ev->ip;
	}
	page_leader(ts, t, &m);
}

static void
put_signal(struct text_sink *ts, const struct note *n)
{
	struct buf *b = dest_buf(ts->page->dest);
	const char *name = signal_name(n->ev->signal.signo);
	struct text_walk w = {
		.out = b, .set = &ts->set, .abbrev = true, .verbose = true};

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
	struct buf *b = dest_buf(ts->page->dest);
	const char *name = signal_name(n->ev->death.status);

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

	buf_printf(dest_buf(ts->page->dest), "--- stopped by %s ---\n",
		   name ? name : "?");
}

static void
put_abi(struct text_sink *ts, const struct task *t)
{
	buf_printf(dest_buf(ts->page->dest),
		   "[ Process PID=%u runs in %s mode. ]\n", t->tid,
		   abi_info(t->abi)->mode);
}

static void
put_superseded(struct text_sink *ts, const struct note *n)
{
	buf_printf(dest_buf(ts->page->dest),
		   "+++ superseded by execve in pid %u +++\n",
		   n->ev->exec.old_tid);
}

static bool
is_note_shown(struct text_sink *ts, const struct note *n)
{
	switch (n->kind) {
	case NOTE_SIGNAL:
	case NOTE_GROUP_STOP:
		return true;
	case NOTE_DEATH:
		return !n->hidden &&
		       (n->ev->death.killed || !(ts->set.quiet & QUIET_EXIT));
	case NOTE_ABI:
		return !(ts->set.quiet & QUIET_PERSONALITY);
	case NOTE_SUPERSEDED:
		return !(ts->set.quiet & QUIET_SUPERSEDED);
	case NOTE_EXEC:
	case NOTE_BIRTH:
	case NOTE_TEXT:
	case NOTE_DETACH:
	case NOTE_END:
		return false;
	}
	return false;
}

static void
show(struct text_sink *ts, struct task *t, const struct note *n)
{
	size_t at;

	page_close_line(line_of(ts, t)->page);
	if (n->kind != NOTE_ABI)
		note_leader(ts, t, n->ev);
	at = dest_buf(ts->page->dest)->len;
	if (n->kind == NOTE_SIGNAL)
		put_signal(ts, n);
	else if (n->kind == NOTE_GROUP_STOP)
		put_group_stop(ts, n);
	else if (n->kind == NOTE_DEATH)
		put_death(ts, n);
	else if (n->kind == NOTE_SUPERSEDED)
		put_superseded(ts, n);
	else
		put_abi(ts, t);
	color_piece(dest_buf(ts->page->dest), at, ts->set.colors);
}

void
text_note(struct sink *s, struct task *t, const struct note *n)
{
	struct text_sink *ts = (struct text_sink *)s;

	if (n->kind == NOTE_BIRTH) {
		ts->ntasks++;
		line_of(ts, t);
	}
	/* Its thread that called execve lives on in its place. */
	if (n->kind == NOTE_SUPERSEDED)
		ts->ntasks--;
	if (is_note_shown(ts, n))
		show(ts, t, n);
	if (n->kind == NOTE_SUPERSEDED)
		page_bequeath(ts, t);
	if (n->kind == NOTE_EXEC && n->ev->exec.old_tid != n->ev->tid)
		page_inherit(ts, t, n->ev->tid);
	if (n->kind == NOTE_DEATH || n->kind == NOTE_DETACH)
		ts->ntasks--;
	if (n->kind == NOTE_DEATH || n->kind == NOTE_DETACH ||
	    n->kind == NOTE_SUPERSEDED)
		line_drop(ts, t);
}
