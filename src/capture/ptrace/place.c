/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Placement: a hand-over between two CPUs costs an interrupt and the wake-up
 * of an idle CPU, ten times what the stop itself does. Sharing a CPU gains
 * that where stops are dense, and halves the speed of threads that compute. No
 * fixed rule tells the two apart, so it is tried, measured, and given back.
 *
 * Trial. A task whose last WINDOW stops came less than GAP_MAX apart is put on
 * the CPU on which the first such task ran, and ctrace goes there too. After
 * TRIAL more stops it stays only if the gap fell below GAIN of what it was;
 * else it gets its mask back, and each pause before the next trial is twice as
 * long as the last. Tasks that are born after a success are tried at once.
 *
 * Nobody but /proc must see it. The mask is given back at the entry of calls
 * that hand it on or ask for it, and taken again at their exit, so that
 * children are born with the true one; while one asks, nobody is moved (it may
 * be the one that is asked about); a task that sets a mask or a scheduler
 * itself, or that cannot be moved, is left alone for good. It is given back
 * when no stop came for two ticks (the timer runs only while somebody shares),
 * at exec, at detach, at every end of ctrace; by the guardian (guard.c), if
 * ctrace is killed. Giving back looks first: a mask that is not ours any more
 * is somebody else's decision.
 *
 * A stop costs a comparison; what a decision costs is spread over its window.
 */
#include "place.h"

#include <errno.h>
#include <string.h>

#define WINDOW 16
#define TRIAL 32
#define GAP_MAX 200000u /* ns */
#define GAIN_PERCENT 70
#define PAUSE_MIN 16
#define PAUSE_MAX (1u << 30)
#define IDLE_TICKS 2
#define RESET_ON_FORK 0x40000000

/* They hand the mask on to a child. */
static const char *const lend_calls[] = {"fork", "vfork", "clone", "clone3"};
/* They show it. */
static const char *const show_calls[] = {"sched_getaffinity"};
/* They are about where and how tasks run: not ours to interfere. */
static const char *const leave_calls[] = {
	"sched_setaffinity",
	"sched_setattr",
	"sched_setscheduler",
	"sched_setparam",
};

/* ---- the decision ------------------------------------------------------ */

static enum place_verdict
judge_watched(struct placement *p, u64 now)
{
	if (!p->since) {
		p->since = now;
		p->next = p->stops + WINDOW;
		return PLACE_NOTHING;
	}
	p->gap = (now - p->since) / WINDOW;
	if (p->gap >= GAP_MAX) {
		p->since = now;
		p->next = p->stops + WINDOW;
		return PLACE_NOTHING;
	}
	p->state = PLACE_TRIED;
	p->since = now;
	p->next = p->stops + TRIAL;
	return PLACE_SHARE;
}

static enum place_verdict
judge_tried(struct placement *p, u64 now)
{
	u64 gap = (now - p->since) / TRIAL;

	p->since = 0;
	if (gap * 100 < p->gap * GAIN_PERCENT) {
		p->state = PLACE_KEPT;
		return PLACE_NOTHING;
	}
	p->state = PLACE_WATCHED;
	p->pause =
		p->pause ? (u32)u64_min(p->pause * 2u, PAUSE_MAX) : PAUSE_MIN;
	p->next = p->stops + p->pause;
	return PLACE_GIVE_BACK;
}

enum place_verdict
place_judge(struct placement *p, u64 now)
{
	switch ((enum place_state)p->state) {
	case PLACE_WATCHED:
		return judge_watched(p, now);
	case PLACE_TRIED:
		return judge_tried(p, now);
	case PLACE_KEPT:
	case PLACE_LEFT:
		break;
	}
	return PLACE_NOTHING;
}

/* ---- what the first trial needs ---------------------------------------- */

static void
collect(struct bits *sets, const char *const *names, size_t n)
{
	for (int abi = 0; abi < ABI_N; abi++)
		for (size_t i = 0; i < n; i++) {
			s64 nr = abi_call_find(abi, names[i]);

			if (nr >= 0)
				bits_add(&sets[abi],
					 (u32)nr - abi_info(abi)->nr_bias);
		}
}

/* All CPUs that our cpuset allows, whatever our mask is. */
static bool
whole_cpuset(const cpu_set_t *own, cpu_set_t *ret)
{
	cpu_set_t all;
	bool ok;

	memset(&all, 0xff, sizeof(all));
	if (sched_setaffinity(0, sizeof(all), &all) < 0)
		return false;
	ok = sched_getaffinity(0, sizeof(*ret), ret) == 0;
	if (!CPU_EQUAL(ret, own))
		sched_setaffinity(0, sizeof(*own), own);
	return ok;
}

/* A trace that never tries pays nothing for what it does not need. */
static bool
prepare(struct place *w)
{
	if (sched_getaffinity(0, sizeof(w->own), &w->own) < 0 ||
	    CPU_COUNT(&w->own) < 2 || !whole_cpuset(&w->own, &w->whole))
		return false;
	collect(w->lend, lend_calls, ARRAY_SIZE(lend_calls));
	collect(w->show, show_calls, ARRAY_SIZE(show_calls));
	collect(w->leave, leave_calls, ARRAY_SIZE(leave_calls));
	return true;
}

/* The CPU for all, ctrace included; its guardian is there before any move. */
static bool
settle(struct place *w, u32 cpu)
{
	if (w->chosen)
		return true;
	if (!prepare(w))
		w->on = false;
	if (!w->on || cpu >= CPU_SETSIZE || !CPU_ISSET(cpu, &w->own))
		return false;
	w->guard = guard_start(cpu, &w->whole);
	if (!w->guard) {
		w->on = false;
		return false;
	}
	w->cpu = cpu;
	w->chosen = true;
	return true;
}

/* ---- moving ------------------------------------------------------------ */

static bool
move(u32 tid, u32 cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	return sched_setaffinity((pid_t)tid, sizeof(one), &one) == 0;
}

/* May it be moved to a CPU, and would that be a change? */
static bool
is_movable(u32 tid, cpu_set_t *ret_mask)
{
	int policy = sched_getscheduler((pid_t)tid);

	if (policy < 0)
		return false;
	policy &= ~RESET_ON_FORK;
	if (policy != SCHED_OTHER && policy != SCHED_BATCH &&
	    policy != SCHED_IDLE)
		return false;
	return sched_getaffinity((pid_t)tid, sizeof(*ret_mask), ret_mask) ==
		       0 &&
	       CPU_COUNT(ret_mask) > 1;
}

static bool
pin_self(struct place *w)
{
	if (!w->pinned)
		w->pinned = move(0, w->cpu);
	return w->pinned;
}

static void
unpin_self(struct place *w)
{
	if (w->pinned)
		mask_give_back(0, w->cpu, &w->own, &w->whole);
	w->pinned = false;
	w->tick = UINT64_MAX;
}

/* Nobody gave it another mask while we looked around. */
static bool
has_still(u32 tid, const cpu_set_t *mask)
{
	cpu_set_t now;

	return sched_getaffinity((pid_t)tid, sizeof(now), &now) == 0 &&
	       CPU_EQUAL(&now, mask);
}

static bool
share(struct place *w, struct placement *p, u32 tid)
{
	cpu_set_t mask;
	u64 start;
	u32 cpu;

	if (!is_movable(tid, &mask) || !task_stat(tid, &cpu, &start) ||
	    !settle(w, cpu) || !CPU_ISSET(w->cpu, &mask))
		return false;
	p->slot = guard_add(w->guard, tid, start, &mask);
	if (p->slot < 0)
		return false;
	if (!has_still(tid, &mask) || !move(tid, w->cpu) || !pin_self(w)) {
		mask_give_back(tid, w->cpu, &mask, &w->whole);
		guard_del(w->guard, p->slot);
		return false;
	}
	p->mask = mem_alloc(sizeof(*p->mask));
	*p->mask = mask;
	p->at_tick = p->stops;
	p->idle = 0;
	if (w->shared++ == 0)
		w->tick = clock_mono_ns() + PLACE_TICK_NS;
	return true;
}

/* Its call that shows a mask is over. */
static void
asked(struct place *w, struct placement *p)
{
	if (p->asks)
		w->asking--;
	p->asks = false;
}

void
place_forget(struct place *w, struct placement *p)
{
	asked(w, p);
	if (!p->mask)
		return;
	guard_del(w->guard, p->slot);
	mem_free(p->mask);
	p->mask = NULL;
	p->lent = false;
	if (--w->shared == 0)
		unpin_self(w);
}

void
place_give_back(struct place *w, struct placement *p, u32 tid, bool for_good)
{
	if (p->mask) {
		mask_give_back(tid, w->cpu, p->mask, &w->whole);
		place_forget(w, p);
	}
	if (p->state != PLACE_LEFT) {
		p->state = for_good ? PLACE_LEFT : PLACE_WATCHED;
		p->since = 0;
	}
}

/* ---- events ------------------------------------------------------------ */

void
place_due(struct place *w, struct placement *p, u32 tid)
{
	enum place_verdict v;
	u64 now;

	if (w->asking && !p->mask) {
		p->since = 0;
		p->next = p->stops + WINDOW;
		return;
	}
	now = clock_mono_ns();
	if (p->stops == 1 && w->lucky) {
		p->gap = w->gap;
		p->state = PLACE_TRIED;
		p->since = now;
		p->next = p->stops + TRIAL;
		v = PLACE_SHARE;
	} else {
		v = place_judge(p, now);
	}
	switch (v) {
	case PLACE_SHARE:
		if (!share(w, p, tid))
			p->state = PLACE_LEFT;
		break;
	case PLACE_GIVE_BACK:
		w->lucky = false;
		if (p->mask) {
			mask_give_back(tid, w->cpu, p->mask, &w->whole);
			place_forget(w, p);
		}
		break;
	case PLACE_NOTHING:
		if (p->state == PLACE_KEPT) {
			w->lucky = true;
			w->gap = p->gap;
		}
		break;
	}
}

enum place_call
place_enter(struct place *w, struct placement *p, u32 tid, enum abi abi, u32 nr)
{
	u32 i = nr - abi_info(abi)->nr_bias;
	bool shows;

	if (!w->chosen)
		return PLACE_PLAIN;
	if (bits_has(&w->leave[abi], i)) {
		place_give_back(w, p, tid, true);
		return PLACE_SETS;
	}
	shows = bits_has(&w->show[abi], i);
	if (!shows && !bits_has(&w->lend[abi], i))
		return PLACE_PLAIN;
	if (p->mask) {
		mask_give_back(tid, w->cpu, p->mask, &w->whole);
		p->lent = true;
	}
	if (shows && !p->asks) {
		p->asks = true;
		w->asking++;
	}
	return shows ? PLACE_SHOWS : PLACE_LENDS;
}

void
place_exit(struct place *w, struct placement *p, u32 tid)
{
	cpu_set_t now;

	asked(w, p);
	if (!p->lent)
		return;
	p->lent = false;
	/* Another one may have set a mask in the meantime. */
	if (sched_getaffinity((pid_t)tid, sizeof(now), &now) < 0 ||
	    !CPU_EQUAL(&now, p->mask) || !move(tid, w->cpu)) {
		place_forget(w, p);
		p->state = PLACE_LEFT;
	}
}

void
place_tick(struct place *w, struct placement *p, u32 tid)
{
	if (!p->mask || p->lent)
		return;
	p->idle = p->stops == p->at_tick ? p->idle + 1 : 0;
	p->at_tick = p->stops;
	if (p->idle >= IDLE_TICKS)
		place_give_back(w, p, tid, false);
}

/* ---- the whole --------------------------------------------------------- */

void
place_init(struct place *w, bool on)
{
	memset(w, 0, sizeof(*w));
	w->tick = UINT64_MAX;
	w->on = on;
}

void
place_release(struct place *w)
{
	unpin_self(w);
	guard_end(w->guard);
	w->guard = NULL;
	w->on = false;
	for (int abi = 0; abi < ABI_N; abi++) {
		bits_release(&w->lend[abi]);
		bits_release(&w->show[abi]);
		bits_release(&w->leave[abi]);
	}
}
