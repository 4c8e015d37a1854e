/* SPDX-License-Identifier: BSD-2-Clause */
#include "suite.h"

#include <string.h>

#include "ctrace/report.h"

START_TEST(a_percentile_is_off_by_a_sixteenth_at_most)
{
	struct latency l = {.n = 0};
	static const u32 percents[] = {1, 50, 90, 99, 100};

	for (u64 v = 1; v <= 100000; v++)
		latency_add(&l, v);
	for (size_t i = 0; i < ARRAY_SIZE(percents); i++) {
		u64 exact = (u64)percents[i] * 1000;
		u64 found = latency_percentile(&l, percents[i]);

		ck_assert_uint_ge(found, exact);
		ck_assert_uint_le(found, exact + exact / 16);
	}
}
END_TEST

START_TEST(every_latency_has_its_bucket)
{
	for (u32 bit = 0; bit < 64; bit++) {
		struct latency l = {.n = 0};
		u64 v = 1ull << bit, found;

		latency_add(&l, v);
		found = latency_percentile(&l, 50);
		ck_assert_uint_ge(found, v);
		ck_assert_uint_le(found, v + v / 16);
	}
}
END_TEST

START_TEST(of_nothing_every_percentile_is_0)
{
	struct latency l = {.n = 0};

	ck_assert_uint_eq(latency_percentile(&l, 99), 0);
}
END_TEST

/* ---- tables -------------------------------------------------------------- */

static void
count(struct sink *s, u32 nr, u64 cpu_ns, u32 err)
{
	struct call c = {.abi = ABI_X86_64,
			 .nr = nr,
			 .name = "call",
			 .state = CALL_RETURNED,
			 .err = err,
			 .cpu_exit = cpu_ns,
			 .m_exit = cpu_ns};

	s->ops->exit(s, NULL, &c);
}

static char *
table(const struct stats_settings *set)
{
	struct dest *d = dest_memory();
	struct sink *s = stats_sink_new(set, d);
	struct note end = {.kind = NOTE_END};
	char *text;

	count(s, 39, 1000000, 0); /* getpid */
	count(s, 39, 2000000, 0);
	count(s, 3, 1000000, 9); /* close */
	s->ops->note(s, NULL, &end);
	text = mem_strdup(dest_buf(d)->data);
	s->ops->free(s);
	dest_close(d);
	return text;
}

START_TEST(the_table_is_as_wide_as_ever)
{
	struct stats_settings set;
	char *text;

	stats_settings_init(&set);
	text = table(&set);
	ck_assert_str_eq(
		text,
		"% time     seconds  usecs/call     calls    errors syscall\n"
		"------ ----------- ----------- --------- --------- "
		"----------------\n"
		" 75.00    0.003000        1500         2           getpid\n"
		" 25.00    0.001000        1000         1         1 close\n"
		"------ ----------- ----------- --------- --------- "
		"----------------\n"
		"100.00    0.004000        1333         3         1 total\n");
	mem_free(text);
}
END_TEST

START_TEST(rows_are_in_the_order_that_is_asked_for)
{
	static const struct {
		enum stats_key key;
		const char *first;
	} rows[] = {
		{STATS_NONE, "close"},	 {STATS_NAME, "close"},
		{STATS_CALLS, "getpid"}, {STATS_ERRORS, "close"},
		{STATS_AVG, "getpid"},	 {STATS_MAX, "getpid"},
		{STATS_MIN, "close"}, /* equal: by number */
	};
	struct stats_settings set;

	stats_settings_init(&set);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *text, *getpid, *close;
		bool close_first;

		set.sort = rows[i].key;
		text = table(&set);
		getpid = strstr(text, "getpid");
		close = strstr(text, "close");
		close_first = close < getpid;
		ck_assert_msg(close_first == !strcmp(rows[i].first, "close"),
			      "%zu: %s", i, text);
		mem_free(text);
	}
}
END_TEST

START_TEST(what_tracing_adds_is_taken_off_each_call)
{
	struct stats_settings set;
	char *text;

	stats_settings_init(&set);
	set.overhead_ns = 1500000;
	text = table(&set);
	ck_assert_ptr_nonnull(
		strstr(text, "100.00    0.000500         250         2"));
	mem_free(text);
}
END_TEST

static void
fill(TCase *c)
{
	tcase_add_test(c, a_percentile_is_off_by_a_sixteenth_at_most);
	tcase_add_test(c, every_latency_has_its_bucket);
	tcase_add_test(c, of_nothing_every_percentile_is_0);
	tcase_add_test(c, the_table_is_as_wide_as_ever);
	tcase_add_test(c, rows_are_in_the_order_that_is_asked_for);
	tcase_add_test(c, what_tracing_adds_is_taken_off_each_call);
}

SUITE("report", fill)
