/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Expressions: C's operators by precedence climbing; calls of the few
 * functions; `(s32)x`, `sizeof(T)`, `*p`, `parent.x`. Inside <...> a '>' ends
 * the expression.
 */
#include "cc.h"

#include <string.h>

static const struct {
	const char *punct;
	u8 prec;
	u8 op;
} binaries[] = {
	{"*", 10, OP_MUL}, {"/", 10, OP_DIV},  {"%", 10, OP_MOD},
	{"+", 9, OP_ADD},  {"-", 9, OP_SUB},   {"<<", 8, OP_SHL},
	{">>", 8, OP_SHR}, {"<=", 7, OP_LE},   {">=", 7, OP_GE},
	{"<", 7, OP_LT},   {">", 7, OP_GT},    {"==", 6, OP_EQ},
	{"!=", 6, OP_NE},  {"&", 5, OP_AND},   {"^", 4, OP_XOR},
	{"|", 3, OP_OR},   {"&&", 2, OP_LAND}, {"||", 1, OP_LOR},
};

static struct expr *expr_prec(struct lexer *lx, int prec, bool angles);

static struct expr *
expr_new(struct lexer *lx, enum expr_kind kind)
{
	struct expr *e = arena_alloc(&lx->cc->arena, sizeof(*e));

	e->kind = kind;
	e->pos = lx->tok.pos;
	return e;
}

static struct expr *
expr_args(struct lexer *lx)
{
	struct expr *first = NULL, **end = &first;

	if (!lex_is(lx, ")")) {
		do {
			*end = expr_prec(lx, 0, false);
			end = &(*end)->next;
		} while (lex_accept(lx, ","));
	}
	lex_expect(lx, ")");
	return first;
}

/* _IOR('x', 1, struct t), _IO('x', 2): the type is kept as its size. */
static struct expr *
expr_command(struct lexer *lx)
{
	struct expr *first = expr_prec(lx, 0, false), *size;

	lex_expect(lx, ",");
	first->next = expr_prec(lx, 0, false);
	if (lex_accept(lx, ",")) {
		lex_accept_id(lx, "struct");
		lex_accept_id(lx, "union");
		size = expr_new(lx, X_SIZEOF);
		size->name = parse_id(lx, "a type");
		first->next->next = size;
		if (lex_accept(lx, "[")) { /* T[n] */
			size->a = expr_prec(lx, 0, false);
			lex_expect(lx, "]");
		}
	}
	lex_expect(lx, ")");
	return first;
}

static struct expr *
expr_name(struct lexer *lx)
{
	struct expr *e = expr_new(lx, X_NAME);

	e->name = lx->tok.text;
	lex_next(lx);
	if (!strcmp(e->name, "sizeof") && lex_accept(lx, "(")) {
		e->kind = X_SIZEOF;
		lex_accept_id(lx, "struct");
		lex_accept_id(lx, "union");
		e->name = parse_id(lx, "a type");
		lex_expect(lx, ")");
	} else if (!strncmp(e->name, "_IO", 3) && lex_accept(lx, "(")) {
		e->kind = X_CALL;
		e->a = expr_command(lx);
	} else if (lex_accept(lx, "(")) {
		e->kind = X_CALL;
		e->a = expr_args(lx);
	} else if (lex_is(lx, ".") || lex_is(lx, "->")) {
		e->kind = lex_is(lx, ".") ? X_MEMBER : X_ARROW;
		lex_next(lx);
		e->a = expr_new(lx, X_NAME);
		e->a->name = e->name;
		e->name = parse_id(lx, "a member");
	}
	return e;
}

/* ( expr ) or a cast: ( type ) operand. */
static struct expr *
expr_paren(struct lexer *lx, bool angles)
{
	struct expr *e = expr_new(lx, X_CAST);
	const struct token *t;
	struct desc_type dt;
	const char *alias;

	lex_next(lx);
	t = lex_peek(lx);
	if (lx->tok.kind == T_ID && t->kind == T_PUNCT &&
	    !strcmp(t->punct, ")") && builtin_find(lx->tok.text, &dt, &alias) &&
	    dt.kind == DK_INT) {
		e->name = lx->tok.text;
		lex_next(lx);
		lex_next(lx);
		e->a = expr_prec(lx, 11, angles);
		return e;
	}
	e = expr_prec(lx, 0, false);
	lex_expect(lx, ")");
	return e;
}

static struct expr *
expr_unary(struct lexer *lx, bool angles)
{
	static const struct {
		const char *p;
		u8 op;
	} ops[] = {
		{"-", OP_NEG},
		{"~", OP_NOT},
		{"!", OP_LNOT},
	};
	struct expr *e;

	for (u32 i = 0; i < ARRAY_SIZE(ops); i++) {
		if (!lex_is(lx, ops[i].p))
			continue;
		e = expr_new(lx, X_UNARY);
		e->op = ops[i].op;
		lex_next(lx);
		e->a = expr_prec(lx, 11, angles);
		return e;
	}
	if (lex_is(lx, "*")) {
		e = expr_new(lx, X_DEREF);
		lex_next(lx);
		e->name = parse_id(lx, "a parameter");
		return e;
	}
	if (lex_is(lx, "("))
		return expr_paren(lx, angles);
	if (lx->tok.kind == T_ID)
		return expr_name(lx);
	e = expr_new(lx, lx->tok.kind == T_STR ? X_STR : X_NUM);
	if (lx->tok.kind == T_NUM)
		e->num = lx->tok.num;
	else if (lx->tok.kind == T_STR)
		e->name = lx->tok.text;
	else
		lex_error(lx, "expected an expression");
	if (lx->tok.kind != T_PUNCT || !strchr(";)}]", lx->tok.punct[0]))
		lex_next(lx);
	return e;
}

static int
binary_at(struct lexer *lx, bool angles)
{
	if (lx->tok.kind != T_PUNCT)
		return -1;
	if (angles && (lex_is(lx, ">") || lex_is(lx, ">>") || lex_is(lx, ">=")))
		return -1;
	for (u32 i = 0; i < ARRAY_SIZE(binaries); i++)
		if (lex_is(lx, binaries[i].punct))
			return (int)i;
	return -1;
}

static struct expr *
expr_cond(struct lexer *lx, struct expr *cond, bool angles)
{
	struct expr *e = expr_new(lx, X_COND);

	e->pos = cond->pos;
	e->a = cond;
	e->b = expr_prec(lx, 0, angles);
	lex_expect(lx, ":");
	e->c = expr_prec(lx, 0, angles);
	return e;
}

static struct expr *
expr_prec(struct lexer *lx, int prec, bool angles)
{
	struct expr *e, *bin;
	u32 chain = 0;
	int i;

	if (++lx->depth > CC_NEST) {
		lex_error(lx, "expression nested too deep");
		lx->depth--;
		e = expr_new(lx, X_NUM);
		lex_next(lx);
		return e;
	}
	e = expr_unary(lx, angles);
	while ((i = binary_at(lx, angles)) >= 0 && binaries[i].prec >= prec &&
	       binaries[i].prec > 0) {
		if (++chain > CC_CHAIN) {
			lex_error(lx, "expression too long");
			break;
		}
		bin = expr_new(lx, X_BINARY);
		bin->pos = e->pos;
		bin->op = binaries[i].op;
		lex_next(lx);
		bin->a = e;
		bin->b = expr_prec(lx, binaries[i].prec + 1, angles);
		e = bin;
	}
	if (prec == 0 && lex_accept(lx, "?"))
		e = expr_cond(lx, e, angles);
	e->end = lx->last_end;
	lx->depth--;
	return e;
}

struct expr *
parse_expr(struct lexer *lx)
{
	return expr_prec(lx, 0, false);
}

struct expr *
parse_expr_in_angles(struct lexer *lx)
{
	return expr_prec(lx, 0, true);
}
