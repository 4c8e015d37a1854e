/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classic BPF programs: BPF_STMT(code, k) and BPF_JUMP(code, k, jt, jf), one
 * for each instruction. They are long, so only shown with -v.
 */
#include "../priv.h"

#define INSN_SIZE 8
#define CODE_RET_K 6
#define INSN_MAX 4096 /* the kernel's own limit */

static const char *
size_name(u32 code)
{
	static const char *const names[] = {"BPF_W", "BPF_H", "BPF_B",
					    "BPF_DW"};

	return names[code >> 3 & 3];
}

static const char *
mode_name(u32 code)
{
	static const char *const names[] = {
		"BPF_IMM", "BPF_ABS", "BPF_IND", "BPF_MEM",
		"BPF_LEN", "BPF_MSH", NULL,	 NULL,
	};

	return names[code >> 5 & 7];
}

static const char *
alu_name(u32 code)
{
	static const char *const names[] = {
		"BPF_ADD", "BPF_SUB", "BPF_MUL", "BPF_DIV",
		"BPF_OR",  "BPF_AND", "BPF_LSH", "BPF_RSH",
		"BPF_NEG", "BPF_MOD", "BPF_XOR", NULL,
		NULL,	   NULL,      NULL,	 NULL,
	};

	return names[code >> 4 & 15];
}

static const char *
jump_name(u32 code)
{
	static const char *const names[] = {
		"BPF_JA", "BPF_JEQ", "BPF_JGT", "BPF_JGE", "BPF_JSET", NULL,
		NULL,	  NULL,	     NULL,	NULL,	   NULL,       NULL,
		NULL,	  NULL,	     NULL,	NULL,
	};

	return names[code >> 4 & 15];
}

static const char *
ret_name(u32 code)
{
	static const char *const names[] = {"BPF_K", "BPF_X", "BPF_A", NULL};

	return names[code >> 3 & 3];
}

static const char *
misc_name(u32 code)
{
	switch (code & 0xf8) {
	case 0:
		return "BPF_TAX";
	case 0x80:
		return "BPF_TXA";
	}
	return NULL;
}

static void
part(struct dctx *x, struct value *v, const char *s, u32 bits)
{
	struct value *kid = value_new(x->arena, V_ENUM, NULL);
	const char **list;

	kid->num = bits;
	kid->notation = VN_HEX;
	kid->sym.unknown = "BPF_???";
	if (s) {
		list = arena_alloc(x->arena, sizeof(*list));
		list[0] = s;
		kid->sym.names = list;
		kid->sym.n = 1;
	}
	value_add(v, kid);
}

static struct value *
code_value(struct dctx *x, u32 code)
{
	static const char *const classes[] = {
		"BPF_LD",  "BPF_LDX", "BPF_ST",	 "BPF_STX",
		"BPF_ALU", "BPF_JMP", "BPF_RET", "BPF_MISC",
	};
	struct value *v = value_new(x->arena, V_PARTS, NULL);
	u32 class = code & 7, known = 7;

	v->num = code;
	v->notation = VN_HEX;
	v->marks |= VM_EACH;
	part(x, v, classes[class], class);
	switch (class) {
	case 0:
	case 1:
		known = 0xffff; /* the high byte means nothing */
		part(x, v, size_name(code), code & 0x18);
		part(x, v, mode_name(code), code & 0xe0);
		break;
	case 4:
	case 5:
		known = 0xffff;
		part(x, v, code & 8 ? "BPF_X" : "BPF_K", code & 8);
		part(x, v, class == 4 ? alu_name(code) : jump_name(code),
		     code & 0xf0);
		break;
	case 6:
		known = 0x1f;
		part(x, v, ret_name(code), code & 0x18);
		break;
	case 7:
		known = 0xff;
		part(x, v, misc_name(code), code & 0xf8);
		break;
	}
	if (code & ~known)
		part(x, v, NULL, code & ~known);
	return v;
}

/* What a seccomp filter answers: an action and 16 bits of data. */
static struct value *
action_value(struct dctx *x, u32 k)
{
	u32 type = dec_type_find(x, "seccomp_action");
	struct value *v = value_new(x->arena, V_PARTS, NULL);

	if (type == DESC_NONE)
		return value_int(x->arena, NULL, k, VN_HEX);
	v->num = k;
	v->notation = VN_HEX;
	v->marks |= VM_EACH;
	value_add(v, dec_enum(x, type, NULL, k & ~0xffffu));
	if (k & 0xffff)
		value_add(v, value_int(x->arena, NULL, k & 0xffff, VN_HEX));
	return v;
}

static struct value *
insn_value(struct dctx *x, const u8 *p, bool seccomp)
{
	u32 jt = p[2], jf = p[3], code = num_load(p, 2, false);
	u32 k = num_load(p + 4, 4, false);
	bool jump = jt || jf;
	struct value *v =
		value_form(x->arena, NULL, jump ? "BPF_JUMP" : "BPF_STMT",
			   code_value(x, code));

	v->marks |= VM_NOSTYLE;
	value_add(v, seccomp && !jump && code == CODE_RET_K
			     ? action_value(x, k)
			     : value_int(x->arena, NULL, k, VN_HEX));
	if (jt || jf) {
		value_add(v, value_int(x->arena, NULL, jt, VN_HEX));
		value_add(v, value_int(x->arena, NULL, jf, VN_HEX));
	}
	return v;
}

static struct value *
filters(struct dctx *x, const struct hook_in *in, bool seccomp)
{
	struct value *v, *rest;
	u64 n = in->count.unknown ? 0 : in->count.v;
	struct dobj o;
	u32 got;

	if (n > INSN_MAX || x->show->abbrev)
		return value_addr(x->arena, in->name, in->num);
	got = dec_fetch(x, in->num, n * INSN_SIZE, n * INSN_SIZE, &o) /
	      INSN_SIZE;
	if (n && !got)
		return value_addr(x->arena, in->name, in->num);
	v = value_new(x->arena, V_ARRAY, in->name);
	v->marks |= VM_BRIEF;
	v->num = in->num;
	for (u32 i = 0; i < got && dec_element(x); i++)
		value_add(v, insn_value(x, o.data + i * INSN_SIZE, seccomp));
	v->kids.total = got;
	if (got < n) {
		rest = value_new(x->arena, V_ELLIPSIS, NULL);
		rest->num = in->num + (u64)got * INSN_SIZE;
		value_add(v, rest);
	}
	return v;
}

/* [[c(sock_filters)]] on a pointer to instructions with a count. */
hook_fn hook_sock_filters, hook_seccomp_filters;

struct value *
hook_sock_filters(struct dctx *x, const struct hook_in *in)
{
	return filters(x, in, false);
}

/* The same for seccomp(), where the result of a filter has a meaning. */
struct value *
hook_seccomp_filters(struct dctx *x, const struct hook_in *in)
{
	return filters(x, in, true);
}
