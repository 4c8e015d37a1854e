/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records of header, length and payload, one after the other (control
 * messages). The container's bytes were fetched at once; a record that
 * states less than its header, or more than there is, ends the walk.
 */
#include "priv.h"

static bool
arm_fits(struct dctx *x, const struct desc_arm *a, u32 avail)
{
	const struct desc_field f = dec_field(x, a->first);
	const struct desc_type t = dec_type(x, f.type);
	struct dnum min;

	if (a->n && dec_attr(x, &f, DA_MIN, &min) && avail < min.v)
		return false;
	return t.kind != DK_ARRAY || t.flags & TF_FIXED ||
	       avail >= dec_size(x, t.a);
}

static const struct desc_arm *
payload_arm(struct dctx *x, const struct desc_tlv *t, u32 avail)
{
	const struct desc_arm *deflt = NULL;
	u64 key[2] = {dec_eval_or(x, t->key[0], 0),
		      dec_eval_or(x, t->key[1], 0)};
	u32 nkey = t->key[1] == DESC_NONE ? 1 : 2;

	for (u32 i = 0; i < t->narm; i++) {
		const struct desc_arm *a = &x->set->arms[t->arm + i];

		if (!a->nkeys) {
			deflt = a;
			continue;
		}
		for (u32 k = 0; k + nkey <= a->nkeys; k += nkey) {
			const u16 *e = &x->set->keys[a->first_key + k];

			if (dec_eval_or(x, e[0], 0) == key[0] &&
			    (nkey == 1 || dec_eval_or(x, e[1], 0) == key[1]) &&
			    arm_fits(x, a, avail))
				return a;
		}
	}
	return deflt;
}

static void
add_payload(struct dctx *x, const struct desc_tlv *t, struct value *v,
	    const struct dobj *payload)
{
	const struct desc_arm *arm = payload_arm(x, t, payload->avail);

	if (!arm || !payload->avail)
		return;
	for (u32 i = 0; i < arm->n; i++) {
		const struct desc_field f = dec_field(x, arm->first + i);
		const struct desc_type ft = dec_type(x, f.type);
		const char *name = dec_str(x, f.name);
		struct value *kid;

		if (!dec_true(x, f.cond, true))
			continue;
		if ((ft.kind == DK_STRUCT ||
		     (ft.kind == DK_ARRAY && ft.flags & TF_FIXED)) &&
		    payload->avail < dec_size(x, f.type))
			kid = value_word(x->arena, name, "???");
		else
			kid = dec_object(x, f.type, &f, name, payload);

		if (kid)
			value_add(v, kid);
	}
}

/* Bytes from one record to the next. */
static u64
stride(struct dctx *x, const struct desc_tlv *t, u64 len)
{
	u64 align = u64_max(dec_eval_or(x, t->align, 1), 1);

	if (len > UINT32_MAX)
		return UINT32_MAX;
	return (len + align - 1) / align * align;
}

static struct value *
record(struct dctx *x, const struct desc_tlv *t, const struct dobj *o,
       u64 *ret_step, bool *ret_last)
{
	u32 head = x->set->structs[t->header].size[x->layout];
	struct value *v = value_new(x->arena, V_STRUCT, NULL);
	struct dframe fr = {x->frame, t->header, o};
	struct dobj payload;
	u64 len, end;

	x->frame = &fr;
	len = dec_eval_or(x, t->len, 0);
	dec_members(x, t->header, o, v);
	end = u64_min(len, o->avail);
	*ret_step = len < head ? head : stride(x, t, len);
	*ret_last = len < head;
	if (end > head) {
		payload = dec_part(o, head, end - head);
		add_payload(x, t, v, &payload);
	}
	x->frame = fr.outer;
	return v;
}

struct value *
dec_tlv(struct dctx *x, u32 type, const struct desc_field *f, const char *name,
	const struct dobj *o)
{
	const struct desc_tlv *t = &x->set->tlvs[dec_type(x, type).a];
	u32 head = x->set->structs[t->header].size[x->layout];
	struct value *v = value_new(x->arena, V_ARRAY, name), *rest;
	u64 at = 0, step = 0;
	bool last = false; /* a record shorter than its header */

	if (dec_type(x, type).flags & TF_NLATTRS)
		return dec_nlattrs(x, type, name, o);
	v->num = o->addr;
	v->marks |= VM_PAIR;
	while (!last && at + head <= o->avail) {
		struct dobj part = dec_part(o, at, UINT32_MAX);

		if (!dec_element_or_more(x, v))
			break;
		value_add(v, record(x, t, &part, &step, &last));
		at += step;
	}
	v->kids.total = v->kids.count;
	if (!v->kids.count)
		return value_addr(x->arena, name, o->addr);
	if (at < o->avail && t->more && v->kids.last->kind != V_ELLIPSIS) {
		rest = value_new(x->arena, V_ELLIPSIS, NULL);
		rest->num = o->addr + at;
		value_add(v, rest);
	}
	return v;
}
