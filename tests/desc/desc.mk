# SPDX-License-Identifier: BSD-2-Clause
check_PROGRAMS += widget
widget_SOURCES = tests/desc/widget.c
widget_CFLAGS =
