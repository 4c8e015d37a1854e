/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON as casecheck reads it: what was written must be well formed and name no
 * member twice; what a case's `json` line names must be there. An object holds
 * another one if it has its members; an array is as long as what it is held
 * against.
 */
#include "casecheck.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64

enum json_kind { JSON_WORD, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
	enum json_kind kind;
	const char *key, *text; /* of a number: as it was written */
	struct json *kids, *next;
};

struct reader {
	struct arena *arena;
	const char *p;
	const char *fault; /* the first one */
	int depth;
};

static struct json *read_value(struct reader *r);

static void
blame(struct reader *r, const char *what)
{
	if (!r->fault)
		r->fault = what;
}

static void
skip_blanks(struct reader *r)
{
	r->p += strspn(r->p, " \t\n\r");
}

static bool
take(struct reader *r, char c)
{
	skip_blanks(r);
	if (*r->p != c)
		return false;
	r->p++;
	return true;
}

/* ---- strings ----------------------------------------------------------- */

/* \uXXXX as UTF-8; a surrogate is kept as a character of its own. */
static void
put_escape(struct reader *r, struct buf *b)
{
	char digits[5] = "", *end;
	unsigned long c;

	strncat(digits, r->p, 4);
	c = strtoul(digits, &end, 16);
	if (end != digits + 4) {
		blame(r, "\\u without four digits");
		return;
	}
	r->p += 4;
	if (c < 0x80) {
		buf_putc(b, (char)c);
	} else if (c < 0x800) {
		buf_putc(b, (char)(0xc0 | c >> 6));
		buf_putc(b, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_putc(b, (char)(0xe0 | c >> 12));
		buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(b, (char)(0x80 | (c & 0x3f)));
	}
}

static void
put_escaped(struct reader *r, struct buf *b)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = *r->p;
	const char *at = c ? strchr(from, c) : NULL;

	if (c)
		r->p++;
	if (at)
		buf_putc(b, to[at - from]);
	else if (c == 'u')
		put_escape(r, b);
	else
		blame(r, "an escape that JSON does not know");
}

static const char *
read_string(struct reader *r)
{
	struct buf b = BUF_INIT;
	const char *s;

	while (!r->fault && *r->p != '"') {
		if ((u8)*r->p < 0x20) {
			blame(r, *r->p ? "a control character in a string"
				       : "a string without an end");
			break;
		}
		if (*r->p != '\\') {
			buf_putc(&b, *r->p++);
			continue;
		}
		r->p++;
		put_escaped(r, &b);
	}
	if (*r->p == '"')
		r->p++;
	s = arena_strdup(r->arena, b.data ? b.data : "");
	buf_release(&b);
	return s;
}

/* ---- values ------------------------------------------------------------ */

static const char *
read_key(struct reader *r, const struct json *before)
{
	const char *key;

	if (!take(r, '"')) {
		blame(r, "a member without a name");
		return NULL;
	}
	key = read_string(r);
	if (!take(r, ':'))
		blame(r, "a name without a value");
	for (; before; before = before->next)
		if (!strcmp(before->key, key))
			blame(r, arena_printf(r->arena,
					      "member %s is there twice", key));
	return key;
}

static void
read_kids(struct reader *r, struct json *j, char end)
{
	struct json **tail = &j->kids, *kid;
	const char *key = NULL;

	if (++r->depth > DEPTH_MAX)
		blame(r, "groups too deep in one another");
	if (take(r, end)) {
		r->depth--;
		return;
	}
	do {
		if (j->kind == JSON_OBJECT)
			key = read_key(r, j->kids);
		if (r->fault)
			return;
		kid = read_value(r);
		kid->key = key;
		*tail = kid;
		tail = &kid->next;
	} while (!r->fault && take(r, ','));
	if (!take(r, end))
		blame(r, "a group without an end");
	r->depth--;
}

static void
read_word(struct reader *r, struct json *j)
{
	size_t n = strspn(r->p, "+-.0123456789abcdefghijklmnopqrstuvwxyzE");
	char *end, *text = arena_alloc(r->arena, n + 1);

	memcpy(text, r->p, n);
	r->p += n;
	j->text = text;
	j->kind = JSON_WORD;
	if (!strcmp(text, "null") || !strcmp(text, "true") ||
	    !strcmp(text, "false"))
		return;
	j->kind = JSON_NUMBER;
	if (!n || !strchr("-0123456789", *text) || strchr(text, 'x') ||
	    !isfinite(strtod(text, &end)) || *end)
		blame(r, "neither a value nor the name of one");
}

static struct json *
read_value(struct reader *r)
{
	struct json *j = arena_alloc(r->arena, sizeof(*j));

	if (take(r, '"')) {
		j->kind = JSON_STRING;
		j->text = read_string(r);
	} else if (take(r, '[')) {
		j->kind = JSON_ARRAY;
		read_kids(r, j, ']');
	} else if (take(r, '{')) {
		j->kind = JSON_OBJECT;
		read_kids(r, j, '}');
	} else {
		read_word(r, j);
	}
	return j;
}

static const struct json *
read_line(struct reader *r, const char *line)
{
	const struct json *j;

	*r = (struct reader){.arena = r->arena, .p = line};
	j = read_value(r);
	skip_blanks(r);
	if (*r->p)
		blame(r, "something after the value");
	return j;
}

/* ---- comparing --------------------------------------------------------- */

static bool
holds(const struct json *whole, const struct json *part)
{
	const struct json *a, *b = part->kids;

	if (whole->kind != part->kind)
		return false;
	if (whole->kind == JSON_NUMBER)
		return strtod(whole->text, NULL) == strtod(part->text, NULL);
	if (whole->kind == JSON_OBJECT) {
		for (; b; b = b->next) {
			for (a = whole->kids; a; a = a->next)
				if (!strcmp(a->key, b->key))
					break;
			if (!a || !holds(a, b))
				return false;
		}
		return true;
	}
	if (whole->kind != JSON_ARRAY)
		return !strcmp(whole->text, part->text);
	for (a = whole->kids; a && b; a = a->next, b = b->next)
		if (!holds(a, b))
			return false;
	return !a && !b;
}

char *
json_fault(const char *line, const char *part)
{
	struct arena arena;
	struct reader r = {.arena = &arena};
	const struct json *whole, *want;
	char *said = NULL;

	arena_init(&arena);
	whole = read_line(&r, line);
	if (!r.fault && part) {
		want = read_line(&r, part);
		if (!r.fault && !holds(whole, want))
			r.fault = "it lacks what the case names";
	}
	if (r.fault)
		said = mem_strdup(r.fault);
	arena_release(&arena);
	return said;
}
