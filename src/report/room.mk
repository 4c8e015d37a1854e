# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += libreport.a
libreport_a_SOURCES = include/ctrace/report.h src/report/priv.h \
	src/report/latency.c src/report/stats.c src/report/stats_json.c \
	src/report/stats_table.c
