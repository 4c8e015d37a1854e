/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Strings, paths and counted bytes. Decode keeps the true length, what could
 * be read and those bytes; each sink cuts to its own taste. What a sink would
 * have to show and could not be read becomes an address.
 */
#include "priv.h"

#include <limits.h>
#include <string.h>

#define TRAILER_MAX 4096
#define FIRST_CHUNK 256 /* most paths and names end here: one read */

static u64
strmax(const struct dctx *x)
{
	return u64_min(x->show->strmax, DEC_BYTES_MAX - 1);
}

/* Reads up to `max` bytes until a NUL. *ret_len is without it. */
static bool
read_cstr(struct dctx *x, taddr addr, u32 max, u8 **ret, u32 *ret_len)
{
	u32 cap = max < FIRST_CHUNK ? max : FIRST_CHUNK, have = 0;
	u8 *data = arena_alloc(x->arena, (size_t)cap + 1), *nul, *more;

	for (;;) {
		u32 got = dec_read(x, addr + have, data + have, cap - have);

		nul = memchr(data + have, 0, got);
		have += got;
		if (nul || have < cap || cap >= max)
			break;
		cap = cap > max / 4 ? max : cap * 4;
		if (!dec_can_read(x, cap))
			break;
		more = arena_alloc(x->arena, (size_t)cap + 1);
		memcpy(more, data, have);
		data = more;
	}
	*ret = data;
	*ret_len = nul ? (u32)(nul - data) : have;
	return nul != NULL;
}

struct value *
dec_cstr_at(struct dctx *x, enum value_kind kind, const char *name, taddr addr,
	    u64 max)
{
	u64 limit = kind == V_PATH ? PATH_MAX : strmax(x) + 1;
	struct value *v;
	u32 len;
	u8 *data;

	if (!addr)
		return value_addr(x->arena, name, 0);
	limit = u64_min(max, limit);
	if (!dec_can_read(x, u64_min(limit, FIRST_CHUNK)))
		return value_addr(x->arena, name, addr);
	if (!limit) { /* nothing is read */
		v = value_bytes(x->arena, kind, name, "", 0, 0);
		v->marks = VM_NULTERM | VM_PTRDATA;
	} else if (read_cstr(x, addr, limit, &data, &len)) {
		v = value_bytes(x->arena, kind, name, data, len, len);
		v->marks = VM_NULTERM | VM_PTRDATA;
	} else if (len < limit && (len == 0 || kind == V_PATH)) {
		return value_unreadable(x->arena, name, addr);
	} else if (len < limit) { /* each sink decides if it is enough */
		v = value_bytes(x->arena, kind, name, data, len, UINT64_MAX);
		v->marks = VM_PTRDATA | VM_CUT;
	} else {
		v = value_bytes(x->arena, kind, name, data, len, len);
		v->marks = VM_PTRDATA | VM_CUT;
	}
	v->num = addr;
	return v;
}

/* A path that the kernel returned: max counts its NUL. */
struct value *
dec_cwd_at(struct dctx *x, const char *name, taddr addr, u64 max)
{
	struct value *v = dec_cstr_at(x, V_PATH, name, addr, max);

	if (addr && !max) /* not even a NUL */
		v->marks = VM_PTRDATA | VM_CUT;
	if (v->kind == V_PATH && !(v->marks & VM_NULTERM) && v->bytes.len)
		v->bytes.len = v->bytes.total = v->bytes.len - 1;
	return v;
}

struct value *
dec_bytes_at(struct dctx *x, enum value_kind kind, const char *name, taddr addr,
	     u64 len)
{
	u64 want = u64_min(len, strmax(x));
	/* UINT64_MAX says something else: value.h */
	u64 total = u64_min(len, UINT64_MAX - 1);
	struct value *v;
	u32 got;
	u8 *data;

	if (!addr)
		return value_addr(x->arena, name, 0);
	if (x->upto) {
		want = u64_min(want, *x->upto);
		total = u64_min(total, *x->upto);
		*x->upto -= total;
	}
	if (!dec_can_read(x, want))
		return value_addr(x->arena, name, addr);
	data = arena_alloc(x->arena, want + 1);
	got = dec_read(x, addr, data, want);
	if (got == 0 && want > 0)
		return value_unreadable(x->arena, name, addr);
	v = value_bytes(x->arena, kind, name, data, got, total);
	v->marks = VM_PTRDATA | (total > got ? VM_CUT : 0);
	v->num = addr;
	return v;
}

/* The last member, behind what the struct's size counts. */
static struct value *
behind_struct(struct dctx *x, const struct desc_type *t,
	      const struct desc_field *f, const char *name, taddr addr)
{
	bool whole = f && f->flags & FF_REST;
	u64 n = dec_eval_or(x, t->b, 0);
	u32 want = u64_min(n, whole ? TRAILER_MAX : strmax(x));
	struct dnum max;
	struct dobj o;
	struct value *v;

	if (whole)
		n = want;
	if (f && dec_attr(x, f, DA_MAX, &max) && !max.unknown)
		want = u64_min(want, max.v);
	if (dec_fetch(x, addr, want, want, &o) < want)
		return whole ? value_word(x->arena, name, "???")
			     : value_unreadable(x->arena, name, addr);
	v = value_bytes(x->arena, V_BYTES, name, o.data, want, n);
	v->marks = (whole ? VM_UNCAPPED : 0) | (want < n ? VM_CUT : 0) |
		   (t->flags & TF_HEXSTR ? VM_HEX : 0);
	return v;
}

/* Text that lies inside an object. */
struct value *
dec_text_object(struct dctx *x, u32 type, const struct desc_field *f,
		const char *name, const struct dobj *o)
{
	const struct desc_type t = dec_type(x, type);
	u32 size = t.size[x->layout] ? t.size[x->layout] : o->avail;
	u32 len = size < o->size ? size : o->size;
	struct value *v;
	const u8 *nul;

	if (t.kind == DK_BYTES && !o->size && o->addr)
		return behind_struct(x, &t, f, name, o->addr);
	if (t.kind == DK_CSTR && t.b != DESC_NONE && !o->size && o->addr)
		return dec_cstr_at(x, V_STR, name, o->addr,
				   dec_eval_or(x, t.b, 0));
	if (t.kind == DK_BYTES) {
		u64 n = dec_eval_or(x, t.b, len);

		len = n < len ? n : len;
		v = value_bytes(x->arena, V_BYTES, name, o->data, len, len);
		if (t.flags & TF_HEXSTR)
			v->marks |= VM_HEX;
		if (f && f->flags & FF_REST)
			v->marks |= VM_UNCAPPED;
		return v;
	}
	if (t.b != DESC_NONE)
		len = u64_min(dec_eval_or(x, t.b, len), len);
	nul = memchr(o->data, 0, len);
	if (nul) {
		len = nul - o->data;
		v = value_bytes(x->arena, V_STR, name, o->data, len, len);
		v->marks = VM_NULTERM;
	} else {
		/* the last byte is taken for the NUL that should be there */
		v = value_bytes(x->arena, V_STR, name, o->data,
				len ? len - 1 : 0, len);
		v->marks = VM_CUT;
	}
	v->marks |= VM_UNCAPPED;
	return v;
}
