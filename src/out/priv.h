/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of out share: quoting, the walker of text, JSON's pieces. */
#ifndef OUT_PRIV_H
#define OUT_PRIV_H

#include "ctrace/sink.h"

/* ---- quote.c ---------------------------------------------------------------- */

/* "..." with C escapes; every byte as \x.. if all_hex. */
void quote_bytes(struct buf *b, const u8 *data, u32 len, enum hex_style style,
		 bool all_hex);
/* Text inside <...>: no quotes, the bytes of `also` escaped, too. */
void quote_plain(struct buf *b, const u8 *data, u32 len, const char *also);

/* ---- text_value.c ------------------------------------------------------------- */

enum walk_mode { WALK_ALL, WALK_ENTRY, WALK_RESUME };

struct text_walk {
	struct buf *out;
	const struct text_settings *set;
	bool abbrev, verbose;
	enum walk_mode mode;
	bool muted; /* before the cut in RESUME, behind it in ENTRY */
	bool cut;   /* the cut was met */
};
void text_value(struct text_walk *w, const struct value *v);
/* One of a list: `*first` says whether a separator goes before it. */
void text_item(struct text_walk *w, const struct value *v, bool *first,
	       bool with_name);
void text_names(struct text_walk *w, const struct value *v);
void text_number(struct buf *b, u64 num, enum value_notation n, u32 size);
void text_put(struct text_walk *w, const char *s);

/* ---- json_value.c ------------------------------------------------------------- */

struct json_walk {
	struct buf *out;
	u32 strmax;
	bool fd_paths;
};
void json_string(struct buf *b, const char *s, size_t len);
void json_value(struct json_walk *w, const struct value *v);

#endif
