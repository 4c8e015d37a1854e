/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Small irregular things of disks and file systems.
 *
 * A search in btrfs' trees fills a buffer with items, each a header that says
 * how many bytes follow it. Only the headers are shown.
 */
#include "../priv.h"

/* What a pointer leads to, without the brackets of a scalar. */
hook_fn hook_bare_pointee;

struct value *
hook_bare_pointee(struct dctx *x, const struct hook_in *in)
{
	u32 to = dec_type(x, in->field->type).a, size = dec_size(x, to);
	u8 b[8];

	if (!size || size > sizeof(b) || !dec_read_all(x, in->num, b, size))
		return NULL;
	return dec_scalar(x, to, NULL, in->name, num_load(b, size, false));
}

/* 2: 0.2% */
hook_fn hook_per_mille;

struct value *
hook_per_mille(struct dctx *x, const struct hook_in *in)
{
	struct value *v = value_new(x->arena, V_WORD, NULL);

	v->text = arena_printf(x->arena, "%llu.%llu%%",
			       (unsigned long long)in->args[0] / 10,
			       (unsigned long long)in->args[0] % 10);
	return v;
}

/* ---- trees of btrfs ---------------------------------------------------- */

#define ITEM_HEAD 32
#define ITEM_LEN_AT 28
#define KEY_NR_ITEMS_AT 64
#define KEY_SIZE 104

hook_fn hook_btrfs_items;

/* The buffer's size is its own, or (version 2) stands in front of it. */
struct value *
hook_btrfs_items(struct dctx *x, const struct hook_in *in)
{
	struct value *v = value_new(x->arena, V_ARRAY, in->name);
	const struct dobj *args = x->frame->obj;
	u32 n = num_load(args->data + KEY_NR_ITEMS_AT, 4, false);
	u32 head = dec_type_find(x, "btrfs_ioctl_search_header");
	u64 room = in->obj->size, at = 0;

	if (!room)
		room = num_load(args->data + KEY_SIZE, 8, false);
	v->num = in->obj->addr;
	v->kids.total = n;
	n = u64_min(n, dec_elements_max(x));
	for (u32 i = 0; i < n && dec_element(x); i++) {
		struct value *kid;
		struct dobj o;

		if (head == DESC_NONE || room < ITEM_HEAD ||
		    at > room - ITEM_HEAD)
			break;
		if (dec_fetch(x, in->obj->addr + at, ITEM_HEAD, ITEM_HEAD, &o) <
		    ITEM_HEAD)
			break;
		kid = dec_object(x, head, NULL, NULL, &o);
		if (!kid)
			break;
		value_add(v, kid);
		at += ITEM_HEAD + num_load(o.data + ITEM_LEN_AT, 4, false);
	}
	return v;
}
