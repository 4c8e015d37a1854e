/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the text sink share: its state, lines, pages. */
#ifndef OUT_TEXT_H
#define OUT_TEXT_H

#include "priv.h"

/* A stream of lines: one for all tasks, or one of each task. */
struct page {
	struct dest *dest;
	struct line *open; /* whose line is open, or NULL */
	u32 column;	   /* bytes of the open line so far */
	struct leader leader;
};

/* A task's line; lives from its first call to its death. */
struct line {
	struct line *next;
	struct page *page;
	enum { LINE_NONE, LINE_OPEN, LINE_CUT } state;
	u32 shown; /* bytes of the arguments that entry showed */
	u32 nr;	   /* of the last call, for the leader, or NO_NR */
};

/* What the settings say of a call. */
struct text_choice {
	bool valid;
	enum abi abi;
	u32 nr;
	bool abbrev, verbose, raw;
};

struct text_sink {
	struct sink sink;
	struct text_settings set;
	struct dest *dest;   /* of the page of all, or what pages are made of */
	struct page all;     /* the page of all tasks */
	struct page *page;   /* the one that is being written */
	struct page *orphan; /* of a task that was superseded, for its heir */
	struct line *lines;
	u32 ntasks;
	struct text_choice choice;    /* of the last call */
	const char *error_texts[134]; /* as the C library has them; 0: not yet
					 asked */
};

/* ---- text_page.c ------------------------------------------------------- */

/* The task's line; its page is the one that is written from now on. */
struct line *line_of(struct text_sink *ts, struct task *t);
void line_drop(struct text_sink *ts, struct task *t);
/* Another line is to begin: the page's open one, if any, is cut. */
void page_close_line(struct page *p);
/* The open line ends, and with it the call's. */
void page_end_line(struct page *p, struct line *l);
/* The task dies by another's execve, which takes its number and its page. */
void page_bequeath(struct text_sink *ts, struct task *t);
void page_inherit(struct text_sink *ts, struct task *t, u32 tid);
/* In front of a line of the task. */
void page_leader(struct text_sink *ts, const struct task *t,
		 const struct moment *m);
void text_pages_free(struct text_sink *ts);

/* ---- text_note.c ------------------------------------------------------- */

void text_note(struct sink *s, struct task *t, const struct note *n);

#endif
