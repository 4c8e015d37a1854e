/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attributes: one table row each says where an attribute goes: a bit of the
 * field, a row that the interpreter looks up, or the lowering of its type.
 */
#include "cc.h"

#include <string.h>

enum attr_how {
	AH_TYPE,  /* the type's or call's lowering knows it */
	AH_FLAG,  /* FF_* bit */
	AH_EXPR,  /* DA_*, arg = expr (NONE without) */
	AH_EACH,  /* DA_* once per argument; once with NONE without any */
	AH_NAMES, /* DA_*, one string row per argument */
	AH_HOOK,  /* DA_*, arg = hook */
	AH_LIST,  /* DA_*, arg = names of an enum */
	AH_TAIL,
	AH_TWO, /* DA_*, arg, arg2 = exprs */
	AH_AUX,
	AH_COMMENT,
};

static const struct attr_row {
	const char *name;
	enum attr_how how;
	u32 id;
} rows[] = {
	{"addr_if", AH_EXPR, DA_ADDR_IF},
	{"after_error", AH_EACH, DA_AFTER_ERROR},
	{"align", AH_TYPE, 0},
	{"all", AH_TYPE, 0},
	{"always", AH_TYPE, 0},
	{"arrow", AH_TAIL, 0},
	{"as_comment", AH_TYPE, 0},
	{"at_exit", AH_FLAG, FF_AT_EXIT},
	{"aux", AH_AUX, 0},
	{"auxzero", AH_EXPR, DA_AUXZERO},
	{"be", AH_TYPE, 0},
	{"block", AH_EXPR, DA_BLOCK},
	{"bytes", AH_EXPR, DA_BYTES},
	{"c", AH_HOOK, DA_C},
	{"change", AH_FLAG, FF_CHANGE},
	{"comment", AH_COMMENT, 0},
	{"count_if_abbrev", AH_FLAG, FF_ABBREV_COUNT},
	{"cstr", AH_TYPE, 0},
	{"dec", AH_TYPE, 0},
	{"decret", AH_EXPR, DA_DECRET},
	{"each", AH_TYPE, 0},
	{"errno_if", AH_TYPE, 0},
	{"errors", AH_TYPE, 0},
	{"exact", AH_TYPE, 0},
	{"fails", AH_TYPE, 0},
	{"form", AH_TYPE, 0},
	{"full", AH_FLAG, FF_FULL},
	{"full_if", AH_EXPR, DA_FULL_IF},
	{"full_zero", AH_FLAG, FF_FULL_ZERO},
	{"group", AH_TYPE, 0},
	{"hex", AH_TYPE, 0},
	{"hexret", AH_EXPR, DA_HEXRET},
	{"hide", AH_FLAG, FF_HIDE},
	{"hide_if", AH_EXPR, DA_HIDE_IF},
	{"index", AH_LIST, DA_INDEX},
	{"kernel", AH_TYPE, 0},
	{"len", AH_TYPE, 0},
	{"let", AH_TYPE, 0},
	{"list", AH_NAMES, DA_LIST},
	{"max", AH_TYPE, 0},
	{"min", AH_EXPR, DA_MIN},
	{"names", AH_TYPE, 0},
	{"nochange", AH_EXPR, DA_NOCHANGE},
	{"nofail", AH_TYPE, 0},
	{"noreturn", AH_TYPE, 0},
	{"onerr", AH_EACH, DA_ONERR},
	{"onerr_only", AH_NAMES, DA_ONERR_ONLY},
	{"packed", AH_TYPE, 0},
	{"pair", AH_FLAG, FF_PAIR},
	{"partial", AH_NAMES, DA_PARTIAL},
	{"ptr64", AH_TYPE, 0},
	{"raw_if", AH_EXPR, DA_RAW_IF},
	{"reads", AH_TYPE, 0},
	{"records", AH_NAMES, DA_RECORDS},
	{"remember", AH_NAMES, DA_REMEMBER},
	{"rest", AH_FLAG, FF_REST},
	{"ret_errno", AH_TYPE, 0},
	{"returns_twice", AH_TYPE, 0},
	{"selfsize", AH_TWO, DA_SELFSIZE},
	{"shift", AH_TYPE, 0},
	{"slot", AH_TYPE, 0},
	{"since", AH_TYPE, 0},
	{"size", AH_EXPR, DA_SIZE},
	{"sizeof", AH_TYPE, 0},
	{"sockbuf", AH_TYPE, 0},
	{"socklen", AH_FLAG, FF_SOCKLEN},
	{"sun_path", AH_TYPE, 0},
	{"swapped", AH_TYPE, 0},
	{"tagged", AH_EXPR, DA_TAGGED},
	{"tail", AH_TAIL, DA_TAIL},
	{"udec", AH_TYPE, 0},
	{"upto", AH_EXPR, DA_UPTO},
	{"varargs", AH_TYPE, 0},
	{"ver", AH_FLAG, FF_VER},
	{"ver0", AH_EXPR, DA_VER0},
	{"zero", AH_TYPE, 0},
};

const struct attr *
attr_get(const struct attr *a, const char *name)
{
	for (; a; a = a->next)
		if (!strcmp(a->name, name))
			return a;
	return NULL;
}

static const struct attr_row *
row_find(const char *name)
{
	for (u32 i = 0; i < ARRAY_SIZE(rows); i++)
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	return NULL;
}

void
attrs_check(struct cc *cc, const struct attr *a)
{
	for (; a; a = a->next) {
		const char *best = NULL;
		unsigned least = 3;

		if (row_find(a->name))
			continue;
		for (u32 i = 0; i < ARRAY_SIZE(rows); i++) {
			unsigned d = str_distance(rows[i].name, a->name);

			if (d < least) {
				least = d;
				best = rows[i].name;
			}
		}
		if (best)
			cc_error(cc, a->pos,
				 "unknown attribute '%s', perhaps '%s'",
				 a->name, best);
		else
			cc_error(cc, a->pos, "unknown attribute '%s'", a->name);
	}
}

struct rowset {
	struct desc_attr row[32];
	u32 n;
};

static void
row_add(struct rowset *rs, u32 id, u32 arg, u32 arg2)
{
	if (rs->n < ARRAY_SIZE(rs->row))
		rs->row[rs->n++] = (struct desc_attr){id, arg, arg2};
}

static void
add_tail(struct cc *cc, const struct attr *a, struct rowset *rs)
{
	static const struct {
		const char *name;
		u32 tail;
	} tails[] = {
		{"nonzero", TAIL_NONZERO},
		{"more", TAIL_MORE},
		{"extra_data", TAIL_EXTRA_DATA},
	};

	if (!strcmp(a->name, "arrow")) {
		if (a->args && a->args->name && !strcmp(a->args->name, "open"))
			row_add(rs, DA_ARROW_OPEN, DESC_NONE, DESC_NONE);
		else if (a->args)
			row_add(rs, DA_ARROW_ADDR, a->args->next != NULL,
				DESC_NONE);
		return;
	}
	for (u32 i = 0; i < ARRAY_SIZE(tails); i++)
		if (a->args && a->args->name &&
		    !strcmp(a->args->name, tails[i].name)) {
			row_add(rs, DA_TAIL, tails[i].tail, DESC_NONE);
			return;
		}
	cc_error(cc, a->pos, "tail is nonzero, more or extra_data");
}

static void
add_aux(struct cc *cc, const struct attr *a, struct rowset *rs)
{
	if (!a->args) {
		cc_error(cc, a->pos, "aux wants a text or a hook");
	} else if (a->args->kind == X_STR) {
		row_add(rs, DA_AUX, cc_string(cc, a->args->name), DESC_NONE);
	} else if (a->args->kind == X_NAME) {
		row_add(rs, DA_AUX_HOOK, cc_hook(cc, a->args->name), DESC_NONE);
	}
}

/* comment(fn(a, b)) or comment(fn): arguments are rows of their own. */
static void
add_comment(struct cc *cc, struct scope *sc, const struct attr *a,
	    struct rowset *rs)
{
	const struct expr *e = a->args;

	if (!e || (e->kind != X_CALL && e->kind != X_NAME)) {
		cc_error(cc, a->pos, "comment wants a hook");
		return;
	}
	row_add(rs, DA_COMMENT, cc_hook(cc, e->name), DESC_NONE);
	if (e->kind == X_CALL)
		for (const struct expr *x = e->a; x; x = x->next)
			row_add(rs, DA_ARGS, lower_expr(cc, sc, x), DESC_NONE);
}

static void
add_list(struct cc *cc, const struct attr *a, struct rowset *rs)
{
	struct type_decl *td = NULL;

	if (a->args && a->args->name)
		td = type_decl_find(cc, a->args->name);
	if (a->args && (!td || td->kind != TD_ENUM)) {
		cc_error(cc, a->args->pos, "expected an enum");
		return;
	}
	if (td) {
		struct typeref t = {.name = td->name, .pos = a->pos};
		u32 id = lower_typeref(cc, NULL, &t);

		row_add(rs, DA_INDEX, cc_type(cc, id)->a, DESC_NONE);
	} else {
		row_add(rs, DA_INDEX, DESC_NONE, DESC_NONE);
	}
}

static void
add_row(struct cc *cc, struct scope *sc, const struct attr *a,
	const struct attr_row *r, struct rowset *rs)
{
	const struct expr *e = a->args;

	switch (r->how) {
	case AH_TYPE:
	case AH_FLAG:
		return;
	case AH_EXPR:
		row_add(rs, r->id, e ? lower_expr(cc, sc, e) : DESC_NONE,
			DESC_NONE);
		return;
	case AH_EACH:
		if (!e)
			row_add(rs, r->id, DESC_NONE, DESC_NONE);
		for (; e; e = e->next)
			row_add(rs, r->id, lower_expr(cc, sc, e), DESC_NONE);
		return;
	case AH_NAMES:
		if (!e)
			row_add(rs, r->id, DESC_NONE, DESC_NONE);
		for (; e; e = e->next)
			row_add(rs, r->id,
				cc_string(cc, e->name ? e->name : "?"),
				DESC_NONE);
		return;
	case AH_HOOK:
		if (e && e->name)
			row_add(rs, r->id, cc_hook(cc, e->name), DESC_NONE);
		return;
	case AH_LIST:
		add_list(cc, a, rs);
		return;
	case AH_TAIL:
		add_tail(cc, a, rs);
		return;
	case AH_TWO:
		if (e && e->next)
			row_add(rs, r->id, lower_expr(cc, sc, e),
				lower_expr(cc, sc, e->next));
		else
			cc_error(cc, a->pos, "'%s' wants two arguments",
				 a->name);
		return;
	case AH_AUX:
		add_aux(cc, a, rs);
		return;
	case AH_COMMENT:
		add_comment(cc, sc, a, rs);
		return;
	}
}

void
lower_attrs(struct cc *cc, struct scope *sc, const struct attr *first,
	    struct desc_field *f)
{
	struct rowset rs = {.n = 0};

	attrs_check(cc, first);
	for (const struct attr *a = first; a; a = a->next) {
		const struct attr_row *r = row_find(a->name);

		if (!r)
			continue;
		if (r->how == AH_FLAG)
			f->flags |= r->id;
		add_row(cc, sc, a, r, &rs);
	}
	f->attr = cc->attrs_p.n;
	f->nattr = (u8)rs.n;
	for (u32 i = 0; i < rs.n; i++) {
		if (rs.row[i].id == DA_COMMENT)
			rs.row[i].arg2 = f->attr + i + 1;
		pool_add(&cc->attrs_p, &rs.row[i]);
	}
}
