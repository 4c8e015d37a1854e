/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The entry of a call: from its words to values, complete or pending.
 *
 * The parameter decides when its object is shown (enum desc_phase). At entry
 * every parameter becomes a value: complete, pending as a whole (V_PENDING),
 * or open (VM_OPEN: an inout struct without its out-members, a change without
 * its new side). At exit pending ones are filled and open ones completed; the
 * others stay as they were. What old() needs is kept in the call's state.
 *
 * `switch (..)` of a call is settled first: the leaf's parameters begin with
 * those of the call itself, so that one loop serves both.
 */
#include "priv.h"

static struct value *
pending(struct dctx *x, const struct desc_field *f, u32 i)
{
	struct value *v = value_new(x->arena, V_PENDING, dec_param_name(x, f));

	v->num = i;
	return v;
}

/* Does the operation need what an inout pointer holds, and there is nothing? */
static bool
is_missing(struct dctx *x, const struct desc_op *op, bool deref)
{
	struct desc_field f;
	u8 b[8];
	u32 n;

	if (op->code == OP_ARROW)
		return !deref || !dec_can_follow(x, op);
	if (op->code != OP_OLD_DEREF && op->code != OP_DEREF)
		return false;
	f = dec_param(x, op->a);
	if (op->code == OP_DEREF && f.phase != PH_CHANGE)
		return false;
	n = dec_size(x, dec_type(x, f.type).a);
	return !deref || n > sizeof(b) ||
	       !dec_read_all(x, dec_arg(x, op->a), b, n);
}

/*
 * Attributes that are shown at entry: addr_if that is known and true; or a
 * need for old(*p) that cannot be met, if only because nothing is to be
 * dereferenced. Then nothing is pending.
 */
static bool
settled_at_entry(struct dctx *x, const struct desc_field *f, bool deref)
{
	for (u32 i = 0; i < f->nattr; i++) {
		const struct desc_attr *a = &x->set->attrs[f->attr + i];
		const struct desc_op *op;
		struct dnum n;

		if (a->id == DA_ADDR_IF) {
			n = dec_eval(x, a->arg);
			if (!n.unknown && n.v)
				return true;
		}
		if (a->id != DA_SIZE && a->id != DA_ADDR_IF)
			continue;
		for (op = &x->set->ops[a->arg]; op->code != OP_END; op++) {
			if (is_missing(x, op, deref))
				return true;
		}
	}
	return false;
}

/* The type of the object whose members old() names. */
static u32
old_bytes(struct dctx *x, u32 type)
{
	const struct desc_type to = dec_type(x, type);
	u64 n = to.size[x->layout];

	if (to.kind == DK_ARRAY && to.b != DESC_NONE)
		n = u64_mul_sat(dec_eval_or(x, to.b, 0), dec_size(x, to.a));
	return u64_min(n, DEC_OLD_MAX);
}

/* Does it take what the object held at entry to show it? */
static bool
needs_old(struct dctx *x, const struct desc_field *f)
{
	const struct desc_type t = dec_type(x, f->type);

	return t.kind == DK_PTR &&
	       (t.flags & TF_OLD || dec_type(x, t.a).flags & TF_OLD ||
		dec_attr_get(x, f, DA_AFTER_ERROR));
}

/* Keeps what old() needs. false: it cannot be read. */
static bool
keep_old(struct dctx *x, const struct desc_field *f, u32 i, u64 addr)
{
	const struct desc_type t = dec_type(x, f->type);
	struct dparam *p = &x->state->param[i];
	struct dnum given;
	u32 n, got;
	bool sized;
	struct dobj o;

	if (!needs_old(x, f))
		return true;
	if (!x->show->deref)
		return false;
	n = old_bytes(x, t.a);
	sized = dec_attr(x, f, DA_SIZE, &given) && !given.unknown;
	if (sized && dec_type(x, t.a).kind == DK_ARRAY)
		n = u64_min(given.v, DEC_OLD_MAX);
	if (!n)
		return true;
	got = sized ? u64_min(n, given.v) : n;
	got = dec_fetch(x, addr, got, n, &o);
	if (sized)
		n = u64_min(n, given.v);
	if (!got) /* of an array there may be none in the end */
		return sized && dec_type(x, t.a).kind == DK_ARRAY;
	p->old = o.data;
	p->old_size = got;
	return got == n || dec_type(x, t.a).kind == DK_ARRAY;
}

/* A value is made to see what it would be, and given back. */
struct trial {
	struct arena_mark mark;
	struct dbudget left;
};

static void
trial_begin(struct dctx *x, struct trial *t)
{
	t->mark = arena_mark(x->arena);
	t->left = x->left;
}

/* But for the reads: they took their time. */
static void
trial_end(struct dctx *x, struct trial *t)
{
	t->left.reads = x->left.reads;
	x->left = t->left;
	arena_rewind(x->arena, t->mark);
}

/*
 * What was kept for old() turns out to be too short for its type; or the
 * kernel will not find the struct that it is to read.
 */
static bool
is_no_object(struct dctx *x, const struct desc_field *f, u32 i, u64 raw)
{
	const struct desc_type t = dec_type(x, f->type);
	struct trial trial;
	struct value *v;
	bool none;
	u8 b;

	if (t.flags & TF_CONST && dec_type(x, t.a).kind == DK_STRUCT &&
	    !dec_read(x, raw, &b, 1))
		return true;
	if (!x->state->param[i].old)
		return false;
	trial_begin(x, &trial);
	v = dec_pointer(x, f->type, f, NULL, raw, NULL);
	none = v->kind == V_ADDR || v->kind == V_UNREADABLE;
	trial_end(x, &trial);
	return none;
}

/* Shown late, but nobody writes it: what the caller said is what counts. */
static bool
is_held(struct dctx *x, const struct desc_field *f)
{
	const struct desc_type t = dec_type(x, f->type);

	return f->flags & FF_AT_EXIT && t.kind == DK_PTR &&
	       t.flags & TF_CONST && !(t.flags & (TF_OLD | TF_OUTPTR)) &&
	       !(dec_type(x, t.a).flags & (TF_OLD | TF_OUTPTR));
}

/* Is an argument before this one not known yet? */
static bool
is_after_pending(const struct dctx *x, u32 i)
{
	for (u32 j = 0; j < i; j++) {
		const struct value *v = x->state->param[j].value;

		if (v && v->kind == V_PENDING)
			return true;
	}
	return false;
}

/* An array that is shown even if the call fails. */
static bool
is_onerr_array(struct dctx *x, const struct desc_field *f)
{
	return dec_attr_get(x, f, DA_ONERR) &&
	       dec_type(x, dec_type(x, f->type).a).kind == DK_ARRAY;
}

/* Who does not dereference shows the address, and that at entry. */
static bool
is_bare_address(struct dctx *x, const struct desc_field *f)
{
	const struct desc_type t = dec_type(x, f->type);

	return t.kind == DK_PTR &&
	       (needs_old(x, f) || settled_at_entry(x, f, false) ||
		is_onerr_array(x, f) ||
		(f->phase == PH_IN_LATE && dec_type(x, t.a).kind == DK_STRUCT));
}

static struct value *
enter_out(struct dctx *x, const struct desc_field *f, u32 i, u64 raw)
{
	const struct desc_type t = dec_type(x, f->type);
	struct value *v;

	if (f->phase == PH_OUT && t.kind == DK_PTR &&
	    (x->settled || (!x->show->deref && is_onerr_array(x, f)) ||
	     settled_at_entry(x, f, x->show->deref) || !keep_old(x, f, i, raw)))
		return value_addr(x->arena, dec_param_name(x, f), raw);
	if (f->phase == PH_IN_LATE && t.kind == DK_PTR &&
	    ((!x->show->deref && is_bare_address(x, f)) ||
	     settled_at_entry(x, f, x->show->deref) ||
	     !keep_old(x, f, i, raw) || is_no_object(x, f, i, raw)))
		return value_addr(x->arena, dec_param_name(x, f), raw);
	if (!is_held(x, f)) {
		v = pending(x, f, i);
		v->marks |= is_bare_address(x, f) ? VM_BRIEF : 0;
		return v;
	}
	v = dec_scalar(x, f->type, f, dec_param_name(x, f), raw);
	if (!is_after_pending(x, i))
		return v;
	x->state->param[i].held = v;
	return pending(x, f, i);
}

static struct value *
enter_change(struct dctx *x, const struct desc_field *f, u32 i, u64 raw)
{
	const struct desc_type t = dec_type(x, f->type);
	const char *name = dec_param_name(x, f);
	struct dparam *p = &x->state->param[i];
	struct value *v, *old;
	struct dnum n;

	if (!x->show->deref ||
	    (dec_attr(x, f, DA_ADDR_IF, &n) && !n.unknown && n.v))
		return value_addr(x->arena, name, raw);
	old = dec_pointer(x, f->type, f, NULL, raw, NULL);
	if (old->kind != V_PTR)
		return value_addr(x->arena, name, raw);
	if (!p->has_deref) {
		u32 size = dec_size(x, t.a);

		p->has_deref = true;
		p->deref = num_cut(old->kids.first->num, size,
				   dec_type(x, t.a).flags & TF_SIGNED);
	}
	v = value_new(x->arena, V_CHANGE, name);
	v->marks |= VM_BRACKET | VM_OPEN;
	old = old->kids.first;
	value_add(v, old);
	if (dec_attr(x, f, DA_NOCHANGE, &n) && !n.unknown && n.v)
		v->marks &= ~VM_OPEN;
	return v;
}

static struct value *
enter_open(struct dctx *x, const struct desc_field *f, u32 i, u64 raw)
{
	struct value *v, *s;

	if (!keep_old(x, f, i, raw))
		return value_addr(x->arena, dec_param_name(x, f), raw);
	x->pass = PASS_ENTRY;
	x->saw_late = false;
	v = dec_pointer(x, f->type, f, dec_param_name(x, f), raw, NULL);
	x->pass = PASS_ALL;
	s = v->kind == V_COMMENT ? v->kids.first : v;
	if (s->kind == V_STRUCT) {
		u32 to = dec_type(x, f->type).a;

		if (!x->saw_late)
			return v; /* nothing of it can come late */
		s->marks |= VM_OPEN;
		if (x->set->structs[dec_strct(x, to)].nexit)
			s->marks |= VM_ARROW;
	}
	return v;
}

/* Does a pointer of the object lead nowhere? */
static bool
is_loose(struct dctx *x, const struct value *v)
{
	if (v->type && dec_type(x, v->type).kind == DK_PTR &&
	    (v->kind == V_ADDR || v->kind == V_UNREADABLE ||
	     (v->kind == V_ARRAY && !v->kids.first)))
		return true;
	if (v->kind == V_STRUCT)
		for (const struct value *k = v->kids.first; k; k = k->next)
			if (is_loose(x, k))
				return true;
	return false;
}

/* Will the new side have anything to show, by what is known now? */
static bool
has_new_side(struct dctx *x, const struct desc_field *f, u64 raw)
{
	struct trial trial;
	struct value *v;
	bool any;

	trial_begin(x, &trial);
	x->pass = PASS_AFTER;
	x->at_exit = true;
	v = dec_pointer(x, f->type, f, NULL, raw, NULL);
	x->at_exit = false;
	x->pass = PASS_ALL;
	any = v->kind == V_STRUCT && v->kids.first;
	trial_end(x, &trial);
	return any;
}

/* An object of zeros, which is only room for the answer. */
static bool
is_blank(struct dctx *x, const struct desc_field *f, u64 raw)
{
	u32 n = dec_size(x, dec_type(x, f->type).a);
	u8 bytes[256];

	if (!n || n > sizeof(bytes) || !dec_read_all(x, raw, bytes, n))
		return false;
	for (u32 i = 0; i < n; i++)
		if (bytes[i])
			return false;
	return true;
}

static struct value *
enter_arrow(struct dctx *x, const struct desc_field *f, u32 i, u64 raw)
{
	const struct desc_attr *a = dec_attr_get(x, f, DA_ARROW_ADDR);
	struct value *old, *v;

	if (a && a->arg && is_blank(x, f, raw))
		return pending(x, f, i);
	if (!keep_old(x, f, i, raw))
		return value_addr(x->arena, dec_param_name(x, f), raw);
	x->pass = PASS_BEFORE;
	old = dec_pointer(x, f->type, f, NULL, raw, NULL);
	x->pass = PASS_ALL;
	if (old->kind == V_PENDING)
		return pending(x, f, i);
	if (old->kind == V_ADDR || old->kind == V_UNREADABLE ||
	    dec_is_empty(x, f->type)) {
		old->name = dec_param_name(x, f);
		return old;
	}
	if (dec_attr_get(x, f, DA_ARROW_OPEN)) {
		if (is_loose(x, old) || !has_new_side(x, f, raw)) {
			old->name = dec_param_name(x, f);
			return old;
		}
		old->marks |= VM_OPEN;
	}
	v = value_new(x->arena, V_CHANGE, dec_param_name(x, f));
	value_add(v, old);
	/* something will stand there, whatever becomes of the call */
	if (a && a->arg)
		value_add(v, value_new(x->arena, V_PENDING, NULL));
	else
		v->marks |= VM_OPEN;
	return v;
}

static struct value *
param_value(struct dctx *x, const struct desc_field *f, u32 i)
{
	u64 raw = dec_arg(x, i);
	struct dnum c = {1, false, false};

	if (f->cond != DESC_NONE)
		c = dec_eval(x, f->cond);
	if (c.unknown)
		return pending(x, f, i);
	if (!c.v)
		return NULL;
	switch ((enum desc_phase)f->phase) {
	case PH_IN:
		break;
	case PH_IN_LATE:
		if (x->settled_len && dec_type(x, f->type).kind != DK_PTR)
			break;
		return enter_out(x, f, i, raw);
	case PH_OUT:
		return enter_out(x, f, i, raw);
	case PH_OPEN:
		return enter_open(x, f, i, raw);
	case PH_CHANGE:
		return enter_change(x, f, i, raw);
	case PH_ARROW:
		return enter_arrow(x, f, i, raw);
	}
	return dec_scalar(x, f->type, f, dec_param_name(x, f), raw);
}

static struct value *
enter_param(struct dctx *x, const struct desc_field *f, u32 i)
{
	u64 raw = dec_arg(x, i);
	struct value *v;

	if (f->flags & FF_FULL && (x->show->abbrev || !raw))
		return value_int(x->arena, dec_param_name(x, f), raw, VN_HEX);
	v = param_value(x, f, i);
	if (v && v->kind == V_PENDING && f->flags & FF_FULL)
		v->marks |= VM_HIDDEN; /* its num says which one it is */
	else if (v)
		dec_mark_full(f, v, raw);
	return v;
}

static void
undescribed_args(struct dctx *x)
{
	struct value **end = &x->call->args_head;

	for (int i = 0; i < 6; i++) {
		u64 raw = num_cut(x->call->args[i],
				  abi_info(x->call->abi)->regsize, false);

		*end = value_int(x->arena,
				 arena_printf(x->arena, "arg%d", i + 1), raw,
				 VN_HEX);
		end = &(*end)->next;
	}
}

/* An inout object could not be read: nothing will be written, either. */
static bool
cannot_open(const struct desc_field *f, const struct value *v)
{
	return (f->phase == PH_OPEN || f->phase == PH_CHANGE ||
		f->phase == PH_ARROW) &&
	       v && (v->kind == V_ADDR || v->kind == V_UNREADABLE);
}

void
decode_enter(struct task *t, struct call *call)
{
	struct dctx x;
	bool blocked;
	u32 n;

	dec_context(&x, t, call);
	if (call->desc == DESC_NONE) {
		undescribed_args(&x);
		return;
	}
	blocked = !dec_find_leaf(&x);
	if (call->show.bare)
		return;
	n = blocked ? 0 : x.leaf->nparam;
	x.state = arena_alloc(x.arena,
			      sizeof(*x.state) + n * sizeof(struct dparam));
	x.state->n = n;
	call->decode = x.state;
	for (u32 i = 0; i < n; i++) {
		const struct desc_field f =
			desc_field(x.set, x.leaf->param + i);

		if (!(f.flags & (FF_SKIP | FF_HIDE)))
			x.state->param[i].value = enter_param(&x, &f, i);
		if (cannot_open(&f, x.state->param[i].value)) {
			x.settled = true;
			x.settled_len = f.phase == PH_CHANGE;
		}
	}
	dec_link_params(&x);
	if (blocked)
		call->args_head =
			value_unreadable(x.arena, "args", call->args[0]);
	x.state->left = x.left;
}
