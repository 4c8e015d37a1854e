/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls, the switches behind them, and methods: cases of a switch that stand
 * in another place or file.
 */
#include "cc.h"

#include <string.h>

static struct mux *parse_mux(struct lexer *lx);

/* call NAME(word, ..); or call NAME [[block(e)]]; */
static void
parse_target(struct lexer *lx, struct mux_case *c)
{
	struct expr **end = &c->words;

	lex_next(lx);
	c->target = parse_id(lx, "the name of a call");
	if (lex_accept(lx, "(") && !lex_accept(lx, ")")) {
		do {
			*end = parse_expr(lx);
			end = &(*end)->next;
		} while (lex_accept(lx, ","));
		lex_expect(lx, ")");
	}
	c->attrs = parse_attrs(lx);
	lex_expect(lx, ";");
}

static struct mux_case *
parse_case_body(struct lexer *lx, struct label label)
{
	struct mux_case *c = arena_alloc(&lx->cc->arena, sizeof(*c));
	bool more;

	c->pos = lx->tok.pos;
	c->label = label;
	if (lex_is_id(lx, "call") && lex_peek(lx)->kind == T_ID) {
		parse_target(lx, c);
		return c;
	}
	c->ret = parse_typeref(lx);
	while (lex_accept(lx, "*"))
		c->ret_ptr++;
	c->params = parse_params(lx, &more);
	c->attrs = parse_attrs(lx);
	if (lex_is_id(lx, "switch"))
		c->mux = parse_mux(lx);
	else
		lex_expect(lx, ";");
	return c;
}

static struct mux *
parse_mux(struct lexer *lx)
{
	struct mux *m = arena_alloc(&lx->cc->arena, sizeof(*m));
	struct mux_case **end = &m->cases;
	struct expr **key = &m->keys;

	if (++lx->muxes > CC_MUX) {
		lex_error(lx, "switch nested too deep");
		lx->muxes--;
		return m;
	}
	lex_next(lx);
	lex_expect(lx, "(");
	do {
		*key = parse_expr(lx);
		key = &(*key)->next;
		m->nkeys++;
	} while (lex_accept(lx, ","));
	lex_expect(lx, ")");
	lex_expect(lx, "{");
	while (!lex_is(lx, "}") && lx->tok.kind != T_EOF) {
		if (!at_label(lx)) {
			lex_error(lx, "expected 'case' or 'default'");
			break;
		}
		*end = parse_case_body(lx, parse_label(lx));
		end = &(*end)->next;
	}
	lex_expect(lx, "}");
	lex_accept(lx, ";");
	lx->muxes--;
	return m;
}

static u32
parse_classes(struct lexer *lx)
{
	u32 classes = 0;

	while (lex_accept(lx, "%")) {
		struct pos pos = lx->tok.pos;
		bool twice = lex_accept(lx, "%"); /* %%stat: any stat */
		const char *s = parse_id(lx, "a class");
		int c;

		if (twice)
			s = arena_printf(&lx->cc->arena, "%%%s", s);
		c = desc_class_find(s);
		if (c < 0 && !lx->panic)
			cc_error(lx->cc, pos, "unknown class '%%%s'", s);
		else if (c >= 0)
			classes |= 1u << c;
	}
	return classes;
}

static void
call_names(struct lexer *lx, struct call_decl *c)
{
	struct call_name **end = &c->names;

	do {
		struct call_name *n = arena_alloc(&lx->cc->arena, sizeof(*n));

		n->pos = lx->tok.pos;
		n->name = parse_id(lx, "the name of a call");
		n->abis = parse_abis(lx);
		*end = n;
		end = &n->next;
	} while (lex_accept(lx, ","));
}

/* a, b::CASE: a case of each of these calls. */
static void
declare_method(struct cc *cc, const struct call_decl *c)
{
	for (const struct call_name *n = c->names; n; n = n->next) {
		struct call_decl *old = strmap_get(&cc->methods, n->name);
		struct call_decl *m = arena_dup(&cc->arena, c, sizeof(*c));

		while (old && old->next)
			old = old->next;
		if (old)
			old->next = m;
		else
			strmap_put(&cc->methods, n->name, m);
	}
}

/* The case of a method: `ret` was parsed before the name. */
static struct mux_case *
method_case(struct lexer *lx, struct call_decl *c, struct label label)
{
	struct mux_case *m = arena_alloc(&lx->cc->arena, sizeof(*m));
	bool more;

	m->pos = c->pos;
	m->label = label;
	m->abis = c->names->abis;
	m->ret = c->ret;
	m->ret_ptr = c->ret_ptr;
	m->params = parse_params(lx, &more);
	m->attrs = parse_attrs(lx);
	if (lex_is_id(lx, "switch"))
		m->mux = parse_mux(lx);
	else
		lex_expect(lx, ";");
	return m;
}

/* A, B or L::A, B: pairs of keys share the level. */
static void
method_names(struct lexer *lx, struct label *label)
{
	struct expr **end = &label->keys, *level = NULL;

	label->arity = 1;
	for (;;) {
		struct expr *e = arena_alloc(&lx->cc->arena, sizeof(*e));

		e->kind = X_NAME;
		e->pos = lx->tok.pos;
		if (lx->tok.kind == T_NUM) {
			e->kind = X_NUM;
			e->num = lx->tok.num;
			lex_next(lx);
		} else {
			e->name = parse_id(lx, "a constant");
		}
		if (lex_accept(lx, "::")) {
			level = e;
			label->arity = 2;
			continue;
		}
		if (level) {
			*end = arena_dup(&lx->cc->arena, level, sizeof(*level));
			end = &(*end)->next;
			label->nkeys++;
		}
		*end = e;
		end = &e->next;
		label->nkeys++;
		if (!lex_accept(lx, ","))
			return;
	}
}

void
parse_call(struct lexer *lx)
{
	struct cc *cc = lx->cc;
	struct call_decl *c = arena_alloc(&cc->arena, sizeof(*c));
	struct label label = {0};
	bool more;

	c->ret = parse_typeref(lx);
	while (lex_accept(lx, "*"))
		c->ret_ptr++;
	c->pos = lx->tok.pos;
	call_names(lx, c);
	if (lex_accept(lx, "::")) {
		label.pos = lx->tok.pos;
		method_names(lx, &label);
		c->method = true;
		c->cases = method_case(lx, c, label);
		declare_method(cc, c);
		return;
	}
	c->params = parse_params(lx, &more);
	c->attrs = parse_attrs(lx);
	c->classes = parse_classes(lx);
	c->attrs = attr_join(c->attrs, parse_attrs(lx));
	c->classes |= parse_classes(lx);
	if (lex_accept(lx, "="))
		c->shown = parse_id(lx, "a name");
	if (lex_is_id(lx, "switch"))
		c->mux = parse_mux(lx);
	else
		lex_expect(lx, ";");
	if (more && !c->mux)
		cc_error(cc, c->pos, "'...' announces a switch");
	*cc->calls_end = c;
	cc->calls_end = &c->next;
}
