/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * value: what decode makes of a call's words, and all that sinks see. A tree;
 * siblings are chained by `next`. It lives in the arena of its task until the
 * call is popped. Text that names come from (tables) is static.
 *
 * Printing is pre-order. At entry a sink may show everything up to the first
 * cut: a V_PENDING node, or the end of the kids of a node marked VM_OPEN.
 * What decode fills or appends at exit bears VM_LATE, so that at exit printing
 * goes on from the cut: the first VM_LATE node in pre-order or the end of the
 * first VM_OPEN node, whichever comes first.
 */
#ifndef CTRACE_VALUE_H
#define CTRACE_VALUE_H

#include "ctrace/base.h"
#include "ctrace/desc.h"

typedef u64 taddr; /* an address in the tracee: never a C pointer */

enum value_kind {
	V_INT,	  /* num; notation */
	V_FLOAT,  /* num = bits of a double */
	V_ENUM,	  /* sym: 1 name or none; num in `notation` is the raw number */
	V_FLAGS,  /* sym: names in order, rest */
	V_PARTS,  /* kids: parts of one word, joined by '|'; num = the word */
	V_ADDR,	  /* num; 0 is NULL, as a result (VN_HEX) 0 */
	V_CODE,	  /* num; name of symbol in bytes, if known */
	V_PTR,	  /* num = address; one kid: what it points to */
	V_STR,	  /* bytes; num = its address (0: embedded) */
	V_PATH,	  /* as V_STR, never cut by -s */
	V_BYTES,  /* as V_STR, but VM_HEX: always \x.. */
	V_STRUCT, /* kids with names */
	V_ARRAY,  /* kids */
	V_SET,	  /* kids or sym: members; VM_INVERTED; a last kid that is a
		     hidden V_ARRAY: its words */
	V_FD,	  /* num; bytes = its link, if -y asks; text = its object, if
		     -yy asks, notation = FDS_* of that; of a pidfd behind
		     the NUL the name of the process, if -Y asks, or "" */
	V_PID,	  /* num; bytes = comm, if -Y asks; text = ctrace's own number
		     for it, if pidns asks and it is another */
	V_ID,	  /* uid, gid: num; all ones of 4 bytes is -1 */
	V_FORM,	  /* TEXT(kids): makedev(8, 1), htons(80); text "": the kid bare
		   */
	V_ALT,	  /* sym: A or B; num is the raw number */
	V_CHANGE, /* kids: old, new (new absent: unchanged). VM_BRACKET:
		     [a => b]; else a => b */
	V_COMMENT,    /* one kid, then its text as a comment behind it */
	V_UNREADABLE, /* num = address */
	V_ELLIPSIS,   /* "..."; num != 0: with the address in a comment */
	V_PENDING,    /* not known before exit; num = index of the parameter */
	V_WORD,	      /* sym.names[0], bare, whatever the style: Timeout, ??? */
};

/* Marks. */
enum {
	VM_LATE = 1,	   /* filled or appended at exit */
	VM_OPEN = 2,	   /* more may be appended at exit: the entry text stops
			      before its closing brace */
	VM_HIDDEN = 4,	   /* a member that abbreviation hides */
	VM_INDEXED = 8,	   /* V_ARRAY: kids bear labels: [name]=value */
	VM_INVERTED = 16,  /* V_SET: ~[..] */
	VM_FACT_ONLY = 32, /* V_COMMENT is the only place of a fact */
	VM_HEX = 64,	/* bytes: always \x.., lower case; V_PARTS with VM_EACH:
			   one number where numbers are raw */
	VM_CUT = 128,	/* there is more than what is here: "..." */
	VM_GROUP = 256, /* V_STRUCT in [ ], or V_PARTS/V_ARRAY without braces */
	VM_PAIR = 512,	/* V_ARRAY: never cut by -s */
	VM_BRACKET = 1024, /* V_CHANGE, V_PTR: in [ ] */
	VM_EACH = 2048,	   /* V_PARTS: every part in its own style */
	VM_ABBREV = 4096, /* V_STRUCT, V_ARRAY: what is not here was left out by
			     abbreviation: ends in "..." */
	VM_NULTERM =
		8192, /* V_STR, V_PATH: the NUL was seen: nothing is missing */
	VM_ABSTRACT = 16384,   /* V_STR: @"..": abstract socket name */
	VM_AS_COMMENT = 32768, /* V_ENUM, V_FLAGS: number first, names in a
				  comment */
	VM_NEGATED = 1 << 16,  /* names are shown with a leading '!' */
	VM_PTRDATA = 1 << 17,  /* V_STR and the like hang on a pointer (num);
				  a decoration: on one that is followed.
				  V_ARRAY of no elements: of a sized room */
	VM_NOSTYLE = 1 << 18,  /* -X does not apply: name only */
	VM_ARROW = 1 << 19,    /* V_STRUCT: its VM_LATE kids are a second part:
				  {a} => {b}; {a => b in braces: see text sink */
	VM_UNCAPPED = 1 << 20, /* V_STR: not cut by -s (names in structs) */
	VM_BRIEF = 1 << 21,   /* abbreviated as its address, num, with its text,
				 if any, in a comment. V_PENDING: who does not
				 dereference shows the address, at entry */
	VM_UNTERM = 1 << 22,  /* V_ARRAY: the list did not end in NULL */
	VM_LEADING = 1 << 23, /* V_COMMENT: the comment stands before its kid;
			     a part: its shift before its comment */
	VM_NAMED_INDEX = 1 << 25, /* element of a VM_INDEXED array: its label is
				     the name of its number */
	VM_SELFNAMED = 1 << 24, /* V_FORM: text shows no NAME= but, in its short
			     style, NAME within: inet_pton(.., &NAME) */
	VM_STYLED = 1 << 28,	/* V_COMMENT: not with numbers that are raw */
	VM_DROP_NUL = 1 << 29,	/* V_BYTES: a NUL at the end is not shown as
				   text, only as bytes */
	VM_DATA =
		1 << 30, /* V_BYTES: what goes through the call's descriptor */
	VM_GAPS = 1 << 27,  /* V_STRUCT: "..." in the place of hidden kids */
	VM_RATIO = 1 << 26, /* V_STRUCT of two numbers: a/b */
};

enum value_notation {
	VN_DEC,	 /* signed by VN's num being sign-extended: %lld */
	VN_UDEC, /* %llu */
	VN_HEX,	 /* %#llx, 0 is 0 */
	VN_HEXZ, /* %#0*llx, 2 * size wide with the 0x: 0x000041 */
	VN_OCT,	 /* %#llo */
	VN_MODE, /* %#03llo: 0644, 000 */
	VN_ADDR, /* as VN_HEX, but 0 is NULL */
};

struct value_bytes {
	const u8 *data; /* len bytes, borrowed from the arena */
	u32 len;	/* how much could be read, or was worth reading */
	u64 total; /* true length; == len if all is here. For text that ends
		      in NUL: what is known of it, UINT64_MAX if memory
		      ended before the NUL was met */
};

struct value {
	u8 kind;	  /* enum value_kind */
	u8 notation;	  /* enum value_notation */
	u16 size;	  /* bytes in the tracee, for scalars; capped */
	u32 marks;	  /* VM_* */
	u32 type;	  /* description, DESC_NONE if none */
	const char *text; /* a text of the node: a part shown as N<<TEXT,
			      the word of a V_FORM, the comment of a V_COMMENT,
			      what a VM_BRIEF node says ("2 vars"), the
			      X_??? for a VM_INDEXED array's unknown label, a
			      word for the whole of a V_STRUCT */
	const char *name; /* of member, parameter, label; NULL: none */
	u64 num;	  /* the raw number is always kept */
	union {
		struct value_bytes bytes;
		struct {
			struct value *first, *last;
			u64 total; /* V_ARRAY: true count of elements */
			u32 count; /* how many kids there are */
		} kids;
		struct {
			const char *const *names; /* n of them */
			u64 rest;	     /* V_FLAGS: bits without a name;
						V_INT with a text: the shift */
			const char *unknown; /* "X_???" or NULL */
			const char
				*zero; /* V_FLAGS: text for 0, or NULL: "0" */
			u32 n;
		} sym;
	};
	struct value *next;
};

/* All constructors allocate in the arena and return a zeroed node. */
struct value *value_new(struct arena *a, enum value_kind kind,
			const char *name);
struct value *value_int(struct arena *a, const char *name, u64 num,
			enum value_notation notation);
struct value *value_addr(struct arena *a, const char *name, taddr addr);
/* What should be at addr could not be read. */
struct value *value_unreadable(struct arena *a, const char *name, taddr addr);
struct value *value_word(struct arena *a, const char *name, const char *word);
/* Copies nothing: data must live in the arena or be static. */
struct value *value_bytes(struct arena *a, enum value_kind kind,
			  const char *name, const void *data, u32 len,
			  u64 total);
/* A V_FORM with one kid. */
struct value *value_form(struct arena *a, const char *name, const char *form,
			 struct value *kid);
/* A V_COMMENT around kid, taking over its name. */
struct value *value_comment(struct arena *a, struct value *kid,
			    const char *text);

/* Appends to the kids of a V_STRUCT, V_ARRAY, V_PARTS, V_SET, V_FORM, ... */
void value_add(struct value *parent, struct value *kid);
bool value_has_kids(const struct value *v); /* does this kind carry kids? */
/*
 * Fills a V_PENDING node in place with `with` (whose `next` is ignored), keeps
 * the node's name and next, and marks it VM_LATE. Anything else is a bug.
 */
void value_fill(struct value *pending, const struct value *with);
/* Appends at exit to a node marked VM_OPEN; the kid becomes VM_LATE. */
void value_append_late(struct value *open, struct value *kid);

/*
 * True if printing at entry stops at v or inside it (a V_PENDING, or VM_OPEN,
 * at any depth).
 */
bool value_cuts(const struct value *v);
const char *value_kind_name(enum value_kind kind);

#endif
