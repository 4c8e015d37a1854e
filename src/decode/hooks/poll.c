/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was ready: the decoration of poll's and select's results. "Timeout" if
 * nothing was, else the descriptors with their events, or the sets that have
 * members, and what is left of the time where the call writes it.
 */
#include "../priv.h"

#include <string.h>

#define READY_MAX DETAIL_ARRMAX /* descriptors that are looked at */
#define POLLFD_SIZE 8
#define SET_BYTES_MAX (1024 * 1024 / 8)

struct chain {
	struct value *first, **end;
};

static void
chain_add(struct chain *c, struct value *v)
{
	if (!v)
		return;
	if (!c->first)
		c->end = &c->first;
	*c->end = v;
	c->end = &v->next;
}

/* The same for what a sink that does not dereference leaves out. */
static void
chain_data(struct chain *c, struct value *v)
{
	if (v)
		v->marks |= VM_PTRDATA;
	chain_add(c, v);
}

/* The time argument's object, under the label "left". */
static struct value *
time_left(struct dctx *x, const char *param)
{
	struct value *v, *ptr;
	u64 addr = 0;

	for (u32 i = 0; i < x->leaf->nparam; i++) {
		const struct desc_field f = dec_param(x, i);
		const char *name = dec_str(x, f.name);

		if (!name || strcmp(name, param) != 0)
			continue;
		addr = dec_arg(x, i);
		if (!addr)
			return NULL;
		v = dec_pointer(x, f.type, NULL, "left", addr, NULL);
		if (!v || v->kind != V_STRUCT)
			return v;
		ptr = value_new(x->arena, V_PTR, "left");
		ptr->num = addr;
		value_add(ptr, v);
		return ptr;
	}
	return NULL;
}

/* ---- poll -------------------------------------------------------------- */

static struct value *
ready_fd(struct dctx *x, const u8 *p)
{
	u32 type = dec_type_find(x, "pollflags");
	struct value *v = value_new(x->arena, V_STRUCT, NULL);

	value_add(v, dec_fd(x, "fd", (s32)num_load(p, 4, false), false));
	if (type != DESC_NONE)
		value_add(v, dec_flags(x, type, "revents",
				       num_load(p + 6, 2, false)));
	return v;
}

static struct value *
ready_list(struct dctx *x, u64 addr, u64 n)
{
	struct value *list = value_new(x->arena, V_ARRAY, NULL);
	u32 size = (u32)u64_min(n, READY_MAX) * POLLFD_SIZE, got, at;
	u64 max = dec_elements_max(x), total = 0;
	struct dobj o;

	got = dec_fetch(x, addr, size, size, &o);
	if (got < POLLFD_SIZE)
		return NULL;
	for (at = 0; at + POLLFD_SIZE <= got; at += POLLFD_SIZE) {
		if (!num_load(o.data + at + 6, 2, false))
			continue;
		if (total++ < max && dec_element(x))
			value_add(list, ready_fd(x, o.data + at));
	}
	if (at < size)
		value_add(list, value_unreadable(x->arena, NULL, addr + at));
	list->kids.total = u64_max(total, list->kids.count);
	return list->kids.total ? list : NULL;
}

hook_fn hook_poll_ready;

struct value *
hook_poll_ready(struct dctx *x, const struct hook_in *in)
{
	struct chain c = {NULL, NULL};
	u64 fds = 0, n = 0;

	(void)in;
	if (x->failed)
		return NULL;
	if (!x->call->rval)
		return value_word(x->arena, NULL, "Timeout");
	dec_arg_named(x, "fds", &fds);
	dec_arg_named(x, "nfds", &n);
	if (!x->show->deref || !fds)
		return NULL;
	chain_data(&c, ready_list(x, fds, n));
	chain_add(&c, time_left(x, "tmo_p"));
	return c.first;
}

/* ---- select ------------------------------------------------------------ */

/* At most *left members; they are taken from *left. */
static struct value *
ready_set(struct dctx *x, const char *label, u64 addr, u32 nfds, u64 *left)
{
	u32 bytes = (nfds + 63) / 64 * 8;
	struct value *v = value_new(x->arena, V_SET, label);
	struct dobj o;

	if (!addr || bytes > SET_BYTES_MAX ||
	    dec_fetch(x, addr, bytes, bytes, &o) < bytes)
		return NULL;
	for (u32 i = 0; i < nfds && *left; i++) {
		if (!(o.data[i / 8] >> i % 8 & 1))
			continue;
		if (!dec_element_or_more(x, v))
			break;
		value_add(v, dec_fd(x, NULL, (s64)i, false));
		(*left)--;
	}
	return v->kids.count ? v : NULL;
}

hook_fn hook_select_ready;

struct value *
hook_select_ready(struct dctx *x, const struct hook_in *in)
{
	static const struct {
		const char *param, *label;
	} sets[] = {
		{"readfds", "in"},
		{"writefds", "out"},
		{"exceptfds", "except"},
	};
	struct chain c = {NULL, NULL};
	u64 n = 0, addr, left = (u64)x->call->rval;

	(void)in;
	if (x->failed)
		return NULL;
	if (!x->call->rval)
		return value_word(x->arena, NULL, "Timeout");
	dec_arg_named(x, "nfds", &n);
	for (u32 i = 0; i < 3 && (s32)n > 0 && left && x->show->deref; i++) {
		addr = 0;
		dec_arg_named(x, sets[i].param, &addr);
		chain_data(&c,
			   ready_set(x, sets[i].label, addr, (u32)n, &left));
	}
	chain_add(&c, time_left(x, "timeout"));
	return c.first ? c.first : value_word(x->arena, NULL, "");
}
