/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case says about objects: its n-th `json` line is about the n-th one,
 * the header and the end not counted. Members that are given must be there
 * with that value, at any depth; others are free. Arrays are compared whole:
 * as many elements, each as it is given. Of a `json=` line no member is free
 * below the object itself, so that it can say what must not be there.
 *
 * A difference is told by the member's path: what was wanted, what was found.
 */
#include "casecheck.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define DIFFS_MAX 20
#define PARSE (JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES)

struct walk {
	struct buf *diff;
	struct buf path;
	u32 nth;    /* the object, from 1 */
	bool whole; /* nothing is free below the object */
	u32 ndiffs;
};

static void compare(struct walk *w, const json_t *want, const json_t *got);

/* ---- what differs ------------------------------------------------------ */

static void
put_json(struct buf *b, const json_t *v)
{
	char *s = v ? json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;

	buf_puts(b, s ? s : "nothing");
	free(s);
}

static void
differ(struct walk *w, const json_t *want, const json_t *got)
{
	if (w->ndiffs++ >= DIFFS_MAX)
		return;
	buf_printf(w->diff, "! json %u: %s: wanted ", w->nth,
		   w->path.len ? w->path.data : "the object");
	put_json(w->diff, want);
	buf_puts(w->diff, ", found ");
	put_json(w->diff, got);
	buf_putc(w->diff, '\n');
}

static void
path_cut(struct walk *w, size_t len)
{
	w->path.len = len;
	w->path.data[len] = '\0';
}

/* ---- values ------------------------------------------------------------ */

static void
compare_member(struct walk *w, const char *key, const json_t *want,
	       const json_t *got)
{
	size_t at = w->path.len;

	buf_printf(&w->path, "%s%s", at ? "." : "", key);
	compare(w, want, got);
	path_cut(w, at);
}

static void
compare_objects(struct walk *w, const json_t *want, const json_t *got)
{
	json_t *g = (json_t *)got, *v;
	bool free_ones = !w->whole || !w->path.len;
	const char *key;

	json_object_foreach((json_t *)want, key, v)
	{
		compare_member(w, key, v, json_object_get(g, key));
	}
	if (free_ones)
		return;
	json_object_foreach(g, key, v)
	{
		if (!json_object_get(want, key))
			compare_member(w, key, NULL, v);
	}
}

static void
compare_arrays(struct walk *w, const json_t *want, const json_t *got)
{
	size_t n = json_array_size(want), at = w->path.len;

	if (n != json_array_size(got)) {
		differ(w, want, got);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		buf_printf(&w->path, "[%zu]", i);
		compare(w, json_array_get(want, i), json_array_get(got, i));
		path_cut(w, at);
	}
}

/* 1 and 1.0 are one number. */
static bool
same_leaf(const json_t *want, const json_t *got)
{
	if (json_is_number(want) && json_is_number(got) &&
	    json_typeof(want) != json_typeof(got))
		return json_number_value(want) == json_number_value(got);
	return json_equal(want, got);
}

static void
compare(struct walk *w, const json_t *want, const json_t *got)
{
	if (want && got && json_is_object(want) && json_is_object(got))
		compare_objects(w, want, got);
	else if (want && got && json_is_array(want) && json_is_array(got))
		compare_arrays(w, want, got);
	else if (!want || !got || !same_leaf(want, got))
		differ(w, want, got);
}

/* ---- lines ------------------------------------------------------------- */

/* Takes a line off; false: there is none. */
static bool
take_line(const char **p, const char *end, const char **ret, size_t *ret_len)
{
	const char *nl;

	if (!*p || *p >= end)
		return false;
	nl = memchr(*p, '\n', (size_t)(end - *p));
	*ret = *p;
	*ret_len = (size_t)((nl ? nl : end) - *p);
	*p += *ret_len + 1;
	return true;
}

/* The next line about an object: its text; NULL: there is none. */
static const char *
next_wanted(const char **p, const char *end, size_t *ret_len, bool *ret_whole)
{
	const char *line;
	size_t len;

	while (take_line(p, end, &line, &len)) {
		*ret_whole = len > 6 && !memcmp(line, "json= ", 6);
		if (!*ret_whole && !(len > 5 && !memcmp(line, "json ", 5)))
			continue;
		*ret_len = len - (*ret_whole ? 6 : 5);
		return line + (*ret_whole ? 6 : 5);
	}
	return NULL;
}

static json_t *
parse(struct walk *w, const char *whose, const char *text, size_t len)
{
	json_error_t e;
	json_t *v = json_loadb(text, len, PARSE, &e);

	if (!v) {
		buf_printf(w->diff, "! json %u: the %s is no JSON: %s: %.*s\n",
			   w->nth, whose, e.text, (int)len, text);
		w->ndiffs++;
	}
	return v;
}

/* The next object that is about a task; NULL: there is none. */
static json_t *
next_object(struct walk *w, const char **p, const char *end)
{
	const char *line, *type;
	size_t len;
	json_t *v;

	while (take_line(p, end, &line, &len)) {
		v = parse(w, "object", line, len);
		type = json_string_value(json_object_get(v, "type"));
		if (v && (!type || (strcmp(type, "header") != 0 &&
				    strcmp(type, "end") != 0)))
			return v;
		json_decref(v);
	}
	return NULL;
}

bool
case_has_json(const struct one *c)
{
	const char *p = c->body;
	size_t len;
	bool whole;

	return next_wanted(&p, c->body + c->body_len, &len, &whole) != NULL;
}

bool
case_json_matches(const struct one *c, const struct buf *objects,
		  struct buf *diff)
{
	const char *p = c->body, *end = p + c->body_len, *text;
	const char *o = objects->data, *o_end = o ? o + objects->len : NULL;
	struct walk w = {.diff = diff, .path = BUF_INIT};
	json_t *want, *got;
	size_t len;

	while ((text = next_wanted(&p, end, &len, &w.whole)) != NULL) {
		w.nth++;
		want = parse(&w, "line", text, len);
		got = next_object(&w, &o, o_end);
		if (want)
			compare(&w, want, got);
		json_decref(want);
		json_decref(got);
	}
	while ((got = next_object(&w, &o, o_end)) != NULL)
		json_decref(got);
	buf_release(&w.path);
	return !w.ndiffs;
}
