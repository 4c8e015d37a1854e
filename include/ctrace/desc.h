/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * desc: what the description language becomes: tables in pools, walked by one
 * interpreter (the decode room). Written by descc into the build tree for the
 * compiled-in set, or built in memory for a user's own descriptions, whose set
 * begins with a copy of the compiled-in one.
 *
 * Ids are indexes into the pools of one set and have 16 bits, so that rows are
 * small; DESC_NONE means "none". Strings are offsets into `strings` and
 * interned: equal text, equal id. Id 0 of strings is "". Names of constants,
 * which are most of the text, are offsets into `texts`.
 *
 * Names and rules of the language: ctrace-desc(5), syscalls/README.
 */
#ifndef CTRACE_DESC_H
#define CTRACE_DESC_H

#include "ctrace/desc_rows.h"

/* ---- how types and fields are kept ------------------------------------- */

/*
 * Of a type or a field there is a short row, with what it alone has. The rest
 * is the same for many: rows of their own that differ from each other.
 */
struct desc_type_row {
	u16 head; /* in type_heads[] */
	u16 name, a, b;
};
struct desc_type_head {
	u8 kind, sub;
	u16 flags, c;
	u16 extent; /* in extents[] */
};
struct desc_extent {
	u32 size[LAYOUT_N];
	u8 align[LAYOUT_N];
};

struct desc_field_row {
	u16 name, type;
	u16 trait; /* in traits[] */
};
struct desc_trait {
	u32 flags;
	u16 cond, attr;
	u16 place; /* in places[] */
	u8 phase, bit_off, bit_width, nattr;
};
struct desc_places {
	union {
		u32 off[LAYOUT_N];
		struct desc_place place[LAYOUT_N];
	};
};

/* ---- the set ----------------------------------------------------------- */

struct descset {
	const char *strings;
	const char *texts; /* of names; NULL: packed_texts */
	struct packed *packed_texts;
	const struct desc_type_row *types;
	const struct desc_type_head *type_heads;
	const struct desc_extent *extents;
	const struct desc_names *names;
	const struct desc_name *name;
	const u32 *sorted_names;
	const struct desc_part *parts;
	const struct desc_field_row *fields;
	const struct desc_trait *traits;
	const struct desc_places *places;
	const struct desc_attr *attrs;
	const struct desc_struct *structs;
	const struct desc_arm *arms;
	const u16 *keys; /* exprs of arms */
	const struct desc_tlv *tlvs;
	const struct desc_call *calls;
	const struct desc_mux *muxes;
	const struct desc_case *cases;
	const struct desc_op *ops; /* an expr is an index here, up to OP_END */
	const u64 *consts;
	const struct desc_mem *mems;
	const u16 *hooks;	 /* strings: names, by hook id */
	const u16 *by_nr[ABI_N]; /* call by number less bias, nr_limit rows */
	u32 commands; /* names of ioctl commands that a user described, or
			 DESC_NONE */
	u32 n_strings, n_texts, n_types, n_names, n_name, n_sorted, n_parts,
		n_fields, n_attrs, n_structs, n_arms, n_keys, n_tlvs, n_calls,
		n_muxes, n_cases, n_ops, n_consts, n_mems, n_hooks,
		n_type_heads, n_extents, n_traits, n_places;
};

/* The compiled-in set, written by descc. */
extern const struct descset desc_builtin;

/*
 * Compiles a user's descriptions (text[len] is 0) over a base, which is
 * borrowed until the new set is freed. 0: *ret is a whole set. -EINVAL: there
 * were errors. *ret_messages is NULL or the text of all errors and warnings,
 * with path, line, column and caret; the caller mem_free()s it.
 */
int desc_layer_new(const struct descset *base, const char *path,
		   const char *text, size_t len, const struct descset **ret,
		   char **ret_messages);
void desc_layer_free(const struct descset *s);

/*
 * A call's prototype and the types that it leads to, in the language; but for
 * those of its first parameters, which are `known`.
 */
void desc_show_call(const struct descset *s, u32 call, u32 known,
		    struct buf *out);
/* How many keys the cases of a call's switch have; 0: it has none. */
u32 desc_case_keys(const struct descset *s, u32 call);
/* The call for these keys, DESC_NONE: no case has them. */
u32 desc_case(const struct descset *s, u32 call, enum layout l, const u64 *key);
/* The name of a case's i-th key; false: it has none. */
bool desc_key_name(const struct descset *s, u32 call, u32 i, const u64 *keys,
		   struct buf *out);
/* The value of a name of any list. */
bool desc_name_value(const struct descset *s, const char *name, enum layout l,
		     u64 *ret);

static inline const char *
desc_str(const struct descset *s, u32 id)
{
	return id == DESC_NONE ? NULL : s->strings + id;
}

static inline const char *
desc_texts(const struct descset *s)
{
	return s->texts ? s->texts : packed_text(s->packed_texts);
}

static inline const char *
desc_text(const struct descset *s, const struct desc_name *n)
{
	return desc_texts(s) + n->text;
}

static inline struct desc_type
desc_type(const struct descset *s, u32 id)
{
	const struct desc_type_row *r = &s->types[id];
	const struct desc_type_head *h = &s->type_heads[r->head];
	const struct desc_extent *e = &s->extents[h->extent];

	return (struct desc_type){
		.kind = h->kind,
		.sub = h->sub,
		.flags = h->flags,
		.name = r->name,
		.a = r->a,
		.b = r->b,
		.c = h->c,
		.size = {e->size[0], e->size[1], e->size[2]},
		.align = {e->align[0], e->align[1], e->align[2]},
	};
}

static inline struct desc_field
desc_field(const struct descset *s, u32 id)
{
	const struct desc_field_row *r = &s->fields[id];
	const struct desc_trait *t = &s->traits[r->trait];
	const struct desc_places *p = &s->places[t->place];

	return (struct desc_field){
		.name = r->name,
		.type = r->type,
		.cond = t->cond,
		.attr = t->attr,
		.flags = t->flags,
		.phase = t->phase,
		.bit_off = t->bit_off,
		.bit_width = t->bit_width,
		.nattr = t->nattr,
		.off = {p->off[0], p->off[1], p->off[2]},
	};
}

/* The call for a number as the ABI passes it; DESC_NONE: no such number. */
u32 desc_call_by_nr(const struct descset *s, enum abi abi, u32 nr);
/* The attribute id of a field or struct, or NULL. */
const struct desc_attr *desc_attr_find(const struct descset *s, u32 first,
				       u32 n, enum desc_attr_id id);
/* A name of an enum for a value, or NULL. */
const char *desc_enum_name(const struct descset *s, u32 names,
			   enum layout layout, u64 value);
/* "%file" without %, any known spelling ("net", "network") -> bit; -1. */
int desc_class_find(const char *name);
const char *desc_class_name(enum desc_class c);

#endif
