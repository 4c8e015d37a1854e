# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = include/ctrace/event.h include/ctrace/task.h \
	include/ctrace/value.h include/ctrace/view.h \
	src/model/task.c src/model/value.c src/model/view.c
