/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Small irregular things of process calls: limits written as multiples of
 * 1024, I/O priorities, capability sets whose size depends on the header, a
 * signal mask in a register, message texts.
 */
#include "../priv.h"

#include <string.h>

#define CAP_VERSION_2 0x20071026
#define CAP_VERSION_3 0x20080522
#define MTEXT_MAX 4096

static void
one_name(struct dctx *x, struct value *v, const char *text)
{
	const char **list = arena_alloc(x->arena, sizeof(*list));

	list[0] = text;
	v->sym.names = list;
	v->sym.n = 1;
}

static struct value *
limit(struct dctx *x, const char *name, u64 n, u64 all, const char *all_name)
{
	struct value *v = value_new(x->arena, V_ENUM, name);

	v->num = n;
	v->notation = VN_UDEC;
	if (n == all)
		one_name(x, v, all_name);
	else if (n > 1024 && n % 1024 == 0)
		one_name(x, v,
			 arena_printf(x->arena, "%llu*1024",
				      (unsigned long long)n / 1024));
	return v;
}

hook_fn hook_rlim64;

struct value *
hook_rlim64(struct dctx *x, const struct hook_in *in)
{
	return limit(x, in->name, in->num, UINT64_MAX, "RLIM64_INFINITY");
}

hook_fn hook_rlim;

struct value *
hook_rlim(struct dctx *x, const struct hook_in *in)
{
	if (abi_info(x->call->abi)->klongsize == 8)
		return hook_rlim64(x, in);
	return limit(x, in->name, (u32)in->num, UINT32_MAX, "RLIM_INFINITY");
}

/* ---- capabilities ------------------------------------------------------ */

static const char *const caps[] = {
	"1<<CAP_CHOWN",
	"1<<CAP_DAC_OVERRIDE",
	"1<<CAP_DAC_READ_SEARCH",
	"1<<CAP_FOWNER",
	"1<<CAP_FSETID",
	"1<<CAP_KILL",
	"1<<CAP_SETGID",
	"1<<CAP_SETUID",
	"1<<CAP_SETPCAP",
	"1<<CAP_LINUX_IMMUTABLE",
	"1<<CAP_NET_BIND_SERVICE",
	"1<<CAP_NET_BROADCAST",
	"1<<CAP_NET_ADMIN",
	"1<<CAP_NET_RAW",
	"1<<CAP_IPC_LOCK",
	"1<<CAP_IPC_OWNER",
	"1<<CAP_SYS_MODULE",
	"1<<CAP_SYS_RAWIO",
	"1<<CAP_SYS_CHROOT",
	"1<<CAP_SYS_PTRACE",
	"1<<CAP_SYS_PACCT",
	"1<<CAP_SYS_ADMIN",
	"1<<CAP_SYS_BOOT",
	"1<<CAP_SYS_NICE",
	"1<<CAP_SYS_RESOURCE",
	"1<<CAP_SYS_TIME",
	"1<<CAP_SYS_TTY_CONFIG",
	"1<<CAP_MKNOD",
	"1<<CAP_LEASE",
	"1<<CAP_AUDIT_WRITE",
	"1<<CAP_AUDIT_CONTROL",
	"1<<CAP_SETFCAP",
	"1<<CAP_MAC_OVERRIDE",
	"1<<CAP_MAC_ADMIN",
	"1<<CAP_SYSLOG",
	"1<<CAP_WAKE_ALARM",
	"1<<CAP_BLOCK_SUSPEND",
	"1<<CAP_AUDIT_READ",
	"1<<CAP_PERFMON",
	"1<<CAP_BPF",
	"1<<CAP_CHECKPOINT_RESTORE",
};

static struct value *
cap_flags(struct dctx *x, u64 bits, u32 from, u32 n)
{
	struct value *v = value_new(x->arena, V_FLAGS, NULL);
	const char **list = arena_alloc(x->arena, 64 * sizeof(*list));

	v->num = v->sym.rest = bits;
	v->notation = VN_HEX;
	v->size = 4;
	v->sym.unknown = "CAP_???";
	v->sym.names = list;
	for (u32 i = 0; i < n && from + i < ARRAY_SIZE(caps); i++) {
		if (!(bits >> i & 1))
			continue;
		list[v->sym.n++] = caps[from + i];
		v->sym.rest &= ~(1ull << i);
	}
	return v;
}

/* One set; two words are two parts of it, each in its own style. */
static struct value *
cap_set(struct dctx *x, const char *name, u64 low, u64 high, bool wide)
{
	struct value *v;

	if (!wide || !high) {
		v = cap_flags(x, low, 0, 32);
		v->name = name;
		return v;
	}
	v = value_new(x->arena, V_PARTS, name);
	v->num = high << 32 | low;
	v->marks |= VM_EACH;
	if (low)
		value_add(v, cap_flags(x, low, 0, 32));
	value_add(v, cap_flags(x, high, 32, 32));
	return v;
}

/* What the header tells of the data; false: there is no header. */
static bool
cap_is_wide(struct dctx *x, bool *ret_wide)
{
	u64 header;
	u8 b[8];
	u32 version;

	if (!dec_arg_named(x, "hdrp", &header) ||
	    !dec_read_all(x, header, b, sizeof(b)))
		return false;
	version = num_load(b, 4, false);
	*ret_wide = version == CAP_VERSION_2 || version == CAP_VERSION_3;
	return true;
}

hook_fn hook_cap_data;

struct value *
hook_cap_data(struct dctx *x, const struct hook_in *in)
{
	static const char *const names[] = {
		"effective",
		"permitted",
		"inheritable",
	};
	bool wide = false;
	u8 b[24] = {0};
	struct value *v;

	if (!cap_is_wide(x, &wide) ||
	    !dec_read_all(x, in->obj->addr, b, wide ? 24 : 12))
		return value_addr(x->arena, in->name, in->obj->addr);
	v = value_new(x->arena, V_STRUCT, in->name);
	for (u32 i = 0; i < 3; i++)
		value_add(v, cap_set(x, names[i], num_load(b + 4 * i, 4, false),
				     num_load(b + 12 + 4 * i, 4, false), wide));
	return v;
}

/* ---- others ------------------------------------------------------------ */

hook_fn hook_sigset_word;

struct value *
hook_sigset_word(struct dctx *x, const struct hook_in *in)
{
	u8 mask[8];

	for (u32 i = 0; i < 8; i++)
		mask[i] = in->num >> 8 * i;
	return dec_sigset(x, in->name, mask, abi_info(x->call->abi)->klongsize);
}

hook_fn hook_perf_reserved;

struct value *
hook_perf_reserved(struct dctx *x, const struct hook_in *in)
{
	struct value *v = value_new(x->arena, V_WORD, NULL);

	(void)in;
	v->text = "Bits 63..38";
	return v;
}

/* A message: its type, then msgsz bytes of text. */
hook_fn hook_msgbuf;

struct value *
hook_msgbuf(struct dctx *x, const struct hook_in *in)
{
	struct value *v = value_new(x->arena, V_STRUCT, in->name);
	u32 word = abi_info(x->call->abi)->klongsize;
	u64 size = 0;

	dec_arg_named(x, "msgsz", &size);
	value_add(v, value_int(x->arena, "mtype",
			       num_load(in->obj->data, word, true), VN_DEC));
	value_add(v, dec_bytes_at(x, V_BYTES, "mtext", in->obj->addr + word,
				  size));
	return v;
}
