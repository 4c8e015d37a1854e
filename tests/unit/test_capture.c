/* SPDX-License-Identifier: BSD-2-Clause */
#include "suite.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "ctrace/capture.h"

#include "../../src/capture/ptrace/diagnose.h"
#include "../../src/capture/ptrace/priv.h"

/* ---- wait statuses ----------------------------------------------------- */

START_TEST(a_wait_status_is_one_kind_of_stop)
{
	static const struct {
		int status;
		enum stop_kind kind;
		u32 code;
	} rows[] = {
		{0x2a00, STOP_EXITED, 42},
		{SIGKILL, STOP_KILLED, SIGKILL},
		{0x80 | SIGSEGV, STOP_KILLED, SIGSEGV},
		{(SIGTRAP | 0x80) << 8 | 0x7f, STOP_SYSCALL, SIGTRAP | 0x80},
		{SIGTERM << 8 | 0x7f, STOP_SIGNAL, SIGTERM},
		{SIGTRAP << 8 | 0x7f, STOP_SIGNAL, SIGTRAP},
		{128 << 16 | SIGSTOP << 8 | 0x7f, STOP_GROUP, SIGSTOP},
		{128 << 16 | SIGTRAP << 8 | 0x7f, STOP_TRAP, SIGTRAP},
		{4 << 16 | SIGTRAP << 8 | 0x7f, STOP_EXEC, SIGTRAP},
		{1 << 16 | SIGTRAP << 8 | 0x7f, STOP_EVENT, 1},
		{0xffff, STOP_NOTHING, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct stop s = stop_classify(rows[i].status);

		ck_assert_msg(s.kind == rows[i].kind, "%x", rows[i].status);
		ck_assert_msg(s.code == rows[i].code, "%x", rows[i].status);
	}
	ck_assert(stop_classify(0x80 | SIGSEGV).core);
	ck_assert(!stop_classify(SIGSEGV).core);
}
END_TEST

/* ---- registers --------------------------------------------------------- */

#define ARCH_X86_64 0xc000003eu
#define ARCH_I386 0x40000003u

START_TEST(syscall_info_tells_entry_exit_and_abi)
{
	struct syscall_info info = {.op = 1, .arch = ARCH_X86_64, .ip = 9};
	struct regs r;

	info.entry.nr = 0x40000001;
	info.entry.args[5] = 6;
	ck_assert(regs_from_info(&info, &r));
	ck_assert_int_eq(r.op, REGS_ENTRY);
	ck_assert_int_eq(r.abi, ABI_X32);
	ck_assert_uint_eq(r.nr, 0x40000001);
	ck_assert_uint_eq(r.args[5], 6);
	ck_assert_uint_eq(r.ip, 9);
	info.arch = ARCH_I386;
	info.entry.nr = 1;
	ck_assert(regs_from_info(&info, &r));
	ck_assert_int_eq(r.abi, ABI_I386);
	info.op = 2;
	info.exit.rval = -ENOENT;
	info.exit.is_error = 1;
	ck_assert(regs_from_info(&info, &r));
	ck_assert_int_eq(r.op, REGS_EXIT);
	ck_assert_uint_eq(r.err, ENOENT);
	ck_assert_int_eq(r.rval, -1);
	info.arch = 1;
	ck_assert(!regs_from_info(&info, &r));
}
END_TEST

static void
put_word(u8 *bytes, unsigned width, unsigned slot, u64 v)
{
	memcpy(bytes + slot * width, &v, width);
}

START_TEST(registers_say_the_same_where_syscall_info_is_missing)
{
	u8 b[PRSTATUS_SIZE_X86_64] = {0};
	struct regs r;

	put_word(b, 8, 15, 257);	  /* orig_rax */
	put_word(b, 8, 14, (u64)-100);	  /* rdi */
	put_word(b, 8, 10, (u64)-ENOSYS); /* rax */
	ck_assert(regs_from_prstatus(b, sizeof(b), REGS_ENTRY, ABI_X86_64,
				     false, &r));
	ck_assert_uint_eq(r.nr, 257);
	ck_assert_uint_eq(r.args[0], (u64)-100);
	ck_assert_int_eq(r.abi, ABI_X86_64);
	ck_assert(regs_from_prstatus(b, sizeof(b), REGS_EXIT, ABI_X86_64, false,
				     &r));
	ck_assert_uint_eq(r.err, ENOSYS);
	put_word(b, 8, 10, (u64)-4096); /* no error number */
	ck_assert(regs_from_prstatus(b, sizeof(b), REGS_EXIT, ABI_X86_64, false,
				     &r));
	ck_assert_uint_eq(r.err, 0);
	ck_assert_int_eq(r.rval, -4096);
	ck_assert(
		!regs_from_prstatus(b, 100, REGS_EXIT, ABI_X86_64, false, &r));
}
END_TEST

START_TEST(int80_in_64_bit_code_is_a_32_bit_call)
{
	u8 b[PRSTATUS_SIZE_X86_64] = {0};
	struct regs r;

	put_word(b, 8, 15, 4);
	put_word(b, 8, 5, 0xffffffff00000001u); /* rbx */
	ck_assert(regs_from_prstatus(b, sizeof(b), REGS_ENTRY, ABI_X86_64, true,
				     &r));
	ck_assert_int_eq(r.abi, ABI_I386);
	ck_assert_uint_eq(r.nr, 4);
	ck_assert_uint_eq(r.args[0], 1);
}
END_TEST

START_TEST(registers_of_32_bit_code_are_32_bits_wide)
{
	u8 b[PRSTATUS_SIZE_I386] = {0};
	struct regs r;

	put_word(b, 4, 11, 5);
	put_word(b, 4, 0, 0x1000);
	put_word(b, 4, 6, (u32)-EACCES);
	ck_assert(regs_from_prstatus(b, sizeof(b), REGS_ENTRY, ABI_X86_64,
				     false, &r));
	ck_assert_int_eq(r.abi, ABI_I386);
	ck_assert_uint_eq(r.args[0], 0x1000);
	ck_assert(regs_from_prstatus(b, sizeof(b), REGS_EXIT, ABI_I386, false,
				     &r));
	ck_assert_uint_eq(r.err, EACCES);
}
END_TEST

/* ---- replay ------------------------------------------------------------ */

static struct capture *
open_text(const char *text)
{
	return capture_replay_open("test", text, strlen(text), 1);
}

static struct event
next(struct capture *c)
{
	struct event ev;

	ck_assert_int_eq(capture_next(c, UINT64_MAX, &ev), 1);
	return ev;
}

START_TEST(a_case_replays_as_events_with_its_memory)
{
	struct capture *c = open_text("enter read 3 0x1000 5\n"
				      "mem 0x1000 61 62\n"
				      "ret 2\n"
				      "mem 0x1000 \"xy\"\n");
	struct task task = {.tid = 1000};
	struct event ev = next(c);
	struct view *v;
	char b[8];

	ck_assert_int_eq(ev.kind, EV_BIRTH);
	v = c->ops->view(c, &task);
	ev = next(c);
	ck_assert_int_eq(ev.kind, EV_ENTER);
	ck_assert_uint_eq(ev.enter.args[2], 5);
	ck_assert_int_eq(view_read(v, 0x1000, b, 2), 2);
	ck_assert_mem_eq(b, "ab", 2);
	ck_assert_int_eq(view_read(v, 0xfff, b, 8), 0);
	ev = next(c);
	ck_assert_int_eq(ev.kind, EV_EXIT);
	ck_assert_int_eq(ev.exit.rval, 2);
	ck_assert_int_eq(view_read(v, 0x1000, b, 8), 2);
	ck_assert_mem_eq(b, "xy", 2);
	ck_assert_int_eq(next(c).kind, EV_END);
	c->ops->close(c);
}
END_TEST

START_TEST(a_result_is_cut_to_the_abis_width)
{
	struct capture *c = open_text("abi i386\nenter brk 0\n"
				      "ret 0xfffffffff0000000\n");

	next(c);
	next(c);
	ck_assert_int_eq(next(c).exit.rval, 0xf0000000);
	c->ops->close(c);
}
END_TEST

START_TEST(a_bad_line_ends_the_events_with_its_place)
{
	static const char *const bad[] = {
		"enter nosuch\n",      "enter read x\n", "mem 0x1000 zz\n",
		"frobnicate\n",	       "abi vax\n",	 "ret\n",
		"map 0 99999999999\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char text[100];
		struct capture *c;
		struct event ev;
		int r;

		snprintf(text, sizeof(text), "enter getpid\n%s", bad[i]);
		c = open_text(text);
		while ((r = capture_next(c, UINT64_MAX, &ev)) == 1 &&
		       ev.kind != EV_END)
			;
		ck_assert_msg(r == -EINVAL, "%s", bad[i]);
		ck_assert_msg(strstr(capture_replay_error(c), "test:2:") !=
				      NULL,
			      "%s", capture_replay_error(c));
		c->ops->close(c);
	}
}
END_TEST

START_TEST(a_death_inside_a_call_comes_without_an_exit)
{
	struct capture *c = open_text("enter pause\nnoret\n");
	struct event ev;

	next(c);
	next(c);
	ev = next(c);
	ck_assert_int_eq(ev.kind, EV_DEATH);
	c->ops->close(c);
}
END_TEST

/* ---- why a process cannot be traced ------------------------------------- */

#define ROOT "Tgid:\t9\nUid:\t0\t0\t0\t0\n"
#define USER "Tgid:\t9\nUid:\t1000\t1000\t1000\t1000\n"
#define ALL_CAPS "CapEff:\t000001ffffffffff\n"
#define NO_CAPS "CapEff:\t0000000000000000\n"
#define FILTERED "Seccomp:\t2\n"
#define IT "Name:\tit\nState:\tS (sleeping)\nTgid:\t5\nPPid:\t1\n"
#define ITS_USER "Uid:\t1000\t1000\t1000\t1000\n"
#define FREE "TracerPid:\t0\n"

static const struct {
	enum why why;
	struct clues c;
} whys[] = {
	{WHY_NO_PROCESS, {ESRCH, 5, NULL, 0, NULL, ROOT ALL_CAPS, "0"}},
	{WHY_ENDED,
	 {EPERM, 5, "State:\tZ (zombie)\nTgid:\t5\n", 0, NULL, ROOT ALL_CAPS,
	  NULL}},
	{WHY_FIRST_ENDED,
	 {EPERM, 5, "State:\tZ (zombie)\nTgid:\t5\nThreads:\t3\n", 0, NULL,
	  ROOT ALL_CAPS, NULL}},
	{WHY_SELF,
	 {EPERM, 5, "State:\tR (running)\nTgid:\t9\n", 0, NULL, ROOT ALL_CAPS,
	  NULL}},
	{WHY_KERNEL_THREAD,
	 {EPERM, 7, "Tgid:\t7\nPPid:\t2\nTracerPid:\t0\n", 0, NULL,
	  ROOT ALL_CAPS, NULL}},
	{WHY_KERNEL_THREAD,
	 {EPERM, 7, "Tgid:\t7\nPPid:\t0\nKthread:\t1\n", 0, NULL, ROOT ALL_CAPS,
	  NULL}},
	{WHY_TRACED,
	 {EPERM, 5, IT ITS_USER "TracerPid:\t77\n", 1000, "Name:\tgdb\n",
	  ROOT ALL_CAPS, "0"}},
	{WHY_OTHER_USER,
	 {EPERM, 5, IT "Uid:\t0\t0\t0\t0\n" FREE, 0, NULL, USER NO_CAPS, "0"}},
	{WHY_OTHER_USER, /* set-id: one of its ids is another's */
	 {EPERM, 5, IT "Uid:\t1000\t0\t0\t0\n" FREE, 0, NULL, USER NO_CAPS,
	  "0"}},
	{WHY_NOT_DUMPABLE,
	 {EPERM, 5, IT ITS_USER FREE, 0, NULL, USER NO_CAPS, "0"}},
	{WHY_MORE_CAPABLE,
	 {EPERM, 5, IT ITS_USER FREE "CapPrm:\t0000000000003000\n", 1000, NULL,
	  USER NO_CAPS, "0"}},
	{WHY_YAMA_CHILDREN,
	 {EPERM, 5, IT ITS_USER FREE, 1000, NULL, USER NO_CAPS, "1\n"}},
	{WHY_YAMA_ADMIN,
	 {EPERM, 5, IT ITS_USER FREE, 1000, NULL, USER NO_CAPS, "2\n"}},
	{WHY_YAMA_NEVER,
	 {EPERM, 5, IT ITS_USER FREE, 1000, NULL, ROOT ALL_CAPS, "3"}},
	{WHY_NO_CAPABILITY,
	 {EPERM, 5, IT ITS_USER FREE, 1000, NULL, ROOT NO_CAPS, "0"}},
	{WHY_SECCOMP,
	 {EPERM, 5, IT ITS_USER FREE, 1000, NULL, ROOT ALL_CAPS FILTERED, "0"}},
	{WHY_UNKNOWN,
	 {EPERM, 5, IT ITS_USER FREE, 1000, NULL, ROOT ALL_CAPS, "1"}},
	{WHY_SECCOMP, /* Yama does not mind children */
	 {EPERM, 5, IT ITS_USER FREE, 1000, NULL, USER NO_CAPS FILTERED, "1",
	  true}},
	{WHY_YAMA_ADMIN,
	 {EPERM, 5, IT ITS_USER FREE, 1000, NULL, USER NO_CAPS, "2", true}},
	{WHY_UNKNOWN,
	 {EIO, 5, IT ITS_USER FREE, 1000, NULL, USER NO_CAPS, "1"}},
};

START_TEST(why_not_is_told_by_the_texts_of_proc)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(whys); i++) {
		enum why why = why_not(&whys[i].c);

		ck_assert_msg(why == whys[i].why, "row %zu: %d", i, why);
		buf_reset(&b);
		why_words(&b, why, &whys[i].c);
		ck_assert_msg((b.len != 0) == (why != WHY_UNKNOWN), "%zu", i);
	}
	buf_reset(&b);
	why_words(&b, WHY_TRACED, &whys[6].c);
	ck_assert_ptr_nonnull(strstr(b.data, "by process 77 (gdb)"));
	buf_release(&b);
}
END_TEST

static void
fill(TCase *c)
{
	tcase_add_test(c, why_not_is_told_by_the_texts_of_proc);
	tcase_add_test(c, a_wait_status_is_one_kind_of_stop);
	tcase_add_test(c, syscall_info_tells_entry_exit_and_abi);
	tcase_add_test(c, registers_say_the_same_where_syscall_info_is_missing);
	tcase_add_test(c, int80_in_64_bit_code_is_a_32_bit_call);
	tcase_add_test(c, registers_of_32_bit_code_are_32_bits_wide);
	tcase_add_test(c, a_case_replays_as_events_with_its_memory);
	tcase_add_test(c, a_result_is_cut_to_the_abis_width);
	tcase_add_test(c, a_bad_line_ends_the_events_with_its_place);
	tcase_add_test(c, a_death_inside_a_call_comes_without_an_exit);
}

SUITE("capture", fill)
