/* SPDX-License-Identifier: BSD-2-Clause */
/* Colours of the text sink. */
#ifndef OUT_COLOR_H
#define OUT_COLOR_H

#include "ctrace/sink.h"

/* The bytes of b from `from` on, as what a line is made of. p NULL: nothing. */
void color_piece(struct buf *b, size_t from, const struct palette *p);
/* All of them in one colour. */
void color_whole(struct buf *b, size_t from, const struct palette *p,
		 enum color c);

#endif
