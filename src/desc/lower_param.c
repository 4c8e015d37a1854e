/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parameters and results: where a parameter's words are on each ABI, how wide
 * they are there, and when the object that it stands for is shown.
 */
#include "cc.h"

#include <stdio.h>
#include <string.h>

/* ---- places ------------------------------------------------------------ */

/* [[slot(n)]]: the parameter is argument n of the call, wherever it is shown.
 */
static void
written_slot(struct cc *cc, const struct decl *d, u32 slot[LAYOUT_N])
{
	const struct attr *a = attr_get(d->attrs, "slot");
	u64 v[LAYOUT_N];

	if (!a || !a->args || !const_eval(cc, a->args, v))
		return;
	for (int l = 0; l < LAYOUT_N; l++)
		slot[l] = (u32)(v[l] & 7);
}

/* [[swapped]]: the high half comes first. */
static void
swap_slots(struct desc_place *p)
{
	u8 high = p->slot;

	p->slot = p->slot2;
	p->slot2 = high;
}

static void
set_places(struct cc *cc, const struct decl *d, const struct desc_type *t,
	   struct desc_field *f, u32 slot[LAYOUT_N])
{
	bool hl = d->type && !d->nptr && !strcmp(d->type->name, "loff_hl");

	written_slot(cc, d, slot);

	for (int l = 0; l < LAYOUT_N; l++) {
		struct desc_place *p = &f->place[l];
		u32 size = d->skip ? 0 : t->size[l];

		p->how = PL_SLOT;
		p->slot = (u8)slot[l]++;
		p->bytes = (u8)(size <= 8 ? size : 0);
		if (l == LAYOUT_I386 && size == 8) {
			p->how = PL_PAIR;
			p->slot2 = (u8)slot[l]++;
			if (attr_get(d->attrs, "swapped"))
				swap_slots(p);
		} else if (hl && l == LAYOUT_LP64) {
			slot[l]++;
		}
	}
}

void
param_map(const u8 *word, u32 n, struct desc_field *f)
{
	for (int l = 0; l < LAYOUT_N; l++) {
		struct desc_place *p = &f->place[l];

		if (p->slot < n)
			p->slot = word[p->slot];
		else
			p->how = PL_NONE;
		if (p->how == PL_PAIR && p->slot2 < n)
			p->slot2 = word[p->slot2];
	}
}

/* ---- words that are registers ------------------------------------------ */

static u32 wide_type(struct cc *cc, u32 id, u32 depth);

static void
wide_parts(struct cc *cc, struct desc_type *t, u32 depth)
{
	u32 from = t->a;

	t->a = cc->parts_p.n;
	for (u32 i = 0; i < t->b; i++) {
		struct desc_part p =
			*(struct desc_part *)pool_at(&cc->parts_p, from + i);

		p.type = wide_type(cc, p.type, depth);
		pool_add(&cc->parts_p, &p);
	}
}

static void
wide_arms(struct cc *cc, struct desc_type *t, u32 depth)
{
	u32 from = t->a;

	t->a = pool_reserve(&cc->arms_p, t->b);
	for (u32 i = 0; i < t->b; i++) {
		struct desc_arm a =
			*(struct desc_arm *)pool_at(&cc->arms_p, from + i);

		a.type = wide_type(cc, a.type, depth);
		*(struct desc_arm *)pool_at(&cc->arms_p, t->a + i) = a;
	}
}

/*
 * A long or an address in memory has 4 bytes on x32, but a register has 8 and
 * the kernel takes them all; but for the calls that it shares with 32-bit
 * machines: what those take is the place's size.
 */
static u32
wide_type(struct cc *cc, u32 id, u32 depth)
{
	struct desc_type t = *cc_type(cc, id);
	char key[32];
	uintptr_t known;

	if (t.size[LAYOUT_LP64] != 8 || t.size[LAYOUT_X32] != 4 || depth > 4)
		return id;
	snprintf(key, sizeof(key), "%u wide", id);
	known = (uintptr_t)strmap_get(&cc->typerefs, key);
	if (known)
		return (u32)(known - 1);
	t.size[LAYOUT_X32] = 8;
	if (t.kind == DK_BITS)
		wide_parts(cc, &t, depth + 1);
	else if (t.kind == DK_VARIANT)
		wide_arms(cc, &t, depth + 1);
	else if (t.kind == DK_HOOK && t.b != DESC_NONE)
		t.b = wide_type(cc, t.b, depth + 1);
	id = lower_new_type(cc, &t);
	strmap_put(&cc->typerefs, arena_printf(&cc->arena, "%s", key),
		   (void *)(uintptr_t)(id + 1));
	return id;
}

/* ---- phases ------------------------------------------------------------ */

static bool
is_struct(const struct desc_type *t)
{
	return t->kind == DK_STRUCT || t->kind == DK_UNION;
}

static u8
pointer_phase(struct cc *cc, const struct decl *d, const struct desc_type *t)
{
	const struct desc_type *to = cc_type(cc, t->a);

	if (attr_get(d->attrs, "at_exit"))
		return PH_IN_LATE;
	if (d->in && d->out) {
		if (attr_get(d->attrs, "arrow"))
			return PH_ARROW;
		if (is_struct(to))
			return PH_OPEN;
		return to->kind == DK_ARRAY ? PH_OUT : PH_CHANGE;
	}
	if (d->out || !(t->flags & TF_CONST))
		return PH_OUT;
	if (is_struct(to) && to->flags & TF_ATEXIT)
		return PH_OPEN;
	if (to->kind == DK_PTR && !(to->flags & TF_CONST))
		return PH_IN_LATE;
	return to->flags & TF_OUTPTR ? PH_IN_LATE : PH_IN;
}

static u8
phase_of(struct cc *cc, const struct decl *d, const struct desc_type *t)
{
	if (t->kind == DK_PTR)
		return pointer_phase(cc, d, t);
	return attr_get(d->attrs, "at_exit") ? PH_IN_LATE : PH_IN;
}

/* ---- parameters and results -------------------------------------------- */

void
lower_param(struct cc *cc, struct scope *sc, const struct decl *d,
	    u32 slot[LAYOUT_N], struct desc_field *f)
{
	struct typeref word = {.name = "xlong", .pos = d->pos};
	u32 own;

	if (d->ready) {
		*f = *d->ready;
		for (int l = 0; l < LAYOUT_N; l++)
			slot[l] = 1 + (f->place[l].how == PL_PAIR
					       ? f->place[l].slot2
					       : f->place[l].slot);
		return;
	}
	memset(f, 0, sizeof(*f));
	f->cond = DESC_NONE;
	if (d->skip) {
		f->flags = FF_SKIP;
		f->type = lower_typeref(cc, NULL, &word);
		set_places(cc, d, cc_type(cc, f->type), f, slot);
		return;
	}
	f->name = d->name ? cc_string(cc, d->name) : 0;
	f->type = lower_decl_type(cc, sc, d, true);
	if (f->type == DESC_NONE)
		f->type = lower_typeref(cc, NULL, &word);
	own = cc_type(cc, f->type)->size[LAYOUT_X32];
	if (cc_type(cc, f->type)->kind == DK_PTR) /* its own, no other's */
		cc_type(cc, f->type)->size[LAYOUT_X32] = 8;
	else
		f->type = wide_type(cc, f->type, 0);
	check_cond(cc, d->cond);
	f->cond = lower_expr(cc, sc, d->cond);
	if (d->in)
		f->flags |= FF_IN;
	if (d->out)
		f->flags |= FF_OUT;
	sc->to = type_decl_find(cc, d->type->name);
	lower_attrs(cc, sc, d->attrs, A_PARAM, f);
	sc->to = NULL;
	f->phase = phase_of(cc, d, cc_type(cc, f->type));
	check_phase(cc, sc, d, f->phase);
	set_places(cc, d, cc_type(cc, f->type), f, slot);
	f->place[LAYOUT_X32].bytes = (u8)(own <= 8 ? own : 0);
}

u32
lower_ret(struct cc *cc, struct scope *sc, const struct typeref *ret, u32 nptr,
	  const struct attr *attrs)
{
	struct desc_field f = {.cond = DESC_NONE};
	struct decl d = {.type = (struct typeref *)(uintptr_t)ret,
			 .nptr = nptr,
			 .pos = ret->pos};

	f.type = lower_decl_type(cc, sc, &d, false);
	if (f.type == DESC_NONE)
		return DESC_NONE;
	lower_attrs(cc, sc, attrs, A_CALL, &f);
	return pool_add(&cc->fields_p, &f);
}
