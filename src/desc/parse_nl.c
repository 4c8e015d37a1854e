/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Netlink: sets of attributes and the messages that carry them.
 *
 *   attrs ID : ID { A, B: type; C: attrs other; D: switch (x) { .. }; };
 *   nlmsg FAMILY::TYPE, TYPE (struct header, attrs set);
 *
 * Both are read and held against the grammar; no tables come of them yet.
 */
#include "cc.h"

#include <string.h>

static void
attr_type(struct lexer *lx, u32 depth)
{
	if (depth > CC_MUX) {
		lex_error(lx, "switch nested too deep");
		return;
	}
	if (!lex_accept_id(lx, "switch")) {
		parse_typeref(lx);
		if (lex_accept(lx, "["))
			lex_expect(lx, "]");
		parse_attrs(lx);
		return;
	}
	lex_expect(lx, "(");
	parse_expr(lx);
	lex_expect(lx, ")");
	lex_expect(lx, "{");
	while (!lex_is(lx, "}") && lx->tok.kind != T_EOF) {
		parse_label(lx);
		attr_type(lx, depth + 1);
		if (!lex_expect(lx, ";"))
			return;
	}
	lex_expect(lx, "}");
}

void
parse_attr_set(struct lexer *lx)
{
	lex_next(lx);
	parse_id(lx, "a name");
	lex_expect(lx, ":");
	parse_id(lx, "an enum");
	lex_expect(lx, "{");
	while (!lex_is(lx, "}") && lx->tok.kind != T_EOF) {
		do
			parse_id(lx, "an attribute's number");
		while (lex_accept(lx, ","));
		if (!lex_expect(lx, ":"))
			return;
		attr_type(lx, 0);
		if (!lex_expect(lx, ";"))
			return;
	}
	lex_expect(lx, "}");
	lex_expect(lx, ";");
}

void
parse_nlmsg(struct lexer *lx)
{
	lex_next(lx);
	parse_id(lx, "a family");
	if (!lex_expect(lx, "::"))
		return;
	do
		parse_id(lx, "a type of message");
	while (lex_accept(lx, ","));
	lex_expect(lx, "(");
	do
		parse_typeref(lx);
	while (lex_accept(lx, ","));
	lex_expect(lx, ")");
	lex_expect(lx, ";");
}
