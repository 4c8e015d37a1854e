/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The compiler's rows of types and fields as a set keeps them.
 *
 * While they are made they are whole (struct desc_type, struct desc_field):
 * what one has is written and read as a member. Most have most of it in common
 * with others, so that a set keeps short rows, and what is common once: the
 * kind, flags and size of a type; the flags, condition and attributes of a
 * field; and offsets, which are few and much the same in all structs. An id
 * is the same in both forms. Users' descriptions are packed like the built-in
 * ones when they have been compiled; desc_type() and desc_field() are the way
 * back, for the interpreter and for what is compiled over a set.
 */
#include "cc.h"

#include <string.h>

/* ---- rows that differ -------------------------------------------------- */

static u32
hash(const u8 *p, u32 n)
{
	u32 h = 2166136261u;

	for (u32 i = 0; i < n; i++)
		h = (h ^ p[i]) * 16777619u;
	return h;
}

static u32 *
slot_of(const struct uniq *u, const void *row)
{
	u32 i = hash(row, u->rows.size) & (u->nslots - 1);

	while (u->slots[i] &&
	       memcmp(pool_at(&u->rows, u->slots[i] - 1), row, u->rows.size))
		i = (i + 1) & (u->nslots - 1);
	return &u->slots[i];
}

static void
grow(struct uniq *u)
{
	u32 n = u->nslots ? u->nslots * 2 : 1024;

	mem_free(u->slots);
	u->slots = mem_zalloc(n * sizeof(u32));
	u->nslots = n;
	for (u32 i = 0; i < u->rows.n; i++)
		*slot_of(u, pool_at(&u->rows, i)) = i + 1;
}

/* The row has no bytes that are not set: padding is compared, too. */
static u16
uniq_add(struct uniq *u, const void *row, u32 size)
{
	u32 *slot;

	u->rows.size = size;
	if (u->rows.n * 2 >= u->nslots)
		grow(u);
	slot = slot_of(u, row);
	if (!*slot)
		*slot = pool_add(&u->rows, row) + 1;
	return (u16)(*slot - 1);
}

static void
uniq_release(struct uniq *u)
{
	mem_free(u->rows.data);
	mem_free(u->slots);
	memset(u, 0, sizeof(*u));
}

/* ---- types and fields -------------------------------------------------- */

static void
pack_type(struct cc *cc, u32 id)
{
	const struct desc_type *t = cc_type(cc, id);
	struct desc_type_row *r = &cc->type_rows[id];
	struct desc_type_head h;
	struct desc_extent e;

	memset(&h, 0, sizeof(h));
	memset(&e, 0, sizeof(e));
	memcpy(e.size, t->size, sizeof(e.size));
	memcpy(e.align, t->align, sizeof(e.align));
	h.kind = t->kind;
	h.sub = t->sub;
	h.flags = t->flags;
	h.c = t->c;
	h.extent = uniq_add(&cc->extents, &e, sizeof(e));
	r->head = uniq_add(&cc->type_heads, &h, sizeof(h));
	r->name = t->name;
	r->a = t->a;
	r->b = t->b;
}

static void
pack_field(struct cc *cc, u32 id)
{
	const struct desc_field *f = pool_at(&cc->fields_p, id);
	struct desc_field_row *r = &cc->field_rows[id];
	struct desc_places p;
	struct desc_trait t;

	memset(&p, 0, sizeof(p));
	memset(&t, 0, sizeof(t));
	memcpy(p.off, f->off, sizeof(p.off));
	t.flags = f->flags;
	t.cond = f->cond;
	t.attr = f->attr;
	t.phase = f->phase;
	t.bit_off = f->bit_off;
	t.bit_width = f->bit_width;
	t.nattr = f->nattr;
	t.place = uniq_add(&cc->places, &p, sizeof(p));
	r->trait = uniq_add(&cc->traits, &t, sizeof(t));
	r->name = f->name;
	r->type = f->type;
}

void
cc_pack(struct cc *cc)
{
	cc_pack_release(cc);
	cc->type_rows =
		mem_zalloc((cc->types_p.n + 1) * sizeof(*cc->type_rows));
	cc->field_rows =
		mem_zalloc((cc->fields_p.n + 1) * sizeof(*cc->field_rows));
	for (u32 i = 0; i < cc->types_p.n; i++)
		pack_type(cc, i);
	for (u32 i = 0; i < cc->fields_p.n; i++)
		pack_field(cc, i);
}

void
cc_pack_release(struct cc *cc)
{
	mem_free(cc->type_rows);
	mem_free(cc->field_rows);
	cc->type_rows = NULL;
	cc->field_rows = NULL;
	uniq_release(&cc->type_heads);
	uniq_release(&cc->extents);
	uniq_release(&cc->traits);
	uniq_release(&cc->places);
}
