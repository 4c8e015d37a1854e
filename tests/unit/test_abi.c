/* SPDX-License-Identifier: BSD-2-Clause */
#include "suite.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "ctrace/abi.h"

#define X32_BIT 0x40000000u

START_TEST(numbers_are_those_of_the_machine)
{
	/* The compiler's own headers are the second source. */
	ck_assert_str_eq(abi_call_name(ABI_X86_64, SYS_openat), "openat");
	ck_assert_str_eq(abi_call_name(ABI_X86_64, SYS_exit_group),
			 "exit_group");
	ck_assert_str_eq(abi_call_name(ABI_I386, 1), "exit");
	ck_assert_str_eq(abi_call_name(ABI_X32, X32_BIT | SYS_openat),
			 "openat");
	ck_assert_ptr_null(abi_call_name(ABI_X32, SYS_openat));
	ck_assert_ptr_null(abi_call_name(ABI_X86_64, 100000));
	ck_assert_ptr_null(abi_call_name(ABI_X86_64, UINT32_MAX));
}
END_TEST

START_TEST(every_name_leads_back_to_its_number)
{
	u32 known = 0;

	for (int abi = 0; abi < ABI_N; abi++) {
		const struct abi_info *info = abi_info(abi);

		for (u32 i = 0; i < info->nr_limit; i++) {
			const char *name =
				abi_call_name(abi, i + info->nr_bias);

			if (!name)
				continue;
			known++;
			ck_assert_msg(abi_call_find(abi, name) ==
					      (s64)(i + info->nr_bias),
				      "%s", name);
		}
	}
	ck_assert_uint_gt(known, 1100);
	ck_assert_int_eq(abi_call_find(ABI_X86_64, "nosuch"), -1);
}
END_TEST

START_TEST(errors_have_names_and_names_errors)
{
	ck_assert_str_eq(errno_name(ENOENT), "ENOENT");
	ck_assert_str_eq(errno_name(512), "ERESTARTSYS");
	ck_assert_ptr_null(errno_name(4095));
	ck_assert_int_eq(errno_find("enoent"), ENOENT);
	ck_assert_int_eq(errno_find("ENOSUCH"), -1);
}
END_TEST

START_TEST(signals_have_names_up_to_the_last_real_time_one)
{
	ck_assert_str_eq(signal_name(SIGTERM), "SIGTERM");
	ck_assert_str_eq(signal_name(32), "SIGRTMIN");
	ck_assert_str_eq(signal_name(33), "SIGRT_1");
	ck_assert_ptr_nonnull(signal_name(64));
	ck_assert_ptr_null(signal_name(65));
	ck_assert_ptr_null(signal_name(0));
	ck_assert_int_eq(signal_find("term"), SIGTERM);
	ck_assert_int_eq(signal_find("SIGTERM"), SIGTERM);
	ck_assert_int_eq(signal_find("SIG"), -1);
}
END_TEST

START_TEST(commands_that_share_a_number_are_alternatives)
{
	ck_assert_str_eq(ioctl_name(ABI_X86_64, FIONREAD), "FIONREAD");
	ck_assert_str_eq(ioctl_name(ABI_X86_64, 0x40049409),
			 "BTRFS_IOC_CLONE or FICLONE");
	ck_assert_ptr_null(ioctl_name(ABI_X86_64, 0x12345678));
}
END_TEST

static void
fill(TCase *c)
{
	tcase_add_test(c, numbers_are_those_of_the_machine);
	tcase_add_test(c, every_name_leads_back_to_its_number);
	tcase_add_test(c, errors_have_names_and_names_errors);
	tcase_add_test(c, signals_have_names_up_to_the_last_real_time_one);
	tcase_add_test(c, commands_that_share_a_number_are_alternatives);
}

SUITE("abi", fill)
