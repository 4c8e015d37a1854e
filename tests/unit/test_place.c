/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Placement: the decision by made-up times; moving by real children. `lucky`
 * makes a first stop share at once, so that no test depends on how fast a
 * machine is.
 */
#include "suite.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../src/capture/ptrace/place.h"

/* ---- the decision ------------------------------------------------------ */

static struct placement p;
static u64 now;

/* n stops, `gap` ns apart; the verdict of the last one that was due. */
static enum place_verdict
stops(u32 n, u64 gap)
{
	enum place_verdict v = PLACE_NOTHING;

	while (n--) {
		now += gap;
		if (++p.stops >= p.next && p.state < PLACE_KEPT)
			v = place_judge(&p, now);
	}
	return v;
}

START_TEST(dense_stops_start_a_trial)
{
	ck_assert_int_eq(stops(16, 50000), PLACE_NOTHING);
	ck_assert_int_eq(stops(1, 50000), PLACE_SHARE);
	ck_assert_int_eq(p.state, PLACE_TRIED);
	ck_assert_uint_eq(p.gap, 50000);
}
END_TEST

START_TEST(rare_stops_never_do)
{
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(stops(1, 250000), PLACE_NOTHING);
}
END_TEST

START_TEST(what_got_faster_is_kept_for_good)
{
	stops(17, 50000);
	ck_assert_int_eq(stops(32, 5000), PLACE_NOTHING);
	ck_assert_int_eq(p.state, PLACE_KEPT);
	ck_assert_int_eq(stops(1000, 500000), PLACE_NOTHING);
}
END_TEST

START_TEST(what_did_not_is_given_back_and_the_pause_doubles)
{
	u32 last = 0;

	for (int i = 0; i < 5; i++) {
		u32 n = 0;

		while (stops(1, 50000) != PLACE_SHARE)
			ck_assert_uint_lt(++n, 5000);
		ck_assert_int_eq(stops(32, 40000), PLACE_GIVE_BACK);
		ck_assert_int_eq(p.state, PLACE_WATCHED);
		ck_assert_uint_eq(p.pause, last ? last * 2 : 16);
		last = p.pause;
	}
}
END_TEST

/* ---- moving ------------------------------------------------------------ */

static struct place w;
static pid_t child;
static cpu_set_t before;

static cpu_set_t
mask_of(pid_t pid)
{
	cpu_set_t m;

	ck_assert_int_eq(sched_getaffinity(pid, sizeof(m), &m), 0);
	return m;
}

static int
cpus_of(pid_t pid)
{
	cpu_set_t m = mask_of(pid);

	return CPU_COUNT(&m);
}

static bool
is_before(void)
{
	cpu_set_t m = mask_of(child);

	return CPU_EQUAL(&m, &before);
}

static bool
is_moved(void)
{
	return cpus_of(child) == 1;
}

static pid_t
sleeper(void)
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			pause();
	return pid;
}

static void
share_child(void)
{
	place_init(&w, true);
	w.lucky = true;
	w.gap = 50000;
	place_stop(&w, &p, (u32)child);
	ck_assert(is_moved());
	ck_assert_int_eq(cpus_of(0), 1);
}

START_TEST(tracer_and_task_share_one_cpu_and_get_theirs_back)
{
	share_child();
	place_give_back(&w, &p, (u32)child, false);
	ck_assert(is_before());
	ck_assert_int_eq(cpus_of(0), CPU_COUNT(&before));
	ck_assert_uint_eq(w.shared, 0);
}
END_TEST

START_TEST(a_call_that_hands_the_mask_on_sees_the_true_one)
{
	static const u32 calls[] = {SYS_clone, SYS_fork, SYS_vfork, SYS_clone3,
				    SYS_sched_getaffinity};

	share_child();
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		ck_assert_int_eq(
			place_enter(&w, &p, (u32)child, ABI_X86_64, calls[i]),
			calls[i] == SYS_sched_getaffinity ? PLACE_SHOWS
							  : PLACE_LENDS);
		ck_assert(is_before());
		place_exit(&w, &p, (u32)child);
		ck_assert(is_moved());
	}
	ck_assert_int_eq(
		place_enter(&w, &p, (u32)child, ABI_X86_64, SYS_getpid),
		PLACE_PLAIN);
	ck_assert(is_moved());
}
END_TEST

START_TEST(a_task_that_sets_a_mask_is_left_alone)
{
	share_child();
	ck_assert_int_eq(place_enter(&w, &p, (u32)child, ABI_X86_64,
				     SYS_sched_setaffinity),
			 PLACE_SETS);
	ck_assert(is_before());
	for (int i = 0; i < 1000; i++)
		place_stop(&w, &p, (u32)child);
	ck_assert(is_before());
	ck_assert_int_eq(p.state, PLACE_LEFT);
}
END_TEST

START_TEST(a_mask_that_somebody_else_set_stays)
{
	cpu_set_t one, now_set;

	share_child();
	CPU_ZERO(&one);
	for (int i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &before) && i != (int)w.cpu) {
			CPU_SET(i, &one);
			break;
		}
	ck_assert_int_eq(sched_setaffinity(child, sizeof(one), &one), 0);
	place_give_back(&w, &p, (u32)child, true);
	now_set = mask_of(child);
	ck_assert(CPU_EQUAL(&now_set, &one));
}
END_TEST

START_TEST(a_task_that_rests_for_two_ticks_gets_its_mask_back)
{
	share_child();
	place_tick(&w, &p, (u32)child);
	ck_assert(is_moved());
	place_tick(&w, &p, (u32)child);
	ck_assert(is_before());
	ck_assert_int_eq(p.state, PLACE_WATCHED);
	ck_assert_uint_eq(w.tick, UINT64_MAX);
}
END_TEST

START_TEST(a_task_of_another_scheduler_is_not_moved)
{
	struct sched_param none = {0};

	ck_assert_int_eq(sched_setscheduler(child, SCHED_IDLE, &none), 0);
	share_child(); /* idle ones are */
	place_give_back(&w, &p, (u32)child, false);
	memset(&p, 0, sizeof(p));
	none.sched_priority = 1;
	if (sched_setscheduler(child, SCHED_FIFO, &none) < 0)
		return; /* not allowed here: nothing to refuse */
	place_stop(&w, &p, (u32)child);
	ck_assert(is_before());
}
END_TEST

START_TEST(the_guardian_gives_back_what_a_killed_tracer_shared)
{
	struct timespec nap = {0, 5000000};
	pid_t tracer = fork();
	int i;

	if (tracer == 0) {
		place_init(&w, true);
		w.lucky = true;
		place_stop(&w, &p, (u32)child);
		raise(is_moved() ? SIGKILL : SIGTERM);
	}
	ck_assert_int_eq(waitpid(tracer, &i, 0), tracer);
	ck_assert_int_eq(WTERMSIG(i), SIGKILL);
	for (i = 0; i < 1000 && !is_before(); i++)
		nanosleep(&nap, NULL);
	ck_assert(is_before());
}
END_TEST

static void
set_up(void)
{
	memset(&p, 0, sizeof(p));
	memset(&w, 0, sizeof(w));
	now = 1;
	child = sleeper();
	before = mask_of(child);
}

static void
tear_down(void)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	place_forget(&w, &p);
	place_release(&w);
}

static void
fill(TCase *c)
{
	cpu_set_t own;

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, dense_stops_start_a_trial);
	tcase_add_test(c, rare_stops_never_do);
	tcase_add_test(c, what_got_faster_is_kept_for_good);
	tcase_add_test(c, what_did_not_is_given_back_and_the_pause_doubles);
	if (sched_getaffinity(0, sizeof(own), &own) < 0 ||
	    CPU_COUNT(&own) < 2) {
		puts("skip unit place: moving: there is only one CPU");
		return;
	}
	tcase_add_test(c, tracer_and_task_share_one_cpu_and_get_theirs_back);
	tcase_add_test(c, a_call_that_hands_the_mask_on_sees_the_true_one);
	tcase_add_test(c, a_task_that_sets_a_mask_is_left_alone);
	tcase_add_test(c, a_mask_that_somebody_else_set_stays);
	tcase_add_test(c, a_task_that_rests_for_two_ticks_gets_its_mask_back);
	tcase_add_test(c, a_task_of_another_scheduler_is_not_moved);
	tcase_add_test(c, the_guardian_gives_back_what_a_killed_tracer_shared);
}

SUITE("place", fill)
