/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * decode: from a call's words to values, at entry and at exit.
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

#include <string.h>

#define MUX_DEPTH 8
#define OLD_MAX 65536

/* ---- which case -------------------------------------------------------- */

static int
case_cmp(const struct desc_case *c, const u64 *key, u32 nkey)
{
	for (u32 i = 0; i < nkey; i++)
		if (c->key[i] != key[i])
			return c->key[i] < key[i] ? -1 : 1;
	return 0;
}

static u32
mux_find(struct dctx *x, const struct desc_mux *m)
{
	u32 lo = m->first[x->layout], hi = lo + m->n[x->layout];
	u32 nkey = m->key[1] == DESC_NONE ? 1 : 2;
	u64 key[2] = {0, 0};

	for (u32 i = 0; i < nkey; i++) {
		struct dnum n = dec_eval(x, m->key[i]);

		if (n.unknown)
			return m->deflt;
		key[i] = n.v;
	}
	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;
		int c = case_cmp(&x->set->cases[mid], key, nkey);

		if (c == 0)
			return x->set->cases[mid].call;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return m->deflt;
}

static void
find_leaf(struct dctx *x)
{
	u32 id = x->call->desc;

	for (int i = 0; i < MUX_DEPTH; i++) {
		u32 next;

		x->leaf = &x->set->calls[id];
		if (x->leaf->mux == DESC_NONE)
			break;
		next = mux_find(x, &x->set->muxes[x->leaf->mux]);
		if (next == DESC_NONE || next == id)
			break;
		id = next;
	}
	x->leaf = &x->set->calls[id];
	x->call->leaf = id;
}

static void
context(struct dctx *x, struct task *t, struct call *call)
{
	memset(x, 0, sizeof(*x));
	x->task = t;
	x->call = call;
	x->set = call->set;
	x->layout = abi_info(call->abi)->layout;
	x->arena = &t->arena;
	x->view = t->view;
	x->show = &call->show;
}

/* ---- entry ------------------------------------------------------------- */

static const char *
param_name(struct dctx *x, const struct desc_field *f)
{
	return f->name ? dec_str(x, f->name) : NULL;
}

static struct value *
pending(struct dctx *x, const struct desc_field *f, u32 i)
{
	struct value *v = value_new(x->arena, V_PENDING, param_name(x, f));

	v->num = i;
	return v;
}

/* Does the operation need what an inout pointer holds, and there is nothing? */
static bool
is_missing(struct dctx *x, const struct desc_op *op)
{
	const struct desc_field *f;
	u8 b[8];
	u32 n;

	if (op->code != OP_OLD_DEREF && op->code != OP_DEREF)
		return false;
	f = &x->set->fields[x->leaf->param + op->a];
	if (op->code == OP_DEREF && f->phase != PH_CHANGE)
		return false;
	n = dec_size(x, dec_type(x, f->type)->a);
	return !x->show->deref || n > sizeof(b) ||
	       !dec_read_all(x, dec_arg(x, op->a), b, n);
}

/*
 * Attributes that are shown at entry: addr_if that is known and true; or a
 * need for old(*p) that cannot be met. Then nothing is pending.
 */
static bool
settled_at_entry(struct dctx *x, const struct desc_field *f)
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
			if (is_missing(x, op))
				return true;
		}
	}
	return false;
}

/* The type of the object whose members old() names. */
static u32
old_bytes(struct dctx *x, const struct desc_type *to)
{
	u64 n = to->size[x->layout];

	if (to->kind == DK_ARRAY && to->b != DESC_NONE)
		n = u64_mul_sat(dec_eval_or(x, to->b, 0), dec_size(x, to->a));
	return u64_min(n, OLD_MAX);
}

/* Keeps what old() needs. false: it cannot be read. */
static bool
keep_old(struct dctx *x, const struct desc_field *f, u32 i, u64 addr)
{
	const struct desc_type *t = dec_type(x, f->type);
	struct dparam *p = &x->state->param[i];
	u32 n, got;
	u8 *data;

	if (t->kind != DK_PTR ||
	    !(t->flags & TF_OLD || dec_type(x, t->a)->flags & TF_OLD ||
	      dec_attr_get(x, f, DA_AFTER_ERROR)))
		return true;
	if (!x->show->deref)
		return false;
	n = old_bytes(x, dec_type(x, t->a));
	if (!n)
		return true;
	data = arena_alloc(x->arena, n + 8);
	got = dec_read(x, addr, data, n);
	if (!got)
		return false;
	p->old = data;
	p->old_size = got;
	return got == n || dec_type(x, t->a)->kind == DK_ARRAY;
}

/* What was kept for old() turns out to be too short for its type. */
static bool
is_no_object(struct dctx *x, const struct desc_field *f, u32 i, u64 raw)
{
	struct arena_mark m = arena_mark(x->arena);
	struct value *v;
	bool none;

	if (!x->state->param[i].old)
		return false;
	v = dec_pointer(x, f->type, f, NULL, raw, NULL);
	none = v->kind == V_ADDR || v->kind == V_UNREADABLE;
	arena_rewind(x->arena, m);
	return none;
}

/* Shown late, but nobody writes it: what the caller said is what counts. */
static bool
is_held(struct dctx *x, const struct desc_field *f)
{
	const struct desc_type *t = dec_type(x, f->type);

	return f->flags & FF_AT_EXIT && t->kind == DK_PTR &&
	       t->flags & TF_CONST && !(t->flags & (TF_OLD | TF_OUTPTR)) &&
	       !(dec_type(x, t->a)->flags & (TF_OLD | TF_OUTPTR));
}

static struct value *
enter_out(struct dctx *x, const struct desc_field *f, u32 i, u64 raw)
{
	const struct desc_type *t = dec_type(x, f->type);

	if (f->phase == PH_OUT && t->kind == DK_PTR &&
	    (x->settled || settled_at_entry(x, f) || !keep_old(x, f, i, raw)))
		return value_addr(x->arena, param_name(x, f), raw);
	if (f->phase == PH_IN_LATE && t->kind == DK_PTR &&
	    (!keep_old(x, f, i, raw) || is_no_object(x, f, i, raw)))
		return value_addr(x->arena, param_name(x, f), raw);
	if (is_held(x, f))
		x->state->param[i].held =
			dec_scalar(x, f->type, f, param_name(x, f), raw);
	return pending(x, f, i);
}

static struct value *
enter_change(struct dctx *x, const struct desc_field *f, u32 i, u64 raw)
{
	const struct desc_type *t = dec_type(x, f->type);
	const char *name = param_name(x, f);
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
		u32 size = dec_size(x, t->a);

		p->has_deref = true;
		p->deref = num_cut(old->kids.first->num, size,
				   dec_type(x, t->a)->flags & TF_SIGNED);
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
		return value_addr(x->arena, param_name(x, f), raw);
	x->pass = PASS_ENTRY;
	x->saw_late = false;
	v = dec_pointer(x, f->type, f, param_name(x, f), raw, NULL);
	x->pass = PASS_ALL;
	s = v->kind == V_COMMENT ? v->kids.first : v;
	if (s->kind == V_STRUCT) {
		const struct desc_type *to =
			dec_type(x, dec_type(x, f->type)->a);

		if (!x->saw_late)
			return v; /* nothing of it can come late */
		s->marks |= VM_OPEN;
		if (x->set->structs[to->a].nexit)
			s->marks |= VM_ARROW;
	}
	return v;
}

static struct value *
enter_arrow(struct dctx *x, const struct desc_field *f, u32 i, u64 raw)
{
	struct value *old, *v;

	old = dec_pointer(x, f->type, f, NULL, raw, NULL);
	if (old->kind == V_ADDR || old->kind == V_UNREADABLE) {
		old->name = param_name(x, f);
		return old;
	}
	v = value_new(x->arena, V_CHANGE, param_name(x, f));
	v->marks |= VM_OPEN;
	value_add(v, old);
	return v;
}

/* A parameter with [[full]]: sinks that abbreviate show its address. */
static void
mark_full(const struct desc_field *f, struct value *v, u64 raw)
{
	if (!(f->flags & FF_FULL) || !v)
		return;
	v->marks |= VM_HIDDEN;
	v->num = raw;
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
		if (x->settled_len && dec_type(x, f->type)->kind != DK_PTR)
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
	return dec_scalar(x, f->type, f, param_name(x, f), raw);
}

static struct value *
enter_param(struct dctx *x, const struct desc_field *f, u32 i)
{
	u64 raw = dec_arg(x, i);
	struct value *v;

	if (f->flags & FF_FULL && (x->show->abbrev || !raw))
		return value_int(x->arena, param_name(x, f), raw, VN_HEX);
	v = param_value(x, f, i);
	if (v && v->kind != V_PENDING)
		mark_full(f, v, raw);
	return v;
}

static void
link_params(struct dctx *x)
{
	struct value **end = &x->call->args_head;

	*end = NULL;
	for (u32 i = 0; i < x->state->n; i++) {
		struct value *v = x->state->param[i].value;

		if (!v)
			continue;
		*end = v;
		v->next = NULL;
		end = &v->next;
	}
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

/* [[block]]: the arguments lie in memory. False: they cannot be read. */
static bool
take_block(struct dctx *x)
{
	const struct desc_attr *a =
		desc_attr_find(x->set, x->leaf->attr, x->leaf->nattr, DA_BLOCK);
	u32 word = abi_info(x->call->abi)->wordsize, n = x->leaf->nparam;
	u8 bytes[6 * 8];

	if (!a)
		return true;
	if (n > 6)
		n = 6;
	if (!dec_read_all(x, dec_eval_or(x, a->arg, 0), bytes, n * word))
		return false;
	for (u32 i = 0; i < n; i++)
		x->call->args[i] = num_load(bytes + i * word, word, false);
	return true;
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

	context(&x, t, call);
	if (call->desc == DESC_NONE) {
		undescribed_args(&x);
		return;
	}
	x.leaf = &x.set->calls[call->desc];
	find_leaf(&x);
	blocked = !take_block(&x);
	n = blocked ? 0 : x.leaf->nparam;
	x.state = arena_alloc(x.arena,
			      sizeof(*x.state) + n * sizeof(struct dparam));
	x.state->n = n;
	call->decode = x.state;
	for (u32 i = 0; i < n; i++) {
		const struct desc_field *f = &x.set->fields[x.leaf->param + i];

		if (!(f->flags & FF_SKIP))
			x.state->param[i].value = enter_param(&x, f, i);
		if (cannot_open(f, x.state->param[i].value)) {
			x.settled = true;
			x.settled_len = f->phase == PH_CHANGE;
		}
	}
	link_params(&x);
	if (blocked)
		call->args_head =
			value_unreadable(x.arena, "args", call->args[0]);
}

/* ---- exit -------------------------------------------------------------- */

static bool
onerr_only(struct dctx *x, const struct desc_field *f)
{
	return x->failed && dec_attr_get(x, f, DA_ONERR_ONLY);
}

/* Of a failed call only the members that onerr_only() names. */
static struct value *
only_members(struct dctx *x, const struct desc_field *f, struct value *v)
{
	struct value *kid, *next;

	if (!v || v->kind != V_STRUCT)
		return v;
	kid = v->kids.first;
	v->kids.first = v->kids.last = NULL;
	v->kids.count = 0;
	v->marks &= ~VM_ABBREV;
	for (; kid; kid = next) {
		next = kid->next;
		kid->next = NULL;
		for (u32 i = 0; i < f->nattr; i++) {
			const struct desc_attr *a = &x->set->attrs[f->attr + i];

			if (a->id == DA_ONERR_ONLY && kid->name &&
			    !strcmp(kid->name, dec_str(x, a->arg)))
				value_add(v, kid);
		}
	}
	return v;
}

static struct value *
exit_object(struct dctx *x, const struct desc_field *f, u32 i)
{
	const char *name = param_name(x, f);
	const struct dparam *p = &x->state->param[i];
	u64 raw = dec_arg(x, i);
	struct value *v;

	if (dec_type(x, f->type)->kind != DK_PTR)
		return dec_scalar(x, f->type, f, name, raw);
	if (x->failed && f->phase == PH_OUT && !dec_onerr(x, f) &&
	    !onerr_only(x, f) && !(raw && dec_is_empty(x, f->type)))
		return value_addr(x->arena, name, raw);
	x->hide_out = x->failed && !(f->phase == PH_OUT);
	v = dec_pointer(x, f->type, f, name, raw, p->old);
	x->hide_out = false;
	if (onerr_only(x, f))
		v = only_members(x, f, v);
	return v;
}

static void
exit_pending(struct dctx *x, const struct desc_field *f, u32 i)
{
	struct value *v = NULL;

	if (dec_true(x, f->cond, true))
		v = x->state->param[i].held ? x->state->param[i].held
					    : exit_object(x, f, i);
	mark_full(f, v, dec_arg(x, i));
	if (v)
		value_fill(x->state->param[i].value, v);
	else
		x->state->param[i].value = NULL;
}

static void
exit_change(struct dctx *x, const struct desc_field *f, u32 i)
{
	struct dparam *p = &x->state->param[i];
	struct value *now;
	struct dnum n;

	if (dec_attr(x, f, DA_NOCHANGE, &n)) {
		if (!n.unknown && n.v)
			return;
	} else if (x->failed && !dec_onerr(x, f)) {
		return;
	}
	now = dec_pointer(x, f->type, f, NULL, dec_arg(x, i), NULL);
	if (now->kind != V_PTR)
		return;
	now = now->kids.first;
	if (!dec_attr(x, f, DA_NOCHANGE, &n) &&
	    now->num == p->value->kids.first->num)
		return;
	value_append_late(p->value, now);
}

static void
exit_arrow(struct dctx *x, const struct desc_field *f, u32 i)
{
	struct value *now;

	if (x->failed && !dec_onerr(x, f)) {
		if (dec_attr_get(x, f, DA_ARROW_ADDR))
			value_append_late(
				x->state->param[i].value,
				value_addr(x->arena, NULL, dec_arg(x, i)));
		return;
	}
	now = dec_pointer(x, f->type, f, NULL, dec_arg(x, i), NULL);
	value_append_late(x->state->param[i].value, now);
}

static struct value *
kid_named(struct value *s, const char *name)
{
	struct value *kid = s->kids.first;

	while (kid && !(kid->name && !strcmp(kid->name, name)))
		kid = kid->next;
	return kid;
}

/* 12 becomes 12 => 20: what was shown stays as it was. */
static void
exit_member_change(struct dctx *x, const struct desc_field *m, u64 addr,
		   struct value *kid)
{
	u32 size = dec_size(x, m->type);
	struct value *old, *now;
	struct dobj o;

	if (dec_fetch(x, addr + m->off[x->layout], size, size, &o) < size)
		return;
	now = dec_object(x, m->type, m, NULL, &o);
	if (!now || now->num == kid->num)
		return;
	old = arena_dup(x->arena, kid, sizeof(*kid));
	old->name = NULL;
	old->next = NULL;
	kid->kind = V_CHANGE;
	kid->marks = 0;
	memset(&kid->kids, 0, sizeof(kid->kids));
	value_add(kid, old);
	now->marks |= VM_LATE;
	value_add(kid, now);
}

/* `inout` members with [[change]] of an open struct. */
static void
exit_changes(struct dctx *x, const struct desc_struct *t, u64 addr,
	     struct value *s)
{
	for (u32 i = 0; i < t->n; i++) {
		const struct desc_field *m = &x->set->fields[t->first + i];
		const struct desc_attr *a;
		struct value *kid;

		if (!(m->flags & FF_CHANGE && m->flags & FF_IN &&
		      m->flags & FF_OUT))
			continue;
		a = dec_attr_get(x, m, DA_AFTER_ERROR);
		if (x->failed && (!a || dec_eval(x, a->arg).v != x->call->err))
			continue;
		kid = kid_named(s, dec_str(x, m->name));
		if (kid)
			exit_member_change(x, m, addr, kid);
	}
}

/* Late members of an open struct: decoded apart, then appended. */
static void
exit_open(struct dctx *x, const struct desc_field *f, u32 i, struct value *s)
{
	const struct desc_type *to = dec_type(x, dec_type(x, f->type)->a);
	struct value *v, *kid, *next;

	if (to->kind == DK_STRUCT)
		exit_changes(x, &x->set->structs[to->a], dec_arg(x, i), s);
	x->hide_out = x->failed && !dec_onerr(x, f);
	x->pass = PASS_EXIT;
	v = dec_pointer(x, f->type, f, NULL, dec_arg(x, i),
			x->state->param[i].old);
	x->pass = PASS_ALL;
	x->hide_out = false;
	if (v->kind == V_COMMENT)
		v = v->kids.first;
	if (v->kind != V_STRUCT)
		return;
	s->marks |= v->marks & VM_ABBREV;
	for (kid = v->kids.first; kid; kid = next) {
		next = kid->next;
		kid->next = NULL;
		value_append_late(s, kid);
	}
}

static void
exit_param(struct dctx *x, const struct desc_field *f, u32 i)
{
	struct value *v = x->state->param[i].value;

	if (!v)
		return;
	if (v->kind == V_PENDING) {
		exit_pending(x, f, i);
		return;
	}
	if (v->kind == V_COMMENT && f->phase == PH_OPEN)
		v = v->kids.first;
	if (!(v->marks & VM_OPEN))
		return;
	if (v->kind == V_STRUCT)
		exit_open(x, f, i, v);
	else if (f->phase == PH_CHANGE)
		exit_change(x, f, i);
	else
		exit_arrow(x, f, i);
}

/* ---- result ------------------------------------------------------------ */

static struct value *
plain_ret(struct dctx *x, const struct desc_field *f)
{
	const struct desc_type *t = dec_type(x, f->type);
	u64 r = (u64)x->call->rval;
	u8 sub = t->kind == DK_INT ? t->sub : DN_DEC;
	bool aux = dec_attr_get(x, f, DA_AUX);
	struct value *v;

	if (t->kind == DK_FD &&
	    ((s64)r == (s32)r || abi_info(x->call->abi)->klongsize == 4))
		return dec_fd(x, NULL, (s32)r, false);
	if (t->kind == DK_PID)
		return dec_scalar(x, f->type, NULL, NULL, r);
	v = value_int(x->arena, NULL, r, VN_DEC);
	if (dec_attr_get(x, f, DA_HEXRET) ||
	    (aux && !dec_attr_get(x, f, DA_DECRET)) || sub == DN_HEX ||
	    t->kind == DK_ADDR) {
		v->notation = VN_HEX;
		v->num = num_cut(r, abi_info(x->call->abi)->klongsize, false);
	} else if (sub == DN_OCT || sub == DN_MODE || t->kind == DK_UMODE) {
		v->notation = sub == DN_OCT ? VN_OCT : VN_MODE;
	}
	return v;
}

static struct value *
dec_aux(struct dctx *x, const struct desc_field *f)
{
	const struct desc_attr *a = dec_attr_get(x, f, DA_AUX), *h;
	struct hook_in in = {.field = f, .num = (u64)x->call->rval};
	struct value *v;

	h = desc_attr_find(x->set, x->leaf->attr, x->leaf->nattr, DA_AUX_HOOK);
	if (!h)
		h = dec_attr_get(x, f, DA_AUX_HOOK);
	if (h)
		return dec_hook(x, h->arg)(x, &in);
	if (!a || x->failed)
		return NULL;
	if (!x->call->rval && !dec_attr_get(x, f, DA_AUXZERO))
		return NULL;
	v = dec_scalar(x, f->type, NULL, NULL, (u64)x->call->rval);
	if (v && v->kind == V_ENUM && !v->sym.n)
		return NULL;
	if (v)
		v->marks |= VM_NOSTYLE; /* words, whatever the style */
	if (v && a->arg != DESC_NONE && *dec_str(x, a->arg)) {
		const char *p = dec_str(x, a->arg);
		size_t n = strlen(p);
		char *s = arena_dup(x->arena, p, n + 1);

		/* "flags " is a label: the blank is the sink's */
		if (n && s[n - 1] == ' ')
			s[n - 1] = '\0';
		v->name = s;
	}
	return v;
}

void
decode_exit(struct task *t, struct call *call)
{
	const struct desc_field *ret;
	struct dctx x;

	context(&x, t, call);
	x.at_exit = true;
	x.failed = call->err != 0;
	if (call->desc == DESC_NONE || !call->decode) {
		call->ret = value_int(x.arena, NULL, (u64)call->rval, VN_DEC);
		return;
	}
	x.leaf = &x.set->calls[call->leaf];
	x.state = call->decode;
	for (u32 i = 0; i < x.state->n; i++)
		exit_param(&x, &x.set->fields[x.leaf->param + i], i);
	if (x.state->n)
		link_params(&x);
	if (x.leaf->ret == DESC_NONE) {
		call->ret = value_int(x.arena, NULL, (u64)call->rval, VN_DEC);
		return;
	}
	ret = &x.set->fields[x.leaf->ret];
	call->ret = plain_ret(&x, ret);
	if (x.state->n || !x.leaf->nparam)
		call->aux = dec_aux(&x, ret);
}

struct value *
decode_siginfo(struct task *t, enum abi abi, const u8 *info, size_t len,
	       const struct detail *show)
{
	struct call call = {.abi = abi,
			    .set = &desc_builtin,
			    .show = *show,
			    .desc = DESC_NONE};
	struct dobj o = {.data = info, .avail = len, .size = len};
	struct dctx x;

	context(&x, t, &call);
	return dec_named_object(&x, "siginfo", NULL, &o);
}
