/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words of several parts, and variants: types that choose by a number.
 */
#include "cc.h"

#include <string.h>

#define PARTS_MAX 64

static const char *
source_text(struct cc *cc, const struct expr *e)
{
	u32 len = e->end > e->pos.off ? e->end - e->pos.off : 0;
	char *s = arena_alloc(&cc->arena, len + 1);

	memcpy(s, e->pos.src->text + e->pos.off, len);
	return s;
}

static u32
part_type(struct cc *cc, const struct part *p, const struct desc_type *base)
{
	if (p->list)
		return lower_list(cc, p->list, base->size, base->align, 0);
	return lower_typeref(cc, NULL, p->type);
}

static void
part_attrs(struct cc *cc, const struct part *p, struct desc_part *out)
{
	const struct attr *shift = attr_get(p->attrs, "shift");
	const struct attr *zero = attr_get(p->attrs, "zero");
	u64 v[LAYOUT_N];

	attrs_check(cc, p->attrs, A_PART);
	out->always = attr_get(p->attrs, "always") != NULL;
	out->exact = attr_get(p->attrs, "exact") != NULL;
	out->hide = attr_get(p->attrs, "hide") != NULL;
	out->shift_name = out->zero = DESC_NONE;
	if (shift && shift->args && const_eval(cc, shift->args, v)) {
		out->shift = (u8)(v[0] & 63);
		/* shift(n, first): before the comment on an unknown number */
		out->shift_shown = shift->args->next ? 2 : 1;
		out->shift_name = cc_string(cc, source_text(cc, shift->args));
	}
	if (zero && zero->args && zero->args->name)
		out->zero = cc_string(cc, zero->args->name);
}

static void collect_parts(struct cc *cc, struct type_decl *td,
			  const struct desc_type *base, struct desc_part *out,
			  u32 *n, u32 depth);

/* The parts of a type of the set below. */
static void
borrow_parts(struct cc *cc, const struct desc_type *t, struct desc_part *out,
	     u32 *n)
{
	for (u32 i = 0; i < t->b && *n < PARTS_MAX; i++)
		out[(*n)++] =
			*(struct desc_part *)pool_at(&cc->parts_p, t->a + i);
}

static void
collect_part(struct cc *cc, const struct part *p, const struct desc_type *base,
	     struct desc_part *out, u32 *n, u32 depth)
{
	struct type_decl *td =
		p->type ? type_decl_find(cc, p->type->name) : NULL;
	struct desc_part dp = {.mask = UINT64_MAX};
	u64 v[LAYOUT_N];

	if (td && td->kind == TD_BITS && !p->mask && depth < 8) {
		collect_parts(cc, td, base, out, n, depth + 1);
		return;
	}
	if (!td && p->type && !p->mask) {
		u32 below = base_type_find(cc, p->type->name);

		if (below != DESC_NONE && cc_type(cc, below)->kind == DK_BITS) {
			borrow_parts(cc, cc_type(cc, below), out, n);
			return;
		}
	}
	if (*n >= PARTS_MAX) {
		cc_error(cc, p->pos, "too many parts");
		return;
	}
	dp.type = part_type(cc, p, base);
	if (dp.type == DESC_NONE)
		return;
	if (p->mask && const_eval(cc, p->mask, v))
		dp.mask = num_cut(v[0], base->size[0], false);
	part_attrs(cc, p, &dp);
	check_part(cc, p, &dp);
	for (u32 i = 0; i < *n; i++)
		if (p->mask && out[i].mask != UINT64_MAX &&
		    out[i].mask & dp.mask)
			cc_error(cc, p->pos,
				 "this part's mask overlaps "
				 "with one before it");
	out[(*n)++] = dp;
}

static void
collect_parts(struct cc *cc, struct type_decl *td, const struct desc_type *base,
	      struct desc_part *out, u32 *n, u32 depth)
{
	for (const struct part *p = td->parts; p; p = p->next)
		collect_part(cc, p, base, out, n, depth);
}

u32
lower_bits(struct cc *cc, struct type_decl *td, u32 base)
{
	struct desc_type t = *cc_type(cc, base), b = t;
	struct desc_part parts[PARTS_MAX];
	const struct attr *form;
	u32 n = 0;

	collect_parts(cc, td, &b, parts, &n, 0);
	t.kind = DK_BITS;
	t.sub = 0;
	t.flags &= TF_SIGNED;
	t.name = cc_string(cc, td->name);
	t.a = cc->parts_p.n;
	t.b = n;
	t.c = td->fallback ? cc_string(cc, td->fallback) : DESC_NONE;
	if (attr_get(td->attrs, "each"))
		t.flags |= TF_EACH;
	form = attr_get(td->attrs, "form");
	if (form && form->args && form->args->name) {
		t.sub = DB_FORM;
		t.flags |= attr_get(td->attrs, "dec") ? TF_DEC : 0;
		t.c = cc_string(cc, form->args->name);
	} else if (attr_get(td->attrs, "hex")) {
		t.sub = DB_WHOLE;
	}
	attrs_check(cc, td->attrs, A_BITS);
	for (u32 i = 0; i < n; i++)
		pool_add(&cc->parts_p, &parts[i]);
	return lower_new_type(cc, &t);
}

/* The key of a label is constant; a text stands for itself. */
u32
lower_key(struct cc *cc, const struct expr *e)
{
	u64 v[LAYOUT_N];

	if (e->kind == X_STR || !const_eval(cc, e, v))
		return DESC_NONE;
	return lower_expr(cc, NULL, e);
}

static u32
add_keys(struct cc *cc, const struct label *l, u16 *ret_n)
{
	u32 n = 0, first;
	u16 keys[512];

	for (const struct expr *e = l->keys; e; e = e->next) {
		if (n == ARRAY_SIZE(keys)) {
			cc_error(cc, e->pos, "too many cases in one label");
			break;
		}
		keys[n++] = (u16)lower_key(cc, e);
	}
	first = cc->keys_p.n;
	for (u32 i = 0; i < n; i++)
		pool_add(&cc->keys_p, &keys[i]);
	*ret_n = l->deflt ? 0 : (u16)n;
	return first;
}

u32
lower_variant(struct cc *cc, struct scope *sc, struct type_decl *td, u32 param)
{
	struct desc_type t = {.kind = DK_VARIANT, .c = param};
	struct desc_arm arms[256];
	u32 n = 0, base;

	base = td->base ? lower_typeref(cc, NULL, td->base) : DESC_NONE;
	if (base == DESC_NONE)
		return DESC_NONE;
	memcpy(t.size, cc_type(cc, base)->size, sizeof(t.size));
	memcpy(t.align, cc_type(cc, base)->align, sizeof(t.align));
	t.flags = cc_type(cc, base)->flags & TF_SIGNED;
	t.name = cc_string(cc, td->name);
	check_arms(cc, td->arms, 1);
	for (const struct arm *a = td->arms; a; a = a->next) {
		struct desc_arm *da = &arms[n];

		if (n == ARRAY_SIZE(arms)) {
			cc_error(cc, a->label.pos, "too many arms");
			break;
		}
		memset(da, 0, sizeof(*da));
		da->first_key = add_keys(cc, &a->label, &da->nkeys);
		da->type = lower_decl_type(cc, sc, a->items->field, false);
		da->min = DESC_NONE;
		if (da->type != DESC_NONE)
			n++;
	}
	t.a = cc->arms_p.n;
	t.b = n;
	for (u32 i = 0; i < n; i++)
		pool_add(&cc->arms_p, &arms[i]);
	return lower_new_type(cc, &t);
}
