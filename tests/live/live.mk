# SPDX-License-Identifier: BSD-2-Clause
check_PROGRAMS += victim
victim_SOURCES = tests/live/victim.c
EXTRA_DIST += tests/live/live.sh tests/live/json.sh tests/live/validate.py \
	tests/compat/compat.py
