# SPDX-License-Identifier: BSD-2-Clause
BENCHES = bare getppid tasks timed
EXTRA_PROGRAMS = $(BENCHES)
CLEANFILES += $(BENCHES)
bare_SOURCES = tests/bench/bare.c
getppid_SOURCES = tests/bench/getppid.c
tasks_SOURCES = tests/bench/tasks.c
tasks_LDADD = -lpthread
timed_SOURCES = tests/bench/timed.c
EXTRA_DIST += tests/bench/bench.sh
