/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Structs: members to fields, in the order in which they are shown. `if`
 * bodies become conditions of their members, `print` an order of fields,
 * `switch` one field with arms. TLV containers.
 */
#include "cc.h"

#include <string.h>

#define FIELDS_MAX 512

struct fields {
	struct desc_field f[FIELDS_MAX];
	const struct decl *d[FIELDS_MAX]; /* NULL: stop, switch */
	u32 n;
};

static struct decl *
member_in(struct body_item *it, const char *name, u32 depth)
{
	struct decl *d;

	for (; it && depth < 16; it = it->next) {
		if (it->kind == B_FIELD && it->field->name &&
		    !strcmp(it->field->name, name))
			return it->field;
		if (it->kind == B_IF) {
			d = member_in(it->items, name, depth + 1);
			if (d)
				return d;
		}
		if (it->kind != B_SWITCH)
			continue;
		for (struct arm *a = it->arms; a; a = a->next) {
			d = member_in(a->items, name, depth + 1);
			if (d)
				return d;
		}
	}
	return NULL;
}

struct decl *
struct_member(struct type_decl *td, const char *name)
{
	return member_in(td->body, name, 0);
}

static struct expr *
both(struct cc *cc, struct expr *a, struct expr *b)
{
	struct expr *e;

	if (!a || !b)
		return a ? a : b;
	e = arena_alloc(&cc->arena, sizeof(*e));
	e->kind = X_BINARY;
	e->op = OP_LAND;
	e->pos = a->pos;
	e->a = a;
	e->b = b;
	return e;
}

static void lower_items(struct cc *cc, struct scope *sc, struct body_item *it,
			struct expr *cond, struct fields *out, u32 depth);

static void
lower_member(struct cc *cc, struct scope *sc, const struct decl *d,
	     struct expr *cond, struct fields *out)
{
	struct desc_field *f = &out->f[out->n];

	if (out->n >= FIELDS_MAX) {
		cc_error(cc, d->pos, "too many members");
		return;
	}
	check_member(cc, d);
	memset(f, 0, sizeof(*f));
	f->name = d->name ? cc_string(cc, d->name) : 0;
	f->type = lower_decl_type(cc, sc, d, false);
	f->cond = lower_expr(cc, sc, both(cc, cond, d->cond));
	if (d->embed)
		f->flags |= FF_EMBED;
	if (d->in)
		f->flags |= FF_IN;
	if (d->out)
		f->flags |= FF_OUT;
	f->bit_off = d->bit_off;
	f->bit_width = (u8)(d->bits < 64 ? d->bits : 0);
	memcpy(f->off, d->off, sizeof(f->off));
	lower_attrs(cc, sc, d->attrs, A_MEMBER, f);
	if (f->type != DESC_NONE)
		out->d[out->n++] = d;
}

static u32
fields_flush(struct cc *cc, const struct fields *fs)
{
	u32 first = cc->fields_p.n;

	for (u32 i = 0; i < fs->n; i++)
		pool_add(&cc->fields_p, &fs->f[i]);
	return first;
}

static u32
label_keys(struct cc *cc, const struct label *l, u16 *ret_n)
{
	u32 n = 0, first;
	u16 keys[256];

	for (const struct expr *e = l->keys; e && n < ARRAY_SIZE(keys);
	     e = e->next)
		keys[n++] = (u16)lower_key(cc, e);
	first = cc->keys_p.n;
	for (u32 i = 0; i < n; i++)
		pool_add(&cc->keys_p, &keys[i]);
	*ret_n = l->deflt ? 0 : (u16)n;
	return first;
}

static bool
has_attr(struct cc *cc, const struct desc_field *f, enum desc_attr_id id)
{
	for (u32 i = 0; i < f->nattr; i++) {
		const struct desc_attr *a = pool_at(&cc->attrs_p, f->attr + i);

		if (a->id == id)
			return true;
	}
	return false;
}

/* TF_* of the struct that its members bring along. */
static u16
inherited(struct cc *cc, const struct fields *fs, bool old_used)
{
	u16 flags = old_used ? TF_OLD : 0;

	for (u32 i = 0; i < fs->n; i++) {
		const struct desc_field *f = &fs->f[i];
		const struct desc_type *t;

		if (f->flags & (FF_AT_EXIT))
			flags |= TF_ATEXIT;
		if (f->flags & FF_CHANGE || has_attr(cc, f, DA_AFTER_ERROR))
			flags |= TF_OLD;
		if (f->flags & FF_STOP || f->type == DESC_NONE)
			continue;
		t = cc_type(cc, f->type);
		if (t->kind == DK_PTR && !(t->flags & TF_CONST))
			flags |= TF_OUTPTR;
		if (t->kind == DK_PTR)
			flags |= cc_type(cc, t->a)->flags & TF_OUTPTR;
		else
			flags |= t->flags & (TF_OLD | TF_OUTPTR | TF_ATEXIT);
	}
	return flags;
}

static u32
arm_min(struct cc *cc, struct scope *sc, const struct arm *a)
{
	const struct attr *min;

	if (!a->items || a->items->kind != B_FIELD)
		return DESC_NONE;
	min = attr_get(a->items->field->attrs, "min");
	return min && min->args ? lower_expr(cc, sc, min->args) : DESC_NONE;
}

static void
lower_switch(struct cc *cc, struct scope *sc, struct body_item *it,
	     struct expr *cond, struct fields *out, u32 depth)
{
	struct desc_type t = {.kind = DK_VARIANT};
	struct desc_arm *arms = NULL;
	struct desc_field *f;
	u32 n = 0, i = 0;

	check_arms(cc, it->arms, 1);
	for (struct arm *a = it->arms; a; a = a->next)
		n++;
	arms = mem_zalloc(n * sizeof(*arms) + 1);
	for (struct arm *a = it->arms; a; a = a->next, i++) {
		struct fields *fs = mem_zalloc(sizeof(*fs));

		arms[i].first_key = label_keys(cc, &a->label, &arms[i].nkeys);
		arms[i].type = DESC_NONE;
		arms[i].min = arm_min(cc, sc, a);
		lower_items(cc, sc, a->items, NULL, fs, depth + 1);
		arms[i].first = fields_flush(cc, fs);
		arms[i].n = fs->n;
		t.flags |= inherited(cc, fs, false);
		mem_free(fs);
	}
	t.a = cc->arms_p.n;
	t.b = n;
	for (i = 0; i < n; i++)
		pool_add(&cc->arms_p, &arms[i]);
	mem_free(arms);
	t.c = lower_expr(cc, sc, it->cond);
	memset(t.align, 1, sizeof(t.align));
	if (out->n >= FIELDS_MAX)
		return;
	f = &out->f[out->n];
	memset(f, 0, sizeof(*f));
	f->flags = FF_SWITCH;
	f->type = lower_new_type(cc, &t);
	f->cond = lower_expr(cc, sc, cond);
	memcpy(f->off, it->off, sizeof(f->off));
	out->d[out->n++] = NULL;
}

static void
lower_stop(struct cc *cc, struct scope *sc, const struct body_item *it,
	   const struct expr *cond, struct fields *out)
{
	struct desc_field *f = &out->f[out->n];

	if (out->n >= FIELDS_MAX)
		return;
	memset(f, 0, sizeof(*f));
	lower_attrs(cc, sc, it->attrs, A_MEMBER, f);
	f->flags = FF_STOP;
	f->name = cc_string(cc, it->text);
	f->cond = lower_expr(cc, sc, cond);
	f->type = 0;
	out->d[out->n++] = NULL;
}

static void
lower_items(struct cc *cc, struct scope *sc, struct body_item *it,
	    struct expr *cond, struct fields *out, u32 depth)
{
	check_members(cc, it);
	for (; it; it = it->next) {
		switch (it->kind) {
		case B_FIELD:
			lower_member(cc, sc, it->field, cond, out);
			break;
		case B_IF:
			lower_items(cc, sc, it->items, both(cc, cond, it->cond),
				    out, depth + 1);
			break;
		case B_SWITCH:
			lower_switch(cc, sc, it, cond, out, depth);
			break;
		case B_STOP:
			lower_stop(cc, sc, it, it->cond, out);
			break;
		case B_PRINT:
		case B_EXIT:
			break;
		}
	}
}

/* The switch whose arms bear the member, or NULL. */
static struct body_item *
switch_of(struct body_item *it, const char *name)
{
	for (; it; it = it->next)
		for (struct arm *a = it->arms; a; a = a->next)
			if (member_in(a->items, name, 0))
				return it;
	return NULL;
}

/* A member, or the switch that has members of that name in several arms. */
static void
print_item(struct cc *cc, struct scope *sc, const struct body_item *it,
	   struct expr *cond, struct fields *out)
{
	struct type_decl *td = sc->strct;
	struct body_item *sw = switch_of(td->body, it->text);
	struct decl *m = member_in(td->body, it->text, 0), d;
	u32 arms = 0;

	if (it->literal) {
		lower_stop(cc, sc, it, cond, out);
		return;
	}
	for (struct arm *a = sw ? sw->arms : NULL; a; a = a->next)
		arms += member_in(a->items, it->text, 0) != NULL;
	if (!m) {
		cc_error(cc, it->pos, "no member '%s'", it->text);
	} else if (arms > 1) {
		lower_switch(cc, sc, sw, cond, out, 0);
	} else {
		d = *m;
		d.attrs = attr_join(it->attrs, m->attrs);
		lower_member(cc, sc, &d, cond, out);
		if (out->n && out->d[out->n - 1] == &d)
			out->d[out->n - 1] = m;
	}
}

static bool
has_print(const struct body_item *it, u32 depth)
{
	for (; it && depth <= 16; it = it->next)
		if (it->kind == B_PRINT ||
		    (it->kind == B_IF && has_print(it->items, depth + 1)))
			return true;
	return false;
}

static void
print_items(struct cc *cc, struct scope *sc, const struct body_item *it,
	    struct expr *cond, struct fields *out, u32 depth)
{
	for (; it && depth <= 16; it = it->next) {
		struct expr *c = both(cc, cond, it->cond);

		if (it->kind == B_IF)
			print_items(cc, sc, it->items, c, out, depth + 1);
		else if (it->kind == B_PRINT)
			print_item(cc, sc, it, c, out);
		else if (it->kind == B_STOP)
			lower_stop(cc, sc, it, c, out);
	}
}

/*
 * `print a, b if (e);`: those members, in that order, perhaps in an `if`; a
 * stop stands between them where it was written.
 */
static void
apply_print(struct cc *cc, struct scope *sc, struct type_decl *td,
	    struct fields *fs)
{
	struct fields *out;

	if (!has_print(td->body, 0))
		return;
	out = mem_zalloc(sizeof(*out));
	print_items(cc, sc, td->body, NULL, out, 0);
	memcpy(fs, out, sizeof(*fs));
	mem_free(out);
}

static void
lower_exit(struct cc *cc, struct scope *sc, struct type_decl *td,
	   struct desc_struct *s)
{
	struct fields *out = mem_zalloc(sizeof(*out));

	for (struct body_item *it = td->body; it; it = it->next) {
		if (it->kind != B_EXIT)
			continue;
		for (struct body_item *e = it->items; e; e = e->next) {
			struct decl *m = struct_member(td, e->field->name);
			struct decl d = *e->field;

			if (!m) {
				cc_error(cc, e->pos, "no member '%s'",
					 e->field->name);
				continue;
			}
			if (!d.type) {
				d.type = m->type;
				d.nptr = m->nptr;
			}
			memcpy(d.off, m->off, sizeof(d.off));
			if (d.nptr && m->size[LAYOUT_I386] == 8) {
				struct attr *w =
					arena_alloc(&cc->arena, sizeof(*w));

				w->name = "ptr64";
				w->pos = e->pos;
				w->next = d.attrs;
				d.attrs = w;
			}
			lower_member(cc, sc, &d, NULL, out);
		}
	}
	s->exit = fields_flush(cc, out);
	s->nexit = out->n;
	mem_free(out);
}

static void
struct_attrs(struct cc *cc, struct scope *sc, struct type_decl *td,
	     struct desc_struct *s, struct desc_type *t)
{
	struct desc_field f = {0};

	lower_attrs(cc, sc, td->attrs, A_STRUCT, &f);
	s->attr = f.attr;
	s->nattr = f.nattr;
	if (attr_get(td->attrs, "group"))
		t->flags |= TF_GROUP;
	if (attr_get(td->attrs, "all"))
		t->flags |= TF_ALL;
}

/* The members of one version; what they bring along goes to the type. */
static void
lower_version(struct cc *cc, struct type_decl *td, struct desc_type *t,
	      u32 strct)
{
	struct fields *fs = mem_zalloc(sizeof(*fs));
	struct scope sc = {.strct = td};
	struct desc_struct s = {0};

	lower_items(cc, &sc, td->body, NULL, fs, 0);
	apply_print(cc, &sc, td, fs);
	check_versions(cc, fs->f, fs->d, fs->n);
	s.name = t->name;
	memcpy(s.size, t->size, sizeof(s.size));
	s.first = fields_flush(cc, fs);
	s.n = fs->n;
	lower_exit(cc, &sc, td, &s);
	struct_attrs(cc, &sc, td, &s, t);
	t->flags |= inherited(cc, fs, sc.old_used);
	mem_free(fs);
	*(struct desc_struct *)pool_at(&cc->structs_p, strct) = s;
}

/* A struct that differs by ABI has a version for each: a, b, c of its type. */
u32
lower_struct(struct cc *cc, struct type_decl *td)
{
	struct desc_type t = {.b = DESC_NONE, .c = DESC_NONE};
	u16 *own[LAYOUT_N] = {&t.a, &t.b, &t.c};
	u32 first = cc->structs_p.n, n = 0;

	if (td->id != DESC_NONE)
		return td->id;
	t.kind = td->kind == TD_UNION ? DK_UNION : DK_STRUCT;
	t.name = cc_string(cc, td->name);
	layout_struct(cc, td, t.size, t.align);
	t.a = first;
	for (struct type_decl *v = td; v; v = v->alt, n++)
		for (int l = 0; l < LAYOUT_N && v->abis; l++)
			if (v->abis & 1u << l)
				*own[l] = (u16)(first + n);
	pool_reserve(&cc->structs_p, n);
	td->id = lower_new_type(cc, &t);
	n = 0;
	for (struct type_decl *v = td; v; v = v->alt)
		lower_version(cc, v, &t, first + n++);
	cc_type(cc, td->id)->flags = t.flags;
	return td->id;
}

/* Without index(..): the header's members behind the length are the keys. */
static void
tlv_default_keys(struct cc *cc, struct scope *sc, struct type_decl *td,
		 struct desc_tlv *tlv)
{
	const struct body_item *it = td->body ? td->body->next : NULL;
	u32 most = 1;

	for (const struct arm *a = td->arms; a; a = a->next)
		if (!a->label.deflt && a->label.nkeys > 1)
			most = 2;
	for (u32 i = 0; i < most && it; i++, it = it->next) {
		struct expr e = {.kind = X_NAME, .pos = it->pos};

		if (it->kind != B_FIELD || !it->field->name)
			return;
		e.name = it->field->name;
		tlv->key[i] = lower_expr(cc, sc, &e);
	}
}

u32
lower_tlv(struct cc *cc, struct type_decl *td)
{
	struct desc_type t = {.kind = DK_TLV, .b = DESC_NONE, .c = DESC_NONE};
	struct type_decl *head;
	struct scope sc = {0};
	struct desc_tlv tlv = {.key = {DESC_NONE, DESC_NONE}};
	const struct attr *len, *align;
	struct desc_arm *arms;
	u32 n = 0, i = 0;

	if (td->id != DESC_NONE)
		return td->id;
	memset(t.align, 1, sizeof(t.align));
	if (td->nlattrs)
		t.flags |= TF_NLATTRS;
	t.name = cc_string(cc, td->name);
	td->id = lower_new_type(cc, &t); /* a set may hold itself */
	head = arena_dup(&cc->arena, td, sizeof(*td));
	head->id = DESC_NONE;
	head->kind = TD_STRUCT;
	head->attrs = NULL;
	tlv.header = cc_type(cc, lower_struct(cc, head))->a;
	sc.strct = head;
	attrs_check(cc, td->attrs, A_TLV);
	len = attr_get(td->attrs, "len");
	align = attr_get(td->attrs, "align");
	tlv.len = len ? lower_expr(cc, &sc, len->args) : DESC_NONE;
	tlv.align = align ? lower_expr(cc, &sc, align->args) : DESC_NONE;
	/* [[index(level, type)]]: what the labels are held against */
	len = attr_get(td->attrs, "index");
	if (len && len->args) {
		tlv.key[0] = lower_expr(cc, &sc, len->args);
		if (len->args->next)
			tlv.key[1] = lower_expr(cc, &sc, len->args->next);
	} else {
		tlv_default_keys(cc, &sc, td, &tlv);
	}
	check_arms(cc, td->arms, tlv.key[1] == DESC_NONE ? 1 : 2);
	for (struct arm *a = td->arms; a; a = a->next)
		n++;
	arms = mem_zalloc(n * sizeof(*arms) + 1);
	for (struct arm *a = td->arms; a; a = a->next, i++) {
		struct fields *fs = mem_zalloc(sizeof(*fs));

		arms[i].first_key = label_keys(cc, &a->label, &arms[i].nkeys);
		arms[i].type = arms[i].min = DESC_NONE;
		lower_member(cc, &sc, a->items->field, NULL, fs);
		arms[i].first = fields_flush(cc, fs);
		arms[i].n = fs->n;
		mem_free(fs);
	}
	tlv.more = attr_get(td->attrs, "tail") != NULL;
	tlv.arm = cc->arms_p.n;
	tlv.narm = n;
	for (i = 0; i < n; i++)
		pool_add(&cc->arms_p, &arms[i]);
	mem_free(arms);
	cc_type(cc, td->id)->a = pool_add(&cc->tlvs_p, &tlv);
	return td->id;
}
