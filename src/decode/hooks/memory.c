/* SPDX-License-Identifier: BSD-2-Clause */
/* Small irregular things of memory calls. */
#include "../priv.h"

/* An offset in pages of 4096 bytes, whatever the page size: mmap2's. */
hook_fn hook_page_offset;

struct value *
hook_page_offset(struct dctx *x, const struct hook_in *in)
{
	return value_int(x->arena, in->name, (u64)(u32)in->num << 12, VN_HEX);
}

/* Only the lowest bit of a byte says that the page is resident. */
hook_fn hook_page_resident;

struct value *
hook_page_resident(struct dctx *x, const struct hook_in *in)
{
	return value_int(x->arena, in->name, in->num & 1, VN_UDEC);
}

/* What became of a page: its node, or an error. */
hook_fn hook_page_status;

struct value *
hook_page_status(struct dctx *x, const struct hook_in *in)
{
	u32 type = dec_type_find(x, "errno");

	if ((s32)in->num >= 0 || type == DESC_NONE)
		return value_int(x->arena, in->name, (u64)(s64)(s32)in->num,
				 VN_DEC);
	return dec_scalar(x, type, NULL, in->name, (u64)(s64)(s32)in->num);
}
