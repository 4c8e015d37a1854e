/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A struct behind a pointer. It may say how many bytes of it there are:
 * [[size(e)]] from a sibling, [[selfsize(m, d)]] from its own member. What lies
 * beyond the members that we know is shown by [[tail(..)]].
 */
#include "priv.h"

#define TAIL_MAX 4096

struct extent {
	u64 given; /* bytes that the caller says there are */
	u32 full;  /* bytes of the type as we know it */
	u32 want;  /* bytes that count, */
	u32 read;  /* and those to read: the others count as 0 */
	bool none; /* shown as address */
};

static u64
struct_min(struct dctx *x, const struct desc_field *f)
{
	struct dnum n;

	if (f && dec_attr(x, f, DA_MIN, &n) && !n.unknown)
		return n.v;
	return 0;
}

/* The struct's own size member, read first. */
static void
self_extent(struct dctx *x, const struct desc_field *f,
	    const struct desc_attr *a, u32 type, taddr addr, struct extent *e)
{
	u32 strct = dec_strct(x, type);
	struct dframe fr = {x->frame, strct, NULL};
	u64 deflt = dec_eval_or(x, a->arg2, 0), size;
	struct dobj o;
	u32 got = dec_fetch(x, addr, e->full, e->full, &o);

	fr.obj = &o;
	x->frame = &fr;
	size = dec_eval_or(x, a->arg, 0);
	x->frame = fr.outer;
	if (!size)
		size = deflt;
	e->none = got < 4;
	e->given = size;
	/* no more was written than the caller had room for */
	e->read = e->want;
	e->want = u64_min(u64_max(size, 4), e->full);
	e->read = u64_min(e->read, e->want);
	if (got < e->read)
		e->none = true;
}

/* The last member is an array that takes what bytes there are. */
static bool
is_flexible(struct dctx *x, u32 type)
{
	struct desc_type t = dec_type(x, type);
	const struct desc_struct *s;
	struct desc_field f;

	if (t.kind != DK_STRUCT)
		return false;
	s = &x->set->structs[t.a];
	if (!s->n)
		return false;
	f = dec_field(x, s->first + s->n - 1);
	if (f.flags & (FF_STOP | FF_SWITCH))
		return false;
	t = dec_type(x, f.type);
	return t.kind == DK_ARRAY && !t.size[x->layout];
}

static struct extent
struct_extent(struct dctx *x, const struct desc_field *f, u32 type, taddr addr)
{
	const struct desc_attr *self = dec_attr_get(x, f, DA_SELFSIZE);
	struct extent e = {0};
	struct dnum n;
	u64 min;

	e.full = e.want = dec_size(x, type);
	e.given = e.full;
	if (f && dec_attr(x, f, DA_SIZE, &n)) {
		e.given = n.v;
		if (n.unknown || !n.v || (!n.is_unsigned && (s64)n.v < 0))
			e.none = true;
		if (dec_type(x, type).kind == DK_TLV || !e.full ||
		    is_flexible(x, type))
			e.full = u64_min(n.v, DEC_FLEX_MAX);
		else if (dec_type(x, type).kind != DK_STRUCT && n.v > e.full)
			e.given = e.full;
		e.want = u64_min(n.v, e.full);
	}
	e.read = e.want;
	if (self && !e.none)
		self_extent(x, f, self, type, addr, &e);
	min = struct_min(x, f);
	if (e.given < min)
		e.none = true;
	return e;
}

/* `[[bytes(e)]]`, a flexible last member: as much as there may be. */
static u32
flex_want(struct dctx *x, const struct desc_field *f, u32 type)
{
	struct dnum n;

	if (f && dec_attr(x, f, DA_BYTES, &n) && !n.unknown)
		return u64_min(n.v, DEC_FLEX_MAX);
	return dec_size(x, type);
}

/* ---- tails ------------------------------------------------------------- */

static bool
all_zero(const u8 *p, u32 n)
{
	for (u32 i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

static struct value *
tail_bytes(struct dctx *x, const char *name, const u8 *data, u32 from, u32 n)
{
	/* a named tail is shown whole */
	u32 keep = n < x->show->strmax || name ? n : x->show->strmax;
	struct value *v = value_bytes(x->arena, V_BYTES, name,
				      arena_dup(x->arena, data, keep), keep, n);
	struct value *c;

	v->marks |= VM_HEX | (keep < n ? VM_CUT : 0) | (name ? VM_UNCAPPED : 0);
	c = value_comment(
		x->arena, v,
		arena_printf(x->arena, "bytes %u..%u", from, from + n - 1));
	if (!name)
		c->marks |= VM_LEADING;
	return c;
}

struct value *
dec_tail(struct dctx *x, const struct desc_field *f, u32 known, u64 given,
	 taddr addr)
{
	const struct desc_attr *a = dec_attr_get(x, f, DA_TAIL);
	u64 n = given - known;
	struct dobj o;

	if (!a || given <= known)
		return NULL;
	if (a->arg == TAIL_MORE)
		return value_new(x->arena, V_ELLIPSIS, NULL);
	/* no struct is bigger than a page; the kernel would refuse it */
	if (given > TAIL_MAX)
		n = TAIL_MAX - known;
	if (dec_fetch(x, addr + known, n, n, &o) < n)
		return value_word(x->arena, NULL, "???");
	if (all_zero(o.data, n))
		return NULL;
	return tail_bytes(x, a->arg == TAIL_EXTRA_DATA ? "extra_data" : NULL,
			  o.data, known, n);
}

/* ---- the whole --------------------------------------------------------- */

/*
 * An open struct's unknown bytes may be written, so they are shown twice; they
 * follow what is shown late.
 */
static bool
tail_is_due(struct dctx *x, const struct desc_field *f, u32 type,
	    const struct extent *e)
{
	const struct desc_attr *a = dec_attr_get(x, f, DA_TAIL);
	bool twice = a && a->arg == TAIL_NONZERO && e->given > e->full;

	if (dec_type(x, type).flags & TF_ATEXIT)
		return x->pass != PASS_ENTRY;
	if (x->pass == PASS_ENTRY && twice)
		x->saw_late = true;
	return x->pass != PASS_EXIT || (twice && !x->hide_out);
}

/* Whether it ends in "..." for sinks that abbreviate. */
static bool
hides(const struct value *v)
{
	const struct value *kid;

	if (v->marks & VM_ABBREV)
		return true;
	for (kid = v->kids.first; kid; kid = kid->next)
		if (kid->marks & VM_HIDDEN)
			return true;
	return false;
}

/* What lies behind the struct that we know; extra_data only with -v. */
static void
add_tail(struct dctx *x, const struct desc_field *f, struct value *v,
	 struct value *tail)
{
	if (dec_attr_get(x, f, DA_TAIL)->arg == TAIL_EXTRA_DATA) {
		tail->marks |= VM_HIDDEN;
		v->marks |= VM_ABBREV;
		if (x->show->abbrev)
			return;
	}
	if (tail->kind == V_ELLIPSIS && hides(v))
		tail->marks |= VM_HIDDEN; /* one is enough */
	value_add(v, tail);
}

struct value *
dec_struct_at(struct dctx *x, u32 type, const struct desc_field *f,
	      const char *name, taddr addr, const u8 *old)
{
	struct extent e = struct_extent(x, f, type, addr);
	const struct desc_type t = dec_type(x, type);
	struct value *v, *tail;
	taddr outer_end = x->known_end;
	struct dobj o;
	bool due;
	u32 known;

	if (e.none)
		return value_addr(x->arena, name, addr);
	if (!e.full)
		e.read = e.want = e.full = flex_want(x, f, type);
	if (dec_fetch(x, addr, e.read, e.full, &o) < e.read &&
	    !(t.kind == DK_TLV && o.avail && dec_attr_get(x, f, DA_TAGGED)))
		return value_unreadable(x->arena, name, addr);
	if (e.read < e.want)
		o.avail = e.want;
	o.old = old;
	x->known_end = addr;
	v = dec_object(x, type, f, name, &o);
	known = x->known_end > addr ? x->known_end - addr : e.full;
	x->known_end = outer_end;
	if (!v || t.kind == DK_TLV)
		return v;
	due = tail_is_due(x, f, type, &e);
	tail = dec_tail(x, f, known, e.given, addr);
	if (tail && tail->kind == V_WORD &&
	    dec_attr_get(x, f, DA_TAIL)->arg == TAIL_EXTRA_DATA)
		return value_unreadable(x->arena, name, addr);
	if (tail && v->kind == V_STRUCT && due)
		add_tail(x, f, v, tail);
	return v;
}
