/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Items of a description file. After an error parsing goes on behind the next
 * ';' at the outer level, so that all errors of a run are told.
 */
#include "cc.h"

#include <string.h>

struct type_decl *
type_new(struct lexer *lx, enum type_decl_kind kind)
{
	struct type_decl *td = arena_alloc(&lx->cc->arena, sizeof(*td));

	td->kind = kind;
	td->pos = lx->tok.pos;
	td->id = DESC_NONE;
	return td;
}

void
type_declare(struct lexer *lx, struct type_decl *td)
{
	struct cc *cc = lx->cc;
	struct type_decl *old = strmap_get(&cc->types, td->name);
	u32 taken = 0;

	for (struct type_decl *o = old; o; o = o->alt)
		taken |= o->abis ? o->abis : UINT32_MAX;
	if (taken & (td->abis ? td->abis : UINT32_MAX)) {
		cc_error(cc, td->pos, "'%s' is declared twice", td->name);
		return;
	}
	if (old) {
		while (old->alt)
			old = old->alt;
		old->alt = td;
		return;
	}
	strmap_put(&cc->types, td->name, td);
	*cc->decls_end = td;
	cc->decls_end = &td->next;
}

/* To the ';' outside all braces, or behind the last of them. */
static void
skip_item(struct lexer *lx)
{
	while (lx->tok.kind != T_EOF && (lx->braces || !lex_is(lx, ";"))) {
		bool inside = lx->braces > 0;

		lex_next(lx);
		if (inside && !lx->braces && lx->tok.kind == T_ID)
			return;
	}
	lex_accept(lx, ";");
}

/* { A, B = 3 @i386, +other, "text" = 1, A|B } "X_???" */
struct type_decl *
parse_list(struct lexer *lx, enum type_decl_kind kind)
{
	struct type_decl *td = type_new(lx, kind);
	struct nameval **end = &td->names;

	lex_expect(lx, "{");
	while (!lex_is(lx, "}") && lx->tok.kind != T_EOF) {
		struct nameval *n = arena_alloc(&lx->cc->arena, sizeof(*n));

		n->pos = lx->tok.pos;
		if (lex_accept(lx, "+")) {
			n->more = parse_id(lx, "a list");
		} else if (lx->tok.kind == T_STR) {
			n->name = lx->tok.text;
			lex_next(lx);
		} else {
			struct buf b = BUF_INIT;

			buf_puts(&b, parse_id(lx, "a name"));
			while (lex_accept(lx, "|"))
				buf_printf(&b, "|%s", parse_id(lx, "a name"));
			n->name = arena_strdup(&lx->cc->arena, b.data);
			buf_release(&b);
		}
		if (lex_accept(lx, "="))
			n->value = parse_expr(lx);
		n->abis = parse_abis(lx);
		*end = n;
		end = &n->next;
		if (!lex_accept(lx, ","))
			break;
	}
	lex_expect(lx, "}");
	if (lx->tok.kind == T_STR) {
		td->fallback = lx->tok.text;
		lex_next(lx);
	}
	return td;
}

static void
item_list(struct lexer *lx, enum type_decl_kind kind)
{
	struct pos pos = lx->tok.pos;
	struct typeref *base = NULL;
	struct type_decl *td;
	const char *name;

	lex_next(lx);
	name = parse_id(lx, "a name");
	if (lex_accept(lx, ":"))
		base = parse_typeref(lx);
	td = parse_list(lx, kind);
	td->pos = pos;
	td->name = name;
	td->base = base;
	td->attrs = parse_attrs(lx);
	lex_expect(lx, ";");
	type_declare(lx, td);
}

static struct part *
parse_part(struct lexer *lx)
{
	struct part *p = arena_alloc(&lx->cc->arena, sizeof(*p));
	const struct token *a = lex_peek(lx);
	bool brace = a->kind == T_PUNCT && !strcmp(a->punct, "{");

	p->pos = lx->tok.pos;
	if (brace && lex_is_id(lx, "enum")) {
		lex_next(lx);
		p->list = parse_list(lx, TD_ENUM);
	} else if (brace && lex_is_id(lx, "flags")) {
		lex_next(lx);
		p->list = parse_list(lx, TD_FLAGS);
	} else {
		p->type = parse_typeref(lx);
	}
	if (lex_accept(lx, ":"))
		p->mask = parse_expr(lx);
	p->attrs = parse_attrs(lx);
	lex_expect(lx, ";");
	return p;
}

static void
item_bits(struct lexer *lx)
{
	struct type_decl *td = type_new(lx, TD_BITS);
	struct part **end = &td->parts;

	lex_next(lx);
	td->name = parse_id(lx, "a name");
	lex_expect(lx, ":");
	td->base = parse_typeref(lx);
	lex_expect(lx, "{");
	while (!lex_is(lx, "}") && lx->tok.kind != T_EOF) {
		u32 at = lx->tok.pos.off;

		*end = parse_part(lx);
		end = &(*end)->next;
		if (lx->tok.pos.off == at)
			lex_next(lx);
	}
	lex_expect(lx, "}");
	if (lx->tok.kind == T_STR) {
		td->fallback = lx->tok.text;
		lex_next(lx);
	}
	td->attrs = parse_attrs(lx);
	lex_expect(lx, ";");
	type_declare(lx, td);
}

static void
item_struct(struct lexer *lx, enum type_decl_kind kind)
{
	struct type_decl *td = type_new(lx, kind);

	lex_next(lx);
	td->name = parse_id(lx, "a name");
	td->abis = parse_abis(lx);
	td->body = parse_body(lx);
	td->attrs = parse_attrs(lx);
	lex_expect(lx, ";");
	type_declare(lx, td);
}

/* Arms whose items are one type or one member. */
static struct arm *
parse_arms(struct lexer *lx)
{
	struct arm *first = NULL, **end = &first;

	while (!lex_is(lx, "}") && lx->tok.kind != T_EOF) {
		struct arm *a = arena_alloc(&lx->cc->arena, sizeof(*a));
		struct body_item *it = arena_alloc(&lx->cc->arena, sizeof(*it));

		if (!at_label(lx)) {
			lex_error(lx, "expected 'case' or 'default'");
			break;
		}
		a->label = parse_label(lx);
		it->kind = B_FIELD;
		it->pos = lx->tok.pos;
		it->field = parse_decl(lx, false);
		a->items = it;
		lex_expect(lx, ";");
		*end = a;
		end = &a->next;
	}
	return first;
}

static void
item_variant(struct lexer *lx)
{
	struct type_decl *td = type_new(lx, TD_VARIANT);

	lex_next(lx);
	td->name = parse_id(lx, "a name");
	lex_expect(lx, "(");
	td->param = parse_id(lx, "a parameter");
	lex_expect(lx, ")");
	lex_expect(lx, ":");
	td->base = parse_typeref(lx);
	lex_expect(lx, "{");
	td->arms = parse_arms(lx);
	lex_expect(lx, "}");
	td->attrs = parse_attrs(lx);
	lex_expect(lx, ";");
	type_declare(lx, td);
}

static void
item_tlv(struct lexer *lx)
{
	struct type_decl *td = type_new(lx, TD_TLV);

	lex_next(lx);
	td->name = parse_id(lx, "a name");
	lex_expect(lx, "{");
	if (!lex_accept_id(lx, "struct")) {
		lex_error(lx, "expected the header's struct");
		return;
	}
	td->body = parse_body(lx);
	td->attrs = parse_attrs(lx);
	lex_expect(lx, ";");
	td->arms = parse_arms(lx);
	lex_expect(lx, "}");
	lex_expect(lx, ";");
	type_declare(lx, td);
}

/* const NAME = e; and assert e; are settled when everything is parsed. */
static void
item_value(struct lexer *lx, enum type_decl_kind kind)
{
	struct type_decl *td = type_new(lx, kind);

	lex_next(lx);
	if (kind == TD_CONST) {
		td->name = parse_id(lx, "a name");
		lex_expect(lx, "=");
	}
	td->value = parse_expr(lx);
	lex_expect(lx, ";");
	*lx->cc->values_end = td;
	lx->cc->values_end = &td->next;
}

static void
item_opaque(struct lexer *lx)
{
	struct type_decl *td = type_new(lx, TD_OPAQUE);

	lex_next(lx);
	td->name = parse_id(lx, "a name");
	lex_expect(lx, ";");
	type_declare(lx, td);
}

static void
item_printer(struct lexer *lx)
{
	struct type_decl *td = type_new(lx, TD_PRINTER);

	lex_next(lx);
	td->name = parse_id(lx, "a name");
	lex_expect(lx, ":");
	td->base = parse_typeref(lx);
	if (lex_accept_id(lx, "reads")) {
		lex_expect(lx, "(");
		do
			parse_expr(lx);
		while (lex_accept(lx, ","));
		lex_expect(lx, ")");
	}
	lex_expect(lx, ";");
	type_declare(lx, td);
}

static bool
starts(struct lexer *lx, const char *word)
{
	return lex_is_id(lx, word) && lex_peek(lx)->kind == T_ID;
}

/* Says where a reader finds what is used here; all files are one program. */
static void
item_include(struct lexer *lx)
{
	struct include *inc = arena_alloc(&lx->cc->arena, sizeof(*inc));

	lex_next(lx);
	inc->pos = lx->tok.pos;
	inc->name = lx->tok.text;
	inc->next = lx->cc->includes;
	lx->cc->includes = inc;
	lex_next(lx);
	lex_expect(lx, ";");
}

static void
parse_item(struct lexer *lx)
{
	if (lex_is_id(lx, "include") && lex_peek(lx)->kind == T_STR) {
		item_include(lx);
	} else if (starts(lx, "enum")) {
		item_list(lx, TD_ENUM);
	} else if (starts(lx, "flags")) {
		item_list(lx, TD_FLAGS);
	} else if (starts(lx, "bits")) {
		item_bits(lx);
	} else if (starts(lx, "struct")) {
		item_struct(lx, TD_STRUCT);
	} else if (starts(lx, "union")) {
		item_struct(lx, TD_UNION);
	} else if (starts(lx, "variant")) {
		item_variant(lx);
	} else if (starts(lx, "printer")) {
		item_printer(lx);
	} else if (starts(lx, "tlv")) {
		item_tlv(lx);
	} else if (starts(lx, "const")) {
		item_value(lx, TD_CONST);
	} else if (lex_is_id(lx, "assert")) {
		item_value(lx, TD_ASSERT);
	} else if (starts(lx, "opaque")) {
		item_opaque(lx);
	} else if (starts(lx, "attrs")) {
		parse_attr_set(lx);
	} else if (starts(lx, "nlmsg")) {
		parse_nlmsg(lx);
	} else {
		parse_call(lx);
	}
}

void
parse_file(struct cc *cc, const struct source *src)
{
	struct lexer lx;

	lex_init(&lx, cc, src);
	while (lx.tok.kind != T_EOF) {
		u32 before = cc->nerrors, at = lx.tok.pos.off;

		parse_item(&lx);
		if (cc->nerrors != before && (lx.braces || !lx.behind_end))
			skip_item(&lx);
		lx.panic = false;
		lx.braces = 0;
		if (lx.tok.pos.off == at && lx.tok.kind != T_EOF)
			lex_next(&lx);
	}
}
