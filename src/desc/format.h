/* SPDX-License-Identifier: BSD-2-Clause */
/* descc --format: what its two halves share. */
#ifndef DESC_FORMAT_H
#define DESC_FORMAT_H

#include "cc.h"

enum ftok_kind { F_END, F_WORD, F_PUNCT, F_TEXT, F_COMMENT };

/* A token with what stood before it. Comments are tokens. */
struct ftok {
	enum ftok_kind kind;
	const char *text;
	u32 len;
	u32 lines;  /* line ends before it */
	bool blank; /* anything before it */
	u32 nblank; /* bytes of that */
};

/* All tokens, F_END last; in the arena. */
struct ftok *format_tokens(struct arena *a, const char *text, size_t len);
bool ftok_is(const struct ftok *t, const char *text);

/* Columns that a statement's brackets have opened, for format_gap(). */
struct fstate {
	u32 depth;     /* of ( [ [[ */
	bool in_list;  /* names between braces */
	bool in_value; /* behind the = of a name */
	bool in_label; /* from case or default to its : */
	bool abis;     /* behind @ */
	bool arm;      /* the first ( of a case's parameters is due */
	u32 choices;   /* ? whose : is due */
};

enum gap {
	GAP_NONE,  /* nothing between */
	GAP_SPACE, /* a blank */
	GAP_BREAK, /* a blank, or a new line */
	GAP_OPEN   /* nothing, or at need a new line */
};
/* What stands between two tokens of a statement. */
enum gap format_gap(const struct fstate *st, const struct ftok *before,
		    const struct ftok *after);
/* Takes notice of a token that was put. */
void format_step(struct fstate *st, const struct ftok *t);

void format_text(struct cc *cc, const struct source *src, struct buf *out);

#endif
