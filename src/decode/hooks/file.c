/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Small irregular things of file calls.
 *
 * Directory entries are records that state their length. Without -v only
 * their number is shown, behind the address. A record may claim more bytes
 * than there are; bytes that are less than a record's head follow as they are.
 */
#include "../priv.h"

#include <string.h>

/* A member that the struct of this ABI does not have: shown as 0. */
hook_fn hook_number_zero;

struct value *
hook_number_zero(struct dctx *x, const struct hook_in *in)
{
	return value_int(x->arena, in->name, 0, VN_UDEC);
}

/* ---- directory entries ------------------------------------------------- */

struct layout_of_dirent {
	u32 word;    /* of d_ino and d_off */
	bool modern; /* d_type stands before the name, not in the last byte */
};

static u32
head_size(const struct layout_of_dirent *l)
{
	return 2 * l->word + 2 + l->modern;
}

static u32
record_length(const struct layout_of_dirent *l, const u8 *p)
{
	return num_load(p + 2 * l->word, 2, false);
}

static struct value *
entry_type(struct dctx *x, u8 type)
{
	u32 id = dec_type_find(x, "dirent_type");

	if (id == DESC_NONE)
		return value_int(x->arena, "d_type", type, VN_HEX);
	return dec_enum(x, id, "d_type", type);
}

static struct value *
entry_name(struct dctx *x, const u8 *p, u32 max)
{
	const u8 *nul = memchr(p, 0, max);
	struct value *v;

	if (!max)
		return NULL;
	v = value_bytes(x->arena, V_STR, "d_name", p,
			nul ? (u32)(nul - p) : max, max);
	v->marks = VM_UNCAPPED | (nul ? VM_NULTERM : VM_CUT);
	if (nul)
		v->bytes.total = v->bytes.len;
	return v;
}

static void
add_if(struct value *to, struct value *v)
{
	if (v)
		value_add(to, v);
}

/* The record at p, of which `len` bytes are there. */
static struct value *
entry(struct dctx *x, const struct layout_of_dirent *l, const u8 *p, u32 len)
{
	u32 head = head_size(l), claimed = record_length(l, p);
	u32 size = u64_min(claimed, len), name;
	struct value *v = value_new(x->arena, V_STRUCT, NULL), *r;

	if (size < head)
		size = head < len ? head : len;
	value_add(v, value_int(x->arena, "d_ino", num_load(p, l->word, false),
			       VN_UDEC));
	value_add(v, value_int(x->arena, "d_off",
			       num_load(p + l->word, l->word, false), VN_UDEC));
	r = value_int(x->arena, "d_reclen", claimed, VN_UDEC);
	if (claimed > len)
		r = value_comment(x->arena, r,
				  arena_printf(x->arena, "%u bytes overflow",
					       claimed - len));
	value_add(v, r);
	if (l->modern) {
		value_add(v, entry_type(x, p[head - 1]));
		add_if(v, entry_name(x, p + head, size - head));
		return v;
	}
	name = size > head ? size - head - 1 : 0;
	add_if(v, entry_name(x, p + head, name));
	value_add(v, entry_type(x, p[size - 1]));
	return v;
}

static struct value *
entries(struct dctx *x, const struct hook_in *in,
	const struct layout_of_dirent *l, const u8 *p, u32 len)
{
	struct value *list = value_new(x->arena, V_ARRAY, in->name), *rest;
	u32 at = 0, head = head_size(l), step;

	for (; len - at >= head; at += step) {
		if (!dec_element_or_more(x, list))
			return list;
		value_add(list, entry(x, l, p + at, len - at));
		step = record_length(l, p + at);
		if (step < head || step > len - at)
			step = step < head ? head : len - at;
	}
	list->kids.total = list->kids.count;
	list->marks |= VM_PAIR;
	if (at == len)
		return list;
	rest = value_bytes(x->arena, V_BYTES, NULL, p + at, len - at, len - at);
	rest->marks |= VM_HEX;
	if (!list->kids.count) {
		rest->name = in->name;
		return rest;
	}
	value_add(list, rest);
	list->kids.total++;
	return list;
}

static const char *
count_entries(struct dctx *x, const struct layout_of_dirent *l, const u8 *p,
	      u32 len, bool more)
{
	u32 at = 0, n = 0, head = head_size(l), step;

	for (; len - at >= head; at += step, n++) {
		step = record_length(l, p + at);
		if (step < head || step > len - at)
			step = step < head ? head : len - at;
	}
	return arena_printf(x->arena, "%u%s entries", n,
			    at < len || more ? "+" : "");
}

/* Bytes that are no entry hang on the pointer, as a list does. */
static struct value *
listed(struct dctx *x, const struct hook_in *in, struct value *list)
{
	struct value *ptr;

	if (list->kind != V_BYTES)
		return list;
	ptr = value_new(x->arena, V_PTR, in->name);
	value_add(ptr, list);
	return ptr;
}

/* Abbreviated, what can be read of them is counted. */
static struct value *
dirents(struct dctx *x, const struct hook_in *in, bool modern)
{
	struct layout_of_dirent l = {
		modern ? 8 : abi_info(x->call->abi)->klongsize, modern};
	u64 count = 0, ret = (u64)x->call->rval;
	struct dobj o = {.data = NULL};
	struct value *v;
	bool whole;
	u32 want;

	dec_arg_named(x, "count", &count);
	if (x->failed || !x->show->deref || ret > count || ret > DEC_BYTES_MAX)
		return value_addr(x->arena, in->name, in->num);
	want = u64_min(ret, x->left.bytes);
	whole = !ret || dec_fetch(x, in->num, want, want, &o) == want;
	if (!x->show->abbrev && whole)
		v = listed(x, in, entries(x, in, &l, o.data, want));
	else if (!whole)
		v = value_unreadable(x->arena, in->name, in->num);
	else
		v = value_addr(x->arena, in->name, in->num);
	v->text = count_entries(x, &l, o.data, o.avail ? want : 0, want < ret);
	v->marks |= VM_BRIEF;
	v->num = in->num;
	return v;
}

hook_fn hook_dirents, hook_dirents64;

struct value *
hook_dirents(struct dctx *x, const struct hook_in *in)
{
	return dirents(x, in, false);
}

struct value *
hook_dirents64(struct dctx *x, const struct hook_in *in)
{
	return dirents(x, in, true);
}
