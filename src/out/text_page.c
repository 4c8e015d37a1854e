/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages and lines. All tasks write on one page, or each on its own (-ff). On a
 * page one line can be open at a time. A task's own page is opened when the
 * task is first heard of and closed at its end, so that only the living hold
 * files open.
 */
#include "text.h"

#include <stdio.h>
#include <string.h>

static void
page_free(struct page *p)
{
	dest_part_close(p->dest);
	mem_free(p);
}

/* -ff: FILE.TID. What cannot be opened is told by the dest it is part of. */
static struct page *
page_of(struct text_sink *ts, u32 tid)
{
	struct page *p;
	char suffix[16];

	if (!ts->set.separate)
		return &ts->all;
	p = mem_zalloc(sizeof(*p));
	snprintf(suffix, sizeof(suffix), ".%u", tid);
	p->dest = dest_part(ts->dest, suffix);
	return p;
}

static struct line *
line_new(struct text_sink *ts, struct task *t)
{
	struct line *l = mem_zalloc(sizeof(*l));

	l->nr = NO_NR;
	l->page = page_of(ts, t->tid);
	l->next = ts->lines;
	ts->lines = l;
	t->sink_state[ts->sink.index] = l;
	return l;
}

struct line *
line_of(struct text_sink *ts, struct task *t)
{
	struct line *l = t->sink_state[ts->sink.index];

	if (!l)
		l = line_new(ts, t);
	ts->page = l->page;
	return l;
}

void
line_drop(struct text_sink *ts, struct task *t)
{
	struct line **p, *l = t->sink_state[ts->sink.index];

	for (p = &ts->lines; *p && *p != l; p = &(*p)->next)
		;
	if (!l || !*p)
		return;
	*p = l->next;
	if (l->page && l->page->open == l)
		l->page->open = NULL;
	if (l->page && l->page != &ts->all)
		page_free(l->page);
	ts->page = &ts->all;
	mem_free(l);
	t->sink_state[ts->sink.index] = NULL;
}

void
page_close_line(struct page *p)
{
	if (!p->open)
		return;
	buf_puts(dest_buf(p->dest), " <unfinished ...>\n");
	p->open->state = LINE_CUT;
	p->open = NULL;
	p->column = 0;
}

void
page_end_line(struct page *p, struct line *l)
{
	buf_putc(dest_buf(p->dest), '\n');
	l->state = LINE_NONE;
	l->shown = 0;
	p->open = NULL;
	p->column = 0;
}

void
page_bequeath(struct text_sink *ts, struct task *t)
{
	struct line *l = line_of(ts, t);

	if (l->page == &ts->all)
		return;
	ts->orphan = l->page;
	l->page = NULL;
}

void
page_inherit(struct text_sink *ts, struct task *t, u32 tid)
{
	struct line *l = line_of(ts, t);
	struct buf *b = dest_buf(l->page->dest);

	if (!ts->set.separate)
		return;
	if (l->state == LINE_OPEN) {
		buf_printf(b, " <pid changed to %u ...>\n", tid);
		l->state = LINE_CUT;
	}
	page_free(l->page);
	/* A leader that was not traced has left none. */
	l->page = ts->page = ts->orphan ? ts->orphan : page_of(ts, tid);
	ts->orphan = NULL;
}

#define PID_WIDTH 5

static void
put_padded(struct buf *b, u32 tid, bool right)
{
	size_t start = b->len, n;

	buf_put_u64(b, tid);
	n = b->len - start;
	if (n >= PID_WIDTH)
		return;
	if (right)
		b->len = start;
	for (size_t i = n; i < PID_WIDTH; i++)
		buf_putc(b, ' ');
	if (right)
		buf_put_u64(b, tid);
}

/* "[pid     7] ", "[pid 7<sh>] "; "7     ", "7<sh> ". */
static void
put_pid(struct buf *b, const struct task *t, bool brackets, bool comm)
{
	if (brackets)
		buf_puts(b, "[pid ");
	if (comm && *t->comm) {
		buf_printf(b, "%u<", t->tid);
		quote_plain(b, (const u8 *)t->comm, (u32)strlen(t->comm),
			    "<>\"");
		buf_putc(b, '>');
	} else {
		put_padded(b, t->tid, brackets);
	}
	buf_puts(b, brackets ? "] " : " ");
}

void
page_leader(struct text_sink *ts, const struct task *t, const struct moment *m)
{
	struct buf *b = dest_buf(ts->page->dest);

	switch (ts->set.pids) {
	case PIDS_NEVER:
		break;
	case PIDS_OF_MANY:
		if (ts->ntasks > 1)
			put_pid(b, t, true, ts->set.who & WHO_COMM);
		break;
	case PIDS_ALWAYS:
		put_pid(b, t, false, ts->set.who & WHO_COMM);
		break;
	}
	leader_put(&ts->page->leader, b, &ts->set, m);
}

void
text_pages_free(struct text_sink *ts)
{
	struct line *next;

	for (struct line *l = ts->lines; l; l = next) {
		next = l->next;
		if (l->page && l->page != &ts->all)
			page_free(l->page);
		mem_free(l);
	}
	if (ts->orphan)
		page_free(ts->orphan);
}
