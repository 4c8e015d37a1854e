/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Video: pixel formats, which are four characters in one word, fractions, and
 * what VIDIOC_CREATE_BUFS made.
 */
#include "../priv.h"

static const char *
char_text(struct dctx *x, u8 c)
{
	if (c == '\'' || c == '\\')
		return arena_printf(x->arena, "'\\%c'", c);
	if (c >= ' ' && c <= '~')
		return arena_printf(x->arena, "'%c'", c);
	return arena_printf(x->arena, "'\\x%02x'", c);
}

/* v4l2_fourcc('Y', 'U', '1', '2'), and its name if the member's enum has one.
 */
hook_fn hook_fourcc;

struct value *
hook_fourcc(struct dctx *x, const struct hook_in *in)
{
	struct value *v, *named = dec_enum(x, in->field->type, NULL, in->num);

	v = value_form(x->arena, in->name, "v4l2_fourcc",
		       value_word(x->arena, NULL, char_text(x, (u8)in->num)));
	for (u32 i = 1; i < 4; i++)
		value_add(v, value_word(x->arena, NULL,
					char_text(x, (u8)(in->num >> 8 * i))));
	v->num = in->num;
	v->notation = VN_HEX;
	v->size = 4;
	v->marks |= VM_EACH;
	if (!named->sym.n)
		return v;
	v = value_comment(x->arena, v, named->sym.names[0]);
	v->marks |= VM_STYLED;
	return v;
}

/* A struct of two numbers: 1/25. */
hook_fn hook_ratio;

struct value *
hook_ratio(struct dctx *x, const struct hook_in *in)
{
	struct value *v;

	if (!in->obj)
		return NULL;
	v = dec_struct(x, in->field->type, NULL, in->name, in->obj);
	v->marks |= VM_RATIO;
	return v;
}

/* How many buffers there are now, from which number on. */
hook_fn hook_v4l2_created;

struct value *
hook_v4l2_created(struct dctx *x, const struct hook_in *in)
{
	struct dobj o;
	u64 addr = 0;

	(void)in;
	if (x->failed || !dec_arg_named(x, "argp", &addr) ||
	    dec_fetch(x, addr, 8, 8, &o) < 8)
		return NULL;
	return dec_named_object(x, "v4l2_created", NULL, &o);
}
