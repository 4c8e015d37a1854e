/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The exit of a call: what was pending is filled, what was open is completed,
 * and the result gets its value and its decoration. What entry has shown stays
 * as it is, but for the new side of a change (value.h).
 */
#include "priv.h"

#include <string.h>

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
	const char *name = dec_param_name(x, f);
	const struct dparam *p = &x->state->param[i];
	u64 raw = dec_arg(x, i);
	struct value *v;

	if (dec_type(x, f->type).kind != DK_PTR)
		return dec_scalar(x, f->type, f, name, raw);
	if (x->failed && (f->phase == PH_OUT || f->phase == PH_ARROW) &&
	    !dec_onerr(x, f) && !onerr_only(x, f) &&
	    !(raw && dec_is_empty(x, f->type)))
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
	dec_mark_full(f, v, dec_arg(x, i));
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

/* The new side of a change that was announced at entry. */
static struct value *
announced(struct value *v)
{
	return v->kind == V_CHANGE && v->kids.last &&
			       v->kids.last->kind == V_PENDING
		       ? v->kids.last
		       : NULL;
}

static struct value *
kid_named(struct value *s, const char *name)
{
	struct value *kid = s->kids.first;

	while (kid && !(kid->name && !strcmp(kid->name, name)))
		kid = kid->next;
	return kid;
}

/* [[arrow(member)]]: of the new side that member alone, as [value]. */
static struct value *
only_member(struct dctx *x, const struct desc_field *f, struct value *now)
{
	const struct desc_attr *a = dec_attr_get(x, f, DA_ARROW_MEMBER);
	struct value *kid = NULL, *v;

	if (a && now->kind == V_STRUCT)
		kid = kid_named(now, dec_str(x, a->arg));
	if (!kid)
		return now;
	v = value_new(x->arena, V_PTR, NULL);
	v->num = now->num;
	kid->name = NULL;
	value_add(v, kid);
	return v;
}

static void
exit_arrow(struct dctx *x, const struct desc_field *f, u32 i)
{
	struct value *v = x->state->param[i].value, *side = announced(v), *now;

	if (x->failed && !dec_onerr(x, f)) {
		now = value_addr(x->arena, NULL, dec_arg(x, i));
		if (side)
			value_fill(side, now);
		else if (dec_attr_get(x, f, DA_ARROW_ADDR))
			value_append_late(v, now);
		return;
	}
	x->pass = PASS_AFTER;
	now = dec_pointer(x, f->type, f, NULL, dec_arg(x, i),
			  x->state->param[i].old);
	now = only_member(x, f, now);
	x->pass = PASS_ALL;
	if (side)
		value_fill(side, now);
	else if (now->kind != V_STRUCT || now->kids.count ||
		 now->marks & VM_ABBREV)
		value_append_late(v, now); /* else it was all conditional */
}

static bool
is_pointee(const struct value *v)
{
	return v->kind == V_PTR || v->kind == V_BYTES || v->kind == V_STR ||
	       v->kind == V_STRUCT || v->kind == V_ARRAY;
}

/*
 * 12 becomes 12 => 20: what was shown stays as it was. What a pointer leads to
 * is shown again whether it changed or not.
 */
static void
member_change(struct dctx *x, struct value *kid, struct value *now)
{
	struct value *old;

	if (now->num == kid->num && !is_pointee(kid))
		return;
	old = arena_dup(x->arena, kid, sizeof(*kid));
	old->name = NULL;
	old->next = NULL;
	kid->kind = V_CHANGE;
	kid->marks = 0;
	memset(&kid->kids, 0, sizeof(kid->kids));
	value_add(kid, old);
	now->name = NULL;
	now->marks |= VM_LATE;
	value_add(kid, now);
}

static struct value *
open_kid(struct value *s, const char *name)
{
	struct value *kid = name ? kid_named(s, name) : NULL;

	return kid && kid->kind == V_STRUCT && kid->marks & VM_OPEN ? kid
								    : NULL;
}

/* A part that is open itself gets its own late members. */
static void
append_late(struct dctx *x, struct value *s, struct value *late)
{
	struct value *kid, *next, *part, *was;

	s->marks |= late->marks & VM_ABBREV;
	for (kid = late->kids.first; kid; kid = next) {
		next = kid->next;
		kid->next = NULL;
		part = kid->kind == V_STRUCT ? open_kid(s, kid->name) : NULL;
		was = kid->name ? kid_named(s, kid->name) : NULL;
		if (part)
			append_late(x, part, kid);
		else if (was &&
			 !((was->marks | s->marks) & (VM_LATE | VM_ARROW)))
			member_change(x, was, kid);
		else
			value_append_late(s, kid);
	}
}

/* Late members of an open struct: decoded apart, then appended. */
static void
exit_open(struct dctx *x, const struct desc_field *f, u32 i, struct value *s)
{
	struct value *v;

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
	append_late(x, s, v);
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
	if (!(v->marks & VM_OPEN) && !announced(v))
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
	const struct desc_type t = dec_type(x, f->type);
	u64 r = (u64)x->call->rval;
	u8 sub = t.kind == DK_INT ? t.sub : DN_DEC;
	const struct desc_attr *hook = dec_attr_get(x, f, DA_C);
	bool aux = dec_attr_get(x, f, DA_AUX);
	struct value *v;

	if (hook)
		return dec_hook_call(x, hook->arg, f, NULL, r, NULL);
	if (t.kind == DK_FD &&
	    ((s64)r == (s32)r || abi_info(x->call->abi)->klongsize == 4))
		return dec_fd(x, NULL, (s32)r, false);
	if (t.kind == DK_PID)
		return dec_scalar(x, f->type, NULL, NULL, r);
	v = value_int(x->arena, NULL, r, VN_DEC);
	if (dec_attr_get(x, f, DA_HEXRET) ||
	    (aux && !dec_attr_get(x, f, DA_DECRET)) || sub == DN_HEX ||
	    t.kind == DK_ADDR) {
		v->kind = t.kind == DK_ADDR ? V_ADDR : V_INT;
		v->notation = VN_HEX;
		v->num = num_cut(r, abi_info(x->call->abi)->klongsize, false);
	} else if (sub == DN_OCT || sub == DN_MODE || t.kind == DK_UMODE) {
		v->notation = sub == DN_OCT ? VN_OCT : VN_MODE;
	}
	return v;
}

/* A decoration without a word to say. */
static bool
is_nameless(const struct value *v, bool labelled)
{
	const struct value *kid = v->kids.first;

	if (v->kind == V_ENUM)
		return !v->sym.n;
	if (labelled)
		return false;
	if (v->kind == V_FLAGS)
		return !v->sym.n && v->num;
	return v->kind == V_PARTS && !(v->marks & VM_EACH) && kid &&
	       kid->kind == V_FLAGS && !kid->sym.n && kid->num;
}

static struct value *
dec_aux(struct dctx *x, const struct desc_field *f)
{
	const struct desc_attr *a = dec_attr_get(x, f, DA_AUX), *h;
	struct hook_in in = {.field = f, .num = (u64)x->call->rval};
	struct value *v;
	bool labelled;

	h = desc_attr_find(x->set, x->leaf->attr, x->leaf->nattr, DA_AUX_HOOK);
	if (!h)
		h = dec_attr_get(x, f, DA_AUX_HOOK);
	if (h)
		return dec_hook(x, h->arg)(x, &in);
	if (!a || x->failed)
		return NULL;
	if (!x->call->rval && !dec_attr_get(x, f, DA_AUXZERO))
		return NULL;
	labelled = a->arg != DESC_NONE && *dec_str(x, a->arg);
	v = dec_scalar(x, f->type, NULL, NULL, (u64)x->call->rval);
	if (v && is_nameless(v, labelled))
		return NULL;
	if (v && !(v->marks & VM_EACH) && !(labelled && v->kind == V_FLAGS))
		v->marks |= VM_NOSTYLE; /* words, whatever the style */
	if (v && labelled) {
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
	struct desc_field ret, f;
	struct dctx x;

	dec_context(&x, t, call);
	x.at_exit = true;
	x.failed = call->err != 0;
	if (call->desc == DESC_NONE || !call->decode) {
		call->ret = value_int(x.arena, NULL, (u64)call->rval, VN_DEC);
		return;
	}
	x.leaf = &x.set->calls[call->leaf];
	x.state = call->decode;
	x.left = x.state->left;
	for (u32 i = 0; i < x.state->n; i++) {
		f = dec_param(&x, i);
		exit_param(&x, &f, i);
	}
	if (x.state->n)
		dec_link_params(&x);
	if (x.leaf->ret == DESC_NONE) {
		call->ret = value_int(x.arena, NULL, (u64)call->rval, VN_DEC);
		return;
	}
	ret = dec_field(&x, x.leaf->ret);
	call->ret = plain_ret(&x, &ret);
	if (x.state->n || !x.leaf->nparam)
		call->aux = dec_aux(&x, &ret);
}
