/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Colours are put on a finished piece of a line. Its syntax is simple enough
 * to be read back: strings in quotes, comments, names in front of = or (, words
 * in capitals. So whoever writes lines need not know of colours, columns are
 * counted without them, and a trace without colours pays nothing.
 *
 * A piece never begins or ends within a token: lines are cut between values.
 */
#include "color.h"

#include <ctype.h>
#include <string.h>

/* Names as STRACE_COLORS has them, and what they are without it. */
static const struct {
	const char *name, *sgr;
} keys[COLOR_N] = {
	[COLOR_SYSCALL] = {"syscall", "1"}, [COLOR_ARGNAME] = {"argname", "36"},
	[COLOR_ARGVAL] = {"argval", ""},    [COLOR_CALL] = {"call", "35"},
	[COLOR_CONST] = {"const", "33"},    [COLOR_COMMENT] = {"comment", "90"},
	[COLOR_PUNCT] = {"punct", ""},	    [COLOR_RETVAL] = {"retval", "32"},
	[COLOR_ERROR] = {"error", "31"},
};

/* "key=sgr:key=sgr"; what is not understood is left as it was. */
static void
override(struct palette *p, const char *text)
{
	while (text && *text) {
		size_t n = strcspn(text, ":"), eq = strcspn(text, "=");
		size_t len = n > eq ? n - eq - 1 : 0;
		bool sane = eq < n && len < sizeof(p->sgr[0]) &&
			    strspn(text + eq + 1, "0123456789;") >= len;

		for (u32 k = 0; sane && k < COLOR_N; k++) {
			if (strlen(keys[k].name) != eq ||
			    memcmp(keys[k].name, text, eq))
				continue;
			memcpy(p->sgr[k], text + eq + 1, len);
			p->sgr[k][len] = '\0';
		}
		text += n + (text[n] == ':');
	}
}

void
palette_init(struct palette *p, const char *text)
{
	for (u32 k = 0; k < COLOR_N; k++)
		strcpy(p->sgr[k], keys[k].sgr);
	override(p, text);
}

/* ---- tokens ------------------------------------------------------------ */

static size_t
string_length(const char *s, size_t left)
{
	size_t n = 1;

	while (n < left && s[n] != '"')
		n += s[n] == '\\' && n + 1 < left ? 2 : 1;
	return n < left ? n + 1 : left;
}

/* Up to the end of a comment, or of what stands in < >, which nest. */
static size_t
comment_length(const char *s, size_t left)
{
	const char *end = memmem(s + 2, left - 2, "*/", 2);

	return end ? (size_t)(end - s) + 2 : left;
}

static size_t
angle_length(const char *s, size_t left)
{
	size_t n = 0, depth = 0;

	for (; n < left; n++) {
		if (s[n] == '<')
			depth++;
		else if (s[n] == '>' && --depth == 0)
			return n + 1;
	}
	return left;
}

static bool
is_word_char(char c)
{
	return isalnum((u8)c) || c == '_' || c == '?';
}

static size_t
word_length(const char *s, size_t left)
{
	size_t n = 0;

	while (n < left && is_word_char(s[n]))
		n++;
	return n;
}

static enum color
word_color(const char *s, size_t n, size_t left)
{
	if (n < left && s[n] == '(')
		return COLOR_CALL;
	if (n < left && s[n] == '=')
		return COLOR_ARGNAME;
	if (isupper((u8)*s) || *s == '_' || *s == '?')
		return COLOR_CONST;
	return COLOR_ARGVAL;
}

/* The token at s: its length and its colour. */
static size_t
token(const char *s, size_t left, enum color *ret)
{
	*ret = COLOR_ARGVAL;
	if (*s == '"')
		return string_length(s, left);
	if (*s == '<')
		return angle_length(s, left);
	if (left > 2 && s[0] == '/' && s[1] == '*') {
		*ret = COLOR_COMMENT;
		return comment_length(s, left);
	}
	if (isdigit((u8)*s) || (*s == '-' && left > 1 && isdigit((u8)s[1])))
		return 1 + word_length(s + 1, left - 1);
	if (is_word_char(*s)) {
		size_t n = word_length(s, left);

		*ret = word_color(s, n, left);
		return n;
	}
	*ret = COLOR_PUNCT;
	return 1;
}

/* ---- painting ---------------------------------------------------------- */

static void
put(struct buf *b, const struct palette *p, enum color c, const char *s,
    size_t n)
{
	const char *sgr = p->sgr[c];

	if (*sgr && n)
		buf_printf(b, "\033[%sm", sgr);
	buf_add(b, s, n);
	if (*sgr && n)
		buf_puts(b, "\033[0m");
}

void
color_piece(struct buf *b, size_t from, const struct palette *p)
{
	size_t len = b->len - from, at = 0, n;
	char *text;
	enum color c;

	if (!p || !len)
		return;
	text = mem_strndup(b->data + from, len);
	b->len = from;
	while (at < len) {
		n = token(text + at, len - at, &c);
		if (isspace((u8)text[at]))
			buf_add(b, text + at, n);
		else
			put(b, p, c, text + at, n);
		at += n;
	}
	mem_free(text);
}

void
color_whole(struct buf *b, size_t from, const struct palette *p, enum color c)
{
	size_t len = b->len - from;
	char *text;

	if (!p || !len)
		return;
	text = mem_strndup(b->data + from, len);
	b->len = from;
	put(b, p, c, text, len);
	mem_free(text);
}
