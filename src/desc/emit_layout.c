/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the members of each struct lie, as text, for the test that holds them
 * against the kernel's headers. One line each: struct, its name in the
 * kernel, member ("." is the whole), then per ABI class offset/size; of a
 * bit-field first-bit:width; "-" where this version does not hold.
 */
#include "cc.h"

#include <string.h>

static bool
holds(const struct type_decl *td, int layout)
{
	return !td->abis || td->abis & 1u << layout;
}

static const char *
kernel_name(const struct type_decl *td)
{
	const struct attr *a = attr_get(td->attrs, "kernel");

	return a && a->args && a->args->name ? a->args->name : td->name;
}

static void
emit_member(struct buf *out, const struct type_decl *td, const struct decl *d)
{
	if (!d->name || !d->laid)
		return;
	buf_printf(out, "%s\t%s\t%s", td->name, kernel_name(td), d->name);
	for (int l = 0; l < LAYOUT_N; l++) {
		if (!holds(td, l))
			buf_puts(out, "\t-");
		else if (d->bits)
			buf_printf(out, "\t%u:%u", d->off[l] * 8 + d->bit_off,
				   d->bits);
		else
			buf_printf(out, "\t%u/%u", d->off[l], d->size[l]);
	}
	buf_putc(out, '\n');
}

static void
emit_items(struct buf *out, const struct type_decl *td,
	   const struct body_item *it, u32 depth)
{
	for (; it && depth < 16; it = it->next) {
		if (it->kind == B_FIELD)
			emit_member(out, td, it->field);
		if (it->kind == B_IF)
			emit_items(out, td, it->items, depth + 1);
		for (const struct arm *a = it->arms; a; a = a->next)
			emit_items(out, td, a->items, depth + 1);
	}
}

void
emit_layouts(struct cc *cc, struct buf *out)
{
	for (struct type_decl *td = cc->decls; td; td = td->next) {
		if (td->kind != TD_STRUCT && td->kind != TD_UNION)
			continue;
		for (struct type_decl *v = td; v; v = v->alt) {
			buf_printf(out, "%s\t%s\t.", v->name, kernel_name(v));
			for (int l = 0; l < LAYOUT_N; l++)
				if (holds(v, l))
					buf_printf(out, "\t0/%u", td->size[l]);
				else
					buf_puts(out, "\t-");
			buf_putc(out, '\n');
			emit_items(out, v, v->body, 0);
		}
	}
}
