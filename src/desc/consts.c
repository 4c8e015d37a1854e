/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Constants: the files under syscalls/const/ (NAME VALUE [i386=V] [x32=V]),
 * errno.tbl (NUMBER NAME), `const` items, and names that a list gives a value.
 */
#include "cc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
parse_value(const char *s, u64 *ret)
{
	s64 v;

	if (*s == '-') {
		if (!num_parse_s64(s, &v))
			return false;
		*ret = (u64)v;
		return true;
	}
	return num_parse_u64(s, ret);
}

void
const_put(struct cc *cc, const char *name, u64 v)
{
	struct cval *c = arena_alloc(&cc->arena, sizeof(*c));

	for (int i = 0; i < LAYOUT_N; i++)
		c->v[i] = v;
	strmap_put(&cc->consts, name, c);
}

const struct cval *
const_get(struct cc *cc, const char *name)
{
	const struct cval *c = strmap_get(&cc->consts, name);

	return c || !cc->more_consts ? c : cc->more_consts(cc, name);
}

static void
load_exceptions(struct cc *cc, const char *name, char *words)
{
	struct cval *c = strmap_get(&cc->consts, name);
	char *save, *w;
	u64 v;

	for (w = strtok_r(words, " \t", &save); w;
	     w = strtok_r(NULL, " \t", &save)) {
		char *eq = strchr(w, '=');
		int abi;

		if (!eq)
			continue;
		*eq = '\0';
		abi = abi_find(w);
		if (abi >= 0 && parse_value(eq + 1, &v))
			c->v[abi_info((enum abi)abi)->layout] = v;
	}
}

static void
load_line(struct cc *cc, char *line)
{
	char *save, *name = strtok_r(line, " \t\n", &save);
	char *value = name ? strtok_r(NULL, " \t\n", &save) : NULL;
	char *rest = value ? strtok_r(NULL, "\n", &save) : NULL;
	u64 v;

	if (!value || *name == '#')
		return;
	if (!strcmp(name, "alias") && rest) {
		if (parse_value(rest, &v))
			const_put(cc, value, v);
		return;
	}
	if (*name >= '0' && *name <= '9') { /* NUMBER NAME */
		if (parse_value(name, &v))
			const_put(cc, value, v);
		return;
	}
	if (!parse_value(value, &v))
		return;
	const_put(cc, name, v);
	if (rest)
		load_exceptions(cc, name, rest);
}

int
consts_load(struct cc *cc, const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;

	if (!f)
		return -errno;
	while (getline(&line, &cap, f) >= 0)
		load_line(cc, line);
	free(line);
	fclose(f);
	return 0;
}

/* ---- constant expressions ---------------------------------------------- */

static u64
fold(u32 op, u64 a, u64 b)
{
	switch (op) {
	case OP_MUL:
		return a * b;
	case OP_DIV:
		return b ? a / b : 0;
	case OP_MOD:
		return b ? a % b : 0;
	case OP_ADD:
		return a + b;
	case OP_SUB:
		return a - b;
	case OP_SHL:
		return b < 64 ? a << b : 0;
	case OP_SHR:
		return b < 64 ? a >> b : 0;
	case OP_LT:
		return (s64)a < (s64)b;
	case OP_GT:
		return (s64)a > (s64)b;
	case OP_LE:
		return (s64)a <= (s64)b;
	case OP_GE:
		return (s64)a >= (s64)b;
	case OP_EQ:
		return a == b;
	case OP_NE:
		return a != b;
	case OP_AND:
		return a & b;
	case OP_XOR:
		return a ^ b;
	case OP_OR:
		return a | b;
	case OP_LAND:
		return a && b;
	case OP_LOR:
		return a || b;
	}
	return 0;
}

static bool
is_scoped(const struct scope *sc, const char *name)
{
	if (!sc)
		return false;
	if (sc->strct && struct_member(sc->strct, name))
		return true;
	for (const struct attr *a = sc->lets; a; a = a->next)
		if (!strcmp(a->name, "let") && a->args && a->args->name &&
		    !strcmp(a->args->name, name))
			return true;
	for (u32 i = 0; i < sc->nparams; i++)
		if (sc->params[i]->name && !strcmp(sc->params[i]->name, name))
			return true;
	return false;
}

static bool
const_sizeof(struct cc *cc, const char *name, u64 ret[LAYOUT_N])
{
	struct typeref ref = {.name = name};
	struct desc_type t;
	const char *alias;
	u32 size[LAYOUT_N];

	if (!builtin_find(name, &t, &alias) && !type_decl_find(cc, name) &&
	    base_type_find(cc, name) == DESC_NONE)
		return false;
	layout_size(cc, &ref, size);
	for (int i = 0; i < LAYOUT_N; i++)
		ret[i] = size[i];
	return size[0] != 0;
}

/* _IO(type, nr), _IOR, _IOW, _IOWR(type, nr, T): an ioctl's number. */
static bool
const_command(struct cc *cc, const struct scope *sc, const struct expr *e,
	      u64 ret[LAYOUT_N])
{
	static const char *const names[] = {"_IO", "_IOW", "_IOR", "_IOWR"};
	u64 v[3][LAYOUT_N] = {{0}};
	const struct expr *a = e->a;
	u32 dir, n = 0;

	for (dir = 0; dir < ARRAY_SIZE(names); dir++)
		if (!strcmp(names[dir], e->name))
			break;
	if (dir == ARRAY_SIZE(names))
		return false;
	for (; a && n < 3; a = a->next)
		if (!expr_is_const(cc, sc, a, v[n++]))
			return false;
	if (n != (dir ? 3 : 2))
		return false;
	for (int i = 0; i < LAYOUT_N; i++)
		ret[i] = (u64)dir << 30 | (v[2][i] & 0x3fff) << 16 |
			 (v[0][i] & 0xff) << 8 | (v[1][i] & 0xff);
	return true;
}

bool
expr_is_const(struct cc *cc, const struct scope *sc, const struct expr *e,
	      u64 ret[LAYOUT_N])
{
	u64 a[LAYOUT_N], b[LAYOUT_N], c[LAYOUT_N];
	const struct cval *cv;

	if (!e)
		return false;
	switch (e->kind) {
	case X_NUM:
		for (int i = 0; i < LAYOUT_N; i++)
			ret[i] = e->num;
		return true;
	case X_NAME:
		if (is_scoped(sc, e->name))
			return false;
		cv = const_get(cc, e->name);
		if (cv)
			memcpy(ret, cv->v, sizeof(cv->v));
		return cv != NULL;
	case X_SIZEOF:
		if (!const_sizeof(cc, e->name, ret))
			return false;
		if (e->a && !expr_is_const(cc, sc, e->a, a))
			return false;
		for (int i = 0; e->a && i < LAYOUT_N; i++)
			ret[i] *= a[i];
		return true;
	case X_CALL:
		return const_command(cc, sc, e, ret);
	case X_UNARY:
		if (!expr_is_const(cc, sc, e->a, a))
			return false;
		for (int i = 0; i < LAYOUT_N; i++)
			ret[i] = e->op == OP_NEG   ? -a[i]
				 : e->op == OP_NOT ? ~a[i]
						   : !a[i];
		return true;
	case X_BINARY:
		if (!expr_is_const(cc, sc, e->a, a) ||
		    !expr_is_const(cc, sc, e->b, b))
			return false;
		for (int i = 0; i < LAYOUT_N; i++)
			ret[i] = fold(e->op, a[i], b[i]);
		return true;
	case X_COND:
		if (!expr_is_const(cc, sc, e->a, a) ||
		    !expr_is_const(cc, sc, e->b, b) ||
		    !expr_is_const(cc, sc, e->c, c))
			return false;
		for (int i = 0; i < LAYOUT_N; i++)
			ret[i] = a[i] ? b[i] : c[i];
		return true;
	case X_STR:
	case X_CAST:
	case X_DEREF:
	case X_MEMBER:
	case X_ARROW:
		return false;
	}
	return false;
}

static const struct expr *
first_unknown(struct cc *cc, const struct expr *e)
{
	const struct expr *u;

	if (!e)
		return NULL;
	if (e->kind == X_NAME)
		return const_get(cc, e->name) ? NULL : e;
	if (e->kind != X_UNARY && e->kind != X_BINARY && e->kind != X_COND)
		return NULL;
	u = first_unknown(cc, e->a);
	if (!u)
		u = first_unknown(cc, e->b);
	return u ? u : first_unknown(cc, e->c);
}

bool
const_eval(struct cc *cc, const struct expr *e, u64 ret[LAYOUT_N])
{
	const struct expr *u;
	const char *near;

	if (expr_is_const(cc, NULL, e, ret))
		return true;
	u = first_unknown(cc, e);
	if (!u) {
		cc_error(cc, e->pos, "expected a constant expression");
		return false;
	}
	near = cc_nearest(&cc->consts, u->name);
	if (near)
		cc_error(cc, u->pos, "unknown constant '%s', perhaps '%s'",
			 u->name, near);
	else
		cc_error(cc, u->pos, "unknown constant '%s'", u->name);
	return false;
}

/* NAME = value in a list is a constant, too, unless the name is one already. */
static void
names_settle(struct cc *cc, const struct nameval *n)
{
	for (; n; n = n->next) {
		struct cval c;

		if (!n->value || n->abis || !n->name ||
		    strcspn(n->name, "| ") != strlen(n->name) ||
		    const_get(cc, n->name) ||
		    !expr_is_const(cc, NULL, n->value, c.v))
			continue;
		strmap_put(&cc->consts, n->name,
			   arena_dup(&cc->arena, &c, sizeof(c)));
	}
}

static void
lists_settle(struct cc *cc)
{
	for (const struct type_decl *td = cc->decls; td; td = td->next) {
		names_settle(cc, td->names);
		for (const struct part *p = td->parts; p; p = p->next)
			names_settle(cc, p->list ? p->list->names : NULL);
	}
}

void
consts_settle(struct cc *cc)
{
	lists_settle(cc);
	for (const struct type_decl *td = cc->values; td; td = td->next) {
		struct cval *c;
		u64 v[LAYOUT_N];

		if (!const_eval(cc, td->value, v))
			continue;
		if (td->kind == TD_ASSERT) {
			for (int l = 0; l < LAYOUT_N; l++)
				if (!v[l]) {
					cc_error(cc, td->pos,
						 "this does not hold on %s",
						 abi_info((enum abi)l)->name);
					break;
				}
			continue;
		}
		if (const_get(cc, td->name)) {
			cc_error(cc, td->pos, "'%s' is a constant already",
				 td->name);
			continue;
		}
		c = arena_alloc(&cc->arena, sizeof(*c));
		memcpy(c->v, v, sizeof(v));
		strmap_put(&cc->consts, td->name, c);
	}
	lists_settle(cc);
}
