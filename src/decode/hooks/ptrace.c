/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What ptrace() says about a tracee: places in its struct user, and numbers of
 * system calls of whatever machine it is.
 */
#include "../priv.h"

#define ARCH_X86_64 0xc000003e
#define ARCH_I386 0x40000003
#define X32_BIT 0x40000000u

static struct value *
named_offset(struct dctx *x, const char *name, u64 offset, const char *base,
	     u64 past)
{
	struct value *v = value_new(x->arena, V_ENUM, name);
	const char **list = arena_alloc(x->arena, sizeof(*list));

	v->num = offset;
	v->notation = VN_ADDR;
	list[0] = past ? arena_printf(x->arena, "%s+%llu", base,
				      (unsigned long long)past)
		       : base;
	v->sym.names = list;
	v->sym.n = 1;
	return v;
}

/* The greatest name that is not beyond the offset; the last is the end. */
hook_fn hook_user_offset;

struct value *
hook_user_offset(struct dctx *x, const struct hook_in *in)
{
	u32 type = dec_type_find(x, "user_offsets");
	const struct desc_names *ns;
	const struct desc_name *best = NULL, *n;

	if (type == DESC_NONE)
		return value_addr(x->arena, in->name, in->num);
	ns = &x->set->names[dec_type(x, type).a];
	n = &x->set->name[ns->first];
	for (u32 i = 0; i < ns->n && n[i].value <= in->num; i++)
		best = &n[i];
	if (!best || (best == &n[ns->n - 1] && in->num > best->value))
		return value_addr(x->arena, in->name, in->num);
	return named_offset(x, in->name, in->num, desc_text(x->set, best),
			    in->num - best->value);
}

/* A name of the caller's own ABI as source text, one of another's behind it. */
struct value *
dec_arch_nr(struct dctx *x, const char *name, u32 arch, u64 nr)
{
	struct value *v = value_new(x->arena, V_ENUM, name);
	enum abi abi = arch == ARCH_I386 ? ABI_I386
		       : nr & X32_BIT	 ? ABI_X32
					 : ABI_X86_64;
	const char *call = NULL, **list;

	v->num = nr;
	v->notation = VN_UDEC;
	if ((arch == ARCH_X86_64 || arch == ARCH_I386) && nr <= UINT32_MAX)
		call = abi_call_name(abi, (u32)nr);
	if (!call)
		return v;
	list = arena_alloc(x->arena, sizeof(*list));
	v->sym.names = list;
	v->sym.n = 1;
	list[0] = call;
	if (abi == x->call->abi)
		list[0] = arena_printf(x->arena, "__NR_%s", call);
	else
		v->marks |= VM_AS_COMMENT;
	return v;
}

hook_fn hook_arch_syscall_nr;

struct value *
hook_arch_syscall_nr(struct dctx *x, const struct hook_in *in)
{
	u64 arch = 0;

	dec_member_named(x, "arch", &arch);
	return dec_arch_nr(x, in->name, (u32)arch, in->num);
}
