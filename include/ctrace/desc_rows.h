/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rows of a set of descriptions, as they are made and looked at: types,
 * lists of names, fields, structs, calls, expressions. How a set keeps them is
 * desc.h's, by which this is included.
 */
#ifndef CTRACE_DESC_ROWS_H
#define CTRACE_DESC_ROWS_H

#include "ctrace/abi.h"

#define DESC_NONE UINT16_MAX
#define DESC_ROWS_MAX DESC_NONE /* of one pool, and bytes of its strings */

/* ---- types ------------------------------------------------------------- */

enum desc_kind {
	DK_VOID, /* no value: void return */
	DK_INT,	 /* notation, SIGNED */
	DK_FLOAT,
	DK_ENUM,  /* a = names */
	DK_FLAGS, /* a = names */
	DK_BITS,  /* a = first part, b = parts, c = fallback string or NONE;
		     sub = enum desc_bits */
	DK_ADDR,  /* void *: shown as address; never followed */
	DK_CODE,  /* address of code */
	DK_PTR,	  /* a = type of what it points to (may be DK_ARRAY, DK_CSTR) */
	DK_ARRAY, /* a = element, b = count expr or NONE (to the end / to NULL)
		   */
	DK_BYTES, /* counted bytes shown as a string: b = count expr or NONE;
		     HEXSTR: always as \x.. */
	DK_CSTR,  /* NUL-terminated: b = max expr or NONE; embedded in a struct:
		     size[] says how many bytes there are */
	DK_PATH,  /* as CSTR, limit PATH_MAX, feeds path filters. Only as what a
		     DK_PTR points to; `path p` is PTR(PATH), IN */
	DK_STRUCT,  /* a = struct; b, c = what it is on i386, x32, if other */
	DK_UNION,   /* as STRUCT; its fields all lie at offset 0; ALL members
		       are   shown if the type has TF_ALL, else the first */
	DK_VARIANT, /* a = first arm, b = arms; c = expr (parameter) */
	DK_TLV,	    /* a = tlv */
	DK_HOOK,    /* a = hook; b = base type (DK_INT or struct) */
	/* leaf kinds that need to know more than a number */
	DK_FD,
	DK_DIRFD,
	DK_FD_OF, /* FD_OF: c = expr of the pid */
	DK_UID,
	DK_GID,
	DK_PID,	   /* sub = enum desc_pid */
	DK_SIGNAL, /* number -> SIGHUP */
	DK_SIGSET, /* size from the count expr b, in bytes; NONE: 8 */
	DK_FDSET,  /* b = count of descriptors */
	DK_CPUSET, /* b = bytes */
	DK_UMODE,  /* octal mode, %#03o */
	DK_SMODE,  /* st_mode: S_IFREG|0644 */
	DK_DEV,	   /* makedev(..) */
	DK_INADDR,
	DK_IN6ADDR,
	DK_MAC,
	DK_HWADDR,
	DK_UUID,
	DK_IFINDEX,
	DK_TICKS,    /* clock_t: N with a comment in seconds */
	DK_ERRNO,    /* an error number as a value */
	DK_KVERSION, /* KERNEL_VERSION(..) */
	DK_IOCTL_OP,
	DK_SYSCALL_NR,
	DK_SOCKOPT, /* c = expr of the level: name of the option */
	DK_SOCKVAL, /* value of an undescribed option: int if 4 bytes, else hex
		     */
	DK_BPF_INSN,
	DK_SUN_PATH, /* bytes of sun_path: "..." or @"..." */
	DK_SOCKBUF, /* counted bytes that may hold messages of the fd's protocol
		     */
	DK_CWD, /* a path that the kernel returned (as PATH, not filtered) */
};

/* How a number is written. */
enum desc_notation {
	DN_DEC,	   /* signed or unsigned as the type says */
	DN_HEX,	   /* 0x1f, 0 */
	DN_HEXZ,   /* 0x0000001f: fixed width */
	DN_OCT,	   /* 017, 0 */
	DN_MODE,   /* %#03o: 0644, 000 */
	DN_U64MAX, /* unsigned; all ones as a name (U64_MAX and the like) */
	DN_HTON,   /* htons(80) by size: big-endian in memory */
	DN_BE,	   /* big-endian in memory, shown as plain number */
};

/* How an enum with TF_AS_COMMENT is shown: with its name whatever the style. */
enum desc_list_style { LIST_STYLED, LIST_ALWAYS };

/* How DK_BITS is written: by its parts, as FORM(part, part) with c = FORM, by
 * its parts but as one number where numbers are raw. */
enum desc_bits { DB_PARTS, DB_FORM, DB_WHOLE };

enum desc_pid { DP_TID, DP_TGID, DP_PGID, DP_SID, DP_PID_OR_PGID };

enum {
	TF_SIGNED = 1,
	TF_HEXSTR = 2,	 /* DK_BYTES: every byte as \x.. */
	TF_CONST = 4,	 /* DK_PTR: what it points to is read at entry */
	TF_PTR64 = 8,	 /* DK_PTR: pointer of 8 bytes on every ABI */
	TF_EACH = 16,	 /* DK_BITS: every part in its own style and comment */
	TF_ALL = 32,	 /* DK_UNION: all members */
	TF_GROUP = 64,	 /* DK_STRUCT: square brackets */
	TF_NLATTRS = 64, /* DK_TLV: netlink attributes */
	TF_DATA = 64,	 /* DK_BYTES: they go through the call's descriptor */
	TF_AS_COMMENT =
		128,  /* DK_ENUM, DK_FLAGS: number, then names in a comment */
	TF_DEC = 256, /* DK_ENUM, DK_FLAGS: raw number is decimal */
	TF_OLD = 512, /* something inside uses old(): keep the object from entry
		       */
	TF_OUTPTR = 1024, /* a struct (array...) that holds, at any depth, a
			 pointer to what the kernel writes */
	TF_ENDNULL =
		2048,	/* DK_ARRAY without count of pointers: ends at NULL */
	TF_UDEC = 4096, /* DK_ENUM, DK_FLAGS: raw number is unsigned decimal */
	TF_FIXED =
		8192, /* DK_ARRAY, DK_BYTES, DK_CSTR: embedded, size[] bytes */
	TF_PRED0 =
		16384, /* DK_FLAGS: 0 prints as nothing (the part vanishes) */
	TF_ATEXIT = 32768, /* a struct with members marked at_exit */
};

/* A type as it is looked at: desc_type(). */
struct desc_type {
	u8 kind;	    /* enum desc_kind */
	u8 sub;		    /* notation, enum desc_pid ... by kind */
	u16 flags;	    /* TF_* */
	u16 name;	    /* string: as declared, "" if anonymous */
	u16 a, b, c;	    /* by kind, see enum desc_kind */
	u32 size[LAYOUT_N]; /* bytes; 0: not fixed */
	u8 align[LAYOUT_N];
};

/*
 * A list of names for an enum or a flags type, in the order in which they are
 * tried and printed. sorted[] (enums only, else NONE) is a permutation by
 * value for binary search; of equal values the first declared comes first.
 */
struct desc_names {
	u32 first, n; /* in name[] */
	u32 sorted;   /* first index in sorted_names[], or DESC_NONE */
	u32 fallback; /* string "X_???", or DESC_NONE: number alone */
	u32 zero;     /* DK_FLAGS: string shown for 0, or DESC_NONE: "0" */
};
struct desc_name {
	u32 text;
	u32 flags; /* layouts in which it holds, as bits; 7: all */
	u64 value;
};

/*
 * One part of a word. The part's value is (word & mask) >> shift, except that
 * a DK_FLAGS or DK_ENUM part without shift is looked up in place (names keep
 * their bits). Parts are printed in order, joined by '|'.
 */
struct desc_part {
	u16 type;  /* DK_ENUM, DK_FLAGS, DK_INT ... */
	u8 always; /* shown even if its value is 0 (as name or number) */
	u8 exact;  /* enum: shown only if it has a name, else bits pass on */
	u8 shift;  /* bits to the right, for value and for printing */
	u8 shift_shown; /* print "<<NAME" after the number: shift_name; 2: even
			   before its comment */
	u8 hide;	/* bits that are never shown */
	u16 shift_name; /* string, or DESC_NONE */
	u16 zero;	/* string for a zero of this part, or DESC_NONE */
	u64 mask;
};

/* ---- fields: members of structs, parameters of calls ------------------- */

/* When a parameter's object is shown: section "Phases" of ctrace-desc(5). */
enum desc_phase {
	PH_IN,	/* read and shown at entry */
	PH_OUT, /* pending at entry, shown whole at exit; not if it failed */
	PH_IN_LATE, /* an `in` that holds a pointer to `out`, or is marked
		       at_exit: pending as a whole, shown at exit although it
		       failed */
	PH_OPEN,    /* inout struct: in-members at entry, out-members at exit.
		       Also an `in` struct with members marked at_exit */
	PH_CHANGE,  /* inout scalar: [old => new] */
	PH_ARROW,   /* inout struct or array: {..} => {..} */
};

enum {
	FF_EMBED = 1, /* members shown as if they stood in the outer struct */
	FF_HIDE = 2,  /* layout only */
	FF_FULL = 4,  /* only with -v */
	FF_FULL_ZERO = 8, /* when abbreviating only if not zero */
	FF_VER = 16, /* this and later fields only if the size reaches here */
	FF_AT_EXIT = 32, /* shown at exit */
	FF_IN = 64,
	FF_OUT = 128,	 /* written direction; both: inout */
	FF_SKIP = 256,	 /* parameter `skip`: takes a slot, never shown */
	FF_SWITCH = 512, /* type is DK_VARIANT-like: a choice of member lists;
			    the arms' offsets count from the outer struct */
	FF_STOP = 1024,	 /* `stop if`: text in `name`, ends the struct */
	FF_PAIR = 2048,
	FF_INDEX = 4096,   /* array styles */
	FF_EXITPTR = 8192, /* in an exit{} list: shown although not FF_OUT */
	FF_ABBREV_COUNT = 16384, /* count_if_abbrev */
	FF_REST = 32768,	 /* takes what bytes are left of the object */
	FF_NOTSIGNED = 65536,
	FF_BITFIELD = 1 << 17,
	FF_SOCKLEN =
		1 << 18, /* [old => new], negative and NULL rules of socklen */
	FF_CHANGE = 1 << 19,   /* member shown as [old => new] with old() */
	FF_DROP_NUL = 1 << 20, /* counted text: a NUL at its end is not shown */
};

enum desc_place_how { PL_SLOT, PL_PAIR /* two slots, low first */, PL_NONE };

struct desc_place {
	u8 how, slot, slot2;
	u8 bytes; /* that a call takes which has the words of 32 bits */
};

/* A field as it is looked at: desc_field(). */
struct desc_field {
	u16 name; /* string; 0: anonymous */
	u16 type;
	u16 cond;	       /* expr or DESC_NONE: `if (..)` */
	u16 attr;	       /* first of nattr in attrs[] */
	u32 flags;	       /* FF_* */
	u8 phase;	       /* parameters: enum desc_phase */
	u8 bit_off, bit_width; /* bit-fields, from the unit at offset */
	u8 nattr;
	union {
		u32 off[LAYOUT_N]; /* members: bytes from the struct */
		struct desc_place place[LAYOUT_N]; /* parameters */
	};
};

/* Attributes that the interpreter looks up. `arg` is an expr unless said. */
enum desc_attr_id {
	DA_SIZE,    /* bytes available of the object */
	DA_MIN,	    /* below: address */
	DA_ADDR_IF, /* show as address */
	DA_RAW_IF,  /* show as plain number */
	DA_HIDE_IF,
	DA_BRIEF,    /* abbreviation hides an array's elements from this on;
			without arg: shows its address */
	DA_FULL_IF,  /* abbreviation hides the member */
	DA_UPTO,     /* data budget over the elements' data */
	DA_RECORDS,  /* arg = field offset member id: variable records */
	DA_BYTES,    /* bytes that the records take */
	DA_TAIL,     /* arg = enum desc_tail */
	DA_SELFSIZE, /* arg = expr of the size member; arg2 = default (expr) */
	DA_VER0,     /* arg = expr: 0 in this member means this size */
	DA_ONERR,    /* arg = DESC_NONE: any; else one attribute per errno */
	DA_ONERR_ONLY,	 /* arg = string: member's name; one attribute each */
	DA_AFTER_ERROR,	 /* arg = expr errno: re-read on that, show => */
	DA_TAGGED,	 /* cut object: absent members; arg unused */
	DA_PARTIAL,	 /* cut members as hex */
	DA_ARROW_ADDR,	 /* on failure: address at the new side; arg 1:
			    `ahead`, its => is shown at entry */
	DA_ARROW_MEMBER, /* arg = string: the member that the new side is */
	DA_ARROW_OPEN,	 /* the old side's brace stays open until exit */
	DA_GAPS, /* of a struct: ... stands where members are left out */
	DA_NOCHANGE,
	DA_AUX,	     /* on a call: arg = string prefix; names of the ret type */
	DA_AUX_HOOK, /* on a call: arg = hook */
	DA_AUXZERO,  /* decorate 0 too */
	DA_HEXRET,
	DA_DECRET,
	DA_C,		 /* arg = hook that builds the value */
	DA_COMMENT_TEXT, /* arg = string */
	DA_COMMENT, /* arg = hook; arg2 = attr index of its argument exprs */
	DA_READS,
	DA_INDEX,    /* arg = names: labels [VINTR]= ; DESC_NONE: numbers */
	DA_LIST,     /* arg = field (by string) of the next pointer */
	DA_REMEMBER, /* arg = string */
	DA_MAX,	     /* string limit, when it is not in the type */
	DA_ARGS,     /* an argument expr of the attribute before */
	DA_SHOWN,    /* on a call: arg = string, `= NAME` */
	DA_BLOCK,    /* on a call: the address (expr) of its arguments, which
			lie there as words; arg2: the call whose arguments
			they are, or NONE: this one */
	DA_ENC,
	DA_ERRORS, /* on a call: arg = string: an errno that it gives */
};
enum desc_tail { TAIL_NONZERO, TAIL_MORE, TAIL_EXTRA_DATA };

struct desc_attr {
	u16 id; /* enum desc_attr_id */
	u16 arg, arg2;
};

/* ---- structs ----------------------------------------------------------- */

struct desc_struct {
	u16 name;
	u16 first, n;	 /* fields in the order in which they are shown */
	u16 exit, nexit; /* `exit { }`: fields appended at exit */
	u16 attr, nattr;
	u32 size[LAYOUT_N]; /* without a flexible last member */
};

/* Arms of a variant or of a switch inside a struct. */
struct desc_arm {
	u16 first_key, nkeys; /* exprs in keys[]; nkeys 0: default */
	u16 type;	      /* variant: the type; switch: DESC_NONE */
	u16 first, n;	      /* switch: fields */
	u16 min;	      /* expr: bytes that the arm needs, or DESC_NONE */
};

struct desc_tlv {
	u16 header; /* struct */
	u16 len;    /* expr over the header: bytes of one record, with header */
	u16 align;  /* expr */
	u16 arm, narm; /* arms: two keys each (level::type) or one */
	u16 key[2];    /* exprs over the header that the keys are held against;
			  key[1] NONE if one is enough */
	u16 more;      /* [[tail(more)]]: "..." for what is no record */
};

/* ---- calls ------------------------------------------------------------- */

enum {
	CF_AUTO = 1, /* made from the kernel's prototype, not described */
	CF_NORETURN = 2,
	CF_ALWAYS_NAMES = 4, /* names of arguments always shown (clone):
			  [[names]] on the call */
	CF_RENAMED =
		8,     /* `= NAME`: shown under `name`, not the number's name */
	CF_OUTER = 32, /* some of its cases are other calls */
	CF_INNER = 16, /* what a case of another call means; its words are
			  that call's words from 1 on */
};

/* Classes of -e trace=%class. Bits of desc_call.classes. */
enum desc_class {
	DC_FILE,
	DC_DESC,
	DC_PROCESS,
	DC_NETWORK,
	DC_SIGNAL,
	DC_IPC,
	DC_MEMORY,
	DC_CREDS,
	DC_CLOCK,
	DC_PURE,
	DC_STAT,
	DC_LSTAT,
	DC_FSTAT,
	DC_STATFS,
	DC_FSTATFS,
	DC_STATLIKE,
	DC_STATFSLIKE,
};
#define DC_N 17

struct desc_call {
	u16 name;  /* string: as declared, or as renamed by `= NAME` */
	u16 param; /* first in fields[]; a case has its call's own first */
	u16 ret;   /* field: type and attributes of the result */
	u16 attr;  /* DA_AUX, DA_AUX_HOOK, DA_READS ... */
	u16 mux;   /* or DESC_NONE */
	u8 nparam, nattr;
	u8 flags; /* CF_* */
	u32 classes;
};

/*
 * `switch (e, ..)` of a call: the exprs give up to two keys; cases are sorted
 * by key per layout, so that a look-up is a binary search.
 */
struct desc_mux {
	u16 key[2];	     /* exprs; key[1] DESC_NONE if one */
	u16 first[LAYOUT_N]; /* in cases[] */
	u16 n[LAYOUT_N];
	u16 deflt; /* call */
};
struct desc_case {
	u64 key[2];
	u32 call;
};

/* ---- expressions ------------------------------------------------------- */

/*
 * Straight-line code for a stack of (value, unknown) pairs; no jumps, so that
 * it ends whatever the input. All arithmetic is in 64 bits; + and * saturate
 * at UINT64_MAX for unsigned operands that came from lengths.
 * Kleene: an operation on an unknown is unknown unless the other side decides
 * (0 && ?, 1 || ?, 0 * ?).
 */
enum desc_op_code {
	OP_END,
	OP_CONST,     /* push consts[a] */
	OP_CONST_ABI, /* push consts[a + layout] */
	OP_MEM,	      /* push member mems[a] of the frame b levels up */
	OP_OLD_MEM,   /* the same from the object as it was at entry */
	OP_ARG,	      /* push parameter a of the call */
	OP_DEREF,     /* push what parameter a points to (its scalar type) */
	OP_OLD_DEREF,
	OP_ARROW, /* push member mems[a] of what parameter b points to */
	OP_NAME,  /* push member or argument called string a: looked up at
		     run time in outer frames, then parameters */
	OP_RET,
	OP_ERROR,
	OP_ENTRY,
	OP_EXIT,
	OP_ABBREV,
	OP_WORDSIZE,
	OP_PAGESIZE,
	OP_SELF, /* the raw value itself (raw_if, comment) */
	OP_NEG,
	OP_NOT,
	OP_LNOT,
	OP_CAST /* a = bytes, b = signed */,
	OP_MUL,
	OP_DIV,
	OP_MOD,
	OP_ADD,
	OP_SUB,
	OP_SHL,
	OP_SHR,
	OP_LT,
	OP_GT,
	OP_LE,
	OP_GE,
	OP_EQ,
	OP_NE,
	OP_AND,
	OP_XOR,
	OP_OR,
	OP_LAND,
	OP_LOR,
	OP_SELECT, /* c ? t : f; all three are on the stack */
	OP_MIN,
	OP_MAX,
	OP_IN,	    /* a = how many alternatives lie above the subject */
	OP_STREQ,   /* OP_NAME-like text member against string a */
	OP_AVAIL,   /* bytes that the object around has */
	OP_ELEMENT, /* `index`: which element of the inmost array this is */
};
struct desc_op {
	u32 code : 8;
	u32 b : 24;
	u32 a;
};
#define DESC_STACK 32

/* A member as an operand. Arrays: 1 if any byte is not 0, else 0. */
struct desc_mem {
	u32 off[LAYOUT_N];
	u32 size[LAYOUT_N];
	u8 is_signed, is_array, be, pad;
	u8 bit_off, bit_width, pad2[2];
};

#endif
