/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Expressions from their code back to text. The code is for a stack, so the
 * text is made on one, too; each entry knows how tightly its last operator
 * binds and, if it is a member or parameter with a list of names, which: then
 * what it is compared with is written by name.
 */
#include "show.h"

#include <stdio.h>
#include <string.h>

#define TEXT_MAX 4096

struct entry {
	struct buf text;
	u32 type; /* of names, or DESC_NONE */
	u64 num;
	u8 prec; /* 12: needs no brackets */
	bool is_num;
};

struct stack {
	const struct show_scope *sc;
	struct entry e[DESC_STACK + 1];
	u32 n;
};

/* ---- names ------------------------------------------------------------- */

void
show_number(u64 v, struct buf *out)
{
	if (v < 1024 || v > (u64)INT64_MAX)
		buf_put_s64(out, (s64)v);
	else
		buf_put_hex(out, v);
}

static u64
flags_names(const struct descset *s, const struct desc_names *ns, u64 v,
	    struct buf *out)
{
	for (u32 i = 0; i < ns->n && v; i++) {
		const struct desc_name *n = &s->name[ns->first + i];

		if (!n->value || (v & n->value) != n->value)
			continue;
		buf_printf(out, "%s%s", out->len ? "|" : "", desc_text(s, n));
		v &= ~n->value;
	}
	return v;
}

bool
show_names(const struct descset *s, u32 type, u64 v, struct buf *out)
{
	const struct desc_type t = desc_type(s, type);
	struct buf b = BUF_INIT;
	const char *name = NULL;
	u64 rest = v;

	if (t.kind == DK_ENUM)
		name = desc_enum_name(s, t.a, LAYOUT_LP64, v);
	if (name)
		buf_puts(&b, name);
	if (name)
		rest = 0;
	else if (t.kind == DK_FLAGS)
		rest = flags_names(s, &s->names[t.a], v, &b);
	for (u32 i = 0; t.kind == DK_BITS && i < t.b; i++) {
		const struct desc_part *p = &s->parts[t.a + i];
		const struct desc_type pt = desc_type(s, p->type);

		if (pt.kind == DK_FLAGS)
			rest = flags_names(s, &s->names[pt.a], rest, &b);
	}
	if (!rest && b.len)
		buf_add(out, b.data, b.len);
	buf_release(&b);
	return !rest && (name || v);
}

/* ---- the stack --------------------------------------------------------- */

static struct entry *
push(struct stack *st)
{
	struct entry *e;

	if (st->n > DESC_STACK)
		return NULL;
	e = &st->e[st->n++];
	memset(e, 0, sizeof(*e));
	e->type = DESC_NONE;
	e->prec = 12;
	return e;
}

static void
push_text(struct stack *st, const char *text)
{
	struct entry *e = push(st);

	if (e)
		buf_puts(&e->text, text);
}

static void
push_num(struct stack *st, u64 v)
{
	struct entry *e = push(st);

	if (!e)
		return;
	e->num = v;
	e->is_num = true;
	show_number(v, &e->text);
}

static void
drop(struct stack *st, u32 n)
{
	while (n-- && st->n)
		buf_release(&st->e[--st->n].text);
}

/* The text of an operand, in brackets if it binds less than it has to. */
static void
put(struct buf *out, const struct entry *e, u8 prec)
{
	bool brackets = e->prec < prec;

	buf_puts(out, brackets ? "(" : "");
	if (out->len < TEXT_MAX)
		buf_add(out, e->text.data ? e->text.data : "", e->text.len);
	buf_puts(out, brackets ? ")" : "");
}

static void
name_number(const struct descset *s, struct entry *num, const struct entry *by)
{
	struct buf b = BUF_INIT;

	if (!num->is_num || by->is_num || by->type == DESC_NONE)
		return;
	if (show_names(s, by->type, num->num, &b)) {
		buf_reset(&num->text);
		buf_add(&num->text, b.data, b.len);
		num->prec = strchr(num->text.data, '|') ? 3 : 12;
	}
	buf_release(&b);
}

/* ---- operands ---------------------------------------------------------- */

/* The field that the operand is; DESC_NONE: none of these. */
static u32
member_at(const struct descset *s, u32 first, u32 n, const struct desc_mem *m,
	  u32 depth)
{
	for (u32 i = 0; i < n; i++) {
		const struct desc_field f = desc_field(s, first + i);
		const struct desc_type t = desc_type(s, f.type);

		if (f.flags & FF_SWITCH && depth < 4) {
			for (u32 k = 0; k < t.b; k++) {
				const struct desc_arm *a = &s->arms[t.a + k];
				u32 in = member_at(s, a->first, a->n, m,
						   depth + 1);

				if (in != DESC_NONE)
					return in;
			}
		} else if (!(f.flags & (FF_STOP | FF_SWITCH)) && f.name &&
			   f.off[0] == m->off[0] && f.off[1] == m->off[1] &&
			   f.bit_off == m->bit_off) {
			return first + i;
		}
	}
	return DESC_NONE;
}

static void
push_field(struct stack *st, u32 field, const char *before, const char *after)
{
	const struct descset *s = st->sc->s;
	const struct desc_field f = desc_field(s, field);
	struct entry *e = push(st);

	if (!e)
		return;
	buf_printf(&e->text, "%s%s%s", before, desc_str(s, f.name), after);
	e->type = f.type;
}

static void
push_member(struct stack *st, const struct desc_op *o)
{
	const struct descset *s = st->sc->s;
	const struct desc_struct *d = st->sc->strct;
	const struct desc_mem *m = &s->mems[o->a];
	u32 f = d ? member_at(s, d->first, d->n, m, 0) : DESC_NONE;
	bool old = o->code == OP_OLD_MEM;
	char text[48];

	if (f != DESC_NONE) {
		push_field(st, f, old ? "old(" : "", old ? ")" : "");
		return;
	}
	snprintf(text, sizeof(text), "member_at(%u)", m->off[0]);
	push_text(st, text);
}

static void
push_arg(struct stack *st, const struct desc_op *o)
{
	const struct desc_call *c = st->sc->call;
	const char *before = o->code == OP_DEREF       ? "*"
			     : o->code == OP_OLD_DEREF ? "old(*"
						       : "";
	u32 i = o->code == OP_ARROW ? o->b : o->a;
	char text[32];

	if (c && i < c->nparam) {
		push_field(st, c->param + i, before,
			   o->code == OP_OLD_DEREF ? ")"
			   : o->code == OP_ARROW   ? "->.."
						   : "");
		return;
	}
	snprintf(text, sizeof(text), "%sargument_%u", before, i + 1);
	push_text(st, text);
}

/* ---- operators --------------------------------------------------------- */

static const struct {
	const char *text;
	u8 prec;
} binaries[] = {
	[OP_MUL] = {" * ", 10}, [OP_DIV] = {" / ", 10},	 [OP_MOD] = {" % ", 10},
	[OP_ADD] = {" + ", 9},	[OP_SUB] = {" - ", 9},	 [OP_SHL] = {" << ", 8},
	[OP_SHR] = {" >> ", 8}, [OP_LT] = {" < ", 7},	 [OP_GT] = {" > ", 7},
	[OP_LE] = {" <= ", 7},	[OP_GE] = {" >= ", 7},	 [OP_EQ] = {" == ", 6},
	[OP_NE] = {" != ", 6},	[OP_AND] = {" & ", 5},	 [OP_XOR] = {" ^ ", 4},
	[OP_OR] = {" | ", 3},	[OP_LAND] = {" && ", 2}, [OP_LOR] = {" || ", 1},
};

static void
binary(struct stack *st, u32 code)
{
	struct entry *a = &st->e[st->n - 2], *b = a + 1;
	u8 prec = binaries[code].prec;
	struct buf out = BUF_INIT;
	u32 type = DESC_NONE;

	if (code == OP_EQ || code == OP_NE || code == OP_AND || code == OP_OR) {
		name_number(st->sc->s, a, b);
		name_number(st->sc->s, b, a);
	}
	if (code == OP_AND || code == OP_OR)
		type = a->type != DESC_NONE ? a->type : b->type;
	/* unlike in C, & beside == is always bracketed */
	put(&out, a, prec == 6 ? 7 : prec);
	buf_puts(&out, binaries[code].text);
	put(&out, b, prec == 6 ? 7 : (u8)(prec + 1));
	drop(st, 2);
	a = push(st);
	a->text = out;
	a->prec = prec;
	a->type = type;
}

static void
unary(struct stack *st, const struct desc_op *o)
{
	struct entry *a = &st->e[st->n - 1];
	struct buf out = BUF_INIT;
	u32 type = a->type;

	if (o->code == OP_CAST)
		buf_printf(&out, "(%c%u)", o->b ? 's' : 'u', o->a * 8);
	else
		buf_puts(&out, o->code == OP_NEG   ? "-"
			       : o->code == OP_NOT ? "~"
						   : "!");
	put(&out, a, 11);
	drop(st, 1);
	a = push(st);
	a->text = out;
	a->prec = 11;
	a->type = o->code == OP_CAST ? type : DESC_NONE;
}

static void
function(struct stack *st, const char *name, u32 n)
{
	struct entry *first = &st->e[st->n - n];
	struct buf out = BUF_INIT;

	buf_printf(&out, "%s(", name);
	for (u32 i = 0; i < n; i++) {
		if (i && !strcmp(name, "in"))
			name_number(st->sc->s, &first[i], first);
		buf_puts(&out, i ? ", " : "");
		put(&out, &first[i], 0);
	}
	buf_puts(&out, ")");
	drop(st, n);
	push(st)->text = out;
}

static void
choice(struct stack *st)
{
	struct entry *e = &st->e[st->n - 3];
	struct buf out = BUF_INIT;
	u32 type;

	put(&out, &e[0], 1);
	buf_puts(&out, " ? ");
	put(&out, &e[1], 1);
	buf_puts(&out, " : ");
	put(&out, &e[2], 0);
	type = e[1].type != DESC_NONE ? e[1].type : e[2].type;
	drop(st, 3);
	e = push(st);
	e->type = type;
	e->text = out;
	e->prec = 0;
}

static bool
word(struct stack *st, u32 code)
{
	static const struct {
		u32 code;
		const char *text;
	} words[] = {
		{OP_RET, "ret"},	   {OP_ERROR, "error"},
		{OP_ENTRY, "entry"},	   {OP_EXIT, "exit"},
		{OP_ABBREV, "abbrev"},	   {OP_WORDSIZE, "wordsize"},
		{OP_PAGESIZE, "pagesize"}, {OP_SELF, "self"},
		{OP_AVAIL, "avail"},
	};

	for (u32 i = 0; i < ARRAY_SIZE(words); i++)
		if (words[i].code == code) {
			push_text(st, words[i].text);
			return true;
		}
	return false;
}

static void
text_equal(struct stack *st, const struct desc_op *o)
{
	const struct descset *s = st->sc->s;
	struct entry *e = push(st);

	if (!e)
		return;
	buf_printf(&e->text, "%s == \"%s\"", desc_str(s, o->b),
		   desc_str(s, o->a));
	e->prec = 6;
}

static void
step(struct stack *st, const struct desc_op *o)
{
	const struct descset *s = st->sc->s;

	if (word(st, o->code))
		return;
	if (o->code < ARRAY_SIZE(binaries) && binaries[o->code].text) {
		if (st->n >= 2)
			binary(st, o->code);
	} else if (o->code == OP_CONST || o->code == OP_CONST_ABI) {
		push_num(st, s->consts[o->a]);
	} else if (o->code == OP_MEM || o->code == OP_OLD_MEM) {
		push_member(st, o);
	} else if (o->code >= OP_ARG && o->code <= OP_ARROW) {
		push_arg(st, o);
	} else if (o->code == OP_NAME) {
		push_text(st, desc_str(s, o->a));
	} else if (o->code >= OP_NEG && o->code <= OP_CAST && st->n) {
		unary(st, o);
	} else if (o->code == OP_SELECT && st->n >= 3) {
		choice(st);
	} else if ((o->code == OP_MIN || o->code == OP_MAX) && st->n >= 2) {
		function(st, o->code == OP_MIN ? "min" : "max", 2);
	} else if (o->code == OP_IN && st->n > o->a) {
		function(st, "in", o->a + 1);
	} else if (o->code == OP_STREQ) {
		text_equal(st, o);
	}
}

u32
show_expr(const struct show_scope *sc, u32 expr, struct buf *out)
{
	struct stack st = {.sc = sc};
	u32 type = DESC_NONE;

	if (expr == DESC_NONE)
		return type;
	for (const struct desc_op *o = &sc->s->ops[expr]; o->code != OP_END;
	     o++)
		step(&st, o);
	if (st.n) {
		put(out, &st.e[st.n - 1], 0);
		type = st.e[st.n - 1].type;
	}
	drop(&st, st.n);
	return type;
}

void
show_key(const struct show_scope *sc, u32 type, u32 expr, struct buf *out)
{
	const struct desc_op *o;

	if (expr == DESC_NONE)
		return;
	o = &sc->s->ops[expr];
	if (type == DESC_NONE || o->code != OP_CONST ||
	    !show_names(sc->s, type, sc->s->consts[o->a], out))
		show_expr(sc, expr, out);
}
