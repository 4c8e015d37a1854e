/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables back to text: what the parts of it share. */
#ifndef DESC_SHOW_H
#define DESC_SHOW_H

#include "ctrace/desc.h"

/* Where an expression stands: whose members and parameters it names. */
struct show_scope {
	const struct descset *s;
	const struct desc_call *call;	 /* or NULL */
	const struct desc_struct *strct; /* or NULL */
};

/*
 * An expression as the language writes it; nothing for DESC_NONE. The type
 * whose names its value may have, or DESC_NONE.
 */
u32 show_expr(const struct show_scope *sc, u32 expr, struct buf *out);
/* The names for a value of a list or of bits: "O_CREAT|O_EXCL"; false: none. */
bool show_names(const struct descset *s, u32 type, u64 value, struct buf *out);
/* Number as the language writes it. */
void show_number(u64 v, struct buf *out);

/* A constant by its names of a type, else as a number. */
void show_key(const struct show_scope *sc, u32 type, u32 expr, struct buf *out);

/* A declaration: type, name, bounds, attributes, condition. */
void show_decl(const struct show_scope *sc, const struct desc_field *f,
	       struct buf *out);

/* Where a call's words are, when its objects are shown, the code of its
 * conditions. */
void show_plan(const struct descset *s, u32 call, struct buf *out);

#endif
