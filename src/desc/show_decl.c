/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Declarations from their rows back to text: `const struct pollfd fds[nfds]`.
 */
#include "show.h"

#include <string.h>

static const char *
type_name(const struct descset *s, const struct desc_type *t)
{
	const char *name = desc_str(s, t->name);

	if (*name)
		return name;
	switch (t->kind) {
	case DK_CSTR:
	case DK_BYTES:
	case DK_SUN_PATH:
		return t->flags & TF_HEXSTR ? "u8" : "char";
	case DK_PATH:
		return "path";
	case DK_CWD:
		return "cwd";
	case DK_SOCKBUF:
		return "sockbuf";
	case DK_ENUM:
		return "enum";
	case DK_FLAGS:
		return "flags";
	case DK_HWADDR:
		return "hwaddr";
	default:
		return "?";
	}
}

static void
put_type(const struct show_scope *sc, const struct desc_type *t,
	 struct buf *out)
{
	if (t->kind == DK_STRUCT)
		buf_puts(out, "struct ");
	if (t->kind == DK_UNION)
		buf_puts(out, "union ");
	buf_puts(out, type_name(sc->s, t));
	if (t->c != DESC_NONE &&
	    (t->kind == DK_VARIANT || t->kind == DK_FD_OF ||
	     t->kind == DK_SOCKOPT)) {
		buf_putc(out, '<');
		show_expr(sc, t->c, out);
		buf_putc(out, '>');
	}
}

static void
put_bound(const struct show_scope *sc, const struct desc_type *t, u32 each,
	  struct buf *out)
{
	buf_putc(out, '[');
	if (t->b != DESC_NONE)
		show_expr(sc, t->b, out);
	else if (t->size[0] && each)
		buf_put_u64(out, t->size[0] / each);
	buf_putc(out, ']');
}

static bool
is_text(const struct desc_type *t)
{
	return t->kind == DK_CSTR || t->kind == DK_PATH || t->kind == DK_CWD;
}

/* What has a bound behind its name: bytes are arrays of one each. */
static u32
element(const struct descset *s, u32 type, bool pointed)
{
	const struct desc_type t = desc_type(s, type);

	if (t.kind == DK_ARRAY)
		return t.a;
	if (t.kind == DK_BYTES || t.kind == DK_SUN_PATH || t.kind == DK_SOCKBUF)
		return type;
	if (t.kind == DK_CSTR && !pointed)
		return type;
	if (pointed && t.b != DESC_NONE &&
	    (t.kind == DK_SIGSET || t.kind == DK_FDSET || t.kind == DK_CPUSET))
		return type;
	return DESC_NONE;
}

/* Is it told at the type itself, not at what is pointed to, that it is const?
 */
static bool
shows_const(const struct descset *s, const struct desc_type *ptr)
{
	const struct desc_type to = desc_type(s, ptr->a);

	return ptr->flags & TF_CONST && (!is_text(&to) || to.kind == DK_CSTR);
}

/* The pointers of a declaration, the outmost first; *type: what is left. */
static u32
put_const(const struct show_scope *sc, u32 *type, struct buf *out)
{
	struct desc_type t = desc_type(sc->s, *type);
	u32 stars = 0;

	if (t.kind == DK_PTR && shows_const(sc->s, &t))
		buf_puts(out, "const ");
	for (; t.kind == DK_PTR && stars < 4; stars++) {
		*type = t.a;
		t = desc_type(sc->s, *type);
	}
	return stars;
}

static void
put_bounds(const struct show_scope *sc, const u32 *bound, u32 n,
	   struct buf *out)
{
	for (u32 i = 0; i < n; i++) {
		const struct desc_type t = desc_type(sc->s, bound[i]);

		put_bound(sc, &t,
			  t.kind == DK_ARRAY ? desc_type(sc->s, t.a).size[0]
					     : 1,
			  out);
	}
}

static void
put_named(const struct show_scope *sc, u32 type, const char *name,
	  struct buf *out)
{
	const struct descset *s = sc->s;
	u32 stars = put_const(sc, &type, out), nbound = 0, bound[4], e;
	struct desc_type t = desc_type(s, type);
	bool pointed = stars > 0, plain = false;

	if ((t.kind == DK_PATH || t.kind == DK_CWD) && stars)
		stars--;
	if (pointed && sc->strct && element(s, type, true) != DESC_NONE) {
		/* a member is no array: [[len(..)]] */
		type = element(s, type, true);
		pointed = false;
		plain = true;
	}
	for (e = plain ? DESC_NONE : element(s, type, pointed);
	     e != DESC_NONE && nbound < ARRAY_SIZE(bound);
	     e = element(s, type, false)) {
		if (pointed && !nbound && stars)
			stars--;
		bound[nbound++] = type;
		if (e == type)
			break;
		type = e;
	}
	t = desc_type(s, type);
	if (t.kind == DK_PTR && nbound) { /* an array of pointers */
		put_named(sc, type, name, out);
	} else {
		put_type(sc, &t, out);
		if (*name || stars)
			buf_putc(out, ' ');
		for (; stars; stars--)
			buf_putc(out, '*');
		buf_puts(out, name);
	}
	put_bounds(sc, bound, nbound, out);
}

/* ---- attributes -------------------------------------------------------- */

static const struct {
	u32 id;
	const char *name;
} shown_attrs[] = {
	{DA_SIZE, "size"},	 {DA_MIN, "min"},
	{DA_ADDR_IF, "addr_if"}, {DA_RAW_IF, "raw_if"},
	{DA_HIDE_IF, "hide_if"}, {DA_FULL_IF, "full_if"},
	{DA_UPTO, "upto"},	 {DA_BYTES, "bytes"},
	{DA_VER0, "ver0"},	 {DA_ONERR, "onerr"},
	{DA_TAGGED, "tagged"},	 {DA_NOCHANGE, "nochange"},
	{DA_BLOCK, "block"},	 {DA_SELFSIZE, "selfsize"},
};

static const struct {
	u32 flag;
	const char *name;
} shown_flags[] = {
	{FF_FULL, "full"},	 {FF_FULL_ZERO, "full_zero"}, {FF_VER, "ver"},
	{FF_AT_EXIT, "at_exit"}, {FF_HIDE, "hide"},	      {FF_PAIR, "pair"},
	{FF_SOCKLEN, "socklen"}, {FF_CHANGE, "change"},	      {FF_REST, "rest"},
};

static void
attr_begin(struct buf *out, bool *any, const char *name)
{
	buf_puts(out, *any ? ", " : " [[");
	buf_puts(out, name);
	*any = true;
}

static void
put_attr(const struct show_scope *sc, const struct desc_attr *a,
	 const char *name, struct buf *out, bool *any)
{
	attr_begin(out, any, name);
	if (a->arg == DESC_NONE)
		return;
	buf_putc(out, '(');
	show_expr(sc, a->arg, out);
	if (a->id == DA_SELFSIZE && a->arg2 != DESC_NONE) {
		buf_puts(out, ", ");
		show_expr(sc, a->arg2, out);
	}
	buf_putc(out, ')');
}

static void
put_attrs(const struct show_scope *sc, const struct desc_field *f,
	  struct buf *out)
{
	const struct descset *s = sc->s;
	struct desc_type t = desc_type(s, f->type);
	u32 type = t.kind == DK_PTR ? t.a : f->type;
	bool any = false;

	for (u32 i = 0; i < ARRAY_SIZE(shown_flags); i++)
		if (f->flags & shown_flags[i].flag)
			attr_begin(out, &any, shown_flags[i].name);
	for (u32 i = 0; i < f->nattr; i++) {
		const struct desc_attr *a = &s->attrs[f->attr + i];

		for (u32 k = 0; k < ARRAY_SIZE(shown_attrs); k++)
			if (shown_attrs[k].id == a->id)
				put_attr(sc, a, shown_attrs[k].name, out, &any);
		if (a->id == DA_C) {
			attr_begin(out, &any, "c(");
			buf_printf(out, "%s)", desc_str(s, s->hooks[a->arg]));
		}
	}
	t = desc_type(s, type);
	if (t.b != DESC_NONE && sc->strct && type != f->type &&
	    element(s, type, true) != DESC_NONE) {
		attr_begin(out, &any, "len(");
		show_expr(sc, t.b, out);
		buf_putc(out, ')');
	} else if (t.kind == DK_CSTR && t.b != DESC_NONE) {
		attr_begin(out, &any, "max(");
		show_expr(sc, t.b, out);
		buf_putc(out, ')');
	}
	buf_puts(out, any ? "]]" : "");
}

void
show_decl(const struct show_scope *sc, const struct desc_field *f,
	  struct buf *out)
{
	if (f->flags & FF_SKIP) {
		buf_puts(out, "skip");
		return;
	}
	if (f->flags & FF_IN && f->flags & FF_OUT)
		buf_puts(out, "inout ");
	else if (f->flags & FF_IN)
		buf_puts(out, "in ");
	else if (f->flags & FF_OUT)
		buf_puts(out, "out ");
	if (f->flags & FF_EMBED)
		buf_puts(out, "embed ");
	put_named(sc, f->type, f->name ? desc_str(sc->s, f->name) : "", out);
	if (f->bit_width)
		buf_printf(out, " : %u", f->bit_width);
	put_attrs(sc, f, out);
	if (f->cond != DESC_NONE) {
		buf_puts(out, " if (");
		show_expr(sc, f->cond, out);
		buf_putc(out, ')');
	}
}
