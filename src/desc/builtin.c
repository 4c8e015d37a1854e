/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types that the language knows by itself: one row each.
 */
#include "cc.h"

#include <string.h>

enum size_class { S0, S1, S2, S4, S8, SLONG, SKLONG, SPTR, S16 };

static const u8 sizes[][LAYOUT_N] = {
	[S0] = {0, 0, 0},     [S1] = {1, 1, 1},	  [S2] = {2, 2, 2},
	[S4] = {4, 4, 4},     [S8] = {8, 8, 8},	  [SLONG] = {8, 4, 4},
	[SKLONG] = {8, 4, 8}, [SPTR] = {8, 4, 4}, [S16] = {16, 16, 16},
};

static const struct builtin {
	const char *name;
	u8 kind, sub, size;
	u16 flags;
} builtins[] = {
	{"void", DK_VOID, 0, S0, 0},
	{"char", DK_INT, DN_DEC, S1, TF_SIGNED},
	{"s8", DK_INT, DN_DEC, S1, TF_SIGNED},
	{"u8", DK_INT, DN_DEC, S1, 0},
	{"s16", DK_INT, DN_DEC, S2, TF_SIGNED},
	{"u16", DK_INT, DN_DEC, S2, 0},
	{"short", DK_INT, DN_DEC, S2, TF_SIGNED},
	{"ushort", DK_INT, DN_DEC, S2, 0},
	{"s32", DK_INT, DN_DEC, S4, TF_SIGNED},
	{"u32", DK_INT, DN_DEC, S4, 0},
	{"int", DK_INT, DN_DEC, S4, TF_SIGNED},
	{"uint", DK_INT, DN_DEC, S4, 0},
	{"s64", DK_INT, DN_DEC, S8, TF_SIGNED},
	{"u64", DK_INT, DN_DEC, S8, 0},
	{"long", DK_INT, DN_DEC, SLONG, TF_SIGNED},
	{"ulong", DK_INT, DN_DEC, SLONG, 0},
	{"klong", DK_INT, DN_DEC, SKLONG, TF_SIGNED},
	{"kulong", DK_INT, DN_DEC, SKLONG, 0},
	{"size_t", DK_INT, DN_DEC, SLONG, 0},
	{"ssize_t", DK_INT, DN_DEC, SLONG, TF_SIGNED},
	{"off_t", DK_INT, DN_DEC, SKLONG, TF_SIGNED},
	{"loff_t", DK_INT, DN_DEC, S8, TF_SIGNED},
	{"loff_hl", DK_INT, DN_DEC, S8, TF_SIGNED},
	{"time_t", DK_INT, DN_DEC, SKLONG, TF_SIGNED},
	{"x8", DK_INT, DN_HEX, S1, 0},
	{"x16", DK_INT, DN_HEX, S2, 0},
	{"x32", DK_INT, DN_HEX, S4, 0},
	{"x64", DK_INT, DN_HEX, S8, 0},
	{"xint", DK_INT, DN_HEX, S4, 0},
	{"xlong", DK_INT, DN_HEX, SLONG, 0},
	{"xklong", DK_INT, DN_HEX, SKLONG, 0},
	{"x32z", DK_INT, DN_HEXZ, S4, 0},
	{"x16z", DK_INT, DN_HEXZ, S2, 0},
	{"xlongz", DK_INT, DN_HEXZ, SLONG, 0},
	{"x64z", DK_INT, DN_HEXZ, S8, 0},
	{"x8z", DK_INT, DN_HEXZ, S1, 0},
	{"o32", DK_INT, DN_OCT, S4, 0},
	{"be16", DK_INT, DN_HTON, S2, 0},
	{"be32", DK_INT, DN_HTON, S4, 0},
	{"be64", DK_INT, DN_HTON, S8, 0},
	{"u64max", DK_INT, DN_U64MAX, S8, 0},
	{"omode", DK_INT, DN_MODE, S4, 0},
	{"float", DK_FLOAT, 0, S4, 0},
	{"double", DK_FLOAT, 0, S8, 0},
	{"bool", DK_INT, DN_DEC, S1, 0},
	{"fd", DK_FD, 0, S4, TF_SIGNED},
	{"dirfd", DK_DIRFD, 0, S4, TF_SIGNED},
	{"fd_of", DK_FD_OF, 0, S4, TF_SIGNED},
	{"addr", DK_ADDR, 0, SPTR, 0},
	{"addr64", DK_ADDR, 0, S8, 0},
	{"code", DK_CODE, 0, SPTR, 0},
	{"umode", DK_UMODE, 0, S4, 0},
	{"smode", DK_SMODE, 0, S4, 0},
	{"uid", DK_UID, 0, S4, 0},
	{"gid", DK_GID, 0, S4, 0},
	{"id", DK_UID, 0, S4, 0},
	{"tgid", DK_PID, DP_TGID, S4, TF_SIGNED},
	{"tid", DK_PID, DP_TID, S4, TF_SIGNED},
	{"pgid", DK_PID, DP_PGID, S4, TF_SIGNED},
	{"sid", DK_PID, DP_SID, S4, TF_SIGNED},
	{"pid_or_pgid", DK_PID, DP_PID_OR_PGID, S4, TF_SIGNED},
	{"signal", DK_SIGNAL, 0, S4, TF_SIGNED},
	{"sigset", DK_SIGSET, 0, S8, 0},
	{"fdset", DK_FDSET, 0, S0, 0},
	{"cpuset", DK_CPUSET, 0, S0, 0},
	{"nodemask", DK_CPUSET, 0, S0, 0},
	{"dev", DK_DEV, 0, S4, 0},
	{"ifindex", DK_IFINDEX, 0, S4, TF_SIGNED},
	{"inaddr", DK_INADDR, 0, S4, 0},
	{"in6addr", DK_IN6ADDR, 0, S16, 0},
	{"uuid", DK_UUID, 0, S16, 0},
	{"hwaddr", DK_HWADDR, 0, S1, 0}, /* one byte of an address */
	{"clock_t", DK_TICKS, 0, SKLONG, TF_SIGNED},
	{"ticks", DK_TICKS, 0, SKLONG, TF_SIGNED},
	{"errno", DK_ERRNO, 0, S4, TF_SIGNED},
	{"kernel_version", DK_KVERSION, 0, S4, 0},
	{"syscall_nr", DK_SYSCALL_NR, 0, S4, 0},
	{"ioctl_op", DK_IOCTL_OP, 0, S4, 0},
	{"sockval", DK_SOCKVAL, 0, S0, 0},
	{"bpf_insn", DK_BPF_INSN, 0, S8, 0},
	{"path", DK_PATH, 0, S0, 0},
	{"cstr", DK_CSTR, 0, S0, 0},
	{"str", DK_CSTR, 0, S0, 0},
	{"cwd", DK_CWD, 0, S0, 0},
	{"sockbuf", DK_SOCKBUF, 0, S0, 0},
};

bool
builtin_find(const char *name, struct desc_type *ret, const char **alias)
{
	for (u32 i = 0; i < ARRAY_SIZE(builtins); i++) {
		const struct builtin *b = &builtins[i];

		if (strcmp(b->name, name))
			continue;
		memset(ret, 0, sizeof(*ret));
		ret->kind = b->kind;
		ret->sub = b->sub;
		ret->flags = b->flags;
		ret->a = ret->b = ret->c = DESC_NONE;
		for (int l = 0; l < LAYOUT_N; l++) {
			ret->size[l] = sizes[b->size][l];
			ret->align[l] = ret->size[l] ? ret->size[l] : 1;
			if (b->kind == DK_IN6ADDR || b->kind == DK_UUID)
				ret->align[l] = 1;
		}
		if (b->kind == DK_IN6ADDR)
			memset(ret->align, 4, LAYOUT_N);
		if (ret->align[LAYOUT_I386] == 8)
			ret->align[LAYOUT_I386] = 4;
		*alias = b->name;
		return true;
	}
	return false;
}
