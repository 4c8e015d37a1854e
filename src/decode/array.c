/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arrays: at an address, embedded, lists that end at NULL, records of varying
 * length. As many elements are decoded as some sink shows, in one read of the
 * whole block; the true count is kept. Where memory ends, what there is is
 * followed by an ellipsis with the address of the first element that is not.
 */
#include "priv.h"

#include <string.h>

static u64
shown_max(const struct dctx *x, const struct desc_field *f)
{
	return f && f->flags & FF_PAIR ? DETAIL_ARRMAX : dec_elements_max(x);
}

static void
label(struct dctx *x, const struct desc_field *f, struct value *kid, u64 i)
{
	const struct desc_attr *a = dec_attr_get(x, f, DA_INDEX);
	const char *s = NULL;

	if (!a && !(f && f->flags & FF_INDEX))
		return;
	if (a && a->arg != DESC_NONE)
		s = desc_enum_name(x->set, a->arg, x->layout, i);
	kid->name =
		s ? s : arena_printf(x->arena, "%llu", (unsigned long long)i);
	if (s)
		kid->marks |= VM_NAMED_INDEX;
}

static void
style(struct dctx *x, const struct desc_field *f, struct value *v)
{
	const struct desc_attr *a = dec_attr_get(x, f, DA_INDEX);

	if (f && f->flags & FF_PAIR)
		v->marks |= VM_PAIR;
	if (a || (f && f->flags & FF_INDEX))
		v->marks |= VM_INDEXED;
	if (a && a->arg != DESC_NONE)
		v->text = desc_str(x->set, x->set->names[a->arg].fallback);
}

static void
add_elements(struct dctx *x, u32 elem, const struct desc_field *f,
	     struct value *v, const struct dobj *o, u64 n, u32 size)
{
	const struct desc_attr *a = dec_attr_get(x, f, DA_BRIEF);
	u64 brief = a ? dec_eval_or(x, a->arg, UINT64_MAX) : UINT64_MAX;
	u64 outer = x->element;

	for (u64 i = 0; i < n && dec_element(x); i++) {
		struct dobj part = dec_part(o, i * size, size);
		struct value *kid;

		x->element = i;
		kid = dec_object(x, elem, NULL, NULL, &part);
		if (!kid)
			continue;
		label(x, f, kid, i);
		if (i >= brief)
			kid->marks |= VM_HIDDEN;
		value_add(v, kid);
	}
	x->element = outer;
}

static void
add_fault(struct dctx *x, struct value *v, taddr addr)
{
	struct value *kid = value_new(x->arena, V_ELLIPSIS, NULL);

	kid->num = addr;
	value_add(v, kid);
}

/* Of no elements: of none nothing is read, unless the room has a size. */
static struct value *
empty(struct dctx *x, const struct desc_field *f, const char *name, taddr addr)
{
	struct value *v = value_new(x->arena, V_ARRAY, name);

	v->num = addr;
	if (f && dec_attr_get(x, f, DA_SIZE))
		v->marks |= VM_PTRDATA;
	return v;
}

/* argv, envp: pointers up to NULL. */
static struct value *
null_list(struct dctx *x, const struct desc_type *t, const struct desc_field *f,
	  const char *name, taddr addr)
{
	bool counting = f && f->flags & FF_ABBREV_COUNT;
	struct value *v = value_new(x->arena, V_ARRAY, name);
	u32 size = dec_size(x, t->a), chunk = 64;
	u64 max = shown_max(x, f), n = 0;
	u8 *words = arena_alloc(x->arena, (size_t)chunk * size + 8);
	bool ended = false, fault = false;

	v->num = addr;
	/* one page of pointers at most for what is only counted */
	while (!ended && !fault && n < 65536) {
		u32 got = dec_read(x, addr + n * size, words, chunk * size);

		for (u32 i = 0; i < got / size && !ended; i++) {
			struct dobj o = {words + i * size, size, size,
					 addr + n * size, NULL};
			struct value *kid;

			if (!dec_load(&o, size, false)) {
				ended = true;
				break;
			}
			if (n++ >= max || (counting && x->show->abbrev))
				continue;
			kid = dec_element(x)
				      ? dec_object(x, t->a, NULL, NULL, &o)
				      : NULL;
			if (kid)
				value_add(v, kid);
		}
		if (got < chunk * size)
			fault = !ended;
		if (n > max && !counting)
			break;
	}
	v->kids.total = n;
	if (fault && !n)
		return value_unreadable(x->arena, name, addr);
	if (counting) {
		v->marks |= VM_BRIEF;
		v->text = arena_printf(x->arena, "%llu var%s%s",
				       (unsigned long long)n, n == 1 ? "" : "s",
				       fault ? ", unterminated" : "");
	}
	if (fault) {
		v->marks |= VM_UNTERM;
		if (!counting || !x->show->abbrev)
			add_fault(x, v, addr + n * size);
	}
	return v;
}

struct value *
dec_array_at(struct dctx *x, u32 type, const struct desc_field *f,
	     const char *name, taddr addr, struct dnum count, const u8 *old)
{
	const struct desc_type t = dec_type(x, type);
	u32 size = dec_size(x, t.a);
	struct dnum given;
	u64 n, got_n;
	struct value *v;
	struct dobj o;
	u32 got;

	if (t.flags & TF_ENDNULL)
		return null_list(x, &t, f, name, addr);
	if (count.unknown || !size)
		return value_addr(x->arena, name, addr);
	if (!count.v)
		return empty(x, f, name, addr);
	if (u64_mul_sat(count.v, size) == UINT64_MAX)
		return value_addr(x->arena, name, addr);
	n = u64_min(count.v, shown_max(x, f));
	if (!x->left.elements || size > x->left.bytes)
		return value_addr(x->arena, name, addr);
	n = u64_min(n, u64_min(x->left.elements, x->left.bytes / size));
	if (f && t.flags & TF_OLD && dec_attr(x, f, DA_SIZE, &given) &&
	    !given.unknown)
		n = u64_min(n, given.v / size);
	if (!n)
		n = 1; /* -s 0 still shows that there is something */
	got = dec_fetch(x, addr, n * size, n * size, &o);
	got_n = got / size;
	/* a pair of structs is one object */
	if (!got_n ||
	    (f && f->flags & FF_PAIR && got_n < n && !dec_is_scalar(x, t.a)))
		return value_unreadable(x->arena, name, addr);
	if (n * size <= DEC_OLD_MAX)
		o.old = old;
	v = value_new(x->arena, V_ARRAY, name);
	v->num = addr;
	v->kids.total = count.v;
	style(x, f, v);
	add_elements(x, t.a, f, v, &o, got_n, size);
	if (got_n < n)
		add_fault(x, v, addr + got_n * size);
	return v;
}

struct value *
dec_array_object(struct dctx *x, u32 type, const struct desc_field *f,
		 const char *name, const struct dobj *o)
{
	const struct desc_type t = dec_type(x, type);
	u32 size = dec_size(x, t.a), bytes = t.size[x->layout];
	struct value *v = value_new(x->arena, V_ARRAY, name);
	u64 total, n;

	if (!size)
		return NULL;
	if (!(t.flags & TF_FIXED) && !o->size && o->addr &&
	    t.b != DESC_NONE) /* behind the struct */
		return dec_array_at(x, type, f, name, o->addr, dec_eval(x, t.b),
				    NULL);
	if (t.flags & TF_FIXED && bytes)
		total = u64_min(bytes, o->avail) / size;
	else
		total = o->avail / size;
	n = u64_min(total, shown_max(x, f));
	if (t.b != DESC_NONE) {
		u64 count = dec_eval_or(x, t.b, total);

		n = u64_min(count, n);
		total = t.flags & TF_FIXED ? u64_min(count, total) : count;
	}
	v->num = o->addr;
	v->kids.total = total;
	style(x, f, v);
	add_elements(x, t.a, f, v, o, n, size);
	return v;
}
