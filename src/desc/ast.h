/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a description file says, as a tree. Nodes live in the compiler's arena
 * and keep the position of their first token.
 */
#ifndef DESC_AST_H
#define DESC_AST_H

#include "ctrace/desc.h"

struct source {
	const char *path;
	const char *text;
	size_t len;
};

struct pos {
	const struct source *src;
	u32 off;
};

enum tok_kind { T_EOF, T_ID, T_NUM, T_STR, T_PUNCT };

struct token {
	enum tok_kind kind;
	struct pos pos;
	const char *text; /* ID, STR (unescaped): in the arena */
	u64 num;
	char punct[4]; /* "<<", "[[", "..." */
	u32 end;
};

enum expr_kind {
	X_NUM,
	X_NAME,
	X_STR,
	X_UNARY,
	X_BINARY,
	X_COND,
	X_CALL,
	X_CAST,
	X_SIZEOF,
	X_DEREF,
	X_MEMBER,
	X_ARROW /* a->name, where a is a parameter */
};

struct expr {
	enum expr_kind kind;
	struct pos pos;
	u64 num;
	const char *name; /* name, operator's function, member */
	u32 op;		  /* enum desc_op_code */
	struct expr *a, *b, *c;
	struct expr *next; /* argument lists */
	u32 end;	   /* offset behind the expression's text */
};

struct attr {
	const char *name;
	struct pos pos;
	struct expr *args;
	struct attr *next;
};

struct typeref {
	const char *name;
	struct pos pos;
	bool is_const;
	struct typeref *base; /* T<u16> */
	struct expr *param;   /* T<expr> */
};

struct nameval {
	const char *name; /* NULL: "+other" is in `more` */
	const char *more;
	struct pos pos;
	struct expr *value; /* NULL: from the constants */
	u32 abis;	    /* layouts that have it, as bits; 0: all */
	struct nameval *next;
};

enum type_decl_kind {
	TD_ENUM,
	TD_FLAGS,
	TD_BITS,
	TD_STRUCT,
	TD_UNION,
	TD_VARIANT,
	TD_PRINTER,
	TD_TLV,
	TD_OPAQUE,
	TD_CONST,
	TD_ASSERT
};

struct decl;
struct part {
	struct type_decl *list; /* inline enum or flags */
	struct typeref *type;	/* or a named type */
	struct expr *mask;
	struct attr *attrs;
	struct pos pos;
	struct part *next;
};

struct label {
	struct expr *keys; /* chained; pairs "A::B" come one after the other */
	u32 nkeys;	   /* exprs in the chain */
	u32 arity;	   /* keys of each value: A::B has 2 */
	bool deflt;
	struct pos pos;
};

enum body_kind { B_FIELD, B_IF, B_SWITCH, B_STOP, B_PRINT, B_EXIT };

struct arm {
	struct label label;
	struct body_item *items;
	struct arm *next;
};

struct body_item {
	enum body_kind kind;
	struct pos pos;
	struct decl *field;	 /* FIELD; EXIT: `member as T *` */
	struct expr *cond;	 /* IF, SWITCH, STOP */
	const char *text;	 /* STOP; PRINT: member's name */
	bool literal;		 /* PRINT: the text itself, as the last */
	struct attr *attrs;	 /* PRINT */
	struct body_item *items; /* IF, EXIT */
	struct arm *arms;
	struct body_item *next;
	/* layout */
	u32 off[LAYOUT_N];
};

struct decl {
	struct pos pos;
	bool in, out, embed, skip;
	struct typeref *type;
	u32 nptr;
	const char *name;
	struct expr *dims[4]; /* NULL entry with ndims: [] */
	u32 ndims;
	u32 bits; /* bit-field width */
	struct attr *attrs;
	struct expr *cond;
	const struct desc_field *ready; /* a parameter of the set below */
	struct decl *next;
	/* layout, members only */
	u32 off[LAYOUT_N], size[LAYOUT_N];
	u8 bit_off;
	bool is_signed, is_array, laid, be;
};

struct type_decl {
	enum type_decl_kind kind;
	struct pos pos;
	const char *name;
	u32 abis; /* 0: all */
	struct typeref *base;
	struct nameval *names;
	const char *fallback;
	struct part *parts;
	struct body_item *body;
	struct attr *attrs;
	const char *param;  /* variant */
	struct arm *arms;   /* variant, tlv: items hold one field */
	bool nlattrs;	    /* tlv: a set of netlink attributes */
	struct expr *value; /* const */
	struct type_decl *next;
	struct type_decl *alt; /* the same struct for other ABIs */
	/* layout */
	u32 size[LAYOUT_N];
	u8 align[LAYOUT_N];
	bool laid, busy;
	/* lowering */
	u32 id; /* type id, DESC_NONE until lowered */
};

struct mux_case;
struct mux {
	struct expr *keys; /* up to 2 */
	u32 nkeys;
	struct mux_case *cases;
};
struct mux_case {
	struct label label;
	u32 abis;	    /* on which it holds, as bits; 0: all */
	const char *target; /* `call NAME`: another call is meant */
	struct expr *words; /* its words: parameters of the call around */
	struct typeref *ret;
	u32 ret_ptr;
	struct decl *params;
	struct attr *attrs;
	struct mux *mux;
	struct pos pos;
	struct mux_case *next;
};

struct call_name {
	const char *name;
	u32 abis;
	struct pos pos;
	struct call_name *next;
};
struct call_decl {
	struct pos pos;
	struct typeref *ret;
	u32 ret_ptr;
	struct call_name *names;
	struct decl *params;
	struct attr *attrs;
	u32 classes;
	const char *shown; /* = NAME */
	struct mux *mux;
	/* a method: cases for the mux of call names->name */
	bool inner; /* the target of a case */
	bool method;
	struct mux_case *cases;
	struct call_decl *next;
	/* lowering */
	u32 id;
	bool lowered;
};

#endif
