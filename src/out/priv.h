/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of out share: quoting, the walker of text, JSON's pieces. */
#ifndef OUT_PRIV_H
#define OUT_PRIV_H

#include "ctrace/sink.h"

/* ---- quote.c ----------------------------------------------------------- */

enum {
	QUOTE_HEX = 1,	    /* every byte as \x.. */
	QUOTE_DROP_NUL = 2, /* a NUL at the end is not shown, but as \x00 */
};
/* "..." with C escapes, the way that `how` says. True: a NUL was dropped. */
bool quote_bytes(struct buf *b, const u8 *data, u32 len, enum hex_style style,
		 u32 how);
/* Text inside <...>: no quotes, the bytes of `also` escaped, too. */
void quote_plain(struct buf *b, const u8 *data, u32 len, const char *also);

/* ---- leader.c ---------------------------------------------------------- */

#define NO_NR UINT32_MAX

/* What a line begins with. */
struct moment {
	u64 wall, mono; /* ns */
	u64 ip;		/* 0: unknown */
	u32 nr;		/* of the call, or NO_NR */
	enum abi abi;
};
/* Of one sink: when its last line began. */
struct leader {
	u64 mono;
	bool any;
};
void leader_put(struct leader *l, struct buf *b, const struct text_settings *s,
		const struct moment *m);
/* Seconds with so many digits behind the point; %*ld by width. */
void leader_put_span(struct buf *b, u64 ns, u32 digits, int width);

/* ---- dump.c ------------------------------------------------------------ */

void dump_call(struct buf *b, const struct text_settings *s,
	       const struct call *c);

/* ---- raw.c ------------------------------------------------------------- */

/* How many words the call takes, whatever its case. */
u32 raw_count(const struct call *c);
/* Its first: word 0 of an inner call only says which call it is. */
u32 raw_first(const struct call *c);
u64 raw_word(const struct call *c, u32 slot);
/* The parameter that begins in a slot; NULL: unknown or without a name. */
const char *raw_name(const struct call *c, u32 slot);
/*
 * The word of the parameter that v shows. *pos starts at 0 and moves on:
 * values are asked for in the order of the chain.
 */
u64 raw_param(const struct call *c, const struct value *v, u32 *pos);

/* ---- text_value.c ------------------------------------------------------ */

struct text_walk {
	struct buf *out;
	const struct text_settings *set;
	bool abbrev, verbose;
	bool entry; /* stop at the cut: what is known at entry */
	bool cut;   /* the cut was met: nothing is put any more */
};
void text_value(struct text_walk *w, const struct value *v);
/* One of a list: `*first` says whether a separator goes before it. */
void text_item(struct text_walk *w, const struct value *v, bool *first,
	       bool with_name);
/* An address in place of what v shows, with separator and name. */
void text_item_addr(struct text_walk *w, const struct value *v, u64 addr,
		    bool *first, bool with_name);
void text_put(struct text_walk *w, const char *s);
/*
 * Memory ended within what a sink with this limit would show of a string that
 * hangs on a pointer: it shows the address.
 */
bool text_is_faulty(const struct value *v, u64 limit);

/* ---- text_names.c ------------------------------------------------------ */

void text_names(struct text_walk *w, const struct value *v);
/* htons(80): a number as a macro makes it. */
void text_form(struct text_walk *w, const struct value *v);
void text_number(struct buf *b, u64 num, enum value_notation n, u32 size);

/* ---- json_text.c ------------------------------------------------------- */

/* Text of our own or of a name; a byte that is no UTF-8 becomes U+FFFD. */
void json_string(struct buf *b, const char *s, size_t len);
void json_text(struct buf *b, const char *s);
/* A tracee's bytes. cut: there are more, `total` in all. */
void json_bytes(struct buf *b, const u8 *data, size_t len, u64 total, bool cut);
void json_hex(struct buf *b, u64 v);
void json_u64(struct buf *b, u64 v);
void json_s64(struct buf *b, s64 v);

/* ---- json_value.c ------------------------------------------------------ */

struct json_walk {
	struct buf *out;
	u32 strmax;
	u32 fds;
	u32 who;
};
void json_value(struct json_walk *w, const struct value *v);

#endif
