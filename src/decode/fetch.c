/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of the tracee as objects. One object, one read. What a description
 * says about an object's size is capped before anything is allocated; room
 * beyond what was read is zero, so that members that are not there count as 0.
 * What a call has no bytes or reads left for is not there, either.
 */
#include "priv.h"

#include <string.h>

/* x32 has registers of 8 bytes, but no memory where they could point to. */
bool
dec_has_addr(const struct dctx *x, taddr addr)
{
	return abi_info(x->call->abi)->wordsize == 8 || addr <= UINT32_MAX;
}

bool
dec_can_read(const struct dctx *x, u32 len)
{
	return x->left.reads && len <= x->left.bytes &&
	       x->arena->held + len <= x->left.memory;
}

u32
dec_read(struct dctx *x, taddr addr, void *buf, u32 len)
{
	s64 n;

	if (!addr || !len || !x->view || !dec_has_addr(x, addr))
		return 0;
	if (!dec_can_read(x, len))
		return 0;
	x->left.reads--;
	n = view_read(x->view, addr, buf, len);
	if (n <= 0)
		return 0;
	x->left.bytes -= (u32)n;
	return (u32)n;
}

bool
dec_read_all(struct dctx *x, taddr addr, void *buf, u32 len)
{
	return dec_read(x, addr, buf, len) == len;
}

static const u8 nothing[8];

u32
dec_fetch(struct dctx *x, taddr addr, u32 want, u32 size, struct dobj *ret)
{
	struct arena_mark mark = arena_mark(x->arena);
	u8 *data;
	u32 got;

	if (size < want)
		size = want;
	must(size <= DEC_BYTES_MAX);
	*ret = (struct dobj){.data = nothing, .addr = addr};
	if (!dec_can_read(x, size))
		return 0;
	data = arena_alloc(x->arena, (size_t)size + 8);
	got = dec_read(x, addr, data, want);
	if (!got) {
		arena_rewind(x->arena, mark);
		return 0;
	}
	*ret = (struct dobj){
		.data = data, .avail = got, .size = size, .addr = addr};
	return got;
}

struct dobj
dec_part(const struct dobj *o, u32 off, u32 size)
{
	struct dobj p = {0};

	if (off > o->size)
		off = o->size;
	if (size > o->size - off)
		size = o->size - off;
	p.data = o->data + off;
	p.size = size;
	p.avail = o->avail > off ? o->avail - off : 0;
	if (p.avail > size)
		p.avail = size;
	p.addr = o->addr ? o->addr + off : 0;
	p.old = o->old ? o->old + off : NULL;
	return p;
}

u64
dec_load(const struct dobj *o, u32 size, bool is_signed)
{
	if (size > o->size)
		size = o->size;
	if (size > 8)
		size = 8;
	return size ? num_load(o->data, size, is_signed) : 0;
}
