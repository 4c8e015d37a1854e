/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Members, parameters, attributes, bodies of structs.
 */
#include "cc.h"

#include <string.h>

const char *
parse_id(struct lexer *lx, const char *what)
{
	const char *s;

	if (lx->tok.kind != T_ID) {
		lex_error(lx, "expected %s", what);
		if (lx->tok.kind != T_EOF && !lex_is(lx, ";") &&
		    !lex_is(lx, "}"))
			lex_next(lx);
		return "?";
	}
	s = lx->tok.text;
	lex_next(lx);
	return s;
}

struct attr *
attr_join(struct attr *a, struct attr *b)
{
	struct attr *l = a;

	if (!a)
		return b;
	while (l->next)
		l = l->next;
	l->next = b;
	return a;
}

/* Any number of [[a, b(e)]] groups. */
struct attr *
parse_attrs(struct lexer *lx)
{
	struct attr *first = NULL, **end = &first;

	while (lex_accept(lx, "[[")) {
		do {
			struct attr *a =
				arena_alloc(&lx->cc->arena, sizeof(*a));
			struct expr **e = &a->args;

			a->pos = lx->tok.pos;
			a->name = parse_id(lx, "an attribute");
			if (lex_accept(lx, "(")) {
				while (!lex_is(lx, ")") &&
				       lx->tok.kind != T_EOF) {
					*e = parse_expr(lx);
					e = &(*e)->next;
					if (!lex_accept(lx, ","))
						break;
				}
				lex_expect(lx, ")");
			}
			*end = a;
			end = &a->next;
		} while (lex_accept(lx, ","));
		if (!lex_expect(lx, "]]"))
			break;
	}
	return first;
}

u32
parse_abis(struct lexer *lx)
{
	u32 abis = 0;

	if (!lex_accept(lx, "@"))
		return 0;
	for (;;) {
		struct pos pos = lx->tok.pos;
		const char *s = parse_id(lx, "an ABI");
		int abi = abi_find(s);

		if (abi >= 0)
			abis |= 1u << abi;
		else
			cc_error(lx->cc, pos, "unknown ABI '%s'", s);
		/* a comma may also separate names: look for "@a,b" only */
		if (!lex_is(lx, ",") || lex_peek(lx)->kind != T_ID ||
		    abi_find(lex_peek(lx)->text) < 0)
			return abis;
		lex_next(lx);
	}
}

struct typeref *
parse_typeref(struct lexer *lx)
{
	struct typeref *t = arena_alloc(&lx->cc->arena, sizeof(*t));
	const struct token *ahead;
	struct desc_type dt;
	const char *alias;

	t->is_const = lex_accept_id(lx, "const");
	t->pos = lx->tok.pos;
	if (lex_accept_id(lx, "attrs")) {
		t->name = nl_name(lx, "attrs", parse_id(lx, "a set"));
		return t;
	}
	if (!lex_accept_id(lx, "struct"))
		lex_accept_id(lx, "union");
	t->name = parse_id(lx, "a type");
	if (!lex_is(lx, "<"))
		return t;
	lex_next(lx);
	ahead = lex_peek(lx);
	if (lx->tok.kind == T_ID && ahead->kind == T_PUNCT &&
	    !strcmp(ahead->punct, ">") &&
	    builtin_find(lx->tok.text, &dt, &alias)) {
		t->base = arena_alloc(&lx->cc->arena, sizeof(*t->base));
		t->base->pos = lx->tok.pos;
		t->base->name = lx->tok.text;
		lex_next(lx);
	} else {
		t->param = parse_expr_in_angles(lx);
	}
	lex_expect(lx, ">");
	return t;
}

static bool
is_word(struct lexer *lx, const char *word)
{
	const struct token *a;

	if (!lex_is_id(lx, word))
		return false;
	a = lex_peek(lx);
	return a->kind == T_ID;
}

static void
parse_dims(struct lexer *lx, struct decl *d)
{
	while (lex_is(lx, "[") && d->ndims < 4) {
		lex_next(lx);
		d->dims[d->ndims++] = lex_is(lx, "]") ? NULL : parse_expr(lx);
		lex_expect(lx, "]");
	}
}

static void
parse_dir(struct lexer *lx, struct decl *d)
{
	if (is_word(lx, "inout")) {
		d->in = d->out = true;
		lex_next(lx);
	} else if (is_word(lx, "in")) {
		d->in = true;
		lex_next(lx);
	} else if (is_word(lx, "out")) {
		d->out = true;
		lex_next(lx);
	}
}

/* A member's name; that of a named union's member has a dot: fmt.pix. */
static const char *
parse_member(struct lexer *lx)
{
	const char *name = parse_id(lx, "a member");

	while (lex_accept(lx, "."))
		name = arena_printf(&lx->cc->arena, "%s.%s", name,
				    parse_id(lx, "a member"));
	return name;
}

struct decl *
parse_decl(struct lexer *lx, bool param)
{
	struct decl *d = arena_alloc(&lx->cc->arena, sizeof(*d));

	d->pos = lx->tok.pos;
	if (param && lex_is_id(lx, "skip")) {
		d->skip = true;
		lex_next(lx);
		return d;
	}
	parse_dir(lx, d);
	if (is_word(lx, "embed")) {
		d->embed = true;
		lex_next(lx);
	}
	d->type = parse_typeref(lx);
	while (lex_accept(lx, "*"))
		d->nptr++;
	d->pos = lx->tok.pos;
	if (lx->tok.kind == T_ID && !lex_is_id(lx, "if"))
		d->name = param ? parse_id(lx, "a name") : parse_member(lx);
	parse_dims(lx, d);
	if (!param && lex_accept(lx, ":")) {
		d->bits = (u32)lx->tok.num;
		if (lx->tok.kind != T_NUM || !d->bits || d->bits > 64)
			lex_error(lx, "expected a width from 1 to 64");
		lex_next(lx);
	}
	d->attrs = parse_attrs(lx);
	if (lex_accept_id(lx, "if")) {
		lex_expect(lx, "(");
		d->cond = parse_expr(lx);
		lex_expect(lx, ")");
		d->attrs = attr_join(d->attrs, parse_attrs(lx));
	}
	return d;
}

struct decl *
parse_params(struct lexer *lx, bool *ret_mux)
{
	struct decl *first = NULL, **end = &first;

	*ret_mux = false;
	lex_expect(lx, "(");
	if (lex_is_id(lx, "void") && lex_peek(lx)->kind == T_PUNCT &&
	    !strcmp(lex_peek(lx)->punct, ")"))
		lex_next(lx);
	while (!lex_is(lx, ")") && lx->tok.kind != T_EOF) {
		if (lex_accept(lx, "...")) {
			*ret_mux = true;
			break;
		}
		*end = parse_decl(lx, true);
		end = &(*end)->next;
		if (!lex_accept(lx, ","))
			break;
	}
	lex_expect(lx, ")");
	return first;
}

/* case A, B: | case A::B: | default: */
struct label
parse_label(struct lexer *lx)
{
	struct label l = {.pos = lx->tok.pos};
	struct expr **end = &l.keys;

	if (lex_accept_id(lx, "default")) {
		l.deflt = true;
		lex_expect(lx, ":");
		return l;
	}
	if (!lex_accept_id(lx, "case")) {
		lex_error(lx, "expected 'case' or 'default'");
		lex_next(lx);
		return l;
	}
	do {
		u32 n = l.nkeys;

		do {
			*end = parse_expr(lx);
			end = &(*end)->next;
			l.nkeys++;
		} while (lex_accept(lx, "::"));
		if (l.arity && l.arity != l.nkeys - n)
			lex_error(lx, "keys of another length than before");
		l.arity = l.nkeys - n;
	} while (lex_accept(lx, ","));
	lex_expect(lx, ":");
	return l;
}

bool
at_label(struct lexer *lx)
{
	return lex_is_id(lx, "case") || lex_is_id(lx, "default");
}

static struct body_item *parse_items(struct lexer *lx, bool in_switch);

static void
body_switch(struct lexer *lx, struct body_item *it)
{
	struct arm **end = &it->arms;

	it->kind = B_SWITCH;
	lex_next(lx);
	lex_expect(lx, "(");
	it->cond = parse_expr(lx);
	lex_expect(lx, ")");
	lex_expect(lx, "{");
	while (!lex_is(lx, "}") && lx->tok.kind != T_EOF) {
		struct arm *a = arena_alloc(&lx->cc->arena, sizeof(*a));

		a->label = parse_label(lx);
		a->items = parse_items(lx, true);
		*end = a;
		end = &a->next;
	}
	lex_expect(lx, "}");
}

static struct body_item *
body_print(struct lexer *lx)
{
	struct body_item *first = NULL, **end = &first;

	lex_next(lx);
	do {
		struct body_item *it = arena_alloc(&lx->cc->arena, sizeof(*it));

		it->kind = B_PRINT;
		it->pos = lx->tok.pos;
		it->literal = lx->tok.kind == T_STR;
		if (it->literal) {
			it->text = lx->tok.text;
			lex_next(lx);
		} else {
			it->text = parse_member(lx);
		}
		it->attrs = parse_attrs(lx);
		if (lex_accept_id(lx, "if")) {
			lex_expect(lx, "(");
			it->cond = parse_expr(lx);
			lex_expect(lx, ")");
		}
		*end = it;
		end = &it->next;
	} while (lex_accept(lx, ","));
	lex_expect(lx, ";");
	return first;
}

/* exit { member as T * if (e); } */
static void
body_exit(struct lexer *lx, struct body_item *it)
{
	struct body_item **end = &it->items;

	it->kind = B_EXIT;
	lex_next(lx);
	lex_expect(lx, "{");
	while (!lex_is(lx, "}") && lx->tok.kind != T_EOF) {
		struct body_item *e = arena_alloc(&lx->cc->arena, sizeof(*e));
		struct decl *d = arena_alloc(&lx->cc->arena, sizeof(*d));

		e->pos = d->pos = lx->tok.pos;
		e->field = d;
		d->name = parse_member(lx);
		if (lex_accept_id(lx, "as")) {
			d->type = parse_typeref(lx);
			while (lex_accept(lx, "*"))
				d->nptr++;
		}
		d->attrs = parse_attrs(lx);
		if (lex_accept_id(lx, "if")) {
			lex_expect(lx, "(");
			d->cond = parse_expr(lx);
			lex_expect(lx, ")");
		}
		lex_expect(lx, ";");
		*end = e;
		end = &e->next;
	}
	lex_expect(lx, "}");
}

static struct body_item *
body_item(struct lexer *lx)
{
	struct body_item *it = arena_alloc(&lx->cc->arena, sizeof(*it));
	const struct token *a = lex_peek(lx);

	it->pos = lx->tok.pos;
	if (lex_is_id(lx, "switch")) {
		body_switch(lx, it);
	} else if (lex_is_id(lx, "if")) {
		it->kind = B_IF;
		lex_next(lx);
		lex_expect(lx, "(");
		it->cond = parse_expr(lx);
		lex_expect(lx, ")");
		it->items = parse_body(lx);
	} else if (lex_is_id(lx, "stop") && a->kind == T_ID) {
		it->kind = B_STOP;
		lex_next(lx);
		lex_accept_id(lx, "if");
		lex_expect(lx, "(");
		it->cond = parse_expr(lx);
		lex_expect(lx, ")");
		it->text = lx->tok.kind == T_STR ? lx->tok.text : "";
		if (lx->tok.kind == T_STR)
			lex_next(lx);
		it->attrs = parse_attrs(lx);
		lex_expect(lx, ";");
	} else if (lex_is_id(lx, "print") && a->kind == T_ID) {
		return body_print(lx);
	} else if (lex_is_id(lx, "exit") && a->kind == T_PUNCT &&
		   !strcmp(a->punct, "{")) {
		body_exit(lx, it);
		lex_accept(lx, ";");
	} else {
		it->kind = B_FIELD;
		it->field = parse_decl(lx, false);
		if (!lex_expect(lx, ";")) {
			while (!lex_is(lx, ";") && !lex_is(lx, "}") &&
			       lx->tok.kind != T_EOF)
				lex_next(lx);
			lex_accept(lx, ";");
		}
	}
	return it;
}

static struct body_item *
parse_items(struct lexer *lx, bool in_switch)
{
	struct body_item *first = NULL, **end = &first;

	if (++lx->bodies > CC_BODY) {
		u32 inside = lx->braces;

		lex_error(lx, "body nested too deep");
		while (lx->tok.kind != T_EOF && lx->braces >= inside &&
		       !(lx->braces == inside && lex_is(lx, "}")))
			lex_next(lx);
		lx->bodies--;
		return NULL;
	}
	while (!lex_is(lx, "}") && lx->tok.kind != T_EOF &&
	       !(in_switch && at_label(lx))) {
		if (lex_accept(lx, ";"))
			continue;
		*end = body_item(lx);
		while (*end)
			end = &(*end)->next;
	}
	lx->bodies--;
	return first;
}

struct body_item *
parse_body(struct lexer *lx)
{
	struct body_item *b;

	lex_expect(lx, "{");
	b = parse_items(lx, false);
	lex_expect(lx, "}");
	return b;
}
