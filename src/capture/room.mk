# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += libcapture.a
libcapture_a_SOURCES = include/ctrace/capture.h \
	src/capture/capture.c \
	src/capture/facts.c src/capture/pidns.c src/capture/sockdiag.c src/capture/facts.h \
	src/capture/launch.c src/capture/launch.h \
	src/capture/replay.c src/capture/replay.h \
	src/capture/replay_scene.c \
	src/capture/ptrace/attach.c \
	src/capture/ptrace/guard.c \
	src/capture/ptrace/clues.c \
	src/capture/ptrace/diagnose.c src/capture/ptrace/diagnose.h \
	src/capture/ptrace/follow.c \
	src/capture/ptrace/links.c \
	src/capture/ptrace/live.c \
	src/capture/ptrace/place.c \
	src/capture/ptrace/place.h \
	src/capture/ptrace/priv.h \
	src/capture/ptrace/ptrace.c \
	src/capture/ptrace/regs.c \
	src/capture/ptrace/stop.c \
	src/capture/ptrace/tracee.c \
	src/capture/ptrace/wait.c \
	src/capture/ptrace/wake.c
