# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += libdesc.a libdesctab.a
libdesc_a_SOURCES = include/ctrace/desc.h include/ctrace/desc_rows.h \
	src/desc/ast.h src/desc/cc.h \
	src/desc/attrs.c \
	src/desc/builtin.c \
	src/desc/check.c \
	src/desc/consts.c \
	src/desc/desc.c \
	src/desc/emit_c.c \
	src/desc/emit_layout.c \
	src/desc/format.c \
	src/desc/format_lines.c \
	src/desc/layer.c \
	src/desc/layout.c \
	src/desc/lex.c \
	src/desc/lower_all.c \
	src/desc/lower_bits.c \
	src/desc/lower_call.c \
	src/desc/lower_expr.c \
	src/desc/lower_list.c \
	src/desc/lower_param.c \
	src/desc/lower_struct.c \
	src/desc/lower_type.c \
	src/desc/numbers.c \
	src/desc/pack.c \
	src/desc/parse.c \
	src/desc/parse_body.c \
	src/desc/parse_call.c \
	src/desc/parse_expr.c \
	src/desc/parse_nl.c \
	src/desc/pool.c \
	src/desc/reach.c \
	src/desc/show.c \
	src/desc/show_decl.c \
	src/desc/show_expr.c \
	src/desc/show_plan.c
libdesctab_a_SOURCES = include/ctrace/desc.h include/ctrace/desc_rows.h
nodist_libdesctab_a_SOURCES = gen/desc_tables.c

# The build's compiler of descriptions. Needs no generated table.
noinst_PROGRAMS += descc
descc_SOURCES = src/desc/descc.c src/abi/abi.c
descc_LDADD = libdesc.a libbase.a

DESC_INPUT = $(srcdir)/syscalls/*.desc $(srcdir)/syscalls/ioctl/*.desc
BUILT_SOURCES += gen/desc_tables.c gen/desc_hooks.h
CLEANFILES += gen/desc_tables.c gen/desc_hooks.h
gen/desc_tables.c: descc$(EXEEXT) $(DESC_INPUT) \
		$(srcdir)/syscalls/const/*.const $(srcdir)/syscalls/abi/*.tbl
	$(AM_V_GEN)$(MKDIR_P) gen && ./descc \
		--const-dir $(srcdir)/syscalls/const \
		--abi-dir $(srcdir)/syscalls/abi \
		--out-tables $@ --out-hooks gen/desc_hooks.h $(DESC_INPUT)
gen/desc_hooks.h: gen/desc_tables.c
