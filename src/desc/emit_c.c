/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pools as C source. The text depends on the input alone: no dates, no
 * paths, the order of the files given.
 */
#include "cc.h"

#include <string.h>

static void
emit_strings(const char *name, const char *p, u32 len, struct buf *out)
{
	const char *end = p + len;

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
emit_types(const struct descset *s, struct buf *out)
{
	buf_puts(out, "static const struct desc_type_row types[] = {\n");
	for (u32 i = 0; i < s->n_types; i++) {
		const struct desc_type_row *t = &s->types[i];

		buf_printf(out, "\t{ %u, %u, %u, %u },\n", t->head, t->name,
			   t->a, t->b);
	}
	buf_puts(out, "};\n\nstatic const struct desc_type_head type_heads[] "
		      "= {\n");
	for (u32 i = 0; i < s->n_type_heads; i++) {
		const struct desc_type_head *h = &s->type_heads[i];

		buf_printf(out, "\t{ %u, %u, %u, %u, %u },\n", h->kind, h->sub,
			   h->flags, h->c, h->extent);
	}
	buf_puts(out, "};\n\nstatic const struct desc_extent extents[] = {\n");
	for (u32 i = 0; i < s->n_extents; i++) {
		const struct desc_extent *e = &s->extents[i];

		buf_puts(out, "\t{ ");
		put3(out, e->size);
		buf_printf(out, ", { %u, %u, %u } },\n", e->align[0],
			   e->align[1], e->align[2]);
	}
	buf_puts(out, "};\n\n");
}

static void
emit_lists(const struct descset *s, struct buf *out)
{
	buf_puts(out, "static const struct desc_names names[] = {\n");
	for (u32 i = 0; i < s->n_names; i++) {
		const struct desc_names *n = &s->names[i];

		buf_printf(out, "\t{ %u, %u, %uu, %uu, %uu },\n", n->first,
			   n->n, n->sorted, n->fallback, n->zero);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n"
		      "static const struct desc_name name[] = {\n");
	for (u32 i = 0; i < s->n_name; i++) {
		const struct desc_name *n = &s->name[i];

		buf_printf(out, "\t{ %u, %u, 0x%llxu },\n", n->text, n->flags,
			   (unsigned long long)n->value);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n"
		      "static const struct desc_part parts[] = {\n");
	for (u32 i = 0; i < s->n_parts; i++) {
		const struct desc_part *p = &s->parts[i];

		buf_printf(out,
			   "\t{ %u, %u, %u, %u, %u, %u, %uu, %uu, 0x%llxu },\n",
			   p->type, p->always, p->exact, p->shift,
			   p->shift_shown, p->hide, p->shift_name, p->zero,
			   (unsigned long long)p->mask);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n");
}

static void
emit_fields(const struct descset *s, struct buf *out)
{
	buf_puts(out, "static const struct desc_field_row fields[] = {\n");
	for (u32 i = 0; i < s->n_fields; i++) {
		const struct desc_field_row *f = &s->fields[i];

		buf_printf(out, "\t{ %u, %u, %u },\n", f->name, f->type,
			   f->trait);
	}
	buf_puts(out, "};\n\nstatic const struct desc_trait traits[] = {\n");
	for (u32 i = 0; i < s->n_traits; i++) {
		const struct desc_trait *t = &s->traits[i];

		buf_printf(out, "\t{ 0x%x, %u, %u, %u, %u, %u, %u, %u },\n",
			   t->flags, t->cond, t->attr, t->place, t->phase,
			   t->bit_off, t->bit_width, t->nattr);
	}
	buf_puts(out, "};\n\nstatic const struct desc_places places[] = {\n");
	for (u32 i = 0; i < s->n_places; i++) {
		buf_puts(out, "\t{ { ");
		put3(out, s->places[i].off);
		buf_puts(out, " } },\n");
	}
	buf_puts(out, "};\n\n");
}

static void
emit_structs(const struct descset *s, struct buf *out)
{
	buf_puts(out, "static const struct desc_struct structs[] = {\n");
	for (u32 i = 0; i < s->n_structs; i++) {
		const struct desc_struct *t = &s->structs[i];

		buf_printf(out, "\t{ %u, %u, %u, %u, %u, %u, %u, ", t->name,
			   t->first, t->n, t->exit, t->nexit, t->attr,
			   t->nattr);
		put3(out, t->size);
		buf_puts(out, " },\n");
	}
	buf_puts(out, "\t{ 0 }\n};\n\n"
		      "static const struct desc_arm arms[] = {\n");
	for (u32 i = 0; i < s->n_arms; i++) {
		const struct desc_arm *a = &s->arms[i];

		buf_printf(out, "\t{ %u, %u, %uu, %u, %u, %uu },\n",
			   a->first_key, a->nkeys, a->type, a->first, a->n,
			   a->min);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n"
		      "static const struct desc_tlv tlvs[] = {\n");
	for (u32 i = 0; i < s->n_tlvs; i++) {
		const struct desc_tlv *t = &s->tlvs[i];

		buf_printf(out,
			   "\t{ %u, %uu, %uu, %u, %u, { %uu, %uu }, %u },\n",
			   t->header, t->len, t->align, t->arm, t->narm,
			   t->key[0], t->key[1], t->more);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n");
}

static void
emit_calls(const struct descset *s, struct buf *out)
{
	buf_puts(out, "static const struct desc_call calls[] = {\n");
	for (u32 i = 0; i < s->n_calls; i++) {
		const struct desc_call *c = &s->calls[i];

		buf_printf(out, "\t{ %u, %u, %u, %u, %u, %u, %u, %u, 0x%x },\n",
			   c->name, c->param, c->ret, c->attr, c->mux,
			   c->nparam, c->nattr, c->flags, c->classes);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n"
		      "static const struct desc_mux muxes[] = {\n");
	for (u32 i = 0; i < s->n_muxes; i++) {
		const struct desc_mux *m = &s->muxes[i];

		buf_printf(out,
			   "\t{ { %u, %u }, { %u, %u, %u }, { %u, %u, %u }, "
			   "%u },\n",
			   m->key[0], m->key[1], m->first[0], m->first[1],
			   m->first[2], m->n[0], m->n[1], m->n[2], m->deflt);
	}
	buf_puts(out, "\t{ { 0 } }\n};\n\n"
		      "static const struct desc_case cases[] = {\n");
	for (u32 i = 0; i < s->n_cases; i++) {
		const struct desc_case *c = &s->cases[i];

		buf_printf(out, "\t{ { 0x%llxu, 0x%llxu }, %u },\n",
			   (unsigned long long)c->key[0],
			   (unsigned long long)c->key[1], c->call);
	}
	buf_puts(out, "\t{ { 0 }, 0 }\n};\n\n");
}

static void
emit_exprs(const struct descset *s, struct buf *out)
{
	buf_puts(out, "static const struct desc_op ops[] = {\n");
	for (u32 i = 0; i < s->n_ops; i++) {
		const struct desc_op *o = &s->ops[i];

		buf_printf(out, "\t{ %u, %u, %uu },\n", o->code, o->b, o->a);
	}
	buf_puts(out, "\t{ 0 }\n};\n\n"
		      "static const struct desc_mem mems[] = {\n");
	for (u32 i = 0; i < s->n_mems; i++) {
		const struct desc_mem *m = &s->mems[i];

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
	for (u32 i = 0; i < s->n_attrs; i++) {
		const struct desc_attr *a = &s->attrs[i];

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
emit_numbers(const struct descset *s, struct buf *out)
{
	const u64 *v = s->consts;

	buf_puts(out, "static const u64 consts[] = {\n");
	for (u32 i = 0; i < s->n_consts; i++)
		buf_printf(out, "\t0x%llxu,\n", (unsigned long long)v[i]);
	buf_puts(out, "\t0\n};\n\n");
	buf_puts(out, "static const u32 sorted_names[] = {\n");
	for (u32 i = 0; i < s->n_sorted; i++)
		buf_printf(out, "\t%u,\n", s->sorted_names[i]);
	buf_puts(out, "\t0\n};\n\n");
	emit_u16s(out, "keys", s->keys, s->n_keys);
	emit_u16s(out, "hooks", s->hooks, s->n_hooks);
	for (enum abi a = 0; a < ABI_N; a++) {
		char name[32] = "by_nr_";

		strcat(name, abi_info(a)->name);
		emit_u16s(out, name, s->by_nr[a], abi_info(a)->nr_limit);
	}
}

void
emit_tables(const struct descset *s, struct buf *out)
{
	static const char *const names[] = {
		"types",  "names",  "name",    "sorted_names", "parts",
		"fields", "attrs",  "structs", "arms",	       "keys",
		"tlvs",	  "calls",  "muxes",   "cases",	       "ops",
		"consts", "mems",   "hooks",   "type_heads",   "extents",
		"traits", "places",
	};

	buf_puts(out, "/* Generated by descc from syscalls/. */\n"
		      "#include \"ctrace/desc.h\"\n\n");
	emit_strings("strings", s->strings, s->n_strings, out);
	packed_emit("desc_packed_texts", s->texts, s->n_texts, out);
	emit_types(s, out);
	emit_lists(s, out);
	emit_fields(s, out);
	emit_structs(s, out);
	emit_calls(s, out);
	emit_exprs(s, out);
	emit_numbers(s, out);
	buf_puts(out, "const struct descset desc_builtin = {\n"
		      "\t.strings = strings,\n\t.packed_texts = "
		      "&desc_packed_texts,\n");
	for (u32 i = 0; i < ARRAY_SIZE(names); i++)
		buf_printf(out, "\t.%s = %s,\n", names[i], names[i]);
	buf_puts(out, "\t.by_nr = {");
	for (enum abi a = 0; a < ABI_N; a++)
		buf_printf(out, " by_nr_%s,", abi_info(a)->name);
	buf_printf(out,
		   " },\n\t.commands = DESC_NONE,\n\t.n_strings = %u, "
		   ".n_texts = %u, "
		   ".n_types = %u, .n_names = %u,\n"
		   "\t.n_name = %u, .n_sorted = %u, .n_parts = %u,\n"
		   "\t.n_fields = %u, .n_attrs = %u, .n_structs = %u,\n",
		   s->n_strings, s->n_texts, s->n_types, s->n_names, s->n_name,
		   s->n_sorted, s->n_parts, s->n_fields, s->n_attrs,
		   s->n_structs);
	buf_printf(out,
		   "\t.n_arms = %u, .n_keys = %u, .n_tlvs = %u,\n"
		   "\t.n_calls = %u, .n_muxes = %u, .n_cases = %u,\n"
		   "\t.n_ops = %u, .n_consts = %u, .n_mems = %u,\n"
		   "\t.n_hooks = %u, .n_type_heads = %u, .n_extents = %u,\n"
		   "\t.n_traits = %u, .n_places = %u,\n};\n",
		   s->n_arms, s->n_keys, s->n_tlvs, s->n_calls, s->n_muxes,
		   s->n_cases, s->n_ops, s->n_consts, s->n_mems, s->n_hooks,
		   s->n_type_heads, s->n_extents, s->n_traits, s->n_places);
}

void
emit_hooks(const struct descset *s, struct buf *out)
{
	const u16 *h = s->hooks;

	buf_puts(out, "/* Generated by descc from syscalls/. */\n");
	for (u32 i = 0; i < s->n_hooks; i++)
		buf_printf(out, "DESC_HOOK(%s)\n", s->strings + h[i]);
}
