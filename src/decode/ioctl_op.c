/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command of an ioctl: the names that drivers have for its number, or what
 * the number says. Most names stand in a table (abi room). Some commands are
 * made by a macro with parameters, a size or an index, so that a whole range
 * of numbers has one name; these are rules, here, and stand before the names
 * of the table.
 */
#include "priv.h"

#include <string.h>

#define IOC_DIR(op) ((op) >> 30)
#define IOC_SIZE(op) ((op) >> 16 & 0x3fff)
#define IOC_TYPE(op) ((op) >> 8 & 0xff)
#define IOC_NR(op) ((op)&0xff)

enum { NONE, WRITE, READ, READWRITE };

/* What stands in a macro's brackets. */
enum ioc_arg {
	IA_NONE,
	IA_SIZE,
	IA_NR,	  /* the number itself */
	IA_CODE,  /* number - from, by the names of a type; 0 is a name */
	IA_CLASS, /* the same, but 0 stands for the set of all */
	IA_COUNT  /* size in units of 32 bytes */
};

static const struct ioc_rule {
	u8 dir, type, from, to;
	const char *name;
	enum ioc_arg arg[2];
	const char *names; /* the type of a code */
} rules[] = {
	{READ, 'E', 0x06, 0x06, "EVIOCGNAME", {IA_SIZE}, NULL},
	{READ, 'E', 0x07, 0x07, "EVIOCGPHYS", {IA_SIZE}, NULL},
	{READ, 'E', 0x08, 0x08, "EVIOCGUNIQ", {IA_SIZE}, NULL},
	{READ, 'E', 0x09, 0x09, "EVIOCGPROP", {IA_SIZE}, NULL},
	{READ, 'E', 0x0a, 0x0a, "EVIOCGMTSLOTS", {IA_SIZE}, NULL},
	{READ, 'E', 0x18, 0x18, "EVIOCGKEY", {IA_SIZE}, NULL},
	{READ, 'E', 0x19, 0x19, "EVIOCGLED", {IA_SIZE}, NULL},
	{READ, 'E', 0x1a, 0x1a, "EVIOCGSND", {IA_SIZE}, NULL},
	{READ, 'E', 0x1b, 0x1b, "EVIOCGSW", {IA_SIZE}, NULL},
	{READ, 'E', 0x20, 0x3f, "EVIOCGBIT", {IA_CLASS, IA_SIZE}, "evdev_ev"},
	{READ, 'E', 0x40, 0x7f, "EVIOCGABS", {IA_CODE}, "evdev_abs"},
	{WRITE, 'E', 0xc0, 0xff, "EVIOCSABS", {IA_CODE}, "evdev_abs"},
	{READ, 'H', 0x04, 0x04, "HIDIOCGRAWNAME", {IA_SIZE}, NULL},
	{READ, 'H', 0x05, 0x05, "HIDIOCGRAWPHYS", {IA_SIZE}, NULL},
	{READ, 'H', 0x06, 0x06, "HIDIOCSFEATURE", {IA_SIZE}, NULL},
	{READ, 'H', 0x08, 0x08, "HIDIOCGRAWUNIQ", {IA_SIZE}, NULL},
	{READ, 'H', 0x12, 0x12, "HIDIOCGPHYS", {IA_SIZE}, NULL},
	{READWRITE, 'H', 0x06, 0x06, "HIDIOCSFEATURE", {IA_SIZE}, NULL},
	{READWRITE, 'H', 0x07, 0x07, "HIDIOCGFEATURE", {IA_SIZE}, NULL},
	{READ, 'M', 0x00, 0xff, "MIXER_READ", {IA_NR}, NULL},
	{WRITE, 'M', 0x00, 0xff, "MIXER_WRITE", {IA_NR}, NULL},
	{READ, 'U', 0x2c, 0x2c, "UI_GET_SYSNAME", {IA_SIZE}, NULL},
	{READ, 'j', 0x13, 0x13, "JSIOCGNAME", {IA_SIZE}, NULL},
	{WRITE, 'k', 0x00, 0x00, "SPI_IOC_MESSAGE", {IA_COUNT}, NULL},
};

static const char *
code_text(struct dctx *x, const struct ioc_rule *r, u32 code)
{
	u32 type = dec_type_find(x, r->names), list;
	const char *s;

	if (type == DESC_NONE)
		return arena_printf(x->arena, "%#x", code);
	list = dec_type(x, type).a;
	s = desc_enum_name(x->set, list, x->layout, code);
	if (s)
		return s;
	return arena_printf(x->arena, "%#x /* %s */", code,
			    dec_str(x, x->set->names[list].fallback));
}

static const char *
arg_text(struct dctx *x, const struct ioc_rule *r, enum ioc_arg arg, u32 op)
{
	u32 code = IOC_NR(op) - r->from;

	switch (arg) {
	case IA_NONE:
		return "";
	case IA_SIZE:
		return arena_printf(x->arena, "%u", IOC_SIZE(op));
	case IA_NR:
		return arena_printf(x->arena, "%u", IOC_NR(op));
	case IA_COUNT:
		return arena_printf(x->arena, "%u", IOC_SIZE(op) / 32);
	case IA_CLASS:
		return code ? code_text(x, r, code) : "0";
	case IA_CODE:
		return code_text(x, r, code);
	}
	return "";
}

static const char *
made_name(struct dctx *x, u32 op)
{
	const struct ioc_rule *r;
	u32 nr = IOC_NR(op), i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].dir == IOC_DIR(op) &&
		    rules[i].type == IOC_TYPE(op) && rules[i].from <= nr &&
		    nr <= rules[i].to)
			break;
	if (i == ARRAY_SIZE(rules))
		return NULL;
	r = &rules[i];
	return arena_printf(
		x->arena, "%s(%s%s%s)", r->name, arg_text(x, r, r->arg[0], op),
		r->arg[1] ? ", " : "", arg_text(x, r, r->arg[1], op));
}

/* _IOC(_IOC_READ, 0x56, 0x78, 0x1234) for a command without a name. */
static struct value *
ioc_form(struct dctx *x, const char *name, u32 op)
{
	static const char *const dirs[4] = {
		"_IOC_NONE",
		"_IOC_WRITE",
		"_IOC_READ",
		"_IOC_READ|_IOC_WRITE",
	};
	struct value *v =
		value_form(x->arena, name, "_IOC",
			   value_word(x->arena, NULL, dirs[IOC_DIR(op)]));

	value_add(v, value_int(x->arena, NULL, IOC_TYPE(op), VN_HEX));
	value_add(v, value_int(x->arena, NULL, IOC_NR(op), VN_HEX));
	value_add(v, value_int(x->arena, NULL, IOC_SIZE(op), VN_HEX));
	v->num = op;
	v->notation = VN_HEX;
	return v;
}

struct value *
dec_ioctl_op(struct dctx *x, const char *name, u64 raw)
{
	u32 op = (u32)raw, n = 0, own = x->set->commands;
	const char *names[2] = {NULL};
	struct value *v;

	if (own != DESC_NONE) /* what the user says goes without "or" */
		names[0] = desc_enum_name(x->set, own, x->layout, op);
	if (names[0]) {
		n = 1;
	} else {
		names[n] = made_name(x, op);
		n += names[n] != NULL;
		names[n] = ioctl_name(x->call->abi, op);
		n += names[n] != NULL;
	}
	if (!n)
		return ioc_form(x, name, op);
	v = value_new(x->arena, V_ALT, name);
	v->num = op;
	v->notation = VN_HEX;
	v->sym.names = arena_dup(x->arena, names, n * sizeof(*names));
	v->sym.n = n;
	return v;
}
