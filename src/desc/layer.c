/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A user's own descriptions over the built-in set, compiled at run time.
 *
 * The tables of the base are copied into the compiler's pools, so that ids go
 * on where the base ends and the result is a whole set: the interpreter knows
 * no layers. What is gone at run time, the tree of the base's declarations, is
 * asked of its tables: types by name (cc->base_types), constants by the names
 * of its lists, members as names that something around may know. A call takes
 * the number of its name; a method becomes a case of a copy of the base's
 * switch, before the cases that are there.
 */
#include "cc.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

struct layer {
	struct cc cc;
	struct descset set;
};

/* ---- the base ---------------------------------------------------------- */

static void
borrow(struct pool *p, const void *data, u32 n)
{
	p->cap = n + n / 8 + 64;
	p->n = n;
	p->data = mem_alloc((size_t)p->cap * p->size);
	memcpy(p->data, data, (size_t)n * p->size);
}

static void
borrow_pools(struct cc *cc, const struct descset *b)
{
	borrow(&cc->names_p, b->names, b->n_names);
	borrow(&cc->name_p, b->name, b->n_name);
	borrow(&cc->sorted_p, b->sorted_names, b->n_sorted);
	borrow(&cc->parts_p, b->parts, b->n_parts);
	borrow(&cc->attrs_p, b->attrs, b->n_attrs);
	borrow(&cc->structs_p, b->structs, b->n_structs);
	borrow(&cc->arms_p, b->arms, b->n_arms);
	borrow(&cc->keys_p, b->keys, b->n_keys);
	borrow(&cc->tlvs_p, b->tlvs, b->n_tlvs);
	borrow(&cc->calls_p, b->calls, b->n_calls);
	borrow(&cc->muxes_p, b->muxes, b->n_muxes);
	borrow(&cc->cases_p, b->cases, b->n_cases);
	borrow(&cc->ops_p, b->ops, b->n_ops);
	borrow(&cc->consts_p, b->consts, b->n_consts);
	borrow(&cc->mems_p, b->mems, b->n_mems);
	borrow(&cc->hooks_p, b->hooks, b->n_hooks);
	for (u32 i = 0; i < b->n_types; i++) {
		struct desc_type t = desc_type(b, i);

		pool_add(&cc->types_p, &t);
	}
	for (u32 i = 0; i < b->n_fields; i++) {
		struct desc_field f = desc_field(b, i);

		pool_add(&cc->fields_p, &f);
	}
	for (enum abi a = 0; a < ABI_N; a++) {
		size_t bytes = abi_info(a)->nr_limit * sizeof(u16);

		cc->by_nr[a] = mem_alloc(bytes);
		memcpy(cc->by_nr[a], b->by_nr[a], bytes);
	}
}

static void
borrow_strings(struct cc *cc, const struct descset *b)
{
	strings_borrow(&cc->strings, b->strings, b->n_strings);
	strings_borrow(&cc->texts, desc_texts(b), b->n_texts);
	for (u32 i = 0; i < b->n_hooks; i++)
		strmap_put(&cc->hook_ids, b->strings + b->hooks[i],
			   (void *)((uintptr_t)i + 1));
}

/* The first row of a name is the type as it was declared. */
static void
borrow_types(struct cc *cc, const struct descset *b)
{
	static const bool named[] = {
		[DK_ENUM] = true,   [DK_FLAGS] = true,	 [DK_BITS] = true,
		[DK_STRUCT] = true, [DK_UNION] = true,	 [DK_HOOK] = true,
		[DK_TLV] = true,    [DK_VARIANT] = true,
	};

	for (u32 i = 0; i < b->n_types; i++) {
		const struct desc_type t = desc_type(b, i);
		const char *name = b->strings + t.name;

		if (t.kind < ARRAY_SIZE(named) && named[t.kind] && *name &&
		    !strmap_get(&cc->base_types, name))
			strmap_put(&cc->base_types, name,
				   (void *)((uintptr_t)i + 1));
	}
}

/* Names of lists are constants, members and parameters are known names. */
static void
borrow_names(struct cc *cc, const struct descset *b)
{
	for (u32 i = 0; i < b->n_name; i++) {
		const struct desc_name *n = &b->name[i];
		const char *name = desc_text(b, n);
		struct cval *c = strmap_get(&cc->consts, name);

		if (strcspn(name, "| ") != strlen(name))
			continue;
		if (!c) {
			const_put(cc, name, n->value);
			continue;
		}
		for (int l = 0; l < LAYOUT_N; l++)
			if (n->flags == 1u << l)
				c->v[l] = n->value;
	}
	for (u32 i = 0; i < b->n_fields; i++)
		if (desc_field(b, i).name)
			strmap_put(&cc->known,
				   b->strings + desc_field(b, i).name, cc);
}

/* What no list names: errors, signals, ioctl commands. */
static const struct cval *
more_consts(struct cc *cc, const char *name)
{
	int v = errno_find(name);
	struct cval c;
	bool found = false;

	if (v < 0 && !strncmp(name, "SIG", 3))
		v = signal_find(name);
	if (v >= 0) {
		const_put(cc, name, (u64)v);
		return strmap_get(&cc->consts, name);
	}
	for (enum abi a = 0; a < ABI_N; a++) {
		u32 number = 0;

		found = ioctl_find(a, name, &number) || found;
		c.v[abi_info(a)->layout] = number;
	}
	return found ? arena_dup(&cc->arena, &c, sizeof(c)) : NULL;
}

/* ---- calls ------------------------------------------------------------- */

static void
place_call(struct cc *cc, const struct call_name *n, u32 id)
{
	bool any = false;
	const char *near;

	for (enum abi a = 0; a < ABI_N; a++) {
		s64 nr = abi_call_find(a, n->name);

		if (nr < 0 || (n->abis && !(n->abis & 1u << a)))
			continue;
		cc->by_nr[a][(u32)nr - abi_info(a)->nr_bias] = (u16)id;
		any = true;
	}
	if (any)
		return;
	near = abi_call_nearest(n->name);
	cc_error(cc, n->pos,
		 near ? "no ABI has a call '%s', perhaps '%s'"
		      : "no ABI has a call '%s'",
		 n->name, near);
}

static void
place_calls(struct cc *cc)
{
	for (struct call_decl *c = cc->call_decls; c; c = c->next)
		for (struct call_name *n = c->names; n && !c->inner;
		     n = n->next)
			place_call(cc, n, c->id);
}

static void
replace_call(struct cc *cc, u32 old, u32 id)
{
	for (enum abi a = 0; a < ABI_N; a++)
		for (u32 i = 0; i < abi_info(a)->nr_limit; i++)
			if (cc->by_nr[a][i] == old)
				cc->by_nr[a][i] = (u16)id;
}

/* All calls of this name, which may differ from ABI to ABI. */
static void
extend_calls(struct cc *cc, const char *name, const struct call_decl *methods)
{
	bool any = false;

	for (enum abi a = 0; a < ABI_N; a++) {
		s64 nr = abi_call_find(a, name);
		u32 id = nr < 0 ? DESC_NONE
				: cc->by_nr[a][(u32)nr - abi_info(a)->nr_bias];
		const struct desc_call *c;

		if (id == DESC_NONE)
			continue;
		c = pool_at(&cc->calls_p, id);
		if (c->mux == DESC_NONE)
			continue;
		any = true;
		if (id < cc->base->n_calls)
			replace_call(cc, id, extend_call(cc, id, methods));
	}
	for (const struct call_decl *m = methods; m && !any; m = m->next)
		cc_error(cc, m->pos, "no call '%s' with a switch", name);
}

void
layer_calls(struct cc *cc)
{
	const char *name;
	size_t pos = 0;
	void *methods;

	place_calls(cc);
	while (strmap_next(&cc->methods, &pos, &name, &methods))
		if (!strmap_get(&cc->calls, name))
			extend_calls(cc, name, methods);
}

/* ---- names of commands ------------------------------------------------- */

static bool
is_own_const(const struct cc *cc, const char *name)
{
	for (const struct type_decl *td = cc->values; td; td = td->next)
		if (td->kind == TD_CONST && !strcmp(td->name, name))
			return true;
	return false;
}

static void
add_command(struct cc *cc, struct type_decl *td, const struct nameval *like)
{
	struct nameval *n = arena_dup(&cc->arena, like, sizeof(*like));

	n->next = td->names;
	td->names = n;
}

/* What a layer below named. */
static void
add_commands_below(struct cc *cc, struct type_decl *td)
{
	const struct descset *b = cc->base;
	const struct desc_names *ns = &b->names[b->commands];

	for (u32 i = 0; i < ns->n; i++) {
		const struct desc_name *nm = &b->name[ns->first + i];
		struct expr *e = arena_alloc(&cc->arena, sizeof(*e));
		struct nameval n = {.name = desc_text(b, nm),
				    .value = e,
				    .abis = nm->flags};

		e->kind = X_NUM;
		e->num = nm->value;
		add_command(cc, td, &n);
	}
}

/*
 * The users' names of ioctl commands, the last first, as a list that is looked
 * at before the built-in names.
 */
static u32
own_commands(struct cc *cc)
{
	static const u32 size[LAYOUT_N] = {4, 4, 4};
	static const u8 align[LAYOUT_N] = {4, 4, 4};
	struct type_decl td = {.kind = TD_ENUM};
	const struct call_decl *m = strmap_get(&cc->methods, "ioctl");

	if (cc->base->commands != DESC_NONE)
		add_commands_below(cc, &td);
	for (; m; m = m->next)
		for (const struct expr *e = m->cases->label.keys; e;
		     e = e->next) {
			struct nameval n = {.name = e->name, .pos = e->pos};

			if (e->kind == X_NAME && is_own_const(cc, e->name))
				add_command(cc, &td, &n);
		}
	if (!td.names)
		return DESC_NONE;
	return cc_type(cc, lower_list(cc, &td, size, align, 0))->a;
}

/* ---- the set ----------------------------------------------------------- */

static void
compile(struct layer *l, const struct source *src)
{
	struct cc *cc = &l->cc;
	u32 commands = DESC_NONE;

	parse_file(cc, src);
	consts_settle(cc);
	if (!cc->nerrors)
		lower_calls(cc);
	if (!cc->nerrors)
		layer_calls(cc);
	if (!cc->nerrors)
		commands = own_commands(cc);
	cc_limits(cc);
	cc_fill_set(cc, &l->set);
	l->set.commands = commands;
}

int
desc_layer_new(const struct descset *base, const char *path, const char *text,
	       size_t len, const struct descset **ret, char **ret_messages)
{
	struct layer *l = mem_zalloc(sizeof(*l));
	struct source *src;
	struct cc *cc = &l->cc;
	int rc;

	*ret_messages = NULL;
	cc_init(cc);
	cc->base = base;
	cc->more_consts = more_consts;
	borrow_pools(cc, base);
	borrow_strings(cc, base);
	borrow_types(cc, base);
	borrow_names(cc, base);
	src = arena_alloc(&cc->arena, sizeof(*src));
	src->path = arena_strdup(&cc->arena, path);
	src->text = arena_dup(&cc->arena, text, len + 1);
	src->len = len;
	compile(l, src);
	if (cc->errors.len)
		*ret_messages = buf_take(&cc->errors);
	rc = cc->nerrors ? -EINVAL : 0;
	if (rc == 0)
		*ret = &l->set;
	else
		desc_layer_free(&l->set);
	return rc;
}

void
desc_layer_free(const struct descset *s)
{
	struct layer *l =
		(struct layer *)((uintptr_t)s - offsetof(struct layer, set));

	cc_release(&l->cc);
	mem_free(l);
}
