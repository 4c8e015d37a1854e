/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any object of any type: one switch that sends each kind to the file that
 * knows it. Scalars are loaded here and go on as numbers, so that a member
 * and a register of the same type show alike.
 */
#include "priv.h"

bool
dec_is_scalar(const struct dctx *x, u32 type)
{
	const struct desc_type t = dec_type(x, type);

	switch (t.kind) {
	case DK_STRUCT:
	case DK_UNION:
	case DK_ARRAY:
	case DK_BYTES:
	case DK_CSTR:
	case DK_PATH:
	case DK_CWD:
	case DK_TLV:
	case DK_VOID:
	case DK_FDSET:
	case DK_CPUSET:
	case DK_IN6ADDR:
	case DK_MAC:
	case DK_HWADDR:
	case DK_UUID:
	case DK_SUN_PATH:
	case DK_SOCKVAL:
	case DK_SOCKBUF:
	case DK_BPF_INSN:
	case DK_SIGSET:
		return false;
	case DK_HOOK:
		return t.b == DESC_NONE || dec_is_scalar(x, t.b);
	case DK_VARIANT:
		return t.size[x->layout] <= 8;
	}
	return true;
}

static u64
swap_bytes(u64 v, u32 size)
{
	return __builtin_bswap64(v) >> (64 - 8 * (size ? size : 8));
}

static struct value *
dec_hton(struct dctx *x, const char *name, u64 raw, u32 size)
{
	const char *form = size == 2   ? "htons"
			   : size == 4 ? "htonl"
				       : "htobe64";
	struct value *v, *bytes;

	bytes = value_bytes(x->arena, V_BYTES, NULL,
			    arena_dup(x->arena, &raw, size), size, size);
	bytes->marks |= VM_HIDDEN | VM_HEX;
	raw = swap_bytes(num_cut(raw, size, false), size);
	v = value_form(x->arena, name, form,
		       value_int(x->arena, NULL, raw, VN_UDEC));
	v->num = raw;
	v->size = size;
	value_add(v, bytes);
	return v;
}

static struct value *
dec_u64max(struct dctx *x, const char *name, u64 raw)
{
	static const char *const all_ones[] = {"UINT64_MAX"};
	struct value *v = value_int(x->arena, name, raw, VN_UDEC);

	if (raw != UINT64_MAX)
		return v;
	v->kind = V_ENUM;
	v->sym.names = all_ones;
	v->sym.n = 1;
	return v;
}

static struct value *
dec_int(struct dctx *x, const struct desc_type *t, const char *name, u64 raw)
{
	u32 size = t->size[x->layout];
	bool is_signed = t->flags & TF_SIGNED;
	struct value *v;

	switch ((enum desc_notation)t->sub) {
	case DN_HTON:
		return dec_hton(x, name, raw, size);
	case DN_BE:
		raw = swap_bytes(num_cut(raw, size, false), size);
		break;
	case DN_U64MAX:
		return dec_u64max(x, name, raw);
	case DN_DEC:
	case DN_HEX:
	case DN_HEXZ:
	case DN_OCT:
	case DN_MODE:
		break;
	}
	v = value_int(x->arena, name, raw, is_signed ? VN_DEC : VN_UDEC);
	v->size = size;
	if (t->sub == DN_HEX || t->sub == DN_HEXZ || t->sub == DN_OCT ||
	    t->sub == DN_MODE) {
		v->num = num_cut(raw, size, false);
		v->notation = t->sub == DN_HEX	  ? VN_HEX
			      : t->sub == DN_HEXZ ? VN_HEXZ
			      : t->sub == DN_OCT  ? VN_OCT
						  : VN_MODE;
	}
	return v;
}

static struct value *
dec_variant(struct dctx *x, u32 type, const struct desc_field *f,
	    const char *name, const struct dobj *o, u64 raw)
{
	const struct desc_arm *arm = dec_arm(x, type, false, 0);

	if (!arm || arm->type == DESC_NONE)
		return value_int(x->arena, name, raw, VN_DEC);
	if (o && !dec_is_scalar(x, arm->type))
		return dec_object(x, arm->type, f, name, o);
	return dec_scalar(x, arm->type, f, name, raw);
}

static struct value *
scalar_kind(struct dctx *x, u32 type, const struct desc_field *f,
	    const char *name, u64 raw)
{
	const struct desc_type t = dec_type(x, type);
	struct value *v;

	switch (t.kind) {
	case DK_INT:
		return dec_int(x, &t, name, raw);
	case DK_ENUM:
		return dec_enum(x, type, name, raw);
	case DK_FLAGS:
		return dec_flags(x, type, name, raw);
	case DK_BITS:
		return dec_bits(x, type, name, raw);
	case DK_ADDR:
		return value_addr(x->arena, name, raw);
	case DK_PTR:
		return dec_pointer(x, type, f, name, raw, NULL);
	case DK_VARIANT:
		return dec_variant(x, type, f, name, NULL, raw);
	case DK_FLOAT:
		v = value_new(x->arena, V_FLOAT, name);
		v->num = raw;
		return v;
	case DK_HOOK:
		v = dec_hook_call(x, t.a, f, name, raw, NULL);
		if (v || t.b == DESC_NONE)
			return v;
		return dec_scalar(x, t.b, f, name, raw);
	}
	return dec_leaf(x, type, f, name, raw);
}

/* [[raw_if]]: the number alone, as the type would write it. */
static struct value *
raw_number(struct dctx *x, const struct desc_type *t, const char *name, u64 raw)
{
	bool listed =
		t->kind == DK_ENUM || t->kind == DK_FLAGS || t->kind == DK_BITS;
	enum value_notation n = t->flags & TF_SIGNED ? VN_DEC : VN_UDEC;

	if (listed && !(t->flags & (TF_DEC | TF_UDEC)))
		n = VN_HEX;
	return value_int(x->arena, name, raw, n);
}

struct value *
dec_scalar(struct dctx *x, u32 type, const struct desc_field *f,
	   const char *name, u64 raw)
{
	const struct desc_type t = dec_type(x, type);
	u32 size = t.size[x->layout];
	const struct desc_attr *c;
	u64 saved = x->self;
	struct value *v = NULL;

	if (size && size <= 8)
		raw = num_cut(raw, size, t.flags & TF_SIGNED);
	x->self = raw;
	if (f && f->nattr && t.kind != DK_PTR) {
		struct dnum n;

		if (dec_attr(x, f, DA_ADDR_IF, &n) && !n.unknown && n.v)
			v = value_addr(x->arena, name, raw);
		else if (dec_attr(x, f, DA_RAW_IF, &n) && !n.unknown && n.v)
			v = raw_number(x, &t, name, raw);
		else if ((c = dec_attr_get(x, f, DA_C)))
			v = dec_hook_call(x, c->arg, f, name, raw, NULL);
	}
	if (!v)
		v = scalar_kind(x, type, f, name, raw);
	x->self = saved;
	if (v) {
		v->type = type;
		if (!v->size)
			v->size = size;
	}
	return v;
}

static u64
load_scalar(struct dctx *x, const struct desc_type *t,
	    const struct desc_field *f, const struct dobj *o)
{
	u64 v = dec_load(o, t->size[x->layout], t->flags & TF_SIGNED);

	if (f && f->bit_width && f->bit_width < 64)
		v = v >> f->bit_off & ((1ull << f->bit_width) - 1);
	return v;
}

static struct value *
object_kind(struct dctx *x, u32 type, const struct desc_field *f,
	    const char *name, const struct dobj *o)
{
	const struct desc_type t = dec_type(x, type);

	if (dec_is_leaf_object(&t))
		return dec_leaf_object(x, type, f, name, o);
	switch (t.kind) {
	case DK_STRUCT:
	case DK_UNION:
		return dec_struct(x, type, f, name, o);
	case DK_ARRAY:
		return dec_array_object(x, type, f, name, o);
	case DK_BYTES:
	case DK_CSTR:
	case DK_PATH:
	case DK_CWD:
		return dec_text_object(x, type, f, name, o);
	case DK_TLV:
		return dec_tlv(x, type, f, name, o);
	case DK_HOOK:
		if (!dec_is_scalar(x, type))
			return dec_hook_call(x, t.a, f, name, 0, o);
		return dec_scalar(x, type, f, name, load_scalar(x, &t, f, o));
	case DK_VARIANT:
		return dec_variant(x, type, f, name, o,
				   load_scalar(x, &t, f, o));
	case DK_VOID:
		return NULL;
	}
	return dec_scalar(x, type, f, name, load_scalar(x, &t, f, o));
}

struct value *
dec_object(struct dctx *x, u32 type, const struct desc_field *f,
	   const char *name, const struct dobj *o)
{
	const struct desc_attr *c;
	struct value *v = NULL;

	if (x->depth >= DEC_DEPTH)
		return value_addr(x->arena, name, o->addr);
	x->depth++;
	if (f && !dec_is_scalar(x, type) && (c = dec_attr_get(x, f, DA_C)))
		v = dec_hook_call(x, c->arg, f, name, 0, o);
	if (!v)
		v = object_kind(x, type, f, name, o);
	x->depth--;
	if (v)
		v->type = type;
	return v;
}
