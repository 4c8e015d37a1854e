/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The formatter's lines. A statement is filled to 79 columns, what goes on is
 * one tab deeper; a break is taken as far outside of brackets as it can be. The
 * author decides which statements share a line, where a blank line stands, and
 * whether a list begins on a line of its own; braces that stand on one line
 * stay there if they fit.
 */
#include "format.h"

#include <string.h>

#define WIDTH 79

struct word {
	u32 at, len;  /* in words.text */
	u32 level;    /* of the break before it; 0: outside all */
	u32 open;     /* where it may be split, if it is too long: 0 = no */
	bool newline; /* before it, whatever fits */
	bool outdent; /* ... not indented: the } of a list */
};

struct words {
	struct buf text;
	struct word *w;
	u32 n, cap;
	bool print; /* `print a, b`: what goes on stands below a */
};

struct printer {
	struct buf *out;
	const struct ftok *t; /* the next one */
	u32 column;
	bool label_space; /* in a switch of a call */
};

/* ---- output ------------------------------------------------------------ */

static void
put(struct printer *p, const char *text, u32 len)
{
	for (u32 i = 0; i < len; i++) {
		if (text[i] == '\n')
			p->column = 0;
		else
			p->column += text[i] == '\t' ? 8 - p->column % 8 : 1;
	}
	buf_add(p->out, text, len);
}

static void newline(struct printer *p, u32 indent, bool empty);

/* Where a statement goes on. */
static void
go_on(struct printer *p, const struct words *ws, u32 indent)
{
	newline(p, indent + !ws->print, false);
	if (ws->print)
		put(p, "      ", 6);
}

static void
newline(struct printer *p, u32 indent, bool empty)
{
	put(p, empty ? "\n\n" : "\n", empty ? 2 : 1);
	for (u32 i = 0; i < indent; i++)
		put(p, "\t", 1);
}

/* ---- words ------------------------------------------------------------- */

static struct word *
word_new(struct words *ws, u32 level)
{
	struct word *w;

	if (ws->n == ws->cap) {
		ws->cap = ws->cap ? ws->cap * 2 : 64;
		ws->w = mem_realloc(ws->w, ws->cap * sizeof(*ws->w));
	}
	w = &ws->w[ws->n++];
	memset(w, 0, sizeof(*w));
	w->at = (u32)ws->text.len;
	w->level = level;
	return w;
}

static void
words_release(struct words *ws)
{
	buf_release(&ws->text);
	mem_free(ws->w);
}

/* Breaks behind a comma are outside those within what it separates. */
static u32
level_of(const struct fstate *st, const struct ftok *before,
	 const struct ftok *after)
{
	u32 inside = st->depth + st->in_list;

	if (ftok_is(after, "%") && ftok_is(before - 1, "%"))
		return 2; /* classes stay together */
	return inside * 2 + !ftok_is(before, ",");
}

static void
add_token(struct words *ws, struct fstate *st, const struct ftok *t, bool first)
{
	enum gap gap = first ? GAP_NONE : format_gap(st, t - 1, t);
	struct word *w = ws->n ? &ws->w[ws->n - 1] : NULL;
	bool old_comment = !first && t[-1].kind == F_COMMENT;

	if (!w || gap == GAP_BREAK) {
		w = word_new(ws, first ? 0 : level_of(st, t - 1, t));
		w->newline = (t->kind == F_COMMENT || old_comment) &&
			     t->lines && ws->n > 1;
	} else if (gap == GAP_SPACE) {
		buf_putc(&ws->text, ' ');
	} else if (gap == GAP_OPEN && !w->open) {
		w->open = (u32)ws->text.len - w->at;
	}
	buf_add(&ws->text, t->text, t->len);
	w->len = (u32)ws->text.len - w->at;
	format_step(st, t);
}

static u32
shown_length(const struct words *ws, u32 i)
{
	return ws->w[i].len;
}

/* From this word to the next break that is not further inside. */
static u32
chunk(const struct words *ws, u32 i)
{
	u32 n = shown_length(ws, i);

	for (u32 k = i + 1; k < ws->n && ws->w[k].level > ws->w[i].level &&
			    n <= WIDTH && !ws->w[k].newline;
	     k++)
		n += 1 + shown_length(ws, k);
	return n;
}

static void
put_word(struct printer *p, const struct words *ws, u32 i, u32 indent)
{
	const struct word *w = &ws->w[i];
	const char *text = ws->text.data + w->at;

	if (w->open && p->column + w->len > WIDTH) {
		put(p, text, w->open);
		go_on(p, ws, indent);
		put(p, text + w->open, w->len - w->open);
		return;
	}
	put(p, text, w->len);
}

static void
put_words(struct printer *p, const struct words *ws, u32 indent)
{
	for (u32 i = 0; i < ws->n; i++) {
		const struct word *w = &ws->w[i];
		u32 n = chunk(ws, i), fresh = indent * 8 + (ws->print ? 6 : 8);
		bool fits = p->column + 1 + n <= WIDTH;
		bool alone = p->column + 1 + w->len <= WIDTH;

		if (i && w->newline && w->outdent)
			newline(p, indent, false);
		else if (i && w->newline)
			go_on(p, ws, indent);
		else if (i && !fits &&
			 (fresh + n <= WIDTH || w->level == 2 || !alone))
			go_on(p, ws, indent);
		else if (i)
			put(p, " ", 1);
		put_word(p, ws, i, indent);
	}
}

/* ---- statements -------------------------------------------------------- */

static const struct ftok *
closing(const struct ftok *t)
{
	u32 depth = 0;

	for (; t->kind != F_END; t++) {
		depth += ftok_is(t, "{");
		if (ftok_is(t, "}") && !--depth)
			return t;
	}
	return t;
}

static bool
on_one_line(const struct ftok *from, const struct ftok *to)
{
	for (const struct ftok *t = from + 1; t <= to; t++)
		if (t->lines || (t->kind == F_COMMENT && t->text[1] == '/'))
			return false;
	return true;
}

static bool
is_list_head(const struct ftok *t)
{
	return ftok_is(t, "enum") || ftok_is(t, "flags");
}

/* Does a list's first name fit behind its brace, with what it is glued to? */
static bool
first_fits(const struct printer *p, const struct words *ws)
{
	const struct ftok *t = p->t + 1;
	size_t n = p->column + ws->text.len + 3;

	for (; t->kind != F_END && !ftok_is(t, ","); t++) {
		n += t->len + t->blank;
		if (ftok_is(t, ";"))
			break;
	}
	return n <= WIDTH;
}

/* The name behind the brace of a list that begins on the line of its head. */
static void
add_first(struct words *ws, struct fstate *st, const struct ftok *t)
{
	struct word *w = &ws->w[ws->n - 1];

	buf_putc(&ws->text, ' ');
	buf_add(&ws->text, t->text, t->len);
	w->len = (u32)ws->text.len - w->at;
	format_step(st, t);
}

static void
take_list(struct printer *p, struct words *ws, struct fstate *st)
{
	bool open = p->t[1].lines > 0 || !first_fits(p, ws);
	u32 first = ws->n;

	add_token(ws, st, p->t++, false);
	st->in_list = true;
	if (!open && !ftok_is(p->t, "}"))
		add_first(ws, st, p->t++);
	while (p->t->kind != F_END && !ftok_is(p->t, "}"))
		add_token(ws, st, p->t++, false);
	if (open && first < ws->n)
		ws->w[first].newline = true;
	st->in_list = st->in_value = false;
	if (p->t->kind == F_END)
		return;
	if (open) {
		add_token(ws, st, p->t++, false);
		ws->w[ws->n - 1].newline = ws->w[ws->n - 1].outdent = true;
		return;
	}
	buf_puts(&ws->text, " }");
	ws->w[ws->n - 1].len += 2;
	p->t++;
	if (p->t->kind != F_TEXT)
		return;
	buf_putc(&ws->text, ' ');
	buf_add(&ws->text, p->t->text, p->t->len);
	ws->w[ws->n - 1].len += 1 + p->t->len;
	p->t++;
}

/* Words up to the ; (with it), or to the { of a block (without). */
static bool
take_words(struct printer *p, struct words *ws, bool arm)
{
	struct fstate st = {.arm = arm};
	bool list = is_list_head(p->t), first = true;

	ws->print = ftok_is(p->t, "print");
	for (; p->t->kind != F_END; first = false) {
		bool end = ftok_is(p->t, ";") && !st.depth;

		if (ftok_is(p->t, "}") && !st.depth)
			return false;
		if (ftok_is(p->t, "{") && list) {
			take_list(p, ws, &st);
			continue;
		}
		if (ftok_is(p->t, "{"))
			return true;
		add_token(ws, &st, p->t++, first);
		if (end)
			return false;
	}
	return false;
}

static void
take_label(struct printer *p, struct words *ws)
{
	struct fstate st = {.in_label = true};
	bool first = true, end = false;

	for (; !end && p->t->kind != F_END; first = false) {
		end = ftok_is(p->t, ":") && !st.depth && !st.choices;
		add_token(ws, &st, p->t++, first);
	}
}

/* The text of [from, to] with a blank at each gap; its length. */
static void
one_line(const struct ftok *from, const struct ftok *to, bool arm,
	 struct buf *out)
{
	struct fstate st = {.arm = arm};

	for (const struct ftok *t = from; t <= to; t++) {
		bool start =
			t == from || ftok_is(t - 1, ";") || ftok_is(t - 1, "{");

		if (t > from &&
		    (ftok_is(t, "{") || ftok_is(t, "}") || ftok_is(t - 1, "{")))
			buf_putc(out, ' ');
		else if (t > from && ftok_is(t - 1, "}"))
			buf_puts(out, ftok_is(t, ";") ? "" : " ");
		else if (t > from && start)
			buf_putc(out, ' ');
		else if (t > from) {
			enum gap g = format_gap(&st, t - 1, t);

			buf_puts(out,
				 g == GAP_SPACE || g == GAP_BREAK ? " " : "");
		}
		if (start && is_list_head(t))
			st.in_list = true;
		if (ftok_is(t, "}"))
			st.in_list = false;
		if (start && (ftok_is(t, "case") || ftok_is(t, "default")))
			st.in_label = true;
		buf_add(out, t->text, t->len);
		format_step(&st, t);
		if (ftok_is(t, ":") && !st.depth)
			st.in_label = false;
	}
}

static void put_statements(struct printer *p, u32 indent);

static bool
is_body(const struct ftok *head, const struct ftok *brace)
{
	/* struct x { .. } [[..]];  but  if (e) { .. } */
	return ftok_is(head, "if") || ftok_is(head, "switch") ||
	       ftok_is(head, "exit") || ftok_is(brace - 1, ")");
}

/* { .. } behind its head; true if the statement goes on behind it. */
static bool
put_block(struct printer *p, const struct ftok *head, u32 indent)
{
	bool body = is_body(head, p->t);
	bool outer = p->label_space;

	/* the switch of a call has parameters behind its labels */
	p->label_space = ftok_is(p->t - 1, ")") && !ftok_is(head, "switch") &&
			 !ftok_is(head, "if");
	put(p, " {", 2);
	p->t++;
	put_statements(p, indent + 1);
	p->label_space = outer;
	newline(p, indent, false);
	if (p->t->kind == F_END)
		return false;
	put(p, "}", 1);
	p->t++;
	if (!ftok_is(p->t, ";"))
		return !body;
	put(p, ";", 1);
	p->t++;
	return false;
}

static bool
put_whole(struct printer *p, bool arm)
{
	const struct ftok *t = p->t, *end;
	struct buf b = BUF_INIT;
	bool fits;

	for (; t->kind != F_END && !ftok_is(t, "{"); t++)
		if (ftok_is(t, ";"))
			return false;
	if (t->kind == F_END)
		return false;
	end = closing(t);
	if (end->kind == F_END || !on_one_line(t, end))
		return false;
	if (!ftok_is(end + 1, ";") && !is_body(p->t, t))
		for (; end->kind != F_END && !ftok_is(end, ";"); end++)
			;
	else if (ftok_is(end + 1, ";"))
		end++;
	one_line(p->t, end, arm, &b);
	fits = end->kind != F_END && p->column + b.len <= WIDTH &&
	       !memchr(b.data, '\n', b.len);
	if (fits) {
		put(p, b.data, (u32)b.len);
		p->t = end + 1;
	}
	buf_release(&b);
	return fits;
}

static void
put_statement(struct printer *p, u32 indent, bool arm)
{
	const struct ftok *head = p->t;
	bool more = true, tail = false;

	if (!is_list_head(head) && put_whole(p, arm))
		return;
	while (more && p->t->kind != F_END) {
		struct words ws = {.n = 0};

		more = take_words(p, &ws, arm);
		if (tail && ws.n)
			put(p, " ", 1);
		if (ws.n)
			put_words(p, &ws, indent);
		words_release(&ws);
		if (more)
			more = put_block(p, head, indent);
		tail = true;
	}
}

/* ---- lines ------------------------------------------------------------- */

static void
put_comment(struct printer *p)
{
	put(p, p->t->text, p->t->len);
	p->t++;
}

/* Would it fit behind what stands on this line? */
static bool
fits_here(const struct printer *p, bool arm)
{
	const struct ftok *t = p->t;
	struct buf b = BUF_INIT;
	bool fits;

	while (t->kind != F_END && !ftok_is(t, ";") && !ftok_is(t, "{"))
		t++;
	if (!ftok_is(t, ";"))
		return false;
	one_line(p->t, t, arm, &b);
	fits = p->column + 1 + b.len <= WIDTH;
	buf_release(&b);
	return fits;
}

static bool
is_label(const struct ftok *t)
{
	return ftok_is(t, "case") || ftok_is(t, "default");
}

static void
put_label(struct printer *p, u32 indent)
{
	struct words ws = {.n = 0};

	take_label(p, &ws);
	put_words(p, &ws, indent);
	words_release(&ws);
}

static void
put_statements(struct printer *p, u32 indent)
{
	bool first = true, labelled = false, block = false;

	while (p->t->kind != F_END && !(indent && ftok_is(p->t, "}"))) {
		bool label = is_label(p->t) && indent;
		bool empty = p->t->lines > 1 && !first;
		bool same = !p->t->lines && !first;
		u32 in = label ? indent - 1 : indent;

		if (p->t->kind == F_COMMENT) {
			if (same)
				put(p, p->t->text - p->t->nblank, p->t->nblank);
			else if (!first || indent)
				newline(p, indent, empty);
			put_comment(p);
			first = block = false;
			continue;
		}
		if (labelled && same)
			put(p, " ", 1);
		else if (same && !label && !block &&
			 p->t[-1].kind != F_COMMENT && fits_here(p, false))
			put(p, " ", 1);
		else if (!first || indent)
			newline(p, in, empty);
		if (label) {
			put_label(p, in);
		} else {
			put_statement(p, labelled && same ? indent - 1 : in,
				      labelled && p->label_space);
			block = ftok_is(p->t - 1, "}");
		}
		labelled = label;
		first = false;
	}
}

/* Tokens but for what stands between them: nothing was lost or added. */
static bool
same_tokens(const struct ftok *a, const struct ftok *b)
{
	for (; a->kind != F_END && b->kind != F_END; a++, b++)
		if (a->len != b->len || memcmp(a->text, b->text, a->len))
			return false;
	return a->kind == b->kind;
}

void
format_text(struct cc *cc, const struct source *src, struct buf *out)
{
	const struct ftok *t = format_tokens(&cc->arena, src->text, src->len);
	struct printer p = {.out = out, .t = t};

	put_statements(&p, 0);
	buf_putc(out, '\n');
	must(same_tokens(t, format_tokens(&cc->arena, out->data, out->len)));
}
