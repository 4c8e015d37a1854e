/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * place: tracer and tracees take turns, so where stops are dense they are put
 * on one CPU. Private to the ptrace back end; place.c has the theory.
 */
#ifndef CTRACE_CAPTURE_PTRACE_PLACE_H
#define CTRACE_CAPTURE_PTRACE_PLACE_H

#include <sched.h>

#include "ctrace/abi.h"

/* ---- guard.c: gives masks back if ctrace dies without a word ------------ */

struct guard;
/* Forks the guardian. NULL: it could not be started. */
struct guard *guard_start(u32 cpu, const cpu_set_t *whole);
/* Notes a task before it is moved. A slot, or -ENOSPC. */
int guard_add(struct guard *g, u32 tid, u64 start, const cpu_set_t *mask);
void guard_del(struct guard *g, int slot);
bool guard_is(const struct guard *g, u32 pid); /* g may be NULL */
void guard_end(struct guard *g);	       /* waits for its exit, frees g */

/*
 * If the task still has the mask {cpu}, it gets `mask` back; as all ones if
 * that is the whole cpuset, so that a cpuset that grows reaches it.
 */
void mask_give_back(u32 tid, u32 cpu, const cpu_set_t *mask,
		    const cpu_set_t *whole);
/* From /proc/TID/stat. False: the task is gone, or there is no /proc. */
bool task_stat(u32 tid, u32 *ret_cpu, u64 *ret_start);

/* ---- one task ---------------------------------------------------------- */

enum place_state {
	PLACE_WATCHED, /* its stops are counted */
	PLACE_TRIED,   /* on the shared CPU, on trial */
	PLACE_KEPT,    /* on the shared CPU */
	PLACE_LEFT,    /* not to be moved again */
};

/* All zero at birth. */
struct placement {
	u8 state;	 /* enum place_state */
	u8 idle;	 /* ticks without a stop */
	bool lent;	 /* has its own mask until the exit of its call */
	bool asks;	 /* it is in a call that shows a mask */
	int slot;	 /* of the guardian */
	u64 stops;	 /* since birth */
	u64 at_tick;	 /* stops at the last tick */
	u64 next;	 /* the count of stops at which something is due */
	u64 since;	 /* ns: when the window began that is measured; 0 */
	u64 gap;	 /* ns between its stops before the trial */
	u32 pause;	 /* stops before the next trial */
	cpu_set_t *mask; /* its own; NULL: it is not on the shared CPU */
};

enum place_verdict { PLACE_NOTHING, PLACE_SHARE, PLACE_GIVE_BACK };
/* What is due at this count of stops. Pure but for *p. */
enum place_verdict place_judge(struct placement *p, u64 now_ns);

/* ---- the trace ---------------------------------------------------------- */

#define PLACE_TICK_NS 4000000u

struct place {
	bool on;
	bool lucky;  /* the last trial was a success: the next comes at birth */
	bool pinned; /* ctrace itself is on the shared CPU */
	bool chosen; /* `cpu` is */
	u32 cpu;
	u32 shared; /* tasks that are on it */
	u32 asking; /* tasks in a call that shows a mask: nobody is moved */
	u64 gap;    /* ns: of the last success, before its trial */
	u64 tick;   /* CLOCK_MONOTONIC of the next one; UINT64_MAX: none */
	cpu_set_t own, whole;
	struct guard *guard;
	struct bits lend[ABI_N], show[ABI_N],
		leave[ABI_N]; /* calls by number less bias */
};

void place_init(struct place *w, bool on);
void place_release(struct place *w);

void place_due(struct place *w, struct placement *p, u32 tid);
enum place_call {
	PLACE_PLAIN,
	PLACE_LENDS, /* it hands the mask on */
	PLACE_SHOWS, /* it shows a mask: its first word may name another task */
	PLACE_SETS,  /* it is about where or how a task runs: likewise */
};
/* What the call means to the caller. */
enum place_call place_enter(struct place *w, struct placement *p, u32 tid,
			    enum abi abi, u32 nr);
void place_exit(struct place *w, struct placement *p, u32 tid);
void place_tick(struct place *w, struct placement *p, u32 tid);
/* It gets its mask back and is watched anew; `for_good`: it is left alone. */
void place_give_back(struct place *w, struct placement *p, u32 tid,
		     bool for_good);
/* It is dead: there is nothing to give back. */
void place_forget(struct place *w, struct placement *p);

/* Our own child: its end is no stop of a task. */
static inline bool
place_is_guardian(const struct place *w, u32 pid)
{
	return guard_is(w->guard, pid);
}

/* At every syscall-stop. */
static inline void
place_stop(struct place *w, struct placement *p, u32 tid)
{
	p->stops++;
	if (w->on && p->stops >= p->next && p->state < PLACE_KEPT)
		place_due(w, p, tid);
}

#endif
