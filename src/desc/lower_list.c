/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of names: enum and flags, in the order in which they are shown, with
 * an index by value for enums.
 */
#include "cc.h"

#include <string.h>

static bool
name_value(struct cc *cc, const struct nameval *n, u64 ret[LAYOUT_N])
{
	char part[128];
	const char *p = n->name;
	const struct cval *c;
	const char *near;

	if (n->value)
		return const_eval(cc, n->value, ret);
	memset(ret, 0, LAYOUT_N * sizeof(*ret));
	while (*p) {
		size_t len = strcspn(p, "|");

		if (len >= sizeof(part))
			return false;
		memcpy(part, p, len);
		part[len] = '\0';
		c = const_get(cc, part);
		if (!c) {
			near = cc_nearest(&cc->consts, part);
			cc_error(cc, n->pos,
				 near ? "unknown constant '%s', perhaps '%s'"
				      : "unknown constant '%s'",
				 part, near);
			return false;
		}
		for (int l = 0; l < LAYOUT_N; l++)
			ret[l] |= c->v[l];
		p += len + (p[len] == '|');
	}
	return true;
}

struct list {
	enum type_decl_kind kind;
	u32 first, bytes;
};

static void add_names(struct cc *cc, const struct nameval *n,
		      const struct list *list, u32 depth);

static void
add_name(struct cc *cc, const struct nameval *nv, const u64 v[LAYOUT_N],
	 const struct list *list)
{
	u32 bytes = list->bytes, at = cc->name_p.n;
	struct desc_name n = {.text = cc_text(cc, nv->name)};
	u32 done = nv->abis ? ~nv->abis : 0;

	for (int l = 0; l < LAYOUT_N; l++) {
		if (done & 1u << l)
			continue;
		n.value =
			bytes < 8 && bytes ? num_cut(v[l], bytes, false) : v[l];
		n.flags = 0;
		for (int k = l; k < LAYOUT_N; k++)
			if (v[k] == v[l] && !(done & 1u << k))
				n.flags |= 1u << k;
		done |= n.flags;
		/* a list that is shared by a narrower word: not all fit */
		if (n.value != v[l] && num_cut(n.value, bytes, true) != v[l])
			continue;
		pool_add(&cc->name_p, &n);
	}
	check_name(cc, list->kind, list->first, at, nv->pos);
}

/* +other: the names of another list. */
static void
add_more(struct cc *cc, const struct nameval *n, const struct list *list,
	 u32 depth)
{
	struct type_decl *more = type_decl_find(cc, n->more);
	u32 below = more ? DESC_NONE : base_type_find(cc, n->more);
	struct desc_names ns;

	if (more && more->names && depth <= 8) {
		add_names(cc, more->names, list, depth + 1);
		return;
	}
	if (below == DESC_NONE || (cc_type(cc, below)->kind != DK_ENUM &&
				   cc_type(cc, below)->kind != DK_FLAGS)) {
		cc_error(cc, n->pos, "'%s' is not a list", n->more);
		return;
	}
	ns = *(struct desc_names *)pool_at(&cc->names_p, cc_type(cc, below)->a);
	for (u32 i = 0; i < ns.n; i++) {
		struct desc_name nm =
			*(struct desc_name *)pool_at(&cc->name_p, ns.first + i);

		pool_add(&cc->name_p, &nm);
	}
}

static void
add_names(struct cc *cc, const struct nameval *n, const struct list *list,
	  u32 depth)
{
	for (; n; n = n->next) {
		u64 v[LAYOUT_N];

		if (n->more)
			add_more(cc, n, list, depth);
		else if (name_value(cc, n, v))
			add_name(cc, n, v, list);
	}
}

static int
by_value(struct cc *cc, u32 a, u32 b)
{
	const struct desc_name *x = pool_at(&cc->name_p, a);
	const struct desc_name *y = pool_at(&cc->name_p, b);

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return a < b ? -1 : a > b;
}

/* Insertion sort: lists are mostly in order already. */
static u32
sort_names(struct cc *cc, u32 first, u32 n)
{
	u32 at = pool_reserve(&cc->sorted_p, n);
	u32 *s = n ? pool_at(&cc->sorted_p, at) : NULL;

	for (u32 i = 0; i < n; i++) {
		u32 k = i;

		for (; k > 0 && by_value(cc, s[k - 1], first + i) > 0; k--)
			s[k] = s[k - 1];
		s[k] = first + i;
	}
	return at;
}

static void
list_flags(struct cc *cc, const struct attr *a, struct desc_type *t)
{
	if (attr_get(a, "dec"))
		t->flags |= TF_DEC;
	if (attr_get(a, "udec"))
		t->flags |= TF_UDEC;
	if (attr_get(a, "as_comment"))
		t->flags |= TF_AS_COMMENT;
	if (attr_get(a, "as_comment") && attr_get(a, "as_comment")->args)
		t->sub = LIST_ALWAYS;
}

u32
lower_list(struct cc *cc, struct type_decl *td, const u32 *size,
	   const u8 *align, u16 sign)
{
	struct desc_type t = {.b = DESC_NONE, .c = DESC_NONE};
	struct desc_names ns = {
		.fallback = DESC_NONE, .zero = DESC_NONE, .sorted = DESC_NONE};
	const struct attr *zero = attr_get(td->attrs, "zero");
	struct list list;

	t.kind = td->kind == TD_ENUM ? DK_ENUM : DK_FLAGS;
	t.name = cc_string(cc, td->name ? td->name : "");
	t.flags = sign;
	memcpy(t.size, size, sizeof(t.size));
	memcpy(t.align, align, sizeof(t.align));
	list_flags(cc, td->attrs, &t);
	attrs_check(cc, td->attrs, A_LIST);
	ns.first = cc->name_p.n;
	list = (struct list){td->kind, ns.first, size[0]};
	add_names(cc, td->names, &list, 0);
	ns.n = cc->name_p.n - ns.first;
	if (td->fallback)
		ns.fallback = cc_string(cc, td->fallback);
	if (zero && zero->args && zero->args->name)
		ns.zero = cc_string(cc, zero->args->name);
	if (td->kind == TD_ENUM)
		ns.sorted = sort_names(cc, ns.first, ns.n);
	t.a = pool_add(&cc->names_p, &ns);
	return lower_new_type(cc, &t);
}
