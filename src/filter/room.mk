# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += libfilter.a
libfilter_a_SOURCES = include/ctrace/filter.h src/filter/sets.c \
	src/filter/numset.c src/filter/match.c
