/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls without arguments that go on with what was interrupted.
 *
 * restart_syscall: the kernel has it made in place of a call that must not
 * simply be repeated; which one that was, the task knows.
 *
 * sigreturn: the handler of a signal is left; on the stack lies the context
 * that is restored, of which the signal mask is shown.
 */
#include "../priv.h"

#include <string.h>

hook_fn hook_interrupted_call;

struct value *
hook_interrupted_call(struct dctx *x, const struct hook_in *in)
{
	const char *name = x->task->last ? x->task->last : "system call";

	return value_word(x->arena, in->name,
			  arena_printf(x->arena,
				       "<... resuming interrupted %s ...>",
				       name));
}

/* {mask=[..]} of parts of the mask that lie at these addresses. */
static struct value *
frame(struct dctx *x, const char *name, const taddr *parts, u32 n)
{
	struct value *v;
	u8 mask[8] = {0};
	u32 size = 8 / n;

	for (u32 i = 0; i < n; i++)
		if (!dec_read_all(x, parts[i], mask + i * size, size))
			return value_unreadable(x->arena, name, parts[i]);
	v = value_new(x->arena, V_STRUCT, name);
	value_add(v, dec_sigset(x, "mask", mask, sizeof(mask)));
	return v;
}

/* Behind uc_flags, uc_link, uc_stack and the registers. */
hook_fn hook_signal_frame;

struct value *
hook_signal_frame(struct dctx *x, const struct hook_in *in)
{
	static const u32 offset[ABI_N] = {
		[ABI_X86_64] = 296,
		[ABI_I386] = 248, /* the handler's arguments are there, too */
		[ABI_X32] = 280,
	};
	taddr at = x->call->sp + offset[x->call->abi];

	return frame(x, in->name, &at, 1);
}

/* The old one: the mask's second word stands behind the FPU's state. */
hook_fn hook_old_signal_frame;

struct value *
hook_old_signal_frame(struct dctx *x, const struct hook_in *in)
{
	taddr parts[2] = {x->call->sp + 80, x->call->sp + 712};

	return frame(x, in->name, parts, 2);
}
