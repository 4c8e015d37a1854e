/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Linux console: letters, keys and tones have notations of their own. The
 * pitch is the timer's rate over the number of its ticks (ioctl_console(2)).
 */
#include "../priv.h"

#include <string.h>

#define TIMER_HZ 1193180

static const char *
letter(struct dctx *x, u8 c)
{
	static const char escaped[] = "tnvfr"; /* from 9 on */

	if (c >= '\t' && c <= '\r')
		return arena_printf(x->arena, "'\\%c'", escaped[c - '\t']);
	if (c == '\'' || c == '\\')
		return arena_printf(x->arena, "'\\%c'", c);
	if (c >= ' ' && c <= '~')
		return arena_printf(x->arena, "'%c'", c);
	return arena_printf(x->arena, "'\\x%02x'", c);
}

/* A number that is a letter, whatever the style. */
hook_fn hook_ascii_char;

struct value *
hook_ascii_char(struct dctx *x, const struct hook_in *in)
{
	struct value *v =
		value_word(x->arena, in->name, letter(x, (u8)in->num));

	v->num = in->num;
	return v;
}

/* ---- tones ------------------------------------------------------------- */

static const char *
pitch(struct dctx *x, u64 ticks, u64 ms)
{
	u64 hz = ticks ? TIMER_HZ / ticks : 0;

	if (!hz || !ms)
		return "off";
	if (ms == UINT64_MAX)
		return arena_printf(x->arena, "%llu Hz",
				    (unsigned long long)hz);
	return arena_printf(x->arena, "%llu Hz, %llu ms",
			    (unsigned long long)hz, (unsigned long long)ms);
}

/* The comment is what the number means: -X raw does without. */
static struct value *
named(struct dctx *x, struct value *v, const char *text)
{
	v = value_comment(x->arena, v, text);
	v->marks |= VM_STYLED;
	return v;
}

hook_fn hook_kd_sound;

struct value *
hook_kd_sound(struct dctx *x, const struct hook_in *in)
{
	struct value *v = value_int(x->arena, in->name, in->num, VN_UDEC);

	return named(x, v, pitch(x, in->num, UINT64_MAX));
}

/* Milliseconds in the upper half, ticks in the lower. */
hook_fn hook_kd_tone;

struct value *
hook_kd_tone(struct dctx *x, const struct hook_in *in)
{
	struct value *v = dec_bits(x, in->field->type, in->name, in->num);

	return named(x, v, pitch(x, in->num & 0xffff, in->num >> 16));
}

/* ---- keys -------------------------------------------------------------- */

/* KVAL(K_F1): the lower byte of a function key's code. */
hook_fn hook_kd_kval;

struct value *
hook_kd_kval(struct dctx *x, const struct hook_in *in)
{
	u32 id = dec_type_find(x, "kd_func");
	struct value *v, *key;

	if (id == DESC_NONE)
		return NULL;
	key = dec_enum(x, id, NULL, 0x100 | (in->num & 0xff));
	key->marks |= VM_NOSTYLE;
	v = value_form(x->arena, in->name, "KVAL", key);
	v->num = in->num & 0xff;
	v->size = 1;
	return v;
}

/* K(type, value), with the letter if the type has letters. */
hook_fn hook_kb_value;

struct value *
hook_kb_value(struct dctx *x, const struct hook_in *in)
{
	u32 id = dec_type_find(x, "kb_key_type"), type = in->num >> 8 & 0xff;
	const char *name, *what;
	struct value *v = value_new(x->arena, V_WORD, NULL);

	name = id == DESC_NONE ? NULL
			       : desc_enum_name(x->set, dec_type(x, id).a,
						x->layout, type);
	if (!name)
		name = arena_printf(x->arena, "%#x", type);
	if (!strcmp(name, "KT_LATIN") || !strcmp(name, "KT_LETTER") ||
	    !strcmp(name, "KT_META"))
		what = letter(x, (u8)in->num);
	else
		what = arena_printf(x->arena, "%#x", (u8)in->num);
	v->text = arena_printf(x->arena, "K(%s, %s)", name, what);
	return v;
}

/* ---- maps -------------------------------------------------------------- */

/* A glyph's own number lies above UNI_DIRECT_BASE. */
hook_fn hook_uni_direct;

struct value *
hook_uni_direct(struct dctx *x, const struct hook_in *in)
{
	u32 base = 0xf000, n = (u32)in->num - base;
	struct value *v;

	if (in->num < base || n > 0x1ff)
		return NULL;
	v = value_word(x->arena, in->name,
		       arena_printf(x->arena, "UNI_DIRECT_BASE+%#x", n));
	v->num = in->num;
	return v;
}
