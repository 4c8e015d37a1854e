/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * io_uring: the operand of a restriction that nobody knows.
 */
#include "../priv.h"

hook_fn hook_uring_unknown_rule;

/* comment(uring_unknown_rule(kind, operand)): of a known kind it is a member */
struct value *
hook_uring_unknown_rule(struct dctx *x, const struct hook_in *in)
{
	u32 type = dec_type_find(x, "uring_restriction");
	struct value *v;

	if (type == DESC_NONE)
		return NULL;
	v = dec_enum(x, type, NULL, in->args[0]);
	if (v->sym.n)
		return NULL;
	v = value_new(x->arena, V_WORD, NULL);
	v->text = arena_printf(x->arena, in->args[1] ? "op: %#x" : "op: 0",
			       (unsigned)in->args[1]);
	return v;
}
