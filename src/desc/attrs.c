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
	u16 where;   /* A_* */
	u8 min, max; /* arguments */
} rows[] = {
	{"addr_if", AH_EXPR, DA_ADDR_IF, A_MEMBER | A_PARAM, 1, 1},
	{"after_error", AH_EACH, DA_AFTER_ERROR, A_MEMBER, 1, 9},
	{"align", AH_TYPE, 0, A_STRUCT | A_TLV, 1, 1},
	{"all", AH_TYPE, 0, A_STRUCT, 0, 0},
	{"always", AH_TYPE, 0, A_PART, 0, 0},
	{"arrow", AH_TAIL, 0, A_PARAM | A_MEMBER, 0, 2},
	{"as_comment", AH_TYPE, 0, A_LIST, 0, 1},
	{"at_exit", AH_FLAG, FF_AT_EXIT, A_MEMBER | A_PARAM, 0, 0},
	{"aux", AH_AUX, 0, A_CALL, 1, 1},
	{"auxzero", AH_EXPR, DA_AUXZERO, A_CALL, 0, 0},
	{"block", AH_EXPR, DA_BLOCK, A_CALL, 1, 1},
	{"brief", AH_EXPR, DA_BRIEF, A_MEMBER | A_PARAM, 0, 1},
	{"bytes", AH_EXPR, DA_BYTES, A_MEMBER | A_PARAM, 1, 1},
	{"c", AH_HOOK, DA_C, A_MEMBER | A_PARAM | A_CALL, 1, 1},
	{"change", AH_FLAG, FF_CHANGE, A_MEMBER | A_PARAM, 0, 0},
	{"comment", AH_COMMENT, 0, A_MEMBER | A_PARAM | A_STRUCT | A_CALL, 1,
	 1},
	{"count_if_abbrev", AH_FLAG, FF_ABBREV_COUNT, A_MEMBER | A_PARAM, 0, 0},
	{"cstr", AH_TYPE, 0, A_MEMBER | A_PARAM, 0, 0},
	{"data", AH_TYPE, 0, A_MEMBER | A_PARAM, 0, 0},
	{"dec", AH_TYPE, 0, A_MEMBER | A_PARAM | A_LIST | A_CALL | A_BITS, 0,
	 0},
	{"decret", AH_EXPR, DA_DECRET, A_CALL, 0, 0},
	{"drop_nul", AH_FLAG, FF_DROP_NUL, A_MEMBER | A_PARAM, 0, 0},
	{"each", AH_TYPE, 0, A_BITS, 0, 0},
	{"errno_if", AH_TYPE, 0, A_CALL, 1, 1},
	{"errors", AH_NAMES, DA_ERRORS, A_CALL, 1, 64},
	{"exact", AH_TYPE, 0, A_PART, 0, 0},
	{"fails", AH_TYPE, 0, A_CALL, 1, 1},
	{"form", AH_TYPE, 0, A_BITS, 1, 1},
	{"full", AH_FLAG, FF_FULL, A_MEMBER | A_PARAM, 0, 0},
	{"full_if", AH_EXPR, DA_FULL_IF, A_MEMBER, 1, 1},
	{"full_zero", AH_FLAG, FF_FULL_ZERO, A_MEMBER, 0, 0},
	{"gaps", AH_EXPR, DA_GAPS, A_STRUCT, 0, 0},
	{"group", AH_TYPE, 0, A_STRUCT, 0, 0},
	{"hex", AH_TYPE, 0, A_MEMBER | A_PARAM | A_LIST | A_BITS, 0, 0},
	{"hexret", AH_EXPR, DA_HEXRET, A_CALL, 0, 0},
	{"hide", AH_FLAG, FF_HIDE, A_MEMBER | A_PARAM | A_PART, 0, 0},
	{"hide_if", AH_EXPR, DA_HIDE_IF, A_MEMBER | A_PARAM, 1, 1},
	{"index", AH_LIST, DA_INDEX, A_MEMBER | A_PARAM | A_TLV, 0, 2},
	{"kernel", AH_TYPE, 0, A_STRUCT, 1, 1},
	{"len", AH_TYPE, 0, A_MEMBER | A_PARAM | A_TLV, 1, 1},
	{"let", AH_TYPE, 0, A_CALL, 2, 2},
	{"list", AH_NAMES, DA_LIST, A_MEMBER | A_PARAM, 1, 1},
	{"max", AH_EXPR, DA_MAX, A_MEMBER | A_PARAM, 1, 1},
	{"min", AH_EXPR, DA_MIN, A_MEMBER | A_PARAM, 1, 1},
	{"misnumbered", AH_TYPE, 0, A_CALL, 0, 0},
	{"names", AH_TYPE, 0, A_CALL, 0, 0},
	{"nochange", AH_EXPR, DA_NOCHANGE, A_MEMBER | A_PARAM, 1, 1},
	{"nofail", AH_TYPE, 0, A_CALL, 0, 0},
	{"noreturn", AH_TYPE, 0, A_CALL, 0, 0},
	{"onerr", AH_EACH, DA_ONERR, A_MEMBER | A_PARAM, 0, 9},
	{"onerr_only", AH_NAMES, DA_ONERR_ONLY, A_MEMBER | A_PARAM, 1, 9},
	{"packed", AH_TYPE, 0, A_STRUCT, 0, 9},
	{"pair", AH_FLAG, FF_PAIR, A_MEMBER | A_PARAM, 0, 0},
	{"partial", AH_NAMES, DA_PARTIAL, A_MEMBER | A_PARAM, 1, 2},
	{"ptr64", AH_TYPE, 0, A_MEMBER | A_PARAM, 0, 0},
	{"raw_if", AH_EXPR, DA_RAW_IF, A_MEMBER | A_PARAM, 1, 1},
	{"reads", AH_TYPE, 0, A_CALL, 1, 9},
	{"records", AH_NAMES, DA_RECORDS, A_MEMBER | A_PARAM, 1, 1},
	{"remember", AH_NAMES, DA_REMEMBER, A_MEMBER, 1, 1},
	{"rest", AH_FLAG, FF_REST, A_MEMBER, 0, 1},
	{"ret_errno", AH_TYPE, 0, A_CALL, 0, 0},
	{"returns_twice", AH_TYPE, 0, A_CALL, 0, 0},
	{"selfsize", AH_TWO, DA_SELFSIZE, A_PARAM, 2, 2},
	{"shift", AH_TYPE, 0, A_PART, 1, 2},
	{"slot", AH_TYPE, 0, A_PARAM, 1, 1},
	{"since", AH_TYPE, 0, A_CALL, 1, 1},
	{"size", AH_EXPR, DA_SIZE, A_MEMBER | A_PARAM, 1, 1},
	{"sizeof", AH_TYPE, 0, A_STRUCT, 1, 1},
	{"sockbuf", AH_TYPE, 0, A_MEMBER | A_PARAM, 0, 0},
	{"socklen", AH_FLAG, FF_SOCKLEN, A_MEMBER | A_PARAM, 0, 0},
	{"sun_path", AH_TYPE, 0, A_MEMBER, 0, 0},
	{"swapped", AH_TYPE, 0, A_PARAM, 0, 0},
	{"tagged", AH_EXPR, DA_TAGGED, A_MEMBER | A_PARAM | A_STRUCT, 0, 0},
	{"tail", AH_TAIL, DA_TAIL, A_MEMBER | A_PARAM | A_STRUCT | A_TLV, 1, 1},
	{"udec", AH_TYPE, 0, A_LIST, 0, 0},
	{"upto", AH_EXPR, DA_UPTO, A_MEMBER | A_PARAM, 1, 1},
	{"varargs", AH_TYPE, 0, A_CALL, 1, 1},
	{"ver", AH_FLAG, FF_VER, A_MEMBER, 0, 0},
	{"ver0", AH_EXPR, DA_VER0, A_PARAM | A_MEMBER, 1, 1},
	{"zero", AH_TYPE, 0, A_LIST | A_PART, 1, 1},
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

static const char *
nearest_row(const char *name)
{
	const char *best = NULL;
	unsigned least = 3;

	for (u32 i = 0; i < ARRAY_SIZE(rows); i++) {
		unsigned d = str_distance(rows[i].name, name);

		if (d < least) {
			least = d;
			best = rows[i].name;
		}
	}
	return best;
}

static void
check_args(struct cc *cc, const struct attr *a, const struct attr_row *r)
{
	u32 n = 0;

	for (const struct expr *e = a->args; e; e = e->next)
		n++;
	if (n >= r->min && n <= r->max)
		return;
	if (!r->max)
		cc_error(cc, a->pos, "'%s' takes no argument", a->name);
	else if (r->min == 1 && r->max == 1)
		cc_error(cc, a->pos, "'%s' wants one argument", a->name);
	else if (n < r->min)
		cc_error(cc, a->pos, "'%s' wants %u argument%s", a->name,
			 r->min, r->min == 1 ? "" : "s");
	else
		cc_error(cc, a->pos, "'%s' takes at most %u argument%s",
			 a->name, r->max, r->max == 1 ? "" : "s");
}

static const char *
where_text(enum attr_where where)
{
	switch (where) {
	case A_MEMBER:
		return "a member";
	case A_PARAM:
		return "a parameter";
	case A_CALL:
		return "a call";
	case A_STRUCT:
		return "a struct";
	case A_PART:
		return "a part of bits";
	case A_LIST:
		return "a list of names";
	case A_BITS:
		return "bits";
	case A_TLV:
		return "a tlv's header";
	}
	return "";
}

void
attrs_check(struct cc *cc, const struct attr *a, enum attr_where where)
{
	for (; a; a = a->next) {
		const struct attr_row *r = row_find(a->name);
		const char *near;

		if (r && !(r->where & where)) {
			cc_error(cc, a->pos, "'%s' means nothing on %s",
				 a->name, where_text(where));
			continue;
		}
		if (r) {
			check_args(cc, a, r);
			continue;
		}
		near = nearest_row(a->name);
		if (near)
			cc_error(cc, a->pos,
				 "unknown attribute '%s', perhaps '%s'",
				 a->name, near);
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
		else if (a->args && a->args->name &&
			 strcmp(a->args->name, "addr"))
			row_add(rs, DA_ARROW_MEMBER,
				cc_string(cc, a->args->name), DESC_NONE);
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
	if (!a->args)
		return;
	if (a->args->kind == X_STR) {
		row_add(rs, DA_AUX, cc_string(cc, a->args->name), DESC_NONE);
	} else if (a->args->kind == X_NAME) {
		row_add(rs, DA_AUX_HOOK,
			cc_hook(cc, a->args->pos, a->args->name), DESC_NONE);
	} else {
		cc_error(cc, a->args->pos, "aux wants a text or a hook");
	}
}

/* comment("text"), comment(fn(a, b)), comment(fn): arguments are rows of their
 * own. */
static void
add_comment(struct cc *cc, struct scope *sc, const struct attr *a,
	    struct rowset *rs)
{
	const struct expr *e = a->args;

	if (!e)
		return;
	if (e->kind == X_STR) {
		row_add(rs, DA_COMMENT_TEXT, cc_string(cc, e->name), DESC_NONE);
		return;
	}
	if (e->kind != X_CALL && e->kind != X_NAME) {
		cc_error(cc, e->pos, "comment wants a text or a hook");
		return;
	}
	row_add(rs, DA_COMMENT, cc_hook(cc, e->pos, e->name), DESC_NONE);
	if (e->kind == X_CALL)
		for (const struct expr *x = e->a; x; x = x->next)
			row_add(rs, DA_ARGS, lower_expr(cc, sc, x), DESC_NONE);
}

static void
add_list(struct cc *cc, const struct attr *a, struct rowset *rs)
{
	struct typeref t = {.name = "", .pos = a->pos};
	struct type_decl *td;
	u32 id;

	if (!a->args) {
		row_add(rs, DA_INDEX, DESC_NONE, DESC_NONE);
		return;
	}
	t.name = a->args->name ? a->args->name : "";
	td = type_decl_find(cc, t.name);
	id = base_type_find(cc, t.name);
	if (td ? td->kind != TD_ENUM
	       : id == DESC_NONE || cc_type(cc, id)->kind != DK_ENUM) {
		cc_error(cc, a->args->pos, "expected an enum");
		return;
	}
	id = lower_typeref(cc, NULL, &t);
	if (id != DESC_NONE)
		row_add(rs, DA_INDEX, cc_type(cc, id)->a, DESC_NONE);
}

/* The argument is a name; where it is a member's, the struct has it. */
static bool
wants_name(struct cc *cc, const struct scope *sc, const struct attr *a,
	   const struct expr *e)
{
	if (e->kind != X_NAME) {
		cc_error(cc, e->pos, "'%s' wants a name", a->name);
		return false;
	}
	if (!strcmp(a->name, "onerr_only") && sc && sc->to &&
	    !struct_member(sc->to, e->name))
		cc_error(cc, e->pos, "no member '%s'", e->name);
	return true;
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
			if (wants_name(cc, sc, a, e))
				row_add(rs, r->id, cc_string(cc, e->name),
					DESC_NONE);
		return;
	case AH_HOOK:
		if (e && e->kind == X_NAME)
			row_add(rs, r->id, cc_hook(cc, e->pos, e->name),
				DESC_NONE);
		else if (e)
			cc_error(cc, e->pos, "'%s' wants a hook", a->name);
		return;
	case AH_LIST:
		add_list(cc, a, rs);
		return;
	case AH_TAIL:
		add_tail(cc, a, rs);
		return;
	case AH_TWO:
		/* the first is a member of what the pointer points to */
		if (e && e->next)
			row_add(rs, r->id, lower_expr(cc, NULL, e),
				lower_expr(cc, sc, e->next));
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
	    enum attr_where where, struct desc_field *f)
{
	struct rowset rs = {.n = 0};

	attrs_check(cc, first, where);
	for (const struct attr *a = first; a; a = a->next) {
		const struct attr_row *r = row_find(a->name);

		if (!r)
			continue;
		if (r->how == AH_FLAG)
			f->flags |= r->id;
		add_row(cc, sc, a, r, &rs);
	}
	f->attr = rs.n ? cc->attrs_p.n : 0;
	f->nattr = (u8)rs.n;
	for (u32 i = 0; i < rs.n; i++) {
		if (rs.row[i].id == DA_COMMENT)
			rs.row[i].arg2 = f->attr + i + 1;
		pool_add(&cc->attrs_p, &rs.row[i]);
	}
}
