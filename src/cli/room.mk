# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = src/cli/cli.h src/cli/options.def src/cli/options.c

ROOM_LIBS = libcli.a libengine.a libout.a libfilter.a libdecode.a \
	libcapture.a libmodel.a libdesctab.a libdesc.a libabi.a libbase.a

ctrace_SOURCES = src/cli/main.c src/cli/help.c
ctrace_LDADD = $(ROOM_LIBS)

noinst_PROGRAMS += casecheck
casecheck_SOURCES = src/cli/casecheck.c src/cli/case_run.c \
	src/cli/casecheck.h
casecheck_LDADD = $(ROOM_LIBS)
