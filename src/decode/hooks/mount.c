/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Texts of statmount: they stand behind the struct, in the same buffer, and
 * members count from there. What is beyond the buffer is shown as the number.
 */
#include "../priv.h"

/* Where text `off` is and how many bytes there may be; false: none. */
static bool
text_place(struct dctx *x, u64 off, taddr *ret_addr, u64 *ret_max)
{
	const struct desc_struct *s;
	u64 end = 0, head;
	struct dobj size;

	if (!x->frame || x->frame->strct == DESC_NONE)
		return false;
	s = &x->set->structs[x->frame->strct];
	head = s->size[x->layout];
	size = dec_part(x->frame->obj, 0, 4);
	if (!dec_arg_named(x, "bufsize", &end))
		return false;
	end = u64_min(end, dec_load(&size, 4, false));
	if (end <= head || off >= end - head)
		return false;
	*ret_addr = x->frame->obj->addr + head + off;
	*ret_max = end - head - off;
	return true;
}

static bool
is_text(const struct value *v)
{
	return v->kind == V_STR;
}

hook_fn hook_mount_text;

struct value *
hook_mount_text(struct dctx *x, const struct hook_in *in)
{
	struct value *v = NULL;
	taddr addr;
	u64 max;

	if (text_place(x, in->num, &addr, &max))
		v = dec_cstr_at(x, V_STR, in->name, addr, max);
	return v && is_text(v) ? v
			       : value_int(x->arena, in->name, in->num, VN_HEX);
}

/* How many texts there are is said by the member before. */
hook_fn hook_mount_texts;

struct value *
hook_mount_texts(struct dctx *x, const struct hook_in *in)
{
	struct value *v = value_new(x->arena, V_ARRAY, in->name), *kid;
	struct dobj before;
	taddr addr;
	u64 n, max;

	if (!in->field || !text_place(x, in->num, &addr, &max))
		return value_int(x->arena, in->name, in->num, VN_HEX);
	before = dec_part(x->frame->obj, in->field->off[x->layout] - 4, 4);
	n = dec_load(&before, 4, false);
	v->kids.total = n;
	n = u64_min(n, dec_elements_max(x));
	for (u64 i = 0; i < n && max && dec_element(x); i++) {
		kid = dec_cstr_at(x, V_STR, NULL, addr, max);
		if (!is_text(kid))
			break;
		value_add(v, kid);
		addr += kid->bytes.total + 1;
		max -= u64_min(max, kid->bytes.total + 1);
	}
	return v->kids.count ? v
			     : value_int(x->arena, in->name, in->num, VN_HEX);
}
