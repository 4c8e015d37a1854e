# SPDX-License-Identifier: BSD-2-Clause
check_PROGRAMS += victim crowd limited numbers odd placed states
# Whoever builds one gets all that the live tests need.
EXTRA_victim_DEPENDENCIES = crowd$(EXEEXT) limited$(EXEEXT) numbers$(EXEEXT) odd$(EXEEXT) \
	placed$(EXEEXT) states$(EXEEXT)
victim_SOURCES = tests/live/victim.c
crowd_SOURCES = tests/live/crowd.c
limited_SOURCES = tests/live/limited.c
numbers_SOURCES = tests/live/numbers.c
odd_SOURCES = tests/live/odd.c
placed_SOURCES = tests/live/placed.c
states_SOURCES = tests/live/states.c
# Victims do what sanitizers would not let them.
victim_CFLAGS = $(WARNING_CFLAGS)
victim_LDFLAGS =
crowd_CFLAGS = $(WARNING_CFLAGS)
crowd_LDFLAGS =
crowd_LDADD = -lpthread
limited_CFLAGS = $(WARNING_CFLAGS)
limited_LDFLAGS =
numbers_CFLAGS = $(WARNING_CFLAGS)
numbers_LDFLAGS =
odd_CFLAGS = $(WARNING_CFLAGS)
odd_LDFLAGS =
odd_LDADD = -lpthread
placed_CFLAGS = $(WARNING_CFLAGS)
placed_LDFLAGS =
placed_LDADD = -lpthread
states_CFLAGS = $(WARNING_CFLAGS)
states_LDFLAGS =
states_LDADD = -lpthread
EXTRA_DIST += tests/live/lib.sh tests/live/run.sh tests/live/live.sh \
	tests/live/modes.sh tests/live/many.sh tests/live/odd.sh tests/live/outputs.sh tests/live/pidns.sh tests/live/place.sh \
	tests/live/attach.sh tests/live/states.sh tests/live/counts.sh tests/live/json.sh tests/live/validate.py \
	tests/compat/compat.py tests/compat/processes.py
