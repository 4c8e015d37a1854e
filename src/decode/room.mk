# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += libdecode.a
libdecode_a_SOURCES = include/ctrace/decode.h \
	src/decode/array.c \
	src/decode/budget.c \
	src/decode/bytes.c \
	src/decode/call.c \
	src/decode/compound.c \
	src/decode/enter.c \
	src/decode/eval.c \
	src/decode/exit.c \
	src/decode/extent.c \
	src/decode/fd.c \
	src/decode/fetch.c \
	src/decode/hooks.c \
	src/decode/hooks/resume.c \
	src/decode/hooks/bitset.c \
	src/decode/hooks/bpf_classic.c \
	src/decode/hooks/console.c \
	src/decode/hooks/disk.c \
	src/decode/hooks/dm.c \
	src/decode/hooks/file.c \
	src/decode/hooks/ipc.c \
	src/decode/hooks/media.c \
	src/decode/hooks/memory.c \
	src/decode/hooks/mount.c \
	src/decode/hooks/net.c \
	src/decode/hooks/poll.c \
	src/decode/hooks/process.c \
	src/decode/hooks/ptrace.c \
	src/decode/hooks/siginfo.c \
	src/decode/hooks/time.c \
	src/decode/hooks/uring.c \
	src/decode/hooks/wait.c \
	src/decode/hooks/x86.c \
	src/decode/ioctl_op.c \
	src/decode/leaf.c \
	src/decode/names.c \
	src/decode/object.c \
	src/decode/pointer.c \
	src/decode/priv.h \
	src/decode/netlink.c \
	src/decode/tlv.c
