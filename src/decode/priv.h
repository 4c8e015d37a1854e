/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * decode's own header: the interpreter's context, what its parts call of each
 * other, and all that a hook may use. Hooks build values, never text.
 */
#ifndef DECODE_PRIV_H
#define DECODE_PRIV_H

#include "ctrace/decode.h"
#include "ctrace/desc.h"
#include "ctrace/task.h"
#include "ctrace/value.h"

#define DEC_DEPTH 24 /* nesting of objects, whatever a tracee links */
#define DEC_BYTES_MAX (16 << 20) /* data of one object */
#define DEC_OLD_MAX 65536 /* bytes kept of an object as it was at entry */

/*
 * An object, or the part of one that is being looked at, as bytes that were
 * read. data always has room for the whole type, zero-filled behind avail.
 */
struct dobj {
	const u8 *data;
	u32 avail;     /* bytes that are there */
	u32 size;      /* bytes of room in data */
	taddr addr;    /* where it was in the tracee */
	const u8 *old; /* the same object as it was at entry, or NULL */
};

/* A number or "not known yet". */
struct dnum {
	u64 v;
	bool unknown;
	bool is_unsigned; /* 64-bit unsigned: compare so */
};

/* A struct whose members are in scope; chained from the inmost outwards. */
struct dframe {
	struct dframe *outer;
	u32 strct; /* DESC_NONE: a tlv's payload */
	const struct dobj *obj;
};

/* What a call may still cost (budget.c). */
struct dbudget {
	u32 elements;  /* of arrays, lists and sets */
	u32 reads;     /* of memory */
	u32 bytes;     /* that are read, or that room is made for */
	size_t memory; /* the arena, as large as it may become */
};

/* What a call keeps from entry to exit. */
struct dparam {
	struct value *value; /* NULL: absent */
	struct value *held;  /* shown at exit as it was at entry */
	const u8 *old;	     /* the object at entry, if old() wants it */
	u32 old_size;
	u64 deref; /* *p at entry */
	bool has_deref, deref_unknown;
};
struct dstate {
	struct dbudget left;
	u32 n;
	struct dparam param[];
};

/* Which members of a struct a walk shows. */
enum dpass {
	PASS_ALL,
	PASS_ENTRY, /* in-members of an open struct */
	PASS_EXIT,  /* out-members and the exit { } list */
	/* the two sides of an arrow: unmarked members stand on both */
	PASS_BEFORE, /* all but out-members, at any depth */
	PASS_AFTER,  /* all but in-members */
};

struct dctx {
	struct task *task;
	struct call *call;
	const struct descset *set;
	enum layout layout;
	struct arena *arena;
	struct view *view;
	const struct detail *show;
	const struct desc_call *leaf;
	struct dstate *state;
	struct dframe *frame;
	bool at_exit;
	bool saw_late;	  /* at entry: a member marked at_exit was reached */
	bool settled;	  /* at entry: an inout object could not be read */
	bool settled_len; /* and it was a scalar */
	bool failed;	  /* at exit: the call failed */
	bool hide_out;	  /* at exit: what the kernel writes was not written */
	enum dpass pass;
	bool open_part;	 /* the next struct is a part of an open one: x->pass
			    holds for its members, too */
	taddr known_end; /* where the members that were walked end */
	unsigned depth;
	struct dbudget left;
	u64 *upto;   /* data that a vector may still show, or NULL */
	u64 self;    /* OP_SELF */
	u64 element; /* OP_ELEMENT */
};

/* ---- budget.c ---------------------------------------------------------- */

void dec_budget_init(struct dctx *x);
/* Nothing more is read: what a pointer leads to is not shown. */
bool dec_is_spent(const struct dctx *x);
/* Takes one element; false: there is none left, the list ends here. */
bool dec_element(struct dctx *x);
/* The same for lists without a count: they end in "...". */
bool dec_element_or_more(struct dctx *x, struct value *list);
/* How many elements of one array some sink may show. */
u64 dec_elements_max(const struct dctx *x);

/* ---- call.c ------------------------------------------------------------ */

void dec_context(struct dctx *x, struct task *t, struct call *call);
/*
 * Sets x->leaf and call->leaf: the case in force. False: its arguments are in
 * memory that cannot be read.
 */
bool dec_find_leaf(struct dctx *x);
const char *dec_param_name(struct dctx *x, const struct desc_field *f);
/* A parameter with [[full]]: sinks that abbreviate show its address. */
void dec_mark_full(const struct desc_field *f, struct value *v, u64 raw);
/* The parameters that are there, as call->args_head. */
void dec_link_params(struct dctx *x);

/* ---- eval.c ------------------------------------------------------------ */

struct dnum dec_eval(struct dctx *x, u32 expr);
/* The expr's value, or deflt if there is no expr or it is unknown. */
u64 dec_eval_or(struct dctx *x, u32 expr, u64 deflt);
/* As a condition: true only if known and not 0. DESC_NONE: deflt. */
bool dec_true(struct dctx *x, u32 expr, bool deflt);
/* A field's attribute, evaluated. false: no such attribute. */
bool dec_attr(struct dctx *x, const struct desc_field *f, enum desc_attr_id id,
	      struct dnum *ret);
static inline const struct desc_attr *
dec_attr_get(const struct dctx *x, const struct desc_field *f,
	     enum desc_attr_id id)
{
	return f && f->nattr ? desc_attr_find(x->set, f->attr, f->nattr, id)
			     : NULL;
}

/* False: an operand of the kind p->m whose object cannot be read. */
bool dec_can_follow(struct dctx *x, const struct desc_op *op);
/* Parameter i's raw word, cut to its C type. */
u64 dec_arg(struct dctx *x, u32 i);
/* A parameter of the call in force by name; false: it has none. */
bool dec_arg_named(struct dctx *x, const char *name, u64 *ret);
/* A member of the object in scope, by name (inmost frame first). */
bool dec_member_named(struct dctx *x, const char *name, u64 *ret);

/* ---- fetch.c ----------------------------------------------------------- */

/* Leading readable bytes, 0..len; 0 if the budget has no room for len. */
u32 dec_read(struct dctx *x, taddr addr, void *buf, u32 len);
bool dec_can_read(const struct dctx *x, u32 len);
/* Could there be memory at all, in the tracee's ABI? */
bool dec_has_addr(const struct dctx *x, taddr addr);
/* Room for `size` bytes in the arena, filled with the first `want`. */
u32 dec_fetch(struct dctx *x, taddr addr, u32 want, u32 size, struct dobj *ret);
/* True if len bytes could be read into buf. */
bool dec_read_all(struct dctx *x, taddr addr, void *buf, u32 len);
struct dobj dec_part(const struct dobj *o, u32 off, u32 size);
u64 dec_load(const struct dobj *o, u32 size, bool is_signed);

/* ---- value.c of decode: any type --------------------------------------- */

static inline struct desc_type
dec_type(const struct dctx *x, u32 type)
{
	return desc_type(x->set, type);
}
static inline struct desc_field
dec_field(const struct dctx *x, u32 field)
{
	return desc_field(x->set, field);
}
/* Parameter i of the case in force. */
static inline struct desc_field
dec_param(const struct dctx *x, u32 i)
{
	return desc_field(x->set, x->leaf->param + i);
}
static inline u32
dec_size(const struct dctx *x, u32 type)
{
	return dec_type(x, type).size[x->layout];
}
/* Which struct a DK_STRUCT or DK_UNION is, by ABI. */
static inline u32
dec_strct(const struct dctx *x, u32 type)
{
	const struct desc_type t = dec_type(x, type);
	u32 own = x->layout == LAYOUT_I386  ? t.b
		  : x->layout == LAYOUT_X32 ? t.c
					    : DESC_NONE;

	return own == DESC_NONE ? t.a : own;
}
static inline const char *
dec_str(const struct dctx *x, u32 id)
{
	return desc_str(x->set, id);
}

/* An object of a type that lies in o. NULL: nothing to show. */
struct value *dec_object(struct dctx *x, u32 type, const struct desc_field *f,
			 const char *name, const struct dobj *o);
/* A scalar (register, loaded word) of a type. */
struct value *dec_scalar(struct dctx *x, u32 type, const struct desc_field *f,
			 const char *name, u64 raw);
bool dec_is_scalar(const struct dctx *x, u32 type);

/* names.c */
struct value *dec_enum(struct dctx *x, u32 type, const char *name, u64 raw);
struct value *dec_flags(struct dctx *x, u32 type, const char *name, u64 raw);
struct value *dec_bits(struct dctx *x, u32 type, const char *name, u64 raw);

/* leaf.c: kinds that need more than a table */
struct value *dec_leaf(struct dctx *x, u32 type, const struct desc_field *f,
		       const char *name, u64 raw);
struct value *dec_leaf_object(struct dctx *x, u32 type,
			      const struct desc_field *f, const char *name,
			      const struct dobj *o);
bool dec_is_leaf_object(const struct desc_type *t);
/* ---- fd.c -------------------------------------------------------------- */

struct value *dec_fd(struct dctx *x, const char *name, s64 fd, bool dirfd);
/* Of another process, which the type's expression names. */
struct value *dec_fd_of(struct dctx *x, const struct desc_type *t,
			const char *name, s64 fd);
struct value *dec_pid(struct dctx *x, const char *name, u64 raw,
		      enum desc_pid what);
/* ---- leaf.c, continued ------------------------------------------------- */

struct value *dec_signal(struct dctx *x, const char *name, u64 sig);
/* 02:42:..: the first len of the `room` bytes that are there */
struct value *dec_mac(struct dctx *x, const char *name, const u8 *a, u32 len,
		      u32 room);
/* Hundredths of a second, with the seconds behind them. */
struct value *dec_ticks(struct dctx *x, const char *name, u64 raw);
/* size in bytes of the mask, capped by the caller */
struct value *dec_sigset(struct dctx *x, const char *name, const u8 *mask,
			 u32 size);

/* ioctl_op.c */
struct value *dec_ioctl_op(struct dctx *x, const char *name, u64 raw);

/* bytes.c */
struct value *dec_cstr_at(struct dctx *x, enum value_kind kind,
			  const char *name, taddr addr, u64 max);
struct value *dec_cwd_at(struct dctx *x, const char *name, taddr addr, u64 max);
struct value *dec_bytes_at(struct dctx *x, enum value_kind kind,
			   const char *name, taddr addr, u64 len);
struct value *dec_text_object(struct dctx *x, u32 type,
			      const struct desc_field *f, const char *name,
			      const struct dobj *o);

/* compound.c: structs, unions, variants, switches. NULL: absent */
struct value *dec_struct(struct dctx *x, u32 type, const struct desc_field *f,
			 const char *name, const struct dobj *o);
/* Members of struct s appended to `into`, by x->pass. */
void dec_members(struct dctx *x, u32 strct, const struct dobj *o,
		 struct value *into);
const struct desc_arm *dec_arm(struct dctx *x, u32 type, bool skip_small,
			       u32 avail);
bool dec_field_is_out(const struct dctx *x, const struct desc_field *f);

/* array.c */
struct value *dec_array_at(struct dctx *x, u32 type, const struct desc_field *f,
			   const char *name, taddr addr, struct dnum count,
			   const u8 *old);
struct value *dec_array_object(struct dctx *x, u32 type,
			       const struct desc_field *f, const char *name,
			       const struct dobj *o);

/* tlv.c */
struct value *dec_tlv(struct dctx *x, u32 type, const struct desc_field *f,
		      const char *name, const struct dobj *o);

/* extent.c */
#define DEC_FLEX_MAX 65536 /* objects whose end only their size tells */
/* The struct at addr, as long as size(), selfsize(), ... say. */
struct value *dec_struct_at(struct dctx *x, u32 type,
			    const struct desc_field *f, const char *name,
			    taddr addr, const u8 *old);
/* What lies behind the bytes that we know. */
struct value *dec_tail(struct dctx *x, const struct desc_field *f, u32 known,
		       u64 given, taddr addr);

/* netlink.c: a set of attributes; what is sent (NULL: plain bytes) */
struct value *dec_nlattrs(struct dctx *x, u32 type, const char *name,
			  const struct dobj *o);
struct value *dec_netlink(struct dctx *x, const char *name, taddr addr,
			  u64 len);

/* pointer.c */
struct value *dec_pointer(struct dctx *x, u32 type, const struct desc_field *f,
			  const char *name, taddr addr, const u8 *old);
/* Does the pointer's type say that it points to no elements? */
bool dec_is_empty(struct dctx *x, u32 type);

/* Does this errno let f's object be decoded although the call failed? */
bool dec_onerr(struct dctx *x, const struct desc_field *f);

/* ---- hooks ------------------------------------------------------------- */

/*
 * A hook gets the raw number (scalars) or the object's bytes, or the address
 * and the count that the description gives ([[c(fn)]] on a pointer), and
 * returns a value, NULL for "absent" (or, for [[c(fn)]], "as if there were no
 * hook"). aux(fn) hooks return a chain for the return decoration.
 */
struct hook_in {
	const struct desc_field *field; /* may be NULL */
	const struct dobj *obj;		/* bytes, or NULL */
	const char *name;		/* for the value */
	u64 num;			/* scalar; for a pointer its address */
	struct dnum count; /* elements or bytes, if the type has a count */
	u64 args[4];	   /* comment(fn(a, b)) */
	u32 nargs;
};
typedef struct value *hook_fn(struct dctx *x, const struct hook_in *in);
hook_fn *dec_hook(struct dctx *x, u32 hook);
struct value *dec_hook_call(struct dctx *x, u32 hook,
			    const struct desc_field *f, const char *name,
			    u64 num, const struct dobj *o);

/* ptrace.c: the number of a call on the machine of an AUDIT_ARCH_*. */
struct value *dec_arch_nr(struct dctx *x, const char *name, u32 arch, u64 nr);

/* For a hook that decodes a described struct by its type's name. */
u32 dec_type_find(struct dctx *x, const char *name); /* DESC_NONE */
struct value *dec_named_object(struct dctx *x, const char *type,
			       const char *name, const struct dobj *o);

#endif
