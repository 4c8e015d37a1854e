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
