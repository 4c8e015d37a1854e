/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types: from spelling to rows. `T<u16>` is T with another base, `T<expr>` a
 * variant with its parameter; a declaration adds pointers, arrays and the
 * attributes that change what is pointed to.
 */
#include "cc.h"

#include <string.h>

struct desc_type *
cc_type(struct cc *cc, u32 id)
{
	return pool_at(&cc->types_p, id);
}

struct type_decl *
type_decl_find(struct cc *cc, const char *name)
{
	return strmap_get(&cc->types, name);
}

u32
base_type_find(const struct cc *cc, const char *name)
{
	uintptr_t known = (uintptr_t)strmap_get(&cc->base_types, name);

	return known ? (u32)(known - 1) : DESC_NONE;
}

u32
lower_new_type(struct cc *cc, const struct desc_type *t)
{
	return pool_add(&cc->types_p, t);
}

u32
lower_ptr(struct cc *cc, u32 to, u16 flags)
{
	struct desc_type t = {.kind = DK_PTR,
			      .a = to,
			      .b = DESC_NONE,
			      .c = DESC_NONE,
			      .flags = flags};

	for (int l = 0; l < LAYOUT_N; l++)
		t.size[l] = t.align[l] =
			l == LAYOUT_LP64 || flags & TF_PTR64 ? 8 : 4;
	if (flags & TF_PTR64)
		t.align[LAYOUT_I386] = 4;
	t.flags |= cc_type(cc, to)->flags & (TF_OLD | TF_ATEXIT);
	return lower_new_type(cc, &t);
}

/* ---- named types ------------------------------------------------------- */

static u32
lower_printer(struct cc *cc, struct type_decl *td, u32 base)
{
	struct desc_type t = *cc_type(cc, base);

	t.kind = DK_HOOK;
	t.a = cc_hook(cc, td->pos, td->name);
	t.b = base;
	t.name = cc_string(cc, td->name);
	return lower_new_type(cc, &t);
}

/* A handle: only pointed to. */
static u32
lower_opaque(struct cc *cc, struct type_decl *td)
{
	struct desc_type t = {.kind = DK_VOID,
			      .a = DESC_NONE,
			      .b = DESC_NONE,
			      .c = DESC_NONE};

	t.name = cc_string(cc, td->name);
	memset(t.align, 1, sizeof(t.align));
	return lower_new_type(cc, &t);
}

/* "af<u8>": a type with another base is one of its own. */
static const char *
typeref_text(struct cc *cc, const struct typeref *ref)
{
	return ref->base ? arena_printf(&cc->arena, "%s<%s>", ref->name,
					ref->base->name)
			 : ref->name;
}

/* The declared type with another base: enum<u8>. */
static u32
declared_with_base(struct cc *cc, struct scope *sc, struct type_decl *td,
		   const struct typeref *ref)
{
	const struct typeref *b = ref->base ? ref->base : td->base;
	u32 base = DESC_NONE, size[LAYOUT_N] = {4, 4, 4};
	u8 align[LAYOUT_N] = {4, 4, 4};
	u16 sign = 0;

	if (td->kind == TD_STRUCT || td->kind == TD_UNION)
		return lower_struct(cc, td);
	if (td->kind == TD_TLV)
		return lower_tlv(cc, td);
	if (td->kind == TD_OPAQUE)
		return lower_opaque(cc, td);
	if (b) {
		base = lower_typeref(cc, sc, b);
		if (base == DESC_NONE)
			return DESC_NONE;
		memcpy(size, cc_type(cc, base)->size, sizeof(size));
		memcpy(align, cc_type(cc, base)->align, sizeof(align));
		sign = cc_type(cc, base)->flags & TF_SIGNED;
	}
	if (td->kind != TD_PRINTER && base != DESC_NONE &&
	    (!size[0] || size[0] > 8 || cc_type(cc, base)->kind >= DK_PTR)) {
		cc_error(cc, b->pos, "'%s' is no integer", b->name);
		return DESC_NONE;
	}
	switch (td->kind) {
	case TD_ENUM:
	case TD_FLAGS:
		return lower_list(cc, td, size, align, sign);
	case TD_BITS:
		return lower_bits(cc, td, base);
	case TD_PRINTER:
		return lower_printer(cc, td, base);
	case TD_STRUCT:
	case TD_UNION:
	case TD_TLV:
	case TD_OPAQUE:
	case TD_VARIANT:
	case TD_CONST:
	case TD_ASSERT:
		break; /* above, or no name of a type */
	}
	return DESC_NONE;
}

static u32
lower_declared(struct cc *cc, struct scope *sc, struct type_decl *td,
	       const struct typeref *ref)
{
	u32 id = declared_with_base(cc, sc, td, ref);

	if (id != DESC_NONE && ref->base && td->kind != TD_STRUCT &&
	    td->kind != TD_UNION && td->kind != TD_TLV)
		cc_type(cc, id)->name = cc_string(cc, typeref_text(cc, ref));
	return id;
}

static u32
builtin_with_base(struct cc *cc, struct scope *sc, const struct typeref *ref,
		  struct desc_type *t)
{
	const struct desc_type *b;
	u32 base;

	if (ref->base) {
		base = lower_typeref(cc, sc, ref->base);
		if (base == DESC_NONE)
			return DESC_NONE;
		b = cc_type(cc, base);
		memcpy(t->size, b->size, sizeof(t->size));
		memcpy(t->align, b->align, sizeof(t->align));
		t->flags = (t->flags & ~TF_SIGNED) | (b->flags & TF_SIGNED);
	}
	if (ref->param)
		t->c = lower_expr(cc, sc, ref->param);
	t->name = cc_string(cc, typeref_text(cc, ref));
	return lower_new_type(cc, t);
}

static u32
unknown_type(struct cc *cc, const struct typeref *ref)
{
	const char *near = cc_nearest(&cc->types, ref->name);

	if (!near)
		near = cc_nearest(&cc->base_types, ref->name);
	if (near)
		cc_error(cc, ref->pos, "unknown type '%s', perhaps '%s'",
			 ref->name, near);
	else
		cc_error(cc, ref->pos, "unknown type '%s'", ref->name);
	return DESC_NONE;
}

static bool
takes_parameter(const char *name, const struct type_decl *td)
{
	struct desc_type t;
	const char *alias;

	if (td || !builtin_find(name, &t, &alias))
		return !td;
	return t.kind == DK_FD_OF || t.kind == DK_SOCKOPT ||
	       t.kind == DK_HWADDR;
}

/* A type of the set below, perhaps with another base or parameter. */
static u32
lower_borrowed(struct cc *cc, struct scope *sc, const struct typeref *ref,
	       u32 id)
{
	struct desc_type t = *cc_type(cc, id);

	if (ref->param && t.kind != DK_VARIANT) {
		cc_error(cc, ref->pos, "'%s' takes no parameter", ref->name);
		return DESC_NONE;
	}
	if (ref->param)
		t.c = lower_expr(cc, sc, ref->param);
	if (ref->base) {
		u32 base = lower_typeref(cc, sc, ref->base);

		if (base == DESC_NONE)
			return DESC_NONE;
		memcpy(t.size, cc_type(cc, base)->size, sizeof(t.size));
		memcpy(t.align, cc_type(cc, base)->align, sizeof(t.align));
	}
	return ref->param || ref->base ? lower_new_type(cc, &t) : id;
}

static u32
typeref_new(struct cc *cc, struct scope *sc, const struct typeref *ref)
{
	struct type_decl *td = type_decl_find(cc, ref->name);
	u32 below = td ? DESC_NONE : base_type_find(cc, ref->name);
	struct desc_type t;
	const char *alias;

	if (below != DESC_NONE)
		return lower_borrowed(cc, sc, ref, below);
	/* T<base> may be written with a declared type, too */
	if (td && td->kind == TD_VARIANT)
		return lower_variant(cc, sc, td,
				     ref->param ? lower_expr(cc, sc, ref->param)
						: DESC_NONE);
	if (ref->param && !takes_parameter(ref->name, td)) {
		cc_error(cc, ref->pos, "'%s' takes no parameter", ref->name);
		return DESC_NONE;
	}
	if (td)
		return lower_declared(cc, sc, td, ref);
	if (builtin_find(ref->name, &t, &alias))
		return builtin_with_base(cc, sc, ref, &t);
	return unknown_type(cc, ref);
}

/* What a parameter or a scope decides is made anew each time. */
static bool
is_shared(struct cc *cc, const struct typeref *ref)
{
	const struct type_decl *td = type_decl_find(cc, ref->name);

	return !ref->param && !(td && td->kind == TD_VARIANT);
}

u32
lower_typeref(struct cc *cc, struct scope *sc, const struct typeref *ref)
{
	bool shared = is_shared(cc, ref);
	char *key = arena_printf(&cc->arena, "%s<%s", ref->name,
				 ref->base ? ref->base->name : "");
	uintptr_t known = (uintptr_t)strmap_get(&cc->typerefs, key);
	u32 id;

	if (known && shared)
		return (u32)(known - 1);
	if (cc->type_depth >= CC_TYPES) {
		cc_error(cc, ref->pos, "types nested too deep");
		return DESC_NONE;
	}
	cc->type_depth++;
	id = typeref_new(cc, sc, ref);
	cc->type_depth--;
	if (id != DESC_NONE && shared)
		strmap_put(&cc->typerefs, key, (void *)((uintptr_t)id + 1));
	return id;
}

/* ---- declarations ------------------------------------------------------ */

struct target {
	struct cc *cc;
	struct scope *sc;
	const struct decl *d;
	bool param;
};

static bool
bounded_leaf(u8 kind)
{
	return kind == DK_SIGSET || kind == DK_FDSET || kind == DK_CPUSET ||
	       kind == DK_SOCKBUF;
}

static u32
text_type(struct target *g, u8 kind, u32 expr, u16 flags)
{
	struct desc_type t = {.kind = kind,
			      .a = DESC_NONE,
			      .b = expr,
			      .c = DESC_NONE,
			      .flags = flags};

	memset(t.align, 1, sizeof(t.align));
	return lower_new_type(g->cc, &t);
}

static u16
bytes_flags(struct target *g)
{
	return (attr_get(g->d->attrs, "hex") ? TF_HEXSTR : 0) |
	       (attr_get(g->d->attrs, "data") ? TF_DATA : 0);
}

static u32
attr_expr(struct target *g, const char *name)
{
	const struct attr *a = attr_get(g->d->attrs, name);

	return a && a->args ? lower_expr(g->cc, g->sc, a->args) : DESC_NONE;
}

/* char x[16], u32 x[4], T x[]: bytes of the struct itself. */
static u32
embedded_array(struct target *g, u32 elem, const struct expr *dim, bool outmost)
{
	struct cc *cc = g->cc;
	struct desc_type *b = cc_type(cc, elem), t = {0};
	const struct attr *attrs = g->d->attrs;
	bool byte = b->kind == DK_INT && b->size[0] == 1 && b->sub == DN_DEC;
	bool is_char = byte && !strcmp(g->d->type->name, "char");
	u64 n[LAYOUT_N] = {0};

	t.kind = DK_ARRAY;
	t.a = elem;
	t.b = t.c = DESC_NONE;
	t.flags = b->flags & (TF_OLD | TF_OUTPTR | TF_SIGNED);
	memcpy(t.align, b->align, sizeof(t.align));
	if (dim && expr_is_const(cc, g->sc, dim, n))
		t.flags |= TF_FIXED;
	else if (dim)
		t.b = lower_expr(cc, g->sc, dim);
	if (t.flags & TF_FIXED && outmost) /* room for n, len(e) in use */
		t.b = attr_expr(g, "len");
	for (int l = 0; l < LAYOUT_N; l++)
		t.size[l] =
			(u32)u64_min(u64_mul_sat(n[l], b->size[l]), 1 << 24);
	if (attr_get(attrs, "sun_path"))
		t.kind = DK_SUN_PATH;
	else if (b->kind == DK_HWADDR)
		t.kind = DK_HWADDR;
	else if (is_char && attr_get(attrs, "cstr"))
		t.kind = DK_CSTR;
	else if (is_char ||
		 (byte && !(b->flags & TF_SIGNED) && !attr_get(attrs, "dec") &&
		  !attr_get(attrs, "index")))
		t.kind = DK_BYTES;
	if (t.kind == DK_CSTR && !(t.flags & TF_FIXED))
		t.b = attr_expr(g, "max");
	if (t.kind == DK_BYTES && (!is_char || attr_get(attrs, "hex")))
		t.flags |= TF_HEXSTR;
	return lower_new_type(cc, &t);
}

/* What one pointer or one array of unknown place points to. */
static u32
pointee(struct target *g, u32 base, u32 len, bool listed)
{
	struct desc_type *b = cc_type(g->cc, base), t;
	bool plain_u8 =
		b->kind == DK_INT && b->size[0] == 1 && b->sub == DN_DEC;
	bool is_char = plain_u8 && !strcmp(g->d->type->name, "char");
	bool numbers =
		attr_get(g->d->attrs, "dec") || attr_get(g->d->attrs, "index");

	if (is_char && attr_get(g->d->attrs, "sockbuf"))
		return text_type(g, DK_SOCKBUF, len, 0);
	if (is_char && listed && attr_get(g->d->attrs, "cstr"))
		return embedded_array(g, base, g->d->dims[0], true);
	if (is_char && listed)
		return text_type(g, DK_BYTES, len, bytes_flags(g));
	if (is_char)
		return text_type(g, DK_CSTR, attr_expr(g, "max"), 0);
	if (plain_u8 && listed && !numbers && !(b->flags & TF_SIGNED))
		return text_type(g, DK_BYTES, len, TF_HEXSTR);
	if (b->kind == DK_CSTR || b->kind == DK_CWD || b->kind == DK_PATH)
		return text_type(g, b->kind, attr_expr(g, "max"), 0);
	if (bounded_leaf(b->kind)) {
		t = *b;
		t.b = len;
		return lower_new_type(g->cc, &t);
	}
	if (!listed)
		return base;
	memset(&t, 0, sizeof(t));
	t.kind = DK_ARRAY;
	t.a = base;
	t.b = len;
	t.c = DESC_NONE;
	t.flags = b->flags & (TF_OLD | TF_OUTPTR);
	if (len == DESC_NONE && b->kind == DK_PTR)
		t.flags |= TF_ENDNULL;
	memcpy(t.align, b->align, sizeof(t.align));
	return lower_new_type(g->cc, &t);
}

static u16
ptr_flags(const struct decl *d)
{
	u16 f = 0;

	if (d->type->is_const || (d->in && !d->out))
		f |= TF_CONST;
	if (attr_get(d->attrs, "ptr64"))
		f |= TF_PTR64;
	return f;
}

static u32
addr_type(struct cc *cc, const struct decl *d)
{
	struct typeref t = {.name = attr_get(d->attrs, "ptr64") ? "addr64"
								: "addr",
			    .pos = d->pos};

	return lower_typeref(cc, NULL, &t);
}

static u32
pointers(struct target *g, u32 base)
{
	const struct decl *d = g->d;
	const struct attr *len = attr_get(d->attrs, "len");
	bool listed = len && len->args;
	u32 e = listed ? lower_expr(g->cc, g->sc, len->args) : DESC_NONE;
	u32 id = base;

	for (u32 i = 0; i < d->nptr; i++) {
		bool last = i + 1 == d->nptr && !d->ndims;
		u16 flags = ptr_flags(d);

		/* `in T **p`: the address is read, the object is written */
		if (i + 1 < d->nptr && !d->type->is_const)
			flags &= ~TF_CONST;
		id = pointee(g, id, last ? e : DESC_NONE, last && listed);
		id = lower_ptr(g->cc, id, flags);
	}
	return id;
}

u32
lower_decl_type(struct cc *cc, struct scope *sc, const struct decl *d,
		bool param)
{
	struct target g = {cc, sc, d, param};
	u32 base = lower_typeref(cc, sc, d->type), id;
	u8 kind;

	if (base == DESC_NONE)
		return DESC_NONE;
	kind = cc_type(cc, base)->kind;
	if (kind == DK_VOID && !d->nptr && d->name) {
		cc_error(cc, d->type->pos, "'%s' has no value", d->type->name);
		return DESC_NONE;
	}
	if (d->nptr && kind == DK_VOID)
		id = addr_type(cc, d);
	else
		id = pointers(&g, base);
	for (u32 i = d->ndims; i-- > 0;) {
		if (param && i == 0) {
			u32 e = d->dims[0] ? lower_expr(cc, sc, d->dims[0])
					   : DESC_NONE;

			id = pointee(&g, id, e, true);
			return lower_ptr(cc, id, ptr_flags(d));
		}
		id = embedded_array(&g, id, d->dims[i], i == 0);
	}
	if (!d->nptr && !d->ndims &&
	    (kind == DK_PATH || kind == DK_CSTR || kind == DK_CWD)) {
		u16 f = kind == DK_PATH && !d->out ? TF_CONST : 0;

		id = pointee(&g, base, DESC_NONE, false);
		return lower_ptr(cc, id, f | ptr_flags(d));
	}
	return id;
}
