# SPDX-License-Identifier: BSD-2-Clause
check_PROGRAMS += victim
victim_SOURCES = tests/live/victim.c
# Victims do what sanitizers would not let them.
victim_CFLAGS = $(WARNING_CFLAGS)
victim_LDFLAGS =
EXTRA_DIST += tests/live/live.sh tests/live/json.sh tests/live/validate.py \
	tests/compat/compat.py
