/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shape of the tree, at entry and at exit; what it looks like as text is
 * for the cases of tests/decode.
 */
#include "suite.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

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

/* ---- what a call costs ------------------------------------------------- */

#define ROOM (1 << 20)
#define PAST_IT (64 << 20) /* of lengths and counts */

static const struct detail by_default = {
	.strmax = 32, .arrmax = 32, .deref = true, .abbrev = true};
static const struct detail in_full = {
	.strmax = UINT32_MAX, .arrmax = DETAIL_ARRMAX, .deref = true};

/* Every word is a pointer into it, and a count that is too large. */
static void
fill_room(u8 *room, taddr at)
{
	for (u64 i = 0; i < ROOM; i += 8) {
		u64 word = at + i * 7 % (ROOM / 2) / 8 * 8;

		memcpy(room + i, &word, sizeof(word));
	}
}

static u64
cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (u64)ts.tv_sec * 1000000000 + (u64)ts.tv_nsec;
}

/* Elements below v; no array has more than an array may have. */
static u64
count_elements(const struct value *v)
{
	u64 n = 0;

	if (!v || !value_has_kids(v))
		return 0;
	if (v->kind == V_ARRAY) {
		ck_assert_uint_le(v->kids.count, DETAIL_ARRMAX + 1);
		n = v->kids.count;
	}
	for (const struct value *kid = v->kids.first; kid; kid = kid->next)
		n += count_elements(kid);
	return n;
}

/* A call with that room for its memory; what it took of time, in ns. */
static u64
costs(u32 nr, taddr at, const struct detail *show)
{
	struct event ev = {.kind = EV_ENTER, .tid = 1};
	u64 start;

	view.reads = 0;
	ev.enter.nr = nr;
	for (u32 i = 0; i < 6; i++)
		ev.enter.args[i] = at + i * 8 * 1001;
	model_apply(&model, &desc_builtin, &ev);
	task->call->show = *show;
	start = cpu_ns();
	decode_enter(task, task->call);
	ev.kind = EV_EXIT;
	ev.exit.rval = PAST_IT;
	model_apply(&model, &desc_builtin, &ev);
	decode_exit(task, task->call);
	return cpu_ns() - start;
}

static u64
elements_of(const struct call *c)
{
	u64 n = 0;

	for (struct value *v = c->args_head; v; v = v->next)
		n += count_elements(v);
	return n;
}

START_TEST(no_call_costs_more_than_its_budget)
{
	taddr at = (taddr)PAST_IT << _i; /* the second time it is negative */
	u8 *room = malloc(ROOM);
	u64 ns;

	fill_room(room, at);
	array_view_init(&view, at, room, ROOM);
	for (u32 nr = 0; nr < abi_info(ABI_X86_64)->nr_limit; nr++) {
		ns = costs(nr, at, &by_default);
		ck_assert_uint_le(view.reads, 512);
		ck_assert_uint_le(task->arena.held, 1 << 20);
		ck_assert_uint_le(elements_of(task->call), 1024 + 64);
		/* A millisecond; the factor is for sanitizers and load. */
		ck_assert_uint_le(ns, 50 * 1000000ull);
		call_pop(task);
		costs(nr, at, &in_full);
		ck_assert_uint_le(view.reads, 32768);
		ck_assert_uint_le(task->arena.held, 48 << 20);
		ck_assert_uint_le(elements_of(task->call), 16384 + 64);
		call_pop(task);
	}
	free(room);
}
END_TEST

START_TEST(what_the_budget_has_no_room_for_is_left)
{
	struct value *msgs, *iov, *last;
	u8 *room = malloc(ROOM);
	u32 whole = 0;

	/* each message has a vector of 32, and that is 33 elements */
	fill_room(room, PAST_IT);
	array_view_init(&view, PAST_IT, room, ROOM);
	costs(SYS_sendmmsg, PAST_IT, &by_default);
	msgs = arg(1);
	ck_assert_int_eq(msgs->kind, V_ARRAY);
	ck_assert_uint_gt(msgs->kids.total, msgs->kids.count);
	for (struct value *m = msgs->kids.first; m; m = m->next) {
		iov = m->kids.first->kids.first->next->next;
		ck_assert_str_eq(iov->name, "msg_iov");
		if (iov->kind == V_ARRAY && iov->kids.count == 32)
			whole++;
		last = iov;
	}
	ck_assert_uint_gt(whole, 3);
	if (last->kind == V_ARRAY)
		ck_assert_uint_gt(last->kids.total, last->kids.count);
	else
		ck_assert_int_eq(last->kind, V_ADDR);
	free(room);
}
END_TEST

START_TEST(in_full_an_array_ends_after_4096_elements)
{
	u8 *room = calloc(1, ROOM);

	array_view_init(&view, PAST_IT, room, ROOM);
	costs(SYS_poll, PAST_IT, &in_full);
	ck_assert_uint_eq(arg(0)->kids.count, 4096);
	ck_assert_uint_eq(arg(0)->kids.total, (u32)(PAST_IT + 8 * 1001));
	free(room);
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
	tcase_add_loop_test(c, no_call_costs_more_than_its_budget, 0, 6);
	tcase_add_test(c, what_the_budget_has_no_room_for_is_left);
	tcase_add_test(c, in_full_an_array_ends_after_4096_elements);
	tcase_add_test(c, a_siginfo_is_a_struct);
}

SUITE("decode", fill)
