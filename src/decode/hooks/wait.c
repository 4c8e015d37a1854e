/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A wait status: WIFEXITED(s) && WEXITSTATUS(s) == 42 and its like.
 *
 * The low half says how a task ended or stopped; what ptrace adds stands in
 * the high half. Bits that the form does not account for follow in hex, so
 * that a status that no kernel makes loses nothing.
 */
#include "../priv.h"

#define EVENT_NONE 0
#define EVENT_STOP 128

static const char *
event_name(u32 event)
{
	static const char *const names[] = {
		NULL,
		"PTRACE_EVENT_FORK",
		"PTRACE_EVENT_VFORK",
		"PTRACE_EVENT_CLONE",
		"PTRACE_EVENT_EXEC",
		"PTRACE_EVENT_VFORK_DONE",
		"PTRACE_EVENT_EXIT",
		"PTRACE_EVENT_SECCOMP",
	};

	if (event == EVENT_STOP)
		return "PTRACE_EVENT_STOP";
	return event < ARRAY_SIZE(names) ? names[event] : NULL;
}

static const char *
signal_text(struct dctx *x, u32 sig)
{
	const char *s = signal_name(sig);

	return s ? s : arena_printf(x->arena, "%u", sig);
}

/* The words for the low half; *used gets the bits that they account for. */
static const char *
low_half(struct dctx *x, u32 s, u32 *used)
{
	u32 term = s & 0x7f, high = s >> 8 & 0xff;

	if (s == 0xffff) {
		*used = s;
		return "{WIFCONTINUED(s)}";
	}
	if ((s & 0xff) == 0x7f) {
		*used = 0xffff;
		return arena_printf(x->arena,
				    "{WIFSTOPPED(s) && WSTOPSIG(s) == %s%s}",
				    signal_text(x, high & 0x7f),
				    high & 0x80 ? " | 0x80" : "");
	}
	if (!term) {
		*used = 0xff00;
		return arena_printf(x->arena,
				    "{WIFEXITED(s) && WEXITSTATUS(s) == %u}",
				    high);
	}
	if (term == 0x7f)
		return NULL;
	*used = 0xff;
	return arena_printf(x->arena, "{WIFSIGNALED(s) && WTERMSIG(s) == %s%s}",
			    signal_text(x, term),
			    s & 0x80 ? " && WCOREDUMP(s)" : "");
}

static struct value *
event_part(struct dctx *x, u32 event)
{
	struct value *v = value_new(x->arena, V_ENUM, NULL);
	const char *s = event_name(event), **list;

	v->num = event;
	v->notation = VN_HEX;
	v->text = "16";
	v->sym.unknown = "PTRACE_EVENT_???";
	if (s) {
		list = arena_alloc(x->arena, sizeof(*list));
		list[0] = s;
		v->sym.names = list;
		v->sym.n = 1;
	}
	return v;
}

hook_fn hook_wait_status;

struct value *
hook_wait_status(struct dctx *x, const struct hook_in *in)
{
	u32 s = in->num, used = 0, rest;
	const char *words = low_half(x, s, &used);
	struct value *v;

	if (!words)
		return value_int(x->arena, in->name, s, VN_HEX);
	rest = s & 0xffff & ~used;
	if (!rest && s >> 16 == EVENT_NONE) {
		v = value_word(x->arena, in->name, words);
		v->num = s;
		return v;
	}
	v = value_new(x->arena, V_PARTS, in->name);
	v->num = s;
	v->size = 4;
	v->notation = VN_HEX;
	v->marks |= VM_EACH;
	value_add(v, value_word(x->arena, NULL, words));
	if (s >> 16)
		value_add(v, event_part(x, s >> 16));
	if (rest)
		value_add(v, value_int(x->arena, NULL, rest, VN_HEX));
	return v;
}
