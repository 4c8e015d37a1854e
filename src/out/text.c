/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text sink: lines as strace writes them.
 *
 * A call's line is begun at entry, up to the first value that is not known,
 * and ended at exit. One line can be open at a time; when another task has to
 * print, the open one is closed by " <unfinished ...>" and resumed later. All
 * that is kept per call is how much of its arguments was shown and whether the
 * line was cut: values do not change once they were shown, so that at exit the
 * arguments are printed whole and their known beginning is taken away.
 *
 * Lines and the pages that they stand on are text_page.c, all that is no call
 * is text_note.c.
 */
#include "text.h"

#include "color.h"

#include <string.h>

static struct text_sink *
self(struct sink *s)
{
	return (struct text_sink *)s;
}

/* Asked for several times in a row for each call. */
static const struct text_choice *
choose(struct text_sink *ts, enum abi abi, u32 nr)
{
	const struct text_settings *s = &ts->set;
	struct text_choice *t = &ts->choice;

	if (t->valid && t->abi == abi && t->nr == nr)
		return t;
	*t = (struct text_choice){
		.valid = true,
		.abi = abi,
		.nr = nr,
		.abbrev = !s->abbrev || s->abbrev(s->set_arg, abi, nr),
		.verbose = !s->verbose || s->verbose(s->set_arg, abi, nr),
		.raw = s->raw && s->raw(s->set_arg, abi, nr),
	};
	return t;
}

static void
setup(struct text_sink *ts, const struct call *c, struct text_walk *w)
{
	const struct text_choice *how = choose(ts, c->abi, c->meant);

	memset(w, 0, sizeof(*w));
	w->out = dest_buf(ts->page->dest);
	w->set = &ts->set;
	w->abbrev = how->abbrev;
	w->verbose = how->verbose;
}

/* In front of a call's line; resumed: of the rest of one that was cut. */
static void
call_leader(struct text_sink *ts, const struct task *t, const struct call *c,
	    bool resumed)
{
	const struct line *l = t->sink_state[ts->sink.index];
	struct moment m = {
		.wall = resumed ? c->t_exit : c->t_enter,
		.mono = resumed ? c->m_exit : c->m_enter,
		.ip = resumed ? c->ip_exit : c->ip,
		.nr = l->nr,
		.abi = c->abi,
	};

	page_leader(ts, t, &m);
}

static void
wants(struct sink *s, enum abi abi, u32 nr, struct detail *d)
{
	const struct text_settings *t = &self(s)->set;
	const struct text_choice *how = choose(self(s), abi, nr);

	if (t->raw && t->raw(t->set_arg, abi, nr))
		return;
	d->bare = false;
	if (t->strmax > d->strmax)
		d->strmax = t->strmax;
	if (t->strmax > d->arrmax)
		d->arrmax = t->strmax;
	d->abbrev = d->abbrev && how->abbrev;
	d->deref = d->deref || how->verbose;
	d->fds |= t->fds;
	d->who |= t->who;
}

/* ---- arguments --------------------------------------------------------- */

static bool
is_raw(struct text_sink *ts, const struct call *c)
{
	return choose(ts, c->abi, c->meant)->raw;
}

static void
raw_args(struct text_sink *ts, const struct call *c)
{
	struct buf *b = dest_buf(ts->page->dest);
	u32 n = raw_count(c), first = raw_first(c);

	for (u32 i = first; i < n; i++) {
		const char *name = ts->set.arg_names ? raw_name(c, i) : NULL;

		if (i != first)
			buf_puts(b, ", ");
		if (name)
			buf_printf(b, "%s=", name);
		buf_put_hex(b, raw_word(c, i));
	}
}

/*
 * What stands for an object behind a pointer and is no V_PTR. Without
 * dereferencing such a parameter is its address, and nothing of it is pending.
 */
static bool
is_pointee(const struct value *v)
{
	while (v->kind == V_COMMENT && v->kids.first)
		v = v->kids.first;
	if (v->kind == V_ARRAY)
		/* of no elements nothing is read, but a room has an address */
		return v->kids.total || v->marks & VM_PTRDATA;
	return v->kind == V_STRUCT || v->kind == V_SET || v->kind == V_CHANGE;
}

/* A set may be in the word itself. */
static bool
is_set_in_word(const struct call *c, const struct value *v, u32 param)
{
	const struct descset *s = c->set;
	u32 field;

	if (v->kind != V_SET || c->desc == DESC_NONE)
		return false;
	field = s->calls[c->leaf].param + param;
	return desc_type(s, desc_field(s, field).type).kind != DK_PTR;
}

/* Is it shown as the word that it was passed in? */
static bool
as_address(const struct text_walk *w, const struct call *c,
	   const struct value *v, u64 *ret_word)
{
	bool brief =
		v->kind == V_PENDING && ((w->abbrev && v->marks & VM_HIDDEN) ||
					 (!w->verbose && v->marks & VM_BRIEF));
	const struct value *u;
	u32 pos = 0;

	if (!brief && (w->verbose || !is_pointee(v)))
		return false;
	for (u = c->args_head; u != v; u = u->next)
		raw_param(c, u, &pos);
	*ret_word = raw_param(c, v, &pos);
	return brief || !is_set_in_word(c, v, pos - 1);
}

/* The arguments, at entry up to the cut. True: there is a cut. */
static bool
put_args(struct text_sink *ts, const struct call *c, bool entry)
{
	bool names = ts->set.arg_names ||
		     (c->desc != DESC_NONE &&
		      c->set->calls[c->desc].flags & CF_ALWAYS_NAMES);
	u32 wordsize = abi_info(c->abi)->wordsize;
	const struct value *v;
	struct text_walk w;
	bool first = true;
	u64 word;

	if (is_raw(ts, c)) {
		raw_args(ts, c);
		return false;
	}
	setup(ts, c, &w);
	w.entry = entry;
	for (v = c->args_head; v; v = v->next) {
		if (as_address(&w, c, v, &word))
			text_item_addr(&w, v, num_cut(word, wordsize, false),
				       &first, names);
		else
			text_item(&w, v, &first, names);
	}
	return w.cut;
}

/* Up to the bracket. */
static void
line_begin(struct text_sink *ts, const struct task *t, const struct call *c)
{
	struct line *l = t->sink_state[ts->sink.index];
	struct page *p = l->page;
	struct buf *b = dest_buf(p->dest);
	size_t start, name;

	page_close_line(p);
	start = b->len;
	l->nr = c->nr;
	call_leader(ts, t, c, false);
	name = b->len;
	buf_puts(b, c->name);
	p->column = (u32)(b->len - start) + 1;
	color_whole(b, name, ts->set.colors, COLOR_SYSCALL);
	name = b->len;
	buf_putc(b, '(');
	color_piece(b, name, ts->set.colors);
	l->shown = 0;
	l->state = LINE_OPEN;
	p->open = l;
}

static void
enter(struct sink *s, struct task *t, struct call *c)
{
	struct text_sink *ts = self(s);
	struct line *l = line_of(ts, t);
	struct buf *b = dest_buf(l->page->dest);
	size_t args;

	line_begin(ts, t, c);
	args = b->len;
	put_args(ts, c, true);
	l->shown = (u32)(b->len - args);
	l->page->column += l->shown;
	color_piece(b, args, ts->set.colors);
}

/* What entry did not show. */
static void
put_rest(struct text_sink *ts, const struct call *c, const struct line *l)
{
	struct buf *b = dest_buf(ts->page->dest);
	size_t start = b->len, len, skip;

	put_args(ts, c, false);
	len = b->len - start;
	skip = l->shown < len ? l->shown : len;
	if (!len)
		return;
	len -= skip;
	memmove(b->data + start, b->data + start + skip, len);
	b->len = start + len;
	b->data[b->len] = '\0';
}

/* The task died in the call: was something still to come? */
static bool
is_cut(struct text_sink *ts, const struct call *c)
{
	struct buf *b = dest_buf(ts->page->dest);
	size_t start = b->len;
	bool cut = put_args(ts, c, true);

	b->len = start;
	if (b->data)
		b->data[start] = '\0';
	return cut;
}

/* ---- results ----------------------------------------------------------- */

static const char *
restart_text(u32 err)
{
	switch (err) {
	case 512:
		return "ERESTARTSYS (To be restarted if SA_RESTART is set)";
	case 513:
		return "ERESTARTNOINTR (To be restarted)";
	case 514:
		return "ERESTARTNOHAND (To be restarted if no handler)";
	case 516:
		return "ERESTART_RESTARTBLOCK (Interrupted by signal)";
	}
	return NULL;
}

static void
put_errno(struct buf *b, const char *name, const char *text)
{
	buf_puts(b, "-1 ");
	buf_puts(b, name);
	buf_puts(b, " (");
	buf_puts(b, text);
	buf_putc(b, ')');
}

/* The texts stay where they are, but the C library looks long for them. */
static const char *
error_text(struct text_sink *ts, u32 err)
{
	if (err >= ARRAY_SIZE(ts->error_texts))
		return strerror((int)err);
	if (!ts->error_texts[err])
		ts->error_texts[err] = strerror((int)err);
	return ts->error_texts[err];
}

static void
put_error(struct text_sink *ts, struct buf *b, const struct call *c)
{
	const char *name = errno_name(c->err);
	const char *restart = restart_text(c->err);

	if (restart)
		buf_printf(b, "? %s", restart);
	else if (name)
		put_errno(b, name, error_text(ts, c->err));
	else
		buf_printf(b, "-1 (errno %u)", c->err);
}

static void
put_aux(struct text_sink *ts, const struct call *c)
{
	struct buf *b = dest_buf(ts->page->dest);
	const struct value *v;
	struct text_walk w;
	bool any = false;

	setup(ts, c, &w);
	for (v = c->aux; v; v = v->next) {
		if (!w.verbose && v->marks & VM_PTRDATA)
			continue;
		buf_puts(b, any ? ", " : " (");
		any = true;
		if (v->name && *v->name) {
			buf_puts(b, v->name);
			buf_putc(b, v->kind == V_INT ? '=' : ' ');
		}
		text_value(&w, v);
	}
	if (any)
		buf_putc(b, ')');
}

/* A flag that is shown even where it is not set. */
static bool
is_negatable(const struct value *v)
{
	return v && v->kind == V_FLAGS && v->sym.zero;
}

/* A decoration that says nothing but names has no place under -X raw. */
static bool
is_only_names(const struct text_sink *ts, const struct value *v)
{
	return ts->set.xlat == XLAT_RAW && !v->name &&
	       (v->kind == V_FLAGS || v->kind == V_FORM ||
		(v->kind == V_PARTS && !(v->marks & VM_EACH) &&
		 is_negatable(v->kids.first)));
}

static void
put_duration(struct text_sink *ts, const struct call *c)
{
	struct buf *b = dest_buf(ts->page->dest);
	u64 ns = c->m_exit > c->m_began ? c->m_exit - c->m_began : 0;

	if (!ts->set.times)
		return;
	buf_puts(b, " <");
	leader_put_span(b, ns, ts->set.times_digits, 0);
	buf_putc(b, '>');
}

static void
put_result(struct text_sink *ts, const struct call *c)
{
	struct buf *b = dest_buf(ts->page->dest);
	bool raw = is_raw(ts, c);
	size_t at = b->len;
	struct text_walk w;

	if (c->state == CALL_UNAVAILABLE) {
		buf_puts(b, "? <unavailable>");
		return;
	}
	if (c->state != CALL_RETURNED) {
		buf_puts(b, "?");
		return;
	}
	setup(ts, c, &w);
	if (c->err)
		put_error(ts, b, c);
	else if (raw)
		buf_put_hex(b, num_cut((u64)c->rval,
				       abi_info(c->abi)->klongsize, false));
	else if (c->ret)
		text_value(&w, c->ret);
	else
		buf_puts(b, "?");
	color_whole(b, at, ts->set.colors, c->err ? COLOR_ERROR : COLOR_RETVAL);
	at = b->len;
	if (c->aux && !raw && !is_only_names(ts, c->aux))
		put_aux(ts, c);
	if (c->marks & CALL_INJECTED)
		buf_puts(b, " (INJECTED)");
	put_duration(ts, c);
	color_piece(b, at, ts->set.colors);
}

/* Goes on with the task's line: the open one, or one that was cut. */
static void
line_resume(struct text_sink *ts, const struct task *t, const struct call *c)
{
	struct page *p = ts->page;
	struct buf *b = dest_buf(p->dest);
	size_t start;

	if (p->open == t->sink_state[ts->sink.index])
		return;
	page_close_line(p);
	start = b->len;
	call_leader(ts, t, c, true);
	buf_puts(b, "<... ");
	buf_puts(b, c->name);
	buf_puts(b, " resumed>");
	p->column = (u32)(b->len - start);
}

/* `) ` and blanks up to the column of '='. */
static void
close_args(struct text_sink *ts, size_t start)
{
	struct buf *b = dest_buf(ts->page->dest);
	size_t col;

	buf_puts(b, ") ");
	col = ts->page->column + (b->len - start);
	for (; col < ts->set.column; col++)
		buf_putc(b, ' ');
	buf_puts(b, "= ");
}

/* Only a line that is open tells of it: what was cut stays as it is. */
static void
detached(struct text_sink *ts, struct line *l)
{
	if (l->state != LINE_OPEN)
		return;
	buf_puts(dest_buf(l->page->dest), " <detached ...>");
	page_end_line(l->page, l);
}

static void
sink_exit(struct sink *s, struct task *t, struct call *c)
{
	struct text_sink *ts = self(s);
	struct line *l = line_of(ts, t);
	struct buf *b = dest_buf(l->page->dest);
	size_t start;

	if (l->state == LINE_NONE && c->state == CALL_RETURNED)
		line_begin(ts, t, c); /* it was held back */
	else if (l->state == LINE_NONE)
		enter(s, t, c);
	if (c->state == CALL_DETACHED) {
		detached(ts, l);
		return;
	}
	line_resume(ts, t, c);
	start = b->len;
	if (c->state == CALL_UNFINISHED && is_cut(ts, c))
		buf_puts(b, " <unfinished ...>");
	else
		put_rest(ts, c, l);
	close_args(ts, start);
	color_piece(b, start, ts->set.colors);
	put_result(ts, c);
	page_end_line(l->page, l);
	if (c->show.dump)
		dump_call(b, &ts->set, c);
}

static int
flush(struct sink *s)
{
	return dest_flush(self(s)->dest);
}

static int
stop_over(struct sink *s)
{
	return dest_stop_over(self(s)->page->dest);
}

static void
sink_free(struct sink *s)
{
	text_pages_free(self(s));
	mem_free(s);
}

static const struct sink_ops text_ops = {
	.wants = wants,
	.enter = enter,
	.exit = sink_exit,
	.note = text_note,
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
	ts->dest = ts->all.dest = d;
	ts->page = &ts->all;
	return &ts->sink;
}
