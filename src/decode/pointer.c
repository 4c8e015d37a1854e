/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What hangs on a pointer, by the order of rules in ctrace-desc(5): absent,
 * NULL, empty, not followed, too small, not written because the call failed,
 * unreadable, and at last the type.
 */
#include "priv.h"

#include <string.h>

bool
dec_onerr(struct dctx *x, const struct desc_field *f)
{
	if (!f)
		return false;
	for (u32 i = 0; i < f->nattr; i++) {
		const struct desc_attr *a = &x->set->attrs[f->attr + i];

		if (a->id == DA_ONERR &&
		    (a->arg == DESC_NONE ||
		     dec_eval_or(x, a->arg, 0) == x->call->err))
			return true;
		if (a->id == DA_AFTER_ERROR &&
		    dec_eval_or(x, a->arg, 0) == x->call->err)
			return true;
	}
	return false;
}

static bool
is_text(const struct desc_type *t)
{
	return t->kind == DK_CSTR || t->kind == DK_PATH || t->kind == DK_CWD ||
	       t->kind == DK_BYTES || t->kind == DK_SOCKBUF;
}

static struct value *
text_at(struct dctx *x, u32 type, const struct desc_field *f, const char *name,
	taddr addr)
{
	const struct desc_type t = dec_type(x, type);
	struct dnum n = {UINT64_MAX, false, true};
	struct value *v;

	if (t.b != DESC_NONE)
		n = dec_eval(x, t.b);
	if (n.unknown)
		return value_addr(x->arena, name, addr);
	if (!dec_has_addr(x, addr))
		return value_unreadable(x->arena, name, addr);
	if (t.kind == DK_CWD)
		return dec_cwd_at(x, name, addr, n.v);
	if (t.kind == DK_PATH)
		return dec_cstr_at(x, V_PATH, name, addr, n.v);
	if (t.kind == DK_CSTR)
		return dec_cstr_at(x, V_STR, name, addr, n.v);
	v = t.kind == DK_SOCKBUF ? dec_netlink(x, name, addr, n.v) : NULL;
	if (v)
		return v;
	v = dec_bytes_at(x, V_BYTES, name, addr, n.v);
	if (v->kind == V_BYTES && t.flags & TF_HEXSTR)
		v->marks |= VM_HEX;
	if (v->kind == V_BYTES && f && f->flags & FF_DROP_NUL)
		v->marks |= VM_DROP_NUL;
	if (v->kind == V_BYTES && (t.flags & TF_DATA || t.kind == DK_SOCKBUF))
		v->marks |= VM_DATA;
	return v;
}

/* ---- objects ----------------------------------------------------------- */

#define FDSET_BYTES_MAX (1024 * 1024 / 8)
#define CPUSET_BYTES_MAX 128 /* of libc's cpu_set_t: more is not shown */

static bool
is_compound(const struct desc_type *t)
{
	return t->kind == DK_STRUCT || t->kind == DK_UNION || t->kind == DK_TLV;
}

static u32
leaf_bytes(struct dctx *x, const struct desc_type *t, bool *ret_none)
{
	u32 bits = abi_info(x->call->abi)->wordsize * 8;
	struct dnum n;

	if (t->b == DESC_NONE || t->flags & TF_FIXED)
		return t->size[x->layout] ? t->size[x->layout] : 8;
	n = dec_eval(x, t->b);
	*ret_none = n.unknown || (!n.v && t->kind != DK_CPUSET);
	if (n.unknown)
		return 0;
	if (t->kind == DK_FDSET)
		return (s64)n.v <= 0
			       ? 0
			       : u64_min((n.v + bits - 1) / bits * (bits / 8),
					 FDSET_BYTES_MAX);
	if (t->kind == DK_SIGSET &&
	    (n.v > 8 || n.v < abi_info(x->call->abi)->wordsize))
		return 0;
	if (t->kind == DK_CPUSET)
		return u64_min(n.v, CPUSET_BYTES_MAX);
	return u64_min(n.v, DEC_FLEX_MAX);
}

static struct value *
leaf_at(struct dctx *x, u32 type, const struct desc_field *f, const char *name,
	taddr addr)
{
	const struct desc_type t = dec_type(x, type);
	bool none = false;
	u32 bytes = leaf_bytes(x, &t, &none);
	struct dnum given;
	struct dobj o;

	if (f && dec_attr(x, f, DA_SIZE, &given)) {
		none = given.unknown || !given.v;
		bytes = u64_min(given.v, DEC_FLEX_MAX);
	}
	if (none || (!bytes && t.kind != DK_CPUSET))
		return value_addr(x->arena, name, addr);
	if (dec_fetch(x, addr, bytes, bytes, &o) < bytes)
		return value_unreadable(x->arena, name, addr);
	return dec_object(x, type, f, name, &o);
}

/*
 * What a number is whose bytes are too few: partial(hex), those bytes;
 * partial(int), they and zeros. partial(exact): bytes, too, if there are more.
 */
static bool
partial_is(struct dctx *x, const struct desc_field *f, const char *how)
{
	for (u32 i = 0; i < f->nattr; i++) {
		const struct desc_attr *a = &x->set->attrs[f->attr + i];

		if (a->id == DA_PARTIAL && a->arg != DESC_NONE &&
		    !strcmp(dec_str(x, a->arg), how))
			return true;
	}
	return false;
}

static struct value *
scalar_at(struct dctx *x, u32 type, const struct desc_field *f,
	  const char *name, taddr addr, const u8 *old)
{
	u32 size = dec_size(x, type), want = size;
	struct value *v, *kid;
	struct dnum given;
	struct dobj o;

	if (f && dec_attr(x, f, DA_SIZE, &given)) {
		if (given.unknown || !given.v)
			return value_addr(x->arena, name, addr);
		if (given.v < size && !dec_attr_get(x, f, DA_PARTIAL))
			return value_addr(x->arena, name, addr);
		if ((given.v < size && partial_is(x, f, "hex")) ||
		    (given.v != size && partial_is(x, f, "exact"))) {
			v = dec_bytes_at(x, V_BYTES, name, addr, given.v);
			v->marks |= VM_HEX;
			return v;
		}
		want = u64_min(given.v, size);
	}
	if (!size || dec_fetch(x, addr, want, size, &o) < want)
		return value_unreadable(x->arena, name, addr);
	o.old = old;
	kid = dec_object(x, type, NULL, NULL, &o);
	if (!kid)
		return value_addr(x->arena, name, addr);
	v = value_new(x->arena, V_PTR, name);
	v->num = addr;
	if (kid->kind == V_UNREADABLE)
		v->marks |= VM_BRACKET; /* a pointer that leads nowhere */
	value_add(v, kid);
	return v;
}

/* The count that the pointee states, for rule 3 and for hooks. */
static struct dnum
count_of(struct dctx *x, const struct desc_type *t)
{
	struct dnum none = {0, true, false};

	if (t->kind == DK_ARRAY && t->b == DESC_NONE && t->size[x->layout] &&
	    dec_size(x, t->a))
		return (struct dnum){t->size[x->layout] / dec_size(x, t->a),
				     false, false};
	if ((t->kind == DK_ARRAY || t->kind == DK_BYTES ||
	     t->kind == DK_SOCKBUF || t->kind == DK_SIGSET ||
	     t->kind == DK_FDSET) &&
	    t->b != DESC_NONE)
		return dec_eval(x, t->b);
	return none;
}

static struct value *
hooked(struct dctx *x, const struct desc_field *f, const char *name, taddr addr,
       struct dnum count)
{
	const struct desc_attr *c = dec_attr_get(x, f, DA_C);
	struct hook_in in = {
		.field = f, .name = name, .num = addr, .count = count};

	return c ? dec_hook(x, c->arg)(x, &in) : NULL;
}

/* An option's value without a description: a number, else bytes. */
static struct value *
sockval_at(struct dctx *x, const struct desc_field *f, const char *name,
	   taddr addr)
{
	struct value *v, *kid;
	struct dnum n;
	u8 b[4];

	if (!f || !dec_attr(x, f, DA_SIZE, &n) || n.unknown)
		return value_addr(x->arena, name, addr);
	if ((s64)n.v <= 0 && x->at_exit) /* the kernel gave nothing */
		return value_addr(x->arena, name, addr);
	if (n.v != sizeof(b))
		return dec_bytes_at(x, V_BYTES, name, addr, n.v);
	if (!dec_read_all(x, addr, b, sizeof(b)))
		return value_unreadable(x->arena, name, addr);
	kid = value_int(x->arena, NULL, num_load(b, 4, true), VN_DEC);
	v = value_new(x->arena, V_PTR, name);
	v->num = addr;
	value_add(v, kid);
	return v;
}

static struct value *
pointee(struct dctx *x, u32 to, const struct desc_field *f, const char *name,
	taddr addr, const u8 *old, struct dnum count)
{
	const struct desc_type t = dec_type(x, to);

	if (is_text(&t) && !(t.flags & TF_FIXED))
		return text_at(x, to, f, name, addr);
	if (t.kind == DK_ARRAY)
		return dec_array_at(x, to, f, name, addr, count, old);
	if (t.kind == DK_SOCKVAL)
		return sockval_at(x, f, name, addr);
	if (is_compound(&t))
		return dec_struct_at(x, to, f, name, addr, old);
	if (dec_is_leaf_object(&t) || is_text(&t))
		return leaf_at(x, to, f, name, addr);
	if (t.kind == DK_HOOK && !dec_is_scalar(x, to))
		return dec_struct_at(x, to, f, name, addr, old);
	return scalar_at(x, to, f, name, addr, old);
}

/* An array of no elements: nothing is read, whatever became of the call. */
static bool
is_empty(const struct desc_type *to, struct dnum n)
{
	return to->kind == DK_ARRAY && !n.unknown && !n.v;
}

bool
dec_is_empty(struct dctx *x, u32 type)
{
	const struct desc_type to = dec_type(x, dec_type(x, type).a);

	return is_empty(&to, count_of(x, &to));
}

/* NULL has no bytes, but they count for what the vector may still show. */
static void
spend(struct dctx *x, const struct desc_type *to)
{
	struct dnum n = {0, true, false};

	if (x->upto && (to->kind == DK_BYTES || to->kind == DK_SOCKBUF) &&
	    to->b != DESC_NONE)
		n = dec_eval(x, to->b);
	if (!n.unknown)
		*x->upto -= u64_min(n.v, *x->upto);
}

/* A pointer to a variant points to what the arm in force says. */
static u32
pointee_type(struct dctx *x, u32 to)
{
	const struct desc_arm *arm;

	if (dec_type(x, to).kind != DK_VARIANT)
		return to;
	arm = dec_arm(x, to, false, 0);
	return arm && arm->type != DESC_NONE ? arm->type : to;
}

/* As dec_pointer() for what is to be followed. */
static struct value *
follow(struct dctx *x, u32 type, const struct desc_field *f, const char *name,
       taddr addr, const u8 *old)
{
	const struct desc_type t = dec_type(x, type);
	u32 id = pointee_type(x, t.a);
	const struct desc_type to = dec_type(x, id);
	struct dnum n, upto;
	u64 left, *outer = x->upto;
	struct value *v;

	n = count_of(x, &to);
	if (is_empty(&to, n)) {
		v = hooked(x, f, name, addr, n);
		return v ? v : pointee(x, id, f, name, addr, old, n);
	}
	if ((!x->show->deref && !is_text(&to)) || dec_is_spent(x))
		return value_addr(x->arena, name, addr);
	if (x->hide_out && x->depth && !(t.flags & TF_CONST) &&
	    !dec_onerr(x, f))
		return value_addr(x->arena, name, addr);
	v = hooked(x, f, name, addr, n);
	if (v)
		return v;
	if (f && dec_attr(x, f, DA_UPTO, &upto) && !upto.unknown) {
		left = (s64)upto.v < 0 ? 0 : upto.v;
		x->upto = &left;
	}
	x->depth++;
	v = x->depth > DEC_DEPTH ? value_addr(x->arena, name, addr)
				 : pointee(x, id, f, name, addr, old, n);
	x->depth--;
	x->upto = outer;
	return v;
}

/* Bytes that are no text hang on a pointer, which a sink may not follow. */
static struct value *
on_pointer(struct dctx *x, const struct desc_type *to, struct value *v,
	   taddr addr)
{
	struct value *ptr;

	if ((v->kind != V_STR && v->kind != V_BYTES) || is_text(to))
		return v;
	ptr = value_new(x->arena, V_PTR, v->name);
	ptr->num = addr;
	value_add(ptr, v);
	return ptr;
}

/* [[brief]]: sinks that abbreviate show the address. */
static bool
is_brief(struct dctx *x, const struct desc_field *f)
{
	const struct desc_attr *a = dec_attr_get(x, f, DA_BRIEF);

	return a && a->arg == DESC_NONE;
}

struct value *
dec_pointer(struct dctx *x, u32 type, const struct desc_field *f,
	    const char *name, taddr addr, const u8 *old)
{
	const struct desc_type to =
		dec_type(x, pointee_type(x, dec_type(x, type).a));
	bool brief = is_brief(x, f);
	struct value *v;
	struct dnum n;

	if (!addr) {
		spend(x, &to);
		return value_addr(x->arena, name, 0);
	}
	if ((f && dec_attr(x, f, DA_ADDR_IF, &n) && !n.unknown && n.v) ||
	    (brief && x->show->abbrev))
		return value_addr(x->arena, name, addr);
	v = follow(x, type, f, name, addr, old);
	if (v)
		v = on_pointer(x, &to, v, addr);
	if (v && brief) {
		v->marks |= VM_BRIEF;
		v->num = addr;
	}
	return v;
}
