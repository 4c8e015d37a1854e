/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What only x86 has: the entry that set_thread_area() chose, which the kernel
 * writes back into the object that it was given.
 */
#include "../priv.h"

hook_fn hook_thread_area_entry;

struct value *
hook_thread_area_entry(struct dctx *x, const struct hook_in *in)
{
	u64 area = 0;
	u8 b[16]; /* the whole struct must be there */

	(void)in;
	dec_arg_named(x, "u_info", &area);
	if (x->failed || !x->show->deref ||
	    !dec_read_all(x, area, b, sizeof(b)))
		return NULL;
	return value_int(x->arena, "entry_number", num_load(b, 4, false),
			 VN_UDEC);
}
