/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What addresses and socket calls need beyond tables: numbers in network or
 * Bluetooth byte order whose values have names, Bluetooth's own addresses,
 * the digipeaters of AX.25, the time that recvmmsg left.
 */
#include "../priv.h"

#include <string.h>

#define AX25_HEAD 14 /* call sign and count, behind the family */
#define AX25_CALL 7
#define AX25_DIGIS 8

static u64
swap(u64 v, u32 size)
{
	return __builtin_bswap64(v) >> (64 - 8 * size);
}

static struct value *
form(struct dctx *x, const char *name, const char *what, struct value *kid,
     u64 raw, u32 size)
{
	struct value *v = value_form(x->arena, name, what, kid);

	v->num = raw;
	v->size = size;
	return v;
}

/* A named value in network byte order: htons(ETH_P_IP). */
hook_fn hook_htons_enum;

struct value *
hook_htons_enum(struct dctx *x, const struct hook_in *in)
{
	const struct desc_type *t = dec_type(x, in->field->type);
	u64 raw = num_cut(in->num, 2, false);

	return form(x, in->name, "htons", dec_enum(x, t, NULL, swap(raw, 2)),
		    raw, 2);
}

hook_fn hook_eth_p_int_n;

struct value *
hook_eth_p_int_n(struct dctx *x, const struct hook_in *in)
{
	u32 type = dec_type_find(x, "eth_p_int");
	u64 raw = num_cut(in->num, 4, false);

	if (type == DESC_NONE || raw >> 16)
		return NULL;
	return form(x, in->name, "htons",
		    dec_enum(x, dec_type(x, type), NULL, swap(raw, 2)), raw, 4);
}

/* Bluetooth's words are little-endian in memory. */
hook_fn hook_htobs_enum;

struct value *
hook_htobs_enum(struct dctx *x, const struct hook_in *in)
{
	const struct desc_type *t = dec_type(x, in->field->type);

	return form(x, in->name, "htobs", dec_enum(x, t, NULL, in->num),
		    in->num, 2);
}

hook_fn hook_htobs;

struct value *
hook_htobs(struct dctx *x, const struct hook_in *in)
{
	return form(x, in->name, "htobs",
		    value_int(x->arena, NULL, in->num, VN_UDEC), in->num, 2);
}

hook_fn hook_printer_be32x;

struct value *
hook_printer_be32x(struct dctx *x, const struct hook_in *in)
{
	u64 raw = num_cut(in->num, 4, false);

	return form(x, in->name, "htonl",
		    value_int(x->arena, NULL, swap(raw, 4), VN_HEX), raw, 4);
}

/* Six bytes, the last one first. */
hook_fn hook_bdaddr;

struct value *
hook_bdaddr(struct dctx *x, const struct hook_in *in)
{
	u8 a[6];

	if (!in->obj || in->obj->size < sizeof(a))
		return NULL;
	for (u32 i = 0; i < sizeof(a); i++)
		a[i] = in->obj->data[sizeof(a) - 1 - i];
	return dec_mac(x, in->name, a, sizeof(a), sizeof(a));
}

/* As many call signs as the count says and the bytes allow. */
hook_fn hook_ax25_digis;

struct value *
hook_ax25_digis(struct dctx *x, const struct hook_in *in)
{
	const struct dobj *sa = x->frame ? x->frame->obj : NULL;
	s32 count;
	u32 have, n;
	struct value *v, *kid, *call;

	if (!sa || sa->avail < 2 + AX25_HEAD)
		return NULL;
	count = (s32)num_load(sa->data + 12, 4, true);
	have = (sa->avail - 2 - AX25_HEAD) / AX25_CALL;
	if (count <= 0)
		return NULL;
	n = u64_min(u64_min(count, have), AX25_DIGIS);
	v = value_new(x->arena, V_ARRAY, in->name);
	for (u32 i = 0; i < n; i++) {
		kid = value_new(x->arena, V_STRUCT, NULL);
		call = value_bytes(x->arena, V_BYTES, "ax25_call",
				   sa->data + 2 + AX25_HEAD + i * AX25_CALL,
				   AX25_CALL, AX25_CALL);
		call->marks |= VM_HEX;
		value_add(kid, call);
		value_add(v, kid);
	}
	if ((u32)count > n && n < AX25_DIGIS)
		value_add(v, value_new(x->arena, V_ELLIPSIS, NULL));
	v->kids.total = v->kids.count;
	v->marks |= VM_PAIR;
	return v;
}

/* Bytes without a name of their own. */
hook_fn hook_bare_bytes;

struct value *
hook_bare_bytes(struct dctx *x, const struct hook_in *in)
{
	if (!in->obj || !in->obj->avail)
		return NULL;
	return value_bytes(x->arena, V_BYTES, NULL, in->obj->data,
			   in->obj->avail, in->obj->avail);
}

/* The parameter's struct, as it is now. */
static struct value *
param_struct(struct dctx *x, const char *param, const char *label)
{
	for (u32 i = 0; i < x->leaf->nparam; i++) {
		const struct desc_field *f =
			&x->set->fields[x->leaf->param + i];
		const struct desc_type *t = dec_type(x, f->type);
		struct dobj o;
		u32 size;

		if (strcmp(dec_str(x, f->name), param) || t->kind != DK_PTR)
			continue;
		size = dec_size(x, t->a);
		if (!size || !dec_arg(x, i) ||
		    dec_fetch(x, dec_arg(x, i), size, size, &o) < size)
			return NULL;
		return dec_object(x, t->a, NULL, label, &o);
	}
	return NULL;
}

/* recvmmsg: Timeout, or what is left of the time. */
hook_fn hook_recvmmsg_left;

struct value *
hook_recvmmsg_left(struct dctx *x, const struct hook_in *in)
{
	u64 addr = 0;

	(void)in;
	if (x->failed || !dec_arg_named(x, "timeout", &addr) || !addr)
		return NULL;
	if (!x->call->rval)
		return value_word(x->arena, NULL, "Timeout");
	if (!x->show->deref)
		return NULL;
	return param_struct(x, "timeout", "left");
}

/* A length that is a number of struct ifreq. */
hook_fn hook_ifreq_count;

struct value *
hook_ifreq_count(struct dctx *x, const struct hook_in *in)
{
	u32 size = abi_info(x->call->abi)->wordsize == 8 ? 40 : 32;
	s32 len = (s32)in->args[0];
	struct value *v;

	if (len <= 0 || len % (s32)size)
		return NULL;
	v = value_new(x->arena, V_WORD, NULL);
	v->text = arena_printf(x->arena, "%d * sizeof(struct ifreq)",
			       len / (s32)size);
	return v;
}
