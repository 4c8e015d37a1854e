/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The formatter's tokens, and what stands between two of them. Where a sign
 * has two meanings (`*`, `<`, a cast's bracket) the blank that the author left
 * tells which; so the result does not change when it is formatted again.
 */
#include "format.h"

#include <ctype.h>
#include <string.h>

/* ---- tokens ------------------------------------------------------------ */

static u32
comment_length(const char *p, size_t left)
{
	u32 n = 2;

	if (p[1] == '/') {
		while (n < left && p[n] != '\n')
			n++;
		while (n > 2 && isspace((u8)p[n - 1]))
			n--;
		return n;
	}
	while (n + 1 < left && !(p[n] == '*' && p[n + 1] == '/'))
		n++;
	return n + 2 <= left ? n + 2 : (u32)left;
}

static u32
quoted_length(const char *p, size_t left)
{
	u32 n = 1;

	while (n < left && p[n] != *p && p[n] != '\n')
		n += p[n] == '\\' && n + 1 < left ? 2 : 1;
	return n < left ? n + 1 : (u32)left;
}

static u32
punct_length(const char *p, size_t left)
{
	static const char *const two[] = {"<<", ">>", "<=", ">=", "==", "!=",
					  "&&", "||", "[[", "]]", "::", "->"};

	if (left >= 3 && !memcmp(p, "...", 3))
		return 3;
	for (u32 i = 0; left >= 2 && i < ARRAY_SIZE(two); i++)
		if (!memcmp(p, two[i], 2))
			return 2;
	return 1;
}

static u32
scan_token(struct ftok *t, const char *p, size_t left)
{
	u32 n = 0;

	t->text = p;
	if (left >= 2 && *p == '/' && (p[1] == '/' || p[1] == '*')) {
		t->kind = F_COMMENT;
		return comment_length(p, left);
	}
	if (*p == '"' || *p == '\'') {
		t->kind = F_TEXT;
		return quoted_length(p, left);
	}
	t->kind = F_PUNCT;
	while (n < left && (isalnum((u8)p[n]) || p[n] == '_'))
		n++;
	if (n)
		t->kind = F_WORD;
	return n ? n : punct_length(p, left);
}

struct ftok *
format_tokens(struct arena *a, const char *text, size_t len)
{
	/* one before the first, so that t[-1] always is */
	struct ftok *all = arena_alloc(a, (len + 3) * sizeof(*all));
	size_t at = 0;
	u32 n = 1;

	for (;;) {
		struct ftok *t = &all[n++];

		for (; at < len && isspace((u8)text[at]); at++) {
			t->lines += text[at] == '\n';
			t->blank = true;
			t->nblank++;
		}
		if (at >= len)
			return all + 1;
		t->len = scan_token(t, text + at, len - at);
		at += t->len;
	}
}

bool
ftok_is(const struct ftok *t, const char *text)
{
	return t->kind != F_COMMENT && strlen(text) == t->len &&
	       !memcmp(t->text, text, t->len);
}

static bool
among(const struct ftok *t, const char *const *list, u32 n)
{
	for (u32 i = 0; i < n; i++)
		if (ftok_is(t, list[i]))
			return true;
	return false;
}

/* ---- gaps -------------------------------------------------------------- */

static bool
opens(const struct ftok *t)
{
	return ftok_is(t, "(") || ftok_is(t, "[") || ftok_is(t, "[[");
}

static bool
closes(const struct ftok *t)
{
	return ftok_is(t, ")") || ftok_is(t, "]") || ftok_is(t, "]]");
}

static bool
is_operand_end(const struct ftok *t)
{
	return t->kind == F_WORD || t->kind == F_TEXT || ftok_is(t, ")") ||
	       ftok_is(t, "]") || ftok_is(t, ">");
}

/* A sign that belongs to what follows. */
static bool
is_prefix(const struct fstate *st, const struct ftok *before,
	  const struct ftok *t)
{
	if (ftok_is(t, "!") || ftok_is(t, "~") || ftok_is(t, "@"))
		return true;
	if (ftok_is(t, "+"))
		return st->in_list && !st->in_value;
	if (ftok_is(t, "-"))
		return !is_operand_end(before);
	if (ftok_is(t, "*")) /* a pointer, or what it points to */
		return !t[1].blank && !isdigit((u8)t[1].text[0]);
	return ftok_is(t, "%") && st->depth == 0 && !t[1].blank;
}

static bool
ends_search(const struct ftok *t)
{
	return t->kind == F_END || ftok_is(t, ";") || ftok_is(t, "{") ||
	       ftok_is(t, "}");
}

/* T<u16>: a < without blanks that a > answers. */
static bool
is_angle(const struct ftok *t)
{
	u32 n = 0;

	if (ftok_is(t, "<")) {
		if (t->blank || t[1].blank)
			return false;
		while (!ends_search(t) && !ftok_is(t, ">"))
			t++;
		return ftok_is(t, ">");
	}
	if (!ftok_is(t, ">") || t->blank)
		return false;
	for (t--; !ends_search(t) && n++ < 64; t--)
		if (ftok_is(t, "<"))
			return !t->blank && !t[1].blank;
	return false;
}

static bool
is_abi(const struct ftok *t)
{
	char name[16];

	if (t->kind != F_WORD || t->len >= sizeof(name))
		return false;
	memcpy(name, t->text, t->len);
	name[t->len] = '\0';
	return abi_find(name) >= 0;
}

static bool
is_keyword(const struct ftok *t)
{
	static const char *const words[] = {"if", "switch", "case"};

	return among(t, words, ARRAY_SIZE(words));
}

/* What may begin a new line, when all that belongs to it no longer fits. */
static bool
may_break(const struct fstate *st, const struct ftok *b, const struct ftok *a)
{
	static const char *const after[] = {",", "&&", "||", "?", "|"};

	if (ftok_is(a, "[[") || b->kind == F_COMMENT || a->kind == F_COMMENT)
		return true;
	if (ftok_is(b, "{") || ftok_is(a, "}") || ftok_is(a, "switch"))
		return true;
	if (!st->depth &&
	    (ftok_is(a, "if") || (ftok_is(a, "%") && is_prefix(st, b, a))))
		return true;
	if (ftok_is(b, ":") && st->depth)
		return true;
	return among(b, after, ARRAY_SIZE(after));
}

static bool
glued_right(const struct fstate *st, const struct ftok *b, const struct ftok *a)
{
	if (closes(a) || ftok_is(a, ",") || ftok_is(a, ";") ||
	    ftok_is(a, "::") || ftok_is(a, ".") || ftok_is(a, "->"))
		return true;
	if (ftok_is(a, ":"))
		return st->in_label && !st->choices && !st->depth;
	if (ftok_is(a, "["))
		return !ftok_is(b, ",");
	if (ftok_is(a, "<") || ftok_is(a, ">"))
		return is_angle(a);
	if (ftok_is(a, "("))
		return b->kind == F_WORD && !is_keyword(b) && !st->arm;
	if (ftok_is(a, "|"))
		return st->in_list && !st->in_value;
	return false;
}

static bool
glued_left(const struct fstate *st, const struct ftok *b, const struct ftok *a)
{
	if (opens(b) || ftok_is(b, "::") || ftok_is(b, ".") || ftok_is(b, "->"))
		return true;
	if (ftok_is(b, "<"))
		return is_angle(b);
	if (ftok_is(b, ")"))
		return !a->blank && (a->kind == F_WORD || ftok_is(a, "(") ||
				     ftok_is(a, "-") || ftok_is(a, "~"));
	if (ftok_is(b, "|"))
		return st->in_list && !st->in_value;
	if (ftok_is(b, ","))
		return st->abis && is_abi(a);
	return is_prefix(st, b - 1, b);
}

enum gap
format_gap(const struct fstate *st, const struct ftok *b, const struct ftok *a)
{
	if (b->kind == F_COMMENT || a->kind == F_COMMENT)
		return GAP_BREAK;
	if (glued_right(st, b, a) || glued_left(st, b, a))
		return ftok_is(b, "(") && !closes(a) ? GAP_OPEN : GAP_NONE;
	return may_break(st, b, a) ? GAP_BREAK : GAP_SPACE;
}

void
format_step(struct fstate *st, const struct ftok *t)
{
	if (t->kind == F_COMMENT)
		return;
	if (opens(t)) {
		st->depth++;
		st->arm = false;
	} else if (closes(t) && st->depth) {
		st->depth--;
	} else if (ftok_is(t, "?")) {
		st->choices++;
	} else if (ftok_is(t, ":") && st->choices) {
		st->choices--;
	} else if (ftok_is(t, "call")) {
		st->arm = false;
	} else if (ftok_is(t, "=")) {
		st->in_value = true;
	}
	if (ftok_is(t, "@"))
		st->abis = true;
	else if (!is_abi(t) && !ftok_is(t, ","))
		st->abis = false;
	if (ftok_is(t, ",") && !st->depth)
		st->in_value = false;
}
