/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The compiler's state and what its parts call of each other. One struct cc
 * per compilation; every error goes through cc_error() and all of a run are
 * kept, sorted by nothing but the order in which they were found.
 */
#ifndef DESC_CC_H
#define DESC_CC_H

#include "ast.h"
#include "ctrace/desc.h"

/* Bounds, since input is not trusted. */
#define CC_NEST 64     /* expressions and bodies in each other */
#define CC_BODY 14     /* bodies of structs in each other */
#define CC_MUX 5       /* switches of calls in each other */
#define CC_CHAIN 400   /* operators in a row */
#define CC_TYPES 64    /* types in each other */
#define CC_NAMES 20000 /* names of one list */

struct pool {
	void *data;
	u32 n, cap, size; /* elements, capacity, bytes of one */
};

/* Rows that differ from each other. */
struct uniq {
	struct pool rows;
	u32 *slots; /* of a hash table: row + 1 */
	u32 nslots;
};

struct strings {
	struct buf text;
	struct strmap ids; /* id + 1 */
};

struct cval {
	u64 v[LAYOUT_N];
};

struct include {
	const char *name;
	struct pos pos;
	struct include *next;
};

/* A name in a struct's expression that only something around it knows. */
struct outer {
	struct type_decl *td;
	const struct expr *e;
	struct outer *next;
};

struct called { /* a call id for an ABI's name */
	u32 abis, id;
	struct called *next;
};

struct cc {
	struct arena arena;
	struct buf errors;
	u32 nerrors, nwarnings;
	u32 type_depth, layout_depth;

	/* symbols */
	/* a user's descriptions are compiled over a set: layer.c */
	const struct descset *base;
	struct strmap base_types; /* its types by name: id + 1 */
	const struct cval *(*more_consts)(struct cc *cc, const char *name);

	struct strmap consts;	/* struct cval */
	struct strmap types;	/* struct type_decl, by name */
	struct strmap typerefs; /* lowered T<..> by spelling: id + 1 */
	struct strmap known;	/* every member and parameter name */
	struct strmap calls;	/* struct called */
	struct strmap methods;	/* struct call_decl chain by call name */
	struct include *includes;
	struct type_decl *decls, **decls_end;
	struct type_decl *values, **values_end; /* const, assert */
	struct call_decl *call_decls, **calls_end;
	struct user *reach_calls;
	struct outer *outer_names;

	/* pools, as in struct descset */
	struct strings strings, texts;
	struct pool types_p, names_p, name_p, sorted_p, parts_p, fields_p,
		attrs_p, structs_p, arms_p, keys_p, tlvs_p, calls_p, muxes_p,
		cases_p, ops_p, consts_p, mems_p, hooks_p;
	/* what pack.c makes of types and fields */
	struct desc_type_row *type_rows;
	struct desc_field_row *field_rows;
	struct uniq type_heads, extents, traits, places;
	u16 *by_nr[ABI_N];
	struct strmap hook_ids;
};

/* Where an expression stands. */
struct scope {
	struct type_decl *strct; /* or NULL */
	struct type_decl *to; /* what the parameter at hand points to, or NULL:
				 selfsize(member, ..) */
	const struct decl *const *params;
	u32 nparams;
	const struct attr *lets;
	u32 old_used; /* set by lowering: old(member) was seen */
};

/* errors */
void cc_error(struct cc *cc, struct pos pos, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* What is probably a slip, but can be compiled. */
void cc_warn(struct cc *cc, struct pos pos, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
const char *cc_nearest(const struct strmap *m, const char *name);

/* lex.c */
struct lexer {
	struct cc *cc;
	const struct source *src;
	u32 at;
	struct token tok, ahead;
	bool has_ahead;
	const char *doc;
	u32 depth, bodies, muxes;
	u32 last_end;
	u32 braces;	 /* open ones, in the item at hand */
	bool panic;	 /* an error was told, no ";" since */
	bool behind_end; /* the token before was ";" or "}" */
};
/*
 * An error of syntax at the token at hand. What follows from it is not told:
 * nothing until the next ';'.
 */
void lex_error(struct lexer *lx, const char *fmt, ...) PRINTF_LIKE(2, 3);
void lex_init(struct lexer *lx, struct cc *cc, const struct source *src);
void lex_next(struct lexer *lx);
const struct token *lex_peek(struct lexer *lx);
bool lex_is(const struct lexer *lx, const char *punct);
bool lex_is_id(const struct lexer *lx, const char *id);
bool lex_accept(struct lexer *lx, const char *punct);
bool lex_accept_id(struct lexer *lx, const char *id);
bool lex_expect(struct lexer *lx, const char *punct);

/* parse.c, parse_call.c, parse_expr.c, parse_body.c */
void parse_call(struct lexer *lx);
void parse_file(struct cc *cc, const struct source *src);
struct expr *parse_expr(struct lexer *lx);
struct expr *parse_expr_in_angles(struct lexer *lx);
struct attr *parse_attrs(struct lexer *lx);
struct attr *attr_join(struct attr *a, struct attr *b);
struct typeref *parse_typeref(struct lexer *lx);
struct decl *parse_decl(struct lexer *lx, bool param);
struct decl *parse_params(struct lexer *lx, bool *ret_mux);
struct label parse_label(struct lexer *lx);
bool at_label(struct lexer *lx);
struct body_item *parse_body(struct lexer *lx);
u32 parse_abis(struct lexer *lx);
const char *parse_id(struct lexer *lx, const char *what);
/* parse_nl.c: netlink sets, checked for their form only so far */
struct type_decl *type_new(struct lexer *lx, enum type_decl_kind kind);
void type_declare(struct lexer *lx, struct type_decl *td);
void parse_attr_set(struct lexer *lx);
void parse_nlmsg(struct lexer *lx);
/* Sets of attributes and messages have names of their own. */
const char *nl_name(struct lexer *lx, const char *kind, const char *name);
struct type_decl *parse_list(struct lexer *lx, enum type_decl_kind kind);

/* consts.c */
int consts_load(struct cc *cc, const char *path);
void const_put(struct cc *cc, const char *name, u64 v);
const struct cval *const_get(struct cc *cc, const char *name);
/* A constant expression for each layout; false (and an error) if it is not. */
bool const_eval(struct cc *cc, const struct expr *e, u64 ret[LAYOUT_N]);
/* const items and asserts, once all files are parsed. */
void consts_settle(struct cc *cc);
bool expr_is_const(struct cc *cc, const struct scope *sc, const struct expr *e,
		   u64 ret[LAYOUT_N]);

/* pool.c */
u32 pool_add(struct pool *p, const void *elem);
u32 pool_reserve(struct pool *p, u32 n);
void *pool_at(const struct pool *p, u32 i);
u32 cc_string(struct cc *cc, const char *s);
u32 cc_text(struct cc *cc, const char *s); /* the name of a constant */
void strings_borrow(struct strings *ss, const char *text, u32 len);
/* Errors if ids have wrapped: more rows or strings than a set can hold. */
void cc_limits(struct cc *cc);
u32 cc_hook(struct cc *cc, struct pos pos, const char *name);
void cc_init(struct cc *cc);
void cc_release(struct cc *cc);
/* The pools as a set; they stay the compiler's. */
void cc_fill_set(struct cc *cc, struct descset *ret);
/* pack.c: types and fields as a set has them */
void cc_pack(struct cc *cc);
void cc_pack_release(struct cc *cc);

/* attributes by name */
const struct attr *attr_get(const struct attr *a, const char *name);
enum attr_where {
	A_MEMBER = 1,
	A_PARAM = 2,
	A_CALL = 4,
	A_STRUCT = 8,
	A_PART = 16,
	A_LIST = 32,
	A_BITS = 64,
	A_TLV = 128,
};
/* Known, in its place, with as many arguments as it takes. */
void attrs_check(struct cc *cc, const struct attr *a, enum attr_where where);
/* Adds the desc_attr rows and sets FF_* bits. */
void lower_attrs(struct cc *cc, struct scope *sc, const struct attr *a,
		 enum attr_where where, struct desc_field *f);

/* lower_type.c */
u32 lower_typeref(struct cc *cc, struct scope *sc, const struct typeref *t);
u32 lower_decl_type(struct cc *cc, struct scope *sc, const struct decl *d,
		    bool param);
struct desc_type *cc_type(struct cc *cc, u32 id);
struct type_decl *type_decl_find(struct cc *cc, const char *name);
u32 lower_list(struct cc *cc, struct type_decl *td, const u32 *size,
	       const u8 *align, u16 sign);
u32 lower_bits(struct cc *cc, struct type_decl *td, u32 base);
bool builtin_find(const char *name, struct desc_type *ret, const char **alias);
u32 lower_key(struct cc *cc, const struct expr *e);
u32 lower_variant(struct cc *cc, struct scope *sc, struct type_decl *td,
		  u32 param);
/* lower_struct.c */
u32 lower_struct(struct cc *cc, struct type_decl *td);
u32 lower_tlv(struct cc *cc, struct type_decl *td);
struct decl *struct_member(struct type_decl *td, const char *name);
void layout_struct(struct cc *cc, struct type_decl *td, u32 *size, u8 *align);
void layout_size(struct cc *cc, const struct typeref *ref, u32 *size);
/* lower_expr.c */
u32 lower_expr(struct cc *cc, struct scope *sc, const struct expr *e);
/* The parameter's position, or -1. */
int param_find(const struct scope *sc, const char *name);
/* lower_param.c */
void lower_param(struct cc *cc, struct scope *sc, const struct decl *d,
		 u32 slot[LAYOUT_N], struct desc_field *f);
u32 lower_ret(struct cc *cc, struct scope *sc, const struct typeref *ret,
	      u32 nptr, const struct attr *attrs);
/* Of a call that another stands for: its words are some of the other's. */
void param_map(const u8 *word, u32 n, struct desc_field *f);
/* lower_call.c */
void lower_calls(struct cc *cc);
/* The id of a described call; lowered when first asked for. */
u32 decl_call(struct cc *cc, struct call_decl *c);
/* A copy of a call of the base, with more cases in its switch. */
u32 extend_call(struct cc *cc, u32 id, const struct call_decl *methods);
/* layer.c: numbers and cases of the base for what was lowered */
void layer_calls(struct cc *cc);
/* A type of the base by name, or DESC_NONE. */
u32 base_type_find(const struct cc *cc, const char *name);
void lower_numbers(struct cc *cc, const char *abi_dir);
void lower_coverage(struct cc *cc, struct buf *out);
u32 lower_ptr(struct cc *cc, u32 to, u16 flags);
u32 lower_new_type(struct cc *cc, const struct desc_type *t);
/* check.c: warnings */
void check_name(struct cc *cc, enum type_decl_kind kind, u32 first, u32 at,
		struct pos pos);
void check_part(struct cc *cc, const struct part *p,
		const struct desc_part *dp);
void check_ioctl(struct cc *cc, const struct expr *key, const u64 v[LAYOUT_N],
		 const struct desc_call *c);
void check_phase(struct cc *cc, const struct scope *sc, const struct decl *d,
		 u8 phase);
void check_members(struct cc *cc, const struct body_item *it);
void check_member(struct cc *cc, const struct decl *d);
void check_cond(struct cc *cc, const struct expr *e);
void check_mux_key(struct cc *cc, const struct scope *sc, const struct expr *e);
void check_versions(struct cc *cc, const struct desc_field *f,
		    const struct decl *const *d, u32 n);
void check_arms(struct cc *cc, const struct arm *first, u32 nkeys);
/* reach.c */
void reach_call(struct cc *cc, const struct scope *sc);
void reach_name(struct cc *cc, struct type_decl *td, const struct expr *e);
void reach_check(struct cc *cc);
/* emit_c.c */
void emit_tables(const struct descset *s, struct buf *out);
void emit_hooks(const struct descset *s, struct buf *out);
void emit_layouts(struct cc *cc, struct buf *out);

#endif
