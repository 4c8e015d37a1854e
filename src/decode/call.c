/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What entry and exit of a call share: its context, the case of its `switch`
 * that is in force, its parameters as a chain. The cases of one `switch` are
 * sorted by layout and key; a case may be a switch itself.
 */
#include "priv.h"

#include <string.h>

#define MUX_DEPTH 8

/* ---- which case -------------------------------------------------------- */

static int
case_cmp(const struct desc_case *c, const u64 *key, u32 nkey)
{
	for (u32 i = 0; i < nkey; i++)
		if (c->key[i] != key[i])
			return c->key[i] < key[i] ? -1 : 1;
	return 0;
}

static u32
mux_find(struct dctx *x, const struct desc_mux *m)
{
	u32 lo = m->first[x->layout], hi = lo + m->n[x->layout];
	u32 nkey = m->key[1] == DESC_NONE ? 1 : 2;
	u64 key[2] = {0, 0};

	for (u32 i = 0; i < nkey; i++) {
		struct dnum n = dec_eval(x, m->key[i]);

		if (n.unknown)
			return m->deflt;
		key[i] = n.v;
	}
	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;
		int c = case_cmp(&x->set->cases[mid], key, nkey);

		if (c == 0)
			return x->set->cases[mid].call;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return m->deflt;
}

static u32
words_of(const struct dctx *x, u32 id)
{
	const struct desc_call *c = &x->set->calls[id];
	u32 n = 0;

	for (u32 i = 0; i < c->nparam; i++) {
		const struct desc_place p =
			dec_field(x, c->param + i).place[x->layout];

		if (p.how != PL_NONE && p.slot >= n)
			n = p.slot + 1u;
		if (p.how == PL_PAIR && p.slot2 >= n)
			n = p.slot2 + 1u;
	}
	return n;
}

/* The arguments of `id` are at `block`, if it is not 0: take them from there.
 */
static bool
take_block(struct dctx *x, taddr block, u32 id)
{
	u32 word = abi_info(x->call->abi)->wordsize;
	u32 n = u64_min(words_of(x, id), ARRAY_SIZE(x->call->args));
	u8 bytes[ARRAY_SIZE(x->call->args) * 8];

	if (!block)
		return true;
	if (!dec_read_all(x, block, bytes, n * word))
		return false;
	for (u32 i = 0; i < n; i++)
		x->call->args[i] = num_load(bytes + i * word, word, false);
	return true;
}

/* From here on the call is another one than its number says. */
static void
become(struct dctx *x, u32 id, u32 name)
{
	s64 nr;

	x->call->desc = id;
	x->call->name = dec_str(x, name);
	nr = abi_call_find(x->call->abi, x->call->name);
	if (nr >= 0)
		x->call->meant = (u32)nr;
}

static bool
is_inner(const struct dctx *x, const struct desc_call *c)
{
	return c->flags & CF_INNER &&
	       !(x->set->calls[x->call->desc].flags & CF_INNER);
}

static bool
has_block(const struct dctx *x, const struct desc_call *c)
{
	return desc_attr_find(x->set, c->attr, c->nattr, DA_BLOCK) != NULL;
}

static bool
find_leaf(struct dctx *x)
{
	u32 id = x->call->desc;
	taddr block = 0;

	x->leaf = &x->set->calls[id];
	for (int i = 0; i < MUX_DEPTH; i++) {
		const struct desc_call *c = &x->set->calls[id];
		const struct desc_attr *b =
			desc_attr_find(x->set, c->attr, c->nattr, DA_BLOCK);
		bool other = is_inner(x, c);

		if (b)
			block = dec_eval_or(x, b->arg, 0);
		if (b && b->arg2 != DESC_NONE) {
			id = b->arg2;
			other = true;
		}
		if ((b && !block) || !take_block(x, block, id))
			return false;
		x->leaf = &x->set->calls[id];
		x->call->leaf = id;
		if (other)
			become(x, id, c->name);
		if (x->leaf->mux == DESC_NONE)
			break;
		id = mux_find(x, &x->set->muxes[x->leaf->mux]);
		if (id == DESC_NONE || id == x->call->leaf)
			break;
	}
	return true;
}

bool
dec_find_leaf(struct dctx *x)
{
	const struct desc_call *c = &x->set->calls[x->call->desc];
	struct call was;

	if (c->mux == DESC_NONE && !has_block(x, c)) {
		x->leaf = c;
		x->call->leaf = x->call->desc;
		return true;
	}
	was = *x->call;
	if (find_leaf(x))
		return true;
	/* its words are not readable: then only that is known which is not
	 * among them */
	*x->call = was;
	if (c->mux == DESC_NONE)
		return false;
	x->call->leaf = x->set->muxes[c->mux].deflt;
	x->leaf = &x->set->calls[x->call->leaf];
	return true;
}

void
dec_context(struct dctx *x, struct task *t, struct call *call)
{
	memset(x, 0, sizeof(*x));
	x->task = t;
	x->call = call;
	x->set = call->set;
	x->layout = abi_info(call->abi)->layout;
	x->arena = &t->arena;
	x->view = t->view;
	x->show = &call->show;
	dec_budget_init(x);
}

/* ---- parameters --------------------------------------------------------- */

const char *
dec_param_name(struct dctx *x, const struct desc_field *f)
{
	return f->name ? dec_str(x, f->name) : NULL;
}

/* A parameter with [[full]]: sinks that abbreviate show its address. */
void
dec_mark_full(const struct desc_field *f, struct value *v, u64 raw)
{
	if (!(f->flags & FF_FULL) || !v)
		return;
	v->marks |= VM_HIDDEN;
	v->num = raw;
}

void
dec_link_params(struct dctx *x)
{
	struct value **end = &x->call->args_head;

	*end = NULL;
	for (u32 i = 0; i < x->state->n; i++) {
		struct value *v = x->state->param[i].value;

		if (!v)
			continue;
		*end = v;
		v->next = NULL;
		end = &v->next;
	}
}

/* ---- siginfo ----------------------------------------------------------- */

hook_fn hook_siginfo; /* types are found by name in a long list only */

struct value *
decode_siginfo(struct task *t, enum abi abi, const u8 *info, size_t len,
	       const struct detail *show)
{
	struct call call = {.abi = abi,
			    .set = &desc_builtin,
			    .show = *show,
			    .desc = DESC_NONE};
	struct dobj o = {.data = info, .avail = len, .size = len};
	struct dctx x;

	dec_context(&x, t, &call);
	return hook_siginfo(&x, &(struct hook_in){.obj = &o});
}
