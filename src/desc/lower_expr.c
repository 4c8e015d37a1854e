/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Expressions to straight-line code. What is constant is folded, per layout.
 * Names: members of the struct around, parameters of the call, constants;
 * what only an enclosing struct or some call knows is looked up at run time.
 */
#include "cc.h"

#include <string.h>

struct emit {
	struct cc *cc;
	struct scope *sc;
	struct desc_op ops[256];
	u32 n;
	u32 depth, stack;
	u32 lets;
	bool full; /* more operations or values than there is room for */
};

/* Values that an operation leaves on the stack, less those that it takes. */
static int
stack_effect(u32 code, u32 a)
{
	if (code >= OP_NEG && code <= OP_CAST)
		return 0;
	if ((code >= OP_MUL && code <= OP_LOR) || code == OP_MIN ||
	    code == OP_MAX)
		return -1;
	if (code == OP_SELECT)
		return -2;
	return code == OP_IN ? -(int)a : 1;
}

static void
op(struct emit *em, u32 code, u32 a, u32 b)
{
	int left = (int)em->stack + stack_effect(code, a);

	if (em->n + 1 >= ARRAY_SIZE(em->ops) || left > DESC_STACK || left < 1) {
		em->full = true;
		return;
	}
	em->stack = (u32)left;
	em->ops[em->n++] = (struct desc_op){code, b, a};
}

static void
op_const(struct emit *em, const u64 v[LAYOUT_N])
{
	bool same = true;
	u32 first;

	for (int l = 1; l < LAYOUT_N; l++)
		same = same && v[l] == v[0];
	first = pool_add(&em->cc->consts_p, &v[0]);
	for (int l = 1; l < LAYOUT_N && !same; l++)
		pool_add(&em->cc->consts_p, &v[l]);
	op(em, same ? OP_CONST : OP_CONST_ABI, first, 0);
}

static u32
mem_add(struct emit *em, const struct decl *d)
{
	struct desc_mem m = {.is_signed = d->is_signed,
			     .is_array = d->is_array,
			     .be = d->be,
			     .bit_off = d->bit_off,
			     .bit_width = (u8)d->bits};

	for (int l = 0; l < LAYOUT_N; l++) {
		m.off[l] = d->off[l];
		m.size[l] = d->size[l];
	}
	return pool_add(&em->cc->mems_p, &m);
}

static void
op_member(struct emit *em, const struct decl *d, bool old)
{
	op(em, old ? OP_OLD_MEM : OP_MEM, mem_add(em, d), 0);
}

int
param_find(const struct scope *sc, const char *name)
{
	for (u32 i = 0; i < sc->nparams; i++)
		if (sc->params[i]->name && !strcmp(sc->params[i]->name, name))
			return (int)i;
	return -1;
}

static const struct expr *
let_find(const struct scope *sc, const char *name)
{
	for (const struct attr *a = sc->lets; a; a = a->next)
		if (!strcmp(a->name, "let") && a->args && a->args->next &&
		    a->args->name && !strcmp(a->args->name, name))
			return a->args->next;
	return NULL;
}

static void gen(struct emit *em, const struct expr *e);

static bool
gen_word(struct emit *em, const char *name)
{
	static const struct {
		const char *name;
		u32 op;
	} words[] = {
		{"ret", OP_RET},	   {"error", OP_ERROR},
		{"entry", OP_ENTRY},	   {"exit", OP_EXIT},
		{"abbrev", OP_ABBREV},	   {"wordsize", OP_WORDSIZE},
		{"pagesize", OP_PAGESIZE}, {"self", OP_SELF},
		{"avail", OP_AVAIL},	   {"index", OP_ELEMENT},
	};

	for (u32 i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i].name, name))
			continue;
		op(em, words[i].op, 0, 0);
		return true;
	}
	return false;
}

static void
unknown_name(struct emit *em, const struct expr *e)
{
	const char *near = cc_nearest(&em->cc->known, e->name);

	if (!near || !strcmp(near, e->name))
		near = cc_nearest(&em->cc->consts, e->name);
	if (near)
		cc_error(em->cc, e->pos, "unknown name '%s', perhaps '%s'",
			 e->name, near);
	else
		cc_error(em->cc, e->pos, "unknown name '%s'", e->name);
}

/* A member or parameter of what is around: found at run time. */
static void
op_outer(struct emit *em, const struct expr *e)
{
	if (em->sc && em->sc->strct)
		reach_name(em->cc, em->sc->strct, e);
	op(em, OP_NAME, cc_string(em->cc, e->name), 0);
}

static void
gen_name(struct emit *em, const struct expr *e)
{
	struct scope *sc = em->sc;
	const struct cval *c;
	const struct expr *let;
	struct decl *d;
	int i;

	d = sc && sc->strct ? struct_member(sc->strct, e->name) : NULL;
	if (d) {
		op_member(em, d, false);
		return;
	}
	i = sc ? param_find(sc, e->name) : -1;
	if (i >= 0) {
		op(em, OP_ARG, (u32)i, 0);
		return;
	}
	let = sc ? let_find(sc, e->name) : NULL;
	if (let && em->lets < 8) {
		em->lets++;
		gen(em, let);
		em->lets--;
		return;
	}
	if (gen_word(em, e->name))
		return;
	c = const_get(em->cc, e->name);
	if (c)
		op_const(em, c->v);
	else if (sc && !sc->strct && !em->cc->base &&
		 !(sc->to && struct_member(sc->to, e->name)))
		unknown_name(em, e);
	else if (strmap_get(&em->cc->known, e->name))
		op_outer(em, e);
	else
		unknown_name(em, e);
}

/* part.member, where part is a struct by value that is a member itself. */
static bool
part_member(struct emit *em, const struct expr *e, struct decl *ret)
{
	struct decl *part, *m;
	struct type_decl *td;

	if (!em->sc || !em->sc->strct || e->a->kind != X_NAME)
		return false;
	part = struct_member(em->sc->strct, e->a->name);
	if (!part || part->nptr || part->ndims)
		return false;
	td = type_decl_find(em->cc, part->type->name);
	m = td ? struct_member(td, e->name) : NULL;
	if (!m)
		return false;
	*ret = *m;
	for (int l = 0; l < LAYOUT_N; l++)
		ret->off[l] += part->off[l];
	return true;
}

/* parent.x: the nearest x outside. */
static void
gen_member(struct emit *em, const struct expr *e)
{
	struct decl d;

	if (part_member(em, e, &d))
		op_member(em, &d, false);
	else
		op(em, OP_NAME, cc_string(em->cc, e->name), 0);
}

/* old(x), old(part.x), old(*p) */
static void
gen_old(struct emit *em, const struct expr *a)
{
	struct decl *d, of_part;
	int i;

	if (a && a->kind == X_DEREF) {
		i = em->sc ? param_find(em->sc, a->name) : -1;
		if (i < 0)
			cc_error(em->cc, a->pos, "'%s' is no parameter",
				 a->name);
		op(em, OP_OLD_DEREF, (u32)i, 0);
		return;
	}
	if (a && a->kind == X_NAME && em->sc && em->sc->strct) {
		d = struct_member(em->sc->strct, a->name);
		if (d) {
			em->sc->old_used = 1;
			op_member(em, d, true);
			return;
		}
	}
	if (a && a->kind == X_MEMBER && part_member(em, a, &of_part)) {
		em->sc->old_used = 1;
		op_member(em, &of_part, true);
		return;
	}
	/* what is no member stays as it was */
	gen(em, a);
}

/* in(x, a, b, ..): in groups, so that the stack holds any number. */
static void
gen_in(struct emit *em, const struct expr *x)
{
	const struct expr *a = x->next;
	bool more = false;

	if (!a) {
		cc_error(em->cc, x->pos, "in() wants alternatives");
		return;
	}
	while (a) {
		u32 n = 0;

		gen(em, x);
		for (; a && n < 12; a = a->next, n++)
			gen(em, a);
		op(em, OP_IN, n, 0);
		if (more)
			op(em, OP_LOR, 0, 0);
		more = true;
	}
}

static void
gen_call(struct emit *em, const struct expr *e)
{
	static const struct {
		const char *name;
		u32 op;
	} fns[] = {
		{"min", OP_MIN},
		{"max", OP_MAX},
	};

	if (!strcmp(e->name, "old")) {
		if (e->a)
			gen_old(em, e->a);
		else
			cc_error(em->cc, e->pos, "old() wants a name");
		return;
	}
	if (!strcmp(e->name, "in") && e->a) {
		gen_in(em, e->a);
		return;
	}
	for (u32 i = 0; i < ARRAY_SIZE(fns); i++) {
		if (strcmp(fns[i].name, e->name))
			continue;
		if (!e->a || !e->a->next) {
			cc_error(em->cc, e->pos, "%s() wants two values",
				 e->name);
			return;
		}
		gen(em, e->a);
		for (const struct expr *a = e->a->next; a; a = a->next) {
			gen(em, a);
			op(em, fns[i].op, 0, 0);
		}
		return;
	}
	cc_error(em->cc, e->pos, "unknown function '%s'", e->name);
}

static void
gen_cast(struct emit *em, const struct expr *e)
{
	struct desc_type t;
	const char *alias;

	gen(em, e->a);
	builtin_find(e->name, &t, &alias);
	op(em, OP_CAST, t.size[0], t.flags & TF_SIGNED ? 1 : 0);
}

static void
gen_deref(struct emit *em, const struct expr *e)
{
	int i = em->sc ? param_find(em->sc, e->name) : -1;

	if (i < 0)
		cc_error(em->cc, e->pos, "'%s' is no parameter", e->name);
	op(em, OP_DEREF, (u32)i, 0);
}

/* param->member */
static void
gen_arrow(struct emit *em, const struct expr *e)
{
	int i = em->sc ? param_find(em->sc, e->a->name) : -1;
	const struct decl *p = i < 0 ? NULL : em->sc->params[i], *m;
	struct type_decl *td = p && p->nptr == 1 && p->type
				       ? type_decl_find(em->cc, p->type->name)
				       : NULL;

	m = td ? struct_member(td, e->name) : NULL;
	if (!m) {
		cc_error(em->cc, e->pos, "'%s' is no parameter with a '%s'",
			 e->a->name, e->name);
		return;
	}
	layout_struct(em->cc, td, (u32[LAYOUT_N]){0}, (u8[LAYOUT_N]){0});
	op(em, OP_ARROW, mem_add(em, m), (u32)i);
}

/* member == "text" */
static bool
gen_text_equal(struct emit *em, const struct expr *e)
{
	u32 name;

	if ((e->op != OP_EQ && e->op != OP_NE) || e->b->kind != X_STR ||
	    e->a->kind != X_NAME)
		return false;
	name = cc_string(em->cc, e->a->name);
	if (name >= 1u << 24) /* more than an operand holds */
		em->full = true;
	op(em, OP_STREQ, cc_string(em->cc, e->b->name), name);
	if (e->op == OP_NE)
		op(em, OP_LNOT, 0, 0);
	return true;
}

static void
gen_node(struct emit *em, const struct expr *e)
{
	switch (e->kind) {
	case X_NUM:
	case X_SIZEOF:
		cc_error(em->cc, e->pos, "unknown size");
		return;
	case X_NAME:
		gen_name(em, e);
		return;
	case X_STR:
		cc_error(em->cc, e->pos, "a text is no number");
		return;
	case X_UNARY:
		gen(em, e->a);
		op(em, e->op, 0, 0);
		return;
	case X_BINARY:
		if (gen_text_equal(em, e))
			return;
		gen(em, e->a);
		gen(em, e->b);
		op(em, e->op, 0, 0);
		return;
	case X_COND:
		gen(em, e->a);
		gen(em, e->b);
		gen(em, e->c);
		op(em, OP_SELECT, 0, 0);
		return;
	case X_CALL:
		gen_call(em, e);
		return;
	case X_CAST:
		gen_cast(em, e);
		return;
	case X_DEREF:
		gen_deref(em, e);
		return;
	case X_ARROW:
		gen_arrow(em, e);
		return;
	case X_MEMBER:
		gen_member(em, e);
		return;
	}
}

static void
gen(struct emit *em, const struct expr *e)
{
	u64 v[LAYOUT_N];

	if (!e || em->full)
		return;
	if (++em->depth > CC_CHAIN + CC_NEST * 9) {
		em->full = true;
		return;
	}
	if (expr_is_const(em->cc, em->sc, e, v))
		op_const(em, v);
	else
		gen_node(em, e);
	em->depth--;
}

u32
lower_expr(struct cc *cc, struct scope *sc, const struct expr *e)
{
	struct emit em = {.cc = cc, .sc = sc};
	struct desc_op end = {OP_END, 0, 0};
	u32 before = cc->nerrors, first;

	if (!e)
		return DESC_NONE;
	gen(&em, e);
	if (em.full && cc->nerrors == before)
		cc_error(cc, e->pos, "this expression is too long");
	if (cc->nerrors != before || !em.n)
		return DESC_NONE;
	first = pool_reserve(&cc->ops_p, 0);
	for (u32 i = 0; i < em.n; i++)
		pool_add(&cc->ops_p, &em.ops[i]);
	pool_add(&cc->ops_p, &end);
	return first;
}
