# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += libengine.a
libengine_a_SOURCES = include/ctrace/engine.h \
	src/engine/engine.c src/engine/settings.c
