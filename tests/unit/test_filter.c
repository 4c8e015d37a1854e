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

/* ---- numbers ------------------------------------------------------------ */

static struct numset numbers;

static int
parse_fds(const char *text)
{
	return numset_parse(text, "descriptor", numset_find_fd, &numbers,
			    &error);
}

START_TEST(descriptors_are_numbers)
{
	ck_assert_int_eq(parse_fds("0,3"), 0);
	ck_assert(numset_has(&numbers, 0) && numset_has(&numbers, 3));
	ck_assert(!numset_has(&numbers, 1) && !numset_has(&numbers, 100000));
	ck_assert_int_eq(parse_fds("!3"), 0);
	ck_assert(!numset_has(&numbers, 3) && numset_has(&numbers, 100000));
	ck_assert_int_eq(parse_fds("!!3"), 0);
	ck_assert(numset_has(&numbers, 3) && !numset_has(&numbers, 4));
	ck_assert_int_eq(parse_fds("all"), 0);
	ck_assert(numset_is_all(&numbers));
	ck_assert_int_eq(parse_fds("!all"), 0);
	ck_assert(!numset_has(&numbers, 3));
	ck_assert_int_eq(parse_fds("none"), 0);
	ck_assert(!numset_is_all(&numbers) && !numset_has(&numbers, 0));
}
END_TEST

START_TEST(what_is_no_descriptor_is_named)
{
	static const char *const bad[] = {"",	 "x",  "-1", "1,y",
					  "0x1", "1 ", ",",  "all,1"};

	ck_assert_int_eq(parse_fds("7"), 0);
	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_int_eq(parse_fds(bad[i]), -EINVAL);
	ck_assert_str_eq(error, "invalid descriptor 'all'");
	ck_assert(numset_has(&numbers, 7));
}
END_TEST

START_TEST(signals_have_names_in_any_case)
{
	ck_assert_int_eq(numset_find_signal("SIGCHLD"), 17);
	ck_assert_int_eq(numset_find_signal("chld"), 17);
	ck_assert_int_eq(numset_find_signal("sigChld"), 17);
	ck_assert_int_eq(numset_find_signal("17"), 17);
	ck_assert_int_lt(numset_find_signal("sig17"), 0);
	ck_assert_int_lt(numset_find_signal("SIG"), 0);
	ck_assert_int_lt(numset_find_signal("256"), 0);
}
END_TEST

/* ---- calls -------------------------------------------------------------- */

static bool
touches(const struct filter *f, struct value *v)
{
	struct call c = {.args_head = v};

	return filter_call(f, &c);
}

START_TEST(a_path_or_a_descriptor_counts_wherever_it_stands)
{
	struct arena a = {NULL};
	struct value *path = value_bytes(&a, V_PATH, "path", "/x", 2, 2);
	struct value *text = value_bytes(&a, V_STR, "text", "/x", 2, 2);
	struct value *fd = value_new(&a, V_FD, "fd");
	struct value *array = value_new(&a, V_ARRAY, "fds");
	struct value *pollfd = value_new(&a, V_STRUCT, NULL);
	struct filter f;

	filter_init(&f);
	ck_assert(!filter_looks_at_values(&f) && touches(&f, text));
	ck_assert(filter_add_path(&f, "/x") && !filter_add_path(&f, "/x"));
	ck_assert(touches(&f, path) && !touches(&f, text));
	ck_assert(!touches(&f, NULL));
	fd->num = 7;
	value_add(pollfd, fd);
	value_add(array, pollfd);
	ck_assert(!touches(&f, array));
	fd->bytes.data = (const u8 *)"/x (deleted)";
	fd->bytes.len = 12;
	ck_assert(touches(&f, array));
	fd->bytes.len = 2;
	ck_assert(touches(&f, array));
	fd->bytes.data = NULL;
	f.has_fds = true;
	ck_assert_int_eq(numset_parse("7", "", numset_find_fd, &f.fds, &error),
			 0);
	ck_assert(touches(&f, array));
	fd->num = 8;
	ck_assert(!touches(&f, array));
	filter_release(&f);
	arena_release(&a);
}
END_TEST

START_TEST(a_call_passes_by_how_it_ended)
{
	struct call good = {.state = CALL_RETURNED};
	struct call bad = {.state = CALL_RETURNED, .err = 2};
	struct call dead = {.state = CALL_UNFINISHED};
	struct filter f;

	filter_init(&f);
	ck_assert(filter_result(&f, &good) && filter_result(&f, &bad) &&
		  filter_result(&f, &dead));
	f.status = STATUS_SUCCESSFUL;
	ck_assert(filter_result(&f, &good) && !filter_result(&f, &bad));
	f.status = STATUS_FAILED | STATUS_UNFINISHED;
	ck_assert(!filter_result(&f, &good) && filter_result(&f, &bad) &&
		  filter_result(&f, &dead));
	filter_release(&f);
}
END_TEST

static void
fill(TCase *c)
{
	tcase_add_test(c, descriptors_are_numbers);
	tcase_add_test(c, what_is_no_descriptor_is_named);
	tcase_add_test(c, signals_have_names_in_any_case);
	tcase_add_test(c, a_path_or_a_descriptor_counts_wherever_it_stands);
	tcase_add_test(c, a_call_passes_by_how_it_ended);
	tcase_add_test(c, names_numbers_and_classes_make_a_union);
	tcase_add_test(c, each_exclamation_mark_inverts);
	tcase_add_test(c, expressions_are_unanchored);
	tcase_add_test(c, a_personality_limits_a_name);
	tcase_add_test(c, an_unknown_name_is_an_error_with_a_hint);
	tcase_add_test(c, a_failure_leaves_the_set_as_it_was);
	tcase_add_test(c, all_and_none_stand_alone);
}

SUITE("filter", fill)
