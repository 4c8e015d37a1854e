# SPDX-License-Identifier: BSD-2-Clause
check_PROGRAMS += objects
objects_SOURCES = tests/cli/objects.c
objects_CFLAGS =

EXTRA_DIST += tests/cli/cli.sh tests/cli/readme.py tests/cli/bad.tsv tests/cli/good.tsv
