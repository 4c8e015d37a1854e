/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Expressions of descriptions.
 *
 * The code is straight-line, so that an evaluation ends whatever the input;
 * the stack is fixed, and code that would overrun it is a bug of the compiler.
 * A value may be unknown (a result at entry, what a bad pointer points to):
 * Kleene's logic, see ctrace-desc(5).
 *
 * A name that is not a member of the struct in which the expression stands is
 * looked up at run time: enclosing structs from the inside out, then the
 * parameters of the call.
 */
#include "priv.h"

#include <string.h>

static const struct dnum unknown = {0, true, false};

static struct dnum
known(u64 v)
{
	return (struct dnum){v, false, false};
}

u64
dec_arg(struct dctx *x, u32 i)
{
	const struct desc_field f = dec_param(x, i);
	const struct desc_type t = dec_type(x, f.type);
	const struct desc_place *p = &f.place[x->layout];
	u32 bytes = t.size[x->layout];
	u64 v;

	if (p->how == PL_NONE || p->slot >= 8)
		return 0;
	v = x->call->args[p->slot];
	if (p->how == PL_PAIR && p->slot2 < 8)
		v = (v & UINT32_MAX) | x->call->args[p->slot2] << 32;
	if (abi_is_compat(x->call->abi, x->call->nr))
		bytes = p->bytes;
	if (bytes == 0 || bytes > 8)
		bytes = abi_info(x->call->abi)->wordsize;
	return num_cut(v, bytes, t.flags & TF_SIGNED);
}

static bool
arg_is_unsigned(struct dctx *x, u32 type)
{
	const struct desc_type t = dec_type(x, type);

	return !(t.flags & TF_SIGNED) && t.size[x->layout] == 8;
}

static struct dnum
arg_num(struct dctx *x, u32 i)
{
	u32 type = dec_param(x, i).type;

	return (struct dnum){dec_arg(x, i), false, arg_is_unsigned(x, type)};
}

/* What parameter i points to, as a number of its scalar type, now. */
static struct dnum
deref_now(struct dctx *x, u32 i)
{
	const struct desc_field f = dec_param(x, i);
	const struct desc_type t = dec_type(x, f.type);
	const struct desc_type to =
		dec_type(x, t.kind == DK_PTR ? t.a : f.type);
	u64 addr = dec_arg(x, i);
	u8 buf[8];
	u32 size;

	if (t.kind != DK_PTR || !addr)
		return unknown;
	size = to.size[x->layout];
	if (size == 0 || size > 8 || !dec_read_all(x, addr, buf, size))
		return unknown;
	return known(num_load(buf, size, to.flags & TF_SIGNED));
}

static struct dnum
deref(struct dctx *x, u32 i, bool old)
{
	const struct desc_field f = dec_param(x, i);
	struct dparam *p;

	if (!x->state) /* the key of a switch: nothing is decoded yet */
		return x->show->deref ? deref_now(x, i) : unknown;
	p = &x->state->param[i];
	if (!old && x->at_exit)
		return deref_now(x, i);
	if (!old && f.phase == PH_OUT)
		return unknown;
	if (!p->has_deref) {
		struct dnum n = x->at_exit ? unknown : deref_now(x, i);

		p->has_deref = true;
		p->deref_unknown = n.unknown;
		p->deref = n.v;
	}
	return p->deref_unknown ? unknown : known(p->deref);
}

static struct dnum
load_mem(struct dctx *x, const struct desc_mem *m, const struct dobj *o,
	 const u8 *data)
{
	u32 off = m->off[x->layout], size = m->size[x->layout];
	u64 v;

	if (!data || off >= o->size)
		return known(0);
	if (size > o->size - off)
		size = o->size - off;
	if (m->is_array) {
		for (u32 i = 0; i < size; i++)
			if (data[off + i])
				return known(1);
		return known(0);
	}
	if (m->be) {
		v = 0;
		for (u32 i = 0; i < size && i < 8; i++)
			v = v << 8 | data[off + i];
	} else {
		v = num_load(data + off, size < 8 ? size : 8, m->is_signed);
	}
	if (m->bit_width)
		v = v >> m->bit_off &
		    (m->bit_width < 64 ? (1ull << m->bit_width) - 1
				       : UINT64_MAX);
	return (struct dnum){v, false, size == 8 && !m->is_signed};
}

/* A member of what a parameter points to: read each time. */
static struct dnum
arrow(struct dctx *x, const struct desc_op *op)
{
	const struct desc_mem *m = &x->set->mems[op->a];
	const struct desc_field f = dec_param(x, op->b);
	u64 addr = dec_arg(x, op->b);
	struct desc_mem at = *m;
	struct dobj o;

	if (!x->show->deref || !addr || (!x->at_exit && f.phase == PH_OUT) ||
	    dec_fetch(x, addr + m->off[x->layout], m->size[x->layout],
		      m->size[x->layout], &o) < m->size[x->layout])
		return unknown;
	memset(at.off, 0, sizeof(at.off));
	return load_mem(x, &at, &o, o.data);
}

bool
dec_can_follow(struct dctx *x, const struct desc_op *op)
{
	return op->code != OP_ARROW || !arrow(x, op).unknown;
}

static struct dnum
frame_mem(struct dctx *x, const struct desc_op *op, bool old)
{
	struct dframe *f = x->frame;

	for (u32 up = op->b; up && f; up--)
		f = f->outer;
	if (!f || !f->obj)
		return unknown;
	if (!old || !x->at_exit)
		return load_mem(x, &x->set->mems[op->a], f->obj, f->obj->data);
	if (!f->obj->old)
		return unknown;
	return load_mem(x, &x->set->mems[op->a], f->obj, f->obj->old);
}

static bool
find_member(struct dctx *x, u32 strct, u32 str, struct desc_field *ret)
{
	const struct desc_struct *s = &x->set->structs[strct];

	for (u32 i = 0; i < s->n; i++) {
		const struct desc_field f = dec_field(x, s->first + i);

		if (f.name == str && !(f.flags & (FF_STOP | FF_SWITCH))) {
			*ret = f;
			return true;
		}
	}
	return false;
}

static struct dnum
member_num(struct dctx *x, const struct desc_field *f, const struct dobj *o)
{
	const struct desc_type t = dec_type(x, f->type);
	struct desc_mem m = {.is_signed = (t.flags & TF_SIGNED) != 0,
			     .is_array = !dec_is_scalar(x, f->type),
			     .be = t.sub == DN_HTON || t.sub == DN_BE,
			     .bit_off = f->bit_off,
			     .bit_width = f->bit_width};

	m.off[x->layout] = f->off[x->layout];
	m.size[x->layout] = t.size[x->layout];
	return load_mem(x, &m, o, o->data);
}

static struct dnum
by_name(struct dctx *x, u32 str)
{
	struct desc_field f;

	for (struct dframe *fr = x->frame; fr; fr = fr->outer)
		if (fr->strct != DESC_NONE &&
		    find_member(x, fr->strct, str, &f))
			return member_num(x, &f, fr->obj);
	for (u32 i = 0; i < x->leaf->nparam; i++)
		if (dec_param(x, i).name == str)
			return arg_num(x, i);
	return unknown;
}

static bool
str_id_is(struct dctx *x, u32 id, const char *name)
{
	return strcmp(dec_str(x, id), name) == 0;
}

bool
dec_arg_named(struct dctx *x, const char *name, u64 *ret)
{
	for (u32 i = 0; i < x->leaf->nparam; i++) {
		u32 id = dec_param(x, i).name;

		if (id != DESC_NONE && str_id_is(x, id, name)) {
			*ret = dec_arg(x, i);
			return true;
		}
	}
	return false;
}

bool
dec_member_named(struct dctx *x, const char *name, u64 *ret)
{
	for (struct dframe *fr = x->frame; fr; fr = fr->outer) {
		const struct desc_struct *s;

		if (fr->strct == DESC_NONE)
			continue;
		s = &x->set->structs[fr->strct];
		for (u32 i = 0; i < s->n; i++) {
			const struct desc_field f = dec_field(x, s->first + i);

			if (f.name != DESC_NONE && str_id_is(x, f.name, name)) {
				*ret = member_num(x, &f, fr->obj).v;
				return true;
			}
		}
	}
	return false;
}

/* Text of the member called by name equals string b. */
static struct dnum
str_equal(struct dctx *x, u32 str, const char *want)
{
	for (struct dframe *fr = x->frame; fr; fr = fr->outer) {
		struct desc_field f;
		struct dobj o;
		u32 len = strlen(want);

		if (fr->strct == DESC_NONE ||
		    !find_member(x, fr->strct, str, &f))
			continue;
		o = dec_part(fr->obj, f.off[x->layout], dec_size(x, f.type));
		return known(o.size >= len && !memcmp(o.data, want, len) &&
			     (o.size == len || !o.data[len]));
	}
	return unknown;
}

static struct dnum
cast(struct dnum a, u32 bytes, bool is_signed)
{
	a.v = num_cut(a.v, bytes, is_signed);
	a.is_unsigned = !is_signed && bytes >= 8;
	return a;
}

static bool
less(struct dnum a, struct dnum b)
{
	if (a.is_unsigned || b.is_unsigned)
		return a.v < b.v;
	return (s64)a.v < (s64)b.v;
}

static bool
negative(struct dnum a)
{
	return !a.is_unsigned && (s64)a.v < 0;
}

static u64
arith(u32 op, struct dnum a, struct dnum b)
{
	bool plain = negative(a) || negative(b);

	switch (op) {
	case OP_MUL:
		return plain ? a.v * b.v : u64_mul_sat(a.v, b.v);
	case OP_ADD:
		return plain ? a.v + b.v : u64_add_sat(a.v, b.v);
	case OP_DIV:
		if (!b.v || (plain && b.v == UINT64_MAX))
			return 0;
		return plain ? (u64)((s64)a.v / (s64)b.v) : a.v / b.v;
	case OP_MOD:
		if (!b.v || (plain && b.v == UINT64_MAX))
			return 0;
		return plain ? (u64)((s64)a.v % (s64)b.v) : a.v % b.v;
	case OP_SUB:
		return a.v - b.v;
	case OP_SHL:
		return b.v < 64 ? a.v << b.v : 0;
	case OP_SHR:
		if (b.v >= 64)
			return 0;
		return negative(a) ? (u64)((s64)a.v >> b.v) : a.v >> b.v;
	case OP_LT:
		return less(a, b);
	case OP_GT:
		return less(b, a);
	case OP_LE:
		return !less(b, a);
	case OP_GE:
		return !less(a, b);
	case OP_EQ:
		return a.v == b.v;
	case OP_NE:
		return a.v != b.v;
	case OP_AND:
		return a.v & b.v;
	case OP_XOR:
		return a.v ^ b.v;
	case OP_OR:
		return a.v | b.v;
	case OP_LAND:
		return a.v && b.v;
	case OP_LOR:
		return a.v || b.v;
	case OP_MIN:
		return less(b, a) ? b.v : a.v;
	case OP_MAX:
		return less(a, b) ? b.v : a.v;
	}
	return 0;
}

static struct dnum
binary(u32 op, struct dnum a, struct dnum b)
{
	bool zero = (!a.unknown && !a.v) || (!b.unknown && !b.v);
	bool one = (!a.unknown && a.v) || (!b.unknown && b.v);
	bool cmp = op >= OP_LT && op <= OP_NE;

	if (a.unknown || b.unknown) {
		if (zero && (op == OP_LAND || op == OP_MUL || op == OP_AND))
			return known(0);
		if (one && op == OP_LOR)
			return known(1);
		return unknown;
	}
	return (struct dnum){arith(op, a, b), false,
			     !cmp && op != OP_LAND && op != OP_LOR &&
				     (a.is_unsigned || b.is_unsigned)};
}

static struct dnum
unary(const struct desc_op *op, struct dnum a)
{
	if (a.unknown)
		return a;
	switch (op->code) {
	case OP_NEG:
		return known(-a.v);
	case OP_NOT:
		a.v = ~a.v;
		return a;
	case OP_LNOT:
		return known(!a.v);
	default:
		return cast(a, op->a, op->b);
	}
}

static struct dnum
result_num(struct dctx *x)
{
	if (!x->at_exit)
		return unknown;
	return known(x->failed ? UINT64_MAX : (u64)x->call->rval);
}

static struct dnum
push(struct dctx *x, const struct desc_op *op)
{
	switch (op->code) {
	case OP_CONST:
		return known(x->set->consts[op->a]);
	case OP_CONST_ABI:
		return known(x->set->consts[op->a + x->layout]);
	case OP_MEM:
		return frame_mem(x, op, false);
	case OP_OLD_MEM:
		return frame_mem(x, op, true);
	case OP_ARG:
		return arg_num(x, op->a);
	case OP_ARROW:
		return arrow(x, op);
	case OP_DEREF:
		return deref(x, op->a, false);
	case OP_OLD_DEREF:
		return deref(x, op->a, true);
	case OP_NAME:
		return by_name(x, op->a);
	case OP_STREQ:
		return str_equal(x, op->b, dec_str(x, op->a));
	case OP_RET:
		return result_num(x);
	case OP_ERROR:
		return x->at_exit ? known(x->call->err) : unknown;
	case OP_ENTRY:
		return known(!x->at_exit);
	case OP_EXIT:
		return known(x->at_exit);
	case OP_ABBREV:
		return known(x->show->abbrev);
	case OP_WORDSIZE:
		return known(abi_info(x->call->abi)->wordsize);
	case OP_PAGESIZE:
		return known(4096);
	case OP_SELF:
		return known(x->self);
	case OP_ELEMENT:
		return known(x->element);
	case OP_AVAIL:
		return x->frame && x->frame->obj ? known(x->frame->obj->avail)
						 : unknown;
	}
	bug("unknown operation in an expression");
}

/* Subject and n alternatives above it. */
static struct dnum
is_in(const struct dnum *sp, u32 n)
{
	struct dnum r = known(0);

	for (u32 i = 1; i <= n; i++) {
		struct dnum e = binary(OP_EQ, sp[0], sp[i]);

		r = binary(OP_LOR, r, e);
	}
	return r;
}

struct dnum
dec_eval(struct dctx *x, u32 expr)
{
	struct dnum st[DESC_STACK];
	u32 n = 0;

	must(expr < x->set->n_ops);
	for (const struct desc_op *op = &x->set->ops[expr]; op->code != OP_END;
	     op++) {
		if (op->code >= OP_NEG && op->code <= OP_CAST) {
			must(n >= 1);
			st[n - 1] = unary(op, st[n - 1]);
		} else if (op->code == OP_SELECT) {
			must(n >= 3);
			n -= 2;
			st[n - 1] = st[n - 1].unknown ? unknown
				    : st[n - 1].v     ? st[n]
						      : st[n + 1];
		} else if (op->code == OP_IN) {
			must(n > op->a);
			n -= op->a;
			st[n - 1] = is_in(&st[n - 1], op->a);
		} else if ((op->code >= OP_MUL && op->code <= OP_LOR) ||
			   op->code == OP_MIN || op->code == OP_MAX) {
			must(n >= 2);
			n--;
			st[n - 1] = binary(op->code, st[n - 1], st[n]);
		} else {
			must(n < DESC_STACK);
			st[n++] = push(x, op);
		}
	}
	must(n == 1);
	return st[0];
}

u64
dec_eval_or(struct dctx *x, u32 expr, u64 deflt)
{
	struct dnum n;

	if (expr == DESC_NONE)
		return deflt;
	n = dec_eval(x, expr);
	return n.unknown ? deflt : n.v;
}

bool
dec_true(struct dctx *x, u32 expr, bool deflt)
{
	struct dnum n;

	if (expr == DESC_NONE)
		return deflt;
	n = dec_eval(x, expr);
	return !n.unknown && n.v;
}

bool
dec_attr(struct dctx *x, const struct desc_field *f, enum desc_attr_id id,
	 struct dnum *ret)
{
	const struct desc_attr *a = dec_attr_get(x, f, id);

	if (!a)
		return false;
	*ret = dec_eval(x, a->arg);
	return true;
}
