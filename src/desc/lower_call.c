/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls. A case of a switch is a call of its own, whose parameters begin with
 * those of the call around; or it is another call, which finds its words among
 * the outer one's.
 */
#include "cc.h"

#include <stdlib.h>
#include <string.h>

#define PARAMS_MAX 16

struct params {
	const struct decl *d[PARAMS_MAX];
	u32 n;
	u8 word[8]; /* where the call's words are; nword 0: where they stand */
	u32 nword;
};

/* ---- switches ---------------------------------------------------------- */

struct call_src {
	const struct typeref *ret;
	u32 ret_ptr;
	const struct attr *attrs, *lets;
	const struct mux *mux;
	const struct call_decl *methods;
	const char *name, *shown;
	u32 classes, abis, flags;
};

static u32 lower_call(struct cc *cc, const struct call_src *src,
		      const struct params *ps, u32 depth);
static u32 lower_target(struct cc *cc, const struct call_src *src,
			const struct params *ps, const struct mux_case *c,
			u32 depth);

struct case_row {
	u64 key[LAYOUT_N][2];
	u32 abis; /* 0: all */
	u32 call;
	u32 order;
};

struct case_rows {
	struct case_row *rows;
	u32 n, cap;
};

static void
rows_push(struct case_rows *rs, const struct case_row *r)
{
	if (rs->n == rs->cap) {
		rs->cap = rs->cap ? rs->cap * 2 : 64;
		rs->rows = mem_realloc(rs->rows, rs->cap * sizeof(*r));
	}
	rs->rows[rs->n] = *r;
	rs->rows[rs->n].order = rs->n;
	rs->n++;
}

static void
rows_add(struct cc *cc, struct case_rows *rs, const struct expr *const *keys,
	 u32 nkey, const struct case_row *like, bool is_ioctl)
{
	struct case_row r = *like;
	u64 v[LAYOUT_N];

	for (u32 i = 0; i < nkey; i++) {
		if (!const_eval(cc, keys[i], v))
			return;
		for (int l = 0; l < LAYOUT_N; l++)
			r.key[l][i] = v[l];
	}
	if (is_ioctl)
		check_ioctl(cc, keys[0], v, pool_at(&cc->calls_p, r.call));
	rows_push(rs, &r);
}

/* The call's cases are commands of ioctl. */
static bool
by_command(struct cc *cc, const struct params *ps)
{
	for (u32 i = 0; i < ps->n; i++) {
		const struct decl *d = ps->d[i];

		if (d->type && !strcmp(d->type->name, "ioctl_op"))
			return true;
		if (d->ready &&
		    cc_type(cc, d->ready->type)->kind == DK_IOCTL_OP)
			return true;
	}
	return false;
}

static void
params_add(struct cc *cc, struct params *ps, const struct decl *d)
{
	for (; d; d = d->next) {
		if (ps->n == PARAMS_MAX) {
			cc_error(cc, d->pos, "too many parameters");
			return;
		}
		ps->d[ps->n++] = d;
	}
}

static u32
case_call(struct cc *cc, const struct call_src *src, const struct params *ps,
	  const struct mux_case *c, u32 depth)
{
	struct call_src cs = {.ret = c->ret,
			      .ret_ptr = c->ret_ptr,
			      .attrs = c->attrs,
			      .lets = src->lets,
			      .mux = c->mux,
			      .name = src->name,
			      .classes = src->classes,
			      .abis = src->abis,
			      .flags = src->flags};
	struct params all = *ps;

	params_add(cc, &all, c->params);
	return lower_call(cc, &cs, &all, depth + 1);
}

static void
lower_case(struct cc *cc, const struct call_src *src, const struct params *ps,
	   const struct mux_case *c, u32 nkey, struct case_rows *rs,
	   u16 *ret_default, u32 depth)
{
	bool is_ioctl = nkey == 1 && !depth && by_command(cc, ps) &&
			!attr_get(c->attrs, "misnumbered");
	const struct expr *keys[2];
	struct case_row row = {.abis = c->abis};

	row.call = c->target ? lower_target(cc, src, ps, c, depth)
			     : case_call(cc, src, ps, c, depth);
	if (c->label.deflt) {
		if (*ret_default != DESC_NONE)
			cc_error(cc, c->label.pos, "a second default");
		*ret_default = (u16)row.call;
		return;
	}
	if (c->label.arity != nkey) {
		cc_error(cc, c->label.pos, "a case here wants %u key%s", nkey,
			 nkey == 1 ? "" : "s");
		return;
	}
	for (const struct expr *e = c->label.keys; e;) {
		for (u32 i = 0; i < nkey && e; i++, e = e->next)
			keys[i] = e;
		rows_add(cc, rs, keys, nkey, &row, is_ioctl);
	}
}

static int
sort_layout_key(const struct case_row *a, const struct case_row *b, int l)
{
	for (int i = 0; i < 2; i++)
		if (a->key[l][i] != b->key[l][i])
			return a->key[l][i] < b->key[l][i] ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static int
cmp_lp64(const void *a, const void *b)
{
	return sort_layout_key(a, b, LAYOUT_LP64);
}
static int
cmp_i386(const void *a, const void *b)
{
	return sort_layout_key(a, b, LAYOUT_I386);
}
static int
cmp_x32(const void *a, const void *b)
{
	return sort_layout_key(a, b, LAYOUT_X32);
}

static void
rows_flush(struct cc *cc, struct case_rows *rs, struct desc_mux *m)
{
	static int (*const cmp[LAYOUT_N])(const void *, const void *) = {
		cmp_lp64,
		cmp_i386,
		cmp_x32,
	};

	for (int l = 0; l < LAYOUT_N; l++) {
		const u64 *last = NULL;

		m->first[l] = cc->cases_p.n;
		if (rs->n)
			qsort(rs->rows, rs->n, sizeof(*rs->rows), cmp[l]);
		for (u32 i = 0; i < rs->n; i++) {
			struct desc_case c = {.call = rs->rows[i].call};
			u32 abis = rs->rows[i].abis;

			if (abis && !(abis & 1u << l))
				continue;
			/* the first that claims a number has it */
			if (last &&
			    !memcmp(rs->rows[i].key[l], last, sizeof(c.key)))
				continue;
			last = rs->rows[i].key[l];
			memcpy(c.key, rs->rows[i].key[l], sizeof(c.key));
			pool_add(&cc->cases_p, &c);
			m->n[l]++;
		}
	}
	mem_free(rs->rows);
}

static u32
lower_mux(struct cc *cc, struct scope *sc, const struct call_src *src,
	  const struct params *ps, u32 depth)
{
	struct desc_mux m = {.key = {DESC_NONE, DESC_NONE}, .deflt = DESC_NONE};
	struct case_rows rs = {0};
	u32 i = 0;

	for (const struct expr *e = src->mux->keys; e && i < 2; e = e->next) {
		check_mux_key(cc, sc, e);
		m.key[i++] = lower_expr(cc, sc, e);
	}
	if (src->mux->nkeys > 2)
		cc_error(cc, src->mux->keys->pos, "at most two keys");
	for (const struct mux_case *c = src->mux->cases; c; c = c->next)
		lower_case(cc, src, ps, c, i, &rs, &m.deflt, depth);
	for (const struct call_decl *d = src->methods; d; d = d->next)
		lower_case(cc, src, ps, d->cases, i, &rs, &m.deflt, depth);
	if (m.deflt == DESC_NONE)
		cc_error(cc, src->mux->keys->pos, "switch without default");
	rows_flush(cc, &rs, &m);
	return pool_add(&cc->muxes_p, &m);
}

static u32
lower_call(struct cc *cc, const struct call_src *src, const struct params *ps,
	   u32 depth)
{
	struct scope sc = {
		.params = ps->d, .nparams = ps->n, .lets = src->lets};
	struct desc_field fields[PARAMS_MAX], attrs = {0};
	struct desc_call c = {
		.mux = DESC_NONE, .classes = src->classes, .flags = src->flags};
	u32 slot[LAYOUT_N] = {0}, id;

	c.name = cc_string(cc, src->shown ? src->shown : src->name);
	if (src->shown)
		c.flags |= CF_RENAMED;
	if (attr_get(src->attrs, "names"))
		c.flags |= CF_ALWAYS_NAMES;
	if (attr_get(src->attrs, "noreturn"))
		c.flags |= CF_NORETURN;
	for (const struct mux_case *k = src->mux ? src->mux->cases : NULL; k;
	     k = k->next)
		if (k->target)
			c.flags |= CF_OUTER;
	reach_call(cc, &sc);
	for (u32 i = 0; i < ps->n; i++) {
		u32 before = slot[LAYOUT_I386];

		lower_param(cc, &sc, ps->d[i], slot, &fields[i]);
		if (before <= 8 && slot[LAYOUT_I386] > 8)
			cc_error(cc, ps->d[i]->pos,
				 "more than 8 words of arguments");
		if (ps->nword)
			param_map(ps->word, ps->nword, &fields[i]);
	}
	c.param = cc->fields_p.n;
	c.nparam = ps->n;
	for (u32 i = 0; i < ps->n; i++)
		pool_add(&cc->fields_p, &fields[i]);
	c.ret = lower_ret(cc, &sc, src->ret, src->ret_ptr, src->attrs);
	lower_attrs(cc, &sc, src->attrs, A_CALL, &attrs);
	c.attr = attrs.attr;
	c.nattr = attrs.nattr;
	id = pool_add(&cc->calls_p, &c);
	if (src->mux && depth < 6) {
		u32 mux = lower_mux(cc, &sc, src, ps, depth);

		((struct desc_call *)pool_at(&cc->calls_p, id))->mux = mux;
	}
	return id;
}

/* ---- calls that other calls stand for ---------------------------------- */

static struct call_decl *
target_find(struct cc *cc, const struct mux_case *c, u32 abis)
{
	for (struct call_decl *d = cc->call_decls; d; d = d->next)
		for (struct call_name *n = d->names; n; n = n->next)
			if (!strcmp(n->name, c->target) &&
			    (!n->abis || n->abis & abis))
				return d;
	cc_error(cc, c->pos, "no call '%s' here", c->target);
	return NULL;
}

static struct call_src
decl_src(struct cc *cc, const struct call_decl *c)
{
	return (struct call_src){
		.ret = c->ret,
		.ret_ptr = c->ret_ptr,
		.attrs = c->attrs,
		.lets = c->attrs,
		.mux = c->mux,
		.methods = strmap_get(&cc->methods, c->names->name),
		.shown = c->shown,
		.name = c->names->name,
		.classes = c->classes,
		.abis = c->names->abis,
	};
}

u32
decl_call(struct cc *cc, struct call_decl *c)
{
	struct call_src src = decl_src(cc, c);
	struct params ps = {.n = 0};

	if (c->lowered)
		return c->id;
	c->lowered = true;
	c->id = DESC_NONE;
	params_add(cc, &ps, c->params);
	c->id = lower_call(cc, &src, &ps, 0);
	return c->id;
}

/* Its words lie in memory: the case says where, and which call it is. */
static u32
block_target(struct cc *cc, const struct params *ps, const struct mux_case *c,
	     struct call_decl *target)
{
	struct scope sc = {.params = ps->d, .nparams = ps->n};
	struct desc_call call = {.name = cc_string(cc, c->target),
				 .ret = DESC_NONE,
				 .mux = DESC_NONE};
	const struct attr *a = attr_get(c->attrs, "block");
	struct desc_attr row = {.id = DA_BLOCK};

	row.arg2 = decl_call(cc, target);
	row.arg = lower_expr(cc, &sc, a->args);
	call.attr = pool_add(&cc->attrs_p, &row);
	call.nattr = 1;
	return pool_add(&cc->calls_p, &call);
}

static u32
lower_target(struct cc *cc, const struct call_src *src, const struct params *ps,
	     const struct mux_case *c, u32 depth)
{
	struct call_decl *target = target_find(cc, c, src->abis);
	struct scope sc = {.params = ps->d, .nparams = ps->n};
	struct params own = {.n = 0};
	struct call_src cs;

	if (!target)
		return DESC_NONE;
	target->inner = true;
	attrs_check(cc, c->attrs, A_CALL);
	if (attr_get(c->attrs, "block"))
		return block_target(cc, ps, c, target);
	for (const struct expr *e = c->words; e; e = e->next) {
		int i = e->kind == X_NAME ? param_find(&sc, e->name) : -1;

		if (i < 0 || own.nword == ARRAY_SIZE(own.word))
			cc_error(cc, e->pos, "expected a parameter's name");
		else
			own.word[own.nword++] = (u8)i;
	}
	params_add(cc, &own, target->params);
	cs = decl_src(cc, target);
	cs.flags = CF_INNER;
	return lower_call(cc, &cs, &own, depth + 1);
}

/* ---- more cases for a call of the set below ---------------------------- */

static void
params_ready(struct cc *cc, const struct desc_call *c, struct params *ps)
{
	for (u32 i = 0; i < c->nparam && i < PARAMS_MAX; i++) {
		struct decl *d = arena_alloc(&cc->arena, sizeof(*d));
		struct desc_field *f = pool_at(&cc->fields_p, c->param + i);

		d->ready = arena_dup(&cc->arena, f, sizeof(*f));
		d->name =
			f->name ? arena_strdup(&cc->arena,
					       cc->strings.text.data + f->name)
				: NULL;
		ps->d[ps->n++] = d;
	}
}

static void
rows_ready(struct cc *cc, const struct desc_mux *m, struct case_rows *rs)
{
	for (int l = 0; l < LAYOUT_N; l++)
		for (u32 i = 0; i < m->n[l]; i++) {
			const struct desc_case *c =
				pool_at(&cc->cases_p, m->first[l] + i);
			struct case_row r = {.call = c->call, .abis = 1u << l};

			memcpy(r.key[l], c->key, sizeof(c->key));
			rows_push(rs, &r);
		}
}

u32
extend_call(struct cc *cc, u32 id, const struct call_decl *methods)
{
	struct desc_call c = *(struct desc_call *)pool_at(&cc->calls_p, id);
	struct desc_mux m = *(struct desc_mux *)pool_at(&cc->muxes_p, c.mux);
	u32 nkey = m.key[1] == DESC_NONE ? 1 : 2;
	u16 deflt = m.deflt;
	struct call_src src = {.classes = c.classes};
	struct desc_mux old = m;
	struct case_rows rs = {0};
	struct params ps = {0};

	src.name = arena_strdup(&cc->arena, cc->strings.text.data + c.name);
	params_ready(cc, &c, &ps);
	for (const struct call_decl *d = methods; d; d = d->next)
		lower_case(cc, &src, &ps, d->cases, nkey, &rs, &deflt, 0);
	rows_ready(cc, &old, &rs);
	memset(m.n, 0, sizeof(m.n));
	rows_flush(cc, &rs, &m);
	c.mux = pool_add(&cc->muxes_p, &m);
	return pool_add(&cc->calls_p, &c);
}
