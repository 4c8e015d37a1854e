/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names that an expression of a struct takes from outside: a member of a
 * struct that holds or points to it, or a parameter of a call that leads to
 * it. They are looked up at run time, so that a slip would be an unknown for
 * ever; here each is looked for on every way that leads to its struct.
 */
#include "cc.h"

#include <string.h>

/* A struct, or the parameters of a call, that names a type. */
struct user {
	struct type_decl *td;
	const struct decl *const *params;
	u32 nparams;
	const struct attr *lets;
	struct user *next;
};

struct reach {
	struct cc *cc;
	struct strmap users;   /* struct user chains, by type */
	struct strmap visited; /* types, in the query under way */
};

static void
add_user(struct reach *r, const struct typeref *t, const struct user *u)
{
	struct user *n;

	if (!t)
		return;
	n = arena_dup(&r->cc->arena, u, sizeof(*u));
	n->next = strmap_get(&r->users, t->name);
	strmap_put(&r->users, t->name, n);
}

static void
add_items(struct reach *r, struct body_item *it, const struct user *u,
	  u32 depth)
{
	for (; it && depth < 16; it = it->next) {
		if (it->field)
			add_user(r, it->field->type, u);
		add_items(r, it->items, u, depth + 1);
		for (struct arm *a = it->arms; a; a = a->next)
			add_items(r, a->items, u, depth + 1);
	}
}

static void
add_type(struct reach *r, struct type_decl *td)
{
	for (struct type_decl *v = td; v; v = v->alt) {
		struct user u = {.td = v};

		add_items(r, v->body, &u, 0);
		for (struct arm *a = v->arms; a; a = a->next)
			add_items(r, a->items, &u, 0);
	}
}

/* One call, or one case of its switch with the parameters so far. */
void
reach_call(struct cc *cc, const struct scope *sc)
{
	struct user *u = arena_alloc(&cc->arena, sizeof(*u));

	u->params = arena_dup(&cc->arena, sc->params,
			      sc->nparams * sizeof(*sc->params) + 1);
	u->nparams = sc->nparams;
	u->lets = sc->lets;
	u->next = cc->reach_calls;
	cc->reach_calls = u;
}

void
reach_name(struct cc *cc, struct type_decl *td, const struct expr *e)
{
	struct outer *o = arena_alloc(&cc->arena, sizeof(*o));

	o->td = td;
	o->e = e;
	o->next = cc->outer_names;
	cc->outer_names = o;
}

static bool
has_param(const struct user *u, const char *name)
{
	for (u32 i = 0; i < u->nparams; i++)
		if (u->params[i]->name && !strcmp(u->params[i]->name, name))
			return true;
	for (const struct attr *a = u->lets; a; a = a->next)
		if (!strcmp(a->name, "let") && a->args && a->args->name &&
		    !strcmp(a->args->name, name))
			return true;
	return false;
}

static bool
visible(struct reach *r, const char *type, const char *name, u32 depth)
{
	if (depth > CC_NEST || strmap_get(&r->visited, type))
		return false;
	strmap_put(&r->visited, type, r);
	for (const struct user *u = strmap_get(&r->users, type); u;
	     u = u->next) {
		if (has_param(u, name))
			return true;
		if (!u->td)
			continue;
		if (struct_member(u->td, name) ||
		    visible(r, u->td->name, name, depth + 1))
			return true;
	}
	return false;
}

void
reach_check(struct cc *cc)
{
	struct reach r = {.cc = cc};

	for (struct type_decl *td = cc->decls; td; td = td->next)
		add_type(&r, td);
	for (const struct user *u = cc->reach_calls; u; u = u->next)
		for (u32 i = 0; i < u->nparams; i++)
			add_user(&r, u->params[i]->type, u);
	for (const struct outer *o = cc->outer_names; o; o = o->next) {
		if (!strmap_get(&r.users, o->td->name) ||
		    visible(&r, o->td->name, o->e->name, 0)) {
			strmap_release(&r.visited);
			continue;
		}
		strmap_release(&r.visited);
		cc_warn(cc, o->e->pos,
			"'%s' is no member of what leads to struct %s",
			o->e->name, o->td->name);
	}
	strmap_release(&r.users);
}
