/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tables say of a call, as text: its prototype, then every type that
 * it leads to, in the order of appearance: members of structs, names in the
 * order in which they are shown. `ioctl:TCGETS` is a case of a call's switch.
 */
#include "show.h"

#include <string.h>

#define WIDTH 78
#define TYPES_MAX 200

struct shown {
	struct show_scope sc;
	struct buf *out;
	u32 type[TYPES_MAX]; /* to show, in order */
	u32 n, done;
};

/* ---- types that are to be shown ---------------------------------------- */

static bool
has_body(const struct desc_type *t)
{
	return t->kind == DK_STRUCT || t->kind == DK_UNION ||
	       t->kind == DK_ENUM || t->kind == DK_FLAGS || t->kind == DK_BITS;
}

static void
want(struct shown *w, u32 id, u32 depth)
{
	const struct descset *s = w->sc.s;
	const struct desc_type t = desc_type(s, id);

	if (depth > 6)
		return;
	if (t.kind == DK_PTR || t.kind == DK_ARRAY) {
		want(w, t.a, depth + 1);
		return;
	}
	if (t.kind == DK_HOOK && t.b != DESC_NONE) {
		want(w, t.b, depth + 1);
		return;
	}
	if (t.kind == DK_VARIANT) {
		for (u32 i = 0; i < t.b; i++)
			if (s->arms[t.a + i].type != DESC_NONE)
				want(w, s->arms[t.a + i].type, depth + 1);
		return;
	}
	if (!has_body(&t) || !t.name)
		return;
	for (u32 i = 0; i < w->n; i++)
		if (desc_type(s, w->type[i]).name == t.name)
			return;
	if (w->n < TYPES_MAX)
		w->type[w->n++] = id;
}

/* ---- lists of names ---------------------------------------------------- */

static void put_indent(struct shown *w, u32 indent);

/* A word of a list, on a new line if this one is full. */
static void
put_filled(struct shown *w, const char *word, u32 indent, u32 *column)
{
	u32 n = (u32)strlen(word);

	if (*column && *column + n + 1 > WIDTH) {
		buf_putc(w->out, '\n');
		*column = 0;
	}
	if (*column)
		buf_putc(w->out, ' ');
	else
		put_indent(w, indent);
	buf_puts(w->out, word);
	*column += (*column ? 1 : indent * 8) + n;
}

static void
put_names(struct shown *w, const struct desc_type *t, u32 indent)
{
	const struct descset *s = w->sc.s;
	const struct desc_names *ns = &s->names[t->a];
	u32 column = 0;

	buf_puts(w->out, "{\n");
	for (u32 i = 0; i < ns->n; i++) {
		const struct desc_name *n = &s->name[ns->first + i];
		struct buf b = BUF_INIT;

		buf_printf(&b, "%s = ", desc_text(s, n));
		if (t->kind == DK_FLAGS)
			buf_put_hex(&b, n->value);
		else
			show_number(n->value, &b);
		buf_puts(&b, i + 1 < ns->n ? "," : "");
		put_filled(w, b.data, indent + 1, &column);
		buf_release(&b);
	}
	buf_putc(w->out, '\n');
	put_indent(w, indent);
	buf_putc(w->out, '}');
	if (ns->fallback != DESC_NONE)
		buf_printf(w->out, " \"%s\"", desc_str(s, ns->fallback));
}

static const char *
base_name(const struct desc_type *t)
{
	switch (t->size[LAYOUT_LP64]) {
	case 1:
		return t->flags & TF_SIGNED ? "s8" : "u8";
	case 2:
		return t->flags & TF_SIGNED ? "s16" : "u16";
	case 4:
		return t->flags & TF_SIGNED ? "int" : "uint";
	default:
		if (t->size[LAYOUT_I386] == 4)
			return t->flags & TF_SIGNED ? "long" : "ulong";
		return t->flags & TF_SIGNED ? "s64" : "u64";
	}
}

static void
put_part(struct shown *w, const struct desc_part *p)
{
	const struct descset *s = w->sc.s;
	const struct desc_type t = desc_type(s, p->type);
	const char *name = desc_str(s, t.name);

	buf_puts(w->out, "\t");
	if (t.kind == DK_ENUM || t.kind == DK_FLAGS) {
		buf_printf(w->out, "%s%s%s ",
			   t.kind == DK_ENUM ? "enum" : "flags",
			   *name ? " " : "", name);
		put_names(w, &t, 1);
	} else {
		buf_puts(w->out, *name ? name : "?");
	}
	if (p->mask != UINT64_MAX) {
		buf_puts(w->out, " : ");
		buf_put_hex(w->out, p->mask);
	}
	if (p->always)
		buf_puts(w->out, " [[always]]");
	if (p->shift_shown && p->shift_name != DESC_NONE)
		buf_printf(w->out, " [[shift(%s)]]",
			   desc_str(s, p->shift_name));
	buf_puts(w->out, ";\n");
}

/* ---- structs ----------------------------------------------------------- */

static void put_fields(struct shown *w, u32 first, u32 n, u32 indent);

static void
put_indent(struct shown *w, u32 indent)
{
	for (u32 i = 0; i < indent; i++)
		buf_putc(w->out, '\t');
}

static void
put_switch(struct shown *w, const struct desc_field *f, u32 indent)
{
	const struct descset *s = w->sc.s;
	const struct desc_type t = desc_type(s, f->type);
	u32 type;

	put_indent(w, indent);
	buf_puts(w->out, "switch (");
	type = show_expr(&w->sc, t.c, w->out);
	buf_puts(w->out, ") {\n");
	for (u32 i = 0; i < t.b; i++) {
		const struct desc_arm *a = &s->arms[t.a + i];

		put_indent(w, indent);
		buf_puts(w->out, a->nkeys ? "case " : "default");
		for (u32 k = 0; k < a->nkeys; k++) {
			buf_puts(w->out, k ? ", " : "");
			show_key(&w->sc, type, s->keys[a->first_key + k],
				 w->out);
		}
		buf_puts(w->out, ":\n");
		put_fields(w, a->first, a->n, indent + 1);
	}
	put_indent(w, indent);
	buf_puts(w->out, "}\n");
}

static void
put_fields(struct shown *w, u32 first, u32 n, u32 indent)
{
	const struct descset *s = w->sc.s;

	for (u32 i = 0; i < n && indent < 6; i++) {
		const struct desc_field f = desc_field(s, first + i);

		if (f.flags & FF_SWITCH) {
			put_switch(w, &f, indent);
			continue;
		}
		put_indent(w, indent);
		if (f.flags & FF_STOP) {
			buf_puts(w->out, "stop if (");
			show_expr(&w->sc, f.cond, w->out);
			buf_printf(w->out, ") \"%s\";\n", desc_str(s, f.name));
			continue;
		}
		show_decl(&w->sc, &f, w->out);
		buf_puts(w->out, ";\n");
		want(w, f.type, 0);
	}
}

/* Types in a switch are wanted, too: put_fields() saw them. */
static void
put_struct(struct shown *w, const struct desc_type *t)
{
	const struct descset *s = w->sc.s;
	const struct desc_struct *d = &s->structs[t->a];

	w->sc.strct = d;
	buf_printf(w->out, "%s %s {", t->kind == DK_UNION ? "union" : "struct",
		   desc_str(s, t->name));
	buf_printf(w->out, " /* %u bytes, i386: %u, x32: %u */\n", t->size[0],
		   t->size[1], t->size[2]);
	put_fields(w, d->first, d->n, 1);
	if (d->nexit) {
		buf_puts(w->out, "\texit {\n");
		put_fields(w, d->exit, d->nexit, 2);
		buf_puts(w->out, "\t}\n");
	}
	buf_puts(w->out, "};\n");
	w->sc.strct = NULL;
}

static void
put_type_body(struct shown *w, u32 type)
{
	const struct desc_type t = desc_type(w->sc.s, type);
	const char *name = desc_str(w->sc.s, t.name);

	if (t.kind == DK_STRUCT || t.kind == DK_UNION) {
		put_struct(w, &t);
		return;
	}
	buf_printf(w->out, "%s %s : %s ",
		   t.kind == DK_ENUM	? "enum"
		   : t.kind == DK_FLAGS ? "flags"
					: "bits",
		   name, base_name(&t));
	if (t.kind != DK_BITS) {
		put_names(w, &t, 0);
		buf_puts(w->out, ";\n");
		return;
	}
	buf_puts(w->out, "{\n");
	for (u32 i = 0; i < t.b; i++)
		put_part(w, &w->sc.s->parts[t.a + i]);
	buf_puts(w->out, "};\n");
}

/* ---- calls ------------------------------------------------------------- */

static void
put_classes(struct shown *w, const struct desc_call *c)
{
	for (u32 i = 0; i < DC_N; i++)
		if (c->classes & 1u << i)
			buf_printf(w->out, " %%%s",
				   desc_class_name((enum desc_class)i));
}

static void
put_param(struct shown *w, u32 field, struct buf *out)
{
	const struct desc_field f = desc_field(w->sc.s, field);

	show_decl(&w->sc, &f, out);
}

/* On one line if it fits, else a parameter on each. */
static void
put_params(struct shown *w, const struct desc_call *c)
{
	struct buf all = BUF_INIT;
	u32 column = (u32)w->out->len;
	const char *between = ", ";

	while (column && w->out->data[column - 1] != '\n')
		column--;
	column = (u32)w->out->len - column;
	for (u32 pass = 0; pass < 2; pass++) {
		buf_reset(&all);
		for (u32 i = 0; i < c->nparam; i++) {
			buf_puts(&all, i ? between : pass ? "\n\t" : "");
			put_param(w, c->param + i, &all);
		}
		if (c->mux != DESC_NONE)
			buf_printf(&all, "%s...", c->nparam ? between : "");
		if (column + all.len <= WIDTH - 4)
			break;
		between = ",\n\t";
	}
	buf_printf(w->out, "(%s)", all.len ? all.data : "");
	buf_release(&all);
}

static void
put_errors(struct shown *w, const struct desc_call *c)
{
	const struct descset *s = w->sc.s;
	bool any = false;

	for (u32 i = 0; i < c->nattr; i++) {
		const struct desc_attr *a = &s->attrs[c->attr + i];

		if (a->id != DA_ERRORS)
			continue;
		buf_printf(w->out, "%s%s",
			   any ? " " : "errors: ", desc_str(s, a->arg));
		any = true;
	}
	buf_puts(w->out, any ? "\n" : "");
}

static void
put_mux(struct shown *w, const struct desc_call *c)
{
	const struct desc_mux *m = &w->sc.s->muxes[c->mux];

	buf_puts(w->out, " switch (");
	show_expr(&w->sc, m->key[0], w->out);
	if (m->key[1] != DESC_NONE) {
		buf_puts(w->out, ", ");
		show_expr(&w->sc, m->key[1], w->out);
	}
	buf_printf(w->out, ") /* %u cases */", m->n[LAYOUT_LP64]);
}

void
desc_show_call(const struct descset *s, u32 id, u32 known, struct buf *out)
{
	struct shown *w = mem_zalloc(sizeof(*w));
	const struct desc_call *c = &s->calls[id];

	w->sc = (struct show_scope){.s = s, .call = c};
	w->out = out;
	if (c->ret != DESC_NONE) {
		struct desc_field ret = desc_field(s, c->ret);

		ret.name = 0;
		ret.nattr = 0;
		ret.flags = 0;
		show_decl(&w->sc, &ret, out);
		buf_putc(out, ' ');
		want(w, ret.type, 0);
	}
	buf_puts(out, desc_str(s, c->name));
	put_params(w, c);
	put_classes(w, c);
	if (c->mux != DESC_NONE)
		put_mux(w, c);
	buf_puts(out, ";\n");
	if (c->flags & CF_AUTO)
		buf_puts(out, "/* from the kernel's prototype, not described "
			      "further */\n");
	put_errors(w, c);
	for (u32 i = known; i < c->nparam; i++)
		want(w, desc_field(s, c->param + i).type, 0);
	for (; w->done < w->n; w->done++) {
		buf_putc(out, '\n');
		put_type_body(w, w->type[w->done]);
	}
	mem_free(w);
}

/* ---- cases ------------------------------------------------------------- */

u32
desc_case(const struct descset *s, u32 call, enum layout l, const u64 *key)
{
	const struct desc_call *c = &s->calls[call];
	const struct desc_mux *m;

	if (c->mux == DESC_NONE)
		return DESC_NONE;
	m = &s->muxes[c->mux];
	for (u32 i = 0; i < m->n[l]; i++) {
		const struct desc_case *k = &s->cases[m->first[l] + i];

		if (k->key[0] == key[0] &&
		    (m->key[1] == DESC_NONE || k->key[1] == key[1]))
			return k->call;
	}
	return DESC_NONE;
}

u32
desc_case_keys(const struct descset *s, u32 call)
{
	const struct desc_call *c = &s->calls[call];

	if (c->mux == DESC_NONE)
		return 0;
	return s->muxes[c->mux].key[1] == DESC_NONE ? 1 : 2;
}

/* The arm of a variant for the value of its parameter; its type. */
static u32
arm_type(const struct descset *s, u32 type, u64 value)
{
	const struct desc_type t = desc_type(s, type);

	for (u32 i = 0; i < t.b; i++) {
		const struct desc_arm *a = &s->arms[t.a + i];

		for (u32 k = 0; k < a->nkeys; k++) {
			u32 e = s->keys[a->first_key + k];

			if (e != DESC_NONE && s->ops[e].code == OP_CONST &&
			    s->consts[s->ops[e].a] == value)
				return a->type;
		}
	}
	return DESC_NONE;
}

bool
desc_key_name(const struct descset *s, u32 call, u32 i, const u64 *keys,
	      struct buf *out)
{
	const struct desc_call *c = &s->calls[call];
	struct show_scope sc = {.s = s, .call = c};
	struct buf scratch = BUF_INIT;
	u32 type;

	if (c->mux == DESC_NONE || i > 1)
		return false;
	type = show_expr(&sc, s->muxes[c->mux].key[i], &scratch);
	buf_release(&scratch);
	if (type != DESC_NONE && i && desc_type(s, type).kind == DK_VARIANT)
		type = arm_type(s, type, keys[0]);
	return type != DESC_NONE && show_names(s, type, keys[i], out);
}

bool
desc_name_value(const struct descset *s, const char *name, enum layout l,
		u64 *ret)
{
	for (u32 i = 0; i < s->n_name; i++)
		if (s->name[i].flags & 1u << l &&
		    !strcmp(desc_text(s, &s->name[i]), name)) {
			*ret = s->name[i].value;
			return true;
		}
	return false;
}
