# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += libabi.a
libabi_a_SOURCES = include/ctrace/abi.h \
	src/abi/abi.c src/abi/names.c src/abi/tables.h
nodist_libabi_a_SOURCES = gen/abi_tables.c

# The generator of the tables links only what needs none.
noinst_PROGRAMS += abigen
abigen_SOURCES = src/abi/abigen.c src/abi/abi.c
abigen_LDADD = libbase.a

BUILT_SOURCES += gen/abi_tables.c
CLEANFILES += gen/abi_tables.c
gen/abi_tables.c: abigen$(EXEEXT) $(srcdir)/syscalls/abi/*.tbl \
		$(srcdir)/syscalls/ioctl/names.tbl
	$(AM_V_GEN)$(MKDIR_P) gen && ./abigen \
		--abi-dir $(srcdir)/syscalls/abi \
		--ioctl $(srcdir)/syscalls/ioctl/names.tbl --out $@
