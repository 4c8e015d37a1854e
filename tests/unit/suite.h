/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The main() of a unit test: one Check suite, and the tally that tests/run
 * counts. Each test runs in a process of its own.
 */
#ifndef CTRACE_TESTS_SUITE_H
#define CTRACE_TESTS_SUITE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static inline int
suite_run(const char *name, void (*fill)(TCase *c))
{
	Suite *s = suite_create(name);
	TCase *c = tcase_create(name);
	SRunner *r;
	int failed, all;

	fill(c);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	all = srunner_ntests_run(r);
	printf("tally: %d passed, %d failed, 0 skipped\n", all - failed,
	       failed);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#define SUITE(name, fill)                                                      \
	int main(void)                                                         \
	{                                                                      \
		return suite_run(name, fill);                                  \
	}

#endif
