/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Structs, unions, switches inside structs.
 *
 * A walk over the members shows those that the pass wants: all of them, those
 * of an open struct that are known at entry, or those that the kernel fills.
 * Offsets come from the table of the ABI's class; the order is the order of
 * showing, not of memory. Members beyond the bytes that are there count as 0
 * in conditions and are left out ([[ver]], [[tagged]]).
 */
#include "priv.h"

#include <string.h>

struct walk {
	struct dctx *x;
	const struct dobj *o;
	struct value *into;
	const struct desc_field *owner; /* the field that holds the struct */
	bool cut;			/* [[ver]]: the bytes end here */
	bool tagged, partial;
	bool late;	/* a member marked at_exit was reached */
	bool exit_list; /* what the kernel wrote through the members */
};

bool
dec_field_is_out(const struct dctx *x, const struct desc_field *f)
{
	const struct desc_type t = dec_type(x, f->type);

	if (f->flags & FF_IN)
		return false;
	if (f->flags & FF_OUT)
		return true;
	return t.kind == DK_PTR && !(t.flags & TF_CONST);
}

/* Half of an open struct is being walked. */
static bool
is_half(const struct dctx *x)
{
	return x->pass == PASS_ENTRY || x->pass == PASS_EXIT;
}

/* A struct by value that is open itself: some of it is shown at exit. */
static bool
is_open_part(const struct walk *w, const struct desc_field *f)
{
	const struct desc_type t = dec_type(w->x, f->type);

	return is_half(w->x) && t.kind == DK_STRUCT && t.flags & TF_ATEXIT;
}

/* `inout` with [[change]]: the kernel wrote its new side. */
static bool
is_rewritten(struct dctx *x, const struct desc_field *f)
{
	return f->flags & FF_CHANGE && f->flags & FF_IN && f->flags & FF_OUT &&
	       (!x->hide_out || dec_onerr(x, f));
}

/* Does this pass show the member? Keeps track of at_exit. */
static bool
in_pass(struct walk *w, const struct desc_field *f)
{
	struct dctx *x = w->x;

	if (f->flags & FF_AT_EXIT &&
	    !(f->flags & FF_VER && f->off[x->layout] >= w->o->avail))
		w->late = x->saw_late = true;
	if (dec_field_is_out(x, f) || is_rewritten(x, f))
		x->saw_late = true;
	switch (x->pass) {
	case PASS_ALL:
		return true;
	case PASS_ENTRY:
		return !w->late && !dec_field_is_out(x, f);
	case PASS_EXIT:
		return w->late || dec_field_is_out(x, f) ||
		       is_open_part(w, f) || is_rewritten(x, f);
	case PASS_BEFORE:
		return f->flags & FF_IN || !(f->flags & FF_OUT);
	case PASS_AFTER:
		return f->flags & FF_OUT || !(f->flags & FF_IN);
	}
	return true;
}

/* An array that says how many there are, even if none of them is here. */
static bool
counts_itself(const struct dctx *x, const struct desc_field *f)
{
	const struct desc_type t = dec_type(x, f->type);

	return t.kind == DK_ARRAY && t.b != DESC_NONE;
}

/* Bytes missing: absent or, with [[partial]], shown as hex. */
static bool
fits(struct walk *w, const struct desc_field *f, u32 off, u32 size)
{
	const struct desc_type t = dec_type(w->x, f->type);
	/* of an array what is there is shown, but it is something */
	u32 least = t.kind == DK_ARRAY ? u64_max(dec_size(w->x, t.a), 1) : 1;

	if (off + size <= w->o->avail &&
	    (size || off < w->o->avail || counts_itself(w->x, f)))
		return true;
	if (f->flags & FF_VER) {
		w->cut = w->cut || off + least > w->o->avail;
		return !w->cut;
	}
	if (w->tagged && (f->flags & FF_EMBED || t.kind == DK_SUN_PATH))
		return off < w->o->avail;
	if (w->tagged && t.kind == DK_ARRAY)
		return off + least <= w->o->avail;
	if (w->tagged || w->partial)
		return false;
	return true;
}

static void
add_partial(struct walk *w, const struct desc_field *f, u32 off)
{
	u32 n = w->o->avail > off ? w->o->avail - off : 0;
	struct value *v;

	if (!n)
		return;
	v = value_bytes(w->x->arena, V_BYTES, dec_str(w->x, f->name),
			w->o->data + off, n, n);
	v->marks |= VM_HEX;
	value_add(w->into, v);
}

static void walk_fields(struct walk *w, u32 first, u32 n);

static void
walk_switch(struct walk *w, const struct desc_field *f)
{
	const struct desc_arm *arm = dec_arm(w->x, f->type, true, w->o->avail);

	if (arm)
		walk_fields(w, arm->first, arm->n);
}

static void
walk_embed(struct walk *w, const struct desc_field *f, const struct dobj *part)
{
	const struct desc_type t = dec_type(w->x, f->type);
	struct dctx *x = w->x;
	struct walk in = *w;
	enum dpass pass = x->pass;
	struct dframe fr = {x->frame, dec_strct(x, f->type), part};
	struct value *v;
	const struct desc_attr *c = dec_attr_get(x, f, DA_C);

	if (c || (t.kind != DK_STRUCT && t.kind != DK_UNION)) {
		v = dec_object(x, f->type, f, dec_str(x, f->name), part);
		if (v)
			value_add(w->into, v);
		return;
	}
	in.o = part;
	in.cut = false;
	x->frame = &fr;
	if (is_half(x) && f->flags & FF_OUT)
		x->pass = PASS_ALL; /* its members come when it comes */
	walk_fields(&in, x->set->structs[fr.strct].first,
		    x->set->structs[fr.strct].n);
	x->pass = pass;
	x->frame = fr.outer;
}

/* [old => new] of a member that the kernel changed. */
static struct value *
changed(struct dctx *x, const struct desc_field *f, const struct dobj *part,
	struct value *now)
{
	struct value *old, *v;
	struct dobj before = *part;

	if (!part->old || !now)
		return now;
	if (f->flags & FF_CHANGE &&
	    !memcmp(part->old, part->data, dec_size(x, f->type)))
		return now;
	before.data = part->old;
	before.old = NULL;
	old = dec_object(x, f->type, f, NULL, &before);
	v = value_new(x->arena, V_CHANGE, now->name);
	now->name = NULL;
	value_add(v, old);
	value_add(v, now);
	return v;
}

static bool
wants_change(struct dctx *x, const struct desc_field *f)
{
	const struct desc_attr *a;

	if (!x->at_exit || x->pass == PASS_EXIT)
		return false;
	if (f->flags & FF_CHANGE)
		return true;
	a = dec_attr_get(x, f, DA_AFTER_ERROR);
	return a && x->failed && dec_eval(x, a->arg).v == x->call->err;
}

static struct value *
commented(struct dctx *x, u32 attr, u32 nattr, struct value *v,
	  const struct dobj *o)
{
	const struct desc_attr *a, *fixed;
	struct value *text;
	struct hook_in in;

	if (!nattr || !v)
		return v;
	a = desc_attr_find(x->set, attr, nattr, DA_COMMENT);
	fixed = desc_attr_find(x->set, attr, nattr, DA_COMMENT_TEXT);
	if (fixed)
		return value_comment(x->arena, v, dec_str(x, fixed->arg));
	if (!a)
		return v;
	in = (struct hook_in){.obj = o, .num = v->num};
	for (u32 i = a->arg2;
	     i < attr + nattr && in.nargs < 4 && x->set->attrs[i].id == DA_ARGS;
	     i++)
		in.args[in.nargs++] = dec_eval_or(x, x->set->attrs[i].arg, 0);
	text = dec_hook(x, a->arg)(x, &in);
	if (!text)
		return v;
	v = value_comment(x->arena, v, text->text);
	v->marks |= text->marks & VM_STYLED;
	return v;
}

static bool
abbreviated(struct walk *w, const struct desc_field *f, const struct dobj *part)
{
	bool hide = f->flags & FF_FULL;
	struct dnum n;

	if (f->nattr && dec_attr(w->x, f, DA_FULL_IF, &n))
		hide = !n.unknown && n.v;
	if (f->flags & FF_FULL_ZERO) {
		const struct desc_type t = dec_type(w->x, f->type);
		u64 v = dec_load(part, t.size[w->x->layout], false);

		if (f->bit_width && f->bit_width < 64)
			v = v >> f->bit_off & ((1ull << f->bit_width) - 1);
		hide = !v;
	}
	return hide;
}

/* What follows an open part comes after it: late, too. */
static struct value *
open_part(struct walk *w, const struct desc_field *f, const struct dobj *part)
{
	struct dctx *x = w->x;
	bool saw_late = x->saw_late;
	struct value *v;

	x->open_part = true;
	x->saw_late = false;
	v = dec_object(x, f->type, f, dec_str(x, f->name), part);
	if (v && x->pass == PASS_ENTRY && x->saw_late)
		v->marks |= VM_OPEN;
	w->late = w->late || x->saw_late || x->pass == PASS_EXIT;
	x->saw_late = x->saw_late || saw_late;
	return v;
}

/* Bytes up to here belong to members that we know. */
static void
note_end(struct walk *w, const struct desc_field *f)
{
	struct dctx *x = w->x;
	taddr end = w->o->addr + f->off[x->layout] + dec_size(x, f->type);

	if (end > x->known_end && dec_type(x, f->type).kind != DK_STRUCT)
		x->known_end = end;
}

/* The member's bytes; [[size(e)]] of what is no pointer says how many. */
static struct dobj
member_part(struct walk *w, const struct desc_field *f, u32 off, u32 size)
{
	struct dnum given;

	if (f->nattr && dec_type(w->x, f->type).kind != DK_PTR &&
	    dec_attr(w->x, f, DA_SIZE, &given) && !given.unknown)
		size = u64_min(given.v, size);
	return dec_part(w->o, off,
			size && !(f->flags & FF_REST) ? size : UINT32_MAX);
}

/* Nobody shows this member: the struct has an end or a gap there. */
static void
leave_out(struct walk *w)
{
	struct value *into = w->into, *last = into->kids.last;

	if (!(into->marks & VM_GAPS))
		into->marks |= VM_ABBREV;
	else if (!last || last->kind != V_ELLIPSIS)
		value_add(into, value_new(w->x->arena, V_ELLIPSIS, NULL));
}

static void
walk_member(struct walk *w, const struct desc_field *f)
{
	struct dctx *x = w->x;
	u32 off = f->off[x->layout], size = dec_size(x, f->type);
	struct dobj part;
	struct value *v;
	bool hide;

	if (x->hide_out && x->pass == PASS_EXIT && dec_field_is_out(x, f) &&
	    dec_type(x, f->type).kind != DK_PTR)
		return; /* nothing was written */
	if (w->exit_list && x->hide_out && dec_type(x, f->type).kind == DK_PTR)
		return;
	if (!fits(w, f, off, size)) {
		if (w->partial)
			add_partial(w, f, off);
		return;
	}
	part = member_part(w, f, off, size);
	if (f->flags & FF_EMBED) {
		walk_embed(w, f, &part);
		return;
	}
	hide = abbreviated(w, f, &part);
	if (hide && x->show->abbrev) {
		leave_out(w);
		return;
	}
	if (is_open_part(w, f))
		v = open_part(w, f, &part);
	else
		v = dec_object(x, f->type, f,
			       f->name ? dec_str(x, f->name) : NULL, &part);
	if (wants_change(x, f))
		v = changed(x, f, &part, v);
	v = commented(x, f->attr, f->nattr, v, &part);
	if (!v)
		return;
	if (hide)
		v->marks |= VM_HIDDEN;
	if (w->into->marks & VM_OPEN && x->at_exit)
		value_append_late(w->into, v);
	else
		value_add(w->into, v);
}

/* At entry: is it still open whether this part will be there? */
static bool
may_come(struct dctx *x, const struct desc_field *f)
{
	const struct desc_op *op;
	struct dnum n;

	if (f->cond == DESC_NONE)
		return true;
	/* what it will be held against is not there yet */
	for (op = &x->set->ops[f->cond]; op->code != OP_END; op++)
		if (op->code == OP_OLD_MEM || op->code == OP_OLD_DEREF)
			return true;
	n = dec_eval(x, f->cond);
	return n.unknown || n.v;
}

/* The struct ends with a word, or with a comment on what came last. */
static void
stop_here(struct walk *w, const struct desc_field *f)
{
	const struct desc_attr *a = dec_attr_get(w->x, f, DA_COMMENT_TEXT);
	struct value *last = w->into->kids.last, *v;
	const char *word = dec_str(w->x, f->name);

	w->cut = true;
	if (!a || !last) {
		value_add(w->into,
			  strcmp(word, "...")
				  ? value_word(w->x->arena, NULL, word)
				  : value_new(w->x->arena, V_ELLIPSIS, NULL));
		return;
	}
	v = arena_dup(w->x->arena, last, sizeof(*last));
	v->next = NULL;
	*last = *value_comment(w->x->arena, v, dec_str(w->x, a->arg));
}

static void
walk_fields(struct walk *w, u32 first, u32 n)
{
	struct dctx *x = w->x;

	for (u32 i = 0; i < n && !w->cut; i++) {
		const struct desc_field f = dec_field(x, first + i);
		struct dnum h;

		if (f.flags & FF_STOP) {
			if (!dec_true(x, f.cond, false))
				continue;
			stop_here(w, &f);
			break;
		}
		if (!(f.flags & FF_SWITCH))
			note_end(w, &f);
		if (f.flags & FF_HIDE || !may_come(x, &f) ||
		    (!(f.flags & FF_SWITCH) && !in_pass(w, &f)) ||
		    !dec_true(x, f.cond, true))
			continue;
		if (f.nattr && dec_attr(x, &f, DA_HIDE_IF, &h) && !h.unknown &&
		    h.v)
			continue;
		if (f.flags & FF_SWITCH)
			walk_switch(w, &f);
		else
			walk_member(w, &f);
	}
}

/* `exit { }`: what the kernel wrote through the members' pointers. */
static void
walk_exit_list(struct walk *w, const struct desc_struct *s)
{
	enum dpass pass = w->x->pass;

	w->x->pass = PASS_ALL;
	w->exit_list = true;
	walk_fields(w, s->exit, s->nexit);
	w->x->pass = pass;
}

static void
members(struct dctx *x, u32 strct, const struct desc_field *owner,
	const struct dobj *o, struct value *into)
{
	const struct desc_struct *s = &x->set->structs[strct];
	struct dframe fr = {x->frame, strct, o};
	struct walk w = {.x = x, .o = o, .into = into, .owner = owner};

	if (owner && owner->nattr) {
		w.tagged = dec_attr_get(x, owner, DA_TAGGED);
		w.partial = dec_attr_get(x, owner, DA_PARTIAL);
	}
	if (s->nattr && desc_attr_find(x->set, s->attr, s->nattr, DA_GAPS))
		into->marks |= VM_GAPS;
	x->frame = &fr;
	walk_fields(&w, s->first, s->n);
	for (u32 i = 0; x->pass == PASS_ENTRY && i < s->nexit; i++) {
		const struct desc_field f = dec_field(x, s->exit + i);

		if (may_come(x, &f))
			x->saw_late = true;
	}
	if (x->pass == PASS_EXIT && s->nexit) {
		w.cut = false;
		walk_exit_list(&w, s);
	}
	x->frame = fr.outer;
}

void
dec_members(struct dctx *x, u32 strct, const struct dobj *o, struct value *into)
{
	members(x, strct, NULL, o, into);
}

struct value *
dec_struct(struct dctx *x, u32 type, const struct desc_field *f,
	   const char *name, const struct dobj *o)
{
	const struct desc_type t = dec_type(x, type);
	const struct desc_struct *s = &x->set->structs[dec_strct(x, type)];
	struct value *v = value_new(x->arena, V_STRUCT, name);
	enum dpass pass = x->pass;
	struct dframe fr = {x->frame, dec_strct(x, type), o};

	/*
	 * Depth 2 is what a parameter points to. Parts of an open struct are
	 * shown whole with the member that they are, if they are not
	 * open themselves; the sides of an arrow differ at any depth.
	 */
	if (x->depth > 2 && !x->open_part && is_half(x))
		x->pass = PASS_ALL;
	x->open_part = false;
	v->num = o->addr;
	if (t.flags & TF_GROUP)
		v->marks |= VM_GROUP;
	members(x, fr.strct, f, o, v);
	x->pass = pass;
	x->frame = &fr;
	v = commented(x, s->attr, s->nattr, v, o);
	x->frame = fr.outer;
	return v;
}

static bool
arm_has_key(struct dctx *x, const struct desc_arm *arm, u64 key)
{
	for (u32 i = 0; i < arm->nkeys; i++) {
		u64 k = dec_eval_or(x, x->set->keys[arm->first_key + i], 0);

		if (k == key)
			return true;
	}
	return false;
}

const struct desc_arm *
dec_arm(struct dctx *x, u32 type, bool skip_small, u32 avail)
{
	const struct desc_type t = dec_type(x, type);
	struct dnum key = t.c == DESC_NONE ? (struct dnum){0, true, false}
					   : dec_eval(x, t.c);
	const struct desc_arm *deflt = NULL;

	for (u32 i = 0; i < t.b; i++) {
		const struct desc_arm *arm = &x->set->arms[t.a + i];

		if (!arm->nkeys) {
			deflt = arm;
			continue;
		}
		if (key.unknown || !arm_has_key(x, arm, key.v))
			continue;
		if (skip_small && arm->min != DESC_NONE &&
		    avail < dec_eval_or(x, arm->min, 0))
			continue;
		return arm;
	}
	return deflt;
}
