/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What can be compiled but is probably a slip: a name that is never shown, an
 * ioctl whose number tells another size or direction, a condition on what is
 * not known yet. Warnings, since a header may lie and a list may hold a name
 * for reading only; the tree itself is held free of them by its tests.
 */
#include "cc.h"

#include <string.h>

/* ---- lists ------------------------------------------------------------- */

static const struct desc_name *
taken_by(struct cc *cc, bool flags, u32 first, u32 at)
{
	const struct desc_name *n = pool_at(&cc->name_p, at);

	for (u32 i = first; i < at; i++) {
		const struct desc_name *e = pool_at(&cc->name_p, i);
		bool taken = flags && e->value && n->value
				     ? (e->value & n->value) == e->value
				     : e->value == n->value;

		if (taken && !(n->flags & ~e->flags))
			return e;
	}
	return NULL;
}

/*
 * The name whose rows (one per value that it has on some ABI) are `at` to the
 * end, in a list that begins at `first`. An enum shows the first of equal
 * values; flags are taken in order, so that a name whose bits hold all those
 * of an earlier one never finds them.
 */
void
check_name(struct cc *cc, enum type_decl_kind kind, u32 first, u32 at,
	   struct pos pos)
{
	const struct desc_name *n, *e = NULL;

	if (!pos.src) /* made by the compiler */
		return;
	for (u32 i = at; i < cc->name_p.n; i++) {
		e = taken_by(cc, kind == TD_FLAGS, first, i);
		if (!e)
			return;
	}
	if (!e)
		return;
	n = pool_at(&cc->name_p, at);
	cc_warn(cc, pos,
		e->value == n->value
			? "'%s' is never shown: '%s' has its value"
			: "'%s' is never shown: '%s' takes its bits",
		cc->texts.text.data + n->text, cc->texts.text.data + e->text);
}

/* A name of a part's own list that has bits outside the part's mask. */
void
check_part(struct cc *cc, const struct part *p, const struct desc_part *dp)
{
	const struct desc_type *t = cc_type(cc, dp->type);
	const struct desc_names *ns;
	const struct nameval *nv = p->list ? p->list->names : NULL;

	if (!nv || dp->mask == UINT64_MAX || dp->shift)
		return;
	ns = pool_at(&cc->names_p, t->a);
	for (u32 i = 0; i < ns->n; i++) {
		const struct desc_name *n = pool_at(&cc->name_p, ns->first + i);

		if (!(n->value & ~dp->mask))
			continue;
		cc_warn(cc, p->pos,
			"'%s' is never shown: it is not within the mask",
			cc->texts.text.data + n->text);
	}
}

/* ---- ioctl ------------------------------------------------------------- */

static void
ioctl_size(struct cc *cc, const struct expr *key, const u64 v[LAYOUT_N],
	   const struct desc_type *to)
{
	for (int l = 0; l < LAYOUT_N; l++) {
		u32 wanted = (u32)(v[l] >> 16) & 0x3fff;

		if (!wanted || !to->size[l] || to->size[l] == wanted)
			continue;
		cc_warn(cc, key->pos,
			"the number says %u bytes, the description %u (%s)",
			wanted, to->size[l], abi_info((enum abi)l)->name);
		return;
	}
}

/*
 * A number made by _IOR() and its like holds the size and the direction of
 * what the last argument points to. Plain numbers say nothing; [[misnumbered]]
 * says that the header is wrong.
 */
void
check_ioctl(struct cc *cc, const struct expr *key, const u64 v[LAYOUT_N],
	    const struct desc_call *c)
{
	u32 dir = (u32)(v[0] >> 30) & 3;
	const struct desc_field *f;
	const struct desc_type *t;

	if (!dir || v[0] >> 32 || c->nparam < 3)
		return;
	f = pool_at(&cc->fields_p, c->param + c->nparam - 1);
	t = cc_type(cc, f->type);
	if (t->kind != DK_PTR)
		return;
	ioctl_size(cc, key, v, cc_type(cc, t->a));
	if (dir == 1 && f->phase == PH_OUT)
		cc_warn(cc, key->pos,
			"the number says that the kernel reads, "
			"the description that it writes");
	if (dir == 2 && f->phase == PH_IN)
		cc_warn(cc, key->pos,
			"the number says that the kernel writes, "
			"the description that it reads");
}

/* ---- what is known when ------------------------------------------------ */

static bool
is_late(const struct scope *sc, const struct expr *e)
{
	if (!e)
		return false;
	if (e->kind == X_NAME)
		return !strcmp(e->name, "ret") || !strcmp(e->name, "error");
	if (e->kind == X_DEREF || e->kind == X_ARROW)
		for (u32 i = 0; i < sc->nparams; i++)
			if (sc->params[i]->name &&
			    !strcmp(sc->params[i]->name,
				    e->kind == X_ARROW ? e->a->name : e->name))
				return sc->params[i]->type &&
				       sc->params[i]->nptr &&
				       !sc->params[i]->in &&
				       !sc->params[i]->type->is_const;
	return false;
}

static const struct expr *
find_late(const struct scope *sc, const struct expr *e, u32 depth)
{
	const struct expr *f;

	if (!e || depth > CC_CHAIN)
		return NULL;
	if (e->kind == X_CALL && !strcmp(e->name, "old"))
		return NULL;
	if (is_late(sc, e))
		return e;
	f = find_late(sc, e->a, depth + 1);
	if (!f)
		f = find_late(sc, e->b, depth + 1);
	if (!f)
		f = find_late(sc, e->c, depth + 1);
	/* the arguments of a function are a chain */
	for (const struct expr *x = e->kind == X_CALL ? e->a : NULL; x && !f;
	     x = x->next)
		f = find_late(sc, x, depth + 1);
	return f;
}

/* As it was written: "", "*", "p", "->", followed by the name. */
static const char *
before_name(const struct expr *e, const char **ret_arrow)
{
	*ret_arrow = e->kind == X_ARROW ? "->" : "";
	if (e->kind == X_ARROW)
		return e->a->name;
	return e->kind == X_DEREF ? "*" : "";
}

static void
early(struct cc *cc, const struct scope *sc, const struct expr *e)
{
	const struct expr *late = find_late(sc, e, 0);
	const char *before, *arrow;

	if (!late)
		return;
	before = before_name(late, &arrow);
	cc_warn(cc, late->pos,
		"'%s%s%s' is not known at entry, when this is shown", before,
		arrow, late->name);
}

/* A parameter that is shown at entry must not wait for the result. */
void
check_phase(struct cc *cc, const struct scope *sc, const struct decl *d,
	    u8 phase)
{
	static const char *const when[] = {"len", "size", "min", "max",
					   "addr_if"};
	const struct attr *a = attr_get(d->attrs, "at_exit");

	if (a && phase == PH_IN_LATE && d->nptr && !d->in && !d->type->is_const)
		cc_warn(cc, a->pos, "'%s' is shown at exit as it is",
			d->name ? d->name : "this");
	if (phase != PH_IN)
		return;
	early(cc, sc, d->cond);
	for (u32 i = 0; i < d->ndims; i++)
		early(cc, sc, d->dims[i]);
	for (u32 i = 0; i < ARRAY_SIZE(when); i++) {
		a = attr_get(d->attrs, when[i]);
		early(cc, sc, a ? a->args : NULL);
	}
}

/* The keys of a switch choose the parameters, at entry. */
void
check_mux_key(struct cc *cc, const struct scope *sc, const struct expr *e)
{
	const struct expr *late = find_late(sc, e, 0);
	const char *before, *arrow;

	if (!late)
		return;
	before = before_name(late, &arrow);
	cc_error(cc, late->pos, "'%s%s%s' is not known at entry", before, arrow,
		 late->name);
}

/* Abbreviation is a matter of each sink: nothing may depend on it. */
void
check_cond(struct cc *cc, const struct expr *e)
{
	if (!e)
		return;
	if (e->kind == X_NAME && !strcmp(e->name, "abbrev"))
		cc_error(cc, e->pos, "'abbrev' may not decide what there is");
	if (e->kind != X_UNARY && e->kind != X_BINARY && e->kind != X_COND)
		return;
	check_cond(cc, e->a);
	check_cond(cc, e->b);
	check_cond(cc, e->c);
}

/* Members of one body; the arms of a switch may share a name. */
void
check_members(struct cc *cc, const struct body_item *first)
{
	struct strmap seen = STRMAP_INIT;

	for (const struct body_item *it = first; it; it = it->next) {
		const char *name = it->kind == B_FIELD ? it->field->name : NULL;

		if (!name)
			continue;
		if (strmap_get(&seen, name))
			cc_error(cc, it->field->pos, "'%s' is a member already",
				 name);
		strmap_put(&seen, name, &seen);
	}
	strmap_release(&seen);
}

static bool
is_aggregate(const struct type_decl *td)
{
	return td && (td->kind == TD_STRUCT || td->kind == TD_UNION ||
		      td->kind == TD_TLV);
}

static bool
is_struct_name(struct cc *cc, const char *name, const struct type_decl *td)
{
	u32 id = base_type_find(cc, name);

	if (td || id == DESC_NONE)
		return is_aggregate(td);
	return cc_type(cc, id)->kind == DK_STRUCT ||
	       cc_type(cc, id)->kind == DK_UNION;
}

void
check_member(struct cc *cc, const struct decl *d)
{
	const struct type_decl *td = type_decl_find(cc, d->type->name);
	u32 bytes = d->size[LAYOUT_LP64];

	check_cond(cc, d->cond);
	if (d->embed &&
	    (d->nptr || d->ndims || !is_struct_name(cc, d->type->name, td)))
		cc_error(cc, d->pos, "only a struct can be embedded");
	if (d->bits && (d->nptr || is_struct_name(cc, d->type->name, td) ||
			d->ndims || !bytes || bytes > 8))
		cc_error(cc, d->pos, "a bit-field is part of an integer");
	else if (d->bits > bytes * 8)
		cc_error(cc, d->pos, "%u bits do not fit into %u bytes",
			 d->bits, bytes);
	if (attr_get(d->attrs, "len") && !d->nptr && !d->ndims)
		cc_error(cc, attr_get(d->attrs, "len")->pos,
			 "'len' wants a pointer or an array");
}

/* ---- structs ----------------------------------------------------------- */

/* The versions of a struct grow from front to back. */
void
check_versions(struct cc *cc, const struct desc_field *f,
	       const struct decl *const *d, u32 n)
{
	u32 least = 0;

	for (u32 i = 0; i < n; i++) {
		if (!(f[i].flags & FF_VER) || !d[i])
			continue;
		if (f[i].off[0] < least)
			cc_warn(cc, d[i]->pos,
				"'%s' is of an earlier version than a member "
				"before it",
				d[i]->name ? d[i]->name : "this");
		else
			least = f[i].off[0];
	}
}

/* ---- switches in structs and variants ---------------------------------- */

static bool
same_key(struct cc *cc, const struct expr *a, const struct expr *b)
{
	u64 x[LAYOUT_N], y[LAYOUT_N];

	if (a->kind == X_STR || b->kind == X_STR)
		return a->kind == b->kind && !strcmp(a->name, b->name);
	if (!expr_is_const(cc, NULL, a, x) || !expr_is_const(cc, NULL, b, y))
		return false;
	return !memcmp(x, y, sizeof(x));
}

static bool
key_before(struct cc *cc, const struct arm *first, const struct expr *key,
	   u32 nkeys)
{
	for (const struct arm *a = first; a; a = a->next)
		for (const struct expr *e = a->label.keys; e; e = e->next) {
			const struct expr *x = e, *y = key;
			u32 same = 0;

			if (e == key)
				return false;
			while (same < nkeys && x && y && same_key(cc, x, y)) {
				same++;
				x = x->next;
				y = y->next;
			}
			if (same == nkeys)
				return true;
		}
	return false;
}

/* No arm twice, at most one default. */
void
check_arms(struct cc *cc, const struct arm *first, u32 nkeys)
{
	bool deflt = false;

	for (const struct arm *a = first; a; a = a->next) {
		const struct expr *e = a->label.keys;
		u32 i = 0;

		if (a->label.deflt && deflt)
			cc_error(cc, a->label.pos, "a second default");
		deflt = deflt || a->label.deflt;
		for (; e; e = e->next, i++)
			if (i % nkeys == 0 && key_before(cc, first, e, nkeys))
				cc_error(cc, e->pos,
					 "an arm before this one has it");
	}
}
