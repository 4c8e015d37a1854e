/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pools as C source. The text depends on the input alone: no dates, no
 * paths, the order of the files given.
 */
#include "cc.h"

#include <string.h>

static void
emit_strings(const char *name, const struct buf *text, struct buf *out)
{
	const char *p = text->data, *end = p + text->len;

	buf_printf(out, "static const char %s[] =\n", name);
	while (p < end) {
		buf_puts(out, "\t\"");
		for (; *p; p++) {
			if (*p == '"' || *p == '\\')
				buf_putc(out, '\\');
			if (*p == '?') /* no trigraphs */
				buf_putc(out, '\\');
			if ((u8)*p < 32 || (u8)*p > 126)
				buf_printf(out, "\\%03o", (u8)*p);
			else
				buf_putc(out, *p);
		}
		p++;
		buf_puts(out, p < end ? "\\0\"\n" : "\"\n");
	}
	buf_puts(out, ";\n\n");
}

static void
put3(struct buf *out, const u32 v[LAYOUT_N])
{
	buf_printf(out, "{ %uu, %uu, %uu }", v[0], v[1], v[2]);
}

static void
emit_types(struct cc *cc, struct buf *out)
{
	buf_puts(out, "static const struct desc_type types[] = {\n");
	for (u32 i = 0; i < cc->types_p.n; i++) {
		const struct desc_type *t = cc_type(cc, i);

		buf_printf(out, "\t{ %u, %u, %u, %u, %uu, %uu, %uu, ", t->kind,
			   t->sub, t->flags, t->name, t->a, t->b, t->c);
		put3(out, t->size);
		buf_printf(out, ", { %u, %u, %u } },\n", t->align[0],
			   t->align[1], t->align[2]);
	}
	buf_puts(out, "};\n\n");
}

static void
emit_lists(struct cc *cc, struct buf *out)
{
	buf_puts(out, "static const struct desc_names names[] = {\n");
	for (u32 i = 0; i < cc->names_p.n; i++) {
		const struct desc_names *n = pool_at(&cc->names_p, i);

		buf_printf(out, "\t{ %u, %u, %uu, %uu, %uu },\n", n->first,
			   n->n, n->sorted, n->fallback, n->zero);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n"
		      "static const struct desc_name name[] = {\n");
	for (u32 i = 0; i < cc->name_p.n; i++) {
		const struct desc_name *n = pool_at(&cc->name_p, i);

		buf_printf(out, "\t{ %u, %u, 0x%llxu },\n", n->text, n->flags,
			   (unsigned long long)n->value);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n"
		      "static const struct desc_part parts[] = {\n");
	for (u32 i = 0; i < cc->parts_p.n; i++) {
		const struct desc_part *p = pool_at(&cc->parts_p, i);

		buf_printf(out,
			   "\t{ %u, %u, %u, %u, %u, %u, %uu, %uu, 0x%llxu },\n",
			   p->type, p->always, p->exact, p->shift,
			   p->shift_shown, p->hide, p->shift_name, p->zero,
			   (unsigned long long)p->mask);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n");
}

static void
emit_fields(struct cc *cc, struct buf *out)
{
	buf_puts(out, "static const struct desc_field fields[] = {\n");
	for (u32 i = 0; i < cc->fields_p.n; i++) {
		const struct desc_field *f = pool_at(&cc->fields_p, i);

		buf_printf(out,
			   "\t{ %u, %uu, %uu, 0x%x, %u, %u, %u, %u, %u, { ",
			   f->name, f->type, f->cond, f->flags, f->phase,
			   f->bit_off, f->bit_width, f->nattr, f->attr);
		put3(out, f->off);
		buf_puts(out, " } },\n");
	}
	buf_puts(out, "};\n\n");
}

static void
emit_structs(struct cc *cc, struct buf *out)
{
	buf_puts(out, "static const struct desc_struct structs[] = {\n");
	for (u32 i = 0; i < cc->structs_p.n; i++) {
		const struct desc_struct *s = pool_at(&cc->structs_p, i);

		buf_printf(out, "\t{ %u, %u, %u, %u, %u, %u, %u, ", s->name,
			   s->first, s->n, s->exit, s->nexit, s->attr,
			   s->nattr);
		put3(out, s->size);
		buf_puts(out, " },\n");
	}
	buf_puts(out, "\t{ 0 }\n};\n\n"
		      "static const struct desc_arm arms[] = {\n");
	for (u32 i = 0; i < cc->arms_p.n; i++) {
		const struct desc_arm *a = pool_at(&cc->arms_p, i);

		buf_printf(out, "\t{ %u, %u, %uu, %u, %u, %uu },\n",
			   a->first_key, a->nkeys, a->type, a->first, a->n,
			   a->min);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n"
		      "static const struct desc_tlv tlvs[] = {\n");
	for (u32 i = 0; i < cc->tlvs_p.n; i++) {
		const struct desc_tlv *t = pool_at(&cc->tlvs_p, i);

		buf_printf(out,
			   "\t{ %u, %uu, %uu, %u, %u, { %uu, %uu }, %u },\n",
			   t->header, t->len, t->align, t->arm, t->narm,
			   t->key[0], t->key[1], t->more);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n");
}

static void
emit_calls(struct cc *cc, struct buf *out)
{
	buf_puts(out, "static const struct desc_call calls[] = {\n");
	for (u32 i = 0; i < cc->calls_p.n; i++) {
		const struct desc_call *c = pool_at(&cc->calls_p, i);

		buf_printf(out, "\t{ %u, %u, %u, %u, %u, %u, %u, %u, 0x%x },\n",
			   c->name, c->param, c->ret, c->attr, c->mux,
			   c->nparam, c->nattr, c->flags, c->classes);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n"
		      "static const struct desc_mux muxes[] = {\n");
	for (u32 i = 0; i < cc->muxes_p.n; i++) {
		const struct desc_mux *m = pool_at(&cc->muxes_p, i);

		buf_printf(out,
			   "\t{ { %u, %u }, { %u, %u, %u }, { %u, %u, %u }, "
			   "%u },\n",
			   m->key[0], m->key[1], m->first[0], m->first[1],
			   m->first[2], m->n[0], m->n[1], m->n[2], m->deflt);
	}
	buf_puts(out, "\t{ { 0 } }\n};\n\n"
		      "static const struct desc_case cases[] = {\n");
	for (u32 i = 0; i < cc->cases_p.n; i++) {
		const struct desc_case *c = pool_at(&cc->cases_p, i);

		buf_printf(out, "\t{ { 0x%llxu, 0x%llxu }, %u },\n",
			   (unsigned long long)c->key[0],
			   (unsigned long long)c->key[1], c->call);
	}
	buf_puts(out, "\t{ { 0 }, 0 }\n};\n\n");
}

static void
emit_exprs(struct cc *cc, struct buf *out)
{
	buf_puts(out, "static const struct desc_op ops[] = {\n");
	for (u32 i = 0; i < cc->ops_p.n; i++) {
		const struct desc_op *o = pool_at(&cc->ops_p, i);

		buf_printf(out, "\t{ %u, %u, %uu },\n", o->code, o->b, o->a);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n"
		      "static const struct desc_mem mems[] = {\n");
	for (u32 i = 0; i < cc->mems_p.n; i++) {
		const struct desc_mem *m = pool_at(&cc->mems_p, i);

		buf_puts(out, "\t{ ");
		put3(out, m->off);
		buf_puts(out, ", ");
		put3(out, m->size);
		buf_printf(out, ", %u, %u, %u, 0, %u, %u, { 0 } },\n",
			   m->is_signed, m->is_array, m->be, m->bit_off,
			   m->bit_width);
	}
	buf_puts(out, "\t{ { 0 } }\n};\n\n"
		      "static const struct desc_attr attrs[] = {\n");
	for (u32 i = 0; i < cc->attrs_p.n; i++) {
		const struct desc_attr *a = pool_at(&cc->attrs_p, i);

		buf_printf(out, "\t{ %u, %uu, %uu },\n", a->id, a->arg,
			   a->arg2);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n");
}

static void
emit_u16s(struct buf *out, const char *name, const u16 *v, u32 n)
{
	buf_printf(out, "static const u16 %s[] = {", name);
	for (u32 i = 0; i < n; i++)
		buf_printf(out, "%s%u,", i % 8 ? " " : "\n\t", v[i]);
	buf_puts(out, "\n\t0\n};\n\n");
}

static void
emit_numbers(struct cc *cc, struct buf *out)
{
	const u64 *v = cc->consts_p.data;

	buf_puts(out, "static const u64 consts[] = {\n");
	for (u32 i = 0; i < cc->consts_p.n; i++)
		buf_printf(out, "\t0x%llxu,\n", (unsigned long long)v[i]);
	buf_puts(out, "\t0\n};\n\n");
	buf_puts(out, "static const u32 sorted_names[] = {\n");
	for (u32 i = 0; i < cc->sorted_p.n; i++)
		buf_printf(out, "\t%u,\n", ((u32 *)cc->sorted_p.data)[i]);
	buf_puts(out, "\t0\n};\n\n");
	emit_u16s(out, "keys", cc->keys_p.data, cc->keys_p.n);
	emit_u16s(out, "hooks", cc->hooks_p.data, cc->hooks_p.n);
	for (enum abi a = 0; a < ABI_N; a++) {
		char name[32] = "by_nr_";

		strcat(name, abi_info(a)->name);
		emit_u16s(out, name, cc->by_nr[a], abi_info(a)->nr_limit);
	}
}

void
emit_tables(struct cc *cc, struct buf *out)
{
	static const char *const names[] = {
		"types", "names",   "name", "sorted_names", "parts", "fields",
		"attrs", "structs", "arms", "keys",	    "tlvs",  "calls",
		"muxes", "cases",   "ops",  "consts",	    "mems",  "hooks",
	};

	buf_puts(out, "/* Generated by descc from syscalls/. */\n"
		      "#include \"ctrace/desc.h\"\n\n");
	emit_strings("strings", &cc->strings.text, out);
	emit_strings("texts", &cc->texts.text, out);
	emit_types(cc, out);
	emit_lists(cc, out);
	emit_fields(cc, out);
	emit_structs(cc, out);
	emit_calls(cc, out);
	emit_exprs(cc, out);
	emit_numbers(cc, out);
	buf_puts(out, "const struct descset desc_builtin = {\n"
		      "\t.strings = strings,\n\t.texts = texts,\n");
	for (u32 i = 0; i < ARRAY_SIZE(names); i++)
		buf_printf(out, "\t.%s = %s,\n", names[i], names[i]);
	buf_puts(out, "\t.by_nr = {");
	for (enum abi a = 0; a < ABI_N; a++)
		buf_printf(out, " by_nr_%s,", abi_info(a)->name);
	buf_printf(out,
		   " },\n\t.commands = DESC_NONE,\n\t.n_strings = %zu, "
		   ".n_texts = %zu, "
		   ".n_types = %u, .n_names = %u,\n"
		   "\t.n_name = %u, .n_sorted = %u, .n_parts = %u,\n"
		   "\t.n_fields = %u, .n_attrs = %u, .n_structs = %u,\n",
		   cc->strings.text.len, cc->texts.text.len, cc->types_p.n,
		   cc->names_p.n, cc->name_p.n, cc->sorted_p.n, cc->parts_p.n,
		   cc->fields_p.n, cc->attrs_p.n, cc->structs_p.n);
	buf_printf(out,
		   "\t.n_arms = %u, .n_keys = %u, .n_tlvs = %u,\n"
		   "\t.n_calls = %u, .n_muxes = %u, .n_cases = %u,\n"
		   "\t.n_ops = %u, .n_consts = %u, .n_mems = %u,\n"
		   "\t.n_hooks = %u,\n};\n",
		   cc->arms_p.n, cc->keys_p.n, cc->tlvs_p.n, cc->calls_p.n,
		   cc->muxes_p.n, cc->cases_p.n, cc->ops_p.n, cc->consts_p.n,
		   cc->mems_p.n, cc->hooks_p.n);
}

void
emit_hooks(struct cc *cc, struct buf *out)
{
	const u16 *h = cc->hooks_p.data;

	buf_puts(out, "/* Generated by descc from syscalls/. */\n");
	for (u32 i = 0; i < cc->hooks_p.n; i++)
		buf_printf(out, "DESC_HOOK(%s)\n",
			   cc->strings.text.data + h[i]);
}
