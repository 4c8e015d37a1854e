/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Small irregular things of disks and file systems.
 */
#include "../priv.h"

/* A number that is a letter, whatever the style. */
hook_fn hook_ascii_char;

struct value *
hook_ascii_char(struct dctx *x, const struct hook_in *in)
{
	struct value *v;

	if (in->num < ' ' || in->num > '~')
		return NULL;
	v = value_word(x->arena, in->name,
		       arena_printf(x->arena, "'%c'", (char)in->num));
	v->num = in->num;
	return v;
}
