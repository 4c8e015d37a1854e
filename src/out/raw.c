/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A call's raw words. Parameters find theirs through the description: a value
 * bears its parameter's name, and both stand in one order; what is absent has
 * no value. How many words a call has is the widest of its cases.
 */
#include "priv.h"

#include <string.h>

#define MUX_DEPTH 8 /* a case may be a switch itself */

static struct desc_place
place_of(const struct call *c, u32 field)
{
	return desc_field(c->set, field).place[abi_info(c->abi)->layout];
}

static u32
leaf_words(const struct call *c, const struct desc_call *d)
{
	u32 n = 0;

	for (u32 i = 0; i < d->nparam; i++) {
		const struct desc_place p = place_of(c, d->param + i);

		if (p.how == PL_NONE)
			continue;
		n = p.slot + 1u > n ? p.slot + 1u : n;
		if (p.how == PL_PAIR && p.slot2 + 1u > n)
			n = p.slot2 + 1u;
	}
	return n;
}

static u32
words(const struct call *c, u32 id, unsigned depth)
{
	const struct desc_call *d = &c->set->calls[id];
	enum layout l = abi_info(c->abi)->layout;
	u32 n = leaf_words(c, d), m;
	const struct desc_mux *mux;

	if (d->mux == DESC_NONE || depth >= MUX_DEPTH)
		return n;
	mux = &c->set->muxes[d->mux];
	for (u32 i = 0; i < mux->n[l]; i++) {
		u32 to = c->set->cases[mux->first[l] + i].call;

		m = words(c, to, depth + 1);
		n = m > n ? m : n;
	}
	if (mux->deflt != DESC_NONE && mux->deflt != id) {
		m = words(c, mux->deflt, depth + 1);
		n = m > n ? m : n;
	}
	return n;
}

u32
raw_first(const struct call *c)
{
	return c->desc != DESC_NONE && c->set->calls[c->desc].flags & CF_INNER;
}

u32
raw_count(const struct call *c)
{
	u32 n = c->desc == DESC_NONE ? 6 : words(c, c->desc, 0);

	return n > ARRAY_SIZE(c->args) ? ARRAY_SIZE(c->args) : n;
}

u64
raw_word(const struct call *c, u32 slot)
{
	u32 bytes = abi_info(c->abi)->regsize;

	if (abi_is_compat(c->abi, c->nr))
		bytes = abi_info(c->abi)->wordsize;
	return num_cut(c->args[slot], bytes, false);
}

const char *
raw_name(const struct call *c, u32 slot)
{
	const struct desc_call *d;

	if (c->desc == DESC_NONE)
		return NULL;
	d = &c->set->calls[c->leaf];
	for (u32 i = 0; i < d->nparam; i++) {
		const struct desc_field f = desc_field(c->set, d->param + i);
		const struct desc_place p = place_of(c, d->param + i);

		if (p.how != PL_NONE && p.slot == slot && f.name)
			return desc_str(c->set, f.name);
	}
	return NULL;
}

static u64
param_word(const struct call *c, u32 field)
{
	const struct desc_place p = place_of(c, field);

	if (p.how == PL_NONE || p.slot >= ARRAY_SIZE(c->args))
		return 0;
	if (p.how == PL_PAIR && p.slot2 < ARRAY_SIZE(c->args))
		return (u32)c->args[p.slot] | c->args[p.slot2] << 32;
	return raw_word(c, p.slot);
}

static bool
is_named(const struct call *c, u32 field, const struct value *v)
{
	const char *name = desc_str(c->set, desc_field(c->set, field).name);

	return name == v->name ||
	       !strcmp(name ? name : "", v->name ? v->name : "");
}

u64
raw_param(const struct call *c, const struct value *v, u32 *pos)
{
	const struct desc_call *d;
	u32 i;

	if (c->desc == DESC_NONE) {
		i = (*pos)++;
		return i < ARRAY_SIZE(c->args) ? raw_word(c, i) : 0;
	}
	d = &c->set->calls[c->leaf];
	for (i = *pos; i < d->nparam; i++)
		if (is_named(c, d->param + i, v))
			break;
	if (i >= d->nparam)
		i = *pos; /* renamed by a hook: take the next in order */
	*pos = i + 1;
	return i < d->nparam ? param_word(c, d->param + i) : 0;
}
