/* SPDX-License-Identifier: BSD-2-Clause */
#include "suite.h"

#include <signal.h>
#include <string.h>
#include <sys/syscall.h>

#include "ctrace/task.h"
#include "ctrace/value.h"

/* ---- values ------------------------------------------------------------ */

static struct arena arena;

START_TEST(a_pending_value_is_filled_once_in_place)
{
	struct value *v = value_new(&arena, V_PENDING, "buf");
	struct value *after = value_int(&arena, "count", 3, VN_DEC);

	v->next = after;
	ck_assert(value_cuts(v));
	value_fill(v, value_addr(&arena, NULL, 0x10));
	ck_assert_int_eq(v->kind, V_ADDR);
	ck_assert_str_eq(v->name, "buf");
	ck_assert_ptr_eq(v->next, after);
	ck_assert(v->marks & VM_LATE);
	ck_assert(!value_cuts(v));
}
END_TEST

START_TEST(a_value_that_was_shown_is_frozen)
{
	value_fill(value_int(&arena, NULL, 1, VN_DEC),
		   value_int(&arena, NULL, 2, VN_DEC));
}
END_TEST

START_TEST(nothing_is_appended_to_a_closed_struct)
{
	value_append_late(value_new(&arena, V_STRUCT, NULL),
			  value_int(&arena, NULL, 2, VN_DEC));
}
END_TEST

START_TEST(an_open_struct_cuts_at_any_depth)
{
	struct value *outer = value_new(&arena, V_ARRAY, NULL);
	struct value *in = value_new(&arena, V_STRUCT, NULL);
	struct value *late;

	value_add(outer, value_int(&arena, NULL, 1, VN_DEC));
	value_add(outer, in);
	ck_assert(!value_cuts(outer));
	in->marks |= VM_OPEN;
	ck_assert(value_cuts(outer));
	late = value_int(&arena, "fd", 3, VN_DEC);
	value_append_late(in, late);
	ck_assert(late->marks & VM_LATE);
	ck_assert_uint_eq(in->kids.count, 1);
}
END_TEST

START_TEST(only_kinds_with_kids_take_any)
{
	value_add(value_int(&arena, NULL, 1, VN_DEC),
		  value_int(&arena, NULL, 2, VN_DEC));
}
END_TEST

/* ---- tasks ------------------------------------------------------------- */

static const struct descset no_descriptions;
static u16 no_calls[600];

static struct event
of(enum event_kind kind, u32 tid)
{
	struct event ev = {.kind = kind, .tid = tid};

	return ev;
}

static struct descset
empty_set(void)
{
	struct descset s = no_descriptions;

	for (size_t i = 0; i < ARRAY_SIZE(no_calls); i++)
		no_calls[i] = DESC_NONE;
	for (int i = 0; i < ABI_N; i++)
		s.by_nr[i] = no_calls;
	return s;
}

START_TEST(events_drive_a_task_from_birth_to_death)
{
	struct descset set = empty_set();
	struct model m;
	struct event ev = of(EV_BIRTH, 7);
	struct task *t;

	model_init(&m);
	t = model_apply(&m, &set, &ev);
	ck_assert_ptr_nonnull(t);
	ev = of(EV_ENTER, 7);
	ev.enter.nr = SYS_getpid;
	ck_assert_ptr_eq(model_apply(&m, &set, &ev), t);
	ck_assert_int_eq(t->state, TASK_IN_CALL);
	ck_assert_str_eq(t->call->name, "getpid");
	ev = of(EV_EXIT, 7);
	ev.exit.rval = 7;
	model_apply(&m, &set, &ev);
	ck_assert_int_eq(t->call->state, CALL_RETURNED);
	ck_assert_int_eq(t->call->rval, 7);
	call_pop(t);
	ck_assert_int_eq(t->state, TASK_RUNNING);
	ck_assert_ptr_null(t->call);
	ev = of(EV_DEATH, 7);
	model_apply(&m, &set, &ev);
	ck_assert_int_eq(t->state, TASK_DEAD);
	model_remove(&m, t);
	ck_assert_ptr_null(model_task(&m, 7));
	ck_assert_uint_eq(m.ntasks, 0);
	model_release(&m);
}
END_TEST

START_TEST(a_number_that_comes_again_is_another_task)
{
	struct descset set = empty_set();
	struct event ev = of(EV_BIRTH, 7);
	struct model m;
	struct task *t;
	u64 serial;

	model_init(&m);
	t = model_apply(&m, &set, &ev);
	serial = t->serial;
	model_remove(&m, t);
	t = model_apply(&m, &set, &ev);
	ck_assert_uint_ne(t->serial, serial);
	model_release(&m);
}
END_TEST

START_TEST(a_death_inside_a_call_leaves_it_unfinished)
{
	struct descset set = empty_set();
	struct event ev = of(EV_BIRTH, 7);
	struct model m;
	struct task *t;

	model_init(&m);
	t = model_apply(&m, &set, &ev);
	ev = of(EV_ENTER, 7);
	model_apply(&m, &set, &ev);
	ev = of(EV_DEATH, 7);
	model_apply(&m, &set, &ev);
	ck_assert_int_eq(t->call->state, CALL_UNFINISHED);
	model_release(&m);
}
END_TEST

START_TEST(events_of_strangers_concern_nobody)
{
	struct descset set = empty_set();
	static const enum event_kind kinds[] = {EV_ENTER, EV_EXIT, EV_SIGNAL,
						EV_DEATH, EV_EXEC};
	struct model m;

	model_init(&m);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct event ev = of(kinds[i], 9);

		ck_assert_ptr_null(model_apply(&m, &set, &ev));
	}
	model_release(&m);
}
END_TEST

static void
set_up(void)
{
	arena_init(&arena);
}

static void
tear_down(void)
{
	arena_release(&arena);
}

static void
fill(TCase *c)
{
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, a_pending_value_is_filled_once_in_place);
	tcase_add_test_raise_signal(c, a_value_that_was_shown_is_frozen,
				    SIGABRT);
	tcase_add_test_raise_signal(c, nothing_is_appended_to_a_closed_struct,
				    SIGABRT);
	tcase_add_test(c, an_open_struct_cuts_at_any_depth);
	tcase_add_test_raise_signal(c, only_kinds_with_kids_take_any, SIGABRT);
	tcase_add_test(c, events_drive_a_task_from_birth_to_death);
	tcase_add_test(c, a_number_that_comes_again_is_another_task);
	tcase_add_test(c, a_death_inside_a_call_leaves_it_unfinished);
	tcase_add_test(c, events_of_strangers_concern_nobody);
}

SUITE("model", fill)
