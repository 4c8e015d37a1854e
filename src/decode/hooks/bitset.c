/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arrays that are shown in ways of their own.
 *
 * bitset: an array of an enum that is a set of bits, as a driver keeps it:
 * words of the machine, bit n for the constant n. The words are a hidden kid of
 * the set, for sinks that show numbers.
 *
 * full_list: its elements are shown in full or not at all.
 */
#include "../priv.h"

#define SHORT_SET 4 /* members that an abbreviated set shows */
#define BITS_MAX 65536

static struct value *
words(struct dctx *x, const u8 *data, u32 bytes, u32 word)
{
	struct value *v = value_new(x->arena, V_ARRAY, NULL);

	for (u32 at = 0; at + word <= bytes; at += word) {
		if (!dec_element_or_more(x, v))
			break;
		value_add(v,
			  value_int(x->arena, NULL,
				    num_load(data + at, word, false), VN_HEX));
	}
	v->marks |= VM_HIDDEN;
	return v;
}

hook_fn hook_bitset;

struct value *
hook_bitset(struct dctx *x, const struct hook_in *in)
{
	const struct desc_type ptr = dec_type(x, in->field->type);
	u32 elem = dec_type(x, ptr.a).a, n, bytes, shown = 0;
	u32 word = abi_info(x->call->abi)->wordsize;
	struct value *v, *kid;
	struct dobj o;

	if (in->count.unknown)
		return value_addr(x->arena, in->name, in->num);
	n = (u32)u64_min(in->count.v, BITS_MAX);
	bytes = (n + word * 8 - 1) / (word * 8) * word;
	if (dec_fetch(x, in->num, bytes, bytes, &o) < bytes)
		return value_unreadable(x->arena, in->name, in->num);
	v = value_new(x->arena, V_SET, in->name);
	v->num = in->num;
	for (u32 i = 0; i < n; i++) {
		if (!(o.data[i / 8] >> i % 8 & 1))
			continue;
		if (!dec_element_or_more(x, v))
			break;
		kid = dec_enum(x, elem, NULL, i);
		if (shown++ >= SHORT_SET) {
			kid->marks |= VM_HIDDEN;
			v->marks |= VM_ABBREV;
		}
		value_add(v, kid);
	}
	value_add(v, words(x, o.data, bytes, word));
	return v;
}

hook_fn hook_full_list;

struct value *
hook_full_list(struct dctx *x, const struct hook_in *in)
{
	const struct desc_type t = dec_type(x, in->field->type);
	u64 n = dec_eval_or(x, t.b, 0);
	struct value *v, *rest;

	if (!n || !x->show->abbrev)
		v = dec_array_object(x, in->field->type, NULL, in->name,
				     in->obj);
	else /* nothing of it is looked at */
		v = value_new(x->arena, V_ARRAY, in->name);
	if (v && v->kind == V_UNREADABLE) {
		rest = value_new(x->arena, V_ELLIPSIS, NULL);
		rest->num = v->num;
		v = value_new(x->arena, V_ARRAY, in->name);
		value_add(v, rest);
	}
	if (!v || v->kind != V_ARRAY)
		return v;
	v->kids.total = n;
	for (struct value *k = v->kids.first; k; k = k->next)
		k->marks |= VM_HIDDEN;
	return v;
}
