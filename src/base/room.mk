# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = include/ctrace/base.h \
	src/base/arena.c src/base/buf.c src/base/map.c src/base/mem.c \
	src/base/msg.c src/base/num.c src/base/packed.c
