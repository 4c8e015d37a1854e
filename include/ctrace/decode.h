/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * decode: an event's words into trees of values, driven by descriptions.
 * Stateless between calls but for what a call keeps in its arena.
 */
#ifndef CTRACE_DECODE_H
#define CTRACE_DECODE_H

#include "ctrace/task.h"

/*
 * Fills call->args_head (with V_PENDING nodes and VM_OPEN marks), call->leaf.
 * call->show says how deep; if `bare`, only which call and which case it is is
 * found out. Never fails: what cannot be read becomes an address.
 */
void decode_enter(struct task *t, struct call *call);
/* Fills what was pending, call->ret, call->aux. After call->rval, err, state.
 */
void decode_exit(struct task *t, struct call *call);
/* A call that will not return: pending nodes stay; ret stays NULL. */

/* A siginfo_t (of the given ABI) as a V_STRUCT in the task's arena. */
struct value *decode_siginfo(struct task *t, enum abi abi, const u8 *info,
			     size_t len, const struct detail *show);

#endif
