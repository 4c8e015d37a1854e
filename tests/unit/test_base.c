/* SPDX-License-Identifier: BSD-2-Clause */
#include "suite.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "ctrace/base.h"

START_TEST(arena_memory_is_zeroed_and_aligned_after_reuse)
{
	struct arena a;
	struct arena_mark m;

	arena_init(&a);
	m = arena_mark(&a);
	memset(arena_alloc(&a, 100), 0xff, 100);
	arena_rewind(&a, m);
	for (size_t size = 0; size < 5000; size = size * 2 + 1) {
		u8 *p = arena_alloc(&a, size);

		ck_assert_uint_eq((uintptr_t)p % 8, 0);
		for (size_t i = 0; i < size; i++)
			ck_assert_uint_eq(p[i], 0);
		memset(p, 0xff, size);
	}
	arena_release(&a);
}
END_TEST

START_TEST(arena_rewinds_over_many_chunks_and_keeps_what_was_before)
{
	struct arena a;
	struct arena_mark m;
	char *kept;

	arena_init(&a);
	kept = arena_printf(&a, "kept %d", 1);
	m = arena_mark(&a);
	for (int i = 0; i < 1000; i++)
		arena_alloc(&a, 1000);
	arena_rewind(&a, m);
	ck_assert_str_eq(kept, "kept 1");
	ck_assert_str_eq(arena_strdup(&a, "new"), "new");
	ck_assert_str_eq(kept, "kept 1");
	arena_release(&a);
}
END_TEST

START_TEST(buf_grows_and_is_a_string_throughout)
{
	struct buf b = BUF_INIT;

	for (int i = 0; i < 1000; i++)
		buf_putc(&b, 'a');
	buf_put_s64(&b, INT64_MIN);
	buf_put_u64(&b, UINT64_MAX);
	buf_put_hex(&b, 0);
	buf_put_hex(&b, 0x1f);
	ck_assert_str_eq(b.data + 1000,
			 "-922337203685477580818446744073709551615"
			 "00x1f");
	ck_assert_uint_eq(strlen(b.data), b.len);
	buf_drop(&b, 1000);
	ck_assert_int_eq(b.data[0], '-');
	buf_release(&b);
}
END_TEST

START_TEST(map_survives_growth_and_deletion)
{
	struct map m = MAP_INIT;
	static int values[2000];
	size_t pos = 0, n = 0;
	void *v;
	u64 key;

	for (u64 i = 0; i < 2000; i++)
		map_put(&m, i * 4096, &values[i]);
	for (u64 i = 0; i < 2000; i += 2)
		ck_assert_ptr_eq(map_del(&m, i * 4096), &values[i]);
	ck_assert_ptr_null(map_del(&m, 0));
	for (u64 i = 0; i < 2000; i++)
		ck_assert_ptr_eq(map_get(&m, i * 4096),
				 i % 2 ? &values[i] : NULL);
	while (map_next(&m, &pos, &key, &v)) {
		ck_assert_ptr_eq(v, &values[key / 4096]);
		n++;
	}
	ck_assert_uint_eq(n, 1000);
	map_release(&m);
}
END_TEST

START_TEST(strmap_copies_its_keys)
{
	struct strmap m = STRMAP_INIT;
	char key[] = "abc";
	int one, two;

	strmap_put(&m, key, &one);
	key[0] = 'x';
	ck_assert_ptr_eq(strmap_get(&m, "abc"), &one);
	ck_assert_ptr_null(strmap_get(&m, "xbc"));
	ck_assert_ptr_eq(strmap_getn(&m, "abcdef", 3), &one);
	strmap_put(&m, "abc", &two);
	ck_assert_ptr_eq(strmap_get(&m, "abc"), &two);
	strmap_release(&m);
}
END_TEST

START_TEST(bits_grow_and_forget)
{
	struct bits s = BITS_INIT;

	bits_add(&s, 1000);
	ck_assert(bits_has(&s, 1000));
	ck_assert(!bits_has(&s, 999));
	ck_assert(!bits_has(&s, 100000));
	bits_del(&s, 1000);
	bits_del(&s, 100000);
	ck_assert(!bits_has(&s, 1000));
	bits_release(&s);
}
END_TEST

START_TEST(numbers_are_whole_strings_or_nothing)
{
	static const char *const bad[] = {"",	"x",   "1x", "0x",  " 1",
					  "1 ", "--1", "08", "1e3", "0x1g"};
	double real;
	u64 u = 7;
	s64 s = 7;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		ck_assert_msg(!num_parse_s64(bad[i], &s), "'%s'", bad[i]);
		ck_assert_msg(!num_parse_u64(bad[i], &u), "'%s'", bad[i]);
	}
	ck_assert_uint_eq(u, 7);
	ck_assert(num_parse_u64("0xffffffffffffffff", &u));
	ck_assert_uint_eq(u, UINT64_MAX);
	ck_assert(!num_parse_u64("0x10000000000000000", &u));
	ck_assert(num_parse_s64("-010", &s));
	ck_assert_int_eq(s, -8);
	ck_assert(!num_parse_dec("11", 10, &u));
	ck_assert(!num_parse_dec("-1", 10, &u));
	ck_assert(num_parse_dec("10", 10, &u));
	ck_assert(num_parse_given(" +7", 7, &u));
	ck_assert_uint_eq(u, 7);
	u = 10;
	ck_assert(!num_parse_given("++7", 7, &u));
	ck_assert(!num_parse_given("+", 7, &u));
	ck_assert(!num_parse_given("7 ", 7, &u));
	ck_assert_uint_eq(num_parse_real("12ms", &real), 2);
	ck_assert_double_eq(real, 12);
	ck_assert_uint_eq(num_parse_real(" -.25e+1", &real), 8);
	ck_assert_double_eq(real, -2.5);
	ck_assert_uint_eq(num_parse_real("1.e-1.5", &real), 5);
	ck_assert_double_eq(real, 0.1);
	ck_assert_uint_eq(num_parse_real("3e", &real), 1);
	ck_assert_uint_eq(num_parse_real("1e999999999999999999999", &real), 23);
	ck_assert(real > 1e300);
	ck_assert_uint_eq(num_parse_real(".", &real), 0);
	ck_assert_uint_eq(num_parse_real("-", &real), 0);
	ck_assert_uint_eq(num_parse_real("", &real), 0);
	ck_assert_uint_eq(u, 10);
}
END_TEST

START_TEST(numbers_are_cut_loaded_and_saturated)
{
	static const u8 bytes[] = {0xfe, 0xff, 0x01};

	ck_assert_uint_eq(num_cut(0x1ff, 1, false), 0xff);
	ck_assert_int_eq((s64)num_cut(0x1ff, 1, true), -1);
	ck_assert_uint_eq(num_cut(UINT64_MAX, 8, false), UINT64_MAX);
	ck_assert_int_eq((s64)num_load(bytes, 2, true), -2);
	ck_assert_uint_eq(num_load(bytes, 3, false), 0x1fffe);
	ck_assert_uint_eq(u64_add_sat(UINT64_MAX, 1), UINT64_MAX);
	ck_assert_uint_eq(u64_mul_sat(UINT64_MAX / 2, 3), UINT64_MAX);
	ck_assert_uint_eq(u64_mul_sat(3, 4), 12);
}
END_TEST

START_TEST(distance_is_that_of_typing_errors)
{
	ck_assert_uint_eq(str_distance("openat", "openat"), 0);
	ck_assert_uint_eq(str_distance("opnat", "openat"), 1);
	ck_assert_uint_gt(str_distance("openat", "getpid"), 3);
}
END_TEST

static void
say_so(void *arg)
{
	ck_assert_int_eq(write(*(int *)arg, "x", 1), 1);
}

START_TEST(a_bug_runs_the_last_rites_and_aborts)
{
	static int fd = STDOUT_FILENO;

	bug_last_rites(say_so, &fd);
	bug("this test needs one");
}
END_TEST

static bool
take(void *arg, const char *text)
{
	buf_puts(arg, text);
	buf_putc(arg, '|');
	return true;
}

START_TEST(messages_can_be_taken_over)
{
	struct buf b = BUF_INIT;

	msg_set_taker(take, &b);
	msg("one %d", 1);
	msg("two");
	msg_set_taker(NULL, NULL);
	ck_assert_str_eq(b.data, "one 1|two|");
	buf_release(&b);
}
END_TEST

static void
fill(TCase *c)
{
	tcase_add_test(c, arena_memory_is_zeroed_and_aligned_after_reuse);
	tcase_add_test(
		c, arena_rewinds_over_many_chunks_and_keeps_what_was_before);
	tcase_add_test(c, buf_grows_and_is_a_string_throughout);
	tcase_add_test(c, map_survives_growth_and_deletion);
	tcase_add_test(c, strmap_copies_its_keys);
	tcase_add_test(c, bits_grow_and_forget);
	tcase_add_test(c, numbers_are_whole_strings_or_nothing);
	tcase_add_test(c, numbers_are_cut_loaded_and_saturated);
	tcase_add_test(c, distance_is_that_of_typing_errors);
	tcase_add_test_raise_signal(c, a_bug_runs_the_last_rites_and_aborts,
				    SIGABRT);
	tcase_add_test(c, messages_can_be_taken_over);
}

SUITE("base", fill)
