/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of the tracee as objects. One object, one read. What a description
 * says about an object's size is capped before anything is allocated; room
 * beyond what was read is zero, so that members that are not there count as 0.
 */
#include "priv.h"

#include <string.h>

/* x32 has registers of 8 bytes, but no memory where they could point to. */
bool
dec_has_addr(const struct dctx *x, taddr addr)
{
	return abi_info(x->call->abi)->wordsize == 8 || addr <= UINT32_MAX;
}

u32
dec_read(struct dctx *x, taddr addr, void *buf, u32 len)
{
	s64 n;

	if (!addr || !len || !x->view || !dec_has_addr(x, addr))
		return 0;
	n = view_read(x->view, addr, buf, len);
	return n < 0 ? 0 : (u32)n;
}

bool
dec_read_all(struct dctx *x, taddr addr, void *buf, u32 len)
{
	return dec_read(x, addr, buf, len) == len;
}

u32
dec_fetch(struct dctx *x, taddr addr, u32 want, u32 size, struct dobj *ret)
{
	u8 *data;
	u32 got;

	if (size < want)
		size = want;
	must(size <= DEC_BYTES_MAX);
	data = arena_alloc(x->arena, (size_t)size + 8);
	got = dec_read(x, addr, data, want);
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
