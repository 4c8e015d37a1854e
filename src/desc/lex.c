/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tokens of description files: C's identifiers, numbers, strings, comments
 * and punctuation, with [[ and ]] and :: of their own. One token of look-ahead
 * beyond the current one.
 */
#include "cc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *const long_puncts[] = {
	"...", "<<", ">>", "<=", ">=", "==", "!=",
	"&&",  "||", "[[", "]]", "::", "->",
};

static int
cur(const struct lexer *lx, u32 ahead)
{
	return lx->at + ahead < lx->src->len ? (u8)lx->src->text[lx->at + ahead]
					     : 0;
}

static void
skip_comment(struct lexer *lx)
{
	u32 start = lx->at;

	if (cur(lx, 1) == '/') {
		while (lx->at < lx->src->len && cur(lx, 0) != '\n')
			lx->at++;
		return;
	}
	lx->at += 2;
	while (lx->at < lx->src->len &&
	       !(cur(lx, 0) == '*' && cur(lx, 1) == '/'))
		lx->at++;
	if (lx->at >= lx->src->len)
		cc_error(lx->cc, (struct pos){lx->src, start},
			 "comment without end");
	else
		lx->at += 2;
}

static void
skip_blank(struct lexer *lx)
{
	for (;;) {
		int c = cur(lx, 0);

		if (c && isspace(c))
			lx->at++;
		else if (c == '/' && (cur(lx, 1) == '/' || cur(lx, 1) == '*'))
			skip_comment(lx);
		else
			return;
	}
}

static void
lex_string(struct lexer *lx, struct token *t)
{
	struct buf b = BUF_INIT;

	t->kind = T_STR;
	buf_puts(&b, "");
	for (lx->at++; lx->at < lx->src->len && cur(lx, 0) != '"'; lx->at++) {
		int c = cur(lx, 0);

		if (c == '\n')
			break;
		if (c == '\\' && cur(lx, 1)) {
			lx->at++;
			c = cur(lx, 0);
			c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
		}
		buf_putc(&b, (char)c);
	}
	if (cur(lx, 0) == '"')
		lx->at++;
	else
		cc_error(lx->cc, t->pos, "string without end");
	t->text = arena_strdup(&lx->cc->arena, b.data);
	buf_release(&b);
}

static void
lex_number(struct lexer *lx, struct token *t)
{
	char digits[40];
	u32 n = 0;
	char *end;

	t->kind = T_NUM;
	while (isalnum(cur(lx, 0)) && n + 1 < sizeof(digits))
		digits[n++] = (char)lx->src->text[lx->at++];
	digits[n] = '\0';
	t->num = strtoull(digits, &end, 0);
	while (*end && strchr("uUlL", *end))
		end++;
	if (*end)
		cc_error(lx->cc, t->pos, "bad number '%s'", digits);
}

/* 'T': the letter of a driver. */
static void
lex_char(struct lexer *lx, struct token *t)
{
	t->kind = T_NUM;
	t->num = (u8)cur(lx, 1);
	if (t->num >= ' ' && cur(lx, 2) == '\'') {
		lx->at += 3;
		return;
	}
	cc_error(lx->cc, t->pos, "expected one character in ' '");
	for (lx->at++; cur(lx, 0) && cur(lx, 0) != '\n'; lx->at++)
		if (cur(lx, 0) == '\'') {
			lx->at++;
			break;
		}
}

static void
lex_punct(struct lexer *lx, struct token *t)
{
	t->kind = T_PUNCT;
	for (u32 i = 0; i < ARRAY_SIZE(long_puncts); i++) {
		size_t n = strlen(long_puncts[i]);

		if (lx->src->len - lx->at >= n &&
		    !memcmp(lx->src->text + lx->at, long_puncts[i], n)) {
			memcpy(t->punct, long_puncts[i], n + 1);
			lx->at += (u32)n;
			return;
		}
	}
	t->punct[0] = lx->src->text[lx->at++];
	t->punct[1] = '\0';
}

/* Characters of no token are told and passed over. */
static void
skip_odd(struct lexer *lx)
{
	for (;;) {
		int c;

		skip_blank(lx);
		c = cur(lx, 0);
		if (lx->at >= lx->src->len || isalnum(c) ||
		    (c && strchr("_'\"{}()[];,:<>=+-*/%&|^~!?.@", c)))
			return;
		cc_error(lx->cc, (struct pos){lx->src, lx->at},
			 "unexpected character '\\x%02x'", (u32)c);
		lx->at++;
	}
}

static void
scan(struct lexer *lx, struct token *t)
{
	int c;

	memset(t, 0, sizeof(*t));
	skip_odd(lx);
	t->pos = (struct pos){lx->src, lx->at};
	c = cur(lx, 0);
	if (lx->at >= lx->src->len) {
		t->kind = T_EOF;
	} else if (isalpha(c) || c == '_') {
		u32 start = lx->at;
		char *s;

		while (isalnum(cur(lx, 0)) || cur(lx, 0) == '_')
			lx->at++;
		s = arena_alloc(&lx->cc->arena, lx->at - start + 1);
		memcpy(s, lx->src->text + start, lx->at - start);
		t->kind = T_ID;
		t->text = s;
	} else if (isdigit(c)) {
		lex_number(lx, t);
	} else if (c == '"') {
		lex_string(lx, t);
	} else if (c == '\'') {
		lex_char(lx, t);
	} else {
		lex_punct(lx, t);
	}
	t->end = lx->at;
}

void
lex_error(struct lexer *lx, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;

	if (!lx->panic) {
		va_start(ap, fmt);
		buf_vprintf(&b, fmt, ap);
		va_end(ap);
		cc_error(lx->cc, lx->tok.pos, "%s", b.data);
		buf_release(&b);
	}
	lx->panic = true;
}

void
lex_init(struct lexer *lx, struct cc *cc, const struct source *src)
{
	memset(lx, 0, sizeof(*lx));
	lx->cc = cc;
	lx->src = src;
	scan(lx, &lx->tok);
}

void
lex_next(struct lexer *lx)
{
	lx->last_end = lx->tok.end;
	lx->behind_end = lex_is(lx, ";") || lex_is(lx, "}");
	if (lex_is(lx, ";"))
		lx->panic = false;
	if (lex_is(lx, "{"))
		lx->braces++;
	else if (lex_is(lx, "}") && lx->braces)
		lx->braces--;
	if (lx->has_ahead) {
		lx->tok = lx->ahead;
		lx->has_ahead = false;
		return;
	}
	scan(lx, &lx->tok);
}

const struct token *
lex_peek(struct lexer *lx)
{
	if (!lx->has_ahead) {
		scan(lx, &lx->ahead);
		lx->has_ahead = true;
	}
	return &lx->ahead;
}

bool
lex_is(const struct lexer *lx, const char *punct)
{
	return lx->tok.kind == T_PUNCT && !strcmp(lx->tok.punct, punct);
}

bool
lex_is_id(const struct lexer *lx, const char *id)
{
	return lx->tok.kind == T_ID && !strcmp(lx->tok.text, id);
}

bool
lex_accept(struct lexer *lx, const char *punct)
{
	if (!lex_is(lx, punct))
		return false;
	lex_next(lx);
	return true;
}

bool
lex_accept_id(struct lexer *lx, const char *id)
{
	if (!lex_is_id(lx, id))
		return false;
	lex_next(lx);
	return true;
}

bool
lex_expect(struct lexer *lx, const char *punct)
{
	if (lex_accept(lx, punct))
		return true;
	if (lx->tok.kind == T_EOF)
		lex_error(lx, "expected '%s' before the end", punct);
	else
		lex_error(lx, "expected '%s'", punct);
	return false;
}
