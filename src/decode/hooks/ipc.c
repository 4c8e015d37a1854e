/* SPDX-License-Identifier: BSD-2-Clause */
/* Words that the ipc call keeps in memory where others have arguments. */
#include "../priv.h"

static bool
load_word(struct dctx *x, taddr addr, u64 *ret)
{
	u32 word = abi_info(x->call->abi)->wordsize;
	u8 b[8];

	if (!dec_read_all(x, addr, b, word))
		return false;
	*ret = num_load(b, word, false);
	return true;
}

/* The argument is the word behind the one that is pointed to. */
hook_fn hook_second_word;

struct value *
hook_second_word(struct dctx *x, const struct hook_in *in)
{
	u32 word = abi_info(x->call->abi)->wordsize;
	taddr addr = num_cut(in->num, word, false);
	u64 v;

	if (!load_word(x, addr + word, &v))
		return value_addr(x->arena, in->name, addr);
	return value_int(x->arena, in->name, num_cut(v, word, true), VN_DEC);
}

/* The address is the word that is pointed to. */
hook_fn hook_address_behind;

struct value *
hook_address_behind(struct dctx *x, const struct hook_in *in)
{
	u64 addr;

	if (!load_word(x, in->num, &addr))
		return value_unreadable(x->arena, in->name, in->num);
	return dec_pointer(x, in->field->type, NULL, in->name, addr, NULL);
}

/* The result is stored where the fourth argument points to. */
hook_fn hook_stored_result;

struct value *
hook_stored_result(struct dctx *x, const struct hook_in *in)
{
	u64 v = in->num;

	if (!x->failed)
		load_word(x, dec_arg(x, 3), &v);
	return value_int(x->arena, in->name, v, VN_HEX);
}
