# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += libout.a
libout_a_SOURCES = include/ctrace/sink.h src/out/priv.h \
	src/out/dest.c src/out/json.c src/out/json_text.c \
	src/out/json_value.c src/out/quote.c src/out/raw.c src/out/text.c \
	src/out/text.h src/out/text_note.c src/out/text_page.c \
	src/out/leader.c src/out/color.c src/out/color.h src/out/dump.c src/out/text_names.c \
	src/out/text_value.c
