/* SPDX-License-Identifier: BSD-2-Clause */
#include "suite.h"

#include <errno.h>
#include <sys/syscall.h>

#include "ctrace/filter.h"

static struct callset set;
static char *error, *hint;

static int
parse(const char *text)
{
	return callset_parse(&desc_builtin, text, &set, &error, &hint);
}

static bool
has(u32 nr)
{
	return callset_has(&set, ABI_X86_64, nr);
}

START_TEST(names_numbers_and_classes_make_a_union)
{
	ck_assert_int_eq(parse("openat,1,%ipc"), 0);
	ck_assert(has(SYS_openat) && has(1) && has(SYS_shmget));
	ck_assert(!has(SYS_read));
}
END_TEST

START_TEST(each_exclamation_mark_inverts)
{
	ck_assert_int_eq(parse("!openat"), 0);
	ck_assert(!has(SYS_openat) && has(SYS_read));
	ck_assert_int_eq(parse("!!openat"), 0);
	ck_assert(has(SYS_openat) && !has(SYS_read));
}
END_TEST

START_TEST(expressions_are_unanchored)
{
	ck_assert_int_eq(parse("/^open,/stat$"), 0);
	ck_assert(has(SYS_openat) && has(SYS_open) && has(SYS_fstat));
	ck_assert(!has(SYS_read));
	ck_assert_int_eq(parse("/("), -EINVAL);
	ck_assert_ptr_nonnull(error);
}
END_TEST

START_TEST(a_personality_limits_a_name)
{
	ck_assert_int_eq(parse("openat@32"), 0);
	ck_assert(!has(SYS_openat));
	ck_assert(callset_has(&set, ABI_I386, 295));
	ck_assert_int_eq(parse("openat@128"), -EDOM);
}
END_TEST

START_TEST(an_unknown_name_is_an_error_with_a_hint)
{
	ck_assert_int_eq(parse("opnat"), -EINVAL);
	ck_assert_str_eq(error, "invalid system call 'opnat'");
	ck_assert_str_eq(hint, "openat");
	ck_assert_int_eq(parse("?nosuch,read"), 0);
	ck_assert(has(SYS_read));
	ck_assert_int_eq(parse(""), -EINVAL);
	ck_assert_int_eq(parse(","), -EINVAL);
}
END_TEST

START_TEST(a_failure_leaves_the_set_as_it_was)
{
	ck_assert_int_eq(parse("read"), 0);
	ck_assert_int_ne(parse("write,nosuch"), 0);
	ck_assert(has(SYS_read) && !has(SYS_write));
}
END_TEST

START_TEST(all_and_none_stand_alone)
{
	ck_assert_int_eq(parse("all"), 0);
	ck_assert(has(SYS_read) && has(100000));
	ck_assert_int_eq(parse("none"), 0);
	ck_assert(!has(SYS_read) && !has(100000));
	ck_assert_int_ne(parse("none,read"), 0);
}
END_TEST

static void
fill(TCase *c)
{
	tcase_add_test(c, names_numbers_and_classes_make_a_union);
	tcase_add_test(c, each_exclamation_mark_inverts);
	tcase_add_test(c, expressions_are_unanchored);
	tcase_add_test(c, a_personality_limits_a_name);
	tcase_add_test(c, an_unknown_name_is_an_error_with_a_hint);
	tcase_add_test(c, a_failure_leaves_the_set_as_it_was);
	tcase_add_test(c, all_and_none_stand_alone);
}

SUITE("filter", fill)
