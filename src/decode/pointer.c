/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What hangs on a pointer, by the order of rules in ctrace-desc(5): absent,
 * NULL, empty, not followed, too small, not written because the call failed,
 * unreadable, and at last the type.
 *
 * A struct may say how many bytes of it there are: [[size(e)]] from a sibling,
 * [[selfsize(m, d)]] from its own member. What lies beyond the members that we
 * know is shown by [[tail(..)]].
 */
#include "priv.h"

#include <string.h>

#define FLEX_MAX 65536 /* objects whose end only their size tells */
#define TAIL_MAX 4096

bool
dec_onerr(struct dctx *x, const struct desc_field *f)
{
	if (!f)
		return false;
	for (u32 i = 0; i < f->nattr; i++) {
		const struct desc_attr *a = &x->set->attrs[f->attr + i];

		if (a->id == DA_ONERR &&
		    (a->arg == DESC_NONE ||
		     dec_eval_or(x, a->arg, 0) == x->call->err))
			return true;
		if (a->id == DA_AFTER_ERROR &&
		    dec_eval_or(x, a->arg, 0) == x->call->err)
			return true;
	}
	return false;
}

static bool
is_text(const struct desc_type *t)
{
	return t->kind == DK_CSTR || t->kind == DK_PATH || t->kind == DK_CWD ||
	       t->kind == DK_BYTES || t->kind == DK_SOCKBUF;
}

static struct value *
text_at(struct dctx *x, u32 type, const struct desc_field *f, const char *name,
	taddr addr)
{
	const struct desc_type *t = dec_type(x, type);
	struct dnum n = {UINT64_MAX, false, true};
	struct value *v;

	if (t->b != DESC_NONE)
		n = dec_eval(x, t->b);
	if (n.unknown)
		return value_addr(x->arena, name, addr);
	if (!dec_has_addr(x, addr))
		return value_unreadable(x->arena, name, addr);
	if (t->kind == DK_CWD)
		return dec_cwd_at(x, name, addr, n.v);
	if (t->kind == DK_PATH)
		return dec_cstr_at(x, V_PATH, name, addr, n.v);
	if (t->kind == DK_CSTR)
		return dec_cstr_at(x, V_STR, name, addr, n.v);
	v = dec_bytes_at(x, V_BYTES, name, addr, n.v);
	if (v->kind == V_BYTES && t->flags & TF_HEXSTR)
		v->marks |= VM_HEX;
	if (v->kind == V_BYTES && f && f->flags & FF_DROP_NUL)
		v->marks |= VM_DROP_NUL;
	if (v->kind == V_BYTES && (t->flags & TF_DATA || t->kind == DK_SOCKBUF))
		v->marks |= VM_DATA;
	return v;
}

/* ---- how many bytes a struct has --------------------------------------- */

#define FDSET_BYTES_MAX (1024 * 1024 / 8)
#define CPUSET_BYTES_MAX 128 /* of libc's cpu_set_t: more is not shown */

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
	u32 strct = dec_strct(x, dec_type(x, type));
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
	const struct desc_type *t = dec_type(x, type), *last;
	const struct desc_struct *s;
	const struct desc_field *f;

	if (t->kind != DK_STRUCT)
		return false;
	s = &x->set->structs[t->a];
	f = &x->set->fields[s->first + s->n - 1];
	if (!s->n || f->flags & (FF_STOP | FF_SWITCH))
		return false;
	last = dec_type(x, f->type);
	return last->kind == DK_ARRAY && !last->size[x->layout];
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
		if (dec_type(x, type)->kind == DK_TLV || !e.full ||
		    is_flexible(x, type))
			e.full = u64_min(n.v, FLEX_MAX);
		else if (dec_type(x, type)->kind != DK_STRUCT && n.v > e.full)
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
		return u64_min(n.v, FLEX_MAX);
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
	u8 *buf;
	u32 got;

	if (!a || given <= known)
		return NULL;
	if (a->arg == TAIL_MORE)
		return value_new(x->arena, V_ELLIPSIS, NULL);
	/* no struct is bigger than a page; the kernel would refuse it */
	if (given > TAIL_MAX)
		n = TAIL_MAX - known;
	buf = arena_alloc(x->arena, n);
	got = dec_read(x, addr + known, buf, n);
	if (got < n)
		return value_word(x->arena, NULL, "???");
	if (all_zero(buf, n))
		return NULL;
	return tail_bytes(x, a->arg == TAIL_EXTRA_DATA ? "extra_data" : NULL,
			  buf, known, n);
}

/* ---- objects ----------------------------------------------------------- */

static bool
is_compound(const struct desc_type *t)
{
	return t->kind == DK_STRUCT || t->kind == DK_UNION || t->kind == DK_TLV;
}

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

	if (dec_type(x, type)->flags & TF_ATEXIT)
		return x->pass != PASS_ENTRY;
	if (x->pass == PASS_ENTRY && twice)
		x->saw_late = true;
	return x->pass != PASS_EXIT || (twice && !x->hide_out);
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
	if (tail->kind == V_ELLIPSIS && v->marks & VM_ABBREV && x->show->abbrev)
		return; /* one is enough */
	value_add(v, tail);
}

static struct value *
struct_at(struct dctx *x, u32 type, const struct desc_field *f,
	  const char *name, taddr addr, const u8 *old)
{
	struct extent e = struct_extent(x, f, type, addr);
	const struct desc_type *t = dec_type(x, type);
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
	    !(t->kind == DK_TLV && o.avail && dec_attr_get(x, f, DA_TAGGED)))
		return value_unreadable(x->arena, name, addr);
	if (e.read < e.want)
		o.avail = e.want;
	o.old = old;
	x->known_end = addr;
	v = dec_object(x, type, f, name, &o);
	known = x->known_end > addr ? x->known_end - addr : e.full;
	x->known_end = outer_end;
	if (!v || t->kind == DK_TLV)
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

static u32
leaf_bytes(struct dctx *x, const struct desc_type *t, bool *ret_none)
{
	u32 bits = abi_info(x->call->abi)->wordsize * 8;
	struct dnum n;

	if (t->b == DESC_NONE || t->flags & TF_FIXED)
		return t->size[x->layout] ? t->size[x->layout] : 8;
	n = dec_eval(x, t->b);
	*ret_none = n.unknown || (!n.v && t->kind != DK_CPUSET);
	if (n.unknown)
		return 0;
	if (t->kind == DK_FDSET)
		return (s64)n.v <= 0
			       ? 0
			       : u64_min((n.v + bits - 1) / bits * (bits / 8),
					 FDSET_BYTES_MAX);
	if (t->kind == DK_SIGSET &&
	    (n.v > 8 || n.v < abi_info(x->call->abi)->wordsize))
		return 0;
	if (t->kind == DK_CPUSET)
		return u64_min(n.v, CPUSET_BYTES_MAX);
	return u64_min(n.v, FLEX_MAX);
}

static struct value *
leaf_at(struct dctx *x, u32 type, const struct desc_field *f, const char *name,
	taddr addr)
{
	const struct desc_type *t = dec_type(x, type);
	bool none = false;
	u32 bytes = leaf_bytes(x, t, &none);
	struct dnum given;
	struct dobj o;

	if (f && dec_attr(x, f, DA_SIZE, &given)) {
		none = given.unknown || !given.v;
		bytes = u64_min(given.v, FLEX_MAX);
	}
	if (none || (!bytes && t->kind != DK_CPUSET))
		return value_addr(x->arena, name, addr);
	if (dec_fetch(x, addr, bytes, bytes, &o) < bytes)
		return value_unreadable(x->arena, name, addr);
	return dec_object(x, type, f, name, &o);
}

/*
 * What a number is whose bytes are too few: partial(hex), those bytes;
 * partial(int), they and zeros. partial(exact): bytes, too, if there are more.
 */
static bool
partial_is(struct dctx *x, const struct desc_field *f, const char *how)
{
	for (u32 i = 0; i < f->nattr; i++) {
		const struct desc_attr *a = &x->set->attrs[f->attr + i];

		if (a->id == DA_PARTIAL && a->arg != DESC_NONE &&
		    !strcmp(dec_str(x, a->arg), how))
			return true;
	}
	return false;
}

static struct value *
scalar_at(struct dctx *x, u32 type, const struct desc_field *f,
	  const char *name, taddr addr, const u8 *old)
{
	u32 size = dec_size(x, type), want = size;
	struct value *v, *kid;
	struct dnum given;
	struct dobj o;

	if (f && dec_attr(x, f, DA_SIZE, &given)) {
		if (given.unknown || !given.v)
			return value_addr(x->arena, name, addr);
		if (given.v < size && !dec_attr_get(x, f, DA_PARTIAL))
			return value_addr(x->arena, name, addr);
		if ((given.v < size && partial_is(x, f, "hex")) ||
		    (given.v != size && partial_is(x, f, "exact"))) {
			v = dec_bytes_at(x, V_BYTES, name, addr, given.v);
			v->marks |= VM_HEX;
			return v;
		}
		want = u64_min(given.v, size);
	}
	if (!size || dec_fetch(x, addr, want, size, &o) < want)
		return value_unreadable(x->arena, name, addr);
	o.old = old;
	kid = dec_object(x, type, NULL, NULL, &o);
	if (!kid)
		return value_addr(x->arena, name, addr);
	v = value_new(x->arena, V_PTR, name);
	v->num = addr;
	if (kid->kind == V_UNREADABLE)
		v->marks |= VM_BRACKET; /* a pointer that leads nowhere */
	value_add(v, kid);
	return v;
}

/* The count that the pointee states, for rule 3 and for hooks. */
static struct dnum
count_of(struct dctx *x, const struct desc_type *t)
{
	struct dnum none = {0, true, false};

	if (t->kind == DK_ARRAY && t->b == DESC_NONE && t->size[x->layout] &&
	    dec_size(x, t->a))
		return (struct dnum){t->size[x->layout] / dec_size(x, t->a),
				     false, false};
	if ((t->kind == DK_ARRAY || t->kind == DK_BYTES ||
	     t->kind == DK_SOCKBUF || t->kind == DK_SIGSET ||
	     t->kind == DK_FDSET) &&
	    t->b != DESC_NONE)
		return dec_eval(x, t->b);
	return none;
}

static struct value *
hooked(struct dctx *x, const struct desc_field *f, const char *name, taddr addr,
       struct dnum count)
{
	const struct desc_attr *c = dec_attr_get(x, f, DA_C);
	struct hook_in in = {
		.field = f, .name = name, .num = addr, .count = count};

	return c ? dec_hook(x, c->arg)(x, &in) : NULL;
}

/* An option's value without a description: a number, else bytes. */
static struct value *
sockval_at(struct dctx *x, const struct desc_field *f, const char *name,
	   taddr addr)
{
	struct value *v, *kid;
	struct dnum n;
	u8 b[4];

	if (!f || !dec_attr(x, f, DA_SIZE, &n) || n.unknown)
		return value_addr(x->arena, name, addr);
	if ((s64)n.v <= 0 && x->at_exit) /* the kernel gave nothing */
		return value_addr(x->arena, name, addr);
	if (n.v != sizeof(b))
		return dec_bytes_at(x, V_BYTES, name, addr, n.v);
	if (!dec_read_all(x, addr, b, sizeof(b)))
		return value_unreadable(x->arena, name, addr);
	kid = value_int(x->arena, NULL, num_load(b, 4, true), VN_DEC);
	v = value_new(x->arena, V_PTR, name);
	v->num = addr;
	value_add(v, kid);
	return v;
}

static struct value *
pointee(struct dctx *x, u32 to, const struct desc_field *f, const char *name,
	taddr addr, const u8 *old, struct dnum count)
{
	const struct desc_type *t = dec_type(x, to);

	if (is_text(t) && !(t->flags & TF_FIXED))
		return text_at(x, to, f, name, addr);
	if (t->kind == DK_ARRAY)
		return dec_array_at(x, to, f, name, addr, count);
	if (t->kind == DK_SOCKVAL)
		return sockval_at(x, f, name, addr);
	if (is_compound(t))
		return struct_at(x, to, f, name, addr, old);
	if (dec_is_leaf_object(t) || is_text(t))
		return leaf_at(x, to, f, name, addr);
	if (t->kind == DK_HOOK && !dec_is_scalar(x, to))
		return struct_at(x, to, f, name, addr, old);
	return scalar_at(x, to, f, name, addr, old);
}

/* An array of no elements: nothing is read, whatever became of the call. */
static bool
is_empty(const struct desc_type *to, struct dnum n)
{
	return to->kind == DK_ARRAY && !n.unknown && !n.v;
}

bool
dec_is_empty(struct dctx *x, u32 type)
{
	const struct desc_type *to = dec_type(x, dec_type(x, type)->a);

	return is_empty(to, count_of(x, to));
}

/* NULL has no bytes, but they count for what the vector may still show. */
static void
spend(struct dctx *x, const struct desc_type *to)
{
	struct dnum n = {0, true, false};

	if (x->left && to->kind == DK_BYTES && to->b != DESC_NONE)
		n = dec_eval(x, to->b);
	if (!n.unknown)
		*x->left -= u64_min(n.v, *x->left);
}

/* A pointer to a variant points to what the arm in force says. */
static u32
pointee_type(struct dctx *x, u32 to)
{
	const struct desc_arm *arm;

	if (dec_type(x, to)->kind != DK_VARIANT)
		return to;
	arm = dec_arm(x, dec_type(x, to), false, 0);
	return arm && arm->type != DESC_NONE ? arm->type : to;
}

/* [[brief]]: sinks that abbreviate show the array's address. */
static bool
is_brief(struct dctx *x, const struct desc_field *f)
{
	const struct desc_attr *a = dec_attr_get(x, f, DA_BRIEF);

	return a && a->arg == DESC_NONE;
}

static struct value *
address_if_brief(struct dctx *x, const struct desc_field *f, struct value *v)
{
	if (v->kind == V_ARRAY && is_brief(x, f)) {
		v->marks |= VM_COUNT;
		v->text = NULL;
	}
	return v;
}

struct value *
dec_pointer(struct dctx *x, u32 type, const struct desc_field *f,
	    const char *name, taddr addr, const u8 *old)
{
	const struct desc_type *t = dec_type(x, type);
	u32 id = pointee_type(x, t->a);
	const struct desc_type *to = dec_type(x, id);
	struct dnum n = {0, true, false}, upto;
	u64 left, *outer = x->left;
	struct value *v;

	if (!addr) {
		spend(x, to);
		return value_addr(x->arena, name, 0);
	}
	if ((f && dec_attr(x, f, DA_ADDR_IF, &n) && !n.unknown && n.v) ||
	    (x->show->abbrev && is_brief(x, f)))
		return value_addr(x->arena, name, addr);
	n = count_of(x, to);
	if (is_empty(to, n)) {
		v = hooked(x, f, name, addr, n);
		if (!v)
			v = pointee(x, id, f, name, addr, old, n);
		return address_if_brief(x, f, v);
	}
	if (!x->show->deref && !is_text(to))
		return value_addr(x->arena, name, addr);
	if (x->hide_out && x->depth && !(t->flags & TF_CONST) &&
	    !dec_onerr(x, f))
		return value_addr(x->arena, name, addr);
	v = hooked(x, f, name, addr, n);
	if (v)
		return v;
	if (f && dec_attr(x, f, DA_UPTO, &upto) && !upto.unknown) {
		left = (s64)upto.v < 0 ? 0 : upto.v;
		x->left = &left;
	}
	x->depth++;
	v = x->depth > DEC_DEPTH ? value_addr(x->arena, name, addr)
				 : pointee(x, id, f, name, addr, old, n);
	x->depth--;
	x->left = outer;
	return address_if_brief(x, f, v);
}
