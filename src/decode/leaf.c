/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Leaf kinds: numbers and bytes that need more than a table of names to be
 * shown (signals, sets, modes, devices, addresses).
 */
#include "priv.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define NSIG_MAX 64

static const char *const *
one_name(struct dctx *x, const char *s)
{
	const char **list = arena_alloc(x->arena, sizeof(*list));

	list[0] = s;
	return list;
}

struct value *
dec_signal(struct dctx *x, const char *name, u64 sig)
{
	struct value *v = value_new(x->arena, V_ENUM, name);
	const char *s = sig <= NSIG_MAX ? signal_name((u32)sig) : NULL;

	v->num = sig;
	v->notation = VN_DEC;
	if (s) {
		v->sym.names = one_name(x, s);
		v->sym.n = 1;
	}
	return v;
}

struct value *
dec_sigset(struct dctx *x, const char *name, const u8 *mask, u32 size)
{
	struct value *v = value_new(x->arena, V_SET, name);
	u32 nbits = size * 8, set = 0;
	bool invert;

	if (nbits > NSIG_MAX)
		nbits = NSIG_MAX;
	/* a half word says nothing about how many are set */
	for (u32 i = 0; i < nbits / 32 * 32; i++)
		set += mask[i / 8] >> i % 8 & 1;
	invert = nbits && set >= nbits * 2 / 3;
	if (invert)
		v->marks |= VM_INVERTED;
	for (u32 i = 0; i < nbits; i++) {
		struct value *kid;

		if ((mask[i / 8] >> i % 8 & 1) == invert)
			continue;
		kid = dec_signal(x, NULL, i + 1);
		if (kid->sym.n && !strncmp(kid->sym.names[0], "SIG", 3))
			kid->sym.names = one_name(x, kid->sym.names[0] + 3);
		value_add(v, kid);
	}
	return v;
}

static struct value *
dec_fdset(struct dctx *x, const char *name, const struct dobj *o, u64 nfds)
{
	struct value *v = value_new(x->arena, V_SET, name);

	for (u64 i = 0; i < nfds && i / 8 < o->size; i++) {
		if (!(o->data[i / 8] >> i % 8 & 1))
			continue;
		if (!dec_element_or_more(x, v))
			break;
		value_add(v, dec_fd(x, NULL, i, false));
	}
	return v;
}

/* st_mode: S_IFREG|S_ISUID|0644; with an unknown type all octal. */
static struct value *
octal_name(struct dctx *x, const char *name, u64 num)
{
	struct value *v = value_new(x->arena, V_ENUM, NULL);

	v->sym.names = one_name(x, name);
	v->sym.n = 1;
	v->num = num;
	v->notation = VN_OCT;
	return v;
}

static struct value *
dec_smode(struct dctx *x, const char *name, u64 raw)
{
	static const char *const types[16] = {
		[1] = "S_IFIFO",   [2] = "S_IFCHR", [4] = "S_IFDIR",
		[6] = "S_IFBLK",   [8] = "S_IFREG", [10] = "S_IFLNK",
		[12] = "S_IFSOCK",
	};
	static const struct {
		u32 bit;
		const char *name;
	} specials[] = {
		{04000, "S_ISUID"},
		{02000, "S_ISGID"},
		{01000, "S_ISVTX"},
	};
	const char *type = types[raw >> 12 & 15];
	struct value *v = value_new(x->arena, V_PARTS, name);

	v->num = raw;
	v->notation = VN_MODE;
	if (!type && raw & 0170000)
		return value_int(x->arena, name, raw, VN_MODE);
	if (type)
		value_add(v, octal_name(x, type, raw & 0170000));
	for (u32 i = 0; i < ARRAY_SIZE(specials); i++) {
		if (!(raw & specials[i].bit))
			continue;
		value_add(v, octal_name(x, specials[i].name, specials[i].bit));
	}
	value_add(v, value_int(x->arena, NULL, raw & ~0177000ull, VN_MODE));
	return v;
}

/* The kernel's encoding for user space (new_encode_dev / huge: glibc's). */
static struct value *
dec_dev(struct dctx *x, const char *name, u64 dev)
{
	u64 major = (dev >> 8 & 0xfff) | (dev >> 32 & 0xfffff000);
	u64 minor = (dev & 0xff) | (dev >> 12 & 0xffffff00);
	struct value *v;

	v = value_form(x->arena, name, "makedev",
		       value_int(x->arena, NULL, major, VN_HEX));
	value_add(v, value_int(x->arena, NULL, minor, VN_HEX));
	v->num = dev;
	return v;
}

static struct value *
quoted(struct dctx *x, const char *text)
{
	char *s = arena_strdup(x->arena, text);
	struct value *v =
		value_bytes(x->arena, V_STR, NULL, s, strlen(s), strlen(s));

	v->marks |= VM_NULTERM | VM_UNCAPPED;
	return v;
}

/* The bytes behind a form, for sinks that show them instead. */
static void
form_bytes(struct dctx *x, struct value *form, const u8 *data, u32 len)
{
	struct value *raw =
		value_bytes(x->arena, V_BYTES, NULL,
			    arena_dup(x->arena, data, len), len, len);

	raw->marks |= VM_HIDDEN | VM_HEX;
	value_add(form, raw);
}

static struct value *
dec_inaddr(struct dctx *x, const char *name, const u8 *a)
{
	char text[INET_ADDRSTRLEN];
	struct value *v;

	inet_ntop(AF_INET, a, text, sizeof(text));
	v = value_form(x->arena, name, "inet_addr", quoted(x, text));
	v->num = num_load(a, 4, false);
	v->size = 4;
	form_bytes(x, v, a, 4);
	return v;
}

static struct value *
dec_in6addr(struct dctx *x, const char *name, const u8 *a)
{
	char text[INET6_ADDRSTRLEN];
	struct value *v;

	inet_ntop(AF_INET6, a, text, sizeof(text));
	v = value_form(x->arena, name, "inet_pton",
		       value_word(x->arena, NULL, "AF_INET6"));
	value_add(v, quoted(x, text));
	v->marks |= VM_SELFNAMED;
	v->size = 16;
	form_bytes(x, v, a, 16);
	return v;
}

struct value *
dec_mac(struct dctx *x, const char *name, const u8 *a, u32 len, u32 room)
{
	char text[3 * 32 + 1] = "";
	struct value *v;
	u32 n = 0;

	for (u32 i = 0; i < len && i < 32; i++)
		n += snprintf(text + n, sizeof(text) - n, "%s%02x",
			      i ? ":" : "", a[i]);
	v = value_form(
		x->arena, name, "",
		value_word(x->arena, NULL, arena_strdup(x->arena, text)));
	form_bytes(x, v, a, room);
	return v;
}

static struct value *
dec_uuid(struct dctx *x, const char *name, const u8 *a)
{
	char *s = arena_printf(x->arena,
			       "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
			       "%02x%02x%02x%02x%02x%02x",
			       a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7],
			       a[8], a[9], a[10], a[11], a[12], a[13], a[14],
			       a[15]);

	return value_word(x->arena, name, s);
}

static struct value *
dec_kversion(struct dctx *x, const char *name, u64 raw)
{
	struct value *v = value_form(
		x->arena, name, "KERNEL_VERSION",
		value_int(x->arena, NULL, raw >> 16 & 0xffff, VN_UDEC));

	value_add(v, value_int(x->arena, NULL, raw >> 8 & 0xff, VN_UDEC));
	value_add(v, value_int(x->arena, NULL, raw & 0xff, VN_UDEC));
	v->num = raw;
	v->notation = VN_HEX;
	return v;
}

static struct value *
dec_syscall_nr(struct dctx *x, const char *name, u64 raw)
{
	const char *s = abi_call_name(x->call->abi, (u32)raw);
	struct value *v = value_new(x->arena, V_ENUM, name);

	v->num = raw;
	v->notation = VN_HEX;
	if (s) {
		v->sym.names =
			one_name(x, arena_printf(x->arena, "__NR_%s", s));
		v->sym.n = 1;
	}
	return v;
}

static struct value *
dec_errno(struct dctx *x, const char *name, u64 raw)
{
	s64 e = (s64)raw;
	const char *s = errno_name(e < 0 ? (u32)-e : (u32)e);
	struct value *v = value_new(x->arena, V_ENUM, name);

	v->num = raw;
	v->notation = VN_DEC;
	if (s && e) {
		v->sym.names = one_name(
			x, e < 0 ? arena_printf(x->arena, "-%s", s) : s);
		v->sym.n = 1;
	}
	return v;
}

static struct value *
dec_id(struct dctx *x, const struct desc_type *t, const char *name, u64 raw)
{
	struct value *v = value_new(x->arena, V_ID, name);
	u32 size = t->size[x->layout];

	if (size == 2)
		raw = (u16)raw == 0xffff ? UINT32_MAX : (u16)raw;
	v->num = (u32)raw;
	v->size = size;
	return v;
}

struct value *
dec_ticks(struct dctx *x, const char *name, u64 raw)
{
	struct value *v = value_int(x->arena, name, raw, VN_UDEC);

	if (!raw)
		return v;
	v = value_comment(x->arena, v,
			  arena_printf(x->arena, "%llu.%02u s",
				       (unsigned long long)raw / 100,
				       (unsigned)(raw % 100)));
	v->marks |= VM_STYLED;
	return v;
}

/* An interface by its name, if it has one now. */
static struct value *
dec_ifindex(struct dctx *x, const char *name, u64 raw, bool is_signed)
{
	enum value_notation n = is_signed ? VN_DEC : VN_UDEC;
	struct buf b = BUF_INIT;
	struct value *v, *kid;

	if (view_fact(x->view, FACT_IFNAME, 0, (u32)raw, &b) < 0 || !b.len) {
		buf_release(&b);
		return value_int(x->arena, name, raw, n);
	}
	kid = value_bytes(x->arena, V_STR, NULL,
			  arena_dup(x->arena, b.data, b.len), (u32)b.len,
			  b.len);
	kid->marks = VM_NULTERM | VM_UNCAPPED;
	buf_release(&b);
	v = value_form(x->arena, name, "if_nametoindex", kid);
	v->num = raw;
	v->notation = VN_UDEC;
	return v;
}

struct value *
dec_leaf(struct dctx *x, u32 type, const struct desc_field *f, const char *name,
	 u64 raw)
{
	const struct desc_type t = dec_type(x, type);
	u8 b[8];
	struct value *v;

	for (u32 i = 0; i < 8; i++)
		b[i] = raw >> 8 * i;
	switch (t.kind) {
	case DK_FD:
		return dec_fd(x, name, (s64)num_cut(raw, 4, true), false);
	case DK_FD_OF:
		return dec_fd_of(x, &t, name, (s64)num_cut(raw, 4, true));
	case DK_DIRFD:
		return dec_fd(x, name, (s64)num_cut(raw, 4, true), true);
	case DK_UID:
	case DK_GID:
		return dec_id(x, &t, name, raw);
	case DK_PID:
		return dec_pid(x, name, raw, t.sub);
	case DK_SIGNAL:
		v = dec_signal(x, name, raw);
		if (!(t.flags & TF_SIGNED))
			v->notation = VN_UDEC;
		return v;
	case DK_SIGSET:
		return dec_sigset(x, name, b, 8);
	case DK_UMODE:
		return value_int(x->arena, name, raw, VN_MODE);
	case DK_SMODE:
		return dec_smode(x, name, raw);
	case DK_DEV:
		return dec_dev(x, name, raw);
	case DK_INADDR:
		return dec_inaddr(x, name, b);
	case DK_IFINDEX:
		return dec_ifindex(x, name, raw, t.flags & TF_SIGNED);
	case DK_TICKS:
		return dec_ticks(x, name, raw);
	case DK_ERRNO:
		return dec_errno(x, name, raw);
	case DK_KVERSION:
		return dec_kversion(x, name, raw);
	case DK_IOCTL_OP:
		return dec_ioctl_op(x, name, raw);
	case DK_SYSCALL_NR:
		return dec_syscall_nr(x, name, raw);
	case DK_CODE:
		return value_addr(x->arena, name, raw);
	}
	return value_addr(x->arena, name, raw);
}

bool
dec_is_leaf_object(const struct desc_type *t)
{
	switch (t->kind) {
	case DK_SIGSET:
	case DK_FDSET:
	case DK_CPUSET:
	case DK_INADDR:
	case DK_IN6ADDR:
	case DK_MAC:
	case DK_HWADDR:
	case DK_UUID:
	case DK_SUN_PATH:
	case DK_SOCKBUF:
	case DK_BPF_INSN:
		return true;
	}
	return false;
}

static struct value *
dec_cpuset(struct dctx *x, const char *name, const struct dobj *o, u64 given)
{
	struct value *v = value_new(x->arena, V_SET, name);

	if (given > o->avail)
		v->marks |= VM_CUT;

	for (u32 i = 0; i < o->avail * 8; i++)
		if (o->data[i / 8] >> i % 8 & 1)
			value_add(v, value_int(x->arena, NULL, i, VN_UDEC));
	return v;
}

/* @"abstract" or a path that need not end in NUL. */
static struct value *
dec_sun_path(struct dctx *x, const char *name, const struct dobj *o)
{
	u32 len = o->avail;
	struct value *v;

	if (len && !o->data[0]) {
		v = value_bytes(x->arena, V_STR, name, o->data + 1, len - 1,
				len - 1);
		v->marks |= VM_ABSTRACT | VM_NULTERM | VM_UNCAPPED;
		return v;
	}
	len = strnlen((const char *)o->data, len);
	v = value_bytes(x->arena, V_STR, name, o->data, len, len);
	v->marks |= VM_NULTERM | VM_UNCAPPED;
	return v;
}

/* A socket option's value without a description. */
/* An eBPF instruction: opcode, registers, offset, immediate as words. */
static struct value *
dec_bpf_insn(struct dctx *x, const char *name, const struct dobj *o)
{
	struct value *v = value_bytes(x->arena, V_BYTES, name, o->data, 8, 8);

	v->marks |= VM_HEX;
	return v;
}

struct value *
dec_leaf_object(struct dctx *x, u32 type, const struct desc_field *f,
		const char *name, const struct dobj *o)
{
	const struct desc_type t = dec_type(x, type);
	struct dobj whole;

	if (o->size < 16) {
		/* a short object: the bytes that are not there count as 0 */
		u8 *room = arena_alloc(x->arena, 16);

		memcpy(room, o->data, o->size);
		whole = *o;
		whole.data = room;
		o = &whole;
	}
	switch (t.kind) {
	case DK_SIGSET:
		return dec_sigset(x, name, o->data,
				  o->avail < 8 ? o->avail : 8);
	case DK_FDSET:
		return dec_fdset(x, name, o, dec_eval_or(x, t.b, 0));
	case DK_CPUSET:
		return dec_cpuset(x, name, o, dec_eval_or(x, t.b, 0));
	case DK_INADDR:
		return dec_inaddr(x, name, o->data);
	case DK_IN6ADDR:
		return dec_in6addr(x, name, o->data);
	case DK_MAC:
		return dec_mac(x, name, o->data, 6, 6);
	case DK_HWADDR:
		return dec_mac(x, name, o->data,
			       u64_min(dec_eval_or(x, t.b, o->avail), o->avail),
			       o->avail);
	case DK_UUID:
		return dec_uuid(x, name, o->data);
	case DK_SUN_PATH:
		return dec_sun_path(x, name, o);
	case DK_BPF_INSN:
		return dec_bpf_insn(x, name, o);
	}
	return NULL;
}
