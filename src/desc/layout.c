/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Layouts: offsets and sizes of members for every ABI's class, as gcc lays
 * them out. Runs on the tree before expressions are lowered, since members
 * may refer to later ones.
 */
#include "cc.h"

#include <string.h>

#define STRUCT_MAX (1u << 24)

struct cursor {
	struct cc *cc;
	u64 bits[LAYOUT_N]; /* position, in bits */
	u8 align[LAYOUT_N];
	bool packed[LAYOUT_N];
	bool is_union;
	u32 depth;
};

static void
base_size(struct cc *cc, const struct typeref *ref, u32 *size, u8 *align,
	  struct decl *d, u32 depth)
{
	struct type_decl *td = type_decl_find(cc, ref->name);
	struct desc_type t;
	const char *alias;

	memset(size, 0, LAYOUT_N * sizeof(*size));
	memset(align, 1, LAYOUT_N);
	if (depth > 16)
		return;
	if (td && (td->kind == TD_STRUCT || td->kind == TD_UNION)) {
		layout_struct(cc, td, size, align);
		d->is_array = true;
		return;
	}
	if (td && td->kind == TD_TLV) {
		d->is_array = true;
		return;
	}
	if (td && td->kind == TD_OPAQUE) {
		for (int l = 0; l < LAYOUT_N; l++)
			size[l] = align[l] = l == LAYOUT_LP64 ? 8 : 4;
		return;
	}
	if (ref->base || (td && td->base)) {
		base_size(cc, ref->base ? ref->base : td->base, size, align, d,
			  depth + 1);
		return;
	}
	if (td) {
		memset(align, 4, LAYOUT_N);
		for (int l = 0; l < LAYOUT_N; l++)
			size[l] = 4;
		return;
	}
	if (base_type_find(cc, ref->name) != DESC_NONE) {
		t = *cc_type(cc, base_type_find(cc, ref->name));
		d->is_array = t.kind == DK_STRUCT || t.kind == DK_UNION ||
			      t.kind == DK_TLV;
	} else if (!builtin_find(ref->name, &t, &alias)) {
		return;
	}
	memcpy(size, t.size, sizeof(t.size));
	memcpy(align, t.align, sizeof(t.align));
	d->is_signed = t.flags & TF_SIGNED;
	d->be = t.kind == DK_INT && (t.sub == DN_HTON || t.sub == DN_BE);
	if (t.kind == DK_IN6ADDR || t.kind == DK_UUID)
		d->is_array = true;
}

static bool
is_text_type(const struct typeref *t)
{
	return !strcmp(t->name, "path") || !strcmp(t->name, "cstr") ||
	       !strcmp(t->name, "cwd");
}

static void
decl_size(struct cc *cc, struct decl *d, u32 *size, u8 *align)
{
	u64 n[LAYOUT_N];

	if (d->nptr || (is_text_type(d->type) && !d->ndims)) {
		bool wide = attr_get(d->attrs, "ptr64");

		for (int l = 0; l < LAYOUT_N; l++) {
			size[l] = l == LAYOUT_LP64 || wide ? 8 : 4;
			align[l] = (u8)size[l];
		}
		if (wide)
			align[LAYOUT_I386] = 4;
	} else {
		base_size(cc, d->type, size, align, d, 0);
	}
	for (u32 i = 0; i < d->ndims; i++) {
		d->is_array = true;
		if (!d->dims[i] || !expr_is_const(cc, NULL, d->dims[i], n))
			memset(n, 0, sizeof(n));
		for (int l = 0; l < LAYOUT_N; l++)
			size[l] = (u32)u64_min(u64_mul_sat(size[l], n[l]),
					       1 << 24);
	}
}

/*
 * A bit-field does not cross its unit; i386 aligns units of 8 bytes to 4. One
 * position inside the unit serves every ABI: the unit's offset takes up what
 * differs.
 */
static void
place_bits(struct cursor *c, struct decl *d, const u32 *size, const u8 *align)
{
	for (int l = 0; l < LAYOUT_N; l++) {
		u64 unit = size[l] * 8ull, al = align[l] * 8ull;
		u64 at = c->is_union ? 0 : c->bits[l];

		if (!unit || unit > 64)
			continue;
		if (at % al + d->bits > unit)
			at = (at + al - 1) / al * al;
		if (l == LAYOUT_LP64)
			d->bit_off = (u8)(at % unit);
		if (at < d->bit_off || (at - d->bit_off) % 8)
			cc_error(c->cc, d->pos,
				 "a bit-field that lies "
				 "differently from ABI to ABI");
		else
			d->off[l] = (u32)((at - d->bit_off) / 8);
		if (at + d->bits > c->bits[l])
			c->bits[l] = at + d->bits;
	}
}

static void
place(struct cursor *c, struct decl *d)
{
	u32 size[LAYOUT_N];
	u8 align[LAYOUT_N];

	decl_size(c->cc, d, size, align);
	for (int l = 0; l < LAYOUT_N; l++) {
		u8 al = c->packed[l] ? 1 : align[l] ? align[l] : 1;
		u64 at = c->is_union ? 0 : (c->bits[l] + 7) / 8;

		if (al > c->align[l])
			c->align[l] = al;
		d->size[l] = size[l];
		if (d->bits)
			continue;
		at = (at + al - 1) / al * al;
		d->off[l] = (u32)at;
		at = (at + size[l]) * 8;
		if (!c->is_union || at > c->bits[l])
			c->bits[l] = at;
	}
	if (d->bits)
		place_bits(c, d, size, align);
	d->laid = true;
}

static void lay_items(struct cursor *c, struct body_item *it);

/* All arms start at the same place, aligned as the most demanding of them. */
static void
lay_switch(struct cursor *c, struct body_item *it)
{
	struct cursor probe = *c, arm;
	u64 start[LAYOUT_N], end[LAYOUT_N];

	memset(probe.align, 1, sizeof(probe.align));
	for (struct arm *a = it->arms; a; a = a->next)
		lay_items(&probe, a->items);
	for (int l = 0; l < LAYOUT_N; l++) {
		u64 al = probe.align[l] * 8ull;

		if (probe.align[l] > c->align[l])
			c->align[l] = probe.align[l];
		start[l] = (c->bits[l] + al - 1) / al * al;
		it->off[l] = (u32)(start[l] / 8);
		end[l] = start[l];
	}
	for (struct arm *a = it->arms; a; a = a->next) {
		arm = *c;
		memcpy(arm.bits, start, sizeof(start));
		lay_items(&arm, a->items);
		for (int l = 0; l < LAYOUT_N; l++)
			if (arm.bits[l] > end[l])
				end[l] = arm.bits[l];
	}
	memcpy(c->bits, end, sizeof(end));
}

static void
lay_items(struct cursor *c, struct body_item *it)
{
	if (c->depth > 16)
		return;
	c->depth++;
	for (; it; it = it->next) {
		switch (it->kind) {
		case B_FIELD:
			place(c, it->field);
			break;
		case B_IF:
			lay_items(c, it->items);
			break;
		case B_SWITCH:
			lay_switch(c, it);
			break;
		case B_STOP:
		case B_PRINT:
		case B_EXIT:
			break;
		}
	}
	c->depth--;
}

static void
cursor_attrs(struct cc *cc, const struct type_decl *td, struct cursor *c)
{
	const struct attr *p = attr_get(td->attrs, "packed");

	if (!p)
		return;
	for (int l = 0; l < LAYOUT_N; l++)
		c->packed[l] = !p->args;
	for (const struct expr *e = p->args; e; e = e->next) {
		int abi = e->name ? abi_find(e->name) : -1;

		if (abi < 0)
			cc_error(cc, e->pos, "packed() wants ABIs");
		else
			c->packed[abi_info((enum abi)abi)->layout] = true;
	}
}

static void
layout_one(struct cc *cc, struct type_decl *td, u32 *size, u8 *align)
{
	struct cursor c = {
		.cc = cc, .align = {1, 1, 1}, .is_union = td->kind == TD_UNION};
	const struct attr *a;
	u64 v[LAYOUT_N];

	cursor_attrs(cc, td, &c);
	lay_items(&c, td->body);
	a = attr_get(td->attrs, "align");
	if (a && a->args && const_eval(cc, a->args, v))
		for (int l = 0; l < LAYOUT_N; l++)
			c.align[l] = (u8)v[l];
	a = attr_get(td->attrs, "sizeof");
	for (int l = 0; l < LAYOUT_N; l++) {
		u32 al = c.align[l] ? c.align[l] : 1;

		size[l] = (u32)((c.bits[l] + 7) / 8);
		size[l] = (size[l] + al - 1) / al * al;
		align[l] = (u8)al;
		if (c.bits[l] > STRUCT_MAX * 8ull) {
			cc_error(cc, td->pos, "'%s' is too large", td->name);
			size[l] = 0;
		}
	}
	if (a && a->args && const_eval(cc, a->args, v))
		for (int l = 0; l < LAYOUT_N; l++)
			size[l] = (u32)u64_min(v[l], 1 << 24);
}

/* Once per struct; of one that differs by ABI each version has its layouts. */
void
layout_struct(struct cc *cc, struct type_decl *td, u32 *size, u8 *align)
{
	if (cc->layout_depth >= CC_TYPES && !td->laid) {
		cc_error(cc, td->pos, "types nested too deep");
		td->laid = true;
	}
	if (td->busy) {
		cc_error(cc, td->pos, "'%s' holds itself", td->name);
		td->laid = true;
	}
	if (!td->laid) {
		td->busy = true;
		cc->layout_depth++;
		memset(td->align, 1, sizeof(td->align));
		for (struct type_decl *v = td; v; v = v->alt) {
			u32 s[LAYOUT_N];
			u8 al[LAYOUT_N];

			layout_one(cc, v, s, al);
			for (int l = 0; l < LAYOUT_N; l++) {
				if (v->abis && !(v->abis & 1u << l))
					continue;
				td->size[l] = s[l];
				td->align[l] = al[l];
			}
		}
		td->laid = true;
		td->busy = false;
		cc->layout_depth--;
	}
	memcpy(size, td->size, sizeof(td->size));
	memcpy(align, td->align, sizeof(td->align));
}

void
layout_size(struct cc *cc, const struct typeref *ref, u32 *size)
{
	struct decl d = {.type = NULL};
	u8 align[LAYOUT_N];

	base_size(cc, ref, size, align, &d, 0);
}
