/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Netlink: sets of attributes and the messages that carry them.
 *
 *   attrs ID : ID { A, B: type; C: attrs other; D: switch (x) { .. }; };
 *   nlmsg FAMILY::TYPE, TYPE (struct header, attrs set);
 *
 * A set becomes a tlv "attrs ID" with struct nlattr as its header; a message
 * becomes a struct "nlmsg FAMILY::TYPE" of its header and its set. Decode finds
 * both by name. A switch inside a set is read, but shown as bytes.
 */
#include "cc.h"

#include <string.h>

const char *
nl_name(struct lexer *lx, const char *kind, const char *name)
{
	return name ? arena_printf(&lx->cc->arena, "%s %s", kind, name) : NULL;
}

static struct decl *
decl_of(struct lexer *lx, struct typeref *type, const char *name)
{
	struct decl *d = arena_alloc(&lx->cc->arena, sizeof(*d));

	d->pos = lx->tok.pos;
	d->type = type;
	d->name = name;
	return d;
}

static struct typeref *
type_of(struct lexer *lx, const char *name)
{
	struct typeref *t = arena_alloc(&lx->cc->arena, sizeof(*t));

	t->pos = lx->tok.pos;
	t->name = name;
	return t;
}

static struct body_item *
item_of(struct lexer *lx, struct decl *d)
{
	struct body_item *it = arena_alloc(&lx->cc->arena, sizeof(*it));

	it->kind = B_FIELD;
	it->pos = d->pos;
	it->field = d;
	(void)lx;
	return it;
}

static struct attr *
attr_of(struct lexer *lx, const char *name, struct expr *args)
{
	struct attr *a = arena_alloc(&lx->cc->arena, sizeof(*a));

	a->pos = lx->tok.pos;
	a->name = name;
	a->args = args;
	return a;
}

static struct expr *
expr_of(struct lexer *lx, const char *name, u64 num)
{
	struct expr *e = arena_alloc(&lx->cc->arena, sizeof(*e));

	e->kind = name ? X_NAME : X_NUM;
	e->pos = lx->tok.pos;
	e->name = name;
	e->num = num;
	return e;
}

/* What an attribute holds. NULL: bytes. */
static struct decl *
attr_type(struct lexer *lx, u32 depth)
{
	struct decl *d;

	if (depth > CC_MUX) {
		lex_error(lx, "switch nested too deep");
		return NULL;
	}
	if (!lex_accept_id(lx, "switch")) {
		d = decl_of(lx, parse_typeref(lx), "data");
		if (lex_accept(lx, "[")) {
			lex_expect(lx, "]");
			d->ndims = 1;
		}
		d->attrs = parse_attrs(lx);
		if (d->type->name && !strcmp(d->type->name, "str")) {
			d->type->name = "char";
			d->ndims = 1;
			d->attrs =
				attr_join(d->attrs, attr_of(lx, "cstr", NULL));
		}
		return d;
	}
	lex_expect(lx, "(");
	parse_expr(lx);
	lex_expect(lx, ")");
	lex_expect(lx, "{");
	while (!lex_is(lx, "}") && lx->tok.kind != T_EOF) {
		parse_label(lx);
		attr_type(lx, depth + 1);
		if (!lex_expect(lx, ";"))
			return NULL;
	}
	lex_expect(lx, "}");
	return NULL;
}

/* struct nlattr, with the names of this set. */
static void
add_header(struct lexer *lx, struct type_decl *td, const char *names)
{
	struct typeref *type = type_of(lx, names);

	type->base = type_of(lx, "u16");
	td->body = item_of(lx, decl_of(lx, type_of(lx, "u16"), "nla_len"));
	td->body->next = item_of(lx, decl_of(lx, type, "nla_type"));
	td->attrs = attr_of(lx, "len", expr_of(lx, "nla_len", 0));
	td->attrs->next = attr_of(lx, "align", expr_of(lx, NULL, 4));
}

void
parse_attr_set(struct lexer *lx)
{
	struct type_decl *td = type_new(lx, TD_TLV);
	struct arm **end = &td->arms;

	lex_next(lx);
	td->name = nl_name(lx, "attrs", parse_id(lx, "a name"));
	td->nlattrs = true;
	lex_expect(lx, ":");
	add_header(lx, td, parse_id(lx, "an enum"));
	lex_expect(lx, "{");
	while (!lex_is(lx, "}") && lx->tok.kind != T_EOF) {
		struct arm *a = arena_alloc(&lx->cc->arena, sizeof(*a));
		struct expr **key = &a->label.keys;
		struct decl *d;

		a->label.pos = lx->tok.pos;
		a->label.arity = 1;
		do {
			const char *id = parse_id(lx, "an attribute's number");

			*key = expr_of(lx, id, 0);
			key = &(*key)->next;
			a->label.nkeys++;
		} while (lex_accept(lx, ","));
		if (!lex_expect(lx, ":"))
			return;
		d = attr_type(lx, 0);
		if (!lex_expect(lx, ";"))
			return;
		if (!d)
			continue;
		a->items = item_of(lx, d);
		*end = a;
		end = &a->next;
	}
	lex_expect(lx, "}");
	lex_expect(lx, ";");
	if (td->name)
		type_declare(lx, td);
}

void
parse_nlmsg(struct lexer *lx)
{
	const char *family, *names[64];
	struct body_item *body = NULL, **end = &body;
	struct pos pos = lx->tok.pos;
	u32 n = 0;

	lex_next(lx);
	family = parse_id(lx, "a family");
	if (!lex_expect(lx, "::"))
		return;
	do {
		if (n == ARRAY_SIZE(names)) {
			lex_error(lx, "too many types of message");
			return;
		}
		names[n++] = parse_id(lx, "a type of message");
	} while (lex_accept(lx, ","));
	lex_expect(lx, "(");
	do {
		*end = item_of(lx, decl_of(lx, parse_typeref(lx),
					   body ? "attrs" : "header"));
		end = &(*end)->next;
	} while (lex_accept(lx, ","));
	lex_expect(lx, ")");
	lex_expect(lx, ";");
	for (u32 i = 0; i < n && family && names[i]; i++) {
		struct type_decl *td = type_new(lx, TD_STRUCT);

		td->pos = pos;
		td->name = nl_name(lx, "nlmsg",
				   arena_printf(&lx->cc->arena, "%s::%s",
						family, names[i]));
		td->body = body;
		type_declare(lx, td);
	}
}
