/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a call is decoded, for who works on the language: of each parameter its
 * words on each ABI, its phase, and the code of the expressions that decide
 * about it.
 */
#include "show.h"

static const char *
phase_name(u8 phase)
{
	switch ((enum desc_phase)phase) {
	case PH_IN:
		return "at entry";
	case PH_OUT:
		return "at exit, if it worked";
	case PH_IN_LATE:
		return "at exit, whole";
	case PH_OPEN:
		return "members in at entry, members out at exit";
	case PH_CHANGE:
		return "[old => new]";
	case PH_ARROW:
		return "{..} => {..}";
	}
	return "?";
}

static void
put_place(const struct desc_place *p, struct buf *out)
{
	if (p->how == PL_NONE)
		buf_puts(out, " -");
	else if (p->how == PL_PAIR)
		buf_printf(out, " %u:%u/8", p->slot, p->slot2);
	else
		buf_printf(out, " %u/%u", p->slot, p->bytes);
}

static void
put_code(const struct descset *s, u32 expr, struct buf *out)
{
	for (const struct desc_op *o = &s->ops[expr]; o->code != OP_END; o++)
		buf_printf(out, " %u(%u,%u)", o->code, o->a, o->b);
}

void
show_plan(const struct descset *s, u32 call, struct buf *out)
{
	const struct desc_call *c = &s->calls[call];

	buf_puts(out, "\n/* plan: word/bytes on x86_64, i386, x32\n");
	for (u32 i = 0; i < c->nparam; i++) {
		const struct desc_field f = desc_field(s, c->param + i);

		buf_printf(out, " * %s:", desc_str(s, f.name));
		for (int l = 0; l < LAYOUT_N; l++)
			put_place(&f.place[l], out);
		buf_printf(out, "; %s\n", phase_name(f.phase));
		if (f.cond != DESC_NONE) {
			buf_puts(out, " *     if");
			put_code(s, f.cond, out);
			buf_putc(out, '\n');
		}
		for (u32 k = 0; k < f.nattr; k++) {
			const struct desc_attr *a = &s->attrs[f.attr + k];

			buf_printf(out, " *     attribute %u, %d, %d\n", a->id,
				   (int)a->arg, (int)a->arg2);
		}
	}
	buf_puts(out, " */\n");
}
