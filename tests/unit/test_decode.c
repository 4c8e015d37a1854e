/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shape of the tree, at entry and at exit; what it looks like as text is
 * for the cases of tests/decode.
 */
#include "suite.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>

#include "ctrace/decode.h"

#include "twins.h"

#define AT 0x1000
static u8 memory[256];
static struct array_view view;
static struct model model;
static struct task *task;

static struct call *
enter(u32 nr, u64 a, u64 b, u64 c, u64 d)
{
	struct event ev = {.kind = EV_ENTER, .tid = 1};

	ev.enter.nr = nr;
	ev.enter.args[0] = a;
	ev.enter.args[1] = b;
	ev.enter.args[2] = c;
	ev.enter.args[3] = d;
	model_apply(&model, &desc_builtin, &ev);
	task->call->show = (struct detail){
		.strmax = 32, .arrmax = 32, .deref = true, .abbrev = true};
	decode_enter(task, task->call);
	return task->call;
}

static void
leave(s64 rval, u32 err)
{
	struct event ev = {.kind = EV_EXIT, .tid = 1};

	ev.exit.rval = rval;
	ev.exit.err = err;
	model_apply(&model, &desc_builtin, &ev);
	decode_exit(task, task->call);
}

static struct value *
arg(u32 i)
{
	struct value *v = task->call->args_head;

	while (i-- && v)
		v = v->next;
	ck_assert_ptr_nonnull(v);
	return v;
}

START_TEST(an_out_buffer_is_pending_until_the_exit)
{
	memcpy(memory, "hello", 5);
	enter(SYS_read, 3, AT, 100, 0);
	ck_assert_int_eq(arg(0)->kind, V_FD);
	ck_assert_int_eq(arg(1)->kind, V_PENDING);
	ck_assert_uint_eq(view.reads, 0);
	leave(5, 0);
	ck_assert(arg(1)->marks & VM_LATE);
	ck_assert_uint_eq(arg(1)->bytes.len, 5);
	ck_assert_mem_eq(arg(1)->bytes.data, "hello", 5);
	ck_assert_str_eq(arg(2)->name, "count");
	ck_assert_uint_eq(view.reads, 1);
}
END_TEST

START_TEST(a_failed_call_leaves_the_address_of_its_out_buffer)
{
	enter(SYS_read, 3, AT, 100, 0);
	leave(-1, EBADF);
	ck_assert_int_eq(arg(1)->kind, V_ADDR);
	ck_assert_uint_eq(arg(1)->num, AT);
	ck_assert_uint_eq(view.reads, 0);
}
END_TEST

START_TEST(an_in_buffer_is_read_once_at_entry)
{
	enter(SYS_write, 1, AT, 5, 0);
	ck_assert_int_eq(arg(1)->kind, V_BYTES);
	ck_assert_uint_eq(view.reads, 1);
	leave(5, 0);
	ck_assert_uint_eq(view.reads, 1);
	ck_assert(!(arg(1)->marks & VM_LATE));
}
END_TEST

START_TEST(what_cannot_be_read_is_a_value_of_its_own)
{
	enter(SYS_open, 8, 0, 0, 0);
	ck_assert_int_eq(arg(0)->kind, V_UNREADABLE);
	ck_assert_uint_eq(arg(0)->num, 8);
	leave(-1, EFAULT);
	call_pop(task);
	enter(SYS_open, 0, 0, 0, 0);
	ck_assert_int_eq(arg(0)->kind, V_ADDR);
	ck_assert_uint_eq(arg(0)->num, 0);
}
END_TEST

START_TEST(an_argument_that_does_not_apply_is_absent)
{
	strcpy((char *)memory, "/x");
	enter(SYS_open, AT, 0, 0644, 0);
	ck_assert_ptr_null(arg(1)->next);
	leave(3, 0);
	ck_assert_int_eq(task->call->ret->kind, V_FD);
	call_pop(task);
	enter(SYS_open, AT, 0100, 0644, 0);
	ck_assert_uint_eq(arg(2)->num, 0644);
	ck_assert_int_eq(arg(2)->notation, VN_MODE);
}
END_TEST

START_TEST(an_inout_struct_stays_open_and_gets_its_new_members)
{
	u64 *words = (u64 *)memory;

	words[0] = 0x1000;   /* flags: CLONE_PIDFD */
	words[1] = AT + 200; /* pidfd */
	memory[200] = 5;
	enter(SYS_clone3, AT, 64, 0, 0);
	ck_assert_int_eq(arg(0)->kind, V_STRUCT);
	ck_assert(arg(0)->marks & VM_OPEN);
	ck_assert(value_cuts(arg(0)));
	leave(77, 0);
	ck_assert(arg(0)->kids.last->marks & VM_LATE);
	ck_assert_str_eq(arg(0)->kids.last->name, "pidfd");
}
END_TEST

START_TEST(a_number_without_a_name_has_six_words)
{
	u32 n = 0;

	enter(5000, 1, 2, 3, 4);
	for (struct value *v = task->call->args_head; v; v = v->next)
		n++;
	ck_assert_uint_eq(n, 6);
	leave(-1, ENOSYS);
	ck_assert_int_eq(task->call->ret->num, -1);
}
END_TEST

START_TEST(hostile_lengths_cost_little)
{
	enter(SYS_writev, 1, AT, INT64_MAX, 0);
	leave(-1, EINVAL);
	call_pop(task);
	enter(SYS_write, 1, AT, UINT64_MAX, 0);
	leave(-1, EFAULT);
	call_pop(task);
	enter(SYS_poll, AT, UINT32_MAX, 0, 0);
	leave(INT32_MAX, 0);
	ck_assert_uint_lt(view.reads, 200);
}
END_TEST

START_TEST(a_siginfo_is_a_struct)
{
	struct detail all = {.deref = true, .strmax = 100, .arrmax = 100};
	u8 info[SIGINFO_SIZE] = {15};
	struct value *v;

	v = decode_siginfo(task, ABI_X86_64, info, sizeof(info), &all);
	ck_assert_int_eq(v->kind, V_STRUCT);
	ck_assert_str_eq(v->kids.first->name, "si_signo");
	ck_assert_str_eq(v->kids.first->next->name, "si_code");
}
END_TEST

static void
set_up(void)
{
	memset(memory, 0, sizeof(memory));
	array_view_init(&view, AT, memory, sizeof(memory));
	model_init(&model);
	task = model_add(&model, 1, 1, 0, ABI_X86_64);
	task->view = &view.view;
}

static void
tear_down(void)
{
	model_release(&model);
}

static void
fill(TCase *c)
{
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, an_out_buffer_is_pending_until_the_exit);
	tcase_add_test(c, a_failed_call_leaves_the_address_of_its_out_buffer);
	tcase_add_test(c, an_in_buffer_is_read_once_at_entry);
	tcase_add_test(c, what_cannot_be_read_is_a_value_of_its_own);
	tcase_add_test(c, an_argument_that_does_not_apply_is_absent);
	tcase_add_test(c, an_inout_struct_stays_open_and_gets_its_new_members);
	tcase_add_test(c, a_number_without_a_name_has_six_words);
	tcase_add_test(c, hostile_lengths_cost_little);
	tcase_add_test(c, a_siginfo_is_a_struct);
}

SUITE("decode", fill)
