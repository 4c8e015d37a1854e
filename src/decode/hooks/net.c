/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What addresses and socket calls need beyond tables: numbers in network or
 * Bluetooth byte order whose values have names, Bluetooth's own addresses,
 * the call signs of AX.25, the time that recvmmsg left.
 */
#include "../priv.h"

#include <stdio.h>
#include <string.h>

#define AX25_CALL 7

enum { FAMILY_INET = 2, FAMILY_INET6 = 10 };

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

/* Bytes as they lie in memory, for -X raw and verbose. */
static void
add_bytes(struct dctx *x, struct value *v, const void *data, u32 n)
{
	struct value *bytes = value_bytes(x->arena, V_BYTES, NULL,
					  arena_dup(x->arena, data, n), n, n);

	bytes->marks |= VM_HIDDEN | VM_HEX;
	value_add(v, bytes);
}

/* A named value in network byte order: htons(ETH_P_IP). */
hook_fn hook_htons_enum;

struct value *
hook_htons_enum(struct dctx *x, const struct hook_in *in)
{
	u64 raw = num_cut(in->num, 2, false);
	struct value *v = dec_enum(x, in->field->type, NULL, swap(raw, 2));

	v->marks |= VM_NOSTYLE;
	v = form(x, in->name, "htons", v, raw, 2);
	add_bytes(x, v, &raw, 2);
	return v;
}

hook_fn hook_eth_p_int_n;

struct value *
hook_eth_p_int_n(struct dctx *x, const struct hook_in *in)
{
	u32 type = dec_type_find(x, "eth_p_int");
	u64 raw = num_cut(in->num, 4, false);

	if (type == DESC_NONE || raw >> 16)
		return NULL;
	return form(x, in->name, "htons", dec_enum(x, type, NULL, swap(raw, 2)),
		    raw, 4);
}

/*
 * Channels and services are given out in ranges: what has no name of its own
 * counts from its range's start. L2CAP_PSM_LE_DYN_START+1.
 */
static struct value *
ranged(struct dctx *x, u32 type, u64 num)
{
	const struct desc_names *ns = &x->set->names[dec_type(x, type).a];
	const struct desc_name *start = NULL, *next = NULL, *end = NULL;
	struct value *v = dec_enum(x, type, NULL, num);
	const char **list;

	for (u32 i = 0; !v->sym.n && i < ns->n; i++) {
		const struct desc_name *n = &x->set->name[ns->first + i];
		bool starts = strstr(desc_text(x->set, n), "_START");

		if (starts && n->value < num)
			start = n;
		else if (starts && !next)
			next = n;
		if (strstr(desc_text(x->set, n), "_END") && n->value > num &&
		    !end)
			end = n;
	}
	if (!start || !end || (next && next->value < end->value))
		return v;
	list = arena_alloc(x->arena, sizeof(*list));
	list[0] = arena_printf(x->arena, "%s+%llu", desc_text(x->set, start),
			       (unsigned long long)(num - start->value));
	v->sym.names = list;
	v->sym.n = 1;
	return v;
}

/* Bluetooth's words are little-endian in memory. */
hook_fn hook_htobs_enum;

struct value *
hook_htobs_enum(struct dctx *x, const struct hook_in *in)
{
	struct value *v = form(x, in->name, "htobs",
			       ranged(x, in->field->type, in->num), in->num, 2);

	v->marks |= VM_NOSTYLE;
	return v;
}

hook_fn hook_htobs;

struct value *
hook_htobs(struct dctx *x, const struct hook_in *in)
{
	struct value *v =
		form(x, in->name, "htobs",
		     value_int(x->arena, NULL, in->num, VN_UDEC), in->num, 2);

	v->marks |= VM_NOSTYLE;
	return v;
}

hook_fn hook_printer_be32x;

struct value *
hook_printer_be32x(struct dctx *x, const struct hook_in *in)
{
	u64 raw = num_cut(in->num, 4, false);
	struct value *v =
		form(x, in->name, "htonl",
		     value_int(x->arena, NULL, swap(raw, 4), VN_HEX), raw, 4);

	v->marks |= VM_NOSTYLE;
	return v;
}

hook_fn hook_bdaddr;

struct value *
hook_bdaddr(struct dctx *x, const struct hook_in *in)
{
	if (!in->obj || in->obj->size < 6)
		return NULL;
	return dec_mac(x, in->name, in->obj->data, 6, 6);
}

hook_fn hook_hwaddr8;

struct value *
hook_hwaddr8(struct dctx *x, const struct hook_in *in)
{
	u8 a[8];

	for (int i = 0; i < 8; i++)
		a[i] = in->num >> 8 * i;
	return dec_mac(x, in->name, a, 8, 8);
}

/*
 * A call sign: six letters, shifted by a bit and filled with blanks, and a
 * number. One that its text tells in full is shown as that; another one, if it
 * can be printed at all, has it for a comment.
 */
struct call_sign {
	char text[AX25_CALL + 3];
	bool printable, exact;
};

static struct call_sign
call_sign(const u8 *b)
{
	struct call_sign s = {.printable = true,
			      .exact = !(b[AX25_CALL - 1] & ~0x1e)};
	u32 n = 0, id = b[AX25_CALL - 1] >> 1 & 0xf;

	for (u32 i = 0; i < AX25_CALL - 1; i++) {
		char c = b[i] >> 1;
		bool letter = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		s.text[i] = c;
		s.printable = s.printable && c >= ' ' && c <= '~';
		s.exact = s.exact && !(b[i] & 1) && (letter || c == ' ') &&
			  (c == ' ' || n == i);
		if (c != ' ')
			n = i + 1;
	}
	s.exact = s.exact && (n || !id);
	if (!n && !id)
		strcpy(s.text, "*");
	else
		snprintf(s.text + n, 4, "-%u", id);
	return s;
}

hook_fn hook_ax25_address;

struct value *
hook_ax25_address(struct dctx *x, const struct hook_in *in)
{
	struct value *v, *call, *form;
	struct call_sign s;

	if (!in->obj || in->obj->size < AX25_CALL)
		return NULL;
	s = call_sign(in->obj->data);
	v = value_new(x->arena, V_STRUCT, in->name);
	call = value_bytes(x->arena, V_BYTES, "ax25_call", in->obj->data,
			   AX25_CALL, AX25_CALL);
	call->marks |= VM_HEX;
	value_add(v, call);
	if (!s.printable)
		return v;
	if (!s.exact)
		return value_comment(x->arena, v,
				     arena_strdup(x->arena, s.text));
	form = value_form(
		x->arena, in->name, "",
		value_word(x->arena, NULL, arena_strdup(x->arena, s.text)));
	v->marks |= VM_HIDDEN;
	value_add(form, v);
	return form;
}

/* Bytes without a name of their own. */
hook_fn hook_bare_bytes;

struct value *
hook_bare_bytes(struct dctx *x, const struct hook_in *in)
{
	if (!in->obj || !in->obj->avail)
		return NULL;
	return dec_text_object(x, in->field->type, in->field, NULL, in->obj);
}

/* The parameter's struct, as it is now. */
static struct value *
param_struct(struct dctx *x, const char *param, const char *label)
{
	for (u32 i = 0; i < x->leaf->nparam; i++) {
		const struct desc_field f = dec_param(x, i);
		const struct desc_type t = dec_type(x, f.type);
		struct dobj o;
		u32 size;

		if (strcmp(dec_str(x, f.name), param) || t.kind != DK_PTR)
			continue;
		size = dec_size(x, t.a);
		if (!size || !dec_arg(x, i) ||
		    dec_fetch(x, dec_arg(x, i), size, size, &o) < size)
			return NULL;
		return dec_object(x, t.a, NULL, label, &o);
	}
	return NULL;
}

/* recvmmsg: Timeout, or what is left of the time. */
hook_fn hook_recvmmsg_left;

struct value *
hook_recvmmsg_left(struct dctx *x, const struct hook_in *in)
{
	struct value *left;
	u64 addr = 0;

	(void)in;
	if (x->failed)
		return NULL;
	if (!x->call->rval)
		return value_word(x->arena, NULL, "Timeout");
	if (!dec_arg_named(x, "timeout", &addr) || !addr || !x->show->deref)
		return NULL;
	left = param_struct(x, "timeout", "left");
	if (left)
		left->marks |= VM_PTRDATA;
	return left;
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

/* The kinds of messages that are kept out; what lets few through, inverted. */
hook_fn hook_icmp_filter;

struct value *
hook_icmp_filter(struct dctx *x, const struct hook_in *in)
{
	u32 type = dec_type_find(x, "icmp_type"), mask;
	struct value *v = value_new(x->arena, V_SET, in->name);

	if (type == DESC_NONE || !in->obj)
		return NULL;
	mask = (u32)dec_load(in->obj, 4, false);
	if (__builtin_popcount(mask) > 16) {
		v->marks |= VM_INVERTED;
		mask = ~mask;
	}
	for (u32 i = 0; i < 32; i++)
		if (mask >> i & 1)
			value_add(v, dec_enum(x, type, NULL, i));
	return v;
}

/* What a netlink error says: minus the number of an error. */
hook_fn hook_nl_errno;

struct value *
hook_nl_errno(struct dctx *x, const struct hook_in *in)
{
	s32 n = (s32)in->num;
	const char *name = n < 0 && n > -4096 ? errno_name((u32)-n) : NULL;
	struct value *v = value_int(x->arena, in->name, (u64)(s64)n, VN_DEC);

	if (!name)
		return v;
	v = value_new(x->arena, V_ENUM, in->name);
	v->num = (u64)(s64)n;
	v->size = 4;
	v->sym.names = arena_dup(
		x->arena, &(const char *){arena_printf(x->arena, "-%s", name)},
		sizeof(char *));
	v->sym.n = 1;
	return v;
}

/* An address of the family that the message around it begins with. */
hook_fn hook_nl_address;

struct value *
hook_nl_address(struct dctx *x, const struct hook_in *in)
{
	static const char *const members[] = {"ifa_family", "rtm_family",
					      "ndm_family", "family"};
	const struct dobj *o = in->obj;
	struct value *v;
	u64 af = 0;

	for (u32 i = 0; i < ARRAY_SIZE(members); i++)
		if (dec_member_named(x, members[i], &af))
			break;
	if (af == FAMILY_INET && o->avail >= 4)
		return dec_named_object(x, "inaddr", in->name, o);
	if (af == FAMILY_INET6 && o->avail >= 16)
		return dec_named_object(x, "in6addr", in->name, o);
	v = value_bytes(x->arena, V_BYTES, in->name, o->data, o->avail,
			o->avail);
	v->marks |= VM_HEX;
	return v;
}
