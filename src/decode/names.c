/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers that have names: enums, flag words, words of several parts.
 *
 * Order is the description's. A composite name stands before its parts and
 * swallows them; an incomplete set falls to the parts. What has no name is the
 * node's `rest`.
 */
#include "priv.h"

#include <string.h>

static u8
raw_notation(const struct desc_type *t)
{
	if (t->flags & TF_UDEC)
		return VN_UDEC;
	return t->flags & TF_DEC ? VN_DEC : VN_HEX;
}

static struct value *
named(struct dctx *x, enum value_kind kind, const struct desc_type *t,
      const char *name, u64 raw)
{
	struct value *v = value_new(x->arena, kind, name);

	v->num = raw;
	v->size = t->size[x->layout];
	v->notation = raw_notation(t);
	if (t->flags & TF_AS_COMMENT)
		v->marks |= VM_AS_COMMENT;
	if (t->sub == LIST_ALWAYS)
		v->marks |= VM_NOSTYLE;
	return v;
}

/* Bits of the value as the type holds it: names are compared unsigned. */
static u64
unsign(const struct dctx *x, const struct desc_type *t, u64 raw)
{
	return num_cut(raw, t->size[x->layout], false);
}

static const char *
enum_find(struct dctx *x, const struct desc_type *t, u64 raw)
{
	const char *s = desc_enum_name(x->set, t->a, x->layout, raw);

	if (s)
		return s;
	/* -1 and 0xffffffff may be one value in a type of 4 bytes */
	s = desc_enum_name(x->set, t->a, x->layout, unsign(x, t, raw));
	if (s)
		return s;
	return desc_enum_name(x->set, t->a, x->layout,
			      num_cut(raw, t->size[x->layout], true));
}

struct value *
dec_enum(struct dctx *x, u32 type, const char *name, u64 raw)
{
	const struct desc_type t = dec_type(x, type);
	struct value *v = named(x, V_ENUM, &t, name, raw);
	const char *s = enum_find(x, &t, raw);
	const char **list;

	v->sym.unknown = desc_str(x->set, x->set->names[t.a].fallback);
	if (s) {
		list = arena_alloc(x->arena, sizeof(*list));
		list[0] = s;
		v->sym.names = list;
		v->sym.n = 1;
	}
	if (v->notation == VN_HEX)
		v->num = unsign(x, &t, raw);
	return v;
}

/* Names of `bits` in order; *bits keeps what has none. */
static u32
collect(struct dctx *x, const struct desc_names *ns, u64 *bits,
	const char **ret)
{
	u32 n = 0;

	for (u32 i = 0; i < ns->n && *bits; i++) {
		const struct desc_name *nm = &x->set->name[ns->first + i];

		if (!nm->value || !(nm->flags & 1u << x->layout))
			continue;
		if ((*bits & nm->value) != nm->value)
			continue;
		*bits &= ~nm->value;
		if (n < 64)
			ret[n++] = desc_text(x->set, nm);
	}
	return n;
}

static const char *
zero_name(struct dctx *x, const struct desc_names *ns)
{
	if (ns->zero != DESC_NONE)
		return dec_str(x, ns->zero);
	for (u32 i = 0; i < ns->n; i++) {
		const struct desc_name *nm = &x->set->name[ns->first + i];

		if (!nm->value && (nm->flags & 1u << x->layout))
			return desc_text(x->set, nm);
	}
	return NULL;
}

struct value *
dec_flags(struct dctx *x, u32 type, const char *name, u64 raw)
{
	const struct desc_type t = dec_type(x, type);
	const struct desc_names *ns = &x->set->names[t.a];
	struct value *v = named(x, V_FLAGS, &t, name, unsign(x, &t, raw));
	const char *found[64];
	u64 bits = v->num;

	v->sym.n = collect(x, ns, &bits, found);
	v->sym.names = arena_dup(x->arena, found, v->sym.n * sizeof(*found));
	v->sym.rest = bits;
	v->sym.unknown = desc_str(x->set, ns->fallback);
	if (!v->num)
		v->sym.zero = zero_name(x, ns);
	return v;
}

/* Bits that parts with a mask of their own take. */
static u64
claimed(struct dctx *x, const struct desc_type *t)
{
	u64 m = 0;

	for (u32 i = 0; i < t->b; i++) {
		const struct desc_part *p = &x->set->parts[t->a + i];

		if (p->mask != UINT64_MAX)
			m |= p->mask;
	}
	return m;
}

static struct value *
part_value(struct dctx *x, const struct desc_part *p, u64 bits)
{
	const struct desc_type pt = dec_type(x, p->type);
	u64 raw = bits >> p->shift;
	struct value *v;

	if (pt.kind == DK_ENUM)
		v = dec_enum(x, p->type, NULL, raw);
	else if (pt.kind == DK_FLAGS)
		v = dec_flags(x, p->type, NULL, raw);
	else
		v = dec_scalar(x, p->type, NULL, NULL, raw);
	if (p->shift_shown && p->shift_name != DESC_NONE) {
		v->marks |= p->shift_shown == 2 ? VM_LEADING : 0;
		v->text = dec_str(x, p->shift_name);
		if (v->kind == V_INT && (*v->text < '0' || *v->text > '9'))
			v->sym.rest = p->shift;
	}
	return v;
}

/* Zero and not always: nothing. exact: only with a name. */
static bool
part_shown(const struct desc_part *p, const struct value *v, u64 bits)
{
	if (!bits)
		return p->always;
	if (!p->exact)
		return true;
	return v->sym.n > 0;
}

static void
part_add(struct dctx *x, struct value *v, const struct desc_part *p, u64 *left,
	 u64 all_masks)
{
	u64 mask = p->mask == UINT64_MAX ? ~all_masks : p->mask;
	u64 bits = v->num & mask;
	const struct desc_type pt = dec_type(x, p->type);
	struct value *kid;

	if (p->hide)
		return;
	if (p->mask == UINT64_MAX)
		bits = *left;
	kid = part_value(x, p, bits);
	if (!part_shown(p, kid, bits))
		return;
	if (p->mask == UINT64_MAX && v->marks & VM_EACH) {
		*left = 0; /* it shows what it does not know itself */
	} else if (p->mask == UINT64_MAX && pt.kind == DK_FLAGS && !p->always) {
		/* another list may follow: it gets what this one left */
		if (!kid->sym.n)
			return;
		*left = kid->sym.rest;
		kid->num &= ~kid->sym.rest;
		kid->sym.rest = 0;
	} else {
		*left &= ~bits;
	}
	if (p->zero != DESC_NONE && pt.kind == DK_FLAGS)
		kid->sym.zero = dec_str(x, p->zero);
	value_add(v, kid);
}

/* QCMD(Q_SYNC, USRQUOTA): a macro that makes the word of its parts. */
static struct value *
bits_form(struct dctx *x, const struct desc_type *t, const char *name, u64 raw)
{
	struct value *v = value_new(x->arena, V_FORM, name);

	v->text = dec_str(x, t->c);
	v->num = raw;
	v->size = (u16)t->size[x->layout];
	v->notation = t->flags & TF_DEC ? VN_UDEC : VN_HEX;
	for (u32 i = 0; i < t->b; i++) {
		const struct desc_part *p = &x->set->parts[t->a + i];
		struct value *kid = part_value(x, p, raw & p->mask);

		kid->text = NULL;
		if (!(t->flags & TF_EACH))
			kid->marks |= VM_NOSTYLE;
		value_add(v, kid);
	}
	return v;
}

/* The last resort: what no part knew, in hex, with the fallback's comment. */
static const char *
parts_fallback(struct dctx *x, const struct desc_type *t)
{
	if (t->c != DESC_NONE)
		return dec_str(x, t->c);
	for (u32 i = 0; i < t->b; i++) {
		const struct desc_type pt =
			dec_type(x, x->set->parts[t->a + i].type);

		if (pt.kind == DK_FLAGS)
			return desc_str(x->set, x->set->names[pt.a].fallback);
	}
	return NULL;
}

/* An exact part without a name leaves its bits to those behind it. */
static u64
unnamed_exact(struct dctx *x, const struct desc_type *t, u64 word)
{
	u64 left = 0;

	for (u32 i = 0; i < t->b; i++) {
		const struct desc_part *p = &x->set->parts[t->a + i];
		const struct desc_type pt = dec_type(x, p->type);
		u64 bits = word & p->mask;

		if (p->exact && bits && !enum_find(x, &pt, bits >> p->shift))
			left |= bits;
	}
	return left;
}

struct value *
dec_bits(struct dctx *x, u32 type, const char *name, u64 raw)
{
	const struct desc_type t = dec_type(x, type);
	u64 masks = claimed(x, &t), left;
	struct value *v, *rest;

	if (t.sub == DB_FORM)
		return bits_form(x, &t, name, raw);
	v = named(x, V_PARTS, &t, name, unsign(x, &t, raw));
	left = v->num & ~masks;
	if (t.flags & TF_EACH)
		v->marks |= VM_EACH | (t.sub == DB_WHOLE ? VM_HEX : 0);
	left |= unnamed_exact(x, &t, v->num);
	for (u32 i = 0; i < t.b; i++)
		part_add(x, v, &x->set->parts[t.a + i], &left, masks);
	if (left) {
		rest = value_new(x->arena, V_FLAGS, NULL);
		rest->notation = VN_HEX;
		rest->num = rest->sym.rest = left;
		if (!v->kids.first)
			rest->sym.unknown = parts_fallback(x, &t);
		value_add(v, rest);
	}
	return v;
}
