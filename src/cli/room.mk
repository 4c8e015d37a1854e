# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = src/cli/cli.h src/cli/opts.h src/cli/options.def \
	src/cli/options.c src/cli/option_command.c src/cli/option_desc.c \
	src/cli/option_filter.c src/cli/option_format.c \
	src/cli/option_stats.c src/cli/option_tasks.c src/cli/option_values.c \
	src/cli/option_words.c src/cli/remedy.c src/cli/tips.c

ROOM_LIBS = libcli.a libengine.a libreport.a libout.a libfilter.a libdecode.a \
	libcapture.a libmodel.a libdesctab.a libdesc.a libabi.a libbase.a

ctrace_SOURCES = src/cli/main.c src/cli/help.c
ctrace_LDADD = $(ROOM_LIBS)

noinst_PROGRAMS += casecheck
casecheck_SOURCES = src/cli/casecheck.c src/cli/case_run.c \
	src/cli/case_json.c src/cli/casecheck.h
casecheck_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
casecheck_LDADD = $(ROOM_LIBS) $(JANSSON_LIBS)

# What is made of options.def: completions and the manual.
noinst_PROGRAMS += optgen
optgen_SOURCES = src/cli/optgen.c src/cli/opts.h src/cli/options.def
optgen_LDADD = libdesc.a libabi.a libbase.a

bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
nodist_bashcompletion_DATA = completions/ctrace
nodist_zshcompletion_DATA = completions/_ctrace
nodist_man_MANS += man/ctrace.1
CLEANFILES += completions/ctrace completions/_ctrace man/ctrace.1
EXTRA_DIST += completions/ctrace.bash.in completions/_ctrace.in \
	man/ctrace.1.in

completions/ctrace: optgen$(EXEEXT) $(srcdir)/completions/ctrace.bash.in
	$(AM_V_GEN)$(MKDIR_P) completions && \
		./optgen bash $(srcdir)/completions/ctrace.bash.in >$@
completions/_ctrace: optgen$(EXEEXT) $(srcdir)/completions/_ctrace.in
	$(AM_V_GEN)$(MKDIR_P) completions && \
		./optgen zsh $(srcdir)/completions/_ctrace.in >$@
man/ctrace.1: optgen$(EXEEXT) $(srcdir)/man/ctrace.1.in
	$(AM_V_GEN)$(MKDIR_P) man && \
		./optgen man $(srcdir)/man/ctrace.1.in >$@
