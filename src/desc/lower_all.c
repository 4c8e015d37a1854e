/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All calls of the files, each once, under every name that it has; and what
 * only the whole can tell: methods of no call, names that nothing leads to.
 */
#include "cc.h"

#include <string.h>

static void
know_params(struct cc *cc, const struct decl *d)
{
	static char yes;

	for (; d; d = d->next)
		if (d->name)
			strmap_put(&cc->known, d->name, &yes);
}

static void
know_cases(struct cc *cc, const struct mux_case *c, u32 depth)
{
	for (; c && depth < 6; c = c->next) {
		know_params(cc, c->params);
		if (c->mux)
			know_cases(cc, c->mux->cases, depth + 1);
	}
}

static void
know_names(struct cc *cc)
{
	const char *name;
	size_t pos = 0;
	void *methods;

	for (struct call_decl *c = cc->call_decls; c; c = c->next) {
		know_params(cc, c->params);
		if (c->mux)
			know_cases(cc, c->mux->cases, 0);
	}
	while (strmap_next(&cc->methods, &pos, &name, &methods))
		for (struct call_decl *m = methods; m; m = m->next)
			know_cases(cc, m->cases, 0);
}

static void
know_items(struct cc *cc, struct body_item *it, u32 depth)
{
	static char yes;

	for (; it && depth < 16; it = it->next) {
		if (it->kind == B_FIELD && it->field->name)
			strmap_put(&cc->known, it->field->name, &yes);
		if (it->kind == B_IF)
			know_items(cc, it->items, depth + 1);
		for (struct arm *a = it->arms; a; a = a->next)
			know_items(cc, a->items, depth + 1);
	}
}

static void
bind(struct cc *cc, const struct call_name *n, u32 id)
{
	struct called *old = strmap_get(&cc->calls, n->name), *c;

	for (c = old; c; c = c->next)
		if (c->abis == n->abis)
			cc_error(cc, n->pos, "'%s' is described twice",
				 n->name);
	c = arena_alloc(&cc->arena, sizeof(*c));
	c->abis = n->abis;
	c->id = id;
	c->next = old;
	strmap_put(&cc->calls, n->name, c);
}

static bool
has_mux(struct cc *cc, const char *name)
{
	for (const struct call_decl *c = cc->call_decls; c; c = c->next)
		for (const struct call_name *n = c->names; n; n = n->next)
			if (c->mux && !strcmp(n->name, name))
				return true;
	return false;
}

static void
check_methods(struct cc *cc)
{
	const char *name;
	size_t pos = 0;
	void *value;

	while (strmap_next(&cc->methods, &pos, &name, &value)) {
		if (has_mux(cc, name))
			continue;
		for (const struct call_decl *m = value; m; m = m->next)
			cc_error(cc, m->pos, "no call '%s' with a switch",
				 name);
	}
}

void
lower_calls(struct cc *cc)
{
	know_names(cc);
	for (struct type_decl *td = cc->decls; td; td = td->next)
		know_items(cc, td->body, 0);
	for (struct call_decl *c = cc->call_decls; c; c = c->next) {
		u32 id = decl_call(cc, c);

		for (struct call_name *n = c->names; n; n = n->next)
			bind(cc, n, id);
	}
	if (!cc->base)
		check_methods(cc);
	/* types that no call names are checked all the same */
	for (struct type_decl *td = cc->decls; td; td = td->next) {
		struct typeref t = {.name = td->name, .pos = td->pos};

		if (td->kind != TD_VARIANT)
			lower_typeref(cc, NULL, &t);
	}
	reach_check(cc);
}
