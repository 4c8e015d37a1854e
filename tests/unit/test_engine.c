/* SPDX-License-Identifier: BSD-2-Clause */
/* The loop: events from an array, letters from a sink (twin_sink.c). */
#include "suite.h"

#include <string.h>
#include <sys/syscall.h>

#include "ctrace/engine.h"

#include "twins.h"

static struct settings settings;
static struct array_capture capture;
static struct letter_sink sink;

static const char *
letters(const struct event *events, u32 n)
{
	struct engine *e;
	struct dest *d = dest_memory();

	array_capture_init(&capture, events, n);
	letter_sink_init(&sink);
	e = engine_new(&settings, &capture.base, &desc_builtin);
	engine_add_sink(e, &sink.sink, d, NULL);
	ck_assert_int_eq(engine_run(e), 0);
	engine_free(e);
	dest_close(d);
	return sink.seen;
}

#define BIRTH                                                                  \
	{                                                                      \
		.kind = EV_BIRTH, .tid = 1                                     \
	}
#define ENTER                                                                  \
	{                                                                      \
		.kind = EV_ENTER, .tid = 1, .enter = {.nr = SYS_getpid }       \
	}
#define EXIT                                                                   \
	{                                                                      \
		.kind = EV_EXIT, .tid = 1                                      \
	}
#define DEATH                                                                  \
	{                                                                      \
		.kind = EV_DEATH, .tid = 1                                     \
	}
#define SIGNALLED                                                              \
	{                                                                      \
		.kind = EV_SIGNAL, .tid = 1, .signal = {.signo = 15 }          \
	}

START_TEST(a_call_is_entered_and_left_once)
{
	static const struct event ev[] = {BIRTH, ENTER, EXIT, DEATH};

	ck_assert_str_eq(letters(ev, 4), "b()d.");
	ck_assert_uint_eq(capture.resumed, 3); /* the dead do not go on */
}
END_TEST

START_TEST(a_death_inside_a_call_ends_it_before_its_note)
{
	static const struct event ev[] = {BIRTH, ENTER, DEATH};

	ck_assert_str_eq(letters(ev, 3), "b(?d.");
}
END_TEST

START_TEST(the_end_of_the_trace_ends_open_calls)
{
	static const struct event ev[] = {BIRTH, ENTER};

	ck_assert_str_eq(letters(ev, 2), "b(?.");
}
END_TEST

START_TEST(a_signal_is_shown_and_delivered)
{
	static const struct event ev[] = {BIRTH, SIGNALLED};

	ck_assert_str_eq(letters(ev, 2), "bs.");
	ck_assert_uint_eq(capture.last.signal, 15);
}
END_TEST

START_TEST(what_is_not_wanted_is_not_shown_and_its_exit_not_asked_for)
{
	static const struct event ev[] = {BIRTH, ENTER};
	char *error = NULL, *hint = NULL;

	settings.has_trace = true;
	ck_assert_int_eq(callset_parse(&desc_builtin, "openat", &settings.trace,
				       &error, &hint),
			 0);
	ck_assert_str_eq(letters(ev, 2), "b.");
	ck_assert(capture.last.quiet);
}
END_TEST

START_TEST(events_of_strangers_are_not_shown)
{
	static const struct event ev[] = {ENTER, EXIT, DEATH};

	ck_assert_str_eq(letters(ev, 3), ".");
}
END_TEST

START_TEST(two_engines_in_one_process_do_not_meet)
{
	static const struct event ev[] = {BIRTH, ENTER, EXIT, DEATH};
	struct array_capture one, two;
	struct letter_sink a, b;
	struct dest *d = dest_memory();
	struct engine *e1, *e2;

	array_capture_init(&one, ev, 4);
	array_capture_init(&two, ev, 2);
	letter_sink_init(&a);
	letter_sink_init(&b);
	e1 = engine_new(&settings, &one.base, &desc_builtin);
	e2 = engine_new(&settings, &two.base, &desc_builtin);
	engine_add_sink(e1, &a.sink, d, NULL);
	engine_add_sink(e2, &b.sink, d, NULL);
	ck_assert_int_eq(engine_run(e1), 0);
	ck_assert_int_eq(engine_run(e2), 0);
	ck_assert_str_eq(a.seen, "b()d.");
	ck_assert_str_eq(b.seen, "b(?.");
	engine_free(e1);
	engine_free(e2);
	dest_close(d);
}
END_TEST

static void
set_up(void)
{
	settings_init(&settings);
}

static void
tear_down(void)
{
	settings_release(&settings);
}

static void
fill(TCase *c)
{
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, a_call_is_entered_and_left_once);
	tcase_add_test(c, a_death_inside_a_call_ends_it_before_its_note);
	tcase_add_test(c, the_end_of_the_trace_ends_open_calls);
	tcase_add_test(c, a_signal_is_shown_and_delivered);
	tcase_add_test(
		c, what_is_not_wanted_is_not_shown_and_its_exit_not_asked_for);
	tcase_add_test(c, events_of_strangers_are_not_shown);
	tcase_add_test(c, two_engines_in_one_process_do_not_meet);
}

SUITE("engine", fill)
